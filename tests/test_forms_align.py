from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits import forms
from inkdigits.errors import ImageError
from inkdigits.forms import Registration, Template, load_template
from inkdigits.forms.align import align
from inkdigits.forms.erase import erase_lines, ink_boxes
from inkdigits.image import load_image
from inkdigits.result import Box

Grey = NDArray[np.uint8]
Matrix = NDArray[np.float64]
EXAMPLES = Path(__file__).parents[1] / "examples" / "forms"


def example(name: str) -> tuple[Grey, Template]:
    return load_image(EXAMPLES / f"{name}-blank.png"), load_template(EXAMPLES / f"{name}.toml")


@pytest.fixture(scope="module")
def form() -> tuple[Grey, Template]:
    return example("meter")


def turned(template: Template, degrees: float, scale: float, shift: float) -> Matrix:
    middle = (template.width / 2, template.height / 2)
    matrix = np.vstack([cv2.getRotationMatrix2D(middle, degrees, scale), [0, 0, 1]])
    matrix[:2, 2] += shift * template.width
    return matrix


def slanting(template: Template) -> Matrix:
    """Seen from the side: a corner further away, and some desk around."""
    frame = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * (template.width, template.height)
    seen = np.array([[0.08, 0.06], [0.95, 0.1], [0.91, 0.93], [0.05, 0.97]])
    seen = seen * (template.width, template.height)
    return cv2.getPerspectiveTransform(frame.astype(np.float32), seen.astype(np.float32))


def seen_through(blank: Grey, matrix: Matrix, ground: int = 255) -> Grey:
    size = (blank.shape[1], blank.shape[0])
    paper = 30 + (blank.astype(np.float32) * 0.75).astype(np.uint8)
    return np.asarray(cv2.warpPerspective(paper, matrix, size, borderValue=ground), np.uint8)


def largest_error(alignment: forms.Alignment, matrix: Matrix, template: Template) -> float:
    """In pixels of the picture, over the corners of all fields."""
    corners = [(x, y) for f in template.fields for x, y in (f.box.xyxy[:2], f.box.xyxy[2:])]
    points = np.array(corners, np.float64)
    there = cv2.perspectiveTransform(points[None], matrix)[0]
    return float(np.linalg.norm(alignment.to_picture(points) - there, axis=1).max())


@pytest.mark.parametrize(
    ("name", "kind", "degrees", "scale", "shift"),
    [
        ("meter", "marks", 0, 1, 0),
        ("meter", "marks", 0, 0.9, 0.03),
        ("meter", "marks", 4.5, 0.92, 0),
        ("marks", "marks", -5, 0.9, -0.01),
        ("meter", "marks", 180, 0.95, 0),
        ("meter", "boxes", 0, 0.9, 0.03),
        ("meter", "boxes", 4.5, 0.92, 0),
        ("meter", "boxes", -5, 0.9, -0.01),
        ("marks", "boxes", 180, 0.95, 0),
    ],
)
def test_shifted_scaled_and_turned_scans(
    name: str, kind: Any, degrees: float, scale: float, shift: float
) -> None:
    blank, template = example(name)
    if kind == "boxes":
        template = replace(template, registration=Registration("boxes"))
    matrix = turned(template, degrees, scale, shift)
    found = align(seen_through(blank, matrix), template)
    assert (found.kind, found.problem) == (kind, None)
    assert largest_error(found, matrix, template) < 3
    assert found.residual is not None
    assert found.residual < 2


@pytest.mark.parametrize("kind", ["marks", "corners"])
def test_a_sheet_photographed_from_the_side(form: tuple[Grey, Template], kind: Any) -> None:
    blank, template = form
    if kind == "corners":
        template = replace(template, registration=Registration("corners"))
    matrix = slanting(template)
    found = align(seen_through(blank, matrix, ground=60), template)
    assert (found.kind, found.problem) == (kind, None)
    assert largest_error(found, matrix, template) < 4


def test_a_covered_mark_does_not_matter(form: tuple[Grey, Template]) -> None:
    blank, template = form
    matrix = turned(template, 2, 0.9, 0)
    covered = blank.copy()
    x, y = (round(v) for v in template.registration.marks[0])
    covered[y - 40 : y + 40, x - 40 : x + 40] = 255
    found = align(seen_through(covered, matrix), template)
    assert found.kind == "marks"
    assert largest_error(found, matrix, template) < 4


def test_without_marks_the_boxes_hold_the_template(form: tuple[Grey, Template]) -> None:
    blank, template = form
    bare = blank.copy()
    for x, y in template.registration.marks:
        bare[round(y) - 30 : round(y) + 30, round(x) - 30 : round(x) + 30] = 255
    matrix = turned(template, -3, 0.9, 0.01)
    found = align(seen_through(bare, matrix), template)
    assert found.kind == "boxes"
    assert found.problem == "the registration marks were not found"
    assert largest_error(found, matrix, template) < 3


def test_where_there_is_no_form_the_alignment_says_so(form: tuple[Grey, Template]) -> None:
    _, template = form
    found = align(np.full((600, 800), 230, np.uint8), template)
    assert (found.kind, found.residual) == ("none", None)
    assert found.problem == "the registration marks were not found"


def test_a_table_that_fits_row_by_row_is_not_guessed_at() -> None:
    blank, template = example("marks")
    rows = [f for f in template.fields if f.name.startswith("pupil_")]
    cut = [f for f in rows if f.name not in ("pupil_1", "pupil_12")]
    lone = replace(template, fields=tuple(cut), registration=Registration("boxes"))
    page = np.full_like(blank, 255)
    page[320:1640, 96:452] = blank[320:1640, 96:452]
    found = align(page, lone)
    assert found.kind == "none"
    assert found.problem == "the printed boxes fit in more than one place"


# --- lines and ink ----------------------------------------------------------------------------


def test_lines_go_and_strokes_across_them_stay() -> None:
    page = np.full((120, 200), 240, np.uint8)
    cv2.rectangle(page, (40, 20), (160, 100), 60, 2)
    cv2.line(page, (40, 60), (40, 60), 240, 1)
    cv2.line(page, (90, 10), (100, 110), 20, 6)  # crosses both edges
    clean = erase_lines(page, [Box(41, 21, 160, 100)])
    assert clean[20:23, 45:80].min() > 200  # the upper edge is gone
    assert clean[40:90, 39:43].min() > 200
    assert clean[21, 88:96].min() < 120  # but not the stroke on it
    assert (page[20:23, 45:80].min(), clean[60, 94:97].max()) < (
        70,
        60,
    )  # the original is as it was


def test_an_empty_box_has_no_ink_and_a_digit_has() -> None:
    rng = np.random.default_rng(1)
    page = np.clip(rng.normal(200, 4, (100, 200)), 0, 255).astype(np.uint8)
    box = Box(20, 20, 180, 80)
    assert ink_boxes(page, box, 60) == []
    cv2.line(page, (100, 30), (96, 70), 90, 4)
    (ink,) = ink_boxes(page, box, 60)
    assert 90 <= ink.x_min < ink.x_max <= 106
    assert ink_boxes(page, box, 60, [Box(92, 28, 104, 72)]) == []


# --- proposing a template ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["marks", "meter"])
def test_a_blank_form_gives_its_own_template(name: str) -> None:
    blank, template = example(name)
    proposal = forms.propose(blank)
    found = proposal.template
    assert found.names == tuple(f"field_{k}" for k in range(1, len(template.fields) + 1))
    for ours, theirs in zip(template.fields, found.fields, strict=True):
        assert (ours.kind, ours.cells) == (theirs.kind, theirs.cells)
        assert np.abs(np.subtract(ours.box.xyxy, theirs.box.xyxy)).max() <= 4
    assert found.registration.kind == "marks"
    ours_marks = sorted(template.registration.marks)
    assert np.abs(np.subtract(ours_marks, sorted(found.registration.marks))).max() < 2


def test_a_crooked_sample_is_straightened(form: tuple[Grey, Template]) -> None:
    blank, template = form
    proposal = forms.propose(seen_through(blank, turned(template, 3, 0.93, 0)))
    assert [f.kind for f in proposal.template.fields] == [f.kind for f in template.fields]
    again = align(proposal.picture, proposal.template)
    assert again.residual is not None
    assert again.residual < 1.5
    drawn = forms.draw_template(proposal.picture, proposal.template)
    assert drawn.size == (proposal.template.width, proposal.template.height)


def test_without_marks_the_boxes_are_proposed_for_registration(
    form: tuple[Grey, Template],
) -> None:
    blank, template = form
    bare = blank.copy()
    for x, y in template.registration.marks:
        bare[round(y) - 30 : round(y) + 30, round(x) - 30 : round(x) + 30] = 255
    assert forms.propose(bare).template.registration == Registration("boxes")


def test_a_picture_without_boxes_makes_no_template() -> None:
    with pytest.raises(ImageError, match="expected a form with printed boxes"):
        forms.propose(np.full((400, 300), 250, np.uint8))
