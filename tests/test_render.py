from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ConfigError, ImageError
from inkdigits.render import REVIEW, SURE, annotate
from inkdigits.result import Box, Digit, Line, Number, Page

Pixels = NDArray[np.uint8]


def digit(box: Box, *, value: int | None = 7, review: bool = False) -> Digit:
    return Digit(
        value=value,
        confidence=0.98,
        probabilities=(0.0,) * 7 + (0.98, 0.0, 0.0),
        box=box,
        needs_review=review,
        reason=None if value is not None else "not_a_digit",
    )


def page_of(*digits: Digit, size: tuple[int, int] = (300, 200)) -> Page:
    return Page((Line((Number(digits),)),), *size)


def paper(grey: int = 255, size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.new("L", size, grey)


def count(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    return int((np.asarray(picture) == colour).all(axis=2).sum())


def test_an_empty_page_leaves_the_picture_as_it_is() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 30, 3), np.uint8)
    drawn = annotate(noise, Page((), 30, 40))
    assert drawn.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(drawn), noise)


def test_the_picture_given_is_not_changed() -> None:
    original = paper().convert("RGB")
    annotate(original, page_of(digit(Box(100, 80, 130, 120))))
    assert original.getextrema() == ((255, 255),) * 3


def test_the_box_lies_around_the_digit_and_leaves_its_ink_free() -> None:
    box = Box(100, 80, 130, 120)
    drawn = np.asarray(annotate(paper(), page_of(digit(box))))
    assert (drawn[80:120, 100:130] == 255).all()
    for y, x in ((100, 99), (100, 130), (120, 115), (79, 101)):
        assert tuple(drawn[y, x]) == SURE


def test_digits_to_review_have_another_colour() -> None:
    sure, doubtful = digit(Box(50, 80, 80, 120)), digit(Box(180, 80, 210, 120), review=True)
    assert count(annotate(paper(), page_of(sure)), REVIEW) == 0
    drawn = annotate(paper(), page_of(sure, doubtful))
    assert count(drawn.crop((0, 0, 130, 200)), REVIEW) == 0
    assert count(drawn.crop((130, 0, 300, 200)), REVIEW) > 0
    assert count(drawn.crop((130, 0, 300, 200)), SURE) == 0


@pytest.mark.parametrize("grey", [0, 90, 128, 255])
def test_labels_read_the_same_on_any_background(grey: int) -> None:
    box = Box(100, 80, 140, 140)
    drawn = annotate(paper(grey), page_of(digit(box)))
    on_white = annotate(paper(), page_of(digit(box)))
    label = (105, 62, 135, 74)
    assert count(drawn.crop(label), SURE) == count(on_white.crop(label), SURE) > 50
    assert count(drawn.crop(label), (255, 255, 255)) > 20


def test_a_box_shows_on_a_background_of_its_own_colour() -> None:
    drawn = annotate(Image.new("RGB", (300, 200), SURE), page_of(digit(Box(100, 80, 140, 140))))
    assert count(drawn.crop((90, 100, 150, 150)), (255, 255, 255)) > 60


def test_lines_and_labels_grow_with_the_digits() -> None:
    small = annotate(paper(size=(600, 400)), page_of(digit(Box(50, 80, 80, 130)), size=(600, 400)))
    large = annotate(
        paper(size=(2400, 1600)), page_of(digit(Box(200, 320, 320, 520)), size=(2400, 1600))
    )
    ratio = count(large, SURE) / count(small, SURE)
    assert 10 < ratio < 22  # four times as large: about sixteen times the area


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 20, 40),
        Box(290, 180, 300, 200),
        Box(0, 0, 300, 200),
        Box(10, 10, 10, 10),
        Box(-20, -20, 5, 5),
    ],
)
def test_boxes_at_the_edge_keep_their_label_in_the_picture(box: Box) -> None:
    drawn = annotate(paper(), page_of(digit(box)))
    assert drawn.size == (300, 200)
    assert count(drawn, SURE) > 60


def test_labels_of_digits_close_together_do_not_cover_each_other() -> None:
    row = [digit(Box(60 + 26 * k, 80, 84 + 26 * k, 120), review=bool(k % 2)) for k in range(6)]
    drawn = annotate(paper(), page_of(*row))

    def letters(picture: Image.Image) -> int:
        beyond_boxes = (picture.crop((0, 0, 300, 76)), picture.crop((0, 124, 300, 200)))
        return sum(count(part, SURE) + count(part, REVIEW) for part in beyond_boxes)

    assert letters(drawn) == sum(letters(annotate(paper(), page_of(d))) for d in row)


def test_a_tiny_picture_is_drawn_on() -> None:
    drawn = annotate(paper(size=(8, 8)), page_of(digit(Box(1, 1, 7, 7)), size=(8, 8)))
    assert drawn.size == (8, 8)


def test_what_is_no_digit_has_a_question_mark() -> None:
    box = Box(100, 80, 140, 140)
    unknown = annotate(paper(), page_of(digit(box, value=None)))
    assert unknown.tobytes() != annotate(paper(), page_of(digit(box))).tobytes()


def test_a_picture_of_another_size_is_refused() -> None:
    with pytest.raises(ConfigError, match="300 x 200"):
        annotate(paper(size=(100, 100)), page_of(digit(Box(10, 10, 20, 20))))


def test_a_picture_that_cannot_be_read_is_an_image_error() -> None:
    with pytest.raises(ImageError):
        annotate(b"no picture", Page())
