"""Reading order: from digit boxes to lines, and from lines to numbers.

Digits are linked to their neighbours from the nearest to the farthest, so that a line may be skewed
or curved: nothing is fitted to a page as a whole except its skew. All lengths are in units of the
median digit height, so that no threshold depends on the resolution.

The order of lines is a topological sort, after T. M. Breuel, "High performance document layout
analysis", SDIUT 2003: of two lines that share a horizontal stretch the upper one comes first.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.parting import NO_GAPS, features, partings
from inkdigits.ruling import RuleFinder, no_rules
from inkdigits.skew import upright
from inkdigits.spacing import Digits, gaps_of

Floats: TypeAlias = NDArray[np.float64]
Chain: TypeAlias = list[int]
Known: TypeAlias = Mapping[tuple[tuple[float, ...], tuple[float, ...]], float]
"""Of two neighbouring boxes, `x_min, y_min, x_max, y_max` each, the probability to be parted."""

LINK_REACHES = (0.5, 1.0, 2.0, 4.0, 8.0, np.inf)
"""Gaps bridged in turn when neighbours are linked, in digit heights: near ones first."""

WORD_REACH = 1.0
"""Beyond this gap whole words are compared too: a word may climb within its row."""

MAX_OFFSET = 0.65
"""How far a digit may stand off the line it continues, in heights of the two digits."""

END_DIGITS = 5
"""Digits at the end of a line that say which way it goes."""

SLOPE_RIDGE = 2.0
"""How much evidence (squared digit heights) a line needs to leave the skew of the page."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """Where C chains end, in digit heights: each field has shape (C,).

    `slope` is which way a chain goes there and `extent` how far that can be trusted; `height` is
    the mean of its last digits.
    """

    u: Floats
    v: Floats
    slope: Floats
    extent: Floats
    height: Floats


class Arrangement(NamedTuple):
    """Digits in reading order.

    Attributes:
        lines: Lines, each a list of numbers, each a list of indices. Every index stands in it
            exactly once.
        chances: How likely the gaps of each line of n digits are to part two numbers, (n - 1,).
    """

    lines: list[list[list[int]]]
    chances: list[Floats]


def arrange(
    boxes_xyxy: NDArray[np.float32], rules: RuleFinder = no_rules, known: Known | None = None
) -> Arrangement:
    """Put digits into reading order.

    Lines may be skewed up to about 20 degrees, curved, uneven, and of different slopes. Lines go
    from top to bottom and digits from left to right. A line is split into numbers where its digits
    stand clearly farther apart than others of it, or in different cells of a table
    (`inkdigits.parting`). A line of evenly spaced digits, as in the boxes of a form, is one number
    unless they stand as far apart as the lines do.

    Args:
        boxes_xyxy: (N, 4), `x_min, y_min, x_max, y_max`, digits only.
        rules: What finds the rules of a table between them.
        known: What has been decided of neighbours before.

    Returns:
        Lines of numbers of indices into `boxes_xyxy`; none where there are no boxes.

    Raises:
        ValueError: The shape is not (N, 4), or a coordinate is not finite.
    """
    boxes = np.asarray(boxes_xyxy, np.float64)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"boxes_xyxy must have the shape (N, 4), got {boxes.shape}")
    if not np.isfinite(boxes).all():
        raise ValueError("boxes_xyxy must hold finite numbers only")
    if len(boxes) == 0:
        return Arrangement([], [])
    canonical = np.lexsort(boxes.T)  # the answer does not depend on the order of the input
    digits = upright(boxes[canonical])
    lines = _ordered(digits, _filled(digits, _linked(digits)))
    chances = _chances(digits, lines, boxes[canonical], rules, known)
    return Arrangement(
        [
            [[int(canonical[i]) for i in number] for number in numbers]
            for numbers in _numbers(lines, chances)
        ],
        chances,
    )


def steps(boxes_xyxy: NDArray[np.float32], lines: Sequence[Sequence[int]]) -> list[Floats]:
    """How far neighbours stand above or below each other, in heights of their line.

    Args:
        boxes_xyxy: (N, 4), digits only.
        lines: Indices of the digits of each line, from left to right; no line is empty.

    Returns:
        For each line of n digits (n - 1,).
    """
    if not lines:
        return []
    gaps = gaps_of(upright(np.asarray(boxes_xyxy, np.float64)), lines)
    return [gaps.step[gaps.line == k] for k in range(len(lines))]


def chances_of_parting(
    boxes_xyxy: NDArray[np.float32],
    lines: Sequence[Sequence[int]],
    rules: RuleFinder = no_rules,
    known: Known | None = None,
) -> list[Floats]:
    """How likely the gaps of lines are to part two numbers, as `arrange` sees it.

    Args:
        boxes_xyxy: (N, 4), digits only.
        lines: Indices of the digits of each line, from left to right; no line is empty.
        rules: As in `arrange`.
        known: As in `arrange`.

    Returns:
        For each line of n digits (n - 1,).
    """
    if not lines:
        return []
    boxes = np.asarray(boxes_xyxy, np.float64)
    return _chances(upright(boxes), lines, boxes, rules, known)


def gap_features(
    boxes_xyxy: NDArray[np.float32], lines: Sequence[Sequence[int]], rules: RuleFinder = no_rules
) -> Floats:
    """What `chances_of_parting` goes by, (G, F) for the G gaps of all lines; arguments as there."""
    boxes = np.asarray(boxes_xyxy, np.float64)
    return features(upright(boxes), lines, boxes, rules) if lines else NO_GAPS


def _linked(digits: Digits) -> list[Chain]:
    """Chains of digits, each from left to right, linked from near to far."""
    chains: list[Chain] = [[i] for i in np.argsort(digits.u, kind="stable")]
    for reach in LINK_REACHES:
        while True:
            links = _mutual_links(digits, chains, reach)
            if not links:
                break
            chains = _joined(chains, links)
    return chains


def _mutual_links(digits: Digits, chains: list[Chain], reach: float) -> dict[int, int]:
    """Pairs of chains where each is the best continuation of the other."""
    tails = np.array([c[-1] for c in chains])
    heads = np.array([c[0] for c in chains])
    gap = digits.left[heads][None, :] - digits.right[tails][:, None]
    narrower = np.minimum(digits.width[tails][:, None], digits.width[heads][None, :])
    forward = digits.u[heads][None, :] > digits.u[tails][:, None]
    offset = _offsets(digits, chains)
    if reach > WORD_REACH:
        offset = np.minimum(offset, _overlap_gaps(digits, chains))
    possible = forward & (gap > -0.6 * narrower) & (gap <= reach) & (offset < MAX_OFFSET)
    np.fill_diagonal(possible, False)
    cost = np.where(possible, (1.0 + np.maximum(gap, 0.0)) * (1.0 + 2.0 * offset), np.inf)
    after, before = cost.argmin(axis=1), cost.argmin(axis=0)
    return {
        int(a): int(b) for a, b in enumerate(after) if before[b] == a and np.isfinite(cost[a, b])
    }


def _offsets(digits: Digits, chains: list[Chain]) -> Floats:
    """How far chain b stands off the continuation of chain a, (C, C), in heights of the two."""
    tails = _ends(digits, [c[: -END_DIGITS - 1 : -1] for c in chains])
    heads = _ends(digits, [c[:END_DIGITS] for c in chains])
    distance = heads.u - tails.u[:, None]
    ahead = tails.slope[:, None] * np.minimum(distance, tails.extent[:, None])
    back = heads.slope * np.minimum(distance, heads.extent)
    offsets: Floats = np.abs(heads.v - tails.v[:, None] - (ahead + back) / 2)
    heights: Floats = (tails.height[:, None] + heads.height) / 2
    return offsets / heights


def _ends(digits: Digits, parts: list[Chain]) -> _Ends:
    """The ends of chains. Each part begins with the outermost digit; slopes by ridge regression."""
    counts = np.array([len(p) for p in parts])
    padded = np.array([p + p[:1] * (END_DIGITS - len(p)) for p in parts])
    share = (np.arange(END_DIGITS) < counts[:, None]) / counts[:, None]
    u, v = digits.u[padded], digits.v[padded]
    du = u - (share * u).sum(axis=1, keepdims=True)
    dv = v - (share * v).sum(axis=1, keepdims=True)
    slope = (share * du * dv).sum(axis=1) / ((share * du**2).sum(axis=1) + SLOPE_RIDGE / counts)
    return _Ends(
        u=u[:, 0],
        v=v[:, 0],
        slope=slope,
        extent=np.abs(u - u[:, :1]).max(axis=1),
        height=(share * digits.height[padded]).sum(axis=1),
    )


def _overlap_gaps(digits: Digits, chains: list[Chain]) -> Floats:
    """1 less the vertical overlap of chain a's end and chain b's start, (C, C).

    Of two equal boxes this is how far they stand apart in heights, as in `_offsets`.
    """
    spans = []
    for part_of in (slice(-END_DIGITS, None), slice(END_DIGITS)):
        parts = [c[part_of] for c in chains]
        top = np.array([(digits.v[p] - digits.height[p] / 2).min() for p in parts])
        bottom = np.array([(digits.v[p] + digits.height[p] / 2).max() for p in parts])
        spans.append((top, bottom))
    (top_a, bottom_a), (top_b, bottom_b) = spans
    shared = np.minimum(bottom_a[:, None], bottom_b) - np.maximum(top_a[:, None], top_b)
    heights = np.minimum((bottom_a - top_a)[:, None], bottom_b - top_b)
    gaps: Floats = 1.0 - shared / np.maximum(heights, 0.5)  # none is less but for rounding
    return gaps


def _joined(chains: list[Chain], links: dict[int, int]) -> list[Chain]:
    """Chains after all links are made. A link goes to the right, so there are no rings."""
    continued = set(links.values())
    joined: list[Chain] = []
    for start in range(len(chains)):
        if start in continued:
            continue
        chain: Chain = []
        at: int | None = start
        while at is not None:
            chain += chains[at]
            at = links.get(at)
        joined.append(chain)
    return joined


def _filled(digits: Digits, chains: list[Chain]) -> list[Chain]:
    """Chains that stand in a gap of another line become part of it."""
    lines = sorted(chains, key=len, reverse=True)
    at = len(lines) - 1
    while at > 0:
        host = _host(digits, lines[:at], lines[at])
        if host is not None:
            merged = lines[host] + lines.pop(at)
            lines[host] = sorted(merged, key=lambda i: float(digits.u[i]))
        at -= 1
    return lines


def _host(digits: Digits, lines: list[Chain], guest: Chain) -> int | None:
    """The line among `lines` that has a place for `guest`, or None."""
    best, host = MAX_OFFSET, None
    low, high = digits.left[guest].min(), digits.right[guest].max()
    for k, line in enumerate(lines):
        if len(line) < 2 or not digits.u[line[0]] < digits.u[guest[0]] < digits.u[line[-1]]:
            continue
        shared = np.minimum(digits.right[line], high) - np.maximum(digits.left[line], low)
        if (shared > 0.3 * np.maximum(digits.width[line], 0.1)).any():
            continue
        level = np.interp(digits.u[guest], digits.u[line], digits.v[line])
        offset = float(np.abs(digits.v[guest] - level).max())
        if offset < best:
            best, host = offset, k
    return host


def _ordered(digits: Digits, lines: list[Chain]) -> list[Chain]:
    """Lines from top to bottom: of two that share a horizontal stretch the upper one is first."""
    lines = sorted(lines, key=lambda c: (float(digits.v[c].mean()), float(digits.u[c[0]])))
    above = _above(digits, lines)
    waiting = above.sum(axis=0)
    free = np.flatnonzero(waiting == 0).tolist()
    order: list[int] = []
    left = set(range(len(lines)))
    while left:
        at = heapq.heappop(free) if free else min(left)  # a ring of lines: the highest goes first
        if at not in left:
            continue
        left.remove(at)
        order.append(at)
        waiting -= above[at]
        for lower in np.flatnonzero(above[at] & (waiting == 0)):
            heapq.heappush(free, int(lower))
    return [lines[k] for k in order]


def _above(digits: Digits, lines: list[Chain]) -> NDArray[np.bool_]:
    """Whether line a stands above line b over a stretch that they share, (L, L)."""
    left = np.array([digits.left[c[0]] for c in lines])
    right = np.array([digits.right[c[-1]] for c in lines])
    start = np.maximum(left[:, None], left)
    end = np.minimum(right[:, None], right)
    middle = (start + end) / 2
    level = np.array([np.interp(middle[k], digits.u[c], digits.v[c]) for k, c in enumerate(lines)])
    above: NDArray[np.bool_] = (end > start) & (level < level.T)
    return above


def _chances(
    digits: Digits,
    lines: Sequence[Sequence[int]],
    boxes: Floats,
    rules: RuleFinder,
    known: Known | None,
) -> list[Floats]:
    """The probability of each gap of each line to part two numbers."""
    chances = partings(digits, lines, boxes, rules)
    if known:
        for line, chance in zip(lines, chances, strict=True):
            for k, pair in enumerate(pairwise(line)):
                a, b = (tuple(boxes[i].tolist()) for i in pair)
                chance[k] = known.get((a, b), chance[k])
    return chances


def _numbers(lines: Sequence[Chain], chances: Sequence[Floats]) -> list[list[Chain]]:
    """Each line split into numbers."""
    return [
        [part.tolist() for part in np.split(np.array(line), np.flatnonzero(chance > 0.5) + 1)]
        for line, chance in zip(lines, chances, strict=True)
    ]
