"""Taking printed boxes and comb lines out of a page, and telling ink from an empty field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.result import Box

Grey = NDArray[np.uint8]
Field = NDArray[np.float32]

_REACH = 0.10  # how far off its place a line may lie, as a share of its box's shorter side
_WIDEST = 0.12  # a darker band wider than this share is no line
_PIECE = 1.5  # lines are followed in pieces this long, in shares of that side
_FAINTEST = 6.0  # grey levels that a line must be darker than the paper
_SEEN = 0.65  # share of a piece along which a line must be seen
_RIM = 0.05  # what surrounds a digit's box this closely is its own ink
_SMALLEST = 0.25  # ink smaller than this share of the box's shorter side says nothing
_INSET = 0.07  # share of a box's shorter side at its edge that is not looked at for ink


def erase_lines(page: Grey, boxes: Sequence[Box]) -> Grey:
    """The page without the printed edges of boxes, where there are any.

    Across a line the tone of its two sides is joined: strokes that cross the line stay whole.

    Args:
        page: An upright page, uint8 (H, W).
        boxes: The boxes, and the cells of combs, in pixels of `page`.

    Returns:
        A new picture of the same size.
    """
    clean = page.copy()
    for box in boxes:
        unit = min(box.width, box.height)
        for y in (box.y_min, box.y_max):
            _erase_line(clean, y, (box.x_min, box.x_max), unit)
        upright = clean.T
        for x in (box.x_min, box.x_max):
            _erase_line(upright, x, (box.y_min, box.y_max), unit)
    return clean


def _erase_line(page: Grey, at: float, span: tuple[float, float], unit: float) -> None:
    """Erase a line near row `at` between two columns, piece by piece, in place."""
    reach = max(3, round(_REACH * unit))
    margin = reach + max(2, round(_WIDEST * unit))
    top, bottom = max(0, round(at) - margin), min(page.shape[0], round(at) + margin + 1)
    left, right = max(0, round(span[0]) - 3), min(page.shape[1], round(span[1]) + 4)
    if bottom - top < 7 or right - left < 4:
        return
    pieces = max(1, round((right - left) / max(1.0, _PIECE * unit)))  # no piece is empty
    for piece in np.array_split(np.arange(left, right), pieces):
        band = page[top:bottom, piece[0] : piece[-1] + 1]
        rows = _line_rows(band, round(at) - top, reach, max(2.0, _WIDEST * unit))
        if rows is not None:
            _join(band, *rows)


def _line_rows(band: Grey, at: int, reach: int, widest: float) -> tuple[int, int] | None:
    """First and last-but-one row of a line in a band, or None where it has none."""
    profile = np.median(band, axis=1)
    paper = float(np.percentile(profile, 80))
    low, high = max(0, at - reach), min(len(profile), at + reach + 1)
    darkest = low + int(profile[low:high].argmin())
    depth = paper - float(profile[darkest])
    if depth < _FAINTEST:
        return None
    dark = profile < paper - 0.2 * depth
    first = last = darkest
    while first > 0 and dark[first - 1]:
        first -= 1
    while last < len(dark) - 1 and dark[last + 1]:
        last += 1
    if last - first + 1 > widest:
        return None
    first, last = first - 1, last + 1  # its soft edges
    if first < 1 or last > len(dark) - 2:
        return None
    seen = (band[first : last + 1].min(axis=0) < paper - 0.4 * depth).mean()
    return (first, last + 1) if seen >= _SEEN else None


def _join(band: Grey, first: int, last: int) -> None:
    """Fill rows of a band with what lies above and below them, in place."""
    above, below = band[first - 1].astype(np.float32), band[last].astype(np.float32)
    share = (np.arange(1, last - first + 1) / (last - first + 1))[:, None].astype(np.float32)
    joined = above * (1 - share) + below * share
    band[first:last] = np.maximum(band[first:last], joined.astype(np.uint8))


def ink_boxes(page: Grey, box: Box, unit: float, read: Sequence[Box] = ()) -> list[Box]:
    """Where there is ink in a field that has not been read.

    Args:
        page: The page without printed lines, uint8 (H, W).
        box: The field in pixels of `page`.
        unit: Height of its digits' room in pixels: smaller things than a share of it are dust.
        read: Boxes of the digits that have been read, in pixels of `page`.

    Returns:
        Boxes of connected ink outside those of the digits, in pixels of `page`.
    """
    inset = _INSET * unit
    left, top = max(0, round(box.x_min + inset)), max(0, round(box.y_min + inset))
    right, bottom = round(box.x_max - inset), round(box.y_max - inset)
    part = page[top:bottom, left:right]
    if min(part.shape, default=0) < 4:
        return []
    smooth = cv2.GaussianBlur(np.ascontiguousarray(part), (3, 3), 0).astype(np.float32)
    side = max(9, round(0.9 * unit)) | 1
    ground = cv2.blur(cv2.dilate(smooth, np.ones((5, 5), np.uint8)), (side, side))
    contrast = cast(Any, ground - smooth)
    noise = 1.4826 * float(np.median(np.abs(contrast - np.median(contrast))))
    dark = (contrast > max(14.0, float(np.median(contrast)) + 5 * noise)).astype(np.uint8)
    rim = _RIM * unit
    for one in read:
        x0, y0 = max(0, round(one.x_min - rim) - left), max(0, round(one.y_min - rim) - top)
        x1, y1 = max(0, round(one.x_max + rim) - left), max(0, round(one.y_max + rim) - top)
        dark[y0:y1, x0:x1] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:].tolist():
        if max(width, height) >= _SMALLEST * unit:
            found.append(Box(left + x, top + y, left + x + width, top + y + height))
    return found
