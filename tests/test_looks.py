"""What several looks at a page say together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.locate import looks
from inkdigits.locate.looks import Look
from pen import overlap

Float = NDArray[np.float32]


def heats_of(*warmth: float) -> Float:
    heats = np.zeros((len(warmth), 10), np.float32)
    heats[np.arange(len(warmth)), np.arange(len(warmth)) % 10] = warmth
    return heats


@pytest.mark.parametrize(
    ("boxes", "warmth", "kept"),
    [
        ([], [], []),
        ([(0, 0, 10, 10)], [0.3], [0]),
        ([(0, 0, 10, 10), (20, 0, 30, 10)], [0.3, 0.9], [1, 0]),  # apart
        ([(0, 0, 10, 10), (1, 0, 11, 10)], [0.3, 0.9], [1]),  # the same, the warmer stays
        ([(0, 0, 10, 10), (0, 0, 10, 10)], [0.5, 0.5], [0]),  # alike in all
        ([(0, 0, 10, 10), (8, 0, 18, 10)], [0.8, 0.7], [0, 1]),  # written close together
        ([(0, 0, 40, 40), (10, 10, 20, 20)], [0.9, 0.8], [0]),  # a part of another
        ([(0, 0, 40, 40), (10, 10, 20, 20)], [0.4, 0.8], [1]),  # a frame around a digit
        ([(0, 0, 10, 10), (4, 0, 14, 10), (8, 0, 18, 10)], [0.7, 0.9, 0.8], [1, 2, 0]),
        ([(5, 5, 5, 5), (5, 5, 5, 5)], [0.9, 0.8], [0, 1]),  # without area
    ],
)
def test_of_doubles_the_warmest_stays(
    boxes: list[Any], warmth: list[float], kept: list[int]
) -> None:
    array = np.array(boxes, np.float32).reshape(-1, 4)
    found = looks.suppressed(array, heats_of(*warmth))
    assert found.dtype == np.int64
    assert found.tolist() == kept


def test_weights_change_which_of_doubles_stays() -> None:
    boxes = np.array([(0, 0, 10, 10), (1, 0, 11, 10)], np.float32)
    weights = np.array([1.0, 0.2], np.float32)
    assert looks.suppressed(boxes, heats_of(0.5, 0.9), weights).tolist() == [0]


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(0, 12), st.just(4)),
        elements=st.floats(0, 60, width=16),
    ),
    st.integers(0, 99),
)
def test_what_stays_does_not_overlap_and_what_goes_does(raw: Float, seed: int) -> None:
    boxes = np.concatenate((raw[:, :2], raw[:, :2] + 1 + raw[:, 2:]), axis=1)
    heats = np.random.default_rng(seed).random((len(boxes), 10), np.float32)
    kept = looks.suppressed(boxes, heats).tolist()
    assert len(set(kept)) == len(kept)
    for k, i in enumerate(kept):
        assert all(overlap(boxes[i], boxes[j]) <= 0.45 + 1e-5 for j in kept[:k])
        assert all(heats[i].max() <= heats[j].max() for j in kept[:k])
    assert looks.suppressed(boxes[kept], heats[kept]).tolist() == list(range(len(kept)))


# --- a second look --------------------------------------------------------------------------------


def look_of(*found: tuple[float, int, float]) -> Look:
    """Digits 20 x 30 at some x, each of a value and as warm as said."""
    boxes = np.array([(x, 0, x + 20, 30) for x, _, _ in found], np.float32).reshape(-1, 4)
    heats = np.zeros((len(found), 10), np.float32)
    for row, (_, value, heat) in zip(heats, found, strict=True):
        row[value] = heat
    symbols = np.array([(5, 5, 8, 8)], np.float32), np.full((1, 4), 0.5, np.float32)
    return Look(1.0, boxes, heats, *symbols)


@pytest.mark.parametrize(
    ("heats", "unsure"),
    [
        ([], False),
        ([(0.9, 0.1)], False),
        ([(0.9, 0.1), (0.5, 0.0)], True),  # perhaps no digit
        ([(0.9, 0.1), (0.9, 0.4)], True),  # perhaps another one
        ([(0.9, 0.1)] * 60 + [(0.5, 0.0)], False),  # one on a full page
    ],
)
def test_only_what_is_doubtful_is_looked_at_again(
    heats: list[tuple[float, float]], unsure: bool
) -> None:
    warm = np.zeros((len(heats), 10), np.float32)
    for row, (first, second) in zip(warm, heats, strict=True):
        row[3], row[8] = first, second
    assert looks.is_unsure(warm) is unsure


def test_two_looks_are_averaged_where_they_see_the_same() -> None:
    first = look_of((0, 3, 0.5), (40, 7, 0.6), (80, 1, 0.4))
    second = look_of((43, 7, 0.8), (1, 8, 0.9), (160, 2, 0.9))
    both = looks.averaged(first, second)
    np.testing.assert_array_equal(both.boxes, first.boxes)
    np.testing.assert_array_equal(both.symbol_heats, first.symbol_heats)
    assert both.heats[0, [3, 8]] == pytest.approx([0.25, 0.45])  # another digit, and surer
    assert both.heats[1, 7] == pytest.approx(0.7)
    assert both.heats[2, 1] == pytest.approx(0.3)  # not seen again: less sure
    assert both.heats.dtype == np.float32
    assert first.heats[0, 3] == np.float32(0.5)  # the first look is left as it was


def test_a_second_look_that_sees_nothing_makes_everything_less_sure() -> None:
    first = look_of((0, 3, 0.5))
    assert looks.averaged(first, look_of()).heats[0, 3] == pytest.approx(0.375)
