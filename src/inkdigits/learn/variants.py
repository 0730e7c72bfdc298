"""A correction as the same hand might have written it again: turned, slanted, stretched a little.

A few corrections tell what a hand does on average and little of how it varies; copies that are
bent as any hand's digits vary stand in for the rest (Simard, Steinkraus and Platt, 2003).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.normalize import SIZE

# Standard deviations, set by eye and checked on hands simulated from validation writers.
_TURN = 8.0  # degrees
_SLANT = 0.12
_STRETCH = 0.08  # of the logarithm of width and of height
_SHIFT = 0.4  # pixels

Float = NDArray[np.float32]


def varied(frames: Float, copies: int) -> Float:
    """Copies of framed digits, each a little different; the same at every call.

    Args:
        frames: float32 (N, 28, 28), ink 1 on 0.
        copies: How many of each.

    Returns:
        float32 (copies * N, 28, 28): one copy of all frames in their order, then the next.
    """
    rng = np.random.default_rng(0)
    made = np.empty((copies, *frames.shape), np.float32)
    middle = np.full(2, (SIZE - 1) / 2)
    for copy in made:
        for row, frame in enumerate(frames):
            turn = np.deg2rad(rng.normal(0, _TURN))
            width, height = np.exp(rng.normal(0, _STRETCH, 2))
            turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
            matrix = turned @ np.array([[width, rng.normal(0, _SLANT)], [0, height]])
            moved = middle - matrix @ middle + rng.normal(0, _SHIFT, 2)
            copy[row] = cv2.warpAffine(frame, np.column_stack((matrix, moved)), (SIZE, SIZE))
    return made.reshape(-1, SIZE, SIZE)
