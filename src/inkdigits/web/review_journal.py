"""What a person decided about the digits of a table, one line each, safe from kill -9.

The file stays beside the table. The table can be written from it again at any time, and a review
that was stopped goes on where it was. A decision may be taken back by another line.

The first line names the run of `inkdigits batch` that wrote the table. The next table under the
same name may be of other scans in files of the same names, and no decision is about those.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from inkdigits.batch.locked import delete_locked, open_locked
from inkdigits.errors import ConfigError

Key = tuple[str | int | None, ...]
"""What names a row in its table: file, page, line, number, digit, and which of several alike.

A field of a form is named by file, page, its name, and which of several pages alike.
"""

Value = int | str | None
"""What a person says: a digit, all of a field's text, or that no digit stands there."""

_MARK = "inkdigits_review"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one digit is, as a person says.

    Attributes:
        key: The row it stands in.
        place: Which digit of the row's text, as it was read, counted from 0.
        value: 0..9; None where no digit stands; for a form's field, all of its text.
        was: The row as it was read: `text`, `confidence`, `needs_review`, and its box.
        doubtful: All places of the row that a person should look at.
        keep: What is to be kept of it to learn from; None for nothing.
    """

    key: Key
    place: int
    value: Value
    was: Mapping[str, Any]
    doubtful: tuple[int, ...]
    keep: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Decided:
    """All that was decided about one row.

    Attributes:
        was: The row as it was read.
        doubtful: All places that a person should look at.
        values: For each place what was said of it, the latest last.
        seen: Every text that the row may have in the table, unless it was edited there.
    """

    was: Mapping[str, Any]
    doubtful: tuple[int, ...]
    values: dict[int, list[Value]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """The row's text with all that was decided; what is no digit is left away."""
        whole = self.values.get(0, [None])[-1]
        if isinstance(whole, str):
            return whole
        characters = []
        for place, character in enumerate(str(self.was["text"])):
            if said := self.values.get(place):
                character = "" if said[-1] is None else str(said[-1])
            characters.append(character)
        return "".join(characters)

    @property
    def is_complete(self) -> bool:
        """Whether nothing of the row is left to be looked at."""
        return bool(self.values) and all(self.values.get(place) for place in self.doubtful)

    def copy(self) -> Decided:
        """The same, untouched by what is decided later."""
        values = {place: list(said) for place, said in self.values.items()}
        return Decided(self.was, self.doubtful, values, set(self.seen))

    def add(self, place: int, value: Value) -> None:
        """Note what is said of a place."""
        self.values.setdefault(place, []).append(value)
        self.seen.add(self.text)

    def take_back(self, place: int) -> None:
        """Forget what was said last of a place."""
        said = self.values.get(place)
        if said:
            said.pop()
        if not said:
            self.values.pop(place, None)
        self.seen.add(self.text)


class ReviewJournal:
    """The decisions, in memory and in their file.

    Args:
        path: The file; it is made at the first decision.
        run: The run that wrote the table; None where nothing says which.

    Attributes:
        set_aside: Where the journal of another run was moved to; None where there was none.

    Raises:
        ConfigError: The file is no such journal, another review has it open, or it cannot be used.
    """

    def __init__(self, path: Path, run: str | None = None) -> None:
        """Open the file and find the decisions in it."""
        self.path = path
        self.rows: dict[Key, Decided] = {}
        self._keep: dict[tuple[Key, int], list[Mapping[str, Any] | None]] = {}
        self.set_aside: Path | None = None
        self._run = run
        self._open()
        if self._is_of_another_run():
            self._file.close()  # or Windows would not move it
            self.set_aside = _moved_away(path)
            self._open()
        try:
            self._file.truncate(self._recover())
        except OSError as error:
            self._file.close()
            raise self._unwritable(error) from error
        except BaseException:
            self._file.close()
            raise

    def add(self, decision: Decision) -> None:
        """Write a decision down; after this it is safe.

        Raises:
            ConfigError: It cannot be written.
        """
        keep = {} if decision.keep is None else {"keep": dict(decision.keep)}
        self._write(
            {
                "row": decision.key,
                "place": decision.place,
                "value": decision.value,
                "was": dict(decision.was),
                "doubtful": decision.doubtful,
                **keep,
            }
        )
        self._note(decision)

    def take_back(self, key: Key, place: int) -> None:
        """Take the last decision about a digit back.

        Raises:
            ConfigError: It cannot be written.
        """
        self._write({"row": key, "place": place, "undo": True})
        self._forget(key, place)

    def to_keep(self) -> list[Mapping[str, Any]]:
        """What is to be kept to learn from, of what holds now, and is not kept yet."""
        last = [(key, noted[-1]) for (key, _), noted in self._keep.items() if noted]
        return [one for key, one in last if one is not None and key in self.rows]

    def note_kept(self) -> None:
        """Note that all of that is kept; without this note it would be kept once more.

        Raises:
            ConfigError: It cannot be written.
        """
        if not self._file.closed:
            self._write({"kept": True})
        self._keep.clear()

    def close(self) -> None:
        """Close the file; one without decisions is deleted."""
        if not self._file.closed:
            if not os.fstat(self._file.fileno()).st_size:
                delete_locked(self._file, self.path)
            self._file.close()

    def _open(self) -> None:
        try:
            file = open_locked(self.path)
        except OSError as error:
            raise self._unwritable(error) from error
        if file is None:
            raise ConfigError(
                f"another `inkdigits review` has {os.fspath(self.path)!r} open: close that one "
                f"first"
            )
        self._file: BinaryIO = file

    def _is_of_another_run(self) -> bool:
        """Whether the decisions are about another table than the one that is here now.

        A journal that names no run is older than any table whose run has a name. A table without
        a name keeps its journal: nobody can say that it is another's.
        """
        self._file.seek(0)
        header = _parsed(self._file.readline())
        return self._run is not None and _MARK in header and header.get("run") != self._run

    def _forget(self, key: Key, place: int) -> None:
        if key in self.rows:
            self.rows[key].take_back(place)
        if noted := self._keep.get((key, place)):
            noted.pop()

    def _note(self, decision: Decision) -> None:
        self._keep.setdefault((decision.key, decision.place), []).append(decision.keep)
        row = self.rows.get(decision.key)
        if row is None or row.was["text"] != decision.was["text"]:  # read again since, or edited
            row = Decided(decision.was, decision.doubtful, seen={str(decision.was["text"])})
            self.rows[decision.key] = row
        row.add(decision.place, decision.value)

    def _recover(self) -> int:
        """Find all decisions; where the last complete line ends."""
        self._file.seek(0)
        lines = self._file.read().splitlines(keepends=True)
        if not _is_ours(lines):
            raise ConfigError(
                f"{os.fspath(self.path)!r} is no journal of `inkdigits review`: move it away, or "
                f"give the table another name"
            )
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()  # killed while it was written: nobody was told that it is safe
        for line in lines[1:]:
            self._replay(_parsed(line))
        return sum(map(len, lines))

    def _replay(self, line: dict[str, Any]) -> None:
        """Do again what a line says; a damaged one says nothing."""
        if line.get("kept"):
            self._keep.clear()
            return
        try:
            key, place = tuple(line["row"]), int(line["place"])
            if line.get("undo"):
                self._forget(key, place)
                return
            said = line["value"]
            value = said if said is None or isinstance(said, str) else int(said)
            was = {**line["was"], "text": str(line["was"]["text"])}
            doubtful, keep = tuple(line["doubtful"]), line.get("keep")
            self._note(Decision(key, place, value, was, doubtful, keep))
        except (KeyError, TypeError, ValueError):
            return

    def _write(self, line: Mapping[str, Any]) -> None:
        """Append a line, on the disk before it returns; what a full disk left is taken back."""
        end = os.fstat(self._file.fileno()).st_size
        run = {} if self._run is None else {"run": self._run}
        content = b"" if end else _dumped({_MARK: 1, **run})
        rest = memoryview(content + _dumped(line))
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.truncate(end)
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> ConfigError:
        kept = ". What was decided before is kept" if self.rows else ""
        return ConfigError(
            f"cannot write {os.fspath(self.path)!r} ({error.strerror}): check that its folder may "
            f"be written to and is not full{kept}"
        )


def _moved_away(path: Path) -> Path:
    """Move a file to NAME.old, or .old2 and so on where others are; where it is now."""
    number = 1
    while os.path.lexists(away := path.with_name(f"{path.name}.old{number if number > 1 else ''}")):
        number += 1
    try:
        os.rename(path, away)
    except OSError as error:
        raise ConfigError(
            f"{os.fspath(path)!r} holds decisions about another table, and cannot be moved to "
            f"{away.name!r} ({error.strerror}): move it away"
        ) from error
    return away


def _is_ours(lines: list[bytes]) -> bool:
    """Whether the lines of a file are a journal's, also where not even the first one is whole."""
    if not lines:
        return True
    if lines[0].endswith(b"\n"):
        return _parsed(lines[0]).get(_MARK) == 1
    begun = _dumped({_MARK: 1}).rstrip(b"}\n")
    return begun.startswith(lines[0][: len(begun)])


def _dumped(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(line)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
