"""Asks the reader what is on the page. Runs beside the window, never in its thread; no Qt here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.desktop.answer import XY, Answer, Reading, nearest
from inkdigits.desktop.drawing import PAGE_HEIGHT, PAGE_WIDTH, Picture
from inkdigits.drawing import DrawingReader
from inkdigits.normalize import normalize
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Digit, Line, Number

Grey = NDArray[np.uint8]


class PageReader:
    """Reads drawings, and pictures with ink on them. Loads its models at first need.

    Args:
        model: Another classifier than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.
        symbols: Read decimal points, commas, minus signs, slashes and colons, too.
    """

    def __init__(
        self, model: Path | None = None, profile: str | None = None, *, symbols: bool = False
    ) -> None:
        """Nothing is loaded yet."""
        options = ReaderOptions(model=model, profile=profile, symbols=symbols)
        self._pictures = Reader(options)
        self._drawings = DrawingReader(options)

    def warm_up(self) -> None:
        """Load what drawings need.

        Raises:
            ModelError: A model's file is missing or damaged.
        """
        self.drawing(0, np.full((384, 512), 255, np.uint8), None, draft=True)

    def drawing(self, seq: int, ink: Grey, touched: XY | None, *, draft: bool) -> Answer:
        """Read a drawing.

        Args:
            seq: Number of the request.
            ink: uint8 (H, W), the whole page, black on white.
            touched: Where the pen was last, in page units.
            draft: Be quick, to keep up with the pen.

        Raises:
            ModelError: A model's file is missing or damaged.
        """
        unit = PAGE_WIDTH / ink.shape[1]
        page = self._drawings.read_drawing(ink, settled=not draft)
        digits = page.digits
        text = page.text if any(digit.value is not None for digit in digits) else ""
        focus = nearest([digit.box for digit in digits], touched and _scaled(touched, 1 / unit))
        seen = None if focus is None else _bytes(self._drawings.seen(ink, digits[focus]))
        reading = Reading(ink.copy(), page, self._drawings.classifier.revision, unit, shown=unit)
        return Answer(
            seq,
            text,
            tuple(replace(digit, box=reading.box_in_answer(digit.box)) for digit in digits),
            tuple(replace(s, box=reading.box_in_answer(s.box)) for s in page.symbols),
            PAGE_WIDTH,
            PAGE_HEIGHT,
            focus=focus,
            seen=seen,
            reading=reading,
        )

    def picture(self, seq: int, ink: Grey, picture: Picture, touched: XY | None) -> Answer:
        """Read a picture, with what was drawn over it.

        Args:
            seq: Number of the request.
            ink: uint8 (H, W), the whole page, black on white.
            picture: What lies under the ink.
            touched: Where the pen was last, in page units.

        Raises:
            ModelError: A model's file is missing or damaged.
        """
        grey = _with_ink(picture, ink)
        height, width = grey.shape
        page = self._pictures.read(grey)
        text, digits = page.text, page.digits
        alone = not digits
        if alone:
            text, digits = _whole(self._pictures, grey)
            page = replace(page, lines=tuple(Line((Number((digit,)),)) for digit in digits))
        origin, unit = picture.place[:2], picture.scale
        answer = Answer(seq, text, digits, page.symbols, width, height, origin, unit)
        focus = answer.touched_by(touched)
        seen = None if focus is None else _seen(grey, None if alone else digits[focus])
        revision = self._pictures.classifier.revision
        reading = Reading(grey, page, revision, unit, origin, name=picture.name)
        return replace(answer, focus=focus, seen=seen, reading=reading)


def _whole(reader: Reader, grey: Grey) -> tuple[str, tuple[Digit, ...]]:
    """Read all of a picture as one digit: its text, and the digit unless there is no ink."""
    digit = reader.classify(grey)
    if digit.reason == "blank":
        return "", ()
    return "" if digit.value is None else digit.text, (digit,)


def _seen(grey: Grey, digit: Digit | None) -> bytes:
    """28 x 28 bytes: a digit, or all there is where that is None, as the network saw it."""
    return _bytes(normalize(grey, box=None if digit is None else digit.box.xyxy))


def _bytes(framed: NDArray[np.float32]) -> bytes:
    data: bytes = np.rint(255.0 * framed).astype(np.uint8).tobytes()
    return data


def _with_ink(picture: Picture, ink: Grey) -> Grey:
    if int(ink.min()) == 255:
        return picture.grey
    x, y, width, height = picture.place
    unit = ink.shape[1] / PAGE_WIDTH
    left, top = round(x * unit), round(y * unit)
    part = ink[top : round((y + height) * unit), left : round((x + width) * unit)]
    if not part.size:
        return picture.grey
    return np.minimum(picture.grey, _resized(part, picture.grey.shape[::-1]))


def _resized(grey: Grey, size: tuple[int, ...]) -> Grey:
    method = cv2.INTER_AREA if size[0] < grey.shape[1] else cv2.INTER_LINEAR
    source: Any = np.ascontiguousarray(grey)
    resized: Any = cv2.resize(source, (size[0], size[1]), interpolation=method)
    return resized  # type: ignore[no-any-return]


def _scaled(point: XY, factor: float) -> XY:
    return point[0] * factor, point[1] * factor
