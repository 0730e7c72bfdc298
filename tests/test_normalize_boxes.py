"""Framing what a box holds, boxes that cannot be used, and what is no picture."""

from __future__ import annotations

import warnings
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ImageError
from inkdigits.normalize import (
    SIZE,
    frame_with_box,
    normalize,
)
from pen import difference, draw_ink, ink_of

DIGITS = range(10)

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]


# --- boxes and the picture's edges --------------------------------------------------------------


def test_a_box_partly_outside_the_picture() -> None:
    image = 255 - ink_of(2, height=100, pen=10, margin=4)
    height, width = image.shape
    framed, box = frame_with_box(image, box=(-30, -30, width + 30, height + 30))
    assert difference(framed, normalize(image)) < 0.01
    assert box is not None
    assert min(box[:2]) >= 0
    assert box[2] <= width
    assert box[3] <= height
    left_half = normalize(image, box=(-25, -5, width / 2, height + 5))
    assert left_half.any()


@pytest.mark.parametrize(
    "box", [(-20, 0, -3, 20), (0, -20, 20, -3), (78, 0, 95, 20), (0, 112, 20, 140)]
)
def test_a_box_just_outside_the_picture_holds_no_ink(
    box: tuple[float, float, float, float],
) -> None:
    image = 255 - ink_of(7, height=100, pen=10, margin=0)
    assert not normalize(image, box=box).any()


@pytest.mark.parametrize("box", [(500, 0, 540, 40), (0, 900, 40, 960), (-400, -400, -300, -300)])
def test_a_box_far_outside_the_picture_is_a_config_error(box: tuple[float, ...]) -> None:
    with pytest.raises(ConfigError, match="outside the picture of 100 x 80"):
        normalize(np.full((80, 100), 255, np.uint8), box=box)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "box",
    [
        (5, 5, 5, 9),
        (5, 9, 20, 9),
        (20, 5, 5, 9),
        (0, 0, float("nan"), 9),
        (0, 0, float("inf"), 9),
        (1, 2, 3),
        (1, 2, 3, 4, 5),
        (),
        "abcd",
        (1, 2, None, 4),
        7,
    ],
)
def test_what_is_no_box_is_a_config_error(box: Any) -> None:
    with pytest.raises(ConfigError, match="box"):
        normalize(255 - ink_of(3), box=box)


@pytest.mark.parametrize("digit", DIGITS)
@pytest.mark.parametrize("height", [24, 100, 400])
def test_the_box_found_is_the_inks_in_pixels_of_the_picture(digit: int, height: int) -> None:
    ink = np.zeros((700, 600), np.uint8)
    draw_ink(ink, digit, left=150, top=90, height=height, pen=height / 10)
    x, y, width, tall = cv2.boundingRect(np.asarray(ink > 100, np.uint8))
    wanted = (x, y, x + width, y + tall)
    for image in (ink, 255 - ink):
        assert frame_with_box(image)[1] == pytest.approx(wanted, abs=1.5)
        near = (x - 5, y - 5, x + width + 5, y + tall + 5)
        # Around a box the picture is looked at with 192 px, so that a large digit is less exact.
        assert frame_with_box(image, box=near)[1] == pytest.approx(wanted, abs=1.5 + height / 100)


def test_the_box_found_in_a_large_picture_is_in_its_own_pixels() -> None:
    ink = np.zeros((1500, 3200), np.uint8)
    wanted = draw_ink(ink, 5, left=2000, top=700, height=500, pen=50)
    assert frame_with_box(255 - ink)[1] == pytest.approx(wanted, abs=8)


# --- what is no picture -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((5, 5), np.float32),
        np.zeros((5, 5), bool),
        np.zeros((5, 5), np.uint16),
        np.zeros((5, 5, 3), np.uint8),
        np.zeros(5, np.uint8),
        np.zeros((0, 5), np.uint8),
        np.zeros((5, 0), np.uint8),
        [[0, 1], [1, 0]],
        None,
        "seven.png",
    ],
)
def test_what_is_no_grey_picture_is_an_image_error(image: Any) -> None:
    with pytest.raises(ImageError, match=r"normalize expects .*found"):
        normalize(image)


@pytest.mark.parametrize("polarity", ["dark", "", None])
def test_an_unknown_polarity_is_a_config_error(polarity: Any) -> None:
    with pytest.raises(ConfigError, match="dark_on_light or light_on_dark, found"):
        normalize(np.zeros((9, 9), np.uint8), polarity=polarity)


def assert_frame(framed: Float) -> None:
    assert framed.shape == (SIZE, SIZE)
    assert framed.dtype == np.float32
    assert np.isfinite(framed).all()
    assert framed.min() >= 0
    assert framed.max() <= 1


SHAPES = st.one_of(
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=48),
    st.tuples(st.just(1), st.integers(1, 3000)),
    st.tuples(st.integers(1, 3000), st.just(1)),
)


@settings(max_examples=150)
@given(
    image=hnp.arrays(np.uint8, SHAPES, elements=st.integers(0, 255), fill=st.integers(0, 255)),
    polarity=st.sampled_from(["auto", "dark_on_light", "light_on_dark"]),
)
def test_any_array_gives_a_frame(image: Grey, polarity: Any) -> None:
    framed, box = frame_with_box(image, polarity=polarity)
    assert_frame(framed)
    assert (box is None) == (not framed.any())
    if box is not None:
        assert 0 <= box[0] < box[2] <= image.shape[1] + 1e-6
        assert 0 <= box[1] < box[3] <= image.shape[0] + 1e-6


@settings(max_examples=150)
@given(
    shape=SHAPES,
    seed=st.integers(0, 99),
    corners=st.tuples(*[st.floats(-1.5, 2.5)] * 2, *[st.floats(0.001, 3)] * 2),
)
def test_any_box_gives_a_frame_or_a_config_error(
    shape: tuple[int, int], seed: int, corners: tuple[float, float, float, float]
) -> None:
    height, width = shape
    image = np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)
    x, y = corners[0] * width, corners[1] * height
    box = (x, y, x + corners[2] * width, y + corners[3] * height)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            framed, found = frame_with_box(image, box=box)
        except ConfigError:
            return
    assert_frame(framed)
    assert (found is None) == (not framed.any())
