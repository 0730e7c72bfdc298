"""Makes the example pictures of the web page from pen strokes of UNIPEN (CC BY 4.0).

    python examples/make_example_pictures.py --data DIR

Each picture is written by one writer of `unipen_digits.npz` on paper, or on a board, that is drawn
here. The same pictures come out each time.
"""

from __future__ import annotations

import argparse
import itertools
import os
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.train.strokes import render_strokes

HEIGHT, WIDTH = 900, 1200
TARGET = Path(__file__).parents[1] / "src" / "inkdigits" / "web" / "examples"

Ink = NDArray[np.float64]


class Writer:
    """One person's digits."""

    def __init__(self, folder: Path, rank: int, seed: int) -> None:
        """Take the writer with the `rank`-th most digits."""
        pack = np.load(folder / "unipen_digits.npz")
        names, counts = np.unique(pack["writers"], return_counts=True)
        complete = [
            (count, name)
            for name, count in zip(names, counts, strict=True)
            if len(set(pack["labels"][pack["writers"] == name])) == 10
        ]
        self._mine = np.flatnonzero(pack["writers"] == sorted(complete, reverse=True)[rank][1])
        self._pack = {name: pack[name] for name in pack.files}
        self._rng = np.random.default_rng(seed)

    def digit(self, value: int, height: int, pen: float) -> NDArray[np.uint8]:
        """One digit as ink 255 on 0."""
        pack = self._pack
        glyph = self._rng.choice(self._mine[pack["labels"][self._mine] == value])
        first, last = pack["glyph_offsets"][glyph : glyph + 2]
        ends = pack["stroke_offsets"][first : last + 1]
        strokes = [
            pack["points"][a:b].astype(np.float32) for a, b in itertools.pairwise(ends) if b > a
        ]
        return render_strokes(strokes, height=height, pen=pen, rng=self._rng)

    def write(self, lines: list[str], *, height: int, pen: float, left: int, pitch: int) -> Ink:
        """Lines of numbers, float (H, W), ink 1 on 0."""
        ink = np.zeros((HEIGHT, WIDTH))
        for row, line in enumerate(lines):
            x, base = float(left + self._rng.integers(0, 12)), 130 + row * pitch
            for letter in line:
                if letter == " ":
                    x += 1.0 * height
                    continue
                glyph = self.digit(int(letter), round(height * self._rng.uniform(0.9, 1.08)), pen)
                top = base - glyph.shape[0] + int(self._rng.integers(-3, 4))
                room = ink[top : top + glyph.shape[0], round(x) : round(x) + glyph.shape[1]]
                np.maximum(room, glyph[:, : room.shape[1]] / 255.0, out=room)
                x += glyph.shape[1] + 0.28 * height
        return ink


def grain(seed: int, size: float, strength: float) -> Ink:
    noise = np.random.default_rng(seed).normal(0, 1, (HEIGHT, WIDTH))
    soft = cv2.GaussianBlur(noise, (0, 0), size)
    return strength * soft / soft.std()


def coloured(paper: Ink, tint: tuple[float, float, float], ink: Ink, pen: tuple[int, int, int]):
    """RGB picture of ink of one colour on tinted paper."""
    layers = [
        np.clip(paper * tone * (1 - ink) + colour * ink, 0, 255)
        for tone, colour in zip(tint, pen, strict=True)
    ]
    return Image.fromarray(np.stack(layers, axis=2).astype(np.uint8))


def log_book(folder: Path) -> Image.Image:
    """Blue ink on ruled paper."""
    lines = ["2017 45 308", "2018 61 294", "2019 07 356", "2020 83 412", "2021 90 1675", "2022 38"]
    ink = Writer(folder, 2, 5).write(lines, height=62, pen=5.0, left=170, pitch=130)
    paper = 240 + grain(1, 1.2, 2.0) + grain(2, 60, 3.0)
    for row in range(7):
        paper[140 + row * 130 - 3 : 140 + row * 130 - 1] -= 52
    picture = coloured(paper, (1.0, 0.985, 0.94), 0.88 * ink, (24, 44, 130))
    picture.paste((200, 96, 96), (128, 0, 131, HEIGHT))
    return picture


def bad_light(folder: Path) -> Image.Image:
    """A pencil note with a shadow across it, not quite straight, a little out of focus."""
    lines = ["4821 93", "076 1540", "3358 26", "91 7024"]
    ink = Writer(folder, 6, 9).write(lines, height=84, pen=6.0, left=190, pitch=185)
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH]
    light = 1 / (1 + np.exp(-(xs - 0.55 * ys - 420) / 26))
    paper = (118 + 92 * light) * (1 - 0.16 * (ys / HEIGHT)) + grain(3, 1.0, 4.0)
    picture = coloured(paper, (1.0, 0.96, 0.88), 0.72 * ink, (58, 56, 60))
    turned = picture.rotate(4, Image.Resampling.BICUBIC, expand=False, fillcolor=(96, 92, 86))
    soft = cv2.GaussianBlur(np.asarray(turned), (0, 0), 1.1)
    return Image.fromarray(soft)


def blackboard(folder: Path) -> Image.Image:
    """Chalk on a blackboard."""
    lines = ["365 24 60", "1789 1945", "31415926", "27 18 28"]
    ink = Writer(folder, 10, 4).write(lines, height=100, pen=9.0, left=150, pitch=195)
    chalk = ink * np.clip(0.82 + grain(6, 0.8, 0.22), 0.2, 1.0)
    board = 52 + grain(7, 40, 7.0) + grain(8, 2.0, 3.0)
    return coloured(board, (0.85, 1.0, 0.9), chalk, (226, 228, 218))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("INKDIGITS_DATA"))
    folder = Path(parser.parse_args().data)
    TARGET.mkdir(exist_ok=True)
    for name, make in (
        ("log-book", log_book),
        ("bad-light", bad_light),
        ("blackboard", blackboard),
    ):
        make(folder).save(TARGET / f"{name}.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main()
