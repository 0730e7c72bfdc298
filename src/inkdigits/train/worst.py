"""The worst readings on one picture, to look at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.image import load_rgb
from inkdigits.render import annotate
from inkdigits.train.evaluation import Answers, PageResult, worst_pictures
from inkdigits.train.evaluation_sets import PictureSet

Captioned = tuple[Image.Image, Sequence[str]]

_LETTERS = 11  # size of the captions in pixels
_GAP = 4
_GROUND = (238, 238, 238)


def page_sheet(results: Sequence[PageResult]) -> Image.Image:
    """Pages with the reading drawn on them, and below each its name, label and reading."""
    cells = []
    for result in results:
        source = result.labelled.image
        picture = annotate(source, result.page) if result.page is not None else load_rgb(source)
        label = result.labelled.digits or "no digits"
        read = " / ".join(result.lines) or "nothing"
        cells.append((picture, (result.labelled.name, f"label: {label}", f"read: {read}")))
    return contact_sheet(cells, columns=3, width=420, height=320)


def picture_sheet(
    pictures: PictureSet, answered: Answers, chosen: NDArray[np.int64]
) -> Image.Image:
    """Pictures of one thing each: label, what was read, and how sure that was."""
    cells = [_judged(pictures, answered, i) for i in chosen.tolist()]
    return contact_sheet(cells, columns=10, width=96, height=96)


def _judged(pictures: PictureSet, answered: Answers, i: int) -> Captioned:
    names = [str(v) if v >= 0 else "none" for v in (pictures.labels[i], answered.values[i])]
    caption = f"{names[0]} > {names[1]}  {100 * answered.confidences[i]:.0f}%"
    return load_rgb(pictures.picture(i)), (caption,)


def spoilt_sheet(rows: Sequence[tuple[PictureSet, Answers]], count: int) -> Image.Image:
    """A row for each corruption: the most confident mistakes, filled up with what was read right.

    Args:
        rows: For each corruption, the pictures and the answers to them.
        count: Pictures in a row.
    """
    cells = []
    for pictures, answered in rows:
        wrong = worst_pictures(answered, pictures.labels, count)
        right = np.flatnonzero(answered.values == pictures.labels)
        chosen = [*wrong.tolist(), *right.tolist()][:count]
        shown = [_judged(pictures, answered, i) for i in chosen]
        shown += [(Image.new("RGB", (1, 1), _GROUND), ("",))] * (count - len(shown))
        cells += [(picture, (pictures.name, *caption)) for picture, caption in shown]
    return contact_sheet(cells, columns=count, width=84, height=84)


def contact_sheet(
    cells: Sequence[Captioned], *, columns: int, width: int, height: int
) -> Image.Image:
    """Pictures in rows, each fitted into a box, with lines of text below.

    Args:
        cells: Pictures and their lines of text.
        columns: Pictures in a row.
        width: Width of a picture's box in pixels; text that is wider is cut off.
        height: Height of a picture's box in pixels.

    Returns:
        A picture, mode RGB; of one empty box where there are no cells.
    """
    captions = max((len(text) for _, text in cells), default=0) * (_LETTERS + 3) + 2 * _GAP
    fitted = [(_fitted(picture, width, height), text) for picture, text in cells]
    rows = [fitted[k : k + columns] for k in range(0, len(fitted), columns)]
    heights = [max(picture.height for picture, _ in row) + captions for row in rows]
    size = ((width + _GAP) * min(columns, max(1, len(cells))), sum(heights) or height)
    sheet = Image.new("RGB", size, _GROUND)
    font = ImageFont.load_default(_LETTERS)
    top = 0
    for row, row_height in zip(rows, heights, strict=True):
        for column, (picture, text) in enumerate(row):
            cell = Image.new("RGB", (width, row_height), _GROUND)
            cell.paste(picture)
            draw = ImageDraw.Draw(cell)
            for k, line in enumerate(text):
                at = (2, picture.height + _GAP + k * (_LETTERS + 3))
                draw.text(at, line, font=font, fill=(0, 0, 0))
            sheet.paste(cell, (column * (width + _GAP), top))
        top += row_height
    return sheet


def _fitted(picture: Image.Image, width: int, height: int) -> Image.Image:
    scale = min(width / picture.width, height / picture.height)
    size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)
