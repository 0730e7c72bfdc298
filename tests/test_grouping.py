from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.grouping import PassedOver, grouping_confidences
from inkdigits.layout import arrange, chances_of_parting, steps
from inkdigits.punctuate import Group

Boxes = NDArray[np.float32]

NOTHING = np.zeros((0, 4), np.float32)
HEIGHT, WIDTH = 40.0, 24.0


def row(*gaps: float, y: float = 100.0) -> Boxes:
    """Digits beside each other, with these gaps between them in digit heights."""
    x = 200.0 + np.append(0.0, np.cumsum(np.array(gaps) * HEIGHT + WIDTH))
    tops = np.full(len(x), y)
    return np.stack((x, tops, x + WIDTH, tops + HEIGHT), axis=1).astype(np.float32)


def groups_of(*numbers: int) -> list[list[Group]]:
    """One line of numbers of so many digits."""
    starts = np.append(0, np.cumsum(numbers)).tolist()
    return [[Group(tuple(range(a, a + n))) for a, n in zip(starts, numbers, strict=False)]]


def sure(boxes: Boxes, *numbers: int, passed: PassedOver | None = None) -> list[float]:
    """How sure each number of a line is to be one."""
    return grouping_confidences(groups_of(*numbers), boxes, NOTHING, passed)[0]


def passed_at(box: tuple[float, float, float, float], probability: float = 0.4) -> PassedOver:
    return PassedOver(np.array([box], np.float32), np.array([probability], np.float32))


def test_clear_gaps_are_surer_than_doubtful_ones() -> None:
    clear = sure(row(0.1, 0.1, 2.0, 0.1, 0.1), 3, 3)
    doubtful = sure(row(0.1, 0.1, 0.7, 0.1, 0.1), 3, 3)
    assert min(clear) > max(doubtful)


def test_one_number_is_less_sure_where_its_digits_stand_far_apart() -> None:
    close, apart, far = (sure(row(*[gap] * 4), 5)[0] for gap in (0.1, 1.6, 2.2))
    assert close > apart > far


def test_of_two_numbers_the_one_with_a_wide_gap_is_the_doubtful_one() -> None:
    parted = sure(row(0.1, 0.6, 0.1, 2.0, 0.1), 4, 2)
    assert parted[0] < parted[1]


@pytest.mark.parametrize("side", ["before", "after"])
def test_something_passed_over_beside_a_number_makes_it_doubtful(side: str) -> None:
    boxes = row(0.1, 0.1)
    left = boxes[0, 0] - WIDTH - 4 if side == "before" else boxes[-1, 2] + 4
    beside = (left, 100.0, left + WIDTH, 140.0)
    known = sure(boxes, 3)[0]
    likely, unlikely = (sure(boxes, 3, passed=passed_at(beside, p))[0] for p in (0.4, 0.1))
    assert likely < unlikely < known
    assert sure(boxes, 3, passed=passed_at(beside, 0.0))[0] == known


@pytest.mark.parametrize(
    "box",
    [
        (600.0, 100.0, 624.0, 140.0),  # far along the line
        (200.0, 300.0, 224.0, 340.0),  # on another line
        (202.0, 102.0, 220.0, 130.0),  # a part of a digit that was read
        (174.0, 132.0, 180.0, 138.0),  # a speck
    ],
)
def test_what_cannot_belong_to_it_leaves_a_number_as_sure_as_it_was(
    box: tuple[float, float, float, float],
) -> None:
    boxes = row(0.1, 0.1)
    assert sure(boxes, 3, passed=passed_at(box)) == sure(boxes, 3)


def test_what_was_read_as_a_symbol_was_not_passed_over() -> None:
    boxes = row(0.1, 0.1)
    mark = np.array([[178, 112, 196, 136]], np.float32)
    groups = [[Group((0, 1, 2), ((0, 0),))]]
    passed = PassedOver(mark, np.array([0.4], np.float32))
    assert grouping_confidences(groups, boxes, mark, passed) == grouping_confidences(
        groups, boxes, mark
    )


def test_a_symbol_joins_digits_however_far_apart_they_stand() -> None:
    boxes = row(0.1, 1.2, 0.1)
    point = np.array([[boxes[1, 2] + 20, 132, boxes[1, 2] + 26, 138]], np.float32)
    marked = grouping_confidences([[Group((0, 1, 2, 3), ((0, 2),))]], boxes, point)[0][0]
    assert marked > sure(boxes, 4)[0]


def test_digits_out_of_line_or_of_unlike_sizes_are_doubtful() -> None:
    level = row(0.1, 0.1, 0.1)
    stepped, uneven = level.copy(), level.copy()
    stepped[2, [1, 3]] += 0.5 * HEIGHT
    uneven[2, 1] += 0.4 * HEIGHT
    assert sure(stepped, 4)[0] < sure(level, 4)[0]
    assert sure(uneven, 4)[0] < sure(level, 4)[0]


def test_how_large_the_picture_is_does_not_matter() -> None:
    boxes = row(0.1, 0.4, 1.5, 0.2)
    assert sure(3 * boxes, 3, 2) == pytest.approx(sure(boxes, 3, 2))


def test_nothing_read_has_no_confidence() -> None:
    passed = passed_at((0.0, 0.0, 9.0, 9.0))
    assert grouping_confidences([], NOTHING, NOTHING, passed) == []
    assert steps(NOTHING, []) == []


def test_what_is_said_of_gaps_is_what_lines_were_parted_by() -> None:
    boxes = np.concatenate((row(0.1, 0.2, 1.4, 0.1), row(0.1, 1.6, 0.1, y=220.0)))
    lines, chances_read = arrange(boxes)
    assert [[len(number) for number in line] for line in lines] == [[3, 2], [2, 2]]
    flat = [[i for number in line for i in number] for line in lines]
    asked = chances_of_parting(boxes, flat)
    for line, chances, read in zip(lines, asked, chances_read, strict=True):
        assert (chances > 0.5).sum() == len(line) - 1
        assert chances == pytest.approx(read)
    assert all(climb == pytest.approx(0.0, abs=0.05) for climb in steps(boxes, flat))


def test_a_parting_that_is_known_makes_both_numbers_sure() -> None:
    boxes = row(0.1, 0.8, 0.1)
    groups = groups_of(2, 2)
    known = {(tuple(boxes[1].tolist()), tuple(boxes[2].tolist())): 1.0}
    doubtful = grouping_confidences(groups, boxes, NOTHING)[0]
    chances = chances_of_parting(boxes, [[0, 1, 2, 3]], known=known)
    decided = grouping_confidences(groups, boxes, NOTHING, chances=chances)[0]
    assert all(after > before for before, after in zip(doubtful, decided, strict=True))


@given(
    hnp.arrays(np.float32, (6, 4), elements=st.floats(0, 500, width=32)),
    hnp.arrays(np.float32, (3, 4), elements=st.floats(0, 500, width=32)),
    hnp.arrays(np.float32, 3, elements=st.floats(0, 1, width=32)),
)
def test_any_boxes_give_probabilities(
    boxes: Boxes, others: Boxes, probabilities: NDArray[np.float32]
) -> None:
    boxes[:, 2:] += boxes[:, :2]
    others[:, 2:] += others[:, :2]
    groups = [[Group(tuple(number)) for number in line] for line in arrange(boxes).lines]
    found = grouping_confidences(groups, boxes, NOTHING, PassedOver(others, probabilities))
    assert [len(line) for line in found] == [len(line) for line in groups]
    assert all(0.0 < confidence < 1.0 for line in found for confidence in line)
