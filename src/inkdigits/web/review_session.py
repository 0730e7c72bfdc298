"""One person's review of one table: what is shown, what was decided, and keeping it safe."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkdigits.batch import Remembered, remembered, used_files
from inkdigits.batch.rows import Row
from inkdigits.errors import ConfigError, InkDigitsError
from inkdigits.forms import Template, read_form
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Page
from inkdigits.web.review_crops import Crops, PagePlace
from inkdigits.web.review_items import Item, digit_item, field_items, number_items, page_of
from inkdigits.web.review_journal import Decision, Key, ReviewJournal, Value
from inkdigits.web.review_table import AnotherRunError, ReviewTable, digit_of, review_path

_SECONDS_BEFORE_WRITING = 0.5
_SECONDS_BEFORE_TRYING_AGAIN = 5.0


@dataclass(frozen=True)
class ReviewOptions:
    """How a table is reviewed.

    Attributes:
        everything: Show all digits, not only doubtful ones that nobody has looked at.
        reader: How pages are read again to find their digits; None reads them as the run did,
            which it wrote down beside the table.
        template: The form, where rows are forms; None takes the run's.
        keep: Keep what was decided for `inkdigits learn` too, when the session is closed.
    """

    everything: bool = False
    keep: bool = False
    reader: ReaderOptions | None = None
    template: Template | None = None


class ReviewSession:
    """Opens a table for review. Close it at the end. May be used from several threads.

    Args:
        path: The table.
        options: How; None takes the defaults.

    Attributes:
        lock: Held while something is decided, and by whoever looks first and then decides.

    Raises:
        DataError: It is no table of numbers or digits.
        ConfigError: The table is not finished, is being reviewed elsewhere, or cannot be written.
        ModelError: A model cannot be used.
    """

    def __init__(self, path: str | Path, options: ReviewOptions | None = None) -> None:
        """Read the table, and put in what was decided before."""
        self.options = options or ReviewOptions()
        self.table = ReviewTable(path)
        run = remembered(path)
        self._how = self.options.reader or (run.reader if run else ReaderOptions())
        self._template = self.options.template or (run.template if run else None)
        self.notes = _changed_since(run, self._how)
        self.items: list[Item] = []
        self._numbers: dict[tuple[Key, int], int] = {}  # of items, by their rows and places
        self.problem = ""
        self._crops = Crops(self.table.path)
        self.lock = threading.RLock()
        self._undo: list[tuple[int, Key, int]] = []
        self._touched: dict[int, int] = {}  # how often an item was decided in this session
        self._saving = threading.Lock()
        self._is_writing = False
        self._revision = "unknown"
        self._dirty = threading.Event()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._journal = ReviewJournal(review_path(path), run.run if run else None)
        if self._journal.set_aside is not None:
            self.notes.append(
                f"{self._journal.path.name!r} held decisions about an earlier table of this name: "
                f"it is {self._journal.set_aside.name!r} now, and this review begins anew"
            )
        try:
            self._save()
            self._waiting = self._rows_by_page()
            if self.table.kind == "field" and self._waiting:
                self._check_template()
            if self.table.kind != "digit" and self._waiting:
                self._reader = Reader(self._how)
                self._revision = self._reader.classifier.revision
                _ = self._reader.locator
            elif self.table.kind == "digit":
                self._add_digits()
        except BaseException:
            self._journal.close()
            raise

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return not self._waiting

    def start(self) -> None:
        """Read and cut pages and write the table, in the background."""
        for work in (self._prepare, self._write_often):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Write the table and end the work in the background.

        May be called again: where the table could not be written, that is tried again, and it
        raises again where it still cannot be.

        Raises:
            ConfigError: The table or the store cannot be written; the journal keeps what was
                decided.
            DataError: The table was damaged meanwhile, or the store is.
        """
        self._stopping.set()
        self._dirty.set()
        for thread in self._threads:
            thread.join(30)
        self._threads.clear()
        try:
            self._save()
            self._keep()
        finally:
            self._journal.close()

    def decide(self, number: int, value: Value) -> None:
        """Say what an item is, a field by all of its text; when this returns, that is safe.

        Raises:
            ConfigError: There is no such item, or it cannot be written down.
        """
        with self.lock:
            item = self._item(number)
            if isinstance(value, str) != bool(item.name):
                raise ConfigError("a field is said by its text, and a digit by its value")
            keep = self._noted(item, value)
            self._journal.add(Decision(item.key, item.place, value, item.was, item.doubtful, keep))
            self._undo.append((number, item.key, item.place))
            self._touched[number] = self._touched.get(number, 0) + 1
        self._dirty.set()

    def undo(self, number: int | None = None) -> int | None:
        """Take a decision of this session back; what the table held before it is written again.

        Args:
            number: The item whose last decision is taken back; None takes the last of all.

        Returns:
            The item's number; None where this session decided nothing, or nothing about the item.

        Raises:
            ConfigError: It cannot be written down.
        """
        with self.lock:
            places = [at for at, entry in enumerate(self._undo) if number in (None, entry[0])]
            if not places:
                return None
            number, key, place = self._undo[places[-1]]
            self._journal.take_back(key, place)
            del self._undo[places[-1]]
            self._touched[number] -= 1
        self._dirty.set()
        return number

    def shown(self, number: int) -> dict[str, Any]:
        """An item as JSON-ready values."""
        item = self._item(number)
        shown = item.shown(self.said(item.key, item.place))
        return {"id": number, "identity": item.identity(self.table.run), **shown}

    def number_of(self, key: Key, place: int) -> int | None:
        """The number of the item at a place of a row; None where this session has none there."""
        return self._numbers.get((key, place))

    def said(self, key: Key, place: int) -> Sequence[Value] | None:
        """What was said of a place of a row, the latest last; None where nothing was."""
        decided = self._journal.rows.get(key)
        return decided.values.get(place) if decided else None

    def is_to_be_read(self, key: Key) -> bool:
        """Whether the items of a row are still to come."""
        return self.table.kind != "digit" and any(key in rows for rows in self._waiting.values())

    def progress(self) -> dict[str, Any]:
        """How far the review is."""
        with self.lock:
            decided = sum(count > 0 for count in self._touched.values())
            return {
                "table": self.table.path.name,
                "items": len(self.items),
                "decided": decided,
                "pages_to_read": 0 if self.table.kind == "digit" else len(self._waiting),
                "saved": not (self._dirty.is_set() or self._is_writing or self.problem),
                "problem": self.problem,
            }

    def crop(self, number: int) -> bytes:
        """The picture of an item, as PNG.

        Raises:
            ImageError: There is none.
            ConfigError: There is no such item.
        """
        return self._crops.crop(number, self._item(number))

    def _item(self, number: int) -> Item:
        if not 0 <= number < len(self.items):
            raise ConfigError(f"there is no digit {number} in this review: load the page again")
        return self.items[number]

    def _noted(self, item: Item, said: Value) -> dict[str, Any] | None:
        """What the journal notes of a decision, to be kept when the session is closed."""
        if not self.options.keep:
            return None
        from inkdigits.web.review_keep import noted

        return noted(item, said)

    def _keep(self) -> None:
        """Keep what was decided to be kept, in this session or in one that was killed."""
        notes = self._journal.to_keep() if self.options.keep else []
        if not notes:
            return
        from inkdigits.web.review_keep import keep_decided, of_noted

        decided = [pair for note in notes for pair in of_noted(note)]
        writer, revision = self._how.profile, self._revision
        keep_decided(decided, self._crops.content, writer=writer, revision=revision)
        self._journal.note_kept()

    # --- what is shown ----------------------------------------------------------------------

    def _rows_by_page(self) -> dict[PagePlace, dict[Key, Row]]:
        """Rows to look at, as they were read, by their pages, the worst page first."""
        found: dict[PagePlace, dict[Key, Row]] = {}
        for key, place in self.table.places.items():
            row = self.table.rows[place]
            decided = self._journal.rows.get(key)
            if decided and not self.table.is_unedited(key, decided):
                del self._journal.rows[key]  # someone changed the row, which counts
                decided = None
            if self.options.everything or self.table.is_doubtful(key):
                was = decided.was if decided else {}
                named = {k: was[k] for k in ("confidence", "needs_review") if k in was}
                if decided and self.table.kind == "field":
                    named = {str(key[-2]): was["text"]}
                elif decided and self.table.kind == "number":
                    named["text"] = was["text"]
                elif decided:
                    named["value"] = digit_of(was["text"])
                page = (str(row.get("file") or ""), page_of(row))
                found.setdefault(page, {})[key] = {**row, **named}
        if self.table.kind == "field":
            return found
        worst = {page: min(map(_confidence, rows.values())) for page, rows in found.items()}
        return dict(sorted(found.items(), key=lambda one: worst[one[0]]))

    def _add_digits(self) -> None:
        pairs = [pair for rows in self._waiting.values() for pair in rows.items()]
        pairs.sort(key=lambda pair: _confidence(pair[1]))
        self._add([digit_item(key, row) for key, row in pairs])

    def _add(self, items: list[Item]) -> None:
        with self.lock:
            first = len(self.items)
            self.items += items
            numbered = enumerate(items, first)
            self._numbers.update({(item.key, item.place): n for n, item in numbered})
        self._crops.add(dict(enumerate(items, first)))

    def _prepare(self) -> None:
        """Find the digits of numbers, and cut all crops, page by page."""
        for place in list(self._waiting):
            if self._stopping.is_set():
                return
            try:
                if self.table.kind != "digit":
                    self._add(self._items_of(place))
                    with self.lock:
                        del self._waiting[place]
                self._crops.cut(place)
            except InkDigitsError as error:
                self.problem = str(error)

    def _items_of(self, place: PagePlace) -> list[Item]:
        """Read a page again: the items of its numbers or fields."""
        (file, page), rows = place, self._waiting[place]
        try:
            content = self._crops.content(file)
            if self._template is not None and self.table.kind == "field":
                form = read_form(self._reader, content, self._template, pdf_page=page)
                return field_items(rows, form)
            read = self._reader.read(content, pdf_page=page)
        except Exception:  # its crop says what is wrong, and the others are read all the same
            if self.table.kind == "field":
                return field_items(rows, None)
            return self._number_items(rows, None)
        return self._number_items(rows, read)

    def _check_template(self) -> None:
        """Refuse a form's table without its template, or with another one."""
        name = self.table.path.name
        if self._template is None:
            raise ConfigError(
                f"{name!r} holds forms, and nothing beside it says which: name the template that "
                f"batch was given with --template"
            )
        fields = {str(key[-2]) for key in self.table.places}
        if missing := sorted(fields - set(self._template.names)):
            raise ConfigError(
                f"{name!r} has a column {missing[0]!r}, which is no field of the template: name "
                f"the template that batch was given with --template"
            )

    def _number_items(self, rows: Mapping[Key, Row], page: Page | None) -> list[Item]:
        found = []
        everything = self.options.everything
        threshold = self._how.threshold("read")
        for key, row in rows.items():
            decided = self._journal.rows.get(key)
            done = set(decided.values) if decided and not everything else set()
            items = number_items(key, row, page, threshold=threshold, everything=everything)
            found += [item for item in items if item.place not in done]
        return sorted(found, key=lambda item: item.worth)

    # --- writing the table ------------------------------------------------------------------

    def _write_often(self) -> None:
        """Write the table soon after a decision, and seldom where that takes long."""
        pause = _SECONDS_BEFORE_WRITING
        while not self._stopping.is_set():
            self._dirty.wait()
            if self._stopping.wait(pause):
                return
            begun = time.monotonic()
            self._is_writing = True
            self._dirty.clear()
            try:
                self._save()
                self.problem = ""
                least = _SECONDS_BEFORE_WRITING
            except InkDigitsError as error:
                self.problem = str(error)
                self._dirty.set()  # the disk may have room again, or the table be back
                least = _SECONDS_BEFORE_TRYING_AGAIN
            self._is_writing = False
            pause = max(least, 3 * (time.monotonic() - begun))

    def _save(self) -> None:
        """Write the table with what is decided by now; decisions need not wait for it."""
        with self._saving:
            with self.lock:
                decided = {key: row.copy() for key, row in self._journal.rows.items()}
            try:
                self.table.save(decided)
            except (InkDigitsError, OSError) as error:
                raise self._unsaved(error, is_any=bool(decided)) from error

    def _unsaved(self, error: Exception, *, is_any: bool) -> InkDigitsError:
        """The same error, with where the decisions are meanwhile."""
        kind = type(error) if isinstance(error, InkDigitsError) else ConfigError
        if not is_any:
            return kind(str(error))
        kept = f"Every decision is kept in {self._journal.path.name!r}"
        if kind is not AnotherRunError:
            kept += ", and put into the table when `inkdigits review` is started again"
        return kind(f"{error}. {kept}")


def _changed_since(run: Remembered | None, how: ReaderOptions) -> list[str]:
    """What is not as it was for the run though its options are, in sentences."""
    if run is None:
        return []
    now = used_files(how)
    return [
        f"the {name} is another one than the table was read with: pages that are read again may "
        f"be read otherwise"
        for name, was in run.files.items()
        if getattr(run.reader, name, None) == getattr(how, name, None) and now.get(name) != was
    ]


def _confidence(row: Row) -> float:
    value = row.get("confidence")
    return float(value) if value is not None else 0.0
