"""Answers that come before the body has: the rest of it is received all the same."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Linger:
    """ASGI middleware that ends an answer only when the client has sent its body.

    A connection that is closed with bytes unread is reset, and a client that is still sending, or
    a proxy, never gets to see why it was refused (RFC 9112, section 9.6). The whole answer is sent
    at once; only its end waits.

    Args:
        app: What answers.
        seconds: How long a request and its rest, which is thrown away, may take together.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Wrap an app."""
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and receive what is left of it before its answer ends."""
        received = scope["type"] != "http"
        deadline = asyncio.get_running_loop().time() + self._seconds

        async def noting() -> Message:
            nonlocal received
            message = await receive()
            received = not message.get("more_body", False)  # as of a client that went away
            return message

        async def ending_late(message: Message) -> None:
            ends = message["type"] == "http.response.body" and not message.get("more_body", False)
            if ends and not received:
                await send({**message, "more_body": True})
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(deadline):
                        while not received:
                            await noting()
                message = {"type": "http.response.body"}
            await send(message)

        await self._app(scope, noting, ending_late)
