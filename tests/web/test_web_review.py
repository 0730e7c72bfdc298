"""The review of a table in a real browser: keys change the table."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from review_page import (
    comes_to_hold,
    press,
    reviewing,
    shown,
    slow,
    table_of_digits,
    table_of_forms,
)

from inkdigits.batch import read_table

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser

NO_POLLS = """
    const later = setTimeout;
    window.setTimeout = (work, wait) => wait < 1000 ? later(work, wait) : 0;
"""
"""Keeps a page from asking again for what is new, so that only keys tell it."""


@pytest.fixture
def table(tmp_path):
    return table_of_digits(tmp_path)


@pytest.fixture
def review(table):
    with reviewing(table) as started:
        yield started


@pytest.fixture
def forms(tmp_path):
    return table_of_forms(tmp_path)


def test_one_key_each_changes_the_table(table, review, open_page):
    process, address = review
    page = open_page(viewport={"width": 390, "height": 800})
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    expect(page.locator(".card")).to_have_count(4)
    expect(page.locator("h2")).to_have_text(
        ["7? 2 to look at", "2? 1 to look at", "3? 1 to look at"]
    )
    expect(page.locator(".card").last).to_contain_text("gone.png")
    expect(page.locator(".card").first).to_have_class(re.compile("selected"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for key in ("1", "Enter", "9", "u", "2", "x"):
        page.keyboard.press(key)
        if key == "u":  # what was taken back is selected again
            expect(page.locator(".selected .answer b")).to_have_text("2?")
    expect(page.locator(".answer b")).to_have_text(["1", "7", "2", "none"])
    expect(page.locator("#count")).to_contain_text("4 of 4 looked at")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".selected .answer b")).to_have_text("2")
    expect(page.locator("#count")).to_contain_text("table saved", timeout=20_000)
    rows = read_table(table)
    assert [row["value"] for row in rows] == [1, 7, 2, None]
    assert [row["reviewed"] for row in rows] == ["true"] * 4
    assert problems == []
    process.terminate()
    process.wait(20)
    page.keyboard.press("5")
    expect(page.locator("#problem")).to_contain_text("does not answer", timeout=20_000)
    expect(page.locator("#problem")).to_contain_text("One answer waits here")
    expect(page.locator("#count")).to_contain_text("1 not sent yet")
    expect(page.locator(".answer b")).to_have_text(["1", "7", "5", "none"])


def test_an_answer_on_a_page_of_an_ended_review_is_about_the_digit_it_shows(table, open_page):
    """The next review leaves out what was decided: the same ids are other digits in it."""
    with reviewing(table) as (process, address):
        page = open_page()
        page.add_init_script(NO_POLLS)
        page.goto(address)
        expect(page.locator(".card")).to_have_count(4)
        other = shown(open_page, address, 4)
        press(page, "1", "Enter")
        expect(page.locator("#count")).to_contain_text("2 of 4")
        process.terminate()
        process.wait(20)
    with reviewing(table, urlsplit(address).port) as (process, _):
        page.keyboard.press("5")
        for one in (page, other):
            expect(one.locator(".card")).to_have_count(2, timeout=20_000)
        expect(page.locator(".done .answer b")).to_have_text("5")
        page.keyboard.press("4")
        expect(page.locator(".answer b")).to_have_text(["5", "4"])
        expect(page.locator("#count")).not_to_contain_text("not sent")
        process.terminate()
        process.wait(20)
    rows = read_table(table)
    assert [row["value"] for row in rows] == [1, 7, 5, 4]
    assert [row["reviewed"] for row in rows] == ["true"] * 4


def test_undo_is_at_once_and_takes_back_only_what_this_page_said(table, review, open_page):
    _, address = review
    page = shown(open_page, address, 4)
    other = shown(open_page, address, 4)
    slow(page, 400)
    with page.expect_response("**/api/decide*"):
        press(page, "1", "u", "2")
    page.wait_for_timeout(100)  # the first answer is in, the later ones are on their way
    assert page.locator(".answer b").first.inner_text() == "2"
    expect(page.locator(".answer b")).to_have_text(["2", "7?", "2?", "3?"])
    comes_to_hold(table, "value", [2, 7, 2, 3])
    press(other, "ArrowRight", "9", "u", "u", "ArrowRight", "4")
    comes_to_hold(table, "value", [2, 7, 4, 3])
    expect(page.locator(".answer b")).to_have_text(["2", "7?", "2?", "3?"])
    press(page, "u")
    expect(page.locator(".done")).to_have_count(0)
    comes_to_hold(table, "value", [7, 7, 4, 3])


def test_late_answers_do_not_change_what_is_typed(forms, open_page):
    with reviewing(forms) as (_, address):
        page = shown(open_page, address, 2, viewport={"width": 390, "height": 800})
        slow(page, 400)
        with page.expect_response("**/api/decide*"):
            press(page, "5", "Enter", "ArrowUp", "1", "2")
        page.wait_for_timeout(100)
        press(page, "3", "Enter", "4", "Enter")
        comes_to_hold(forms, "phone", ["4"])
        expect(page.locator("input").first).to_have_value("123")
        comes_to_hold(forms, "reading", ["123"])
        press(page, "7", "u")  # the second field, whose own text comes back
        expect(page.locator(".selected input")).to_have_value("1")
        press(page, "8", "Enter")
        comes_to_hold(forms, "phone", ["8"])


def test_closing_a_page_loses_no_answer(table, review, open_page):
    _, address = review
    page = shown(open_page, address, 4)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    slow(page, 800)
    press(page, "1", "Enter", "3", "4")
    expect(page.locator("#count")).to_contain_text("4 not sent yet")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    comes_to_hold(table, "value", [1, 7, 3, 4])
    comes_to_hold(table, "reviewed", ["true"] * 4)


def test_the_keyboard_comes_back_from_the_answers_to_the_digit(table, review, open_page):
    page = shown(open_page, review[1], 4)
    press(page, "ArrowRight", "Tab")
    expect(page.get_by_role("button", name="1", exact=True)).to_be_focused()
    press(page, "Shift+Tab")
    expect(page.locator(".card.selected")).to_be_focused()
    expect(page.locator(".card").nth(1)).to_be_focused()


def test_a_screen_reader_hears_each_digit_and_each_answer_once(table, review, open_page):
    page = shown(open_page, review[1], 4)
    name = "7? 40\u00a0% 7:\u00a040\u00a0% page.png"
    expect(page.locator(".card").first).to_have_accessible_name(name)
    page.evaluate(
        """() => {
          window.spoken = [];
          for (const live of document.querySelectorAll('[role=status], [role=alert]'))
            new MutationObserver(() => window.spoken.push(live.textContent))
              .observe(live, {childList: true});
        }"""
    )
    press(page, "1", "x", "u")
    expect(page.locator("#count")).to_contain_text("table saved", timeout=20_000)
    said = ["7 is 1, 3 to look at", "7 is no digit, 2 to look at", "Taken back, 3 to look at"]
    assert page.evaluate("window.spoken") == said


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 400)])
def test_the_answers_do_not_hide_the_digit_in_a_small_window(review, open_page, width, height):
    page = shown(open_page, review[1], 4, viewport={"width": width, "height": height})
    for _ in range(3):
        press(page, "ArrowDown")
        keys, card = page.locator("#keys").bounding_box(), page.locator(".selected").bounding_box()
        assert card["y"] + card["height"] <= keys["y"]


def test_one_digit_stands_out_where_the_system_chooses_the_colours(review, open_page):
    page = shown(open_page, review[1], 4, forced_colors="active")
    outlines = "cards => cards.map(card => getComputedStyle(card).outlineStyle)"
    styles = page.locator(".card").evaluate_all(outlines)
    assert styles == ["solid", "none", "none", "none"]
