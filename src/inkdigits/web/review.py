"""Serves the review of a table: `inkdigits review`."""

from __future__ import annotations

import contextlib
import json
import re
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
from inkdigits.web.review_journal import Value
from inkdigits.web.review_session import ReviewOptions, ReviewSession
from inkdigits.web.serve import has_display

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

DEFAULT_PORT = 8502
NO_DIGIT = "-"
"""What a page sends for a place where no digit stands."""

_PAGE = Path(__file__).parent / "frontend" / "review.html"
_TEXT = re.compile(r"[0-9]{0,200}")
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
    from starlette.responses import FileResponse, JSONResponse, Response
    from starlette.routing import Route

    token = secrets.token_urlsafe(8)

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncGenerator[None, None]:
        session.start()
        yield
        with contextlib.suppress(InkDigitsError):  # run() closes again, and says it
            await run_in_threadpool(session.close)

    def page(request: Request) -> Response:
        return FileResponse(_PAGE, media_type="text/html", headers=_HEADERS)

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

    def decide(message: dict[str, Any]) -> dict[str, Any]:
        decisions = message.get("decisions")
        if not isinstance(decisions, list):
            raise ConfigError('expected {"decisions": [...]}, as the page of the review sends it')
        answers = [_answer(session, one) for one in decisions]
        return {"answers": answers, "progress": session.progress()}

    def refused(request: Request, error: Exception) -> Response:
        missing = request.url.path.startswith("/api/crop/")
        status = 409 if isinstance(error, _OtherSessionError) else 404 if missing else 400
        return JSONResponse({"error": str(error)}, status)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/items", items),
            Route("/api/crop/{number:int}.png", crop),
            Route("/api/decide", _post(decide, token), methods=["POST"]),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))],
        exception_handlers={InkDigitsError: refused},
        lifespan=lifespan,
    )


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


def _answer(session: ReviewSession, message: Any) -> dict[str, Any]:
    """Do what one message of a page says; one that is refused does not hold up the others."""
    try:
        number, value = _said(message if isinstance(message, dict) else {})
        if not message.get("undo"):
            session.decide(number, value)
        elif _is_said(session, number, value):
            session.undo(number)
        return {"item": session.shown(number)}
    except InkDigitsError as error:
        return {"error": str(error)}


def _is_said(session: ReviewSession, number: int, value: Value) -> bool:
    """Whether an item is decided so: a page takes back what it said, not what another one did."""
    shown = session.shown(number)
    return bool(shown["decided"]) and shown["decision"] == value


def _said(message: dict[str, Any]) -> tuple[int, Value]:
    """Which item a message is about, and what it says that is."""
    number, value, text = message.get("id"), message.get("value"), message.get("text")
    if type(number) is int and isinstance(text, str) and _TEXT.fullmatch(text):
        return number, text
    known = isinstance(value, str) and len(value) == 1 and value in "0123456789" + NO_DIGIT
    if not isinstance(number, int) or isinstance(number, bool) or not known:
        raise ConfigError(
            f"expected the id of a digit and its value, 0 to 9 or {NO_DIGIT} for none, or of a "
            f"field and its text, digits alone; found {number!r} and {text or value!r}"
        )
    return number, None if value == NO_DIGIT else int(str(value))
