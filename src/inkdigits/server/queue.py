"""Bounded work: so many requests at a time, so many waiting, and no more."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect

from inkdigits.server.problems import ProblemError

T = TypeVar("T")

_NEWEST = 0.1  # weight of the newest duration in the running mean


@dataclass
class Place:
    """A request's place in the queue.

    Attributes:
        stop: Set when nobody waits for the work any more.
        job: The work, once there is some.
    """

    stop: threading.Event = field(default_factory=threading.Event)
    job: Future[Any] | None = None


class WorkQueue:
    """Threads for blocking work, and places for the requests that want it.

    Args:
        concurrency: Requests worked on at the same time.
        length: Requests that may wait beyond these.

    Attributes:
        places: How many there are.
        taken: Places of requests that arrive, wait or are worked on.
        working: Requests worked on.
    """

    def __init__(self, concurrency: int, length: int) -> None:
        """Make the queue; threads start when there is work."""
        self.places = concurrency + length
        self.taken = self.working = 0
        self._concurrency = concurrency
        self._mean_seconds = 0.1
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(concurrency, "inkdigits-read")

    @contextmanager
    def place(self) -> Iterator[Place]:
        """A place until the block ends, or until the work that was begun in it does.

        Taken before a body is read, places also bound the memory that bodies take.

        Raises:
            ProblemError: 503 with Retry-After: there is no room.
        """
        if self.taken >= self.places:
            raise self._busy(f"All {self.places} places are taken.")
        self._count(taken=1)
        place = Place()
        try:
            yield place
        finally:
            if place.job is None:
                self._count(taken=-1)
            else:
                place.job.add_done_callback(lambda _: self._count(taken=-1))

    async def run(
        self,
        place: Place,
        work: Callable[[threading.Event], T],
        gone: Coroutine[Any, Any, None],
        seconds: float,
    ) -> T:
        """Do blocking work in a thread.

        A thread cannot be broken off: the work should look at its event between two steps, which is
        set as soon as nobody waits for it.

        Args:
            place: From `place`.
            work: What to do.
            gone: Ends when the client has gone away.
            seconds: How long the client waits at most.

        Raises:
            ClientDisconnect: The client went away.
            ProblemError: The time is up: 503 where the work has not begun by then, else 504.
        """
        place.job = job = self._pool.submit(self._timed, work, place.stop)
        answer = asyncio.wrap_future(job)
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        watch = asyncio.ensure_future(gone)
        try:
            await asyncio.wait(
                (answer, watch), timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED
            )
            if answer.done():
                return answer.result()
            if watch.done():
                raise ClientDisconnect
            if job.cancel():
                raise self._busy("The time limit was reached while the request was waiting.")
            raise ProblemError(
                504,
                "time-limit",
                "Reading took longer than a request may take: send a smaller picture, or fewer.",
            )
        finally:
            watch.cancel()
            place.stop.set()
            job.cancel()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Work of the server's own, which needs no place."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Give up what waits, and wait for what is being worked on."""
        self._pool.shutdown(cancel_futures=True)

    def _timed(self, work: Callable[[threading.Event], T], stop: threading.Event) -> T:
        """Do the work, counted in `working` and in the mean behind Retry-After."""
        self._count(working=1)
        start = time.perf_counter()
        try:
            return work(stop)
        finally:
            self._mean_seconds += _NEWEST * (time.perf_counter() - start - self._mean_seconds)
            self._count(working=-1)

    def _busy(self, why: str) -> ProblemError:
        """A refusal that says when those who are here now will be done."""
        seconds = max(1, math.ceil(self.taken * self._mean_seconds / self._concurrency))
        headers = {"Retry-After": str(seconds)}
        return ProblemError(503, "busy", f"{why} Send it again in {seconds} s.", headers)

    def _count(self, taken: int = 0, working: int = 0) -> None:
        with self._lock:
            self.taken += taken
            self.working += working
