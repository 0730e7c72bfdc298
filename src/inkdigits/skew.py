"""How askew a page's lines are, and its digits as they would stand without that."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inkdigits.spacing import Digits, Floats

MAX_SKEW_DEGREES = 25
"""Skew of a page beyond this is taken for something else than skew."""


def page_skew(boxes_xyxy: NDArray[np.float32]) -> float:
    """The dominant direction of the text in radians, positive where lines fall to the right.

    Args:
        boxes_xyxy: (N, 4), digits only.

    Returns:
        The angle, 0.0 where there is nothing to tell it by.
    """
    boxes = np.ascontiguousarray(boxes_xyxy, np.float64)
    if len(boxes) < 2:
        return 0.0
    return _skew(boxes.tobytes())


def _unit(boxes: Floats) -> float:
    """The median digit height of the boxes in pixels; 1 where no box has any size."""
    for extents in (boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]):
        if (extents > 0).any():
            return float(np.median(extents[extents > 0]))
    return 1.0


def upright(boxes: Floats) -> Digits:
    """Boxes in pixels as boxes in digit heights on a page without skew."""
    unit = _unit(boxes)
    origin = boxes[:, :2].min(axis=0)
    low, high = (boxes[:, :2] - origin) / unit, (boxes[:, 2:] - origin) / unit
    x, y = (low + high).T / 2
    angle = _skew(np.ascontiguousarray(boxes, np.float64).tobytes())
    width, height = np.abs(high - low).T
    return Digits(
        u=x * np.cos(angle) + y * np.sin(angle),
        v=y * np.cos(angle) - x * np.sin(angle),
        width=width,
        height=np.clip(height, 0.5, 2.0),
    )


@lru_cache(maxsize=16)  # asked several times for one page, and it looks at every pair of digits
def _skew(boxes_as_bytes: bytes) -> float:
    """The angle at which most neighbours stand level, by a vote of pairs of digits."""
    boxes = np.frombuffer(boxes_as_bytes, np.float64).reshape(-1, 4)
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2 / _unit(boxes)
    dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
    steepest = np.tan(np.radians(MAX_SKEW_DEGREES + 5))
    votes = (dx > 0.2) & (np.abs(dy) < steepest * dx + 0.3)
    if not votes.any():
        return 0.0
    dx, dy = dx[votes], dy[votes]
    weight = 1.0 / (1.0 + dx)
    degrees = np.arange(-MAX_SKEW_DEGREES, MAX_SKEW_DEGREES + 1)
    angles = np.radians(degrees)
    support = np.array(
        [float(weight @ np.exp(-(((dy * np.cos(a) - dx * np.sin(a)) / 0.3) ** 2))) for a in angles]
    )
    support *= 1.0 - 0.3 * np.abs(degrees) / MAX_SKEW_DEGREES  # where in doubt, level
    best = int(np.argmax(support))
    if support[best] <= 0:
        return 0.0
    near = slice(max(best - 2, 0), best + 3)
    return float(np.average(angles[near], weights=(support[near] / support[best]) ** 4))
