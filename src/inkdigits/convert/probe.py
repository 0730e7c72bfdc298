"""Trying a model out: which input it wants and what its outputs are, by labelled digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from itertools import product
from typing import cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.classify import softmax
from inkdigits.errors import ModelError
from inkdigits.normalize import frame_many

Float = NDArray[np.float32]
Run = Callable[[Float], Float]

SCALINGS = {
    "0..1": (1.0, 0.0),
    "0..255": (255.0, 0.0),
    "-1..1": (2.0, -1.0),
    "MNIST mean and deviation": (1 / 0.3081, -0.1307 / 0.3081),
}
"""What ink in 0..1 is multiplied by, and what is added then."""

POLARITIES = ("white on black", "black on white")

SMALLEST = {"softmax": 1e-30, "sigmoid": 1e-7}
"""Below this a probability is taken as this before its logarithm; 1 - sigmoid is no finer."""

_WORST = 0.6  # share of digits that a classifier of digits reads at least
_ALIKE = 0.02  # shares that differ by less do not decide


@dataclass(frozen=True)
class Choice:
    """How a model is fed and understood.

    Attributes:
        shape: Shape of one picture as the model takes it.
        scaling: A key of SCALINGS.
        polarity: One of POLARITIES.
        output: "logits", "softmax" or "sigmoid" (ten independent probabilities).
    """

    shape: tuple[int, ...]
    scaling: str
    polarity: str
    output: str

    def affine(self) -> tuple[float, float]:
        """What framed ink, 1 on 0, is multiplied by, and what is added then."""
        factor, offset = SCALINGS[self.scaling]
        if self.polarity == POLARITIES[0]:
            return factor, offset
        return -factor, offset + factor

    def prepared(self, frames: Float) -> Float:
        """Framed pictures (N, 28, 28) as the model takes them."""
        factor, offset = self.affine()
        scaled = frames * np.float32(factor) + np.float32(offset)
        return cast(Float, scaled.reshape(-1, *self.shape))

    def logits(self, outputs: Float) -> Float:
        """The model's outputs (N, 10) as logits."""
        if self.output == "logits":
            return outputs
        smallest = SMALLEST[self.output]
        logits = np.log(np.maximum(outputs, smallest))
        if self.output == "sigmoid":
            logits = logits - np.log(np.maximum(1 - outputs, smallest))
        return cast(Float, logits.astype(np.float32))


@dataclass(frozen=True)
class ProbeSet:
    """Digits to try a model out with.

    Attributes:
        frames: float32 (500, 28, 28), framed as inkdigits frames, ink 1 on 0.
        labels: int64 (500,).
        mnist: The first 300 as MNIST has them, float32 (300, 28, 28).
    """

    frames: Float
    labels: NDArray[np.int64]
    mnist: Float


def load_probe_set() -> ProbeSet:
    """300 digits of MNIST's training part, and 200 by other hands.

    They are from MNIST (LeCun, Cortes and Burges; CC BY-SA 3.0) and from the Swiss numbers (CC0).
    """
    path = resources.files("inkdigits").joinpath("convert", "probe_digits.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
        mnist, labels = pack["mnist"], (pack["mnist_labels"], pack["swiss_labels"])
        others = pack["swiss"].astype(np.float32) / 255
    frames, _ = frame_many(list(mnist), polarity="light_on_dark")
    return ProbeSet(
        np.concatenate((frames, others)),
        np.concatenate(labels).astype(np.int64),
        mnist.astype(np.float32) / 255,
    )


def choose(run: Run, shapes: tuple[tuple[int, ...], ...], probes: ProbeSet) -> Choice:
    """The way of feeding a model with which it reads the probes best.

    Of ways that read about equally many, the one with the likeliest answers is taken: a network
    fed too large numbers is right but far too sure.

    Args:
        run: The model: prepared pictures to outputs (N, 10).
        shapes: Shapes of one picture to try.
        probes: The digits.

    Raises:
        ModelError: The model reads digits in none of them.
    """
    tried = []
    trouble: ModelError | None = None
    for shape, scaling, polarity in product(shapes, SCALINGS, POLARITIES):
        choice = Choice(shape, scaling, polarity, "logits")
        try:
            outputs = run(choice.prepared(probes.frames))
        except ModelError as error:
            trouble = error
            continue
        if np.isfinite(outputs).all():
            tried.append((choice, outputs))
    if not tried:
        raise trouble or ModelError("the model's answers are no finite numbers")
    kind = output_kind(np.concatenate([outputs for _, outputs in tried]))
    judged = []
    for choice, outputs in tried:
        choice = Choice(choice.shape, choice.scaling, choice.polarity, kind)
        right, loss = judge(choice.logits(outputs), probes.labels)
        judged.append((right, loss, choice))
    best = max(right for right, _, _ in judged)
    if best < _WORST:
        raise ModelError(
            f"however it is fed, the model reads at most {100 * best:.0f} % of the built-in digits "
            f"right, expected {100 * _WORST:.0f} %: its ten classes must be the digits 0 to 9 in "
            "this order, and its input an upright 28 x 28 digit framed as in MNIST"
        )
    return min((j for j in judged if j[0] >= best - _ALIKE), key=lambda j: j[1])[2]


def output_kind(outputs: Float) -> str:
    """What outputs (N, 10) are: "softmax", "sigmoid" or "logits"."""
    if outputs.min() < 0 or outputs.max() > 1 + 1e-4:
        return "logits"
    return "softmax" if np.abs(outputs.sum(axis=1) - 1).max() < 1e-2 else "sigmoid"


def judge(logits: Float, labels: NDArray[np.int64]) -> tuple[float, float]:
    """The share read right, and the mean negative log-likelihood."""
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return float((logits.argmax(axis=1) == labels).mean()), float(losses.mean())


def fit_temperature(logits: Float, labels: NDArray[np.int64]) -> float:
    """What logits are to be divided by for the likeliest answers (Guo et al., 2017)."""
    grid = np.exp(np.linspace(np.log(0.2), np.log(10), 161))
    losses = [judge((logits / t).astype(np.float32), labels)[1] for t in grid]
    return float(grid[int(np.argmin(losses))])


def difference(ours: Float, theirs: Float) -> float:
    """The largest difference between the probabilities of two sets of logits (N, 10)."""
    return float(np.abs(softmax(ours) - softmax(theirs)).max())
