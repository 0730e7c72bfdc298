"""Readings as tables, text and files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from inkdigits.image import ImageSource
from inkdigits.render import annotate
from inkdigits.result import Page

COLUMNS = (
    "line",
    "number",
    "position",
    "digit",
    "confidence",
    "needs_review",
    "x_min",
    "y_min",
    "x_max",
    "y_max",
)
"""What is said of each digit; `line`, `number` and `position` (in its number) count from 1."""


def rows(page: Page) -> list[dict[str, Any]]:
    """One row with `COLUMNS` for each digit, in reading order."""
    found = []
    for line_at, line in enumerate(page.lines, start=1):
        for number_at, number in enumerate(line.numbers, start=1):
            for position, digit in enumerate(number.digits, start=1):
                place = (line_at, number_at, position, digit.text)
                judged = (round(digit.confidence, 4), digit.needs_review)
                box = tuple(round(v, 1) for v in digit.box.xyxy)
                found.append(dict(zip(COLUMNS, place + judged + box, strict=True)))
    return found


def to_csv(pages: Iterable[tuple[str, Page]]) -> str:
    """Named pages as CSV with a heading: a row for each digit, the picture's name first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ("picture", *COLUMNS), lineterminator="\n")
    writer.writeheader()
    for name, page in pages:
        writer.writerows({"picture": name, **row} for row in rows(page))
    return text.getvalue()


def to_json(page: Page) -> str:
    """A page as JSON text; `Page.from_dict` reads it back."""
    return json.dumps(page.to_dict(), indent=2)


def all_to_json(pages: Iterable[tuple[str, Page]]) -> str:
    """Named pages as one JSON text."""
    return json.dumps([{"picture": name, "page": page.to_dict()} for name, page in pages], indent=2)


def to_png(picture: ImageSource, page: Page) -> bytes:
    """The picture with boxes, values and confidences, as a PNG file.

    Raises:
        ImageError: The picture cannot be read.
    """
    file = io.BytesIO()
    annotate(picture, page).save(file, "PNG")
    return file.getvalue()


def summary(page: Page) -> str:
    """How much was found, in a line such as "12 digits in 3 lines, 2 to check"."""
    digits = page.digits
    if not digits:
        return "No digits found"
    review = sum(digit.needs_review for digit in digits)
    found = f"{_count(len(digits), 'digit')} in {_count(len(page.lines), 'line')}"
    return f"{found}, {review} to check" if review else f"{found}, none to check"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
