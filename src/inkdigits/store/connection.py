"""Connections to the store's file: to change it, and to look into it, also on a read-only disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from inkdigits.errors import ConfigError, DataError
from inkdigits.store.rows import SCHEMA

_VERSION = 1
_TABLE = "digits"
_BUSY_SECONDS = 30.0


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction that no other process's can cross; the file is made at need.

    Raises:
        ConfigError: It cannot be written.
        DataError: It is damaged, of a later version, or another program's.
    """
    with _open(path, _connect) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            if database.in_transaction:  # SQLite rolls back by itself when the disk is full
                database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to look with, also where nothing can be written.

    SQLite wants to write beside the file even for reading. Where it cannot, a file without a log
    is read as one that nobody changes. A log holds changes that the file has not got yet; where
    nothing is left beside it of the process that wrote it, both are copied and read together.

    Raises:
        ConfigError: It cannot be opened.
        DataError: It is damaged, of a later version, or another program's.
    """
    connect: Callable[[Path], sqlite3.Connection] = _connect
    with contextlib.ExitStack() as stack:
        if not os.access(path.parent, os.W_OK):
            if not _has_content(_beside(path, "-wal")):
                connect = _frozen
            elif not _beside(path, "-shm").exists():
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                connect = lambda original: _connect(_copied(original, folder))  # noqa: E731
        yield stack.enter_context(_open(path, connect))


@contextmanager
def _open(
    path: Path, connect: Callable[[Path], sqlite3.Connection]
) -> Iterator[sqlite3.Connection]:
    try:
        database = connect(path)
    except (OSError, sqlite3.Error) as error:
        raise _cannot_open(path, error) from error
    try:
        _prepare(database, path)
        yield database
    except sqlite3.OperationalError as error:
        raise _cannot_open(path, error) from error
    except sqlite3.DatabaseError as error:
        raise DataError(
            f"the corrections in {path} cannot be used ({error}): move the file away, and with it "
            f"{path.name}-wal if that is there, and a new one is made"
        ) from error
    finally:
        database.close()


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)


def _frozen(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody changes: SQLite puts no files of its own beside it."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def _copied(path: Path, folder: Path) -> Path:
    """The file and its log, copied into a folder."""
    for one in (path, _beside(path, "-wal")):
        shutil.copyfile(one, folder / one.name)
    return folder / path.name


def _beside(path: Path, end: str) -> Path:
    """A file of SQLite's own beside the store's."""
    return path.with_name(path.name + end)


def _has_content(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.stat().st_size > 0
    return False


def _cannot_open(path: Path, error: Exception) -> ConfigError:
    return ConfigError(
        f"the corrections in {path} cannot be opened or written ({error}): make the folder "
        "writable and see that the disk has room, or set INKDIGITS_HOME to another folder"
    )


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file; refuse a file of a later version, or of another program."""
    version, tables = _content(database)
    if (_TABLE not in tables) if version else tables:
        raise DataError(
            f"{path} is no store of corrections, but a database of another program, and is left "
            "as it is: name another file"
        )
    if version > _VERSION:
        raise DataError(
            f"the corrections in {path} were kept by a later inkdigits (format {version}, this one "
            f"knows {_VERSION}): install the newest inkdigits"
        )
    database.execute("PRAGMA synchronous = FULL")
    if version < _VERSION:
        _log_ahead(database)
        database.execute("BEGIN IMMEDIATE")
        for statement in filter(None, map(str.strip, SCHEMA.split(";"))):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("COMMIT")


def _content(database: sqlite3.Connection) -> tuple[int, set[str]]:
    """The version and the tables of a file, both at one moment: another process may make it."""
    database.execute("BEGIN")
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    database.execute("COMMIT")
    return version, {str(row[0]) for row in tables}


def _log_ahead(database: sqlite3.Connection) -> None:
    """Have changes logged before they are made: what a killed writer leaves, the next one mends.

    The file remembers it. SQLite does not wait for another process that does the same just now.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
