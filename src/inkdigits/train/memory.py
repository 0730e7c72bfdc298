"""Make the memory that learning a hand is checked against, for one classifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from inkdigits.classify import Classifier
from inkdigits.errors import DataError, ModelError
from inkdigits.learn.memory import save_memory
from inkdigits.onnx_weights import read_weights
from inkdigits.train.data import load_digit_sources, load_junk_sources
from inkdigits.train.sources import Source
from inkdigits.train.validation import Examples, junk_examples, source_examples

# Of each set: how many are looked at, how many of the hardest of them are replayed, and how many
# of the others. The hardest are those that learning would forget first.
_REPLAY = {
    "mnist": (15_000, 700, 350),
    "unipen": (5_000, 350, 175),
    "pendigits": (5_000, 280, 140),
    "swiss": (3_000, 210, 105),
    "optdigits": (1_500, 84, 42),
    "semeion": (1_500, 84, 42),
    "bhmsds": (1_500, 104, 52),
    "fonts": (1_500, 84, 42),
}
_REPLAY_JUNK = 800
_GUARD_WRITERS = 400  # most of each set but MNIST
_GUARD_JUNK = 800
_CHUNK = 500


def make_memory(classifier: Path, root: Path, path: Path) -> None:
    """Write the memory of a classifier.

    Replay comes from the training splits, guards from the validation splits, which share no writer
    with them where writers are known. MNIST's guard is its last 5,000 training digits.

    Args:
        classifier: Its ONNX file, with features.
        root: The data folder.
        path: File to write.

    Raises:
        DataError: Data is missing or damaged.
        ModelError: The classifier shows no features.
    """
    rng = np.random.default_rng(0)
    model = Classifier(classifier)
    weights, bias = _last_layer(classifier)
    training = load_digit_sources(root, "train")
    replay = [_replayed(model, s, rng) for s in training]
    replay.append(_junk(load_junk_sources(root, "train"), training, rng, _REPLAY_JUNK))
    held = load_digit_sources(root, "validation")
    mnist = [source_examples(s, rng) for s in held if s.name == "mnist"]
    writers = [source_examples(s, rng, limit=_GUARD_WRITERS) for s in held if s.name != "mnist"]
    if not mnist or not writers:
        raise DataError(
            f"expected MNIST and digits of other writers in {root}, found only "
            f"{', '.join(s.name for s in held)}: see docs/DATA.md"
        )
    junk = _junk(load_junk_sources(root, "validation"), held, rng, _GUARD_JUNK)
    parts = {"replay": replay, "mnist": mnist, "writers": writers, "not_a_digit": [junk]}
    save_memory(
        path,
        model=model.sha256,
        parts=[(name, *_features(model, examples)) for name, examples in parts.items()],
        weights=weights,
        bias=bias,
    )


def _replayed(model: Classifier, source: Source, rng: np.random.Generator) -> Examples:
    """The hardest digits of a set, and some of the others."""
    looked_at, hardest, others = _REPLAY[source.name]
    images, labels = source_examples(source, rng, limit=looked_at)
    logits = _outputs(model, images)[0]
    rows = np.arange(len(labels))
    said = logits[rows, labels]
    logits[rows, labels] = -np.inf
    order = np.argsort(said - logits.max(axis=1), kind="stable")
    chosen = np.concatenate((order[:hardest], rng.permutation(order[hardest:])[:others]))
    return images[chosen], labels[chosen]


def _junk(
    junk: Sequence[Source], digits: Sequence[Source], rng: np.random.Generator, limit: int
) -> Examples:
    images, labels = junk_examples(junk, digits, rng, limit=limit // 2)
    chosen = rng.permutation(len(images))[:limit]
    return images[chosen], labels[chosen]


def _features(
    model: Classifier, parts: Sequence[Examples]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    images = np.concatenate([part[0] for part in parts])
    return _outputs(model, images)[1], np.concatenate([part[1] for part in parts])


def _outputs(
    model: Classifier, images: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Logits and features of framed pictures, uint8 (N, 28, 28)."""
    pairs = [
        model.logits_and_features(images[k : k + _CHUNK].astype(np.float32) / np.float32(255))
        for k in range(0, len(images), _CHUNK)
    ]
    logits, features = (np.concatenate(part) for part in zip(*pairs, strict=True))
    return logits, features


def _last_layer(path: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features, classes) and bias (classes,) of the layer that gives the logits."""
    graph = onnx.load(str(path)).graph
    dense = next((node for node in graph.node if "logits" in node.output), None)
    stored = read_weights(graph)
    if dense is None or dense.op_type != "Gemm" or not {*dense.input[1:3]} <= {*stored}:
        raise ModelError(
            f"{path} should end in a dense layer with stored weights: export it with `inkdigits "
            "train`"
        )
    weights, bias = (stored[name].astype(np.float32) for name in dense.input[1:3])
    transposed = any(a.name == "transB" and a.i for a in dense.attribute)
    return np.ascontiguousarray(weights.T if transposed else weights), bias
