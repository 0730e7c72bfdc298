from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.columns import cell_text, in_columns
from inkdigits.result import Box, Digit, Line, Number, Page

WIDTH, HEIGHT = 1000, 900
COLUMNS = (40, 260, 480, 640, 800)
TABLE = [
    ["1152", "57", "288", "6", "00857"],
    ["", "17", "", "5", ""],
    ["3996", "73", "574", "", ""],
    ["", "69", "545", "1", "00165"],
    ["2348", "", "", "", "00160"],
    ["6", "", "448", "0", "00950"],
]


def number(text: str, x: float, y: float, digit_width: float = 24) -> Number:
    """A number whose left end stands at (x, y), of digits 40 pixels high."""
    digits = []
    for at, letter in enumerate(text):
        left = x + at * (digit_width + 4)
        share = tuple(float(v == int(letter)) for v in range(10))
        box = Box(left, y, left + digit_width, y + 40)
        digits.append(Digit(int(letter), 1.0, share, box))
    return Number(tuple(digits))


def page_of(table: list[list[str]], lean: float = 0.0, keystone: float = 0.0) -> Page:
    """A table as a camera might see it: columns lean, the right ones by more than the left."""
    lines = []
    for row, texts in enumerate(table):
        y = 60.0 + 70 * row
        numbers = []
        for x, text in zip(COLUMNS, texts, strict=False):
            moved = (lean + keystone * (x / WIDTH - 0.5)) * (y - HEIGHT / 2)
            if text:
                numbers.append(number(text, x + moved, y))
        if numbers:
            lines.append(Line(tuple(numbers)))
    return Page(tuple(lines), WIDTH, HEIGHT)


def texts_of(page: Page) -> list[list[str]]:
    return [[cell_text(cell) for cell in row] for row in in_columns(page)]


def turned(page: Page, degrees: int) -> Page:
    """The page read from a picture that has to be turned so far before it can be read."""
    width, height = (page.height, page.width) if degrees % 180 else (page.width, page.height)

    def box_of(box: Box) -> Box:
        x0, y0, x1, y1 = box.xyxy
        if degrees == 90:
            return Box(y0, height - x1, y1, height - x0)
        if degrees == 180:
            return Box(width - x1, height - y1, width - x0, height - y0)
        return Box(width - y1, x0, width - y0, x1)

    lines = tuple(
        Line(
            tuple(
                Number(
                    tuple(
                        Digit(d.value, d.confidence, d.probabilities, box_of(d.box))
                        for d in one.digits
                    )
                )
                for one in line.numbers
            )
        )
        for line in page.lines
    )
    return Page(lines, width, height, degrees)


@pytest.mark.parametrize(
    ("lean", "keystone"), [(0.0, 0.0), (0.2, 0.0), (-0.35, 0.0), (0.0, 0.2), (-0.1, -0.2)]
)
def test_numbers_stay_in_their_columns_where_cells_are_empty(lean: float, keystone: float) -> None:
    assert texts_of(page_of(TABLE, lean, keystone)) == TABLE


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_was_turned_has_the_columns_it_was_read_with(degrees: int) -> None:
    assert texts_of(turned(page_of(TABLE), degrees)) == TABLE


def test_numbers_at_the_right_or_in_the_middle_of_their_cells_share_a_column() -> None:
    lines = []
    for row, text in enumerate(["7", "1203", "45", "980"]):
        y = 60.0 * row
        end = number(text, 400 - 28 * len(text), y)
        middle = number(text, 700 - 14 * len(text), y)
        lines.append(Line((number("12", 40, y), end, middle)))
    rows = in_columns(Page(tuple(lines), WIDTH, HEIGHT))
    assert {len(row) for row in rows} == {3}


def test_one_number_that_reaches_into_the_next_column_does_not_join_the_two() -> None:
    table = [["12", "34"], ["56", "78"], ["90", "12"], ["34", "56"], ["123456789", ""]]
    assert texts_of(page_of(table)) == table


def test_numbers_that_share_the_room_of_one_column_share_its_cell() -> None:
    page = page_of([["27"], ["45"], ["88"], ["31"]])
    parted = Line((number("1", 40, 400), number("5", 75, 400)))
    page = Page((*page.lines, parted), WIDTH, HEIGHT)
    assert texts_of(page) == [["27"], ["45"], ["88"], ["31"], ["1 5"]]


def test_numbers_without_columns_stand_one_after_the_other() -> None:
    lines = (
        Line((number("12", 40, 60), number("3456", 140, 60), number("7", 300, 60))),
        Line((number("123456", 40, 130), number("7", 250, 130))),
        Line((number("1", 40, 200), number("2", 100, 200), number("345678", 160, 200))),
    )
    rows = texts_of(Page(lines, WIDTH, HEIGHT))
    assert rows == [["12", "3456", "7"], ["123456", "7", ""], ["1", "2", "345678"]]


def test_debit_and_credit_never_stand_on_one_line_and_are_two_columns() -> None:
    table = [["1", "57", ""], ["2", "", "88"], ["3", "12", ""], ["4", "", "9"]]
    assert texts_of(page_of(table)) == table


def test_a_page_without_digits_has_no_rows() -> None:
    assert in_columns(Page((), WIDTH, HEIGHT)) == ()


corner = st.floats(-50, 2000).map(lambda v: round(v, 2))


@given(
    st.lists(
        st.lists(st.tuples(corner, corner, st.integers(0, 99_999)), min_size=1, max_size=5),
        max_size=12,
    ),
    st.sampled_from([0, 90, 180, 270]),
)
def test_each_number_stands_once_in_the_row_of_its_line(
    lines: list[list[tuple[float, float, int]]], rotation: int
) -> None:
    page = Page(
        tuple(Line(tuple(number(str(v), x, y) for x, y, v in line)) for line in lines),
        WIDTH,
        HEIGHT,
        rotation,
    )
    rows = in_columns(page)
    assert len(rows) == len(page.lines)
    assert len({len(row) for row in rows}) <= 1
    for row, line in zip(rows, page.lines, strict=True):
        found = sorted(map(id, (one for cell in row for one in cell)))
        assert found == sorted(map(id, line.numbers))
    if rows:
        filled = np.array([[bool(cell) for cell in row] for row in rows])
        assert filled.any(axis=0).all()
