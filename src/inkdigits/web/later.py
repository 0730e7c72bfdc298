"""An application that is made when it is first asked for: the page need not wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send


class Later:
    """Answers with what `make` returns, called in a thread when the first request comes.

    Its lifespan starts then, and ends with `stop`. Where `make` or the start fails, that request
    fails and the next one tries again.

    Args:
        make: Makes the application.
    """

    def __init__(self, make: Callable[[], Starlette]) -> None:
        """Nothing is made yet."""
        self._make = make
        self._life: asyncio.Task[None] | None = None
        self._ready: asyncio.Future[Starlette] | None = None
        self._end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if self._ready is None:
            self._ready = asyncio.get_running_loop().create_future()
            self._life = asyncio.create_task(self._live(self._ready))
        app = await asyncio.shield(self._ready)
        await app(scope, receive, send)

    async def stop(self) -> None:
        """End the application's lifespan, if it has begun."""
        self._end.set()
        if self._life:
            await self._life

    async def _live(self, ready: asyncio.Future[Starlette]) -> None:
        # One task enters and leaves the lifespan, as a server does.
        try:
            app = await asyncio.to_thread(self._make)
            async with app.router.lifespan_context(app):
                ready.set_result(app)
                await self._end.wait()
        except Exception as error:
            if ready.done():
                raise
            self._ready = None
            ready.set_exception(error)
