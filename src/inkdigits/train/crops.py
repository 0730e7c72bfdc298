"""Digits cut out of synthetic pages: what the classifier is given when whole pages are read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inkdigits.ground import Polarity
from inkdigits.normalize import SIZE, normalize
from inkdigits.train.pages import PageSources, SyntheticPage, generate_tile

_MISS = 0.05  # standard deviation of a box's edges, as a share of the digit's longer side


def page_crops(
    sources: PageSources, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """`count` digits of synthetic pages, framed by boxes as inexact as a detector's.

    Args:
        sources: From `load_page_sources`.
        count: How many.
        rng: Decides everything.

    Returns:
        uint8 (count, 28, 28), ink 255 on 0, and classes (count,).
    """
    images = np.zeros((count, SIZE, SIZE), np.uint8)
    labels = np.zeros(count, np.int64)
    filled = 0
    while filled < count:
        page = generate_tile(sources, rng)
        order = rng.permutation(len(page.labels))[: min(12, count - filled)]
        for index in order:
            frame = _frame(page, int(index), rng)
            if frame.any():
                images[filled], labels[filled] = frame, page.labels[index]
                filled += 1
    return images, labels


def _frame(page: SyntheticPage, index: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    x0, y0, x1, y1 = (float(v) for v in page.boxes_xyxy[index])
    error = rng.normal(0, _MISS * max(x1 - x0, y1 - y0), 4)
    box = (x0 + error[0], y0 + error[1], x1 + error[2], y1 + error[3])
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        box = (x0, y0, x1, y1)
    polarity: Polarity = "light_on_dark" if "light_on_dark" in page.tags else "dark_on_light"
    return np.round(normalize(page.image, box=box, polarity=polarity) * 255).astype(np.uint8)
