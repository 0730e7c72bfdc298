"""Arrays as pictures."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.image import load_image, load_rgb
from picture_files import saved, steps


@pytest.mark.parametrize("channels", [None, 1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.uint16, np.float16, np.float64])
def test_arrays_of_every_shape_and_type(channels: int | None, dtype: type) -> None:
    shape = (5, 7) if channels is None else (5, 7, channels)
    white = {np.bool_: True, np.uint8: 255, np.uint16: 65535}.get(dtype, 1.0)
    array = np.full(shape, white, dtype)
    assert load_image(array).shape == (5, 7)
    assert load_image(array).min() == 255
    assert load_rgb(array).size == (7, 5)


@given(
    hnp.arrays(
        np.uint8,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=9)
        | st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)),
    )
)
def test_an_array_reads_like_its_png(array: NDArray[np.uint8]) -> None:
    squeezed = array[:, :, 0] if array.ndim == 3 and array.shape[2] == 1 else array
    data = saved(Image.fromarray(squeezed), "PNG")
    np.testing.assert_array_equal(load_image(array), load_image(data))
    assert load_rgb(array).tobytes() == load_rgb(data).tobytes()


@given(hnp.arrays(np.float64, (3, 4), elements=st.floats(0, 1)))
def test_floats_round_to_the_nearest_level(array: NDArray[np.float64]) -> None:
    assert np.abs(load_image(array) / 255 - array).max() <= 0.5 / 255 + 1e-6


@given(hnp.arrays(np.uint16, (3, 4)))
def test_16_bits_round_to_the_nearest_level(array: NDArray[np.uint16]) -> None:
    assert np.abs(load_image(array) / 255 - array / 65535).max() <= 0.5 / 255 + 1e-9


@given(
    hnp.arrays(
        hnp.scalar_dtypes() | st.just(np.dtype(object)),
        hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    )
)
def test_any_array_loads_or_raises_image_error(array: NDArray[Any]) -> None:
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        try:
            loaded = load_image(array)
        except ImageError:
            loaded = None
    assert loaded is None or loaded.shape == array.shape[:2]
    assert leaked == []


@pytest.mark.parametrize("strided", [np.s_[::2, ::3], np.s_[::-1, ::-1]])
def test_views_of_arrays(strided: tuple[slice, slice]) -> None:
    np.testing.assert_array_equal(load_image(steps()[strided]), steps()[strided])


@pytest.mark.parametrize("shape", [(8, 9), (8, 9, 3)])
def test_what_a_masked_array_masks_is_taken_as_it_stands(shape: tuple[int, ...]) -> None:
    array = np.arange(math.prod(shape), dtype=np.uint8).reshape(shape)
    loaded = load_image(np.ma.masked_less(array, 30))
    assert type(loaded) is np.ndarray
    np.testing.assert_array_equal(loaded, load_image(array))


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros(784), "shape"),
        (np.zeros((3, 28, 28)), "channels last"),
        (np.zeros((2, 28, 28, 1)), "one picture at a time"),
        (np.zeros((0, 5), np.uint8), "no pixels"),
        (np.zeros((5, 0, 3), np.uint8), "no pixels"),
        (np.zeros((2, 2), np.int64), "int64"),
        (np.zeros((2, 2), complex), "complex"),
        (np.zeros((2, 2), object), "object"),
        (np.array([["a", "b"]]), "<U1"),
        (np.array([[0.0, np.nan]]), "NaN"),
        (np.array([[0.0, np.inf]]), "inf"),
        (np.array([[0.0, 255.0]]), "divide by 255"),
        (np.array([[-0.5, 0.5]]), "within 0..1"),
    ],
)
def test_arrays_that_are_no_picture(array: NDArray[Any], message: str) -> None:
    for load in (load_image, load_rgb):
        with pytest.raises(ImageError, match=message):
            load(array)


def test_rounding_beyond_one_is_forgiven() -> None:
    assert load_image(np.array([[1.0 + 1e-9, -1e-9]])).tolist() == [[255, 0]]
