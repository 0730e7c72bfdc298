"""What is drawn rather than written: shapes, outlined figures, stamps."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.sheet import Sheet, draw_path


def add_shapes(sheet: Sheet, rng: np.random.Generator) -> None:
    """Outlined or filled circles, boxes, polygons and lines all over: a drawing without digits."""
    x0, y0, x1, y1 = sheet.area
    unit = sheet.digit_height
    for _ in range(int(rng.integers(1, 12))):
        centre = rng.uniform((x0, y0), (max(x0 + 1, x1), max(y0 + 1, y1)))
        size = unit * float(np.exp(rng.uniform(np.log(0.8), np.log(6))))
        corners = int(rng.choice([3, 4, 4, 5, 7, 40]))
        t = np.linspace(0, 2 * np.pi, corners + 1) + rng.uniform(0, 6)
        radii = size * np.append(r := rng.uniform(0.6, 1.0, corners), r[0])
        if corners == 40:
            radii = np.full(41, size * 1.5 if size < 1.2 * unit else size)
        path = centre + np.stack([np.cos(t) * rng.uniform(0.5, 1), np.sin(t)], 1) * radii[:, None]
        if rng.random() < 0.3:
            cv2.fillPoly(sheet.ink, [path.astype(np.int32)], 255, cv2.LINE_AA)
        else:
            draw_path(sheet.ink, path, pen=unit * rng.uniform(0.04, 0.3))


def add_outlines(sheet: Sheet, rng: np.random.Generator) -> None:
    """Rows of outlined figures, as icons, fruit, fish and birds are drawn: no digits either."""
    x0, y0, x1, y1 = sheet.area
    side = sheet.digit_height * float(np.exp(rng.uniform(np.log(0.9), np.log(5))))
    pen = side * float(rng.uniform(0.03, 0.13))
    step = side * rng.uniform(1.0, 1.9, 2)
    compass = rng.random() < 0.4  # circles too round and too even for a zero
    smooth = 0.3 if rng.random() < 0.5 else 0.0  # fruit, pebbles, drops
    rows, columns = np.arange(y0 + side / 2, y1, step[1]), np.arange(x0 + side / 2, x1, step[0])
    if compass and len(columns) > 1 and rng.random() < 0.4:  # a few, not a page full
        rows = rows[int(rng.integers(max(1, len(rows)))) :][:1]
        columns = columns[: int(rng.integers(2, 6))]
    for y in rows:
        for x in columns:
            if compass and rng.random() < 0.9:
                t = np.linspace(0, 2 * np.pi, 90)
                path = np.stack([np.cos(t), np.sin(t)], 1)
            else:
                path = _outline(rng, is_smooth=rng.random() < smooth)
            path *= side / max(float(np.ptp(path, axis=0).max()), 1e-3)
            draw_path(sheet.ink, path + np.array([x, y]), pen=pen)


def _outline(rng: np.random.Generator, *, is_smooth: bool) -> NDArray[np.floating[Any]]:
    """A closed path around the origin: lobes all round, or a few broad ones, or corners."""
    t = np.linspace(0, 2 * np.pi, 90)
    waves = range(1, 4) if is_smooth else range(1, int(rng.integers(3, 9)))
    rough = rng.uniform(0.14, 0.28) if is_smooth else rng.uniform(0.18, 0.5)
    radii = 1 + sum(
        rng.normal(0, rough / k**0.8) * np.cos(k * t + rng.uniform(0, 6)) for k in waves
    )
    radii = np.maximum(radii, 0.12)
    narrow = 1.0 if is_smooth else float(rng.uniform(0.5, 1))
    path = np.stack([np.cos(t), np.sin(t) * narrow], 1) * radii[:, None]
    if not is_smooth and rng.random() < 0.3:
        path = path[:: int(rng.integers(5, 14))]
        path = np.concatenate((path, path[:1]))
    return np.asarray(path)


def add_stamp(sheet: Sheet, rng: np.random.Generator) -> None:
    """A round or square rubber stamp, printed over whatever is there."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    radius = round(h * rng.uniform(1.2, 3))
    centre = (round(rng.uniform(x0, x1)), round(rng.uniform(y0, y1)))
    value = int(rng.integers(60, 170))
    thickness = max(1, round(0.08 * h))
    for share in (1.0, 0.85):
        size = round(radius * share)
        cv2.circle(sheet.printed, centre, size, value, thickness, cv2.LINE_AA)
