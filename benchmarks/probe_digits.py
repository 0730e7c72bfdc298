"""Write the labelled digits with which `inkdigits import-model` tries a model out.

    INKDIGITS_DATA=... python benchmarks/probe_digits.py src/inkdigits/convert/probe_digits.npz

300 digits of MNIST's training part (CC BY-SA 3.0; LeCun, Cortes, Burges), as they are, and 200 of
the Swiss numbers (CC0) by writers of the training part, framed as inkdigits frames them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inkdigits.normalize import frame_many
from inkdigits.train.data import DIGIT_SETS, data_root
from inkdigits.train.mnist import mnist_arrays

EACH_MNIST, EACH_SWISS = 30, 20


def main() -> None:
    """Choose, frame, write."""
    root = data_root()
    rng = np.random.default_rng(0)
    images, labels = mnist_arrays(root / "mnist", "train")
    chosen = _some_of_each(labels[:50_000], EACH_MNIST, rng)
    source = DIGIT_SETS["swiss"](root, "train")
    hands = _some_of_each(source.labels, EACH_SWISS, rng)
    drawn = [np.pad(source.ink(int(i), height=60, pen=6), 20) for i in hands]
    frames, _ = frame_many(drawn, polarity="light_on_dark")
    np.savez_compressed(
        Path(sys.argv[1]),
        mnist=images[chosen],
        mnist_labels=labels[chosen].astype(np.uint8),
        swiss=np.round(255 * frames).astype(np.uint8),
        swiss_labels=source.labels[hands].astype(np.uint8),
    )


def _some_of_each(
    labels: NDArray[np.int64], count: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Indices of `count` of each digit, in an order that mixes the digits."""
    each = [rng.choice(np.flatnonzero(labels == digit), count, False) for digit in range(10)]
    return np.stack(each, axis=1).ravel()


if __name__ == "__main__":
    main()
