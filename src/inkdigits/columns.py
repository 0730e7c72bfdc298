"""Columns: which numbers of different lines stand below each other, so that a table stays one.

Lines hold numbers from left to right, but not where nothing stands: of a table with empty cells
they alone do not say which column a number is in. The places of the numbers do, once the lean of
the columns is taken out, which a camera that is held askew gives to each of them a little
differently. Strips in which nothing stands part columns, as in the recursive cuts of G. Nagy and
S. Seth, "Hierarchical representation of optically scanned documents", ICPR 1984.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.result import Box, Number, Page

Floats: TypeAlias = NDArray[np.float64]
Members: TypeAlias = NDArray[np.intp]
Cell: TypeAlias = tuple[Number, ...]

_STEEPEST, _KEYSTONE = 0.5, 0.24
"""How far columns may lean, and by how much more at the sides than in the middle."""

_COARSE, _FINE = 0.04, 0.01
"""Steps in which the lean is looked for."""

_UPRIGHT = 0.3
"""By what share the steepest lean must narrow what is covered: where in doubt, upright."""

_TOUCHING = 0.7
"""Strips narrower than this, in digit heights, part no numbers that never stand on one line."""

_ROWS_PER_CROSSED = 3
"""Lines that a cut must part for each number that it runs through."""


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Where N numbers stand: on which line, and from where to where along it without any lean."""

    line: Members
    left: Floats
    right: Floats


def in_columns(page: Page) -> tuple[tuple[Cell, ...], ...]:
    """The numbers of a page in rows and columns, as they stand on the paper.

    Args:
        page: What was read.

    Returns:
        A row for each line, all of the same length: the numbers in each cell from left to right,
        none where it is empty. Each number of the page stands in it once, as `columns_of` says.
    """
    columns = columns_of(page)
    width = 1 + max((max(of_line) for of_line in columns), default=-1)
    rows = []
    for line, of_line in zip(page.lines, columns, strict=True):
        row: list[Cell] = [()] * width
        for number, at in zip(line.numbers, of_line, strict=True):
            row[at] += (number,)
        rows.append(tuple(row))
    return tuple(rows)


def columns_of(page: Page) -> tuple[tuple[int, ...], ...]:
    """In which column each number of each line stands.

    A column that is empty on all lines is not seen. Numbers that stand in no columns, as in
    running text, are put one after the other; where a few lines only have several numbers in the
    room of one column, they share it.

    Args:
        page: What was read.

    Returns:
        For each line the columns of its numbers, counted from 0.
    """
    numbers = page.numbers
    if not numbers:
        return ()
    line = np.repeat(np.arange(len(page.lines)), [len(one.numbers) for one in page.lines])
    boxes = np.array([_turned(number.box, page) for number in numbers])
    digits = np.array([_turned(digit.box, page) for digit in page.digits])
    unit = max(float(np.median(digits[:, 3] - digits[:, 1])), 1e-6)
    places = _upright(line, boxes / unit)
    columns = np.zeros(len(numbers), np.intp)
    count = 0
    for group in _merged(places, _parted(places, np.arange(len(numbers)))):
        for column in _unstacked(places, group):
            columns[column] = count
            count += 1
    return tuple(tuple(columns[line == at].tolist()) for at in range(len(page.lines)))


def cell_text(cell: Cell) -> str:
    """What stands in a cell; numbers that share it are joined by a space."""
    return " ".join(number.text for number in cell)


def _turned(box: Box, page: Page) -> tuple[float, float, float, float]:
    """A box as it stood in the picture that was read."""
    x0, y0, x1, y1 = box.xyxy
    if page.rotation == 90:
        return page.height - y1, x0, page.height - y0, x1
    if page.rotation == 180:
        return page.width - x1, page.height - y1, page.width - x0, page.height - y0
    if page.rotation == 270:
        return y0, page.width - x1, y1, page.width - x0
    return x0, y0, x1, y1


def _upright(line: Members, boxes: Floats) -> _Places:
    """Places without the lean of the columns: what is covered then is narrowest."""
    left, right = boxes[:, 0], boxes[:, 2]
    middle = (left + right) / 2
    across = (boxes[:, 1] + boxes[:, 3]) / 2
    across = across - (across.min() + across.max()) / 2
    aside = (middle - middle.min()) / max(float(np.ptp(middle)), 1e-6) - 0.5
    leans, keystones = _steps(0.0, _STEEPEST, _COARSE), _steps(0.0, _KEYSTONE, _COARSE)
    lean = keystone = 0.0
    for _ in range(2):
        tried = np.array([(a, b) for a in leans for b in keystones])
        moves = (tried[:, :1] + tried[:, 1:] * aside) * across  # (tried, numbers)
        covered = _covered(left - moves, right - moves)
        steep = np.abs(tried[:, 0]) / _STEEPEST + np.abs(tried[:, 1]) / _KEYSTONE
        lean, keystone = tried[np.argmin(covered * (1 + _UPRIGHT * steep))]
        leans, keystones = _steps(lean, _COARSE, _FINE), _steps(keystone, _COARSE, _FINE)
    move = (lean + keystone * aside) * across
    return _Places(line, left - move, right - move)


def _steps(middle: float, reach: float, step: float) -> Floats:
    """Values around one, at most so far from it."""
    count = round(reach / step)
    return np.linspace(middle - count * step, middle + count * step, 2 * count + 1)


def _covered(left: Floats, right: Floats) -> Floats:
    """How much of the line is covered by intervals, for each row of (tried, N)."""
    order = np.argsort(left, axis=1)
    left, right = np.take_along_axis(left, order, 1), np.take_along_axis(right, order, 1)
    ends = np.maximum.accumulate(right, axis=1)
    begins = np.maximum(left[:, 1:], ends[:, :-1])
    first = right[:, 0] - left[:, 0]
    covered: Floats = first + (np.maximum(right[:, 1:], begins) - begins).sum(axis=1)
    return covered


def _parted(places: _Places, members: Members) -> list[Members]:
    """Numbers parted wherever a strip runs between them; groups from left to right."""
    order = members[np.argsort(places.left[members], kind="stable")]
    ends = np.maximum.accumulate(places.right[order])
    groups = np.split(order, np.flatnonzero(places.left[order][1:] > ends[:-1]) + 1)
    found: list[Members] = []
    for group in groups:
        cut = _cut(places, group)
        if cut is None:
            found.append(group)
            continue
        before = (places.left[group] + places.right[group]) / 2 < cut
        found += [*_parted(places, group[before]), *_parted(places, group[~before])]
    return found


def _cut(places: _Places, group: Members) -> float | None:
    """Where to part numbers of which several stand on one line: a few may reach across."""
    left, right = places.left[group], places.right[group]
    gaps = np.array(
        [
            (float(places.right[a]), float(places.left[b]))
            for a, b in _neighbours(places, group)
            if places.right[a] < places.left[b]
        ]
    ).reshape(-1, 2)
    best, cut = 0, None
    for at in gaps.mean(axis=1):
        rows = int(((gaps[:, 0] <= at) & (at <= gaps[:, 1])).sum())
        crossed = int(((left < at) & (at < right)).sum())
        if rows > 1 and rows - _ROWS_PER_CROSSED * crossed > best:
            best, cut = rows - _ROWS_PER_CROSSED * crossed, float(at)
    return cut


def _neighbours(places: _Places, group: Members) -> list[tuple[int, int]]:
    """Numbers of a group that stand beside each other on a line."""
    order = group[np.lexsort((places.left[group], places.line[group]))]
    return [(a, b) for a, b in pairwise(order.tolist()) if places.line[a] == places.line[b]]


def _merged(places: _Places, groups: list[Members]) -> list[Members]:
    """Groups, those that all but touch and never share a line as one."""
    merged = groups[:1]
    for group in groups[1:]:
        last = merged[-1]
        gap = places.left[group].min() - places.right[last].max()
        if gap < _TOUCHING and not np.isin(places.line[group], places.line[last]).any():
            merged[-1] = np.concatenate([last, group])
        else:
            merged.append(group)
    return merged


def _unstacked(places: _Places, group: Members) -> list[Members]:
    """A group as it is, or in places one after the other where most lines have several."""
    counts = np.bincount(places.line[group])
    if 2 * (counts > 1).sum() < (counts > 0).sum():
        return [group]
    order = group[np.lexsort((places.left[group], places.line[group]))]
    place = np.concatenate([np.arange(count) for count in counts])
    return [order[place == at] for at in range(counts.max())]
