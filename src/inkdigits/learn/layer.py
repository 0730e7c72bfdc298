"""A last layer that knows a hand: softmax regression around what the classifier says already.

It sees the features themselves, which tell what a hand does everywhere, and how near they are to
those of the corrections, which tell what it does there alone and leave other digits as they are.

Only a change is learned, and everything draws it back to none: its size, and what the classifier
said of other people's digits, which it is held to as soft targets (learning without forgetting,
Li and Hoiem, 2016; knowledge distillation, Hinton et al., 2015).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from inkdigits.classify import softmax
from inkdigits.learn.memory import Part
from inkdigits.profile import Change, closeness, directions

Float = NDArray[np.float32]
Labels = NDArray[np.int64]

# Chosen on validation writers and on hands simulated from them (benchmarks/learn_writers.py).
_REACH = 6.0  # how far weights may go: the deviation of their prior, features being standardised
_BIAS_REACH = 3.0
_LOCAL_REACH = 7.0  # likewise, around corrections
_WIDTH = 0.45  # between directions of features; digits of one class are 0.7 apart, of others 1.1
_PROTOTYPES = 200  # at most
_CORRECTION = 4.0  # what one correction counts
_CORRECTIONS = 300.0  # what all corrections together count at most
_REPLAY = 0.2  # what one remembered example counts
_ROUNDS = 150
_DISTINCT = 1e-4  # of the largest eigenvalue: smaller ones are prototypes that lie on others

CLASSES = 11


def learn_change(
    features: Float,
    logits: Float,
    labels: Labels,
    replay: Part,
    temperature: float,
    copies: int = 1,
) -> Change:
    """The change that makes the corrections likely and leaves the replayed examples alone.

    Args:
        features: Of the corrections, float32 (N, F).
        logits: The classifier's, float32 (N, 11).
        labels: What a person said, classes 0..10 (N,).
        replay: Examples to leave alone.
        temperature: What the classifier's logits are divided by.
        copies: How often each correction is among them, first all as they were written: together
            its copies count as one.

    Returns:
        The minimum of a convex function, found by accelerated gradient descent with restarts
        (Nesterov, 1983; O'Donoghue and Candes, 2015).
    """
    centre = replay.features.mean(axis=0)
    spread = (replay.features.std(axis=0) + 1e-3) * np.sqrt(features.shape[1])
    written = slice(len(features) // copies)
    prototypes = _prototypes(features[written], logits[written], labels[written])
    apart = _LOCAL_REACH * _whitening(closeness(prototypes, prototypes, _WIDTH))

    def columns(of: Float) -> Float:
        everywhere = (of - centre) / spread * _REACH
        ones = np.full((len(of), 1), _BIAS_REACH, np.float32)
        near = closeness(of, prototypes, _WIDTH) @ apart
        return np.concatenate((everywhere, ones, near), axis=1, dtype=np.float32)

    rows = np.concatenate((columns(features), columns(replay.features)))
    start = np.concatenate((logits, replay.logits)) / np.float32(temperature)
    said = np.eye(CLASSES, dtype=np.float32)[labels]
    targets = np.concatenate((said, softmax(replay.logits / np.float32(temperature))))
    each = min(_CORRECTION / copies, _CORRECTIONS / max(len(features), 1))
    counts = np.repeat([each, _REPLAY], [len(features), len(replay.features)])
    found = _minimise(rows, start, targets, counts.astype(np.float32)[:, None])
    everywhere, ones, near = np.split(found * temperature, [len(spread), len(spread) + 1])
    weights = everywhere * (_REACH / spread)[:, None]
    bias = ones[0] * _BIAS_REACH - centre @ weights
    return Change(
        weights.astype(np.float32),
        bias.astype(np.float32),
        prototypes,
        (apart @ near).astype(np.float32),
        _WIDTH,
    )


def _prototypes(features: Float, logits: Float, labels: Labels) -> Float:
    """Directions of the corrections; of many, those whose labels were believed least."""
    believed = softmax(logits)[np.arange(len(labels)), labels]
    chosen = np.sort(np.argsort(believed, kind="stable")[:_PROTOTYPES])
    return directions(features[chosen])


def _whitening(gram: Float) -> Float:
    """What makes columns with this Gram matrix (P, P) of equal size and at right angles (P, K).

    Regression on such columns is that of a Gaussian process with the kernel as its covariance.
    """
    values, vectors = np.linalg.eigh(gram.astype(np.float64))
    kept = values > _DISTINCT * values[-1]
    return np.asarray(vectors[:, kept] / np.sqrt(values[kept]), np.float32)


def _minimise(rows: Float, start: Float, targets: Float, counts: Float) -> Float:
    """Weights (columns, 11) with the least cross-entropy plus half their square."""
    weights = momentum = np.zeros((rows.shape[1], CLASSES), np.float32)
    step = np.float32(1 / (0.5 * _curvature(rows, counts) + 1))
    pace = 1.0
    for _ in range(_ROUNDS):
        slope = rows.T @ (counts * (softmax(start + rows @ momentum) - targets)) + momentum
        ahead = momentum - step * slope
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        if (slope * (ahead - weights)).sum() > 0:  # went past the bottom
            weights, momentum, pace = ahead, ahead, 1.0
            continue
        momentum = ahead + np.float32((pace - 1) / faster) * (ahead - weights)
        weights, pace = ahead, faster
    return weights


def _curvature(rows: Float, counts: Float) -> float:
    """The largest eigenvalue of the weighted Gram matrix."""
    return float(np.linalg.eigvalsh((rows * counts).T @ rows)[-1])
