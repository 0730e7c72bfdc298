"""`inkdigits review` of small tables, and a page of it in a browser."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch_pages import ONE, SEVEN, TWO, drawn
from inkdigits.batch import read_table, write_table
from inkdigits.batch.remembered import remember
from inkdigits.forms import load_template
from inkdigits.reader import ReaderOptions

expect = pytest.importorskip("playwright.sync_api").expect

TEMPLATE = Path(__file__).parents[2] / "examples" / "forms" / "meter.toml"


def table_of_digits(folder):
    """Rows of doubtful digits, drawn side by side; the picture of the last one is gone."""
    drawn(ONE, SEVEN, TWO).save(folder / "page.png")
    rows = []
    for digit, (value, confidence) in enumerate([(7, 0.4), (7, 0.6), (2, 0.7), (3, 0.8)], 1):
        row = {"file": "page.png" if digit < 4 else "gone.png", "page": 1, "line": 1, "number": 1}
        row |= {"digit": digit, "value": value, "confidence": confidence, "needs_review": True}
        row |= {"x_min": 80 * digit - 65.0, "y_min": 15.0, "x_max": 80 * digit - 15.0}
        row |= {"y_max": 85.0} | {f"p{v}": confidence * (v == value) for v in range(10)}
        rows.append(row)
    path = folder / "out.csv"
    write_table(path, rows)
    return path


@contextlib.contextmanager
def reviewing(table, port=0):
    """`inkdigits review` of the table: its process and its address."""
    command = [sys.executable, "-m", "inkdigits", "review", table.name, "--no-browser"]
    with subprocess.Popen(
        [*command, "--port", str(port)], cwd=table.parent, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            found = re.search(r"http://\S+", process.stderr.readline())
            assert found, "the review did not start"
            yield process, found[0]
        finally:
            process.terminate()
            process.send_signal(signal.SIGCONT)  # one that was stopped ends only then


def table_of_forms(folder):
    """A table of one form with two doubtful fields; its picture is gone."""
    path = folder / "forms.csv"
    template = load_template(TEMPLATE)
    row = {"file": "gone.png", "page": 1, **dict.fromkeys(template.names, "1")}
    write_table(path, [row | {"alignment": "marks", "needs_review": "reading; phone"}])
    remember(path, ReaderOptions(), template, {})
    return path


def slow(page, milliseconds):
    """Make all that the page asks take so long."""
    connection = page.context.new_cdp_session(page)
    connection.send("Network.enable")
    speed = {"latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    connection.send("Network.emulateNetworkConditions", {"offline": False, **speed})


def shown(open_page, address, cards, **options):
    """A page of the review, with so many cards."""
    page = open_page(**options)
    page.goto(address)
    expect(page.locator(".card")).to_have_count(cards)
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def comes_to_hold(table, name, values):
    """Wait until a column of the table holds these values."""
    for _ in range(100):
        found = [row[name] for row in read_table(table)]
        if found == values:
            break
        time.sleep(0.1)
    assert found == values
