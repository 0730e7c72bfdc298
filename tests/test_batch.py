"""Many pages into one table: what is found, what the rows say, and what goes wrong."""

from __future__ import annotations

import csv
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

import inkdigits
from batch_pages import ONE, SEVEN, TWO, batch_command, drawn, folder_of
from inkdigits.batch import (
    COLUMNS,
    BatchOptions,
    Progress,
    errors_path,
    read_table,
    remembered,
    run_batch,
    write_table,
)
from inkdigits.batch.inputs import find_sources
from inkdigits.batch.rows import alternatives, error_row, page_rows
from inkdigits.errors import ConfigError, ImageError
from inkdigits.result import Box, Digit, Line, Number, Page

ONE_WORKER = BatchOptions(workers=1)


# --- rows -------------------------------------------------------------------------------------


def digit(value: int, confidence: float, at: float, other: int | None = None) -> Digit:
    probabilities = [0.0] * 10
    probabilities[value] = confidence
    if other is not None:
        probabilities[other] = 0.9 - confidence
    box = Box(at, 10.04, at + 8, 30)
    return Digit(value, confidence, tuple(probabilities), box, confidence < 0.9)


PAGE = Page(
    (
        Line(
            (Number((digit(0, 1.0, 10), digit(7, 0.5, 20, other=1))), Number((digit(4, 1.0, 90),)))
        ),
        Line((Number((digit(2, 0.95, 11),)),)),
    ),
    200,
    100,
)


def test_a_row_for_each_number() -> None:
    rows = page_rows("a.png", 2, PAGE, "number")
    assert [list(row) for row in rows] == [list(COLUMNS["number"])] * 3
    assert rows[0] == {
        "file": "a.png",
        "page": 3,
        "line": 1,
        "number": 1,
        "column": 1,
        "text": "07",
        "confidence": 0.5,
        "needs_review": True,
        "x_min": 10.0,
        "y_min": 10.0,
        "x_max": 28.0,
        "y_max": 30.0,
        "alternatives": "01",
    }
    assert [(r["line"], r["number"], r["text"]) for r in rows] == [
        (1, 1, "07"),
        (1, 2, "4"),
        (2, 1, "2"),
    ]


def test_numbers_below_each_other_have_the_same_column() -> None:
    below = Line((Number((digit(2, 0.95, 92),)),))
    rows = page_rows("a.png", 0, Page((*PAGE.lines, below), 200, 100), "number")
    assert [(r["number"], r["column"]) for r in rows] == [(1, 1), (2, 2), (1, 1), (1, 2)]


def test_a_row_for_each_digit() -> None:
    rows = page_rows("a.png", 0, PAGE, "digit")
    assert [list(row) for row in rows] == [list(COLUMNS["digit"])] * 4
    assert [(r["number"], r["digit"], r["value"]) for r in rows[:3]] == [
        (1, 1, 0),
        (1, 2, 7),
        (2, 1, 4),
    ]
    assert (rows[1]["p7"], rows[1]["p1"], rows[1]["p0"]) == (0.5, 0.4, 0.0)


def test_a_row_for_each_page_even_a_blank_one() -> None:
    (row,) = page_rows("a.png", 0, PAGE, "page")
    assert list(row) == list(COLUMNS["page"])
    assert (row["text"], row["digits"], row["needs_review"]) == ("07 4\n2", 4, True)
    assert (row["mean_confidence"], row["min_confidence"]) == (0.8625, 0.5)
    (blank,) = page_rows("a.png", 0, Page((), 20, 10), "page")
    assert (blank["text"], blank["digits"], blank["mean_confidence"]) == ("", 0, None)
    assert page_rows("a.png", 0, Page((), 20, 10), "number") == []


def test_an_error_is_text_whatever_file_it_names() -> None:
    assert error_row("\udcff.png", 0, "no such file: \udcff.png") == {
        "file": "\\udcff.png",
        "page": 1,
        "error": "no such file: \\udcff.png",
    }


def test_alternatives_are_the_likeliest_other_readings() -> None:
    number = Number((digit(7, 0.6, 0, other=1), digit(4, 0.5, 9, other=9)))
    assert alternatives(number) == ["79", "14", "19"]
    assert alternatives(Number((digit(7, 1.0, 0),))) == []
    long = Number(tuple(digit(7, 0.6, 10 * k, other=1) for k in range(40)))
    assert alternatives(long) == []  # each of them is too unlikely


# --- what is read -----------------------------------------------------------------------------


def names(place: Path | str, root: Path) -> list[str]:
    return [os.path.relpath(source.file, root) for source in find_sources(str(place))]


def test_a_folder_is_read_in_the_order_of_people(tmp_path: Path) -> None:
    for name in ("p10.png", "p2.PNG", "b/1.jpg", "b/c/scan.pdf", "notes.txt", ".hidden.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x.png").write_bytes(b"")
    assert names(tmp_path, tmp_path) == ["b/1.jpg", "b/c/scan.pdf", "p2.PNG", "p10.png"]


def test_a_pattern_a_list_and_a_single_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("p10.png", "p2.png", "b/p1.png", "odd [1].png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert names(tmp_path / "p*.png", tmp_path) == ["p2.png", "p10.png"]
    assert names(tmp_path / "**/p*.png", tmp_path) == ["b/p1.png", "p2.png", "p10.png"]
    assert names(tmp_path / "odd [1].png", tmp_path) == ["odd [1].png"]
    (tmp_path / "b" / "list.txt").write_text("../p10.png\r\n\np1.png\n../p10.png\nnone.png")
    monkeypatch.chdir(tmp_path / "b")
    assert [s.file for s in find_sources("list.txt")] == ["../p10.png", "p1.png", "none.png"]
    monkeypatch.chdir(tmp_path)  # paths are looked for beside the list, too
    assert names("b/list.txt", tmp_path) == ["p10.png", "b/p1.png", "none.png"]


def test_a_list_has_a_path_a_line_whatever_is_in_the_path(tmp_path: Path) -> None:
    name = "a\u2028b\x85c.png"
    drawn(ONE).save(tmp_path / name)
    (tmp_path / "list.txt").write_text(f"{name}\r\n\n", encoding="utf-8")
    assert [one.file for one in find_sources(str(tmp_path / "list.txt"))] == [str(tmp_path / name)]


def test_no_path_is_a_formula(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("=1+1.png", "@a.png", "-1.png", "+1.png", "a=1.png"):
        drawn(ONE).save(name)
    found = [one.file for one in find_sources("*.png")]
    assert found == ["./+1.png", "./-1.png", "./=1+1.png", "./@a.png", "a=1.png"]


def test_a_url_is_a_place_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("p10.png", "p2.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"1")
    url = tmp_path.as_uri()
    assert [s.file for s in find_sources(url)] == [f"{url}/p2.png", f"{url}/p10.png"]
    assert [s.file for s in find_sources(f"{url}/*0.png")] == [f"{url}/p10.png"]
    assert [s.file for s in find_sources(f"{url}/p2.png")] == [f"{url}/p2.png"]
    with pytest.raises(ImageError, match="check the address"):
        find_sources(f"{url}/none.png")
    with pytest.raises(ImageError, match="Protocol not known"):
        find_sources("nosuchstorage://bucket/scans")
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ConfigError, match=r"inkdigits\[ray\].*s3fs"):
        find_sources("s3://bucket/scans")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none", "no folder or file"),
        ("*.png", "in quotes"),
        ("", "no pictures"),
        ("l.txt", "empty"),
    ],
)
def test_nothing_to_read_is_an_image_error(tmp_path: Path, name: str, message: str) -> None:
    if name.endswith(".txt"):
        (tmp_path / name).write_text("\n\n")
    with pytest.raises(ImageError, match=message):
        find_sources(str(tmp_path / name))


# --- runs -------------------------------------------------------------------------------------


def test_a_folder_becomes_a_table(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 12)
    run = batch_command("scans", "out.csv", "--workers", "2", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert "out.csv: " in run.stderr
    assert "12 pages" in run.stderr
    assert "2 pages without digits" in run.stderr
    rows = read_table(tmp_path / "out.csv")
    assert [row["file"] for row in rows] == [
        f"scans/page {k}.png" for k in range(1, 13) if k % 5 for _ in "x"
    ]
    assert rows[1]["text"].replace(" ", "") == "27"
    page = inkdigits.read(pages / "page 2.png")
    assert rows[1]["x_min"] == pytest.approx(page.numbers[0].box.x_min, abs=0.06)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "out.csv",
        "out.csv.options.json",
        "scans",
    ]


def test_workers_and_formats_make_no_difference(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 7)
    tables = {}
    for name, workers in (("a.csv", 1), ("b.jsonl", 3), ("c.parquet", 1), ("d.xlsx", 2)):
        run_batch(pages, tmp_path / name, BatchOptions(workers=workers, rows="digit"))
        tables[name] = read_table(tmp_path / name)
    assert len(tables["a.csv"]) > 7
    assert all(rows == tables["a.csv"] for rows in tables.values())


def test_all_pages_of_a_pdf_and_all_frames_of_a_tiff(tmp_path: Path) -> None:
    first, *others = drawn(SEVEN), drawn(), drawn(TWO), drawn(ONE)
    first.save(tmp_path / "b.tif", save_all=True, append_images=others)
    first.save(tmp_path / "a.pdf", save_all=True, append_images=others, resolution=100)
    drawn(TWO).save(tmp_path / "c.gif", save_all=True, append_images=[drawn(SEVEN)])
    summary = run_batch(tmp_path, tmp_path / "out.jsonl", BatchOptions(workers=2, rows="page"))
    rows = read_table(tmp_path / "out.jsonl")
    assert [(Path(row["file"]).name, row["page"], row["text"]) for row in rows] == [
        ("a.pdf", 1, "7"),
        ("a.pdf", 2, ""),
        ("a.pdf", 3, "2"),
        ("a.pdf", 4, "1"),
        ("b.tif", 1, "7"),
        ("b.tif", 2, ""),
        ("b.tif", 3, "2"),
        ("b.tif", 4, "1"),
        ("c.gif", 1, "2"),
    ]
    assert (summary.pages, summary.blank, summary.rows) == (9, 2, 9)


def test_bad_files_are_listed_and_the_run_goes_on(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 3)
    (pages / "a broken.png").write_bytes((pages / "page 1.png").read_bytes()[:100])
    (pages / "b empty.pdf").write_bytes(b"")
    (pages / "c text.jpg").write_text("no picture")
    run = batch_command(pages, tmp_path / "out.csv", "--workers", "1", "--rows", "page")
    assert run.returncode == 3
    assert "3 pages could not be read" in run.stderr
    assert "out.csv.errors.csv" in run.stderr
    assert len(read_table(tmp_path / "out.csv")) == 3
    with open(tmp_path / "out.csv.errors.csv", newline="") as file:
        errors = list(csv.DictReader(file))
    assert [Path(e["file"]).name for e in errors] == ["a broken.png", "b empty.pdf", "c text.jpg"]
    assert all(e["page"] == "1" and Path(e["file"]).name in e["error"] for e in errors)
    for bad in ("a broken.png", "b empty.pdf", "c text.jpg"):
        (pages / bad).unlink()
    again = batch_command(pages, tmp_path / "out.csv", "--workers", "1", "--force")
    assert again.returncode == 0
    assert not (tmp_path / "out.csv.errors.csv").exists()


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xff7.png")
    with open(name, "wb") as file:
        drawn(SEVEN).save(file, "PNG")
    for ending in (".csv", ".parquet", ".xlsx"):
        write_table(tmp_path / f"out{ending}", page_rows(name, 0, PAGE, "page"))
        (row,) = read_table(tmp_path / f"out{ending}")
        assert row["file"] == f"{tmp_path}/\\udcff7.png"
    run_batch(tmp_path, tmp_path / "7.csv", ONE_WORKER)
    (row,) = read_table(tmp_path / "7.csv")
    assert (row["file"], row["text"]) == (f"{tmp_path}/\\udcff7.png", "7")


def test_reading_options_are_those_of_read(tmp_path: Path) -> None:
    drawn(TWO, SEVEN).transpose(Image.Transpose.ROTATE_90).save(tmp_path / "side.png")
    run = batch_command(
        tmp_path / "side.png",
        tmp_path / "out.jsonl",
        *("--rotate", "90", "--review-threshold", "1", "--rows", "page", "--locator", "contours"),
    )
    assert run.returncode == 0
    (row,) = read_table(tmp_path / "out.jsonl")
    assert (row["rotation"], row["digits"], row["needs_review"]) == (90, 2, True)
    assert (row["width"], row["height"]) == (96, 160)


# --- what is refused --------------------------------------------------------------------------


def test_a_finished_table_is_not_replaced_unasked(tmp_path: Path) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    (tmp_path / "out.csv").write_text("mine")
    run = batch_command(tmp_path / "7.png", tmp_path / "out.csv")
    assert run.returncode == 2
    assert "--force" in run.stderr
    assert (tmp_path / "out.csv").read_text() == "mine"
    forced = batch_command(tmp_path / "7.png", tmp_path / "out.csv", "--force", "--quiet")
    assert (forced.returncode, forced.stdout, forced.stderr) == (0, "", "")
    assert read_table(tmp_path / "out.csv")[0]["text"] == "7"


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["7.png", "out.ods"], 2, ".parquet"),
        (["none", "out.csv"], 3, "no folder or file"),
        (["7.png", "out.csv", "--workers", "0"], 2, "workers"),
        (["7.png", "out.csv", "--model", "none.onnx"], 4, "none.onnx"),
    ],
)
def test_wrong_use_is_a_sentence(tmp_path: Path, args: list[str], code: int, message: str) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    run = batch_command(*args, cwd=tmp_path)
    assert run.returncode == code
    assert message in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["7.png"]


@pytest.mark.parametrize(
    ("out", "message"),
    [
        ("out", r"\.csv"),
        ("nowhere/out.csv", "no folder"),
        ("folder.csv", "is a folder"),
        ("file:///tmp/out.csv", "--engine ray"),
        ("out.parquet", r"inkdigits\[batch\]"),
        ("out.xlsx", r"inkdigits\[batch\]"),
    ],
)
def test_an_output_that_cannot_be_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str, message: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.chdir(tmp_path)
    drawn(SEVEN).save("7.png")
    Path("folder.csv").mkdir()
    with pytest.raises(ConfigError, match=message):
        run_batch("7.png", out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["7.png", "folder.csv"]


def test_options_are_checked() -> None:
    for wrong in ({"rows": "word"}, {"engine": "steam"}, {"workers": -1}, {"address": "h:1"}):
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            BatchOptions(**wrong)  # type: ignore[arg-type]


# --- progress ---------------------------------------------------------------------------------


def test_progress_says_how_many_how_fast_and_how_many_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Progress(shown=True) as progress:
        progress.begin(10, 4)
        progress.more(2)
        progress.step(failed=True)
        progress.step(failed=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert "6/12" in err
    assert "failed=1" in err


def test_progress_without_tqdm_is_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    monkeypatch.setattr("inkdigits.batch.progress._SECONDS_BETWEEN_LINES", -1.0)
    with Progress(shown=True) as progress:
        progress.begin(10, 4)
        progress.step(failed=True)
    assert "5 of 10 pages, " in (err := capsys.readouterr().err)
    assert " left, 1 failed" in err


# --- forms ------------------------------------------------------------------------------------

TEMPLATE = """
units = "pixels"
width = 320
height = 96
registration = { kind = "none" }

[[fields]]
name = "number"
box = [0, 0, 160, 96]

[[fields]]
name = "text"
box = [160, 0, 320, 96]
required = true
"""


def test_forms_are_a_row_a_page_and_a_column_a_field(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(TEMPLATE)
    pages = [drawn(TWO, SEVEN, ONE, TWO), Image.new("L", (320, 96), 255)]
    pages[0].save(tmp_path / "forms.tif", save_all=True, append_images=pages[1:])
    run = batch_command("forms.tif", "out.csv", "--template", "form.toml", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "1 form to check" in run.stderr
    first, blank = read_table(tmp_path / "out.csv")
    assert list(first) == ["file", "page", "number", "text", "alignment", "needs_review"]
    assert (first["number"], first["text"], first["needs_review"]) == ("27", "12", "")
    assert (blank["number"], blank["page"], blank["needs_review"]) == ("", 2, "text")


def test_a_template_that_cannot_be_used_is_wrong_use(tmp_path: Path) -> None:
    drawn(SEVEN).save(tmp_path / "7.png")
    (tmp_path / "form.toml").write_text(TEMPLATE.replace('"number"', '"file"'))
    for name, message in (("none.toml", "none.toml"), ("form.toml", "'file'")):
        with pytest.raises(ConfigError, match=message):
            run_batch(tmp_path, tmp_path / "out.csv", BatchOptions(template=tmp_path / name))
    run = batch_command("7.png", "out.csv", "--template", "x", "--rows", "page", cwd=tmp_path)
    assert run.returncode == 2
    assert "--rows" in run.stderr
    assert not list(tmp_path.glob("out*"))


# --- the image --------------------------------------------------------------------------------


def test_the_container_is_built_from_what_is_there() -> None:
    root = Path(__file__).parents[1]
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    recipe = (root / "Dockerfile").read_text()
    (wanted,) = re.findall(r"^ARG EXTRAS=(\S+)$", recipe, re.MULTILINE)
    assert {"server", "batch", "pdf"} <= set(wanted.split(",")) <= set(extras)
    copied = {
        name for line in re.findall(r"^COPY ((?!--).+)$", recipe, re.M) for name in line.split()
    }
    allowed = re.findall(r"^!(.+)$", (root / ".dockerignore").read_text(), re.MULTILINE)
    assert copied - {"./"} == set(allowed)
    assert all((root / name).exists() for name in allowed)
    assert re.search(r"^USER (?!root)", recipe, re.MULTILINE)


# --- files beside the table -------------------------------------------------------------------


def test_tables_side_by_side_have_errors_of_their_own(tmp_path: Path) -> None:
    """As a.csv and a.jsonl, of which one has errors."""
    pages = folder_of(tmp_path / "scans", 1)
    (tmp_path / "bad.png").write_text("no picture")
    run_batch(tmp_path / "bad.png", tmp_path / "a.csv", ONE_WORKER)
    run_batch(pages, tmp_path / "a.jsonl", ONE_WORKER)
    (error,) = read_table(errors_path(tmp_path / "a.csv"))
    assert "bad.png" in error["file"]
    assert not errors_path(tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize("force", [True, False])
def test_a_file_in_the_place_of_the_errors_is_left_alone(tmp_path: Path, force: bool) -> None:
    pages = folder_of(tmp_path / "scans", 1)
    mine = tmp_path / "out.csv.errors.csv"
    mine.write_text("when,what\nmay,flat tyre\n")
    run = batch_command(pages, tmp_path / "out.csv", *["--force"][: int(force)])
    assert run.returncode == 2
    assert "move it away" in run.stderr
    assert mine.read_text() == "when,what\nmay,flat tyre\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [mine.name, "scans"]


def test_nothing_is_said_to_be_kept_where_nothing_was_read(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 1)
    (tmp_path / "out.csv.partial").mkdir()  # stands for a folder that may not be written to
    run = batch_command(pages, tmp_path / "out.csv")
    assert run.returncode == 2
    assert "cannot write" in run.stderr
    assert "kept" not in run.stderr


def test_every_run_has_a_name_of_its_own(tmp_path: Path) -> None:
    pages, out = folder_of(tmp_path / "scans", 1), tmp_path / "out.csv"
    runs = set()
    for _ in range(2):
        run_batch(pages, out, BatchOptions(workers=1, force=True))
        known = remembered(out)
        assert known is not None
        runs.add(known.run)
    assert len(runs - {None}) == 2


def test_a_pattern_takes_pictures_behind_a_loop_of_links_once(tmp_path: Path) -> None:
    pages = folder_of(tmp_path / "scans", 2)
    (pages / "a loop").symlink_to(pages)
    (pages / "page 3.png").symlink_to("page 1.png")  # a name of its own, as before
    expected = [f"scans/page {number}.png" for number in (1, 2, 3)]
    assert names(f"{pages}/**/*.png", tmp_path) == expected
    assert names(pages, tmp_path) == expected
