"""Pictures in a real browser: bringing, reading, cropping, correcting and saving them."""

from __future__ import annotations

import base64
import csv
import io
import re

import numpy as np
import pytest
from connection import Connection
from contrast import CONTRAST
from photo_page import PhotoPage
from PIL import Image

from inkdigits.result import Page
from pen import written_page
from picture_files import pdf_of, saved

expect = pytest.importorskip("playwright.sync_api").expect
openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("streamlit")

pytestmark = pytest.mark.browser


PASTE = """data => {
  const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], 'shot.png', {type: 'image/png'}));
  window.dispatchEvent(new ClipboardEvent('paste', {clipboardData: transfer}));
}"""


def test_files_are_read_and_saved_in_every_form(photo, sheet):
    photo.upload(("class 4.png", sheet), ("broken.jpg", sheet[:200]), ("empty.png", b""))
    photo.shown()
    problems = photo.page.locator("[data-testid=stAlert]").all_text_contents()
    assert [any(name in problem for problem in problems) for name in ("broken.jpg", "empty.png")]
    assert len(problems) == 2
    assert photo.counted() == photo.boxes().count() > 5
    text = photo.text()
    expect(photo.page.get_by_role("button", name="Copy to clipboard")).to_be_visible()
    assert photo.download("Text") == ("class 4.txt", f"{text}\n".encode())
    rows = list(csv.DictReader(io.StringIO(photo.download("CSV")[1].decode())))
    assert [row["value"] for row in rows] == [letter for letter in text if not letter.isspace()]
    assert Page.from_dict(photo.download_json("JSON")).text == text
    name, book = photo.download("Spreadsheet")
    assert name == "class 4.xlsx"
    cells = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    assert [[str(v) for v in row if v is not None] for row in cells] == [
        line.split() for line in text.splitlines()
    ]
    name, picture = photo.download("Picture")
    assert name == "class 4-read.png"
    assert Image.open(io.BytesIO(picture)).size == Image.open(io.BytesIO(sheet)).size
    photo.upload(("second.png", sheet))
    expect(photo.page.get_by_text("All 2 pictures")).to_be_visible()
    assert photo.page.locator("[data-testid=stAlert]").count() == 0


def test_a_digit_is_corrected_removed_restored_and_added(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    before, count = photo.text(), photo.counted()
    photo.tap(0)
    expect(photo.page.locator(".card .confidence")).to_contain_text("% sure")
    wrong = "9" if before[0] != "9" else "8"
    photo.press(wrong)
    assert photo.text() == wrong + before[1:]
    photo.tap(0)
    expect(photo.page.locator(".card .confidence")).to_have_text("As you said")
    photo.press("Undo this correction")
    assert photo.text() == before
    photo.tap(0)
    photo.press("No digit")
    assert photo.counted() == count - 1
    photo.page.get_by_role("button", name="Add", exact=True).click()
    photo.drag((0.90, 0.80), (0.97, 0.97))
    photo.press("5")
    assert photo.counted() == count
    assert "5" in photo.text().splitlines()[-1][-1]
    said = photo.download_json("Corrections")["corrections"]
    assert [correction["value"] for correction in said] == [None, 5]
    photo.go("Draw")
    photo.page.locator(".paper canvas").wait_for()
    photo.go("Photo")
    photo.shown()
    assert photo.counted() == count


def test_the_keyboard_goes_through_the_digits_and_corrects_them(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    before = photo.text()
    photo.stage.focus()
    photo.page.keyboard.press("ArrowRight")
    expect(photo.page.locator(".card .value")).to_have_text(before[0])
    photo.page.keyboard.press("ArrowRight")
    expect(photo.page.locator(".card .value")).to_have_text(before[1])
    photo.page.keyboard.press("6")
    photo.settle()
    assert photo.text()[:2] == before[0] + "6"


def test_a_screen_reader_is_told_what_was_read_and_which_digit_is_chosen(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    said = photo.page.locator(".picture").get_by_role("status").and_(photo.page.locator(".status"))
    expect(said).to_have_text(photo.summary())
    photo.page.get_by_role("application", name="Digits").focus()  # arrow keys come through
    photo.page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile(r"^2, \d\d\.\d% sure, 1 of 9$"))
    photo.page.keyboard.press("Delete")
    expect(said).to_have_text(re.compile("^No digit, as you said"))


def test_a_digit_that_a_crop_leaves_out_is_not_asked_about(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    photo.tap(8)
    expect(photo.page.locator(".picture .card")).to_be_visible()
    photo.page.get_by_role("button", name="Crop", exact=True).click()
    photo.drag((0.02, 0.02), (0.98, 0.5))
    expect(photo.page.locator(".picture .summary")).to_contain_text("in 1 line", timeout=15_000)
    expect(photo.page.locator(".picture .card")).to_be_hidden()


def test_a_key_corrects_the_digit_that_is_shown_wherever_the_mouse_rests(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    before = photo.text()
    photo.tap(0)
    resting = photo.boxes().nth(3).bounding_box()
    photo.page.mouse.move(resting["x"] + 5, resting["y"] + 5)
    expect(photo.page.locator(".card .value")).to_have_text(before[0])
    photo.page.keyboard.press("ArrowRight")
    expect(photo.page.locator(".card .value")).to_have_text(before[1])
    photo.page.keyboard.press("6")
    photo.settle()
    assert photo.text() == before[0] + "6" + before[2:]


def test_the_keyboard_keeps_its_place_where_a_button_goes(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    before = photo.text()
    photo.tap(0)
    photo.page.get_by_role("button", name="No digit").press("Enter")
    photo.settle()
    photo.page.get_by_role("button", name="Undo this correction").press("Enter")
    photo.settle()
    photo.page.keyboard.press("5")
    photo.settle()
    assert photo.text() == "5" + before[1:]
    photo.page.mouse.move(1, 1)
    photo.page.get_by_role("button", name="7", exact=True).press("Escape")
    expect(photo.stage).to_be_focused()


def test_nothing_said_in_haste_is_lost(photo, sheet):
    """Edits that arrive while the page still works on earlier ones."""
    photo.upload(("sheet.png", sheet))
    photo.shown()
    before = photo.text()
    photo.stage.focus()
    for value in "961834":
        photo.page.keyboard.press("ArrowRight")
        photo.page.keyboard.press(value)
    expect(photo.page.locator("[data-testid=stCode] code")).to_contain_text("9618 34")
    assert photo.text() == "9618 34" + before[7:]
    expect(photo.page.locator(".picture")).to_have_count(1)
    turn = photo.page.get_by_role("button", name="Turn right")
    turn.evaluate("button => [1, 2, 3].forEach(() => button.click())")
    photo.settle()
    photo.press("Turn right")
    assert photo.text() == "9618 34" + before[7:]


def test_a_digit_to_check_is_corrected_by_keys_after_it_was_chosen(photo):
    photo.press("Log book")
    photo.shown()
    photo.press("Settings")
    slider = photo.page.get_by_role("slider", name="Check digits below")
    slider.focus()
    slider.press("End")
    photo.settle()
    photo.page.keyboard.press("Escape")
    chips = photo.page.locator(".picture .review button")
    before = chips.count()
    assert before > 0
    chips.first.click()
    photo.page.keyboard.press("4")
    expect(chips).to_have_count(before - 1)


def test_a_picture_is_removed_once_by_a_double_click(photo, sheet):
    photo.upload(*[(f"{letter}.png", sheet) for letter in "abc"])
    expect(photo.page.get_by_text("All 3 pictures")).to_be_visible(timeout=30_000)
    photo.page.get_by_role("button", name="Remove", exact=True).dblclick(delay=30)
    expect(photo.page.get_by_text("All 2 pictures")).to_be_visible()
    photo.settle()
    expect(photo.page.get_by_text("All 2 pictures")).to_be_visible()


def test_what_was_said_while_the_connection_was_away_arrives(open_page, address, sheet):
    connection = Connection(int(address.rpartition(":")[2]))
    photo = PhotoPage(open_page(), f"http://localhost:{connection.port}")
    photo.upload(("sheet.png", sheet))
    photo.shown()
    photo.tap(0)
    wrong = "9" if photo.text()[0] != "9" else "8"
    connection.cut()
    photo.page.wait_for_timeout(200)
    photo.page.get_by_role("button", name=wrong, exact=True).evaluate("key => key.click()")
    photo.page.wait_for_timeout(1000)
    connection.mend()
    code = photo.page.locator("[data-testid=stCode] code")
    expect(code).to_contain_text(re.compile(f"^{wrong}"), timeout=20_000)
    connection.close()


@pytest.mark.parametrize("leaves", [True, False])
def test_files_whose_reading_is_broken_off_are_all_taken_in_once(photo, leaves):
    long = saved(written_page(["2017 45 385 64"] * 8)[0], "PNG")
    files = [{"name": f"{c}.png", "mimeType": "image/png", "buffer": long} for c in "abcd"]
    chosen = photo.page.locator("[data-testid=stFileUploader] input[type=file]")
    chosen.set_input_files(files[:3])
    expect(photo.page.get_by_text(re.compile(r"Reading \d of 3"))).to_be_visible()
    if leaves:
        photo.go("Draw")
        photo.page.locator(".paper canvas").wait_for()
        photo.go("Photo")
    else:
        chosen.set_input_files(files[3:])  # one more
    photo.shown()
    every = photo.page.get_by_text(f"All {3 if leaves else 4} pictures")
    expect(every).to_be_visible(timeout=30_000)
    photo.settle()
    expect(every).to_be_visible()


def test_a_crop_is_read_and_kept_while_settings_change(photo, sheet):
    photo.upload(("sheet.png", sheet))
    photo.shown()
    count, lines = photo.counted(), len(photo.text().splitlines())
    photo.page.get_by_role("button", name="Crop", exact=True).click()
    photo.drag((0.01, 0.01), (0.99, 0.5))
    expect(photo.page.locator(".picture .summary")).to_contain_text("in 1 line")
    photo.press("Settings")
    photo.page.get_by_role("radio", name="Classical").click()
    photo.settle()
    expect(photo.page.locator(".shade")).to_be_visible()
    assert len(photo.text().splitlines()) == lines - 1
    photo.page.keyboard.press("Escape")
    photo.press("Read the whole picture")
    assert photo.counted() >= count - 1
    expect(photo.page.locator(".shade")).to_be_hidden()


PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def cropping_by_touch(photo, sheet):
    """Begin to crop; returns what puts fingers, by number, on shares of the picture."""
    photo.upload(("sheet.png", sheet))
    photo.shown()
    photo.page.get_by_role("button", name="Crop", exact=True).tap()
    photo.stage.scroll_into_view_if_needed()
    stage = photo.stage.bounding_box()
    touch = photo.page.context.new_cdp_session(photo.page)

    def fingers(kind, places):
        points = [
            {"x": stage["x"] + x * stage["width"], "y": stage["y"] + y * stage["height"], "id": k}
            for k, (x, y) in places.items()
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return fingers


def test_a_second_finger_does_not_take_over_a_crop(open_photo, sheet):
    photo = open_photo(**PHONE)
    fingers = cropping_by_touch(photo, sheet)
    fingers("touchStart", {0: (0.02, 0.02)})
    fingers("touchMove", {0: (0.9, 0.4)})
    fingers("touchStart", {0: (0.9, 0.4), 1: (0.1, 0.9)})
    fingers("touchEnd", {1: (0.1, 0.9)})
    expect(photo.stage).to_have_attribute("data-mode", "crop")
    fingers("touchMove", {0: (0.98, 0.5)})
    fingers("touchEnd", {})
    expect(photo.page.locator(".picture .summary")).to_contain_text("in 1 line", timeout=15_000)


def test_a_digit_that_is_tapped_on_a_phone_brings_its_card(open_photo):
    tall = np.full((1600, 1200), 255, np.uint8)
    row, _ = written_page(["2017"], height=120)
    tall[100 : 100 + row.shape[0], 100 : 100 + row.shape[1]] = row
    photo = open_photo(**PHONE)
    photo.upload(("tall.png", saved(Image.fromarray(tall), "PNG")))
    photo.shown()
    first = photo.boxes().first.bounding_box()
    photo.page.touchscreen.tap(first["x"] + 10, first["y"] + 10)
    expect(photo.page.get_by_role("button", name="No digit")).to_be_in_viewport()


def test_a_crop_by_touch_on_a_phone(open_photo, sheet):
    photo = open_photo(**PHONE, color_scheme="dark")
    fingers = cropping_by_touch(photo, sheet)
    fingers("touchStart", {0: (0.02, 0.02)})
    fingers("touchMove", {0: (0.98, 0.3)})
    fingers("touchMove", {0: (0.98, 0.5)})
    fingers("touchEnd", {})
    expect(photo.page.locator(".picture .summary")).to_contain_text("in 1 line", timeout=15_000)
    widths = photo.page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(e => e.scrollWidth)"
    )
    assert max(widths) <= 390
    tools = photo.page.locator(".picture .tools button")
    assert min(tool.bounding_box()["height"] for tool in tools.all()) >= 44


def test_text_around_a_picture_stands_out_in_both_themes(open_photo):
    for scheme in ("light", "dark"):
        photo = open_photo(color_scheme=scheme)
        photo.press("Bad light")
        photo.shown()
        photo.tap(0)
        for selector in (".summary", ".hint", ".card .value", ".confidence", ".ask", ".boxes b"):
            contrast = photo.page.locator(f".picture {selector}").first.evaluate(CONTRAST)
            assert contrast >= 4.5, (scheme, selector, contrast)
        for number in photo.page.locator(".picture .review b").all():
            assert number.evaluate(CONTRAST) >= 4.5, scheme


def test_a_pasted_picture_is_read_and_can_be_turned(photo, sheet):
    photo.page.locator(".paste button").wait_for()
    photo.page.evaluate(PASTE, base64.b64encode(sheet).decode())
    photo.shown()
    assert photo.counted() > 5
    before = photo.stage.bounding_box()
    photo.press("Turn right")
    after = photo.stage.bounding_box()
    assert after["width"] / after["height"] == pytest.approx(
        before["height"] / before["width"], rel=0.05
    )


def test_each_page_of_a_pdf_can_be_read(photo, sheet):
    photo.upload(("two.pdf", pdf_of(sheet, saved(Image.new("RGB", (500, 300), "white"), "PNG"))))
    photo.shown()
    assert photo.counted() > 5
    photo.page.get_by_label("Page, of 2").fill("2")
    photo.page.keyboard.press("Enter")
    expect(photo.page.locator(".picture .summary")).to_have_text("No digits found")
    expect(photo.page.get_by_text("No digits were found here")).to_be_visible()


def test_files_hold_all_pages_of_a_pdf_once_they_are_read(photo, sheet):
    photo.upload(("three.pdf", pdf_of(sheet, sheet, sheet)), ("sheet.png", sheet))
    photo.shown()
    expect(photo.page.get_by_text("Without 2 pages that are not read yet")).to_be_visible()
    text = photo.text()
    assert {entry["page"] for entry in photo.download_json("JSON")} == {1}
    photo.press("Read all pages")
    expect(photo.page.get_by_text("hold all 3 pages")).to_be_visible(timeout=30_000)
    photo.settle()
    assert photo.page.get_by_role("button", name="Read all pages").count() == 0
    assert photo.download("Text")[1].decode() == "\n".join([f"{text}\n"] * 3)
    rows = list(csv.DictReader(io.StringIO(photo.download("CSV")[1].decode())))
    assert [row["page"] for row in rows] == sorted("123" * photo.counted())
    assert [entry["page"] for entry in photo.download_json("JSON")] == [1, 2, 3]
    assert photo.page.get_by_text("not read yet").count() == 0


def test_an_example_shows_its_stages_and_nothing_leaves_the_machine(photo, address):
    photo.press("Blackboard")
    photo.shown()
    assert photo.counted() > 10
    photo.page.get_by_text("Show how it was read").click()
    expect(photo.page.get_by_text("1. Grey")).to_be_visible(timeout=20_000)
    photo.page.get_by_role("radio", name="Classical").click()
    expect(photo.page.get_by_text("Threshold · ")).to_be_visible(timeout=20_000)
    others = [
        url for url in photo.requests if not url.startswith((address, "data:", f"blob:{address}"))
    ]
    assert others == []
    assert photo.complaints == []
