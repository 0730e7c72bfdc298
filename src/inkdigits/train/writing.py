"""Filling the flat sheet: ruling, numbers, what stands around them, or a page without digits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inkdigits.train.distractors import (
    JunkSet,
    add_loop,
    blot_out,
    cross_out,
    free_marks,
    write_row_of_signs,
    write_word,
)
from inkdigits.train.drawings import add_outlines, add_shapes, add_stamp
from inkdigits.train.hands import DigitSet, draw_glyph
from inkdigits.train.layouts import draw_lattice, fill, shade_cells
from inkdigits.train.paper import draw_ruling
from inkdigits.train.plan import Plan, choose_hand
from inkdigits.train.print import add_print, write_ideograms
from inkdigits.train.sheet import Sheet, put_ink

NEGATIVES = {
    "empty": 0.22,
    "words": 0.4,
    "shapes": 0.1,
    "outlines": 0.22,
    "signs": 0.11,
    "marks": 0.1,
    "print": 0.08,
    "table": 0.05,
    "script": 0.025,
    "ideograms": 0.09,
}
"""Kinds of pages without digits, and how often each is made."""


def write_page(
    sheet: Sheet,
    rng: np.random.Generator,
    plan: Plan,
    digits: Sequence[DigitSet],
    junk: Sequence[JunkSet],
) -> str:
    """Fill a blank sheet in place; return its layout ("+scattered": by a second hand)."""
    if rng.random() < (0.06 if plan.medium == "screen" else 0.34):
        baseline = sheet.area[1] + sheet.digit_height
        draw_ruling(sheet.printed, rng, digit_height=sheet.digit_height, baseline=baseline)
    if plan.negative:
        return _write_negative(sheet, rng, junk)
    name = fill(sheet, rng, junk)
    if rng.random() < 0.12:
        sheet.hand = choose_hand(digits, rng, plan.medium)
        fill(sheet, rng, junk, "scattered")
        name += "+scattered"
    if rng.random() < 0.25:
        free_marks(sheet, rng, junk, int(rng.integers(1, 7)))
    while rng.random() < 0.08:
        cross_out(sheet, rng)
    while rng.random() < 0.05:
        blot_out(sheet, rng)
    while rng.random() < 0.08:
        add_loop(sheet, rng)
    if rng.random() < 0.03:
        add_stamp(sheet, rng)
    return name


def _write_negative(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> str:
    """A page with anything but digits."""
    shares = np.array(list(NEGATIVES.values()))
    name = str(rng.choice(list(NEGATIVES), p=shares / shares.sum()))
    if name == "words":
        _write_text(sheet, rng, junk)
    elif name == "shapes":
        add_shapes(sheet, rng)
    elif name == "outlines":
        add_outlines(sheet, rng)
    elif name == "signs":
        write_row_of_signs(sheet, rng)
    elif name == "marks":
        free_marks(sheet, rng, junk, int(rng.integers(2, 12)))
    elif name == "table":
        _draw_empty_table(sheet, rng)
    elif name == "script" and junk:
        _write_script(sheet, rng, junk)
    elif name == "ideograms":
        _write_ideogram_lines(sheet, rng)
    elif name == "print":
        for _ in range(int(rng.integers(2, 10))):
            add_print(sheet, rng)
    return f"negative-{name}"


def _write_text(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Lines of handwritten words."""
    h = sheet.digit_height
    x0, y0, x1, y1 = sheet.area
    pitch = h * rng.uniform(1.2, 2.5)
    for baseline in np.arange(y0 + h, y1, pitch)[: int(rng.integers(1, 8))]:
        x = x0 + abs(float(rng.normal(0, 1))) * h
        while x < x1 - h:
            x = write_word(sheet, rng, junk, x, baseline, h) + h * float(rng.uniform(0.4, 1.5))


def _write_ideogram_lines(sheet: Sheet, rng: np.random.Generator) -> None:
    """Lines of square characters, large and small."""
    h = sheet.digit_height * rng.uniform(0.6, 1.8)
    x0, y0, x1, y1 = sheet.area
    for top in np.arange(y0, y1 - h, h * rng.uniform(1.1, 2.2))[: int(rng.integers(1, 9))]:
        start = x0 + abs(float(rng.normal(0, 0.6))) * h
        count = int(rng.integers(1, max(2, int((x1 - start) / h) + 1)))
        write_ideograms(sheet, rng, start, float(top), h, count)


def _draw_empty_table(sheet: Sheet, rng: np.random.Generator) -> None:
    """A table or a grid with nothing in it."""
    x0, y0, x1, y1 = sheet.area
    cell = sheet.digit_height * np.exp(rng.uniform(np.log(0.8), np.log(4), 2))
    xs, ys = np.arange(x0, x1, cell[0]), np.arange(y0, y1, cell[1])
    if len(xs) > 1 and len(ys) > 1:
        draw_lattice(sheet, rng, xs, ys)
        if rng.random() < 0.3:
            shade_cells(sheet, rng, xs, ys)


def _write_script(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet]) -> None:
    """Rows of a few characters over and over, as in print of another alphabet."""
    h = sheet.digit_height
    x0, y0, x1, y1 = sheet.area
    others = [one for one in junk if one.source.name == "omniglot"] or list(junk)
    source = others[int(rng.integers(len(others)))].source
    glyphs = [
        draw_glyph(sheet.hand, rng, source, int(rng.integers(len(source))), h)
        for _ in range(int(rng.integers(3, 8)))
    ]
    step_x, step_y = h * rng.uniform(1.1, 1.5), h * rng.uniform(1.15, 2)
    for row, y in enumerate(np.arange(y0, y1 - h, step_y)):
        for column, x in enumerate(np.arange(x0, x1 - h, step_x)):
            put_ink(sheet.ink, glyphs[(row + column) % len(glyphs)], x, y)
