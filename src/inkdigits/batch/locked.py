"""A file that one process at a time may write, for as long as it has it open."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def open_locked(path: Path) -> BinaryIO | None:
    """Open a file to read and append to; it is made where there is none.

    Returns:
        The file, unbuffered; None where another process has it open so.

    Raises:
        OSError: It cannot be opened.
    """
    while True:
        file = open(path, "a+b", buffering=0)  # noqa: SIM115 - the caller closes it
        try:
            if not _lock(file):
                file.close()
                return None
            if _is_at(file, path):
                return file
        except BaseException:
            file.close()
            raise
        file.close()  # whoever had it before deleted it meanwhile


def delete_locked(file: BinaryIO, path: Path) -> None:
    """Close and delete a file of `open_locked`, which nobody gets hold of in between."""
    if os.name == "nt":  # deletes no open file
        file.close()
    path.unlink(missing_ok=True)
    file.close()


def _lock(file: BinaryIO) -> bool:
    try:
        import fcntl
    except ImportError:  # not on Windows, where two processes at once are up to the user
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False
