"""Pixels of any shape and depth to 8 bits, upright, without alpha."""

from __future__ import annotations

import math
from typing import Any, Literal, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, TiffImagePlugin

from inkdigits.errors import ImageError, ImageTooLargeError
from inkdigits.image.grey import grey_of

Mode: TypeAlias = Literal["L", "RGB"]
"""Pillow's names for grey and for colour of 8 bits."""

_FLOAT_SLACK = 1e-6  # what arithmetic leaves beyond 0..1

_TIFF_BITS, _TIFF_PHOTOMETRIC, _TIFF_WHITE_IS_ZERO = 258, 262, 0  # TIFF 6.0, section 8

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # EXIF 2.32, tag 0x0112


def check_size(size: tuple[int, int], name: str, pixel_limit: int) -> None:
    """Refuse a picture without pixels, and one with more than the limit."""
    width, height = size
    if width < 1 or height < 1:
        raise ImageError(f"{name} has no pixels ({width} x {height}): give a picture with some")
    if width * height > pixel_limit:
        raise ImageTooLargeError(
            f"{name} is too large: {width} x {height} pixels, and at most {pixel_limit:,} are "
            f"allowed. Make it smaller, or raise pixel_limit"
        )


def from_array(array: NDArray[Any], name: str, pixel_limit: int) -> Image.Image:
    """An array of any accepted shape and type as a Pillow image of mode L, LA, RGB or RGBA."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim != 2 and not (array.ndim == 3 and array.shape[2] in (2, 3, 4)):
        raise ImageError(
            f"expected an array of shape (H, W), (H, W, 1), (H, W, 2), (H, W, 3) or (H, W, 4), "
            f"found {array.shape}. Give one picture at a time, with its channels last"
        )
    check_size((array.shape[1], array.shape[0]), name, pixel_limit)
    return Image.fromarray(np.ascontiguousarray(_array_levels(array)))


def _array_levels(array: NDArray[Any]) -> NDArray[np.uint8]:
    """The values of an array as 0..255."""
    if array.dtype == np.uint8:
        return cast(NDArray[np.uint8], array)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:
        return _scale_16_bit(array, 65535)
    if array.dtype.kind != "f":
        raise ImageError(
            f"expected an array of bool, uint8, uint16, or float within 0..1, found {array.dtype}. "
            f"Convert it, for example with .astype(numpy.uint8) where values are 0..255"
        )
    low, high = float(array.min()), float(array.max())
    if not (low >= -_FLOAT_SLACK and high <= 1 + _FLOAT_SLACK):
        raise ImageError(
            f"expected float values within 0..1, found {low:g} to {high:g}. "
            f"Replace NaN and infinity; divide by 255 where values are 0..255"
        )
    levels = np.rint(np.clip(array, 0, 1).astype(np.float32) * 255)
    return cast(NDArray[np.uint8], levels.astype(np.uint8))


def _scale_16_bit(values: NDArray[Any], white: int) -> NDArray[np.uint8]:
    """Scale 0..`white` to 0..255. Values above `white` stay white."""
    levels = np.rint(np.arange(65536) * (255 / white)).clip(0, 255).astype(np.uint8)
    return cast(NDArray[np.uint8], levels[values])


def flatten(picture: Image.Image, mode: Mode) -> Image.Image:
    """A new picture of mode `mode`: alpha over white, deep pixels scaled to 8 bits."""
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return _scale_deep(picture).convert(mode)
    if picture.has_transparency_data:
        with_alpha = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(with_alpha, mask=with_alpha.getchannel("A"))
    if picture.mode not in ("1", "L", "RGB"):
        picture = picture.convert("RGB")  # CMYK and the like know no way straight to grey
    return grey_of(picture) if mode == "L" and picture.mode == "RGB" else picture.convert(mode)


def _scale_deep(picture: Image.Image) -> Image.Image:
    """A grey picture of 16 or 32 bits as mode L. Pillow itself would clip instead of scale.

    16 bits are scaled over their full range, or over what a TIFF declares (12 bits, say). 32 bits
    and floats have no agreed white: it is 1 (floats), 255 or 65535, the smallest that no value
    exceeds; beyond these the values' own range is stretched.
    """
    tags = picture.tag_v2 if isinstance(picture, TiffImagePlugin.TiffImageFile) else {}
    values = np.asarray(picture)
    if picture.mode.startswith("I;16"):
        bits = tags.get(_TIFF_BITS, (16,))[0]
        levels = _scale_16_bit(values, 2**bits - 1 if 8 < bits < 16 else 65535)
        if isinstance(clear := picture.info.get("transparency"), int):
            levels[values == clear] = 255
    else:
        low, high = float(values.min()), float(values.max())
        if not (math.isfinite(low) and math.isfinite(high)):
            raise ImageError("expected finite pixel values, found NaN or infinity: save it as PNG")
        whites = [1.0, 255.0, 65535.0] if picture.mode == "F" else [255.0, 65535.0]
        white = next((w for w in whites if low >= 0 and high <= w), None)
        black, white = (0.0, white) if white else (low, high)
        per_level = (white - black) / 255 or 1.0
        levels = np.rint((values.astype(np.float64) - black) / per_level).astype(np.uint8)
    if tags.get(_TIFF_PHOTOMETRIC) == _TIFF_WHITE_IS_ZERO:
        levels = 255 - levels  # which Pillow does for 8 bits only
    return Image.fromarray(levels)


def orientation(picture: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or it is damaged."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # damaged metadata is no reason not to read the picture
        return 1


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Turn and flip a picture as its EXIF orientation asks."""
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)
