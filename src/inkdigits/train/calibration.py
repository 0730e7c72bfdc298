"""What validation says of a classifier: how sure it may be, and when it should refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.classify import softmax
from inkdigits.train.augment import NOT_A_DIGIT_CLASS
from inkdigits.views import SURE, pooled, views


@dataclass(frozen=True)
class Calibration:
    """What makes logits into answers.

    Attributes:
        temperature: What logits are divided by before the softmax.
        view_sharpening: Exponent of the mean over views that an unsure answer becomes.
        reject_threshold: Probability of "not a digit" from which a picture is refused.
    """

    temperature: float
    view_sharpening: float
    reject_threshold: float


def calibrate(
    predict: Callable[[NDArray[np.uint8]], NDArray[np.float32]],
    images: NDArray[np.uint8],
    labels: NDArray[np.int64],
    sizes: Sequence[int],
) -> Calibration:
    """Fit everything on validation examples, digits alone deciding.

    Args:
        predict: The network: framed pictures, uint8 (N, 28, 28), to logits, float32 (N, classes).
        images: Framed pictures, uint8 (N, 28, 28).
        labels: Their classes, int64 (N,).
        sizes: Lengths of the sets that follow one another in `images`.
    """
    digits = labels != NOT_A_DIGIT_CLASS
    logits = predict(images)
    temperature = fit_temperature(logits[digits], labels[digits])
    answers = softmax(logits / np.float32(temperature))
    unsure = np.flatnonzero(answers.max(axis=1) < SURE)
    others = views(images[unsure].astype(np.float32) / np.float32(255))
    again = predict(np.round(others * 255).astype(np.uint8).reshape(-1, *images.shape[1:]))
    again = again.reshape(len(others), len(unsure), logits.shape[1])
    seen = np.concatenate((answers[None, unsure], softmax(again / np.float32(temperature))))
    written = digits[unsure]
    sharpening = fit_view_sharpening(seen[:, written], labels[unsure][written])
    answers[unsure] = pooled(seen, sharpening)
    return Calibration(temperature, sharpening, fit_reject_threshold(answers, labels, sizes))


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


def fit_view_sharpening(seen: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """The exponent of the mean over views that has the least negative log-likelihood.

    Args:
        seen: Probabilities of the digits one look is not sure of, float32 (views, N, classes).
        labels: Their classes, int64 (N,).

    Returns:
        From 1 to 2; 1 where there are no such digits.
    """
    if not len(labels):
        return 1.0
    grid = np.linspace(1, 2, 21).round(2)
    rows = np.arange(len(labels))
    losses = [
        float(-np.log(np.maximum(pooled(seen, exponent)[rows, labels], 1e-9)).mean())
        for exponent in grid
    ]
    return float(grid[int(np.argmin(losses))])


def fit_reject_threshold(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], sizes: Sequence[int]
) -> float:
    """The probability of "not a digit" from which to refuse, so that 99.5 % of digits are kept.

    Sets count by their size, large ones not more than one of 1,000.

    Args:
        probabilities: float32 (N, classes).
        labels: Classes, int64 (N,).
        sizes: Lengths of the sets that follow one another in `probabilities`.
    """
    if probabilities.shape[1] <= NOT_A_DIGIT_CLASS:
        return 1.0
    junk = probabilities[:, NOT_A_DIGIT_CLASS]
    weights = np.repeat([min(size, 1000) / max(size, 1) for size in sizes], sizes)
    digits = labels != NOT_A_DIGIT_CLASS
    junk, weights = junk[digits], weights[digits]
    order = np.argsort(junk)
    kept = np.cumsum(weights[order]) / weights.sum()
    threshold = float(junk[order][min(int(np.searchsorted(kept, 0.995)), len(order) - 1)])
    return min(max(threshold, 0.05), 0.95)
