"""Signs as people write them, and those that belong to numbers: point, comma, minus and slash."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from inkdigits.train.data import Split, load_sign_strokes
from inkdigits.train.strokes import Stroke

SYMBOLS = (".", ",", "-", "/")
"""What the detector knows beside the digits, in the order of its heat maps."""

SYMBOL_NAMES = ("dot", "comma", "minus", "slash")
"""The same as signs on a page are named."""

_WRITTEN = {
    "comma": ",",
    "minus": "-",
    "slash": "/",
    "open": "(",
    "close": ")",
    "plus": "+",
    "equals": "=",
    "colon": ":",
    "star": "*",
    "less": "<",
    "greater": ">",
    "caret": "^",
    "x": "x",
}

SignGlyphs: TypeAlias = Mapping[str, tuple[list[Stroke], ...]]
"""By the name of a sign, glyphs as pen strokes."""


def load_signs(root: Path, split: Split) -> SignGlyphs:
    """Signs of one split's writers as pen strokes; none where the set is absent.

    Raises:
        DataError: The set is damaged.
    """
    found = load_sign_strokes(root, split, tuple(_WRITTEN.values()))
    return {name: tuple(found[text]) for name, text in _WRITTEN.items() if found.get(text)}
