"""Digits that people corrected, as examples for training: from a folder or a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.store import Kept, Store, import_from
from inkdigits.train.augment import NOT_A_DIGIT_CLASS

SHARE = 0.1
"""Share of the digits as they were written that added ones make up, where there are enough."""

_MOST_REPEATS = 50

Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


def with_added(examples: Examples, paths: Sequence[str]) -> Examples:
    """Examples with those of `paths` among them, repeated until they count.

    Args:
        examples: Framed pictures, uint8 (N, 28, 28), and classes (N,).
        paths: Folders that `inkdigits corrections export` wrote, or stores of corrections.

    Raises:
        DataError: A path holds no labelled digits.
    """
    if not paths:
        return examples
    added = [_framed(path) for path in paths]
    images = np.concatenate([one[0] for one in added])
    labels = np.concatenate([one[1] for one in added])
    repeats = max(1, min(_MOST_REPEATS, round(SHARE * len(examples[0]) / len(images))))
    return (
        np.concatenate((examples[0], np.tile(images, (repeats, 1, 1)))),
        np.concatenate((examples[1], np.tile(labels, repeats))),
    )


def _framed(path: str) -> Examples:
    images, labels = [], []
    for kept in _kept(Path(path)):
        frame = np.round(kept.framed() * 255).astype(np.uint8)
        if frame.any():
            images.append(frame)
            labels.append(NOT_A_DIGIT_CLASS if kept.value is None else kept.value)
    if not images:
        raise DataError(
            f"{path} holds no labelled digits: expected a folder with sub-folders 0 to 9, as "
            "`inkdigits corrections export` writes it, or a store of corrections"
        )
    return np.stack(images), np.array(labels, np.int64)


def _kept(path: Path) -> Iterable[Kept]:
    if path.is_dir():
        return import_from(path)
    if path.is_file():
        return Store(path).find()
    raise DataError(f"there is no folder and no store of corrections at {path}: check the path")
