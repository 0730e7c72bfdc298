"""The page around the drawing: answers, themes, sizes, and how it behaves."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from contrast import CONTRAST
from drawing_pad import SEVEN, serving
from PIL import Image

expect = pytest.importorskip("playwright.sync_api").expect
pytest.importorskip("streamlit")

pytestmark = pytest.mark.browser

CHANGING_PAGE = """
import streamlit as st
from inkdigits.web import draw
if st.button("More"):
    st.write("Something new above the drawing")
    st.write("and something more")
draw.show()
"""
TOOLS = [
    "Pen",
    "Eraser",
    "Line width",
    "Undo",
    "Redo",
    "Save as PNG",
    "Save as SVG",
    "Wide canvas",
    "Clear",
]

ANSWERS = {
    "not_a_digit": ([(None, 0.97)], "", "Not a digit", "97.0% sure"),
    "doubtful": ([(7, 0.61)], "7", "61.0%", "sure, could be 1"),
    "number": ([(2, 0.99), (0, 0.98), (1, 0.99), (7, 0.99)], "2017", "95.1%", "sure"),
    "certain": ([(4, 1.0)], "4", "99.9%", "sure"),
}
ANSWERING_PAGE = f"""
import streamlit as st
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.web import draw, frames
cases = { ({name: case[0] for name, case in ANSWERS.items()})!r}
digits = []
for value, sure in cases[st.query_params["case"]]:
    shares = [0.0] * 10
    shares[1] = 0.3
    if value is not None:
        shares[value] = sure
    reason = "not_a_digit" if value is None else None
    digits.append(Digit(value, sure, tuple(shares), Box(0, 0, 9, 9), sure < 0.9, reason))
frame = frames.Frame(1, None, None)
page = Page((Line((Number(tuple(digits)),)),), 400, 300)
st.session_state["pad_answer"] = frames.answer_of(frame, page, None)
draw.show()
"""


def test_every_kind_of_answer_is_said_plainly(chromium, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(ANSWERING_PAGE)
    with serving(str(script)) as url:
        page = chromium.new_page()
        for case, (_, value, confidence, note) in ANSWERS.items():
            page.goto(f"{url}/?case={case}")
            page.locator(".answer[data-seq='1']").wait_for(state="attached")
            assert page.locator(".value").text_content() == value
            assert page.locator(".confidence").text_content() == confidence
            assert page.locator(".note").text_content() == note
        page.close()


def test_the_keyboard_reaches_the_tools_in_reading_order(pad):
    pad.draw(SEVEN)
    pad.click("Undo")
    pad.page.get_by_role("button", name="Pen").focus()
    names = []
    for _ in TOOLS:
        names.append(
            pad.page.evaluate(
                "document.activeElement.shadowRoot?.activeElement?.getAttribute('aria-label')"
            )
        )
        pad.page.keyboard.press("Tab")
    assert names == TOOLS


def test_the_saved_drawing_as_svg_holds_the_strokes_and_what_was_erased(pad, chromium):
    pad.draw(SEVEN)
    pad.click("Eraser")
    pad.draw([[(0.3, 0.20), (0.7, 0.20)]])
    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="Save as SVG").click()
    assert download.value.suggested_filename == "inkdigits-drawing.svg"
    svg = Path(download.value.path()).read_text()
    assert svg.startswith("<svg xmlns")
    viewer = chromium.new_page(viewport={"width": 400, "height": 300})
    viewer.set_content(f"<body style='margin:0'>{svg}")
    shot = np.asarray(Image.open(io.BytesIO(viewer.screenshot())).convert("L"))
    viewer.close()
    assert np.mean((shot < 128) != (pad.last_frame() < 128)) < 0.01


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_saved_picture_is_dark_ink_on_white(open_pad, scheme):
    pad = open_pad(color_scheme=scheme)
    pad.draw(SEVEN)
    with pad.page.expect_download() as download:
        pad.page.get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == "inkdigits-drawing.png"
    image = np.asarray(Image.open(Path(download.value.path())).convert("L"))
    assert image.shape == (1200, 1600)
    assert image[5, 5] == 255
    rows, columns = np.nonzero(image < 128)
    assert 0.15 < rows.min() / 1200 < 0.22
    assert 0.83 < rows.max() / 1200 < 0.90
    assert 0.33 < columns.min() / 1600 < 0.38


def test_the_theme_changes_what_is_seen_and_not_what_is_read(open_pad):
    shades, frames = {}, {}
    for scheme in ("light", "dark"):
        pad = open_pad(color_scheme=scheme)
        pad.draw(SEVEN)
        frames[scheme] = pad.last_frame()
        shot = Image.open(io.BytesIO(pad.canvas.screenshot())).convert("L")
        grey = np.asarray(shot).astype(int)
        shades[scheme] = int(grey[5, 20]), int(grey[round(0.2 * grey.shape[0]), grey.shape[1] // 2])
    np.testing.assert_array_equal(frames["light"], frames["dark"])
    paper, ink = shades["light"]
    assert paper - ink > 180
    paper, ink = shades["dark"]
    assert ink - paper > 180


INK = """() => {
  const hosts = [...document.querySelectorAll('[data-testid=stBidiComponentIsolated]')];
  const canvas = hosts.map(e => e.shadowRoot.querySelector('.paper canvas')).find(c => c);
  const at = [canvas.width / 2, Math.round(canvas.height * 0.2)];
  return canvas.getContext('2d').getImageData(...at, 1, 1).data[0];
}"""
GROUND = """() => {
  const app = document.querySelector('[data-testid=stApp]') ?? document.body;
  return Number(getComputedStyle(app).backgroundColor.match(/\\d+/)[0]);
}"""


def choose_theme(page, name):
    opener = page.get_by_role("button", name="Theme: ")
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()
    page.get_by_role("button", name=name, exact=True).click()


def test_the_chosen_theme_changes_everything_at_once_and_nothing_is_lost(open_pad):
    pad = open_pad(color_scheme="light")
    page = pad.page
    pad.draw(SEVEN)
    before = pad.ink()
    for name, is_dark in (("Dark", True), ("Light", False), ("Dark", True)):
        choose_theme(page, name)
        page.wait_for_function(f"({GROUND})() {'<' if is_dark else '>'} 128", timeout=10_000)
        page.wait_for_function(f"({INK})() {'>' if is_dark else '<'} 128", timeout=10_000)
        assert pad.ink() == pytest.approx(before, rel=1e-3)
        assert pad.text(".value") == "7"
    page.get_by_role("radio", name="Photo").click()
    page.get_by_role("button", name="Blackboard").click()
    page.locator(".picture .stage img").wait_for()
    summary = page.locator(".picture .summary")
    said = summary.text_content()
    assert summary.evaluate(CONTRAST) >= 4.5
    choose_theme(page, "Light")
    page.wait_for_function(f"({GROUND})() > 128", timeout=10_000)
    assert summary.evaluate(CONTRAST) >= 4.5
    assert summary.text_content() == said


def test_the_chosen_theme_is_kept_and_there_from_the_first_moment(open_pad, address):
    pad = open_pad(color_scheme="light")
    choose_theme(pad.page, "Dark")
    pad.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " window.first = matchMedia('(prefers-color-scheme: dark)').matches; })"
    )
    pad.page.goto(address)
    pad.canvas.wait_for(timeout=60_000)
    assert pad.page.evaluate("window.first") is True
    assert pad.page.evaluate(GROUND) < 128
    choose_theme(pad.page, "System")
    pad.page.wait_for_function(f"({GROUND})() > 128", timeout=10_000)
    pad.page.emulate_media(color_scheme="dark")
    pad.page.wait_for_function(f"({GROUND})() < 128", timeout=10_000)
    assert pad.complaints == []


def test_a_theme_that_another_app_left_at_this_address_does_not_stand_in_the_way(open_pad, address):
    pad = open_pad(color_scheme="light")
    pad.page.evaluate("localStorage.setItem('stActiveTheme-/-v2', JSON.stringify('Dark'))")
    pad.page.goto(address)
    pad.page.wait_for_function(f"({GROUND})() > 128", timeout=30_000)
    choose_theme(pad.page, "Dark")
    pad.page.wait_for_function(f"({GROUND})() < 128", timeout=10_000)


def test_ink_follows_a_change_of_theme(pad):
    pad.draw(SEVEN)
    before = pad.ink()
    pad.page.emulate_media(color_scheme="dark")
    pad.page.wait_for_function(f"({INK})() > 180", timeout=10_000)
    assert pad.ink() == pytest.approx(before, rel=1e-3)
    assert pad.text(".value") != ""


def test_the_drawing_scales_with_the_window(pad):
    pad.draw(SEVEN)
    before, frame = pad.ink(), pad.last_frame()
    for size in ({"width": 700, "height": 800}, {"width": 1400, "height": 900}):
        pad.page.set_viewport_size(size)
        pad.page.wait_for_timeout(300)
        assert pad.ink() == pytest.approx(before, rel=0.03)
    pad.key("c")
    pad.key("Control+z")
    np.testing.assert_array_equal(pad.last_frame(), frame)


def test_the_drawing_survives_a_change_of_the_page_around_it(open_pad, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(CHANGING_PAGE)
    with serving(str(script)) as url:
        pad = open_pad(url)
        pad.draw(SEVEN)
        before, value = pad.ink(), pad.text(".value")
        for _ in range(2):
            pad.page.get_by_role("button", name="More").click()
            pad.page.get_by_text("something more").wait_for()
            pad.settle()
            assert pad.ink() == pytest.approx(before, rel=0.02)
            assert pad.text(".value") == value
        pad.click("Undo")
        assert pad.ink() == 0


def test_drawing_by_touch_on_a_phone_does_not_scroll(open_pad):
    phone = {"width": 390, "height": 844}
    pad = open_pad(viewport=phone, has_touch=True, is_mobile=True, device_scale_factor=2)
    touch = pad.page.context.new_cdp_session(pad.page)

    def send(kind, *points):
        places = [dict(zip("xy", pad.place(point), strict=True)) for point in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    top = pad.canvas.bounding_box()["y"]
    send("touchStart", (0.5, 0.9))
    for step in range(20):
        send("touchMove", (0.5, 0.9 - 0.04 * step))
    send("touchEnd")
    pad.settle()
    assert pad.ink() > 0.01
    assert pad.state() != "blank"
    assert pad.canvas.bounding_box()["y"] == top
    widths = pad.page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(e => e.scrollWidth)"
    )
    assert max(widths) <= 390
    bottom = pad.page.locator(".seen").bounding_box()
    assert bottom["y"] + bottom["height"] <= 844


@pytest.mark.parametrize("width", [390, 1280])
def test_buttons_are_large_enough_for_a_thumb(open_pad, width):
    pad = open_pad(viewport={"width": width, "height": 844})
    sizes = [button.bounding_box() for button in pad.page.locator(".pad button:visible").all()]
    # The line's width is no button; the corner of the canvas and the switch for symbols are.
    assert len(sizes) == len(TOOLS) + 1
    assert min(size["width"] for size in sizes) >= 44
    assert min(size["height"] for size in sizes) >= 44


def test_the_page_fits_a_laptop_without_scrolling(pad):
    pad.draw(SEVEN)
    tall, inner = pad.page.evaluate(
        "[document.querySelector('[data-testid=stMain]').scrollHeight, innerHeight]"
    )
    assert tall <= inner


def test_a_screen_reader_is_told_once_the_reading_settles(pad):
    status = pad.page.get_by_role("status").and_(pad.page.locator(".status"))
    pad.draw(SEVEN)
    spoken = pad.text(".value")
    expect(status).to_have_text(re.compile(rf"^{spoken}, \d+% sure$"))
    pad.click("Clear")
    expect(status).to_have_text("Nothing drawn yet")


def test_a_screen_reader_is_told_of_a_minus_in_words(pad):
    pad.page.get_by_label("Line width").fill("8")
    pad.click("Read . , - / : too: point, comma, minus, slash, colon")
    pad.draw([[(0.10, 0.50), (0.25, 0.50)], *SEVEN])
    assert pad.text(".value") == "-7"
    expect(pad.page.locator(".pad .status")).to_have_text(re.compile(r"^minus 7, \d+% sure$"))


def test_text_stands_out_from_its_ground_in_both_themes(open_pad):
    for scheme in ("light", "dark"):
        pad = open_pad(color_scheme=scheme)
        pad.draw(SEVEN)
        for selector in (".confidence", ".note", ".name", ".value", "figcaption", ".keys", "span"):
            contrast = pad.page.locator(f".pad {selector}").first.evaluate(CONTRAST)
            assert contrast >= 4.5, (scheme, selector, contrast)


LEVELS = """() => [...document.querySelectorAll('h1, h2, h3, h4')]
  .map(heading => Number(heading.tagName[1]))"""


@pytest.mark.parametrize("view", ["Photo", "About"])
def test_headings_go_down_one_level_at_a_time(photo, view):
    photo.go(view)
    if view == "Photo":
        photo.press("Blackboard")
        photo.shown()
    else:
        photo.page.get_by_text("Keys on the drawing page").wait_for()
    levels = photo.page.evaluate(LEVELS)
    assert levels[0] == 1
    assert set(levels[1:]) == {2}


def test_captions_stand_out_from_their_ground_in_both_themes(open_photo):
    for scheme in ("light", "dark"):
        photo = open_photo(color_scheme=scheme)
        photo.press("Settings")
        caption = photo.page.locator("[data-testid=stCaptionContainer] p").first
        assert caption.evaluate(CONTRAST) >= 4.5, scheme


def test_what_is_on_can_be_seen_where_the_system_chooses_the_colours(open_pad):
    pad = open_pad(forced_colors="active")
    pad.draw(SEVEN)

    def looks(element):
        shot = np.asarray(Image.open(io.BytesIO(element.screenshot())).convert("L"))
        return shot[shot.shape[0] // 2, 8]

    def differ(*elements):
        shades = [int(looks(element)) for element in elements]
        return abs(shades[0] - shades[1]) > 60

    tools, bars = pad.page.locator(".tools button"), pad.page.locator(".bars .track")
    assert differ(tools.nth(0), tools.nth(1))
    assert differ(bars.nth(7), bars.nth(3))
    assert differ(*pad.page.get_by_role("radio").all()[:2])


def test_nothing_leaves_the_machine_and_nothing_complains(pad, address):
    pad.draw(SEVEN)
    pad.click("Clear")
    others = [
        url for url in pad.requests if not url.startswith((address, "data:", f"blob:{address}"))
    ]
    assert others == []
    assert pad.complaints == []


@pytest.mark.parametrize("view", ["Photo", "Camera", "About"])
def test_a_page_that_is_loaded_anew_shows_the_same_view(pad, view):
    page = pad.page
    page.get_by_role("radio", name=view).click()
    page.wait_for_url(f"**/?view={view}")
    page.reload()
    expect(page.get_by_role("radio", name=view)).to_have_attribute("aria-checked", "true")


def test_the_theme_menu_closes_when_the_keyboard_leaves_it(pad):
    page = pad.page
    page.get_by_role("button", name=re.compile("^Theme")).press("Enter")
    menu = page.locator(".theme .menu")
    expect(menu).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(menu).to_be_hidden()


def test_a_page_that_streamlit_runs_itself_runs_without_an_error():
    from streamlit.testing.v1 import AppTest

    script = Path(__file__).parents[2] / "streamlit_app.py"
    page = AppTest.from_file(str(script), default_timeout=60).run()
    assert not page.exception
