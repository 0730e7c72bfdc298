"""What light, lens, sensor, screen and file format do to a page.

Pictures here are float32 (H, W), 0 black to 1 white, unless said otherwise. `scale` is always the
digit height in pixels: every size follows it, so that a page degrades alike at any resolution.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.paper import smooth_noise, white_noise

Field = NDArray[np.float32]


def uneven_light(rng: np.random.Generator, height: int, width: int) -> Field:
    """Light that falls off across the page: a slope, a lamp or a vignette; mean about 1."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + float(rng.normal(0, 0.12)) * (np.cos(angle) * x + np.sin(angle) * y)
    if rng.random() < 0.5:
        centre_x, centre_y = rng.uniform(-0.8, 0.8, 2)
        falloff = rng.uniform(0.05, 0.35)
        light = light * (1 - falloff * ((x - centre_x) ** 2 + (y - centre_y) ** 2) / 2)
    full = np.broadcast_to(np.clip(light, 0.15, 1.6), (height, width))
    return np.asarray(full, np.float32)


def cast_shadow(rng: np.random.Generator, height: int, width: int) -> Field:
    """The shadow of a hand, head or phone, its edge soft or hard: 1 in the light, less in it."""
    mask = np.zeros((height // 2 + 1, width // 2 + 1), np.uint8)
    rows, columns = mask.shape
    extent = max(rows, columns)
    if rng.random() < 0.55:
        centre = rng.uniform((0, 0), (columns, rows))
        angle = rng.uniform(0, 2 * np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]])
        corners = [centre + 3 * extent * (s * along + t * across) for s, t in _HALF_PLANE]
        polygon = np.array(corners)
    else:
        count = int(rng.integers(4, 9))
        angles = np.sort(rng.uniform(0, 2 * np.pi, count))
        radius = extent * rng.uniform(0.15, 0.8, count)
        centre = rng.uniform((0, 0), (columns, rows))
        polygon = centre + np.stack([np.cos(angles), np.sin(angles)], 1) * radius[:, None]
    cv2.fillPoly(mask, [polygon.astype(np.int32)], 255)
    sigma = extent * float(rng.choice([0.004, 0.02, 0.08], p=[0.35, 0.35, 0.3]))
    if sigma > 0.5:
        cv2.GaussianBlur(mask, (0, 0), sigma, dst=mask, borderType=cv2.BORDER_REPLICATE)
    full = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)
    depth = float(rng.uniform(0.1, 0.65))
    return 1 - np.float32(depth / 255) * full.astype(np.float32)


_HALF_PLANE = ((-1, 0), (1, 0), (1, 1), (-1, 1))


def folds(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Creases: along each line the paper is lighter on one side and darker on the other."""
    y, x = np.ogrid[:height, :width]
    light = np.ones((height, width), np.float32)
    for _ in range(int(rng.integers(1, 4))):
        angle = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)]) + rng.normal(0, 0.03)
        through_x, through_y = rng.uniform(0, width), rng.uniform(0, height)
        distance = (x - through_x) * np.cos(angle) + (y - through_y) * np.sin(angle)
        reach = scale * rng.uniform(0.1, 2.5)
        side = np.tanh(distance / (0.04 * scale + 0.5)) * np.exp(-np.abs(distance) / reach)
        light += (rng.uniform(0.02, 0.15) * side).astype(np.float32)
    return light


def crumples(rng: np.random.Generator, height: int, width: int, scale: float) -> Field:
    """Shading of crumpled paper: the slope of a bumpy surface with sharp ridges."""
    bumps = np.abs(smooth_noise(rng, height, width, cell=scale * rng.uniform(0.8, 4)))
    bumps += 0.5 * np.abs(smooth_noise(rng, height, width, cell=scale * rng.uniform(0.4, 1.5)))
    slope = cv2.Sobel(bumps, cv2.CV_32F, 1, 0) + cv2.Sobel(bumps, cv2.CV_32F, 0, 1)
    spread = float(slope.std()) + 1e-6
    light = 1 + np.float32(rng.uniform(0.02, 0.12) / spread) * slope
    return np.asarray(np.clip(light, 0.4, 1.5), np.float32)


def illuminate(rng: np.random.Generator, picture: Field, scale: float) -> Field:
    """Light a page as a photo sees it: exposure, fall-off, shadows, folds, crumples, haze."""
    height, width = picture.shape
    light = uneven_light(rng, height, width)
    if rng.random() < 0.28:
        light = light * cast_shadow(rng, height, width)
        if rng.random() < 0.25:
            light = light * cast_shadow(rng, height, width)
    if rng.random() < 0.12:
        light = light * folds(rng, height, width, scale)
    if rng.random() < 0.08:
        light = light * crumples(rng, height, width, scale)
    exposure = float(np.exp(rng.normal(-0.25, 0.3)))
    lit = picture * light * np.float32(exposure)
    if rng.random() < 0.15:
        lit = lit + _glare(rng, height, width)
    haze = float(rng.choice([0.0, rng.uniform(0, 0.25)]))
    lit = lit * (1 - haze) + haze * float(rng.uniform(0.3, 0.9))
    return np.asarray(lit, np.float32)


def _glare(rng: np.random.Generator, height: int, width: int) -> Field:
    """A lamp mirrored on a glossy surface: a bright soft spot, added."""
    y = (np.arange(height, dtype=np.float32)[:, None] - rng.uniform(0, height)) / max(height, width)
    x = (np.arange(width, dtype=np.float32)[None, :] - rng.uniform(0, width)) / max(height, width)
    reach = rng.uniform(0.1, 0.5)
    spot = np.exp(-(x * x * rng.uniform(0.5, 2) + y * y * rng.uniform(0.5, 2)) / reach**2)
    return (rng.uniform(0.05, 0.4) * spot).astype(np.float32)


def defocus(rng: np.random.Generator, picture: Field, scale: float) -> Field:
    """Lens blur, up to about a tenth of a digit's height."""
    sigma = scale * float(np.abs(rng.normal(0, rng.choice([0.012, 0.035]))))
    if sigma < 0.25:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), min(sigma, 0.09 * scale)), np.float32)


def motion_blur(rng: np.random.Generator, picture: Field, scale: float) -> Field:
    """The camera moved: blur along a line, up to a sixth of a digit's height."""
    length = max(2, round(scale * rng.uniform(0.05, 0.17)))
    side = 2 * length + 1
    kernel = np.zeros((side, side), np.float32)
    angle = rng.uniform(0, np.pi)
    reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    start, end = np.round((length - reach) * 16), np.round((length + reach) * 16)
    cv2.line(
        kernel,
        (int(start[0]), int(start[1])),
        (int(end[0]), int(end[1])),
        1.0,
        1,
        cv2.LINE_AA,
        4,
    )
    total = float(kernel.sum())
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(total, 1e-3)), np.float32)


def sensor_noise(rng: np.random.Generator, picture: Field) -> Field:
    """Noise of a small sensor: white, or blotchy as after the phone's own smoothing."""
    height, width = picture.shape
    strength = float(np.abs(rng.normal(0, rng.choice([0.008, 0.035], p=[0.75, 0.25]))))
    if rng.random() < 0.5:
        noise = white_noise(rng, height, width)
    else:
        noise = smooth_noise(rng, height, width, cell=rng.uniform(1.2, 3.0))
    noisy = picture + np.float32(strength) * noise
    if rng.random() < 0.06:
        salt = np.abs(white_noise(rng, height, width)) > rng.uniform(2.6, 3.6)
        noisy[salt] = rng.choice([0.0, 1.0])
    return np.asarray(noisy, np.float32)


def sharpen(rng: np.random.Generator, picture: Field, scale: float) -> Field:
    """Sharpening with halos, as phones and scanners do."""
    soft = cv2.GaussianBlur(picture, (0, 0), max(0.6, scale * rng.uniform(0.02, 0.08)))
    return picture + np.float32(rng.uniform(0.3, 1.8)) * (picture - soft)


def low_resolution(rng: np.random.Generator, picture: Field, scale: float) -> Field:
    """Shrink to digits of 8 to 20 pixels and enlarge again, as for a small picture."""
    factor = float(rng.uniform(8, 20) if rng.random() < 0.5 else rng.uniform(8, 13)) / scale
    if factor >= 0.95:
        return picture
    height, width = picture.shape
    small = cv2.resize(
        picture,
        (max(4, round(width * factor)), max(4, round(height * factor))),
        interpolation=cv2.INTER_AREA,
    )
    if rng.random() < 0.35:  # the small picture is out of focus as well
        cv2.GaussianBlur(small, (0, 0), float(rng.uniform(0.4, 1.0)), dst=small)
    small = np.clip(small, 0, 1)
    if rng.random() < 0.6:
        small = _jpeg_field(np.asarray(small, np.float32), int(rng.integers(35, 95)))
    methods = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4, cv2.INTER_NEAREST)
    method = methods[int(rng.choice(4, p=[0.45, 0.35, 0.12, 0.08]))]
    return np.asarray(cv2.resize(small, (width, height), interpolation=method), np.float32)


def _jpeg_field(picture: Field, quality: int) -> Field:
    """Encode as JPEG and decode again."""
    grey = jpeg((np.clip(picture, 0, 1) * 255).astype(np.uint8), quality)
    return grey.astype(np.float32) / np.float32(255)


def jpeg(image: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Encode a grey picture, uint8 (H, W), as JPEG and decode it again."""
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return np.asarray(decoded, np.uint8)


def photograph(rng: np.random.Generator, picture: Field, scale: float) -> NDArray[np.uint8]:
    """Turn a lit page into the grey picture a camera delivers: uint8 (H, W)."""
    picture = defocus(rng, picture, scale)
    if rng.random() < 0.08:
        picture = motion_blur(rng, picture, scale)
    if rng.random() < 0.36:
        picture = low_resolution(rng, picture, scale)
    picture = sensor_noise(rng, picture)
    if rng.random() < 0.2:
        picture = sharpen(rng, picture, scale)
    if rng.random() < 0.25:
        gamma = float(np.exp(rng.normal(0, 0.3)))
        picture = np.clip(picture, 0, 1) ** np.float32(gamma)
    if rng.random() < 0.15:
        picture = stretch_contrast(picture)
    return _finish(rng, picture, 0.6)


def stretch_contrast(picture: Field) -> Field:
    """Stretch the grey levels from the 1st to the 99th percentile over the whole range."""
    low, high = np.percentile(picture[::3, ::3], [1, 99])
    return np.asarray((picture - low) / max(0.08, float(high - low)), np.float32)


def scan(rng: np.random.Generator, picture: Field, scale: float) -> NDArray[np.uint8]:
    """Turn a page into what a flatbed scanner, a scanning app or a fax delivers: uint8 (H, W)."""
    picture = picture * np.float32(rng.uniform(0.95, 1.15))
    if rng.random() < 0.3:
        picture = defocus(rng, picture, 0.6 * scale)
    if rng.random() < 0.4:
        picture = sharpen(rng, picture, scale)
    if rng.random() < 0.35:
        noise = white_noise(rng, *picture.shape)
        picture = picture + np.float32(rng.uniform(0.002, 0.03)) * noise
    if rng.random() < 0.2:
        picture = low_resolution(rng, picture, scale)
    if rng.random() < 0.2:
        low, high = np.percentile(picture, [0.5, 99.5])
        level = low + (high - low) * rng.uniform(0.42, 0.68)
        picture = (picture - np.float32(level)) / np.float32(rng.choice([0.01, 0.15]))
        picture = np.clip(picture + 0.5, 0, 1)
    return _finish(rng, picture, 0.5)


def screenshot(rng: np.random.Generator, picture: Field, scale: float) -> NDArray[np.uint8]:
    """Turn a drawn canvas into the picture it is saved as: uint8 (H, W)."""
    if rng.random() < 0.3:
        picture = low_resolution(rng, picture, scale)
    elif rng.random() < 0.2:
        picture = defocus(rng, picture, scale)
    return _finish(rng, picture, 0.35)


def _finish(rng: np.random.Generator, picture: Field, jpeg_share: float) -> NDArray[np.uint8]:
    """Round to grey levels and, for a share of the pictures, compress."""
    grey = np.asarray(np.clip(picture * 255 + 0.5, 0, 255), np.uint8)
    if rng.random() >= jpeg_share:
        return grey
    low, high = (70, 98) if rng.random() < 0.7 else (25, 70)
    return jpeg(grey, int(rng.integers(low, high)))
