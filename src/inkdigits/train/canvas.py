"""MNIST's test digits redrawn with a pen on a canvas: in the middle, in corners, at any size.

What is asked is not how hard the digits are, but whether it matters where and how large they are.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.evaluation_sets import PictureSet, load_picture_set

Grey = NDArray[np.uint8]

SIDE = 400
"""Side of the canvas in pixels."""

COUNT = 400
"""How many digits are redrawn."""

CENTRED = "centred"
"""The placement that the others are compared with."""

PLACEMENTS = (
    CENTRED,
    "fills the canvas",
    "upper left",
    "upper right",
    "lower left",
    "lower right",
    "any size, anywhere",
    "24 px, anywhere",
    "12 px, anywhere",
)

_SCALE = 4  # the line is thinned at so many times MNIST's resolution
_MARGIN = 2  # pixels between the ink and the canvas's edge
_CORNERS = {
    "upper left": (0.0, 0.0),
    "upper right": (1.0, 0.0),
    "lower left": (0.0, 1.0),
    "lower right": (1.0, 1.0),
}


def canvas_sets(root: Path, limit: int | None = None) -> dict[str, tuple[PictureSet, PictureSet]]:
    """The canvases by placement: dark on light, and light on dark.

    The same digits with the same pens stand in each.

    Args:
        root: The data folder, for MNIST.
        limit: How many digits, COUNT where None.

    Raises:
        DataError: MNIST is missing or damaged.
    """
    mnist = load_picture_set("mnist", root).sample(limit or COUNT)
    lines = [pen_line(np.asarray(image, np.uint8)) for image in mnist]
    sets = {}
    for placement in PLACEMENTS:
        canvases = [draw_placed(line, placement, i) for i, line in enumerate(lines)]
        sets[placement] = (
            PictureSet(placement, mnist.labels, lambda i, c=canvases: 255 - c[i]),  # type: ignore[misc]
            PictureSet(placement, mnist.labels, lambda i, c=canvases: c[i]),  # type: ignore[misc]
        )
    return sets


def pen_line(image: Grey) -> NDArray[np.float32]:
    """The path a pen would take: short segments, float32 (n, 2, 2), higher side 1, x before y.

    Args:
        image: A digit, uint8 (H, W), ink 255 on 0.
    """
    large = cv2.resize(image, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_CUBIC)
    bones = thin(np.asarray(large > 110, np.bool_))
    ys, xs = np.nonzero(bones)
    places = {(int(x), int(y)) for x, y in zip(xs, ys, strict=True)}
    segments = [((x, y), (x, y)) for x, y in places]
    for x, y in places:
        steps = ((1, 0), (0, 1), (1, 1), (-1, 1))
        segments += [((x, y), (x + a, y + b)) for a, b in steps if (x + a, y + b) in places]
    lines = np.array(segments, np.float32).reshape(-1, 2, 2)
    lines -= lines.reshape(-1, 2).min(axis=0)
    return np.asarray(lines / max(1.0, float(lines.max())), np.float32)


def thin(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Ink thinned to lines of one pixel, (H, W) (Zhang and Suen, 1984)."""
    ink = np.pad(ink, 1)
    changed = True
    while changed:
        changed = False
        for first in (True, False):
            # Neighbours clockwise from the one above.
            around = np.stack(
                [
                    np.roll(ink, shift, (0, 1))
                    for shift in (
                        (1, 0),
                        (1, -1),
                        (0, -1),
                        (-1, -1),
                        (-1, 0),
                        (-1, 1),
                        (0, 1),
                        (1, 1),
                    )
                ]
            )
            north, east, south, west = around[0], around[2], around[4], around[6]
            count = around.sum(axis=0)
            changes = (~around & np.roll(around, -1, axis=0)).sum(axis=0)
            if first:
                edge = ~(north & east & south) & ~(east & south & west)
            else:
                edge = ~(north & east & west) & ~(north & south & west)
            removed = ink & (count >= 2) & (count <= 6) & (changes == 1) & edge
            if removed.any():
                ink = ink & ~removed
                changed = True
    return ink[1:-1, 1:-1]


def draw_placed(line: NDArray[np.float32], placement: str, seed: int) -> Grey:
    """A digit drawn on the canvas.

    Args:
        line: From `pen_line`.
        placement: One of PLACEMENTS.
        seed: Decides pen, size and place where the placement leaves them open.

    Returns:
        uint8 (SIDE, SIDE), ink 255 on 0.
    """
    rng = np.random.default_rng([seed, 7])
    share = float(rng.uniform(0.05, 0.16))
    size = _size(placement, rng)
    pen = max(1.5, share * size)
    extent = line.reshape(-1, 2).max(axis=0) * (size - pen)
    room = SIDE - 2 * _MARGIN - pen - extent
    at = np.array(_CORNERS.get(placement, (0.5, 0.5)))
    if placement.endswith("anywhere"):
        at = rng.random(2)
    points = line * (size - pen) + (_MARGIN + pen / 2 + at * room).astype(np.float32)
    canvas = np.zeros((SIDE, SIDE), np.uint8)
    # Drawn large and shrunk: cv2 knows no pens of a width between two pixels.
    oversampling = 4 if pen < 8 else 1
    big = cv2.resize(canvas, None, fx=oversampling, fy=oversampling)
    fixed = np.round(points * oversampling * 16 - 8).astype(np.int32)
    thickness = max(1, round(pen * oversampling))
    cv2.polylines(big, list(fixed), False, 255, thickness, cv2.LINE_AA, 4)
    small = cv2.resize(big, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _size(placement: str, rng: np.random.Generator) -> float:
    full = float(SIDE - 2 * _MARGIN)
    if placement == CENTRED:
        return 0.6 * SIDE
    if placement == "fills the canvas":
        return full
    if placement in _CORNERS:
        return 0.3 * SIDE
    if placement == "any size, anywhere":
        return float(np.exp(rng.uniform(np.log(12), np.log(full))))
    return float(placement.partition(" ")[0])
