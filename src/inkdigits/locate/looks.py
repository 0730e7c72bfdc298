"""What the detector saw at one scale, and what several looks say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.metrics import box_iou

Float = NDArray[np.float32]

SIGHT = (13.0, 64.0)
"""Heights the network sees well, in pixels of its input."""

_UNSURE, _AMBIGUOUS = 0.6, 0.4  # less heat than this, or so much of a second digit: look again
_FEW = 0.02  # so small a share of a full page's candidates does not pay a second look at all of it
_AT_ONCE = 256  # boxes that are compared with all others
_UNSEEN = 0.5  # what a candidate that only the first look found keeps of its heat in the second
_IOU = 0.45
_INSIDE = 0.75  # a candidate that lies this far within a surer one is a part of it


@dataclass(frozen=True)
class Look:
    """What one look at one scale found, in pixels of the page.

    Attributes:
        scale: Pixels of the network's input for one of the page.
        boxes: Boxes of the candidates, float32 (N, 4).
        heats: How warm each of the ten digits is there, float32 (N, 10), 0..1.
        symbol_boxes: Boxes of symbols, float32 (M, 4).
        symbol_heats: How warm each kind of symbol is there, float32 (M, symbols).
    """

    scale: float
    boxes: Float
    heats: Float
    symbol_boxes: Float
    symbol_heats: Float

    @property
    def confidences(self) -> Float:
        """Heat of the warmest digit of each candidate, (N,)."""
        return cast(Float, self.heats.max(axis=1)) if len(self.heats) else np.zeros(0, np.float32)

    @property
    def heights(self) -> Float:
        """Heights of the candidates, (N,)."""
        return cast(Float, self.boxes[:, 3] - self.boxes[:, 1])


def is_unsure(heats: Float) -> bool:
    """Whether more than a few of N candidates, (N, 10), may be no digit or another one."""
    if not len(heats):
        return False
    second, first = np.sort(heats, axis=1)[:, -2:].T
    return bool(((first < _UNSURE) | (second > _AMBIGUOUS * first)).mean() > _FEW)


def averaged(look: Look, other: Look) -> Look:
    """The first look with the mean heats of both: what each imagines is seldom the same.

    Candidates that only the other one found are left out.
    """
    heats = _UNSEEN * look.heats
    if len(other.boxes):
        shared = box_iou(look.boxes, other.boxes)
        best = shared.argmax(axis=1)
        seen = shared[np.arange(len(best)), best] > _IOU
        heats[seen] = other.heats[best[seen]]
    return replace(look, heats=cast(Float, (look.heats + heats) / 2))


def merged(looks: list[Look]) -> tuple[Float, Float]:
    """Candidates of several looks as one list; of doubles the one seen at the better size stays."""
    boxes = np.concatenate([look.boxes for look in looks])
    heats = np.concatenate([look.heats for look in looks])
    seen = np.concatenate([look.heights * look.scale for look in looks])
    fit = np.exp(-(np.log(np.maximum(seen, 1) / 30.0) ** 2) / (2 * 0.8**2))
    in_sight = (seen >= 0.7 * SIGHT[0]) & (seen <= 1.5 * SIGHT[1]) if len(looks) > 1 else seen > 0
    boxes, heats, fit = boxes[in_sight], heats[in_sight], fit[in_sight]
    kept = suppressed(boxes, heats, fit if len(looks) > 1 else None)
    return boxes[kept], heats[kept]


def suppressed(boxes: Float, heats: Float, weights: Float | None = None) -> NDArray[np.int64]:
    """Greedy non-maximum suppression over all classes: indices of the boxes that stay."""
    if not len(boxes):
        return np.zeros(0, np.int64)
    rank = heats.max(axis=1) * (weights if weights is not None else 1.0)
    kept: list[int] = []
    alive = np.ones(len(boxes), bool)
    order = np.argsort(-rank)
    for start in range(0, len(order), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        for i, rivals in zip(some.tolist(), _rivals(boxes, some), strict=True):
            if alive[i]:
                kept.append(i)
                alive &= ~rivals
    return np.array(kept, np.int64)


def _rivals(boxes: Float, some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of N boxes are taken for the same thing as each of some of them, (K, N)."""
    x0, y0, x1, y1 = boxes.T
    areas = np.maximum((x1 - x0) * (y1 - y0), 1e-6)
    width = np.minimum(x1[some, None], x1) - np.maximum(x0[some, None], x0)
    height = np.minimum(y1[some, None], y1) - np.maximum(y0[some, None], y0)
    shared = np.maximum(width, 0) * np.maximum(height, 0)
    over = shared > _IOU * (areas + areas[some, None] - shared)
    within = shared > _INSIDE * np.minimum(areas, areas[some, None])
    return np.asarray(over | within)
