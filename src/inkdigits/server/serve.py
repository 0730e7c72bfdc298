"""Serves the API by itself: `inkdigits serve`."""

from __future__ import annotations

import contextlib
import math
import sys

from inkdigits.listen import KEEP_ALIVE, PROTOCOL, address_of, bind
from inkdigits.server import create_app
from inkdigits.server.options import ServerOptions

DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8000

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def run(options: ServerOptions, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT) -> None:
    """Serve until SIGTERM or Ctrl+C, then finish the requests that are here.

    The address is printed on stderr.

    Args:
        options: Limits, key and models.
        host: Name or address to listen on; "0.0.0.0" lets other machines in.
        port: TCP port; 0 takes a free one.

    Raises:
        ConfigError: The extra `server` is not installed, or nothing can listen on `host` and
            `port`.
        ModelError: A model's file is missing or damaged.
    """
    app = create_app(options)
    app.state.service.load()  # a model that is no good is said now rather than by each request
    import cv2
    import uvicorn

    cv2.setNumThreads(options.threads_per_reading)
    listener = bind(host, port)
    _say(f"the API is at {address_of(listener)}/v1/read (Ctrl+C stops it)")
    if host not in _LOOPBACK and options.api_key is None:
        _say("whoever can reach this machine can use it: ask for a key with --api-key")
    config = uvicorn.Config(
        app,
        log_level="error",  # not every damaged request
        access_log=False,
        server_header=False,
        http=PROTOCOL,
        ws="none",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=math.ceil(options.time_limit) + 1,
    )
    with listener, contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _say(message: str) -> None:
    print(f"inkdigits: {message}", file=sys.stderr, flush=True)
