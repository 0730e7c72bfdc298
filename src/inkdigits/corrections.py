"""What a person says about a reading, and the page that follows from it.

A correction names a place and what stands there. It does not depend on the reading it was made
for: after a reading with other options it is applied to whatever was found at its place. What
learns from corrections needs no more than `Correction` and `apply`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from inkdigits.grouping import grouping_confidences
from inkdigits.layout import Known
from inkdigits.punctuate import boxes_of, grouped, lines_of
from inkdigits.result import Box, Digit, Line, Number, Page

_SAME_PLACE = 0.4  # intersection over union from which two boxes mean the same digit


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says stands at a place.

    Attributes:
        box: The place, in pixels of the upright picture that was read.
        value: The digit 0..9 that stands there; None where none does.

    Raises:
        ValueError: The value is no digit.
    """

    box: Box
    value: int | None

    def __post_init__(self) -> None:
        """Check the value."""
        if self.value is not None and not 0 <= self.value <= 9:
            raise ValueError(f"a correction's value must be 0..9 or None, got {self.value}")

    def to_dict(self) -> dict[str, Any]:
        """The correction as JSON-ready values."""
        return {"box": self.box.to_dict(), "value": self.value}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Correction:
        """The inverse of `to_dict`."""
        return cls(Box.from_dict(data["box"]), data["value"])


def same_place(a: Box, b: Box) -> bool:
    """Whether two boxes mean the same digit."""
    width = min(a.x_max, b.x_max) - max(a.x_min, b.x_min)
    height = min(a.y_max, b.y_max) - max(a.y_min, b.y_min)
    if width <= 0 or height <= 0:
        return False
    shared = width * height
    return shared >= _SAME_PLACE * (a.width * a.height + b.width * b.height - shared)


def corrected(
    corrections: Sequence[Correction], box: Box, value: int | None
) -> tuple[Correction, ...]:
    """The corrections with one more; what was said about the same place before is dropped."""
    return (*withdrawn(corrections, box), Correction(box, value))


def withdrawn(corrections: Iterable[Correction], box: Box) -> tuple[Correction, ...]:
    """The corrections without those about one place."""
    return tuple(c for c in corrections if not same_place(c.box, box))


def apply(page: Page, corrections: Sequence[Correction]) -> Page:
    """The page as a person corrected it, in reading order.

    A digit that a person named is certain (confidence 1) and needs no review. Where a correction
    meets no digit, one is added; where it says that none stands there, the digit is left out.
    Without corrections the page itself is returned.
    """
    if not corrections:
        return page
    digits = list(page.digits)
    for correction in corrections:
        met = [digit for digit in digits if same_place(digit.box, correction.box)]
        digits = [digit for digit in digits if digit not in met]
        if correction.value is not None:
            box = met[0].box if met else correction.box
            digits.append(_said(correction.value, box))
    if _boxes(digits) == _boxes(page.digits):  # only values changed: keep the layout that was read
        by_box = {digit.box: digit for digit in digits}
        return replace(page, lines=tuple(_line_with(line, by_box) for line in page.lines))
    symbols, known = page.symbols, _decided(page)
    groups, chances = grouped(digits, symbols, known=known)
    boxes, marks = boxes_of([d.box for d in digits]), boxes_of([s.box for s in symbols])
    sure = grouping_confidences(groups, boxes, marks, chances=chances)
    return replace(page, lines=lines_of(groups, digits, symbols, sure))


def marked(page: Page, threshold: float) -> Page:
    """The page with what is below a confidence of `threshold` marked for review, nothing else."""
    return replace(
        page,
        lines=tuple(
            Line(tuple(_number_marked(number, threshold) for number in line.numbers))
            for line in page.lines
        ),
    )


def to_json(picture: str, page: Page, corrections: Sequence[Correction]) -> str:
    """Corrections of one picture as JSON text."""
    return json.dumps(
        {
            "picture": picture,
            "width": page.width,
            "height": page.height,
            "corrections": [correction.to_dict() for correction in corrections],
        },
        indent=2,
    )


def _said(value: int, box: Box) -> Digit:
    shares = tuple(1.0 if v == value else 0.0 for v in range(10))
    return Digit(value, 1.0, shares, box)


def _decided(page: Page) -> Known:
    """Which neighbours the page parts: those that stay beside each other stay grouped as read."""
    known: dict[tuple[tuple[float, ...], tuple[float, ...]], float] = {}
    for line in page.lines:
        row = [(digit.box, k) for k, number in enumerate(line.numbers) for digit in number.digits]
        for (left, a), (right, b) in pairwise(row):
            known[_key(left), _key(right)] = float(a != b)
    return known


def _key(box: Box) -> tuple[float, ...]:
    """A box as `boxes_of` rounds it."""
    return tuple(float(np.float32(edge)) for edge in box.xyxy)


def _boxes(digits: Iterable[Digit]) -> set[Box]:
    return {digit.box for digit in digits}


def _line_with(line: Line, by_box: Mapping[Box, Digit]) -> Line:
    numbers = (
        replace(number, digits=tuple(by_box[d.box] for d in number.digits))
        for number in line.numbers
    )
    return Line(tuple(numbers))


def _number_marked(number: Number, threshold: float) -> Number:
    digits = (replace(d, needs_review=d.confidence < threshold) for d in number.digits)
    symbols = (replace(s, needs_review=s.confidence < threshold) for s in number.symbols)
    return replace(number, digits=tuple(digits), symbols=tuple(symbols))
