"""What digits stand on: level, slope and noise of the ground, and which tone is the ink."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Polarity = Literal["auto", "dark_on_light", "light_on_dark"]

Grey: TypeAlias = NDArray[np.uint8]
Float: TypeAlias = NDArray[np.float32]
Levels: TypeAlias = NDArray[np.float64]

_FLAT_RANGE = 4.0  # grey levels: a border that varies less is drawn, not photographed
_BAND_STEP = 40  # grey levels between a band of the ground and the next
_MAX_BANDS = 4
_AROUND = 0.35  # ground looked at around a digit, as a share of its longer side
_AGREEMENT = 0.75  # share of digits of one polarity from which all are taken to have it
_MOST_TO_ASK = 100  # digits


def ink_polarity(grey: Grey) -> Literal["dark_on_light", "light_on_dark"]:
    """Which tone of a grey picture (H, W) is the ink: the one farther from its surroundings."""
    levels, flats = ring_levels(grey[None])
    return polarity_of(grey, levels[0], bool(flats[0]))


def polarity_of(grey: Grey, level: float, flat: bool) -> Literal["dark_on_light", "light_on_dark"]:
    """As `ink_polarity`, where the ground's level is known; `flat` says that it is even."""
    if flat:
        tilt = float(tilts(grey[None], np.array([level]))[0])
    else:
        small = shrunk(grey, 96)
        tilt = float(((small - _ring_plane(small)) ** 3).sum())
    return "light_on_dark" if tilt > 0 else "dark_on_light"


def common_polarity(grey: Grey, boxes_xyxy: NDArray[np.float64]) -> Polarity:
    """Which tone is the ink of most digits of a picture; "auto" where that is not clear.

    One digit alone is easily taken the wrong way: the rule beside it, its neighbours and light that
    falls off all differ from its ground. Of many hardly any is where their own tones are asked.

    Args:
        grey: uint8 (H, W).
        boxes_xyxy: Where digits are known to stand, (N, 4).
    """
    asked = boxes_xyxy[:: len(boxes_xyxy) // _MOST_TO_ASK + 1].tolist()
    votes = [_is_light(grey, tuple(box)) for box in asked]
    return agreed(float(np.mean(votes))) if votes else "auto"


def agreed(light: float) -> Polarity:
    """The polarity of a page by the share of its digits whose ink is light; "auto" in between."""
    if light >= _AGREEMENT:
        return "light_on_dark"
    return "dark_on_light" if light <= 1 - _AGREEMENT else "auto"


def surroundings(grey: Grey, box_xyxy: tuple[float, ...]) -> Grey:
    """What stands in a box of four edges in pixels, and the ground around it."""
    x0, y0, x1, y1 = box_xyxy
    pad = _AROUND * max(x1 - x0, y1 - y0) + 2
    return grey[
        max(0, int(y0 - pad)) : int(y1 + pad) + 1, max(0, int(x0 - pad)) : int(x1 + pad) + 1
    ]


def _is_light(grey: Grey, box: tuple[float, ...]) -> bool:
    """Whether what stands in a box is rather lighter than its surroundings, or darker."""
    x0, y0, x1, y1 = box
    inside = grey[max(0, int(y0)) : int(y1) + 1, max(0, int(x0)) : int(x1) + 1]
    if not inside.size:
        return False
    darkest, lightest = np.percentile(inside, (8, 92))
    return bool(darkest + lightest >= 2 * np.median(surroundings(grey, box)))


def tilts(stack: Grey, levels: Levels) -> Levels:
    """Third moments of pictures (N, H, W) about their grounds: above 0 where the ink is light."""
    if len(stack) > 1:  # small pictures: faster than counting their tones
        distances = stack.reshape(len(stack), -1) - levels[:, None].astype(np.float32)
        distances[np.abs(distances) <= _FLAT_RANGE] = 0.0
        return cast(Levels, np.einsum("ni,ni,ni->n", distances, distances, distances, dtype=float))
    histogram: Any = cv2.calcHist([as_array(stack[0])], [0], None, [256], [0, 256])
    distance = np.arange(256) - levels[0]
    distance[np.abs(distance) <= _FLAT_RANGE] = 0.0
    cubes = distance * distance * distance  # ten times as fast as a power
    return np.array([float(histogram.ravel().astype(np.float64) @ cubes)])


def differing(grey: Grey, level: float) -> tuple[int, int, Grey]:
    """Left, top and the part of a picture that holds all that differs from an even ground."""
    same = cv2.inRange(as_array(grey), level - _FLAT_RANGE, level + _FLAT_RANGE)
    x, y, width, height = cv2.boundingRect(cv2.bitwise_not(same))
    return x, y, grey[y : y + height, x : x + width]


def ground_of(grey: Grey, sign: int) -> Float:
    """Level of an uneven ground, float32 (H, W); `sign` is 1 for dark ink, -1 for light ink."""
    small = shrunk(grey, 96)
    side = max(3, round(0.22 * max(small.shape))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    operation = cv2.MORPH_CLOSE if sign == 1 else cv2.MORPH_OPEN
    # Without its slope the ground is level at the border, where closing would see an edge.
    plane = _ring_plane(small)
    smooth: Any = cv2.GaussianBlur(as_array(small), (3, 3), 0) - plane
    ground: Any = cv2.morphologyEx(smooth, operation, kernel)
    ground = cv2.GaussianBlur(ground, (0, 0), side / 6) + plane
    size = (grey.shape[1], grey.shape[0])
    return cast(Float, cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR))


def noise_of(contrast: Float) -> float:
    """Standard deviation of the ground, robust against ink (1.4826 times the median deviation)."""
    sample = contrast[:: max(1, contrast.shape[0] // 64), :: max(1, contrast.shape[1] // 64)]
    return 1.4826 * float(np.median(np.abs(sample - np.median(sample))))


def ring_levels(stack: Grey) -> tuple[Levels, NDArray[np.bool_]]:
    """Medians of borders about 3 % wide of (N, H, W), and which are even, as on a drawing."""
    width = max(1, round(0.03 * min(stack.shape[1:])))
    count = len(stack)
    sides = (stack[:, :width], stack[:, -width:], stack[:, :, :width], stack[:, :, -width:])
    ring = np.concatenate([side.reshape(count, -1) for side in sides], axis=1)
    ring.sort(axis=1)
    length = ring.shape[1]
    spread = ring[:, (length * 9) // 10].astype(int) - ring[:, length // 10]
    return ring[:, length // 2].astype(np.float64), spread <= _FLAT_RANGE


def band_levels(grey: Grey) -> Float | None:
    """Level of a ground of even bands from one side to the other, float32 (1, W) or (H, 1).

    None where the ground is something else. Bands are told by their ends, which are alike on both
    sides of the picture, and by the first and the last, which are even all along.
    """
    for rows in (grey, grey.T):
        head, tail = rows[0].astype(np.int16), rows[-1].astype(np.int16)
        if np.abs(head - tail).max() > _FLAT_RANGE:
            continue
        steps = np.abs(np.diff(head))
        edges = np.count_nonzero(steps > _FLAT_RANGE)
        sides = rows[:, [0, -1]]
        if (
            0 < edges < _MAX_BANDS
            and steps.max() >= _BAND_STEP
            and np.ptp(sides, axis=0).max() <= _FLAT_RANGE
        ):
            levels: Float = ((head + tail) / 2).astype(np.float32)
            return levels[None] if rows is grey else levels[:, None]
    return None


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


def shrunk(grey: Grey, side: int) -> Grey:
    """The picture with its longer side at most `side` pixels."""
    height, width = grey.shape
    if max(height, width) <= side:
        return grey
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cast(Grey, cv2.resize(as_array(grey), size, interpolation=cv2.INTER_AREA))


def as_array(values: NDArray[Any]) -> Any:
    """An array as OpenCV takes it: contiguous. Its own type hints do not fit NumPy's."""
    return np.ascontiguousarray(values)
