"""Readings as a spreadsheet: the rows and columns of the paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from inkdigits.columns import Cell, cell_text, in_columns
from inkdigits.errors import ConfigError
from inkdigits.web.exports import Reading

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_PLAIN = re.compile(r"(?!-[0.]+$)-?(0|[1-9]\d{0,14})(\.\d{1,9})?")  # a spreadsheet keeps 15 digits
_DIGITS_IN_ALL = 15
_TO_CHECK = "FFFFD9A8"  # the ground of cells to check, as ARGB


def to_xlsx(readings: Iterable[Reading]) -> bytes:
    """An XLSX file with a row for each line, in which each number stands in its column.

    Rows of several pages begin with the file's name and the page, counted from 1. The numbers of a
    column are numbers to reckon with where a spreadsheet can show all of them as they were written,
    and text where it cannot: 007, 12/07. Cells to check have an orange ground.

    Raises:
        ConfigError: openpyxl, which writes such files, is not installed.
    """
    book = _openpyxl().Workbook()
    sheet: Worksheet = book.active
    sheet.title = "inkdigits"
    pages = list(readings)
    tables = [in_columns(reading.page) for reading in pages]
    columns = zip_longest(*(row for table in tables for row in table), fillvalue=())
    putters = [_putter([cell_text(cell) for cell in column if cell]) for column in columns]
    at = 1
    for reading, table in zip(pages, tables, strict=True):
        place = (reading.name, reading.pdf_page + 1) if len(pages) > 1 else ()
        for row in table:
            _put_row(sheet, at, place, row, putters)
            at += 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _put_row(
    sheet: Worksheet,
    at: int,
    place: Sequence[str | int],
    row: Sequence[Cell],
    putters: Sequence[Callable[[Any, str], None]],
) -> None:
    """Write a row of the paper, after the place that it comes from."""
    from openpyxl.styles import PatternFill

    for column, value in enumerate(place, start=1):
        cell = sheet.cell(at, column)
        if isinstance(value, str):
            _put_text(cell, value)
        else:
            cell.value = value
    for column, numbers in enumerate(row):
        if not numbers:
            continue
        cell = sheet.cell(at, len(place) + column + 1)
        putters[column](cell, cell_text(numbers))
        if any(number.needs_review for number in numbers):
            cell.fill = PatternFill("solid", fgColor=_TO_CHECK)


def _putter(texts: Sequence[str]) -> Callable[[Any, str], None]:
    """What writes the cells of a column in which these texts stand."""
    plain = [_PLAIN.fullmatch(text) for text in texts]
    if not all(plain) or max(sum(map(str.isdigit, text)) for text in texts) > _DIGITS_IN_ALL:
        return _put_text
    return _put_number


def _put_number(cell: Any, text: str) -> None:
    """Write a number, shown with the decimals that it was written with."""
    _, _, decimals = text.partition(".")
    cell.value = float(text) if decimals else int(text)
    cell.number_format = f"0.{'0' * len(decimals)}" if decimals else "0"


def _put_text(cell: Any, text: str) -> None:
    """Write text: no formula and no date, whatever it looks like."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("?", text)
    cell.data_type = "s"
    cell.number_format = "@"


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise ConfigError(
            "XLSX needs openpyxl, which is not installed: pip install 'inkdigits[web]', or save "
            "CSV instead"
        ) from error
    return openpyxl
