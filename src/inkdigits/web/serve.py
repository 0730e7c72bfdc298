"""Serves the page: `inkdigits app`."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.errors import ConfigError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8501

_PAGE = Path(__file__).parent / "page.py"


def run(host: str = DEFAULT_HOST, port: int = DEFAULT_PORT, *, open_browser: bool = True) -> None:
    """Serve the page until it is interrupted. Its address is printed on stderr.

    Args:
        host: Name or address to listen on; "0.0.0.0" lets other machines in.
        port: TCP port; 0 takes a free one.
        open_browser: Open the page in the browser, where there is one.

    Raises:
        ConfigError: Streamlit is not installed, or nothing can listen on `host` and `port`.
    """
    app = build_app()
    listener = bind(host, port)
    address = address_of(listener)
    print(f"inkdigits is at {address} (Ctrl+C stops it)", file=sys.stderr, flush=True)
    if open_browser and _has_display():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    _serve(app, listener)


def build_app() -> ASGIApp:
    """The page as an ASGI application.

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
    app: ASGIApp = App(_PAGE)
    return app


def bind(host: str, port: int) -> socket.socket:
    """Listen on `host` and `port`.

    Raises:
        ConfigError: The port is in use or out of range, or the host is not one of this machine's.
    """
    if not 0 <= port <= 65535:
        raise ConfigError(f"expected a port within 0..65535, got {port}: try --port {DEFAULT_PORT}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small packets at once only on sockets that name their protocol; on others each
    # answer to the pad waits 40 ms for the browser's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere this would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ConfigError(_why_not(host, port, error)) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "127.0.0.1", "::", "::1"):
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is in use by another program: stop that program, or choose "
            f"another port with --port {port % 65535 + 1}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} may not be opened by this user: choose one above 1023 with --port"
    return (
        f"nothing can listen on {host}, port {port} ({error.strerror}): "
        f"expected an address of this machine, such as --host {DEFAULT_HOST}"
    )


def _has_display() -> bool:
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
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with listener, contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
