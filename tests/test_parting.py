from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inkdigits.layout import arrange, chances_of_parting
from inkdigits.ruling import RuleFinder, Rules

Boxes = NDArray[np.float32]

HEIGHT, WIDTH = 40.0, 24.0


def digits_at(*places: tuple[float, float]) -> Boxes:
    """Boxes of digits whose left upper corners stand at places given in digit heights."""
    corners = 100 + HEIGHT * np.array(places, np.float32)
    return np.concatenate((corners, corners + np.float32((WIDTH, HEIGHT))), axis=1)


def rows(count: int, length: int, *, pitch: float, leading: float) -> Boxes:
    """Rows of digits, `pitch` from one to the next and `leading` from row to row."""
    return digits_at(*[(c * pitch, r * leading) for r in range(count) for c in range(length)])


def counts(boxes: Boxes, rules: RuleFinder | None = None) -> list[list[int]]:
    """How many digits each number of each line has."""
    lines = arrange(boxes, rules).lines if rules else arrange(boxes).lines
    return [[len(number) for number in line] for line in lines]


def rules_at(*places: float, top: float = -1e4, bottom: float = 1e4) -> RuleFinder:
    """A finder of upright rules at these x, in digit heights, between two y."""

    def find(boxes: NDArray[np.float64], pairs: Sequence[tuple[int, int]]) -> Rules:
        found = np.zeros((len(pairs), 3))
        for k, (a, b) in enumerate(pairs):
            middle = (boxes[a, 2] + boxes[b, 0]) / 2
            height = (boxes[a, 3] - boxes[a, 1] + boxes[b, 3] - boxes[b, 1]) / 2
            y = (boxes[a, 1] + boxes[b, 3]) / 2
            for place in places:
                x = 100 + HEIGHT * place
                if boxes[a, 2] < x < boxes[b, 0] and 100 + HEIGHT * top < y < 100 + HEIGHT * bottom:
                    found[k] = 1.0, 1.0, (x - middle) / height
        return Rules(found[:, 0], found[:, 1], found[:, 2])

    return find


def short(finder: RuleFinder) -> RuleFinder:
    """The same rules, which end with the digits."""

    def find(boxes: NDArray[np.float64], pairs: Sequence[tuple[int, int]]) -> Rules:
        found = finder(boxes, pairs)
        return Rules(found.beside, 0.1 * found.beyond, found.at)

    return find


CELLS = digits_at(*[(x, y) for y in (0.0, 1.6, 3.2) for x in (0.0, 0.75, 1.75, 2.5, 3.5, 4.25)])
"""Three rows of three cells of two digits each, narrow gaps between all of them."""


def test_walls_part_the_numbers_of_a_table() -> None:
    assert counts(CELLS) != [[2, 2, 2]] * 3  # by their gaps alone nobody could tell
    assert counts(CELLS, rules_at(1.55, 3.3)) == [[2, 2, 2]] * 3


def test_a_wall_that_one_row_hides_is_known_from_the_others() -> None:
    find = rules_at(1.55, 3.3)

    def hidden(boxes: NDArray[np.float64], pairs: Sequence[tuple[int, int]]) -> Rules:
        found = find(boxes, pairs)
        second = [100 + HEIGHT < boxes[a, 1] < 100 + 2 * HEIGHT for a, _ in pairs]
        return Rules(
            np.where(second, 0.4, found.beside), found.beyond * ~np.array(second), found.at
        )

    assert counts(CELLS, hidden) == [[2, 2, 2]] * 3


@pytest.mark.parametrize("how", [lambda rules: rules, short], ids=["long", "short"])
def test_a_row_of_boxes_with_a_digit_each_is_one_number(
    how: Callable[[RuleFinder], RuleFinder],
) -> None:
    boxes = rows(1, 8, pitch=1.3, leading=1.0)
    sides = how(rules_at(*[0.95 + 1.3 * k for k in range(7)]))
    assert counts(boxes, sides) == [[8]]


def test_rows_of_boxes_that_end_with_their_digits_are_a_number_each() -> None:
    boxes = rows(3, 6, pitch=1.25, leading=3.0)
    assert counts(boxes, short(rules_at(*[0.9 + 1.25 * k for k in range(5)]))) == [[6]] * 3


def test_the_rules_of_squared_paper_part_nothing() -> None:
    """They run between some digits and through others."""
    starts = (0.0, 0.25, 0.5, 0.12)
    boxes = digits_at(*[(x + 0.8 * k, 1.6 * y) for y, x in enumerate(starts) for k in range(6)])
    assert counts(boxes, rules_at(*np.arange(-1, 8, 0.77).tolist())) == [[6]] * 4


def test_digits_as_far_from_each_other_as_from_other_lines_are_numbers_of_their_own() -> None:
    assert counts(rows(5, 6, pitch=1.7, leading=1.9)) == [[1] * 6] * 5


def test_wide_rows_are_a_number_each() -> None:
    assert counts(rows(4, 6, pitch=1.2, leading=3.2)) == [[6]] * 4


@pytest.mark.parametrize(("pitch", "expected"), [(0.8, [[2]]), (3.5, [[1, 1]])])
def test_two_lone_digits_are_one_number_where_they_stand_close(
    pitch: float, expected: list[list[int]]
) -> None:
    assert counts(rows(1, 2, pitch=pitch, leading=1.0)) == expected


def test_nobody_writes_a_number_with_three_heights_between_its_digits() -> None:
    assert counts(rows(1, 5, pitch=3.6, leading=1.0)) == [[1] * 5]


def test_what_is_known_of_two_neighbours_is_kept() -> None:
    boxes = rows(1, 4, pitch=0.8, leading=1.0)
    left, right = (tuple(boxes[k].tolist()) for k in (1, 2))
    assert arrange(boxes).lines == [[[0, 1, 2, 3]]]
    assert arrange(boxes, known={(left, right): 1.0}).lines == [[[0, 1], [2, 3]]]


@given(
    seed=st.integers(0, 500),
    scale=st.floats(0.2, 20),
    shift=st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
)
def test_neither_place_nor_size_of_the_page_matters(
    seed: int, scale: float, shift: tuple[float, float]
) -> None:
    rng = np.random.default_rng(seed)
    boxes = rows(3, 6, pitch=1.3, leading=2.0) + rng.normal(0, 4, (18, 1)).astype(np.float32)
    lines = [list(range(6 * k, 6 * k + 6)) for k in range(3)]
    moved = np.float32(scale) * boxes + np.float32(shift * 2)
    before, after = (np.concatenate(chances_of_parting(b, lines)) for b in (boxes, moved))
    assert ((before >= 0) & (before <= 1)).all()
    np.testing.assert_allclose(after, before, atol=0.02)
