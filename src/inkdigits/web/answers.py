"""Answers the drawing pad: a message with a picture in, what was read from it out.

Nothing here knows Streamlit: the pad's own socket asks, and so does the page where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from inkdigits.drawing import DrawingReader
from inkdigits.errors import ImageError
from inkdigits.web.frames import (
    Answer,
    Frame,
    answer_of,
    nearest,
    parse_frame,
    refusal,
    sequence_number,
)


@cache
def reader() -> DrawingReader:
    """The reader of drawings, loaded once for all visitors.

    Raises:
        ModelError: The model that comes with the package is missing or damaged.
    """
    drawings = DrawingReader()
    drawings.classify(np.full((28, 28), 255, np.uint8))  # loads the model
    return drawings


def answer(message: Mapping[str, Any]) -> Answer:
    """Read the picture in a message of the pad; what is none is answered with a sentence.

    Raises:
        ModelError: The model that comes with the package is missing or damaged.
    """
    try:
        return _read(parse_frame(message))
    except ImageError as error:
        return refusal(sequence_number(message), error)


def _read(frame: Frame) -> Answer:
    page = reader().read_drawing(frame.grey, settled=frame.settled)
    digits = page.digits
    focus = nearest(digits, frame.touched)
    seen = None if focus is None else reader().seen(frame.grey, digits[focus])
    return answer_of(frame, digits, seen, page.text)
