"""A socket to serve on, and its address: what the web page and the HTTP API share."""

from __future__ import annotations

import errno
import os
import socket

from inkdigits.errors import ConfigError

PROTOCOL = "h11"
"""How uvicorn reads HTTP: httptools, where it is installed, loses the body of a request that offers
HTTP/2, as Java's do."""

KEEP_ALIVE = 75
"""Seconds that unused connections are kept. Proxies keep them for a minute: one that is closed here
first takes a request with it."""


def bind(host: str, port: int) -> socket.socket:
    """Listen on `host` and `port`.

    Raises:
        ConfigError: The port is in use or out of range, or the host is not one of this machine's.
    """
    if not 0 <= port <= 65535:
        raise ConfigError(
            f"expected a port within 0..65535, got {port}: try --port 0, which takes a free one"
        )
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
        "expected an address of this machine, such as --host localhost"
    )
