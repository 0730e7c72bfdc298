"""Measures against cases worked out by hand, and against what must hold for every input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits import metrics
from inkdigits.metrics import BoxCounts

DIGITS = st.text("0123456789", max_size=8)


@pytest.mark.parametrize(
    ("a", "b", "distance", "common"),
    [
        ("", "", 0, 0),
        ("", "123", 3, 0),
        ("123", "123", 0, 3),
        ("123", "23", 1, 2),
        ("123", "133", 1, 2),
        ("12", "21", 2, 1),
        ("2017", "0172", 2, 3),
    ],
)
def test_distance_and_common_part_of_two_strings(
    a: str, b: str, distance: int, common: int
) -> None:
    assert metrics.levenshtein(a, b) == distance
    assert metrics.common_length(a, b) == common


@given(DIGITS, DIGITS, DIGITS)
def test_levenshtein_is_a_metric(a: str, b: str, c: str) -> None:
    ab = metrics.levenshtein(a, b)
    assert (ab == 0) == (a == b)
    assert ab == metrics.levenshtein(b, a)
    assert ab <= metrics.levenshtein(a, c) + metrics.levenshtein(c, b)
    assert abs(len(a) - len(b)) <= ab <= max(len(a), len(b))
    # What stands in both in order needs no edit.
    assert ab <= len(a) + len(b) - 2 * metrics.common_length(a, b)


def test_character_error_rates_weigh_digits_pages_or_sources_alike() -> None:
    labels = ["12345678", "12", "1"]
    readings = ["12345678", "13", ""]
    assert metrics.character_error_rate(labels, readings) == pytest.approx(2 / 11)
    assert metrics.character_error_rate_by_page(labels, readings) == pytest.approx(0.5)
    # Sources a (10 digits, 1 edit) and b (1 digit, 1 edit).
    by_source = metrics.character_error_rate_by_source(labels, readings, ["a", "a", "b"])
    assert by_source == pytest.approx((0.1 + 1) / 2)


def test_a_page_without_a_label_counts_in_no_average_but_its_digits_are_errors() -> None:
    assert metrics.character_error_rate(["12", ""], ["12", "7"]) == 0.5
    assert metrics.character_error_rate_by_page(["12", ""], ["12", "7"]) == 0
    assert metrics.character_error_rate_by_source(["12", ""], ["12", "7"], ["a", "b"]) == 0


def test_more_digits_than_labelled_can_make_an_error_above_one() -> None:
    assert metrics.character_error_rate(["1"], ["234"]) == 3


@pytest.mark.parametrize(
    ("labels", "readings", "share"),
    [
        ([["12", "34"]], [["12", "34"]], 1.0),
        ([["12", "34"]], [["34", "12"]], 1.0),
        ([["12", "34"]], [["1234"]], 0.0),
        ([["12", "12"]], [["12"]], 0.5),
        ([["12"]], [["12", "9"]], 1.0),
        ([["12"], ["3"]], [["12"], []], 0.5),
        ([["12"], ["12"]], [["12", "12"], []], 0.5),
    ],
)
def test_line_exact(labels: list[list[str]], readings: list[list[str]], share: float) -> None:
    assert metrics.line_exact(labels, readings) == share


def test_page_exact_and_aligned_f1() -> None:
    labels, readings = ["123", "45"], ["123", "5"]
    assert metrics.page_exact(labels, readings) == 0.5
    assert metrics.aligned_f1(labels, readings) == pytest.approx(2 * 4 / (5 + 4))


def test_false_digits_on_pictures_that_have_none() -> None:
    assert metrics.false_digit_rates([0, 0, 3, 1]) == (0.5, 1.0)


def test_a_share_of_nothing_is_nan() -> None:
    nothing = [
        metrics.character_error_rate([], []),
        metrics.character_error_rate_by_page([], []),
        metrics.character_error_rate_by_source([], [], []),
        metrics.page_exact([], []),
        metrics.line_exact([], []),
        metrics.aligned_f1([], []),
        *metrics.false_digit_rates([]),
        metrics.expected_calibration_error([], []),
        metrics.accuracy_at_coverage([], [], 0.5),
        metrics.refused_share([], 0.5),
        BoxCounts().f1,
        BoxCounts().precision,
        BoxCounts().recall,
    ]
    assert all(math.isnan(value) for value in nothing)


@pytest.mark.parametrize(
    "call",
    [
        lambda: metrics.page_exact(["1"], []),
        lambda: metrics.character_error_rate_by_source(["1"], ["1"], []),
        lambda: metrics.expected_calibration_error([0.5], []),
        lambda: metrics.accuracy_at_coverage([0.5], [True], 0),
        lambda: metrics.refusal_threshold([]),
        lambda: metrics.confusion_counts([1], [], 10),
        lambda: metrics.box_iou(np.zeros((2, 3)), np.zeros((0, 4))),
        lambda: metrics.match_boxes([[0, 0, 1, 1]], [], [], []),
    ],
)
def test_what_does_not_fit_together_is_refused(call: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        call()  # type: ignore[operator]


# --- boxes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "iou"),
    [
        ([0, 0, 2, 2], [0, 0, 2, 2], 1.0),
        ([0, 0, 2, 2], [2, 0, 4, 2], 0.0),
        ([0, 0, 2, 2], [1, 0, 3, 2], 1 / 3),
        ([0, 0, 4, 4], [1, 1, 3, 3], 0.25),
        ([1, 1, 1, 1], [1, 1, 1, 1], 0.0),
    ],
)
def test_intersection_over_union(a: list[float], b: list[float], iou: float) -> None:
    assert metrics.box_iou([a], [b]) == pytest.approx(np.array([[iou]]))


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_intersection_over_union_with_no_boxes(n: int, m: int) -> None:
    assert metrics.box_iou(np.ones((n, 4)), np.ones((m, 4))).shape == (n, m)


corner, side = st.floats(-100, 100), st.floats(0.1, 100)
boxes = st.lists(
    st.tuples(corner, corner, side, side).map(lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])),
    min_size=1,
    max_size=5,
)


@given(boxes, boxes)
def test_intersection_over_union_of_any_boxes(a: list[object], b: list[object]) -> None:
    iou = metrics.box_iou(a, b)
    assert iou.shape == (len(a), len(b))
    assert (iou >= 0).all()
    assert (iou <= 1 + 1e-9).all()
    assert iou == pytest.approx(metrics.box_iou(b, a).T)
    assert np.diag(metrics.box_iou(a, a)) == pytest.approx(1)


def test_a_labelled_box_is_matched_once_and_by_its_own_class() -> None:
    label = [[0, 0, 10, 10], [20, 0, 30, 10]]
    found = [[0, 0, 10, 10], [0, 0, 10, 9], [20, 0, 30, 10], [50, 0, 60, 10]]
    counts = metrics.match_boxes(found, [3, 3, 8, 3], label, [3, 5])
    assert counts == BoxCounts(matched=1, found=4, labelled=2)
    assert (counts.precision, counts.recall) == (0.25, 0.5)
    assert counts.f1 == pytest.approx(1 / 3)


def test_boxes_that_overlap_too_little_do_not_match() -> None:
    assert metrics.match_boxes([[0, 0, 10, 10]], [1], [[5, 0, 15, 10]], [1]).matched == 0


@pytest.mark.parametrize(
    ("found", "label", "counts"),
    [
        ([], [], BoxCounts(0, 0, 0)),
        ([], [[0, 0, 1, 1]], BoxCounts(0, 0, 1)),
        ([[0, 0, 1, 1]], [], BoxCounts(0, 1, 0)),
    ],
)
def test_matching_with_no_boxes(
    found: list[list[int]], label: list[list[int]], counts: BoxCounts
) -> None:
    assert metrics.match_boxes(found, [1] * len(found), label, [1] * len(label)) == counts


def test_counts_of_pages_add_up() -> None:
    assert BoxCounts(1, 2, 3) + BoxCounts(4, 5, 6) == BoxCounts(5, 7, 9)


# --- confidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize("equal_mass", [False, True])
def test_confidence_that_tells_the_truth_has_no_calibration_error(equal_mass: bool) -> None:
    correct = [True] * 9 + [False]
    error = metrics.expected_calibration_error([0.9] * 10, correct, bins=1, equal_mass=equal_mass)
    assert error == pytest.approx(0, abs=1e-12)


def test_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    # 0.95 says too much by 0.45, 0.55 too little by 0.45; as one bin they would cancel out.
    confidences, correct = [0.95, 0.95, 0.55, 0.55], [True, False, True, True]
    error = metrics.expected_calibration_error(confidences, correct)
    assert error == pytest.approx(0.45)
    by_mass = metrics.expected_calibration_error(confidences, correct, bins=2, equal_mass=True)
    assert by_mass == pytest.approx(0.45)
    one_bin = metrics.expected_calibration_error(confidences, correct, bins=1)
    assert one_bin == pytest.approx(0, abs=1e-12)


def test_a_confidence_of_one_falls_into_the_last_bin() -> None:
    assert metrics.expected_calibration_error([1.0, 0.0], [True, False]) == 0


def test_accuracy_rises_as_doubtful_answers_go_to_a_person() -> None:
    confidences, correct = [0.9, 0.4, 0.8, 0.6], [True, False, True, True]
    assert metrics.accuracy_at_coverage(confidences, correct, 1) == 0.75
    assert metrics.accuracy_at_coverage(confidences, correct, 0.75) == 1
    points = metrics.error_reject_points(confidences, correct, [0, 0.25, 0.5])
    assert points.tolist() == [0.25, 0, 0]


def test_the_refusal_threshold_keeps_the_share_of_digits_it_was_asked_to() -> None:
    junk_of_digits = np.linspace(0, 1, 201)
    threshold = metrics.refusal_threshold(junk_of_digits, keep=0.995)
    assert metrics.refused_share(junk_of_digits, threshold) <= 0.005
    assert metrics.refused_share([0.2, 0.999], threshold) == 0.5
    assert metrics.refusal_threshold([0.3]) == 0.3


def test_confusion_counts_have_labels_as_rows() -> None:
    counts = metrics.confusion_counts([0, 0, 1], [0, 1, 1], 3)
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert metrics.confusion_counts([], [], 2).tolist() == [[0, 0], [0, 0]]


def test_the_accepted_share_is_the_largest_that_keeps_the_error() -> None:
    confidences = [0.9, 0.8, 0.7, 0.6, 0.5]
    right = [True, True, False, True, False]
    assert metrics.accepted_share(confidences, right, 0.0) == pytest.approx(0.4)
    assert metrics.accepted_share(confidences, right, 0.25) == pytest.approx(0.8)
    assert metrics.accepted_share(confidences, right, 0.4) == 1
    assert metrics.accepted_share([0.9, 0.9], [True, False], 0.1) == 0
    assert math.isnan(metrics.accepted_share([], [], 0.1))
