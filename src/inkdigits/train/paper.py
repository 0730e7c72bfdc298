"""Surfaces that digits are written on: paper, boards, desks, canvases, and lines printed on them.

All textures are albedo fields: float32 (H, W), 0 black to 1 white, before any light falls on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
Layer = NDArray[np.uint8]

_BANK_SIDE = 1024
_SHIFT = 4  # fractional bits of the line coordinates given to OpenCV


@lru_cache(maxsize=1)
def _white_noise_bank() -> Field:
    """A fixed field of standard normal noise, (1024, 1024), to take random windows from."""
    bank = np.random.default_rng(20).standard_normal((_BANK_SIDE, _BANK_SIDE), dtype=np.float32)
    bank.flags.writeable = False
    return bank


def white_noise(rng: np.random.Generator, height: int, width: int) -> Field:
    """Standard normal noise, float32 (height, width), independent from pixel to pixel."""
    if height > _BANK_SIDE or width > _BANK_SIDE:
        return rng.standard_normal((height, width), dtype=np.float32)
    top = int(rng.integers(_BANK_SIDE - height + 1))
    left = int(rng.integers(_BANK_SIDE - width + 1))
    window = _white_noise_bank()[top : top + height, left : left + width]
    if rng.random() < 0.5:
        window = window[::-1]
    return window[:, ::-1] if rng.random() < 0.5 else window


def smooth_noise(
    rng: np.random.Generator, height: int, width: int, *, cell: float, stretch: float = 1.0
) -> Field:
    """Smooth noise of about unit spread.

    Args:
        rng: Source of randomness.
        height: Rows of the field.
        width: Columns of the field.
        cell: Size of its features in pixels.
        stretch: How much longer than high the features are.

    Returns:
        float32 (height, width).
    """
    span_y, span_x = max(cell, 1.0), max(cell * stretch, 1.0)
    rows, columns = int(height / span_y) + 3, int(width / span_x) + 3
    grid = white_noise(rng, rows, columns)
    full = (int(columns * span_x), int(rows * span_y))
    method = cv2.INTER_LINEAR if cell < 2 else cv2.INTER_CUBIC
    field = cv2.resize(grid, full, interpolation=method)
    top = int(rng.integers(full[1] - height + 1))
    left = int(rng.integers(full[0] - width + 1))
    return np.asarray(1.3 * field[top : top + height, left : left + width], np.float32)


def fractal_noise(
    rng: np.random.Generator, height: int, width: int, *, cells: Sequence[float]
) -> Field:
    """A sum of `smooth_noise` fields of several sizes, of about unit spread."""
    weights = rng.uniform(0.2, 1.0, len(cells)).astype(np.float32)
    total = np.zeros((height, width), np.float32)
    for cell, weight in zip(cells, weights / np.linalg.norm(weights), strict=True):
        total += weight * smooth_noise(rng, height, width, cell=cell)
    return total


def plain_paper(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """A sheet of white, recycled or coloured paper; `scale` is the digit height in pixels."""
    albedo = float(rng.choice([rng.uniform(0.85, 1.0), rng.uniform(0.5, 0.9)], p=[0.75, 0.25]))
    field = np.full((height, width), albedo, np.float32)
    strength = float(rng.choice([0.0, 0.008, 0.02, 0.05], p=[0.25, 0.4, 0.25, 0.1]))
    if strength > 0:
        cells = (2.0, 0.3 * scale + 1, 1.2 * scale, 6 * scale)
        field += strength * fractal_noise(rng, height, width, cells=cells)
    return field


def fibrous_paper(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Rough paper, card or a paper towel: visible fibres, stains and specks."""
    field = plain_paper(rng, height, width, scale)
    along = rng.uniform(2, 8)
    field += rng.uniform(0.01, 0.04) * smooth_noise(rng, height, width, cell=1.5, stretch=along)
    specks = smooth_noise(rng, height, width, cell=rng.uniform(1.5, 4))
    field -= rng.uniform(0.05, 0.3) * np.clip(specks - rng.uniform(2.2, 3.2), 0, 1)
    return field


def wood(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Wood: stripes bent by noise, along the rows or the columns."""
    transpose = rng.random() < 0.5
    rows, columns = (width, height) if transpose else (height, width)
    bend = smooth_noise(rng, rows, columns, cell=4 * scale, stretch=4)
    position = np.arange(rows, dtype=np.float32)[:, None] / (rng.uniform(0.1, 1.5) * scale)
    rings = np.sin(2 * np.pi * (position + rng.uniform(0.2, 1.5) * bend))
    field = rng.uniform(0.3, 0.9) + rng.uniform(0.02, 0.12) * rings
    field = field + rng.uniform(0.01, 0.04) * smooth_noise(rng, rows, columns, cell=1.2, stretch=12)
    return np.ascontiguousarray(field.T if transpose else field, np.float32)


def fabric(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Woven cloth: two crossing waves, uneven."""
    period = rng.uniform(3, max(4.0, 0.5 * scale))
    angle = rng.uniform(0, np.pi / 2)
    y, x = np.ogrid[:height, :width]
    u = (x * np.cos(angle) + y * np.sin(angle)) * (2 * np.pi / period)
    v = (y * np.cos(angle) - x * np.sin(angle)) * (2 * np.pi / period)
    strength = rng.uniform(0.02, 0.12)
    uneven = 1 + 0.4 * smooth_noise(rng, height, width, cell=2 * period)
    field = rng.uniform(0.3, 0.9) + strength * uneven * np.sin(u) * np.sin(v)
    return np.asarray(field, np.float32)


def board(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """A whiteboard (or, inverted, a blackboard): smooth, with wiped-off smears."""
    field = np.full((height, width), rng.uniform(0.75, 1.0), np.float32)
    stretch = float(rng.uniform(2, 8))
    smears = smooth_noise(rng, height, width, cell=rng.uniform(0.3, 2) * scale, stretch=stretch)
    field -= rng.uniform(0.0, 0.06) * np.abs(smears)
    field += rng.uniform(0.0, 0.05) * smooth_noise(rng, height, width, cell=5 * scale)
    return field


def photographed_paper(
    rng: np.random.Generator, backgrounds: Sequence[Layer], height: int, width: int
) -> Field:
    """A random window of a photo of nearly blank paper, turned and resized to fit."""
    picture = backgrounds[int(rng.integers(len(backgrounds)))]
    side = rng.uniform(0.25, 0.9) * min(picture.shape)
    span_y, span_x = side * height / max(height, width), side * width / max(height, width)
    top = rng.uniform(0, picture.shape[0] - span_y)
    left = rng.uniform(0, picture.shape[1] - span_x)
    window = picture[int(top) : int(top + span_y) + 2, int(left) : int(left + span_x) + 2]
    resized = cv2.resize(window, (width, height), interpolation=cv2.INTER_LINEAR)
    flipped = cv2.flip(resized, int(rng.integers(-1, 2)))
    return np.asarray(flipped, np.float32) / np.float32(255)


def surface(
    rng: np.random.Generator, backgrounds: Sequence[Layer], height: int, width: int, scale: float
) -> Field:
    """The albedo of a random surface to write on, float32 (height, width), clipped to 0.02..1."""
    draw = rng.random()
    if draw < 0.60:
        field = plain_paper(rng, height, width, scale)
    elif draw < 0.72:
        field = fibrous_paper(rng, height, width, scale)
    elif draw < 0.80:
        field = board(rng, height, width, scale)
    elif draw < 0.90 and backgrounds:
        field = photographed_paper(rng, backgrounds, height, width)
    else:
        field = surroundings(rng, height, width, scale)
    return np.clip(field, 0.02, 1.0, out=field)


def surroundings(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """What lies around a sheet: a desk of wood, cloth, or something plain and dark or light."""
    draw = rng.random()
    if draw < 0.4:
        return wood(rng, height, width, scale)
    if draw < 0.6:
        return fabric(rng, height, width, scale)
    field = np.full((height, width), rng.uniform(0.05, 0.9), np.float32)
    field += rng.uniform(0.0, 0.08) * fractal_noise(
        rng, height, width, cells=(1.5, 0.5 * scale + 1, 3 * scale)
    )
    return field


def draw_line(
    layer: Layer,
    start: Sequence[float],
    end: Sequence[float],
    *,
    thickness: float,
    value: int,
) -> None:
    """Draw a smooth straight line; a thickness under one pixel makes a fainter one-pixel line."""
    faint = min(1.0, max(0.15, thickness))
    unit = 1 << _SHIFT
    cv2.line(
        layer,
        (round(start[0] * unit), round(start[1] * unit)),
        (round(end[0] * unit), round(end[1] * unit)),
        round(value * faint),
        max(1, round(thickness)),
        cv2.LINE_AA,
        _SHIFT,
    )


def rule_lines(
    layer: Layer, rng: np.random.Generator, *, pitch: float, offset: float, thickness: float
) -> None:
    """Ruled paper: horizontal lines every `pitch` pixels, sometimes with a margin line."""
    height, width = layer.shape
    value = int(rng.integers(120, 256))
    for y in np.arange(offset % pitch, height, pitch):
        draw_line(layer, (0, y), (width, y), thickness=thickness, value=value)
    if rng.random() < 0.3:
        x = rng.uniform(0, width)
        draw_line(layer, (x, 0), (x, height), thickness=thickness, value=value)


def rule_squares(
    layer: Layer, rng: np.random.Generator, *, pitch: float, offset: float, thickness: float
) -> None:
    """Squared paper; every fifth or tenth line may be stronger (millimetre paper)."""
    height, width = layer.shape
    value = int(rng.integers(90, 256))
    strong = int(rng.choice([0, 0, 0, 5, 10]))
    for axis, extent in ((0, height), (1, width)):
        start = offset % pitch if axis == 0 else rng.uniform(0, pitch)
        for i, at in enumerate(np.arange(start, extent, pitch)):
            bold = 1.8 if strong and i % strong == 0 else 1.0
            a, b = ((0, at), (width, at)) if axis == 0 else ((at, 0), (at, height))
            draw_line(layer, a, b, thickness=thickness * bold, value=value)


def rule_dots(
    layer: Layer, rng: np.random.Generator, *, pitch: float, offset: float, thickness: float
) -> None:
    """Dotted paper."""
    height, width = layer.shape
    unit = 1 << _SHIFT
    radius = max(0.6, 0.7 * thickness)
    value = int(rng.integers(140, 256))
    left = rng.uniform(0, pitch)
    for y in np.arange(offset % pitch, height, pitch):
        for x in np.arange(left, width, pitch):
            centre = (round(x * unit), round(y * unit))
            cv2.circle(layer, centre, round(radius * unit), value, -1, cv2.LINE_AA, _SHIFT)


def draw_ruling(
    layer: Layer, rng: np.random.Generator, *, digit_height: float, baseline: float
) -> str:
    """Print a random ruling over the whole layer, in place.

    Args:
        layer: Opacity of what is printed, uint8 (H, W).
        rng: Source of randomness.
        digit_height: Height of the digits in pixels; line spacing follows it.
        baseline: The y of a line of writing, which ruled paper often follows.

    Returns:
        The kind: "ruled", "squared" or "dotted".
    """
    kind = str(rng.choice(["ruled", "squared", "dotted"], p=[0.5, 0.42, 0.08]))
    thickness = float(digit_height * rng.choice([0.02, 0.04, 0.07, 0.12], p=[0.3, 0.4, 0.22, 0.08]))
    follows = rng.random() < 0.6
    offset = baseline + digit_height * rng.normal(0, 0.08) if follows else rng.uniform(0, 1000)
    if kind == "ruled":
        pitch = digit_height * float(rng.uniform(0.9, 2.6))
        rule_lines(layer, rng, pitch=pitch, offset=offset, thickness=thickness)
    elif kind == "squared":
        pitch = digit_height * float(np.exp(rng.uniform(np.log(0.3), np.log(1.8))))
        rule_squares(layer, rng, pitch=pitch, offset=offset, thickness=thickness)
    else:
        pitch = digit_height * float(rng.uniform(0.4, 1.5))
        rule_dots(layer, rng, pitch=pitch, offset=offset, thickness=thickness)
    return kind


def canvas(rng: np.random.Generator, height: int, width: int) -> Field:
    """The ground of a drawing program: one flat tone, mostly white, at times a slope of tones."""
    tone = float(
        rng.choice([1.0, rng.uniform(0.85, 1.0), rng.uniform(0.4, 1.0)], p=[0.6, 0.25, 0.15])
    )
    field = np.full((height, width), tone, np.float32)
    if rng.random() < 0.08:
        field *= np.linspace(1, rng.uniform(0.6, 1), width, dtype=np.float32)
    return field


def everyday_picture(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Something like a photo of anything: patches, edges, leaves, stripes and checks."""
    field = surroundings(rng, height, width, scale)
    for _ in range(int(rng.integers(1, 7))):
        draw = rng.random()
        if draw < 0.45:
            mask = np.zeros((height, width), np.uint8)
            centre = rng.uniform((0, 0), (width, height))
            corners = int(rng.integers(3, 10))
            angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
            radii = rng.uniform(0.3, 1, corners) * max(height, width) * rng.uniform(0.05, 0.6)
            outline = centre + np.stack([np.cos(angles), np.sin(angles)], 1) * radii[:, None]
            cv2.fillPoly(mask, [outline.astype(np.int32)], 255, cv2.LINE_AA)
            chosen = mask > 127
        elif draw < 0.8:
            cell = scale * float(np.exp(rng.uniform(np.log(0.1), np.log(4))))
            chosen = smooth_noise(rng, height, width, cell=cell) > rng.uniform(-0.5, 1.5)
        else:
            period = scale * rng.uniform(0.3, 3)
            y, x = np.ogrid[:height, :width]
            chosen = np.floor(x / period) % 2 == 0
            if rng.random() < 0.6:
                chosen = chosen ^ (np.floor(y / period) % 2 == 0)
            chosen = np.broadcast_to(chosen, (height, width))
        tone = surroundings(rng, height, width, scale)
        field = np.where(chosen, tone, field)
    return np.clip(field, 0.0, 1.0).astype(np.float32)
