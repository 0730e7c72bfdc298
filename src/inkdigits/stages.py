"""Pictures of the stages that only the reader sees: the framed crops, and the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

_COLUMNS = 12
_ZOOM = 2
_GAP = 2

Lines = Sequence[Sequence[Sequence[int]]]


def crops_picture(frames: NDArray[np.float32]) -> NDArray[np.uint8]:
    """What the classifier is given, twelve a row.

    Args:
        frames: float32 (N, 28, 28) in 0..1.

    Returns:
        uint8 (H, W), ink white on black, twice as large.
    """
    side = frames.shape[1] * _ZOOM
    rows = -(-len(frames) // _COLUMNS)
    columns = min(_COLUMNS, len(frames))
    sheet = np.full((rows * (side + _GAP) + _GAP, columns * (side + _GAP) + _GAP), 90, np.uint8)
    for place, frame in enumerate(np.round(frames * 255).astype(np.uint8)):
        y = _GAP + place // _COLUMNS * (side + _GAP)
        x = _GAP + place % _COLUMNS * (side + _GAP)
        sheet[y : y + side, x : x + side] = frame.repeat(_ZOOM, axis=0).repeat(_ZOOM, axis=1)
    return sheet


def order_picture(
    grey: NDArray[np.uint8], boxes_xyxy: NDArray[np.float32], lines: Lines
) -> NDArray[np.uint8]:
    """Lines and numbers as one path through the digits, a colour for each line.

    Args:
        grey: The page, uint8 (H, W).
        boxes_xyxy: Boxes of the digits, float32 (N, 4).
        lines: Lines of numbers of indices into the boxes, in reading order.

    Returns:
        uint8 (H, W, 3) RGB.
    """
    faded: Any = cv2.addWeighted(grey, 0.5, np.full_like(grey, 255), 0.5, 0)
    picture = cv2.cvtColor(faded, cv2.COLOR_GRAY2RGB)
    thickness = max(1, round(max(grey.shape) / 500))
    for number, line in enumerate(lines):
        hue = np.array([[[number * 47 % 180, 220, 200]]], np.uint8)
        colour = cv2.cvtColor(cast(Any, hue), cv2.COLOR_HSV2RGB)[0, 0].tolist()
        path = []
        for group in line:
            box = boxes_xyxy[list(group)]
            low, high = box[:, :2].min(axis=0), box[:, 2:].max(axis=0)
            corners = [tuple(int(v) for v in np.round(point)) for point in (low, high)]
            cv2.rectangle(picture, corners[0], corners[1], colour, thickness)
            path.extend(((box[:, :2] + box[:, 2:]) / 2).tolist())
        points: Any = np.round(np.array(path)).astype(np.int32)
        cv2.polylines(picture, [points], False, colour, thickness, cv2.LINE_AA)
    return cast(NDArray[np.uint8], picture)
