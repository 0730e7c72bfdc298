"""How wide the gaps of a line are, and from which width on they part numbers.

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

FARTHEST_GAP = 2.0
"""Gaps above this many digit heights count as this wide."""


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Boxes in digit heights, turned so that the page has no skew. Each field has shape (N,).

    Attributes:
        u: Middles along the lines.
        v: Middles across them.
        width: Widths.
        height: Heights.
    """

    u: Floats
    v: Floats
    width: Floats
    height: Floats

    @property
    def left(self) -> Floats:
        """Where each begins, along the lines."""
        return self.u - self.width / 2

    @property
    def right(self) -> Floats:
        """Where each ends, along the lines."""
        return self.u + self.width / 2


@dataclass(frozen=True, slots=True, eq=False)
class Spacing:
    """How the n digits of a line stand apart, in heights of the line.

    Attributes:
        gaps: Clear distance between neighbours, (n - 1,); 0 where they touch.
        steps: How far neighbours stand above or below each other, (n - 1,).
        height: Median height of the line's digits, in heights of the page's.
    """

    gaps: Floats
    steps: Floats
    height: float


def line_spacings(digits: Digits, lines: Sequence[Sequence[int]]) -> list[Spacing]:
    """The spacing of each line of a page.

    Args:
        digits: The page's digits.
        lines: Indices of the digits of each line, from left to right.
    """
    usual = float(np.median(digits.width / digits.height)) if len(digits.u) else 1.0
    found = []
    for line in lines:
        own = list(line)
        size = float(np.median(digits.height[own]))
        gaps = _gaps(digits.u[own], np.maximum(digits.width[own], size * usual)) / size
        found.append(Spacing(gaps, np.abs(np.diff(digits.v[own])) / size, size))
    return found


def _gaps(u: Floats, width: Floats) -> Floats:
    """Clear distance between neighbours; a narrow 1 counts as wide as other digits."""
    gaps: Floats = np.maximum(np.diff(u) - (width[1:] + width[:-1]) / 2, 0.0)
    return gaps


def gap_limit(gaps: Floats) -> float | None:
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
