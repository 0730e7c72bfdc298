"""Which decimal points, commas, minus signs, slashes and colons belong to which number.

Plain geometry, in units of the median digit height of a line: a point stands on the baseline, a
minus at half the height, a slash takes all of it, and a symbol belongs to a number where it stands
close to its digits. A list's comma, with a wide gap behind it, belongs to none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.layout import Known, arrange
from inkdigits.locate.candidates import SAME_PLACE
from inkdigits.metrics import box_iou
from inkdigits.result import Box, Digit, Line, Number, Symbol
from inkdigits.ruling import RuleFinder, no_rules
from inkdigits.skew import page_skew

Boxes: TypeAlias = NDArray[np.float32]
Place: TypeAlias = Literal["between", "leading", "apart"]

TIGHT = 0.5
"""Gaps on both sides of a symbol up to this wide do not part its number, in digit heights."""

TIGHT_MINUS = 0.4
"""The same for a minus: wider ones make it a subtraction."""

LIST_GAP = 0.4
"""A point or comma with a wider gap behind it than before it, and than this, ends something."""

LEADING_POINT, LEADING_MINUS = 0.3, 0.8
"""How far before the first digit of its number a symbol may stand."""

CLEARLY_NEARER = 0.35
"""By how much a symbol must be nearer to one neighbour to belong to that one alone."""

OVERLAP = -0.5
"""How far a symbol may reach into the box of its neighbour."""

# Fitted on synthetic pages of validation writers (`benchmarks/symbols.py`).
_SLOPE, _BIAS = 2.7, 0.8
_CLIP = 1e-4

_LEVEL = {
    ".": (0.68, 1.4),
    ",": (0.6, 1.7),
    "-": (0.2, 0.8),
    "/": (0.2, 0.85),
    ":": (0.2, 0.95),
}
"""Where the middle of each symbol is: 0 at the top of the digits beside it, 1 at their foot."""

_WIDTH = {".": (0.0, 0.5), ",": (0.0, 0.7), "-": (0.12, 1.6), "/": (0.0, 1.6), ":": (0.0, 0.7)}
_HEIGHT = {".": (0.0, 0.5), ",": (0.0, 0.95), "-": (0.0, 0.6), "/": (0.5, 2.2), ":": (0.15, 1.4)}


@dataclass(frozen=True, slots=True)
class Group:
    """One number.

    Attributes:
        digits: Indices of its digits, in reading order.
        symbols: For each of its symbols its index and how many of the digits stand before it.
    """

    digits: tuple[int, ...]
    symbols: tuple[tuple[int, int], ...] = ()


class Grouping(NamedTuple):
    """Digits and symbols as numbers.

    Attributes:
        lines: Lines of numbers, in reading order.
        chances: Of the gaps of each line, as in `inkdigits.layout.Arrangement`.
    """

    lines: list[list[Group]]
    chances: list[NDArray[np.float64]]


def grouped(
    digits: Sequence[Digit],
    symbols: Sequence[Symbol],
    rules: RuleFinder = no_rules,
    known: Known | None = None,
) -> Grouping:
    """Lines of numbers of digits and symbols in any order.

    `rules` and `known` are those of `inkdigits.layout.arrange`.
    """
    boxes = boxes_of([digit.box for digit in digits])
    confidences = np.array([symbol.confidence for symbol in symbols], np.float32)
    texts = [symbol.text for symbol in symbols]
    symbol_boxes = boxes_of([symbol.box for symbol in symbols])
    lines, chances = arrange(boxes, rules, known)
    return Grouping(punctuate(boxes, lines, symbol_boxes, texts, confidences), chances)


def lines_of(
    groups: Sequence[Sequence[Group]],
    digits: Sequence[Digit],
    symbols: Sequence[Symbol],
    confidences: Sequence[Sequence[float]],
) -> tuple[Line, ...]:
    """The lines that `groups` describes, of the digits and symbols that it was made from.

    `confidences`, in the shape of `groups`, say how sure each is to be one number.
    """

    def number(group: Group, confidence: float) -> Number:
        marks = tuple(replace(symbols[k], digits_before=at) for k, at in group.symbols)
        return Number(tuple(digits[i] for i in group.digits), marks, confidence)

    return tuple(
        Line(tuple(map(number, line, sure))) for line, sure in zip(groups, confidences, strict=True)
    )


def judged(symbol: Symbol, threshold: float) -> Symbol:
    """A symbol with its heat as a probability, marked for review where that is below `threshold`.

    Heat says too little: most of the symbols it is unsure of are right once their places are.
    """
    heat = min(max(symbol.confidence, _CLIP), 1 - _CLIP)
    odds = math.exp(_SLOPE * math.log(heat / (1 - heat)) + _BIAS)
    confidence = odds / (1 + odds)
    return replace(symbol, confidence=confidence, needs_review=confidence < threshold)


def boxes_of(boxes: Sequence[Box]) -> Boxes:
    """Boxes as an array, float32 (N, 4)."""
    return np.array([box.xyxy for box in boxes], np.float32).reshape(-1, 4)


def settled(
    digits: Sequence[Digit],
    heats: Sequence[float],
    symbols: Sequence[Symbol],
    rules: RuleFinder = no_rules,
) -> tuple[list[Digit], list[Symbol]]:
    """Digits and symbols without those that are the same ink as a surer one of the other kind.

    A digit gives way only to a symbol that has a place in a number: a 1 that stands alone is no
    slash.

    Args:
        digits: Digits of a page.
        heats: How sure the locator is that each is a digit, measured as the symbols' confidences.
        symbols: Symbols of the page.
        rules: As in `inkdigits.layout.arrange`.
    """
    same = _same_ink(digits, symbols)
    sure = np.array([symbol.confidence for symbol in symbols], np.float32)
    beaten: NDArray[np.bool_] = np.any(same & (np.array(heats)[:, None] >= sure), axis=0)
    rivals: NDArray[np.bool_] = same & ~beaten
    kept = [
        digit
        for digit, lost in zip(digits, np.any(rivals, axis=1).tolist(), strict=True)
        if not lost
    ]
    left = [k for k in range(len(symbols)) if not beaten[k]]
    groups = grouped(kept, [symbols[k] for k in left], rules).lines
    used = {left[k] for line in groups for group in line for k, _ in group.symbols}
    unused = np.array([k not in used for k in range(len(symbols))], bool)
    back = [not (row & ~unused).any() for row in rivals]
    return (
        [digit for digit, stays in zip(digits, back, strict=True) if stays],
        [symbols[k] for k in left if not (unused[k] and same[:, k].any())],
    )


def _same_ink(digits: Sequence[Digit], symbols: Sequence[Symbol]) -> NDArray[np.bool_]:
    """Which of N digits and M symbols have boxes in common, (N, M)."""
    a, b = (boxes_of([one.box for one in seen]) for seen in (digits, symbols))
    return np.asarray(box_iou(a, b) > SAME_PLACE)


def punctuate(
    boxes_xyxy: Boxes,
    lines: Sequence[Sequence[Sequence[int]]],
    symbol_boxes_xyxy: Boxes,
    texts: Sequence[str],
    confidences: NDArray[np.float32],
) -> list[list[Group]]:
    """Put symbols into the numbers they belong to.

    Numbers that a symbol joins become one ("3" "." "14"), and one that a symbol parts becomes two
    ("8 - 3"). Symbols that belong to no number are left out.

    Args:
        boxes_xyxy: Boxes of N digits, (N, 4).
        lines: Lines of numbers of indices into them, as `layout.arrange` gives them.
        symbol_boxes_xyxy: Boxes of M symbols, (M, 4).
        texts: What they are: ".", ",", "-", "/" or ":", M of them.
        confidences: How sure they are, (M,).

    Returns:
        Lines of numbers. The digits keep their order; no symbol stands in it twice.
    """
    if not len(texts):
        return [[Group(tuple(number)) for number in line] for line in lines]
    angle = page_skew(boxes_xyxy)
    digits, symbols = _levelled(boxes_xyxy, angle), _levelled(symbol_boxes_xyxy, angle)
    rows = [_Row(digits, line) for line in lines]
    # Of two symbols in one gap the surer one counts. A minus is last: it may stand before a point.
    order = sorted(range(len(texts)), key=lambda k: (texts[k] == "-", -confidences[k], k))
    for k in order:
        places = [(row.place(symbols[k], texts[k]), row) for row in rows]
        fits = [(place, row) for place, row in places if place is not None]
        if fits:
            place, row = min(fits, key=lambda fit: fit[0].misfit)
            row.put(k, symbols[k], texts[k], place)
    return [row.groups(symbols) for row in rows]


def _levelled(boxes: Boxes, angle: float) -> NDArray[np.float64]:
    """Boxes, (N, 4), on a page without skew; their sizes stay."""
    exact = np.asarray(boxes, np.float64)
    low, high = exact[:, :2], exact[:, 2:]
    x, y = (low[:, 0] + high[:, 0]) / 2, (low[:, 1] + high[:, 1]) / 2
    middle = np.stack(
        (x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)), axis=1
    )
    return np.concatenate((middle - (high - low) / 2, middle + (high - low) / 2), axis=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a symbol stands in a row: how, after how many digits, and how well that suits it."""

    how: Place
    position: int
    misfit: float


class _Row:
    """One line of digits while symbols are put into it. Lengths are in pixels, boxes levelled."""

    def __init__(self, boxes: NDArray[np.float64], line: Sequence[Sequence[int]]) -> None:
        self._digits = [i for number in line for i in number]
        self._cuts = {0, *np.cumsum([len(number) for number in line]).tolist()}
        self._boxes = boxes[self._digits]
        widths, heights = (self._boxes[:, 2:] - self._boxes[:, :2]).T
        self._unit = max(float(np.median(heights)), 1e-6)
        self._middles = (self._boxes[:, 0] + self._boxes[:, 2]) / 2
        usual = self._unit * float(np.median(widths / np.maximum(heights, 1e-6)))
        half = np.maximum(widths, usual) / 2  # a narrow 1 counts as wide as other digits
        self._left = self._middles - half  # of a digit and what is put before it
        self._right = self._middles + half
        inner = [p for p in range(1, len(self._digits)) if p not in self._cuts]
        gaps = [(self._left[p] - self._right[p - 1]) / self._unit for p in inner]
        # One gap alone is the one that the symbol stands in.
        self._spacing = max(0.0, float(np.median(gaps))) if len(gaps) > 1 else 0.0
        self._put: list[tuple[int, int]] = []  # (position, symbol)
        self._taken: dict[int, tuple[Place, str]] = {}

    def place(self, box: NDArray[np.float64], text: str) -> _Place | None:
        """Where in this row a symbol may stand; None for nowhere."""
        width, height = (box[2:] - box[:2]) / self._unit
        if not (_within(width, _WIDTH[text]) and _within(height, _HEIGHT[text])):
            return None
        position = int((self._middles < (box[0] + box[2]) / 2).sum())
        if position == len(self._digits):
            return None  # nothing follows: the end of a sentence, or a dash
        beside = self._boxes[max(position - 1, 0) : position + 1]
        after = (self._left[position] - box[2]) / self._unit
        before = np.inf if position == 0 else (box[0] - self._right[position - 1]) / self._unit
        how = self._how(position, text, float(before), float(after))
        if how is None:
            return None
        beside = beside[-1:] if how == "leading" else beside
        top, foot = beside[:, 1].mean(), beside[:, 3].mean()
        short = max(0.0, 0.7 * self._unit - (foot - top)) / 2
        level = ((box[1] + box[3]) / 2 - top + short) / (foot - top + 2 * short)
        low, high = _LEVEL[text]
        if not low <= level <= high:
            return None
        return _Place(how, position, abs(level - (low + high) / 2) + max(0.0, float(after)))

    def _how(self, position: int, text: str, before: float, after: float) -> Place | None:
        """Whether a symbol joins its neighbours, leads the right one, or parts them."""
        taken = self._taken.get(position)
        if taken is not None and not (text == "-" and taken == ("leading", ".")):
            return None
        if min(before, after) < OVERLAP:
            return None
        tight = self._spacing + (TIGHT_MINUS if text == "-" else TIGHT)
        is_nearer = before > after + CLEARLY_NEARER
        parted = position in self._cuts
        if text in ".," and position and after > max(LIST_GAP, before + CLEARLY_NEARER):
            return None if parted else "apart"  # the comma of a list
        if taken is None and position and max(before, after) <= tight:
            return "between"
        if text == "-":
            if after <= LEADING_MINUS and is_nearer:
                return "leading"
            return None if parted else "apart"
        if text in "/:":
            return None if parted else "apart"
        if not parted:
            return "between"
        return "leading" if text == "." and after <= LEADING_POINT and is_nearer else None

    def put(self, symbol: int, box: NDArray[np.float64], text: str, place: _Place) -> None:
        """Put a symbol where `place` found room for it."""
        self._taken[place.position] = (place.how, text)
        if place.how == "between":
            self._cuts.discard(place.position)
        else:
            self._cuts.add(place.position)
        if place.how == "apart":
            return
        self._put.append((place.position, symbol))
        if place.how == "leading":
            self._left[place.position] = box[0]

    def groups(self, symbols: NDArray[np.float64]) -> list[Group]:
        """The numbers of the row."""
        cuts = sorted(self._cuts)
        put = sorted(self._put, key=lambda one: (one[0], float(symbols[one[1], 0])))
        return [
            Group(
                tuple(self._digits[start:end]),
                tuple((symbol, at - start) for at, symbol in put if start <= at < end),
            )
            for start, end in pairwise(cuts)
        ]


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
