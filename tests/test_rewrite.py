"""Strokes in other hands: what is changed, and what a digit must keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits import Reader
from inkdigits.train.data import load_digit_sources
from inkdigits.train.rewrite import rewritten
from inkdigits.train.sources import StrokeSource
from inkdigits.train.strokes import render_strokes

_T = np.linspace(0, 2 * np.pi, 81)
EIGHT = np.stack([30 * np.sin(2 * _T), 50 - 50 * np.cos(_T)], 1).astype(np.float32)
RING = np.stack([30 * np.sin(_T), 50 - 50 * np.cos(_T)], 1).astype(np.float32)
SEVEN = np.float32([[0, 0], [20, 1], [40, 0], [30, 30], [25, 60], [20, 100]])
CROSS = [np.float32([[0, y] for y in range(0, 100, 5)]), np.float32([[-20, 50], [0, 50], [20, 50]])]


def distances(points: NDArray[np.float32], path: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(points[:, None] - path[None], axis=2).min(axis=1))


def middle(stroke: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((stroke.min(axis=0) + stroke.max(axis=0)) / 2)


@pytest.mark.parametrize(("label", "loop"), [(8, EIGHT), (0, RING)])
def test_loops_begin_anywhere_and_stay_loops(label: int, loop: NDArray[np.float32]) -> None:
    starts, tails = [], []
    for seed in range(200):
        (again,) = rewritten([loop], label, np.random.default_rng(seed))
        assert again.dtype == np.float32
        assert (distances(loop, again) > 6).mean() < 0.2  # the ends may not quite meet
        starts.append(float(again[0, 1]))
        tails.append(distances(again, loop).max())
    assert np.histogram(starts, bins=4, range=(-5, 105))[0].min() >= 5
    assert np.median(tails) > 1
    assert max(tails) < (48 if label == 8 else 16)


def test_strokes_end_sooner_or_later_but_stay_where_they_were() -> None:
    lengths = []
    for seed in range(100):
        (again,) = rewritten([CROSS[0]], 1, np.random.default_rng(seed))
        assert distances(again, CROSS[0]).max() <= 13
        lengths.append(float(np.ptp(again[:, 1])))
    assert min(lengths) < 92
    assert max(lengths) > 103


def test_strokes_of_one_glyph_move_against_each_other() -> None:
    shifts = []
    for seed in range(60):
        again = rewritten(CROSS, 4, np.random.default_rng(seed))
        assert len(again) == 2
        shifts.append(middle(again[1]) - middle(again[0]))
    spread = np.std(shifts, axis=0)
    assert (spread > 1).all()
    assert (spread < 8).all()


def test_some_sevens_get_a_bar_through_the_stem() -> None:
    barred = [rewritten([SEVEN], 7, np.random.default_rng(seed)) for seed in range(200)]
    bars = [strokes[1] for strokes in barred if len(strokes) == 2]
    assert 10 <= len(bars) <= 60
    for bar in bars:
        assert 35 <= bar[:, 1].mean() <= 65
        assert bar[0, 0] < 35
        assert bar[1, 0] > 25
    assert all(len(rewritten([SEVEN], 1, np.random.default_rng(s))) == 1 for s in range(60))


@pytest.mark.parametrize(
    "strokes",
    [[np.float32([[3, 3]])], [np.float32([[3, 3], [3, 3]])], [np.float32([[0, 0], [0, 9]])]],
    ids=["dot", "resting pen", "two points"],
)
def test_the_shortest_strokes_stay_finite(strokes: list[NDArray[np.float32]]) -> None:
    for label in (0, 7, 8, None):
        for seed in range(20):
            for stroke in rewritten(strokes, label, np.random.default_rng(seed)):
                assert len(stroke)
                assert np.isfinite(stroke).all()


@pytest.mark.data
def test_rewritten_digits_of_people_are_still_read(data_root: Path) -> None:
    """The built-in classifier reads them hardly worse than as they were written."""
    (source,) = load_digit_sources(data_root, "validation", ["unipen"])
    assert isinstance(source, StrokeSource)
    reader, rng = Reader(), np.random.default_rng(0)
    chosen = rng.choice(len(source), 400, replace=False)
    right = np.zeros(2)
    for index in chosen:
        label = int(source.labels[index])
        strokes = source.strokes[index]
        drawn = [strokes, rewritten(strokes, label, rng)]
        inks = [render_strokes(one, height=48, pen=4) for one in drawn]
        answers = reader.classify_many([np.pad(ink, 12) for ink in inks])
        right += [answer.value == label for answer in answers]
    assert right[1] >= right[0] - 12
    assert right[1] >= 0.95 * len(chosen)
