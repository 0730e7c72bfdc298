"""Reading a form: straighten the page, take out its boxes, read it, and give each field its digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.forms.align import Alignment, align, cell_corners, project
from inkdigits.forms.decide import decide
from inkdigits.forms.erase import erase_lines, ink_boxes
from inkdigits.forms.reading import Corner, FieldReading, FormReading
from inkdigits.forms.template import Field, Template
from inkdigits.image import ImageSource, load_image
from inkdigits.reader import Reader
from inkdigits.result import Box, Digit

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]

_LONGEST_SIDE = 2400  # of the straightened page, in pixels
_AROUND = 0.1  # a digit whose middle is this far outside its field, in heights, still belongs to it
_MISFIT = 0.15  # residual from which a template does not fit, in heights of its lowest field
_READ = 0.3  # share of ink's box that digits must cover for it to be read
_ASTRAY = 0.2  # a second digit of a cell, this far from its middle in cells, may be the next one's


@dataclass(frozen=True)
class _Page:
    """A straightened page: its picture without print, and how it lies in the original."""

    clean: Grey
    scale: float
    to_picture: Matrix
    digits: tuple[Digit, ...]


def read_form(
    reader: Reader, image: ImageSource, template: Template, *, pdf_page: int = 0
) -> FormReading:
    """Read the fields of a form.

    Args:
        reader: Reads the digits; its `review_threshold` is the confidence below which a field is
            marked for review.
        image: Anything `load_image` takes.
        template: The form.
        pdf_page: Which page of a PDF, counted from 0.

    Returns:
        Every field of the template. Where the template cannot be laid over the picture, `problem`
        says so and every field is marked for review.

    Raises:
        ImageError: The picture cannot be read.
        ModelError: A model's file is missing or damaged.
    """
    grey = load_image(image, pdf_page=pdf_page, pixel_limit=reader.options.pixel_limit)
    alignment = align(grey, template)
    page = _straightened(reader, grey, template, alignment)
    problem = _problem(alignment, template)
    fields = tuple(
        _read_field(reader, page, one, own, problem)
        for one, own in zip(template.fields, _by_field(page, template), strict=True)
    )
    return FormReading(
        template.name,
        fields,
        grey.shape[1],
        grey.shape[0],
        alignment.kind,
        alignment.residual,
        problem,
    )


def _problem(alignment: Alignment, template: Template) -> str | None:
    """Why the whole page must be looked at, or None."""
    lowest = min(one.box.height for one in template.fields)
    if alignment.residual is not None and alignment.residual > _MISFIT * lowest:
        return "the printed boxes do not lie where the template has them"
    return alignment.problem if alignment.kind == "none" else None


def _straightened(reader: Reader, grey: Grey, template: Template, alignment: Alignment) -> _Page:
    """The page as the template has it, as large as the picture shows it."""
    frame = np.array([[0, 0], [1, 0], [1, 1], [0, 1.0]]) * (template.width, template.height)
    seen = alignment.to_picture(frame)
    around = float(np.linalg.norm(seen - np.roll(seen, 1, axis=0), axis=1).sum())
    own = 2.0 * (template.width + template.height)
    scale = min(around / own, _LONGEST_SIDE / max(template.width, template.height))
    size = (max(8, round(template.width * scale)), max(8, round(template.height * scale)))
    to_picture = alignment.matrix @ np.diag([1 / scale, 1 / scale, 1.0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    page = cv2.warpPerspective(
        cast(Any, grey), to_picture, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    cells = [
        _scaled(Box(*c[0], *c[2]), scale) for one in template.fields for c in cell_corners(one)
    ]
    clean = erase_lines(np.asarray(page, np.uint8), cells)
    return _Page(clean, scale, to_picture, _upright(reader, clean))


def _upright(reader: Reader, page: Grey) -> tuple[Digit, ...]:
    """The digits of a page that stands upright, whatever it looks like."""
    if reader.options.rotate in ("auto", "0"):
        read = reader.read(page)
        if read.rotation == 0:
            return read.digits
    return Reader(replace(reader.options, rotate="0")).read(page).digits


def _scaled(box: Box, scale: float) -> Box:
    return Box(*(v * scale for v in box.xyxy))


def _by_field(page: _Page, template: Template) -> list[list[Digit]]:
    """The digits of each field, from left to right."""
    boxes = np.array([one.box.xyxy for one in template.fields]) * page.scale
    own: list[list[Digit]] = [[] for _ in template.fields]
    for digit in page.digits:
        x, y = _middle(digit.box)
        around = _AROUND * (boxes[:, 3] - boxes[:, 1])
        outside = np.maximum.reduce(
            [boxes[:, 0] - x, x - boxes[:, 2], boxes[:, 1] - y, y - boxes[:, 3]]
        )
        nearest = int((outside / around).argmin())
        if outside[nearest] <= around[nearest]:
            own[nearest].append(digit)
    return [sorted(digits, key=lambda d: _middle(d.box)) for digits in own]


def _middle(box: Box) -> tuple[float, float]:
    return (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2


def _read_field(
    reader: Reader, page: _Page, one: Field, digits: list[Digit], problem: str | None
) -> FieldReading:
    box = _scaled(one.box, page.scale)
    unit = min(box.height, 1.5 * box.width / (one.cells or 1))
    unread = _unread_ink(page, box, unit)
    slots: Sequence[Digit | None] = digits
    if one.cells:
        slots = _in_cells(digits, box, one.cells)
        slots, unread = _filled_up(reader, page, box, slots, unread)
    threshold = reader.options.review_threshold
    verdict = decide(one, slots, unread=bool(unread), review_threshold=threshold)
    corners = project(page.to_picture, np.array(box_corners(box)))
    return FieldReading(
        one.name,
        verdict.text,
        verdict.raw_text,
        verdict.confidence,
        verdict.needs_review or problem is not None,
        problem or verdict.why,
        verdict.decided_by,
        cast(tuple[Corner, Corner, Corner, Corner], tuple(map(tuple, corners.tolist()))),
        tuple(_moved(digit, page.to_picture) for digit in slots if digit is not None),
    )


def _unread_ink(page: _Page, box: Box, unit: float) -> list[Box]:
    """Ink in a field that lies mostly outside the boxes of all digits."""
    return [
        ink
        for ink in ink_boxes(page.clean, box, unit)
        if sum(_shared(ink, digit.box) for digit in page.digits) < _READ * ink.width * ink.height
    ]


def _shared(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    width = min(a.x_max, b.x_max) - max(a.x_min, b.x_min)
    height = min(a.y_max, b.y_max) - max(a.y_min, b.y_min)
    return max(width, 0.0) * max(height, 0.0)


def _in_cells(digits: Sequence[Digit], box: Box, cells: int) -> list[Digit | None]:
    """The digit of each cell: each goes where its middle lies, and a second one beside it."""
    slots: list[Digit | None] = [None] * cells
    places = [(_middle(d.box)[0] - box.x_min) / box.width * cells - 0.5 for d in digits]
    order = sorted(range(len(digits)), key=lambda k: abs(places[k] - round(places[k])))
    for k in order:
        own = min(max(round(places[k]), 0), cells - 1)
        beside = own + (1 if places[k] > own else -1)
        if slots[own] is None:
            slots[own] = digits[k]
        elif 0 <= beside < cells and slots[beside] is None and abs(places[k] - own) > _ASTRAY:
            slots[beside] = digits[k]
        elif digits[k].confidence > (slots[own] or digits[k]).confidence:
            slots[own] = digits[k]
    return slots


def _filled_up(
    reader: Reader, page: _Page, box: Box, slots: list[Digit | None], unread: Sequence[Box]
) -> tuple[list[Digit | None], list[Box]]:
    """Cells without a digit but with ink are read as one digit each; and the ink still unread."""
    width = box.width / len(slots)
    left = list(unread)
    pictures, places = [], []
    for k, digit in enumerate(slots):
        x0 = box.x_min + k * width
        inside = [ink for ink in left if x0 <= _middle(ink)[0] < x0 + width]
        if digit is None and inside:
            cell = [round(v) for v in (x0, box.y_min, x0 + width, box.y_max)]
            pictures.append(page.clean[max(0, cell[1]) : cell[3], max(0, cell[0]) : cell[2]])
            places.append((k, max(0, cell[0]), max(0, cell[1])))
            left = [ink for ink in left if ink not in inside]
    filled = list(slots)
    for (k, x, y), digit in zip(places, reader.classify_many(pictures), strict=True):
        if digit.reason != "blank":
            b = digit.box
            moved = Box(b.x_min + x, b.y_min + y, b.x_max + x, b.y_max + y)
            filled[k] = replace(digit, box=moved)
    return filled, left


def box_corners(box: Box) -> list[Corner]:
    """Corners of a box, clockwise from the top left."""
    x0, y0, x1, y1 = box.xyxy
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def _moved(digit: Digit, to_picture: Matrix) -> Digit:
    """A digit of the straightened page, with the box around where it is in the picture."""
    seen = project(to_picture, np.array(box_corners(digit.box)))
    return replace(digit, box=Box(*seen.min(axis=0).tolist(), *seen.max(axis=0).tolist()))
