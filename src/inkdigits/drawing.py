"""Reads drawings: dark ink on a light, even ground, asked for again while the pen moves.

The page in the browser and the desktop window both draw; what a drawing says is decided here. See
docs/decisions/0004-drawings-by-contours.md.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.ground import Polarity
from inkdigits.normalize import normalize
from inkdigits.reader import Crop, Reader, ReaderOptions
from inkdigits.result import Digit, Line, Number, Page, Symbol

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]

_INK = 128  # grey levels below this are ink
_ALL_EXPLAINED = 0.8  # share of the ink from which a reading needs no second look
_LEAST_EXPLAINED = 0.6  # share of the ink below which the drawing is taken as a whole
_USUAL = (400, 300)  # width and height of the canvas that drawings usually are on, in pixels
_KEPT = 256  # framed digits that are remembered
_AROUND = 0.35  # what framing sees around a box, as a share of its longer side, and 2 pixels


class DrawingReader(Reader):
    """Reads drawings. Loads its models once, at first need; may be used from several threads.

    Args:
        options: How to read. Locator, polarity and rotation follow from what a drawing is, whatever
            is given; None takes the defaults and one thread. With `symbols` the detector looks at
            every drawing, since contours know none.
    """

    def __init__(self, options: ReaderOptions | None = None) -> None:
        """Nothing is loaded yet."""
        options = replace(options or ReaderOptions(threads=1), polarity="dark_on_light", rotate="0")
        super().__init__(replace(options, locator="contours", symbols=False))
        self._detecting = Reader(replace(options, locator="detector"))
        self._framed: OrderedDict[tuple[object, ...], Float] = OrderedDict()
        self._framed_lock = threading.Lock()

    def read_drawing(self, grey: Grey, *, settled: bool = True) -> Page:
        """Say what is drawn.

        Contours find ink on a clean ground in a tenth of the detector's time. Digits that touch
        are beyond them: once the pen is up, the detector looks at those too. Where symbols are
        wanted it looks at once, and its reading counts if it finds any. What neither explains is
        taken as one glyph: an odd digit, or none.

        Args:
            grey: Dark ink on white, uint8 (H, W).
            settled: The pen is up; while it is down the detector is left out.

        Returns:
            The page; an empty one where nothing is drawn. What is no digit is a page with one digit
            whose `value` is None.

        Raises:
            ModelError: A model's file is missing or damaged.
        """
        part = _inked(grey)
        page = self.read(grey, crop=part)
        share = explained(grey, page)
        wanted = self._detecting.options.symbols or (settled and share < _ALL_EXPLAINED)
        if wanted and (grey < _INK).any():
            second = self._detecting.read(grey, crop=part)
            second_share = explained(grey, second)
            if second_share > (_LEAST_EXPLAINED if second.symbols else share):
                page, share = second, second_share
        if share >= _LEAST_EXPLAINED:
            return page
        whole = self.classify(grey)
        height, width = grey.shape
        if whole.reason == "blank":
            return Page((), width, height)
        return Page((Line((Number((whole,)),)),), width, height)

    def seen(self, grey: Grey, digit: Digit) -> Float:
        """A digit of a drawing as the classifier saw it, float32 (28, 28), ink 1 on 0."""
        return self._frame(grey, digit.box.xyxy, self.options.polarity)

    def _frame(self, grey: Grey, box: Crop, polarity: Polarity) -> Float:
        """As the reader's, but what did not change since is not framed again."""
        around = _AROUND * max(box[2] - box[0], box[3] - box[1]) + 2
        left, top = max(0, int(box[0] - around)), max(0, int(box[1] - around))
        part = grey[top : int(box[3] + around) + 1, left : int(box[2] + around) + 1]
        inner = (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
        key = (inner, part.shape, part.tobytes(), polarity)
        with self._framed_lock:
            framed = self._framed.get(key)
            if framed is not None:
                self._framed.move_to_end(key)
                return framed
        framed = normalize(grey, box=box, polarity=polarity)
        framed.flags.writeable = False
        with self._framed_lock:
            self._framed[key] = framed
            if len(self._framed) > _KEPT:
                self._framed.popitem(last=False)
        return framed


def _inked(grey: Grey) -> Crop | None:
    """The part of a large canvas that holds its ink; None for all of it.

    It is no smaller than the usual canvas, so that ink looks to the reader as it does on that.
    """
    if grey.size <= _USUAL[0] * _USUAL[1]:
        return None
    x, y, width, height = cv2.boundingRect(np.asarray(grey < _INK, np.uint8))
    if not width:
        return None
    margin = 0.4 * max(height, 40) + 2
    wide, high = (max(a + 2 * margin, b) for a, b in zip((width, height), _USUAL, strict=True))
    left = min(max(0.0, x + width / 2 - wide / 2), max(0.0, grey.shape[1] - wide))
    top = min(max(0.0, y + height / 2 - high / 2), max(0.0, grey.shape[0] - high))
    return left, top, left + wide, top + high


def explained(grey: Grey, page: Page) -> float:
    """The share of dark ink that lies in digits and symbols, each counted by its confidence, 0..1.

    It is small where only parts of a scribble look like digits.

    Args:
        grey: Dark ink on white, uint8 (H, W).
        page: What was found in it.
    """
    ink = grey < _INK
    total = np.count_nonzero(ink)
    weights = np.zeros(grey.shape, np.float32)
    parts: tuple[Digit | Symbol, ...] = (*page.digits, *page.symbols)
    for one in parts:
        x0, y0, x1, y1 = (round(v) for v in one.box.xyxy)
        np.maximum(weights[y0:y1, x0:x1], one.confidence, out=weights[y0:y1, x0:x1])
    return float(weights[ink].sum() / total) if total else 0.0
