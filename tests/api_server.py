"""The HTTP API on real connections: in this process, and as a program."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np
import uvicorn
from fastapi import FastAPI
from PIL import Image

from inkdigits.listen import bind
from inkdigits.server import ServerOptions, create_app
from inkdigits.server.service import Service


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something to be true; fail where it is not within half a minute."""
    for _ in range(3000):
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError("this did not happen within half a minute")


@contextmanager
def running(options: ServerOptions) -> Iterator[tuple[str, Service]]:
    """A server, its address and its service."""
    app: FastAPI = create_app(options)
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.service
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def client_of(options: ServerOptions) -> Iterator[httpx.Client]:
    """A client of a server with these options."""
    with running(options) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        yield client


def png(grey: Any) -> bytes:
    """A picture as a file."""
    stream = io.BytesIO()
    Image.fromarray(np.asarray(grey, np.uint8)).save(stream, "PNG")
    return stream.getvalue()


@contextmanager
def program(
    *args: str, code: str | None = None, **variables: str
) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server as a process, its address, and the line that says it.

    Args:
        args: What stands behind `inkdigits`.
        code: Python to run in its place.
        variables: Of the environment, beside those of this process.
    """
    start = ["-m", "inkdigits"] if code is None else ["-c", code]
    process = subprocess.Popen(
        [sys.executable, *start, *args, "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://localhost:\d+", line)
        assert found, line + process.stderr.read()
        yield process, found[0], line
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def ready(address: str) -> bool:
    """Whether a server answers and has its models."""
    try:
        return httpx.get(f"{address}/readyz", timeout=30).status_code == 200
    except httpx.TransportError:
        return False


def as_form(*files: bytes) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("file", (f"{i}.png", data, "image/png")) for i, data in enumerate(files)]


def assert_problem(answer: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert problem["type"] == f"urn:inkdigits:problem:{kind}"
    assert "Traceback" not in answer.text
    return problem
