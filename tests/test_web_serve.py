from __future__ import annotations

import contextlib
import socket
import sys
import tomllib
import warnings
import webbrowser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from inkdigits.errors import ConfigError
from inkdigits.web import serve
from inkdigits.web.later import Later

with warnings.catch_warnings():  # its own wish for another HTTP library
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ROOT = Path(__file__).parents[1]


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture
def started(monkeypatch):
    """What `run` would have served and opened."""
    calls = {"served": [], "opened": []}
    monkeypatch.setattr(serve, "build_app", lambda api=None: "app")
    monkeypatch.setattr(
        serve, "_serve", lambda app, listener: (calls["served"].append(app), listener.close())
    )
    monkeypatch.setattr(webbrowser, "open", lambda url: calls["opened"].append(url))
    return calls


def test_a_port_in_use_is_said_before_anything_starts(started, taken_port, capsys):
    with pytest.raises(ConfigError, match=f"port {taken_port} on localhost is in use.*--port"):
        serve.run("localhost", taken_port)
    assert started == {"served": [], "opened": []}
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_out_of_range_is_refused(port):
    with pytest.raises(ConfigError, match=r"0\.\.65535"):
        serve.bind("localhost", port)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(ConfigError, match=r"192\.0\.2\.1.*--host"):
        serve.bind("192.0.2.1", 0)


def test_answers_to_the_pad_are_not_held_back_by_the_socket():
    with serve.bind("localhost", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_run_prints_the_address_on_stderr_and_opens_it(started, monkeypatch, capsys):
    monkeypatch.setattr(serve, "has_display", lambda: True)
    serve.run("localhost", 0)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "http://localhost:" in printed.err
    assert started["served"] == ["app"]
    for thread in serve.threading.enumerate():
        if thread is not serve.threading.current_thread() and thread.daemon:
            thread.join(5)
    assert started["opened"][0] in printed.err


def test_without_a_screen_the_address_is_only_printed(started, monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    serve.run("localhost", 0)
    assert started["opened"] == []
    assert "http://localhost:" in capsys.readouterr().err


def test_a_missing_streamlit_is_said_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "streamlit.starlette", None)
    with pytest.raises(ConfigError, match=r"pip install 'inkdigits\[web\]'"):
        serve.build_app()


def test_every_interface_is_reached_as_localhost_from_this_machine():
    with serve.bind("0.0.0.0", 0) as listener:
        assert serve.address_of(listener) == f"http://localhost:{listener.getsockname()[1]}"


def test_both_ways_to_start_the_page_are_configured_alike():
    served = ROOT / "src/inkdigits/web/.streamlit/config.toml"
    run = ROOT / ".streamlit/config.toml"
    assert served.read_text() == run.read_text()


def test_nothing_is_reported_to_anybody():
    config = tomllib.loads((ROOT / "src/inkdigits/web/.streamlit/config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False


def served_later(make):
    later = Later(make)

    @contextlib.asynccontextmanager
    async def lifespan(app):
        yield
        await later.stop()

    app = Starlette(routes=[Mount("/api", later)], lifespan=lifespan)
    return TestClient(app, raise_server_exceptions=False)


def test_what_comes_later_lives_from_its_first_request_to_the_end():
    seen = []

    @contextlib.asynccontextmanager
    async def lifespan(app):
        seen.append("started")
        yield
        seen.append("stopped")

    def make():
        seen.append("made")
        route = Route("/hello", lambda request: PlainTextResponse("hello"))
        return Starlette(routes=[route], lifespan=lifespan)

    with served_later(make) as client:
        assert seen == []
        assert client.get("/api/hello").text == "hello"
        assert client.get("/api/hello").text == "hello"
        assert seen == ["made", "started"]
    assert seen == ["made", "started", "stopped"]


def test_what_comes_later_is_tried_again_where_it_failed():
    attempts = []

    def make():
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("a disk that wakes up late")
        return Starlette(routes=[Route("/", lambda request: PlainTextResponse("here"))])

    with served_later(make) as client:
        assert client.get("/api/").status_code == 500
        assert client.get("/api/").text == "here"


def test_what_nobody_asked_for_is_never_made():
    made = []
    with served_later(lambda: made.append(1)):
        pass
    assert made == []
