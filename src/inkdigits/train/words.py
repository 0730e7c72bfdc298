"""Words in joined writing, from fonts made from handwriting: letters that run into one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inkdigits.errors import DataError
from inkdigits.train.data import FONTS_FILE, Split, font_split
from inkdigits.train.sources import Ink, pictures

WORD_SIZE = 36
"""Height in pixels of a digit that stands beside a word of the pack."""


@dataclass(frozen=True)
class WrittenWord:
    """A word in one hand.

    Attributes:
        ink: uint8 (h, w), 255 on 0, tight; a digit beside it would be `WORD_SIZE` high.
        baseline: Row of the line that it stands on, which the ink may reach below.
    """

    ink: Ink
    baseline: int


def load_words(root: Path, split: Split) -> tuple[tuple[WrittenWord, ...], ...]:
    """Words of the font families of one split, by family; empty where the set is absent.

    Raises:
        DataError: The file is damaged.
    """
    file = root / FONTS_FILE
    if not file.is_file():
        return ()
    try:
        with np.load(file, allow_pickle=False) as pack:
            images, shapes, writers, baselines = (
                pack[f"word_{name}"] for name in ("images", "shapes", "writers", "baselines")
            )
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise DataError(f"{file} is damaged ({error}): make it again") from error
    by_family: dict[str, list[WrittenWord]] = {}
    for ink, baseline, family in zip(
        pictures(images, shapes), baselines.tolist(), writers.tolist(), strict=True
    ):
        if font_split(family) == split:
            by_family.setdefault(family, []).append(WrittenWord(ink, baseline))
    return tuple(tuple(words) for words in by_family.values())
