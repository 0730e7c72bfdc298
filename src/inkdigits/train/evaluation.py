"""How well a reader reads pictures with known content: figures ready for a table or for JSON.

Figures are percent where their name says so, and None where there was nothing to measure.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inkdigits import metrics
from inkdigits.errors import DataError
from inkdigits.image import ImageSource
from inkdigits.metrics import BoxCounts
from inkdigits.reader import Reader
from inkdigits.result import Page
from inkdigits.train.canvas import CENTRED, canvas_sets
from inkdigits.train.corruptions import CORRUPTIONS, corrupt
from inkdigits.train.evaluation_sets import LabelledPage, PictureSet, load_picture_set

Figures = dict[str, float | int | None]

KEEP = 0.995
"""Share of validation digits that the second refusal threshold keeps."""

KEEP_SETS = ("mnist", "swiss", "unipen")
"""Sets whose validation digits, all together, choose that threshold."""

CORRUPTION_SEED = 1
"""What decides how MNIST's digits are spoilt, together with the corruption's place."""

COVERAGE = 0.95
"""Share of digits answered, for the error that remains when the doubtful ones go to a person."""


# --- single digits ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """What a reader said to N pictures of one thing each.

    Attributes:
        values: The digit, -1 where the reader refused, int64 (N,).
        best: The likeliest of the ten digits all the same, int64 (N,).
        confidences: Stated probability that `values` is right, float64 (N,).
        junk: Probability that there is no digit, float64 (N,); 1 where it is blank.
    """

    values: NDArray[np.int64]
    best: NDArray[np.int64]
    confidences: NDArray[np.float64]
    junk: NDArray[np.float64]

    def part(self, mask: NDArray[np.bool_]) -> Answers:
        """The answers where `mask` (N,) is true."""
        return Answers(self.values[mask], self.best[mask], self.confidences[mask], self.junk[mask])


def answers(reader: Reader, pictures: Iterable[ImageSource]) -> Answers:
    """Classify pictures, each taken as one digit."""
    digits = reader.classify_many(pictures)
    probabilities = np.array([d.probabilities for d in digits], np.float64).reshape(-1, 10)
    return Answers(
        np.array([-1 if d.value is None else d.value for d in digits], np.int64),
        probabilities.argmax(axis=1).astype(np.int64),
        np.array([d.confidence for d in digits], np.float64),
        np.clip(1.0 - probabilities.sum(axis=1), 0.0, 1.0),
    )


def digit_figures(answered: Answers, labels: NDArray[np.int64]) -> Figures:
    """Figures on pictures that all are digits.

    Args:
        answered: What the reader said to N pictures.
        labels: The digits, (N,).

    Returns:
        Accuracy, where a refused digit counts as wrong; accuracy of the likeliest of the ten
        digits; refused digits; calibration and mean confidence of the digits answered; the error
        of the most confident 95 %, refused ones being the least confident; and how many may be
        accepted, most confident first, before more than 1 % or 0.1 % of these are wrong.
    """
    given = answered.values >= 0
    right = answered.values == labels
    certainty = np.where(given, answered.confidences, 0.0)
    covered = metrics.accuracy_at_coverage(certainty, right, COVERAGE)
    shares = [metrics.accepted_share(certainty, right, error) for error in (0.01, 0.001)]
    ece = metrics.expected_calibration_error(answered.confidences[given], right[given])
    return {
        "digits": len(labels),
        "accuracy_percent": _percent(_mean(right)),
        "argmax_accuracy_percent": _percent(_mean(answered.best == labels)),
        "refused_percent": _percent(_mean(~given)),
        "ece_percent": _percent(ece),
        "mean_confidence_percent": _percent(_mean(answered.confidences[given])),
        "error_at_95_coverage_percent": _percent(1 - covered),
        "accepted_at_1_percent_error_percent": _percent(shares[0]),
        "accepted_at_0_1_percent_error_percent": _percent(shares[1]),
    }


def junk_figures(answered: Answers, threshold: float | None) -> Figures:
    """Figures on pictures none of which is a digit.

    Args:
        answered: What the reader said to them.
        threshold: Another refusal threshold, from `kept_threshold`; None leaves its figure out.
    """
    figures: Figures = {
        "not_digits": len(answered.values),
        "junk_refused_percent": _percent(_mean(answered.values < 0)),
    }
    if threshold is not None:
        share = metrics.refused_share(answered.junk, threshold)
        figures["junk_refused_keeping_99_5_percent"] = _percent(share)
        figures["threshold_keeping_99_5"] = threshold
    return figures


def kept_threshold(reader: Reader, root: Path, limit: int | None = None) -> float:
    """The refusal threshold that keeps 99.5 % of held-out digits: of KEEP_SETS, validation split.

    Args:
        reader: Who is judged.
        root: The data folder.
        limit: At most so many digits of each set.

    Raises:
        DataError: One of the sets is missing.
    """
    sets = [load_picture_set(name, root, "validation").sample(limit) for name in KEEP_SETS]
    junk = [answers(reader, pictures).junk for pictures in sets]
    return metrics.refusal_threshold(np.concatenate(junk), KEEP)


def evaluate_pictures(
    reader: Reader, pictures: PictureSet, root: Path | None = None, limit: int | None = None
) -> tuple[Figures, Answers]:
    """Figures on a set of single glyphs: of its digits, of what is none, or of both.

    Args:
        reader: Who is judged.
        pictures: The set.
        root: The data folder, to choose the second refusal threshold with; None leaves it out.
        limit: At most so many digits of each set to choose that threshold.

    Returns:
        Figures, and the answers to all pictures.
    """
    answered = answers(reader, pictures)
    is_digit = pictures.labels >= 0
    figures: Figures = {}
    if is_digit.any():
        figures |= digit_figures(answered.part(is_digit), pictures.labels[is_digit])
    if not is_digit.all():
        threshold = kept_threshold(reader, root, limit) if root is not None else None
        figures |= junk_figures(answered.part(~is_digit), threshold)
    return figures, answered


def evaluate_canvas(
    reader: Reader, root: Path, limit: int | None = None
) -> list[dict[str, float | int | str | None]]:
    """Accuracy by where on the canvas a digit is drawn, and how it differs from the middle's.

    Returns:
        A row for each placement: accuracy dark on light and light on dark, each with its
        difference to the centred one in percentage points.
    """
    accuracies: dict[str, tuple[float, float]] = {}
    for placement, (dark, light) in canvas_sets(root, limit).items():
        accuracies[placement] = (_accuracy(reader, dark), _accuracy(reader, light))
    middle = accuracies[CENTRED]
    return [
        {
            "placement": placement,
            "dark_on_light_percent": 100 * dark,
            "dark_on_light_difference": 100 * (dark - middle[0]),
            "light_on_dark_percent": 100 * light,
            "light_on_dark_difference": 100 * (light - middle[1]),
        }
        for placement, (dark, light) in accuracies.items()
    ]


def _accuracy(reader: Reader, pictures: PictureSet) -> float:
    return _mean(answers(reader, pictures).values == pictures.labels)


def evaluate_corruptions(
    reader: Reader, root: Path, limit: int | None = None
) -> dict[str, tuple[Figures, PictureSet, Answers]]:
    """Figures on MNIST's test digits, spoilt in each of the ways of MNIST-C.

    Args:
        reader: Who is judged.
        root: The data folder, for MNIST.
        limit: At most so many digits, the same ones of each corruption.

    Returns:
        For each corruption, the first of which changes nothing: the figures, the pictures, and the
        answers to them.

    Raises:
        DataError: MNIST is missing or damaged.
    """
    mnist = load_picture_set("mnist", root).sample(limit)
    clean = np.stack([np.asarray(picture, np.uint8) for picture in mnist])
    found = {}
    for place, name in enumerate(CORRUPTIONS):
        spoilt = corrupt(name, clean, np.random.default_rng([CORRUPTION_SEED, place]))
        pictures = PictureSet(name, mnist.labels, spoilt.__getitem__)
        figures, answered = evaluate_pictures(reader, pictures)
        found[name] = (figures, pictures, answered)
    return found


def corruption_mean(figures: Mapping[str, Figures], key: str) -> float:
    """The mean of a figure over all corruptions but the first, which changes nothing."""
    return statistics.fmean(float(each[key] or 0) for each in list(figures.values())[1:])


# --- pages --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageResult:
    """A labelled page and what was read from it.

    Attributes:
        labelled: The page as labelled.
        lines: Lines read, each a string of digits, in reading order.
        seconds: How long it took, loading the picture included.
        page: The reading with boxes, where the reader gives them.
    """

    labelled: LabelledPage
    lines: tuple[str, ...]
    seconds: float
    page: Page | None = None

    @property
    def text(self) -> str:
        """All digits read, in reading order."""
        return "".join(self.lines)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers read, each a string of digits; none where the reader gives none."""
        found = self.page.numbers if self.page else ()
        return tuple("".join(str(digit.value) for digit in number.digits) for number in found)

    @property
    def error(self) -> float:
        """Edit distance over label length; on a page without digits, how many were found."""
        label = self.labelled.digits
        return metrics.levenshtein(label, self.text) / max(1, len(label))

    @property
    def box_counts(self) -> BoxCounts:
        """Boxes matched, found and labelled; all 0 where the page or the reader has no boxes."""
        boxes = self.labelled.boxes_xyxy
        if boxes is None or self.page is None or self.labelled.negative:
            return BoxCounts()
        found = self.page.digits
        return metrics.match_boxes(
            [d.box.xyxy for d in found],
            [d.value for d in found],
            boxes,
            [int(c) for c in self.labelled.digits],
        )


def read_pages(reader: Reader, pages: Iterable[LabelledPage]) -> list[PageResult]:
    """Read each page, and take the time."""
    results = []
    for labelled in pages:
        start = time.perf_counter()
        page = reader.read(labelled.image)
        seconds = time.perf_counter() - start
        lines = ("".join(str(d.value) for d in x.digits if d.value is not None) for x in page.lines)
        results.append(PageResult(labelled, tuple(x for x in lines if x), seconds, page))
    return results


def page_figures(results: Sequence[PageResult]) -> Figures:
    """Figures on pages; those without digits count only in the last two kinds.

    A page is exact when all its digits in reading order are; how they are grouped into numbers and
    lines does not matter. A line is exact when its digits stand as one line of the reading, and so
    is a number, where the labels say how digits are grouped. The character error is the edit
    distance over the label's length: of all digits, averaged by page, averaged by source. F1 is
    once of digits aligned in reading order, and once of boxes (same class, IoU of at least 0.5) on
    the pages that have them.

    Raises:
        DataError: There are no pages.
    """
    if not results:
        raise DataError("expected pages to evaluate, found none: give a folder with labelled pages")
    written = [r for r in results if not r.labelled.negative]
    labels, readings = [r.labelled.digits for r in written], [r.text for r in written]
    grouped = [r for r in written if r.labelled.numbers]
    numbers = metrics.line_exact(
        [r.labelled.numbers for r in grouped], [r.numbers for r in grouped]
    )
    lines, read = [r.labelled.lines for r in written], [r.lines for r in written]
    sources = [r.labelled.source for r in written]
    boxes = sum((r.box_counts for r in written), BoxCounts())
    false = [len(r.text) for r in results if r.labelled.negative]
    clean, each = metrics.false_digit_rates(false)
    by_source = metrics.character_error_rate_by_source(labels, readings, sources)
    return {
        "pages": len(written),
        "digits": sum(map(len, labels)),
        "page_exact_percent": _percent(metrics.page_exact(labels, readings)),
        "line_exact_percent": _percent(metrics.line_exact(lines, read)),
        "number_exact_percent": _percent(numbers),
        "cer_percent": _percent(metrics.character_error_rate(labels, readings)),
        "cer_by_page_percent": _percent(metrics.character_error_rate_by_page(labels, readings)),
        "cer_by_source_percent": _percent(by_source),
        "digit_f1_percent": _percent(metrics.aligned_f1(labels, readings)),
        "box_precision_percent": _percent(boxes.precision),
        "box_recall_percent": _percent(boxes.recall),
        "box_f1_percent": _percent(boxes.f1),
        "negatives": len(false),
        "clean_negatives_percent": _percent(clean),
        "false_digits_per_negative": None if math.isnan(each) else each,
        "seconds_median": statistics.median(r.seconds for r in results),
    }


def figures_by_tag(results: Sequence[PageResult]) -> dict[str, Figures]:
    """The figures of the pages with each tag, the most common tag first."""
    tagged: dict[str, list[PageResult]] = {}
    for result in results:
        for tag in result.labelled.tags:
            tagged.setdefault(tag, []).append(result)
    order = sorted(tagged, key=lambda tag: (-len(tagged[tag]), tag))
    return {tag: page_figures(tagged[tag]) for tag in order}


def worst_pages(results: Sequence[PageResult], count: int) -> list[PageResult]:
    """The pages with errors, largest share of errors first, at most `count`."""
    wrong = [r for r in results if r.text != r.labelled.digits]
    return sorted(wrong, key=lambda r: -r.error)[:count]


def worst_pictures(answered: Answers, labels: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Indices of wrong answers to N pictures, the most confident first, at most `count`."""
    wrong = np.flatnonzero(answered.values != labels)
    order = np.argsort(-answered.confidences[wrong], kind="stable")
    return np.asarray(wrong[order][:count], np.int64)


def _mean(values: ArrayLike) -> float:
    array = np.asarray(values, np.float64)
    return float(array.mean()) if array.size else float("nan")


def _percent(share: float) -> float | None:
    return None if math.isnan(share) else 100 * share
