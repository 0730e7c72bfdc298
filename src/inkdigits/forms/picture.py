"""Forms drawn: a template's fields on its sample, a reading on its page."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.errors import ConfigError
from inkdigits.forms.align import cell_corners
from inkdigits.forms.reading import FormReading
from inkdigits.forms.template import Template
from inkdigits.image import PIXEL_LIMIT, ImageSource, load_rgb
from inkdigits.render import ON_LABEL, REVIEW, SURE, Colour

_LETTERS = 0.22  # height of a label's letters in shares of the typical field height
_SMALLEST_LETTERS = 10.0


def annotate_form(
    image: ImageSource, reading: FormReading, *, pdf_page: int = 0, pixel_limit: int = PIXEL_LIMIT
) -> Image.Image:
    """Draw what was read on the page: each field's outline, name and text.

    Args:
        image: The picture that was read.
        reading: What was read from it.
        pdf_page: Which page of a PDF or TIFF, counted from 0.
        pixel_limit: Most pixels the picture may have.

    Returns:
        A new picture, mode RGB; fields to review in orange, the others in blue.

    Raises:
        ImageError: The picture cannot be read.
        ConfigError: The reading is of a picture of another size.
    """
    picture = load_rgb(image, pdf_page=pdf_page, pixel_limit=pixel_limit)
    if picture.size != (reading.width, reading.height):
        raise ConfigError(
            f"expected the picture that was read, {reading.width} x {reading.height} pixels, found "
            f"one of {picture.width} x {picture.height}: annotate the original picture"
        )
    outlines = [np.array(one.corners) for one in reading.fields]
    labels = [(f"{one.name}: {one.text or '-'}", one.text or "-") for one in reading.fields]
    colours = [REVIEW if one.needs_review else SURE for one in reading.fields]
    _draw(picture, outlines, labels, colours)
    return picture


def draw_template(picture: NDArray[np.uint8], template: Template) -> Image.Image:
    """Draw a template's fields and marks on its sample.

    Args:
        picture: The sample, uint8 (H, W), as large as the template's frame.
        template: The form.

    Returns:
        A new picture, mode RGB.
    """
    drawn = Image.fromarray(picture).convert("RGB")
    outlines: list[NDArray[np.float64]] = []
    labels: list[tuple[str, ...]] = []
    for one in template.fields:
        cells = cell_corners(one)
        outlines += cells
        labels += [(one.name,), *[()] * (len(cells) - 1)]
    half = template.registration.mark_size / 2 + 3
    for x, y in template.registration.marks:
        ring = (
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        )
        outlines.append(np.array(ring))
        labels.append(("mark",))
    colours = [REVIEW if label == ("mark",) else SURE for label in labels]
    _draw(drawn, outlines, labels, colours)
    return drawn


def _draw(
    picture: Image.Image,
    outlines: Sequence[NDArray[np.float64]],
    labels: Sequence[tuple[str, ...]],
    colours: Sequence[Colour],
) -> None:
    """Outlines, and over each the first of its labels that is no wider, else the last one."""
    draw = ImageDraw.Draw(picture)
    height = median(float(np.ptp(corners[:, 1])) for corners in outlines)
    font = ImageFont.load_default(max(_SMALLEST_LETTERS, _LETTERS * height))
    width = max(1, round(0.04 * height))
    for corners, colour in zip(outlines, colours, strict=True):
        points = [(float(x), float(y)) for x, y in [*corners, corners[0]]]
        draw.line(points, fill=colour, width=width, joint="curve")
    for corners, choices, colour in zip(outlines, labels, colours, strict=True):
        if not choices:
            continue
        room = float(np.ptp(corners[:, 0])) - 6
        fitting = [label for label in choices if draw.textlength(label, font=font) <= room]
        label = fitting[0] if fitting else choices[-1]
        x, y = corners[:, 0].min(), corners[:, 1].min()
        left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
        y = max(0.0, y - (bottom - top) - 4)
        plate = (x, y, x + right - left + 6, y + bottom - top + 4)
        draw.rectangle(plate, fill=colour)
        draw.text((x + 3 - left, y + 2 - top), label, font=font, fill=ON_LABEL)
