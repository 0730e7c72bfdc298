"""Pen strokes between two writers, or a little beyond one: glyphs in a hand that nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.train.strokes import Stroke

Floats = NDArray[np.floating[Any]]

BETWEEN = 0.5
"""Share of hands, and of single glyphs, that are made of two."""

SHARES = (-0.3, 0.7)
"""How much of the second glyph is in such a one; below nought it goes away from that one."""

_POINTS = 28  # of a stroke
_UNLIKE = 0.2  # mean distance in sizes of the glyph beyond which two are written in other ways
_MOST_STROKES = 3
_DIRECTION = 0.25  # weight of a stroke's direction beside its place, where points are matched


def between(first: Sequence[Stroke], second: Sequence[Stroke], share: float) -> list[Stroke] | None:
    """Strokes a share of the way from one glyph to another, point by point.

    Strokes are matched whatever their order and direction, and points so that corners meet corners.

    Args:
        first: Points, float (n, 2), y down, any unit.
        second: The same glyph by somebody else, in a unit of its own.
        share: 0 is the first, 1 the second; it may lie outside.

    Returns:
        Strokes in the unit of the first, float32, or None where the two are not written alike.
    """
    count = len(first)
    if count != len(second) or count > _MOST_STROKES:
        return None
    (one, centre, size), (two, _, _) = _normal(first), _normal(second)
    lines_one, lines_two = [_even(s) for s in one], [_even(s) for s in two]
    best = None
    for order in permutations(range(count)):
        turned, total = [], 0.0
        for line, at in zip(lines_one, order, strict=True):
            ways = (lines_two[at], lines_two[at][::-1])
            apart = [float(np.linalg.norm(line - way, axis=1).mean()) for way in ways]
            way = int(np.argmin(apart))
            turned.append(ways[way])
            total += apart[way] / count
        if best is None or total < best[0]:
            best = (total, turned)
    if best is None or best[0] > _UNLIKE:
        return None
    mixed = []
    for line, other in zip(lines_one, best[1], strict=True):
        rows, columns = _matched(line, other)
        points = (1 - share) * line[rows] + share * other[columns]
        mixed.append((points * size + centre).astype(np.float32))
    return mixed


def _normal(strokes: Sequence[Stroke]) -> tuple[list[Floats], Floats, float]:
    """Strokes about the middle of their glyph in units of its larger side, with middle and unit."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    centre, size = (low + high) / 2, max(float((high - low).max()), 1e-6)
    return [(stroke - centre) / size for stroke in strokes], centre, size


def _even(stroke: Floats) -> Floats:
    """A stroke as `_POINTS` points at even distances along it."""
    along = np.concatenate(([0.0], np.linalg.norm(np.diff(stroke, axis=0), axis=1).cumsum()))
    at = np.linspace(0, along[-1], _POINTS)
    return np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _matched(a: Floats, b: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of points from end to end, by dynamic time warping (Sakoe and Chiba, 1978)."""
    cost = np.linalg.norm(_described(a)[:, None] - _described(b)[None], axis=2)
    n = len(a)
    total = np.full((n + 1, n + 1), np.inf)
    total[0, 0] = 0.0
    for diagonal in range(2, 2 * n + 1):  # all cells of one diagonal at once
        i = np.arange(max(1, diagonal - n), min(n, diagonal - 1) + 1)
        j = diagonal - i
        before = np.minimum(
            total[i - 1, j - 1], np.minimum(total[i - 1, j], total[i, j - 1]) + 0.02
        )
        total[i, j] = cost[i - 1, j - 1] + before
    row = column = n
    path = []
    while row > 0 and column > 0:
        path.append((row - 1, column - 1))
        back = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(back, key=lambda at: float(total[at]))
    rows, columns = np.array(path[::-1]).T
    return rows, columns


def _described(line: Floats) -> Floats:
    """Where each point is and which way the stroke goes there, (n, 4)."""
    way = np.gradient(line, axis=0)
    way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    return np.concatenate((line, _DIRECTION * way), axis=1)
