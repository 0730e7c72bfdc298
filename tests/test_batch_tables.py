"""Tables as files: what is written is read back, whole or not at all."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.batch import COLUMNS, read_table, write_table
from inkdigits.batch import tables as tables_module
from inkdigits.errors import ConfigError, DataError

ENDINGS = (".csv", ".jsonl", ".parquet", ".xlsx")

PAGE_HEADER = b"file,page,text,digits,mean_confidence,needs_review\n"

ROWS: list[dict[str, Any]] = [
    {
        "file": 'scans/ä "1", b\n.png',
        "page": 1,
        "line": 1,
        "number": 2,
        "column": 3,
        "text": "0045",
        "confidence": 0.25,
        "needs_review": True,
        "x_min": 1.5,
        "y_min": 2.0,
        "x_max": 30.0,
        "y_max": 40.25,
        "alternatives": "0046 8045",
    },
    {
        "file": "=1+2",
        "page": 12,
        "line": 3,
        "number": 1,
        "column": 1,
        "text": "12345678901234567890",
        "confidence": 1.0,
        "needs_review": False,
        "x_min": 0.0,
        "y_min": 0.0,
        "x_max": 1.0,
        "y_max": 1.0,
        "alternatives": "",
    },
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_rows_come_back_as_they_were_written(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    assert write_table(path, iter(ROWS), COLUMNS["number"]) == 2
    assert read_table(path) == ROWS
    again = tmp_path / f"again{ending}"
    write_table(again, read_table(path))
    assert read_table(again) == ROWS


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_blank_page_is_a_row_with_empty_cells(tmp_path: Path, ending: str) -> None:
    row = dict.fromkeys(COLUMNS["page"]) | {"file": "a.png", "page": 1, "text": "", "digits": 0}
    row |= {"needs_review": False, "width": 80, "height": 60, "rotation": 0}
    row |= {"unread_symbols": 0}
    write_table(tmp_path / f"t{ending}", [row], COLUMNS["page"])
    assert read_table(tmp_path / f"t{ending}") == [row]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_without_rows_still_has_its_columns(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    write_table(path, [], COLUMNS["digit"])
    assert read_table(path) == []
    if ending == ".csv":
        assert path.read_text().splitlines() == [",".join(COLUMNS["digit"])]
    if ending == ".parquet":
        assert pyarrow.parquet.read_schema(path).names == list(COLUMNS["digit"])


@pytest.mark.parametrize("ending", ENDINGS)
def test_columns_of_others_are_kept(tmp_path: Path, ending: str) -> None:
    rows = [{**ROWS[0], "checked_by": "Ann"}, {**ROWS[1], "checked_by": "007"}]
    write_table(tmp_path / f"t{ending}", rows)
    assert [row["checked_by"] for row in read_table(tmp_path / f"t{ending}")] == ["Ann", "007"]


def test_numbers_are_text_in_a_spreadsheet(tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", ROWS, COLUMNS["number"])
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    text, name = sheet["F2"], sheet["A3"]
    assert (text.value, text.data_type, text.number_format) == ("0045", "s", "@")
    assert (name.value, name.data_type) == ("=1+2", "s")  # no formula
    assert sheet["G2"].value == 0.25


def test_control_characters_do_not_spoil_a_spreadsheet(tmp_path: Path) -> None:
    rows = [{"file": f"a{c}.png", "page": 1} for c in ("\x07", "\r", "\ufffe", "_x0041_")]
    write_table(tmp_path / "t.xlsx", rows)
    assert read_table(tmp_path / "t.xlsx") == rows
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert sheet["A2"].value == "a_x0007_.png"  # as spreadsheet programs write it


def test_a_table_saved_by_a_spreadsheet_program_is_read(tmp_path: Path) -> None:
    # A byte order mark, TRUE in capitals, 1.0 for 1, and lines that end as on Windows.
    header = "\ufefffile,page,text,digits,mean_confidence,needs_review\r\n"
    (tmp_path / "t.csv").write_bytes(f"{header}a.png,1.0,007,3,,TRUE\r\n,,,,,\r\n".encode())
    row = {"file": "a.png", "page": 1, "text": "007", "digits": 3, "mean_confidence": None}
    assert read_table(tmp_path / "t.csv") == [{**row, "needs_review": True}]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_fields_of_a_form_are_text_whatever_their_names(tmp_path: Path, ending: str) -> None:
    row = {"file": "a.png", "page": 1, "number": "007", "text": "", "needs_review": "text"}
    write_table(tmp_path / f"t{ending}", [row])
    assert read_table(tmp_path / f"t{ending}") == [row]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", b"", "name each column"),
        ("t.csv", b"file,file\n", "name each column"),
        ("t.csv", b"file,page\na.png,one\n", "line 2.*'one'.*whole number"),
        ("t.csv", PAGE_HEADER + b"a.png,1,7,1,1,perhaps\n", "true or false"),
        ("t.csv", b"file\na.png,b,c\n", "3 cells"),
        ("t.csv", b"\xff\xfe\x00", "cannot be read as a table"),
        ("t.jsonl", b"[1]\n", "no JSON object"),
        ("t.jsonl", b"{torn", "cannot be read as a table"),
        ("t.parquet", b"PAR1nothing", "cannot be read as a table"),
        ("t.xlsx", b"nothing", "cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_a_data_error(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_table(tmp_path / name)


def test_a_missing_table_and_an_unknown_ending(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no table"):
        read_table(tmp_path / "none.csv")
    for use in (read_table, lambda path: write_table(path, ROWS)):
        with pytest.raises(ConfigError, match=r"\.csv, \.jsonl, \.parquet, \.xlsx"):
            use(tmp_path / "t.ods")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, ending: str) -> None:
    def rows() -> Any:
        yield ROWS[0]
        raise ZeroDivisionError

    path = tmp_path / f"t{ending}"
    write_table(path, ROWS[:1], COLUMNS["number"])
    with pytest.raises(ZeroDivisionError):
        write_table(path, rows(), COLUMNS["number"])
    assert read_table(path) == ROWS[:1]
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_a_private_table_private(tmp_path: Path) -> None:
    table, link = tmp_path / "shared" / "t.csv", tmp_path / "t.csv"
    table.parent.mkdir()
    link.symlink_to(table)
    write_table(link, ROWS[:1], COLUMNS["number"])
    table.chmod(0o600)
    write_table(link, ROWS, COLUMNS["number"])
    assert link.is_symlink()
    assert read_table(table) == ROWS
    assert table.stat().st_mode & 0o777 == 0o600


def test_a_table_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot write"):
        write_table(tmp_path / "nowhere" / "t.csv", ROWS)


def test_a_spreadsheet_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables_module, "_XLSX_ROWS", 3)  # the header and two rows
    write_table(tmp_path / "t.xlsx", ROWS)
    with pytest.raises(ConfigError, match=r"holds 3 rows.*\.parquet"):
        write_table(tmp_path / "t.xlsx", ROWS + ROWS)
    with pytest.raises(ConfigError, match="32,767 characters"):
        write_table(tmp_path / "t.xlsx", [{"text": "7" * 40_000}])
    assert read_table(tmp_path / "t.xlsx") == ROWS


@pytest.mark.parametrize(("ending", "module"), [(".parquet", "pyarrow"), (".xlsx", "openpyxl")])
def test_a_missing_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, module: str
) -> None:
    (tmp_path / f"t{ending}").write_bytes(b"")
    monkeypatch.setitem(sys.modules, module, None)
    for use in (read_table, lambda path: write_table(path, ROWS)):
        with pytest.raises(ConfigError, match=r"inkdigits\[batch\]"):
            use(tmp_path / f"t{ending}")
    write_table(tmp_path / "t.csv", ROWS)
    write_table(tmp_path / "t.jsonl", ROWS)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(st.lists(st.fixed_dictionaries({"file": NAMES, "text": st.text("0123456789?", max_size=9)})))
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("t")
    for ending in ENDINGS:
        write_table(folder / f"t{ending}", rows, {"file": str, "text": str})
        assert read_table(folder / f"t{ending}") == rows


def test_others_read_the_files_as_usual(tmp_path: Path) -> None:
    for ending in ENDINGS:
        write_table(tmp_path / f"t{ending}", ROWS, COLUMNS["number"])
    with open(tmp_path / "t.csv", newline="", encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert (first["file"], first["text"], first["needs_review"]) == (
        ROWS[0]["file"],
        "0045",
        "true",
    )
    assert json.loads((tmp_path / "t.jsonl").read_text("utf-8").splitlines()[0]) == ROWS[0]
    table = pyarrow.parquet.read_table(tmp_path / "t.parquet")
    assert [str(field.type) for field in table.schema][:8] == [
        "string",
        "int64",
        "int64",
        "int64",
        "int64",
        "string",
        "double",
        "bool",
    ]
