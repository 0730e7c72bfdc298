"""Cropping a picture and marking a missed digit by the keyboard."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("streamlit")

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(photo, sheet):
    """Two lines of digits, shown: six above, three below."""
    photo.upload(("sheet.png", sheet))
    photo.shown()
    return photo


def start(photo, name):
    photo.page.get_by_role("button", name=name, exact=True).press("Enter")
    expect(photo.page.locator(".picture .selection")).to_be_focused()


def hold(photo, key, pixels):
    """Press an arrow key until so many pixels of the screen are passed."""
    for _ in range(round(pixels / 4)):
        photo.page.keyboard.press(key)


def test_a_part_is_cropped_by_the_keyboard(shown):
    before = shown.text().splitlines()
    stage = shown.stage.bounding_box()
    start(shown, "Crop")
    hold(shown, "ArrowLeft", stage["width"])
    hold(shown, "ArrowUp", stage["height"])
    hold(shown, "Shift+ArrowRight", stage["width"])
    hold(shown, "Shift+ArrowUp", 0.3 * stage["height"])
    expect(shown.page.locator(".picture .status")).to_have_text(
        re.compile("^0 to 100% across, 0 to 5[01]% down, 6 of 9 digits inside$")
    )
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator(".picture .summary")).to_contain_text("in 1 line", timeout=15_000)
    shown.settle()
    assert shown.text() == before[0]
    expect(shown.stage).to_be_focused()
    assert shown.stage.get_attribute("data-mode") == "look"
    shown.page.get_by_role("button", name="Read the whole picture").press("Enter")
    expect(shown.page.locator(".picture .summary")).to_contain_text("in 2 lines", timeout=15_000)
    expect(shown.stage).to_be_focused()


def test_a_missed_digit_is_marked_by_the_keyboard(shown):
    shown.stage.focus()
    shown.page.keyboard.press("ArrowLeft")  # the last digit
    start(shown, "Add")
    hold(shown, "ArrowRight", 0.2 * shown.stage.bounding_box()["width"])
    status = shown.page.locator(".picture .status")
    expect(status).to_contain_text("0 of 9 digits inside")
    shown.page.keyboard.press("7")  # too early: it is not about the digit that was chosen before
    shown.page.keyboard.press("Enter")
    expect(status).to_have_text("New: which digit is it?")
    shown.page.keyboard.press("5")
    shown.settle()
    assert shown.text().splitlines()[-1].replace(" ", "") == "3855"
    expect(status).to_have_text("5, As you said, 10 of 10")


def test_escape_leaves_a_selection_and_changes_nothing(shown):
    before = shown.text()
    shown.page.get_by_role("button", name="Crop", exact=True).click()
    shown.page.keyboard.press("ArrowDown")
    selection = shown.page.locator(".picture .selection")
    expect(selection).to_be_focused()
    shown.page.keyboard.press("Escape")
    expect(selection).to_be_hidden()
    expect(shown.stage).to_be_focused()
    shown.page.keyboard.press("ArrowRight")
    expect(shown.page.locator(".card .value")).to_have_text(before[0])
    assert shown.text() == before


def test_a_drag_crops_though_a_selection_was_begun_by_the_keyboard(shown):
    start(shown, "Crop")
    shown.page.keyboard.press("ArrowDown")
    shown.drag((0.02, 0.02), (0.98, 0.5))
    expect(shown.page.locator(".picture .summary")).to_contain_text("in 1 line", timeout=15_000)
    expect(shown.page.locator(".picture .selection")).to_be_hidden()


def test_a_held_key_goes_faster_and_never_leaves_the_picture(shown):
    start(shown, "Crop")
    selection = shown.page.locator(".picture .selection")
    places = [selection.bounding_box()]
    for _ in range(2):
        shown.page.keyboard.down("ArrowRight")
        places.append(selection.bounding_box())
    steps = [b["x"] - a["x"] for a, b in pairwise(places)]
    assert steps == pytest.approx([4, 16], abs=0.5)
    for _ in range(60):
        shown.page.keyboard.down("ArrowRight")
    box, stage = selection.bounding_box(), shown.stage.bounding_box()
    assert box["x"] + box["width"] == pytest.approx(stage["x"] + stage["width"], abs=1)
    assert box["width"] == pytest.approx(places[0]["width"], abs=1)


def test_the_keyboard_goes_on_from_a_selection_to_the_digits_to_check(photo):
    photo.press("Log book")
    photo.shown()
    photo.press("Settings")
    slider = photo.page.get_by_role("slider", name="Check digits below")
    slider.press("End")
    photo.settle()
    photo.page.keyboard.press("Escape")
    start(photo, "Crop")
    photo.page.keyboard.press("Tab")
    expect(photo.page.locator(".picture .review button").first).to_be_focused()


def test_a_digit_that_keys_choose_is_scrolled_to(open_photo, sheet):
    photo = open_photo(viewport={"width": 640, "height": 300})
    photo.upload(("sheet.png", sheet))
    photo.shown()
    photo.stage.focus()
    photo.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    photo.page.keyboard.press("ArrowLeft")
    expect(photo.page.locator(".picture .boxes .chosen")).to_be_in_viewport(ratio=0.9)
