"""The choice between light, dark and what the system says.

The browser makes, keeps and applies it (`frontend/src/theme.ts`); the server is not asked. Import
this only from the script that Streamlit runs.
"""

from __future__ import annotations

import streamlit as st

_theme = st.components.v2.component("inkdigits.theme", js="theme.js")


def show() -> None:
    """Show the button that opens the choice, and apply what was chosen before."""
    _theme(key="theme", width=44)
