"""The drawing pad: shows the canvas, and answers it where it has no socket of its own.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import streamlit as st

from inkdigits.web import answers, channel

_KEY = "pad"
_ANSWER = "pad_answer"

_pad = st.components.v2.component("inkdigits.pad", js="pad.js")


@st.fragment
def show() -> None:
    """Show the canvas and what was read from it.

    A fragment: an answer costs a run of this function and not of the whole page.
    """
    _pad(
        key=_KEY,
        data={
            "key": _KEY,
            "channel": channel.PATH.lstrip("/") if channel.is_served() else None,
            "answer": st.session_state.get(_ANSWER),
        },
        on_frame_change=_on_frame,
    )


def _on_frame() -> None:
    message = st.session_state[_KEY]["frame"]
    if message is not None:
        st.session_state[_ANSWER] = answers.answer(message)
