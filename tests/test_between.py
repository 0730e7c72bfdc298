"""Glyphs between those of two writers: what they share with both, and when there are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inkdigits import Reader
from inkdigits.train.between import SHARES, between
from inkdigits.train.data import load_digit_sources, load_junk_sources
from inkdigits.train.sources import StrokeSource
from inkdigits.train.strokes import render_strokes

Path2 = NDArray[np.float32]

ROUND = np.linspace(0, 2 * np.pi, 60)
RING = np.stack([30 * np.sin(ROUND), -50 * np.cos(ROUND)], 1).astype(np.float32)
WIDE_RING = np.stack([70 * np.sin(ROUND), -50 * np.cos(ROUND)], 1).astype(np.float32)
STEM = np.float32([[0, y] for y in range(-50, 51, 5)])
BAR = np.float32([[x, 10] for x in range(-30, 31, 5)])


def seven(bar: float) -> Path2:
    """A seven in one stroke, its bar `bar` long."""
    return np.float32([[-bar, 0], [-bar / 2, 0], [0, 0], [-10, 30], [-25, 75], [-33, 100]])


def nearest(points: Path2, path: Path2) -> Path2:
    return np.asarray(np.linalg.norm(points[:, None] - path[None], axis=2).min(axis=1))


def test_no_share_is_the_first_and_all_of_it_the_second_in_the_unit_of_the_first() -> None:
    second = [300 + 7 * WIDE_RING]
    (none,), (whole,) = (between([RING], second, share) or [] for share in (0.0, 1.0))
    assert none.dtype == np.float32
    assert nearest(none, RING).max() < 3
    assert float(np.ptp(none[:, 0])) == pytest.approx(60, abs=2)
    assert float(np.ptp(whole[:, 0]) / np.ptp(whole[:, 1])) == pytest.approx(1.4, abs=0.05)
    assert float(np.ptp(whole)) == pytest.approx(100, abs=12)


def test_half_of_each_lies_in_the_middle_and_less_than_nothing_goes_away() -> None:
    narrow, middle, away = (
        np.ptp((between([RING], [WIDE_RING], share) or [])[0], axis=0) for share in (0, 0.5, -0.3)
    )
    ratio = [float(size[0] / size[1]) for size in (away, narrow, middle)]
    assert ratio == sorted(ratio)
    assert ratio[2] - ratio[0] > 0.3


@pytest.mark.parametrize("turned", [False, True])
def test_strokes_are_matched_in_any_order_and_direction(turned: bool) -> None:
    cross = [STEM, BAR]
    other = [BAR[::-1] + 5, STEM + 5] if turned else [STEM + 5, BAR + 5]
    stem, bar = between(cross, other, 0.5) or []
    assert float(np.ptp(stem[:, 1])) == pytest.approx(100, abs=2)
    assert float(np.ptp(bar[:, 0])) == pytest.approx(60, abs=2)
    assert bar[0, 0] < bar[-1, 0]


def test_corners_meet_corners() -> None:
    (mixed,) = between([seven(50)], [seven(75)], 0.5) or []
    steps = np.diff(mixed, axis=0)
    steps = steps[np.linalg.norm(steps, axis=1) > 1]
    ways = np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))
    assert (ways < 20).sum() >= 5  # the bar is level up to the corner,
    assert (ways > 90).sum() >= 5  # and the stem goes down at once:
    assert ((ways >= 20) & (ways <= 90)).sum() <= 2  # nothing is cut off between them


def test_what_is_written_otherwise_has_nothing_between() -> None:
    assert between([RING], [STEM], 0.5) is None
    assert between([STEM], [STEM, BAR], 0.5) is None
    assert between([STEM] * 4, [STEM] * 4, 0.5) is None


points = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
strokes = st.lists(points, min_size=1, max_size=12).map(lambda p: np.array(p, np.float32))


@given(
    first=st.lists(strokes, min_size=1, max_size=3),
    second=st.lists(strokes, min_size=1, max_size=3),
    share=st.floats(*SHARES),
)
def test_any_strokes_are_mixed_or_left(
    first: list[Path2], second: list[Path2], share: float
) -> None:
    for other in (second, first):
        mixed = between(first, other, share)
        assert other is second or mixed is not None
        for stroke in mixed or []:
            assert len(mixed or []) == len(first)
            assert np.isfinite(stroke).all()


@pytest.mark.data
def test_only_training_writers_are_mixed_and_each_with_others_of_the_same_glyph(
    data_root: Path,
) -> None:
    (held,) = load_digit_sources(data_root, "validation", ["unipen"])
    assert isinstance(held, StrokeSource)
    assert not held.varied
    letters = load_junk_sources(data_root, "train")[0]
    assert isinstance(letters, StrokeSource)
    assert letters.varied
    assert {"A", "h"} <= set(letters.kinds.tolist())


@pytest.mark.data
def test_mixed_digits_are_still_read(data_root: Path) -> None:
    """The built-in classifier reads them hardly worse than as they were written."""
    (source,) = load_digit_sources(data_root, "validation", ["unipen"])
    assert isinstance(source, StrokeSource)
    reader, rng = Reader(), np.random.default_rng(0)
    chosen = rng.choice(len(source), 400, replace=False).tolist()
    right, changed = np.zeros(2), 0
    for index in chosen:
        strokes = source.strokes[index]
        mixed = source.mixed_strokes(index, rng)
        changed += mixed is not strokes
        drawn = [render_strokes(one, height=48, pen=4) for one in (strokes, mixed)]
        answers = reader.classify_many([np.pad(ink, 12) for ink in drawn])
        right += [answer.value == source.labels[index] for answer in answers]
    assert changed > 250
    assert right[1] >= right[0] - 12
    assert right[1] >= 0.95 * len(chosen)
