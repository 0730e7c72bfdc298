"""The views of a framed digit that are asked where one look is not sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.views import pooled, views


def frame() -> NDArray[np.float32]:
    """A slanting bar, left of the middle."""
    picture = np.zeros((28, 28), np.float32)
    for y in range(5, 23):
        picture[y, 10 + (y - 5) // 6 : 14 + (y - 5) // 6] = 1
    return picture


def middle(rows: NDArray[np.float32]) -> float:
    """Where the ink of some rows stands from left to right."""
    return float((rows * np.arange(28)).sum() / rows.sum())


def centre(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    ys, xs = np.mgrid[:28, :28]
    return np.array([(xs * picture).sum(), (ys * picture).sum()]) / picture.sum()


def test_views_are_the_digit_a_little_turned_and_scaled() -> None:
    seen = views(np.stack([frame(), np.zeros((28, 28), np.float32)]))
    assert seen.shape == (4, 2, 28, 28)
    assert seen.dtype == np.float32
    assert not seen[:, 1].any()
    assert 0 <= seen.min() <= seen.max() <= 1
    mass = seen[:, 0].sum(axis=(1, 2)) / frame().sum()
    np.testing.assert_allclose(mass, [1.08**2, 1.08**2, 0.92**2, 0.92**2], rtol=0.04)
    for one in seen[:, 0]:
        assert np.abs(centre(one) - centre(frame())).max() < 1.0
        assert np.abs(one - frame()).max() > 0.2


def test_views_turn_both_ways() -> None:
    """The bar leans right going down: turned clockwise it leans less, the other way more."""
    seen = views(frame()[None])[:, 0]
    lean = [middle(one[14:]) - middle(one[:14]) for one in seen]
    assert lean[0] < lean[1]
    assert lean[2] < lean[3]


def test_no_frames_have_no_views() -> None:
    assert views(np.zeros((0, 28, 28), np.float32)).shape == (4, 0, 28, 28)


@given(hnp.arrays(np.float32, (5, 3, 11), elements=st.floats(0.0078125, 1, width=32)))
def test_pooled_answers_are_distributions(said: NDArray[np.float32]) -> None:
    said /= said.sum(axis=2, keepdims=True)
    answer = pooled(said, 1.2)
    assert answer.shape == (3, 11)
    np.testing.assert_allclose(answer.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(pooled(said[::-1], 1.2), answer, atol=1e-6)  # in whatever order


def test_views_that_disagree_make_the_answer_less_sure() -> None:
    sure = np.array([0.98, 0.02], np.float32)
    agreed = pooled(np.tile(sure, (5, 1, 1)), 1.0)
    split = pooled(np.stack([sure, sure, sure, sure, sure[::-1]])[:, None], 1.0)
    assert agreed[0, 0] == pytest.approx(0.98)
    assert split[0, 0] < 0.9
    assert split[0].argmax() == 0
