"""What is printed on a form: registration marks, boxes, and the edges of the sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Points = NDArray[np.float64]

_LONG_SIDE = 2000  # pictures are looked at no larger than this
_LEAST_HEIGHT = 0.009  # of a box, as a share of the picture's longer side
_SQUARE = 0.88  # share of its upright or slanting frame that a box fills
_SOLID = 0.7  # likewise of a mark: a disc fills 0.785, a square 1
_SHEET_SHARE = 0.2  # of the picture: a sheet seen smaller is not looked for


@dataclass(frozen=True)
class Shape:
    """Something found on the page: four corners, clockwise from the top left, float64 (4, 2)."""

    corners: Points

    @property
    def centre(self) -> Points:
        """The mean of the corners, float64 (2,)."""
        return cast(Points, self.corners.mean(axis=0))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels, each the mean of two opposite sides."""
        a, b, c, d = self.corners
        width = (np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2
        height = (np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2
        return float(width), float(height)


def find_marks(grey: Grey) -> list[Shape]:
    """Solid dark squares and discs of any size, as registration marks are.

    Args:
        grey: uint8 (H, W).

    Returns:
        The marks in pixels of `grey`, and whatever else looks like one.
    """
    small, scale = _reduced(grey)
    found: list[Shape] = []
    for dark in (_ink(small, 0.05), _ink(small, 0.012)):  # wide enough for large marks; for shade
        contours, tree = cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        for contour, (_, _, _, parent) in zip(contours, _links(tree), strict=True):
            if parent >= 0:
                continue
            shape = _frame(contour)
            width, height = shape.size
            if min(width, height) < 5 or max(width, height) > 0.1 * max(small.shape):
                continue
            if max(width, height) > 1.45 * min(width, height):
                continue
            if _inked_share(dark, shape) < _SOLID or not _is_sharp(contour, shape):
                continue
            if all(np.linalg.norm(shape.centre - one.centre) > 0.5 * width for one in found):
                found.append(shape)
    return [Shape(one.corners / scale) for one in found]


def find_boxes(grey: Grey) -> list[Shape]:
    """Boxes and cells ruled on the page, also where something is written in them.

    Args:
        grey: uint8 (H, W).

    Returns:
        The white insides of the boxes in pixels of `grey`, smallest first. A box that holds others
        is among them; the page's own edge is not.
    """
    small, scale = _reduced(grey)
    dark = _ink(small, 0.02)
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    least = _LEAST_HEIGHT * max(small.shape)
    contours, tree = cv2.findContours(dark, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour, (_, _, _, parent) in zip(contours, _links(tree), strict=True):
        area = cv2.contourArea(contour)
        if parent < 0 or area < least * least or area > 0.7 * small.size:
            continue
        shape = _frame(contour)
        width, height = shape.size
        if min(width, height) >= least and area >= _SQUARE * width * height:
            found.append(Shape((shape.corners + 0.5) / scale))
    return sorted(found, key=lambda one: one.size[0] * one.size[1])


def _links(tree: Any) -> Any:
    """For each contour its neighbours, child and parent: of no contours OpenCV says None."""
    return [] if tree is None else tree[0]


def ink_mask(grey: Grey) -> Grey:
    """Where it is darker than around: print and writing, uint8 (H, W), 255 or 0."""
    small, scale = _reduced(grey)
    dark = _ink(small, 0.02)
    if scale < 1.0:
        dark = cv2.resize(dark, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray(dark, np.uint8)


def find_sheet(grey: Grey) -> Shape | None:
    """The sheet of paper in a photo or a scan, where its four edges are seen.

    Args:
        grey: uint8 (H, W).

    Returns:
        Its corners in pixels of `grey`; None where no sheet stands out from the ground.
    """
    side = 800
    scale = min(1.0, side / max(grey.shape))
    small = cv2.resize(_array(grey), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    smooth = cv2.GaussianBlur(closed, (5, 5), 0)
    _, light = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edges = cv2.dilate(cv2.Canny(smooth, 20, 60), np.ones((3, 3), np.uint8))
    best: tuple[float, Points] | None = None
    for mask in (light, cv2.bitwise_not(edges), cv2.bitwise_not(light)):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3]:
            corners = _quadrilateral(contour)
            if corners is None or _touches_frame(corners, small.shape):
                continue
            area = float(cv2.contourArea(corners.astype(np.float32)))
            if area > _SHEET_SHARE * small.size and (best is None or area > best[0]):
                best = (area, corners)
        if best is not None:
            return Shape(_refined(grey, (best[1] + 0.5) / scale))
    return None


def _refined(grey: Grey, corners: Points) -> Points:
    """Corners moved to where straight lines along the sheet's edges meet."""
    side = float(np.linalg.norm(corners[0] - corners[2]))
    reach = 0.012 * side
    lines = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        across = np.array([-along[1], along[0]])
        steps = np.linspace(-reach, reach, 41)
        points = []
        for t in np.linspace(0.06, 0.94, 45):
            places = start + t * (end - start) + steps[:, None] * across
            values = cv2.remap(
                _array(grey),
                places[:, 0].astype(np.float32)[None],
                places[:, 1].astype(np.float32)[None],
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_REPLICATE,
            )[0].astype(np.float64)
            change = np.abs(values[4:] - values[:-4])
            if change.max() >= 12:
                points.append(places[2:-2][int(change.argmax())])
        if len(points) < 12:
            return corners
        fitted = cv2.fitLine(np.array(points, np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)
        lines.append(fitted.ravel().astype(np.float64))
    met = [_crossing(lines[k - 1], lines[k]) for k in range(4)]
    moved = np.array(met)
    near = np.linalg.norm(moved - corners, axis=1).max() < 3 * reach
    return moved if near else corners


def _crossing(a: Points, b: Points) -> Points:
    """Where two lines (direction x, y, point x, y) meet."""
    system = np.array([[a[0], -b[0]], [a[1], -b[1]]])
    if abs(float(np.linalg.det(system))) < 1e-6:
        return np.array([np.inf, np.inf])
    t = np.linalg.solve(system, b[2:] - a[2:])[0]
    return cast(Points, a[2:] + t * a[:2])


def _quadrilateral(contour: Any) -> Points | None:
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * around, True)
        if len(corners) == 4:
            ordered = in_order(corners.reshape(4, 2).astype(np.float64))
            full = cv2.contourArea(corners)
            return ordered if cv2.contourArea(contour) > 0.85 * full else None
    return None


def _touches_frame(corners: Points, shape: tuple[int, ...]) -> bool:
    """Whether two or more corners lie at the picture's edge: that is no edge of the sheet."""
    height, width = shape[:2]
    low, high = corners.min(axis=1), (np.array([width, height]) - 1 - corners).min(axis=1)
    return int(((low < 2) | (high < 2)).sum()) >= 2


def in_order(corners: Points) -> Points:
    """Four corners clockwise as seen, from the one nearest to the top left."""
    middle = corners.mean(axis=0)
    turned = corners[np.argsort(np.arctan2(*(corners - middle).T[::-1]))]
    return np.roll(turned, -int(turned.sum(axis=1).argmin()), axis=0)


def _frame(contour: Any) -> Shape:
    """The smallest rectangle around a contour, which may be turned."""
    corners = cv2.boxPoints(cv2.minAreaRect(contour)).astype(np.float64)
    return Shape(in_order(corners))


def _inked_share(dark: Any, shape: Shape) -> float:
    x, y, width, height = cv2.boundingRect(shape.corners.astype(np.float32))
    x, y = max(0, x), max(0, y)
    part = dark[y : y + height, x : x + width]
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillConvexPoly(mask, np.round(shape.corners - (x, y)).astype(np.int32), 1)
    return float((part > 0)[mask > 0].mean()) if mask.any() else 0.0


def _is_sharp(contour: Any, shape: Shape) -> bool:
    """Whether the outline has no arms or bays."""
    hull = cv2.contourArea(cv2.convexHull(contour))
    width, height = shape.size
    return bool(
        hull > 0 and cv2.contourArea(contour) > 0.88 * hull > 0.88 * _SOLID * width * height
    )


def _ink(grey: Any, reach: float) -> Any:
    """Where it is darker than around, uint8 (H, W), 255 or 0; `reach` is a share of the side."""
    block = max(11, round(2 * reach * max(grey.shape))) | 1
    ground = cv2.blur(grey, (block, block)).astype(np.int16)
    smooth = cv2.GaussianBlur(grey, (3, 3), 0).astype(np.int16)
    difference = ground - smooth
    noise = 1.4826 * float(np.median(np.abs(difference - np.median(difference))))
    return np.asarray((difference > max(8.0, 3 * noise)) * 255, np.uint8)


def _reduced(grey: Grey) -> tuple[Any, float]:
    scale = min(1.0, _LONG_SIDE / max(grey.shape))
    if scale == 1.0:
        return _array(grey), 1.0
    return cv2.resize(_array(grey), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _array(values: NDArray[Any]) -> Any:
    """An array as OpenCV takes it. Its own type hints do not fit NumPy's."""
    return np.ascontiguousarray(values)


def centres(shapes: Iterable[Shape]) -> Points:
    """Centres of shapes, float64 (N, 2)."""
    return np.array([one.centre for one in shapes], np.float64).reshape(-1, 2)
