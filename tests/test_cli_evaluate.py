"""`inkdigits evaluate` and `inkdigits benchmark`, in this process with prepared readers."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from PIL import Image

import inkdigits.reader
from inkdigits.cli import benchmark, evaluate, tables
from inkdigits.cli.commands import program
from inkdigits.errors import ConfigError, DataError, InkDigitsError
from inkdigits.image import load_image
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.train import evaluation_sets
from tiny_data import write_mnist

SEVEN = Digit(7, 0.9, (0.0,) * 7 + (0.9, 0.0, 0.0), Box(10, 0, 20, 20))


class SevenReader:
    """Sees a seven everywhere; remembers how it was made."""

    made: list[Any] = []  # noqa: RUF012

    def __init__(self, options: Any) -> None:
        self.made.append(options)

    def classify_many(self, images: Any) -> list[Digit]:
        return [SEVEN for _ in images]

    def classify(self, image: Any) -> Digit:
        return self.classify_many([image])[0]

    def read(self, image: Any) -> Page:
        height, width = load_image(image).shape
        return Page((Line((Number((SEVEN,)),)),), width, height)


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SevenReader, "made", [])
    monkeypatch.setattr(inkdigits.reader, "Reader", SevenReader)


def run(*args: str | Path) -> Result:
    """Run the program; an error of ours comes out as it is."""
    return CliRunner().invoke(
        program, list(map(str, args)), catch_exceptions=False, standalone_mode=False
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Two pages, 7 and 8, and one without digits."""
    Image.new("L", (40, 20), 255).save(tmp_path / "a.png")
    entries = [
        {"file": "a.png", "lines": [["7"]], "digits": "7", "tags": ["pen"], "source": "x"},
        {"file": "a.png", "lines": [["8"]], "digits": "8", "tags": ["pen"], "source": "y"},
        {"file": "a.png", "lines": [], "digits": "", "tags": ["negative"], "source": "y"},
    ]
    (tmp_path / "labels.json").write_text(json.dumps(entries))
    return tmp_path


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """A folder with three sevens, an eight, and a thing."""
    for name, count in (("7", 3), ("8", 1), ("not_a_digit", 1)):
        (tmp_path / name).mkdir()
        for k in range(count):
            Image.new("L", (20, 20), 255).save(tmp_path / name / f"{k}.png")
    return tmp_path


def test_pages_are_a_table_and_one_by_tag(pages: Path) -> None:
    out = run("evaluate", "pages", pages).stdout
    rows = {
        line.rsplit(maxsplit=1)[0]: line.rsplit(maxsplit=1)[-1] for line in out.splitlines() if line
    }
    assert rows["page exact %"] == "50.00"
    assert rows["false digits per negative"] == "1.00"
    assert rows["box f1 %"] == "-"
    by_tag = out[out.index("tag ") :].splitlines()
    assert [line.split()[:2] for line in by_tag[2:]] == [["pen", "2"], ["negative", "1"]]


def test_pages_as_json(pages: Path) -> None:
    report = json.loads(run("evaluate", "pages", pages, "--json").stdout)
    assert report["set"] == "pages"
    assert report["cer_percent"] == 50
    assert report["box_f1_percent"] is None
    assert report["tags"]["pen"]["pages"] == 2


def test_pages_limited_and_the_worst_drawn(pages: Path) -> None:
    out = pages / "worst.png"
    report = json.loads(
        run("evaluate", "pages", pages, "--json", "--limit", "1", "--worst", out).stdout
    )
    assert (report["pages"], report["negatives"]) == (1, 0)
    with Image.open(out) as sheet:
        assert sheet.format == "PNG"


def test_a_worst_picture_that_cannot_be_written(pages: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.png"):
        run("evaluate", "pages", pages, "--worst", pages / "nowhere" / "out.png")


def test_a_folder_of_ones_own_digits(digits: Path) -> None:
    report = json.loads(run("evaluate", digits, "--json").stdout)
    assert (report["digits"], report["accuracy_percent"]) == (4, 75)
    assert (report["not_digits"], report["junk_refused_percent"]) == (1, 0)
    assert run("evaluate", digits, "--worst", digits / "worst.png").exit_code == 0
    assert (digits / "worst.png").is_file()


def test_options_reach_the_reader(pages: Path) -> None:
    model, detector = pages / "m.onnx", pages / "d.onnx"
    model.touch()
    detector.touch()
    run(
        "evaluate", "pages", pages, "--locator", "contours", "--model", model,
        "--detector", detector,
    )  # fmt: skip
    (options,) = SevenReader.made
    assert (options.locator, options.model, options.detector) == ("contours", model, detector)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["evaluate", "horses"], "mnist, usps, swiss"),
        (["evaluate", "pages"], "evaluate pages DIR"),
        (["evaluate", "mnist", "."], "--data"),
        (["evaluate", "canvas", "--worst", "x.png"], "--worst"),
        (["evaluate"], "SET"),
    ],
)
def test_wrong_use(args: list[str], message: str) -> None:
    with pytest.raises(click.UsageError) as error:
        run(*args)
    assert message in error.value.format_message()
    assert error.value.exit_code == 2


def test_no_data_folder_is_an_error_that_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("INKDIGITS_DATA", raising=False)
    with pytest.raises(DataError, match="--data DIR"):
        run("evaluate", "mnist")
    with pytest.raises(DataError, match="usps"):
        run("evaluate", "usps", "--data", tmp_path)


def test_the_sets_of_the_command_are_those_there_are() -> None:
    assert set(evaluate.GLYPH_SETS) == set(evaluation_sets.PICTURE_SETS)
    help_text = run("evaluate", "--help").stdout
    assert all(name in help_text for name in (*evaluate.GLYPH_SETS, *evaluate.OTHER_SETS))


@pytest.mark.data
def test_conditions_stand_side_by_side_for_both_locators(data_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "worst.png"
    result = run("evaluate", "conditions", "--data", data_root, "--pages", "1", "--worst", out)
    header = result.stdout.splitlines()[0]
    assert "detector: exact %" in header
    assert "contours: exact %" in header
    assert "touching" in result.stdout
    assert out.is_file()
    assert {options.locator for options in SevenReader.made} == {"detector", "contours"}


@pytest.mark.data
def test_conditions_of_one_locator_as_json(data_root: Path) -> None:
    args = ("--data", data_root, "--pages", "1", "--locator", "contours", "--json")
    report = json.loads(run("evaluate", "conditions", *args).stdout)
    assert len(report["conditions"]) == 12
    assert all(list(row) == ["contours"] for row in report["conditions"].values())
    assert report["conditions"]["one line"]["contours"]["page_exact_percent"] == 0


@pytest.mark.data
def test_canvas_compares_with_the_centre(data_root: Path) -> None:
    args = ("--data", data_root, "--limit", "3", "--json")
    rows = json.loads(run("evaluate", "canvas", *args).stdout)["placements"]
    assert rows[0]["placement"] == "centred"
    assert all(row["dark_on_light_difference"] == 0 for row in rows)


def test_corruptions_are_a_table_with_a_mean_and_a_picture(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    out = tmp_path / "spoilt.png"
    args = ("evaluate", "corruptions", "--data", tmp_path, "--limit", "8")
    table = run(*args, "--worst", out).stdout
    assert "canny edges" in table
    assert table.splitlines()[-1].startswith("mean of the last 15")
    assert load_image(out).shape[1] > 800
    report = json.loads(run(*args, "--json").stdout)
    assert len(report["corruptions"]) == 16
    assert report["corruptions"]["fog"]["digits"] == 8
    # The reader sees sevens everywhere, and there are as many sevens in each.
    seven = report["corruptions"]["identity"]["accuracy_percent"]
    assert report["mean"]["accuracy_percent"] == pytest.approx(seven)


@pytest.mark.data
def test_a_set_by_name(data_root: Path) -> None:
    out = run("evaluate", "mnist", "--data", data_root, "--limit", "20").stdout
    assert "accuracy %" in out
    junk = run("evaluate", "omniglot", "--data", data_root, "--limit", "5", "--json").stdout
    report = json.loads(junk)
    assert report["not_digits"] == 5
    assert report["junk_refused_keeping_99_5_percent"] == 0


# --- tables -------------------------------------------------------------------------------------


def test_numbers_stand_to_the_right_and_what_is_missing_is_a_dash() -> None:
    table = tables.format_table(("name", "value"), [("a", 1.5), ("long name", None), ("b", 1200)])
    assert table.splitlines() == [
        "name       value",
        "---------  -----",
        "a           1.50",
        "long name      -",
        "b          1,200",
    ]


def test_a_table_without_rows_is_its_header() -> None:
    assert tables.format_table(("a", "b"), []).splitlines() == ["a  b", "-  -"]


# --- benchmark ----------------------------------------------------------------------------------


def test_benchmark_prints_every_figure_with_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "start_to_answer", lambda arguments: (0.25, 80.0))
    monkeypatch.setattr(benchmark, "import_seconds", lambda module: 0.02)
    out = run("benchmark").stdout
    for words in ("import inkdigits", "95th percentile", "per s", "peak memory", "1 megapixel"):
        assert words in out
    report = json.loads(run("benchmark", "--json").stdout)
    assert report["figures"]["import inkdigits"] == [20, "ms"]
    assert report["figures"]["peak memory, read FILE"] == [80, "MiB"]
    assert report["machine"]["cores"] == str(os.cpu_count())


def test_a_started_program_is_timed_and_its_peak_memory_is_in_mebibytes() -> None:
    code = "x = b'x' * 2**27; print('answer')"
    seconds, peak = benchmark.start_to_answer([sys.executable, "-c", code])
    assert seconds > 0
    if sys.platform != "win32":
        assert peak is not None
        assert 128 < peak < 128 * 1024


def test_a_program_that_fails_is_an_error_with_its_words() -> None:
    with pytest.raises(InkDigitsError, match="no weights"):
        benchmark.start_to_answer([sys.executable, "-c", "raise SystemExit('no weights')"])


def test_percentiles() -> None:
    values = [float(v) for v in range(100, 0, -1)]
    assert benchmark.percentile(values, 95) == 96
    assert benchmark.percentile([3.0], 95) == 3
    assert benchmark.percentile(values, 50) >= statistics.median(values)


def test_the_page_of_the_benchmark_has_a_megapixel_and_ten_kinds_of_digits() -> None:
    page = benchmark.drawn_page()
    assert page.shape == (1000, 1000)
    kinds = {benchmark.drawn_digit(d, 28).tobytes() for d in range(10)}
    assert len(kinds) == 10


# --- benchmark scripts --------------------------------------------------------------------------

SCRIPTS = Path(__file__).parent.parent / "benchmarks"


def test_the_comparison_with_keras_says_how_to_install_it() -> None:
    code = (
        "import importlib.util, runpy, sys\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'keras' else find(name, *a)\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    script = SCRIPTS / "keras_ratio.py"
    done = subprocess.run(
        [sys.executable, "-c", code, str(script)], capture_output=True, text=True, check=True
    )
    assert "pip install 'inkdigits[bench]'" in done.stdout


def test_the_comparison_of_pages_without_pages_says_what_to_give(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "INKDIGITS_DATA"}
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "peers_pages.py")],
        capture_output=True, text=True, check=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert "labels.json" in done.stdout
