"""Pen strokes to ink: the same digit with any pen, at any size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Stroke = NDArray[np.float32]

_SHIFT = 4  # cv2 draws with 1/16 pixel precision


def render_strokes(
    strokes: Sequence[Stroke],
    *,
    height: int,
    pen: float,
    rng: np.random.Generator | None = None,
    slant: float = 0.0,
    aspect: float = 1.0,
    antialias: bool = True,
) -> NDArray[np.uint8]:
    """Draw pen strokes as ink.

    Args:
        strokes: Point sequences, float (n, 2), x to the right and y down, any unit.
        height: Height of the glyph in pixels; its longer side is at most twice that.
        pen: Pen width in pixels.
        rng: Where given, the pen's width varies a little along the strokes.
        slant: Horizontal shear, as a share of the height (positive leans right).
        aspect: Horizontal stretch.
        antialias: False draws hard edges, as paint programs do.

    Returns:
        uint8 (h, w), ink 255 on 0, with as little ground around as there can be.
    """
    points = np.concatenate(strokes).astype(np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, 1e-3)
    inner = max(1.0, height - pen)
    scale = min(inner / extent[1], 2.0 * inner / extent[0])
    pad = pen / 2 + 1
    lines = []
    for stroke in strokes:
        xy = (stroke - low) * scale
        xy[:, 0] = xy[:, 0] * aspect + slant * (float(extent[1]) * scale - xy[:, 1])
        lines.append(xy)
    moved = np.concatenate(lines)
    origin = moved.min(axis=0)
    size = np.ceil(moved.max(axis=0) - origin + 2 * pad).astype(int) + 1
    canvas = np.zeros((int(size[1]), int(size[0])), np.uint8)
    style = cv2.LINE_AA if antialias else cv2.LINE_8
    for xy in lines:
        _draw(canvas, xy - origin + pad, pen, style, rng)
    return tight(canvas)


def _draw(
    canvas: NDArray[np.uint8],
    xy: Stroke,
    pen: float,
    style: int,
    rng: np.random.Generator | None,
) -> None:
    fixed = np.round(xy * (1 << _SHIFT)).astype(np.int32)
    thickness = max(1, round(pen))
    if len(fixed) == 1 or float(np.ptp(xy, axis=0).max()) < 0.5:
        radius = max(1, round(pen / 2 * (1 << _SHIFT)))
        cv2.circle(canvas, tuple(int(v) for v in fixed[0]), radius, 255, -1, style, _SHIFT)
        return
    if rng is None or pen < 3 or rng.random() < 0.5:
        cv2.polylines(canvas, [fixed], False, 255, thickness, style, _SHIFT)
        return
    swing = rng.uniform(0.1, 0.35)
    phase = rng.uniform(0, 6.28)
    for k in range(len(fixed) - 1):
        factor = 1.0 + swing * np.sin(phase + 4.0 * k / len(fixed))
        width = max(1, round(pen * factor))
        a, b = (tuple(int(v) for v in fixed[k + j]) for j in (0, 1))
        cv2.line(canvas, a, b, 255, width, style, _SHIFT)


def tight(ink: NDArray[np.uint8], threshold: int = 48) -> NDArray[np.uint8]:
    """Cut the empty border off an ink picture, uint8 (H, W); one pixel remains of an empty one."""
    mask = ink > threshold
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return ink[:1, :1]
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def pen_width(ink: NDArray[np.uint8]) -> float:
    """Mean width of the strokes of ink, uint8 (h, w), 255 on 0, in pixels, at least 1."""
    depths = cv2.distanceTransform(np.pad(ink > 100, 1).view(np.uint8), cv2.DIST_L2, 3)
    return max(1.0, 4.0 * float(depths[depths > 0].mean()) - 2.0) if depths.any() else 1.0


def repenned(ink: NDArray[np.uint8], pen: float) -> NDArray[np.uint8]:
    """Ink as a pen of about `pen` px would have left it, from half to twice as wide as its own.

    What would fall into pieces, as hairlines do, is not made thinner.

    Args:
        ink: uint8 (h, w), 255 on 0, strokes of about one width.
        pen: Pixels.

    Returns:
        uint8 (h, w), tight.
    """
    own = pen_width(ink)
    shift = float(np.clip(pen - own, -0.5 * own, own)) / 2
    pad = int(np.ceil(max(0.0, shift))) + 2
    wide = np.pad(ink, pad)
    mask = (wide > 127).view(np.uint8)
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    outside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    depth = inside - outside - np.where(mask, 0.5, -0.5)  # of pixels' middles, from the edge
    level = np.clip(depth + shift + 0.5, 0, 1)
    changed = np.round(255 * level).astype(np.uint8)
    if shift < 0 and _pieces(changed > 127) != _pieces(wide > 127):
        return tight(ink)
    return tight(changed)


def _pieces(mask: NDArray[np.bool_]) -> int:
    return int(cv2.connectedComponents(mask.view(np.uint8))[0])


def slash_zero(ink: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A zero, uint8 (h, w) with ink 255 on 0, struck through as many people do; may be larger.

    One that is filled by its pen stays as it is.
    """
    height, width = ink.shape
    pen = pen_width(ink)
    if pen > 0.22 * min(height, width):
        return ink
    angle = np.deg2rad(rng.uniform(35, 85))
    reach = rng.uniform(0.85, 1.25) * np.hypot(height, width) / 2
    reach = min(reach, rng.uniform(0.95, 1.35) * height / 2 / np.sin(angle))
    step = reach * np.array([np.cos(angle), -np.sin(angle)])
    centre = np.array([width - 1, height - 1]) / 2 + rng.normal(0, 0.04, 2) * (width, height)
    pad = int(np.ceil(max(0.0, *(np.abs(step) - centre)) + pen + 1))
    canvas = np.pad(ink, pad)
    ends = np.round((np.stack((centre - step, centre + step)) + pad) * (1 << _SHIFT)).astype(int)
    value = int(ink.max())
    cv2.line(canvas, ends[0].tolist(), ends[1].tolist(), value, round(pen), cv2.LINE_AA, _SHIFT)
    return tight(canvas)
