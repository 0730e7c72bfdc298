"""How a run is getting on: a bar on stderr, or lines where tqdm is not installed."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

_SECONDS_BETWEEN_LINES = 5.0


class Progress:
    """Shows how many pages are done, how fast, how long it will take, and how many failed.

    Args:
        shown: False shows nothing.
    """

    def __init__(self, *, shown: bool) -> None:
        """Show nothing yet."""
        self._shown = shown
        self._bar: Any = None
        self._total = self._done = self._before = self._failed = 0
        self._began = self._spoke = time.monotonic()

    def __enter__(self) -> Progress:
        """The progress itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave the bar as it is, and go to the next line."""
        if self._bar is not None:
            self._bar.close()

    def begin(self, total: int, done: int) -> None:
        """Say how many pages there are as far as is known, and how many were read before."""
        self._total, self._done, self._before = total, done, done
        self._began = self._spoke = time.monotonic()
        if not self._shown:
            return
        try:
            from tqdm import tqdm
        except ImportError:
            return
        self._bar = tqdm(
            total=total, initial=done, unit=" pages", file=sys.stderr, dynamic_ncols=True
        )

    def more(self, pages: int) -> None:
        """Say that there are more pages than was known."""
        self._total += pages
        if self._bar is not None:
            self._bar.total = self._total

    def step(self, *, failed: bool) -> None:
        """Say that a page is done."""
        self._done += 1
        self._failed += failed
        if self._bar is not None:
            if failed:
                self._bar.set_postfix(failed=self._failed, refresh=False)
            self._bar.update()
        elif self._shown and time.monotonic() - self._spoke > _SECONDS_BETWEEN_LINES:
            self._spoke = time.monotonic()
            print(self._line(), file=sys.stderr, flush=True)

    def _line(self) -> str:
        rate = (self._done - self._before) / max(time.monotonic() - self._began, 1e-9)
        left = round((self._total - self._done) / rate)
        return (
            f"{self._done:,} of {self._total:,} pages, {rate:.1f} a second, "
            f"{left // 60}:{left % 60:02} left, {self._failed} failed"
        )
