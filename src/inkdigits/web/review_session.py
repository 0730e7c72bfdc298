"""One person's review of one table: what is shown, what was decided, and keeping it safe."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkdigits.batch import Remembered, remembered, used_files
from inkdigits.batch.rows import Row
from inkdigits.errors import ConfigError, DataError, InkDigitsError
from inkdigits.forms import Template, read_form
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Page
from inkdigits.web.review_crops import Crops, PagePlace
from inkdigits.web.review_items import (
    Item,
    digit_item,
    field_digits,
    field_items,
    number_items,
    page_of,
)
from inkdigits.web.review_journal import Decision, Key, ReviewJournal, Value
from inkdigits.web.review_table import ReviewTable, digit_of, review_path

_SECONDS_BEFORE_WRITING = 0.5


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
        self.problem = ""
        self._crops = Crops(self.table.path)
        self._lock = threading.RLock()
        self._undo: list[tuple[int, Key, int]] = []
        self._touched: dict[int, int] = {}  # how often an item was decided in this session
        self._saving = threading.Lock()
        self._is_writing = False
        self._is_kept = False
        self._dirty = threading.Event()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._journal = ReviewJournal(review_path(path))
        try:
            self.table.save(self._journal.rows)
            self._waiting = self._rows_by_page()
            if self.table.kind == "field" and self._waiting:
                self._check_template()
            if self.table.kind != "digit" and self._waiting:
                self._reader = Reader(self._how)
                _ = self._reader.classifier, self._reader.locator
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
        """Write the table and end the work in the background. May be called twice.

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
        with self._lock:
            item = self._item(number)
            if isinstance(value, str) != bool(item.name):
                raise ConfigError("a field is said by its text, and a digit by its value")
            self._journal.add(Decision(item.key, item.place, value, item.was, item.doubtful))
            self._undo.append((number, item.key, item.place))
            self._touched[number] = self._touched.get(number, 0) + 1
        self._dirty.set()

    def undo(self) -> int | None:
        """Take the last decision of this session back; the item's number, None without one."""
        with self._lock:
            if not self._undo:
                return None
            number, key, place = self._undo[-1]
            self._journal.take_back(key, place)
            self._undo.pop()
            self._touched[number] -= 1
        self._dirty.set()
        return number

    def shown(self, number: int) -> dict[str, Any]:
        """An item as JSON-ready values."""
        item = self._item(number)
        decided = self._journal.rows.get(item.key)
        said = decided.values.get(item.place) if decided else None
        return {
            "id": number,
            "value": item.value,
            "text": item.text,
            "place": item.place,
            "confidence": item.confidence,
            "likely": [list(pair) for pair in item.likely],
            "file": item.file,
            "page": item.page + 1,
            "estimated": item.estimated,
            "name": item.name,
            "why": item.why,
            "decided": bool(said),
            "decision": said[-1] if said else None,
        }

    def progress(self) -> dict[str, Any]:
        """How far the review is."""
        with self._lock:
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

    def _keep(self) -> None:
        """Keep what was decided in this session, once."""
        decided: list[tuple[Item, int | None]] = []
        for number in [number for number, count in self._touched.items() if count > 0]:
            item = self.items[number]
            said = self._journal.rows[item.key].values[item.place][-1]
            decided += field_digits(item, said) if isinstance(said, str) else [(item, said)]
        if self.options.keep and decided and not self._is_kept:
            from inkdigits.web.review_keep import keep_decided

            read_again = self.table.kind != "digit"
            revision = self._reader.classifier.revision if read_again else "unknown"
            writer = self._how.profile
            keep_decided(decided, self._crops.content, writer=writer, revision=revision)
            self._is_kept = True

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
        with self._lock:
            first = len(self.items)
            self.items += items
        self._crops.add(dict(enumerate(items, first)))

    def _prepare(self) -> None:
        """Find the digits of numbers, and cut all crops, page by page."""
        for place in list(self._waiting):
            if self._stopping.is_set():
                return
            try:
                if self.table.kind != "digit":
                    self._add(self._items_of(place))
                    with self._lock:
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
            except (ConfigError, DataError, OSError) as error:
                self.problem = f"{error}. Every decision is kept in {self._journal.path.name!r}"
            self._is_writing = False
            pause = max(_SECONDS_BEFORE_WRITING, 3 * (time.monotonic() - begun))

    def _save(self) -> None:
        """Write the table with what is decided by now; decisions need not wait for it."""
        with self._saving:
            with self._lock:
                decided = {key: row.copy() for key, row in self._journal.rows.items()}
            self.table.save(decided)


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
