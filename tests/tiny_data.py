"""A small data folder of drawn glyphs, in the formats that docs/DATA.md describes."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.strokes import render_strokes
from pen import STROKES, Points, ink_of, path

Grey = NDArray[np.uint8]

LETTERS: dict[str, list[Points]] = {
    "A": [path((0, 1), (0.4, 0), (0.8, 1)), path((0.2, 0.6), (0.6, 0.6))],
    "H": [path((0, 0), (0, 1)), path((0.7, 0), (0.7, 1)), path((0, 0.5), (0.7, 0.5))],
    "K": [path((0, 0), (0, 1)), path((0.7, 0), (0, 0.5), (0.7, 1))],
    "M": [path((0, 1), (0.1, 0), (0.5, 0.7), (0.9, 0), (1, 1))],
    "O": STROKES[0],
    "l": STROKES[1],
}


def glyph(digit: int, rng: np.random.Generator, side: int) -> Grey:
    """A digit in a square picture, ink 255 on 0."""
    height = side * rng.uniform(0.55, 0.7)
    ink = ink_of(digit, height=height, pen=max(1.0, side * rng.uniform(0.06, 0.12)), margin=1)
    out = np.zeros((side, side), np.uint8)
    top, left = (side - ink.shape[0]) // 2, (side - ink.shape[1]) // 2
    out[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return out


def glyphs(count: int, side: int, seed: int = 0) -> tuple[Grey, NDArray[np.uint8]]:
    """Digits 0, 1, 2... in turn: uint8 (count, side, side) and labels; 40 differ, then again."""
    rng = np.random.default_rng(seed)
    made = np.stack([glyph(k % 10, rng, side) for k in range(min(count, 40))])
    return made[np.arange(count) % 40], (np.arange(count) % 10).astype(np.uint8)


def idx(array: NDArray[Any]) -> bytes:
    """An array as a compressed IDX file."""
    header = struct.pack(f">I{array.ndim}I", 0x0800 + array.ndim, *array.shape)
    return gzip.compress(header + array.astype(np.uint8).tobytes(), compresslevel=1)


def mnist_files(train: int = 60, test: int = 20) -> dict[str, bytes]:
    """MNIST's four files, by name, with this many drawn digits."""
    files = {}
    for name, count, seed in (("train", train, 1), ("t10k", test, 2)):
        images, labels = glyphs(count, 28, seed)
        files[f"{name}-images-idx3-ubyte.gz"] = idx(images)
        files[f"{name}-labels-idx1-ubyte.gz"] = idx(labels)
    return files


def stroke_pack(items: Iterable[Sequence[Points]], seed: int = 0) -> dict[str, NDArray[Any]]:
    """Glyphs as a stroke pack, each written a little differently."""
    rng = np.random.default_rng(seed)
    points, strokes, offsets = [], [0], [0]
    for item in items:
        slant = np.array([[1.0, 0.0], [rng.normal(0, 0.1), 1.0]])
        for stroke in item:
            points.append(np.round(stroke @ slant * 1000).astype(np.int32))
            strokes.append(strokes[-1] + len(stroke))
        offsets.append(offsets[-1] + len(item))
    return {
        "points": np.concatenate(points),
        "stroke_offsets": np.array(strokes, np.int32),
        "glyph_offsets": np.array(offsets, np.int32),
    }


def write_mnist(root: Path, train: int = 60, test: int = 20) -> None:
    """`mnist/` with its four files."""
    (root / "mnist").mkdir(parents=True, exist_ok=True)
    for name, content in mnist_files(train, test).items():
        (root / "mnist" / name).write_bytes(content)


def write_unipen(root: Path) -> None:
    """UNIPEN's digits: of each contributor two writers with each digit once."""
    contributors = np.repeat(["aaa", "bbb", "apa", "imp", "ced", "uqb"], 20)
    writers = np.char.add(contributors, np.tile(np.repeat(["-1", "-2"], 10), 6))
    labels = np.tile(np.arange(10), 12)
    pack = stroke_pack([STROKES[int(d)] for d in labels])
    np.savez(
        root / "unipen_digits.npz",
        labels=labels,
        writers=writers,
        contributors=contributors,
        **pack,
    )


def write_letters(root: Path) -> None:
    """UNIPEN's letters: of each contributor every letter twice, look-alikes among them."""
    contributors = np.repeat(["aaa", "bbb", "apa", "ced"], 2 * len(LETTERS))
    names = np.tile(list(LETTERS), 8)
    pack = stroke_pack([LETTERS[str(n)] for n in names], seed=1)
    np.savez(
        root / "unipen_letters.npz",
        labels=names,
        writers=np.char.add(contributors, "-1"),
        contributors=contributors,
        **pack,
    )


def write_pendigits(root: Path) -> None:
    """Pendigits: writers 1, 2, 27, 30 in its training part, 1 and 31 in its test part."""
    who = [("train", "1"), ("train", "2"), ("train", "27"), ("train", "30")]
    who += [("test", "1"), ("test", "31")]
    labels = np.tile(np.arange(10), len(who))
    pack = stroke_pack([STROKES[int(d)] for d in labels], seed=2)
    splits, writers = (np.repeat([pair[k] for pair in who], 10) for k in (0, 1))
    np.savez(root / "pendigits.npz", labels=labels, splits=splits, writers=writers, **pack)


def write_swiss(root: Path) -> None:
    """Colour scans by four writers, one of them for validation and one for testing."""
    writers = np.repeat(["0001_CH1F", "0002_CH1M", "0013_CH3M", "0008_CH3F"], 10)
    images, labels = glyphs(len(writers), 48, 3)
    colours = [np.stack([255 - im, 255 - im // 2, 255 - im // 3], axis=2) for im in images]
    files = [cv2.imencode(".png", colour)[1].ravel() for colour in colours]
    offsets = np.concatenate(([0], np.cumsum([len(f) for f in files])))
    png = np.concatenate(files)
    np.savez(root / "swiss_numbers.npz", png=png, offsets=offsets, labels=labels, writers=writers)


def write_pictures(root: Path) -> None:
    """Optdigits, Semeion, BHMSDS and Omniglot."""
    train, train_labels = glyphs(240, 32, 4)
    test, test_labels = glyphs(20, 32, 5)
    np.savez(
        root / "optdigits.npz",
        images_train=train,
        labels_train=train_labels,
        images_test=test,
        labels_test=test_labels,
    )
    images, labels = glyphs(1320, 16, 6)
    np.savez(root / "semeion.npz", images=images, labels=labels)
    drawn, values = glyphs(200, 28, 7)
    signs = np.where(np.arange(200) % 3 == 0, "plus", values.astype("<U5"))
    signs[np.arange(200) % 40 == 2] = "dot"
    np.savez(root / "bhmsds.npz", images=drawn, labels=signs)
    characters, _ = glyphs(40, 105, 8)
    alphabets = np.repeat(
        [
            "Anglo/character01",
            "Bengali/character02",
            "Cyrillic/character01",
            "Futurama/character09",
        ],
        10,
    )
    np.savez(root / "omniglot_small.npz", images=characters, labels=alphabets)


def write_fonts(root: Path) -> None:
    """Handwriting fonts: digits and three letters of two families to train on, two held out."""
    families = ("playwrite-ar", "caveat", "sofia", "kalam")
    names = [*map(str, range(10)), "A", "H", "O"]
    strokes = {**{str(digit): STROKES[digit] for digit in range(10)}, **LETTERS}
    images = [
        render_strokes([part.astype(np.float32) for part in strokes[name]], height=64, pen=6)
        for name in names * len(families)
    ]
    word = np.hstack([np.pad(image[::2, ::2], ((0, 4), (0, 2))) for image in images[10:12]])
    np.savez(
        root / "handwriting_fonts.npz",
        images=np.concatenate([image.ravel() for image in images]),
        shapes=np.array([image.shape for image in images]),
        labels=np.array(names * len(families)),
        writers=np.repeat(families, len(names)),
        word_images=np.concatenate([word.ravel()] * len(families)),
        word_shapes=np.array([word.shape] * len(families)),
        word_writers=np.array(families),
        word_baselines=np.full(len(families), 30),
    )


def write_all(root: Path) -> Path:
    """Every set that trains."""
    write_mnist(root)
    for write in (
        write_unipen, write_letters, write_pendigits, write_swiss, write_pictures, write_fonts
    ):  # fmt: skip
        write(root)
    return root
