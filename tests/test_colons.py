"""Colons are two dots above each other between digits, and not what looks a little like them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits import Box, Symbol
from inkdigits.colons import as_symbol, beside, find_colons
from inkdigits.corrections import Correction, apply
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Page
from pen import draw_ink

Grey = NDArray[np.uint8]
Boxes = NDArray[np.float32]

HEIGHT, TOP = 60, 80


def time_of_day(*, dots: bool = True, pen: int = 6) -> tuple[Grey, Boxes]:
    """Ink of 12:30, 255 on 0, and the boxes of its digits."""
    ink, x = np.zeros((220, 420), np.uint8), 60.0
    boxes = []
    for k, digit in enumerate((1, 2, 3, 0)):
        if k == 2:
            x += 0.35 * HEIGHT
            for y in (0.3, 0.75):
                centre = (round(x - 0.24 * HEIGHT), round(TOP + y * HEIGHT))
                if dots:
                    cv2.circle(ink, centre, pen // 2, 255, -1, cv2.LINE_AA)
        box = draw_ink(ink, digit, left=x, top=TOP, height=HEIGHT, pen=pen)
        boxes.append(box)
        x = box[2] + 0.2 * HEIGHT
    return ink, np.array(boxes, np.float32)


def paper(ink: Grey) -> Grey:
    return np.asarray(255 - ink, np.uint8)


def test_a_colon_stands_between_its_digits() -> None:
    ink, boxes = time_of_day()
    (colon,) = find_colons(paper(ink), boxes)
    assert (colon.left, colon.right) == (1, 2)
    assert colon.confidence > 0.8
    assert boxes[1, 2] < colon.box.x_min < colon.box.x_max < boxes[2, 0]
    assert TOP < colon.box.y_min < colon.box.y_max < TOP + HEIGHT


@pytest.mark.parametrize("scale", [0.35, 0.6, 2.0])
@pytest.mark.parametrize("turned", [-8.0, 0.0, 8.0])
def test_it_is_found_at_any_size_and_on_pages_a_little_askew(scale: float, turned: float) -> None:
    ink, boxes = time_of_day()
    middle = (ink.shape[1] / 2, ink.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(middle, turned, 1.0)
    corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]] for x0, y0, x1, y1 in boxes])
    moved = cv2.transform(corners, turn)
    seen = np.concatenate((moved.min(axis=1), moved.max(axis=1)), axis=1) * scale
    picture = cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0]))
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = find_colons(paper(np.asarray(picture, np.uint8)), seen.astype(np.float32))
    assert [(colon.left, colon.right) for colon in found] == [(1, 2)]


def test_chalk_on_a_board_has_colons_too() -> None:
    ink, boxes = time_of_day()
    board = np.asarray(40 + 0.7 * ink, np.uint8)
    assert [(c.left, c.right) for c in find_colons(board, boxes)] == [(1, 2)]


@pytest.mark.parametrize("what", ["nothing", "point", "bar", "divide", "specks"])
def test_what_is_no_colon_is_none(what: str) -> None:
    ink, boxes = time_of_day(dots=False)
    x = round((boxes[1, 2] + boxes[2, 0]) / 2)
    if what in ("point", "divide"):
        cv2.circle(ink, (x, TOP + 55 if what == "point" else TOP + 12), 3, 255, -1)
    if what == "divide":
        cv2.circle(ink, (x, TOP + 48), 3, 255, -1)
        cv2.line(ink, (x - 8, TOP + 30), (x + 8, TOP + 30), 255, 6)
    if what == "bar":
        cv2.line(ink, (x, TOP), (x, TOP + HEIGHT), 255, 5)
    if what == "specks":
        rows, columns = np.random.default_rng(3).integers(0, (220, 420), (900, 2)).T
        ink[rows, columns] = 255
    assert find_colons(paper(ink), boxes) == []


def test_dots_of_dotted_paper_are_no_colon() -> None:
    ink, boxes = time_of_day(dots=False)
    x = round(float(boxes[1, 2] + boxes[2, 0]) / 2)
    for y in range(TOP - 46, 220, 32):
        cv2.circle(ink, (x, y), 3, 255, -1, cv2.LINE_AA)
    assert find_colons(paper(ink), boxes) == []
    ink[:TOP], ink[TOP + HEIGHT :] = 0, 0
    assert len(find_colons(paper(ink), boxes)) == 1


def test_dots_beside_a_number_are_no_colon_of_it() -> None:
    ink, boxes = time_of_day()
    assert find_colons(paper(ink), boxes[:2]) == []  # nothing stands behind the dots
    assert find_colons(paper(ink), boxes[:0]) == []


@given(
    hnp.arrays(np.uint8, (60, 80)),
    hnp.arrays(np.float32, (5, 4), elements=st.floats(-20, 100, width=32)),
)
@settings(max_examples=60, deadline=None)
def test_any_picture_and_any_boxes_have_an_answer(grey: Grey, boxes: Boxes) -> None:
    boxes = np.concatenate(
        (np.minimum(boxes[:, :2], boxes[:, 2:]), np.maximum(boxes[:, :2], boxes[:, 2:])), axis=1
    )
    for colon in find_colons(grey, boxes):
        assert colon.left != colon.right
        assert 0.5 < colon.confidence <= 1.0


def test_a_dot_of_a_colon_is_no_point_beside_it() -> None:
    ink, boxes = time_of_day()
    (colon,) = find_colons(paper(ink), boxes)
    lower = Symbol(
        ".", 0.9, Box(colon.box.x_min, colon.box.y_max - 6, colon.box.x_max, colon.box.y_max)
    )
    elsewhere = Symbol(".", 0.9, Box(20, 130, 26, 136))
    assert beside([colon], [lower, elsewhere]) == [elsewhere]
    assert as_symbol(colon, 0.999).needs_review
    assert not as_symbol(colon, 0.5).needs_review


@pytest.fixture(scope="module")
def picture() -> Grey:
    return paper(time_of_day()[0])


@pytest.fixture(scope="module")
def with_symbols(picture: Grey) -> Page:
    return Reader(ReaderOptions(threads=1, symbols=True)).read(picture)


def test_a_time_is_read_as_written(with_symbols: Page) -> None:
    assert with_symbols.text == "12:30"
    (number,) = with_symbols.numbers
    assert [symbol.digits_before for symbol in number.symbols] == [2]
    assert Page.from_dict(with_symbols.to_dict()) == with_symbols


def test_a_time_stays_one_when_a_digit_is_corrected_or_taken_out(with_symbols: Page) -> None:
    first, *_, last = with_symbols.digits
    assert apply(with_symbols, [Correction(last.box, 5)]).text == "12:35"
    assert apply(with_symbols, [Correction(first.box, None)]).text == "2:30"


def test_without_symbols_a_time_is_two_numbers(picture: Grey) -> None:
    page = Reader(ReaderOptions(threads=1)).read(picture)
    assert [number.text for number in page.numbers] == ["12", "30"]
    assert min(number.grouping_confidence for number in page.numbers) > 0.5
