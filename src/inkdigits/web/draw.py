"""The drawing pad: shows the canvas and answers each of its frames.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from inkdigits.errors import ImageError
from inkdigits.normalize import Polarity, normalize
from inkdigits.reader import LocatorName, Reader, ReaderOptions
from inkdigits.result import Digit
from inkdigits.web.frames import (
    Answer,
    Frame,
    answer_of,
    nearest,
    parse_frame,
    refusal,
    sequence_number,
)

_KEY = "pad"
_ANSWER = "pad_answer"
_POLARITY: Polarity = "dark_on_light"  # what the pad sends, whatever the theme
_ALL_EXPLAINED = 0.8  # share of the ink from which a reading needs no second look
_LEAST_EXPLAINED = 0.6  # share of the ink below which the drawing is taken as a whole

_pad = st.components.v2.component("inkdigits.pad", js="pad.js")


@st.cache_resource(show_spinner=False)
def _reader(locator: LocatorName) -> Reader:
    options = ReaderOptions(locator=locator, polarity=_POLARITY, rotate="0", threads=1)
    return Reader(options)


@st.cache_resource(show_spinner=False)
def reader() -> Reader:
    """The reader of drawings, loaded once for all visitors.

    Ink on a clean ground needs no search: contours find it in a tenth of the detector's time.

    Raises:
        ModelError: The model that comes with the package is missing or damaged.
    """
    drawings = _reader("contours")
    drawings.classify(np.full((28, 28), 255, np.uint8))  # loads the model
    return drawings


@st.fragment
def show() -> None:
    """Show the canvas and what was read from it.

    A fragment: an answer costs a run of this function and not of the whole page.
    """
    _pad(
        key=_KEY,
        data={"key": _KEY, "answer": st.session_state.get(_ANSWER)},
        on_frame_change=_on_frame,
    )


def _on_frame() -> None:
    message = st.session_state[_KEY]["frame"]
    try:
        st.session_state[_ANSWER] = _answer(message)
    except ImageError as error:
        st.session_state[_ANSWER] = refusal(sequence_number(message), error)


def _answer(message: dict[str, object]) -> Answer:
    frame = parse_frame(message)
    digits, text = _read(frame)
    if not digits:
        return answer_of(frame, [], None)
    box = digits[nearest(digits, frame.touched) or 0].box
    seen = normalize(frame.grey, box=box.xyxy, polarity=_POLARITY)
    return answer_of(frame, digits, seen, text)


def _read(frame: Frame) -> tuple[Sequence[Digit], str]:
    """What is drawn, as digits and as text.

    Digits that touch are beyond contours: once the pen is up the detector looks at them too.
    """
    page = reader().read(frame.grey)
    share = explained(frame.grey, page.digits)
    if share < _ALL_EXPLAINED and frame.settled:
        second = _reader("detector").read(frame.grey)
        if (second_share := explained(frame.grey, second.digits)) > share:
            page, share = second, second_share
    if share >= _LEAST_EXPLAINED:
        return page.digits, page.text
    whole = reader().classify(frame.grey)  # one odd digit, a scribble, or nothing drawn
    return ((), "") if whole.reason == "blank" else ((whole,), whole.text)


def explained(grey: NDArray[np.uint8], digits: Sequence[Digit]) -> float:
    """The share of dark ink that lies in digits, each counted by its confidence, 0..1.

    It is small where only parts of a scribble look like digits.
    """
    ink = grey < 128
    total = np.count_nonzero(ink)
    weights = np.zeros(grey.shape, np.float32)
    for digit in digits:
        x0, y0, x1, y1 = (round(v) for v in digit.box.xyxy)
        np.maximum(weights[y0:y1, x0:x1], digit.confidence, out=weights[y0:y1, x0:x1])
    return float(weights[ink].sum() / total) if total else 0.0
