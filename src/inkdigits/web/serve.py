"""Serves the page: `inkdigits app`."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inkdigits.errors import ConfigError, ModelError
from inkdigits.listen import KEEP_ALIVE, PROTOCOL, address_of, bind
from inkdigits.web import channel, index
from inkdigits.web.later import Later

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.types import ASGIApp

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8501
API_PATH = "/api"

_PAGE = Path(__file__).parent / "page.py"


def run(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    *,
    open_browser: bool = True,
    api: Callable[[], Starlette] | None = None,
) -> None:
    """Serve the page until it is interrupted. Its address is printed on stderr.

    Args:
        host: Name or address to listen on; "0.0.0.0" lets other machines in.
        port: TCP port; 0 takes a free one.
        open_browser: Open the page in the browser, where there is one.
        api: Makes an application to serve under `/api`, when it is first asked for.

    Raises:
        ConfigError: Streamlit is not installed, or nothing can listen on `host` and `port`.
    """
    app = build_app(api)
    listener = bind(host, port)
    address = address_of(listener)
    with_api = f", its HTTP API at {address}{API_PATH}" if api else ""
    print(f"inkdigits is at {address}{with_api} (Ctrl+C stops it)", file=sys.stderr, flush=True)
    if open_browser and has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    _serve(app, listener)


def build_app(api: Callable[[], Starlette] | None = None) -> ASGIApp:
    """The page as an ASGI application.

    Args:
        api: Makes an application to answer under `/api`, when it is first asked for.

    Raises:
        ConfigError: Streamlit is not installed.
    """
    try:
        from streamlit.starlette import App
    except ImportError as error:
        raise ConfigError(
            "the page needs Streamlit 1.67 or newer, which is not installed here: "
            "install it with  pip install 'inkdigits[web]'"
        ) from error
    from starlette.routing import Mount

    later = Later(api) if api else None

    @contextlib.asynccontextmanager
    async def lifespan(app: Any) -> AsyncGenerator[dict[str, Any], None]:
        try:
            yield {}
        finally:
            if later:
                await later.stop()

    mounted = [Mount(API_PATH, later)] if later else []
    routes = [index.route(), channel.route(), *mounted]
    app: ASGIApp = App(_PAGE, routes=routes, lifespan=lifespan)
    return app


def has_display() -> bool:
    """Whether a browser can show itself: on Linux without a screen only text browsers can."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _serve(app: ASGIApp, listener: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        http=PROTOCOL,
        ws_per_message_deflate=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_warm_up, daemon=True).start()  # while the browser loads the page
    with listener, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _warm_up() -> None:
    """Load what the first visitor would wait for; what is wrong with it is said on the page."""
    from inkdigits.web import answers

    with contextlib.suppress(ModelError):
        answers.reader()
