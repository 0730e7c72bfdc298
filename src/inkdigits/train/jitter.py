"""Small changes to whole batches of framed examples, quick enough to make at every step.

A framed example is costly to make; turned, stretched, bent and moved a little it can be used
several times without coming twice alike.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from inkdigits.normalize import SIZE

_TURN = 0.07  # radians
_SHEAR = 0.07
_STRETCH = 0.05  # logarithm
_MOVE = 0.7  # pixels
_BEND = 0.45  # pixels
_CELLS = 5


def jitter(batch: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Turn, shear, stretch, move and bend every picture on its own.

    Args:
        batch: float32 (N, 1, 28, 28).
        rng: Source of the changes; all sizes above are standard deviations.

    Returns:
        A new batch of the same shape.
    """
    count = len(batch)
    turn, shear = rng.normal(0, _TURN, count), rng.normal(0, _SHEAR, count)
    stretch = np.exp(rng.normal(0, _STRETCH, (2, count)))
    cos, sin = np.cos(turn), np.sin(turn)
    move = rng.normal(0, _MOVE * 2 / SIZE, (2, count))
    theta = np.stack(
        (
            np.stack((cos * stretch[0], (cos * shear - sin) * stretch[0], move[0]), axis=1),
            np.stack((sin * stretch[1], (sin * shear + cos) * stretch[1], move[1]), axis=1),
        ),
        axis=1,
    )
    shape = [count, 1, SIZE, SIZE]
    grid = functional.affine_grid(torch.from_numpy(theta).float(), shape, align_corners=False)
    coarse = rng.normal(0, _BEND * 2 / SIZE, (count, 2, _CELLS, _CELLS)).astype(np.float32)
    bend = functional.interpolate(
        torch.from_numpy(coarse), size=(SIZE, SIZE), mode="bilinear", align_corners=True
    )
    grid = grid + bend.permute(0, 2, 3, 1)
    return functional.grid_sample(batch, grid, mode="bilinear", align_corners=False)
