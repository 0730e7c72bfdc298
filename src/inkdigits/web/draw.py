"""The drawing pad: shows the canvas and answers each of its frames.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from inkdigits.errors import ImageError
from inkdigits.normalize import Polarity, normalize
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.web.frames import (
    Answer,
    answer_of,
    nearest,
    parse_frame,
    refusal,
    sequence_number,
)

_KEY = "pad"
_ANSWER = "pad_answer"
_POLARITY: Polarity = "dark_on_light"  # what the pad sends, whatever the theme

_pad = st.components.v2.component("inkdigits.pad", js="pad.js")


@st.cache_resource(show_spinner=False)
def reader() -> Reader:
    """The reader of drawings, loaded once for all visitors.

    Raises:
        ModelError: The model that comes with the package is missing or damaged.
    """
    # Ink on a clean ground needs no search: contours find it in a tenth of the detector's time.
    options = ReaderOptions(locator="contours", polarity=_POLARITY, rotate="0", threads=1)
    drawings = Reader(options)
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
    page = reader().read(frame.grey)
    digits, text = page.digits, page.text
    if not digits:  # say why: nothing drawn, or no digit
        whole = reader().classify(frame.grey)
        if whole.reason == "blank":
            return answer_of(frame, [], None)
        digits, text = (whole,), whole.text
    focus = nearest(digits, frame.touched)
    box = digits[focus or 0].box
    seen = normalize(frame.grey, box=box.xyxy, polarity=_POLARITY)
    return answer_of(frame, digits, seen, text)
