"""Ink that something happened to: crossed by a line, spattered, rubbed out, drawn as an outline."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np

from inkdigits.train.sources import Ink

SPOILT = 0.17
"""Share of the classifier's examples that something happened to."""


def spoilt(ink: Ink, rng: np.random.Generator) -> Ink:
    """Ink, uint8 (h, w), 255 on 0, that can still be read but is no longer clean.

    What crosses it may reach farther: the result can be larger.
    """
    draw = rng.random()
    if draw < 0.55:
        return _crossed(_with_room(ink, rng), rng, dotted=draw < 0.12)
    if draw < 0.75:
        return _outlined(ink, rng)
    return _spattered(ink, rng, added=draw < 0.9)


def _with_room(ink: Ink, rng: np.random.Generator) -> Ink:
    """Ink with room beside it at times, so that a line can reach beyond it on either side."""
    if rng.random() < 0.4:
        return ink
    left, right = (rng.uniform(0.0, 0.3, 2) * ink.shape[0]).astype(int).tolist()
    return cast(Ink, np.pad(ink, ((0, 0), (left, right))))


def _crossed(ink: Ink, rng: np.random.Generator, dotted: bool) -> Ink:
    """A straight, broken or zigzag line from one side to the other."""
    height, width = ink.shape
    side = max(height, width)
    corners = int(rng.choice([2, 3, 5, 7, 9, 11, 13]))
    xs = np.linspace(-0.15 * width, 1.15 * width, corners) + rng.normal(0, 0.03 * side, corners)
    sway = rng.uniform(0.0, 0.2) * height * np.where(np.arange(corners) % 2, 1.0, -1.0)
    slope = np.linspace(-0.5, 0.5, corners) * rng.normal(0, 0.5) * height
    ys = rng.uniform(0.05, 0.95) * height + sway + slope + rng.normal(0, 0.03 * side, corners)
    points = np.stack((xs, ys), axis=1)
    if rng.random() < 0.25:
        points = points[:, ::-1] * (width / height, height / width)
    pen = max(1, round(height * rng.uniform(0.03, 0.09)))
    line = np.zeros_like(ink)
    cv2.polylines(line, [np.round(points * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 4)
    if dotted:
        step = max(2, round(side * rng.uniform(0.06, 0.16)))
        line[:, np.arange(width) % (2 * step) < step] = 0
    tone = float(rng.uniform(0.5, 1.0))
    return cast(Ink, np.maximum(ink, (line * tone).astype(np.uint8)))


def _outlined(ink: Ink, rng: np.random.Generator) -> Ink:
    """The edge of the strokes alone, as of a thick pen's letters that were not filled in."""
    if min(ink.shape) < 16:
        return ink
    if rng.random() < 0.5:  # coarse: outlines one pixel wide of a digit of 16 to 30
        scale = float(rng.uniform(24, 45)) / ink.shape[0]
        if scale < 1:
            ink = cast(Ink, cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    grown = cv2.dilate(ink, np.ones((3, 3), np.uint8)) if rng.random() < 0.6 else ink
    edge = cv2.Canny(grown, 80, 200)
    if rng.random() < 0.4:
        edge = cv2.dilate(edge, np.ones((2, 2), np.uint8))
    return cast(Ink, edge) if edge.any() else ink


def _spattered(ink: Ink, rng: np.random.Generator, added: bool) -> Ink:
    """Blots of ink around and on the glyph, or places where it was rubbed out."""
    height, width = ink.shape
    side = max(height, width)
    mask = np.zeros_like(ink)
    for _ in range(int(rng.integers(2, 9))):
        centre = int(rng.integers(width)), int(rng.integers(height))
        axes = tuple(max(1, round(side * v)) for v in rng.uniform(0.01, 0.07, 2).tolist())
        cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    if added:
        return cast(Ink, np.maximum(ink, (mask * rng.uniform(0.5, 1.0)).astype(np.uint8)))
    return cast(Ink, np.where(mask > 0, 0, ink).astype(np.uint8))
