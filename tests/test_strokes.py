"""Pen strokes: how other writers than those of the sets draw the same digit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits.train.strokes import restart_loop

_T = np.linspace(0, 2 * np.pi, 81)
EIGHT = np.stack([30 * np.sin(2 * _T), 50 - 50 * np.cos(_T)], 1).astype(np.float32)
RING = np.stack([30 * np.sin(_T), 50 - 50 * np.cos(_T)], 1).astype(np.float32)


def distances(points: NDArray[np.float32], path: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.linalg.norm(points[:, None] - path[None], axis=2).min(axis=1))


@pytest.mark.parametrize("loop", [EIGHT, RING], ids=["eight", "ring"])
@pytest.mark.parametrize("seed", range(12))
def test_a_restarted_loop_is_the_same_loop_but_for_its_ends(
    loop: NDArray[np.float32], seed: int
) -> None:
    again = restart_loop(loop, np.random.default_rng(seed), tail=0.0)
    assert distances(again, loop).max() < 3
    missed = distances(loop, again) > 5
    assert missed.mean() < 0.12  # the ends may not quite meet


def test_loops_begin_anywhere_and_run_out_at_most_a_tail() -> None:
    starts = []
    for seed in range(60):
        again = restart_loop(EIGHT, np.random.default_rng(seed), tail=0.4)
        assert distances(again, EIGHT).max() <= 0.4 * 100
        starts.append(float(again[0, 1]))
    assert np.histogram(starts, bins=4, range=(0, 100))[0].min() >= 3


@pytest.mark.parametrize(
    "stroke", [RING[:55], RING[:5], np.float32([[0, 0], [0, 90]])], ids=["open", "short", "line"]
)
def test_what_is_no_loop_stays_as_it_is(stroke: NDArray[np.float32]) -> None:
    assert restart_loop(stroke, np.random.default_rng(0), tail=0.4) is stroke
