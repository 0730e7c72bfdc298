"""Hands: one person with one pen, whose digits on a page look alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.between import BETWEEN, SHARES, between
from inkdigits.train.numbers import WrittenNumber
from inkdigits.train.rewrite import REWRITTEN, rewritten
from inkdigits.train.sources import ImageSource, Ink, Source, StrokeSource
from inkdigits.train.strokes import Stroke, render_strokes, slash_zero, tight

DRAWN_HEIGHT = 72
"""Glyphs are drawn at least this high, then shrunk: thin pens keep their width."""

SOURCE_SHARES = {
    "mnist": 0.28,
    "unipen": 0.30,
    "pendigits": 0.12,
    "swiss": 0.12,
    "bhmsds": 0.06,
    "optdigits": 0.06,
    "semeion": 0.06,
    "fonts": 0.08,
}
"""How often each set writes a page; sets of other names get the least of these shares."""


@dataclass(frozen=True)
class Tool:
    """What is written with.

    Attributes:
        name: "ballpoint", "pencil", "marker", "chalk", "brush", "screen" and the like.
        pens: Narrowest and widest pen, as shares of the digit height.
        opacity: Faintest and strongest ink, 0..1.
        grain: How much paper grain breaks the stroke, 0..1.
        hard: Whether strokes have hard edges, as in a paint program.
        share: How often it is chosen.
    """

    name: str
    pens: tuple[float, float]
    opacity: tuple[float, float]
    grain: float
    hard: bool
    share: float


TOOLS = (
    Tool("ballpoint", (0.035, 0.10), (0.65, 1.0), 0.25, False, 0.36),
    Tool("fineliner", (0.05, 0.12), (0.85, 1.0), 0.05, False, 0.16),
    Tool("pencil", (0.035, 0.12), (0.35, 0.85), 0.6, False, 0.14),
    Tool("marker", (0.10, 0.25), (0.8, 1.0), 0.08, False, 0.14),
    Tool("chalk", (0.07, 0.2), (0.6, 1.0), 0.8, False, 0.05),
    Tool("brush", (0.08, 0.25), (0.8, 1.0), 0.1, False, 0.03),
    Tool("screen", (0.04, 0.22), (1.0, 1.0), 0.0, False, 0.07),
    Tool("paint", (0.04, 0.22), (1.0, 1.0), 0.0, True, 0.05),
)


SLASHED_ZEROS = 0.06
"""Share of hands that strike their zeros through."""


@dataclass(frozen=True)
class Hand:
    """One writer, one pen, one way of writing; lengths are shares of the digit height.

    A hand with `numbers` writes those, as their writer did, where one fits; one that `slashes`
    strikes its zeros through; one that is `rewritten` begins and ends its strokes elsewhere than
    the set's writer did, and one with an `other` writes `share` of the way to that writer, where
    both write alike. `tilt` says how differently its digits are turned, in degrees, and
    `turned` how far all are, clockwise.
    """

    source: Source
    by_label: tuple[NDArray[np.int64], ...]
    tool: Tool
    pen: float
    weight: float
    slant: float
    aspect: float
    wobble: float
    tilt: float
    size_spread: float
    baseline_spread: float
    gap: float
    gap_spread: float
    opacity: float
    slashes: bool = False
    rewritten: bool = False
    other: tuple[NDArray[np.int64], ...] | None = None
    share: float = 0.0
    turned: float = 0.0
    numbers: tuple[WrittenNumber, ...] = ()


@dataclass(frozen=True)
class DigitSet:
    """A set of digits, indexed to write pages from.

    Attributes:
        source: The glyphs.
        everyone: Indices of all glyphs by label, 10 arrays.
        writers: The same for each writer; what a writer lacks is filled from everyone.
    """

    source: Source
    everyone: tuple[NDArray[np.int64], ...]
    writers: tuple[tuple[NDArray[np.int64], ...], ...]


_STRETCH = 120  # glyphs of one stretch of a set that names no writers


def index_digits(source: Source) -> DigitSet:
    """Index a digit source by label and by writer, or by stretches of it where none is named."""
    everyone = tuple(np.flatnonzero(source.labels == value) for value in range(10))
    names = np.unique(source.writers)
    if len(names) > 1:
        groups = [np.flatnonzero(source.writers == name) for name in names]
    else:
        groups = np.array_split(np.arange(len(source)), max(1, len(source) // _STRETCH))
    writers = []
    for group in groups:
        own = [group[source.labels[group] == value] for value in range(10)]
        writers.append(tuple(a if len(a) else b for a, b in zip(own, everyone, strict=True)))
    return DigitSet(source, everyone, tuple(writers))


def choose_set(rng: np.random.Generator, sets: Sequence[DigitSet]) -> DigitSet:
    """A digit set, by its share in `SOURCE_SHARES`."""
    least = min(SOURCE_SHARES.values())
    shares = np.array([SOURCE_SHARES.get(one.source.name, least) for one in sets])
    return sets[int(rng.choice(len(sets), p=shares / shares.sum()))]


_GAPS = ((-0.18, 0.0), (0.0, 0.12), (0.1, 0.35), (0.35, 1.0), (1.0, 2.0))


def random_hand(
    rng: np.random.Generator, sets: Sequence[DigitSet], tool: Tool | None = None
) -> Hand:
    """Choose who writes a page, with what, and how."""
    if tool is None:
        shares = np.array([t.share for t in TOOLS])
        tool = TOOLS[int(rng.choice(len(TOOLS), p=shares / shares.sum()))]
    chosen = choose_set(rng, sets)
    if rng.random() < 0.15:
        by_label = chosen.everyone
    else:
        by_label = chosen.writers[int(rng.integers(len(chosen.writers)))]
    other, share = None, 0.0
    is_varied = isinstance(chosen.source, StrokeSource) and chosen.source.varied
    if is_varied and rng.random() < BETWEEN:
        other = chosen.writers[int(rng.integers(len(chosen.writers)))]
        share = float(rng.uniform(*SHARES))
    squeeze = 0.75 if chosen.source.name == "semeion" else 1.0  # stretched to a square box
    low, high = np.log(tool.pens)
    gap = _GAPS[int(rng.choice(5, p=[0.24, 0.26, 0.28, 0.16, 0.06]))]
    return Hand(
        source=chosen.source,
        by_label=by_label,
        tool=tool,
        pen=float(np.exp(rng.uniform(low, high))),
        weight=float(rng.uniform(0, 1)),
        slant=float(rng.normal(0, 0.13)) if rng.random() < 0.7 else 0.0,
        aspect=squeeze * float(np.exp(rng.normal(0, 0.14))),
        wobble=float(abs(rng.normal(0, 0.015))),
        tilt=float(abs(rng.normal(0, 3.0))),
        size_spread=float(abs(rng.normal(0.02, 0.08))),
        baseline_spread=float(abs(rng.normal(0, 0.06))),
        gap=float(rng.uniform(*gap)),
        gap_spread=float(rng.uniform(0.02, 0.15)),
        opacity=float(rng.uniform(*tool.opacity)),
        slashes=bool(rng.random() < SLASHED_ZEROS),
        rewritten=is_varied and bool(rng.random() < REWRITTEN),
        other=other,
        share=share,
    )


def draw_digit(hand: Hand, rng: np.random.Generator, label: int, height: float) -> Ink:
    """A digit as this hand writes it: uint8 (h, w), ink 255 on 0, tight, about `height` high."""
    members = hand.by_label[label]
    index = int(members[int(rng.integers(len(members)))])
    source = hand.source
    if isinstance(source, StrokeSource):
        strokes = source.strokes[index]
        if hand.other is not None:
            second = source.strokes[int(rng.choice(hand.other[label]))]
            strokes = between(strokes, second, hand.share) or strokes
        if hand.rewritten:
            strokes = rewritten(strokes, label, rng)
        ink = draw_strokes(hand, rng, strokes, height)
    else:
        ink = draw_glyph(hand, rng, source, index, height)
    return slash_zero(ink, rng) if hand.slashes and label == 0 else ink


def draw_glyph(
    hand: Hand, rng: np.random.Generator, source: Source, index: int, height: float
) -> Ink:
    """Any glyph of any source, with this hand's pen and slant."""
    if isinstance(source, StrokeSource):
        return draw_strokes(hand, rng, source.strokes[index], height)
    if isinstance(source, ImageSource):
        return draw_picture(hand, rng, source.images[index], height)
    drawn = max(DRAWN_HEIGHT, round(height))
    ink = source.ink(index, height=drawn, pen=hand.pen * drawn, rng=rng)
    return _shrink(ink, height / drawn)


def draw_strokes(
    hand: Hand, rng: np.random.Generator, strokes: Sequence[Stroke], height: float
) -> Ink:
    """Pen strokes in any unit, drawn with this hand's pen; `height` includes the pen's width."""
    if hand.tool.hard:
        drawn = max(6, round(height))
    else:
        drawn = round(height * max(1.0, np.ceil(DRAWN_HEIGHT / height)))
    ink = render_strokes(
        _loosen(rng, strokes, hand.wobble, rng.normal(hand.turned, hand.tilt)),
        height=drawn,
        pen=max(1.0, hand.pen * drawn * rng.uniform(0.92, 1.08)),
        rng=rng if hand.tool.name in ("brush", "chalk") else None,
        slant=hand.slant + rng.normal(0, 0.03),
        aspect=hand.aspect * float(np.exp(rng.normal(0, 0.05))),
        antialias=not hand.tool.hard,
    )
    return _shrink(ink, height / drawn)


def _loosen(
    rng: np.random.Generator, strokes: Sequence[Stroke], wobble: float, degrees: float
) -> list[Stroke]:
    """Turn a glyph a little and bend it with a slow wave, as no two of a writer's are alike."""
    points = np.concatenate(strokes)
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    extent = float((points.max(axis=0) - points.min(axis=0)).max()) + 1e-6
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    phase = rng.uniform(0, 2 * np.pi, 2).astype(np.float32)
    loose = []
    for stroke in strokes:
        xy = ((stroke - centre) / np.float32(extent)) @ turn
        wave = np.sin(5 * xy[:, ::-1] + phase) * np.float32(wobble)
        loose.append((xy + wave).astype(np.float32))
    return loose


def draw_picture(
    hand: Hand, rng: np.random.Generator, image: Ink, height: float, widest: float = 2.0
) -> Ink:
    """A picture of a glyph, turned, slanted and made bolder or thinner.

    It becomes `height` high, or less where it would be more than `widest` times that wide.
    """
    h, w = image.shape
    drawn = max(height, min(float(DRAWN_HEIGHT) / 2, 2.0 * height))
    scale = min(drawn / h, widest * drawn / w)
    if scale < 0.7:
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        h, w = image.shape
        scale = 1.0
    slant = 0.6 * hand.slant + rng.normal(0, 0.03)
    aspect = hand.aspect * float(np.exp(rng.normal(0, 0.05)))
    angle = -np.deg2rad(rng.normal(hand.turned, hand.tilt))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    matrix = scale * turn @ np.array([[aspect, -slant], [0.0, 1.0]])
    corners = np.abs(matrix) @ np.array([w, h])
    out_w, out_h = int(corners[0]) + 5, int(corners[1]) + 5
    centre = np.array([(w - 1) / 2, (h - 1) / 2])
    shift = np.array([(out_w - 1) / 2, (out_h - 1) / 2]) - matrix @ centre
    flat = cv2.warpAffine(
        image, np.column_stack([matrix, shift]), (out_w, out_h), flags=cv2.INTER_CUBIC
    )
    inked = _reink(hand, np.asarray(flat, np.uint8), scale)
    return _shrink(tight(inked, 40), height / drawn)


def _reink(hand: Hand, flat: Ink, scale: float) -> Ink:
    """Set the edges of enlarged ink: sharp, and bolder or thinner by the hand's weight."""
    side = max(flat.shape)
    bold = 0.0
    if hand.tool.pens[1] > 0.2 and hand.weight > 0.4:
        bold = (hand.weight - 0.4) * 0.09 * side
    if bold >= 1:
        pad = round(bold / 2)
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pad + 1, 2 * pad + 1))
        flat = np.asarray(cv2.dilate(np.pad(flat, pad), kernel), np.uint8)
    if scale < 1.15 and not hand.tool.hard:
        return flat
    level = 165 - 105 * hand.weight
    gain = 30.0 if hand.tool.hard else min(6.0, 0.9 + 0.8 * scale)
    peak = max(1.0, float(flat.max()))
    table = np.clip((np.arange(256) * (255 / peak) - level) * gain + 128, 0, 255)
    table[0] = 0
    return np.asarray(cv2.LUT(flat, table.astype(np.uint8)), np.uint8)


def _shrink(ink: Ink, factor: float) -> Ink:
    """Scale a glyph down by `factor`, at most 1, averaging; the result is tight."""
    if factor < 0.98:
        h, w = ink.shape
        size = (max(1, round(w * factor)), max(1, round(h * factor)))
        ink = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA), np.uint8)
    return ink
