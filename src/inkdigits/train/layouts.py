"""Ways to fill a sheet with numbers: lines, tables, forms, sums, formulas, scattered notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.train.distractors import (
    ARITHMETIC,
    PUNCTUATION,
    JunkSet,
    write_sign,
    write_value,
    write_word,
)
from inkdigits.train.paper import draw_line
from inkdigits.train.sheet import Sheet, find_room, write_number

Layout = Callable[[Sheet, np.random.Generator, Sequence[JunkSet]], None]

_ASKEW_SHARE = 0.25
"""Pages of scattered or single numbers on which these stand at odd angles."""

_LENGTH_SHARES = (0.26, 0.22, 0.15, 0.12, 0.07, 0.05, 0.03, 0.06, 0.01, 0.03)  # 1 to 10 digits


def random_values(rng: np.random.Generator, length: int | None = None) -> list[int]:
    """The digits of a number: mostly uniform, at times all alike, counting up, or round."""
    if length is None:
        length = 1 + int(rng.choice(10, p=_LENGTH_SHARES))
    draw = rng.random()
    if draw < 0.05:
        return [int(rng.integers(10))] * length
    if draw < 0.1:
        start = int(rng.integers(10))
        return [(start + i) % 10 for i in range(length)]
    values = [int(v) for v in rng.integers(0, 10, length)]
    if draw < 0.14:
        values[length // 2 :] = [0] * (length - length // 2)
    return values


def _word_gap(sheet: Sheet, rng: np.random.Generator) -> float:
    return sheet.digit_height * (max(0.0, sheet.hand.gap) + float(rng.uniform(0.5, 2.0)))


def _slope(rng: np.random.Generator) -> float:
    return float(rng.normal(0, 0.02))


def _steep(rng: np.random.Generator) -> float:
    """The slope of a number on a whiteboard or in a margin, up to about 27 degrees."""
    return float(np.clip(rng.normal(0, 0.22), -0.5, 0.5))


def lines(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Lines of numbers, here and there with words or punctuation between them."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    pitch = h * float(np.exp(rng.uniform(np.log(1.15), np.log(3.2))))
    words = rng.choice([0.0, 0.15, 0.5], p=[0.5, 0.25, 0.25])
    marks = rng.choice([0.0, 0.3], p=[0.7, 0.3])
    most = int(rng.choice([1, 2, 4, 50], p=[0.2, 0.15, 0.2, 0.45]))
    groups = int(rng.choice([1, 2, 3, 50], p=[0.3, 0.15, 0.15, 0.4]))
    length = int(rng.integers(1, 9)) if rng.random() < 0.4 else None
    slope = _slope(rng)
    top = y0 + h if most > 4 else float(rng.uniform(y0 + h, max(y0 + h + 1, y1 - most * pitch)))
    indent = float(rng.choice([0, rng.uniform(0, 0.4)])) * (x1 - x0)
    for baseline in np.arange(top, y1, pitch)[:most]:
        x = x0 + indent + abs(float(rng.normal(0, 0.3))) * h
        line: list[list[int]] = []
        while x < x1 - 0.5 * h and len(line) < groups:
            if rng.random() < words:
                x = write_word(sheet, rng, junk, x, baseline - slope * (x - x0), h)
                x += _word_gap(sheet, rng)
                continue
            values = random_values(rng, length)
            fit = max(1, int((x1 - x) / (h * (0.6 + max(0.0, sheet.hand.gap)))))
            indices, x = write_value(sheet, rng, values[:fit], x, baseline, slope=slope)
            line.append(indices)
            if rng.random() < marks:
                name = str(rng.choice(PUNCTUATION))
                x = write_sign(sheet, rng, name, x + 0.1 * h, baseline - slope * (x - x0), h)
            x += _word_gap(sheet, rng)
        sheet.lines.append(line)


def scattered(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Numbers anywhere on the page, of like or unlike sizes, on some pages at odd angles."""
    mixed = 0.35 if rng.random() < 0.35 else 0.05
    is_askew = rng.random() < _ASKEW_SHARE
    for _ in range(int(np.exp(rng.uniform(0, np.log(30))))):
        h = sheet.digit_height * float(np.exp(rng.normal(0, mixed)))
        values = random_values(rng, int(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1])))
        slope = _steep(rng) if is_askew else _slope(rng)
        length = len(values) * h * (0.75 + max(0.0, sheet.hand.gap)) + 0.3 * h
        rise = abs(slope) * length
        place = find_room(sheet, rng, length, 1.3 * h + rise)
        if place is None:
            continue
        x, baseline = place[0] + 0.1 * h, place[1] + 1.15 * h + max(0.0, slope) * length
        indices = _write_along(sheet, rng, values, x, baseline, h, slope)
        sheet.lines.append([indices])


def single(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """One number alone, anywhere on the page, at times at an odd angle."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    values = random_values(rng, int(rng.choice([1, 2, 3, 5], p=[0.5, 0.25, 0.15, 0.1])))
    slope = _steep(rng) if rng.random() < _ASKEW_SHARE else _slope(rng)
    room = len(values) * h * (0.75 + max(0.0, sheet.hand.gap))
    x = float(rng.uniform(x0, max(x0 + 1, x1 - room)))
    highest = y0 + h + max(0.0, slope) * room
    baseline = float(rng.uniform(highest, max(highest + 1, y1 + min(0.0, slope) * room)))
    sheet.lines.append([_write_along(sheet, rng, values, x, baseline, h, slope)])


def _write_along(
    sheet: Sheet,
    rng: np.random.Generator,
    values: Sequence[int],
    x: float,
    baseline: float,
    height: float,
    slope: float,
) -> list[int]:
    """Write a number that begins at a point; its digits may lean with their baseline."""
    hand = sheet.hand
    lean = -float(np.degrees(np.arctan(slope))) * float(rng.uniform(0, 1))
    sheet.hand = replace(hand, turned=lean)
    start = baseline + slope * (x - sheet.area[0])  # `slope` is counted from the area's left
    indices, _ = write_value(sheet, rng, values, x, start, height=height, slope=slope)
    sheet.hand = hand
    return indices


def draw_lattice(
    sheet: Sheet,
    rng: np.random.Generator,
    xs: NDArray[np.floating[Any]],
    ys: NDArray[np.floating[Any]],
) -> None:
    """Table lines at xs and ys, printed or drawn by hand; either direction may be missing."""
    by_hand = rng.random() < 0.35
    layer = sheet.ink if by_hand else sheet.printed
    share = float(rng.choice([0.03, 0.06, 0.12], p=[0.45, 0.4, 0.15]))
    thickness = sheet.digit_height * (sheet.hand.pen if by_hand else share)
    value = int(rng.integers(120, 256))
    sway = 0.03 * sheet.digit_height if by_hand else 0.0
    which = rng.choice(["both", "rows", "columns"], p=[0.76, 0.16, 0.08])
    if which != "columns":
        for y in ys:
            a, b = rng.normal(0, sway, 2) if sway else (0.0, 0.0)
            draw_line(layer, (xs[0], y + a), (xs[-1], y + b), thickness=thickness, value=value)
    if which != "rows":
        for x in xs:
            a, b = rng.normal(0, sway, 2) if sway else (0.0, 0.0)
            draw_line(layer, (x + a, ys[0]), (x + b, ys[-1]), thickness=thickness, value=value)


def shade_cells(
    sheet: Sheet,
    rng: np.random.Generator,
    xs: NDArray[np.floating[Any]],
    ys: NDArray[np.floating[Any]],
) -> None:
    """Tint the heading row, the first column or some cells of a table."""
    value = int(rng.integers(20, 110))
    which = str(rng.choice(["row", "column", "cells"]))
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            tinted = {"row": row == 0, "column": column == 0, "cells": rng.random() < 0.2}[which]
            if tinted:
                rows = slice(max(0, round(ys[row])), max(0, round(ys[row + 1])))
                columns = slice(max(0, round(xs[column])), max(0, round(xs[column + 1])))
                window = sheet.printed[rows, columns]
                np.maximum(window, value, out=window)


def grid(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """A table: numbers in cells, with or without lines, perhaps with written headings."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    longest = int(rng.choice([1, 2, 3, 4], p=[0.45, 0.3, 0.15, 0.1]))
    advance = 0.7 + max(-0.05, sheet.hand.gap)
    cell_w = h * (longest * advance + float(rng.uniform(0.15, 1.5)))
    cell_h = h * float(np.exp(rng.uniform(np.log(1.15), np.log(2.5))))
    columns = min(int((x1 - x0) / cell_w), int(rng.choice([3, 5, 9, 30])))
    rows = min(int((y1 - y0) / cell_h), int(rng.choice([2, 4, 9, 30])))
    if columns < 1 or rows < 1:
        return single(sheet, rng, junk)
    left = x0 + rng.uniform(0, x1 - x0 - columns * cell_w)
    top = y0 + rng.uniform(0, y1 - y0 - rows * cell_h)
    if rng.random() < 0.72:
        xs = left + cell_w * np.arange(columns + 1)
        ys = top + cell_h * np.arange(rows + 1)
        draw_lattice(sheet, rng, xs, ys)
        if rng.random() < 0.2:
            shade_cells(sheet, rng, xs, ys)
    empty = float(rng.choice([0.0, 0.15, 0.5], p=[0.5, 0.3, 0.2]))
    headings = rng.random() < 0.25
    for row in range(rows):
        line: list[list[int]] = []
        baseline = top + (row + 0.5) * cell_h + 0.5 * h
        for column in range(columns):
            x = left + column * cell_w + 0.1 * h + float(rng.uniform(0, 0.25)) * (cell_w - 0.7 * h)
            foot = baseline + float(rng.normal(0, 0.12)) * (cell_h - h)
            if headings and (row == 0 or column == 0):
                write_word(sheet, rng, junk, x, foot, 0.8 * h, int(rng.integers(1, 3)))
            elif rng.random() >= empty:
                values = random_values(rng, int(rng.integers(1, longest + 1)))
                line.append(write_value(sheet, rng, values, x, foot)[0])
        sheet.lines.append(line)
    return None


def comb(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Form fields: one digit in each printed box, joined, apart, or open at the top."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    box_w, box_h = h * float(rng.uniform(0.95, 1.6)), h * float(rng.uniform(1.1, 1.9))
    apart = float(rng.choice([0.0, rng.uniform(0.1, 0.5)])) * h
    thickness = h * float(rng.choice([0.025, 0.05, 0.1]))
    value = int(rng.integers(100, 256))
    opened = rng.random() < 0.25
    fields = max(1, min(int(rng.integers(2, 12)), int((x1 - x0) / (box_w + apart))))
    step = box_h + h * float(rng.uniform(0.3, 1.5))
    rows = max(1, min(int(rng.choice([1, 1, 2, 5])), int((y1 - y0) / step)))
    left = x0 + rng.uniform(0, max(1.0, x1 - x0 - fields * (box_w + apart)))
    top = y0 + rng.uniform(0, max(1.0, y1 - y0 - rows * step))
    filled = int(rng.integers(1, fields + 1))
    for row in range(rows):
        y = top + row * step
        line: list[int] = []
        for i in range(fields):
            x = left + i * (box_w + apart)
            sides = [(x, y, x, y + box_h), (x + box_w, y, x + box_w, y + box_h)]
            sides.append((x, y + box_h, x + box_w, y + box_h))
            if not opened:
                sides.append((x, y, x + box_w, y))
            for ax, ay, bx, by in sides:
                draw_line(sheet.printed, (ax, ay), (bx, by), thickness=thickness, value=value)
            if i < filled:
                inset = (box_w - 0.6 * h) / 2 + float(rng.normal(0, 0.08)) * h
                foot = y + (box_h + h) / 2 + float(rng.normal(0, 0.08)) * h
                line += write_number(sheet, rng, random_values(rng, 1), x + inset, foot)[0]
        sheet.lines.append([line])


def column(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Numbers under one another, as in a written sum, with a line and a result below."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    advance = h * (0.65 + max(0.0, sheet.hand.gap))
    length = int(rng.integers(1, 6))
    pitch = h * float(rng.uniform(1.15, 1.8))
    left = float(rng.uniform(x0 + h, max(x0 + h + 1, x1 - (length + 0.5) * advance)))
    y = float(rng.uniform(y0 + h, max(y0 + h + 1, y1 - 3 * pitch)))
    count = int(rng.integers(2, 6))
    for k in range(count):
        if y > y1:
            return
        own = int(rng.integers(1, length + 1))
        start = left + (length - own) * advance
        indices, _ = write_value(sheet, rng, random_values(rng, own), start, y)
        sheet.lines.append([indices])
        if k == count - 2:
            sign = str(rng.choice(["plus", "minus", "times"]))
            write_sign(sheet, rng, sign, left - 1.2 * h, y, h)
            pen = sheet.hand.pen * h
            a, b = (left - 1.3 * h, y + 0.25 * h), (left + length * advance, y + 0.25 * h)
            draw_line(sheet.ink, a, b, thickness=pen, value=255)
            y += 0.3 * h
        y += pitch


def _write_term(
    sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet], x: float, y: float
) -> tuple[list[list[int]], float]:
    """A number, a letter (no number), or a fraction of a formula, which is two numbers."""
    h = sheet.digit_height
    draw = rng.random()
    if draw < 0.12:
        return [], write_word(sheet, rng, junk, x, y, h, 1)
    values = random_values(rng, int(rng.choice([1, 2, 3], p=[0.65, 0.27, 0.08])))
    if draw < 0.85:
        indices, end = write_value(sheet, rng, values, x, y)
        return [indices], end
    upper, end_a = write_number(sheet, rng, values, x, y - 0.75 * h)
    lower, end_b = write_number(sheet, rng, random_values(rng, 1), x, y + 0.75 * h)
    bar = (x - 0.2 * h, y - 0.5 * h), (max(end_a, end_b) + 0.2 * h, y - 0.5 * h)
    draw_line(sheet.ink, *bar, thickness=sheet.hand.pen * h, value=255)
    return [upper, lower], max(end_a, end_b) + 0.2 * h


def formula(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Arithmetic: terms and signs, brackets and equals signs, on one or several lines."""
    x0, y0, x1, y1 = sheet.area
    h = sheet.digit_height
    pitch = h * float(rng.uniform(1.5, 3.5))
    most = int(rng.choice([1, 2, 5, 20], p=[0.45, 0.2, 0.2, 0.15]))
    start = float(rng.uniform(y0 + h, max(y0 + h + 1, y1 - 0.7 * most * pitch)))
    gap = h * float(rng.uniform(0.1, 0.9))
    for baseline in np.arange(start, y1, pitch)[:most]:
        x = x0 + float(rng.uniform(0, 0.25)) * (x1 - x0)
        line: list[list[int]] = []
        for _ in range(int(rng.integers(1, 7))):
            if x > x1 - h:
                break
            if rng.random() < 0.25:
                x = write_sign(sheet, rng, "open", x, baseline, h) + 0.1 * h
            numbers, x = _write_term(sheet, rng, junk, x, baseline)
            line += numbers
            if rng.random() < 0.25:
                x = write_sign(sheet, rng, "close", x + 0.1 * h, baseline, h)
            x = write_sign(sheet, rng, str(rng.choice(ARITHMETIC)), x + gap, baseline, h) + gap
        sheet.lines.append(line)


LAYOUTS: dict[str, tuple[Layout, float]] = {
    "lines": (lines, 0.34),
    "scattered": (scattered, 0.14),
    "single": (single, 0.08),
    "grid": (grid, 0.14),
    "comb": (comb, 0.08),
    "column": (column, 0.06),
    "formula": (formula, 0.16),
}
"""Each layout and how often it is chosen."""


def fill(
    sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet], name: str | None = None
) -> str:
    """Write on a sheet in a random (or the named) layout; return the layout's name."""
    if name is None:
        shares = np.array([share for _, share in LAYOUTS.values()])
        name = str(rng.choice(list(LAYOUTS), p=shares / shares.sum()))
    LAYOUTS[name][0](sheet, rng, junk)
    return name
