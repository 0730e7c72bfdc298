"""What the locator saw and what the classifier says, weighed into one answer for each candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

# Weights of a logistic regression on candidates from synthetic pages of validation writers
# (`python benchmarks/fit_evidence.py`): is there a digit at all?
_HEAT_WEIGHT = 1.0
_JUNK_WEIGHT = 0.35
_BIAS = 0.8
# Exponents of the two class distributions in their product: which digit is it?
_DETECTOR_SHARE = 1.0
_CLASSIFIER_SHARE = 0.7

_CLIP = 1e-4


@dataclass(frozen=True)
class Evidence:
    """The answer for N candidates.

    Attributes:
        is_digit: bool (N,).
        probabilities: float32 (N, 10): that there is this digit. A row sums to the probability that
            there is a digit at all.
    """

    is_digit: NDArray[np.bool_]
    probabilities: Float


def weigh(
    heats: Float, located: Float | None, classified: Float, inked: NDArray[np.bool_]
) -> Evidence:
    """Weigh both sources of evidence.

    Args:
        heats: How sure the locator is of N candidates, 0..1, (N,).
        located: Class probabilities of the locator, (N, 10); None where it does not say.
        classified: Calibrated probabilities of the classifier, (N, 11), the last "not a digit".
        inked: Whether there was ink in the candidate's box, (N,).
    """
    junk = classified[:, 10]
    if located is None:
        digit = np.where(inked, 1.0 - junk, 0.0)
        shares = classified[:, :10] / np.maximum(1.0 - junk, _CLIP)[:, None]
    else:
        logit = _HEAT_WEIGHT * _logit(heats) - _JUNK_WEIGHT * _logit(junk) + _BIAS
        digit = np.where(inked, 1.0 / (1.0 + np.exp(-logit)), 0.0)
        shares = np.exp(
            _DETECTOR_SHARE * np.log(np.maximum(located, _CLIP))
            + _CLASSIFIER_SHARE * np.log(np.maximum(classified[:, :10], _CLIP))
        )
        shares /= shares.sum(axis=1, keepdims=True)
    probabilities = (digit[:, None] * shares).astype(np.float32)
    return Evidence(digit > 0.5, cast(Float, np.clip(probabilities, 0.0, 1.0)))


def _logit(probability: Float) -> Float:
    clipped = np.clip(probability, _CLIP, 1 - _CLIP)
    return cast(Float, np.log(clipped / (1 - clipped)))
