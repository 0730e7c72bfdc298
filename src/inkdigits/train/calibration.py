"""What validation says of a classifier: how sure it may be, and when it should refuse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.train.augment import NOT_A_DIGIT_CLASS


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The temperature with the least negative log-likelihood (Guo et al., 2017).

    Args:
        logits: float32 (N, classes) on validation examples.
        labels: Classes, int64 (N,).
    """
    grid = np.exp(np.linspace(np.log(0.2), np.log(5), 161))
    rows = np.arange(len(labels))
    losses = []
    for temperature in grid:
        scaled = logits.astype(np.float64) / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        losses.append(float((np.log(np.exp(scaled).sum(1)) - scaled[rows, labels]).mean()))
    return float(grid[int(np.argmin(losses))])


def fit_reject_threshold(
    logits: NDArray[np.float32], labels: NDArray[np.int64], sizes: Sequence[int]
) -> float:
    """The probability of "not a digit" from which to refuse, so that 99.5 % of digits are kept.

    Sets count by their size, large ones not more than one of 1,000.

    Args:
        logits: float32 (N, classes), already divided by the temperature.
        labels: Classes, int64 (N,).
        sizes: Lengths of the sets that follow one another in `logits`.
    """
    if logits.shape[1] <= NOT_A_DIGIT_CLASS:
        return 1.0
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    junk = shifted[:, NOT_A_DIGIT_CLASS] / shifted.sum(axis=1)
    weights = np.repeat([min(size, 1000) / max(size, 1) for size in sizes], sizes)
    digits = labels != NOT_A_DIGIT_CLASS
    junk, weights = junk[digits], weights[digits]
    order = np.argsort(junk)
    kept = np.cumsum(weights[order]) / weights.sum()
    threshold = float(junk[order][min(int(np.searchsorted(kept, 0.995)), len(order) - 1)])
    return min(max(threshold, 0.05), 0.95)
