"""What stands in the table: a row for each page, number or digit."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from inkdigits.columns import columns_of
from inkdigits.errors import ConfigError
from inkdigits.forms import FormReading, Template
from inkdigits.result import Box, Number, Page

RowKind = Literal["page", "number", "digit"]
Row = dict[str, Any]
Columns = Mapping[str, type]
"""Names of columns, in their order, and what is in them: str, int, float or bool."""

_PLACE: dict[str, type] = {"file": str, "page": int}
_JUDGEMENT: dict[str, type] = {"confidence": float, "needs_review": bool}
_BOX: dict[str, type] = {"x_min": float, "y_min": float, "x_max": float, "y_max": float}
_PROBABILITIES: dict[str, type] = {f"p{value}": float for value in range(10)}

COLUMNS: Mapping[str, Columns] = MappingProxyType(
    {
        "page": {
            **_PLACE,
            "text": str,
            "digits": int,
            "mean_confidence": float,
            "min_confidence": float,
            "needs_review": bool,
            "width": int,
            "height": int,
            "rotation": int,
            "unread_symbols": int,
        },
        "number": {
            **_PLACE,
            "line": int,
            "number": int,
            "column": int,
            "text": str,
            **_JUDGEMENT,
            **_BOX,
            "alternatives": str,
        },
        "digit": {
            **_PLACE,
            "line": int,
            "number": int,
            "digit": int,
            "value": int,
            **_JUDGEMENT,
            **_BOX,
            **_PROBABILITIES,
        },
    }
)
"""Columns of each kind of rows. `page`, `line`, `number`, `column` and `digit` count from 1, as
people do; numbers that stand below each other on a page have the same `column`.

`confidence` of a number is the probability that it was written just so. `alternatives` are
other readings of at least 1 %, the likeliest first, separated by a space. Boxes are in pixels of
the upright original picture. `p0` to `p9` are the probabilities of a digit's values.
"""

ERROR_COLUMNS: Columns = MappingProxyType({**_PLACE, "error": str})
"""Columns of the table of pages that could not be read."""

_MARKS: Mapping[str, frozenset[str]] = {
    "page": frozenset(("text", "digits", "mean_confidence")),
    "number": frozenset(("line", "number", "text", "confidence", "x_min")),
    "digit": frozenset(("line", "number", "digit", "value", "confidence")),
}  # what tells a table of ours from one whose columns are a form's fields

_ALTERNATIVES = 3
_LEAST_PROBABILITY = 0.01


def page_rows(file: str, pdf_page: int, page: Page, kind: RowKind) -> list[Row]:
    """The rows of one page.

    Args:
        file: Path or URL of the file.
        pdf_page: Which page of the file, counted from 0 (in the row, from 1).
        page: What was read.
        kind: One row for the page, for each number or for each digit. A page without digits has a
            row of its own only where rows are pages.
    """
    place = {"file": printable(file), "page": pdf_page + 1}
    if kind == "page":
        return [{**place, **_page_row(page)}]
    rows = []
    columns = columns_of(page) if kind == "number" else ()
    for line_place, line in enumerate(page.lines, 1):
        for number_place, number in enumerate(line.numbers, 1):
            where = {**place, "line": line_place, "number": number_place}
            if kind == "number":
                column = columns[line_place - 1][number_place - 1] + 1
                rows.append({**where, "column": column, **_number_row(number)})
            else:
                rows += [{**where, **row} for row in _digit_rows(number)]
    return rows


def error_row(file: str, pdf_page: int, error: str) -> Row:
    """The row of a page that could not be read, in the table of such pages."""
    return {"file": printable(file), "page": pdf_page + 1, "error": printable(error)}


def form_columns(template: Template) -> Columns:
    """Columns of the table of filled-in forms, a row for each page.

    `alignment` says how the template was laid over the page ("none" where it could not be), and
    `needs_review` names the fields to look at, joined by a semicolon and a space.

    Raises:
        ConfigError: A field has the name of one of the other columns.
    """
    after = {"alignment": str, "needs_review": str}
    if taken := {*_PLACE, *after} & set(template.names):
        raise ConfigError(
            f"the template has a field {min(taken)!r}, which is a column of its own in the table: "
            f"rename the field"
        )
    return {**_PLACE, **dict.fromkeys(template.names, str), **after}


def form_row(file: str, pdf_page: int, form: FormReading) -> Row:
    """The row of a filled-in form."""
    place = {"file": printable(file), "page": pdf_page + 1}
    fields = {one.name: one.text for one in form.fields}
    review = "; ".join(form.to_review)
    return {**place, **fields, "alignment": form.alignment, "needs_review": review}


def known_columns(names: Iterable[str]) -> Columns:
    """Which of a table's columns, by all of its names, are none of text, and what they hold."""
    header = set(names)
    for kind, marks in _MARKS.items():
        if marks <= header:
            return COLUMNS[kind]
    return _PLACE


def alternatives(number: Number) -> list[str]:
    """What else a number may be: at most three texts of at least 1 %, the likeliest first."""
    readings = [("", 1.0)]
    for digit in number.digits:
        values = enumerate(digit.probabilities)
        likely = [(str(value), p) for value, p in values if p >= _LEAST_PROBABILITY]
        longer = [(text + v, most * p) for text, most in readings for v, p in likely]
        longer.sort(key=lambda reading: -reading[1])
        readings = [r for r in longer[: _ALTERNATIVES + 1] if r[1] >= _LEAST_PROBABILITY]
    texts = (number.spelled(digits) for digits, _ in readings)
    return [text for text in texts if text != number.text][:_ALTERNATIVES]


def printable(file: str) -> str:
    r"""A file's name as text that every format can hold: a byte that is none becomes \udcff."""
    return os.fspath(file).encode("utf-8", "backslashreplace").decode("utf-8")


def _page_row(page: Page) -> Row:
    confidences = [digit.confidence for digit in page.digits]
    return {
        "text": page.text,
        "digits": len(confidences),
        "mean_confidence": _share(math.fsum(confidences) / len(confidences))
        if confidences
        else None,
        "min_confidence": _share(min(confidences)) if confidences else None,
        "needs_review": page.needs_review,
        "width": page.width,
        "height": page.height,
        "rotation": page.rotation,
        "unread_symbols": page.unread_symbols,
    }


def _number_row(number: Number) -> Row:
    return {
        "text": number.text,
        "confidence": _share(number.confidence),
        "needs_review": number.needs_review,
        **_pixels(number.box),
        "alternatives": " ".join(alternatives(number)),
    }


def _digit_rows(number: Number) -> list[Row]:
    return [
        {
            "digit": place,
            "value": digit.value,
            "confidence": _share(digit.confidence),
            "needs_review": digit.needs_review,
            **_pixels(digit.box),
            **{f"p{value}": _share(p) for value, p in enumerate(digit.probabilities)},
        }
        for place, digit in enumerate(number.digits, 1)
    ]


def _share(probability: float) -> float:
    return round(float(probability), 4)


def _pixels(box: Box) -> Row:
    return {name: round(value, 1) for name, value in box.to_dict().items()}
