"""Cut out of synthetic pages: what the classifier is given when whole pages are read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inkdigits import metrics
from inkdigits.ground import Polarity
from inkdigits.locate.detector import DetectorLocator
from inkdigits.normalize import SIZE, normalize
from inkdigits.train.augment import NOT_A_DIGIT_CLASS
from inkdigits.train.pages import PageSources, SyntheticPage, generate_tile

NO_DIGIT, UNKNOWN = -1, -2
"""What is in a candidate's box that is no digit, or that nobody can say."""

_MISS = 0.05  # standard deviation of a box's edges, as a share of the digit's longer side
_SHAKEN = 0.015  # the same for boxes that the detector itself has drawn
_OF_A_PAGE = 12
_FOUND, _PARTLY, _IGNORED = 0.5, 0.25, 0.2  # overlaps


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
        order = rng.permutation(len(page.labels))[: min(_OF_A_PAGE, count - filled)]
        for index in order:
            frame = _frame(page, page.boxes_xyxy[index], rng, _MISS)
            if frame.any():
                images[filled], labels[filled] = frame, page.labels[index]
                filled += 1
    return images, labels


def candidate_crops(
    sources: PageSources, count: int, rng: np.random.Generator, locator: DetectorLocator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """`count` candidates of a detector on synthetic pages: digits, and what it took for one.

    Args:
        sources: From `load_page_sources`.
        count: How many.
        rng: Decides everything.
        locator: Who finds them.

    Returns:
        uint8 (count, 28, 28), ink 255 on 0, and classes 0..10 (count,).
    """
    images = np.zeros((count, SIZE, SIZE), np.uint8)
    labels = np.zeros(count, np.int64)
    filled = 0
    while filled < count:
        page = generate_tile(sources, rng)
        boxes = locator.locate_at(page.image, 1.0).boxes_xyxy
        truths = candidate_truths(boxes, page)
        known = rng.permutation(np.flatnonzero(truths != UNKNOWN))
        for index in known[: min(_OF_A_PAGE, count - filled)]:
            frame = _frame(page, boxes[index], rng, _SHAKEN)
            if frame.any():
                truth = int(truths[index])
                images[filled] = frame
                labels[filled] = NOT_A_DIGIT_CLASS if truth == NO_DIGIT else truth
                filled += 1
    return images, labels


def candidate_truths(boxes_xyxy: NDArray[np.float32], page: SyntheticPage) -> NDArray[np.int64]:
    """The digit in each box (N, 4), `NO_DIGIT` or `UNKNOWN`; int64 (N,).

    A part of a digit that another box holds whole is none.
    """
    truths = np.full(len(boxes_xyxy), NO_DIGIT, np.int64)
    ignored = metrics.box_iou(boxes_xyxy, page.ignore_xyxy).max(axis=1, initial=0.0)
    truths[ignored > _IGNORED] = UNKNOWN
    if not len(page.boxes_xyxy):
        return truths
    overlaps = metrics.box_iou(boxes_xyxy, page.boxes_xyxy)
    nearest, shared = overlaps.argmax(axis=1), overlaps.max(axis=1)
    whole = shared >= _FOUND
    truths[(shared > _PARTLY) & ~np.isin(nearest, nearest[whole])] = UNKNOWN
    truths[whole] = page.labels[nearest[whole]]
    return truths


def _frame(
    page: SyntheticPage, drawn: NDArray[np.float32], rng: np.random.Generator, miss: float
) -> NDArray[np.uint8]:
    x0, y0, x1, y1 = (float(v) for v in drawn)
    error = rng.normal(0, miss * max(x1 - x0, y1 - y0), 4)
    box = (x0 + error[0], y0 + error[1], x1 + error[2], y1 + error[3])
    if box[2] - box[0] < 1 or box[3] - box[1] < 1:
        box = (x0, y0, x1, y1)
    polarity: Polarity = "light_on_dark" if "light_on_dark" in page.tags else "dark_on_light"
    return np.round(normalize(page.image, box=box, polarity=polarity) * 255).astype(np.uint8)
