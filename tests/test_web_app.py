"""The page's logic without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("streamlit")

from streamlit.testing.v1 import AppTest

SCRIPT = Path(__file__).parents[1] / "streamlit_app.py"


@pytest.fixture
def photos():
    page = AppTest.from_file(str(SCRIPT), default_timeout=60)
    page.session_state["view"] = "Photo"
    return page.run()


def test_an_example_is_read_and_stays_while_settings_change(photos):
    photos.button(key="example_log-book.jpg").click().run()
    text = photos.code[0].value
    assert len(text.splitlines()) > 3
    review = photos.dataframe[0].value["needs_review"].sum()
    photos.slider(key="review_threshold").set_value(99).run()
    assert photos.code[0].value == text
    assert photos.dataframe[0].value["needs_review"].sum() >= review
    assert photos.dataframe[0].value["needs_review"].iloc[0]  # those to check come first
    assert not photos.exception


def test_corrections_reach_text_and_table(photos):
    photos.button(key="example_log-book.jpg").click().run()
    picture = photos.session_state["shelf"].shown()
    first = photos.dataframe[0].value.sort_values(["line", "number", "position"]).iloc[0]
    box = [float(first[name]) for name in ("x_min", "y_min", "x_max", "y_max")]
    picture.edit({"kind": "correct", "box": box, "value": 6})
    photos.run()
    assert photos.code[0].value[0] == "6"


def test_every_view_runs_without_an_error():
    page = AppTest.from_file(str(SCRIPT), default_timeout=60)
    for view in ("Draw", "Photo", "Camera", "About"):
        page.session_state["view"] = view
        page.run()
        assert not page.exception, view


def test_a_file_that_is_no_picture_is_said_and_the_page_goes_on(photos):
    photos.session_state["shelf"].add("letter.docx", b"PK not a picture")
    photos.run()
    assert "letter.docx" in photos.error[0].value
    photos.button(key="example_blackboard.jpg").click().run()
    assert not photos.error
    assert photos.code
