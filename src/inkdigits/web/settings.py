"""How pictures are read: what a visitor can choose, and the readers that do it.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import streamlit as st

from inkdigits.ground import Polarity
from inkdigits.reader import LocatorName, Reader, ReaderOptions, Rotation
from inkdigits.web import hand, panel
from inkdigits.web.shelf import Choice, Hand

LOCATORS: dict[LocatorName, str] = {"detector": "Learned", "contours": "Classical"}
POLARITIES: dict[Polarity, str] = {
    "auto": "Automatic",
    "dark_on_light": "Dark on light",
    "light_on_dark": "Light on dark",
}


@st.cache_resource(show_spinner=False)
def _reader(
    locator: LocatorName,
    polarity: Polarity,
    rotate: Rotation,
    learned: Hand | None,
    symbols: bool,
) -> Reader:
    return Reader(
        ReaderOptions(
            locator=locator,
            polarity=polarity,
            rotate=rotate,
            model=hand.model,
            profile=learned.name if learned else None,
            symbols=symbols,
        )
    )


def read_symbols() -> None:
    """Turn on that symbols are read, too."""
    st.session_state["symbols"] = True


def reader_for(choice: Choice, rotate: Rotation) -> Reader:
    """The reader for a visitor's choice, made once for all visitors.

    It is the same for all review thresholds: those are applied to what it read.
    """
    return _reader(choice.locator, choice.polarity, rotate, choice.hand, choice.symbols)


def show() -> Choice:
    """Show the settings behind a button; they are kept while the visitor is here."""
    with st.popover("Settings", icon=":material/tune:"):
        threshold = st.slider(
            "Check digits below",
            50,
            99,
            90,
            format="%d%%",
            key="review_threshold",
            persist_state="session",
        )
        st.caption("Digits that are less sure than this are marked for you to check.")
        locator = st.segmented_control(
            "How digits are found",
            list(LOCATORS),
            default="detector",
            required=True,
            format_func=LOCATORS.__getitem__,
            key="locator",
            persist_state="session",
        )
        st.caption(
            "Learned copes with shadows, ruled paper and digits that touch. "
            "Classical is thresholds and contours, step by step."
        )
        symbols = st.toggle(
            "Read . , - / and : too",
            disabled=locator != "detector",
            key="symbols",
            persist_state="session",
        )
        st.caption("So that 3.14, -42, 12/07 and 12:30 are read. Only the learned way can.")
        polarity = st.segmented_control(
            "Ink",
            list(POLARITIES),
            default="auto",
            required=True,
            format_func=POLARITIES.__getitem__,
            key="polarity",
            persist_state="session",
        )
        st.caption("Choose yourself where the picture is taken the wrong way: chalk, blueprints.")
    wanted = symbols and locator == "detector"
    return Choice(locator, threshold / 100, polarity, panel.learned(), wanted)
