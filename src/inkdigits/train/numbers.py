"""Whole numbers as people wrote them: their own spacing, sizes and baseline, digit by digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inkdigits.errors import DataError
from inkdigits.train.data import UNIPEN_TEST, UNIPEN_VALIDATION, Split
from inkdigits.train.strokes import Stroke

_SHARED = 0.4  # of the narrower stroke's width: so much overlap makes two strokes one digit


@dataclass(frozen=True)
class WrittenNumber:
    """A number in pen strokes.

    Attributes:
        digits: Strokes of each digit from left to right, float32 (n, 2), y down, any common unit.
        values: Value of each digit.
    """

    digits: tuple[list[Stroke], ...]
    values: tuple[int, ...]


def load_numbers(root: Path, split: Split) -> tuple[tuple[WrittenNumber, ...], ...]:
    """UNIPEN's numbers of one split, by writer; empty where the set is absent.

    Only numbers whose strokes fall into as many digits as their label has are kept. Contributors
    are held out as they are for UNIPEN's single digits.

    Raises:
        DataError: The file is damaged.
    """
    file = root / "unipen_numbers.npz"
    if not file.is_file():
        return ()
    try:
        with np.load(file, allow_pickle=False) as pack:
            points, strokes, glyphs, labels, plain, writers, contributors = (
                pack[name]
                for name in (
                    "points",
                    "stroke_offsets",
                    "glyph_offsets",
                    "labels",
                    "digits_only",
                    "writers",
                    "contributors",
                )
            )
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise DataError(f"{file} is damaged ({error}): fetch it again") from error
    test, validation = (np.isin(contributors, names) for names in (UNIPEN_TEST, UNIPEN_VALIDATION))
    chosen = {"train": ~test & ~validation, "validation": validation, "test": test}[split] & plain
    by_writer: dict[str, list[WrittenNumber]] = {}
    for i in np.flatnonzero(chosen):
        parts = [
            points[strokes[k] : strokes[k + 1]].astype(np.float32)
            for k in range(glyphs[i], glyphs[i + 1])
        ]
        groups = split_digits([part for part in parts if len(part)])
        if len(groups) == len(str(labels[i])):
            values = tuple(int(c) for c in str(labels[i]))
            by_writer.setdefault(str(writers[i]), []).append(WrittenNumber(tuple(groups), values))
    return tuple(tuple(numbers) for numbers in by_writer.values())


def split_digits(strokes: Sequence[Stroke]) -> list[list[Stroke]]:
    """Group the strokes of a number into digits: those that stand over one another belong together.

    Returns:
        The digits' strokes, from left to right.
    """
    groups: list[tuple[float, float, list[Stroke]]] = []
    for stroke in strokes:
        left, right = float(stroke[:, 0].min()), float(stroke[:, 0].max())
        home = None
        for k, (a, b, _) in enumerate(groups):
            overlap = min(right, b) - max(left, a)
            if overlap > _SHARED * min(right - left, b - a):
                home = k
        if home is None:
            groups.append((left, right, [stroke]))
        else:
            a, b, members = groups[home]
            groups[home] = (min(a, left), max(b, right), [*members, stroke])
    return [members for _, _, members in sorted(groups, key=lambda g: g[0] + g[1])]
