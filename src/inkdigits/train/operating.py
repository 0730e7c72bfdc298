"""Measure how sure is sure enough: `python -m inkdigits.train.operating [DATA]`.

Run it after `python -m inkdigits.train.ship`. It writes the curves that `max_error` is looked up in
beside the models. All handwriting is of validation writers, whom the networks were not trained on:
their single digits; synthetic pages written with these; and made-up forms filled in with these. No
test set and no development page takes part.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits import forms, metrics
from inkdigits.onnx_model import shipped_model
from inkdigits.operating import OPERATING_FILE, OperatingCurve, Task
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Page
from inkdigits.train.data import data_root, load_digit_sources
from inkdigits.train.evaluation import answers
from inkdigits.train.evaluation_sets import load_picture_set
from inkdigits.train.form_pages import FORMS, LOOKS, blank_form, fill_form
from inkdigits.train.hands import index_digits
from inkdigits.train.pages import SyntheticPage, generate_page, load_page_sources
from inkdigits.train.ship import WEIGHTS

DIGIT_SETS = ("mnist", "swiss", "unipen", "pendigits", "semeion", "optdigits", "bhmsds")
"""Sets of single digits whose validation writers are asked."""

MISLABELLED = {"mnist": (1596, 4915), "pendigits": (194,), "bhmsds": (344,)}
"""Left out: places in these sets of the surest mistakes whose label, looked at, is clearly wrong:
a 9 and a 7 that are labelled 4, a 2 that is labelled 3, and a 6 that is labelled 4."""

PAGES, FORMS_FILLED = 4000, 300
"""How many pages and forms are read."""

CONFIDENCE = 0.95
"""How sure the error bound is."""

SEED = 40
"""What decides pages and forms, so that nothing else was fitted on them."""

_STEPS = 240  # thresholds of a curve
_SAME_PLACE = 0.3  # intersection over union from which a box stands for a labelled one


@dataclass(frozen=True)
class Judged:
    """Answers of a reader, and whether they were right.

    Attributes:
        confidences: float64 (N,); -1 where the answer goes to a person however sure it is.
        right: bool (N,).
    """

    confidences: NDArray[np.float64]
    right: NDArray[np.bool_]


def error_bound(wrong: int, count: int, confidence: float = CONFIDENCE) -> float:
    """The error rate that is not exceeded at this confidence, when `wrong` of `count` were wrong.

    One-sided, exact: Clopper and Pearson, 1934. Without any wrong one it is near 3 / count.
    """
    if wrong >= count:
        return 1.0
    k = np.arange(wrong + 1)
    ways = np.array([-math.lgamma(i + 1) - math.lgamma(count - i + 1) for i in range(wrong + 1)])
    ways += math.lgamma(count + 1)
    low, high = wrong / count, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        logs = ways + k * math.log(rate) + (count - k) * math.log1p(-rate)
        at_most = float(np.exp(logs).sum())
        low, high = (rate, high) if at_most > 1 - confidence else (low, rate)
    return high


def operating_curve(judged: Judged) -> OperatingCurve:
    """The curve of some answers, at thresholds that reject more and more of them."""
    order = np.argsort(judged.confidences, kind="stable")
    confidences, wrong = judged.confidences[order], ~judged.right[order]
    total = len(order)
    places = np.unique(np.append(0, np.geomspace(1, 0.95 * total, _STEPS).astype(int)))
    thresholds = np.unique(np.maximum(confidences[places], 0.0))
    rows = []
    for threshold in thresholds.tolist():
        first = int(np.searchsorted(confidences, threshold))
        count, mistakes = total - first, int(wrong[first:].sum())
        if count:
            bound = error_bound(mistakes, count)
            rows.append((threshold, round(count / total, 6), count, mistakes, round(bound, 6)))
    columns = zip(*rows, strict=True)
    return OperatingCurve(*(tuple(column) for column in columns))


# --- what is asked --------------------------------------------------------------------------------


def judge_digits(reader: Reader, root: Path, limit: int | None = None) -> Judged:
    """Single digits of validation writers, but MISLABELLED; what is refused goes to a person.

    Args:
        reader: Who answers.
        root: The data folder.
        limit: At most so many digits of each set.
    """
    confidences, right = [], []
    for name in DIGIT_SETS:
        pictures = load_picture_set(name, root, "validation")
        trusted = np.ones(len(pictures), bool)
        trusted[[i for i in MISLABELLED.get(name, ()) if i < len(pictures)]] = False
        pictures = pictures.part(np.flatnonzero(trusted)).sample(limit)
        answered = answers(reader, pictures)
        confidences.append(np.where(answered.values < 0, -1.0, answered.confidences))
        right.append(answered.values == pictures.labels)
    return Judged(np.concatenate(confidences), np.concatenate(right))


def judge_pages(reader: Reader, root: Path, count: int, seed: int = SEED) -> tuple[Judged, Judged]:
    """Digits and numbers of synthetic pages by validation writers.

    A digit is right where the labelled one that it stands for is the same; one that stands nowhere
    near a digit is wrong. A number is right where it has all digits of one that was written, in
    order, and no others. Digits that were missed are no answers. What stands for an illegible or
    cut-off digit is left out, and so is a part of a number with a point, a slash or the like in it:
    where symbols are not asked for, 3.14 may as well be two numbers.
    """
    sources = load_page_sources(root, "validation")
    digits: list[tuple[float, bool]] = []
    numbers: list[tuple[float, bool]] = []
    for k in range(count):
        truth = generate_page(sources, np.random.default_rng([seed, k]))
        page = reader.read(truth.image)
        found = counterparts(page, truth.boxes_xyxy, truth.ignore_xyxy)
        known = [place != UNKNOWN for place in found]
        right = [
            place >= 0 and int(truth.labels[place]) == digit.value
            for place, digit in zip(found, page.digits, strict=True)
        ]
        digits += [
            (digit.confidence, is_right)
            for digit, is_known, is_right in zip(page.digits, known, right, strict=True)
            if is_known
        ]
        whole = judge_numbers(page, truth)
        numbers += [
            (number.confidence, is_whole)
            for number, is_whole in zip(page.numbers, whole, strict=True)
            if is_whole is not None
        ]
    return _judged(digits), _judged(numbers)


def judge_numbers(page: Page, truth: SyntheticPage) -> list[bool | None]:
    """For each number of a page whether it is right, as `judge_pages` says; None: not known."""
    found = counterparts(page, truth.boxes_xyxy, truth.ignore_xyxy)
    written = {group for line in truth.lines for group in line}
    marked = [set(group) for group in written if _is_marked(group, truth)]
    places = iter(found)
    right: list[bool | None] = []
    for number in page.numbers:
        own = tuple(next(places) for _ in number.digits)
        pairs = zip(own, number.digits, strict=True)
        is_right = own in written and all(int(truth.labels[k]) == d.value for k, d in pairs)
        is_part = any(group > set(own) for group in marked)
        right.append(None if UNKNOWN in own or is_part else is_right)
    return right


def _is_marked(group: Sequence[int], truth: SyntheticPage) -> bool:
    """Whether a symbol stands between two digits of a number."""
    boxes = truth.boxes_xyxy[list(group)].astype(np.float64)
    marks = truth.symbol_boxes_xyxy.astype(np.float64)
    middles, places = ((part[:, :2] + part[:, 2:]) / 2 for part in (boxes, marks))
    steps = np.diff(middles, axis=0)  # from digit to digit
    ahead = places[:, None] - middles[None, :-1]
    lengths = np.maximum((steps**2).sum(axis=1), 1e-6)
    along = (ahead * steps).sum(axis=2) / lengths
    aside = np.abs(ahead[..., 0] * steps[:, 1] - ahead[..., 1] * steps[:, 0]) / np.sqrt(lengths)
    near = aside < (boxes[:, 3] - boxes[:, 1]).max()
    return bool(((along > 0) & (along < 1) & near).any())


NOTHING, UNKNOWN = -1, -2


def counterparts(
    page: Page, boxes_xyxy: NDArray[np.float32], ignore_xyxy: NDArray[np.float32]
) -> list[int]:
    """For each digit of a page which labelled one it stands for, at most one for each.

    Args:
        page: What was read.
        boxes_xyxy: Boxes of the labelled digits, (N, 4).
        ignore_xyxy: Boxes of what is illegible, (M, 4).

    Returns:
        Indices of labelled digits; NOTHING where there is none, UNKNOWN at what is illegible.
    """
    boxes = np.array([d.box.xyxy for d in page.digits], np.float64).reshape(-1, 4)
    overlaps = metrics.box_iou(boxes, boxes_xyxy)
    doubtful = metrics.box_iou(boxes, ignore_xyxy)
    found = [NOTHING] * len(boxes)
    taken: set[int] = set()
    pairs = [(-overlaps[i, j], i, j) for i, j in np.argwhere(overlaps >= _SAME_PLACE).tolist()]
    for _, i, j in sorted(pairs):
        if found[i] == NOTHING and j not in taken:
            found[i] = j
            taken.add(j)
    for i, row in enumerate(doubtful):
        if found[i] == NOTHING and len(row) and row.max() > 0.2:
            found[i] = UNKNOWN
    return found


def judge_forms(root: Path, count: int) -> Judged:
    """Fields of made-up forms filled in by validation writers; empty ones that are read so aside.

    A field with ink that was not read, or that breaks its pattern, goes to a person.
    """
    reader = Reader(ReaderOptions(review_threshold=0.0))
    sets = [index_digits(source) for source in load_digit_sources(root, "validation")]
    sets = [one for one in sets if all(len(members) for members in one.everyone)]
    blanks = [blank_form(kind) for kind in FORMS]
    fields: list[tuple[float, bool]] = []
    for k in range(count):
        rng = np.random.default_rng([SEED, k])
        look = LOOKS[(k // len(FORMS)) % len(LOOKS)]
        form = fill_form(blanks[k % len(FORMS)], sets, rng, look)
        for one in forms.read_form(reader, form.image, form.template).fields:
            answer = form.answers[one.name]
            if answer or one.text:
                fields.append((-1.0 if one.needs_review else one.confidence, one.text == answer))
    return _judged(fields)


def _judged(pairs: Iterable[tuple[float, bool]]) -> Judged:
    both: Sequence[tuple[float, bool]] = list(pairs)
    return Judged(np.array([p[0] for p in both], np.float64), np.array([p[1] for p in both], bool))


# --- what is written ------------------------------------------------------------------------------


def measure(root: Path, *, limit: int | None = None, pages: int, filled: int) -> dict[str, Any]:
    """The curves of the shipped models, as they are stored.

    Args:
        root: The data folder.
        limit: At most so many digits of each set.
        pages: How many pages to read.
        filled: How many forms to read.

    Raises:
        DataError: A set is missing or damaged.
        ModelError: A model is missing or damaged.
    """
    reader = Reader()
    curves: dict[Task, OperatingCurve] = {
        "classify": operating_curve(judge_digits(reader, root, limit)),
        "read": operating_curve(judge_pages(reader, root, pages)[0]),
        "form": operating_curve(judge_forms(root, filled)),
    }
    models = ("classifier.onnx", "detector.onnx")
    return {
        "models": {name: _sha256(shipped_model(name)) for name in models},
        "curves": {task: asdict(curve) for task, curve in curves.items()},
    }


def store(measured: dict[str, Any], weights: Path = WEIGHTS) -> None:
    """Write the curves beside the models, and note their SHA-256 as that of the models is."""
    path = weights / OPERATING_FILE
    path.write_text(json.dumps(measured) + "\n", encoding="utf-8")
    index = weights / "sha256.json"
    hashes = json.loads(index.read_text(encoding="utf-8")) | {OPERATING_FILE: _sha256(path)}
    index.write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Measure, write `operating.json` into the package, and say what it promises."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="?", help="The data folder; else INKDIGITS_DATA.")
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--forms", type=int, default=FORMS_FILLED)
    arguments = parser.parse_args()
    measured = measure(data_root(arguments.data), pages=arguments.pages, filled=arguments.forms)
    store(measured)
    for task, stored in measured["curves"].items():
        curve = OperatingCurve(**stored)
        print(f"{task}: {curve.answers[0]:,} answers, {curve.wrong[0]:,} wrong")
        k = curve.lowest
        lowest, wrong, count = 100 * curve.error_bounds[k], curve.wrong[k], curve.answers[k]
        print(f"  lowest {lowest:.3f} %: {wrong} of the {count:,} surest are wrong")
        for rate in (0.01, 0.005, 0.002, 0.001):
            if (point := curve.point(rate)) is not None:
                share, limit = 100 * curve.accepted[point], curve.thresholds[point]
                print(f"  at {100 * rate:g} % error {share:.2f} % accepted, from {limit:.6f} on")


if __name__ == "__main__":
    main()
