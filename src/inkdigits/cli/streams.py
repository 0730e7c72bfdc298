"""Stdin, stdout and stderr: there, even where they were closed, and known by their errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TextIO

_NAMES = {"stdin": "r", "stdout": "w", "stderr": "w"}


class OutputError(OSError):
    """Standard output cannot be written to. Without `errno`, so that click lets it pass."""


class OutputClosedError(OutputError):
    """Whoever read standard output wants no more of it."""


def open_missing() -> None:
    """Put the null device where stdin, stdout or stderr was closed, as it is for daemons.

    The descriptors 0 to 2 are taken, too: else the next file that is opened would get one of them,
    and with it what a library or another process says to its terminal.
    """
    missing = [name for name in _NAMES if getattr(sys, name) is None]
    if not missing:
        return
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)
    for name in missing:  # left open to the end, which is nothing to warn of
        null = os.open(os.devnull, os.O_RDWR)
        stream = open(null, _NAMES[name], errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)


def name_errors_of_stdout() -> None:
    """Make errors of writing to stdout an OutputError, to tell them from those of other files."""
    for name in ("write", "flush"):
        setattr(sys.stdout, name, _named(getattr(sys.stdout, name)))


def discard(stream: TextIO) -> None:
    """Send what is still to be written to nowhere, or Python complains of it at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def _named(write: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        try:
            return write(*args)
        except BrokenPipeError as error:
            raise OutputClosedError("standard output was closed") from error
        except OSError as error:
            raise OutputError(
                f"cannot write to standard output ({error.strerror}): check that what it goes to "
                f"may be written to and is not full, and run the command again"
            ) from error

    return call
