"""Small dark marks between neighbouring digits: dots, specks, and what else is no stroke.

They are looked for in the strip between two digits alone, at several darknesses: faint marks need
a low one, those that nearly touch a digit a high one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.result import Box
from inkdigits.strips import Floats, Grey, Tones, cut, inked, tones

Pair: TypeAlias = tuple[int, int]
Dark: TypeAlias = NDArray[np.float32]
"""How much darker each pixel is than what is around a small mark; ink is about 1."""

_SIZE = 32
"""Pixels a digit height is scaled to. Lengths below are in digit heights."""

_REACH = 0.9
"""How far above and below the middle of two digits is looked at."""

_BESIDE = 0.3
"""How far the strip reaches into the two boxes: digits lean, and their boxes overlap."""

_ENDS = 0.18
"""How near to the strip's ends no mark is looked for."""

_GAPS = (-0.1, 1.6)
"""How wide the gap between two neighbours may be."""

_LEVEL, _ALIKE = 0.6, 0.9
"""How far they stand above each other at most, and the logarithm of how their heights differ."""

_WIDEST, _HIGHEST = 0.42, 0.48
"""The largest mark."""

_FEWEST = 4
"""The smallest mark, in pixels of a strip."""

_RISE = (-0.55, 0.75)
"""Where the middle of a mark may be, above and below the middle of the digits."""

_DARKNESS = (0.2, 0.35, 0.5, 0.75)
"""Shares of the step from paper to ink from which a pixel is in a mark."""

_MOST = 12
"""So many marks of one strip are grain."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a strip. Lengths are in digit heights.

    Attributes:
        x: Its middle, from the left end of the strip.
        y: Its middle, from the middle of the digits, positive below it.
        width: Its width.
        height: Its height.
        area: Its area.
        ink: How dark it is where it is darkest.
        alone_from: The least darkness at which it does not run into anything else.
        sides: `x_min, y_min, x_max, y_max` in pixels of the strip.
    """

    x: float
    y: float
    width: float
    height: float
    area: float
    ink: float
    alone_from: float
    sides: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """What stands between two digits, looked at with one darkness.

    Attributes:
        left: Index of the digit to the left.
        right: Index of the digit to the right.
        marks: The marks, at least one.
        dark: The strip, (h, w).
        place: Where in the picture the strip begins, x and y in pixels.
        scale: Its pixels for each of the picture's.
    """

    left: int
    right: int
    marks: list[Mark]
    dark: Dark
    place: tuple[float, float]
    scale: float

    def box_of(self, mark: Mark) -> Box:
        """Where a mark stands, in pixels of the picture."""
        return Box(*(np.array(mark.sides) / self.scale + self.place * 2).tolist())


@dataclass(frozen=True, slots=True, eq=False)
class _Strips:
    """Strips beside one another in one picture, with nothing between them.

    Attributes:
        dark: That picture.
        starts: The column in which each strip begins.
        ends: The column after its last one.
    """

    dark: Dark
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]


def gaps_with_marks(grey: Grey, boxes: Floats) -> Iterator[Gap]:
    """The gaps between the digits of an upright page that have marks, once for each darkness.

    Args:
        grey: uint8 (H, W), either polarity.
        boxes: (N, 4), `x_min, y_min, x_max, y_max` of digits only, in pixels of `grey`.
    """
    pairs = _neighbours(boxes)
    if not pairs:
        return
    inks = {i: tones(grey, boxes[i]) for i in {i for pair in pairs for i in pair}}
    looked = [_strip(grey, boxes[a], boxes[b], (inks[a], inks[b])) for a, b in pairs]
    strips = _joined([strip for strip, _, _ in looked])
    for k, marks in _marks(strips):
        dark = strips.dark[:, strips.starts[k] : strips.ends[k]]
        yield Gap(*pairs[k], marks, dark, looked[k][1], looked[k][2])


def _neighbours(boxes: Floats) -> list[Pair]:
    """Digits that something may stand between: each the nearest of the other on its side."""
    if not len(boxes):
        return []
    x0, y0, x1, y1 = boxes.T
    heights = np.maximum(y1 - y0, 1.0)
    unit = (heights[:, None] + heights) / 2
    gaps = (x0 - x1[:, None]) / unit
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    aside, level = (middles[None] - middles[:, None]).transpose(2, 0, 1)
    alike = np.abs(np.log(heights[:, None] / heights)) < _ALIKE
    fits = (aside > 0) & (np.abs(level) < _LEVEL * unit) & alike
    gaps = np.where(fits & (gaps > _GAPS[0]) & (gaps < _GAPS[1]), gaps, np.inf)
    right, left = gaps.argmin(axis=1), gaps.argmin(axis=0)
    return [
        (a, b)
        for a, b in enumerate(right.tolist())
        if np.isfinite(gaps[a, b]) and int(left[b]) == a
    ]


def _strip(
    grey: Grey, left: Floats, right: Floats, inks: tuple[Tones, Tones]
) -> tuple[Dark, tuple[float, float], float]:
    """What stands between two digits; where in the picture it begins, and its scale."""
    height = max((left[3] - left[1] + right[3] - right[1]) / 2, 4.0)
    middle = (left[1] + left[3] + right[1] + right[3]) / 4
    x0, x1 = float(left[2] - _BESIDE * height), float(right[0] + _BESIDE * height)
    y0, y1 = float(middle - _REACH * height), float(middle + _REACH * height)
    scale = _SIZE / float(height)
    size = (max(3, round((x1 - x0) * scale)), round(2 * _REACH * _SIZE))
    return inked(cut(grey, x0, y0, x1, y1), size, inks), (x0, y0), scale


def _joined(strips: Sequence[Dark]) -> _Strips:
    """What is dark in strips."""
    side = round(_WIDEST * _SIZE) | 1
    pad = side // 2
    padded = [cv2.copyMakeBorder(one, 0, 0, pad, pad, cv2.BORDER_REPLICATE) for one in strips]
    joined = np.concatenate(padded, axis=1)
    dark: Any = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)) - joined
    edges = np.cumsum([0, *(one.shape[1] for one in padded)])
    starts, ends = edges[:-1] + pad, edges[1:] - pad
    columns = np.arange(dark.shape[1])
    strip = np.searchsorted(edges, columns, side="right") - 1
    dark[:, (columns < starts[strip]) | (columns >= ends[strip])] = 0.0
    return _Strips(dark, starts, ends)


def _marks(strips: _Strips) -> Iterator[tuple[int, list[Mark]]]:
    """The marks of each strip that has any, for each darkness."""
    before: dict[int, list[Mark]] = {}
    for darkness in _DARKNESS:
        parts: Any = cv2.connectedComponentsWithStats(
            (strips.dark > darkness).astype(np.uint8), connectivity=8
        )
        _, _, stats, middles = parts
        of = np.searchsorted(strips.starts, stats[:, cv2.CC_STAT_LEFT], side="right") - 1
        marks: dict[int, list[Mark]] = {}
        for i in np.flatnonzero(_are_marks(stats, middles, strips, of)).tolist():
            k = int(of[i])
            mark = _mark(strips, k, stats[i].tolist(), middles[i].tolist())
            known = [one.alone_from for one in before.get(k, ()) if _is_on(mark, one)]
            marks.setdefault(k, []).append(replace(mark, alone_from=min(known, default=darkness)))
        yield from ((k, own) for k, own in marks.items() if len(own) <= _MOST)
        before = marks


def _are_marks(
    stats: NDArray[np.int32], middles: Floats, strips: _Strips, of: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Which parts are the size of a mark, and stand between the digits of their strip, `of`."""
    x, _, width, height, area = stats.T
    begin, end = strips.starts[of], strips.ends[of]
    rise, margin = middles[:, 1] / _SIZE - _REACH, _ENDS * _SIZE
    small = (width <= _WIDEST * _SIZE) & (height <= _HIGHEST * _SIZE) & (area >= _FEWEST)
    whole = (x > begin) & (x + width < end)
    inside = (middles[:, 0] >= begin + margin) & (middles[:, 0] <= end - margin)
    return np.asarray(small & whole & inside & (rise > _RISE[0]) & (rise < _RISE[1]))


def _mark(strips: _Strips, k: int, part: list[int], middle: list[float]) -> Mark:
    """A part of strip `k`: its left, top, width, height and area, and its middle, in pixels."""
    x, y, width, height, area = part
    first = int(strips.starts[k])
    return Mark(
        x=(middle[0] - first) / _SIZE,
        y=middle[1] / _SIZE - _REACH,
        width=width / _SIZE,
        height=height / _SIZE,
        area=area / _SIZE**2,
        ink=float(strips.dark[y : y + height, x : x + width].max()),
        alone_from=np.inf,
        sides=(x - first, y, x + width - first, y + height),
    )


def _is_on(mark: Mark, other: Mark) -> bool:
    """Whether the middle of a mark is on another one."""
    x0, y0, x1, y1 = other.sides
    return x0 <= mark.x * _SIZE <= x1 and y0 <= (mark.y + _REACH) * _SIZE <= y1
