"""“Your hand”: whether corrections are kept, how many there are, and learning from them.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from inkdigits.errors import InkDigitsError
from inkdigits.learn import FEWEST, Figures
from inkdigits.profile import (
    DEFAULT_NAME,
    check_profile_name,
    composed,
    profile_names,
    undo_profile,
)
from inkdigits.web import hand, learning
from inkdigits.web.shelf import Hand

_KEEP, _NAME, _READ = "hand_keep", "hand_name", "hand_read"
_LESSONS, _PROBLEM, _DELETING = "hand_lessons", "hand_problem", "hand_deleting"

_WORDS = {
    "corrections": "yours, each learned from the others",
    "mnist": "MNIST",
    "writers": "other writers'",
    "not_a_digit": "what is no digit, refused",
}


def writer() -> str | None:
    """Whose corrections are kept; None where none are, which is so until the visitor asks."""
    return _name() if st.session_state.get(_KEEP) else None


def learned() -> Hand | None:
    """What was learned of the visitor's hand, where it is to be read with."""
    wanted = st.session_state.get(_READ, hand.profile is not None)
    try:
        return learning.hand_named(_name()) if wanted else None
    except InkDigitsError:
        return None


def ask_once(keep_now: Callable[[], None]) -> None:
    """Ask a visitor who corrected something, once, whether that is to be kept.

    Args:
        keep_now: Keeps what was corrected so far.
    """
    if st.session_state.get(_KEEP) or st.session_state.get("hand_asked"):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="hand_question"):
        st.markdown(
            "Keep what you correct on this computer, so that it can learn your hand?",
            width="stretch",
        )
        st.button("Keep it", key="hand_yes", on_click=_answer, args=(True, keep_now))
        st.button("No", key="hand_no", on_click=_answer, args=(False, keep_now))


def show() -> None:
    """Show the panel behind a button."""
    with st.popover("Your hand", icon=":material/draw:", help="Keep corrections, and learn"):
        st.toggle("Keep what I correct or confirm", key=_KEEP)
        st.caption(
            "Off, nothing is kept. On, a small picture of each such digit stays in a file on the "
            "computer that serves this page, and nowhere else."
        )
        try:
            _name_picker()
            kept = learning.count(_name())
            st.markdown(_counted(kept))
            _learn(kept)
            _read_with()
            _delete(kept)
        except InkDigitsError as error:
            st.error(str(error))
        if problem := st.session_state.pop(_PROBLEM, None):
            st.error(problem)


def note(problem: InkDigitsError) -> None:
    """Say in the panel what went wrong with keeping."""
    st.session_state[_PROBLEM] = str(problem)


def _name() -> str:
    return composed(str(st.session_state.get(_NAME) or hand.profile or DEFAULT_NAME))


def _name_picker() -> None:
    names = sorted({DEFAULT_NAME, _name(), *profile_names()})
    st.selectbox(
        "Whose hand it is",
        names,
        index=names.index(_name()),
        key=_NAME,
        accept_new_options=True,
        help="Choose, or type a new name",
    )
    check_profile_name(_name())


def _counted(kept: int) -> str:
    if kept >= FEWEST:
        return f"**{kept}** kept"
    return f"**{kept}** kept, {FEWEST - kept} more to learn from"


def _learn(kept: int) -> None:
    lessons = _lessons()
    pressed = st.button("Learn", icon=":material/school:", type="primary", disabled=kept < FEWEST)
    if hand.model is not None:
        st.caption("Learning works with the model that came with inkdigits, not with --model.")
    elif pressed:
        with st.spinner("Learning, and checking that nothing is forgotten…"):
            lessons.learn(_name())
    if lessons.to_use == _name():
        st.session_state[_READ] = True
        lessons.to_use = None
    name, taught = lessons.last or (None, None)
    if taught is None or name != _name():
        return
    if taught.lesson.refusal:
        st.warning(f"Not used: {taught.lesson.refusal}.")
    st.markdown(_table(taught.lesson.figures))


def _lessons() -> learning.Lessons:
    """The visitor's."""
    found: learning.Lessons = st.session_state.setdefault(_LESSONS, learning.Lessons())
    return found


def _table(figures: tuple[Figures, ...]) -> str:
    rows = [
        f"| {_WORDS.get(one.name, one.name)} ({one.count:,}) "
        f"| {one.before:.1f}% | **{one.after:.1f}%** |"
        for one in figures
    ]
    return "\n".join(["| Read rightly | before | after |", "|---|--:|--:|", *rows])


def _read_with() -> None:
    if learning.hand_named(_name()) is None:
        return
    if _READ not in st.session_state:
        st.session_state[_READ] = hand.profile is not None
    st.toggle("Read with what was learned", key=_READ, persist_state="session")
    st.button(
        "Undo the last lesson",
        icon=":material/undo:",
        on_click=_undo,
        help="Go back to what was learned before it, or to nothing",
    )


def _delete(kept: int) -> None:
    if not kept:
        return
    if st.session_state.get(_DELETING) != _name():
        st.button("Delete what is kept", icon=":material/delete:", on_click=_ask_to_delete)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Delete {kept} of {_name()} for good?")
        st.button("Delete", on_click=_delete_now, type="primary")
        st.button("Keep", on_click=_stop_deleting)


def _answer(keep: bool, keep_now: Callable[[], None]) -> None:
    st.session_state["hand_asked"] = True
    st.session_state[_KEEP] = keep
    if keep:
        keep_now()


def _undo() -> None:
    _lessons().last = None
    try:
        undo_profile(_name())
    except InkDigitsError as error:
        note(error)


def _ask_to_delete() -> None:
    st.session_state[_DELETING] = _name()


def _stop_deleting() -> None:
    st.session_state.pop(_DELETING, None)


def _delete_now() -> None:
    _stop_deleting()
    try:
        learning.forget_all(_name())
    except InkDigitsError as error:
        note(error)
