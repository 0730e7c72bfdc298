from __future__ import annotations

import io
from typing import Any

import pytest

from inkdigits.result import Box, Digit, Line, Number, Page, Symbol
from inkdigits.web.exports import Reading

openpyxl = pytest.importorskip("openpyxl")

from inkdigits.web import sheet  # noqa: E402


def number(text: str, x: float, y: float, review: bool = False) -> Number:
    digits, symbols = [], []
    for at, letter in enumerate(text):
        box = Box(x + 20 * at, y, x + 20 * at + 16, y + 30)
        if letter.isdigit():
            share = tuple(float(v == int(letter)) for v in range(10))
            digits.append(Digit(int(letter), 1.0, share, box, review))
        else:
            symbols.append(Symbol(letter, 1.0, box, len(digits)))
    return Number(tuple(digits), tuple(symbols))


def page_of(table: list[list[str]], review: str = "") -> Page:
    lines = [
        Line(tuple(number(t, 20 + 400 * at, 50 * y, t == review) for at, t in enumerate(row) if t))
        for y, row in enumerate(table)
    ]
    return Page(tuple(lines), 2000, 2000)


def cells_of(*readings: Reading) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(sheet.to_xlsx(readings)))
    return [list(row) for row in book.active.iter_rows()]


def test_numbers_stand_in_the_cells_they_stand_in_on_paper():
    table = [["12", "", "7"], ["", "34", "8"], ["56", "78", ""]]
    rows = cells_of(Reading("a.jpg", 0, page_of(table)))
    assert [[cell.value for cell in row] for row in rows] == [
        [12, None, 7],
        [None, 34, 8],
        [56, 78, None],
    ]


def test_what_a_spreadsheet_would_change_is_text_in_all_of_its_column():
    long = "1234567890123456"
    table = [["007", "1.50", "12/07", long, "-4"], ["112", "-20", "3,1", "5", "123456789012"]]
    rows = cells_of(Reading("a.jpg", 0, page_of(table)))
    assert [[cell.value for cell in row] for row in rows] == [
        ["007", 1.5, "12/07", long, -4],
        ["112", -20, "3,1", "5", 123456789012],
    ]
    assert [cell.number_format for cell in rows[0]] == ["@", "0.00", "@", "@", "0"]
    assert [cell.number_format for cell in rows[1]] == ["@", "0", "@", "@", "0"]


def test_cells_to_check_are_marked():
    ((sound, doubtful),) = cells_of(Reading("a.jpg", 0, page_of([["12", "34"]], review="34")))
    assert sound.fill.fill_type is None
    assert doubtful.fill.fill_type == "solid"


def test_rows_of_several_pages_say_where_they_come_from():
    first, second = page_of([["12", "3"], ["4", ""]]), page_of([["05"]])
    rows = cells_of(
        Reading("=a\x01.jpg", 0, first), Reading("empty", 0, Page()), Reading("b.pdf", 2, second)
    )
    assert [[cell.value for cell in row] for row in rows] == [
        ["=a?.jpg", 1, "12", 3],
        ["=a?.jpg", 1, "4", None],
        ["b.pdf", 3, "05", None],
    ]
    assert rows[0][0].data_type == "s"


def test_a_page_without_digits_is_an_empty_sheet():
    assert cells_of(Reading("a.jpg", 0, Page())) in ([], [[]])
