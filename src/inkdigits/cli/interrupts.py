"""Ctrl+C, which may fall into anything: into the import of a library, or into the last moment."""

from __future__ import annotations

import atexit
import os
import signal
from types import FrameType

INTERRUPTED = 130
"""Exit code after Ctrl+C, as shells have it: 128 and the number of the signal."""


class Interrupts:
    """Knows that Ctrl+C was pressed, also where something makes another error of it.

    Libraries turn an interrupt of their import into an ImportError, for example.

    Attributes:
        came: Whether Ctrl+C was pressed.
    """

    def __init__(self) -> None:
        """Nothing is listened to yet."""
        self.came = False

    def listen(self) -> None:
        """Notice Ctrl+C from now on, unless whoever started this program has it ignored."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._raise)
            # The first that is registered is called last: then Python takes itself apart, takes
            # handlers away, and Ctrl+C would make a failure of what is done.
            atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)

    def end_at_once(self) -> None:
        """From now on nothing is left to clean up: Ctrl+C ends the program there and then."""
        if signal.getsignal(signal.SIGINT) == self._raise:
            signal.signal(signal.SIGINT, _end)

    def _raise(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt


def _end(number: int, frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)
