"""How good readings are: pages, boxes, single digits, and how honest their confidence is.

Shares and errors are fractions, 0..1 (an error can exceed 1). A share of nothing is nan.

A page's label and its reading are strings of digits in reading order; its lines are lists of such
strings. Anything that prints text can be measured so, not only inkdigits.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
T = TypeVar("T")

MATCHING_IOU = 0.5
"""A box stands for a labelled one from this intersection over union on (as in PASCAL VOC)."""


# --- text ---------------------------------------------------------------------------------------


def levenshtein(a: str, b: str) -> int:
    """Fewest characters to insert, delete or replace that turn `a` into `b` (Levenshtein, 1966)."""
    previous = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        current = [i]
        for j, right in enumerate(b, 1):
            replaced = previous[j - 1] + (left != right)
            current.append(min(previous[j] + 1, current[j - 1] + 1, replaced))
        previous = current
    return previous[-1]


def common_length(a: str, b: str) -> int:
    """Length of the longest common subsequence: how many characters stand in both, in order."""
    previous = [0] * (len(b) + 1)
    for left in a:
        current = [0]
        for j, right in enumerate(b, 1):
            longer = previous[j - 1] + 1 if left == right else 0
            current.append(max(longer, previous[j], current[j - 1]))
        previous = current
    return previous[-1]


def character_error_rate(labels: Sequence[str], readings: Sequence[str]) -> float:
    """Edit distance over label length, over all characters of all N pages together.

    Raises:
        ValueError: There are not as many readings as labels. So for all that follow.
    """
    edits = sum(levenshtein(label, text) for label, text in _pairs(labels, readings))
    return _share(edits, sum(map(len, labels)))


def character_error_rate_by_page(labels: Sequence[str], readings: Sequence[str]) -> float:
    """The character error rate of each page with a label, averaged over these pages."""
    rates = [levenshtein(a, b) / len(a) for a, b in _pairs(labels, readings) if a]
    return _mean(rates)


def character_error_rate_by_source(
    labels: Sequence[str], readings: Sequence[str], sources: Sequence[Hashable]
) -> float:
    """The character error rate of each source's pages together, averaged over the sources.

    A source is whatever pages have in common: a writer, a device, a collection.
    """
    edits: dict[Hashable, int] = defaultdict(int)
    lengths: dict[Hashable, int] = defaultdict(int)
    for (label, text), source in zip(_pairs(labels, readings), sources, strict=True):
        edits[source] += levenshtein(label, text)
        lengths[source] += len(label)
    return _mean([edits[source] / lengths[source] for source in lengths if lengths[source]])


def page_exact(labels: Sequence[str], readings: Sequence[str]) -> float:
    """Share of pages on which all digits in reading order are as labelled."""
    return _mean([label == text for label, text in _pairs(labels, readings)])


def line_exact(labels: Sequence[Sequence[str]], readings: Sequence[Sequence[str]]) -> float:
    """Share of labelled lines whose digits stand as one line of the page's reading.

    A line of the reading stands for one labelled line only; the order of lines does not matter. The
    same for numbers instead of lines.

    Args:
        labels: For each page, its lines, each a string of digits.
        readings: For each page, the lines read.
    """
    hits = total = 0
    for lines, read in _pairs(labels, readings):
        hits += (Counter(lines) & Counter(read)).total()
        total += len(lines)
    return _share(hits, total)


def aligned_f1(labels: Sequence[str], readings: Sequence[str]) -> float:
    """F1 of digits aligned in reading order: right are those of the longest common subsequence.

    It needs no boxes, so it compares with tools that give none.
    """
    right = sum(common_length(label, text) for label, text in _pairs(labels, readings))
    return _share(2 * right, sum(map(len, labels)) + sum(map(len, readings)))


def false_digit_rates(counts: ArrayLike) -> tuple[float, float]:
    """What was found on N pictures without digits.

    Args:
        counts: Digits found on each, int (N,).

    Returns:
        Share of pictures left clean, and false digits per picture.
    """
    found = np.asarray(counts)
    return _mean(found == 0), _mean(found)


# --- boxes --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """Boxes found and labelled, and how many of them match. Counts of several pages add up."""

    matched: int = 0
    found: int = 0
    labelled: int = 0

    def __add__(self, other: BoxCounts) -> BoxCounts:
        """The counts of both together."""
        return BoxCounts(
            self.matched + other.matched, self.found + other.found, self.labelled + other.labelled
        )

    @property
    def precision(self) -> float:
        """Share of found boxes that are right."""
        return _share(self.matched, self.found)

    @property
    def recall(self) -> float:
        """Share of labelled boxes that are found."""
        return _share(self.matched, self.labelled)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.matched, self.found + self.labelled)


def box_iou(boxes_xyxy: ArrayLike, others_xyxy: ArrayLike) -> Floats:
    """Intersection over union of each box with each other one.

    Args:
        boxes_xyxy: (N, 4), half-open, in any unit.
        others_xyxy: (M, 4).

    Returns:
        float64 (N, M), 0..1; 0 where both are empty.
    """
    a, b = _boxes(boxes_xyxy)[:, None], _boxes(others_xyxy)[None]
    low = np.maximum(a[..., :2], b[..., :2])
    high = np.minimum(a[..., 2:], b[..., 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=-1)
    union = np.prod(a[..., 2:] - a[..., :2], axis=-1) + np.prod(b[..., 2:] - b[..., :2], axis=-1)
    union = union - shared
    return cast(Floats, np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))


def match_boxes(
    boxes_xyxy: ArrayLike,
    values: Sequence[int | None],
    label_boxes_xyxy: ArrayLike,
    labels: Sequence[int],
    iou: float = MATCHING_IOU,
) -> BoxCounts:
    """Match found boxes with labelled ones of the same class, each once, best overlap first.

    Args:
        boxes_xyxy: Found boxes (N, 4).
        values: Class of each found box (N,).
        label_boxes_xyxy: Labelled boxes (M, 4).
        labels: Class of each labelled box (M,).
        iou: Least intersection over union of a match.
    """
    overlaps = box_iou(boxes_xyxy, label_boxes_xyxy)
    if overlaps.shape != (len(values), len(labels)):
        raise ValueError(
            f"expected a class for each box, got {overlaps.shape[0]} and {overlaps.shape[1]} boxes "
            f"with {len(values)} and {len(labels)} classes"
        )
    candidates = [
        (overlaps[i, j], i, j)
        for i, j in np.argwhere(overlaps >= iou).tolist()
        if values[i] == labels[j]
    ]
    taken_found: set[int] = set()
    taken_labels: set[int] = set()
    for _, i, j in sorted(candidates, reverse=True):
        if i not in taken_found and j not in taken_labels:
            taken_found.add(i)
            taken_labels.add(j)
    return BoxCounts(len(taken_labels), len(values), len(labels))


# --- single digits and their confidence -----------------------------------------------------------


def expected_calibration_error(
    confidences: ArrayLike, correct: ArrayLike, *, bins: int = 15, equal_mass: bool = False
) -> float:
    """How far confidence is from accuracy, averaged over bins by how much is in them.

    Guo et al., "On Calibration of Modern Neural Networks", 2017.

    Args:
        confidences: Stated probability of being right, (N,), 0..1.
        correct: Whether it was right, (N,).
        bins: How many bins.
        equal_mass: Bins of equally many answers instead of equal width.
    """
    confidence, right = _answers(confidences, correct)
    if not len(confidence):
        return float("nan")
    order = np.argsort(confidence, kind="stable")
    if equal_mass:
        parts = np.array_split(order, bins)
    else:
        place = np.clip((confidence * bins).astype(int), 0, bins - 1)
        parts = [np.flatnonzero(place == k) for k in range(bins)]
    gaps = [abs(float((confidence[part] - right[part]).sum())) for part in parts if len(part)]
    return sum(gaps) / len(confidence)


def accuracy_at_coverage(confidences: ArrayLike, correct: ArrayLike, coverage: float) -> float:
    """Accuracy when only the most confident share of the answers is given.

    Args:
        confidences: (N,).
        correct: (N,).
        coverage: Share of answers given, above 0 and at most 1.
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"coverage must be above 0 and at most 1, got {coverage}")
    confidence, right = _answers(confidences, correct)
    order = np.argsort(-confidence, kind="stable")
    return _mean(right[order[: int(np.ceil(coverage * len(order) - 1e-9))]])


def error_reject_points(
    confidences: ArrayLike, correct: ArrayLike, rejected: Sequence[float]
) -> Floats:
    """Error of the answers that remain when the least confident ones go to a person.

    Args:
        confidences: (N,).
        correct: (N,).
        rejected: Shares of answers that go to a person, (K,), from 0 to below 1.

    Returns:
        float64 (K,): errors, 0..1.
    """
    errors = [1 - accuracy_at_coverage(confidences, correct, 1 - share) for share in rejected]
    return np.array(errors, np.float64)


def accepted_share(confidences: ArrayLike, correct: ArrayLike, max_error: float) -> float:
    """Largest share of answers, the most confident ones, of which at most `max_error` is wrong.

    Answers that are equally confident are accepted together or not at all.

    Args:
        confidences: (N,).
        correct: (N,).
        max_error: Share of wrong ones among the accepted, 0..1.

    Returns:
        0..1; 0 where even the most confident ones are wrong too often.
    """
    confidence, right = _answers(confidences, correct)
    if not len(confidence):
        return float("nan")
    order = np.argsort(-confidence, kind="stable")
    counts = np.arange(1, len(order) + 1)
    good = np.cumsum(1 - right[order]) <= max_error * counts + 1e-9
    good &= np.append(np.diff(confidence[order]) < 0, True)
    return float(counts[good].max(initial=0)) / len(order)


def refusal_threshold(junk_of_digits: ArrayLike, keep: float = 0.995) -> float:
    """The least threshold that keeps a share of all digits when what is above it is refused.

    Args:
        junk_of_digits: Probability of "not a digit" of N digits, (N,).
        keep: Share of digits that must not be refused.

    Raises:
        ValueError: There are no digits.
    """
    junk = np.asarray(junk_of_digits, np.float64)
    if not junk.size:
        raise ValueError("a threshold that keeps digits needs at least one digit, got none")
    return float(np.quantile(junk, keep, method="higher"))


def refused_share(junk: ArrayLike, threshold: float) -> float:
    """Share of N pictures whose probability of "not a digit", (N,), is above the threshold."""
    return _mean(np.asarray(junk, np.float64) > threshold)


def confusion_counts(labels: ArrayLike, predicted: ArrayLike, classes: int) -> NDArray[np.int64]:
    """How often each class was taken for each other one.

    Args:
        labels: Classes 0..classes-1, (N,).
        predicted: Likewise, (N,).
        classes: How many classes there are.

    Returns:
        int64 (classes, classes): row the label, column the answer.
    """
    counts = np.zeros((classes, classes), np.int64)
    rows, columns = np.asarray(labels, np.int64), np.asarray(predicted, np.int64)
    if rows.shape != columns.shape:
        raise ValueError(f"expected an answer for each label, got {rows.shape} and {columns.shape}")
    np.add.at(counts, (rows, columns), 1)
    return counts


def _pairs(labels: Sequence[T], readings: Sequence[T]) -> list[tuple[T, T]]:
    if len(labels) != len(readings):
        raise ValueError(
            f"expected a reading for each label, got {len(labels)} labels and "
            f"{len(readings)} readings"
        )
    return list(zip(labels, readings, strict=True))


def _answers(confidences: ArrayLike, correct: ArrayLike) -> tuple[Floats, Floats]:
    confidence, right = np.asarray(confidences, np.float64), np.asarray(correct, np.float64)
    if confidence.ndim != 1 or confidence.shape != right.shape:
        raise ValueError(
            f"expected as many answers as confidences, got {confidence.shape} and {right.shape}"
        )
    return confidence, right


def _boxes(boxes_xyxy: ArrayLike) -> Floats:
    boxes = np.asarray(boxes_xyxy, np.float64)
    if boxes.size == 0:
        return np.zeros((0, 4), np.float64)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"expected boxes of shape (N, 4), got {boxes.shape}")
    return boxes


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _mean(values: ArrayLike) -> float:
    array = np.asarray(values, np.float64)
    return float(array.mean()) if array.size else float("nan")
