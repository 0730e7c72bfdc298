"""The one framing function, shared by training and serving: a picture of a digit -> (28, 28).

The frame is MNIST's (LeCun et al., 1998): the longer side of the ink is scaled to 20 px with the
aspect kept, and the centre of mass stands in the middle of 28 x 28. What is added is what MNIST
never needed: deciding which tone is the ink, flattening the paper's light, and leaving out what
belongs to a neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ImageError

Polarity = Literal["auto", "dark_on_light", "light_on_dark"]

NORMALIZATION_VERSION = "1"
"""Written into every model: a model trained for another framing is refused."""

SIZE = 28
"""Side of the frame in pixels."""

INK_SIZE = 20
"""Longer side of the ink within the frame in pixels."""

_FLAT_RANGE = 4.0  # grey levels: a border that varies less is drawn, not photographed
_MIN_CONTRAST = 12.0  # grey levels between ink and ground below which there is no ink
_NOISE_SIGMAS = 5.0  # ink must stand this far out of the ground's noise
_CROWDED = 0.15  # noise around a box counts as at most this share of its ink: more are neighbours
_COARSE = 0.7  # ink that is shrunk by less than this is coarse
_STACK_SIDE = 64  # pictures up to this side are framed many at a time
_MAX_SIDE = 1024  # a larger picture is shrunk before its ink is looked for
_BOX_SIDE = 192  # likewise for the surroundings of one digit
_CONTEXT = 0.35  # ground taken in around a box, as a share of its longer side
_SPECK = 0.02  # parts smaller than this share of the largest part are dust

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]
Levels = NDArray[np.float64]
Bounds = tuple[float, float, float, float] | None


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
    grey, inner, (left, top, fx, fy) = _window(image, box)
    levels, flats = _ring_levels(grey[None])
    level, flat = levels[0], bool(flats[0])
    if polarity == "auto":
        polarity = _polarity(grey, level, flat)
    x, y = 0, 0
    if flat:  # look no further than where something differs from the ground
        x, y, grey = _differing(grey, level)
        inner = None if inner is None else inner - (x, y, x, y)
    ink = _ink(grey, polarity, level if flat else None, most_noise=1.0 if box is None else _CROWDED)
    ink = _own_ink(ink, inner)
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
    """Frame pictures of one size on even grounds, in place; returns the others."""
    stack = np.stack([images[i] for i in members])
    levels, flats = _ring_levels(stack)
    if not flats.any():
        return members
    stack, levels = stack[flats], levels[flats]
    inked = [i for i, flat in zip(members, flats, strict=True) if flat]
    if polarity == "auto":
        signs = np.where(_tilts(stack, levels) > 0, -1.0, 1.0)
    else:
        signs = np.full(len(inked), 1.0 if polarity == "dark_on_light" else -1.0)
    crops, places = [], []
    for i, ink in zip(inked, _even_inks(stack, levels, signs), strict=True):
        own = _own_ink(ink, None)
        bounds = _bounds(own)
        if bounds is not None:
            x0, y0, x1, y1 = bounds
            crops.append(own[y0:y1, x0:x1])
            places.append(i)
            boxes[i] = (float(x0), float(y0), float(x1), float(y1))
    if crops:
        frames[places] = _placed(crops)
    return [i for i, flat in zip(members, flats, strict=True) if not flat]


def _ink(grey: Grey, polarity: Polarity, level: float | None, most_noise: float) -> Float:
    """Ink as float32 (H, W) in 0..1 on a ground of 0.

    `level` is that of an even ground; None has the ground estimated. `most_noise` is what the
    noise may be at most, as a share of the strongest contrast.
    """
    sign = 1 if polarity == "dark_on_light" else -1
    if level is not None:
        return cast(Float, _even_inks(grey[None], np.array([level]), np.array([sign]))[0])
    contrast = (_ground(grey, sign) - grey) * np.float32(sign)
    noise = min(_noise(contrast), most_noise * float(contrast.max(initial=0.0)))
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
            crop = cast(Float, cv2.resize(_array(crop), None, fx=2, fy=2))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if max(crop.shape) > INK_SIZE else cv2.INTER_LINEAR
        small[i, : size[1], : size[0]] = cv2.resize(_array(crop), size, interpolation=method)
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


def ink_polarity(grey: Grey) -> Literal["dark_on_light", "light_on_dark"]:
    """Which tone of a grey picture (H, W) is the ink: the one farther from its surroundings."""
    levels, flats = _ring_levels(grey[None])
    return _polarity(grey, levels[0], bool(flats[0]))


def _polarity(grey: Grey, level: float, flat: bool) -> Literal["dark_on_light", "light_on_dark"]:
    if flat:
        tilt = float(_tilts(grey[None], np.array([level]))[0])
    else:
        small = _shrink(grey, 96)
        tilt = float(((small - _ring_plane(small)) ** 3).sum())
    return "light_on_dark" if tilt > 0 else "dark_on_light"


def _tilts(stack: Grey, levels: Levels) -> Levels:
    """Third moments of pictures (N, H, W) about their grounds: above 0 where the ink is light."""
    found = [cv2.calcHist([_array(one)], [0], None, [256], [0, 256]) for one in stack]
    histograms = np.array(found, np.float64).reshape(-1, 256)
    distance = np.arange(256) - levels[:, None]
    distance[np.abs(distance) <= _FLAT_RANGE] = 0.0
    cubes = distance * distance * distance  # ten times as fast as a power
    return cast(Levels, (histograms * cubes).sum(axis=1))


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
        grey = _shrink(image, _MAX_SIDE)
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
    grey = _shrink(window, _BOX_SIDE)
    fx, fy = grey.shape[1] / window.shape[1], grey.shape[0] / window.shape[0]
    inner = np.array([x0 - left, y0 - top, x1 - left, y1 - top]) * (fx, fy, fx, fy)
    return grey, inner, (float(left), float(top), fx, fy)


def _bounds(ink: Float) -> tuple[int, int, int, int] | None:
    """Half-open bounds of the ink as (x_min, y_min, x_max, y_max); None where there is none."""
    mask: Any = (ink > 0.3).view(np.uint8)
    x, y, width, height = cv2.boundingRect(mask)
    return (x, y, x + width, y + height) if width else None


def _own_ink(ink: Float, inner: NDArray[np.float64] | None) -> Float:
    """Ink without dust and, where a box is given, without the ink of neighbours."""
    if not ink.size:
        return ink
    mask: Any = (ink > 0.3).view(np.uint8)
    kind = cv2.CV_16U if ink.size < 1 << 17 else cv2.CV_32S  # of the labels: at most one in two
    count, labels = cv2.connectedComponents(mask, connectivity=8, ltype=kind)
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


def _differing(grey: Grey, level: float) -> tuple[int, int, Grey]:
    """Left, top and the part of a picture that holds all that differs from an even ground."""
    same = cv2.inRange(_array(grey), level - _FLAT_RANGE, level + _FLAT_RANGE)
    x, y, width, height = cv2.boundingRect(cv2.bitwise_not(same))
    return x, y, grey[y : y + height, x : x + width]


def _ground(grey: Grey, sign: int) -> Float:
    """Level of an uneven ground, float32 (H, W); `sign` is 1 for dark ink, -1 for light ink."""
    small = _shrink(grey, 96)
    side = max(3, round(0.22 * max(small.shape))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    operation = cv2.MORPH_CLOSE if sign == 1 else cv2.MORPH_OPEN
    # Without its slope the ground is level at the border, where closing would see an edge.
    plane = _ring_plane(small)
    smooth: Any = cv2.GaussianBlur(_array(small), (3, 3), 0) - plane
    ground: Any = cv2.morphologyEx(smooth, operation, kernel)
    ground = cv2.GaussianBlur(ground, (0, 0), side / 6) + plane
    size = (grey.shape[1], grey.shape[0])
    return cast(Float, cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR))


def _noise(contrast: Float) -> float:
    """Standard deviation of the ground, robust against ink (1.4826 times the median deviation)."""
    sample = contrast[:: max(1, contrast.shape[0] // 64), :: max(1, contrast.shape[1] // 64)]
    return 1.4826 * float(np.median(np.abs(sample - np.median(sample))))


def _ring_levels(stack: Grey) -> tuple[Levels, NDArray[np.bool_]]:
    """Medians of borders about 3 % wide of (N, H, W), and which are even, as on a drawing."""
    width = max(1, round(0.03 * min(stack.shape[1:])))
    count = len(stack)
    sides = (stack[:, :width], stack[:, -width:], stack[:, :, :width], stack[:, :, -width:])
    ring = np.concatenate([side.reshape(count, -1) for side in sides], axis=1)
    ring.sort(axis=1)
    length = ring.shape[1]
    spread = ring[:, (length * 9) // 10].astype(int) - ring[:, length // 10]
    return ring[:, length // 2].astype(np.float64), spread <= _FLAT_RANGE


def _ring_plane(grey: Grey) -> Float:
    """The plane through a picture's border, float32 (H, W): paper under slanting light."""
    height, width = grey.shape
    ys, xs = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    edge = np.zeros(grey.shape, bool)
    edge[[0, -1]] = edge[:, [0, -1]] = True
    terms = np.stack((np.ones(int(edge.sum())), xs[edge], ys[edge]), axis=1)
    values = grey[edge].astype(np.float64)
    weights = np.ones(len(values))
    for _ in range(2):
        a, b, c = np.linalg.lstsq(terms * weights[:, None], values * weights, rcond=None)[0]
        residual = np.abs(values - terms @ np.array([a, b, c]))
        weights = (residual <= 2.0 * np.median(residual) + 1.0).astype(np.float64)
    return cast(Float, (a + b * xs + c * ys).astype(np.float32))


def _shrink(grey: Grey, side: int) -> Grey:
    """The picture with its longer side at most `side` pixels."""
    height, width = grey.shape
    if max(height, width) <= side:
        return grey
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cast(Grey, cv2.resize(_array(grey), size, interpolation=cv2.INTER_AREA))


def _array(values: NDArray[Any]) -> Any:
    """An array as OpenCV takes it: contiguous. Its own type hints do not fit NumPy's."""
    return np.ascontiguousarray(values)
