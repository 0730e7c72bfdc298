"""Files that arrive slowly, while others are read, and many of them."""

from __future__ import annotations

import pytest
from drawing_pad import serving
from photo_page import PhotoPage

from pen import written_page
from picture_files import saved

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser

COUNTING_PAGE = """
from streamlit.runtime.scriptrunner import get_script_run_ctx
import streamlit as st
from inkdigits.web import page
page.main()
context = get_script_run_ctx()
held = context.uploaded_file_mgr.file_storage.get(context.session_id, {})
st.text(f"{len(held)} files held beside the shelf")
"""

SLOW = 100_000  # bytes a second that a page sends


def test_a_file_that_is_still_on_its_way_when_another_one_is_read_arrives(photo, sheet):
    connection = photo.page.context.new_cdp_session(photo.page)
    connection.send("Network.enable")
    speed = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    connection.send("Network.emulateNetworkConditions", {"offline": False, **speed})
    page_of_digits = saved(written_page(["2017 45 385 64"] * 8)[0], "PNG")
    photo.choose(("first.png", page_of_digits))
    expect(photo.page.get_by_text("Reading 1 of 1")).to_be_visible()
    photo.choose(("slow.png", sheet + bytes(4 * SLOW)))  # what stands behind a picture is ignored
    photo.shown()
    expect(photo.page.locator("[data-testid=stFileUploader]:visible")).to_have_count(1)
    expect(photo.page.get_by_text("All 2 pictures")).to_be_visible(timeout=30_000)


def test_what_was_taken_in_is_held_once(open_page, tmp_path, sheet):
    """Streamlit's own copy would stay though the picture is removed."""
    script = tmp_path / "page.py"
    script.write_text(COUNTING_PAGE)
    with serving(str(script)) as url:
        photo = PhotoPage(open_page(), url)
        for name in ("a.png", "b.png", "c.png"):
            photo.upload((name, sheet))
            photo.shown()
        expect(photo.page.get_by_text("All 3 pictures")).to_be_visible()
        expect(photo.page.get_by_text("0 files held beside the shelf")).to_be_visible()
