"""The page while its server ends, and after another one has taken its place."""

from __future__ import annotations

import re

import pytest
from connection import Connection
from drawing_pad import SEVEN, Pad, free_port, serving
from photo_page import PhotoPage

expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("streamlit")

pytestmark = pytest.mark.browser

LONG = 60_000  # milliseconds in which a page finds a server that was started again


@pytest.fixture
def port():
    return free_port()


def stage(page):
    return page.locator(".picture .stage")


def test_pictures_that_went_with_their_server_are_said_to_be_gone(port, open_page, sheet):
    with serving(port=port) as url:
        photo = PhotoPage(open_page(viewport={"width": 390, "height": 800}), url)
        photo.upload(("one.png", sheet), ("two.png", sheet))
        expect(photo.page.get_by_text("All 2 pictures")).to_be_visible(timeout=LONG)
        photo.settle()
    with serving(port=port):
        problem = photo.page.get_by_role("alert")
        expect(problem).to_contain_text("2 pictures are gone", timeout=LONG)
        expect(stage(photo.page)).to_have_count(0)
        expect(photo.page.get_by_text("two.png")).to_have_count(0)  # nor as if it were uploaded
        assert photo.page.evaluate("document.documentElement.scrollWidth") <= 390
        photo.upload(("three.png", sheet))
        photo.shown()
        expect(problem).to_have_count(0)


def test_nothing_is_said_to_be_gone_where_nothing_was(port, open_page, sheet):
    with serving(port=port) as url:
        photo = PhotoPage(open_page(), url)
        photo.upload(("one.png", sheet))
        photo.shown()
        photo.press("Remove")
        expect(stage(photo.page)).to_have_count(0)
    with serving(port=port):
        app = photo.page.locator("[data-test-connection-state=CONNECTED]")
        expect(app).to_be_visible(timeout=LONG)
        photo.settle()
        photo.upload(("two.png", sheet))
        photo.shown()
        expect(photo.page.get_by_role("alert")).to_have_count(0)


def test_pictures_are_there_after_a_short_time_without_a_connection(open_page, address, sheet):
    connection = Connection(int(address.rpartition(":")[2]))
    photo = PhotoPage(open_page(), f"http://localhost:{connection.port}")
    photo.upload(("one.png", sheet))
    photo.shown()
    connection.cut()
    expect(photo.page.locator("[data-test-connection-state=PINGING_SERVER]")).to_be_visible()
    connection.mend()
    app = photo.page.locator("[data-test-connection-state=CONNECTED]")
    expect(app).to_be_visible(timeout=LONG)
    photo.settle()
    assert photo.counted() == 9
    expect(photo.page.get_by_role("alert")).to_have_count(0)
    connection.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_page_whose_server_is_away_says_what_helps_and_goes_on(port, open_page, width):
    with serving(port=port) as url:
        pad = Pad(open_page(viewport={"width": width, "height": 800}), url)
        pad.draw(SEVEN)
    dialog = pad.page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=LONG)
    body = dialog.locator("h2 + div")
    says = body.evaluate("body => getComputedStyle(body, '::before').content")
    assert re.search("inkdigits does not answer.*inkdigits app", says)
    assert body.inner_text() == ""  # of Streamlit's own words, which name another command
    with serving(port=port):
        expect(dialog).to_have_count(0, timeout=LONG)
        pad.settle()
        assert pad.text(".value") == "7"
