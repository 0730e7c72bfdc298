"""Pen strokes of one writer as another might have made them: the same digit in more hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.train.strokes import Stroke

REWRITTEN = 0.4
"""Share of hands, and of single glyphs, whose strokes are changed."""

_TAILS = {0: 0.06, 8: 0.45}
_RESTARTED = 0.6
_CROSSED_SEVENS = 0.15
_LOOP_POINTS = 64


def rewritten(
    strokes: Sequence[Stroke], label: int | None, rng: np.random.Generator
) -> list[Stroke]:
    """Strokes begun and ended elsewhere, joined otherwise, a bar put through a seven.

    Args:
        strokes: Points, float (n, 2), y down, any unit.
        label: The digit they are; None for anything else.
        rng: Decides everything.

    Returns:
        New strokes, float32; those of a glyph without extent as they are.
    """
    points = np.concatenate(strokes)
    extent = float(np.ptp(points, axis=0).max())
    if extent <= 0:
        return list(strokes)
    if label in _TAILS and len(strokes) == 1 and rng.random() < _RESTARTED:
        return [_restarted(strokes[0], rng, tail=_TAILS[label])]
    again = [_own_ends(stroke, rng, extent) for stroke in strokes]
    if len(again) > 1:
        again = [_own_place(stroke, rng, extent) for stroke in again]
    if label == 7 and len(again) == 1 and rng.random() < _CROSSED_SEVENS:
        again.append(_bar(points, rng))
    return again


def _own_place(stroke: Stroke, rng: np.random.Generator, extent: float) -> Stroke:
    """A stroke moved, turned and stretched a little against the others of its glyph."""
    middle = stroke.mean(axis=0)
    angle = rng.normal(0, 0.06)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = (stroke - middle) @ (turn * np.exp(rng.normal(0, 0.06, (1, 2))))
    return np.asarray(turned + middle + rng.normal(0, 0.025, 2) * extent, np.float32)


def _own_ends(stroke: Stroke, rng: np.random.Generator, extent: float) -> Stroke:
    """A stroke that stops a little sooner, or goes on a little longer, at either end."""
    for _ in range(2):
        stroke = stroke[::-1]
        draw = rng.random()
        if draw > 0.6 or len(stroke) < 4:
            continue
        if draw < 0.25:
            along = np.linalg.norm(np.diff(stroke, axis=0), axis=1).cumsum()
            least = float(rng.uniform(0, 0.08)) * min(extent, float(along[-1]))
            left = along[-1] - along  # from each point but the first to the end
            stroke = stroke[: 1 + max(2, int((left >= least).sum()))]
        else:
            more = _run_on(stroke, rng, float(rng.uniform(0, 0.12)) * extent)
            stroke = np.concatenate((stroke, more)).astype(np.float32)
    return np.asarray(stroke, np.float32)


def _bar(points: NDArray[np.floating[Any]], rng: np.random.Generator) -> Stroke:
    """The short level stroke through the stem of a seven."""
    low, high = points.min(axis=0), points.max(axis=0)
    level = low[1] + float(rng.uniform(0.4, 0.6)) * (high[1] - low[1])
    near = points[np.argsort(np.abs(points[:, 1] - level))[:3], 0]
    reach = float(rng.uniform(0.15, 0.35)) * float((high - low).max())
    rise = float(rng.normal(0, 0.08)) * reach
    middle = np.array([near.mean(), level])
    return np.asarray(middle + np.array([[-reach, rise], [reach, -rise]]), np.float32)


def _restarted(stroke: Stroke, rng: np.random.Generator, *, tail: float) -> Stroke:
    """A closed stroke as another writer draws it: begun elsewhere, its ends not quite meeting.

    Args:
        stroke: Points, float (n, 2), of a 0 or an 8 in one stroke.
        rng: Decides where it begins and how its ends run out.
        tail: The longest that an end may run on past the loop, as a share of the glyph's size.

    Returns:
        Points, float32 (m, 2); the stroke itself where its ends lie too far apart for a loop.
    """
    extent = float(np.ptp(stroke, axis=0).max())
    if len(stroke) < 6 or float(np.linalg.norm(stroke[-1] - stroke[0])) > 0.3 * extent:
        return stroke
    closed = np.concatenate((stroke, stroke[:1]))
    along = np.concatenate(([0.0], np.linalg.norm(np.diff(closed, axis=0), axis=1).cumsum()))
    at = np.linspace(0, along[-1], _LOOP_POINTS, endpoint=False)
    loop = np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], 1)
    start = int(rng.integers(_LOOP_POINTS))
    count = _LOOP_POINTS + round(float(rng.normal(0.005, 0.03)) * _LOOP_POINTS)
    path = loop[np.arange(start, start + count) % _LOOP_POINTS]
    ends = [_run_on(path, rng, extent * tail * float(rng.uniform(0, 1)))]
    if rng.random() < 0.5:
        ends.insert(0, _run_on(path[::-1], rng, 0.5 * extent * tail * float(rng.random()))[::-1])
        path = np.concatenate((ends[0], path))
    return np.concatenate((path, ends[-1])).astype(np.float32)


def _run_on(
    path: NDArray[np.floating[Any]], rng: np.random.Generator, length: float
) -> NDArray[np.floating[Any]]:
    """Points, (6, 2), that go on from the end of a path and turn away from its bend."""
    back = path[-5:]
    ahead = back[-1] - back[0]
    bent = back[2] - back[0]
    side = np.sign(bent[0] * ahead[1] - bent[1] * ahead[0])
    angle = np.arctan2(ahead[1], ahead[0])
    turns = -side * float(rng.uniform(-0.05, 0.25)) * np.arange(1, 7)
    steps = np.stack([np.cos(angle + turns), np.sin(angle + turns)], 1) * (length / 6)
    return np.asarray(path[-1] + steps.cumsum(axis=0))
