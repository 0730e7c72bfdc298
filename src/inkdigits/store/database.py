"""The store: one SQLite file in the person's data folder. Nothing in it leaves the machine."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, DataError
from inkdigits.home import data_folder
from inkdigits.normalize import SIZE
from inkdigits.profile import DEFAULT_NAME, check_profile_name
from inkdigits.result import Box, Digit, Page
from inkdigits.store.kept import (
    Filter,
    Kept,
    Said,
    cut_out,
    frame_of,
    from_png,
    to_png,
    value_of,
)

FILE_NAME = "corrections.sqlite"

_VERSION = 1
_BUSY_SECONDS = 30.0
_SAME_PLACE = 0.4  # intersection over union from which two boxes mean the same digit

_SCHEMA = """
CREATE TABLE IF NOT EXISTS digits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    value INTEGER CHECK (value BETWEEN 0 AND 9),
    was_read INTEGER NOT NULL,
    read_value INTEGER,
    read_confidence REAL,
    source TEXT NOT NULL,
    picture TEXT NOT NULL,
    picture_key BLOB NOT NULL,
    place_x0 REAL NOT NULL, place_y0 REAL NOT NULL, place_x1 REAL NOT NULL, place_y1 REAL NOT NULL,
    writer TEXT NOT NULL,
    revision TEXT NOT NULL,
    crop BLOB NOT NULL,
    box_x0 REAL NOT NULL, box_y0 REAL NOT NULL, box_x1 REAL NOT NULL, box_y1 REAL NOT NULL,
    frame BLOB NOT NULL,
    framing TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS digits_by_picture ON digits (picture_key);
"""
_COLUMNS = (
    "time, value, was_read, read_value, read_confidence, source, picture, picture_key, place_x0, "
    "place_y0, place_x1, place_y1, writer, revision, crop, box_x0, box_y0, box_x1, box_y1, frame, "
    "framing"
)

Grey = NDArray[np.uint8]


def store_path() -> Path:
    """Where the store is unless another file is named.

    Raises:
        ConfigError: No home folder is known.
    """
    return data_folder() / FILE_NAME


class Store:
    """Kept digits. May be used from several threads and by several processes at once.

    Every change is one transaction: a process that is killed leaves all of it or nothing.

    Args:
        path: The SQLite file, made at need; None takes the one in the person's data folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Note the path; nothing is opened yet."""
        self.path = Path(path) if path is not None else store_path()

    def keep(
        self,
        image: Grey,
        corrections: Iterable[Said],
        page: Page | None = None,
        *,
        source: str,
        picture: str = "",
        writer: str = DEFAULT_NAME,
        revision: str = "unknown",
    ) -> list[int]:
        """Keep what a person said about places of one picture, all of it or nothing.

        What was said before about the same place of the same picture is replaced, so that a shell
        may hand over all corrections of a picture again after each change.

        Args:
            image: The upright picture that was read, grey, uint8 (H, W), from `load_image`.
            corrections: Anything with a `box` in pixels of `image`, and a `value`: 0..9, or None
                where no digit stands. A value that the reading has too is a confirmation.
            page: The reading as the person saw it, before it was corrected; None where there is
                none. From it comes what the model had said.
            source: The shell: "page", "review", "window", "cli" or another word.
            picture: Name of the picture's file.
            writer: Whose hand it is: the name of a profile.
            revision: Revision of the model that read (`Classifier.revision`).

        Returns:
            Ids of what was kept, in order.

        Raises:
            ConfigError: A box holds no part of the picture, or the store cannot be written.
            DataError: The store is damaged.
        """
        key = picture_key(image)
        turns = page.rotation // 90 if page else 0
        kept = []
        for said in corrections:
            met = _met(page, said.box) if page else None
            crop, box = cut_out(image, said.box, turns)
            read = met.value if met else None
            kept.append(
                Kept(
                    value=said.value,
                    crop=crop,
                    box=box,
                    frame=frame_of(crop, box),
                    place=said.box,
                    picture_key=key,
                    was_read=page is not None,
                    read_value=read,
                    read_confidence=met.confidence if met else None,
                    source=source,
                    picture=picture,
                    writer=check_profile_name(writer),
                    revision=revision,
                )
            )
        return self.add(kept)

    def add(self, kept: Iterable[Kept]) -> list[int]:
        """Keep digits, all of them or none; those at the same places are replaced.

        Args:
            kept: The digits; those without a time get the present one.

        Returns:
            Their ids, in order.

        Raises:
            ConfigError: The store cannot be written.
            DataError: The store is damaged.
        """
        rows = [_row(one) for one in kept]
        places = f"({_COLUMNS}) VALUES ({', '.join('?' * len(rows[0]))})" if rows else ""
        ids = []
        with self._changing() as database:
            for row in rows:
                _drop_same(database, row)
                ids.append(int(database.execute(f"INSERT INTO digits {places}", row).lastrowid or 0))
        return ids

    def forget(self, image: Grey, box: Box) -> int:
        """Take back what was said about a place of a picture.

        Args:
            image: The picture, as it was given to `keep`.
            box: The place.

        Returns:
            How many digits are gone.
        """
        with self._changing() as database:
            return _drop_at(database, picture_key(image), box)

    def find(self, chosen: Filter | None = None, *, ids: Sequence[int] | None = None) -> list[Kept]:
        """Kept digits, oldest first.

        Args:
            chosen: Which; None for all.
            ids: Only those with one of these ids.

        Raises:
            ConfigError: The time in the filter is none, or the store cannot be opened.
            DataError: The store is damaged.
        """
        if not self.path.exists():
            return []
        where, values = _where(chosen or Filter(), ids)
        query = f"SELECT id, {_COLUMNS} FROM digits {where} ORDER BY time, id"
        with self._open() as database:
            return [_from_row(row) for row in database.execute(query, values)]

    def count(self, chosen: Filter | None = None) -> int:
        """How many kept digits a filter means."""
        if not self.path.exists():
            return 0
        where, values = _where(chosen or Filter(), None)
        with self._open() as database:
            row = database.execute(f"SELECT COUNT(*) FROM digits {where}", values).fetchone()
        return int(row[0])

    def delete(self, ids: Sequence[int]) -> int:
        """Delete digits for good.

        Args:
            ids: Their ids; those that are not there are passed over.

        Returns:
            How many are gone.

        Raises:
            ConfigError: The store cannot be written.
            DataError: The store is damaged.
        """
        if not ids or not self.path.exists():
            return 0
        with self._changing() as database:
            return sum(
                database.execute("DELETE FROM digits WHERE id = ?", (one,)).rowcount for one in ids
            )

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other process's can cross."""
        with self._open() as database:
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise _cannot_open(self.path, error) from error
        try:
            _prepare(database, self.path)
            yield database
        except sqlite3.OperationalError as error:
            raise _cannot_open(self.path, error) from error
        except sqlite3.DatabaseError as error:
            raise DataError(
                f"the corrections in {self.path} cannot be used ({error}): move the file away, "
                "and a new one is made"
            ) from error
        finally:
            database.close()


def picture_key(image: Grey) -> bytes:
    """Names a picture by its content, 16 bytes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(np.array(image.shape, np.int64).tobytes())
    digest.update(np.ascontiguousarray(image).tobytes())
    return digest.digest()


def _cannot_open(path: Path, error: Exception) -> ConfigError:
    return ConfigError(
        f"the corrections in {path} cannot be opened or written ({error}): make the folder "
        "writable and see that the disk has room, or set INKDIGITS_HOME to another folder"
    )


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    """Make the tables of a new file; refuse a file of a later version."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > _VERSION:
        raise DataError(
            f"the corrections in {path} were kept by a later inkdigits (format {version}, this one "
            f"knows {_VERSION}): install the newest inkdigits"
        )
    # A writer that is killed leaves a log that the next one replays; readers never wait.
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    if version < _VERSION:
        database.execute("BEGIN IMMEDIATE")
        for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("COMMIT")


def _met(page: Page, box: Box) -> Digit | None:
    """The digit of a reading that stands at a place."""
    best = max(page.digits, key=lambda digit: _overlap(digit.box, box), default=None)
    return best if best and _overlap(best.box, box) >= _SAME_PLACE else None


def _overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    width = min(a.x_max, b.x_max) - max(a.x_min, b.x_min)
    height = min(a.y_max, b.y_max) - max(a.y_min, b.y_min)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.width * a.height + b.width * b.height - shared)


def _drop_same(database: sqlite3.Connection, row: Sequence[Any]) -> None:
    _drop_at(database, row[7], Box(*row[8:12]))


def _drop_at(database: sqlite3.Connection, key: bytes, box: Box) -> int:
    """Delete what is kept of a place of a picture."""
    found = database.execute(
        "SELECT id, place_x0, place_y0, place_x1, place_y1 FROM digits WHERE picture_key = ?",
        (key,),
    ).fetchall()
    same = [(row[0],) for row in found if _overlap(Box(*row[1:]), box) >= _SAME_PLACE]
    database.executemany("DELETE FROM digits WHERE id = ?", same)
    return len(same)


def _row(kept: Kept) -> tuple[Any, ...]:
    return (
        kept.time or datetime.now(UTC).isoformat(timespec="milliseconds"),
        kept.value,
        int(kept.was_read),
        kept.read_value,
        kept.read_confidence,
        kept.source,
        kept.picture,
        kept.picture_key,
        *kept.place.xyxy,
        kept.writer,
        kept.revision,
        to_png(kept.crop),
        *kept.box.xyxy,
        kept.frame.tobytes(),
        kept.framing,
    )


def _from_row(row: Sequence[Any]) -> Kept:
    frame = np.frombuffer(row[20], np.uint8)
    if frame.size != SIZE * SIZE:
        raise DataError(
            f"the kept digit {row[0]} is damaged: delete it with `inkdigits corrections delete "
            f"{row[0]}`"
        )
    return Kept(
        id=row[0],
        time=row[1],
        value=row[2],
        was_read=bool(row[3]),
        read_value=row[4],
        read_confidence=row[5],
        source=row[6],
        picture=row[7],
        picture_key=row[8],
        place=Box(*row[9:13]),
        writer=row[13],
        revision=row[14],
        crop=from_png(row[15]),
        box=Box(*row[16:20]),
        frame=frame.reshape(SIZE, SIZE),
        framing=row[21],
    )


def _where(chosen: Filter, ids: Sequence[int] | None) -> tuple[str, list[Any]]:
    """A WHERE clause and its values."""
    terms: list[str] = []
    values: list[Any] = []

    def also(term: str, *more: Any) -> None:
        terms.append(term)
        values.extend(more)

    if chosen.label is not None:
        also("value IS ?", value_of(chosen.label))
    if chosen.read_as is not None:
        also("was_read AND read_value IS ?", value_of(chosen.read_as))
    if chosen.source is not None:
        also("source = ?", chosen.source)
    if chosen.writer is not None:
        also("writer = ?", chosen.writer)
    if chosen.since is not None:
        also("time >= ?", _utc(chosen.since))
    if chosen.picture is not None:
        also("instr(lower(picture), lower(?)) > 0", chosen.picture)
    if chosen.wrong is not None:
        also("(was_read AND read_value IS NOT value) = ?", int(chosen.wrong))
    if ids is not None:
        also(f"id IN ({', '.join('?' * len(ids))})", *ids)
    return ("WHERE " + " AND ".join(terms) if terms else ""), values


def _utc(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"expected a date or time such as 2026-01-31 or 2026-01-31T18:00, found {text!r}"
        ) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
