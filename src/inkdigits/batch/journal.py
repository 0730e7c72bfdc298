"""The journal of a run that is not finished: what was read, one line a page, safe from kill -9.

The first line says what the run is; each further line is one page, complete or not there. Whatever
follows the first damaged line (a machine that lost power) is cut off and read again.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from inkdigits.batch.inputs import Source
from inkdigits.batch.locked import delete_locked, open_locked
from inkdigits.batch.rows import Row, printable
from inkdigits.errors import ConfigError

Settings = Mapping[str, Any]
"""What makes one run's rows differ from another's: JSON-ready values by their names."""

_SECONDS_BETWEEN_SYNCS = 1.0
_MARK = b'{"inkdigits_batch": 1'  # how the first line begins


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one page.

    Attributes:
        file: Path or URL.
        stamp: The file's stamp when it was read.
        page: Counted from 0.
        pages: How many the file has.
        digits: How many were found on it.
        unread: How many symbols stand in its numbers that were not asked for.
        rows: Its rows.
        error: Why it could not be read; None where it could.
    """

    file: str
    stamp: str
    page: int = 0
    pages: int = 1
    digits: int = 0
    unread: int = 0
    rows: tuple[Row, ...] = ()
    error: str | None = None

    def to_line(self) -> bytes:
        """The record as a line of the journal."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, separators=(",", ":")).encode("ascii") + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Record:
        """The inverse of `to_line`.

        Raises:
            ValueError: The line is not complete.
        """
        if not line.endswith(b"\n"):
            raise ValueError("a line that does not end")
        try:
            fields = json.loads(line)
            return cls(**{**fields, "rows": tuple(fields["rows"])})
        except (TypeError, KeyError) as error:
            raise ValueError(f"no record: {error}") from error


class Journal:
    """The pages that were read so far, kept in a file.

    Args:
        path: The file; it is made where there is none.
        settings: What the run is.
        fresh: Begin anew where the file belongs to another run.

    Attributes:
        is_new: Whether there was nothing of this run to go on with.

    Raises:
        ConfigError: The file belongs to another run or is no journal, another run is writing it,
            or it cannot be written.
    """

    def __init__(self, path: Path, settings: Settings, *, fresh: bool = False) -> None:
        """Open the file and find the records in it."""
        self.path = path
        self._stamps: dict[str, str] = {}
        self._places: dict[str, list[int]] = {}  # of each page's record, -1 where there is none
        self._synced = time.monotonic()
        try:
            file = open_locked(path)
        except OSError as error:
            raise self._unwritable(error, is_kept=_has_content(path)) from error
        if file is None:
            raise ConfigError(
                f"another run is writing {_name(path)} just now: wait for its end, or give the "
                f"output another name"
            )
        self._file: BinaryIO = file
        try:
            self._end = self._recover(settings, fresh)
            self._file.truncate(self._end)
            self.is_new = not self._end
            if self.is_new:
                header = json.dumps({"inkdigits_batch": 1, "settings": settings})
                self._write(header.encode("ascii") + b"\n")
                self._sync()
        except OSError as error:
            self._leave_nothing()
            raise self._unwritable(error) from error
        except BaseException:
            self._file.close()
            raise

    def pages(self, source: Source) -> int | None:
        """How many pages a file has, where one of them was read and the file not changed since."""
        known = self._stamps.get(source.file) == source.stamp
        return len(self._places[source.file]) if known else None

    def holds(self, source: Source, page: int) -> bool:
        """Whether a page was read, and its file not changed since."""
        return page < (self.pages(source) or 0) and self._places[source.file][page] >= 0

    def append(self, source: Source, page: int, pages: int, line: bytes) -> None:
        """Add the record of a page.

        Args:
            source: The file.
            page: Counted from 0.
            pages: How many the file has.
            line: `Record.to_line()` of it.

        Raises:
            ConfigError: It cannot be written.
        """
        place = self._end
        try:
            self._write(line)
            if time.monotonic() - self._synced > _SECONDS_BETWEEN_SYNCS:
                self._sync()
        except OSError as error:
            raise self._unwritable(error) from error
        self._note(source, page, pages, place)

    def records(self, sources: Iterable[Source]) -> Iterator[Record]:
        """All records of these files, in the order of the files and their pages."""
        for source in sources:
            for place in self._places[source.file]:
                self._file.seek(place)
                yield Record.from_line(_line(self._file))

    def close(self) -> None:
        """Close the file, all of it on the disk; one without records is deleted."""
        if self._file.closed:
            return
        if not self._stamps:
            self.remove()
            return
        try:
            self._sync()
        finally:
            self._file.close()

    def remove(self) -> None:
        """Close and delete the file: the run is finished."""
        delete_locked(self._file, self.path)

    def _leave_nothing(self) -> None:
        """Close the file, and delete it where the disk had no room for its first line."""
        if os.fstat(self._file.fileno()).st_size:
            self._file.close()
        else:
            self.remove()

    def _note(self, source: Source, page: int, pages: int, place: int) -> None:
        if self._stamps.get(source.file) != source.stamp:
            self._places[source.file] = []
        self._stamps[source.file] = source.stamp
        places = self._places[source.file]
        places += [-1] * (max(pages, page + 1) - len(places))
        places[page] = place

    def _write(self, line: bytes) -> None:
        """Append a line; what a full disk left of it is taken back."""
        rest = memoryview(line)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(self._end)
            raise
        self._end += len(line)

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def _recover(self, settings: Settings, fresh: bool) -> int:
        """Find all records; where the last complete one ends, 0 for none of this run."""
        with open(self.path, "rb") as file:
            header = file.readline()
            if not header.endswith(b"\n") and _is_torn(header):
                return 0  # killed before anything was read
            other = self._other_settings(header, settings)
            if other and fresh:
                return 0
            end = len(header)
            for line in file:
                try:
                    record = Record.from_line(line)
                except ValueError:
                    break
                self._note(Source(record.file, record.stamp), record.page, record.pages, end)
                end += len(line)
        if other and self._stamps:
            raise ConfigError(
                f"{_name(self.path)} belongs to a run that was stopped and {other}. Run it as "
                f"before to go on, or with --force to begin anew"
            )
        return 0 if other else end

    def _other_settings(self, header: bytes, settings: Settings) -> str:
        """What differs between the run that began the journal and this one; "" for nothing."""
        try:
            known = json.loads(header)
            found = known["settings"]
            if known["inkdigits_batch"] != 1 or not isinstance(found, dict):
                raise ValueError("another kind of journal")
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"{_name(self.path)} is no journal of `inkdigits batch`: move it away, or give "
                f"the output another name"
            ) from error
        expected = json.loads(json.dumps(settings))
        other = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
        was = ", ".join(f"{name} {found.get(name)!r}" for name in other)
        now = ", ".join(f"{name} {expected.get(name)!r}" for name in other)
        return f"had {was}; this one has {now}" if other else ""

    def _unwritable(self, error: OSError, *, is_kept: bool = False) -> ConfigError:
        kept = ". What was read is kept; the same command goes on"
        return ConfigError(
            f"cannot write {_name(self.path)} ({error.strerror}): check that its folder is there, "
            f"may be written to and is not full{kept if is_kept or self._stamps else ''}"
        )


def _is_torn(header: bytes) -> bool:
    """Whether a first line without an end is the beginning of one of ours."""
    written = header.rstrip(b"\0")  # as file systems leave it when power fails
    return _MARK.startswith(written[: len(_MARK)])


def _has_content(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _name(path: Path) -> str:
    return repr(printable(os.fspath(path)))


def _line(file: BinaryIO) -> bytes:
    """One line of an unbuffered file from where it stands."""
    parts = []
    while part := file.read(65_536):
        end = part.find(b"\n")
        parts.append(part if end < 0 else part[: end + 1])
        if end >= 0:
            break
    return b"".join(parts)
