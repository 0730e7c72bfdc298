"""`inkdigits serve`, and the API inside `inkdigits app`, run as people run them: as programs."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import numpy as np
import pytest

from api_server import png, program, ready, wait_until
from inkdigits.server import ServerOptions, serve
from pen import ink_of, written_page

KEY = "correct-horse-battery"
PAGE = png(written_page(["2047 31", "94"])[0])

without_extra = "import sys; sys.modules['fastapi'] = None; import inkdigits.cli as c; c.main()"


def test_sigterm_finishes_the_request_that_is_here() -> None:
    with program("serve") as (process, address, _):
        wait_until(lambda: ready(address))
        port = int(address.rsplit(":", 1)[1])
        with socket.create_connection(("localhost", port), timeout=60) as connection:
            head = f"POST /v1/read HTTP/1.1\r\nhost: x\r\ncontent-length: {len(PAGE)}\r\n\r\n"
            connection.sendall(head.encode() + PAGE[:500])
            taken = "inkdigits_places_taken 1.0"
            wait_until(lambda: taken in httpx.get(f"{address}/metrics", timeout=30).text)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: not ready(address))  # nobody new is let in
            assert process.poll() is None
            connection.sendall(PAGE[500:])
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200")
        assert rb'"text":"2047 31\n94"' in answer
        assert process.wait(30) in (0, -signal.SIGTERM)
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_limits_and_key_come_from_the_command_line() -> None:
    limits = ("--max-megabytes", "0.01", "--max-megapixels", "0.02", "--max-files", "1")
    with (
        program("serve", *limits, INKDIGITS_API_KEY=KEY) as (_, address, _),
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        assert client.post("/v1/classify", content=PAGE).status_code == 401
        client.headers["x-api-key"] = KEY
        small = png(255 - ink_of(7, height=60, margin=20))
        assert client.post("/v1/classify", content=small).json()["value"] == 7
        large = client.post("/v1/classify", content=png(np.full((200, 200), 255)))
        assert (large.status_code, "20,000" in large.json()["detail"]) == (413, True)
        long = client.post("/v1/classify", content=bytes(10_001))
        assert (long.status_code, "10,000" in long.json()["detail"]) == (413, True)
        files = [("file", ("a.png", small, "image/png"))] * 2
        assert client.post("/v1/read-batch", files=files).status_code == 413


def test_the_protocol_does_not_depend_on_what_else_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr("uvicorn.Server.run", lambda server, **_: made.append(server.config))
    monkeypatch.setattr("cv2.setNumThreads", lambda _: None)
    serve.run(ServerOptions(), port=0)
    assert (made[0].http, made[0].ws, made[0].log_level) == ("h11", "none", "error")
    assert made[0].timeout_keep_alive > 60  # longer than proxies keep a connection


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--model", "gone.onnx"], 4, "gone.onnx"),
        (["--api-key", "short"], 2, "at least 8"),
        (["--time-limit", "0"], 2, "time_limit"),
        (["--max-megabytes", "nan"], 2, "max_body_bytes"),
        (["--host", "192.0.2.1"], 2, "--host"),
    ],
)
def test_what_cannot_be_served_is_said_before_it_starts(
    args: list[str], code: int, words: str, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "inkdigits", "serve", "--port", "0", *args],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
    )
    assert run.returncode == code
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_without_its_libraries_it_says_how_to_install_them() -> None:
    run = subprocess.run(
        [sys.executable, "-c", without_extra, "serve"], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 2
    assert "fastapi" in run.stderr
    assert "pip install 'inkdigits[server]'" in run.stderr


def test_the_page_brings_the_api_along() -> None:
    with program("app", "--no-browser", INKDIGITS_API_KEY=KEY) as (_, address, line):
        assert f"{address}/api" in line
        wait_until(lambda: ready(f"{address}/api"))
        with httpx.Client(base_url=address, timeout=60) as client:
            assert "streamlit" in client.get("/").text.lower()
            assert client.post("/api/v1/read", content=PAGE).status_code == 401
            client.headers["x-api-key"] = KEY
            raw = client.post("/api/v1/read", content=PAGE)
            form = client.post("/api/v1/read", files={"file": ("a.png", PAGE)})
            assert raw.json()["text"] == form.json()["text"] == "2047 31\n94"
            assert client.post("/api/v1/read", content=b"junk").status_code == 415
            figures = client.get("/api/metrics").text
            assert 'path="/v1/read",status="200"} 2.0' in figures
            assert client.get("/api/openapi.json").json()["servers"] == [{"url": "/api"}]


@pytest.mark.parametrize(
    ("args", "code"), [(["--no-api"], None), ([], without_extra)], ids=["unwanted", "missing"]
)
def test_the_page_runs_without_the_api(args: list[str], code: str | None) -> None:
    with program("app", "--no-browser", *args, code=code) as (_, address, line):
        assert "/api" not in line
        wait_until(lambda: _answers(address))
        answer = httpx.post(f"{address}/api/v1/read", content=PAGE, timeout=60)
        assert answer.status_code in (404, 405)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=30).status_code == 200
    except httpx.TransportError:
        return False
