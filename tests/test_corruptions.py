"""MNIST-C's corruptions, and how a reader is judged on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inkdigits.reader import Reader
from inkdigits.train.corruptions import CORRUPTIONS, Images, corrupt
from inkdigits.train.evaluation import corruption_mean, evaluate_corruptions
from inkdigits.train.worst import spoilt_sheet
from tiny_data import glyphs, write_mnist


@pytest.fixture(scope="module")
def digits() -> Images:
    return glyphs(30, 28)[0]


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_changes_pictures_and_not_what_it_was_given(name: str, digits: Images) -> None:
    before = digits.copy()
    first, again = (corrupt(name, digits, np.random.default_rng(3)) for _ in range(2))
    assert first.shape == digits.shape
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(digits, before)
    changed = (first != digits).any(axis=(1, 2))
    assert not changed.any() if name == "identity" else changed.all()
    assert corrupt(name, digits[:0], np.random.default_rng(3)).shape == (0, 28, 28)


def test_impulses_are_one_pixel_in_six_black_or_white(digits: Images) -> None:
    noisy = corrupt("impulse noise", np.full_like(digits, 100), np.random.default_rng(0))
    assert (noisy != 100).mean() == pytest.approx(0.17, abs=0.01)
    assert (noisy == 255).mean() == pytest.approx((noisy == 0).mean(), abs=0.01)


def test_stripes_invert_a_quarter_at_each_side(digits: Images) -> None:
    striped = corrupt("stripe", digits, np.random.default_rng(0))
    np.testing.assert_array_equal(striped[:, :, :7], 255 - digits[:, :, :7])
    np.testing.assert_array_equal(striped[:, :, 7:21], digits[:, :, 7:21])
    np.testing.assert_array_equal(striped[:, :, 21:], 255 - digits[:, :, 21:])


def test_scaled_digits_stand_in_the_middle_and_are_smaller() -> None:
    square = np.zeros((1, 28, 28), np.uint8)
    square[0, 4:24, 4:24] = 255
    small = corrupt("scale", square, np.random.default_rng(0))[0] > 127
    np.testing.assert_array_equal(small, small[::-1, ::-1])
    assert small.sum() == pytest.approx(0.49 * 400, rel=0.05)


@pytest.mark.parametrize("name", ["shear", "rotate", "translate"])
def test_what_moves_goes_both_ways(name: str) -> None:
    bars = np.zeros((40, 28, 28), np.uint8)
    bars[:, 4:14, 12:15] = 255
    moved = corrupt(name, bars, np.random.default_rng(0)).astype(float)
    middles = (moved.sum(axis=1) * np.arange(28)).sum(axis=1) / moved.sum(axis=(1, 2))
    sides = np.round(middles - 13, 1)
    assert len(set(sides.tolist())) == 2
    assert sides.min() < -1
    assert sides.max() > 1


def test_edges_are_the_outline() -> None:
    disc = np.zeros((1, 28, 28), np.uint8)
    disc[0, 8:20, 8:20] = 255
    edges = corrupt("canny edges", disc, np.random.default_rng(0))[0]
    assert set(np.unique(edges).tolist()) == {0, 255}
    assert not edges[11:17, 11:17].any()
    assert not edges[:6].any()
    assert edges[:, 13].sum() == 2 * 255


def test_fog_leaves_the_digit_lighter_than_what_is_around_it() -> None:
    dot = np.zeros((20, 28, 28), np.uint8)
    dot[:, 13:15, 13:15] = 255
    foggy = corrupt("fog", dot, np.random.default_rng(0)).astype(float)
    assert foggy.max() < 255
    around = foggy[:, 10:18, 10:18].copy()
    around[:, 3:5, 3:5] = np.nan
    assert (foggy[:, 13:15, 13:15].min(axis=(1, 2)) > np.nanmean(around, axis=(1, 2)) + 20).all()


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(ValueError, match=r"uint8 \(N, 28, 28\)"):
        corrupt("fog", np.zeros((2, 20, 20), np.uint8), np.random.default_rng(0))


def test_the_mean_leaves_out_what_was_not_spoilt() -> None:
    figures = {"identity": {"a": 100.0}, "x": {"a": 50.0}, "y": {"a": None}}
    assert corruption_mean(figures, "a") == 25  # type: ignore[arg-type]


def test_a_reader_is_judged_on_each_corruption_and_its_mistakes_are_shown(tmp_path: Path) -> None:
    write_mnist(tmp_path)
    found = evaluate_corruptions(Reader(), tmp_path, 12)
    assert list(found) == list(CORRUPTIONS)
    labels = {tuple(pictures.labels.tolist()) for _, pictures, _ in found.values()}
    assert len(labels) == 1
    figures = {name: each for name, (each, _, _) in found.items()}
    assert {each["digits"] for each in figures.values()} == {12}
    clean = figures["identity"]["accuracy_percent"]
    assert clean is not None
    assert clean >= corruption_mean(figures, "accuracy_percent")
    sheet = spoilt_sheet([kept[1:] for kept in found.values()], 15)
    assert sheet.width > 15 * 80
    assert sheet.height > len(CORRUPTIONS) * 80
