"""What answers a request: readers that share their models, and the queue in front of them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
from fastapi import Request
from numpy.typing import NDArray

from inkdigits.errors import ImageError
from inkdigits.ground import Polarity
from inkdigits.image import load_image, page_count
from inkdigits.operating import Task
from inkdigits.reader import LocatorName, Reader, ReaderOptions, Rotation
from inkdigits.result import Digit, Line, Number, Page
from inkdigits.server.metrics import Metrics
from inkdigits.server.options import ServerOptions
from inkdigits.server.problems import ProblemError, problem_of
from inkdigits.server.queue import WorkQueue
from inkdigits.server.schema import ClassifyQuery, ReadQuery
from inkdigits.server.uploads import Upload

Grey = NDArray[np.uint8]
T = TypeVar("T")
U = TypeVar("U")


class Service:
    """Readers, queue and figures of one app.

    Args:
        options: Limits and models.

    Attributes:
        trouble: Why nothing can be read yet, or None when the models are warm.
    """

    def __init__(self, options: ServerOptions) -> None:
        """Prepare; nothing is loaded yet."""
        self.options = options
        self.queue = WorkQueue(options.readings_at_once, options.queue_length)
        self.metrics = Metrics(self.queue)
        self.trouble: str | None = "The models are being loaded."
        self._reader_of = lru_cache(maxsize=None)(self._make_reader)

    def load(self) -> None:
        """Load both models, which all readers share.

        Raises:
            ModelError: A model's file is missing or damaged.
        """
        reader = self._reader_of("detector", "auto", "auto", False)
        _ = reader.locator, reader.classifier

    def warm_up(self) -> None:
        """Load the models and read once, as first calls are slow; `trouble` says how it went."""
        try:
            self.load()
            paper = np.full((64, 64), 255, np.uint8)
            paper[16:48, 30:34] = 0
            self._reader_of("detector", "auto", "auto", False).read(paper)
        except Exception as error:
            self.trouble = problem_of(error).detail
        else:
            self.trouble = None

    async def answer(
        self,
        request: Request,
        receive: Callable[[Request, ServerOptions], Awaitable[U]],
        work: Callable[[U, threading.Event], T],
    ) -> T:
        """Take a place, receive the body, do the work in a thread; all within the time limit.

        Args:
            request: The request.
            receive: Gets its body.
            work: Blocking work on what was received; the event is set when nobody waits for it.

        Raises:
            ProblemError: There is no room, the time is up, or what `receive` and `work` raise.
            ClientDisconnect: The client went away.
        """
        deadline = time.monotonic() + self.options.time_limit
        with self.queue.place() as place:
            try:
                async with asyncio.timeout(self.options.time_limit):
                    body = await receive(request, self.options)
            except TimeoutError as error:
                raise ProblemError(
                    408,
                    "upload-too-slow",
                    f"The body did not arrive within {self.options.time_limit:g} s: send a "
                    "smaller file.",
                ) from error
            return await self.queue.run(
                place,
                lambda stop: work(body, stop),
                _gone(request),
                deadline - time.monotonic(),
            )

    def read(self, upload: Upload, query: ReadQuery, stop: threading.Event) -> Page:
        """Read a page.

        Raises:
            ProblemError: The picture cannot be read, or nobody waits for it.
        """
        with self._counted():
            grey = self._load(upload, query, stop)
            reader = self._reader_of(query.locator, query.polarity, query.rotate, query.symbols)
            threshold = _threshold(reader, query, "read")
            page = _reviewed(reader.read(grey, crop=query.box), threshold)
        self.metrics.count_digits(page.digits)
        return page

    def classify(self, upload: Upload, query: ClassifyQuery, stop: threading.Event) -> Digit:
        """Say which digit a picture is.

        Raises:
            ProblemError: The picture cannot be read, or nobody waits for it.
        """
        with self._counted():
            grey = self._load(upload, query, stop)
            reader = self._reader_of("detector", query.polarity, "auto", False)
            threshold = _threshold(reader, query, "classify")
            digit = _reviewed_digit(reader.classify(grey), threshold)
        self.metrics.count_digits((digit,))
        return digit

    def page_count(self, upload: Upload) -> int | None:
        """How many pages the file of a picture has; None where they cannot be counted."""
        try:
            return page_count(upload.data)
        except ImageError:
            return None

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Let what goes wrong with a picture be a problem, and count it."""
        try:
            yield
        except Exception as error:
            problem = problem_of(error)
            self.metrics.count_failure(problem.kind)
            raise problem from error

    def _load(self, upload: Upload, query: ClassifyQuery, stop: threading.Event) -> Grey:
        """The picture as grey levels, uint8 (H, W), unless nobody waits for it."""
        _check(stop)
        grey = load_image(upload.data, pdf_page=query.pdf_page, pixel_limit=self.options.max_pixels)
        _check(stop)
        return grey

    def _make_reader(
        self, locator: LocatorName, polarity: Polarity, rotate: Rotation, symbols: bool
    ) -> Reader:
        """A reader for any review threshold: that is applied to what it read."""
        return Reader(
            ReaderOptions(
                locator=locator,
                polarity=polarity,
                rotate=rotate,
                pixel_limit=self.options.max_pixels,
                threads=self.options.threads_per_reading,
                model=self.options.model,
                detector=self.options.detector,
                profile=self.options.profile,
                symbols=symbols,
            )
        )


def _check(stop: threading.Event) -> None:
    if stop.is_set():
        raise ProblemError(504, "nobody-waits", "Nobody waits for this any more.")


def _threshold(reader: Reader, query: ClassifyQuery, task: Task) -> float:
    """The review threshold that is asked for."""
    if query.review_threshold is not None:
        return query.review_threshold
    return replace(reader.options, max_error=query.max_error).threshold(task)


async def _gone(request: Request) -> None:
    """Wait until the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _reviewed(page: Page, threshold: float) -> Page:
    """The page with digits and symbols marked for review below another threshold."""
    return replace(
        page,
        lines=tuple(
            Line(tuple(_reviewed_number(number, threshold) for number in line.numbers))
            for line in page.lines
        ),
    )


def _reviewed_number(number: Number, threshold: float) -> Number:
    symbols = (replace(s, needs_review=s.confidence < threshold) for s in number.symbols)
    digits = (_reviewed_digit(digit, threshold) for digit in number.digits)
    return replace(number, digits=tuple(digits), symbols=tuple(symbols))


def _reviewed_digit(digit: Digit, threshold: float) -> Digit:
    return replace(digit, needs_review=digit.value is not None and digit.confidence < threshold)
