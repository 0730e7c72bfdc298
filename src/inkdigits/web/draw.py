"""The drawing pad: shows the canvas, and answers it where it has no socket of its own.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from inkdigits.errors import InkDigitsError
from inkdigits.web import answers, channel, inbox, learning, panel

_KEY = "pad"
_ANSWER = "pad_answer"
_KEPT = "pad_kept"

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
            "hand": panel.learned(),
            "keeps": panel.writer() is not None,
            "taken": inbox.taken(_KEY),
        },
        on_sent_change=_on_sent,
    )
    if st.session_state.pop(_KEPT, False):
        st.rerun()  # all of the page: the panel says how many are kept


def _on_sent() -> None:
    for name, message in inbox.arrived(_KEY):
        {"frame": _on_frame, "said": _on_said}[name](message)


def _on_frame(message: Mapping[str, Any]) -> None:
    st.session_state[_ANSWER] = answers.answer(message)


def _on_said(message: Mapping[str, Any]) -> None:
    writer = panel.writer()
    if writer is None:
        return
    try:
        learning.keep_drawn(message, writer)
        st.session_state[_KEPT] = True
    except InkDigitsError as error:
        panel.note(error)
