"""A review that is killed and started again meanwhile: each answer goes to its own digit."""

from __future__ import annotations

import contextlib
import signal
from urllib.parse import urlsplit

import pytest
from connection import Connection
from review_page import comes_to_hold, press, reviewing, shown, table_of_digits, table_of_forms

from inkdigits.batch import read_table, write_table
from inkdigits.web.review_session import ReviewSession

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture
def table(tmp_path):
    return table_of_digits(tmp_path)


@contextlib.contextmanager
def killed(process):
    """Within this the review hears nothing; after it the review is gone."""
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


def port_of(address):
    return urlsplit(address).port


def test_answers_to_a_review_that_is_killed_are_kept_by_the_next(table, open_page):
    with reviewing(table) as (process, address):
        page = shown(open_page, address, 4)
        press(page, "1")
        comes_to_hold(table, "value", [1, 7, 2, 3])
        with killed(process):
            press(page, "4", "5", "8", "u")
            expect(page.locator("#count")).to_contain_text("4 not sent yet")
        expect(page.locator("#problem")).to_contain_text("answers wait here")
    with reviewing(table, port_of(address)) as (process, _):
        expect(page.locator(".card")).to_have_count(3, timeout=20_000)
        expect(page.locator(".answer b")).to_have_text(["4", "5", "3?"])
        expect(page.locator(".selected .answer b")).to_have_text("3?")
        comes_to_hold(table, "value", [1, 4, 5, 3])
        with killed(process):
            press(page, "x")
    with reviewing(table, port_of(address)):
        expect(page.locator(".card")).to_have_count(1, timeout=20_000)
        expect(page.locator(".answer b")).to_have_text(["none"])
        comes_to_hold(table, "value", [1, 4, 5, None])
        expect(page.locator("#notice")).to_be_hidden()
        press(page, "u")
        expect(page.locator(".answer b")).to_have_text(["3?"])
        comes_to_hold(table, "value", [1, 4, 5, 3])


def test_answers_that_cannot_be_kept_are_counted_and_the_others_are_kept(table, open_page):
    with reviewing(table) as (process, address):
        page = shown(open_page, address, 4, viewport={"width": 390, "height": 800})
        with killed(process):
            press(page, "1", "4", "5")
    session = ReviewSession(table)  # somebody else
    session.decide(0, 9)
    session.close()
    rows = read_table(table)
    rows[1]["value"], rows[1]["confidence"] = 8, 0.5
    write_table(table, rows)
    with reviewing(table, port_of(address)):
        lost = page.locator("#lost")
        expect(lost).to_contain_text("2 answers that had not been sent could not", timeout=20_000)
        expect(lost).to_contain_text("1: another answer was there already; 1: what stands")
        comes_to_hold(table, "value", [9, 8, 5, 3])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        close = page.get_by_role("button", name="Close")
        assert close.evaluate("button => button.scrollWidth <= button.offsetWidth")
        close.press("Enter")
        expect(lost).to_be_hidden()
        expect(page.locator(".done")).to_have_count(1)


def test_a_key_after_the_restart_answers_nothing_that_was_not_chosen(table, open_page):
    """What was chosen is gone: another person decided about it."""
    with reviewing(table) as (process, address):
        page = shown(open_page, address, 4)
        press(page, "ArrowRight")
        with killed(process):
            pass
    session = ReviewSession(table)
    session.decide(1, 9)
    session.close()
    with reviewing(table, port_of(address)):
        expect(page.locator(".card")).to_have_count(3, timeout=20_000)
        expect(page.locator(".selected")).to_have_count(0)
        press(page, "4")
        expect(page.locator(".selected .answer b")).to_have_text("7?")
        press(page, "5")
        comes_to_hold(table, "value", [5, 9, 2, 3])


def test_what_is_typed_in_a_form_outlives_a_restart(tmp_path, open_page):
    forms = table_of_forms(tmp_path)
    with reviewing(forms) as (process, address):
        page = shown(open_page, address, 2)
        with killed(process):
            press(page, "5", "6", "Enter", "7", "8")
    with reviewing(forms, port_of(address)):
        comes_to_hold(forms, "reading", ["56"])
        expect(page.locator(".selected input")).to_have_value("78")
        press(page, "Enter")
        comes_to_hold(forms, "phone", ["78"])


def test_answers_given_while_the_connection_is_away_are_sent_once(table, open_page):
    with reviewing(table) as (process, address):
        way = Connection(port_of(address))
        page = shown(open_page, f"http://localhost:{way.port}", 4)
        process.send_signal(signal.SIGSTOP)
        press(page, "1", "4")
        page.wait_for_timeout(300)  # the first one is at the server, which answers into nothing
        way.cut()
        expect(page.locator("#problem")).to_contain_text("2 answers wait here")
        process.send_signal(signal.SIGCONT)
        comes_to_hold(table, "value", [1, 7, 2, 3])
        way.mend()
        comes_to_hold(table, "value", [1, 4, 2, 3])
        expect(page.locator("#problem")).to_be_empty()
        press(page, "u", "u")
        comes_to_hold(table, "value", [7, 7, 2, 3])
        way.close()
