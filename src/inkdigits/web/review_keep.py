"""Keeping what a review decided on this machine, for `inkdigits learn` and `corrections`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from inkdigits.errors import ImageError
from inkdigits.image import load_image
from inkdigits.profile import DEFAULT_NAME
from inkdigits.result import UNREADABLE, Box, Digit, Line, Number, Page, Reason
from inkdigits.store import Store
from inkdigits.web.review_items import Item, field_digits
from inkdigits.web.review_journal import Value


class Said(NamedTuple):
    """What a person says stands at a place."""

    box: Box
    value: int | None


def noted(item: Item, said: Value) -> dict[str, Any] | None:
    """What the journal notes of a decision, so that it can be kept though the review is killed.

    Args:
        item: What was looked at.
        said: What it is.

    Returns:
        The digits and where they stand, JSON-ready; None where nothing can be learned from it.
    """
    digits = field_digits(item, said) if isinstance(said, str) else [(item, said)]
    known = [
        {
            "box": one.box.xyxy,
            "read": one.value,
            "confidence": one.confidence,
            "probabilities": one.probabilities,
            "value": value,
        }
        for one, value in digits
        if one.box is not None and not one.estimated
    ]
    place = {"file": item.file, "page": item.page, "turns": item.turns}
    return {**place, "digits": known} if known else None


def of_noted(note: Mapping[str, Any]) -> list[tuple[Item, int | None]]:
    """The items of a note in the journal and what each is; none where the note is damaged."""
    try:
        return [(_item(note, digit), digit["value"]) for digit in note["digits"]]
    except (KeyError, TypeError, ValueError):
        return []


def _item(note: Mapping[str, Any], digit: Mapping[str, Any]) -> Item:
    return Item(
        key=(),
        place=0,
        text=UNREADABLE if digit["read"] is None else str(digit["read"]),
        confidence=digit["confidence"],
        likely=(),
        probabilities=tuple(digit["probabilities"]),
        box=Box(*digit["box"]),
        file=str(note["file"]),
        page=int(note["page"]),
        turns=int(note["turns"]),
        was={},
        doubtful=(),
    )


def keep_decided(
    decided: Iterable[tuple[Item, int | None]],
    content: Callable[[str], str | bytes],
    *,
    writer: str | None,
    revision: str,
) -> int:
    """Keep digits that were decided; those whose picture or place is missing are left out.

    Args:
        decided: Items, and what each is.
        content: Gives what to load a file from, by its name in the table.
        writer: Whose hand it is; None takes the default one.
        revision: Revision of the model that had read them, or "unknown".

    Returns:
        How many were kept.

    Raises:
        ConfigError: The store cannot be written.
        DataError: The store is damaged.
    """
    pages: dict[tuple[str, int], list[tuple[Item, Said]]] = {}
    for item, value in decided:
        if item.box is not None and not item.estimated:
            pages.setdefault((item.file, item.page), []).append((item, Said(item.box, value)))
    count = 0
    for (file, page), pairs in pages.items():
        try:
            grey = load_image(content(file), pdf_page=page)
        except ImageError:
            continue
        height, width = grey.shape
        inside = [(item, said) for item, said in pairs if _is_inside(said.box, width, height)]
        read = tuple(Line((Number((_digit(item, said.box),)),)) for item, said in inside)
        Store().keep(
            grey,
            [said for _, said in inside],
            Page(read, width, height, 90 * (pairs[0][0].turns % 4)),
            source="review",
            picture=file.replace("\\", "/").rpartition("/")[2],
            writer=writer or DEFAULT_NAME,
            revision=revision,
        )
        count += len(inside)
    return count


def _is_inside(box: Box, width: int, height: int) -> bool:
    return min(box.x_max, width) > max(box.x_min, 0) and min(box.y_max, height) > max(box.y_min, 0)


def _digit(item: Item, box: Box) -> Digit:
    """An item as it was read."""
    confidence = min(1.0, max(0.0, item.confidence or 0.0))
    probabilities = item.probabilities or (0.0,) * 10
    reason: Reason | None = None if item.value is not None else "not_a_digit"
    return Digit(item.value, confidence, probabilities, box, True, reason)
