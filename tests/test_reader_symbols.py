"""Reading numbers with points, minus signs and slashes; what finds those is a stand-in."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inkdigits import annotate
from inkdigits.batch import COLUMNS, read_table, write_table
from inkdigits.batch.rows import alternatives, page_rows
from inkdigits.corrections import Correction, apply, marked
from inkdigits.errors import ConfigError
from inkdigits.locate.candidates import Candidates, FoundSymbols, Record
from inkdigits.locate.detector import DetectorLocator
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box, Page
from pen import draw_ink, overlap
from tiny_models import save_detector

Grey = NDArray[np.uint8]
Corners = tuple[float, float, float, float]

POINT = (152.0, 112.0, 160.0, 120.0)


class WithPoint:
    """Finds digits as the detector does, and a point wherever the ink of one is."""

    def __init__(self, confidence: float = 0.8) -> None:
        self._detector = DetectorLocator(threads=1)
        self._confidence = confidence

    def locate(self, grey: Grey, record: Record | None = None) -> Candidates:
        found = self._detector.locate(grey, record)
        rows, columns = np.nonzero(grey == 3)  # the point's ink has a level of its own
        boxes = np.zeros((0, 4), np.float32)
        if len(rows):
            corners = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
            boxes = np.array([corners], np.float32)
        count = len(boxes)
        symbols = FoundSymbols(boxes, np.full(count, self._confidence, np.float32), (".",) * count)
        return replace(found, symbols=symbols)


def reader_of(*, symbols: bool = True, **options: Any) -> Reader:
    reader = Reader(ReaderOptions(threads=1, symbols=symbols, **options))
    reader._locator = WithPoint()
    return reader


@pytest.fixture(scope="module")
def picture() -> Grey:
    """3.14, and 2047 below it."""
    ink = np.zeros((300, 400), np.uint8)
    for digit, left in ((3, 90), (1, 180), (4, 215)):
        draw_ink(ink, digit, left=left, top=50, height=70, pen=6)
    for digit, left in ((2, 100), (0, 165), (4, 230), (7, 295)):
        draw_ink(ink, digit, left=left, top=190, height=70, pen=6)
    x0, y0, x1, y1 = (int(v) for v in POINT)
    page = np.asarray(255 - ink, np.uint8)
    page[page == 3] = 4
    page[y0:y1, x0:x1] = 3
    return page


@pytest.fixture(scope="module")
def read(picture: Grey) -> Page:
    return reader_of().read(picture)


def test_a_point_is_part_of_its_number(read: Page) -> None:
    assert read.text == "3.14\n2047"
    (point,) = read.numbers[0].symbols
    assert point.box == Box(*POINT)
    assert 0.5 < point.confidence < 1
    assert read.numbers[0].box.x_min < POINT[0] < POINT[2] < read.numbers[0].box.x_max
    assert read.numbers[1].symbols == ()
    assert Page.from_dict(read.to_dict()) == read


@pytest.mark.parametrize(("heat", "count"), [(0.8, 1), (0.55, 0)])
def test_what_was_not_asked_for_is_counted(picture: Grey, heat: float, count: int) -> None:
    reader = reader_of(symbols=False)
    reader._locator = WithPoint(heat)
    page = reader.read(picture)
    assert page.text == "314\n2047"
    assert (page.symbols, page.unread_symbols) == ((), count)
    assert Page.from_dict(page.to_dict()) == page


def test_what_was_asked_for_is_not_counted(read: Page) -> None:
    assert read.unread_symbols == 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_page_has_its_symbols_where_they_stand(picture: Grey, turns: int) -> None:
    lying = np.ascontiguousarray(np.rot90(picture, turns))
    page = reader_of(rotate=str(90 * turns)).read(lying)
    assert page.text == "3.14\n2047"
    assert (lying[place_of(page)] == 3).all()


def test_a_crop_has_its_symbols_in_pixels_of_the_whole(picture: Grey) -> None:
    page = reader_of().read(picture, crop=(60, 20, 400, 160))
    assert page.text == "3.14"
    assert (picture[place_of(page)] == 3).all()


def place_of(read: Page) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (round(v) for v in read.numbers[0].symbols[0].box.xyxy)
    return slice(y0, y1), slice(x0, x1)


def test_the_threshold_marks_symbols_too(picture: Grey) -> None:
    for threshold, doubtful in ((0.0, False), (1.0, True)):
        page = reader_of(review_threshold=threshold).read(picture)
        assert page.numbers[0].symbols[0].needs_review == doubtful


def test_symbols_need_the_detector() -> None:
    with pytest.raises(ConfigError, match="only the detector finds symbols"):
        ReaderOptions(locator="contours", symbols=True)


# --- what uses a page ---------------------------------------------------------------------------


def test_corrections_keep_the_symbols(read: Page) -> None:
    first, last = read.numbers[0].digits[0], read.numbers[0].digits[-1]
    assert apply(read, [Correction(last.box, 9)]).text == "3.19\n2047"
    assert apply(read, [Correction(last.box, None)]).text == "3.1\n2047"
    assert apply(read, [Correction(first.box, None)]).text == ".14\n2047"
    assert marked(read, 0.99999).numbers[0].symbols[0].needs_review
    assert not marked(read, 0.0).needs_review


def test_tables_hold_the_text_as_written(read: Page) -> None:
    (first, second) = page_rows("a.png", 0, read, "number")
    assert (first["text"], second["text"]) == ("3.14", "2047")
    assert page_rows("a.png", 0, read, "page")[0]["text"] == "3.14\n2047"
    assert [row["value"] for row in page_rows("a.png", 0, read, "digit")] == [3, 1, 4, 2, 0, 4, 7]


def test_alternatives_have_the_symbols_in_their_places(read: Page) -> None:
    number = read.numbers[0]
    unsure = replace(number.digits[1], probabilities=(0.0, 0.6) + (0.0,) * 5 + (0.4, 0.0, 0.0))
    number = replace(number, digits=(number.digits[0], unsure, number.digits[2]))
    assert alternatives(number)[0] == "3.74"


def test_symbols_are_drawn_lightly(picture: Grey, read: Page) -> None:
    drawn = np.asarray(annotate(picture, read)).astype(int)
    bare = replace(read, lines=(replace(read.lines[0], numbers=(
        replace(read.numbers[0], symbols=()),)), read.lines[1]))  # fmt: skip
    changed = (drawn != np.asarray(annotate(picture, bare))).any(axis=2)
    rows, columns = np.nonzero(changed)
    around = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert around[0] < POINT[0] < POINT[2] < around[2]
    assert overlap(around, POINT) > 0.01


# --- a detector that knows symbols, or none -------------------------------------------------------


def inkdigits_command(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "inkdigits", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_detector_without_symbols_says_so(tmp_path: Path, picture: Grey) -> None:
    model = save_detector(tmp_path / "digits.onnx", symbols=None)
    reader = Reader(ReaderOptions(detector=model, symbols=True))
    with pytest.raises(ConfigError, match=r"digits\.onnx knows no decimal points"):
        reader.read(picture)


def test_the_command_line_refuses_symbols_that_cannot_be_read(
    tmp_path: Path, picture: Grey
) -> None:
    Image.fromarray(picture).save(tmp_path / "page.png")
    refused = inkdigits_command("read", tmp_path / "page.png", "--symbols", "--locator", "contours")
    assert refused.returncode == ConfigError.exit_code
    assert "only the detector finds symbols" in refused.stderr
    assert refused.stdout == ""
    (tmp_path / "form.toml").touch()
    forms = inkdigits_command(
        "batch", tmp_path / "page.png", tmp_path / "o.csv",
        "--symbols", "--template", tmp_path / "form.toml",
    )  # fmt: skip
    assert forms.returncode == 2
    assert "leave --symbols away" in forms.stderr


def test_the_command_line_says_what_it_did_not_read(tmp_path: Path, picture: Grey) -> None:
    priced = np.where(picture == 3, 255, picture).astype(np.uint8)
    cv2.circle(priced, (160, 116), 5, 0, -1)
    Image.fromarray(priced).save(tmp_path / "page.png")
    plain = inkdigits_command("read", tmp_path / "page.png")
    assert plain.stdout == "314\n2047\n"
    assert plain.stderr.startswith("inkdigits: 1 symbol (. , - / :) in the numbers of ")
    assert plain.stderr.endswith("page.png not read: --symbols reads them\n")
    asked = inkdigits_command("read", tmp_path / "page.png", "--symbols")
    assert (asked.stdout, asked.stderr) == ("3.14\n2047\n", "")
    note = "symbols (. , - / :) in the numbers of 1 page not read: --symbols reads them\n"
    for option in ([], ["--symbols"]):
        out = tmp_path / f"o{len(option)}.csv"
        run = inkdigits_command("batch", tmp_path / "page.png", out, "--workers", "1", *option)
        assert (note in run.stderr) == (not option)


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_no_table_mangles_the_texts(tmp_path: Path, read: Page, ending: str) -> None:
    out = tmp_path / f"numbers.{ending}"
    (row, _) = page_rows("a.png", 0, read, "number")
    texts = ["3.14", "-42", "12/07", ".5", "1,234.50", "0045"]
    write_table(out, [{**row, "text": text} for text in texts], COLUMNS["number"])
    assert [one["text"] for one in read_table(out)] == texts


def test_a_stopped_run_does_not_mix_texts_with_and_without_symbols(
    tmp_path: Path, picture: Grey
) -> None:
    from inkdigits.batch.run import _settings
    from inkdigits.batch.tasks import Work

    without, wanted = (
        _settings("scans", Work(ReaderOptions(symbols=symbols), "number"))
        for symbols in (False, True)
    )
    assert {key for key in wanted if wanted[key] != without[key]} == {"symbols"}


# --- slashes that nobody asked for ----------------------------------------------------------------


@pytest.mark.parametrize("symbols", [False, True])
@pytest.mark.parametrize("reach", [36, 44, 52])
def test_a_slash_between_numbers_is_no_one(reach: int, symbols: bool) -> None:
    ink = np.zeros((200, 460), np.uint8)
    for digit, left in ((1, 40), (2, 80), (0, 250), (7, 320)):
        draw_ink(ink, digit, left=left, top=60, height=70, pen=6)
    cv2.line(ink, (165 + reach, 50), (165, 138), 255, 6, cv2.LINE_AA)
    reader = Reader(ReaderOptions(threads=1, symbols=symbols))
    digits = reader.read(np.asarray(255 - ink, np.uint8)).digits
    assert [digit.value for digit in digits] == [1, 2, 0, 7]
