"""MNIST's test set, read before and after a lesson, where the data folder has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inkdigits.classify import Classifier
from inkdigits.learn.lesson import Figures, percent_right
from inkdigits.normalize import frame_many
from inkdigits.profile import Profile
from inkdigits.store.idx import read_idx

_CHUNK = 500


def measure_mnist(folder: Path, classifier: Classifier, profile: Profile) -> Figures:
    """How many of MNIST's 10,000 test digits are read right without and with a profile.

    Args:
        folder: With the files t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz.
        classifier: The classifier.
        profile: What was learned for it.

    Raises:
        DataError: A file is missing or damaged.
    """
    images = read_idx(folder / "t10k-images-idx3-ubyte.gz", 3)
    labels = read_idx(folder / "t10k-labels-idx1-ubyte.gz", 1).astype(np.int64)
    parts = []
    for k in range(0, len(images), _CHUNK):
        frames, _ = frame_many(list(images[k : k + _CHUNK]))
        parts.append(classifier.logits_and_features(frames))
    logits, features = (np.concatenate(part) for part in zip(*parts, strict=True))
    threshold = classifier.reject_threshold
    return Figures(
        "mnist_test",
        len(labels),
        percent_right(logits, labels, classifier.temperature, threshold),
        percent_right(
            profile.logits(logits, features), labels, profile.temperature, profile.reject_threshold
        ),
    )
