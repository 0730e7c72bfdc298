"""What a reading is: Page > Line > Number > Digit, all immutable and JSON-ready."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Reason = Literal["blank", "not_a_digit"]

SYMBOLS = (".", ",", "-", "/", ":")
"""What may stand among the digits of a number."""

UNREADABLE = "?"
"""What stands in `Number.text` for a digit whose value is None."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the upright original image.

    Half-open: `x_min <= x < x_max`, origin at the top left. Coordinates are floats.

    Raises:
        ValueError: A coordinate is not finite, or a maximum is below its minimum.
    """

    x_min: float
    y_min: float
    x_max: float
    y_max: float

    def __post_init__(self) -> None:
        """Check the values."""
        if not all(math.isfinite(v) for v in self.xyxy):
            raise ValueError(f"box coordinates must be finite numbers, got {self.xyxy}")
        if self.x_max < self.x_min or self.y_max < self.y_min:
            raise ValueError(f"box must have x_min <= x_max and y_min <= y_max, got {self.xyxy}")

    @property
    def xyxy(self) -> tuple[float, float, float, float]:
        """The four coordinates as (x_min, y_min, x_max, y_max)."""
        return (self.x_min, self.y_min, self.x_max, self.y_max)

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x_max - self.x_min

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y_max - self.y_min

    def to_dict(self) -> dict[str, float]:
        """The box as `{"x_min", "y_min", "x_max", "y_max"}`."""
        return {"x_min": self.x_min, "y_min": self.y_min, "x_max": self.x_max, "y_max": self.y_max}

    @classmethod
    def from_dict(cls, data: Mapping[str, float]) -> Box:
        """The inverse of `to_dict`."""
        return cls(
            float(data["x_min"]), float(data["y_min"]), float(data["x_max"]), float(data["y_max"])
        )

    @classmethod
    def around(cls, boxes: Sequence[Box]) -> Box:
        """The smallest box that holds all of `boxes`.

        Raises:
            ValueError: `boxes` is empty.
        """
        if not boxes:
            raise ValueError("a box around nothing is not defined: give at least one box")
        return cls(
            min(b.x_min for b in boxes),
            min(b.y_min for b in boxes),
            max(b.x_max for b in boxes),
            max(b.y_max for b in boxes),
        )


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit: what it is, how sure that is, and where it stands.

    Attributes:
        value: 0..9, or None where it is not readable as a digit.
        confidence: Calibrated probability that `value` is right, 0..1. For a value of None: that
            there is no digit.
        probabilities: Ten calibrated probabilities for 0..9. They sum to at most 1; what is missing
            is the probability of "not a digit".
        box: Where it stands, in pixels of the upright original image.
        needs_review: True where a person should look at it.
        reason: Why `value` is None: "blank", "not_a_digit"; None for a digit.
    """

    value: int | None
    confidence: float
    probabilities: tuple[float, ...]
    box: Box
    needs_review: bool = False
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Check the values."""
        if self.value is not None and not 0 <= self.value <= 9:
            raise ValueError(f"a digit's value must be 0..9 or None, got {self.value}")
        if len(self.probabilities) != 10:
            raise ValueError(f"expected 10 probabilities, got {len(self.probabilities)}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must be within 0..1, got {self.confidence}")
        if (self.value is None) != (self.reason is not None):
            raise ValueError("a digit has either a value or a reason why it has none")

    @property
    def text(self) -> str:
        """The digit as one character, "?" where it has no value."""
        return UNREADABLE if self.value is None else str(self.value)

    def to_dict(self) -> dict[str, Any]:
        """The digit as JSON-ready values."""
        return {
            "value": self.value,
            "confidence": self.confidence,
            "probabilities": list(self.probabilities),
            "box": self.box.to_dict(),
            "needs_review": self.needs_review,
            "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Digit:
        """The inverse of `to_dict`."""
        return cls(
            value=data["value"],
            confidence=float(data["confidence"]),
            probabilities=tuple(float(p) for p in data["probabilities"]),
            box=Box.from_dict(data["box"]),
            needs_review=bool(data["needs_review"]),
            reason=data["reason"],
        )


@dataclass(frozen=True, slots=True)
class Symbol:
    """A decimal point, comma, minus, slash or colon that belongs to a number.

    Attributes:
        text: One of ".", ",", "-", "/", ":".
        confidence: Probability that it stands there, 0..1.
        box: Where it stands, in pixels of the upright original image.
        digits_before: How many digits of its number are written before it.
        needs_review: True where a person should look at it.
    """

    text: str
    confidence: float
    box: Box
    digits_before: int = 0
    needs_review: bool = False

    def __post_init__(self) -> None:
        """Check the values."""
        if self.text not in SYMBOLS:
            raise ValueError(f"a symbol's text must be one of {SYMBOLS}, got {self.text!r}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must be within 0..1, got {self.confidence}")
        if self.digits_before < 0:
            raise ValueError(f"digits_before must be 0 or more, got {self.digits_before}")

    def to_dict(self) -> dict[str, Any]:
        """The symbol as JSON-ready values."""
        return {
            "text": self.text,
            "confidence": self.confidence,
            "box": self.box.to_dict(),
            "digits_before": self.digits_before,
            "needs_review": self.needs_review,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Symbol:
        """The inverse of `to_dict`."""
        return cls(
            text=str(data["text"]),
            confidence=float(data["confidence"]),
            box=Box.from_dict(data["box"]),
            digits_before=int(data["digits_before"]),
            needs_review=bool(data["needs_review"]),
        )


@dataclass(frozen=True, slots=True)
class Number:
    """Digits written together, left to right. Leading zeros survive in `text`.

    Attributes:
        digits: At least one.
        symbols: Point, comma, minus, slash and colon among them, left to right; empty unless they
            were asked for.
        grouping_confidence: Calibrated probability, its digits being right, that they and no others
            were written as one number, 0..1.
    """

    digits: tuple[Digit, ...]
    symbols: tuple[Symbol, ...] = ()
    grouping_confidence: float = 1.0

    def __post_init__(self) -> None:
        """Check the values."""
        if not self.digits:
            raise ValueError("a number holds at least one digit")
        if not 0.0 <= self.grouping_confidence <= 1.0:
            raise ValueError(
                f"grouping_confidence must be within 0..1, got {self.grouping_confidence}"
            )
        places = [symbol.digits_before for symbol in self.symbols]
        if places != sorted(places) or (places and places[-1] > len(self.digits)):
            raise ValueError(
                f"symbols of a number of {len(self.digits)} digits must be in order, each after at "
                f"most so many digits; got {places}"
            )

    @property
    def _parts(self) -> tuple[Digit | Symbol, ...]:
        return (*self.digits, *self.symbols)

    @property
    def text(self) -> str:
        """Digits and symbols as a string, leading zeros kept."""
        return self.spelled([d.text for d in self.digits])

    def spelled(self, digits: Sequence[str]) -> str:
        """As `text`, with other digits in the places of its own."""
        if not self.symbols:
            return "".join(digits)
        parts, done = [], 0
        for symbol in self.symbols:
            parts += [*digits[done : symbol.digits_before], symbol.text]
            done = symbol.digits_before
        return "".join([*parts, *digits[done:]])

    @property
    def confidence(self) -> float:
        """Probability that it was written just so: its parts are right, and one number."""
        return self.grouping_confidence * math.prod(one.confidence for one in self._parts)

    @property
    def box(self) -> Box:
        """The smallest box around its digits and symbols."""
        return Box.around([one.box for one in self._parts])

    @property
    def needs_review(self) -> bool:
        """True where any of its digits or symbols needs review."""
        return any(one.needs_review for one in self._parts)

    def to_dict(self) -> dict[str, Any]:
        """The number as JSON-ready values; `text`, `confidence` and `box` are there to read.

        `symbols` is there only where the number has any.
        """
        symbols = {"symbols": [s.to_dict() for s in self.symbols]} if self.symbols else {}
        return {
            "text": self.text,
            "confidence": self.confidence,
            "grouping_confidence": self.grouping_confidence,
            "needs_review": self.needs_review,
            "box": self.box.to_dict(),
            "digits": [d.to_dict() for d in self.digits],
            **symbols,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Number:
        """The inverse of `to_dict`: only `digits` is needed. Grouping not said is certain."""
        return cls(
            tuple(Digit.from_dict(d) for d in data["digits"]),
            tuple(Symbol.from_dict(s) for s in data.get("symbols", ())),
            float(data.get("grouping_confidence", 1.0)),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers that stand on one line, left to right."""

    numbers: tuple[Number, ...]

    def __post_init__(self) -> None:
        """Check the values."""
        if not self.numbers:
            raise ValueError("a line holds at least one number")

    @property
    def text(self) -> str:
        """The numbers joined by a space."""
        return " ".join(n.text for n in self.numbers)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits of the line, left to right."""
        return tuple(d for n in self.numbers for d in n.digits)

    @property
    def box(self) -> Box:
        """The smallest box around its numbers."""
        return Box.around([n.box for n in self.numbers])

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON-ready values."""
        return {
            "text": self.text,
            "box": self.box.to_dict(),
            "numbers": [n.to_dict() for n in self.numbers],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Line:
        """The inverse of `to_dict`: only `numbers` is needed."""
        return cls(tuple(Number.from_dict(n) for n in data["numbers"]))


@dataclass(frozen=True, slots=True)
class Page:
    """Everything read from one picture, in reading order. No ink is an empty page, not an error.

    Attributes:
        lines: Lines from top to bottom.
        width: Width of the upright original image in pixels.
        height: Height of the upright original image in pixels.
        rotation: Degrees (0, 90, 180, 270) the upright original was turned clockwise before it was
            read. Boxes are in pixels of the unturned image all the same.
        unread_symbols: How many points, commas, minus signs, slashes and colons clearly stand in
            the numbers, where symbols were not asked for: 12.50 was read as 1250.
    """

    lines: tuple[Line, ...] = field(default=())
    width: int = 0
    height: int = 0
    rotation: int = 0
    unread_symbols: int = 0

    @property
    def text(self) -> str:
        """Numbers joined by a space, lines by a newline; "" for an empty page."""
        return "\n".join(line.text for line in self.lines)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All numbers, in reading order."""
        return tuple(n for line in self.lines for n in line.numbers)

    @property
    def digits(self) -> tuple[Digit, ...]:
        """All digits, in reading order."""
        return tuple(d for line in self.lines for d in line.digits)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """All symbols, in reading order; empty unless they were asked for."""
        return tuple(s for number in self.numbers for s in number.symbols)

    @property
    def needs_review(self) -> bool:
        """True where any digit or symbol needs review."""
        return any(number.needs_review for number in self.numbers)

    def to_dict(self) -> dict[str, Any]:
        """The page as JSON-ready values. `Page.from_dict` gives an equal page back."""
        return {
            "text": self.text,
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "unread_symbols": self.unread_symbols,
            "lines": [line.to_dict() for line in self.lines],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Page:
        """The inverse of `to_dict`: `lines`, `width` and `height` are needed."""
        return cls(
            lines=tuple(Line.from_dict(line) for line in data["lines"]),
            width=int(data["width"]),
            height=int(data["height"]),
            rotation=int(data.get("rotation", 0)),
            unread_symbols=int(data.get("unread_symbols", 0)),
        )
