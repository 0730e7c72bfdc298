"""Twelve kinds of pages written with MNIST's test digits, to see what makes reading fail.

The pages are made apart from those the detector learns from, and from digits no model has seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.evaluation_sets import LabelledPage, load_picture_set
from inkdigits.train.strokes import tight

Grey = NDArray[np.uint8]
Field = NDArray[np.float32]

PAGES = 50
"""Pages of each condition."""

SEED = 20
"""What decides every page, together with the condition's place and the page's number."""


@dataclass(frozen=True)
class Glyphs:
    """Glyphs, uint8 (h, w), ink 255 on 0, tight, and their digits (N,)."""

    images: tuple[Grey, ...]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Writing:
    """Ink on a sheet that has no colour yet.

    Attributes:
        ink: Opacity of the ink, uint8 (H, W).
        points: Points around the ink of each digit, float32 (n, 2) each.
        lines: What is written, line by line.
        height: Nominal height of a digit in pixels.
        pitch: Distance of the lines in pixels.
        first: Where the first line stands: y of the digits' feet.
    """

    ink: Grey
    points: tuple[NDArray[np.float32], ...]
    lines: tuple[str, ...]
    height: int
    pitch: float
    first: float


@dataclass(frozen=True)
class Script:
    """What to write: so many lines of so many digits, so high, on a sheet of this size."""

    size: tuple[int, int]
    lines: int
    digits: int
    height: int
    touching: bool = False


Look = Callable[[Writing, np.random.Generator], tuple[Writing, Field]]
"""Writing to a picture, float32 (H, W) in grey levels; also the writing as it then lies in it."""


def condition_pages(
    root: Path, name: str, count: int = PAGES, seed: int = SEED
) -> Iterator[LabelledPage]:
    """The pages of one condition, with boxes; the same ones each time.

    Args:
        root: The data folder, for MNIST.
        name: One of CONDITIONS.
        count: How many.
        seed: Another seed makes other pages.

    Raises:
        DataError: MNIST is missing or damaged.
    """
    digits = load_glyphs(root)
    script, look = CONDITIONS[name]
    place = list(CONDITIONS).index(name)
    for number in range(count):
        rng = np.random.default_rng([seed, place, number])
        writing, picture = look(write(script, digits, rng), rng)
        image = np.clip(np.round(picture), 0, 255).astype(np.uint8)
        yield LabelledPage(
            f"{name} {number + 1}",
            image,
            writing.lines,
            "".join(writing.lines),
            _boxes(writing, image.shape),
            source=name,
            tags=(name,),
        )


def load_glyphs(root: Path) -> Glyphs:
    """MNIST's test digits, cut to their ink."""
    mnist = load_picture_set("mnist", root)
    return Glyphs(tuple(tight(np.asarray(image, np.uint8)) for image in mnist), mnist.labels)


# --- writing --------------------------------------------------------------------------------------


def write(script: Script, digits: Glyphs, rng: np.random.Generator) -> Writing:
    """Lines of random digits about the middle of a sheet."""
    height, width = script.size
    ink = np.zeros(script.size, np.uint8)
    pitch = script.height * float(rng.uniform(1.7, 2.1))
    first = (height - pitch * (script.lines - 1) + script.height) / 2
    rows = [rng.integers(len(digits.images), size=script.digits) for _ in range(script.lines)]
    glyphs = [[_sized(digits.images[i], script.height, rng) for i in row] for row in rows]
    lefts = [_spaced(line, script, rng) for line in glyphs]
    longest = max(x[-1] + line[-1].shape[1] for x, line in zip(lefts, glyphs, strict=True))
    room = max(0.0, width - longest - 2 * script.height)
    margin = script.height / 2 + room * float(np.clip(rng.normal(0.5, 0.15), 0, 1))
    points: list[NDArray[np.float32]] = []
    for number, line in enumerate(glyphs):
        start = margin + script.height * float(rng.uniform(0, 1))
        for glyph, x in zip(line, lefts[number], strict=True):
            foot = first + number * pitch + script.height * float(rng.normal(0, 0.03))
            points.append(_put(ink, glyph, round(start + x), round(foot - glyph.shape[0])))
    lines = ["".join(str(digits.labels[i]) for i in row) for row in rows]
    return Writing(ink, tuple(points), tuple(lines), script.height, pitch, first)


def _sized(image: Grey, height: int, rng: np.random.Generator) -> Grey:
    tall = height * float(rng.uniform(0.9, 1.1))
    scale = tall / image.shape[0]
    size = (max(2, round(image.shape[1] * scale)), max(2, round(tall)))
    size = (min(size[0], 2 * size[1]), size[1])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = cv2.resize(image, size, interpolation=method).astype(np.float32)
    if scale > 1.5:  # enlarged ink is soft: give it back its edge
        large = np.clip((large - 128) * min(4.0, scale) + 128, 0, 255)
    return np.asarray(large, np.uint8)


def _spaced(glyphs: list[Grey], script: Script, rng: np.random.Generator) -> list[int]:
    """Left edge of each glyph when they stand side by side, or so that most of them touch."""
    lefts = [0]
    for before, glyph in itertools.pairwise(glyphs):
        if script.touching:
            step = before.shape[1] - _overlap(before, glyph)
        else:
            step = before.shape[1] + max(3, round(script.height * float(rng.uniform(0.2, 0.5))))
        lefts.append(lefts[-1] + step)
    return lefts


def _overlap(left: Grey, right: Grey) -> int:
    """How far a glyph goes over the one before until their ink meets, a quarter of it at most."""
    rows = min(left.shape[0], right.shape[0])
    a, b = left[-rows:] > 128, right[-rows:] > 128
    both = a.any(axis=1) & b.any(axis=1)
    if not both.any():
        return 2
    gap = a[:, ::-1].argmax(axis=1) + b.argmax(axis=1)
    return int(min(gap[both].min() + 2, 0.25 * min(left.shape[1], right.shape[1])))


def _put(ink: Grey, glyph: Grey, x: int, y: int) -> NDArray[np.float32]:
    """Lay a glyph on the sheet; return the points of its hull."""
    h, w = glyph.shape
    x, y = int(np.clip(x, 0, ink.shape[1] - w)), int(np.clip(y, 0, ink.shape[0] - h))
    part = ink[y : y + h, x : x + w]
    np.maximum(part, glyph, out=part)
    rows, columns = np.nonzero(glyph > 100)
    hull = cv2.convexHull(np.column_stack([columns + x, rows + y]).astype(np.float32))
    return np.asarray(hull.reshape(-1, 2), np.float32)


def _boxes(writing: Writing, shape: tuple[int, ...]) -> NDArray[np.float32]:
    low = np.array([p.min(axis=0) for p in writing.points])
    high = np.array([p.max(axis=0) + 1 for p in writing.points])
    limits = np.array([shape[1], shape[0]] * 2)
    boxes = np.clip(np.concatenate([low, high], axis=1), 0, limits)
    return np.asarray(boxes, np.float32)


# --- looks ----------------------------------------------------------------------------------------


def _inked(writing: Writing, ground: Field | float, tone: Field | float) -> Field:
    opacity = writing.ink.astype(np.float32) / 255
    return np.asarray(ground * (1 - opacity) + tone * opacity, np.float32)


def _noise(picture: Field, rng: np.random.Generator, sigma: float) -> Field:
    noise = cv2.GaussianBlur(rng.standard_normal(picture.shape, np.float32), (0, 0), 0.6)
    return np.asarray(picture + noise * np.float32(sigma / 0.47), np.float32)


def _slope(writing: Writing, rng: np.random.Generator, low: float, high: float) -> Field:
    """Light that changes evenly across the sheet, from `low` to `high`."""
    height, width = writing.ink.shape
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[-0.5 : 0.5 : height * 1j, -0.5 : 0.5 : width * 1j]
    along = (x * np.cos(angle) + y * np.sin(angle)) / (abs(np.cos(angle)) + abs(np.sin(angle)))
    return np.asarray(low + (high - low) * (along + 0.5), np.float32)


def _plain(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    return writing, _inked(writing, rng.uniform(225, 255), rng.uniform(10, 70))


def _turned(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    degrees = 10.0 * float(rng.choice([-1, 1]))
    height, width = writing.ink.shape
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    return _plain(_warped(writing, matrix), rng)


def _warped(writing: Writing, matrix: NDArray[np.float64]) -> Writing:
    height, width = writing.ink.shape
    ink = np.asarray(cv2.warpPerspective(writing.ink, matrix, (width, height)), np.uint8)
    points = tuple(
        np.asarray(cv2.perspectiveTransform(p[None], matrix)[0], np.float32) for p in writing.points
    )
    return replace(writing, ink=ink, points=points)


def _faint(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    paper = _slope(writing, rng, rng.uniform(110, 140), rng.uniform(190, 220))
    return writing, _noise(_inked(writing, paper, paper - np.float32(rng.uniform(28, 40))), rng, 6)


def _shadowed(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    _, picture = _plain(writing, rng)
    slope = _slope(writing, rng, -1, 1)
    edge = 1 / (1 + np.exp(-(slope - np.float32(rng.uniform(-0.25, 0.25))) * 60))
    light = 1 - (1 - rng.uniform(0.4, 0.6)) * edge
    return writing, _noise(np.asarray(picture * light, np.float32), rng, 2)


def _ruled(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    """Dark lines: one under the digits' feet, others above and below it, as close as the digits."""
    _, picture = _plain(writing, rng)
    tone, width = float(rng.uniform(60, 110)), max(2, round(writing.height * 0.05))
    spacing = writing.height * float(rng.uniform(0.9, 1.3))
    start = (writing.first + writing.height * float(rng.normal(0, 0.05))) % spacing
    for y in np.arange(start, picture.shape[0], spacing):
        row = slice(round(y), round(y) + width)
        picture[row] = np.minimum(picture[row], tone)
    return writing, _noise(picture, rng, 2)


def _grey_paper(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    paper = float(rng.uniform(135, 165))
    return writing, _noise(_inked(writing, paper, paper - rng.uniform(60, 100)), rng, 4)


def _chalk(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    """Light on dark; the chalk leaves gaps, and the board has traces of what was wiped off."""
    grain = rng.standard_normal(writing.ink.shape, np.float32)
    fine = cv2.GaussianBlur(grain, (0, 0), 1.0)
    wiped = cv2.resize(grain[::32, ::32], writing.ink.shape[::-1], interpolation=cv2.INTER_CUBIC)
    board = np.float32(rng.uniform(35, 70)) + 6 * wiped + 8 * fine
    cover = np.clip(0.85 + 0.9 * fine, 0.25, 1)
    dusty = replace(writing, ink=(writing.ink * cover).astype(np.uint8))
    return writing, _noise(_inked(dusty, board, float(rng.uniform(200, 235))), rng, 3)


def _squared(writing: Writing, rng: np.random.Generator) -> tuple[Writing, Field]:
    """Squared paper seen from the side, in the light of a room."""
    height, width = writing.ink.shape
    squares = np.zeros((height, width), np.float32)
    pitch = writing.height * float(rng.uniform(0.45, 0.7))
    starts = rng.uniform(0, pitch, 2)
    squares[np.arange(starts[0], height, pitch).astype(int)] = 1
    squares[:, np.arange(starts[1], width, pitch).astype(int)] = 1
    squares = np.maximum(squares, np.roll(squares, 1, axis=(0, 1)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = rng.uniform(0.02, 0.1, (4, 2)) * ((1, 1), (-1, 1), (-1, -1), (1, -1))
    seen = (corners + inward * (width, height)).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen).astype(np.float64)
    sheet = cv2.warpPerspective(np.ones_like(squares), matrix, (width, height))
    lines = cv2.warpPerspective(squares, matrix, (width, height))
    light = _slope(writing, rng, rng.uniform(0.65, 0.85), 1.0)
    paper = (235 * sheet + float(rng.uniform(60, 130)) * (1 - sheet)) * light
    paper = paper * (1 - np.float32(rng.uniform(0.2, 0.4)) * lines)
    written = _warped(writing, matrix)
    picture = _inked(written, paper, np.float32(rng.uniform(40, 80)) * light)
    return written, _noise(np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8), np.float32), rng, 3)


_LINE = Script((200, 700), 1, 8, 60)

CONDITIONS: dict[str, tuple[Script, Look]] = {
    "one line": (_LINE, _plain),
    "4 lines of 6": (Script((600, 800), 4, 6, 60), _plain),
    "touching": (Script((200, 600), 1, 6, 60, touching=True), _plain),
    "10 degrees, 1 line": (Script((400, 800), 1, 8, 60), _turned),
    "10 degrees, 3 lines": (Script((600, 800), 3, 6, 60), _turned),
    "low contrast, gradient, noise": (_LINE, _faint),
    "shadow edge": (_LINE, _shadowed),
    "14 px digits on 1200x900": (Script((900, 1200), 3, 8, 14), _plain),
    "dark ruled lines": (_LINE, _ruled),
    "3x6 on a grey 1600x1200 page": (Script((1200, 1600), 3, 6, 80), _grey_paper),
    "chalk on dark, 2 lines": (Script((500, 800), 2, 6, 80), _chalk),
    "squared paper in perspective": (Script((600, 800), 3, 6, 56), _squared),
}
"""What is written and how it looks, by name: each condition of the table of peers, and two more."""
