"""Notes in joined writing: how many letters are taken for digits, and whether the numbers are read.

    python benchmarks/joined_words.py [--data DIR] [--pages 4] [--detector FILE] [--picture OUT.png]

The words and the digits are of handwriting fonts of families that trained nothing
(`handwriting_fonts.npz`, see docs/DATA.md): each page has five lines of words in one hand, with a
number of three or four digits in each line. `--locator contours` measures the other way to read.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits import Box, Digit, Page, Reader, ReaderOptions, annotate
from inkdigits.cli.tables import format_table
from inkdigits.errors import DataError
from inkdigits.train.data import FONTS_FILE, data_root, load_digit_sources
from inkdigits.train.sources import Source
from inkdigits.train.words import WORD_SIZE, WrittenWord, load_words

HEIGHT, WIDTH, LINES, PITCH = 560, 1000, 5, 100
SEED = 12


@dataclass(frozen=True)
class Note:
    """A page, uint8 (h, w), how many words are on it, and the box and the text of each number."""

    image: NDArray[np.uint8]
    words: int
    numbers: tuple[tuple[Box, str], ...]


def main() -> None:
    """Write, read, count, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the data folder; else INKDIGITS_DATA")
    parser.add_argument("--pages", type=int, default=4, help="of each family")
    parser.add_argument("--locator", choices=["detector", "contours"], default="detector")
    parser.add_argument("--detector", type=Path, help="an ONNX file; else the shipped one")
    parser.add_argument("--model", type=Path, help="a classifier; else the shipped one")
    parser.add_argument("--picture", type=Path, help="also draw the pages with most false digits")
    options = parser.parse_args()
    reader = Reader(
        ReaderOptions(locator=options.locator, model=options.model, detector=options.detector)
    )
    counts = np.zeros(4, int)
    drawn = []
    for note in notes(data_root(options.data), options.pages):
        page = reader.read(note.image)
        false, right = judged(page, note)
        counts += (note.words, false, len(note.numbers), right)
        drawn.append((false, np.asarray(annotate(note.image, page))))
    words, false, numbers, right = counts.tolist()
    row = (f"{words:,}", f"{100 * false / words:.1f}", f"{100 * right / numbers:.1f}")
    print(format_table(("words", "false digits in 100 words", "numbers read %"), [row]))
    if options.picture:
        worst = sorted(drawn, key=lambda pair: -pair[0])[:6]
        cv2.imwrite(str(options.picture), np.vstack([image[..., ::-1] for _, image in worst]))


def judged(page: Page, note: Note) -> tuple[int, int]:
    """How many digits stand in no number, and how many numbers are read as they were written."""
    found: dict[int, list[Digit]] = {}
    for digit in page.digits:
        middle = (digit.box.x_min + digit.box.x_max) / 2, (digit.box.y_min + digit.box.y_max) / 2
        inside = (k for k, (box, _) in enumerate(note.numbers) if _holds(box, middle))
        found.setdefault(next(inside, -1), []).append(digit)
    texts = {
        k: "".join(str(d.value) for d in sorted(digits, key=lambda d: d.box.x_min))
        for k, digits in found.items()
    }
    right = sum(texts.get(k) == text for k, (_, text) in enumerate(note.numbers))
    return len(found.get(-1, ())), right


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.x_min <= point[0] <= box.x_max and box.y_min <= point[1] <= box.y_max


def notes(root: Path, pages: int) -> Iterator[Note]:
    """Notes of each held-out family, always the same ones.

    Raises:
        DataError: The fonts' file is not there, or is damaged.
    """
    families = load_words(root, "test")
    if not families:
        raise DataError(f"{FONTS_FILE} is not in {root}: docs/DATA.md says how to make it")
    (digits,) = load_digit_sources(root, "test", ["fonts"])
    rng = np.random.default_rng(SEED)
    for words in families:
        for _ in range(pages):
            yield _written(rng, words, digits)


def _written(rng: np.random.Generator, words: tuple[WrittenWord, ...], digits: Source) -> Note:
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    count, numbers = 0, []
    writer = rng.choice(np.unique(digits.writers))
    own = np.flatnonzero(digits.writers == writer)
    for line in range(LINES):
        baseline, x = 80 + PITCH * line, 30
        place = int(rng.integers(0, 4))
        for k in range(20):
            if k == place:
                start = x
                chosen = rng.choice(own, int(rng.integers(3, 5)))
                for index in chosen.tolist():
                    glyph = digits.ink(index, height=WORD_SIZE, pen=0.1 * WORD_SIZE)
                    _put(ink, glyph, x, baseline - glyph.shape[0])
                    x += glyph.shape[1] + int(rng.integers(2, 8))
                box = Box(start - 4, baseline - WORD_SIZE - 6, x, baseline + 6)
                numbers.append((box, "".join(str(digits.labels[i]) for i in chosen)))
            else:
                word = words[int(rng.integers(len(words)))]
                if x + word.ink.shape[1] > WIDTH - 10:
                    break
                _put(ink, word.ink, x, baseline - word.baseline)
                x += word.ink.shape[1]
                count += 1
            x += int(rng.integers(18, 34))
    return Note(np.asarray(250 - ink * 0.8, np.uint8), count, tuple(numbers))


def _put(ink: NDArray[np.uint8], glyph: NDArray[np.uint8], left: int, top: int) -> None:
    """Lay ink onto a page in place; what would fall outside is left away."""
    top = max(0, top)
    part = ink[top : top + glyph.shape[0], left : left + glyph.shape[1]]
    np.maximum(part, glyph[: part.shape[0], : part.shape[1]], out=part)


if __name__ == "__main__":
    main()
