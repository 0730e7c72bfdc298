"""The one framing function, shared by training and serving: a picture of a digit -> (28, 28).

The frame is MNIST's (LeCun et al., 1998): the longer side of the ink is scaled to 20 px with the
aspect kept, and the centre of mass stands in the middle of 28 x 28. What is added is what MNIST
never needed: deciding which tone is the ink, flattening the paper's light, and leaving out what
belongs to a neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ImageError
from inkdigits.ground import (
    Float,
    Grey,
    Levels,
    Polarity,
    as_array,
    band_levels,
    differing,
    ground_of,
    noise_of,
    polarity_of,
    ring_levels,
    shrunk,
    tilts,
)

NORMALIZATION_VERSION = "1"
"""Written into every model: a model trained for another framing is refused."""

SIZE = 28
"""Side of the frame in pixels."""

INK_SIZE = 20
"""Longer side of the ink within the frame in pixels."""

_MIN_CONTRAST = 12.0  # grey levels between ink and ground below which there is no ink
_NOISE_SIGMAS = 5.0  # ink must stand this far out of the ground's noise
_CROWDED = 0.15  # noise around a box counts as at most this share of its ink: more are neighbours
_COARSE = 0.7  # ink that is shrunk by less than this is coarse
_SPECK_PIXELS, _SPECKS = 4, 3  # so many parts of at most so many pixels are dust on the picture
_STROKES_KEPT = 0.6  # of their area; a cleaning that leaves less took thin strokes for dust
_STACK_SIDE = 64  # pictures up to this side are framed many at a time
_MAX_SIDE = 1024  # a larger picture is shrunk before its ink is looked for
_BOX_SIDE = 192  # likewise for the surroundings of one digit
_CONTEXT = 0.35  # ground taken in around a box, as a share of its longer side
_SPECK = 0.02  # parts smaller than this share of the largest part are dust

Bounds = tuple[float, float, float, float] | None
Parts = tuple[int, NDArray[Any]]


def normalize(
    image: Grey,
    *,
    box: tuple[float, float, float, float] | None = None,
    polarity: Polarity = "auto",
) -> Float:
    """Frame the digit in `image` as the classifier expects it.

    Args:
        image: Grey picture, uint8 (H, W), of any size.
        box: Where the digit stands, as (x_min, y_min, x_max, y_max) in pixels of `image`; ink of
            neighbours that reaches into the box is left out. None: the whole picture is one digit.
        polarity: Which tone is the ink; "auto" decides by the picture.

    Returns:
        float32 (28, 28), ink 1 on 0; all zeros where there is no ink.

    Raises:
        ImageError: `image` is not a non-empty uint8 (H, W) array.
        ConfigError: `polarity` is unknown, or `box` is not a box.
    """
    return frame_with_box(image, box=box, polarity=polarity)[0]


def frame_with_box(
    image: Grey,
    *,
    box: tuple[float, float, float, float] | None = None,
    polarity: Polarity = "auto",
) -> tuple[Float, tuple[float, float, float, float] | None]:
    """As `normalize`, and also where the ink was found, in pixels of `image` (None: no ink)."""
    _check(image, polarity)
    return _frame(image, box, polarity, coarse=box is None and max(image.shape) <= _STACK_SIDE)


def _frame(image: Grey, box: Bounds, polarity: Polarity, coarse: bool) -> tuple[Float, Bounds]:
    """As `frame_with_box`; a coarse picture with specks all over is taken without them."""
    grey, inner, (left, top, fx, fy) = _window(image, box)
    levels, flats = ring_levels(grey[None])
    level, flat = levels[0], bool(flats[0])
    bands = band_levels(grey) if polarity == "auto" and box is None and not flat else None
    if polarity == "auto":
        polarity = polarity_of(grey, level, flat)
    x, y = 0, 0
    if flat:  # look no further than where something differs from the ground
        x, y, grey = differing(grey, level)
        inner = None if inner is None else inner - (x, y, x, y)
    # On bands ink may be dark here and light there; where nothing else is, they are ink themselves.
    ink = None if bands is None else _toned(np.abs(grey - bands)[None], np.zeros(1))[0]
    if ink is not None and ink.any():
        coarse = False  # the cleaned picture would be framed as if on one ground
    else:
        most_noise = 1.0 if box is None else _CROWDED
        ink = _ink(grey, polarity, level if flat else None, most_noise)
    parts = _parts(ink)
    if coarse and _is_speckled(parts):
        cleaned = cast(Grey, cv2.medianBlur(as_array(image), 3))
        if _keeps_strokes(cleaned, polarity, parts):
            return _frame(cleaned, box, polarity, coarse=False)
    ink = _own_ink(ink, inner, parts)
    bounds = _bounds(ink)
    if bounds is None:
        return np.zeros((SIZE, SIZE), np.float32), None
    x0, y0, x1, y1 = bounds
    found = (left + (x + x0) / fx, top + (y + y0) / fy, left + (x + x1) / fx, top + (y + y1) / fy)
    return _placed([ink[y0:y1, x0:x1]])[0], found


def frame_many(
    images: Sequence[Grey], *, polarity: Polarity = "auto"
) -> tuple[Float, list[Bounds]]:
    """Frame many pictures, each one digit: as `frame_with_box` one by one, but faster.

    Args:
        images: Grey pictures, uint8 (H, W), of any sizes; small ones of one size go together.
        polarity: As in `normalize`.

    Returns:
        float32 (N, 28, 28), and the boxes of the ink.

    Raises:
        ImageError, ConfigError: As `normalize`.
    """
    frames = np.zeros((len(images), SIZE, SIZE), np.float32)
    boxes: list[Bounds] = [None] * len(images)
    together: dict[tuple[int, ...], list[int]] = {}
    for i, image in enumerate(images):
        _check(image, polarity)
        together.setdefault(image.shape, []).append(i)
    for shape, members in together.items():
        alone = members
        if max(shape) <= _STACK_SIDE and len(members) > 1:
            alone = _frame_stack(images, members, polarity, frames, boxes)
        for i in alone:
            frames[i], boxes[i] = frame_with_box(images[i], polarity=polarity)
    return frames, boxes


def _frame_stack(
    images: Sequence[Grey],
    members: list[int],
    polarity: Polarity,
    frames: Float,
    boxes: list[Bounds],
) -> list[int]:
    """Frame pictures of one size on even, clean grounds, in place; returns the others."""
    stack = np.stack([images[i] for i in members])
    levels, flats = ring_levels(stack)
    if not flats.any():
        return members
    stack, levels = stack[flats], levels[flats]
    inked = [i for i, flat in zip(members, flats, strict=True) if flat]
    if polarity == "auto":
        signs = np.where(tilts(stack, levels) > 0, -1.0, 1.0)
    else:
        signs = np.full(len(inked), 1.0 if polarity == "dark_on_light" else -1.0)
    crops, places, speckled = [], [], []
    for i, ink in zip(inked, _even_inks(stack, levels, signs), strict=True):
        parts = _parts(ink)
        if _is_speckled(parts):
            speckled.append(i)
            continue
        own = _own_ink(ink, None, parts)
        bounds = _bounds(own)
        if bounds is not None:
            x0, y0, x1, y1 = bounds
            crops.append(own[y0:y1, x0:x1])
            places.append(i)
            boxes[i] = (float(x0), float(y0), float(x1), float(y1))
    if crops:
        frames[places] = _placed(crops)
    return [i for i, flat in zip(members, flats, strict=True) if not flat] + speckled


def _ink(grey: Grey, polarity: Polarity, level: float | None, most_noise: float) -> Float:
    """Ink as float32 (H, W) in 0..1 on a ground of 0.

    `level` is that of an even ground; None has the ground estimated. `most_noise` is what the
    noise may be at most, as a share of the strongest contrast.
    """
    sign = 1 if polarity == "dark_on_light" else -1
    if level is not None:
        return cast(Float, _even_inks(grey[None], np.array([level]), np.array([sign]))[0])
    contrast = (ground_of(grey, sign) - grey) * np.float32(sign)
    noise = min(noise_of(contrast), most_noise * float(contrast.max(initial=0.0)))
    return cast(Float, _toned(contrast[None], np.array([noise]))[0])


def _even_inks(stack: Grey, levels: Levels, signs: Levels) -> Float:
    """Ink of pictures (N, H, W) on even grounds, as `_ink`."""
    contrast = (levels[:, None, None].astype(np.float32) - stack) * signs[:, None, None].astype(
        np.float32
    )
    return _toned(contrast, np.zeros(len(stack)))


def _toned(contrast: Float, noise: Levels) -> Float:
    """Contrast to the ground, float32 (N, H, W) in grey levels, as ink in 0..1; none as zeros."""
    count, size = len(contrast), contrast[0].size if len(contrast) else 0
    if not size:
        return np.zeros_like(contrast)
    ranked = np.sort(contrast.reshape(count, -1), axis=1)
    peak = ranked[:, -min(8, size) :].mean(axis=1)
    strong = (ranked > 0.5 * peak[:, None]).sum(axis=1).clip(1)
    rows = np.arange(count)
    # The median of what is above half the peak is the tone of the strokes' core.
    core = (ranked[rows, size - (strong + 1) // 2] + ranked[rows, size - strong // 2 - 1]) / 2
    low = np.maximum(0.12 * core, 2.5 * noise).astype(np.float32)
    inked = (peak >= np.maximum(_MIN_CONTRAST, _NOISE_SIGMAS * noise)) & (core > low)
    scale = np.where(inked, 1.0 / np.maximum(core - low, 1e-6), 0.0).astype(np.float32)
    ink = (contrast - low[:, None, None]) * scale[:, None, None]
    return cast(Float, np.clip(ink, 0.0, 1.0, out=ink))


def _placed(crops: Sequence[Float]) -> Float:
    """Scale and centre ink, each float32 (H, W) in 0..1 and tight, into float32 (N, 28, 28)."""
    small = np.zeros((len(crops), INK_SIZE, INK_SIZE), np.float32)
    sizes = np.empty((len(crops), 2), np.int64)
    for i, crop in enumerate(crops):
        height, width = crop.shape
        scale = INK_SIZE / max(height, width)
        if scale > _COARSE:  # soften its steps, as those of larger ink are softened by shrinking
            crop = cast(Float, cv2.resize(as_array(crop), None, fx=2, fy=2))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if max(crop.shape) > INK_SIZE else cv2.INTER_LINEAR
        small[i, : size[1], : size[0]] = cv2.resize(as_array(crop), size, interpolation=method)
        sizes[i] = size[1], size[0]
    # A thin pen fades when it shrinks: bring the strokes back to full tone.
    ranked = np.sort(small.reshape(len(crops), -1), axis=1)[:, ::-1]
    top = np.maximum(4, sizes.prod(axis=1) // 12).clip(max=sizes.prod(axis=1))
    tone = ranked.cumsum(axis=1)[np.arange(len(crops)), top - 1] / top
    small = np.minimum(small / np.maximum(tone, 1e-6)[:, None, None], 1.0)
    mass = small.sum(axis=(1, 2))
    places = np.arange(INK_SIZE) + 0.5
    centre_x = (small.sum(axis=1) * places).sum(axis=1) / mass
    centre_y = (small.sum(axis=2) * places).sum(axis=1) / mass
    lefts = np.round(SIZE / 2 - centre_x).astype(int).clip(0, SIZE - sizes[:, 1])
    tops = np.round(SIZE / 2 - centre_y).astype(int).clip(0, SIZE - sizes[:, 0])
    out = np.zeros((len(crops), SIZE, SIZE), np.float32)
    for i, ((height, width), left, y) in enumerate(zip(sizes, lefts, tops, strict=True)):
        out[i, y : y + height, left : left + width] = small[i, :height, :width]
    return out


def _check(image: Any, polarity: str) -> None:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8 or image.ndim != 2:
        found = (
            f"{image.dtype} {image.shape}"
            if isinstance(image, np.ndarray)
            else type(image).__name__
        )
        raise ImageError(
            f"normalize expects grey uint8 (H, W), found {found}: pass it through load_image"
        )
    if image.size == 0:
        raise ImageError(f"normalize expects a picture with pixels, found shape {image.shape}")
    if polarity not in ("auto", "dark_on_light", "light_on_dark"):
        raise ConfigError(
            f"polarity must be auto, dark_on_light or light_on_dark, found {polarity!r}"
        )


def _window(
    image: Grey, box: tuple[float, float, float, float] | None
) -> tuple[Grey, Any, tuple[float, float, float, float]]:
    """The part of the picture to look at, the box within it (None: all of it), and its place.

    The place is left and top in pixels of the picture, and the x and y factors it was shrunk by.
    """
    height, width = image.shape
    if box is None:
        grey = shrunk(image, _MAX_SIDE)
        return grey, None, (0.0, 0.0, grey.shape[1] / width, grey.shape[0] / height)
    try:
        x0, y0, x1, y1 = (float(v) for v in box)
    except (TypeError, ValueError) as error:
        raise ConfigError(
            f"box must be four numbers (x_min, y_min, x_max, y_max), found {box!r}"
        ) from error
    if not np.isfinite([x0, y0, x1, y1]).all() or x1 <= x0 or y1 <= y0:
        raise ConfigError(f"box must be (x_min, y_min, x_max, y_max) with some area, found {box}")
    pad = _CONTEXT * max(x1 - x0, y1 - y0) + 2
    left, top = max(0, int(x0 - pad)), max(0, int(y0 - pad))
    right, bottom = min(width, int(np.ceil(x1 + pad))), min(height, int(np.ceil(y1 + pad)))
    if right <= left or bottom <= top:
        raise ConfigError(f"box {box} lies outside the picture of {width} x {height} pixels")
    window = image[top:bottom, left:right]
    grey = shrunk(window, _BOX_SIDE)
    fx, fy = grey.shape[1] / window.shape[1], grey.shape[0] / window.shape[0]
    inner = np.array([x0 - left, y0 - top, x1 - left, y1 - top]) * (fx, fy, fx, fy)
    return grey, inner, (float(left), float(top), fx, fy)


def _bounds(ink: Float) -> tuple[int, int, int, int] | None:
    """Half-open bounds of the ink as (x_min, y_min, x_max, y_max); None where there is none."""
    mask: Any = (ink > 0.3).view(np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    return (x, y, x + width, y + height) if width else None


def _parts(ink: Float) -> Parts:
    """How many connected parts there are, the ground counted in, and which part each pixel is."""
    if not ink.size:
        return 1, np.zeros(ink.shape, np.uint16)
    mask: Any = (ink > 0.3).view(np.uint8)
    kind = cv2.CV_16U if ink.size < 1 << 17 else cv2.CV_32S  # of the labels: at most one in two
    return cast(Parts, cv2.connectedComponents(mask, connectivity=8, ltype=kind))


def _is_speckled(parts: Parts) -> bool:
    count, labels = parts
    if count <= _SPECKS:
        return False
    areas = np.bincount(labels.ravel(), minlength=count)[1:]
    return int(np.count_nonzero(areas <= _SPECK_PIXELS)) >= _SPECKS


def _keeps_strokes(cleaned: Grey, polarity: Polarity, parts: Parts) -> bool:
    """Whether a picture without its specks has all but the specks; outlines have much less."""
    levels, flats = ring_levels(cleaned[None])
    ink = _ink(cleaned, polarity, levels[0] if flats[0] else None, most_noise=1.0)
    areas = np.bincount(parts[1].ravel(), minlength=parts[0])[1:]
    strokes = int(areas[areas > _SPECK_PIXELS].sum())
    return int(np.count_nonzero(ink > 0.3)) >= _STROKES_KEPT * strokes


def _own_ink(ink: Float, inner: NDArray[np.float64] | None, parts: Parts) -> Float:
    """Ink without dust and, where a box is given, without the ink of neighbours."""
    count, labels = parts
    if not ink.size:
        return ink
    if count <= 1 or (count == 2 and inner is None):
        return ink
    areas = np.bincount(labels.ravel(), minlength=count)[1:].astype(np.float64)
    inside = areas
    if inner is not None:
        x0, y0 = np.maximum(np.floor(inner[:2]).astype(int), 0)
        x1, y1 = np.maximum(np.ceil(inner[2:]).astype(int) + 1, 0)
        inside = np.bincount(labels[y0:y1, x0:x1].ravel(), minlength=count)[1:].astype(np.float64)
        areas = np.maximum(areas, 1.0)
    keep = (inside >= 0.4 * areas) & (inside >= _SPECK * max(inside.max(), 1.0))
    # Dust is small and far away; a dot that belongs to the digit is larger than a speck.
    crossing = (inside >= 0.25 * max(inside.max(), 1.0)) if inner is not None else keep
    keep |= crossing
    if inner is None and keep.all():
        return ink
    chosen = np.concatenate(([False], keep))[labels].astype(np.uint8)
    own = ink * cv2.dilate(chosen, np.ones((3, 3), np.uint8))
    if inner is not None:
        margin = 0.04 * max(inner[2] - inner[0], inner[3] - inner[1]) + 0.5
        x0, y0 = np.maximum(np.floor(inner[:2] - margin).astype(int), 0)
        x1, y1 = np.maximum(np.ceil(inner[2:] + margin).astype(int), 0)
        clipped = np.zeros_like(own)
        clipped[y0:y1, x0:x1] = own[y0:y1, x0:x1]
        own = clipped
    return cast(Float, own)
