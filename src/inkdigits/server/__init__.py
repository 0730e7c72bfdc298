"""The HTTP API: `inkdigits serve`, and `/api` of `inkdigits app`.

Importing this package loads none of the libraries that the API needs; `create_app` does.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from inkdigits.errors import ConfigError
from inkdigits.server.options import ServerOptions

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["ServerOptions", "create_app", "is_installed"]

_NEEDED = ("fastapi", "uvicorn", "python_multipart", "prometheus_client")


def is_installed() -> bool:
    """Whether the libraries of the extra `server` are installed."""
    return not _missing()


def create_app(options: ServerOptions | None = None) -> FastAPI:
    """The API as an ASGI application.

    Its lifespan starts and stops what reads. Mounted inside another application, its
    `router.lifespan_context(app)` has to be entered by that application's lifespan.

    Args:
        options: Limits, key and models; None takes the defaults.

    Raises:
        ConfigError: The libraries of the extra `server` are not installed.
    """
    if missing := _missing():
        raise ConfigError(
            f"the HTTP API needs {', '.join(missing)}, which cannot be found here: "
            "install it with  pip install 'inkdigits[server]'"
        )
    from inkdigits.server.app import build

    return build(options or ServerOptions())


def _missing() -> list[str]:
    return [name for name in _NEEDED if not _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ValueError:  # what stands in sys.modules under this name is no module
        return False
