"""What a person says the digits on the page are, and the answer that follows. No Qt in here.

What was said holds for a place and for the ink that lies there: while that is on the page it
counts, whatever is drawn elsewhere; where the ink changes it is void, and with undo it counts
again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from inkdigits.corrections import Correction, apply, same_place
from inkdigits.desktop.answer import Answer, Reading, nearest
from inkdigits.desktop.drawing import Drawing, Picture, Stroke
from inkdigits.result import Box, Digit

_STEP = 4.0  # page units between the points of a line at which it is looked for in a box


@dataclass(frozen=True, eq=False)
class Saying:
    """What a person says stands at a place of the page.

    Attributes:
        number: Tells places apart: what is said again of the same ink has the same number.
        box: The place, in page units.
        value: The digit 0..9; None where none stands there.
        strokes: The strokes that go through the box.
        picture: What lies under them.
    """

    number: int
    box: Box
    value: int | None
    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    def holds(self, drawing: Drawing) -> bool:
        """Whether a drawing has the same ink there."""
        return self.picture is drawing.picture and self.strokes == strokes_in(drawing, self.box)

    def correction(self, reading: Reading) -> Correction:
        """The same, in pixels of what was read."""
        return Correction(reading.box_of(self.box), self.value)


def strokes_in(drawing: Drawing, box: Box) -> tuple[Stroke, ...]:
    """The strokes of a drawing that go through a box, in page units."""
    return tuple(stroke for stroke in drawing.strokes if _goes_through(stroke, box))


def corrected(answer: Answer, sayings: Iterable[Saying]) -> Answer:
    """The answer with what was said in the place of what was read.

    A digit that a person named is certain and needs no review. Where it was said that none stands,
    the text has none; it is still among the digits, at their end, so that one can turn to it.
    """
    said, reading = tuple(sayings), answer.reading
    if reading is None or not said:
        return answer
    page = apply(reading.page, [saying.correction(reading) for saying in said])
    gone = [Digit(None, 1.0, (0.0,) * 10, s.box, reason="not_a_digit") for s in said
            if s.value is None]  # fmt: skip
    digits = tuple(
        replace(digit, box=reading.box_in_answer(digit.box)) for digit in page.digits
    ) + tuple(replace(digit, box=answer.box_off_page(digit.box)) for digit in gone)
    fixed = replace(
        answer,
        text=page.text if any(digit.value is not None for digit in page.digits) else "",
        digits=digits,
        symbols=tuple(replace(s, box=reading.box_in_answer(s.box)) for s in page.symbols),
        said=_said(digits, said, answer),
        focus=None,
    )
    return replace(fixed, focus=_focus(answer, fixed))


def _said(digits: Sequence[Digit], said: Sequence[Saying], answer: Answer) -> frozenset[int]:
    places = [answer.box_off_page(saying.box) for saying in said]
    return frozenset(
        index
        for index, digit in enumerate(digits)
        if digit.confidence == 1.0 and any(same_place(digit.box, place) for place in places)
    )


def _focus(before: Answer, after: Answer) -> int | None:
    """Where the digit that was in focus is now."""
    if before.focus is None:
        return nearest([digit.box for digit in after.digits], None)
    box = before.digits[before.focus].box
    middle = ((box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2)
    same = [i for i, digit in enumerate(after.digits) if same_place(digit.box, box)]
    return same[0] if same else nearest([digit.box for digit in after.digits], middle)


def _goes_through(stroke: Stroke, box: Box) -> bool:
    wide = max(point.width for point in stroke.points) / 2
    if (
        max(point.x for point in stroke.points) + wide < box.x_min
        or min(point.x for point in stroke.points) - wide > box.x_max
        or max(point.y for point in stroke.points) + wide < box.y_min
        or min(point.y for point in stroke.points) - wide > box.y_max
    ):
        return False
    if _is_in(stroke.points[0].x, stroke.points[0].y, box):
        return True
    for a, b in pairwise(stroke.points):
        steps = max(1, math.ceil(math.hypot(b.x - a.x, b.y - a.y) / _STEP))
        for step in range(1, steps + 1):
            share = step / steps
            if _is_in(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y), box):
                return True
    return False


def _is_in(x: float, y: float, box: Box) -> bool:
    return box.x_min <= x <= box.x_max and box.y_min <= y <= box.y_max
