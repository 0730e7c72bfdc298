"""Rows that are filled-in forms: a column for each field, and names of fields to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inkdigits.errors import DataError

REVIEWED = "reviewed"
"""The column that says what a person has looked at: true or false, or names of a form's fields."""

_BEFORE, _AFTER = ("file", "page"), ("alignment", "needs_review")
_BETWEEN = "; "


def is_form(row: Mapping[str, Any]) -> bool:
    """Whether a row is one of a table that `inkdigits batch --template` wrote."""
    return all(name in row for name in (*_BEFORE, *_AFTER))


def field_names(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the fields: all columns but those of our own.

    Raises:
        DataError: There is none.
    """
    known = {*_BEFORE, *_AFTER, REVIEWED}
    names = tuple(name for name in row if name not in known)
    if not names:
        raise DataError(
            "expected a table of forms with a column for each field, and there is no field: make "
            "it anew with `inkdigits batch --template`"
        )
    return names


def listed(text: object, names: Iterable[str]) -> tuple[str, ...]:
    """Which of the fields a cell names, in the fields' order."""
    within = f"{_BETWEEN}{text or ''}{_BETWEEN}"
    return tuple(name for name in names if f"{_BETWEEN}{name}{_BETWEEN}" in within)


def with_field(row: Mapping[str, Any], name: str, text: str, *, doubtful: bool, reviewed: bool
               ) -> dict[str, Any]:  # fmt: skip
    """A row with another text in a field, and what is to be said of that.

    Args:
        row: The row.
        name: The field.
        text: What it says.
        doubtful: A person should look at it.
        reviewed: A person has looked at it.
    """
    names = field_names(row)
    marks = {"needs_review": doubtful, REVIEWED: reviewed}
    changed = {}
    for column, marked in marks.items():
        others = [one for one in listed(row.get(column), names) if one != name]
        wanted = {*others, name} if marked else set(others)
        changed[column] = _BETWEEN.join(one for one in names if one in wanted)
    return {**row, name: text, **changed}
