"""Examples for the classifier: one glyph, written and photographed in a new way each time.

Everything ends in `inkdigits.normalize.normalize`, so that a network sees in training exactly what
it is given in serving.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.normalize import SIZE, normalize
from inkdigits.train.between import BETWEEN
from inkdigits.train.hands import SLASHED_ZEROS
from inkdigits.train.rewrite import REWRITTEN, rewritten
from inkdigits.train.sources import Ink, Source, StrokeSource
from inkdigits.train.spoil import SPOILT, spoilt
from inkdigits.train.strokes import render_strokes, slash_zero

NOT_A_DIGIT_CLASS = 10
"""Index of the class "not a digit" among the network's outputs."""

SET_WEIGHTS = {
    "mnist": 0.40,
    "unipen": 0.24,
    "pendigits": 0.11,
    "swiss": 0.11,
    "optdigits": 0.03,
    "semeion": 0.03,
    "bhmsds": 0.04,
    "fonts": 0.09,
}
"""Share of each set among the digits: by how many writers it brings, not by its size."""

_JUNK_WEIGHTS = {"letters": 0.72, "omniglot": 0.13, "font-letters": 0.35}
_JUNK_SHARE = 0.25
_PAPER_SHARE = 0.36
_SMALL_SHARE = 0.35  # of those on paper
_NEIGHBOUR_SHARE = 0.15
_FAR_SHARE = 0.12
# Heights in pixels and pens as shares of them: of most; as small as digits on a coarse picture are,
# which have no detail left to enlarge; written large with a thin pen.
_DRAWN = (((22, 52), (0.035, 0.24)), ((11, 22), (0.035, 0.24)), ((60, 160), (0.01, 0.04)))
_DRAWN_SHARES = (0.74, 0.18, 0.08)


class ExampleMaker:
    """Draws training examples from digit and junk sources.

    Args:
        digits: Sources of digits.
        junk: Sources of glyphs that are no digit; empty trains digits only.
    """

    def __init__(self, digits: Sequence[Source], junk: Sequence[Source]) -> None:
        """Index the sources by label."""
        self._digits = digits
        self._junk = junk
        weights = np.array([SET_WEIGHTS.get(s.name, 0.05) for s in digits])
        self._weights = weights / weights.sum()
        self._by_label = [[np.flatnonzero(s.labels == d) for d in range(10)] for s in digits]

    def example(self, rng: np.random.Generator) -> tuple[NDArray[np.uint8], int]:
        """One framed example, uint8 (28, 28) with ink 255 on 0, and its class 0..10."""
        if self._junk and rng.random() < _JUNK_SHARE:
            return self.junk_example(rng), NOT_A_DIGIT_CLASS
        ink, label = self._digit(rng)
        ink = warp(ink, rng, far=rng.random() < _FAR_SHARE)
        if rng.random() < SPOILT:
            ink = spoilt(ink, rng)
        return _framed(_photograph(ink, self._neighbours(rng), rng), rng), label

    def batch(
        self, size: int, rng: np.random.Generator
    ) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """`size` examples: uint8 (N, 28, 28) and classes (N,)."""
        images = np.empty((size, SIZE, SIZE), np.uint8)
        labels = np.empty(size, np.int64)
        for i in range(size):
            images[i], labels[i] = self.example(rng)
            while not images[i].any():  # washed out: nothing left to learn from
                images[i], labels[i] = self.example(rng)
        return images, labels

    def _digit(self, rng: np.random.Generator) -> tuple[Ink, int]:
        which = int(rng.choice(len(self._digits), p=self._weights))
        label = int(rng.integers(10))
        pool = self._by_label[which][label]
        if not len(pool):
            pool = np.arange(len(self._digits[which]))
        index = int(rng.choice(pool))
        source = self._digits[which]
        ink, label = draw(source, index, rng), int(source.labels[index])
        if label == 0 and rng.random() < SLASHED_ZEROS:
            ink = slash_zero(ink, rng)
        return ink, label

    def _neighbours(self, rng: np.random.Generator) -> list[Ink]:
        if rng.random() >= _NEIGHBOUR_SHARE:
            return []
        return [self._digit(rng)[0] for _ in range(int(rng.integers(1, 3)))]

    def junk_example(self, rng: np.random.Generator) -> NDArray[np.uint8]:
        """One framed picture that is no digit, uint8 (28, 28)."""
        kind = rng.random()
        if kind < 0.62:
            source = self._junk[int(rng.choice(len(self._junk), p=_shares(self._junk)))]
            ink = warp(draw(source, int(rng.integers(len(source))), rng), rng)
            if rng.random() < SPOILT / 2:
                ink = spoilt(ink, rng)
        elif kind < 0.76:
            ink = _pair(
                [warp(self._digit(rng)[0], rng) for _ in range(int(rng.integers(2, 4)))], rng
            )
        elif kind < 0.84:
            ink = _piece(self._digit(rng)[0], rng)
        elif kind < 0.95:
            ink = scribble(rng)
        else:
            return _framed((_noise_picture(rng), None), rng)
        return _framed(_photograph(ink, [], rng), rng)


def _shares(sources: Sequence[Source]) -> NDArray[np.float64]:
    weights = np.array([_JUNK_WEIGHTS.get(s.name, 0.15) for s in sources])
    return cast(NDArray[np.float64], weights / weights.sum())


def draw(source: Source, index: int, rng: np.random.Generator) -> Ink:
    """One glyph at a random size with a random pen."""
    sizes, pens = _DRAWN[int(rng.choice(len(_DRAWN), p=_DRAWN_SHARES))]
    height = int(rng.integers(*sizes))
    pen = height * float(np.exp(rng.uniform(*np.log(pens))))
    if not isinstance(source, StrokeSource):
        return source.ink(index, height=height, pen=pen, rng=rng)
    strokes = source.strokes[index]
    if source.varied and rng.random() < BETWEEN:
        strokes = source.mixed_strokes(index, rng)
    if source.varied and rng.random() < REWRITTEN:
        label = int(source.labels[index])
        strokes = rewritten(strokes, label if 0 <= label < 10 else None, rng)
    return render_strokes(strokes, height=height, pen=pen, rng=rng)


def warp(ink: Ink, rng: np.random.Generator, strength: float = 1.0, *, far: bool = False) -> Ink:
    """Slant, turn, stretch, bend and thicken ink (h, w) a little (after Simard et al., 2003).

    `far` turns it farther, as digits on a page that lies askew.
    """
    h, w = ink.shape
    pad = max(4, round(0.25 * max(h, w)))
    ink = _bordered(ink, pad)
    height, width = ink.shape
    angle = np.deg2rad(rng.normal(0, 16.0 if far else 6.5)) * strength
    shear = rng.normal(0, 0.14) * strength
    sx, sy = np.exp(rng.normal(0, 0.1, 2) * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1.0, shear], [0.0, 1.0]]) @ np.diag([1 / sx, 1 / sy])
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    cx, cy = (width - 1) / 2, (height - 1) / 2
    map_x = matrix[0, 0] * (xs - cx) + matrix[0, 1] * (ys - cy) + cx
    map_y = matrix[1, 0] * (xs - cx) + matrix[1, 1] * (ys - cy) + cy
    if rng.random() < 0.7:
        cells = int(rng.integers(3, 6))
        bend = rng.normal(0, 0.028 * max(h, w) * strength, (cells, cells, 2)).astype(np.float32)
        field = cv2.resize(bend, (width, height), interpolation=cv2.INTER_CUBIC)
        map_x, map_y = map_x + field[..., 0], map_y + field[..., 1]
    ink = cast(
        Ink,
        cv2.remap(ink, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR),
    )
    choice = rng.random()
    if choice < 0.12:
        ink = cast(Ink, cv2.dilate(ink, np.ones((2, 2), np.uint8)))
    elif choice < 0.2 and min(h, w) > 14:
        thinner = cv2.erode(ink, np.ones((2, 2), np.uint8))
        if thinner.sum() > 0.4 * ink.sum():
            ink = cast(Ink, thinner)
    return ink


def _bordered(ink: Ink, width: int) -> Ink:
    return cast(
        Ink, cv2.copyMakeBorder(ink, width, width, width, width, cv2.BORDER_CONSTANT, value=0)
    )


def _bounds(ink: Ink) -> tuple[int, int, int, int]:
    x, y, w, h = cv2.boundingRect((ink > 80).astype(np.uint8))
    return x, y, x + w, y + h


Picture = tuple[NDArray[np.uint8], tuple[float, float, float, float] | None]


def _photograph(ink: Ink, neighbours: Sequence[Ink], rng: np.random.Generator) -> Picture:
    """Ink as a picture on paper or canvas, with the digit's box where others stand beside it."""
    box: tuple[float, float, float, float] | None = None
    if neighbours or rng.random() < 0.25:
        ink, box = _among(ink, neighbours, rng)
    if rng.random() >= _PAPER_SHARE:
        return (ink if rng.random() < 0.5 else 255 - ink), box
    picture = _on_paper(ink, rng)
    if rng.random() < _SMALL_SHARE:
        return _small(picture, box, rng)
    return picture, box


def _small(
    picture: NDArray[np.uint8],
    box: tuple[float, float, float, float] | None,
    rng: np.random.Generator,
) -> Picture:
    """The same picture with digits of about 8 to 17 px, soft and compressed as JPEG."""
    height, width = picture.shape
    tall = box[3] - box[1] if box else 0.6 * height
    factor = min(1.0, float(rng.uniform(7.5, 17)) / tall)
    size = max(6, round(width * factor)), max(6, round(height * factor))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        small = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.3, 0.9)))
    if rng.random() < 0.7:
        quality = int(rng.integers(35, 95))
        _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
        small = cast(Ink, cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
    scaled = None
    if box:
        x, y = size[0] / width, size[1] / height
        scaled = (box[0] * x, box[1] * y, box[2] * x, box[3] * y)
    return np.asarray(small, np.uint8), scaled


def _among(
    ink: Ink, neighbours: Sequence[Ink], rng: np.random.Generator
) -> tuple[Ink, tuple[float, float, float, float]]:
    x0, y0, x1, y1 = _bounds(ink)
    side = max(x1 - x0, y1 - y0, 8)
    room = round(1.2 * side)
    canvas = _bordered(ink, room)
    x0, y0, x1, y1 = x0 + room, y0 + room, x1 + room, y1 + room
    sides = rng.permutation(4)
    for neighbour, where in zip(neighbours, sides, strict=False):
        gap = round(side * rng.uniform(-0.08, 0.3))
        h, w = neighbour.shape
        sway = round(side * rng.uniform(-0.2, 0.2))
        left = {0: x0 - gap - w, 1: x1 + gap}.get(int(where), x0 + sway)
        top = {2: y0 - 2 * gap - h, 3: y1 + 2 * gap}.get(int(where), y0 + sway)
        _stamp(canvas, neighbour, left, top)
    jitter = rng.normal(0, 0.045 * side, 4)
    box = (x0 + jitter[0], y0 + jitter[1], x1 + jitter[2] + 1, y1 + jitter[3] + 1)
    if box[2] <= box[0] + 1 or box[3] <= box[1] + 1:
        box = (x0, y0, x1 + 1, y1 + 1)
    return canvas, box


def _stamp(canvas: Ink, ink: Ink, left: int, top: int) -> None:
    """Lay ink onto a canvas in place; what falls outside is lost."""
    h, w = ink.shape
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + w, canvas.shape[1]), min(top + h, canvas.shape[0])
    if x1 > x0 and y1 > y0:
        part = canvas[y0:y1, x0:x1]
        np.maximum(part, ink[y0 - top : y1 - top, x0 - left : x1 - left], out=part)


def _on_paper(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Ink of some contrast on paper with light, grain, blur and sometimes a ruled line."""
    height, width = ink.shape
    alpha = ink.astype(np.float32) / 255
    if rng.random() < 0.15:
        row = int(rng.integers(height))
        strength = float(rng.uniform(0.15, 0.5))
        if rng.random() < 0.6:
            alpha[row] = np.maximum(alpha[row], strength)
        else:
            column = row % width
            alpha[:, column] = np.maximum(alpha[:, column], strength)
    paper = float(rng.uniform(110, 250))
    tone = rng.uniform(0.25, 0.95)
    grid = rng.normal(0, rng.uniform(0, 18), (2, 3)).astype(np.float32)
    light = cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    ground = paper + light
    picture: Any = ground * (1 - tone * alpha)
    if rng.random() < 0.25:  # chalk: light on dark
        dark = rng.uniform(5, 110)
        picture = dark + light * 0.5 + alpha * (255 - dark) * tone
    if rng.random() < 0.5:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 0.035 * height + 0.5)))
    picture = picture + rng.normal(0, rng.uniform(0.5, 7), picture.shape)
    return cast(NDArray[np.uint8], np.clip(picture, 0, 255).astype(np.uint8))


def _framed(picture: Picture, rng: np.random.Generator) -> NDArray[np.uint8]:
    framed: Any = normalize(picture[0], box=picture[1])
    if rng.random() < 0.12:
        framed = cv2.GaussianBlur(framed, (0, 0), float(rng.uniform(0.4, 0.8)))
    if rng.random() < 0.06:
        framed = framed.copy()
        y, x = rng.integers(0, SIZE - 4, 2)
        framed[y : y + int(rng.integers(1, 4)), x : x + int(rng.integers(2, 6))] = rng.random()
    return cast(NDArray[np.uint8], np.round(framed * 255).astype(np.uint8))


def _pair(inks: Sequence[Ink], rng: np.random.Generator) -> Ink:
    """Several digits as one glyph: side by side, touching or a little apart."""
    inks = [ink[slice(*_bounds(ink)[1::2]), slice(*_bounds(ink)[::2])] for ink in inks]
    inks = [ink for ink in inks if ink.size]
    if not inks:
        return scribble(rng)
    height = max(ink.shape[0] for ink in inks)
    gap = rng.uniform(-0.1, 0.25)
    canvas = np.zeros((height * 2, sum(ink.shape[1] for ink in inks) * 2 + 8), np.uint8)
    x = 4
    for ink in inks:
        _stamp(canvas, ink, x, round(height * rng.uniform(0.4, 0.6)))
        x += max(3, ink.shape[1] + round(gap * height))
    return canvas


def _piece(ink: Ink, rng: np.random.Generator) -> Ink:
    """A fragment of a digit: about a third of it, which no longer says which it was."""
    h, w = ink.shape
    if rng.random() < 0.5:
        size = max(4, round(h * rng.uniform(0.2, 0.38)))
        top = int(rng.integers(0, h - size + 1)) if h > size else 0
        part = ink[top : top + size]
    else:
        size = max(4, round(w * rng.uniform(0.2, 0.4)))
        left = int(rng.integers(0, w - size + 1)) if w > size else 0
        part = ink[:, left : left + size]
    # A lone upright stroke is a 1: lay it down.
    if part.shape[0] > 1.4 * part.shape[1]:
        part = np.ascontiguousarray(part.T)
    return _bordered(part, 6)


def scribble(rng: np.random.Generator) -> Ink:
    """Ink that is nothing: zigzags, hatching, blots, crosses, frames, level strokes, waves."""
    side = 48
    canvas = np.zeros((side + 16, side + 16), np.uint8)
    kind = int(rng.integers(7))
    width = int(rng.integers(1, 7))
    if kind == 0:  # a walk without aim
        steps = rng.normal(0, rng.uniform(4, 12), (int(rng.integers(12, 60)), 2))
        points = np.cumsum(steps, axis=0)
        points = (points - points.min(axis=0)) / max(float(np.ptp(points)), 1.0) * side + 8
        cv2.polylines(canvas, [points.astype(np.int32)], False, 255, width, cv2.LINE_AA)
    elif kind == 1:  # hatching or a zigzag
        count = int(rng.integers(4, 14))
        xs = np.linspace(8, side + 8, count) + rng.normal(0, 1.5, count)
        ys = np.where(np.arange(count) % 2, 10, side * rng.uniform(0.4, 1)) + rng.normal(
            0, 3, count
        )
        points = np.stack((xs, ys), axis=1)
        if rng.random() < 0.5:
            points = points[:, ::-1]
        cv2.polylines(canvas, [points.astype(np.int32)], False, 255, width, cv2.LINE_AA)
    elif kind == 2:  # blots and dots
        for _ in range(int(rng.integers(1, 6))):
            centre = tuple(int(v) for v in rng.integers(12, side, 2))
            axes = tuple(int(v) for v in rng.integers(3, 14, 2))
            cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    elif kind == 3:  # strokes that cross
        for _ in range(int(rng.integers(2, 7))):
            a, b = (tuple(int(v) for v in rng.integers(8, side + 8, 2)) for _ in range(2))
            cv2.line(canvas, a, b, 255, width, cv2.LINE_AA)
    elif kind == 4:  # frames, corners, polygons
        corners = rng.integers(8, side + 8, (int(rng.integers(3, 6)), 2)).astype(np.int32)
        if rng.random() < 0.4:
            a, b = corners[0], corners[1]
            cv2.rectangle(canvas, a.tolist(), b.tolist(), 255, min(width, 4))
        else:
            cv2.polylines(canvas, [corners], rng.random() < 0.6, 255, width, cv2.LINE_AA)
    elif kind == 5:  # level strokes
        for _ in range(int(rng.integers(1, 5))):
            y = int(rng.integers(8, side + 8))
            rise = int(rng.normal(0, 4))
            cv2.line(canvas, (8, y), (int(rng.integers(30, side + 8)), y + rise), 255, width)
    else:  # a wave, as a signature or a word
        xs = np.linspace(8, side + 8, 80)
        ys = 32 + rng.uniform(4, 14) * np.sin(xs * rng.uniform(0.3, 1.2) + rng.uniform(0, 6))
        ys += rng.uniform(0, 8) * np.sin(xs * rng.uniform(0.1, 0.5) + rng.uniform(0, 6))
        points = np.stack((xs, ys), axis=1).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, width, cv2.LINE_AA)
    return canvas


def _noise_picture(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paper grain, texture or static with nothing written on it."""
    side = int(rng.integers(24, 80))
    picture: Any = rng.normal(0, 1, (side, side)).astype(np.float32)
    if rng.random() < 0.7:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.5, 5)))
        picture /= float(picture.std()) + 1e-6
    picture = rng.uniform(60, 200) + picture * rng.uniform(5, 60)
    return cast(NDArray[np.uint8], np.clip(picture, 0, 255).astype(np.uint8))
