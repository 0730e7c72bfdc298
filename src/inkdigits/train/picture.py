"""From ink and print to a picture: ink on a surface, things in the way, light and camera."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train import degrade, paper
from inkdigits.train.hands import Tool
from inkdigits.train.plan import Plan

Grey = NDArray[np.uint8]
Boxes = NDArray[np.float32]
Field = NDArray[np.float32]


def make_picture(
    rng: np.random.Generator,
    plan: Plan,
    tool: Tool,
    opacity: float,
    backgrounds: Sequence[Grey],
    ink: Grey,
    printed: Grey,
    sheet_mask: Grey | None,
    boxes: Boxes,
) -> Grey:
    """Lay ink and print on a surface, light it and take its picture.

    Args:
        rng: Source of randomness.
        plan: The page's plan.
        tool: What was written with.
        opacity: How much of the ground the ink hides, 0..1.
        backgrounds: Photos of nearly blank paper, uint8 (h, w); may be empty.
        ink: Opacity of the handwriting, uint8 (H, W).
        printed: Opacity of print and ruling, uint8 (H, W).
        sheet_mask: Where the sheet lies, uint8 (H, W), or None where it fills the picture.
        boxes: Boxes of the digits, (N, 4), which nothing may cover.

    Returns:
        uint8 (H, W).
    """
    scale = plan.digit_height
    ground = _ground(rng, plan, backgrounds)
    page = _ink_on(rng, plan, tool, opacity, ground, ink, printed)
    if sheet_mask is not None:
        around = paper.surroundings(rng, plan.height, plan.width, scale)
        cover = sheet_mask.astype(np.float32) / 255
        page = np.asarray(page * cover + around * (1 - cover), np.float32)
    if plan.medium == "screen":
        return degrade.screenshot(rng, page, scale)
    if plan.medium == "scan":
        return degrade.scan(rng, page, scale)
    if rng.random() < 0.06:
        page = _thing_in_the_way(rng, page, scale, boxes)
    return degrade.photograph(rng, degrade.illuminate(rng, page, scale), scale)


def _ground(rng: np.random.Generator, plan: Plan, backgrounds: Sequence[Grey]) -> Field:
    """The albedo of what is written on."""
    height, width, scale = plan.height, plan.width, plan.digit_height
    if rng.random() < (0.3 if plan.negative else 0.01):
        return paper.everyday_picture(rng, height, width, scale)
    if plan.medium == "screen":
        return paper.canvas(rng, height, width)
    if plan.medium == "scan":
        sheet = paper.plain_paper(rng, height, width, scale) + np.float32(0.05)
        return np.asarray(np.clip(sheet, 0, 1), np.float32)
    return paper.surface(rng, backgrounds, height, width, scale)


def _ink_on(
    rng: np.random.Generator,
    plan: Plan,
    tool: Tool,
    opacity: float,
    ground: Field,
    ink: Grey,
    printed: Grey,
) -> Field:
    """Lay print and ink over a surface; inverted pages are dark with light ink."""
    level = float(ground.mean())
    if plan.inverted:
        darkness = float(rng.choice([0.0, rng.uniform(0.02, 0.3)], p=[0.35, 0.65]))
        ground = np.clip(darkness + 0.4 * (ground - level), 0, 1).astype(np.float32)
        level = float(ground.mean())
        tone = level + (1 - level) * float(rng.choice([1.0, rng.uniform(0.35, 1)], p=[0.4, 0.6]))
    else:
        tone = level * float(rng.choice([rng.uniform(0, 0.3), rng.uniform(0.2, 0.6)], p=[0.7, 0.3]))
    opacity = max(opacity, min(1.0, 0.14 / max(0.02, abs(tone - level))))
    cover = ink.astype(np.float32) * np.float32(opacity / 255)
    if tool.grain > 0:
        cell = float(rng.uniform(1.0, 1.0 + min(3.0, 0.04 * plan.digit_height)))
        grain = paper.smooth_noise(rng, *ink.shape, cell=cell)
        cover *= np.clip(1 - tool.grain * (0.25 + 0.45 * grain), 0.05, 1)
    if printed.any():
        strength = float(rng.choice([rng.uniform(0.1, 0.5), rng.uniform(0.4, 1)], p=[0.6, 0.4]))
        lines_tone = np.float32(level + (tone - level) * strength)
        ground = ground + printed.astype(np.float32) / 255 * (lines_tone - ground)
    if plan.medium != "screen" and rng.random() < 0.03:
        ground = _show_through(rng, ground, ink, tone)
    return np.asarray(ground + cover * (np.float32(tone) - ground), np.float32)


def _show_through(rng: np.random.Generator, ground: Field, ink: Grey, tone: float) -> Field:
    """Faint mirrored writing from the back of the sheet."""
    back = cv2.GaussianBlur(np.ascontiguousarray(ink[:, ::-1]), (0, 0), float(rng.uniform(0.8, 2)))
    cover = back.astype(np.float32) * np.float32(rng.uniform(0.03, 0.1) / 255)
    return np.asarray(ground + cover * (np.float32(tone) - ground), np.float32)


def _thing_in_the_way(rng: np.random.Generator, page: Field, scale: float, boxes: Boxes) -> Field:
    """A finger, a pen or a clip that reaches in from an edge, clear of the digits."""
    height, width = page.shape
    for _ in range(6):
        side = rng.uniform((0, 0), (width, height))
        axis = int(rng.integers(2))
        side[axis] = (0, (width, height)[axis])[int(rng.integers(2))]
        inward = np.array([width / 2, height / 2]) - side
        reach = scale * rng.uniform(0.5, 4) / max(1.0, float(np.linalg.norm(inward)))
        start, end = side - 0.5 * reach * inward, side + reach * inward
        thickness = max(2, round(scale * rng.uniform(0.2, 2.5)))
        low = np.minimum(start, end) - thickness / 2
        high = np.maximum(start, end) + thickness / 2
        apart = (boxes[:, :2] > high).any(axis=1) | (boxes[:, 2:] < low).any(axis=1)
        if apart.all():
            break
    else:
        return page
    mask = np.zeros((height, width), np.uint8)
    a, b = ((int(p[0]), int(p[1])) for p in (start, end))
    cv2.line(mask, a, b, 255, thickness, cv2.LINE_AA)
    cover = mask.astype(np.float32) / 255
    round_shade = cv2.GaussianBlur(cover, (0, 0), max(0.8, 0.25 * thickness))
    thing = np.float32(rng.uniform(0.1, 0.8)) * (0.4 + 0.6 * round_shade)
    return np.asarray(page * (1 - cover) + thing * cover, np.float32)


def readable(image: Grey, ink: Grey, boxes: Boxes, least: float = 8.0) -> NDArray[np.bool_]:
    """Which digits still stand out from their ground after all that was done to the picture.

    Args:
        image: The finished picture, uint8 (H, W).
        ink: Opacity of the handwriting before degradation, uint8 (H, W).
        boxes: Boxes of the digits, (N, 4).
        least: Grey levels by which ink and ground must differ, before noise is allowed for.

    Returns:
        bool (N,).
    """
    height = image.shape[0]
    smooth = cv2.blur(image, (3, 3))
    noise = float(np.abs(image[::2, ::2].astype(np.int16) - smooth[::2, ::2]).mean())
    clear = np.ones(len(boxes), bool)
    for k, (x0, y0, x1, y1) in enumerate(boxes.astype(int)):
        rows, columns = slice(max(0, y0 - 1), min(height, y1 + 2)), slice(max(0, x0 - 1), x1 + 2)
        alpha = ink[rows, columns]
        strong, ground = alpha > 0.6 * max(1, int(alpha.max(initial=0))), alpha < 30
        if strong.any() and ground.any():
            values = smooth[rows, columns]
            difference = abs(float(values[strong].mean()) - float(values[ground].mean()))
            clear[k] = difference >= least + 0.8 * noise
    return clear
