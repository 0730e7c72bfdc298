"""Where the camera stands: from the flat sheet to the picture, for ink and for boxes alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.plan import Plan
from inkdigits.train.sheet import Sheet

Grey = NDArray[np.uint8]
Boxes = NDArray[np.float32]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """A homography, and after it a wave for paper that is not flat.

    Attributes:
        matrix: From the sheet to the picture, (3, 3); pixel centres at whole numbers.
        swing: Height of the wave in pixels; 0 for flat paper.
        frequency: Radians per pixel along the wave.
        phase: Radians at the picture's left or upper edge.
        vertical: Whether points move up and down (or else left and right).
    """

    matrix: Matrix
    swing: float = 0.0
    frequency: float = 0.0
    phase: float = 0.0
    vertical: bool = True


def random_camera(rng: np.random.Generator, plan: Plan, pad: int) -> Camera:
    """Turned, stretched, in perspective, and at times over bent paper."""
    centre = np.array([plan.width / 2, plan.height / 2])
    draw = rng.random()
    if plan.medium == "screen" and draw < 0.7:
        degrees = 0.0
    elif draw < 0.75:
        degrees = float(rng.normal(0, 2.0))
    else:
        degrees = float(rng.normal(0, 6.0) if draw < 0.92 else rng.uniform(-20, 20))
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    linear = turn @ np.diag(np.exp(rng.normal(0, 0.04, 2)))
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = centre - linear @ (centre + pad)
    if plan.medium != "photo":
        return Camera(matrix)
    if rng.random() < 0.45:
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (plan.width, plan.height)
        moved = corners + rng.normal(0, 0.035, (4, 2)) * (plan.width, plan.height)
        tilt = cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
        matrix = tilt @ matrix
    if rng.random() > 0.12:
        return Camera(matrix)
    length = plan.digit_height * float(rng.uniform(8, 40))
    return Camera(
        matrix,
        swing=float(rng.uniform(0.004, 0.03)) * length,
        frequency=2 * np.pi / length,
        phase=float(rng.uniform(0, 2 * np.pi)),
        vertical=bool(rng.random() < 0.75),
    )


def project(camera: Camera, points: NDArray[np.float32]) -> Matrix:
    """Where points of the sheet, (n, 2), are in the picture, float64 (n, 2)."""
    homogeneous = np.column_stack([points.astype(np.float64), np.ones(len(points))])
    projected = homogeneous @ camera.matrix.T
    xy = projected[:, :2] / projected[:, 2:]
    if camera.swing:
        moved, along = (1, 0) if camera.vertical else (0, 1)
        xy[:, moved] -= camera.swing * np.sin(camera.frequency * xy[:, along] + camera.phase)
    return np.asarray(xy, np.float64)


def shoot(camera: Camera, layer: Grey, width: int, height: int) -> Grey:
    """A layer of the sheet as it lies in the picture, uint8 (height, width)."""
    flat = cv2.warpPerspective(layer, camera.matrix, (width, height))
    if not camera.swing:
        return np.asarray(flat, np.uint8)
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    along = x if camera.vertical else y
    wave = np.float32(camera.swing) * np.sin(camera.frequency * along + camera.phase)
    map_x = np.broadcast_to(x if camera.vertical else x + wave, (height, width))
    map_y = np.broadcast_to(y + wave if camera.vertical else y, (height, width))
    return np.asarray(
        cv2.remap(flat, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR),
        np.uint8,
    )


def moved(camera: Camera, left: float, top: float) -> Camera:
    """The same camera for a window of the picture that starts at (left, top)."""
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])
    along = left if camera.vertical else top
    phase = camera.phase + camera.frequency * along
    return replace(camera, matrix=shift @ camera.matrix, phase=phase)


def project_boxes(camera: Camera, hulls: Sequence[NDArray[np.float32]]) -> Boxes:
    """Tight boxes in the picture of convex hulls of ink on the sheet: half-open, float32 (N, 4)."""
    if not hulls:
        return np.zeros((0, 4), np.float32)
    starts = np.cumsum([0] + [len(hull) for hull in hulls[:-1]])
    xy = project(camera, np.concatenate(hulls))
    low = np.minimum.reduceat(xy, starts, axis=0)
    high = np.maximum.reduceat(xy, starts, axis=0) + 1
    return np.concatenate([low, high], axis=1).astype(np.float32)


def crop_window(
    rng: np.random.Generator, plan: Plan, boxes: Boxes
) -> tuple[float, float, int, int]:
    """Left, top, width and height of a crop around the writing, at times a little into it."""
    h = plan.digit_height
    margins = h * rng.choice([-0.05, 0.05, 0.3, 0.9], 4, p=[0.12, 0.33, 0.4, 0.15])
    margins += h * rng.uniform(-0.03, 0.1, 4)
    left, top = np.floor(boxes[:, :2].min(axis=0) - margins[:2])
    right, bottom = np.ceil(boxes[:, 2:].max(axis=0) + margins[2:])
    width = int(np.clip(right - left, 16, plan.width))
    height = int(np.clip(bottom - top, 16, plan.height))
    return float(left), float(top), width, height


def sheet_edge(
    rng: np.random.Generator, sheet: Sheet, camera: Camera, width: int, height: int
) -> Grey:
    """Opacity of a sheet that ends just outside the writing on some sides, uint8 (H, W)."""
    x0, y0, x1, y1 = sheet.area
    rows, columns = sheet.ink.shape
    far = float(rows + columns)
    away = np.where(rng.random(4) < 0.6, rng.uniform(0.1, 1.2, 4) * sheet.digit_height, far)
    left, top, right, bottom = x0 - away[0], y0 - away[1], x1 + away[2], y1 + away[3]
    if sheet.taken:
        taken = np.array(sheet.taken)
        left, top = min(left, taken[:, 0].min() - 2), min(top, taken[:, 1].min() - 2)
        right, bottom = max(right, taken[:, 2].max() + 2), max(bottom, taken[:, 3].max() + 2)
    paper = np.zeros_like(sheet.ink)
    inside = (slice(max(0, int(top)), int(bottom)), slice(max(0, int(left)), int(right)))
    paper[inside] = 255
    mask = shoot(camera, paper, width, height)
    if rng.random() < 0.3:  # a soft shadow under the sheet is left to the light
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.8), np.uint8)
    return mask
