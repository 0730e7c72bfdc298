"""How well times of day such as 12:30 are read, by hands never seen before.

    INKDIGITS_DATA=... python benchmarks/times_of_day.py [--times 6] [--picture OUT.png]

Digits of handwriting fonts of families that trained nothing (`handwriting_fonts.npz`, see
docs/DATA.md) on clean paper, with two round dots for a colon, of random sizes and places: no font
file here has its own.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits import Reader, ReaderOptions, annotate
from inkdigits.cli.tables import format_table
from inkdigits.train.data import data_root, load_digit_sources
from inkdigits.train.sources import Source

Grey = NDArray[np.uint8]

HEIGHT, BASELINE, LEFT = 48, 100, 40
PAPER, INK = 245, 0.75
SEED = 3


def main() -> None:
    """Write, read, count, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the data folder; else INKDIGITS_DATA")
    parser.add_argument("--times", type=int, default=6, help="of each family")
    parser.add_argument("--picture", type=Path, help="also draw what was read")
    options = parser.parse_args()
    (digits,) = load_digit_sources(data_root(options.data), "test", ["fonts"])
    rng = np.random.default_rng(SEED)
    readers = Reader(ReaderOptions(symbols=True)), Reader()
    counts = np.zeros(4, int)
    drawn = []
    for family in np.unique(digits.writers).tolist():
        for _ in range(options.times):
            text = f"{rng.integers(24)}:{rng.integers(60):02}"
            picture = written(text, digits, family, rng)
            page, plain = (reader.read(picture) for reader in readers)
            seen = "".join(digit.text for digit in page.digits) == text.replace(":", "")
            parted = plain.text.split() == text.split(":")
            counts += (1, seen, page.text == text, parted)
            drawn.append(np.asarray(annotate(picture, page)))
    header = ("times", "digits right", "as written with symbols", "two numbers without")
    print(format_table(header, [tuple(counts.tolist())]))
    if options.picture:
        across = options.times
        rows = [np.hstack(drawn[k : k + across]) for k in range(0, len(drawn), across)]
        cv2.imwrite(str(options.picture), np.vstack(rows)[..., ::-1])


def written(text: str, digits: Source, family: str, rng: np.random.Generator) -> Grey:
    """A time of day in the hand of a family."""
    own = {int(digits.labels[i]): int(i) for i in np.flatnonzero(digits.writers == family)}
    ink = np.zeros((150, 360), np.uint8)
    x = LEFT
    for character in text:
        if character == ":":
            radius = int(rng.integers(2, 5))
            x += int(rng.integers(4, 10)) + radius
            for rise in (rng.uniform(0.6, 0.75), rng.uniform(0.08, 0.25)):
                centre = (x, round(BASELINE - HEIGHT * float(rise)))
                cv2.circle(ink, centre, radius, 255, -1, cv2.LINE_AA)
            x += int(rng.integers(4, 12)) + radius
        else:
            glyph = digits.ink(own[int(character)], height=HEIGHT, pen=0.1 * HEIGHT)
            part = ink[BASELINE - glyph.shape[0] : BASELINE, x : x + glyph.shape[1]]
            np.maximum(part, glyph[:, : part.shape[1]], out=part)
            x += glyph.shape[1] + int(rng.integers(3, 9))
    return np.asarray(PAPER - INK * ink, np.uint8)


if __name__ == "__main__":
    main()
