"""How a picture was read: every stage, with its time and what it does.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from inkdigits.trace import Stage, Trace
from inkdigits.web import settings
from inkdigits.web.shelf import Choice, Picture

_TITLES = {
    "grey": "Grey",
    "heat_map": "Heat map",
    "heat_map_2": "Heat map of other sizes",
    "candidates": "Candidates",
    "blur": "Gaussian blur",
    "illumination": "Even light",
    "threshold": "Threshold",
    "morphology": "Closing gaps",
    "contours": "Contours",
    "filtered": "Filter",
    "split": "Split",
    "crops": "What the classifier sees",
    "lines": "Order",
}
_SENTENCES = {
    "grey": "Colour says little about which digit it is, so only brightness is kept.",
    "heat_map": "A small network looks at the page once and glows where it sees a digit's middle.",
    "heat_map_2": "Where digits differ in size, a second look at another scale finds the rest.",
    "candidates": "Each peak of the heat becomes a box, as large as the network says.",
    "blur": "A slight blur takes the grain out, so that single pixels do not count as ink.",
    "illumination": "Dividing by a coarse picture of the paper takes shadows and vignettes out.",
    "threshold": "Each pixel becomes ink or paper, by one limit (Otsu) or by its surroundings.",
    "morphology": "Specks go, and small breaks in a stroke are closed.",
    "contours": "Ink that hangs together gets an outline: the first guess at what is one digit.",
    "filtered": "Outlines too small, too large or too long against the usual digit are left out.",
    "split": "What is too wide for one digit is cut where the ink is thinnest.",
    "crops": "Each box is centred and scaled to 28 x 28 pixels, white on black, and classified.",
    "lines": "Boxes become numbers and lines, in the order in which they are read.",
}


def show(picture: Picture, choice: Choice) -> None:
    """Show the stages where the visitor asks for them."""
    wanted = st.toggle("Show how it was read", key="stages_wanted", persist_state="session")
    if not wanted:
        return
    locator = st.segmented_control(
        "Way of finding digits",
        list(settings.LOCATORS),
        default=choice.locator,
        required=True,
        format_func=settings.LOCATORS.__getitem__,
        key=f"stages_locator_{choice.locator}",
    )
    with st.spinner("Reading once more, and keeping every stage…"):
        trace = _trace(picture, replace(choice, locator=locator))
    st.caption(
        f"{len(trace.stages)} stages in {1000 * trace.seconds:.0f} ms. "
        "Tap or point at a picture for the button that shows it in full size."
    )
    for start in range(0, len(trace.stages), 2):  # row by row: on a phone columns are stacked
        pair = trace.stages[start : start + 2]
        for at, (column, stage) in enumerate(zip(st.columns(2, gap="large"), pair, strict=False)):
            with column:
                _show_stage(start + at + 1, stage)


def _show_stage(number: int, stage: Stage) -> None:
    title = _TITLES.get(stage.name, stage.name.replace("_", " ").capitalize())
    st.markdown(f"**{number}. {title}** · {1000 * stage.seconds:.0f} ms")
    st.image(stage.image, width="stretch", alt=title)
    if stage.name in _SENTENCES:
        st.caption(_SENTENCES[stage.name])


def _trace(picture: Picture, choice: Choice) -> Trace:
    """The stages of the newest reading: kept, because every tap runs the page anew."""
    view = picture.view
    key: Any = (picture.id, view, choice)
    kept = st.session_state.setdefault("traces", {})
    if key not in kept:
        if len(kept) > 1:
            kept.clear()
        reader = settings.reader_for(choice, "0")
        kept[key] = reader.trace(np.asarray(picture.rgb(view)), crop=view[2])
    found: Trace = kept[key]
    return found
