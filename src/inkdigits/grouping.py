"""How sure it is that digits read as one number are one, and all of it.

That every digit of a number is right says nothing of whether they belong together, or whether one
was passed over. A logistic regression says so, from how the digits stand and from what beside them
was taken for no digit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from inkdigits.layout import chances_of_parting, steps
from inkdigits.punctuate import Group

Floats: TypeAlias = NDArray[np.float64]
Boxes: TypeAlias = NDArray[np.float32]

FEATURES = ("gaps", "passed over", "step", "uneven", "single digit")
"""What is measured of each number; see `features`."""

# Fitted on synthetic pages of validation writers (`benchmarks/fit_numbers.py`).
_WEIGHTS = (2.62, -0.57, -1.89, -1.78, -0.93)
_BIAS = 0.35

_LEAST_CHANCE = 1e-3
"""Gaps are never surer than one less this."""

_REACH = 0.6
"""How far from a number something may be that belongs to it, in digit heights."""

_BESIDE = 0.3
"""The share of its height that it has in common with the digit beside it."""

_ALIKE = 0.7
"""How much its height may differ, as a logarithm."""

_OWN = 0.5
"""What lies in what was read by more than this share of its area is a part of that."""

_FAINT = 0.01
"""Probabilities much below this say nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class PassedOver:
    """Candidates that were taken for no digit.

    Attributes:
        boxes_xyxy: float32 (R, 4).
        probabilities: That each is a digit after all, (R,).
    """

    boxes_xyxy: Boxes
    probabilities: NDArray[np.floating]


def grouping_confidences(
    groups: Sequence[Sequence[Group]],
    digit_boxes_xyxy: Boxes,
    symbol_boxes_xyxy: Boxes,
    passed: PassedOver | None = None,
    chances: Sequence[Floats] | None = None,
) -> list[list[float]]:
    """How sure each number is to be whole and nothing else, its digits being right.

    Args:
        groups: Lines of numbers, in reading order; no line is empty.
        digit_boxes_xyxy: Boxes of the N digits they were made from, (N, 4).
        symbol_boxes_xyxy: Boxes of the M symbols they were made from, (M, 4).
        passed: What was found and taken for no digit; None where that is not known.
        chances: How likely the gaps of each line are to part two numbers, as
            `inkdigits.layout.arrange` says; None where the digits alone say so.

    Returns:
        Probabilities in the shape of `groups`.
    """
    measured = features(groups, digit_boxes_xyxy, symbol_boxes_xyxy, passed, chances)
    logits = measured @ np.array(_WEIGHTS) + _BIAS
    confidences = iter((1.0 / (1.0 + np.exp(-logits))).tolist())
    return [[next(confidences) for _ in line] for line in groups]


def features(
    groups: Sequence[Sequence[Group]],
    digit_boxes_xyxy: Boxes,
    symbol_boxes_xyxy: Boxes,
    passed: PassedOver | None = None,
    chances: Sequence[Floats] | None = None,
) -> Floats:
    """What the confidence goes by, in the order of `FEATURES`; arguments as there.

    Returns:
        (K, 5) for K numbers in reading order: the logarithm of the probability that of its gaps
        none parts numbers, but those beside it do; the logarithm of the probability of the surest
        candidate beside it that was passed over; the largest step up or down between neighbours,
        in heights, and the logarithm of its tallest by its lowest digit, each at most 1; and 1
        where it is one digit, which may be a piece of a longer number.
    """
    boxes = np.asarray(digit_boxes_xyxy, np.float64).reshape(-1, 4)
    symbols = np.asarray(symbol_boxes_xyxy, np.float64).reshape(-1, 4)
    beside = iter(_passed_beside(groups, boxes, np.concatenate((boxes, symbols)), passed))
    flat = [[i for group in line for i in group.digits] for line in groups]
    rows: list[tuple[float, ...]] = []
    if chances is None:
        chances = chances_of_parting(digit_boxes_xyxy, flat)
    climbs = steps(digit_boxes_xyxy, flat)
    for line, climb, chance in zip(groups, climbs, chances, strict=True):
        start = 0
        for group in line:
            end = start + len(group.digits)
            number = boxes[list(group.digits)]
            heights = np.maximum(number[:, 3] - number[:, 1], 1.0)
            rows.append(
                (
                    _as_grouped(chance, start, end, {start + at - 1 for _, at in group.symbols}),
                    math.log(next(beside) + _FAINT),
                    min(float(climb[start : end - 1].max(initial=0.0)), 1.0),
                    min(math.log(heights.max() / heights.min()), 1.0),
                    float(len(group.digits) == 1),
                )
            )
            start = end
    return np.array(rows, np.float64).reshape(-1, len(FEATURES))


def _as_grouped(chances: Floats, start: int, end: int, bridged: set[int]) -> float:
    """The logarithm of the probability of the gaps in and beside digits `start` to `end`.

    Gaps that a symbol bridges are not asked: it joins its neighbours however wide they are.
    """
    inner = [1 - float(chances[k]) for k in range(start, end - 1) if k not in bridged]
    around = [float(chances[k]) for k in (start - 1, end - 1) if 0 <= k < len(chances)]
    sure = (min(max(one, _LEAST_CHANCE), 1 - _LEAST_CHANCE) for one in inner + around)
    return sum(map(math.log, sure))


def _passed_beside(
    groups: Sequence[Sequence[Group]], boxes: Floats, read: Floats, passed: PassedOver | None
) -> list[float]:
    """The highest probability beside each number of something that was passed over, 0 for none.

    What lies in something that was read, in boxes (R, 4), is a part of that and does not count.
    """
    numbers = [list(group.digits) for line in groups for group in line]
    if passed is None or not len(passed.probabilities):
        return [0.0] * len(numbers)
    found = np.asarray(passed.boxes_xyxy, np.float64)
    free = _covered(found, read) <= _OWN
    others, probabilities = found[free, None], np.asarray(passed.probabilities, np.float64)[free]
    tall, heights = others[..., 3] - others[..., 1], boxes[:, 3] - boxes[:, 1]
    apart = np.maximum(boxes[:, 0] - others[..., 2], others[..., 0] - boxes[:, 2])
    shared = np.minimum(boxes[:, 3], others[..., 3]) - np.maximum(boxes[:, 1], others[..., 1])
    level = shared > _BESIDE * np.minimum(tall, heights)
    surest = []
    for number in numbers:
        unit = max(float(np.median(heights[number])), 1e-6)
        alike = np.abs(np.log(np.maximum(tall[:, 0], 1e-3) / unit)) < _ALIKE
        near = (level[:, number] & (apart[:, number] < _REACH * unit)).any(axis=1)
        surest.append(float(probabilities[alike & near].max(initial=0.0)))
    return surest


def _covered(boxes: Floats, others: Floats) -> Floats:
    """The largest share of each of R boxes that lies in one of the others, (R,)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0.0), axis=2).max(axis=1, initial=0.0)
    areas = np.maximum(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1), 1e-6)
    return np.asarray(shared / areas, np.float64)
