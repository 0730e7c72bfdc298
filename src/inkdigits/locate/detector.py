"""The learned locator: digits as objects, found by a small fully convolutional network.

The network (see `inkdigits.train.detector`) sees digits of about 14 to 60 px. Which scale brings a
page's digits there is read off the page itself: a cheap look at a few small scales finds digits of
any size, and their median height decides the scale of the one full look.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError
from inkdigits.locate.candidates import Candidates, FoundSymbols, Record
from inkdigits.locate.looks import SIGHT, Look, averaged, is_unsure, merged, suppressed
from inkdigits.onnx_model import OnnxModel, shipped_model

Float = NDArray[np.float32]
Grey = NDArray[np.uint8]

_DIGITS = 10  # heat maps of digits; those of symbols follow
_OVERVIEW_SIDES = (64, 128, 256, 512)  # longer sides of the small looks, in pixels
_NEARER_SIDES = (1024, 2048)  # of looks at what stands far away, where those show nothing
_FAR_SURE, _FAR_FEWEST = 0.6, 2  # heat and count of the digits there: desks have much that is small
_SAME_SCALE = 1.3  # a look within this factor of the wanted scale is good enough
_SPREAD = 2.2  # heights that differ by more than this factor get a second look
_MAX_ZOOM = 3.0
_TILE = 1024
_OVERLAP = 128
_MARGIN = 16  # ground added around a picture, so that digits at its edge have surroundings
_PEAK = 0.2  # heat from which a peak is a candidate
_SYMBOL_PEAK = 0.3  # the same for a symbol
_BLUR = 2.0  # pixels of the input by which the box of a speck may be off
_SURE = 0.35  # heat from which a candidate has a say in the working scale
_SMALLER = 1.15  # how much smaller the page is in the second look
_MOST = 1500  # candidates of one look: more means static, of which the warmest are enough
_MAX_PIXELS = 8e6  # of one look


class DetectorLocator:
    """Finds digits with the shipped detector; may be called from several threads at once.

    Args:
        path: An ONNX file written by `inkdigits train detector`; None takes the shipped one.
        threads: Threads for one call; 0 lets the machine decide.
        symbols: Decimal points, commas, minus signs and slashes are wanted. Where the model knows
            them they are found in any case.

    Raises:
        ModelError: The file is missing, damaged, or made for other input.
        ConfigError: It knows no symbols, and `symbols` asks for them.
    """

    def __init__(
        self, path: Path | None = None, *, threads: int = 0, symbols: bool = False
    ) -> None:
        """Load the model."""
        self._model = OnnxModel(
            path or shipped_model("detector.onnx"), task="detect", threads=threads
        )
        self._stride = int(self._model.number("stride"))
        self._multiple = int(self._model.number("multiple"))
        self._typical = self._model.number("typical_height")
        self._unit = self._model.number("size_unit")
        self._symbols = _symbols_of(self._model, needed=symbols)
        self._is_asked = symbols

    def locate(self, grey: Grey, record: Record | None = None) -> Candidates:
        """Find the digits of one page.

        Args:
            grey: uint8 (H, W), upright, either polarity.
            record: Called with each intermediate picture, where given.

        Returns:
            Candidates with class probabilities, in pixels of `grey`.
        """
        if record:
            record("grey", grey)
        overview = [self._look(grey, scale) for scale in _overview_scales(grey)]
        if _sure_ones(overview) < 3:
            overview += [self._look(grey, scale) for scale in _scale_for_small(grey, overview)]
        overview += self._far_looks(grey) if not _sure_ones(overview) else []
        scales = self._working_scales(grey, overview)
        looks = [self._nearest(overview, scale) or self._look(grey, scale) for scale in scales]
        if len(looks) == 1 and is_unsure(looks[0].heats):
            looks = [averaged(looks[0], self._look(grey, looks[0].scale / _SMALLER))]
        if record:
            for number, scale in enumerate(scales):
                name = "heat_map" if number == 0 else f"heat_map_{number + 1}"
                record(name, self._heat_picture(grey, scale))
        if record:
            record("candidates", _with_boxes(grey, merged(looks)[0]))
        return self._candidates(looks, grey)

    def locate_at(self, grey: Grey, scale: float) -> Candidates:
        """Find the digits in one look, where the scale that suits them is known.

        Args:
            grey: uint8 (H, W), upright, either polarity.
            scale: Factor by which the network sees it enlarged.

        Returns:
            Candidates with class probabilities, in pixels of `grey`.
        """
        return self._candidates([self._look(grey, scale)], grey)

    def _candidates(self, looks: list[Look], grey: Grey) -> Candidates:
        """What the looks found, each once, within the picture."""
        boxes, heats = merged(looks)
        height, width = grey.shape
        boxes = np.clip(boxes, 0, np.array([width, height, width, height], np.float32))
        kept = (boxes[:, 2] - boxes[:, 0] >= 1) & (boxes[:, 3] - boxes[:, 1] >= 1)
        boxes, heats = boxes[kept], heats[kept]
        total = np.maximum(heats.sum(axis=1, keepdims=True), 1e-6)
        confidences = heats.max(axis=1) if len(heats) else np.zeros(0)
        symbols = self._found_symbols(looks, grey) if self._symbols else None
        return Candidates(
            boxes.astype(np.float32),
            confidences.astype(np.float32),
            (heats / total).astype(np.float32),
            symbols,
            None if symbols is None else symbols.heats_at(boxes, "/"),
        )

    def _found_symbols(self, looks: list[Look], grey: Grey) -> FoundSymbols:
        """Symbols of the working looks, each once, in pixels of the page."""
        boxes = np.concatenate([look.symbol_boxes for look in looks])
        heats = np.concatenate([look.symbol_heats for look in looks])
        blur = np.concatenate([np.full(len(k.symbol_boxes), _BLUR / k.scale) for k in looks])
        wide = boxes + blur[:, None] * np.array([-1, -1, 1, 1])
        kept = suppressed(wide.astype(np.float32), heats)
        height, width = grey.shape
        boxes = np.clip(boxes[kept], 0, np.array([width, height, width, height], np.float32))
        texts = tuple(self._symbols[k] for k in heats[kept].argmax(axis=1).tolist())
        return FoundSymbols(boxes, heats[kept].max(axis=1, initial=0.0), texts)

    def _working_scales(self, grey: Grey, overview: list[Look]) -> list[float]:
        """One scale that suits the page, or two where its digits' sizes spread."""
        boxes, heats = merged(overview)
        heights, weights = boxes[:, 3] - boxes[:, 1], heats.max(axis=1) if len(heats) else heats
        sure = weights > _SURE if len(heats) else np.zeros(0, bool)
        if not sure.any():
            wanted = []
        else:
            heights = np.sort(heights[sure])
            low, high = np.percentile(heights, (15, 85))
            wanted = (
                [low * 1.15, high / 1.15] if high > _SPREAD * low else [float(np.median(heights))]
            )
        limit = _largest_scale(grey)
        scales = [min(limit, self._typical / max(h, 1.0)) for h in wanted]
        return scales or [overview[-1].scale]

    def _far_looks(self, grey: Grey) -> list[Look]:
        """Nearer looks at a large picture on which nothing was seen, until a few digits are."""
        for side in _NEARER_SIDES:
            scale = min(side / max(grey.shape), _largest_scale(grey))
            if scale > 1:
                break
            look = self._look(grey, scale)
            if int((look.confidences > _FAR_SURE).sum()) >= _FAR_FEWEST:
                return [look]
        return []

    def _nearest(self, looks: list[Look], scale: float) -> Look | None:
        near = min(looks, key=lambda look: abs(math.log(look.scale / scale)))
        return near if abs(math.log(near.scale / scale)) <= math.log(_SAME_SCALE) else None

    def _look(self, grey: Grey, scale: float) -> Look:
        """Run the network over the page at one scale."""
        picture = _resized(grey, scale)
        fx, fy = picture.shape[1] / grey.shape[1], picture.shape[0] / grey.shape[0]
        scales = np.array([fx, fy, fx, fy])
        digits, symbols = [_nothing(_DIGITS)], [_nothing(len(self._symbols))]
        for tile, left, top, inner in _tiles(picture, self._multiple):
            heat, geometry = self._run(tile)
            kinds = [(digits, heat[:_DIGITS], _PEAK), (symbols, heat[_DIGITS:], _SYMBOL_PEAK)]
            for seen, maps, least in kinds[: 1 + bool(self._symbols)]:
                boxes, heats = self._decode(maps, geometry, least)
                own = _is_within(boxes, inner)
                boxes = (boxes[own] + np.array([left, top, left, top])) / scales
                seen.append((boxes.astype(np.float32), heats[own]))
        boxes, heats = _warmest(digits)
        kept = suppressed(boxes, heats)
        return Look(scale, boxes[kept], heats[kept], *_warmest(symbols))

    def _run(self, tile: Grey) -> tuple[Float, Float]:
        """Heat maps of the digits and of the symbols it knows, and the geometry."""
        batch = tile[None, None].astype(np.float32) / np.float32(255)
        heat, geometry = self._model.run(batch)
        wanted = heat[0, : _DIGITS + len(self._symbols)]
        return cast(Float, 1 / (1 + np.exp(-wanted))), geometry[0]

    def _decode(self, heat: Float, geometry: Float, least: float = _PEAK) -> tuple[Float, Float]:
        """Peaks of heat maps as boxes in pixels of the network's input, and their heats."""
        best = np.ascontiguousarray(heat.max(axis=0))
        around = cv2.dilate(cast(Any, best), np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero((best >= around) & (best > least))
        dx, dy, log_width, log_height = geometry[:, rows, columns]
        x, y = (columns + dx) * self._stride, (rows + dy) * self._stride
        half_width = np.exp(np.clip(log_width, -4, 4)) * self._unit / 2
        half_height = np.exp(np.clip(log_height, -4, 4)) * self._unit / 2
        boxes = np.stack((x - half_width, y - half_height, x + half_width, y + half_height), axis=1)
        return boxes.astype(np.float32), np.ascontiguousarray(heat[:, rows, columns].T)

    def _heat_picture(self, grey: Grey, scale: float) -> NDArray[np.uint8]:
        """The warmest class at each place, uint8 (H, W, 3) RGB at the working scale."""
        picture = _resized(grey, scale)
        height, width = picture.shape
        heat = np.zeros((height, width), np.float32)
        for tile, left, top, _ in _tiles(picture, self._multiple):
            warm = self._run(tile)[0][: None if self._is_asked else _DIGITS].max(axis=0)
            warm = cv2.resize(cast(Any, warm), (tile.shape[1], tile.shape[0]))
            y0, x0 = max(top, 0), max(left, 0)
            y1, x1 = (
                min(top + tile.shape[0], height),
                min(left + tile.shape[1], width),
            )
            part = warm[y0 - top : y1 - top, x0 - left : x1 - left]
            np.maximum(heat[y0:y1, x0:x1], part, out=heat[y0:y1, x0:x1])
        colours = cv2.applyColorMap((heat * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]
        mixed = 0.35 * picture[..., None] + 0.65 * colours
        return cast(NDArray[np.uint8], mixed.astype(np.uint8))


def _symbols_of(model: OnnxModel, *, needed: bool) -> tuple[str, ...]:
    """The symbols that a detector knows, in the order of its heat maps."""
    known: tuple[str, ...] = tuple(json.loads(model.metadata.get("symbols", "[]")))
    if needed and not known:
        raise ConfigError(
            f"the detector {model.path} knows no decimal points, commas, minus signs and slashes: "
            "read without symbols, or with a detector that `inkdigits train detector` made"
        )
    return known


def _is_within(boxes: Float, inner: tuple[float, float, float, float]) -> NDArray[np.bool_]:
    """Which boxes have their centre within a rectangle, half-open."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside = (centre >= np.array(inner[:2])) & (centre < np.array(inner[2:]))
    return cast(NDArray[np.bool_], inside.all(axis=1))


def _nothing(classes: int) -> tuple[Float, Float]:
    return np.zeros((0, 4), np.float32), np.zeros((0, classes), np.float32)


def _warmest(seen: list[tuple[Float, Float]]) -> tuple[Float, Float]:
    """All boxes and heats of several tiles, at most `_MOST`: those with the most heat."""
    boxes, heats = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    if len(boxes) > _MOST:
        warmest = np.argpartition(-heats.max(axis=1), _MOST)[:_MOST]
        boxes, heats = boxes[warmest], heats[warmest]
    return boxes, heats


def _sure_ones(looks: list[Look]) -> int:
    """How many candidates have a say in the working scale."""
    return sum(int((look.confidences > _SURE).sum()) for look in looks)


def _overview_scales(grey: Grey) -> list[float]:
    """Scales of the small looks."""
    side = max(grey.shape)
    return [s / side for s in _OVERVIEW_SIDES if s <= 3 * side] or [_OVERVIEW_SIDES[0] / side]


def _scale_for_small(grey: Grey, looks: list[Look]) -> list[float]:
    """A scale for writing too small for these looks, as the ink's parts hint at it; or none."""
    hint = _component_height(grey)
    if hint is None or hint * looks[-1].scale >= SIGHT[0]:
        return []
    return [min(_largest_scale(grey), 1.2 * SIGHT[0] / hint)]


def _largest_scale(grey: Grey) -> float:
    return min(_MAX_ZOOM, math.sqrt(_MAX_PIXELS / grey.size))


def _component_height(grey: Grey) -> float | None:
    """Typical height of the ink's parts in pixels; None where nothing looks like writing."""
    side = max(grey.shape)
    scale = min(1.0, 1280 / side)
    small = _resized(grey, scale)
    smooth = cv2.GaussianBlur(small, (3, 3), 0).astype(np.float32)
    ground = cv2.blur(smooth, (41, 41))
    difference = ground - smooth
    spread = 1.4826 * float(np.median(np.abs(difference - np.median(difference))))
    if float((difference**3).sum()) < 0:
        difference = -difference
    mask = (difference > max(10.0, 4 * spread)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    widths, heights, areas = (
        stats[1:, cv2.CC_STAT_WIDTH],
        stats[1:, cv2.CC_STAT_HEIGHT],
        stats[1:, 4],
    )
    like = (heights >= 7) & (widths < 3 * heights) & (heights < 6 * np.maximum(widths, 3))
    like &= (areas > 0.06 * widths * heights) & (heights < 0.9 * small.shape[0])
    if not like.any():
        return None
    tall = heights[like]
    # Specks outnumber digits: the median is taken over ink, not over parts.
    order = np.argsort(tall)
    mass = np.cumsum(areas[like][order])
    middle = int(np.searchsorted(mass, mass[-1] / 2))
    return float(tall[order][middle] / scale)


def _resized(grey: Grey, scale: float) -> Grey:
    height, width = grey.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if size == (width, height):
        return grey
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cast(Grey, cv2.resize(np.ascontiguousarray(grey), size, interpolation=method))


def _tiles(
    picture: Grey, multiple: int
) -> Iterator[tuple[Grey, int, int, tuple[float, float, float, float]]]:
    """Tiles with ground around: tile, left and top in the picture, part it answers for."""
    height, width = picture.shape
    level = int(np.median(np.concatenate((picture[0], picture[-1], picture[:, 0], picture[:, -1]))))
    step = _TILE - _OVERLAP
    tops = range(0, max(1, height - _OVERLAP), step)
    lefts = range(0, max(1, width - _OVERLAP), step)
    for top in tops:
        for left in lefts:
            bottom, right = min(height, top + _TILE), min(width, left + _TILE)
            part = picture[top:bottom, left:right]
            extra_y = -(part.shape[0] + 2 * _MARGIN) % multiple
            extra_x = -(part.shape[1] + 2 * _MARGIN) % multiple
            tile = cv2.copyMakeBorder(
                np.ascontiguousarray(part),
                _MARGIN, _MARGIN + extra_y, _MARGIN, _MARGIN + extra_x,
                cv2.BORDER_CONSTANT, value=level,
            )  # fmt: skip
            half = _OVERLAP / 2
            inner = (
                -math.inf if left == 0 else half + _MARGIN,
                -math.inf if top == 0 else half + _MARGIN,
                math.inf if right == width else part.shape[1] - half + _MARGIN,
                math.inf if bottom == height else part.shape[0] - half + _MARGIN,
            )
            yield cast(Grey, tile), left - _MARGIN, top - _MARGIN, inner


def _with_boxes(grey: Grey, boxes: Float) -> NDArray[np.uint8]:
    picture = cv2.cvtColor(np.ascontiguousarray(grey), cv2.COLOR_GRAY2RGB)
    thickness = max(1, round(max(grey.shape) / 600))
    for x0, y0, x1, y1 in np.round(boxes).astype(int).tolist():
        cv2.rectangle(picture, (x0, y0), (x1, y1), (30, 160, 60), thickness)
    return cast(NDArray[np.uint8], picture)
