"""Answers the drawing pad: a message with a picture in, what was read from it out.

Nothing here knows Streamlit: the pad's own socket asks, and so does the page where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from inkdigits.drawing import DrawingReader
from inkdigits.errors import InkDigitsError
from inkdigits.reader import ReaderOptions
from inkdigits.web import hand
from inkdigits.web.frames import (
    Answer,
    Frame,
    answer_of,
    nearest,
    parse_frame,
    refusal,
    sequence_number,
)
from inkdigits.web.shelf import Hand


@lru_cache(maxsize=8)
def reader(learned: Hand | None = None, *, symbols: bool = False) -> DrawingReader:
    """The reader of drawings, loaded once for all visitors of one hand.

    Args:
        learned: Whose hand it is; None reads it as anybody's.
        symbols: Read decimal point, comma, minus, slash and colon, too.

    Raises:
        ModelError: The model that comes with the package is missing or damaged, or the hand was
            learned with another one.
        ConfigError: There is no such hand.
    """
    profile = learned.name if learned else None
    options = ReaderOptions(threads=1, model=hand.model, profile=profile, symbols=symbols)
    drawings = DrawingReader(options)
    drawings.classify(np.full((28, 28), 255, np.uint8))  # loads the model
    return drawings


def answer(message: Mapping[str, Any]) -> Answer:
    """Read the picture in a message of the pad; where that fails, say why in a sentence."""
    try:
        return _read(parse_frame(message))
    except InkDigitsError as error:
        return refusal(sequence_number(message), error)


def _read(frame: Frame) -> Answer:
    drawings = reader(frame.hand, symbols=frame.symbols)
    page = drawings.read_drawing(frame.grey, settled=frame.settled)
    focus = nearest(page.digits, frame.touched)
    seen = None if focus is None else drawings.seen(frame.grey, page.digits[focus])
    return answer_of(frame, page, seen)
