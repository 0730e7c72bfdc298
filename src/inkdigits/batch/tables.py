"""Tables as files: CSV, JSON lines, Parquet and XLSX, written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from inkdigits.batch.rows import Columns, Row, known_columns
from inkdigits.errors import ConfigError, DataError

TABLE_ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx")

_ROWS_AT_A_TIME = 20_000
_XLSX_ROWS, _XLSX_TEXT = 1_048_576, 32_767  # Microsoft, "Excel specifications and limits"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # ST_Xstring of ECMA-376
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def table_ending(path: str | os.PathLike[str]) -> str:
    """The ending of a table's name, in small letters.

    Raises:
        ConfigError: No table is written under such a name.
    """
    ending = os.path.splitext(os.fspath(path))[1].lower()
    if ending not in TABLE_ENDINGS:
        raise ConfigError(
            f"the ending of {os.fspath(path)!r} says no kind of table: expected "
            f"{', '.join(TABLE_ENDINGS)}. Give it one of these"
        )
    return ending


def check_writable(path: str | os.PathLike[str]) -> None:
    """See that a table of such a name can be written, before there is anything to write.

    Raises:
        ConfigError: Its ending is no table's, or a library is missing.
    """
    needs = {".parquet": _arrow, ".xlsx": _openpyxl}.get(table_ending(path))
    if needs is not None:
        needs()


def write_table(
    path: str | os.PathLike[str], rows: Iterable[Mapping[str, Any]], columns: Columns | None = None
) -> int:
    """Write a table; a table of that name is replaced when the new one is complete.

    A link stays a link, to the new table, and who may read a table stays as it was.

    Args:
        path: Its ending says which kind: .csv, .jsonl, .parquet or .xlsx.
        rows: What each column holds; a column that a row does not have stays empty.
        columns: Names and types (str, int, float, bool) in their order. None takes what the rows
            have, which are then all held in memory.

    Returns:
        How many rows were written.

    Raises:
        ConfigError: The name's ending is no table's, the file cannot be written, a library is
            missing, or the table is too long for the format.
    """
    path = Path(path)
    ending = table_ending(path)
    if path.is_symlink():
        path = path.resolve()
    if columns is None:
        rows = list(rows)
        columns = _columns_of(rows)
    unfinished = path.with_name(path.name + ".writing")
    try:
        with open(unfinished, "wb") as file:
            count = _WRITERS[ending](file, rows, columns)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # there is no table yet
            shutil.copymode(path, unfinished)
        os.replace(unfinished, path)
    except OSError as error:
        raise ConfigError(
            f"cannot write {os.fspath(path)!r} ({error.strerror or error}): close it where it is "
            f"open, check that the folder is there and not full, and try again"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return count


def read_table(path: str | os.PathLike[str]) -> list[Row]:
    """Read a table that `write_table` wrote, or one that was edited since.

    Args:
        path: Its ending says which kind: .csv, .jsonl, .parquet or .xlsx.

    Returns:
        A dict for each row, with the types that `batch` writes; columns of CSV and XLSX that
        `batch` does not write are text. An empty cell is None, or "" in a column of text.

    Raises:
        DataError: The file is missing, damaged, or no such table.
        ConfigError: The name's ending is no table's, or a library is missing.
    """
    path = Path(path)
    ending = table_ending(path)
    try:
        return _READERS[ending](path)
    except (ConfigError, DataError):
        raise
    except FileNotFoundError as error:
        raise DataError(f"there is no table {os.fspath(path)!r}: check the path") from error
    except Exception as error:  # each library has errors of its own
        raise DataError(
            f"{os.fspath(path)!r} cannot be read as a table ({type(error).__name__}: {error}): "
            f"expected what `inkdigits batch` writes. Save it again as {ending}"
        ) from error


def _columns_of(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """All columns of the rows, in the order in which they first appear, with their types."""
    names = dict.fromkeys(name for row in rows for name in row)
    known = known_columns(names)
    return {name: known.get(name) or _type_of(row.get(name) for row in rows) for name in names}


def _type_of(values: Iterable[Any]) -> type:
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1 and (kind := kinds.pop()) in (int, float, bool):
        return kind
    return float if kinds == {int, float} else str


# --- CSV and JSON lines ---------------------------------------------------------------------------


class _Lines:
    """Lines of the csv module into a binary file, each ending in a line feed alone.

    The module must think that they end in a carriage return, too, or it puts no quotes around one
    in a cell.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(line.removesuffix("\r\n").encode("utf-8") + b"\n")


def _write_csv(file: BinaryIO, rows: Iterable[Mapping[str, Any]], columns: Columns) -> int:
    writer = csv.writer(_Lines(file), lineterminator="\r\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        values = (row.get(name) for name in columns)
        writer.writerow([str(v).lower() if isinstance(v, bool) else v for v in values])
        count += 1
    return count


def _read_csv(path: Path) -> list[Row]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = _header(path, next(reader, []))
        return _typed(path, header, reader)


def _write_jsonl(file: BinaryIO, rows: Iterable[Mapping[str, Any]], columns: Columns) -> int:
    count = 0
    for row in rows:
        line = json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False)
        file.write(line.encode("utf-8") + b"\n")
        count += 1
    return count


def _read_jsonl(path: Path) -> list[Row]:
    rows = []
    with open(path, encoding="utf-8") as file:
        for place, line in enumerate(file, 1):
            row = json.loads(line)
            if not isinstance(row, dict):
                raise DataError(
                    f"line {place} of {os.fspath(path)!r} is no JSON object: expected one a row"
                )
            rows.append(row)
    return rows


# --- Parquet --------------------------------------------------------------------------------------


def _write_parquet(file: BinaryIO, rows: Iterable[Mapping[str, Any]], columns: Columns) -> int:
    arrow, parquet = _arrow()
    kinds = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    schema = arrow.schema([(name, kinds[kind]) for name, kind in columns.items()])
    count = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for chunk in _chunks(rows):
            values = [[_as(row.get(n), k) for row in chunk] for n, k in columns.items()]
            arrays = [arrow.array(v, f.type) for v, f in zip(values, schema, strict=True)]
            writer.write_table(arrow.table(arrays, schema=schema))
            count += len(chunk)
    return count


def _as(value: Any, kind: type) -> Any:
    """Text where a column is text; other values as they are."""
    return value if value is None or kind is not str else str(value)


def _chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    iterator = iter(rows)
    while chunk := list(itertools.islice(iterator, _ROWS_AT_A_TIME)):
        yield chunk


def _read_parquet(path: Path) -> list[Row]:
    _, parquet = _arrow()
    rows: list[Row] = parquet.ParquetFile(path).read().to_pylist()
    return rows


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise ConfigError(
            "Parquet needs pyarrow, which is not installed: pip install 'inkdigits[batch]', or "
            "choose a name that ends in .csv or .jsonl"
        ) from error
    return pyarrow, parquet


# --- XLSX -----------------------------------------------------------------------------------------


def _write_xlsx(file: BinaryIO, rows: Iterable[Mapping[str, Any]], columns: Columns) -> int:
    openpyxl = _openpyxl()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("inkdigits")
    sheet.freeze_panes = "A2"
    try:
        sheet.append([_text_cell(sheet, name) for name in columns])
        count = 0
        for row in rows:
            count += 1
            if count >= _XLSX_ROWS:
                raise ConfigError(
                    f"a sheet of XLSX holds {_XLSX_ROWS:,} rows, and here are more: choose a name "
                    f"that ends in .csv, .jsonl or .parquet"
                )
            sheet.append([_cell(sheet, row.get(name), kind) for name, kind in columns.items()])
    except BaseException:
        sheet.close()  # or its generator complains when it is thrown away
        raise
    book.save(file)
    return count


def _cell(sheet: Any, value: Any, kind: type) -> Any:
    return value if value is None or kind is not str else _text_cell(sheet, value)


def _text_cell(sheet: Any, value: Any) -> Any:
    """A cell of text: no formula, whatever it begins with, and no number that loses its zeros."""
    from openpyxl.cell import WriteOnlyCell

    text = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", str(value))
    if len(text) > _XLSX_TEXT:
        raise ConfigError(
            f"a cell of XLSX holds {_XLSX_TEXT:,} characters, and here are {len(text):,}: choose a "
            f"name that ends in .csv, .jsonl or .parquet"
        )
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _read_xlsx(path: Path) -> list[Row]:
    openpyxl = _openpyxl()
    with contextlib.closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        sheet = book.worksheets[0]
        cells = sheet.iter_rows(values_only=True)
        header = _header(path, [_plain(name) for name in next(cells, ())])
        return _typed(path, header, ([_plain(value) for value in row] for row in cells))


def _plain(value: Any) -> str:
    """A cell's text, with the characters that XML cannot hold."""
    text = "" if value is None else str(value)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise ConfigError(
            "XLSX needs openpyxl, which is not installed: pip install 'inkdigits[batch]', or "
            "choose a name that ends in .csv or .jsonl"
        ) from error
    return openpyxl


# --- cells of text to values ----------------------------------------------------------------------


def _header(path: Path, names: list[str]) -> list[str]:
    if not names or len(set(names)) < len(names):
        raise DataError(
            f"the first line of {os.fspath(path)!r} should name each column once, found {names}: "
            f"give a table that `inkdigits batch` wrote"
        )
    return names


def _typed(path: Path, header: list[str], lines: Iterable[list[str]]) -> list[Row]:
    """Lines of cells, none empty all over, as rows of values."""
    known = known_columns(header)
    rows = []
    for place, cells in enumerate(lines, 2):
        if len(cells) > len(header):
            raise DataError(
                f"line {place} of {os.fspath(path)!r} has {len(cells)} cells, and the first line "
                f"names {len(header)}: save the table again"
            )
        if not any(cells):
            continue
        cells = cells + [""] * (len(header) - len(cells))
        row: Row = {}
        for name, cell in zip(header, cells, strict=True):
            kind = known.get(name, str)
            try:
                row[name] = cell if kind is str else _value(cell, kind)
            except ValueError as error:
                raise DataError(
                    f"line {place} of {os.fspath(path)!r} has {cell!r} in the column {name}: "
                    f"expected {_KIND_NAMES[kind]}. Mend the cell"
                ) from error
        rows.append(row)
    return rows


def _value(cell: str, kind: type) -> Any:
    if cell == "":
        return None
    if kind is bool:
        if cell.lower() not in ("true", "false", "1", "0"):
            raise ValueError(cell)
        return cell.lower() in ("true", "1")
    if kind is int and "." in cell:  # as spreadsheets write whole numbers at times
        number = float(cell)
        if not number.is_integer():
            raise ValueError(cell)
        return int(number)
    return kind(cell)


_KIND_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}

_WRITERS: dict[str, Callable[[BinaryIO, Iterable[Mapping[str, Any]], Columns], int]] = {
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
}
_READERS: dict[str, Callable[[Path], list[Row]]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
    ".xlsx": _read_xlsx,
}
