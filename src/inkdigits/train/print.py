"""Print without digits: words in common typefaces, and square characters made of strokes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.train.sheet import Sheet, draw_path, find_room, put_ink
from inkdigits.train.strokes import Stroke

Ink = NDArray[np.uint8]

_HERSHEY = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)
_PRINTABLE = np.array(list("aaabcdeeeeefghhiijkklmmnnnoooprrrssttttuuvwxyABCDEFGHKLMNPRSTUVWXY"))
_MARKS = np.array(list("()[]{}+-=%&@#*/:;.,?!<>~^_→△□○"))


def add_print(sheet: Sheet, rng: np.random.Generator) -> None:
    """A line of printed words without digits, where there is room."""
    h = sheet.digit_height * rng.uniform(0.3, 1.2)
    words = []
    for _ in range(int(rng.integers(1, 4))):
        words.append("".join(rng.choice(_PRINTABLE, int(rng.integers(2, 9)))))
        if rng.random() < 0.25:
            words.append(str(rng.choice(_MARKS)))
    text = " ".join(words)
    if rng.random() < 0.35:
        text = "".join(c for c in text if ord(c) < 128)
        word = _stroked(text, h, _HERSHEY[int(rng.integers(len(_HERSHEY)))], rng)
    else:
        faces = typefaces()
        word = _typeset(text, h, faces[int(rng.integers(len(faces)))])
    place = find_room(sheet, rng, word.shape[1], word.shape[0])
    if place is None:
        return
    strength = np.float32(rng.uniform(0.4, 1.0))
    landed = put_ink(sheet.printed, (word * strength).astype(np.uint8), place[0], place[1])
    if landed:
        sheet.taken.append(landed)


@lru_cache(maxsize=1)
def typefaces() -> tuple[str, ...]:
    """Files of the typefaces that come with matplotlib and hold letters."""
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return tuple(str(path) for path in sorted(folder.glob("DejaVu*.ttf")))


def _typeset(text: str, height: float, face: str) -> Ink:
    """Text with capitals about `height` px high, uint8 (h, w)."""
    font = ImageFont.truetype(face, max(5, round(1.37 * height)))
    left, top, right, bottom = (int(v) for v in font.getbbox(text))
    picture = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(picture).text((-left, -top), text, fill=255, font=font)
    return np.asarray(picture, np.uint8)


def _stroked(text: str, height: float, font: int, rng: np.random.Generator) -> Ink:
    """The same in lines of one width, as plotters and OpenCV write."""
    thickness = max(1, round(height * rng.uniform(0.05, 0.15)))
    (width, tall), _ = cv2.getTextSize(text, font, 1.0, 1)
    scale = height / max(1, tall)
    canvas = np.zeros((round(1.4 * height) + 2, round(width * scale) + 2 * thickness), np.uint8)
    origin = (thickness, round(height))
    cv2.putText(canvas, text, origin, font, scale, 255, thickness, cv2.LINE_AA)
    return canvas


def ideogram(rng: np.random.Generator) -> list[Stroke]:
    """A made-up square character, as of Chinese: level, upright and falling strokes, boxes, dots.

    Returns:
        Strokes in a unit box.
    """
    strokes: list[Stroke] = []
    for _ in range(int(rng.integers(3, 9))):
        x, y = rng.uniform(0, 0.75, 2)
        w, h = rng.uniform(0.2, 1, 2)
        right, low = min(1.0, x + w), min(1.0, y + h)
        kind = rng.random()
        if kind < 0.34:
            points = [[x, y], [right, y + rng.normal(0, 0.02)]]
        elif kind < 0.58:
            points = [[x, y], [x + rng.normal(0, 0.02), low]]
        elif kind < 0.7:  # falling to the left or the right
            points = [[right, y], [(x + right) / 2, (y + low) / 2 + 0.05], [x, low]]
            if rng.random() < 0.5:
                points = [[x + right - px, py] for px, py in points]
        elif kind < 0.82:
            points = [[x, y], [right, y], [right, low], [x, low], [x, y]]
        elif kind < 0.92:  # over and down, with a hook
            points = [[x, y], [right, y], [right, low], [right - 0.12, low - 0.08]]
        else:
            points = [[x, y], [x + 0.1, y + 0.12]]
        strokes.append(np.array(points, np.float32))
    return strokes


def write_ideograms(
    sheet: Sheet, rng: np.random.Generator, x: float, top: float, height: float, count: int
) -> float:
    """Write `count` square characters in a row, by pen or in print; return the x where it ends."""
    printed = rng.random() < 0.5
    pen = height * rng.uniform(0.04, 0.12) if printed else sheet.hand.pen * height
    wobble = 0.0 if printed else 0.02
    for _ in range(count):
        for stroke in ideogram(rng):
            points = stroke + rng.normal(0, wobble, stroke.shape) if wobble else stroke
            path = points * height * 0.9 + np.array([x, top])
            canvas = sheet.printed if printed else sheet.ink
            draw_path(canvas, path, pen=max(1.0, pen), hard=sheet.hand.tool.hard)
        sheet.taken.append((x, top, x + 0.9 * height, top + 0.9 * height))
        x += height * (1.0 + (0.0 if printed else float(rng.normal(0.05, 0.05))))
    return x
