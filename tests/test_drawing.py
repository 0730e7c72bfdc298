"""Drawings: what is drawn, what is none, and that answers while the pen moves are the same."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits import drawing
from inkdigits.drawing import DrawingReader, explained
from inkdigits.locate.candidates import Candidates
from inkdigits.locate.detector import DetectorLocator
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box, Digit, Line, Number, Page, Symbol
from pen import draw_ink, written_page


@pytest.fixture(scope="module")
def reader():
    return DrawingReader()


def canvas():
    return np.full((300, 400), 255, np.uint8)


def written(digits, *, left=30.0, pitch=80.0, height=100.0):
    ink = np.zeros((300, 400), np.uint8)
    for at, digit in enumerate(digits):
        draw_ink(ink, int(digit), left=left + at * pitch, top=90, height=height, pen=12)
    return np.asarray(255 - ink, np.uint8)


def page_of(*numbers):
    return Page((Line(numbers),) if numbers else (), 400, 300)


def with_point():
    grey = written("314", pitch=90)
    cv2.circle(grey, (105, 190), 9, 0, -1, cv2.LINE_AA)
    return grey


def with_minus():
    grey = written("42", left=130)
    cv2.line(grey, (70, 140), (105, 140), 0, 12, cv2.LINE_AA)
    return grey


def scribble():
    grey = canvas()
    angles = np.arange(40.0)
    points = np.stack((200 + 120 * np.cos(2.4 * angles), 150 + 114 * np.sin(3.7 * angles)), axis=1)
    cv2.polylines(grey, [points.astype(np.int32)], False, 0, 14, cv2.LINE_AA)
    return grey


def test_nothing_drawn_is_an_empty_page(reader):
    page = reader.read_drawing(canvas())
    assert (page.lines, page.width, page.height) == ((), 400, 300)


def test_a_number_is_read_as_one(reader):
    assert reader.read_drawing(written("7385")).text == "7385"


def test_one_glyph_that_is_no_digit_is_a_digit_without_a_value(reader):
    (found,) = reader.read_drawing(scribble()).digits
    assert (found.value, found.reason) == (None, "not_a_digit")
    x_min, _, x_max, _ = found.box.xyxy
    assert x_min < 90
    assert x_max > 310


def test_the_detector_is_asked_only_once_the_pen_is_up(reader, monkeypatch):
    asked = []

    def nothing(self, grey, record=None):
        asked.append(grey)
        return Candidates.none()

    monkeypatch.setattr(DetectorLocator, "locate", nothing)
    reader.read_drawing(scribble(), settled=False)
    assert len(asked) == 0
    reader.read_drawing(scribble(), settled=True)
    assert len(asked) == 1


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize(("drawn", "text"), [(with_point, "3.14"), (with_minus, "-42")])
def test_symbols_are_read_where_they_are_asked_for(reader, drawn, text, settled):
    asked = DrawingReader(ReaderOptions(threads=1, symbols=True))
    page = asked.read_drawing(drawn(), settled=settled)
    assert page.text == text
    assert [symbol.text for symbol in page.symbols] == [c for c in text if not c.isdigit()]
    plain = reader.read_drawing(drawn(), settled=settled)
    assert plain.symbols == ()
    assert plain.text.replace(" ", "") == "".join(filter(str.isdigit, text))


def test_a_drawing_without_symbols_reads_the_same_where_they_are_asked_for(reader):
    asked = DrawingReader(ReaderOptions(threads=1, symbols=True))
    assert asked.read_drawing(written("7385")).text == "7385"
    assert asked.read_drawing(canvas()).lines == ()
    (found,) = asked.read_drawing(scribble()).digits
    assert found.reason == "not_a_digit"


def test_digits_that_touch_are_parted_once_the_pen_is_up(reader):
    drawn = written("56", left=90, pitch=62, height=110)
    assert reader.read_drawing(drawn).text.replace(" ", "") == "56"


def test_what_did_not_change_is_not_framed_again_and_the_answer_is_the_same(monkeypatch):
    calls = []

    def counted(*arguments, **options):
        calls.append(1)
        return normalize(*arguments, **options)

    normalize = drawing.normalize
    monkeypatch.setattr(drawing, "normalize", counted)
    reader = DrawingReader()
    plain = Reader(ReaderOptions(locator="contours", polarity="dark_on_light", rotate="0"))
    reader.read(written("738", pitch=90, height=60))
    assert len(calls) == 3
    more = written("7385", pitch=90, height=60)
    assert reader.read(more) == plain.read(more)
    assert len(calls) == 4
    reader.seen(more, reader.read(more).digits[3])
    assert len(calls) == 4


@pytest.mark.parametrize("place", [(0, 0), (330, 210), (800, 500)])
def test_a_large_canvas_is_read_like_a_small_one(reader, place):
    small, (x, y) = written("7385"), place
    large = np.full((800, 1200), 255, np.uint8)
    large[y : y + 300, x : x + 400] = small
    page, expected = reader.read_drawing(large), reader.read_drawing(small)
    assert (page.text, page.width, page.height) == ("7385", 1200, 800)
    for found, digit in zip(page.digits, expected.digits, strict=True):
        moved = np.array(found.box.xyxy) - (x, y, x, y)
        assert moved == pytest.approx(np.array(digit.box.xyxy), abs=1)
        assert found.confidence == pytest.approx(digit.confidence, abs=0.02)


def test_only_so_many_framed_digits_are_remembered(reader, monkeypatch):
    monkeypatch.setattr(drawing, "_KEPT", 5)
    fresh = DrawingReader()
    for lines in (["12", "34"], ["56", "78"], ["90", "12"]):
        fresh.read(written_page(lines)[0])
    assert len(fresh._framed) == 5


def test_a_share_of_the_ink_is_explained_by_what_was_found():
    grey = canvas()
    grey[100:200, 50:100] = 0
    grey[100:200, 300:350] = 0
    shares = (0.0,) * 10
    half = Digit(7, 0.8, shares, Box(40, 90, 110, 210))
    stroke = Symbol("/", 0.6, Box(290, 90, 360, 210), digits_before=1)
    digit, both = (page_of(Number((half,), marks)) for marks in ((), (stroke,)))
    assert explained(grey, digit) == pytest.approx(0.4)
    assert explained(grey, both) == pytest.approx(0.7)
    assert explained(grey, page_of()) == 0.0
    assert explained(canvas(), digit) == 0.0
