"""The camera: live video that is read while it runs, and photos at full resolution.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from inkdigits.corrections import marked
from inkdigits.errors import ImageError
from inkdigits.image import load_image
from inkdigits.web import exports, inbox, photo, settings
from inkdigits.web.frames import FRAME_PIXEL_LIMIT
from inkdigits.web.shelf import Choice, bytes_of

_KEY = "live"
_ANSWER = "live_answer"
_CHOICE = "live_choice"
_NEXT = "next_view"  # see page.main

_live = st.components.v2.component("inkdigits.live", js="live.js")


def show() -> None:
    """Show the camera."""
    with st.container(horizontal=True, vertical_alignment="center", key="camera_bar"):
        st.markdown("Point the camera at digits. Pictures stay on this machine.", width="stretch")
        st.session_state[_CHOICE] = settings.show()
    _video()


@st.fragment
def _video() -> None:
    """A fragment: an answer costs a run of this function and not of the whole page."""
    if _NEXT in st.session_state:
        st.rerun(scope="app")
    _live(
        key=_KEY,
        data={"answer": st.session_state.get(_ANSWER), "taken": inbox.taken(_KEY)},
        on_sent_change=_on_sent,
    )


def _on_sent() -> None:
    for name, message in inbox.arrived(_KEY):
        {"frame": _on_frame, "photo": _on_photo}[name](message)


def _on_frame(message: Mapping[str, Any]) -> None:
    try:
        st.session_state[_ANSWER] = _answer(message, st.session_state[_CHOICE])
    except ImageError as error:
        st.session_state[_ANSWER] = {
            "seq": int(message.get("seq", 0)),
            "text": "",
            "summary": "",
            "digits": [],
            "symbols": [],
            "width": 1,
            "height": 1,
            "error": str(error),
        }


def _answer(message: Mapping[str, Any], choice: Choice) -> dict[str, Any]:
    grey = load_image(bytes_of(message.get("jpeg")), pixel_limit=FRAME_PIXEL_LIMIT)
    page = settings.reader_for(choice, "0").read(grey)
    page = marked(page, choice.review_threshold)
    return {
        "seq": int(message.get("seq", 0)),
        "text": page.text,
        "summary": exports.summary(page),
        "digits": [{**digit.to_dict(), "box": list(digit.box.xyxy)} for digit in page.digits],
        "symbols": [list(symbol.box.xyxy) for symbol in page.symbols],
        "width": page.width,
        "height": page.height,
        "error": None,
    }


def _on_photo(message: Mapping[str, Any]) -> None:
    pictures = photo.shelf()
    pictures.problems.clear()
    try:
        pictures.add(str(message.get("name", "photo.jpg")), bytes_of(message.get("data")))
    except ImageError as error:
        pictures.problems.append(str(error))
    st.session_state[_NEXT] = "Photo"
