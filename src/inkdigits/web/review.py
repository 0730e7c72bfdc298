"""Serves the review of a table: `inkdigits review`."""

from __future__ import annotations

import contextlib
import json
import secrets
import sys
import threading
import webbrowser
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from inkdigits.errors import ConfigError, InkDigitsError
from inkdigits.listen import address_of, bind
from inkdigits.web.review_answers import Answers
from inkdigits.web.review_session import ReviewOptions, ReviewSession
from inkdigits.web.serve import has_display

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

DEFAULT_PORT = 8502

_FRONTEND = Path(__file__).parent / "frontend"
_ITEMS_AT_A_TIME = 2000
_LOCAL = ("localhost", "127.0.0.1", "::1")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def run(
    path: str | Path,
    options: ReviewOptions | None = None,
    *,
    host: str = "localhost",
    port: int = DEFAULT_PORT,
    open_browser: bool = True,
) -> dict[str, Any]:
    """Serve the review of a table until it is interrupted. Its address is printed on stderr.

    Args:
        path: The table, as `inkdigits batch` wrote it.
        options: How it is reviewed.
        host: Name or address to listen on; "0.0.0.0" lets other machines in.
        port: TCP port; 0 takes a free one.
        open_browser: Open the page in the browser, where there is one.

    Returns:
        How far the review came: `ReviewSession.progress()`. Nothing is served where there is
        nothing to look at.

    Raises:
        InkDigitsError: The table cannot be reviewed or written, or nothing can listen there.
        ConfigError: A library is missing.
    """
    try:
        import starlette
        import uvicorn
    except ImportError as error:
        raise ConfigError(
            "the review needs a web server, which is not installed here: install it with  "
            "pip install 'inkdigits[web]'"
        ) from error
    del starlette
    session = ReviewSession(path, options)
    for note in session.notes:
        print(f"inkdigits: {note}", file=sys.stderr)
    if session.is_empty:
        session.close()
        return session.progress()
    try:
        listener = bind(host, port)
        app = build_app(session, hosts=_LOCAL[:2] if host in _LOCAL[:2] else ("*",))
        address = address_of(listener)
        print(f"the review is at {address} (Ctrl+C ends it)", file=sys.stderr, flush=True)
        if open_browser and has_display():
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=1
        )
        with listener, contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        session.close()
    return session.progress()


def build_app(session: ReviewSession, *, hosts: Sequence[str] = ("*",)) -> Starlette:
    """The review as an ASGI application, which starts and closes the session with itself.

    Ids of items mean something in one session alone, and a page may outlive its session. So a
    page names the session it shows, by a token that /api/items gives it; another one is refused.

    Args:
        session: What is reviewed.
        hosts: Names under which a browser may ask; "*" allows any.

    Returns:
        The application.
    """
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import HTMLResponse, JSONResponse, Response
    from starlette.routing import Route

    token = secrets.token_urlsafe(8)
    answers = Answers(session)

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncGenerator[None, None]:
        session.start()
        yield
        with contextlib.suppress(InkDigitsError):  # run() closes again, and says it
            await run_in_threadpool(session.close)

    def page(request: Request) -> Response:
        return HTMLResponse(_page(), headers=_HEADERS)

    def items(request: Request) -> Response:
        after = request.query_params.get("after", "0")
        first = int(after) if after.isdecimal() else 0
        last = min(len(session.items), first + _ITEMS_AT_A_TIME)
        shown = [session.shown(number) for number in range(first, last)]
        found = {"session": token, "items": shown, "progress": session.progress()}
        return JSONResponse(found, headers=_HEADERS)

    def crop(request: Request) -> Response:
        _check_session(request, token)
        png = session.crop(request.path_params["number"])
        return Response(png, media_type="image/png", headers={"Cache-Control": "private"})

    def refused(request: Request, error: Exception) -> Response:
        missing = request.url.path.startswith("/api/crop/")
        status = 409 if isinstance(error, _OtherSessionError) else 404 if missing else 400
        return JSONResponse({"error": str(error)}, status)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/items", items),
            Route("/api/crop/{number:int}.png", crop),
            Route("/api/decide", _post(answers.decide, token), methods=["POST"]),
            Route("/api/take-up", _post(answers.take_up, token), methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers={InkDigitsError: refused},
        lifespan=lifespan,
    )


def _page() -> str:
    """The page in one piece, so that a review that ends meanwhile leaves no half of it."""
    script = (_FRONTEND / "review_queue.js").read_text("utf-8")
    page = (_FRONTEND / "review.html").read_text("utf-8")
    return page.replace('<script src="review_queue.js"></script>', f"<script>{script}</script>")


class _OtherSessionError(ConfigError):
    """A page shows another session than the one that runs now."""


def _check_session(request: Request, token: str) -> None:
    if request.query_params.get("session") != token:
        raise _OtherSessionError(
            "this page shows another review than the one that runs now, and nothing was changed: "
            "reload the page"
        )


def _post(
    answer: Callable[[dict[str, Any]], dict[str, Any]], token: str
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that takes and gives JSON, from pages of this very session only."""
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse

    async def endpoint(request: Request) -> Response:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
            return JSONResponse({"error": "only the review's own page may change the table"}, 403)
        _check_session(request, token)
        try:
            message = json.loads(await request.body() or b"{}")
        except ValueError:
            message = None
        if not isinstance(message, dict):
            return JSONResponse({"error": "expected a JSON object"}, 400)
        return JSONResponse(await run_in_threadpool(answer, message))

    return endpoint
