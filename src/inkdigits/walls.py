"""Walls of a table: which of the rules between digits part its cells.

A rule is the wall of a table where it runs on through other lines, or where one of the cells that
it makes holds several digits. Rules that run through digits are those of squared paper, and rules
that end with the digits are the sides of a form's boxes.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.ruling import Rules
from inkdigits.spacing import Digits, Gaps

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

IN_ONE_ROW = 0.85
"""The most that is said of a wall that no other line has."""

_NEAR = 4.0
"""Walls are followed so far up and down, in digit heights."""

_CLEAR = 0.7
"""Rules that run on beside and beyond the digits for this share are clearly seen."""

_LEAST = 0.65
"""From here on a rule may be a wall."""

_TRACE = 0.25
"""How much of a wall that other lines have must be seen of it in this one."""

_IN_ROWS = np.array([0.0, 0.7, 0.9, 0.95])
"""How sure a wall is that so many other lines have, of which there is no more than a trace."""

_LEAST_GAP = 0.12
"""Digits that stand nearer have no wall between them."""

_BESIDE = 0.15
"""How far a wall may stand from where it is in other lines, in digit heights."""

_MOST_CROSSED = 0.35
"""The share of walls that may run through a digit."""

_INNER = 0.3
"""How far from the middle of a digit is through it, in widths of it."""

_SLENDER = 0.25
"""Digits of less than this width in their heights are not asked."""


def walls(digits: Digits, gaps: Gaps, rules: Rules) -> tuple[Floats, Floats]:
    """How sure each gap is to have the wall of a table in it.

    Args:
        digits: The page's digits.
        gaps: Its G gaps.
        rules: What was seen in each of these.

    Returns:
        How sure it is, 0..1, (G,), 0 for no wall; and of rules that are clearly seen how much of
        them ends with the digits, (G,).
    """
    short = np.where(rules.beside > _CLEAR, (rules.beside - rules.beyond).clip(0, 1), 0.0)
    sure = np.minimum(rules.beside, rules.beyond)
    if not (sure > _LEAST).any():
        return np.zeros(len(sure)), short
    size = (digits.height[gaps.left] + digits.height[gaps.right]) / 2
    place = (digits.right[gaps.left] + digits.left[gaps.right]) / 2 + rules.at * size
    level = (digits.v[gaps.left] + digits.v[gaps.right]) / 2
    clear = sure > _CLEAR
    rows = np.zeros(len(sure), np.intp)  # other lines that have the same wall
    for line in np.unique(gaps.line[clear]):
        of_line = np.flatnonzero(clear & (gaps.line == line))
        same = np.abs(level[of_line] - level[:, None]) < _NEAR * size[:, None]
        same &= place[of_line] > (digits.right[gaps.left] - _BESIDE * size)[:, None]
        same &= place[of_line] < (digits.left[gaps.right] + _BESIDE * size)[:, None]
        rows += same.any(axis=1) & (gaps.line != line)
    sure = np.where(rows > 0, sure, np.minimum(sure, IN_ONE_ROW))
    seen = _IN_ROWS[np.minimum(rows, len(_IN_ROWS) - 1)]
    sure = np.maximum(sure, np.where(rules.beside > _TRACE, seen, 0.0))
    is_wall = (sure > _LEAST) & (gaps.width > _LEAST_GAP)
    if _crossed(digits, place[clear], level[clear], size[clear]) >= _MOST_CROSSED:
        is_wall[:] = False
    is_wall &= (rows > 0) | _has_open_gaps(gaps, is_wall)
    return np.where(is_wall, sure, 0.0), short


def _crossed(digits: Digits, place: Floats, level: Floats, size: Floats) -> float:
    """The share of W walls that run through a digit of a line near them."""
    if not len(place):
        return 0.0
    through = np.abs(digits.u - place[:, None]) < _INNER * digits.width
    through &= np.abs(digits.v - level[:, None]) < _NEAR * size[:, None]
    through &= digits.width > _SLENDER * digits.height
    return float(through.any(axis=1).mean())


def _has_open_gaps(gaps: Gaps, is_wall: Flags) -> Flags:
    """For each gap whether its line has one without a wall: a cell that holds several digits."""
    return np.asarray(np.bincount(gaps.line, ~is_wall)[gaps.line] > 0)
