"""Drawing in a real browser, on a real server."""

from __future__ import annotations

import re

import numpy as np
import pytest
from drawing_pad import DIGITS, SEVEN, Pad

from inkdigits.store import Store

pytestmark = pytest.mark.browser


def test_a_blank_canvas_shows_no_digit(pad):
    assert pad.text(".confidence") == "Nothing drawn yet"
    assert pad.text(".value") == ""
    assert pad.shares().sum() == 0.0


@pytest.mark.parametrize("value", DIGITS)
def test_a_drawn_digit_is_read(pad, value):
    pad.draw(DIGITS[value])
    assert pad.state() == "digit"
    assert pad.text(".value") == str(value)
    shares = pad.shares()
    assert shares.argmax() == value
    assert 0.9 < shares.sum() <= 1.001
    assert float(pad.text(".confidence").rstrip("%")) == pytest.approx(100 * shares[value], abs=0.2)
    chosen = pad.page.locator(".bars .chosen .name")
    assert chosen.all_text_contents() == [str(value)]


def beside(value, left, top, size=0.42):
    """Strokes of a digit, made small and moved so that its canvas begins at (left, top)."""
    return [[(left + size * x, top + size * y) for x, y in stroke] for stroke in DIGITS[value]]


def test_a_number_and_a_second_line_are_read_with_a_box_over_each_digit(pad):
    pad.page.get_by_label("Line width").fill("8")
    for at, value in enumerate((7, 3, 0)):
        pad.draw(beside(value, 0.02 + 0.22 * at, 0.05))
    pad.draw(beside(0, 0.02, 0.53))
    assert pad.text(".value") == "730\n0"
    boxes = pad.page.locator(".paper .values > div")
    assert boxes.all_text_contents() == ["7", "3", "0", "0"]
    box, paper = boxes.nth(1).bounding_box(), pad.canvas.bounding_box()
    assert box["x"] == pytest.approx(paper["x"] + 0.395 * paper["width"], abs=12)
    assert pad.page.locator(".bars .chosen .name").all_text_contents() == ["0"]
    pad.draw([[(0.40, 0.30), (0.41, 0.30)]])  # a touch of the 3: its bars are shown
    assert pad.page.locator(".bars .chosen .name").all_text_contents() != ["0"]


SYMBOLS = "Read . , - / : too: point, comma, minus, slash, colon"
POINT = [[(0.36, 0.46), (0.361, 0.46)]]
COLON = [[(0.32, y), (0.321, y)] for y in (0.2, 0.38)]


def test_symbols_are_read_where_they_are_asked_for(pad):
    pad.page.get_by_label("Line width").fill("8")
    pad.draw(beside(3, 0.02, 0.05))
    pad.draw(POINT)
    pad.draw(beside(1, 0.26, 0.05))
    marks = pad.page.locator(".paper .marks > div")
    assert pad.text(".value").replace(" ", "") == "31"
    assert marks.count() == 0
    switch = pad.page.get_by_role("button", name=SYMBOLS)
    pad.click(SYMBOLS)
    assert switch.get_attribute("aria-pressed") == "true"
    assert pad.text(".value") == "3.1"
    assert marks.count() == 1
    box, paper = marks.first.bounding_box(), pad.canvas.bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(paper["x"] + 0.36 * paper["width"], abs=8)
    pad.page.locator(".bars li").nth(7).click()  # says what the 1 is: the point stays
    assert pad.text(".value") == "3.7"
    pad.page.reload()
    pad.canvas.wait_for(timeout=60_000)
    pad.wait("digit")
    assert switch.get_attribute("aria-pressed") == "true"
    assert pad.text(".value") == "3.1"
    pad.key("s")
    assert pad.text(".value").replace(" ", "") == "31"
    assert marks.count() == 0


def test_a_time_of_day_is_two_numbers_or_one_with_a_colon(pad):
    pad.page.get_by_label("Line width").fill("8")
    for glyph in (beside(7, 0.02, 0.05), COLON, beside(3, 0.3, 0.05), beside(0, 0.52, 0.05)):
        pad.draw(glyph)
    assert pad.text(".value") == "7 30"
    pad.click(SYMBOLS)
    assert pad.text(".value") == "7:30"


def test_a_wide_canvas_has_room_for_more_and_keeps_what_is_drawn(pad):
    pad.draw(SEVEN)
    before = pad.canvas.bounding_box()["width"]
    pad.click("Wide canvas")
    assert pad.canvas.bounding_box()["width"] > 1.4 * before
    assert pad.last_frame().shape == (300, 800)
    assert pad.text(".value") == "7"
    pad.draw([[(0.5 + 0.5 * x, y) for x, y in stroke] for stroke in DIGITS[3]])
    assert pad.text(".value").replace(" ", "") == "73"
    pad.key("w")
    assert pad.last_frame().shape == (300, 400)
    assert pad.text(".value") == "7"


def test_the_canvas_is_sized_by_its_corner_and_keeps_ink_and_undo(pad):
    pad.draw(SEVEN)
    pad.press_corner_by(-60, 120)
    before = pad.canvas.bounding_box()
    assert pad.last_frame().shape[0] > 320
    assert 350 < pad.last_frame().shape[1] < 400
    assert pad.text(".value") == "7"
    pad.press_corner_by(250, -200)
    after = pad.canvas.bounding_box()
    assert after["width"] == pytest.approx(before["width"] + 250, abs=3)
    assert after["height"] == pytest.approx(before["height"] - 200, abs=3)
    assert pad.text(".value") == "7"
    corner = pad.page.get_by_role("slider", name="Size of the canvas")
    corner.focus()
    height, width = pad.last_frame().shape
    pad.key("ArrowLeft")
    pad.key("ArrowDown")
    assert pad.last_frame().shape == (height + 20, width - 20)
    said = corner.get_attribute("aria-valuetext")
    assert said == f"{width - 20} by {height + 20}"
    corner.dblclick()
    pad.settle()
    assert pad.last_frame().shape == (300, 400)
    pad.click("Undo")
    assert pad.ink() == 0


def test_a_drawing_is_read_where_the_pad_has_no_socket_of_its_own(open_page, address):
    page = open_page()
    page.route_web_socket(re.compile("inkdigits/pad"), lambda socket: socket.close())
    pad = Pad(page, address)
    pad.draw(SEVEN)
    assert pad.text(".value") == "7"
    pad.draw(DIGITS[1])
    pad.click("Undo")
    assert pad.text(".value") == "7"


def test_a_drawing_outlives_a_reload(pad):
    pad.click("Wide canvas")
    pad.draw(SEVEN)
    before = pad.ink()
    pad.page.get_by_role("radio", name="About").click()
    pad.page.get_by_text("never leave this machine").wait_for()
    pad.page.reload()
    pad.page.get_by_role("radio", name="Draw").click()
    pad.canvas.wait_for(timeout=60_000)
    pad.wait("digit")
    assert pad.ink() == pytest.approx(before, rel=0.02)
    assert pad.text(".value") == "7"


END_WITHOUT_A_WORD = "addEventListener('pagehide', e => e.stopImmediatePropagation(), true)"
CLEAR_AND_HIDE = """button => {
  button.click();
  Object.defineProperty(document, 'hidden', {get: () => true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_a_drawing_outlives_a_page_that_ends_without_a_word(pad):
    """As a phone ends a tab in the background, or one that takes too much memory."""
    pad.page.add_init_script(END_WITHOUT_A_WORD)
    pad.page.reload()
    pad.canvas.wait_for(timeout=60_000)
    pad.stand_still()
    pad.draw(SEVEN)
    before = pad.ink()
    pad.page.wait_for_timeout(1000)
    pad.page.reload()
    pad.wait("digit")
    assert pad.ink() == pytest.approx(before, rel=0.02)
    pad.page.locator("[data-command=clear]").evaluate(CLEAR_AND_HIDE)
    pad.page.reload()
    pad.canvas.wait_for(timeout=60_000)
    pad.stand_still()
    assert pad.ink() == 0


def test_a_drawing_survives_a_look_at_another_view(pad):
    pad.draw(SEVEN)
    before = pad.ink()
    pad.page.get_by_role("radio", name="About").click()
    pad.page.get_by_text("never leave this machine").wait_for()
    pad.page.get_by_role("radio", name="Draw").click()
    pad.canvas.wait_for()
    pad.settle()
    assert pad.ink() == pytest.approx(before, rel=0.02)
    assert pad.text(".value") == "7"
    pad.click("Undo")
    assert pad.ink() == 0


def test_a_scribble_is_no_digit(pad):
    angles = np.arange(40.0)
    pad.draw([[(0.5 + 0.3 * np.cos(2.4 * a), 0.5 + 0.38 * np.sin(3.7 * a)) for a in angles]])
    assert pad.state() == "not_a_digit"
    assert pad.text(".confidence") == "Not a digit"
    assert pad.text(".value") == ""


def test_the_bars_move_while_the_pen_is_down(pad):
    pad.press(SEVEN[0][:2])
    pad.settle()
    before = pad.shares()
    assert before.sum() > 0
    for point in SEVEN[0][2:]:
        pad.page.mouse.move(*pad.place(point), steps=5)
    pad.settle()
    assert np.abs(pad.shares() - before).max() > 0.01
    pad.page.mouse.up()


def test_what_the_network_saw_is_shown(pad):
    pad.draw(SEVEN)
    seen = pad.page.locator(".seen canvas").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 == 3)"
    )
    seen = np.array(seen).reshape(28, 28)
    assert seen.max() > 200
    rows = np.flatnonzero(seen.max(axis=1) > 60)
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)


def test_a_tap_leaves_a_dot(pad):
    pad.draw([[(0.5, 0.5)]])
    assert pad.ink() > 0.0005


def test_a_cleared_canvas_shows_no_digit_at_once(pad):
    pad.draw(SEVEN)
    pad.wait("digit")
    shown = """button => {
      button.click();
      return button.getRootNode().querySelector('.answer').dataset.state;
    }"""
    assert pad.page.locator("[data-command=clear]").evaluate(shown) == "blank"


def test_clear_undo_and_redo(pad):
    pad.draw(SEVEN)
    whole = pad.ink()
    pad.draw([[(0.40, 0.55), (0.66, 0.52)]])
    crossed = pad.ink()
    assert crossed > whole
    pad.click("Undo")
    assert pad.ink() == pytest.approx(whole, rel=1e-3)
    pad.click("Redo")
    assert pad.ink() == pytest.approx(crossed, rel=1e-3)
    pad.click("Clear")
    pad.wait("blank")
    assert pad.ink() == 0
    assert pad.shares().sum() == 0.0
    pad.click("Undo")
    assert pad.ink() == pytest.approx(crossed, rel=1e-3)
    pad.wait("digit", "not_a_digit")


def test_everything_but_the_drawing_works_from_the_keyboard(pad):
    width = pad.page.get_by_label("Line width")
    eraser = pad.page.get_by_role("button", name="Eraser")
    usual = int(width.input_value())
    pad.page.keyboard.press("]")
    assert int(width.input_value()) == usual + 2
    pad.page.keyboard.press("[")
    assert int(width.input_value()) == usual
    pad.page.keyboard.press("e")
    assert eraser.get_attribute("aria-pressed") == "true"
    pad.page.keyboard.press("p")
    assert eraser.get_attribute("aria-pressed") == "false"
    pad.draw(SEVEN)
    for undo, redo in (("Control+z", "Control+Shift+z"), ("Control+z", "Control+y")):
        pad.key(undo)
        assert pad.ink() == 0
        pad.key(redo)
        assert pad.ink() > 0
    for clear in ("Delete", "c"):
        pad.key(clear)
        assert pad.ink() == 0
        pad.key("Control+z")
        assert pad.ink() > 0


def test_the_width_changes_the_line(pad):
    stroke = [[(0.2, 0.5), (0.8, 0.5)]]
    pad.page.get_by_label("Line width").fill("4")
    pad.draw(stroke)
    thin = pad.ink()
    pad.click("Clear")
    pad.page.get_by_label("Line width").fill("40")
    pad.draw(stroke)
    assert pad.ink() > 5 * thin
    assert thin > 0.002


def test_a_thin_line_reaches_the_reader(pad):
    pad.page.get_by_label("Line width").fill("4")
    pad.draw(SEVEN)
    frame = pad.last_frame()
    assert frame.shape == (300, 400)
    assert (frame < 64).sum() > 300


def test_the_eraser_takes_ink_away_and_undo_brings_it_back(pad):
    pad.draw(SEVEN)
    whole = pad.ink()
    pad.click("Eraser")
    pad.draw([[(0.3, 0.20), (0.7, 0.20)]])
    assert 0 < pad.ink() < 0.8 * whole
    pad.click("Undo")
    assert pad.ink() == pytest.approx(whole, rel=1e-3)


def test_frames_wait_for_each_other(pad):
    """One frame in flight: never more frames than answers plus one."""
    pad.page.evaluate(
        """() => {
          window.flying = 0; window.most = 0;
          addEventListener('inkdigits-sent', () => {
            window.most = Math.max(window.most, ++window.flying);
          });
          addEventListener('inkdigits-shown', () => { window.flying = 0; });
        }"""
    )
    pad.draw(DIGITS[0] + SEVEN)
    assert pad.page.evaluate("window.most") == 1
    assert len(pad.frames) > 3


def test_what_was_said_of_a_digit_stays_with_it_when_others_leave_the_canvas(pad):
    upper = [[(0.5 * x, 0.45 * y) for x, y in stroke] for stroke in SEVEN]
    lower = [[(x, y + 0.5) for x, y in stroke] for stroke in upper]
    pad.draw(upper)
    pad.draw(lower)
    pad.draw([[(0.9, 0.08), (0.9, 0.22), (0.9, 0.38)]])
    pad.page.keyboard.press("4")
    assert pad.text(".value").split() == ["7", "4", "7"]
    pad.press_corner_by(-150, 0)
    assert pad.text(".value").split() == ["7", "7"]


def test_what_a_person_says_is_shown_at_once_and_kept_only_where_that_is_wanted(pad, home):
    store = Store(home / "corrections.sqlite")
    pad.draw(SEVEN)
    pad.page.locator(".bars li").nth(1).click()
    assert pad.text(".value") == "1"
    assert pad.text(".confidence") == "As you said"
    assert pad.text(".ask").startswith("Not kept")
    assert store.count() == 0
    pad.page.get_by_role("button", name="Your hand").click()
    pad.page.get_by_text("Keep what I correct or confirm").click()
    pad.page.get_by_text("19 more to learn from").wait_for(timeout=20_000)
    assert [kept.value for kept in store.find()] == [1]
    pad.page.keyboard.press("Escape")
    pad.page.keyboard.press("7")
    assert pad.text(".value") == "7"
    for _ in range(200):
        if store.find()[0].value == 7:
            break
        pad.page.wait_for_timeout(50)
    pad.draw([[(0.1, 0.1), (0.1, 0.12)]])  # another drawing: nobody said anything of it
    assert pad.text(".confidence") != "As you said"
    (kept,) = store.find()
    assert (kept.value, kept.read_value, kept.source) == (7, 7, "drawing")
