"""Keeps what was said, beside the window: a busy disk must not hold up the pen."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inkdigits.desktop.answer import Reading
from inkdigits.desktop.saying import Saying
from inkdigits.errors import InkDigitsError
from inkdigits.profile import DEFAULT_NAME

if TYPE_CHECKING:
    from inkdigits.store import Store

SOURCE = "window"
"""Where kept digits came from, as the store calls it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Keep what was said, or forget it."""

    saying: Saying
    reading: Reading | None


class Keeper(QObject):
    """Writes into the store in a thread of its own. What cannot be written is tried again.

    Args:
        path: The store's file; None takes the one in the person's data folder.
        writer: Whose hand it is; None where nobody is named.
        parent: Owns this object.
    """

    done = Signal()
    """All that was said is in the store, delivered in the window's thread."""

    failed = Signal(str)
    """Why something is not, in a sentence; delivered likewise."""

    def __init__(
        self, path: Path | None = None, writer: str | None = None, parent: QObject | None = None
    ) -> None:
        """Nothing runs and no file is opened before something is said."""
        super().__init__(parent)
        self.writer = writer or DEFAULT_NAME
        self._path = path
        self._queue: queue.SimpleQueue[bool] = queue.SimpleQueue()  # False: end
        self._ids: dict[int, list[int]] = {}  # in the store, by the number of what was said
        self._unwritten: dict[int, _Task] = {}  # the newest about each place
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._trouble = False
        self.problem = ""

    @property
    def unwritten(self) -> int:
        """How many places are not in the store as they were said."""
        with self._lock:
            return len(self._unwritten)

    def keep(self, saying: Saying, reading: Reading) -> None:
        """Keep what was said, in the place of what was said of the same ink before."""
        self._add(_Task(saying, reading))

    def forget(self, saying: Saying) -> None:
        """Take it out of the store again."""
        self._add(_Task(saying, None))

    def try_again(self, patience: float) -> int:
        """Write what is not written yet, wait for it, and say how much is left.

        Args:
            patience: Seconds to wait at most.
        """
        deadline = time.monotonic() + patience
        if self.unwritten and self._trouble:
            self._trouble = False
            self._wake()
        while self.unwritten and not self._trouble and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.unwritten

    def stop(self) -> None:
        """End the thread, once it is done with what it is at."""
        if self._thread is not None:
            self._queue.put(False)
            self._thread = None

    def _add(self, task: _Task) -> None:
        with self._lock:
            self._unwritten[task.saying.number] = task
        self._trouble = False
        self._wake()

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="inkdigits-keeper", daemon=True)
            self._thread.start()
        self._queue.put(True)

    def _work(self) -> None:
        while self._queue.get():
            try:
                self._write_all()
            except InkDigitsError as error:
                self._say(str(error))
            except Exception as error:
                self._say(f"this should not happen ({type(error).__name__}: {error})")

    def _say(self, sentence: str) -> None:
        self.problem, self._trouble = sentence[:1].upper() + sentence[1:], True
        with contextlib.suppress(RuntimeError):  # the window is gone
            self.failed.emit(sentence)

    def _write_all(self) -> None:
        from inkdigits.store import Store

        with self._lock:
            tasks = list(self._unwritten.values())
        if not tasks:
            return
        store = Store(self._path)
        for task in tasks:
            self._write(store, task)
            with self._lock:
                if self._unwritten.get(task.saying.number) is task:
                    del self._unwritten[task.saying.number]
        if not self.unwritten:
            with contextlib.suppress(RuntimeError):
                self.done.emit()

    def _write(self, store: Store, task: _Task) -> None:
        number, reading, ids = task.saying.number, task.reading, []
        if reading is not None:
            ids = store.keep(
                reading.grey,
                [task.saying.correction(reading)],
                reading.page,
                source=SOURCE,
                picture=reading.name,
                writer=self.writer,
                revision=reading.revision,
            )
        store.delete(self._ids.get(number, []))  # kept before, when other ink was on the page
        self._ids[number] = ids
