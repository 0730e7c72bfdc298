"""Everything on a page that is no digit: signs, words, other scripts, scribbles, marks, print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.hands import draw_glyph, draw_picture, draw_strokes
from inkdigits.train.print import add_print, write_ideograms
from inkdigits.train.sheet import (
    Ink,
    Sheet,
    draw_path,
    find_room,
    put_ink,
    put_symbol,
    write_number,
)
from inkdigits.train.sources import Source
from inkdigits.train.strokes import Stroke, repenned
from inkdigits.train.symbols import SYMBOL_NAMES
from inkdigits.train.words import WORD_SIZE


@dataclass(frozen=True)
class JunkSet:
    """Glyphs that are no digits, and the indices of each writer's."""

    source: Source
    writers: tuple[NDArray[np.int64], ...]


def index_junk(source: Source) -> JunkSet:
    """Index a source of letters, signs or foreign characters by writer."""
    order = np.argsort(source.writers, kind="stable")
    _, starts = np.unique(source.writers[order], return_index=True)
    return JunkSet(source, tuple(np.split(order, starts[1:])))


def _line(x0: float, y0: float, x1: float, y1: float) -> Stroke:
    return np.array([[x0, y0], [x1, y1]], np.float32)


def _arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    t = np.radians(np.linspace(start, end, 14))
    return np.stack([cx + rx * np.cos(t), cy + ry * np.sin(t)], 1).astype(np.float32)


_CURLY_X = [_arc(0.0, 0.5, 0.45, 0.5, -70, 70), _arc(0.9, 0.5, 0.45, 0.5, 110, 250)]

SIGNS: dict[str, tuple[list[Stroke], float, float]] = {
    "plus": ([_line(0, 0.5, 1, 0.5), _line(0.5, 0, 0.5, 1)], 0.6, 0.2),
    "minus": ([_line(0, 0, 1, 0.02)], 0.3, 0.4),
    "equals": ([_line(0, 0, 1, 0), _line(0, 0.5, 1, 0.5)], 0.3, 0.35),
    "times": ([_line(0, 0, 1, 1), _line(1, 0, 0, 1)], 0.5, 0.2),
    "x": (_CURLY_X, 0.55, 0.0),
    "divide": (
        [_line(0, 0.5, 1, 0.5), _line(0.5, 0, 0.5, 0.1), _line(0.5, 0.9, 0.5, 1)],
        0.5,
        0.25,
    ),
    "slash": ([_line(0.6, 0, 0, 1)], 1.1, -0.05),
    "colon": ([_line(0, 0, 0, 0.1), _line(0, 0.9, 0, 1)], 0.5, 0.1),
    "dot": ([_line(0, 0, 0.3, 0.3)], 0.12, 0.0),
    "comma": ([_arc(0, 0, 0.5, 1, -60, 60)], 0.3, -0.15),
    "open": ([_arc(1, 0.5, 0.6, 1.0, 125, 235)], 1.2, -0.1),
    "close": ([_arc(0, 0.5, 0.6, 1.0, -55, 55)], 1.2, -0.1),
    "less": ([np.array([[1, 0], [0, 0.5], [1, 1]], np.float32)], 0.55, 0.2),
    "greater": ([np.array([[0, 0], [1, 0.5], [0, 1]], np.float32)], 0.55, 0.2),
    "root": (
        [np.array([[0, 0.6], [0.15, 0.5], [0.4, 1], [0.7, 0], [2, 0]], np.float32)],
        1.2,
        -0.1,
    ),
    "star": (
        [_line(0, 0.5, 1, 0.5), _line(0.2, 0, 0.8, 1), _line(0.8, 0, 0.2, 1)],
        0.45,
        0.3,
    ),
    "caret": ([np.array([[0, 1], [0.5, 0], [1, 1]], np.float32)], 0.35, 0.6),
    "arrow": (
        [_line(0, 0.5, 2, 0.5), np.array([[1.6, 0], [2, 0.5], [1.6, 1]], np.float32)],
        0.4,
        0.3,
    ),
    "check": ([np.array([[0, 0.6], [0.3, 1], [1.1, 0]], np.float32)], 0.9, 0.0),
}
"""Signs as strokes in a unit box; their height, and lift off the baseline, in digit heights."""

_STEEP = 0.33
_JOINED = 0.6  # of words

ARITHMETIC = ("plus", "minus", "times", "x", "divide", "slash", "equals")
PUNCTUATION = ("dot", "comma", "colon", "slash", "minus")


def write_sign(
    sheet: Sheet, rng: np.random.Generator, name: str, x: float, baseline: float, height: float
) -> float:
    """Write a sign from `SIGNS` at x on a baseline, for digits of `height`; return its end."""
    strokes, size, lift = SIGNS[name]
    symbol = SYMBOL_NAMES.index(name) if name in SYMBOL_NAMES else None
    own = height * size * float(np.exp(rng.normal(0, 0.15 if symbol is None else 0.25)))
    spread = rng.normal(0, 0.04, (1, 2)).astype(np.float32)
    loose = [s + rng.normal(0, 0.03, s.shape).astype(np.float32) + spread for s in strokes]
    if name in ("minus", "dot"):
        width = own * float(rng.uniform(1.2, 2.6)) if name == "minus" else own
        glyph = _short_stroke(sheet, rng, loose[0] * np.float32(width))
    else:
        written = sheet.glyphs.get(name, ())
        if written and rng.random() < 0.5:
            loose = written[int(rng.integers(len(written)))]
        glyph = draw_strokes(sheet.hand, rng, loose, max(4.0, own))
    if name == "slash" and glyph.shape[1] < _STEEP * glyph.shape[0]:
        return x  # nobody could tell it from a 1
    centre = glyph.shape[0] / 2 - own / 2
    top = baseline - height * (lift + rng.normal(0, 0.04)) - own - centre
    if symbol is not None:
        put_symbol(sheet, glyph, symbol, x, top)
    elif landed := put_ink(sheet.ink, glyph, x, top):
        sheet.taken.append(landed)
    return x + float(glyph.shape[1])


_MARKED = {"decimal": 0.45, "negative": 0.25, "negative decimal": 0.1, "slashes": 0.2}


def write_value(
    sheet: Sheet,
    rng: np.random.Generator,
    values: Sequence[int],
    x: float,
    baseline: float,
    *,
    height: float | None = None,
    slope: float = 0.0,
) -> tuple[list[int], float]:
    """As `write_number`, and on sheets that have such numbers with a symbol among the digits."""
    if rng.random() >= sheet.marked:
        return write_number(sheet, rng, values, x, baseline, height=height, slope=slope)
    h = sheet.digit_height if height is None else height
    kind = str(rng.choice(list(_MARKED), p=list(_MARKED.values())))
    parts, signs = [list(values)], []
    if kind != "negative" and len(values) > 1:
        name = "slash" if kind == "slashes" else str(rng.choice(["dot", "comma"]))
        cut = int(rng.integers(1, len(values)))
        parts, signs = [list(values[:cut]), list(values[cut:])], [name]
        if name == "slash" and len(parts[1]) > 2 and rng.random() < 0.7:
            parts, signs = [parts[0], parts[1][:2], parts[1][2:]], [name, name]

    def sign(name: str, x: float) -> float:
        x += h * float(rng.uniform(-0.04, 0.16))
        end = write_sign(sheet, rng, name, x, baseline - slope * (x - sheet.area[0]), h)
        return end + h * float(rng.uniform(-0.02, 0.25))

    if kind.startswith("negative") or (kind != "slashes" and not signs):
        x = sign("minus", x)
    indices: list[int] = []
    for k, part in enumerate(parts):
        if k:
            x = sign(signs[k - 1], x)
        written, x = write_number(sheet, rng, part, x, baseline, height=height, slope=slope)
        indices += written
    return indices, x


def _short_stroke(sheet: Sheet, rng: np.random.Generator, points: Stroke) -> Ink:
    """A dash or a dot in pixels, drawn at its own size with the hand's pen."""
    pen = max(1.0, sheet.hand.pen * sheet.digit_height * rng.uniform(0.9, 1.3))
    low = points.min(axis=0) - pen
    size = np.ceil(points.max(axis=0) + pen - low).astype(int) + 1
    canvas = np.zeros((int(size[1]), int(size[0])), np.uint8)
    draw_path(canvas, points - low, pen=pen, hard=sheet.hand.tool.hard)
    return canvas


def write_word(
    sheet: Sheet,
    rng: np.random.Generator,
    junk: Sequence[JunkSet],
    x: float,
    baseline: float,
    height: float,
    length: int | None = None,
) -> float:
    """Write a word of one writer's letters, or of another script; return the x where it ends.

    Where the sheet has words in joined writing, most of those of any length are such.
    """
    if sheet.words and length is None and rng.random() < _JOINED:
        return _write_joined(sheet, rng, x, baseline, height)
    if not junk:
        return x
    letters = [one for one in junk if one.source.name == "letters"]
    chosen = letters[0] if letters and rng.random() < 0.8 else junk[int(rng.integers(len(junk)))]
    mine = chosen.writers[int(rng.integers(len(chosen.writers)))]
    gap = float(rng.choice([-0.08, 0.0, 0.12, 0.3]))
    for _ in range(length if length is not None else int(rng.integers(1, 9))):
        index = int(mine[int(rng.integers(len(mine)))])
        tall = rng.random() < 0.35
        own = height * float(rng.uniform(0.85, 1.25) if tall else rng.uniform(0.45, 0.75))
        glyph = draw_glyph(sheet.hand, rng, chosen.source, index, max(5.0, own))
        drop = 0.3 * height if rng.random() < 0.12 else 0.0
        landed = put_ink(sheet.ink, glyph, x, baseline + drop - glyph.shape[0])
        if landed:
            sheet.taken.append(landed)
        x += glyph.shape[1] + (gap + rng.normal(0, 0.04)) * height
    return x


def _write_joined(
    sheet: Sheet, rng: np.random.Generator, x: float, baseline: float, height: float
) -> float:
    """Write a word whose letters run into one another; return the x where it ends."""
    word = sheet.words[int(rng.integers(len(sheet.words)))]
    scale = height / WORD_SIZE * float(np.exp(rng.normal(0, 0.12)))
    pen = sheet.hand.pen * WORD_SIZE * float(rng.uniform(0.8, 1.2))
    ink = repenned(word.ink, pen)
    glyph = draw_picture(sheet.hand, rng, ink, max(4.0, scale * len(ink)), widest=np.inf)
    top = baseline - glyph.shape[0] * word.baseline / len(word.ink)
    if landed := put_ink(sheet.ink, glyph, x, top):
        sheet.taken.append(landed)
    return x + float(glyph.shape[1])


def write_row_of_signs(sheet: Sheet, rng: np.random.Generator) -> None:
    """Rows of one sign over and over, as people practise or draw borders: no digits at all."""
    name = str(
        rng.choice(["minus", "open", "close", "plus", "x", "equals", "times", "check", "slash"])
    )
    x0, y0, x1, y1 = sheet.area
    height = sheet.digit_height
    step_x, step_y = height * rng.uniform(0.8, 2.5), height * rng.uniform(1.2, 3)
    for baseline in np.arange(y0 + height, y1, step_y):
        for x in np.arange(x0, x1 - height, step_x):
            write_sign(sheet, rng, name, x + rng.normal(0, 0.05) * height, baseline, height)


def cross_out(sheet: Sheet, rng: np.random.Generator) -> None:
    """Scribble over one digit, so that it is no longer meant to be read."""
    if not sheet.hulls:
        return
    index = int(rng.integers(len(sheet.hulls)))
    low, high = sheet.hulls[index].min(axis=0), sheet.hulls[index].max(axis=0)
    size = high - low
    turns = int(rng.integers(4, 9))
    t = np.linspace(0, 1, 2 * turns + 1)
    zigzag = np.abs((t * 2 * turns) % 2 - 1)
    unit = np.stack([t, zigzag] if rng.random() < 0.5 else [zigzag, t], 1)
    points = low - 0.1 * size + unit * 1.2 * size + rng.normal(0, 0.05, unit.shape) * size.max()
    pen = max(1.0, 1.2 * sheet.hand.pen * sheet.digit_height)
    draw_path(sheet.ink, points, pen=pen, hard=sheet.hand.tool.hard)
    sheet.spoilt.add(index)


def blot_out(sheet: Sheet, rng: np.random.Generator) -> None:
    """Scribble over one digit until nothing of it can be seen: there is no digit any more."""
    if not sheet.hulls:
        return
    index = int(rng.integers(len(sheet.hulls)))
    low, high = sheet.hulls[index].min(axis=0), sheet.hulls[index].max(axis=0)
    pen = max(1.5, float(rng.uniform(1.0, 1.8)) * sheet.hand.pen * sheet.digit_height)
    size = np.maximum(high - low, 0.4 * sheet.digit_height) * rng.uniform(1.05, 1.5, 2)
    # Strokes to and fro, close enough that little shows between them, at any slant.
    turns = round(float(size.max() / pen * rng.uniform(0.9, 1.8))) + 3
    t = np.linspace(-0.5, 0.5, turns)
    ends = np.where(np.arange(turns) % 2, 0.5, -0.5) * np.sqrt(np.maximum(0.1, 1 - (1.8 * t) ** 2))
    unit = np.stack([t, ends] if rng.random() < 0.5 else [ends, t], 1)
    slant = rng.normal(0, 0.5)
    unit = unit @ np.array([[np.cos(slant), np.sin(slant)], [-np.sin(slant), np.cos(slant)]])
    strokes = (unit + rng.normal(0, 0.06, unit.shape)) * size
    again = [strokes[:, ::-1]] if rng.random() < 0.5 else []  # and once more across
    for points in (strokes, *again):
        draw_path(sheet.ink, (low + high) / 2 + points, pen=pen, hard=sheet.hand.tool.hard)
    sheet.blotted.add(index)


def add_loop(sheet: Sheet, rng: np.random.Generator) -> None:
    """Ring a group of digits, or underline it."""
    groups = [group for line in sheet.lines for group in line if group]
    if not groups:
        return
    group = groups[int(rng.integers(len(groups)))]
    points = np.concatenate([sheet.hulls[i] for i in group])
    low, high = points.min(axis=0), points.max(axis=0)
    centre, radius = (low + high) / 2, (high - low) / 2
    h = sheet.digit_height
    if rng.random() < 0.5:
        y = high[1] + rng.uniform(0.05, 0.3) * h
        reach = np.linspace(low[0] - 0.2 * h, high[0] + 0.2 * h, 6)
        path = np.stack([reach, y + rng.normal(0, 0.02 * h, 6)], 1)
    else:
        t = np.linspace(0, 2 * np.pi * rng.uniform(0.95, 1.1), 30) + rng.uniform(0, 6)
        wide = radius * 1.42 + rng.uniform(0.1, 0.4) * h
        path = centre + np.stack([np.cos(t), np.sin(t)], 1) * wide
        path += 0.03 * h * np.sin(3 * t + rng.uniform(0, 6))[:, None]
    pen = sheet.hand.pen * h * rng.uniform(0.8, 1.2)
    draw_path(sheet.ink, path, pen=pen, hard=sheet.hand.tool.hard)


def add_scribble(sheet: Sheet, rng: np.random.Generator) -> None:
    """A signature, a doodle or a scribbled-out place, where there is room."""
    h = sheet.digit_height
    width, height = h * rng.uniform(1, 6), h * rng.uniform(0.6, 1.8)
    place = find_room(sheet, rng, width, height)
    if place is None:
        return
    count = int(rng.integers(20, 120))
    t = np.linspace(0, 1, count)
    if rng.random() < 0.5:  # running loops
        turns = rng.uniform(2, 9) * 2 * np.pi
        x = t + rng.uniform(0.02, 0.12) * np.sin(turns * t)
        y = 0.5 + 0.5 * np.cos(turns * t) * (0.4 + 0.6 * rng.random(count).cumsum() / count)
    else:  # a random walk, smoothed
        walk = rng.normal(0, 1, (count, 2)).cumsum(axis=0)
        walk = cv2.GaussianBlur(walk.astype(np.float32), (1, 5), 1.0)
        walk = (walk - walk.min(axis=0)) / np.maximum(np.ptp(walk, axis=0), 1e-3)
        x, y = walk[:, 0], walk[:, 1]
    path = np.stack([place[0] + x * width, place[1] + y * height], 1)
    draw_path(sheet.ink, path, pen=sheet.hand.pen * h, hard=sheet.hand.tool.hard)
    sheet.taken.append((place[0], place[1], place[0] + width, place[1] + height))


def free_marks(sheet: Sheet, rng: np.random.Generator, junk: Sequence[JunkSet], count: int) -> None:
    """Single letters, signs, scribbles and print in the free places of a page."""
    h = sheet.digit_height
    for _ in range(count):
        draw = rng.random()
        if draw < 0.15:
            add_scribble(sheet, rng)
        elif draw < 0.35:
            add_print(sheet, rng)
        else:
            own = h * float(rng.uniform(0.6, 1.4))
            place = find_room(sheet, rng, own * rng.uniform(1, 5), 1.2 * own)
            if place is None:
                continue
            if draw < 0.57:
                name = str(rng.choice(list(SIGNS)))
                write_sign(sheet, rng, name, place[0], place[1] + own, own)
            elif draw < 0.68:
                write_ideograms(sheet, rng, place[0], place[1], own, int(rng.integers(1, 5)))
            else:
                write_word(sheet, rng, junk, place[0], place[1] + own, own)
