"""How wide the gaps of a line are, and which of them part numbers.

All lengths are in units of a digit height, so that no threshold depends on the resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

WIDE_GAP = 1.0
"""Where most gaps are far ones they must be this wide, in digit heights, to part numbers."""

ALONE_GAP = 1.5
"""Two digits with nothing to compare them to are two numbers where their gap is above this."""

FARTHEST_GAP = 2.0
"""Gaps above this many digit heights count as this wide."""


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """How the n digits of a line stand apart, in heights of the line.

    Attributes:
        gaps: Clear distance between neighbours, (n - 1,); 0 where they touch.
        steps: How far neighbours stand above or below each other, (n - 1,).
        limit: Gaps above this part numbers; infinite where none does.
        is_clear: Whether the gaps of the line itself are of two kinds.
    """

    gaps: Floats
    steps: Floats
    limit: float
    is_clear: bool


def line_spacings(
    u: Floats, v: Floats, width: Floats, height: Floats, lines: Sequence[Sequence[int]]
) -> list[Spacing]:
    """The spacing of each line of a page.

    Args:
        u: Middles of N digits along the lines, (N,), in any unit.
        v: Middles of the digits across the lines, (N,).
        width: Widths of the digits, (N,).
        height: Heights of the digits, (N,).
        lines: Indices of the digits of each line, from left to right.
    """
    usual = float(np.median(width / height))
    sizes = [float(np.median(height[list(line)])) for line in lines]
    gaps = [
        _gaps(u[list(line)], np.maximum(width[list(line)], size * usual)) / size
        for line, size in zip(lines, sizes, strict=True)
    ]
    page = _spacing_limit(np.concatenate(gaps))
    found = []
    for line, size, gap in zip(lines, sizes, gaps, strict=True):
        own = _spacing_limit(gap)
        steps = np.abs(np.diff(v[list(line)])) / size
        found.append(Spacing(gap, steps, _line_limit(len(gap), own, page), own is not None))
    return found


def _gaps(u: Floats, width: Floats) -> Floats:
    """Clear distance between neighbours; a narrow 1 counts as wide as other digits."""
    gaps: Floats = np.maximum(np.diff(u) - (width[1:] + width[:-1]) / 2, 0.0)
    return gaps


def _spacing_limit(gaps: Floats) -> float | None:
    """The gap that parts the near neighbours from the far; None where they are all of one kind.

    Two classes by N. Otsu's criterion (1979) on the logarithm of the gaps, if they differ enough.
    """
    values = np.sort(np.minimum(gaps, FARTHEST_GAP))
    if len(values) < 2:
        return None
    logs = np.log(values + 0.3)
    spreads = [logs[:k].var() * k + logs[k:].var() * (len(logs) - k) for k in range(1, len(logs))]
    cut = int(np.argmin(spreads)) + 1
    near, far = values[:cut], values[cut:]
    far_enough = WIDE_GAP if len(far) > len(near) else 0.0
    if far.mean() < max(1.8 * near.mean() + 0.4, far_enough) or far[0] < near[-1] + 0.25:
        return None
    if logs[cut:].mean() - logs[:cut].mean() < 3.0 * np.sqrt(min(spreads) / len(logs)):
        return None
    return float((near[-1] + far[0]) / 2)


def _line_limit(count: int, own: float | None, page: float | None) -> float:
    """The gap above which a line with `count` gaps is split, in digit heights."""
    limits = [limit for limit in (own, page) if limit is not None]
    if limits:
        return min(limits)
    return ALONE_GAP if count < 2 else float("inf")
