"""Upright rules between digits: the lines of a table, the sides of a form's boxes.

A rule is a thin stripe, as dark against the paper as ink is, or fainter, that runs on above and
below the digits it stands between. What is looked at is the strip between two neighbours alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.strips import Floats, Grey, Tones, cut, inked, tones

Pair: TypeAlias = tuple[int, int]

_SIZE = 20
"""Pixels a digit height is scaled to."""

_REACH = 1.3
"""How far above and below the middle of two digits is looked at, in digit heights."""

_BESIDE = 0.9
"""What counts as beside the digits, likewise; the rest is above or below them."""

_WIDEST = 4.0
"""Of wider gaps only the middle is looked at, in digit heights."""

_MARGIN = 0.08
"""How far the strip reaches into the two boxes, in digit heights."""

_STROKE = 0.35
"""What is wider than this is no rule, in digit heights."""

_FAINTEST = 0.07
"""How much a rule differs from what is beside it, at least, as a share of what ink does."""

_SHORTEST = 0.3
"""Stripes along less than this share of the digits are not told from none."""

_SLANTS = np.tan(np.radians((-14.0, -9.0, -4.5, 0.0, 4.5, 9.0, 14.0)))
_SIDE = int(np.ceil(_SLANTS.max() * _REACH * _SIZE))  # so far does the steepest rule move
_ROWS = np.arange(round(2 * _REACH * _SIZE))
_LEVELS = _ROWS - (len(_ROWS) - 1) / 2
_SHIFTS = np.rint(_SLANTS[:, None] * _LEVELS).astype(int)  # slant, row
_ABOVE = slice(0, round((_REACH - _BESIDE) * _SIZE))
_NEAR, _BELOW = slice(_ABOVE.stop, len(_ROWS) - _ABOVE.stop), slice(len(_ROWS) - _ABOVE.stop, None)
_FEWEST = _SHORTEST * 2 * _BESIDE * _SIZE  # dark pixels of the shortest stripe


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The best upright stripe between each of P pairs of neighbours.

    Attributes:
        beside: Share of the digits' height, and a little more, that it runs along, 0..1, (P,).
        beyond: Share of the stretch above or below the digits that it runs on, 0..1, (P,).
        at: How far to the right of the middle between the two it stands, in digit heights, (P,).
    """

    beside: Floats
    beyond: Floats
    at: Floats


RuleFinder: TypeAlias = Callable[[Floats, Sequence[Pair]], Rules]
"""Boxes (N, 4) and P pairs of them, the left one first, to the rules between them."""


def no_rules(boxes_xyxy: Floats, pairs: Sequence[Pair]) -> Rules:
    """Where there is no picture to look at."""
    nothing = np.zeros(len(pairs))
    return Rules(nothing, nothing, nothing)


class PictureRules:
    """Finds the rules of one picture; no pair of boxes is looked at twice.

    Args:
        grey: The picture that the boxes belong to, uint8 (H, W).
    """

    def __init__(self, grey: Grey) -> None:
        """Note the picture."""
        self._grey = grey
        self._known: dict[tuple[float, ...], tuple[float, float, float]] = {}

    def __call__(self, boxes_xyxy: Floats, pairs: Sequence[Pair]) -> Rules:
        """The rules between pairs; as `RuleFinder`."""
        keys = [(*boxes_xyxy[a].tolist(), *boxes_xyxy[b].tolist()) for a, b in pairs]
        new = [k for k, key in enumerate(keys) if key not in self._known]
        if new:
            found = _stripes(self._grey, boxes_xyxy, [pairs[k] for k in new])
            self._known |= {keys[k]: row for k, row in zip(new, found, strict=True)}
        rows = np.array([self._known[key] for key in keys], np.float64).reshape(-1, 3)
        return Rules(rows[:, 0], rows[:, 1], rows[:, 2])


def _stripes(grey: Grey, boxes: Floats, pairs: Sequence[Pair]) -> list[tuple[float, float, float]]:
    """`beside`, `beyond` and `at` of each pair."""
    inks = {i: tones(grey, boxes[i]) for i in {i for pair in pairs for i in pair}}
    strips = [_strip(grey, boxes[a], boxes[b], (inks[a], inks[b])) for a, b in pairs]
    joined = np.concatenate(strips, axis=1)
    starts = np.cumsum([0] + [strip.shape[1] for strip in strips])
    width = round(_STROKE * _SIZE) | 1
    hat = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((1, width), np.uint8)) - joined
    is_dark = hat > _FAINTEST
    found = np.zeros((len(strips), 3))
    for k in np.flatnonzero(np.add.reduceat(is_dark.sum(axis=0), starts[:-1]) > _FEWEST):
        found[k] = _stripe(is_dark[:, starts[k] : starts[k + 1]])
    return [(float(a), float(b), float(c)) for a, b, c in found]


def _stripe(is_dark: NDArray[np.bool_]) -> tuple[float, float, float]:
    """`beside`, `beyond` and `at` of the best stripe of one strip."""
    inner = np.arange(_SIDE, is_dark.shape[1] - _SIDE)  # between the digits
    along = is_dark[_ROWS[:, None], inner + _SHIFTS[:, :, None]]  # slant, row, column
    above, beside, below = (along[:, part].mean(axis=1) for part in (_ABOVE, _NEAR, _BELOW))
    beyond = np.maximum(above, below)
    score = np.where(beside > _SHORTEST, beside + beyond, 0.0)
    slant, column = np.unravel_index(int(score.argmax()), score.shape)
    if not score[slant, column]:
        return 0.0, 0.0, 0.0
    place = (inner[column] + 0.5 - is_dark.shape[1] / 2) / _SIZE
    return float(beside[slant, column]), float(beyond[slant, column]), float(place)


def _strip(
    grey: Grey, left: Floats, right: Floats, inks: tuple[Tones, Tones]
) -> NDArray[np.float32]:
    """What stands between two digits and `_SIDE` pixels more, at `_SIZE` pixels a digit height.

    Ink is about 1 below paper in it; `inks` are the tones of the two.
    """
    height = max((left[3] - left[1] + right[3] - right[1]) / 2, 4.0)
    x0, x1 = left[2] - _MARGIN * height, right[0] + _MARGIN * height
    half = min(max(x1 - x0, 0.25 * height), _WIDEST * height) / 2 + _SIDE / _SIZE * height
    x, y = (x0 + x1) / 2, (left[1] + left[3] + right[1] + right[3]) / 4
    part = cut(grey, x - half, y - _REACH * height, x + half, y + _REACH * height)
    size = (round(2 * half / height * _SIZE), round(2 * _REACH * _SIZE))
    return inked(part, size, inks)
