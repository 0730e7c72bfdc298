from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.evidence import Evidence, carried_over, support, weigh

Float = NDArray[np.float32]

BOXES = np.array([[0, 0, 20, 30], [300, 300, 320, 330]], np.float32)
"""Two that have nothing to do with each other."""


def classified(value: int, sure: float, junk: float) -> Float:
    """The classifier's row: `sure` of the digits' share for one digit, the rest over the others."""
    digits = np.full(10, (1 - sure) / 9)
    digits[value] = sure
    return np.append((1 - junk) * digits, junk).astype(np.float32)[None]


def located(value: int, sure: float) -> Float:
    return classified(value, sure, 0.0)[:, :10]


def one(heat: float, seen: Float | None, said: Float, inked: bool = True) -> Evidence:
    box = np.array([[0, 0, 20, 30]], np.float32)
    return weigh(box, np.array([heat], np.float32), seen, said, np.array([inked]))


def test_both_agree() -> None:
    found = one(0.9, located(3, 0.95), classified(3, 0.95, 0.02))
    assert found.is_digit.tolist() == [True]
    assert found.probabilities.argmax() == 3
    assert found.probabilities[0, 3] > 0.9


def test_agreement_is_surer_than_either_alone() -> None:
    both = one(0.9, located(3, 0.8), classified(3, 0.8, 0.01)).probabilities
    assert both[0, 3] / both.sum() > 0.9


def test_the_surer_source_decides() -> None:
    hesitant = located(1, 0.6)
    hesitant[0, 7] += 0.3
    found = one(0.9, hesitant / hesitant.sum(), classified(7, 0.99, 0.01))
    assert found.probabilities.argmax() == 7
    found = one(0.9, located(1, 0.999), classified(7, 0.4, 0.01))
    assert found.probabilities.argmax() == 1


def test_two_that_contradict_each_other_leave_doubt() -> None:
    found = one(0.9, located(1, 0.95), classified(7, 0.97, 0.01))
    assert found.probabilities.max() < 0.9


def test_what_neither_takes_for_a_digit_is_none() -> None:
    found = one(0.22, located(3, 0.5), classified(3, 0.5, 0.97))
    assert found.is_digit.tolist() == [False]
    assert found.probabilities.sum() < 0.5


def test_more_heat_and_less_junk_make_a_digit_likelier() -> None:
    def chance(heat: float, junk: float) -> float:
        return float(one(heat, located(3, 0.9), classified(3, 0.9, junk)).probabilities.sum())

    assert chance(0.3, 0.5) < chance(0.6, 0.5) < chance(0.9, 0.5)
    assert chance(0.5, 0.9) < chance(0.5, 0.5) < chance(0.5, 0.1)


def test_without_the_locators_classes_the_classifier_decides() -> None:
    said = np.concatenate([classified(4, 0.9, 0.1), classified(4, 0.9, 0.8)])
    found = weigh(BOXES, np.array([0.5, 0.5], np.float32), None, said, np.array([True, True]))
    assert found.is_digit.tolist() == [True, False]
    np.testing.assert_allclose(found.probabilities, said[:, :10], atol=1e-6)


@pytest.mark.parametrize("seen", [None, located(3, 0.99)])
def test_a_box_without_ink_is_no_digit(seen: Float | None) -> None:
    found = one(0.99, seen, classified(3, 0.99, 0.001), inked=False)
    assert found.is_digit.tolist() == [False]
    assert not found.probabilities.any()


def test_a_classifier_of_ten_classes_does_not_vouch_for_a_digit() -> None:
    seen, said = located(3, 0.9), classified(3, 0.9, 0.001)
    vouched = one(0.3, seen, said).probabilities.sum()
    silent = one(0.3, seen, said[:, :10]).probabilities.sum()
    assert silent < 0.5 * vouched
    assert one(0.9, seen, said[:, :10]).is_digit.tolist() == [True]


def test_without_any_doubt_said_contours_are_digits() -> None:
    found = one(1.0, None, located(4, 0.7))
    assert found.is_digit.tolist() == [True]
    assert found.probabilities.max() == pytest.approx(0.7, abs=1e-5)


@pytest.mark.parametrize("with_classes", [True, False])
def test_no_candidates_are_no_evidence(with_classes: bool) -> None:
    none = np.zeros((0, 10), np.float32) if with_classes else None
    found = weigh(
        np.zeros((0, 4), np.float32),
        np.zeros(0, np.float32),
        none,
        np.zeros((0, 11), np.float32),
        np.zeros(0, bool),
    )
    assert found.is_digit.shape == (0,)
    assert found.probabilities.shape == (0, 10)


def rows(width: int) -> st.SearchStrategy[Float]:
    return hnp.arrays(np.float32, (4, width), elements=st.floats(0, 1, width=32)).map(
        lambda a: (a + 1e-6) / (a + 1e-6).sum(axis=1, keepdims=True)
    )


@given(
    heats=hnp.arrays(np.float32, 4, elements=st.floats(0, 1, width=32)),
    seen=st.none() | rows(10),
    said=rows(11),
    inked=hnp.arrays(bool, 4),
)
def test_evidence_is_always_a_probability(
    heats: Float, seen: Float | None, said: Float, inked: NDArray[np.bool_]
) -> None:
    boxes = np.array([[25 * k, 0, 25 * k + 20, 30] for k in range(4)], np.float32)
    found = weigh(boxes, heats, seen, said, inked)
    assert found.probabilities.dtype == np.float32
    assert np.isfinite(found.probabilities).all()
    sums = found.probabilities.sum(axis=1)
    assert found.probabilities.min() >= 0
    assert sums.max() <= 1 + 1e-5
    assert not found.is_digit[~inked].any()
    if seen is None:  # the probability that there is a digit is what decides
        clear = np.abs(sums - 0.5) > 1e-4
        np.testing.assert_array_equal(found.is_digit[clear], (sums > 0.5)[clear])


@pytest.mark.parametrize("heat", [0.4, 0.5, 0.6])
def test_of_two_as_cold_the_one_that_is_clearly_like_a_digit_is_rather_a_letter(
    heat: float,
) -> None:
    blurred = one(heat, located(5, 0.6), classified(5, 0.6, 0.05))
    letter = one(heat, located(5, 0.99), classified(5, 0.93, 0.05))
    assert letter.probabilities.sum() < blurred.probabilities.sum() - 0.05
    assert letter.is_digit.tolist() == blurred.is_digit.tolist()  # neither is lost for it


def test_neighbours_in_line_support_each_other() -> None:
    """Three of a size in a row; one far below; one beside them, three times as high."""
    boxes = np.array(
        [[0, 0, 20, 30], [25, 2, 45, 31], [50, 0, 70, 30], [0, 300, 20, 330], [75, -30, 135, 60]],
        np.float32,
    )
    found = support(boxes, np.array([0.9, 0.5, 0.8, 0.9, 0.9], np.float32))
    np.testing.assert_allclose(found[:4], [1.3, 1.7, 1.4, 0.0], atol=1e-6)
    assert found[4] == 0


def test_support_makes_a_doubtful_candidate_a_digit() -> None:
    boxes = np.array([[25 * k, 0, 25 * k + 20, 30] for k in range(3)], np.float32)
    heats = np.array([0.9, 0.35, 0.9], np.float32)
    seen, said = np.tile(located(3, 0.9), (3, 1)), np.tile(classified(3, 0.9, 0.05), (3, 1))
    inked = np.ones(3, bool)
    assert weigh(boxes, heats, seen, said, inked).is_digit.all()
    assert not weigh(boxes[1:2], heats[1:2], seen[:1], said[:1], inked[:1]).is_digit.any()


# --- a person's hand ------------------------------------------------------------------------------


def test_what_a_hand_changes_is_carried_over_to_the_locator() -> None:
    plain, learned = classified(5, 0.9, 0.02), classified(4, 0.98, 0.02)
    seen = located(5, 0.8)
    changed = carried_over(seen, plain, learned)
    assert changed.argmax() == 4
    assert changed.sum() == pytest.approx(1, abs=1e-5)
    assert one(0.9, seen, learned).probabilities.argmax() == 5
    assert one(0.9, changed, learned).probabilities.argmax() == 4


def test_where_a_hand_changes_nothing_the_locator_is_left_alone() -> None:
    same = classified(5, 0.9, 0.02)
    assert carried_over(located(8, 0.7), same, same) == pytest.approx(located(8, 0.7), abs=1e-5)
    assert carried_over(located(8, 0.7)[:0], same[:0], same[:0]).shape == (0, 10)


# --- slashes --------------------------------------------------------------------------------------

ROW = np.array([[25 * k, 0, 25 * k + 20, 30] for k in range(3)], np.float32)


def in_a_row(heat: float, slash: float, boxes: Float = ROW) -> Evidence:
    """Of candidates that look like ones the second, of this heat, may be a slash."""
    count = len(boxes)
    heats, slashes = np.full(count, 0.9, np.float32), np.zeros(count, np.float32)
    heats[1], slashes[1] = heat, slash
    seen, said = np.tile(located(1, 0.9), (count, 1)), np.tile(classified(1, 0.9, 0.05), (count, 1))
    return weigh(boxes, heats, seen, said, np.ones(count, bool), slashes)


def test_what_is_more_like_a_slash_between_digits_is_passed_over() -> None:
    assert in_a_row(0.4, 0.85).is_digit.tolist() == [True, False, True]


def test_what_may_be_a_slash_or_a_one_is_a_doubtful_one() -> None:
    doubtful, sure = in_a_row(0.6, 0.6), in_a_row(0.6, 0.0)
    assert doubtful.is_digit.all()
    assert doubtful.probabilities[1].max() < 0.9 < sure.probabilities[1].max()


@pytest.mark.parametrize("left", [500, -100])
def test_a_slash_stands_between_digits(left: int) -> None:
    """At either end of a number, or alone, it is a one."""
    boxes = ROW.copy()
    boxes[1] = (left, 0, left + 20, 30)
    assert in_a_row(0.4, 0.85, boxes).probabilities[1].max() == pytest.approx(
        in_a_row(0.4, 0.0, boxes).probabilities[1].max()
    )


@given(
    heat=st.floats(0.2, 1),
    slash=st.floats(0, 1),
)
def test_a_slash_never_makes_a_digit_surer(heat: float, slash: float) -> None:
    with_slash, without = (in_a_row(heat, s).probabilities for s in (slash, 0.0))
    assert (with_slash <= without + 1e-6).all()
    assert np.isfinite(with_slash).all()
