"""What the drawing pad and the reader say to each other.

The pad's half of this contract is in `frontend/src/frames.ts` and `frontend/src/answer.ts`. Places
are in canvas units: pixels of the frame's picture, 400 x 300 whatever the size of the screen.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ImageError
from inkdigits.image import load_image
from inkdigits.result import Digit, Page
from inkdigits.web.shelf import Hand

FRAME_PIXEL_LIMIT = 1_000_000
"""Pixels that a frame may have at most: the pad sends 120,000."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of the drawing.

    Attributes:
        seq: Counts up with each frame; the answer carries it back.
        grey: Grey picture, uint8 (H, W), dark ink on white whatever the page's theme.
        touched: Where the pen was last, (x, y) in pixels of `grey`; None before the first touch.
        settled: The pen is up.
        symbols: Decimal point, comma, minus, slash and colon are read, too.
        hand: What was learned of the hand that draws; None reads it as anybody's.
    """

    seq: int
    grey: NDArray[np.uint8]
    touched: tuple[float, float] | None
    settled: bool = True
    symbols: bool = False
    hand: Hand | None = None


class Answer(TypedDict):
    """What the pad shows.

    Attributes:
        seq: The frame that was read.
        text: Numbers joined by a space, lines by a newline.
        digits: `Digit.to_dict()` of each digit in reading order, with `box` as
            [x_min, y_min, x_max, y_max] in pixels of the frame.
        symbols: `Symbol.to_dict()` of each symbol, with `box` in the same way.
        focus: Index of the digit that the pen touched last; None where there is no digit.
        seen: The digit in focus as the network sees it: 28 x 28 bytes, ink 255 on 0, as base64.
        error: What went wrong, in a sentence; None where nothing did.
    """

    seq: int
    text: str
    digits: list[dict[str, Any]]
    symbols: list[dict[str, Any]]
    focus: int | None
    seen: str | None
    error: str | None


def parse_frame(message: Mapping[str, Any]) -> Frame:
    """Read the pad's message, an object with the fields of `Frame` and its picture as `png`.

    Raises:
        ImageError: The message does not hold a picture.
    """
    try:
        data = base64.b64decode(message["png"], validate=True)
        touched = message.get("touched")
        point = None if touched is None else (float(touched[0]), float(touched[1]))
        hand = None if message.get("hand") is None else Hand(*map(str, message["hand"]))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ImageError(
            "expected the drawing as a PNG in base64, found something else: reload the page"
        ) from error
    return Frame(
        seq=sequence_number(message),
        grey=load_image(data, pixel_limit=FRAME_PIXEL_LIMIT),
        touched=point,
        settled=bool(message.get("settled", True)),
        symbols=bool(message.get("symbols", False)),
        hand=hand,
    )


def sequence_number(message: Mapping[str, Any]) -> int:
    """The number of a pad's message, 0 where it has none."""
    number = message.get("seq", 0)
    return number if isinstance(number, int) else 0


def answer_of(frame: Frame, page: Page, seen: NDArray[np.float32] | None) -> Answer:
    """The answer to a frame.

    Args:
        frame: What was read.
        page: What was found in it.
        seen: float32 (28, 28) in 0..1: the digit in focus as the network saw it.
    """
    digits, symbols = (
        [{**one.to_dict(), "box": list(one.box.xyxy)} for one in found]
        for found in (page.digits, page.symbols)
    )
    return {
        "seq": frame.seq,
        "text": page.text,
        "digits": digits,
        "symbols": symbols,
        "focus": nearest(page.digits, frame.touched),
        "seen": None if seen is None else _encode(seen),
        "error": None,
    }


def refusal(seq: int, error: Exception) -> Answer:
    """The answer to a frame that could not be read."""
    return {
        "seq": seq,
        "text": "",
        "digits": [],
        "symbols": [],
        "focus": None,
        "seen": None,
        "error": str(error),
    }


def nearest(digits: Sequence[Digit], point: tuple[float, float] | None) -> int | None:
    """Index of the digit whose box is nearest to `point`; the last one where `point` is None."""
    if not digits:
        return None
    if point is None:
        return len(digits) - 1
    x, y = point

    def distance(index: int) -> float:
        box = digits[index].box
        across = max(box.x_min - x, x - box.x_max, 0.0)
        down = max(box.y_min - y, y - box.y_max, 0.0)
        return across * across + down * down

    return min(range(len(digits)), key=distance)


def _encode(seen: NDArray[np.float32]) -> str:
    grey = np.rint(255.0 * np.clip(seen, 0.0, 1.0)).astype(np.uint8)
    return base64.b64encode(grey.tobytes()).decode("ascii")
