"""How wide the gaps of a line are, and from which width on they part numbers.

All lengths are in units of a digit height, so that no threshold depends on the resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
class Gaps:
    """The G gaps between neighbours of all lines of a page, line by line. Each field is (G,).

    Attributes:
        left: Index of the digit to the left of each.
        right: Index of the digit to the right.
        line: Index of the line it stands in.
        height: Median height of that line's digits, in heights of the page's.
        width: Clear distance between the two, in heights of the line; 0 where they touch. A narrow
            1 counts as wide as other digits.
        step: How far the two stand above or below each other, likewise.
    """

    left: NDArray[np.intp]
    right: NDArray[np.intp]
    line: NDArray[np.intp]
    height: Floats
    width: Floats
    step: Floats

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The two digits of each."""
        return list(zip(self.left.tolist(), self.right.tolist(), strict=True))


def gaps_of(digits: Digits, lines: Sequence[Sequence[int]]) -> Gaps:
    """The gaps of a page.

    Args:
        digits: The page's digits.
        lines: Indices of the digits of each line, from left to right; no line is empty.
    """
    pairs = [pair for line in lines for pair in pairwise(line)]
    left, right = np.array(pairs, np.intp).reshape(-1, 2).T
    counts = np.array([len(line) for line in lines], np.intp)
    line_of = np.repeat(np.arange(len(lines)), np.maximum(counts - 1, 0))
    sizes = np.array([np.median(digits.height[list(line)]) for line in lines], np.float64)
    height = sizes[line_of]
    usual = float(np.median(digits.width / digits.height)) if len(digits.u) else 1.0
    half = (
        np.maximum(digits.width[left], height * usual)
        + np.maximum(digits.width[right], height * usual)
    ) / 2
    width = np.maximum(digits.u[right] - digits.u[left] - half, 0.0) / height
    step = np.abs(digits.v[right] - digits.v[left]) / height
    return Gaps(left, right, line_of, height, width, step)


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
