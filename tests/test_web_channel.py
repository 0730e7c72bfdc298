"""The pad's own socket, asked as the pad asks it."""

from __future__ import annotations

import base64
import json
import threading
import time

import numpy as np
import pytest

pytest.importorskip("streamlit")

import uvicorn
from starlette.applications import Starlette
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from inkdigits.listen import bind
from inkdigits.web import channel
from pen import written_page
from picture_files import saved


@pytest.fixture(scope="module")
def address():
    """A server with nothing but the socket."""
    listener = bind("localhost", 0)
    app = Starlette(routes=[channel.route()])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"localhost:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def socket(address):
    with connect(f"ws://{address}{channel.PATH}") as opened:
        yield opened


def asked(socket, text):
    socket.send(text)
    return json.loads(socket.recv(timeout=60))


def frame(seq, grey):
    png = base64.b64encode(saved(grey, "PNG")).decode()
    return json.dumps({"seq": seq, "png": png, "touched": [60, 60], "settled": True})


BLANK = np.full((300, 400), 255, np.uint8)


def test_frames_are_answered_in_order(socket):
    socket.send(frame(1, written_page(["2017"])[0]))
    first = asked(socket, frame(2, BLANK))
    assert (first["seq"], first["text"], first["error"]) == (1, "2017", None)
    second = json.loads(socket.recv(timeout=60))
    assert (second["seq"], second["digits"]) == (2, [])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seq": "x"}', '{"seq": 4, "png": "no"}', "7"])
def test_what_is_no_frame_is_answered_with_a_sentence_and_the_socket_stays(socket, text):
    assert "reload the page" in asked(socket, text)["error"]
    assert asked(socket, frame(9, BLANK))["seq"] == 9


def test_a_frame_that_is_far_too_large_is_not_read(socket, monkeypatch):
    monkeypatch.setattr(channel, "_MOST_BYTES", 100)
    assert "reload the page" in asked(socket, frame(1, BLANK))["error"]


def test_bytes_end_the_talk(socket):
    socket.send(b"\x00")
    with pytest.raises(ConnectionClosed):
        socket.recv(timeout=60)


def test_pages_of_other_servers_are_refused(address):
    url = f"ws://{address}{channel.PATH}"
    with connect(url, origin=f"http://{address}") as own:
        assert asked(own, "{}")["seq"] == 0
    with pytest.raises(InvalidStatus, match="403"):
        connect(url, origin="https://example.org")
