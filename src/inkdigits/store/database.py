"""The store: one SQLite file in the person's data folder. Nothing in it leaves the machine."""

from __future__ import annotations

import hashlib
import shlex
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, DataError
from inkdigits.ground import common_polarity
from inkdigits.home import data_folder
from inkdigits.profile import DEFAULT_NAME, check_profile_name
from inkdigits.result import Box, Digit, Page
from inkdigits.store.connection import changing, reading
from inkdigits.store.kept import Filter, Kept, Said, cut_out, frame_of
from inkdigits.store.rows import COLUMNS, from_row, to_row, where

FILE_NAME = "corrections.sqlite"

_MOST_NAMED = 100  # damaged digits named in one command
_SAME_PLACE = 0.4  # intersection over union from which two boxes mean the same digit

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
        places = [digit.box.xyxy for digit in page.digits] if page else []
        # As the reader does: what one digit alone is taken for may be the wrong way.
        polarity = common_polarity(image, np.array(places, np.float64).reshape(-1, 4))
        kept = []
        for said in corrections:
            met = digit_at(page, said.box) if page else None
            crop, box = cut_out(image, said.box, turns)
            read = met.value if met else None
            kept.append(
                Kept(
                    value=said.value,
                    crop=crop,
                    box=box,
                    frame=frame_of(crop, box, polarity),
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
        rows = [to_row(one) for one in kept]
        places = f"({COLUMNS}) VALUES ({', '.join('?' * len(rows[0]))})" if rows else ""
        ids = []
        with changing(self.path) as database:
            for row in rows:
                _drop_same(database, row)
                ids.append(
                    int(database.execute(f"INSERT INTO digits {places}", row).lastrowid or 0)
                )
        return ids

    def forget(self, image: Grey, box: Box) -> int:
        """Take back what was said about a place of a picture.

        Args:
            image: The picture, as it was given to `keep`.
            box: The place.

        Returns:
            How many digits are gone.
        """
        with changing(self.path) as database:
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
        found, damaged = self.look(chosen, ids=ids)
        if damaged:
            raise DataError(self.say_damaged(damaged))
        return found

    def look(
        self, chosen: Filter | None = None, *, ids: Sequence[int] | None = None
    ) -> tuple[list[Kept], list[int]]:
        """As `find`, but damaged digits stop nothing.

        Args:
            chosen: Which; None for all.
            ids: Only those with one of these ids.

        Returns:
            The kept digits, oldest first, and the ids of those that are damaged.

        Raises:
            ConfigError: The time in the filter is none, or the store cannot be opened.
            DataError: The store as a whole is damaged.
        """
        found: list[Kept] = []
        damaged: list[int] = []
        for row in self._rows(f"id, {COLUMNS}", chosen, ids):
            kept = from_row(row)
            if kept is None:
                damaged.append(int(row[0]))
            else:
                found.append(kept)
        return found, damaged

    def ids(self, chosen: Filter | None = None, *, ids: Sequence[int] | None = None) -> list[int]:
        """Ids of kept digits, oldest first, damaged ones among them: pictures are not looked at.

        Args:
            chosen: Which; None for all.
            ids: Only these, of them those that are there.

        Raises:
            ConfigError: The time in the filter is none, or the store cannot be opened.
            DataError: The store as a whole is damaged.
        """
        return [int(row[0]) for row in self._rows("id", chosen, ids)]

    def say_damaged(self, ids: Sequence[int]) -> str:
        """What is the matter with damaged digits, and how to be rid of them, in a sentence."""
        many = "corrections" if len(ids) > 1 else "correction"
        named = " ".join(map(str, ids[:_MOST_NAMED]))
        more = f" (and {len(ids) - _MOST_NAMED} more after them)" if ids[_MOST_NAMED:] else ""
        here = "" if self._is_usual() else f" --store {shlex.quote(str(self.path))}"
        return (
            f"the kept {many} {named}{more} cannot be used, the pictures are damaged: delete with "
            f"`inkdigits corrections delete {named}{here}`"
        )

    def _is_usual(self) -> bool:
        """Whether this is the store that commands take by themselves."""
        try:
            return self.path == store_path()
        except ConfigError:
            return False

    def _is_empty(self) -> bool:
        """Whether there is no file, or one that a killed process had only just made."""
        try:
            return not self.path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return True
        except OSError:
            return False  # opening it will say what is wrong

    def _rows(
        self, columns: str, chosen: Filter | None, ids: Sequence[int] | None
    ) -> list[tuple[Any, ...]]:
        """Rows of the table, oldest first."""
        if self._is_empty():
            return []
        condition, values = where(chosen or Filter(), ids)
        query = f"SELECT {columns} FROM digits {condition} ORDER BY time, id"
        with reading(self.path) as database:
            return database.execute(query, values).fetchall()

    def count(self, chosen: Filter | None = None) -> int:
        """How many kept digits a filter means."""
        if self._is_empty():
            return 0
        condition, values = where(chosen or Filter(), None)
        with reading(self.path) as database:
            row = database.execute(f"SELECT COUNT(*) FROM digits {condition}", values).fetchone()
        return int(row[0])

    def writers(self) -> dict[str, int]:
        """Whose digits are kept, and how many of each, sorted by name."""
        counts: dict[str, int] = {}
        for (writer,) in self._rows("writer", None, None):
            counts[writer] = counts.get(writer, 0) + 1
        return dict(sorted(counts.items()))

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
        if not ids or self._is_empty():
            return 0
        with changing(self.path) as database:
            return sum(
                database.execute("DELETE FROM digits WHERE id = ?", (one,)).rowcount for one in ids
            )


def picture_key(image: Grey) -> bytes:
    """Names a picture by its content, 16 bytes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(np.array(image.shape, np.int64).tobytes())
    digest.update(np.ascontiguousarray(image).tobytes())
    return digest.digest()


def digit_at(page: Page, box: Box) -> Digit | None:
    """The digit of a reading that stands at a place; None where none was found."""
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
