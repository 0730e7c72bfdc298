"""Points, commas and the like on pictures: said where they were not read, read where wanted."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pen import draw_ink
from picture_files import saved

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture
def priced():
    """3.14, and 2047 below it, as a PNG file."""
    ink = np.zeros((300, 400), np.uint8)
    for digit, left in ((3, 90), (1, 180), (4, 215)):
        draw_ink(ink, digit, left=left, top=50, height=70, pen=6)
    for digit, left in ((2, 100), (0, 165), (4, 230), (7, 295)):
        draw_ink(ink, digit, left=left, top=190, height=70, pen=6)
    cv2.circle(ink, (160, 116), 5, 255, -1)
    return saved(np.asarray(255 - ink, np.uint8), "PNG")


def test_symbols_that_were_not_read_are_said_and_read_when_wanted(photo, priced):
    photo.upload(("prices.png", priced))
    photo.shown()
    assert photo.text() == "314\n2047"
    said = photo.page.get_by_text("1 symbol (. , - / :) in the numbers not read")
    expect(said).to_be_visible()
    photo.press("Read them too")
    expect(photo.page.locator("[data-testid=stCode] code")).to_have_text("3.14\n2047")
    expect(said).to_have_count(0)
    photo.press("Settings")
    expect(photo.page.get_by_role("switch", name="Read . , - / and : too")).to_be_checked()


def test_nothing_is_said_of_digits_alone(photo, sheet):
    photo.upload(("digits.png", sheet))
    photo.shown()
    expect(photo.page.get_by_text("in the numbers")).to_have_count(0)
