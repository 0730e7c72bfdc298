"""What was read, as the window shows and prints it. No Qt in here."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from inkdigits.result import Box, Digit, Page, Reason, Symbol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

XY = tuple[float, float]

_AS_SAID = "as you said"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What an answer was read from, to correct it and to keep that.

    Attributes:
        grey: What was read, uint8 (H, W).
        page: What was read on it, before anyone corrected it; boxes in its pixels.
        revision: Of the model that read.
        unit: Page units per pixel.
        origin: Where its upper left corner lies, in page units.
        shown: The answer's units per pixel.
        name: Of the picture's file, "" for a drawing.
    """

    grey: NDArray[np.uint8]
    page: Page
    revision: str
    unit: float
    origin: XY = (0.0, 0.0)
    shown: float = 1.0
    name: str = ""

    def box_of(self, box: Box) -> Box:
        """A box of the page in pixels."""
        return box_within(box, self.origin, self.unit)

    def box_in_answer(self, box: Box) -> Box:
        """A box in pixels in the answer's units."""
        return Box(*(self.shown * v for v in box.xyxy))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read from one state of the page.

    Attributes:
        seq: Number of the request it answers; a newer one has a higher number.
        text: The digits: numbers joined by a space, lines by a newline; "" where there are none.
        digits: In reading order. Without `text`, one that says why; none where the page is blank.
        symbols: Points, commas, minus signs, slashes and colons in `text`, where they are read.
        width: Of what was read: page units for a drawing, pixels for a picture.
        height: Likewise.
        origin: Where the upper left corner of what was read lies, in page units.
        unit: Page units for each unit of `width` and of the digits' boxes.
        focus: Index of the digit that was touched last; None where there is no digit.
        seen: That digit as the network saw it: 28 x 28 bytes, ink 255 on 0.
        error: What went wrong, in a sentence.
        said: Indices of the digits that a person named.
        reading: What it was read from; None for a blank page.
    """

    seq: int
    text: str = ""
    digits: tuple[Digit, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    width: float = 400.0
    height: float = 300.0
    origin: XY = (0.0, 0.0)
    unit: float = 1.0
    focus: int | None = None
    seen: bytes | None = None
    error: str | None = None
    said: frozenset[int] = frozenset()
    reading: Reading | None = None

    @property
    def reason(self) -> Reason | None:
        """Why there is no text; None where there is some."""
        if self.text:
            return None
        return "not_a_digit" if self.digits else "blank"

    @property
    def confidence(self) -> float:
        """Probability that all of it is right."""
        return math.prod(one.confidence for one in self.parts)

    @property
    def parts(self) -> tuple[Digit | Symbol, ...]:
        """Digits and symbols."""
        return (*self.digits, *self.symbols)

    @property
    def is_said(self) -> bool:
        """A person named every digit, and nothing else was read."""
        return bool(self.digits) and len(self.said) == len(self.digits) and not self.symbols

    @property
    def needs_review(self) -> bool:
        """Any of its digits and symbols is doubtful."""
        return any(one.needs_review for one in self.parts)

    def on_page(self, box: Box) -> Box:
        """A box in the answer's units in page units."""
        x_min, y_min, x_max, y_max = (self.unit * v for v in box.xyxy)
        x, y = self.origin
        return Box(x + x_min, y + y_min, x + x_max, y + y_max)

    def box_on_page(self, index: int) -> Box:
        """Where a digit stands on the page, in page units."""
        return self.on_page(self.digits[index].box)

    def box_off_page(self, box: Box) -> Box:
        """The inverse: a box of the page in the answer's units."""
        return box_within(box, self.origin, self.unit)

    def touched_by(self, point: XY | None) -> int | None:
        """Index of the digit nearest to a point of the page; the last one where it is None."""
        return nearest([self.box_on_page(i) for i in range(len(self.digits))], point)


def box_within(box: Box, origin: XY, unit: float) -> Box:
    """A box of the page in units of something that lies at `origin` and has larger ones."""
    (x, y), (x_min, y_min, x_max, y_max) = origin, box.xyxy
    return Box((x_min - x) / unit, (y_min - y) / unit, (x_max - x) / unit, (y_max - y) / unit)


def nearest(boxes: Sequence[Box], point: XY | None) -> int | None:
    """Index of the box nearest to `point`, the last one where `point` is None; None of none."""
    if not boxes:
        return None
    if point is None:
        return len(boxes) - 1
    x, y = point

    def distance(index: int) -> float:
        box = boxes[index]
        across = max(box.x_min - x, x - box.x_max, 0.0)
        return math.hypot(across, max(box.y_min - y, y - box.y_max, 0.0))

    return min(range(len(boxes)), key=distance)


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in words.

    Attributes:
        value: What was read, large.
        headline: How sure that is, or what is the matter.
        note: What to add to it.
        spoken: All of it, for a screen reader and the terminal.
    """

    value: str
    headline: str
    note: str
    spoken: str


def in_words(answer: Answer) -> Words:
    """Say it to a person."""
    if answer.error:
        return Words("", "Could not read this", answer.error, answer.error)
    if answer.reason == "blank":
        return Words("", "Blank", "The answer moves here while you draw.", "blank")
    if answer.is_said:
        value = answer.text or "no digit"
        return Words(
            answer.text, _AS_SAID.capitalize(), "" if answer.text else value, f"{value}, {_AS_SAID}"
        )
    sure = percent(answer.confidence, 1)
    if answer.reason == "not_a_digit":
        return Words("", "Not a digit", f"{sure} sure", "not a digit")
    spoken = f"{answer.text}, {percent(answer.confidence, 0)} sure"
    return Words(answer.text, sure, _doubt(answer), spoken)


def percent(share: float, places: int) -> str:
    """A probability in percent, never rounded up to certainty."""
    return f"{min(100 * share, 100 - 10.0**-places):.{places}f}%"


class Terminal:
    """Prints answers, one line for each that differs from the last.

    Args:
        stream: Where to; None prints nothing.
        as_json: One JSON object a line instead of words.
    """

    def __init__(self, stream: IO[str] | None, *, as_json: bool = False) -> None:
        """Nothing is printed yet."""
        self._stream = stream
        self._as_json = as_json
        self._last: tuple[object, ...] | None = None

    def print(self, answer: Answer) -> None:
        """Print an answer if it says something new. Nobody listening is no trouble."""
        said = (answer.text, answer.reason, answer.error, answer.is_said)
        if self._stream is None or said == self._last:
            return
        self._last = said
        try:
            self._stream.write((_as_json(answer) if self._as_json else _as_line(answer)) + "\n")
            self._stream.flush()
        except OSError:
            self._stream = None


def _as_line(answer: Answer) -> str:
    if answer.error:
        return answer.error
    if answer.reason == "blank":
        return "blank"
    sure = _AS_SAID if answer.is_said else percent(answer.confidence, 1)
    if answer.reason == "not_a_digit":
        return f"not a digit  {sure}"
    return f"{answer.text.replace(chr(10), ' / ')}  {sure}"


def _as_json(answer: Answer) -> str:
    return json.dumps(
        {
            "text": answer.text,
            "reason": answer.reason,
            "confidence": answer.confidence if answer.digits else 1.0,
            "needs_review": answer.needs_review,
            "width": answer.width,
            "height": answer.height,
            "digits": [digit.to_dict() for digit in answer.digits],
            "symbols": [symbol.to_dict() for symbol in answer.symbols],
            "said": sorted(answer.said),
            "error": answer.error,
        }
    )


def _doubt(answer: Answer) -> str:
    doubtful = sum(one.needs_review for one in answer.parts)
    if not doubtful:
        return "sure"
    if len(answer.parts) > 1:
        return f"look at {doubtful} of {len(answer.parts)} again"
    digit = answer.digits[0]
    others = sorted((p, v) for v, p in enumerate(digit.probabilities) if v != digit.value)
    share, other = others[-1]
    return f"sure, could be {other}" if share >= 0.02 else "sure: look again"
