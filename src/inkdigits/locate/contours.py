"""The textbook route to digits: threshold, contours, filters, splits. It explains itself by stages.

The steps, each recorded as a picture: grey, Gaussian blur, even illumination, Otsu or adaptive
threshold, morphology, contours, parts merged and filtered, touching digits split. It is made for
plain pages and drawings; the learned detector is for the rest.

Sources: N. Otsu, "A threshold selection method from gray-level histograms", IEEE SMC 1979; the seam
that parts touching digits is the least-cost path of G. Congedo et al., "Segmentation of numeric
strings", ICDAR 1995, found by dynamic programming.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.ground import Polarity
from inkdigits.locate.candidates import Candidates, Record

Grey: TypeAlias = NDArray[np.uint8]
Boxes: TypeAlias = NDArray[np.int64]
"""(N, 4) whole pixels, `x_min, y_min, x_max, y_max`, half-open."""

STROKE_SCALE = 0.2
"""Strokes, and the paper between them, are narrower than this share of the longest side."""

MOST_PARTS = 1200
"""More contours than this are texture: only the tallest are looked at."""

EVEN_PAPER = 0.2
"""Paper is even where its brightness varies by less than this share of the contrast of the ink."""


@dataclass(frozen=True, slots=True)
class ContourLocator:
    """Finds digits by threshold and contours, without learning.

    Attributes:
        longest_side: Larger pictures are worked on at this size, in pixels.
        polarity: Which tone is the ink; "auto" decides by the picture.
    """

    longest_side: int = 1600
    polarity: Polarity = "auto"

    def locate(self, grey: NDArray[np.uint8], record: Record | None = None) -> Candidates:
        """Find the digits of one page.

        Args:
            grey: (H, W) uint8, upright, either polarity.
            record: Called with the stages "grey", "blur", "illumination", "threshold",
                "morphology", "contours", "filtered" and "split".

        Returns:
            The candidates in pixels of `grey`. `confidences` says how alike their sizes are to the
            usual digit of the page; it is no calibrated probability. No class probabilities.
        """
        note: Record = record if record is not None else _ignore
        if grey.size == 0 or int(grey.max()) - int(grey.min()) < 8:
            note("grey", grey)
            return Candidates.none()
        scale = min(1.0, self.longest_side / max(grey.shape))
        small = _resized(grey, scale)
        note("grey", small)
        ink = _ink_mask(small, self.polarity, note)
        boxes, unit = _digit_boxes(ink, small, note)
        if len(boxes) == 0:
            return Candidates.none()
        factors = np.array([grey.shape[1] / small.shape[1], grey.shape[0] / small.shape[0]] * 2)
        heights = (boxes[:, 3] - boxes[:, 1]).astype(np.float64)
        likeness = np.exp(-np.abs(np.log(heights / unit)))
        return Candidates((boxes * factors).astype(np.float32), likeness.astype(np.float32))


def _ignore(name: str, picture: Grey) -> None:
    """A recorder that keeps nothing."""


def _resized(grey: Grey, scale: float) -> Grey:
    """The picture scaled down; itself where `scale` is 1."""
    if scale >= 1.0:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _ink_mask(grey: Grey, polarity: Polarity, note: Record) -> Grey:
    """Ink 255 on 0, by whichever threshold suits the page."""
    blurred = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)
    note("blur", blurred)
    if polarity == "light_on_dark" or (polarity == "auto" and _is_light_on_dark(blurred)):
        blurred = np.asarray(255 - blurred, np.uint8)
    level, _ = cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if _is_even(blurred, level):
        note("illumination", blurred)
        mask = np.where(blurred <= level, 255, 0).astype(np.uint8)
    else:
        flat = _flattened(blurred)
        note("illumination", flat)
        mask = _adaptive(flat)
    note("threshold", mask)
    return mask


def _is_light_on_dark(grey: Grey) -> bool:
    """Whether the strokes are lighter than the page.

    Where the frame of the picture is nearly all of one of Otsu's classes, and most of the picture
    too, that class is the paper. Otherwise a morphological closing takes away dark strokes and the
    paper between light ones, an opening the reverse: ink is what covers less of the page.
    """
    small = _resized(grey, min(1.0, 500 / max(grey.shape)))
    level, _ = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = small > level
    rim = max(1, round(0.02 * max(small.shape)))
    frame = np.ones(small.shape, np.bool_)
    frame[rim:-rim, rim:-rim] = False
    for paper_is_dark, paper in ((False, light), (True, ~light)):
        if paper[frame].mean() > 0.95 and paper.mean() > 0.67:
            return paper_is_dark
    contrast = float(np.subtract(*np.percentile(small, [99.8, 0.2])))
    kernel = _kernel(STROKE_SCALE * max(small.shape), STROKE_SCALE * max(small.shape))
    light_ink = (cv2.morphologyEx(small, cv2.MORPH_TOPHAT, kernel) > 0.3 * contrast).mean()
    dark_ink = (cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, kernel) > 0.3 * contrast).mean()
    if min(light_ink, dark_ink) > 0:
        return bool(light_ink < dark_ink)
    return bool(light.mean() < 0.5)


def _kernel(width: float, height: float) -> Grey:
    """A rectangle of odd sides near the given ones, for morphology."""
    sides = (max(1, round(width)) | 1, max(1, round(height)) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, sides), np.uint8)


def _is_even(grey: Grey, level: float) -> bool:
    """Whether the paper is lit evenly enough for one threshold: `level`, Otsu's.

    The paper of a tile is its bright end. It is even if nearly all tiles agree, measured against
    the distance between paper and ink.
    """
    ink, paper = grey[grey <= level], grey[grey > level]
    if len(ink) == 0 or len(paper) == 0 or len(ink) > 0.5 * grey.size:
        return False
    contrast = float(np.median(paper)) - float(np.median(ink))
    dark, light = np.percentile(_bright_ends(grey), [3, 97])
    return bool(light - dark < EVEN_PAPER * contrast)


def _bright_ends(grey: Grey) -> NDArray[np.float64]:
    """The brightness below which 80 % of a tile lie, for each of at most 8 x 8 tiles."""
    tiles: dict[tuple[int, ...], list[Grey]] = {}
    for row in np.array_split(grey, min(8, grey.shape[0]), axis=0):
        for tile in np.array_split(row, min(8, grey.shape[1]), axis=1):
            tiles.setdefault(tile.shape, []).append(tile.ravel())
    # Tiles of one size go together: sixty-four single calls would take ten times as long.
    return np.concatenate([np.percentile(np.stack(alike), 80, axis=1) for alike in tiles.values()])


def _flattened(grey: Grey) -> Grey:
    """Dark ink on paper that is 255 everywhere: the picture over its own background.

    The background is a closing wider than any stroke, so that the edge of a shadow stays sharp.
    """
    side = 0.05 * max(grey.shape)
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _kernel(side, side))
    paper = cv2.GaussianBlur(paper, (0, 0), 1.5)
    darkest = 0.4 * float(np.median(paper))  # what is darker lies beside the paper: it stays noise
    lift = np.maximum(darkest - paper.astype(np.float32), 0.0)
    flat = (grey + lift) / np.maximum(paper + lift, 1.0)
    return np.asarray(np.clip(flat, 0.0, 1.0) * 255, np.uint8)


def _adaptive(flat: Grey) -> Grey:
    """Ink of a flattened picture by an adaptive threshold.

    The offset lies midway between paper and ink, but well above the noise of the paper.
    """
    paper = float(np.median(flat))
    noise = 1.5 * float(np.median(np.abs(flat - paper)))
    marked = flat[flat < paper - 4 * noise - 8]
    ink = float(np.median(marked)) if len(marked) else paper
    offset = max(0.4 * (paper - ink), 3.5 * noise, 8.0)
    block = round(0.15 * max(flat.shape)) | 1
    return np.asarray(
        cv2.adaptiveThreshold(
            flat,
            255,
            cv2.ADAPTIVE_THRESH_MEAN_C,
            cv2.THRESH_BINARY_INV,
            max(3, block),
            offset,
        ),
        np.uint8,
    )


def _digit_boxes(ink: Grey, grey: Grey, note: Record) -> tuple[Boxes, float]:
    """Boxes of single digits, and the usual digit height in pixels."""
    unit = _usual_height(_components(ink), ink)
    ink = _without_rules(ink, unit)
    ink = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _kernel(unit / 20, unit / 20)))
    note("morphology", ink)
    boxes = _components(ink)
    note("contours", _drawn(grey, boxes))
    unit = _usual_height(boxes, ink)
    boxes = _filtered(_merged(_worthwhile(boxes, unit), unit), ink, unit)
    note("filtered", _drawn(grey, boxes))
    boxes = _split_all(boxes, ink)
    note("split", _drawn(grey, boxes))
    return boxes, unit


def _components(ink: Grey) -> Boxes:
    """Bounding boxes of the outer contours, those inside the holes of others included."""
    contours, hierarchy = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return np.zeros((0, 4), np.int64)
    outer = hierarchy.reshape(-1, 4)[:, 3] < 0
    rects = [cv2.boundingRect(c) for c, top in zip(contours, outer, strict=True) if top]
    x, y, width, height = np.array(rects, np.int64).T
    return np.stack([x, y, x + width, y + height], axis=1)


def _usual_height(boxes: Boxes, ink: Grey) -> float:
    """Median height of what could be digits; 1 where nothing could.

    Frames and tables are left out where there is something else, and flat strokes such as dashes.
    Each box counts by the square of its height, so that specks do not outvote digits.
    """
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    giant = (width > ink.shape[1] / 4) & (height > ink.shape[0] / 4)
    tall = height >= max(6.0, 0.01 * max(ink.shape))
    possible = tall & ~giant if (tall & ~giant).sum() >= 3 else tall
    upright = possible & (width < 2.5 * height)
    if not upright.any():
        upright = possible & (_fill(boxes, ink) < 0.5)
    heights = np.sort(height[upright]).astype(np.float64)
    if len(heights) == 0:
        return 1.0
    weight = np.cumsum(heights**2)
    return float(heights[np.searchsorted(weight, weight[-1] / 2)])


def _fill(boxes: Boxes, ink: Grey) -> NDArray[np.float64]:
    """The share of each box that is ink, (N,)."""
    total = cv2.integral(np.asarray(ink > 0, np.uint8)).astype(np.float64)
    x0, y0, x1, y1 = boxes.T
    inked = total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]
    share: NDArray[np.float64] = inked / np.maximum((x1 - x0) * (y1 - y0), 1)
    return share


def _without_rules(ink: Grey, unit: float) -> Grey:
    """Ink without long straight lines; strokes that crossed one are joined again."""
    for along in ((1, 0), (0, 1)):
        across = (along[1], along[0])
        thick = cv2.dilate(ink, _kernel(1 + 2 * across[0], 1 + 2 * across[1]))
        runs = cv2.morphologyEx(
            thick, cv2.MORPH_OPEN, _kernel(1 + 1.6 * unit * along[0], 1 + 1.6 * unit * along[1])
        )
        if not cv2.countNonZero(runs):
            continue
        count, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
        sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
        length = sides @ np.array(along)
        thickness = stats[:, cv2.CC_STAT_AREA] / np.maximum(length, 1)
        is_rule = (length > 2.2 * unit) & (thickness < 0.4 * unit)
        is_rule[0] = False
        if count < 2 or not is_rule.any():
            continue
        rules = np.where(is_rule[labels], 255, 0).astype(np.uint8)
        rest = ink & ~rules
        gap = 2 + float(thickness[is_rule].max())
        healed = cv2.morphologyEx(
            rest, cv2.MORPH_CLOSE, _kernel(1 + gap * across[0], 1 + gap * across[1])
        )
        ink = np.asarray(rest | (np.asarray(healed, np.uint8) & rules & ink), np.uint8)
    return ink


def _worthwhile(boxes: Boxes, unit: float) -> Boxes:
    """Boxes without specks; of a picture that is all texture, the largest few only."""
    sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    boxes = boxes[sides >= 0.12 * unit]
    tallest = np.argsort(boxes[:, 1] - boxes[:, 3], kind="stable")
    return boxes[tallest[:MOST_PARTS]]


def _merged(boxes: Boxes, unit: float) -> Boxes:
    """Boxes with the loose parts of a digit, such as the bar of a 5, put to the nearest box."""
    boxes = boxes.copy()
    alive = np.ones(len(boxes), np.bool_)
    for k in np.argsort(boxes[:, 3] - boxes[:, 1], kind="stable"):
        host = _host(boxes[k], boxes, unit, alive & (np.arange(len(boxes)) != k))
        if host is not None:
            boxes[host, :2] = np.minimum(boxes[host, :2], boxes[k, :2])
            boxes[host, 2:] = np.maximum(boxes[host, 2:], boxes[k, 2:])
            alive[k] = False
    return boxes[alive]


def _host(
    part: NDArray[np.int64], boxes: Boxes, unit: float, others: NDArray[np.bool_]
) -> int | None:
    """The box that a small part belongs to, or None: near, and no larger than a digit together."""
    if part[3] - part[1] > 0.7 * unit or part[2] - part[0] > 0.9 * unit:
        return None
    width, height = (np.maximum(part[2:], boxes[:, 2:]) - np.minimum(part[:2], boxes[:, :2])).T
    apart = np.maximum(part[:2] - boxes[:, 2:], boxes[:, :2] - part[2:])
    distance = np.maximum(apart, 0).max(axis=1)
    fits = others & (width < 1.1 * unit) & (height < 1.4 * unit) & (height > 0.6 * unit)
    fits &= (distance < 0.2 * unit) & (apart[:, 0] < 0.05 * unit)
    if not fits.any():
        return None
    return int(np.where(fits, distance, np.inf).argmin())


def _filtered(boxes: Boxes, ink: Grey, unit: float) -> Boxes:
    """Boxes that have the size and fill of a digit or of a few digits in touch."""
    width, height = (boxes[:, 2:] - boxes[:, :2]).T.astype(np.float64)
    fill = _fill(boxes, ink)
    slim = width < 0.35 * height
    keep = (height > 0.4 * unit) & (height < 2.2 * unit) & (height >= 6)
    keep &= (width > 0.04 * unit) & (width < 6 * height)
    keep &= (fill > 0.06) & ((fill < 0.8) | slim)
    kept: Boxes = boxes[keep]
    return kept


def _split_all(boxes: Boxes, ink: Grey) -> Boxes:
    """Boxes with those parted that hold several digits in touch, judged by their width."""
    if len(boxes) == 0:
        return boxes
    width, height = (boxes[:, 2:] - boxes[:, :2]).T.astype(np.float64)
    single = width < 1.2 * height
    usual = float(np.median(width[single])) if single.any() else 0.0
    usual = max(usual, 0.6 * float(np.median(height)))
    parts: list[list[int]] = []
    for box, w, h in zip(boxes.tolist(), width, height, strict=True):
        count = round(w / usual) if w > 1.2 * h and w > 1.5 * usual else 1
        parts += _split(box, ink, max(1, count))
    return np.array(parts, np.int64).reshape(-1, 4)


def _split(box: list[int], ink: Grey, count: int) -> list[list[int]]:
    """One box as `count` boxes, cut along the paths from top to bottom that cross least ink."""
    x0, y0, x1, y1 = box
    area = ink[y0:y1, x0:x1] > 0
    owner = np.zeros(area.shape, np.int64)
    for k in range(1, count):
        owner += np.arange(area.shape[1]) >= _seam(area, k / count, 0.35 / count)[:, None]
    parts = []
    for k in range(count):
        ys, xs = np.nonzero(area & (owner == k))
        if len(xs):
            left, top = x0 + int(xs.min()), y0 + int(ys.min())
            parts.append([left, top, x0 + int(xs.max()) + 1, y0 + int(ys.max()) + 1])
    return parts


def _seam(area: NDArray[np.bool_], at: float, reach: float) -> NDArray[np.int64]:
    """The column per row, (H,), of the path near the share `at` of the width that cuts least ink.

    Least-cost path by dynamic programming: ink costs most, then leaving the middle.
    """
    height, width = area.shape
    columns = np.arange(
        max(0, int((at - reach) * width)), min(width, int((at + reach) * width) + 1)
    )
    cost = area[:, columns] + 0.1 * np.abs(columns / width - at) / reach
    total = cost.astype(np.float64)
    for row in range(1, height):
        above = np.pad(total[row - 1], 1, constant_values=np.inf)
        total[row] += np.minimum(above[1:-1], np.minimum(above[:-2], above[2:]) + 0.05)
    path = np.zeros(height, np.int64)
    path[-1] = total[-1].argmin()
    for row in range(height - 2, -1, -1):
        low = max(0, path[row + 1] - 1)
        path[row] = low + total[row, low : path[row + 1] + 2].argmin()
    return columns[path]


def _drawn(grey: Grey, boxes: Boxes) -> Grey:
    """The picture in colour with boxes on it."""
    picture = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    line = max(1, round(max(grey.shape) / 800))
    for x0, y0, x1, y1 in boxes.tolist():
        cv2.rectangle(picture, (x0, y0), (x1 - 1, y1 - 1), (220, 30, 30), line)
    return np.asarray(picture, np.uint8)
