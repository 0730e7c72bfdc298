"""What is looked at: the doubtful digits of a table, each with its place in a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inkdigits.batch.rows import Row
from inkdigits.forms import FormReading
from inkdigits.result import SYMBOLS, UNREADABLE, Box, Digit, Page
from inkdigits.web.review_journal import Key, Value
from inkdigits.web.review_table import box_of, text_of, was_of

_SHOWN = 3  # likeliest values under a crop
_LEAST_PROBABILITY = 0.005


@dataclass(frozen=True, slots=True)
class Item:
    """One digit to look at.

    Attributes:
        key: Its row in the table.
        place: Which digit of `text`, counted from 0.
        text: What was read: a number, or a digit alone.
        confidence: How sure the reading of this digit is, 0..1; None where that is not known.
        likely: The likeliest values with their probabilities, at most three.
        probabilities: Ten probabilities, or () where they are not known.
        box: Where it stands, in pixels of the upright original picture.
        file: The picture, as the table names it.
        page: Which page of it, counted from 0.
        turns: How often the page was turned clockwise by 90 degrees before it was read.
        was: The row as it was read.
        doubtful: All places of the row that a person should look at.
        estimated: The box is a guess: the number was not found again on its page.
        name: Of the form's field, all of whose `text` is looked at; "" for a digit.
        why: Why a person should look at it, in a few words.
        digits: The digits that were read in a field, as they are in the picture.
    """

    key: Key
    place: int
    text: str
    confidence: float | None
    likely: tuple[tuple[int, float], ...]
    probabilities: tuple[float, ...]
    box: Box | None
    file: str
    page: int
    turns: int
    was: Mapping[str, Any]
    doubtful: tuple[int, ...]
    estimated: bool = False
    name: str = ""
    why: str = ""
    digits: tuple[Digit, ...] = ()

    @property
    def value(self) -> int | None:
        """What was read at the place."""
        character = self.text[self.place : self.place + 1] or UNREADABLE
        return int(character) if character in "0123456789" else None

    @property
    def worth(self) -> float:
        """A key that puts the worst first."""
        return 0.0 if self.confidence is None else self.confidence

    def identity(self, run: str | None) -> dict[str, Any]:
        """What names the item in every session, JSON-ready; numbers of items do not.

        Another table may have rows of the same names, and a row may be read otherwise: what is
        shown of the item belongs to it.

        Args:
            run: The run that wrote the table; None where nothing says which.
        """
        return {
            "run": run,
            "row": list(self.key),
            "place": self.place,
            "text": self.text,
            "box": None if self.box is None else list(self.box.xyxy),
            "confidence": self.confidence,
        }

    def shown(self, said: Sequence[Value] | None) -> dict[str, Any]:
        """What a page shows of the item, JSON-ready.

        Args:
            said: What was said of it, the latest last.
        """
        return {
            "value": self.value,
            "text": self.text,
            "place": self.place,
            "confidence": self.confidence,
            "likely": [list(pair) for pair in self.likely],
            "file": self.file,
            "page": self.page + 1,
            "estimated": self.estimated,
            "name": self.name,
            "why": self.why,
            "decided": bool(said),
            "decision": said[-1] if said else None,
        }


def digit_item(key: Key, row: Row) -> Item:
    """The item of a row that is a digit."""
    known = [row.get(f"p{value}") for value in range(10)]
    probabilities = tuple(float(p) for p in known) if None not in known else ()  # type: ignore[arg-type]
    return _item(key, row, text_of(row, "digit"), 0, (0,), row.get("confidence"), probabilities)


def number_items(
    key: Key, row: Row, page: Page | None, *, threshold: float, everything: bool
) -> list[Item]:
    """The items of a row that is a number.

    Args:
        key: Names the row.
        row: As it was read.
        page: Its page, read again; None where that cannot be.
        threshold: Digits below this confidence are doubtful.
        everything: Make items of the digits that are not doubtful, too.
    """
    text = text_of(row, "number")
    digits = _found_again(row, text, page) if page is not None else None
    if digits is None:
        return _guessed(key, row, text, everything)
    places = _digit_places(text)
    below = _doubtful(row, [digit.confidence for digit in digits], threshold)
    doubtful = tuple(places[k] for k in below)
    return [
        _item(
            key,
            row,
            text,
            place,
            doubtful,
            digit.confidence,
            digit.probabilities,
            box=digit.box,
            turns=page.rotation // 90 if page else 0,
        )
        for place, digit in zip(places, digits, strict=True)
        if everything or place in doubtful
    ]


def field_items(rows: Mapping[Key, Row], form: FormReading | None) -> list[Item]:
    """The items of fields of one page, the worst first.

    Args:
        rows: For each field its row, as it was read.
        form: The page, read again; None where that cannot be.
    """
    found = {one.name: one for one in form.fields} if form is not None else {}
    items = []
    for key, row in rows.items():
        name = str(key[-2])
        one, text = found.get(name), text_of(row, "field", key)
        same = one is not None and one.text == text
        items.append(
            Item(
                key=key,
                place=0,
                text=text,
                confidence=one.confidence if one is not None and same else None,
                likely=(),
                probabilities=(),
                box=one.box if one is not None else None,
                file=str(row.get("file") or ""),
                page=page_of(row),
                turns=_turns(one.corners) if one is not None else 0,
                was=was_of(row, "field", key),
                doubtful=(0,),
                name=name,
                why=one.why if one is not None and same else "",
                digits=one.digits if one is not None else (),
            )
        )
    return sorted(items, key=lambda item: item.worth)


def field_digits(item: Item, text: str) -> list[tuple[Item, int]]:
    """The digits of a field and what each is; none where they are not as many as its text has."""
    if len(item.digits) != len(text) or not text.isdecimal():
        return []
    return [
        (
            replace(
                item,
                text=digit.text,
                confidence=digit.confidence,
                probabilities=digit.probabilities,
                box=digit.box,
            ),
            int(character),
        )
        for digit, character in zip(item.digits, text, strict=True)
    ]


def _turns(corners: Sequence[tuple[float, float]]) -> int:
    """How often a page is to be turned clockwise so that a field's upper edge runs to the right."""
    (x0, y0), (x1, y1) = corners[:2]
    dx, dy = x1 - x0, y1 - y0
    if abs(dx) >= abs(dy):
        return 0 if dx >= 0 else 2
    return 3 if dy > 0 else 1


def located(file: str, table: Path) -> str:
    """Where a picture is: paths are those of the run, or else beside the table."""
    plain = re.sub(r"\\u(dc[89a-f][0-9a-f])", lambda found: chr(int(found[1], 16)), file)
    for path in (file, plain, table.parent / file, table.parent / plain):
        try:
            if Path(path).exists():
                return str(path)
        except (OSError, ValueError):  # a name that cannot be one
            continue
    return file


def page_of(row: Mapping[str, Any]) -> int:
    """Which page of its file a row stands on, counted from 0."""
    try:
        return max(0, int(row.get("page") or 1) - 1)
    except (TypeError, ValueError):
        return 0


def _item(
    key: Key,
    row: Row,
    text: str,
    place: int,
    doubtful: tuple[int, ...],
    confidence: float | None,
    probabilities: tuple[float, ...],
    *,
    box: Box | None = None,
    turns: int = 0,
    estimated: bool = False,
) -> Item:
    by_share = sorted(enumerate(probabilities), key=lambda pair: -pair[1])
    return Item(
        key=key,
        place=place,
        text=text,
        confidence=confidence,
        likely=tuple((v, p) for v, p in by_share[:_SHOWN] if p >= _LEAST_PROBABILITY),
        probabilities=probabilities,
        box=box or box_of(row),
        file=str(row.get("file") or ""),
        page=page_of(row),
        turns=turns,
        was=was_of(row, "digit" if "digit" in row and "value" in row else "number"),
        doubtful=doubtful,
        estimated=estimated,
    )


def _found_again(row: Row, text: str, page: Page) -> Sequence[Digit] | None:
    """The digits of a row's number among those of its page."""
    box = box_of(row)
    if box is None:
        return None
    for number in page.numbers:
        if number.text == text and _overlap(number.box, box) > 0.7:
            return number.digits
    inside = [digit for digit in page.digits if _is_within(digit.box, box)]
    digits = "".join(text[place] for place in _digit_places(text))
    return inside if "".join(digit.text for digit in inside) == digits else None


def _digit_places(text: str) -> tuple[int, ...]:
    """Where the digits stand in a number's text, which may hold symbols, too."""
    return tuple(place for place, character in enumerate(text) if character not in SYMBOLS)


def _doubtful(row: Row, confidences: Sequence[float], threshold: float) -> tuple[int, ...]:
    """Which places are doubtful; the worst one, where the run was stricter than `threshold`."""
    if not row.get("needs_review"):
        return ()
    below = tuple(place for place, one in enumerate(confidences) if one < threshold)
    return below or (min(range(len(confidences)), key=confidences.__getitem__),)


def _guessed(key: Key, row: Row, text: str, everything: bool) -> list[Item]:
    """Items of a number whose digits are not known: those in which its alternatives differ."""
    others = [one for one in str(row.get("alternatives") or "").split() if len(one) == len(text)]
    places = _digit_places(text)
    differ = tuple(p for p in places if any(one[p] != text[p] for one in others))
    doubtful = (differ or places) if row.get("needs_review") else ()
    whole = box_of(row)
    items = []
    for place in places if everything else doubtful:
        share = None
        if whole is not None:
            width = whole.width / len(text)
            left = whole.x_min + place * width
            share = Box(left, whole.y_min, left + width, whole.y_max)
        confidence = row.get("confidence")
        items.append(
            _item(key, row, text, place, doubtful, confidence, (), box=share, estimated=True)
        )
    return items


def _is_within(inner: Box, outer: Box) -> bool:
    x, y = (inner.x_min + inner.x_max) / 2, (inner.y_min + inner.y_max) / 2
    return outer.x_min <= x <= outer.x_max and outer.y_min <= y <= outer.y_max


def _overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    width = min(a.x_max, b.x_max) - max(a.x_min, b.x_min)
    height = min(a.y_max, b.y_max) - max(a.y_min, b.y_min)
    shared = max(width, 0.0) * max(height, 0.0)
    area = a.width * a.height + b.width * b.height - shared
    return shared / area if area > 0 else 0.0
