"""Colons between digits, as in 12:30: two marks above each other, and nothing else.

The detector knows no colons, and what it makes of their dots would be 12.30 or 1230. Two small
marks between neighbours are easily found in the picture itself; a logistic regression says whether
they are a colon, or specks, the bars of an equals sign, a part of a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from inkdigits.layout import Known
from inkdigits.marks import Dark, Mark, Pair, gaps_with_marks
from inkdigits.result import Box, Symbol
from inkdigits.strips import Floats, Grey, cut

# Fitted on synthetic pages of validation writers (`benchmarks/fit_colons.py`).
WEIGHTS = {
    "apart": -6.77,
    "off the middle": -4.37,
    "size": 0.87,
    "extent": -13.18,
    "between": -2.72,
    "alone": -5.63,
}
"""What is measured of two marks (see `features`), and how much it says for a colon."""

_BIAS = 10.48

_SURE = 0.7
"""How likely a colon must be: on most pages they are rarer than on those."""

_STEPS = (0.18, 0.9)
"""How far one mark is below the other, in digit heights."""

_ASIDE = 0.3
"""How far it is beside it, at most, likewise."""

_CLEAR = 0.5
"""How dark it may be between the two, as a share of their ink: the sign ÷ has a bar there."""

_USUAL_STEP, _USUAL_LEVEL = 0.45, 0.1
"""How far below the other the lower mark usually is, and how far the two below the middle."""

_AS_DARK = 0.5
"""The share of a dot's darkness from which something is one, too."""

_NEAR = 0.25
"""What has its middle this near to a colon, in heights of it, is one of its dots."""


@dataclass(frozen=True, slots=True)
class Colon:
    """Two dots between two digits.

    Attributes:
        left: Index of the digit to the left.
        right: Index of the digit to the right.
        box: Where the dots stand, in pixels of the picture.
        confidence: Probability that they are a colon, 0..1.
    """

    left: int
    right: int
    box: Box
    confidence: float


def find_colons(grey: Grey, boxes_xyxy: NDArray[np.float32]) -> list[Colon]:
    """The colons between the digits of one upright page.

    Args:
        grey: uint8 (H, W), either polarity.
        boxes_xyxy: (N, 4), digits only, in pixels of `grey`.

    Returns:
        At most one for each two neighbours, in no order; those that are likely enough.
    """
    boxes = np.asarray(boxes_xyxy, np.float64).reshape(-1, 4)
    weights = np.array(list(WEIGHTS.values()))
    best: dict[Pair, Colon] = {}
    for pair, measured, dots in candidates(grey, boxes):
        confidence = float(1.0 / (1.0 + np.exp(-(measured @ weights + _BIAS))))
        known = best.get(pair)
        if confidence > (known.confidence if known else _SURE) and not _go_on(grey, *dots):
            best[pair] = Colon(*pair, Box.around(dots), confidence)
    return list(best.values())


def parted_at(colons: Sequence[Colon], boxes_xyxy: NDArray[np.float32]) -> Known:
    """How likely the digits beside each colon are two numbers, for `inkdigits.layout.arrange`.

    `boxes_xyxy`, (N, 4), are those that the colons were found between.
    """
    keys = [tuple(box) for box in np.asarray(boxes_xyxy, np.float64).tolist()]
    return {(keys[colon.left], keys[colon.right]): colon.confidence for colon in colons}


def beside(colons: Sequence[Colon], symbols: Sequence[Symbol]) -> list[Symbol]:
    """The symbols that are no dot of a colon."""
    return [one for one in symbols if not any(_is_dot(one.box, colon.box) for colon in colons)]


def as_symbol(colon: Colon, threshold: float) -> Symbol:
    """A colon as a symbol, marked for review where its confidence is below `threshold`."""
    return Symbol(":", colon.confidence, colon.box, needs_review=colon.confidence < threshold)


def candidates(grey: Grey, boxes: Floats) -> Iterator[tuple[Pair, Floats, tuple[Box, Box]]]:
    """Two marks that may be a colon: the digits beside them, `features`, and the boxes of both."""
    for gap in gaps_with_marks(grey, boxes):
        for upper, lower in permutations(gap.marks, 2):
            if _may_be_one(upper, lower, gap.dark):
                measured = features(upper, lower, gap.dark)
                yield (gap.left, gap.right), measured, (gap.box_of(upper), gap.box_of(lower))


def features(upper: Mark, lower: Mark, dark: Dark) -> Floats:
    """What the probability goes by, in the order of `WEIGHTS`.

    Args:
        upper: The upper of two marks of a strip.
        lower: The other.
        dark: The strip.

    Returns:
        (6,): how far their distance and their level are from the usual ones; the logarithm of the
        smaller one's area; the longest side; how dark what is between them; and how dark a pixel
        must be for both to stand alone, as a share of their ink.
    """
    return np.array(
        (
            abs(lower.y - upper.y - _USUAL_STEP),
            abs((upper.y + lower.y) / 2 - _USUAL_LEVEL),
            np.log(min(upper.area, lower.area)),
            max(upper.width, upper.height, lower.width, lower.height),
            _between(upper, lower, dark),
            max(upper.alone_from / upper.ink, lower.alone_from / lower.ink),
        )
    )


def _may_be_one(upper: Mark, lower: Mark, dark: Dark) -> bool:
    """Whether two marks stand as the dots of a colon do, with nothing between them."""
    above = _STEPS[0] < lower.y - upper.y < _STEPS[1] and abs(lower.x - upper.x) < _ASIDE
    return above and _between(upper, lower, dark) < _CLEAR * min(upper.ink, lower.ink)


def _between(upper: Mark, lower: Mark, dark: Dark) -> float:
    """How dark the darkest row between two marks is, on average."""
    x0, x1 = min(upper.sides[0], lower.sides[0]), max(upper.sides[2], lower.sides[2])
    part = dark[upper.sides[3] : lower.sides[1], x0:x1]
    return float(part.mean(axis=1).max()) if part.size else 1.0


def _go_on(grey: Grey, upper: Box, lower: Box) -> bool:
    """Whether dots as dark stand as far above and below two: the paper has a grid of dots."""
    reach = max(upper.width, upper.height, lower.width, lower.height)
    (x0, y0), (x1, y1) = _middle(upper), _middle(lower)
    inks = _depth(grey, x0, y0, reach), _depth(grey, x1, y1, reach)
    ink = min(inks, key=abs)
    rows, columns = grey.shape
    beyond = [
        _depth(grey, x, y, reach)
        for x, y in ((2 * x0 - x1, 2 * y0 - y1), (2 * x1 - x0, 2 * y1 - y0))
        if 0 <= x < columns and 0 <= y < rows
    ]
    return bool(beyond) and all(depth * ink > _AS_DARK * ink * ink for depth in beyond)


def _depth(grey: Grey, x: float, y: float, reach: float) -> float:
    """By how many grey levels a place is darker than what is around it."""
    inner = cut(grey, *_around(x, y, reach / 2))
    return float(np.median(cut(grey, *_around(x, y, 1.5 * reach)))) - float(inner.mean())


def _around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    return x - reach, y - reach, x + reach, y + reach


def _middle(box: Box) -> tuple[float, float]:
    return (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2


def _is_dot(box: Box, colon: Box) -> bool:
    """Whether something is one of the dots of a colon."""
    x, y = _middle(box)
    near = _NEAR * colon.height
    across = colon.x_min - near < x < colon.x_max + near
    return across and colon.y_min - near < y < colon.y_max + near
