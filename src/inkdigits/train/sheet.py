"""The flat sheet a page is written on, before camera and light: ink, print, digits' places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.hands import Hand, draw_digit, draw_strokes
from inkdigits.train.numbers import WrittenNumber
from inkdigits.train.symbols import SignGlyphs
from inkdigits.train.words import WrittenWord

Ink = NDArray[np.uint8]
Rectangle = tuple[float, float, float, float]

_INK = 64  # opacity from which a pixel counts as ink


@dataclass
class Sheet:
    """A page while it is being written; pixel centres are at whole numbers.

    Attributes:
        ink: Opacity of what is written by hand, uint8 (H, W).
        printed: Opacity of what is printed, uint8 (H, W).
        hand: Who writes.
        digit_height: Nominal height of the digits in pixels.
        area: Where writing goes, (x0, y0, x1, y1).
        hulls: Convex hull of each digit's ink, float32 (k, 2).
        labels: Value of each digit.
        lines: Indices of the digits, line by line and group by group, where that is known.
        taken: Rectangles that are written on, digits and everything else.
        spoilt: Indices of digits that are crossed out or otherwise no longer readable.
        blotted: Indices of digits of which nothing can be seen any more.
        symbol_hulls: Convex hull of each symbol's ink, float32 (k, 2).
        symbols: Index into `SYMBOLS` of each symbol.
        marked: Share of the numbers that are written with symbols in them.
        glyphs: Signs as people wrote them.
        words: Words in one person's joined writing.
    """

    ink: Ink
    printed: Ink
    hand: Hand
    digit_height: float
    area: Rectangle
    hulls: list[NDArray[np.float32]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    lines: list[list[list[int]]] = field(default_factory=list)
    taken: list[Rectangle] = field(default_factory=list)
    spoilt: set[int] = field(default_factory=set)
    blotted: set[int] = field(default_factory=set)
    symbol_hulls: list[NDArray[np.float32]] = field(default_factory=list)
    symbols: list[int] = field(default_factory=list)
    marked: float = 0.0
    glyphs: SignGlyphs = field(default_factory=dict)
    words: tuple[WrittenWord, ...] = ()


def blank_sheet(hand: Hand, height: int, width: int, digit_height: float, area: Rectangle) -> Sheet:
    """An empty sheet of `height` x `width` pixels."""
    ink, printed = np.zeros((2, height, width), np.uint8)
    return Sheet(ink, printed, hand, digit_height, area)


def put_ink(layer: Ink, glyph: Ink, x: float, y: float) -> Rectangle | None:
    """Lay a glyph on a layer with its top left at (x, y); return where it landed, if it did."""
    left, top = round(x), round(y)
    height, width = glyph.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(layer.shape[1], left + width), min(layer.shape[0], top + height)
    if x0 >= x1 or y0 >= y1:
        return None
    window = layer[y0:y1, x0:x1]
    np.maximum(window, glyph[y0 - top : y1 - top, x0 - left : x1 - left], out=window)
    return (float(left), float(top), float(left + width), float(top + height))


def put_digit(sheet: Sheet, glyph: Ink, label: int, x: float, y: float) -> int | None:
    """Lay down a digit and note it; None where it lies off the sheet or has no ink."""
    solid = glyph > _INK
    if not solid.any():
        return None
    left, top = round(x), round(y)
    height, width = glyph.shape
    rows, columns = sheet.ink.shape
    if left < 0 or top < 0 or left + width > columns or top + height > rows:
        return None
    put_ink(sheet.ink, glyph, left, top)
    sheet.hulls.append(_hull(solid, left, top))
    sheet.labels.append(int(label))
    sheet.taken.append((left, top, left + width, top + height))
    return len(sheet.labels) - 1


def put_symbol(sheet: Sheet, glyph: Ink, symbol: int, x: float, y: float) -> None:
    """Lay down a symbol, an index into `SYMBOLS`, and note it where any of it is on the sheet."""
    solid = glyph > _INK
    landed = put_ink(sheet.ink, glyph, x, y)
    if landed is None or not solid.any():
        return
    sheet.symbol_hulls.append(_hull(solid, round(x), round(y)))
    sheet.symbols.append(symbol)
    sheet.taken.append(landed)


def _hull(solid: NDArray[np.bool_], left: int, top: int) -> NDArray[np.float32]:
    points = cv2.convexHull(cv2.findNonZero(solid.view(np.uint8))).reshape(-1, 2)
    return points.astype(np.float32) + np.array([left, top], np.float32)


def write_number(
    sheet: Sheet,
    rng: np.random.Generator,
    values: Sequence[int],
    x: float,
    baseline: float,
    *,
    height: float | None = None,
    slope: float = 0.0,
) -> tuple[list[int], float]:
    """Write digits from `x` on along a baseline.

    Args:
        sheet: Where to.
        rng: Source of randomness.
        values: The digits; a hand that has numbers of its own may write one of those instead.
        x: Left edge of the first one.
        baseline: The y they stand on at `x`.
        height: Digit height, where not the sheet's.
        slope: Rise of the baseline per pixel.

    Returns:
        Indices of the digits written, and the x where the last one ends.
    """
    hand = sheet.hand
    nominal = sheet.digit_height if height is None else height
    fitting = [n for n in hand.numbers if len(n.values) <= len(values)]
    if fitting and rng.random() < 0.85:
        number = fitting[int(rng.integers(len(fitting)))]
        return _write_as_written(sheet, rng, number, x, baseline, nominal)
    indices = []
    end = x
    for value in values:
        own = nominal * float(np.exp(rng.normal(0, hand.size_spread)))
        glyph = draw_digit(hand, rng, int(value), max(5.0, own))
        foot = (
            baseline - slope * (x - sheet.area[0]) + rng.normal(0, hand.baseline_spread) * nominal
        )
        index = put_digit(sheet, glyph, int(value), x, foot - glyph.shape[0])
        if index is not None:
            indices.append(index)
        end = x + glyph.shape[1]
        gap = hand.gap + rng.normal(0, hand.gap_spread)
        x = end + max(-0.2, gap) * nominal
    return indices, end


def _write_as_written(
    sheet: Sheet,
    rng: np.random.Generator,
    number: WrittenNumber,
    x: float,
    baseline: float,
    height: float,
) -> tuple[list[int], float]:
    """Write a number with the spacing, sizes and baseline its writer gave it."""
    low = np.array([np.concatenate(strokes).min(axis=0) for strokes in number.digits])
    high = np.array([np.concatenate(strokes).max(axis=0) for strokes in number.digits])
    scale = height / max(1e-3, float(np.median(high[:, 1] - low[:, 1])))
    foot = float(np.median(high[:, 1]))
    hand = replace(sheet.hand, tilt=0.3 * sheet.hand.tilt, turned=0.0)
    indices = []
    end = x
    for strokes, value, start, stop in zip(number.digits, number.values, low, high, strict=True):
        own = float(stop[1] - start[1]) * scale + sheet.hand.pen * height
        glyph = draw_strokes(hand, rng, strokes, max(5.0, own))
        left = x + float(start[0] - low[:, 0].min()) * scale * sheet.hand.aspect
        bottom = baseline + float(stop[1] - foot) * scale
        index = put_digit(sheet, glyph, value, left, bottom - glyph.shape[0])
        if index is not None:
            indices.append(index)
        end = max(end, left + glyph.shape[1])
    return indices, end


def is_free(sheet: Sheet, rectangle: Rectangle) -> bool:
    """Whether nothing noted on the sheet lies within the rectangle."""
    x0, y0, x1, y1 = rectangle
    return all(x0 >= c or x1 <= a or y0 >= d or y1 <= b for a, b, c, d in sheet.taken)


def find_room(
    sheet: Sheet, rng: np.random.Generator, width: float, height: float, tries: int = 12
) -> tuple[float, float] | None:
    """The top left of a random free rectangle within the writing area, or None."""
    x0, y0, x1, y1 = sheet.area
    for _ in range(tries):
        x = float(rng.uniform(x0, max(x0 + 1, x1 - width)))
        y = float(rng.uniform(y0, max(y0 + 1, y1 - height)))
        if is_free(sheet, (x, y, x + width, y + height)):
            return x, y
    return None


def draw_path(
    layer: Ink,
    points: NDArray[np.floating[Any]],
    *,
    pen: float,
    value: int = 255,
    hard: bool = False,
) -> None:
    """Draw one pen path, float (n, 2) in pixels, on a layer, in place."""
    fixed = np.round(np.asarray(points) * 16).astype(np.int32)
    style = cv2.LINE_8 if hard else cv2.LINE_AA
    faint = min(1.0, max(0.3, pen))
    cv2.polylines(layer, [fixed], False, round(value * faint), max(1, round(pen)), style, 4)
