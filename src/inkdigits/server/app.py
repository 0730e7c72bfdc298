"""The API put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from inkdigits import __version__
from inkdigits.server import routes
from inkdigits.server.lingering import Linger
from inkdigits.server.metrics import CountRequests
from inkdigits.server.options import ServerOptions
from inkdigits.server.problems import install
from inkdigits.server.schema import EXAMPLES, PAGE_COUNT, problems
from inkdigits.server.service import Service

_DESCRIPTION = """
Reads handwritten digits: where they are, what they are, and how sure that is.
Errors are problem documents (RFC 9457).
"""


def build(options: ServerOptions) -> FastAPI:
    """The API as an application; its service is at `app.state.service`."""
    service = Service(options)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
        service.queue.submit(service.warm_up)
        try:
            yield
        finally:
            await asyncio.to_thread(service.queue.close)

    # The usual pages at /docs and /redoc load scripts from other machines: not here.
    app = FastAPI(
        title="inkdigits",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # to what the request says this host is called
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    install(app)
    app.include_router(routes.open_to_all)
    key_check = [] if options.api_key is None else [routes.key_check(options.api_key)]
    for router in (routes.reading, routes.watching):
        app.include_router(
            router, dependencies=key_check, responses=problems(401) if key_check else {}
        )
    _add_middleware(app, options, service)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def _add_middleware(app: FastAPI, options: ServerOptions, service: Service) -> None:
    """What stands around the routes; the last one is outermost."""
    app.add_middleware(Linger, seconds=options.time_limit)
    app.add_middleware(CountRequests, metrics=service.metrics)
    if options.allow_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.allow_origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Authorization", "Content-Type", "X-API-Key"),
            expose_headers=(PAGE_COUNT, "Retry-After"),
            allow_private_network=True,  # as when a page of the web asks a server on this machine
        )


def _described(app: FastAPI) -> dict[str, Any]:
    """The description of the API, with what FastAPI gets wrong put right.

    It drops nulls from examples, and adds an error answer of its own wherever none is 422.
    """
    described = FastAPI.openapi(app)
    for path, example in EXAMPLES.items():
        responses = described["paths"][path]["post"]["responses"]
        responses["200"]["content"]["application/json"]["example"] = example
    described["paths"]["/v1/read-batch"]["post"]["responses"].pop("422", None)
    for kind in ("HTTPValidationError", "ValidationError"):
        described["components"]["schemas"].pop(kind, None)
    return described
