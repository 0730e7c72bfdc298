"""Test-time augmentation: a framed digit seen again, a little turned, larger or smaller.

What a classifier says of a hard digit depends on accidents of how it stands in the frame. The mean
of what it says of several views depends on them less.
"""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.normalize import SIZE

Float = NDArray[np.float32]

SURE = 0.95
"""A digit whose best class is less probable than this is looked at again: about one in fifty."""

# Degrees, scale, shift right and down in pixels: chosen on validation writers among a dozen sets,
# which differ little (docs/decisions/0008-test-time-augmentation.md).
_VIEWS = (
    (6.0, 1.08, 0.5, 0.0),
    (-6.0, 1.08, -0.5, 0.0),
    (6.0, 0.92, 0.0, 0.5),
    (-6.0, 0.92, 0.0, -0.5),
)


def _matrix(degrees: float, scale: float, right: float, down: float) -> NDArray[np.float64]:
    """Affine map of a frame about its middle, float64 (2, 3), as OpenCV takes it."""
    middle = (SIZE - 1) / 2
    matrix = cast(NDArray[np.float64], cv2.getRotationMatrix2D((middle, middle), -degrees, scale))
    matrix[:, 2] += (right, down)
    return matrix


_MATRICES = tuple(_matrix(*view) for view in _VIEWS)


def views(frames: Float) -> Float:
    """Other views of framed digits.

    Args:
        frames: float32 (N, 28, 28), ink 1 on 0, from `normalize`.

    Returns:
        float32 (4, N, 28, 28): each frame under each view.
    """
    seen = np.empty((len(_MATRICES), *frames.shape), np.float32)
    for number, matrix in enumerate(_MATRICES):
        for frame, out in zip(frames, seen[number], strict=True):
            cv2.warpAffine(cast(Any, frame), matrix, (SIZE, SIZE), dst=out)
    return seen


def pooled(probabilities: Float, sharpening: float) -> Float:
    """One answer from what several views say: their mean, which is too cautious, sharpened.

    Args:
        probabilities: float32 (views, N, classes).
        sharpening: Exponent of the mean.

    Returns:
        float32 (N, classes), summing to 1.
    """
    mean = probabilities.mean(axis=0) ** np.float32(sharpening)
    return cast(Float, mean / mean.sum(axis=1, keepdims=True))
