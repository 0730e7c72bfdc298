"""A visitor who stays for hours: what was put away is let go."""

from __future__ import annotations

import gc
import tomllib
import weakref
from pathlib import Path

import pytest

pytest.importorskip("streamlit")


def test_a_picture_that_was_removed_is_let_go():
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(Path(__file__).parents[1] / "streamlit_app.py"))
    page.query_params["view"] = "Photo"
    page.run(timeout=60)
    page.button("example_log-book.jpg").click().run(timeout=60)
    (picture,) = page.session_state["shelf"].pictures
    name, is_there = f"remove_{picture.id}", weakref.ref(picture)
    del picture
    page.button(name).click().run(timeout=60)
    assert page.session_state["shelf"].pictures == []
    gc.collect()
    assert is_there() is None


def test_pictures_wait_while_a_laptop_sleeps():
    """Streamlit forgets after two minutes whom it does not hear."""
    config = Path(__file__).parents[1] / "src/inkdigits/web/.streamlit/config.toml"
    server = tomllib.loads(config.read_text())["server"]
    assert server["disconnectedSessionTTL"] >= 3600
