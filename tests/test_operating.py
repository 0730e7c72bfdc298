"""From a wanted error rate to a review threshold, and how the curves for it are measured."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import pen
from inkdigits import forms, onnx_model, operating
from inkdigits.errors import ConfigError, ModelError
from inkdigits.operating import OPERATING_FILE, OperatingCurve, Task, load_curves, review_threshold
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.train import operating as fitting
from inkdigits.train.operating import Judged, error_bound, operating_curve
from inkdigits.train.pages import SyntheticPage
from inkdigits.train.ship import WEIGHTS

FORM = next((Path(__file__).parents[1] / "examples" / "forms").glob("*.toml"))

CURVE = OperatingCurve(
    thresholds=(0.0, 0.8, 0.99, 0.999),
    accepted=(1.0, 0.9, 0.5, 0.1),
    answers=(10_000, 9_000, 5_000, 1_000),
    wrong=(100, 20, 0, 0),
    error_bounds=(0.0118, 0.0033, 0.0006, 0.003),
)


@pytest.fixture
def one_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        operating, "load_curves", lambda: dict.fromkeys(("classify", "read"), CURVE)
    )


# --- looking it up --------------------------------------------------------------------------------


@pytest.mark.usefixtures("one_curve")
@pytest.mark.parametrize(
    ("rate", "threshold"),
    [(0.02, 0.0), (0.01, 0.8), (0.0033, 0.8), (0.001, 0.99), (0.0006, 0.99)],
)
def test_the_lowest_threshold_that_keeps_the_rate_is_taken(rate: float, threshold: float) -> None:
    assert review_threshold(rate, "read") == threshold


@pytest.mark.usefixtures("one_curve")
def test_what_cannot_be_promised_is_an_error_that_says_what_can() -> None:
    with pytest.raises(ConfigError, match=r"0\.0005 cannot .* 5,000 surest .* is 0\.0006:"):
        review_threshold(0.0005, "read")


@given(st.floats(1e-6, 0.99))
def test_the_lowest_rate_that_is_named_is_one_that_can_be_asked_for(bound: float) -> None:
    named = operating._rounded_up(bound)
    assert bound <= named <= 1.11 * bound


def test_the_curves_were_measured_with_the_shipped_models() -> None:
    hashes = json.loads((WEIGHTS / "sha256.json").read_text(encoding="utf-8"))
    stored = json.loads((WEIGHTS / OPERATING_FILE).read_text(encoding="utf-8"))
    again = "run `python -m inkdigits.train.operating`"
    for name in ("classifier.onnx", "detector.onnx"):
        assert stored["models"][name] == hashes[name], again
    for task, curve in load_curves().items():
        assert list(curve.thresholds) == sorted(set(curve.thresholds)), task
        assert list(curve.accepted) == sorted(curve.accepted, reverse=True)
        assert all(
            wrong / count < bound <= 1
            for wrong, count, bound in zip(
                curve.wrong, curve.answers, curve.error_bounds, strict=True
            )
        )
        assert curve.answers[0] > 1000
        assert 0 <= review_threshold(1.1 * curve.error_bounds[curve.lowest], task) < 1


def test_curves_of_other_models_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "classifier.onnx").write_bytes(b"new")
    digest = hashlib.sha256(b"new").hexdigest()
    (weights / "sha256.json").write_text(json.dumps({"classifier.onnx": digest}))
    fitting.store({"models": {"classifier.onnx": "0" * 64}, "curves": {}}, weights)
    monkeypatch.setattr(onnx_model.resources, "files", lambda name: tmp_path)
    load_curves.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"another classifier\.onnx"):
            load_curves()
        (weights / OPERATING_FILE).write_text("{}")
        with pytest.raises(ModelError, match=r"operating\.json is not the one that was shipped"):
            load_curves()
    finally:
        load_curves.cache_clear()


# --- reading with it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_error": 0.0}, "above 0 and below 1, found 0.0"),
        ({"max_error": 1.0}, "above 0 and below 1"),
        ({"max_error": float("nan")}, "above 0 and below 1"),
        ({"max_error": 0.01, "review_threshold": 0.5}, "one of the two"),
        ({"max_error": 0.01, "locator": "contours"}, "locator 'contours'"),
        ({"max_error": 0.01, "model": Path("m.onnx"), "profile": "me"}, "model and profile"),
    ],
)
def test_options_that_do_not_go_together(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ReaderOptions(**options)


def test_each_way_of_reading_has_its_own_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    marked: dict[Task, float] = {"classify": 0.0, "read": 1.0, "form": 0.0}
    asked = []

    def chosen(rate: float, task: Task) -> float:
        asked.append((rate, task))
        return marked[task]

    monkeypatch.setattr(operating, "review_threshold", chosen)
    reader = Reader(ReaderOptions(max_error=0.01))
    picture = 255 - np.pad(pen.ink_of(7, height=60, pen=6, margin=2), 20)
    height, width = picture.shape
    template = forms.Template((forms.Field("n", Box(2, 2, width - 2, height - 2)),), width, height)
    assert not reader.classify(picture).needs_review
    assert reader.read(picture).needs_review
    assert asked == [(0.01, "classify"), (0.01, "read")]
    asked.clear()
    reading = forms.read_form(reader, picture, template)
    assert reading.row()["n"] == "7"
    assert not reading.fields[0].needs_review
    assert asked == [(0.01, "form")]


def run(*args: str | Path) -> tuple[int, str, str]:
    command = [sys.executable, "-W", "error", "-m", "inkdigits", *map(str, args)]
    done = subprocess.run(command, capture_output=True, timeout=120, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    Image.fromarray(255 - pen.ink_of(7, height=60, pen=6, margin=20)).save(path)
    return path


@pytest.mark.parametrize("command", ["classify", "read"])
def test_the_command_marks_what_the_rate_asks_for(command: Task, seven: Path) -> None:
    curve = load_curves()[command]
    rate = 1.01 * curve.error_bounds[curve.lowest]
    code, out, _ = run(command, "--max-error", str(rate), "--json", seven)
    assert code == 0
    answer = json.loads(out)
    digit = answer if command == "classify" else answer["lines"][0]["numbers"][0]["digits"][0]
    assert digit["value"] == 7
    assert digit["needs_review"] == (digit["confidence"] < review_threshold(rate, command))


def test_a_table_is_marked_by_the_rate_and_goes_on_with_the_same_one_only(seven: Path) -> None:
    out = seven.with_name("out.csv")
    rate = 1.01 * load_curves()["read"].error_bounds[0]
    code, _, err = run("batch", seven, out, "--max-error", str(rate), "--workers", "1")
    assert (code, "1 row of 1 page" in err) == (0, True)
    code, _, err = run("batch", seven, out, "--force", "--max-error", "1e-7")
    assert code == 2
    assert "cannot be promised for digits of pages" in err
    assert out.read_text().count("\n") == 2


@pytest.mark.parametrize("command", ["classify", "read", "form", "batch"])
def test_a_rate_that_cannot_be_promised_is_refused_before_anything_is_read(
    command: str, seven: Path
) -> None:
    more: dict[str, list[Any]] = {
        "form": ["--template", FORM],
        "batch": [seven.with_name("out.csv")],
    }
    code, out, err = run(command, seven, *more.get(command, []), "--max-error", "1e-7")
    assert (code, out) == (2, "")
    assert "the lowest is 0.0" in err


@pytest.mark.parametrize("command", ["classify", "read"])
def test_the_command_marks_what_is_below_the_threshold(command: str, seven: Path) -> None:
    for threshold, words in (("1", "doubtful"), ("0", "")):
        code, out, err = run(command, "--review-threshold", threshold, seven)
        assert code == 0
        assert "7" in out.split()
        assert words in err
        assert bool(words) == bool(err)
    assert run(command, "--review-threshold", "1.5", seven)[0] == 2


@pytest.mark.parametrize("command", ["classify", "read", "form", "batch"])
def test_the_rate_that_the_help_names_can_be_promised(command: str, seven: Path) -> None:
    _, out, _ = run(command, "--help")
    assert "such as 0.01." in " ".join(out.split())
    task: Task = "form" if command == "form" else "classify" if command == "classify" else "read"
    assert 0 <= review_threshold(0.01, task) < 1


@pytest.mark.parametrize("command", ["classify", "read", "form", "batch"])
def test_a_rate_and_a_threshold_exclude_each_other(command: str, seven: Path) -> None:
    others: dict[str, list[Any]] = {
        "form": ["--template", FORM],
        "batch": [seven.with_name("out.csv")],
    }
    more = others.get(command, [])
    both = ("--max-error", "0.5", "--review-threshold", "0.9")
    code, out, err = run(command, seven, *more, *both)
    assert (code, out) == (2, "")
    assert "leave one of the two away" in err


# --- measuring it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "count", "bound"),
    [(0, 10, 0.2589), (1, 100, 0.0466), (5, 100, 0.1023), (10, 10, 1.0), (0, 3000, 0.000998)],
)
def test_error_bounds_are_those_of_the_tables(wrong: int, count: int, bound: float) -> None:
    assert error_bound(wrong, count) == pytest.approx(bound, rel=2e-3)


@given(st.integers(0, 200), st.integers(1, 5000))
def test_an_error_bound_is_above_what_was_seen(wrong: int, more: int) -> None:
    count = wrong + more
    assert wrong / count < error_bound(wrong, count) <= 1
    assert error_bound(wrong, count) <= error_bound(wrong + 1, count)
    assert error_bound(wrong, count + 100) < error_bound(wrong, count)


def test_a_curve_counts_what_is_sure_enough() -> None:
    rng = np.random.default_rng(0)
    confidences = rng.random(4000)
    judged = Judged(
        np.where(rng.random(4000) < 0.1, -1.0, confidences), rng.random(4000) < confidences
    )
    curve = operating_curve(judged)
    assert curve.thresholds[0] == 0.0
    assert curve.answers[0] == (judged.confidences >= 0).sum()
    for k in (0, len(curve.thresholds) // 2, -1):
        sure = judged.confidences >= curve.thresholds[k]
        assert curve.answers[k] == sure.sum()
        assert curve.wrong[k] == (sure & ~judged.right).sum()
        assert curve.accepted[k] == pytest.approx(sure.mean(), abs=1e-6)


def page(*numbers: Sequence[tuple[int, float, Box]]) -> Page:
    """A page with these numbers, each on a line of its own."""
    lines = []
    for number in numbers:
        digits = []
        for value, confidence, box in number:
            shares = [0.0] * 10
            shares[value] = confidence
            digits.append(Digit(value, confidence, tuple(shares), box))
        lines.append(Line((Number(tuple(digits)),)))
    return Page(tuple(lines), 100, 100)


def test_digits_and_numbers_of_pages_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = np.array([[0, 0, 10, 20], [12, 0, 22, 20], [0, 40, 10, 60]], np.float32)
    spoilt = np.array([[50, 50, 60, 60]], np.float32)
    truth = SyntheticPage(
        np.full((100, 100), 255, np.uint8),
        boxes,
        np.array([1, 2, 3]),
        (((0, 1),), ((2,),)),
        spoilt,
        (),
    )
    first, second, third = (Box(*box) for box in boxes.tolist())
    nowhere, on_spoilt = Box(80, 80, 90, 90), Box(51, 51, 60, 60)
    read = iter(
        [
            page([(1, 0.9, first), (2, 0.8, second)], [(3, 0.7, third)]),
            page([(1, 0.9, first)], [(2, 0.8, second)], [(4, 0.7, third)]),
            page([(1, 0.6, nowhere)], [(5, 0.5, on_spoilt)], [(3, 0.9, third), (3, 0.4, third)]),
        ]
    )
    monkeypatch.setattr(fitting, "load_page_sources", lambda *_: None)
    monkeypatch.setattr(fitting, "generate_page", lambda *_: truth)
    monkeypatch.setattr(Reader, "read", lambda *_: next(read))
    digits, numbers = fitting.judge_pages(Reader(), Path(), 3)
    assert digits.right.tolist() == [True, True, True, True, True, False, False, True, False]
    assert digits.confidences.tolist() == [0.9, 0.8, 0.7, 0.9, 0.8, 0.7, 0.6, 0.9, 0.4]
    assert numbers.right.tolist() == [True, True, False, False, False, False, False]
    assert numbers.confidences[0] == pytest.approx(0.72)


@pytest.mark.parametrize("lean", [0, 12])
def test_a_part_of_a_number_with_a_point_in_it_is_not_judged(lean: int) -> None:
    """1.2 and 3, on a line that may fall: two numbers or three where symbols are not asked for."""
    places = [0, 16, 60]
    corners = [[x, x * lean / 60, x + 10, x * lean / 60 + 20] for x in places]
    boxes = np.array(corners, np.float32)
    point = np.array([[12, 17 + lean / 5, 14, 19 + lean / 5]], np.float32)
    truth = SyntheticPage(
        np.full((100, 100), 255, np.uint8), boxes, np.array([1, 2, 3]), (((0, 1), (2,)),),
        np.zeros((0, 4), np.float32), (), point, np.array([0]),
    )  # fmt: skip
    first, second, third = ((k + 1, 0.9, Box(*box)) for k, box in enumerate(boxes.tolist()))
    assert fitting.judge_numbers(page([first], [second], [third]), truth) == [None, None, True]
    assert fitting.judge_numbers(page([first, second], [third]), truth) == [True, True]
    assert fitting.judge_numbers(page([first, second, third]), truth) == [False]
    plain = replace(truth, symbol_boxes_xyxy=point + 40)  # nowhere near
    assert fitting.judge_numbers(page([first], [second], [third]), plain) == [False, False, True]


@pytest.mark.data
def test_curves_are_measured_and_stored_beside_the_models(data_root: Path, tmp_path: Path) -> None:
    measured = fitting.measure(data_root, limit=40, pages=1, filled=1)
    assert set(measured["curves"]) == {"classify", "read", "form"}
    assert measured["curves"]["classify"]["answers"][0] > 200
    (tmp_path / "sha256.json").write_text('{"classifier.onnx": "kept"}')
    fitting.store(measured, tmp_path)
    content = (tmp_path / OPERATING_FILE).read_bytes()
    assert json.loads((tmp_path / "sha256.json").read_text()) == {
        "classifier.onnx": "kept",
        OPERATING_FILE: hashlib.sha256(content).hexdigest(),
    }
    assert json.loads(content)["models"].keys() == {"classifier.onnx", "detector.onnx"}
