"""A form's page straightened: as the template has it, without the printed boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.forms.align import Alignment, cell_corners, project
from inkdigits.forms.erase import erase_lines
from inkdigits.forms.template import Field, Template
from inkdigits.reader import Reader
from inkdigits.result import Box, Digit

Grey = NDArray[np.uint8]
Points = NDArray[np.float64]

_LONGEST_SIDE = 2400  # of the straightened page, in pixels
_AROUND = 0.1  # a digit whose middle is this far outside its field, in heights, still belongs to it
_OVERHANG = 0.15  # a digit of which this share lies in a field has to do with it
# What looks like a digit where digits belong is one more often, and is more often the right one,
# than anywhere on a page: fitted on forms of validation writers (benchmarks/forms.py), by half.
_ODDS = 4.0
_SHARPNESS = 1.25


@dataclass(frozen=True, eq=False)
class StraightPage:
    """A page laid as its template has it.

    Attributes:
        picture: Without the printed boxes, uint8 (H, W).
        scale: Pixels of it for one pixel of the template's frame.
        to_picture: Homography from it to the original picture, float64 (3, 3).
    """

    picture: Grey
    scale: float
    to_picture: NDArray[np.float64]

    def box_of(self, one: Field) -> Box:
        """Where a field is, in pixels of the straightened page."""
        return Box(*(v * self.scale for v in one.box.xyxy))

    def seen(self, box: Box) -> Points:
        """Corners of a box, clockwise from the top left, in the original picture, (4, 2)."""
        x0, y0, x1, y1 = box.xyxy
        return project(self.to_picture, np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]))


def straighten(grey: Grey, template: Template, alignment: Alignment) -> StraightPage:
    """Lay a page as its template has it, as large as the picture shows it.

    Args:
        grey: The picture, uint8 (H, W).
        template: The form.
        alignment: Where the template lies in the picture.
    """
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
        Box(*(c[0] * scale), *(c[2] * scale)) for one in template.fields for c in cell_corners(one)
    ]
    return StraightPage(erase_lines(np.asarray(page, np.uint8), cells), scale, to_picture)


def upright_reader(reader: Reader) -> Reader:
    """The reader, or one like it, that turns no page: a form's page stands upright already."""
    if reader.options.rotate == "0":
        return reader
    return Reader(replace(reader.options, rotate="0"))


def judging_fields(reader: Reader) -> Reader:
    """The reader, or where it keeps an error rate one that keeps it for fields, not digits."""
    if reader.options.max_error is None:
        return reader
    threshold = reader.options.threshold("form")
    return Reader(replace(reader.options, max_error=None, review_threshold=threshold))


def by_field(
    digits: Sequence[Digit], page: StraightPage, template: Template
) -> list[tuple[list[Digit], list[Digit]]]:
    """For each field its digits from left to right, and those that reach into it from outside."""
    boxes = [page.box_of(one) for one in template.fields]
    edges = np.array([box.xyxy for box in boxes])
    own: list[tuple[list[Digit], list[Digit]]] = [([], []) for _ in boxes]
    for digit in digits:
        x, y = middle(digit.box)
        outside = np.maximum.reduce(
            [edges[:, 0] - x, x - edges[:, 2], edges[:, 1] - y, y - edges[:, 3]]
        ) / (edges[:, 3] - edges[:, 1])
        nearest = int(outside.argmin())
        if outside[nearest] <= _AROUND:
            own[nearest][0].append(expected(digit))
        elif shared(digit.box, boxes[nearest]) > _OVERHANG * digit.box.width * digit.box.height:
            own[nearest][1].append(digit)
    return [(sorted(inside, key=lambda d: middle(d.box)), astray) for inside, astray in own]


def expected(digit: Digit) -> Digit:
    """A digit found on a page, its probabilities now that digits are expected where it stands."""
    values = np.array(digit.probabilities, np.float64)
    total = float(values.sum())
    if digit.value is None or total <= 0:
        return digit
    there = _ODDS * total / (_ODDS * total + max(0.0, 1.0 - total))
    shares = (values / total) ** _SHARPNESS
    shares *= min(1.0, there) / shares.sum()
    confidence = float(shares.max())
    return replace(digit, probabilities=tuple(shares.tolist()), confidence=confidence)


def middle(box: Box) -> tuple[float, float]:
    """The centre of a box."""
    return (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2


def shared(a: Box, b: Box) -> float:
    """Area that two boxes share."""
    width = min(a.x_max, b.x_max) - max(a.x_min, b.x_min)
    height = min(a.y_max, b.y_max) - max(a.y_min, b.y_min)
    return max(width, 0.0) * max(height, 0.0)
