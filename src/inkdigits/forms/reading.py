"""What was read from a form: one row of a spreadsheet, and how each field came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from inkdigits.forms.align import AlignmentKind
from inkdigits.result import Box, Digit

DecidedBy: TypeAlias = Literal["reading", "pattern", "blank"]
Corner: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class FieldReading:
    """One field of one page.

    Attributes:
        name: The field's name.
        text: What it says, leading zeros kept; "" where it is empty.
        raw_text: What its digits say, the pattern not looked at; a space for an empty cell between
            others, "?" for what cannot be read.
        confidence: Calibrated probability that `text` is right, 0..1, knowing the pattern.
        needs_review: Whether a person should look at it.
        why: What there is to say about it, in a few words; "" where all is well.
        decided_by: "reading", "pattern" (the pattern allows just one of the likely readings, which
            is another one than `raw_text`), or "blank".
        corners: Where it is, clockwise from the top left, in pixels of the upright original image.
        digits: Its digits from left to right, boxes in pixels of the upright original image.
    """

    name: str
    text: str
    raw_text: str
    confidence: float
    needs_review: bool
    why: str
    decided_by: DecidedBy
    corners: tuple[Corner, Corner, Corner, Corner]
    digits: tuple[Digit, ...] = ()

    @property
    def box(self) -> Box:
        """The smallest upright box around the corners."""
        xs, ys = zip(*self.corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))

    def to_dict(self) -> dict[str, Any]:
        """The field as JSON-ready values."""
        return {
            "name": self.name,
            "text": self.text,
            "raw_text": self.raw_text,
            "confidence": self.confidence,
            "needs_review": self.needs_review,
            "why": self.why,
            "decided_by": self.decided_by,
            "corners": [list(corner) for corner in self.corners],
            "digits": [digit.to_dict() for digit in self.digits],
        }


@dataclass(frozen=True)
class FormReading:
    """One page.

    Attributes:
        template: Name of the template.
        fields: In the order of the template.
        width: Width of the upright original image in pixels.
        height: Height of the upright original image in pixels.
        alignment: What the template was laid over the picture by: "marks", "corners", "boxes", or
            "none".
        residual: How far the printed boxes lie from where the template has them, in pixels of the
            template; None where too few were found to tell.
        problem: Why all of the page must be looked at; None where it need not be.
    """

    template: str
    fields: tuple[FieldReading, ...]
    width: int
    height: int
    alignment: AlignmentKind
    residual: float | None
    problem: str | None = None

    def __getitem__(self, name: str) -> FieldReading:
        """The field of a name.

        Raises:
            KeyError: There is none.
        """
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def to_review(self) -> tuple[str, ...]:
        """Names of the fields that a person should look at."""
        return tuple(one.name for one in self.fields if one.needs_review)

    @property
    def needs_review(self) -> bool:
        """Whether there is any such field."""
        return bool(self.to_review)

    def row(self) -> dict[str, str]:
        """One row of a spreadsheet: a column for each field, then `needs_review`.

        The latter names the fields to look at, joined by a semicolon and a space.
        """
        row = {one.name: one.text for one in self.fields}
        return {**row, "needs_review": "; ".join(self.to_review)}

    def to_dict(self) -> dict[str, Any]:
        """The page as JSON-ready values."""
        return {
            "template": self.template,
            "width": self.width,
            "height": self.height,
            "alignment": self.alignment,
            "residual": self.residual,
            "problem": self.problem,
            "needs_review": list(self.to_review),
            "fields": [one.to_dict() for one in self.fields],
        }
