from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits import Reader, ReaderOptions, forms
from inkdigits.errors import ConfigError, ImageError
from inkdigits.forms import Field, FormReading, Pattern, Registration, Template
from inkdigits.forms.page import expected
from inkdigits.image import load_image
from inkdigits.result import Box, Digit
from pen import draw_ink

Grey = NDArray[np.uint8]
EXAMPLES = Path(__file__).parents[1] / "examples" / "forms"

NUMBER = Box(60, 60, 360, 130)
COMB = Box(60, 180, 420, 250)
ONE = Box(60, 300, 120, 370)


def template(**settings: Any) -> Template:
    fields = (
        Field("number", NUMBER, pattern=Pattern(**settings)),
        Field("comb", COMB, "comb", 6, required=True),
        Field("one", ONE, "digit"),
    )
    return Template(fields, 600, 440, "a card")


def filled(number: str = "", comb: str = "", one: str = "") -> Grey:
    """A card with three ruled fields; a space in `comb` leaves a cell empty."""
    ink = np.zeros((440, 600), np.uint8)
    for box, text, pitch, left in (
        (NUMBER, number, 44, 12),
        (COMB, comb, 60, 16),
        (ONE, one, 60, 14),
    ):
        for k, character in enumerate(text):
            if character != " ":
                x, y = box.x_min + left + k * pitch, box.y_min + 12
                draw_ink(ink, int(character), left=x, top=y, height=46, pen=5)
    page = np.clip(235 - 0.8 * ink.astype(np.float32), 0, 255).astype(np.uint8)
    for box in (NUMBER, COMB, ONE):
        corners = [round(v) for v in box.xyxy]
        cv2.rectangle(page, corners[:2], corners[2:], 90, 2)
    for k in range(1, 6):
        x = round(COMB.x_min + 60 * k)
        cv2.line(page, (x, 180), (x, 250), 90, 2)
    return page


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def answers(name: str) -> dict[str, dict[str, str]]:
    with (EXAMPLES / f"{name}.csv").open(newline="") as file:
        return {row.pop("image"): row for row in csv.DictReader(file)}


# --- the sample forms -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def samples(reader: Reader) -> dict[str, tuple[FormReading, dict[str, str]]]:
    read = {}
    for name, images in (("marks", ["marks-2.jpg"]), ("meter", None)):
        form = forms.load_template(EXAMPLES / f"{name}.toml")
        right = answers(name)
        for image in images or right:
            read[image] = forms.read_form(reader, EXAMPLES / image, form), right[image]
    return read


def test_nearly_every_field_of_the_samples_is_right(
    samples: dict[str, tuple[FormReading, dict[str, str]]],
) -> None:
    verdicts = [
        one.text == right[one.name] for reading, right in samples.values() for one in reading.fields
    ]
    assert sum(verdicts) >= 0.92 * len(verdicts)
    assert all(reading.problem is None for reading, _ in samples.values())
    assert {reading.alignment for reading, _ in samples.values()} == {"marks"}


def test_what_is_wrong_on_the_samples_is_marked(
    samples: dict[str, tuple[FormReading, dict[str, str]]],
) -> None:
    for image, (reading, right) in samples.items():
        for one in reading.fields:
            assert one.text == right[one.name] or one.needs_review, (image, one)
        assert len(reading.to_review) <= 0.25 * len(reading.fields)


def test_empty_fields_of_the_samples_are_blank(
    samples: dict[str, tuple[FormReading, dict[str, str]]],
) -> None:
    reading, right = samples["marks-2.jpg"]
    empty = [name for name, text in right.items() if not text]
    assert len(empty) >= 5
    for name in empty:
        one = reading[name]
        assert (one.text, one.decided_by, one.needs_review, one.digits) == ("", "blank", False, ())


# --- one card ---------------------------------------------------------------------------------


def test_a_filled_in_card(reader: Reader) -> None:
    reading = forms.read_form(reader, filled("407", "120935", "3"), template())
    assert [one.text for one in reading.fields] == ["407", "120935", "3"]
    assert reading.row() == {
        "number": "407", "comb": "120935", "one": "3",
        "needs_review": "; ".join(reading.to_review),
    }  # fmt: skip
    assert (reading.width, reading.height) == (600, 440)
    for one, box in zip(reading.fields, (NUMBER, COMB, ONE), strict=True):
        assert np.abs(np.subtract(one.box.xyxy, box.xyxy)).max() < 5
        for digit in one.digits:
            assert one.box.x_min - 3 < digit.box.x_min < digit.box.x_max < one.box.x_max + 3
    assert json.loads(json.dumps(reading.to_dict()))["fields"][1]["text"] == "120935"


def test_leading_zeros_and_a_comb_that_is_not_full(reader: Reader) -> None:
    reading = forms.read_form(reader, filled("", "  0042"), template())
    assert reading["comb"].text == "0042"
    assert reading["number"].decided_by == "blank"
    assert reading["one"].text == ""
    assert "number" not in reading.to_review


def test_a_blank_card_asks_only_for_what_is_required(reader: Reader) -> None:
    reading = forms.read_form(reader, filled(), template())
    assert reading.to_review == ("comb",)
    assert reading["comb"].why == "empty, but required"
    assert reading.row()["needs_review"] == "comb"


def test_a_hole_in_a_comb_is_marked(reader: Reader) -> None:
    reading = forms.read_form(reader, filled("", "12 935"), template())
    assert reading["comb"].text == "12 935"
    assert reading["comb"].why == "a cell between others is empty"


def test_a_reading_that_breaks_its_pattern_is_marked(reader: Reader) -> None:
    reading = forms.read_form(reader, filled("407", "120935"), template(maximum=300))
    assert reading["number"].needs_review
    assert reading["number"].text == reading["number"].raw_text == "407"
    assert "above the maximum of 300" in reading["number"].why


def test_scribbles_are_not_silently_left_out(reader: Reader) -> None:
    page = filled("", "120935")
    cv2.line(page, (80, 70), (340, 120), 40, 5)
    cv2.line(page, (80, 120), (340, 70), 40, 5)
    assert forms.read_form(reader, page, template())["number"].needs_review


def test_boxes_are_in_pixels_of_the_crooked_original(reader: Reader) -> None:
    form = replace(template(), registration=forms.Registration("none"))
    matrix = np.vstack([cv2.getRotationMatrix2D((300, 220), 1.0, 1.0), [0, 0, 1]])
    page = cv2.warpPerspective(filled("407", "120935", "3"), matrix, (600, 440), borderValue=235)
    reading = forms.read_form(reader, page, form)
    assert [one.text for one in reading.fields] == ["407", "120935", "3"]
    there = cv2.perspectiveTransform(np.array([[[60.0, 180.0], [420.0, 180.0]]]), matrix)[0]
    assert np.linalg.norm(np.array(reading["comb"].corners[:2]) - there, axis=1).max() < 4


def test_where_the_template_does_not_fit_everything_is_marked(reader: Reader) -> None:
    marks = forms.Registration("marks", ((20, 20), (580, 20), (20, 420)), 16)
    form = replace(template(), registration=marks)
    page = np.full((440, 600), 235, np.uint8)
    cv2.putText(page, "no form", (60, 250), cv2.FONT_HERSHEY_SIMPLEX, 2, 40, 4)
    reading = forms.read_form(reader, page, form)
    assert reading.to_review == form.names
    assert reading.problem == "the registration marks were not found"
    assert reading.alignment == "none"


def test_another_form_than_the_templates_is_marked_as_a_whole(reader: Reader) -> None:
    marks = forms.load_template(EXAMPLES / "marks.toml")
    reading = forms.read_form(reader, EXAMPLES / "meter-1.jpg", marks)
    assert reading.to_review == marks.names
    assert "another form" in (reading.problem or "")


def test_a_reader_that_turns_pages_reads_forms_as_they_stand() -> None:
    turning = Reader(ReaderOptions(rotate="180"))
    reading = forms.read_form(turning, filled("407", "120935", "3"), template())
    assert reading["comb"].text == "120935"


def test_what_is_no_picture_is_an_image_error(reader: Reader) -> None:
    with pytest.raises(ImageError):
        forms.read_form(reader, b"no picture", template())


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (8, 8), (1, 300)])
@pytest.mark.parametrize("kind", ["none", "corners"])
def test_a_picture_too_small_to_hold_the_form_is_marked(
    reader: Reader, shape: tuple[int, int], kind: Any
) -> None:
    page = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
    card = replace(template(), registration=Registration(kind))
    reading = forms.read_form(reader, page, card)
    assert reading.to_review == card.names
    assert reading.problem


def test_digits_are_likelier_where_they_are_expected() -> None:
    digit = Digit(4, 0.8, (0, 0, 0, 0, 0.8, 0, 0, 0, 0, 0.1), Box(0, 0, 9, 9))
    better = expected(digit)
    assert 0.8 < better.confidence < 1
    assert 0.9 < sum(better.probabilities) <= 1
    assert better.probabilities[9] / better.probabilities[4] < 0.1 / 0.8
    nothing = Digit(None, 0.9, (0.01,) * 10, Box(0, 0, 9, 9), reason="not_a_digit")
    assert expected(nothing) == nothing


def test_the_annotated_page_shows_what_to_look_at(reader: Reader) -> None:
    page = filled("407", "")
    reading = forms.read_form(reader, page, template())
    drawn = np.asarray(forms.annotate_form(page, reading))
    assert drawn.shape == (440, 600, 3)
    changed = (drawn != load_image(page)[..., None]).any(axis=2)
    assert changed[175:185, 100:400].mean() > 0.2  # around the comb
    assert not changed[400:].any()
    with pytest.raises(ConfigError, match="expected the picture that was read"):
        forms.annotate_form(page[:400], reading)
