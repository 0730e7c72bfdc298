"""What the page's components send: each message once and in order.

The browser's half of this contract is `frontend/src/outbox.ts`. Import this only from the script
that Streamlit runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st


def taken(key: str) -> int:
    """The number of the newest message taken; the component wants it as `data["taken"]`.

    Args:
        key: The component's.
    """
    return int(st.session_state.get(_place(key), 0))


def arrived(key: str) -> Iterator[tuple[str, Any]]:
    """Take what a component sent and was not taken before: (name, value) pairs.

    Args:
        key: The component's. Call this where its trigger `sent` changed.
    """
    component = st.session_state.get(key) or {}  # none: the page shows another view by now
    for letter in component.get("sent") or ():
        if letter["number"] > taken(key):
            st.session_state[_place(key)] = letter["number"]
            yield letter["name"], letter["value"]


def _place(key: str) -> str:
    return f"{key}_taken"
