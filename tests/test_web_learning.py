"""Keeping what a visitor says, and learning from it: without a browser."""

from __future__ import annotations

import base64
import contextlib
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("streamlit")

from streamlit.testing.v1 import AppTest

from inkdigits.errors import ImageError
from inkdigits.profile import profile_names
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box
from inkdigits.store import Store, store_path
from inkdigits.web import learning
from inkdigits.web.shelf import Choice, Picture
from pen import draw_ink, written_page
from picture_files import saved

SCRIPT = Path(__file__).parents[1] / "streamlit_app.py"
READER = Reader(ReaderOptions(locator="contours", rotate="0", threads=1))
CHOICE = Choice(locator="contours")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path))
    return tmp_path


def reader_for(choice, rotate):
    return READER


def drawn(digit, rng):
    """A message of the pad: one digit, and what the person says it is."""
    ink = np.zeros((300, 400), np.uint8)
    height = rng.uniform(110, 170)
    left, top = rng.uniform(120, 180), rng.uniform(50, 90)
    box = draw_ink(ink, digit, left=left, top=top, height=height, pen=rng.uniform(8, 16))
    png = base64.b64encode(saved(255 - ink, "PNG")).decode()
    return {"seq": 1, "png": png, "touched": None, "box": box, "value": digit}


def keep_some(count, writer="default", seed=0):
    rng = np.random.default_rng(seed)
    for at in range(count):
        learning.keep_drawn(drawn(at % 10, rng), writer)


def test_a_drawn_digit_is_kept_with_what_it_was_read_as():
    learning.keep_drawn(drawn(7, np.random.default_rng(1)), "anna")
    (kept,) = Store().find()
    assert (kept.value, kept.writer, kept.source) == (7, "anna", "drawing")
    assert kept.was_read
    assert kept.frame.max() > 200
    assert learning.count("anna") == 1
    assert learning.count("default") == 0


@pytest.mark.parametrize("wrong", [{"box": [1, 2]}, {"value": 11}, {"box": None}, {"png": "no"}])
def test_a_message_that_makes_no_sense_keeps_nothing(wrong):
    with pytest.raises(ImageError, match="reload the page"):
        learning.keep_drawn(drawn(7, np.random.default_rng(1)) | wrong, "anna")
    assert Store().count() == 0


def test_a_correction_on_a_picture_is_kept_changed_and_forgotten():
    picture = Picture(1, "sheet.png", saved(written_page(["2017", "385"])[0], "PNG"))
    box = picture.read(CHOICE, reader_for).digits[3].box

    def say(kind, value=None):
        picture.edit({"kind": kind, "box": list(box.xyxy), "value": value})
        learning.keep_on_picture(picture, box, CHOICE, reader_for, "anna")

    for value in (1, 4):
        say("correct", value)
        (kept,) = Store().find()
        assert (kept.value, kept.read_value, kept.picture) == (value, 7, "sheet.png")
        assert (kept.source, kept.writer) == ("page", "anna")
    say("restore")
    assert Store().count() == 0


def test_only_the_named_persons_digits_are_deleted():
    keep_some(2, "anna")
    keep_some(1, "ben", seed=1)
    picture = Picture(1, "sheet.png", saved(written_page(["20"])[0], "PNG"))
    box = Box(*picture.read(CHOICE, reader_for).digits[0].box.xyxy)
    picture.edit({"kind": "correct", "box": list(box.xyxy), "value": 3})
    learning.keep_on_picture(picture, box, CHOICE, reader_for, "ben")
    assert learning.forget_all("ben") == 2
    assert learning.count("anna") == 2


def test_what_is_kept_can_be_deleted_though_a_picture_of_it_is_damaged():
    keep_some(3)
    with contextlib.closing(sqlite3.connect(store_path())) as database, database:
        database.execute("update digits set crop = x'00' where id = 2")
    assert learning.forget_all("default") == 3
    assert learning.count("default") == 0


@pytest.fixture
def app():
    return AppTest.from_file(str(SCRIPT), default_timeout=60)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_nothing_is_kept_unless_the_visitor_asks(app):
    app.run()
    assert app.toggle(key="hand_keep").value is False
    assert button(app, "Learn").disabled
    app.toggle(key="hand_keep").set_value(True).run()
    assert any("20 more to learn from" in text.value for text in app.markdown)
    assert not app.exception


def test_a_visitor_who_corrects_is_asked_once_and_what_was_corrected_is_kept(app):
    app.session_state["view"] = "Photo"
    app.run()
    button(app, "Log book").click().run()
    picture = app.session_state["shelf"].shown()
    box = app.dataframe[0].value.iloc[0]
    place = [float(box[name]) for name in ("x_min", "y_min", "x_max", "y_max")]
    picture.edit({"kind": "correct", "box": place, "value": 6})
    app.run()
    assert Store().count() == 0
    app.button(key="hand_yes").click().run()
    assert [one.value for one in Store().find()] == [6]
    assert app.toggle(key="hand_keep").value is True
    assert "hand_yes" not in [one.key for one in app.button]


def test_a_lesson_asked_for_twice_at_once_is_done_once(monkeypatch):
    begun, go = threading.Barrier(2), threading.Event()
    done = []

    def teach(name):
        begun.wait(30)
        assert go.wait(30)
        done.append(name)
        return learning.Taught(None, None)

    monkeypatch.setattr(learning, "teach", teach)
    lessons = learning.Lessons()
    with ThreadPoolExecutor(2) as threads:
        presses = [threads.submit(lessons.learn, "anna") for _ in range(2)]
        begun.wait(30)
        time.sleep(0.3)  # both have been asked by then
        go.set()
    for press in presses:
        press.result()
    assert done == ["anna"]
    assert lessons.last[0] == "anna"


def test_a_hand_is_learned_used_undone_and_its_digits_deleted(app):
    keep_some(30)
    app.run()
    assert any("**30** kept" in text.value for text in app.markdown)
    button(app, "Learn").click().run()
    assert not app.exception
    assert not app.error
    table = next(text.value for text in app.markdown if "before" in text.value)
    assert "MNIST" in table
    if profile_names():  # a lesson that would do harm is not used, and says so
        assert app.toggle(key="hand_read").value is True
        button(app, "Undo the last lesson").click().run()
        assert profile_names() == []
    else:
        assert app.warning
    button(app, "Delete what is kept").click().run()
    assert learning.count("default") == 30
    button(app, "Delete").click().run()
    assert learning.count("default") == 0
    assert not app.exception
