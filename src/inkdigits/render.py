"""A reading drawn on its picture: boxes, values, and how sure they are."""

from __future__ import annotations

from statistics import median
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.errors import ConfigError
from inkdigits.image import PIXEL_LIMIT, ImageSource, load_rgb
from inkdigits.result import Digit, Page, Symbol

Colour: TypeAlias = tuple[int, int, int]
Plate: TypeAlias = tuple[int, int, int, int]
Font: TypeAlias = ImageFont.ImageFont | ImageFont.FreeTypeFont

SURE: Colour = (0, 102, 170)
"""Boxes and labels of digits that need no review: blue."""

REVIEW: Colour = (190, 75, 0)
"""Boxes and labels of digits to look at: orange, told from the blue by colour-blind eyes too."""

ON_LABEL: Colour = (255, 255, 255)
"""Text on a label, and the rim that parts a box from a dark background."""

LINE_WIDTH = 0.04
"""Width of a box's line in median digit heights."""

LABEL_SIZE = 0.32
"""Size of a label's letters in median digit heights."""

SMALLEST_LETTERS = 9.0
"""Letters below this size in pixels cannot be read at all, however small the digits are."""


def annotate(
    image: ImageSource, page: Page, *, pdf_page: int = 0, pixel_limit: int = PIXEL_LIMIT
) -> Image.Image:
    """Draw a reading on the picture it was read from.

    Each digit gets a box and a label with its value and its confidence in percent, each symbol a
    thin box with the sign itself below. What needs review has another colour. Lines and letters
    grow with the digits. They have a rim or a plate, so that they show on any background.

    Args:
        image: The picture that was read, in any form `inkdigits.read` takes.
        page: What was read from it.
        pdf_page: Which page of a PDF or TIFF, counted from 0.
        pixel_limit: Most pixels the picture may have.

    Returns:
        A new picture, mode RGB, upright, of the original's size. Unchanged for an empty page.

    Raises:
        ImageError: The picture cannot be read.
        ConfigError: The page was read from a picture of another size.
    """
    picture = load_rgb(image, pdf_page=pdf_page, pixel_limit=pixel_limit)
    if page.width and page.height and (page.width, page.height) != picture.size:
        raise ConfigError(
            f"expected the picture that was read, {page.width} x {page.height} pixels, found one "
            f"of {picture.width} x {picture.height}: annotate the original picture"
        )
    digits = page.digits
    if not digits:
        return picture
    draw = ImageDraw.Draw(picture)
    height = median(d.box.height for d in digits)
    line = max(1, round(LINE_WIDTH * height))
    font = ImageFont.load_default(max(SMALLEST_LETTERS, LABEL_SIZE * height))
    for number in page.numbers:
        for symbol in number.symbols:
            _draw_symbol(draw, symbol, line, font)
    for digit in digits:
        _draw_box(draw, digit, line)
    placed = np.array([d.box.xyxy for d in digits])  # what a label should leave free
    for digit in digits:  # labels last, so that no box crosses one
        plate = _label_place(draw, digit, font, line, picture.size, placed)
        placed = np.concatenate([placed, [plate]])
        _draw_label(draw, digit, font, plate)
    return picture


def _colour(one: Digit | Symbol) -> Colour:
    return REVIEW if one.needs_review else SURE


def _draw_symbol(draw: ImageDraw.ImageDraw, symbol: Symbol, line: int, font: Font) -> None:
    """A thin box around a point, comma, minus, slash or colon, and the sign itself below it."""
    x_min, y_min, x_max, y_max = (round(v) for v in symbol.box.xyxy)
    colour, thin = _colour(symbol), max(1, line // 2)
    corners = (x_min - line, y_min - line, x_max - 1 + line, y_max - 1 + line)
    draw.rectangle(corners, outline=colour, width=thin)
    left, top, right, bottom = draw.textbbox((0, 0), symbol.text, font=font)
    at = ((x_min + x_max - left - right) / 2, y_max + 2 * line - top)
    if at[1] + bottom > draw.im.size[1]:
        at = (at[0], y_min - 2 * line - bottom)
    draw.text(at, symbol.text, font=font, fill=colour, stroke_width=thin, stroke_fill=ON_LABEL)


def _draw_box(draw: ImageDraw.ImageDraw, digit: Digit, line: int) -> None:
    """The box around the outside of a digit, in colour with a white rim."""
    x_min, y_min, x_max, y_max = (round(v) for v in digit.box.xyxy)
    rim = max(1, line // 2)
    for out, width, colour in (
        (line + rim, line + 2 * rim, ON_LABEL),
        (line, line, _colour(digit)),
    ):
        corners = (x_min - out, y_min - out, x_max - 1 + out, y_max - 1 + out)
        draw.rectangle(corners, outline=colour, width=width)


def _text(digit: Digit) -> str:
    return f"{digit.text} {100 * digit.confidence:.0f}%"


def _label_place(
    draw: ImageDraw.ImageDraw,
    digit: Digit,
    font: Font,
    line: int,
    size: tuple[int, int],
    placed: NDArray[np.float64],
) -> Plate:
    """Where a label goes: above the box, below it, or a step further off, whatever is freest."""
    left, top, right, bottom = draw.textbbox((0, 0), _text(digit), font=font)
    width, height = right - left + 2 * (line + 1), bottom - top + 2 * (line + 1)
    box = digit.box
    x = min(max((box.x_min + box.x_max - width) / 2, 0.0), max(0.0, size[0] - width))
    above, below = box.y_min - line - height, box.y_max + line
    plates = []
    for y in (above, below, above - height, below + height):
        inside = min(max(y, 0.0), max(0.0, size[1] - height))
        plates.append((round(x), round(inside), round(x + width), round(inside + height)))
    corners = np.array(plates, np.float64)
    low = np.maximum(corners[:, None, :2], placed[None, :, :2])
    high = np.minimum(corners[:, None, 2:], placed[None, :, 2:])
    covered = np.prod(np.maximum(high - low, 0.0), axis=2).sum(axis=1)
    return plates[int(covered.argmin())]


def _draw_label(draw: ImageDraw.ImageDraw, digit: Digit, font: Font, plate: Plate) -> None:
    """A plate in the digit's colour with its value and confidence."""
    x_min, y_min, x_max, y_max = plate
    draw.rectangle((x_min, y_min, x_max - 1, y_max - 1), fill=_colour(digit))
    middle = ((x_min + x_max) / 2, (y_min + y_max) / 2)
    left, top, right, bottom = draw.textbbox((0, 0), _text(digit), font=font)
    at = (middle[0] - (left + right) / 2, middle[1] - (top + bottom) / 2)
    draw.text(at, _text(digit), font=font, fill=ON_LABEL)
