"""The pad's own socket: frames in, answers out, without a run of the page.

Streamlit's way, a run of the page's script for each frame, costs several times what reading costs.
`inkdigits app` serves this socket beside the page; under `streamlit run`, which does not, the pad
takes Streamlit's way.
"""

from __future__ import annotations

import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.websockets import WebSocket

PATH = "/inkdigits/pad"
"""Where the socket is served, from the page's own address."""

_MOST_BYTES = 4_000_000  # of a message: a frame of static has less
_served = False


def is_served() -> bool:
    """Whether this process serves the socket."""
    return _served


def route() -> BaseRoute:
    """The route of the socket, for the application that serves the page."""
    global _served
    from starlette.routing import WebSocketRoute

    _served = True
    return WebSocketRoute(PATH, _talk)


@cache
def _readers() -> ThreadPoolExecutor:
    """Threads that read: as many as can work at once, so that the newest frame waits for few."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="inkdigits-pad")


async def _talk(socket: WebSocket) -> None:
    """Answer each frame of one pad, in order."""
    from starlette.websockets import WebSocketDisconnect

    if not _is_from_the_page(socket):
        await socket.close(code=1008)
        return
    await socket.accept()
    loop = asyncio.get_running_loop()
    try:
        while True:
            text = await socket.receive_text()
            await socket.send_text(await loop.run_in_executor(_readers(), _answered, text))
    except (WebSocketDisconnect, KeyError):  # KeyError: bytes, which the pad never sends
        return


def _answered(text: str) -> str:
    from inkdigits.web import answers  # here, so that the server listens before models load

    try:
        message = json.loads(text) if len(text) <= _MOST_BYTES else {}
    except ValueError:
        message = {}
    if not isinstance(message, dict):
        message = {}
    return json.dumps(answers.answer(message))


def _is_from_the_page(socket: WebSocket) -> bool:
    """Whether a page of this very server asks: others could spend its time, though read nothing."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
