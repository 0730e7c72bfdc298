"""Figures for Prometheus. Nothing in them tells what was sent or by whom."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import Any

from fastapi.routing import APIRoute
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inkdigits import __version__
from inkdigits.result import Digit
from inkdigits.server.queue import WorkQueue

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset(("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"))


class Metrics:
    """The figures of one app, in a registry of its own.

    Args:
        queue: Whose places are shown.
    """

    def __init__(self, queue: WorkQueue) -> None:
        """Make all figures, at zero."""
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        Info("inkdigits", "Version of the server.", registry=registry).info(
            {"version": __version__}
        )
        self._requests = Counter(
            "inkdigits_http_requests",
            "Answers, by status; 499 is a client that went away.",
            ("method", "path", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "inkdigits_http_request_duration_seconds",
            "From a request's headers to the end of its answer.",
            ("path",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._pictures = Counter(
            "inkdigits_pictures",
            "Pictures by outcome: ok, or the kind of problem.",
            ("outcome",),
            registry=registry,
        )
        self._digits = Counter("inkdigits_digits", "Digits read.", registry=registry)
        self._doubtful = Counter(
            "inkdigits_digits_needing_review", "Digits marked for review.", registry=registry
        )
        for name, help_, value in (
            ("inkdigits_places", "Requests that may be here at once.", lambda: queue.places),
            ("inkdigits_places_taken", "Requests that are here.", lambda: queue.taken),
            ("inkdigits_requests_working", "Requests being worked on.", lambda: queue.working),
        ):
            Gauge(name, help_, registry=registry).set_function(value)

    def count_digits(self, digits: tuple[Digit, ...]) -> None:
        """Count a picture that was read, and what was in it."""
        self._pictures.labels("ok").inc()
        self._digits.inc(sum(digit.value is not None for digit in digits))
        self._doubtful.inc(sum(digit.needs_review for digit in digits))

    def count_failure(self, kind: str) -> None:
        """Count a picture that was not read."""
        self._pictures.labels(kind).inc()

    def count_request(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        """Count an answer. Addresses that do not exist are counted together."""
        route = scope.get("route")
        path = route.path if isinstance(route, APIRoute) else "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def exposition(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self.registry)


class CountRequests:
    """ASGI middleware that counts every answer.

    Args:
        app: What answers.
        metrics: Where to count.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an app."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count what comes back; 500 where nothing does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, answered = time.perf_counter(), False

        async def noting(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                seconds = time.perf_counter() - start
                self._metrics.count_request(scope, message["status"], seconds)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            if not answered:
                self._metrics.count_request(scope, 500, time.perf_counter() - start)
