"""Readings as tables, text and files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from inkdigits.batch.rows import COLUMNS as TABLE
from inkdigits.batch.rows import page_rows
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


class Reading(NamedTuple):
    """What was read from one page of a file.

    Attributes:
        name: The file's name.
        pdf_page: Which page of it, counted from 0.
        page: What stands there.
    """

    name: str
    pdf_page: int
    page: Page


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


def to_csv(readings: Iterable[Reading]) -> str:
    """A row for each digit below a heading, as `inkdigits batch` writes them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(TABLE["digit"]), lineterminator="\n")
    writer.writeheader()
    for name, pdf_page, page in readings:
        writer.writerows(page_rows(name, pdf_page, page, "digit"))
    return text.getvalue()


def to_text(readings: Iterable[Reading]) -> str:
    """The digits as text; an empty line stands between pages."""
    return "\n".join(f"{page.text}\n" for _, _, page in readings)


def to_json(page: Page) -> str:
    """A page as JSON text; `Page.from_dict` reads it back."""
    return json.dumps(page.to_dict(), indent=2)


def all_to_json(readings: Iterable[Reading]) -> str:
    """Several pages as one JSON text: a list of `{"file", "page", "reading"}`, pages from 1."""
    entries = [
        {"file": name, "page": pdf_page + 1, "reading": page.to_dict()}
        for name, pdf_page, page in readings
    ]
    return json.dumps(entries, indent=2)


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
