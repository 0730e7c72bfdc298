"""Colour to grey, so that ink shows which is as bright as its paper."""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601: Pillow's luma
_SIDE = 320  # contrasts are measured in a picture whose longer side is less than twice this
_LEAST = 8  # pixels of the shorter side from which on there is ink and ground
_SURROUNDINGS = 8  # parts of that side in which ground is taken to be even
_STRONGEST = 0.01  # share of the pixels that stand out most: ink, where there is any
_HIDDEN = 2.0  # a channel with so many times the contrast of luma shows what luma hides
_COLOURLESS = 12  # greys differ by less than this between channels, JPEG included


def grey_of(picture: Image.Image) -> Image.Image:
    """A picture of mode RGB as grey levels, mode L.

    They are its luma; but where what stands out from its surroundings has twice the contrast in
    red, green or blue (red ink on grey, yellow on white), they are that channel. A channel and not
    the direction of most contrast, so that grey ink, too, keeps its own.
    """
    channel = _clearest(np.asarray(picture))
    return picture.convert("L") if channel is None else picture.getchannel(channel)


def _clearest(pixels: NDArray[np.uint8]) -> int | None:
    """The channel of (H, W, 3) that shows what luma hides; None where luma will do."""
    if min(pixels.shape[:2]) < _LEAST:
        return None
    every = max(1, max(pixels.shape[:2]) // _SIDE // 2)
    pixels = np.ascontiguousarray(pixels[::every, ::every])
    if max(pixels.shape[:2]) >= 2 * _SIDE:
        size = pixels.shape[1] // 2, pixels.shape[0] // 2
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    red, green, blue = cv2.split(pixels)
    if max(cv2.absdiff(red, green).max(), cv2.absdiff(green, blue).max()) < _COLOURLESS:
        return None
    part = max(3, max(pixels.shape[:2]) // _SURROUNDINGS)
    levels = pixels.astype(np.float32)
    apart = (levels - cv2.blur(cast(Any, levels), (part, part))).reshape(-1, 3)
    strength = np.square(apart).sum(axis=1)
    count = max(1, round(_STRONGEST * len(apart)))
    ink = apart[np.argpartition(-strength, count - 1)[:count]]
    contrasts = np.sqrt(np.square(ink).mean(axis=0))
    channel = int(contrasts.argmax())
    hidden = contrasts[channel] > _HIDDEN * np.sqrt(np.square(ink @ _LUMA).mean())
    return channel if hidden else None
