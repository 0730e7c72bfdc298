"""Fifteen ways to spoil MNIST's digits, after MNIST-C (Mu and Gilmer, 2019, arXiv 1906.02337).

Own generators with the severities that its authors published. A corruption is a function of uint8
(N, 28, 28), ink 255 on 0, and a random generator; it gives the same again, spoilt. What differs
from the published set: other random numbers, rotation and shear interpolated by OpenCV, and
Canny's edges thinned along four directions instead of between them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Images = NDArray[np.uint8]
Float = NDArray[np.float32]
Corruption = Callable[[Images, np.random.Generator], Images]

SIDE = 28
_MIDDLE = (SIDE - 1) / 2

_PHOTONS = 3  # counted at a white pixel
_IMPULSES = 0.17  # share of pixels that become black or white
_GLASS = (0.7, 2)  # standard deviation of the blur in pixels; how often pixels are swapped
_MOTION = (10, 3.0)  # pixels that are blurred over are 2 r + 1; standard deviation in pixels
_SHEAR = 0.4  # radians; the sine of it is what a row is moved by
_SCALE = 0.7
_ROTATION = 0.4  # radians
_BRIGHTNESS = 0.5
_SHIFT = 3  # pixels, both ways
_STRIPE = 7  # columns at either side that are inverted
_FOG = (3.0, 1.4)  # how much; how fast its details fade
_FOG_SIDE = 256  # of the cloud that a corner is taken of
_CLOUDS_AT_ONCE = 16
_SPATTER = (0.65, 0.3, 1.0, 0.65, 1.5)  # mean, deviation, blur, threshold, blur of the drops
_MUD = 63 / 255
_LINE_REACH = 2.3  # pixels up and down where a line has faded to nothing
_ZIGZAG = 2.0  # pixels: half a tooth's length, and its height
_CANNY = (1.0, 0.1, 0.2)  # blur in pixels, lower and upper threshold of the gradient


def corrupt(name: str, images: Images, rng: np.random.Generator) -> Images:
    """Spoil pictures of digits in one of the ways of CORRUPTIONS.

    Args:
        name: One of CORRUPTIONS.
        images: uint8 (N, 28, 28), ink 255 on 0; not changed.
        rng: Decides what is random.

    Returns:
        uint8 (N, 28, 28).

    Raises:
        ValueError: The images have another shape or type.
    """
    if images.dtype != np.uint8 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"expected uint8 (N, 28, 28), got {images.dtype} {images.shape}")
    return CORRUPTIONS[name](images, rng)


def _identity(images: Images, rng: np.random.Generator) -> Images:
    del rng
    return images.copy()


# --- noise and blur -------------------------------------------------------------------------------


def _shot_noise(images: Images, rng: np.random.Generator) -> Images:
    return _bytes(rng.poisson(_unit(images) * _PHOTONS) / np.float32(_PHOTONS))


def _impulse_noise(images: Images, rng: np.random.Generator) -> Images:
    hit = rng.random(images.shape) < _IMPULSES
    salt = rng.random(images.shape) < 0.5
    return np.where(hit, np.where(salt, 255, 0), images).astype(np.uint8)


def _glass_blur(images: Images, rng: np.random.Generator) -> Images:
    """Blurred, each pixel by chance swapped with one of those above and to the left, blurred."""
    sigma, rounds = _GLASS
    moved = _bytes(_blurred(_unit(images), sigma))
    each = np.arange(len(images))
    for _ in range(rounds):
        for y in range(SIDE - 1, 1, -1):
            for x in range(SIDE - 1, 1, -1):
                up, left = rng.integers(0, 2, (2, len(images))) * rng.integers(0, 2, len(images))
                here, there = moved[:, y, x].copy(), moved[each, y - up, x - left]
                moved[:, y, x] = there
                moved[each, y - up, x - left] = here
    return _bytes(_blurred(_unit(moved), sigma))


def _motion_blur(images: Images, rng: np.random.Generator) -> Images:
    """Smeared to one side, in a direction within 45 degrees of the horizontal."""
    radius, sigma = _MOTION
    steps = np.arange(2 * radius + 1)
    weights = np.exp(-(steps**2) / (2 * sigma**2))
    weights /= weights.sum()
    out = np.zeros(images.shape, np.float32)
    for i, angle in enumerate(np.deg2rad(rng.uniform(-45, 45, len(images)))):
        padded = np.pad(_unit(images[i]), 2 * radius, mode="edge")
        for step, weight in zip(steps, weights, strict=True):
            x = 2 * radius + int(np.ceil(step * np.cos(angle) - 0.5))
            y = 2 * radius + int(np.ceil(step * np.sin(angle) - 0.5))
            out[i] += np.float32(weight) * padded[y : y + SIDE, x : x + SIDE]
    return _bytes(out)


# --- where it stands ------------------------------------------------------------------------------


def _shear(images: Images, rng: np.random.Generator) -> Images:
    """Sheared to the left or right."""
    angles = _SHEAR * _signs(rng, len(images))
    return _warped(images, [np.array([[1, -np.sin(a)], [0, np.cos(a)]]) for a in angles])


def _scale(images: Images, rng: np.random.Generator) -> Images:
    del rng
    return _warped(images, [np.eye(2) / _SCALE] * len(images))


def _rotate(images: Images, rng: np.random.Generator) -> Images:
    """Turned one way or the other."""
    angles = _ROTATION * _signs(rng, len(images))
    turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    return _warped(images, turns)


def _translate(images: Images, rng: np.random.Generator) -> Images:
    """Moved along one of the diagonals; what leaves the picture is lost."""
    out = np.zeros_like(images)
    n, signs = SIDE - _SHIFT, _signs(rng, 2 * len(images)).reshape(-1, 2) > 0
    for i, (down, right) in enumerate(signs):
        from_y, to_y = (slice(0, n), slice(_SHIFT, SIDE))[:: 1 if down else -1]
        from_x, to_x = (slice(0, n), slice(_SHIFT, SIDE))[:: 1 if right else -1]
        out[i, to_y, to_x] = images[i, from_y, from_x]
    return out


# --- tones ----------------------------------------------------------------------------------------


def _brightness(images: Images, rng: np.random.Generator) -> Images:
    del rng
    return _bytes(_unit(images) + np.float32(_BRIGHTNESS))


def _stripe(images: Images, rng: np.random.Generator) -> Images:
    """Tones inverted in a stripe at either side."""
    del rng
    out = images.copy()
    out[:, :, :_STRIPE] = 255 - out[:, :, :_STRIPE]
    out[:, :, -_STRIPE:] = 255 - out[:, :, -_STRIPE:]
    return out


def _fog(images: Images, rng: np.random.Generator) -> Images:
    """Under the corner of a cloud, all tones pressed together to make room for it."""
    amount, fading = _FOG
    out = np.empty_like(images)
    for start in range(0, len(images), _CLOUDS_AT_ONCE):
        part = _unit(images[start : start + _CLOUDS_AT_ONCE])
        most = part.max(axis=(1, 2), keepdims=True)
        cloud = _clouds(rng, len(part), fading)[:, :SIDE, :SIDE]
        out[start : start + len(part)] = _bytes((part + amount * cloud) * most / (most + amount))
    return out


def _clouds(rng: np.random.Generator, count: int, fading: float) -> Float:
    """Fractal clouds, float32 (count, 256, 256) in 0..1, by the diamond-square algorithm.

    They go on at the other side. The deviation of each step is the square of one that is divided by
    `fading`.
    """
    field = np.zeros((count, _FOG_SIDE, _FOG_SIDE), np.float32)
    step, deviation = _FOG_SIDE, 100.0

    def middles(sums: Float) -> Float:
        noise = rng.uniform(-deviation, deviation, sums.shape)
        return cast(Float, (sums / 4 + deviation * noise).astype(np.float32))

    while step >= 2:
        half = step // 2
        corners = field[:, ::step, ::step]
        rows = corners + np.roll(corners, -1, 1)
        field[:, half::step, half::step] = middles(rows + np.roll(rows, -1, 2))
        centres = field[:, half::step, half::step]
        across = corners + np.roll(corners, -1, 2)
        field[:, ::step, half::step] = middles(across + centres + np.roll(centres, 1, 1))
        field[:, half::step, ::step] = middles(rows + centres + np.roll(centres, 1, 2))
        step, deviation = half, deviation / fading
    field -= field.min(axis=(1, 2), keepdims=True)
    return cast(Float, field / field.max(axis=(1, 2), keepdims=True))


# --- what lies over it ----------------------------------------------------------------------------


def _spatter(images: Images, rng: np.random.Generator) -> Images:
    """Drops of mud."""
    mean, deviation, wet, threshold, soft = _SPATTER
    liquid = _blurred(rng.normal(mean, deviation, images.shape).astype(np.float32), wet)
    drops = _blurred((liquid > threshold).astype(np.float32), soft)
    drops[drops < 0.8] = 0
    return _bytes(_unit(images) * (1 - drops) + _MUD * drops)


def _dotted_line(images: Images, rng: np.random.Generator) -> Images:
    """A dotted line from the left to the right side: two columns of it, two without."""
    out = _unit(images)
    dots = np.arange(SIDE) // 2 % 2 == 1
    for i, (start, end) in enumerate(rng.integers(0, SIDE - 1, (len(images), 2))):
        out[i] += _line((0, start), (SIDE - 1, end)) * dots
    return _bytes(out)


def _zigzag(images: Images, rng: np.random.Generator) -> Images:
    """A line with teeth from the left to the right side."""
    out = _unit(images)
    left, right = 2, 25
    for i in range(len(images)):
        start = int(rng.integers(0, SIDE - 1))
        rise = int(rng.integers(-5, 5))
        angle = np.arctan2(rise, right - left)
        length = (right - left) / np.cos(angle)
        along = np.arange(_ZIGZAG, length, 2 * _ZIGZAG)
        across = _ZIGZAG * (-1.0) ** np.arange(len(along))
        teeth = np.array([[0, *along, length], [0, *across, 0]])
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        points = (turn @ teeth).T + np.array([left, start])
        for begin, end in itertools.pairwise(points):
            out[i] = np.minimum(out[i] + _line(begin, end), 1)
    return _bytes(out)


def _line(start: Any, end: Any) -> Float:
    """A line that fades upwards and downwards, float32 (28, 28) in 0..1, from left to right."""
    (x0, y0), (x1, y1) = start, end
    if x1 <= x0:
        return np.zeros((SIDE, SIDE), np.float32)
    x, y = np.arange(SIDE), np.arange(SIDE)[:, None]
    distance = np.abs(y - (y0 + (y1 - y0) / (x1 - x0) * (x - x0)))
    tone = np.log(1 - np.minimum(distance, _LINE_REACH - 1e-9) / _LINE_REACH) + 1
    between = (x >= np.floor(x0)) & (x < np.ceil(x1))
    return cast(Float, (np.clip(tone, 0, 1) * between).astype(np.float32))


def _canny_edges(images: Images, rng: np.random.Generator) -> Images:
    """The outlines instead of the strokes (Canny, 1986)."""
    del rng
    sigma, low, high = _CANNY
    smooth = _blurred(_unit(images), sigma)
    fine = 4000  # gradients, at most 4, as 16-bit integers
    out = np.empty_like(images)
    for i, one in enumerate(smooth):
        slopes = [cv2.Sobel(one, cv2.CV_32F, *d, ksize=3) * fine for d in ((1, 0), (0, 1))]
        x, y = (np.round(slope).astype(np.int16) for slope in slopes)
        out[i] = cv2.Canny(x, y, low * fine, high * fine, L2gradient=True)
    return out


# --- tools ----------------------------------------------------------------------------------------


def _unit(images: Images) -> Float:
    return images.astype(np.float32) / np.float32(255)


def _bytes(values: NDArray[Any]) -> Images:
    """Tones of 0..1 as bytes; what is outside is cut off."""
    return np.asarray(np.round(np.clip(values, 0, 1) * 255), np.uint8)


def _blurred(stack: Float, sigma: float) -> Float:
    side = 2 * round(4 * sigma) + 1
    out = np.empty(stack.shape, np.float32)
    for i, one in enumerate(stack):
        out[i] = cv2.GaussianBlur(one, (side, side), sigma, borderType=cv2.BORDER_REPLICATE)
    return out


def _signs(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    return rng.integers(0, 2, count) * 2 - 1


def _warped(images: Images, matrices: list[NDArray[np.float64]]) -> Images:
    """Images as each matrix (2, 2) finds their pixels, the picture's middle staying where it is."""
    out = np.empty_like(images)
    for i, matrix in enumerate(matrices):
        move = _MIDDLE - matrix @ (_MIDDLE, _MIDDLE)
        whole = np.column_stack((matrix, move))
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        out[i] = cv2.warpAffine(images[i], whole, (SIDE, SIDE), flags=flags)
    return out


CORRUPTIONS: dict[str, Corruption] = {
    "identity": _identity,
    "shot noise": _shot_noise,
    "impulse noise": _impulse_noise,
    "glass blur": _glass_blur,
    "motion blur": _motion_blur,
    "shear": _shear,
    "scale": _scale,
    "rotate": _rotate,
    "brightness": _brightness,
    "translate": _translate,
    "stripe": _stripe,
    "fog": _fog,
    "spatter": _spatter,
    "dotted line": _dotted_line,
    "zigzag": _zigzag,
    "canny edges": _canny_edges,
}
"""MNIST-C's corruptions by name, in its order; the first one changes nothing."""
