"""What stands between two digits: parts of a picture in which ink is about 1 below paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Grey: TypeAlias = NDArray[np.uint8]
Tones: TypeAlias = tuple[float, float]
"""Mean and standard deviation of grey levels."""

_INK_SPREAD = 0.45
"""Standard deviation of a digit's box as a share of the step from paper to ink."""

_LEAST_CONTRAST = 8.0  # grey levels


def cut(grey: Grey, x_min: float, y_min: float, x_max: float, y_max: float) -> Grey:
    """A part of a picture of at least one pixel; beyond its edge the edge goes on."""
    height, width = grey.shape
    x0, y0 = round(float(x_min)), round(float(y_min))
    x1, y1 = max(round(float(x_max)), x0 + 1), max(round(float(y_max)), y0 + 1)
    if x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height:
        return grey[y0:y1, x0:x1]
    rows = np.arange(y0, y1).clip(0, height - 1)
    return np.asarray(grey[np.ix_(rows, np.arange(x0, x1).clip(0, width - 1))])


def tones(grey: Grey, box: Floats) -> Tones:
    """Those of a digit's box."""
    mean, spread = cv2.meanStdDev(cut(grey, *box))
    return float(mean[0, 0]), float(spread[0, 0])


def inked(part: Grey, size: tuple[int, int], digits: Sequence[Tones]) -> NDArray[np.float32]:
    """A part of a picture, resized, in units of the step from ink to paper.

    Args:
        part: uint8 (h, w).
        size: Its new width and height.
        digits: The tones of the digits beside it.

    Returns:
        float32 (height, width), ink about 1 below paper, also where it is lighter than the paper.
    """
    strip = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    contrast = max(min(spread for _, spread in digits) / _INK_SPREAD, _LEAST_CONTRAST)
    is_dark = sum(mean for mean, _ in digits) / len(digits) < cv2.mean(part)[0]
    return strip / np.float32(contrast if is_dark else -contrast)
