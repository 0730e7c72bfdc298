"""Which way up a page is, and its boxes in the picture as it was before it was turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from inkdigits.ground import shrunk
from inkdigits.locate.candidates import Candidates
from inkdigits.result import Box, Digit, Symbol

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]
Edges = tuple[float, float, float, float]

_Seen = TypeVar("_Seen", Digit, Symbol)

_SURE = 0.9  # mean probability of a digit from which a page is taken to stand upright,
_FOUND = 0.6  # where the mean heat is this much too: the few that fit upside down are faint
_FEWEST = 4  # digits that must say so
_MORE = 2.0  # digits that must be found beyond those of the picture as it stands
_BETTER = 1.3  # by what factor more must be read
_CLEAR = 0.55  # how well they must read on average: letters on their side are poor digits
# Of so many digits at least this share can be read upside down, too: where less can, they are
# letters that look like digits so. Chosen on turned pages and pages of words by validation writers.
_MANY, _EITHER_WAY = 8, 0.1
_ALIKE_ALL_WAYS = (0, 1, 8)  # they do not tell which way is up
# Upside down a page shows its 6 as a clear 9, its 9 as a clear 6, but hardly a 3, 4 or 7: of made
# pages by hands of all kinds these are 30 % of what is found upright, and 1 % upside down.
_ONE_WAY_UP, _OF_THOSE = (3, 4, 7), 0.1
_ALIKE_UPSIDE_DOWN = (0, 1, 6, 8, 9)  # they tell sides from up and down, but not these two
_HALF = 2  # turns to upside down
_WARM = 0.3  # candidates that are less sure say nothing of the way up
_MOST_TO_ASK = 40  # candidates
_SIDE = 640  # pixels of the picture that is looked at from all sides


def turns_to_upright(
    picture: Grey,
    candidates: Candidates,
    digits: Float,
    locate: Callable[[Grey], Candidates],
    classify: Callable[[Grey, Float], Float],
) -> int:
    """Turns (of 90 degrees, clockwise) after which a page's digits are found and read best.

    Args:
        picture: uint8 (H, W), as it stands.
        candidates: What was found in it, N of them.
        digits: Probabilities of the ten digits of each, (N, 10).
        locate: Finds the candidates of a picture.
        classify: Probabilities of the ten digits, (N, 10), in boxes (N, 4) of a picture.

    Returns:
        0 to 3; 0 where nothing says clearly that the page is not upright.
    """
    warm = _warmest(candidates)
    read, heats = _telling(digits[warm], candidates.confidences[warm])
    well = len(read) >= _FEWEST and read.mean() >= _SURE and heats.mean() >= _FOUND
    if well and _one_way_up(digits[warm], candidates.confidences[warm]) >= _OF_THOSE:
        return 0
    small = shrunk(picture, _SIDE)
    found, counts, upright = [], [], []
    for turns in range(4):
        seen = turned(small, turns)
        candidates = locate(seen)
        warm = _warmest(candidates)
        digits = np.zeros((0, 10), np.float32)
        if len(warm):
            digits = classify(seen, candidates.boxes_xyxy[warm])
        read, heats = _telling(digits, candidates.confidences[warm])
        found.append(float((read * heats).sum()))
        counts.append(len(read))
        read, heats = _telling(digits, candidates.confidences[warm], _ALIKE_UPSIDE_DOWN)
        upright.append(float((read * heats).sum()))
    best = int(np.argmax(found))
    more = _is_more(found[best], found[0])
    if best == _HALF:
        more |= _is_more(upright[_HALF], upright[0])
    # Pieces of digits are many, but poor: each must read as well as those that stand upright.
    means = [total / max(count, 1) for total, count in zip(found, counts, strict=True)]
    clear = means[best] >= max(_CLEAR, means[0])
    either_way = counts[best] < _MANY or found[(best + _HALF) % 4] >= _EITHER_WAY * found[best]
    return best if more and clear and either_way else 0


def _warmest(candidates: Candidates) -> NDArray[np.intp]:
    """Which candidates are asked for the way up."""
    warm = np.flatnonzero(candidates.confidences > _WARM)
    return warm[np.argsort(-candidates.confidences[warm])][:_MOST_TO_ASK]


def _is_more(found: float, standing: float) -> bool:
    """Whether clearly more is found than in the picture as it stands."""
    return found - standing >= _MORE and found > _BETTER * standing


def _telling(
    digits: Float, heats: Float, alike: tuple[int, ...] = _ALIKE_ALL_WAYS
) -> tuple[Float, Float]:
    """How surely candidates read as digits that say which way is up, and the heats of those.

    Args:
        digits: Probabilities of the ten digits, (N, 10).
        heats: How sure the locator is of each, (N,).
        alike: Digits that do not tell.
    """
    telling = ~np.isin(digits.argmax(axis=1), alike)
    return digits.max(axis=1)[telling], heats[telling]


def _one_way_up(digits: Float, heats: Float) -> float:
    """Which share of candidates surely are digits that are none upside down.

    Args:
        digits: Probabilities of the ten digits, (N, 10), of at least one.
        heats: How sure the locator is of each, (N,).
    """
    sure = (digits.max(axis=1) >= _SURE) & (heats >= _FOUND)
    return float((np.isin(digits.argmax(axis=1), _ONE_WAY_UP) & sure).mean())


def turned(grey: Grey, turns: int) -> Grey:
    """The picture turned clockwise by `turns` times 90 degrees."""
    return np.ascontiguousarray(np.rot90(grey, -turns)) if turns % 4 else grey


def _turned_box(box: Edges, turns: int, height: int, width: int) -> Edges:
    """A box of a picture of (height, width) after the picture was turned clockwise."""
    x0, y0, x1, y1 = box
    if turns == 1:
        return height - y1, x0, height - y0, x1
    if turns == 2:
        return width - x1, height - y1, width - x0, height - y0
    if turns == 3:
        return y0, width - x1, y1, width - x0
    return x0, y0, x1, y1


def moved(one: _Seen, turns: int, width: int, height: int, left: int, top: int) -> _Seen:
    """A digit or symbol of a turned crop, with its box in pixels of the upright original.

    Args:
        one: What was found in the turned crop.
        turns: How often it was turned by 90 degrees, clockwise.
        width: Width of the crop before it was turned.
        height: Its height.
        left: Where it lies in the original.
        top: Likewise.
    """
    turned_shape = (width, height) if turns % 2 else (height, width)
    x0, y0, x1, y1 = _turned_box(one.box.xyxy, -turns % 4, *turned_shape)
    return replace(one, box=Box(x0 + left, y0 + top, x1 + left, y1 + top))
