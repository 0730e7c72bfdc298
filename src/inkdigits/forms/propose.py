"""A first template, made from a picture of the form: its boxes, combs and registration marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ImageError
from inkdigits.forms.printed import Shape, find_boxes, find_marks, find_sheet, ink_mask
from inkdigits.forms.template import Field, Registration, Template
from inkdigits.image import PIXEL_LIMIT, ImageSource, load_image
from inkdigits.result import Box

Grey = NDArray[np.uint8]
Points = NDArray[np.float64]

_ALIKE = 1.2  # factor by which heights or widths of one comb's cells may differ
_NARROW = 1.3  # a cell at most this wide, in heights, holds one digit
_TOUCHING = 0.15  # cells of one comb are this near, in shares of their width
_BRIDGED = 4  # so many cells in a row that writing hid are made up for
_CORNER = 0.25  # a registration mark is this near to its corner, in shares of the diagonal
_LEAST_MARK = 0.006  # side of a mark in shares of the page's longer side
_STRAIGHT = 0.5  # pixels that corners are off in a picture that is straight enough
_ENOUGH_BOXES = 6  # cells by which pages are laid over the template


@dataclass(frozen=True, eq=False)
class Proposal:
    """A template proposed for a form.

    Attributes:
        template: Its fields are named field_1, field_2 and so on, in reading order.
        picture: The sample that the template's frame is: straightened, uint8 (H, W).
    """

    template: Template
    picture: Grey


def propose(
    image: ImageSource, *, name: str = "", pdf_page: int = 0, pixel_limit: int = PIXEL_LIMIT
) -> Proposal:
    """Propose a template for a form, from a picture of it, best a blank one.

    A crooked or slanting sample is straightened first, by its registration marks, the sheet's edges
    or the boxes. Boxes as narrow as high that stand side by side are taken for a comb.

    Args:
        image: Anything `load_image` takes.
        name: What to call the form.
        pdf_page: Which page of a PDF or TIFF, counted from 0.
        pixel_limit: Most pixels the picture may have.

    Raises:
        ImageError: The picture cannot be read, or no boxes are printed on it.
    """
    grey = _straight(load_image(image, pdf_page=pdf_page, pixel_limit=pixel_limit))
    cells = _cells(grey)
    if not cells:
        raise ImageError(
            "expected a form with printed boxes, found none: scan a blank form at 150 dpi or more, "
            "or write the template by hand (docs/FORMS.md)"
        )
    groups = _in_reading_order(_combs(cells, ink_mask(grey)))
    fields = tuple(_field(number, group) for number, group in enumerate(groups, 1))
    height, width = grey.shape
    registration = _registration(grey, fields)
    return Proposal(Template(fields, width, height, name, registration), grey)


@dataclass(frozen=True)
class _Group:
    """A box, or boxes side by side that are one comb."""

    box: Box
    cells: int


def _field(number: int, group: _Group) -> Field:
    box = Box(*(float(round(v)) for v in group.box.xyxy))
    if group.cells > 1:
        return Field(f"field_{number}", box, "comb", group.cells)
    narrow = group.box.width <= _NARROW * group.box.height
    return Field(f"field_{number}", box, "digit" if narrow else "number")


def _registration(grey: Grey, fields: Sequence[Field]) -> Registration:
    marks = _corner_marks(grey)
    if marks is not None:
        size = float(np.mean([one.size for one in marks]))
        centres = tuple(
            (round(float(x), 1), round(float(y), 1)) for x, y in (m.centre for m in marks)
        )
        return Registration("marks", centres, round(size, 1))
    if len(fields) >= 4 and sum(one.cells or 1 for one in fields) >= _ENOUGH_BOXES:
        return Registration("boxes")
    return Registration("none")


def _corner_marks(grey: Grey) -> list[Shape] | None:
    """The four marks nearest to the corners, clockwise from the top left, or None."""
    height, width = grey.shape
    found = [m for m in find_marks(grey) if min(m.size) >= _LEAST_MARK * max(grey.shape)]
    if len(found) < 4:
        return None
    places = np.array([one.centre for one in found])
    sizes = np.array([np.mean(one.size) for one in found])
    best: tuple[float, list[int]] | None = None
    for size in sizes:
        alike = np.flatnonzero(np.abs(np.log(sizes / size)) < np.log(1.25))
        frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
        away = np.linalg.norm(frame[:, None] - places[alike][None], axis=-1)
        chosen = alike[away.argmin(axis=1)].tolist()
        furthest = float(away.min(axis=1).max())
        if len(set(chosen)) == 4 and furthest < _CORNER * float(np.hypot(width, height)):
            rank = furthest - 4.0 * float(size)
            if best is None or rank < best[0]:
                best = (rank, chosen)
    return None if best is None else [found[k] for k in best[1]]


# --- straightening --------------------------------------------------------------------------------


def _straight(grey: Grey) -> Grey:
    """The sample without slant, turn or perspective; itself where there is none."""
    marks = _corner_marks(grey)
    sheet = find_sheet(grey)
    if marks is not None:
        return _laid_flat(grey, np.array([one.centre for one in marks]), whole=sheet is None)
    if sheet is not None:
        return _laid_flat(grey, sheet.corners, whole=False)
    angles = [_slant(one.corners) for one in find_boxes(grey)]
    if not angles:
        return grey
    angle = float(np.median(angles))
    height, width = grey.shape
    if abs(np.tan(angle)) * max(width, height) < _STRAIGHT:
        return grey
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(angle)), 1.0)
    return _grey(cv2.warpAffine(_any(grey), turn, (width, height), borderMode=cv2.BORDER_REPLICATE))


def _slant(corners: Points) -> float:
    """Turn of a box from upright in radians, within 45 degrees."""
    x, y = corners[1] - corners[0] + corners[2] - corners[3]
    angle = float(np.arctan2(y, x))
    return (angle + np.pi / 4) % (np.pi / 2) - np.pi / 4


def _laid_flat(grey: Grey, corners: Points, *, whole: bool) -> Grey:
    """Warp a page so that four points, clockwise from the top left, are an upright rectangle.

    With `whole` the picture is the page; else it is cut to what lies around the points.
    """
    width, height = Shape(corners).size
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    if whole:
        margin = corners[0]
        size = (grey.shape[1], grey.shape[0])
    else:
        edge = find_sheet(grey)
        outer = edge.corners if edge is not None else corners
        matrix = cv2.getPerspectiveTransform(_f32(corners), _f32(flat))
        seen = cv2.perspectiveTransform(cast(Any, outer[None]), matrix)[0]
        margin = np.maximum(0.0, -seen.min(axis=0))
        span = seen.max(axis=0) + margin
        size = (round(float(span[0])), round(float(span[1])))
    target = flat + margin
    if whole and np.abs(target - corners).max() < _STRAIGHT:
        return grey
    matrix = cv2.getPerspectiveTransform(_f32(corners), _f32(target))
    return _grey(cv2.warpPerspective(_any(grey), matrix, size, borderMode=cv2.BORDER_REPLICATE))


# --- boxes to fields ------------------------------------------------------------------------------


def _cells(grey: Grey) -> list[Box]:
    """Upright boxes in which something can be written: none that holds others."""
    boxes: list[Box] = []
    for shape in find_boxes(grey):  # the smallest first
        if abs(_slant(shape.corners)) > 0.1 or max(shape.size) > 25 * min(shape.size):
            continue
        (x0, y0), (x1, y1) = shape.corners.min(axis=0), shape.corners.max(axis=0)
        box = Box(
            max(0.0, x0), max(0.0, y0), min(float(grey.shape[1]), x1), min(float(grey.shape[0]), y1)
        )
        holds = [b for b in boxes if _within(b, box)]
        if not holds:
            boxes.append(box)
    return boxes


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner.x_min + inner.x_max) / 2, (inner.y_min + inner.y_max) / 2
    return outer.x_min <= x < outer.x_max and outer.y_min <= y < outer.y_max


def _combs(boxes: Sequence[Box], dark: Grey) -> list[_Group]:
    """Boxes side by side, alike and narrow, as combs; the others alone."""
    groups: list[_Group] = []
    waiting = sorted(boxes, key=lambda b: b.x_min)
    while waiting:
        first = waiting.pop(0)
        group, width = _Group(first, 1), first.width
        if first.width <= _NARROW * first.height:
            grown = True
            while grown:
                grown = False
                for one in waiting:
                    count = _cells_between(group.box, one, width, dark)
                    if count is not None:
                        joined = Box.around([group.box, one])
                        group = _Group(joined, group.cells + count + 1)
                        waiting.remove(one)
                        grown = True
                        break
        groups.append(group)
    return groups


def _cells_between(comb: Box, one: Box, width: float, dark: Grey) -> int | None:
    """How many cells of a comb are hidden between it and its next one; None where it is no next."""
    heights, widths = (comb.height, one.height), (width, one.width)
    if max(heights) > _ALIKE * min(heights) or max(widths) > _ALIKE * min(widths):
        return None
    if abs(comb.y_min + comb.y_max - one.y_min - one.y_max) > 0.3 * one.height:
        return None
    gap = (one.x_min - comb.x_max) / width
    count = round(gap / (1 + _TOUCHING / 2))
    if gap < -_TOUCHING or not 0 <= count <= _BRIDGED or abs(gap - count) > _TOUCHING * (count + 1):
        return None
    if count and not _is_ruled(dark, Box(comb.x_max, one.y_min, one.x_min, one.y_max)):
        return None
    return count


def _is_ruled(dark: Grey, gap: Box) -> bool:
    """Whether lines run along the upper and the lower edge of a stretch."""
    left, right = round(gap.x_min), round(gap.x_max)
    reach = max(2, round(0.08 * gap.height))
    for y in (round(gap.y_min), round(gap.y_max)):
        band = dark[max(0, y - reach) : y + reach + 1, left:right]
        if not band.size or float((band.max(axis=0) > 0).mean()) < 0.9:
            return False
    return True


def _in_reading_order(groups: Sequence[_Group]) -> list[_Group]:
    """Rows from top to bottom, each from left to right."""
    rows: list[list[_Group]] = []
    for group in sorted(groups, key=lambda g: g.box.y_min + g.box.y_max):
        centre = (group.box.y_min + group.box.y_max) / 2
        last = rows[-1][0].box if rows else None
        if (
            last is not None
            and centre < last.y_max
            and abs(group.box.y_min - last.y_min) < 0.5 * last.height
        ):
            rows[-1].append(group)
        else:
            rows.append([group])
    return [group for row in rows for group in sorted(row, key=lambda g: g.box.x_min)]


def _f32(points: Points) -> Any:
    return points.astype(np.float32)


def _any(grey: Grey) -> Any:
    return np.ascontiguousarray(grey)


def _grey(picture: Any) -> Grey:
    return np.asarray(picture, np.uint8)
