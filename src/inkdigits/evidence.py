"""What the locator saw and what the classifier says, weighed into one answer for each candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

# Fitted on candidates from synthetic pages of validation writers (`benchmarks/fit_evidence.py`).
# Weights of two logistic regressions over `FEATURES`: what is taken for a digit, and how sure that
# is. How clear it is which digit says much of letters on those pages, but costs digits on others.
FEATURES = ("heat", "junk", "support", "clear", "one", "bias")
"""What speaks for a digit or against it; see `features`."""

_DECISION = (2.88, -0.08, 0.81, 0.0, 0.0, 0.53)
_CERTAINTY = (2.90, -0.22, 0.81, -0.35, -1.47, 1.13)
_COVER_WEIGHT = 2.0  # by hand: what is drawn twice is too rare on those pages to fit it
# Exponents of the two class distributions in their product: which digit is it? Fitted anew with
# each classifier the least loss is at 2.0 to 2.4 and 0.2 to 0.4; the classifier has seen far more
# real hands than the pages show, so what it is sure of counts.
_DETECTOR_SHARE = 2.0
_CLASSIFIER_SHARE = 0.4
# Where the two contradict each other, this share of the answer is their mean instead.
_DOUBT = 0.25

# A slash or a 1? How much likelier the slash is by its heat (`benchmarks/symbols.py --slashes`).
_SLASH_SLOPE = 1.6
_SLASH_BIAS = -1.66
SURE_SLASH = 0.75
"""How likely a slash must be to be passed over: a digit lost is worse than a doubtful one."""

# How much of what a hand changes for the classifier it changes for the locator: chosen on pages of
# validation writers and of hands simulated from them (docs/LEARNING.md).
_CARRIED_OVER = 0.5

_CLIP = 1e-4

# Neighbours: gaps in heights, and the logarithm of how much heights may differ.
_REACH = 2.5
_ALIKE = 0.6

_ENCLOSED = 0.3  # heat of both neighbours from which something stands between them


@dataclass(frozen=True)
class Evidence:
    """The answer for N candidates.

    Attributes:
        is_digit: bool (N,), what is taken for one: digits that are lost are worse than letters.
        probabilities: float32 (N, 10): that there is this digit. A row sums to the probability that
            there is a digit at all.
    """

    is_digit: NDArray[np.bool_]
    probabilities: Float


def support(boxes_xyxy: Float, heats: Float) -> Float:
    """How much each candidate stands in line with others of its size: people write in rows.

    Args:
        boxes_xyxy: float32 (N, 4).
        heats: How sure the locator is of each, (N,).

    Returns:
        float32 (N,): the heats of its neighbours to the left and right, summed, at most 2.
    """
    return cast(Float, np.minimum(_near(boxes_xyxy) @ heats, 2.0).astype(np.float32))


def enclosed(boxes_xyxy: Float, heats: Float) -> Float:
    """How much each candidate stands between others of its size; arguments as in `support`.

    Returns:
        float32 (N,): the lesser of the warmest neighbour's heat to the left and to the right.
    """
    middle = (boxes_xyxy[:, 0] + boxes_xyxy[:, 2]) / 2
    warm = _near(boxes_xyxy) * heats[None]
    sides = (middle[None] < middle[:, None], middle[None] > middle[:, None])
    left, right = ((warm * side).max(axis=1, initial=0.0) for side in sides)
    return cast(Float, np.minimum(left, right).astype(np.float32))


def _near(boxes_xyxy: Float) -> NDArray[np.bool_]:
    """Which of N boxes are neighbours in a row, of about one size, (N, N)."""
    x0, y0, x1, y1 = boxes_xyxy.T
    heights = np.maximum(y1 - y0, 1e-3)
    unit = np.minimum(heights[:, None], heights[None])
    alike = np.abs(np.log(heights[:, None] / heights[None])) < _ALIKE
    beside = np.minimum(y1[:, None], y1[None]) - np.maximum(y0[:, None], y0[None]) > 0.4 * unit
    gap = np.maximum(x0[:, None], x0[None]) - np.minimum(x1[:, None], x1[None])
    near = alike & beside & (gap > -0.4 * unit) & (gap < _REACH * unit)
    np.fill_diagonal(near, False)
    return cast(NDArray[np.bool_], near)


def covered(boxes_xyxy: Float, heats: Float) -> Float:
    """How much of each candidate lies within a surer one: a part of a digit is no digit.

    Args:
        boxes_xyxy: float32 (N, 4).
        heats: How sure the locator is of each, (N,).

    Returns:
        float32 (N,), shares of the candidates' areas within 0..1.
    """
    low = np.maximum(boxes_xyxy[:, None, :2], boxes_xyxy[None, :, :2])
    high = np.minimum(boxes_xyxy[:, None, 2:], boxes_xyxy[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=2) * (heats[None] > heats[:, None])
    areas = np.maximum(np.prod(boxes_xyxy[:, 2:] - boxes_xyxy[:, :2], axis=1), 1e-6)
    return cast(Float, (shared.max(axis=1, initial=0.0) / areas).astype(np.float32))


def slashed(boxes_xyxy: Float, heats: Float, slashes: Float) -> Float:
    """How likely each candidate is a slash between numbers rather than a digit.

    Args:
        boxes_xyxy: float32 (N, 4).
        heats: How sure the locator is that it is a digit, (N,).
        slashes: How sure it is that it is a slash, (N,).

    Returns:
        float32 (N,): 0 for what does not stand between two digits.
    """
    odds = np.exp(_SLASH_SLOPE * (_logit(slashes) - _logit(heats)) + _SLASH_BIAS)
    likely = np.where(slashes > 0, odds / (1 + odds), 0.0)
    return cast(Float, (likely * (enclosed(boxes_xyxy, heats) > _ENCLOSED)).astype(np.float32))


def agreement(located: Float, classified: Float) -> Float:
    """How much two class distributions, each (N, 10), overlap: 1 where alike, 0 where apart.

    The Bhattacharyya coefficient (1943); float (N,).
    """
    return cast(Float, np.sqrt(located * classified).sum(axis=1).clip(0.0, 1.0))


def blend(located: Float, classified: Float, exponents: tuple[float, float], doubt: float) -> Float:
    """One class distribution from two, each (N, 10) with rows that sum to 1.

    Their weighted product, in which the surer one decides; where they contradict each other, a
    share of their mean, so that the answer says that it is in doubt.
    """
    logs = exponents[0] * np.log(np.maximum(located, _CLIP)) + exponents[1] * np.log(
        np.maximum(classified, _CLIP)
    )
    product = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
    product /= np.maximum(product.sum(axis=1, keepdims=True), 1e-12)
    share = doubt * (1 - agreement(located, classified))[:, None]
    return cast(Float, (1 - share) * product + share * (located + classified) / 2)


def digit_shares(classified: Float) -> Float:
    """The classifier's distribution over the ten digits, (N, 10), from its (N, 11)."""
    digits = classified[:, :10] + _CLIP / 10
    return cast(Float, digits / digits.sum(axis=1, keepdims=True))


def features(boxes_xyxy: Float, heats: Float, junk: Float, shares: Float) -> Float:
    """What says of each candidate whether there is a digit at all, in the order of `FEATURES`.

    Args:
        boxes_xyxy: N candidates, float32 (N, 4).
        heats: How sure the locator is of each, (N,).
        junk: How sure the classifier is that it is none, (N,).
        shares: Which digit it would be, (N, 10), rows sum to 1.

    Returns:
        float (N, 6): the log-odds of `heats` and of `junk`; `support`; the log-odds of the
        likeliest digit, since a blurred digit could be several and an o or an S as cold is clearly
        like one, but 0 for a 1, from which a bar does not differ; 1 where that is a 1; and 1.
    """
    is_one = shares.argmax(axis=1) == 1
    clear = np.where(is_one, 0.0, _logit(shares.max(axis=1, initial=0.0)))
    around = support(boxes_xyxy, heats)
    columns = (_logit(heats), _logit(junk), around, clear, is_one, np.ones(len(heats)))
    return cast(Float, np.stack(columns, axis=1))


def carried_over(located: Float, plain: Float, learned: Float) -> Float:
    """What a person's hand changed for the classifier, changed for the locator too.

    Both were trained on the hands of others, and go wrong alike on one that is unlike them; but
    not quite, so that a part of the change is carried over.

    Args:
        located: Class probabilities of the locator, (N, 10).
        plain: Probabilities of the classifier as it was trained, (N, 11).
        learned: Its probabilities as it knows the hand, (N, 11).

    Returns:
        float (N, 10), rows sum to 1.
    """
    change = (digit_shares(learned) / digit_shares(plain)) ** _CARRIED_OVER
    changed = np.maximum(located, _CLIP) * change
    return cast(Float, changed / changed.sum(axis=1, keepdims=True))


def weigh(
    boxes_xyxy: Float,
    heats: Float,
    located: Float | None,
    classified: Float,
    inked: NDArray[np.bool_],
    slashes: Float | None = None,
) -> Evidence:
    """Weigh both sources of evidence.

    Args:
        boxes_xyxy: N candidates, float32 (N, 4).
        heats: How sure the locator is of N candidates, 0..1, (N,).
        located: Class probabilities of the locator, (N, 10); None where it does not say.
        classified: Calibrated probabilities of the classifier, (N, 11), the last "not a digit", or
            (N, 10) of one that cannot say so: then the locator alone decides whether there is one.
        inked: Whether there was ink in the candidate's box, (N,).
        slashes: How sure the locator is that each is a slash, (N,); None where it does not say.
    """
    unsaid = np.full(len(classified), 0.0 if located is None else 0.5, np.float32)
    junk = classified[:, 10] if classified.shape[1] > 10 else unsaid
    if located is None:
        decided = digit = np.where(inked, 1.0 - junk, 0.0)
        shares = classified[:, :10] / np.maximum(1.0 - junk, _CLIP)[:, None]
    else:
        said = digit_shares(classified)
        shares = blend(located, said, (_DETECTOR_SHARE, _CLASSIFIER_SHARE), _DOUBT)
        measured = features(boxes_xyxy, heats, junk, shares)
        logits = measured @ np.array((_DECISION, _CERTAINTY)).T
        logits -= _COVER_WEIGHT * covered(boxes_xyxy, heats)[:, None]
        decided, digit = np.where(inked, 1.0 / (1.0 + np.exp(-logits.T)), 0.0)
    is_digit = decided > 0.5
    if slashes is not None:
        slash = slashed(boxes_xyxy, heats, slashes)
        is_digit &= slash < SURE_SLASH
        digit = np.minimum(digit, 1.0 - slash)  # little heat says so already: not counted twice
    probabilities = (digit[:, None] * shares).astype(np.float32)
    return Evidence(is_digit, cast(Float, np.clip(probabilities, 0.0, 1.0)))


def _logit(probability: Float) -> Float:
    clipped = np.clip(probability, _CLIP, 1 - _CLIP)
    return cast(Float, np.log(clipped / (1 - clipped)))
