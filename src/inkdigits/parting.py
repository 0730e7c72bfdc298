"""Which gaps part numbers: how likely it is that two neighbours of a line are of two numbers.

A logistic regression over how wide the gap is, beside the other gaps of its line, over the rules
that stand in it, and over how the digits stand to those of other lines: in the cells of a table,
or as far from their neighbours as from the line above, they are numbers of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.ruling import Pair, RuleFinder, Rules, no_rules
from inkdigits.spacing import Digits, gap_limit, line_spacings

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

# Fitted on synthetic pages of validation writers (`benchmarks/fit_gaps.py`).
WEIGHTS = {
    "far kind": 3.26,
    "near kind": 1.26,
    "beyond the limit": 2.14,
    "even: off the mean": 4.13,
    "even: more than the nearest": 1.50,
    "even: two digits": 0.21,
    "even: two digits alone apart": 2.20,
    "even: other lines": 0.39,
    "even: free above and below": 1.24,
    "even: as far as rows": 2.70,
    "far gap": 3.36,
    "step": 7.64,
    "sure wall": 2.23,
    "wall": 2.38,
    "wall: gap": 2.44,
    "between walls": 1.25,
    "short rule": -2.28,
}
"""What is measured of each gap (see `features`), and how much it says for parting there."""

_BIAS = -2.94

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

_NEAR_WALLS = 4.0
"""Walls are followed so far up and down, in digit heights."""

_CLEAR_RULE = 0.7
_RULE = 0.65
_SOME_RULE = 0.25
_SLENDER = 0.25
_LEAST_GAP = 0.12  # digits that stand nearer have no rule between them
_MOST_CROSSED = 0.35  # of the rules: those of squared paper run through digits
_IN_ONE_ROW = 0.85  # the most that is said of a wall no other line has
_SEEN_IN_ROWS = np.array([0.0, 0.7, 0.9, 0.95])


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
    pairs = [pair for line in lines for pair in pairwise(line)]
    if not pairs:
        return NO_GAPS
    found = line_spacings(digits, lines)
    gaps, steps = (np.concatenate([getattr(s, name) for s in found]) for name in ("gaps", "steps"))
    counts = np.array([len(line) for line in lines])
    line_of = np.repeat(np.arange(len(lines)), counts - 1)
    height = np.array([s.height for s in found])[line_of]
    wall, short = _walls(digits, lines, pairs, line_of, gaps, rules(boxes_xyxy, pairs))
    beyond = np.zeros(len(pairs))
    for k in range(len(lines)):
        is_open = (line_of == k) & (wall == 0)
        limit = gap_limit(gaps[is_open])
        if limit is not None:
            beyond[line_of == k] = np.log((gaps[line_of == k] + 0.3) / (limit + 0.3)).clip(-1, 1)
    beyond[wall > 0] = 0.0  # a wall says enough, and each is of a kind of its own
    is_far, is_near, is_even = beyond > 0, beyond < 0, (beyond == 0) & (wall == 0)
    kind = np.where(wall > 0, 2 * len(lines) + np.arange(len(pairs)), 2 * line_of + is_far)

    def of_its_kind(values: Floats) -> Floats:
        return np.asarray((np.bincount(kind, values) / np.maximum(np.bincount(kind), 1))[kind])

    a, b = np.array(pairs).T
    nearest = np.full(len(lines), np.inf)
    np.minimum.at(nearest, line_of, (digits.left[b] - digits.right[a]) / height)
    has_walls = np.bincount(line_of, wall, len(lines)) > 0
    as_far, free, others = _beside_lines(digits, lines, pairs, line_of, height)
    apart = ((gaps - _OPEN[0]) / _OPEN[1]).clip(0, 1)
    is_pair = counts[line_of] == 2
    width = gaps.clip(max=_WIDEST)
    off = width - of_its_kind(width)
    return np.column_stack(
        (
            is_far,
            is_near,
            beyond,
            is_even * np.sign(off) * (np.abs(off) - _UNEVEN).clip(0),
            (is_even & ~is_pair) * (of_its_kind(width) - nearest[line_of]).clip(0, 2),
            is_even & is_pair,
            is_even * is_pair * ~others * apart,
            is_even & others,
            is_even * (of_its_kind(free) - _UNKNOWN),
            is_even * of_its_kind(as_far * apart),
            of_its_kind((gaps - _FAR).clip(0, 2)),
            (steps - _UNEVEN).clip(0, 1),
            wall > _IN_ONE_ROW,
            wall,
            (wall > 0) * gaps.clip(max=1),
            has_walls[line_of] & (wall == 0),
            short,
        )
    )


def _walls(
    digits: Digits,
    lines: Sequence[Sequence[int]],
    pairs: Sequence[Pair],
    line_of: NDArray[np.intp],
    gaps: Floats,
    rules: Rules,
) -> tuple[Floats, Floats]:
    """Of each gap how sure a wall of a table stands in it, and how much of a short rule does.

    A rule is the wall of a table where it runs on through other lines, or where one of the cells
    that it makes holds several digits. Rules that run through digits are those of squared paper.
    """
    a, b = np.array(pairs).T
    size = (digits.height[a] + digits.height[b]) / 2
    place = (digits.right[a] + digits.left[b]) / 2 + rules.at * size
    level = (digits.v[a] + digits.v[b]) / 2
    sure = np.minimum(rules.beside, rules.beyond)
    is_clear = sure > _CLEAR_RULE
    # The same wall in the gaps of other lines, (G, G): gap by wall.
    near = np.abs(level - level[:, None]) < _NEAR_WALLS * size[:, None]
    margin = 0.15 * size[:, None]
    same = (place > digits.right[a][:, None] - margin) & (place < digits.left[b][:, None] + margin)
    same &= near & is_clear & (line_of != line_of[:, None])
    starts = np.flatnonzero(np.diff(line_of, prepend=-1))
    rows = np.logical_or.reduceat(same, starts, axis=1).sum(axis=1)
    seen = _SEEN_IN_ROWS[np.minimum(rows, len(_SEEN_IN_ROWS) - 1)]
    sure = np.where(rows > 0, sure, np.minimum(sure, _IN_ONE_ROW))
    sure = np.maximum(sure, np.where(rules.beside > _SOME_RULE, seen, 0.0))
    is_wall = (sure > _RULE) & (gaps > _LEAST_GAP)
    if is_wall.any():
        is_wall &= (
            _crossed(digits, place[is_clear], level[is_clear], size[is_clear]) < _MOST_CROSSED
        )
        is_wall &= (rows > 0) | _in_cells_of_several(lines, is_wall)
    short = np.where(rules.beside > _CLEAR_RULE, (rules.beside - rules.beyond).clip(0, 1), 0.0)
    return np.where(is_wall, sure, 0.0), short


def _crossed(digits: Digits, place: Floats, level: Floats, size: Floats) -> float:
    """The share of walls that run through a digit of a line near them."""
    if not len(place):
        return 0.0
    inner = 0.3 * digits.width
    through = np.abs(digits.u - place[:, None]) < inner
    through &= np.abs(digits.v - level[:, None]) < _NEAR_WALLS * size[:, None]
    through &= digits.width > _SLENDER * digits.height
    return float(through.any(axis=1).mean())


def _in_cells_of_several(lines: Sequence[Sequence[int]], is_wall: Flags) -> Flags:
    """Gaps of lines whose walls leave two digits or more in one cell."""
    found = np.zeros(len(is_wall), np.bool_)
    start = 0
    for line in lines:
        own = slice(start, start + len(line) - 1)
        start = own.stop
        found[own] = not is_wall[own].all()
    return found


def _beside_lines(
    digits: Digits,
    lines: Sequence[Sequence[int]],
    pairs: Sequence[Pair],
    line_of: NDArray[np.intp],
    height: Floats,
) -> tuple[Floats, Floats, Flags]:
    """How the two digits of each gap stand to those of other lines, each (G,).

    1 where they stand as far apart as the nearest line does, 0 where they are nearer; the share of
    the gap that is free in those lines; whether there are such lines.
    """
    a, b = np.array(pairs).T
    left, right = digits.left, digits.right
    middle, level = (digits.u[a] + digits.u[b]) / 2, (digits.v[a] + digits.v[b]) / 2
    width = np.maximum(left[b] - right[a], 0.1)
    nearest = np.full(len(pairs), np.inf)
    count, free = np.zeros(len(pairs)), np.zeros(len(pairs))
    for k, line in enumerate(lines):
        own = list(line)
        u = digits.u[own]
        meets = (u[0] <= digits.u[b] + 0.5 * height) & (u[-1] >= digits.u[a] - 0.5 * height)
        away = np.abs(np.interp(middle, u, digits.v[own]) - level) / height
        away[(line_of == k) | ~meets] = np.inf
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
