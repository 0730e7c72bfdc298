"""Processes that read pages: as many as there are cores, each with its own models.

A process that dies takes nothing with it: its page is tried once more in a new one, and if that
dies, too, the page is one that could not be read.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from inkdigits.batch.journal import Record
from inkdigits.batch.tasks import PageReader, Task, Work
from inkdigits.errors import InkDigitsError

_TRIES = 2
_SECONDS_TO_STOP = 5.0

Answer = tuple[Task, Record, bytes]
"""A task, its record (without rows), and the record's line for the journal."""


def core_count() -> int:
    """How many cores this process may use."""
    affinity: Any = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else (os.cpu_count() or 1)


@dataclass(eq=False)
class _Worker:
    """A process, the pipe to it, the page it has, and how many pages it found in its file."""

    process: Any
    pipe: Any
    task: Task | None = None
    tries: int = 0
    pages: int = 1
    ready: bool = False


class Pool:
    """Processes that read pages. Use it in a `with` statement, or `close` it.

    Args:
        work: What to do with each page.
        size: How many processes, at most; they are started when there is something to do.
    """

    def __init__(self, work: Work, size: int) -> None:
        """Start nothing yet."""
        self._work = replace(work, options=replace(work.options, threads=1))
        self._size = size
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool:
        """The pool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all processes."""
        self.close()

    def read(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Read pages, and all further pages of a file whose number of pages was not known.

        Yields:
            An answer for each page, as they come.

        Raises:
            InkDigitsError: What stops every page: a model that cannot be used, say.
        """
        waiting = deque((task, 0) for task in tasks)
        while waiting or any(worker.task for worker in self._workers):
            self._hand_out(waiting)
            for pipe in wait([worker.pipe for worker in self._workers]):
                worker = next(w for w in self._workers if w.pipe is pipe)
                try:
                    message = worker.pipe.recv()
                except (EOFError, OSError):
                    yield from self._bury(worker, waiting)
                    continue
                if isinstance(message, InkDigitsError):
                    raise message
                if message is None:
                    worker.ready = True
                    continue
                if isinstance(message, int):
                    worker.pages = message
                    continue
                task, worker.task = worker.task, None
                assert task is not None
                _hand_in_further(task, message[0], waiting)
                yield (task, *message)

    def close(self) -> None:
        """End all processes, whatever they are doing."""
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_SECONDS_TO_STOP)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    def _hand_out(self, waiting: deque[tuple[Task, int]]) -> None:
        """A task to each process that is ready for one; new processes while there are too few."""
        for worker in self._workers:
            if worker.ready and worker.task is None and waiting:
                worker.task, worker.tries = waiting.popleft()
                worker.pages = 1
                with contextlib.suppress(OSError):  # it died: reading from it will say so
                    worker.pipe.send(worker.task)
        starting = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self._size and starting < len(waiting):
            self._workers.append(_start(self._work))
            starting += 1

    def _bury(self, worker: _Worker, waiting: deque[tuple[Task, int]]) -> Iterator[Answer]:
        """Take a dead process out; its page is tried again, or has failed."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join(_SECONDS_TO_STOP)
        how = _how_it_ended(worker.process.exitcode)
        if not worker.ready:
            raise InkDigitsError(
                f"a process that was to read pages ended while it started ({how}): is there "
                f"enough memory? Run again with fewer --workers; what was read is kept"
            )
        if worker.task is None:
            return
        if worker.tries + 1 < _TRIES:
            waiting.appendleft((worker.task, worker.tries + 1))
            return
        record = worker.task.record(
            worker.pages,
            error=f"the process that read this page ended twice ({how}): the picture may be "
            f"damaged or too large for the memory. Save it again, smaller, or use fewer --workers",
        )
        _hand_in_further(worker.task, record, waiting)
        yield worker.task, record, record.to_line()


def _hand_in_further(task: Task, record: Record, waiting: deque[tuple[Task, int]]) -> None:
    """Have the other pages of a file read next, whose number the first one has told."""
    if task.pages is None:
        waiting.extendleft((page, 0) for page in reversed(task.further(record.pages)))


def _start(work: Work) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work), daemon=True)
    with _no_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl+C is for the run; a process that starts inherits that it is not for processes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _how_it_ended(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-exitcode).name
    return f"exit code {exitcode}"


def _serve(pipe: Connection[Any, Any], work: Work) -> None:
    """What a process does: read the pages it is sent, until the other side is gone."""
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reader = PageReader(work)
        _be_quiet()
        pipe.send(None)
        while True:
            record = reader.read(pipe.recv(), pipe.send)
            pipe.send((replace(record, rows=()), record.to_line()))
    except InkDigitsError as error:
        pipe.send(error)
    except (EOFError, OSError):
        pass  # whoever wanted the pages is gone


def _be_quiet() -> None:
    """One thread, and no remarks of C libraries on stderr: errors go through the pipe."""
    import cv2

    cv2.setNumThreads(1)
    with open(os.devnull, "wb") as nothing:
        os.dup2(nothing.fileno(), 2)
