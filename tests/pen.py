"""Digits drawn with straight and round strokes: pictures for tests that need no data set."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]
Points = NDArray[np.float64]

_SHIFT = 6  # cv2 draws with 1/64 pixel precision


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Points:
    """Part of an ellipse from `start` to `end` degrees, clockwise from the right; (24, 2)."""
    angles = np.radians(np.linspace(start, end, 24))
    return np.stack((cx + rx * np.cos(angles), cy + ry * np.sin(angles)), axis=1)


def path(*points: tuple[float, float]) -> Points:
    """A polyline through points, (n, 2)."""
    return np.array(points, np.float64)


def _joined(*parts: Points) -> Points:
    return np.concatenate(parts)


STROKES: dict[int, list[Points]] = {
    0: [arc(0.35, 0.5, 0.33, 0.5, -90, 270)],
    1: [path((0.28, 0.0), (0.2, 1.0))],
    2: [_joined(arc(0.34, 0.3, 0.33, 0.3, -170, 35), path((0.02, 1.0), (0.72, 0.97)))],
    3: [_joined(arc(0.3, 0.25, 0.3, 0.25, -150, 80), arc(0.3, 0.74, 0.34, 0.26, -80, 150))],
    4: [path((0.4, 0.0), (0.0, 0.62), (0.7, 0.62)), path((0.55, 0.3), (0.48, 1.0))],
    5: [
        _joined(path((0.12, 0.02), (0.08, 0.45)), arc(0.28, 0.7, 0.36, 0.3, -120, 140)),
        path((0.12, 0.02), (0.64, 0.0)),
    ],
    6: [_joined(path((0.5, 0.0), (0.15, 0.4)), arc(0.35, 0.7, 0.3, 0.29, -170, 190))],
    7: [path((0.0, 0.02), (0.65, 0.0), (0.25, 1.0))],
    8: [
        _joined(arc(0.33, 0.25, 0.25, 0.24, 90, 450), arc(0.33, 0.74, 0.31, 0.25, -90, 270)),
    ],
    9: [_joined(arc(0.3, 0.28, 0.28, 0.27, 0, -360), path((0.58, 0.28), (0.45, 1.0)))],
}
"""Strokes of each digit, x to the right and y down, 0..1 from its top to its bottom."""


def draw_ink(
    canvas: Grey, digit: int, *, left: float, top: float, height: float, pen: float
) -> tuple[float, float, float, float]:
    """Draw a digit as ink 255 onto a canvas; left and top are of its strokes' middle line.

    Returns:
        The box of its ink, the pen's width included, as (x_min, y_min, x_max, y_max).
    """
    placed = [stroke * height + (left, top) for stroke in STROKES[digit]]
    for stroke in placed:
        fixed = np.round(stroke * (1 << _SHIFT)).astype(np.int32)
        cv2.polylines(canvas, [fixed], False, 255, max(1, round(pen)), cv2.LINE_AA, _SHIFT)
    points = np.concatenate(placed)
    low, high = points.min(axis=0) - pen / 2, points.max(axis=0) + pen / 2
    return float(low[0]), float(low[1]), float(high[0]) + 1, float(high[1]) + 1


def ink_of(digit: int, *, height: float = 100, pen: float = 8, margin: float = 30) -> Grey:
    """One digit as ink 255 on 0, uint8 (H, W), with ground around it."""
    low = np.concatenate(STROKES[digit]).min(axis=0) * height
    high = np.concatenate(STROKES[digit]).max(axis=0) * height
    width, tall = (int(v) for v in np.ceil(high - low + pen + 2 * margin))
    canvas = np.zeros((tall, width), np.uint8)
    draw_ink(
        canvas,
        digit,
        left=margin + pen / 2 - low[0],
        top=margin + pen / 2 - low[1],
        height=height,
        pen=pen,
    )
    return canvas


def written_page(
    lines: Sequence[str], *, height: float = 60, pen: float = 6
) -> tuple[Grey, list[tuple[float, float, float, float]]]:
    """Lines of numbers on white paper, uint8 (H, W), and the box of each digit in reading order."""
    pitch, space = height * 0.95, height * 1.1
    widest = max(sum(space if c == " " else pitch for c in line) for line in lines)
    page = np.zeros((round(height * (1.2 + 2 * len(lines))), round(widest + 2 * height)), np.uint8)
    boxes = []
    for row, line in enumerate(lines):
        x = height
        for character in line:
            if character != " ":
                at = {"left": x, "top": height * (0.8 + 2 * row), "height": height, "pen": pen}
                boxes.append(draw_ink(page, int(character), **at))
            x += space if character == " " else pitch
    return np.asarray(255 - page, np.uint8), boxes


def on_paper(ink: Grey, rng: np.random.Generator, *, noise: float = 4.0) -> Grey:
    """Ink on photographed paper: light that falls off, a vignette, grain, grey ink."""
    height, width = ink.shape
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    slope = rng.uniform(-25, 25, 2)
    paper = 190 + slope[0] * xs + slope[1] * ys - 22 * (xs**2 + ys**2)
    soft = np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.6), np.float64) / 255
    picture = paper * (1 - 0.68 * soft) + rng.normal(0, noise, ink.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def overlap(a: Sequence[float], b: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    shared = max(width, 0.0) * max(height, 0.0)
    areas = [(c[2] - c[0]) * (c[3] - c[1]) for c in (a, b)]
    return shared / (sum(areas) - shared)


def difference(a: Float, b: Float) -> float:
    """Mean difference of two frames, where one may stand a pixel beside the other.

    The centre of mass is rounded to whole pixels, so that a hair's difference can move a frame.
    """
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return min(float(np.abs(np.roll(a, shift, (0, 1)) - b).mean()) for shift in shifts)
