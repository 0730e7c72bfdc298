"""The table that is reviewed: its rows, and writing decisions into them."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from inkdigits.batch import COLUMNS, journal_path, read_table, remembered, write_table
from inkdigits.batch.rows import Row
from inkdigits.errors import ConfigError, DataError
from inkdigits.result import UNREADABLE, Box
from inkdigits.web.review_fields import REVIEWED, field_names, is_form, listed, with_field
from inkdigits.web.review_journal import Decided, Key

Kind = Literal["number", "digit", "field"]

_DIGITS = frozenset("0123456789")
_BOX = ("x_min", "y_min", "x_max", "y_max")
_SAME_PLACE = 2.0  # pixels by which a box may differ after a spreadsheet has saved it


class AnotherRunError(DataError):
    """The table was written anew by `inkdigits batch` while it was reviewed."""


def review_path(table: str | os.PathLike[str]) -> Path:
    """Where the decisions about a table are kept."""
    path = Path(table)
    return path.with_name(path.name + ".review")


class ReviewTable:
    """A table of numbers, digits or forms that `inkdigits batch` wrote.

    Args:
        path: The file.

    Attributes:
        run: The run of `inkdigits batch` that wrote it; None where nothing says which.

    Raises:
        DataError: It is missing, damaged, or has no rows of numbers, digits or forms.
        ConfigError: It is not finished, or no table is written under such a name.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Read the rows."""
        self.path = Path(path)
        if journal_path(path).exists():
            raise ConfigError(
                f"{journal_path(path).name!r} says that {self.path.name!r} is not finished: run "
                f"the same `inkdigits batch` again, and review its table then"
            )
        _refuse_more_sheets(self.path)
        self.run = _run_of(self.path)
        self.kind: Kind = "number"
        self.rows: list[Row] = []
        self.places: dict[Key, int] = {}
        self._stamp: tuple[int, int] | None = None
        self._had_mark = False
        self._is_ahead = False  # of the file, which holds less than `rows`
        self._read()

    def apply(self, decided: Mapping[Key, Decided]) -> bool:
        """Put decisions into the rows, except where someone else changed a row since.

        Returns:
            Whether that changed anything.
        """
        changed = False
        for key, row_decided in decided.items():
            place = self.places.get(key)
            if place is not None and self.is_unedited(key, row_decided):
                row = self.rows[place]
                wanted = _with(row, row_decided, self.kind, key)
                changed = changed or wanted != row
                self.rows[place] = wanted
        return changed

    def is_unedited(self, key: Key, decided: Decided) -> bool:
        """Whether a row is still the one that was decided about."""
        row = self.rows[self.places[key]]
        was = decided.was.get("box")
        box = box_of(row)
        near = (
            was is None
            or box is None
            or all(abs(a - b) <= _SAME_PLACE for a, b in zip(was, box.xyxy, strict=True))
        )
        text = text_of(row, self.kind, key)
        if self.kind == "digit" and text == UNREADABLE and "" in decided.seen:
            return near  # a person said that it is none
        return near and text in decided.seen

    def is_doubtful(self, key: Key) -> bool:
        """Whether a person should look at what a key names, and nobody has yet."""
        row = self.rows[self.places[key]]
        if self.kind != "field":
            return bool(row.get("needs_review")) and not row[REVIEWED]
        name = str(key[-2])
        return bool(listed(row["needs_review"], (name,)) and not listed(row[REVIEWED], (name,)))

    def save(self, decided: Mapping[Key, Decided]) -> None:
        """Write the table with all decisions, whole or not at all.

        What someone else changed in the file meanwhile stays. The first version is kept under the
        same name with `.bak` behind it.

        Raises:
            ConfigError: It cannot be written; the next call tries again.
            DataError: The file was damaged meanwhile, or is gone, or is another run's.
        """
        self._refuse_another_run()
        if _stamp(self.path) != self._stamp:
            self._read()
        self._is_ahead = self.apply(decided) or self._is_ahead
        if not self._is_ahead:
            return
        if not self._had_mark:
            self._back_up()
            self._had_mark = True
        write_table(self.path, self.rows)
        self._stamp, self._is_ahead = _stamp(self.path), False

    def _refuse_another_run(self) -> None:
        """Refuse to put decisions into a table that `inkdigits batch` wrote anew meanwhile."""
        if journal_path(self.path).exists() or _run_of(self.path) != self.run:
            raise AnotherRunError(
                f"{self.path.name!r} is or was written anew by `inkdigits batch`, and what was "
                f"decided here is about the table before it: end this review, and start it again "
                f"for the new table"
            )

    def _read(self) -> None:
        stamp = _stamp(self.path)
        rows = read_table(self.path)
        _refuse_what_is_lost(self.path)
        if rows:
            self.kind = _kind_of(rows[0], self.path)
        self._had_mark = any(REVIEWED in row for row in rows)
        for row in rows:
            mark = row.get(REVIEWED)
            row[REVIEWED] = str(mark or "") if self.kind == "field" else _is_true(mark)
        self.rows, self._stamp, self._is_ahead = rows, stamp, False
        if self.kind == "field":
            self.places = dict(_field_keys(rows))
        else:
            self.places = {key: place for place, key in enumerate(_keys(rows, self.kind))}

    def _back_up(self) -> None:
        """Copy the file beside it; what other backups hold is not replaced."""
        content = self.path.read_bytes()
        for number in range(1, 1000):
            backup = self.path.with_name(f"{self.path.name}.bak{number if number > 1 else ''}")
            if backup.exists():
                if backup.read_bytes() == content:
                    return
                continue
            unfinished = backup.with_name(backup.name + ".writing")
            try:
                shutil.copy2(self.path, unfinished)
                os.replace(unfinished, backup)
            except OSError as error:
                unfinished.unlink(missing_ok=True)
                raise ConfigError(
                    f"cannot keep a copy of the table as {os.fspath(backup)!r} "
                    f"({error.strerror}): check that its folder may be written to and is not full"
                ) from error
            return
        raise ConfigError(f"{self.path.name!r} has 999 backups: move some of them away")


def text_of(row: Mapping[str, Any], kind: Kind, key: Key = ()) -> str:
    """What a row, or the field of it that a key names, says; "?" for a digit without a value."""
    if kind == "field":
        text = row[str(key[-2])]
        return str(text if text is not None else "")
    if kind == "number":
        return str(row["text"] if row["text"] is not None else "")
    text = str(row["value"])
    return text if text in _DIGITS else UNREADABLE


def digit_of(text: str) -> int | None:
    """The value of a text that is one digit; None for any other."""
    return int(text) if text in _DIGITS else None


def box_of(row: Mapping[str, Any]) -> Box | None:
    """Where a row's digits stand; None where the table does not say."""
    try:
        return Box(*(float(row[name]) for name in _BOX))
    except (KeyError, TypeError, ValueError):
        return None


def was_of(row: Mapping[str, Any], kind: Kind, key: Key = ()) -> dict[str, Any]:
    """What the journal notes of a row, or of a field of it, before it is changed."""
    if kind == "field":
        doubtful = bool(listed(row["needs_review"], (str(key[-2]),)))
        return {"text": text_of(row, kind, key), "needs_review": doubtful}
    box = box_of(row)
    return {
        "text": text_of(row, kind),
        "confidence": row.get("confidence"),
        "needs_review": bool(row.get("needs_review")),
        "box": None if box is None else list(box.xyxy),
    }


def _with(row: Row, decided: Decided, kind: Kind, key: Key) -> Row:
    """A row with what was decided about it; as it was read where all was taken back."""
    done = decided.is_complete
    text = decided.text
    if kind == "field":
        doubtful = not done and bool(decided.was["needs_review"])
        return with_field(row, str(key[-2]), text, doubtful=doubtful, reviewed=done)
    said = {"text": text} if kind == "number" else {"value": digit_of(text)}
    return {
        **row,
        **said,
        "confidence": 1.0 if done else decided.was["confidence"],
        "needs_review": not done and bool(decided.was["needs_review"]),
        REVIEWED: done,
    }


def _kind_of(row: Row, path: Path) -> Kind:
    for kind, marks in (
        ("digit", ("digit", "value", "confidence", "needs_review")),
        ("number", ("line", "number", "text", "confidence", "needs_review")),
    ):
        if all(name in row for name in marks):
            return "digit" if kind == "digit" else "number"
    if is_form(row):
        field_names(row)
        return "field"
    raise DataError(
        f"{os.fspath(path)!r} has no rows of numbers, digits or forms: expected the columns "
        f"{', '.join(COLUMNS['number'])}. Make it with `inkdigits batch --rows number` or digit, "
        f"or with --template"
    )


def _keys(rows: list[Row], kind: Kind) -> Iterator[Key]:
    names = ("file", "page", "line", "number") + (("digit",) if kind == "digit" else ())
    met: dict[Key, int] = {}
    for row in rows:
        key = tuple(row.get(name) for name in names)
        met[key] = met.get(key, 0) + 1
        yield (*key, met[key])


def _field_keys(rows: list[Row]) -> Iterator[tuple[Key, int]]:
    """A key for each field of each row, and the row's place."""
    met: dict[Key, int] = {}
    for place, row in enumerate(rows):
        page: Key = (row["file"], row["page"])
        met[page] = met.get(page, 0) + 1
        for name in field_names(row):
            yield (*page, name, met[page]), place


def _refuse_more_sheets(path: Path) -> None:
    """Refuse a book of several sheets: it is written with one, and the others would be lost."""
    if path.suffix.lower() != ".xlsx":
        return
    try:
        with zipfile.ZipFile(path) as book:
            names = book.namelist()
    except (OSError, zipfile.BadZipFile):
        return  # reading it will say what is wrong
    count = sum(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names)
    if count > 1:
        raise ConfigError(
            f"{path.name!r} has {count} sheets, and only the table's would be written: save its "
            f"sheet in a file of its own, and review that"
        )


def _refuse_what_is_lost(path: Path) -> None:
    """Refuse a book with formulas or dates: it is written with what they show, as plain text."""
    if path.suffix.lower() != ".xlsx":
        return
    import openpyxl

    kinds = {"f": "a formula", "d": "a date"}
    with contextlib.closing(openpyxl.load_workbook(path, read_only=True)) as book:
        cells = (cell for row in book.worksheets[0].iter_rows() for cell in row)
        live = next((cell for cell in cells if cell.data_type in kinds), None)
        if live is not None:
            raise ConfigError(
                f"{path.name!r} has {kinds[live.data_type]} in its cell {live.coordinate}, which "
                f"would be lost: make it plain text, or save the columns of `inkdigits batch` in "
                f"a file of their own, and review that"
            )


def _run_of(path: Path) -> str | None:
    run = remembered(path)
    return None if run is None else run.run


def _is_true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
