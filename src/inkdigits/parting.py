"""Which gaps part numbers: how likely it is that two neighbours of a line are of two numbers.

A logistic regression over how wide the gap is, beside the other gaps of its line, over the rules
that stand in it, and over how the digits stand to those of other lines: in the cells of a table,
or as far from their neighbours as from the line above, they are numbers of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.ruling import RuleFinder, no_rules
from inkdigits.spacing import Digits, Gaps, gap_limit, gaps_of
from inkdigits.walls import IN_ONE_ROW, walls

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

# Fitted on synthetic pages of validation writers (`benchmarks/fit_gaps.py`).
WEIGHTS = {
    "far kind": 4.35,
    "near kind": 1.44,
    "beyond the limit": 1.78,
    "even: off the mean": 5.67,
    "even: more than the nearest": 2.35,
    "even: two digits": 0.2,
    "even: two digits alone apart": 2.4,
    "even: other lines": 0.11,
    "even: free above and below": 1.44,
    "even: as far as rows": 3.31,
    "far gap": 3.64,
    "step": 7.66,
    "sure wall": 1.01,
    "wall": 1.82,
    "wall: gap": 2.47,
    "between walls": 0.0,
    "short rule": -0.85,
}
"""What is measured of each gap (see `features`), and how much it says for parting there."""

_BIAS = -2.98

NO_GAPS: Floats = np.zeros((0, len(WEIGHTS)))

_WIDEST = 3.0
_FAR = 1.4
"""From this gap on, in digit heights, people hardly write one number."""

_UNEVEN = 0.2
"""Gaps and steps that differ by less than this are alike to who writes them."""

_OPEN = (0.4, 0.4)
"""Below the first gap digits stand close; above it, by the second, they stand apart."""

_AS_FAR = (-0.6, 0.3)
"""Logarithm of how far digits stand apart, by how far lines do, from which on they stand alike."""

_UNKNOWN = 0.5
"""How much of a gap is free in other lines where none stands above or below it."""

_NEAR_LINES = 6.0
"""Lines farther away than this, in digit heights, say nothing of a gap."""


def partings(
    digits: Digits, lines: Sequence[Sequence[int]], boxes_xyxy: Floats, rules: RuleFinder = no_rules
) -> list[Floats]:
    """The probability of each gap of each line to part two numbers.

    Args:
        digits: The page's digits.
        lines: Indices of the digits of each line, from left to right; no line is empty.
        boxes_xyxy: The same digits in pixels, (N, 4): for `rules`.
        rules: What finds the rules between digits.

    Returns:
        For each line of n digits (n - 1,).
    """
    weights = np.array(list(WEIGHTS.values()))
    logits = features(digits, lines, boxes_xyxy, rules) @ weights + _BIAS
    chances = 1.0 / (1.0 + np.exp(-logits))
    return np.split(chances, np.cumsum([len(line) - 1 for line in lines])[:-1]) if lines else []


def features(
    digits: Digits, lines: Sequence[Sequence[int]], boxes_xyxy: Floats, rules: RuleFinder = no_rules
) -> Floats:
    """What the probability goes by, in the order of `WEIGHTS`; arguments as in `partings`.

    The gaps of a line may be of two kinds, near and far (`inkdigits.spacing.gap_limit`), or of
    one: such a line is even, and its gaps are judged nearly alike. Gaps with the wall of a table
    are left out of this. Lengths are in heights of the line.

    Returns:
        (G, 17) for the G gaps of all lines, in order. 1 for the far kind; 1 for the near kind; the
        logarithm of the gap by the limit between the two kinds, -1..1. Of even lines: by how much
        the gap differs from the mean; by how much the mean is above the nearest, where there are
        three digits and more; 1 where there are two, and where these, without other lines, stand
        apart; 1 where there are other lines, how much of the gaps is free in them, -0.5..0.5, and 1
        where the digits stand as far apart as the nearest of them does, and not close. Of all: by
        how much the mean of the kind is above 1.4; the step up or down; whether a wall surely
        stands in the gap, how sure that is, and the gap then, at most 1; 1 where a wall stands in
        another gap of the line, but not in this; how much of a rule ends with the digits, as the
        side of a form's box does.
    """
    gaps = gaps_of(digits, lines)
    if not len(gaps.width):
        return NO_GAPS
    wall, short = walls(digits, gaps, rules(boxes_xyxy, gaps.pairs))
    beyond = _beyond_the_limit(gaps, wall == 0)
    is_far, is_near, is_even = beyond > 0, beyond < 0, (beyond == 0) & (wall == 0)
    # Each wall is of a kind of its own.
    kind = np.where(wall > 0, 2 * len(lines) + np.arange(len(wall)), 2 * gaps.line + is_far)

    def of_its_kind(values: Floats) -> Floats:
        return np.asarray((np.bincount(kind, values) / np.maximum(np.bincount(kind), 1))[kind])

    clear = (digits.left[gaps.right] - digits.right[gaps.left]) / gaps.height
    nearest = np.full(len(lines), np.inf)
    np.minimum.at(nearest, gaps.line, clear)
    as_far, free, others = _beside_lines(digits, lines, gaps)
    apart = ((gaps.width - _OPEN[0]) / _OPEN[1]).clip(0, 1)
    is_pair = np.bincount(gaps.line)[gaps.line] == 1
    width = gaps.width.clip(max=_WIDEST)
    off = width - of_its_kind(width)
    return np.column_stack(
        (
            is_far,
            is_near,
            beyond,
            is_even * np.sign(off) * (np.abs(off) - _UNEVEN).clip(0),
            (is_even & ~is_pair) * (of_its_kind(width) - nearest[gaps.line]).clip(0, 2),
            is_even & is_pair,
            is_even * is_pair * ~others * apart,
            is_even & others,
            is_even * (of_its_kind(free) - _UNKNOWN),
            is_even * of_its_kind(as_far * apart),
            of_its_kind((gaps.width - _FAR).clip(0, 2)),
            (gaps.step - _UNEVEN).clip(0, 1),
            wall > IN_ONE_ROW,
            wall,
            (wall > 0) * gaps.width.clip(max=1),
            (wall == 0) & (np.bincount(gaps.line, wall)[gaps.line] > 0),
            short,
        )
    )


def _beyond_the_limit(gaps: Gaps, is_open: Flags) -> Floats:
    """The logarithm of each gap by the limit between the near and the far of its line, -1..1.

    0 where all of the line's are of one kind, and where there is a wall, which says enough.
    """
    beyond = np.zeros(len(gaps.width))
    for line in np.unique(gaps.line[is_open]):
        own = is_open & (gaps.line == line)
        limit = gap_limit(gaps.width[own])
        if limit is not None:
            beyond[own] = np.log((gaps.width[own] + 0.3) / (limit + 0.3)).clip(-1, 1)
    return beyond


def _beside_lines(
    digits: Digits, lines: Sequence[Sequence[int]], gaps: Gaps
) -> tuple[Floats, Floats, Flags]:
    """How the two digits of each gap stand to those of other lines, each (G,).

    1 where they stand as far apart as the nearest line does, 0 where they are nearer; the share of
    the gap that is free in those lines; whether there are such lines.
    """
    a, b, height = gaps.left, gaps.right, gaps.height
    left, right = digits.left, digits.right
    middle, level = (digits.u[a] + digits.u[b]) / 2, (digits.v[a] + digits.v[b]) / 2
    width = np.maximum(left[b] - right[a], 0.1)
    nearest = np.full(len(a), np.inf)
    count, free = np.zeros(len(a)), np.zeros(len(a))
    for k, line in enumerate(lines):
        own = list(line)
        u = digits.u[own]
        meets = (u[0] <= digits.u[b] + 0.5 * height) & (u[-1] >= digits.u[a] - 0.5 * height)
        away = np.abs(np.interp(middle, u, digits.v[own]) - level) / height
        away[(gaps.line == k) | ~meets] = np.inf
        nearest = np.minimum(nearest, away)
        after = np.searchsorted(u, middle)
        spans = np.flatnonzero((after > 0) & (after < len(u)) & (away < _NEAR_LINES))
        if not len(spans):
            continue
        next_, last = np.array(own)[after[spans]], np.array(own)[after[spans] - 1]
        count[spans] += 1
        start, stop = (
            np.maximum(right[last], right[a[spans]]),
            np.minimum(left[next_], left[b[spans]]),
        )
        free[spans] += np.maximum(stop - start, 0) / width[spans]
    others = np.isfinite(nearest)
    apart = (digits.u[b] - digits.u[a]) / height
    ratio = np.log(apart.clip(0.05, 99) / nearest.clip(0.05, 99))
    as_far = np.where(others, ((ratio - _AS_FAR[0]) / _AS_FAR[1]).clip(0, 1), 0.0)
    return as_far, np.where(count > 0, free / np.maximum(count, 1), _UNKNOWN), others
