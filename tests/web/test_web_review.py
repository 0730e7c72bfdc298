"""The review of a table in a real browser: keys change the table."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from batch_pages import ONE, SEVEN, TWO, drawn
from inkdigits.batch import read_table, write_table

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = pytest.mark.browser


@pytest.fixture
def table(tmp_path):
    """Rows of doubtful digits, drawn side by side; the picture of the last one is gone."""
    drawn(ONE, SEVEN, TWO).save(tmp_path / "page.png")
    rows = []
    for digit, (value, confidence) in enumerate([(7, 0.4), (7, 0.6), (2, 0.7), (3, 0.8)], 1):
        row = {"file": "page.png" if digit < 4 else "gone.png", "page": 1, "line": 1, "number": 1}
        row |= {"digit": digit, "value": value, "confidence": confidence, "needs_review": True}
        row |= {"x_min": 80 * digit - 65.0, "y_min": 15.0, "x_max": 80 * digit - 15.0}
        row |= {"y_max": 85.0} | {f"p{v}": confidence * (v == value) for v in range(10)}
        rows.append(row)
    path = tmp_path / "out.csv"
    write_table(path, rows)
    return path


@pytest.fixture
def review(table):
    """`inkdigits review` of the table: its process and its address."""
    command = [sys.executable, "-m", "inkdigits", "review", table.name, "--no-browser"]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=table.parent, stderr=subprocess.PIPE, text=True
    ) as process:
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found, "the review did not start"
        yield process, found[0]
        process.terminate()


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
    expect(page.locator(".answer b")).to_have_text(["1", "7", "2", "none"])
