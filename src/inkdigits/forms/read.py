"""Reading a form: straighten the page, take out its boxes, read it, give each field its digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from inkdigits.forms.align import Alignment, align
from inkdigits.forms.decide import decide
from inkdigits.forms.erase import ink_boxes
from inkdigits.forms.page import (
    StraightPage,
    by_field,
    expected,
    judging_fields,
    middle,
    shared,
    straighten,
    upright_reader,
)
from inkdigits.forms.reading import Corner, FieldReading, FormReading
from inkdigits.forms.template import Field, Template
from inkdigits.image import ImageSource, load_image
from inkdigits.reader import Reader
from inkdigits.result import Box, Digit

_MISFIT = 0.15  # residual from which a template does not fit, in heights of its lowest field
_CLOSE_UP = 0.1  # ground around a field that is looked at alone, in heights
_SAME = 0.3  # boxes of which this share overlaps show the same digit
_FEW = 5  # fields with ink that say nothing about the page
_MOST = 0.7  # share of them to review from which all of the page is to be looked at
_LEAST_SIDE = 5.0  # pixels of a field below which ink in it is not looked for
_ASTRAY = 0.2  # a second digit of a cell, this far from its middle in cells, may be the next one's


@dataclass(frozen=True)
class _Sheet:
    """What reading a field needs to know of its page."""

    page: StraightPage
    reader: Reader
    review_threshold: float
    problem: str | None


def read_form(
    reader: Reader, image: ImageSource, template: Template, *, pdf_page: int = 0
) -> FormReading:
    """Read the fields of a form.

    Args:
        reader: Reads the digits; its `review_threshold` is the confidence below which a field is
            marked for review. Its `rotate` does not matter: the template says which way is up.
        image: Anything `load_image` takes.
        template: The form.
        pdf_page: Which page of a PDF or TIFF, counted from 0.

    Returns:
        Every field of the template. Where the template cannot be laid over the picture, `problem`
        says so and every field is marked for review.

    Raises:
        ImageError: The picture cannot be read.
        ModelError: A model's file is missing or damaged.
    """
    reader = judging_fields(reader)
    grey = load_image(image, pdf_page=pdf_page, pixel_limit=reader.options.pixel_limit)
    alignment = align(grey, template)
    page = straighten(grey, template, alignment)
    problem = _problem(alignment, template) or _too_small(page, template)
    found = reader.read(page.picture) if reader.options.rotate in ("auto", "0") else None
    if found is None or found.rotation:
        reader = upright_reader(reader)
        found = reader.read(page.picture)
    sheet = _Sheet(page, reader, reader.options.review_threshold, problem)
    fields = tuple(
        _read_field(sheet, one, *own, found.digits)
        for one, own in zip(template.fields, by_field(found.digits, page, template), strict=True)
    )
    if problem is None and _is_unlikely(fields):
        problem = "most fields cannot be read: this may be another form than the template's"
        fields = tuple(replace(one, needs_review=True, why=one.why or problem) for one in fields)
    height, width = grey.shape
    return FormReading(
        template.name, fields, width, height, alignment.kind, alignment.residual, problem
    )


def _problem(alignment: Alignment, template: Template) -> str | None:
    """Why the whole page must be looked at, or None."""
    lowest = min(one.box.height for one in template.fields)
    if alignment.residual is not None and alignment.residual > _MISFIT * lowest:
        return "the printed boxes do not lie where the template has them"
    return alignment.problem if alignment.kind == "none" else None


def _too_small(page: StraightPage, template: Template) -> str | None:
    """That nothing can be seen in a field, which would else pass for an empty one; or None."""
    seen = np.stack([page.seen(page.box_of(one)) for one in template.fields])  # in the picture
    side = float(np.linalg.norm(seen - np.roll(seen, 1, axis=1), axis=2).min())
    if side >= _LEAST_SIDE:
        return None
    return f"the picture is too small: its smallest field is {side:.1f} pixels high or wide"


def _is_unlikely(fields: Sequence[FieldReading]) -> bool:
    """Whether so many of the fields with ink are doubtful that the page may be another form."""
    inked = [one for one in fields if one.decided_by != "blank"]
    doubtful = sum(one.needs_review for one in inked)
    return len(inked) >= _FEW and doubtful > _MOST * len(inked)


def _read_field(
    sheet: _Sheet,
    one: Field,
    digits: list[Digit],
    astray: Sequence[Digit],
    others: Sequence[Digit],
) -> FieldReading:
    box = sheet.page.box_of(one)
    unit = min(box.height, 1.5 * box.width / (one.cells or 1))
    unread = ink_boxes(sheet.page.picture, box, unit, [d.box for d in others])
    if unread:
        digits = _looked_at_again(sheet, box, digits, unread)
        seen = [d.box for d in (*others, *digits)]
        unread = ink_boxes(sheet.page.picture, box, unit, seen)
    slots: list[Digit | None] = [*digits] if digits and not one.cells else [None]
    if one.cells:
        slots = _in_cells(digits, box, one.cells)
    slots, unread = _filled_up(sheet, box, slots, unread)
    is_unread = bool(unread or astray)
    verdict = decide(one, slots, unread=is_unread, review_threshold=sheet.review_threshold)
    corners = tuple((float(x), float(y)) for x, y in sheet.page.seen(box))
    return FieldReading(
        one.name,
        verdict.text,
        verdict.raw_text,
        verdict.confidence,
        verdict.needs_review or sheet.problem is not None,
        sheet.problem or verdict.why,
        verdict.decided_by,
        cast(tuple[Corner, Corner, Corner, Corner], corners),
        tuple(_in_original(sheet.page, digit) for digit in slots if digit is not None),
    )


def _looked_at_again(
    sheet: _Sheet, box: Box, digits: Sequence[Digit], unread: Sequence[Box]
) -> list[Digit]:
    """The digits of a field, and those that a look at it alone finds where ink is still unread."""
    around = _CLOSE_UP * box.height
    height, width = sheet.page.picture.shape
    crop = (
        max(0.0, box.x_min - around),
        max(0.0, box.y_min - around),
        min(float(width), box.x_max + around),
        min(float(height), box.y_max + around),
    )
    close_up = sheet.reader.read(sheet.page.picture, crop=crop)
    if close_up.rotation:
        return list(digits)
    more = [
        expected(new)
        for new in close_up.digits
        if not any(_overlap(new.box, old.box) > _SAME for old in digits)
        and any(_overlap(new.box, ink) > _SAME for ink in unread)
    ]
    return sorted([*digits, *more], key=lambda d: middle(d.box))


def _overlap(a: Box, b: Box) -> float:
    """Area two boxes share, as a share of the smaller one."""
    return shared(a, b) / max(1e-6, min(a.width * a.height, b.width * b.height))


def _in_cells(digits: Sequence[Digit], box: Box, cells: int) -> list[Digit | None]:
    """The digit of each cell: each goes where its middle lies, a second one into the next cell."""
    slots: list[Digit | None] = [None] * cells
    places = [(middle(d.box)[0] - box.x_min) / box.width * cells - 0.5 for d in digits]
    for k in sorted(range(len(digits)), key=lambda k: abs(places[k] - round(places[k]))):
        own = min(max(round(places[k]), 0), cells - 1)
        beside = own + (1 if places[k] > own else -1)
        holder = slots[own]
        if holder is None:
            slots[own] = digits[k]
        elif 0 <= beside < cells and slots[beside] is None and abs(places[k] - own) > _ASTRAY:
            slots[beside] = digits[k]
        elif digits[k].confidence > holder.confidence:
            slots[own] = digits[k]
    return slots


def _filled_up(
    sheet: _Sheet, box: Box, slots: list[Digit | None], unread: Sequence[Box]
) -> tuple[list[Digit | None], list[Box]]:
    """Cells without a digit but with ink, each taken as one digit; and the ink still unread."""
    width = box.width / len(slots)
    left = list(unread)
    pictures, places = [], []
    for k, digit in enumerate(slots):
        x0 = box.x_min + k * width
        inside = [ink for ink in left if x0 <= middle(ink)[0] < x0 + width]
        if digit is None and inside:
            x, y = max(0, round(x0)), max(0, round(box.y_min))
            pictures.append(sheet.page.picture[y : round(box.y_max), x : round(x0 + width)])
            places.append((k, x, y))
            left = [ink for ink in left if ink not in inside]
    filled = list(slots)
    for (k, x, y), digit in zip(places, sheet.reader.classify_many(pictures), strict=True):
        if digit.reason != "blank":
            b = digit.box
            moved = Box(b.x_min + x, b.y_min + y, b.x_max + x, b.y_max + y)
            filled[k] = replace(digit, box=moved)
    return filled, left


def _in_original(page: StraightPage, digit: Digit) -> Digit:
    """A digit of the straightened page, with the box around where it is in the picture."""
    seen = page.seen(digit.box)
    return replace(digit, box=Box(*seen.min(axis=0).tolist(), *seen.max(axis=0).tolist()))
