"""Fixed validation examples: whole sets, each glyph once, without augmentation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.normalize import SIZE, normalize
from inkdigits.train.augment import NOT_A_DIGIT_CLASS, ExampleMaker
from inkdigits.train.sources import Source

Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


def source_examples(
    source: Source, rng: np.random.Generator, *, height: int = 40, limit: int | None = None
) -> Examples:
    """Every glyph of a source, drawn dark on white with an ordinary pen and framed.

    Returns:
        uint8 (N, 28, 28) with ink 255 on 0, and classes 0..10 (N,).
    """
    chosen = np.arange(len(source))
    if limit is not None and limit < len(chosen):
        chosen = np.sort(rng.permutation(len(chosen))[:limit])
    images = np.zeros((len(chosen), SIZE, SIZE), np.uint8)
    for row, index in enumerate(chosen):
        ink = source.ink(int(index), height=height, pen=height * rng.uniform(0.06, 0.16))
        picture = 255 - np.pad(ink, 8)
        images[row] = np.round(normalize(picture) * 255).astype(np.uint8)
    labels = source.labels[chosen]
    return images, np.where(labels < 0, NOT_A_DIGIT_CLASS, labels)


def junk_examples(
    junk: Sequence[Source], digits: Sequence[Source], rng: np.random.Generator, limit: int = 1500
) -> Examples:
    """Pictures that are no digit: letters, marks, other alphabets, scribbles, pairs and pieces."""
    if not junk:
        raise DataError(
            "expected letters or other glyphs that are no digit, found none: see docs/DATA.md"
        )
    parts = [source_examples(s, rng, limit=limit) for s in junk]
    maker = ExampleMaker(digits, junk)
    made = [maker.junk_example(rng) for _ in range(limit // 2)]
    made = [image for image in made if image.any()]
    images = np.concatenate([*(p[0] for p in parts), np.stack(made)])
    return images, np.full(len(images), NOT_A_DIGIT_CLASS, np.int64)
