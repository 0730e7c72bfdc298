from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ModelError
from inkdigits.locate import detector
from inkdigits.locate.candidates import Candidates, FoundSymbols
from inkdigits.locate.detector import DetectorLocator
from pen import draw_ink, overlap, written_page
from tiny_models import LEVELS, save_detector

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]


@pytest.fixture(scope="module")
def locator() -> DetectorLocator:
    return DetectorLocator(threads=1)


# --- tiles -------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(height=st.integers(1, 3200), width=st.integers(1, 3200), sample=st.integers(0, 99))
def test_tiles_answer_for_every_pixel_once(height: int, width: int, sample: int) -> None:
    picture = np.broadcast_to(np.uint8(9), (height, width))
    rng = np.random.default_rng(sample)
    points = rng.uniform(0, (width, height), (40, 2))
    edges = np.array([896, 960, 1024, 1792, 1856]) % max(width, height)
    points = np.concatenate((points, np.stack((edges % width, edges % height), axis=1)))
    counts = np.zeros(len(points), int)
    for tile, left, top, inner in detector._tiles(picture, 32):
        assert tile.shape[0] % 32 == 0
        assert tile.shape[1] % 32 == 0
        assert max(tile.shape) <= 1024 + 64
        x, y = points[:, 0] - left, points[:, 1] - top
        own = (x >= inner[0]) & (y >= inner[1]) & (x < inner[2]) & (y < inner[3])
        counts += own
        # What a tile answers for has ground on all sides: digits at its edge are seen whole.
        assert (x[own] >= 16).all()
        assert (y[own] >= 16).all()
    assert (counts == 1).all()


def test_a_tile_is_the_pictures_part_with_its_ground_around() -> None:
    picture = np.full((50, 70), 200, np.uint8)
    picture[10:20, 30:40] = 5
    ((tile, left, top, inner),) = detector._tiles(picture, 32)
    assert (left, top) == (-16, -16)
    assert inner == (-math.inf, -math.inf, math.inf, math.inf)
    np.testing.assert_array_equal(tile[16:66, 16:86], picture)
    outside = tile.copy()
    outside[16:66, 16:86] = 200
    assert (outside == 200).all()


# --- decoding -----------------------------------------------------------------------------------


def maps(height: int = 12, width: int = 16) -> tuple[Float, Float]:
    return np.full((10, height, width), 0.01, np.float32), np.zeros((4, height, width), np.float32)


def test_a_peak_is_a_box(locator: DetectorLocator) -> None:
    heat, geometry = maps()
    heat[7, 5, 9] = 0.8
    geometry[:, 5, 9] = (0.25, 0.5, math.log(0.5), math.log(2))
    boxes, heats = locator._decode(heat, geometry)
    assert boxes.dtype == np.float32
    np.testing.assert_allclose(boxes, [[37 - 7.5, 22 - 30, 37 + 7.5, 22 + 30]], rtol=1e-5)
    assert heats.shape == (1, 10)
    assert heats.argmax() == 7
    assert heats[0, 7] == pytest.approx(0.8)


def test_neighbours_of_a_peak_and_cool_places_are_no_boxes(locator: DetectorLocator) -> None:
    heat, geometry = maps()
    heat[3, 4:7, 4:7] = 0.5
    heat[3, 5, 5] = 0.9
    heat[8, 10, 14] = 0.15
    boxes, _ = locator._decode(heat, geometry)
    assert len(boxes) == 1


def test_classes_at_one_place_are_one_box(locator: DetectorLocator) -> None:
    heat, geometry = maps()
    heat[1, 5, 5], heat[7, 5, 5], heat[7, 5, 6] = 0.6, 0.5, 0.55
    boxes, heats = locator._decode(heat, geometry)
    assert len(boxes) == 1
    assert heats[0, [1, 7]] == pytest.approx((0.6, 0.5))


def test_peaks_at_the_corners_are_found(locator: DetectorLocator) -> None:
    heat, geometry = maps()
    for y, x in ((0, 0), (0, 15), (11, 0), (11, 15)):
        heat[2, y, x] = 0.9
    assert len(locator._decode(heat, geometry)[0]) == 4


def test_no_heat_is_no_box(locator: DetectorLocator) -> None:
    boxes, heats = locator._decode(*maps())
    assert boxes.shape == (0, 4)
    assert heats.shape == (0, 10)


def test_sizes_that_cannot_be_stay_finite(locator: DetectorLocator) -> None:
    heat, geometry = maps()
    heat[2, 5, 5] = 0.9
    geometry[2:, 5, 5] = (500, -500)
    boxes, _ = locator._decode(heat, geometry)
    assert np.isfinite(boxes).all()


# --- pages --------------------------------------------------------------------------------------


def assert_finds(found: Candidates, boxes: list[Any], text: str) -> None:
    assert found.class_probabilities is not None
    assert len(found) >= len(boxes)
    for box, character in zip(boxes, text, strict=True):
        shares = [overlap(box, candidate) for candidate in found.boxes_xyxy]
        best = int(np.argmax(shares))
        assert shares[best] >= 0.5
        assert found.confidences[best] > 0.3
        assert found.class_probabilities[best].argmax() == int(character)


def test_a_page(locator: DetectorLocator) -> None:
    image, boxes = written_page(["2047 31", "94"])
    found = locator.locate(image)
    assert_finds(found, boxes, "20473194")
    assert len(found) <= len(boxes) + 2
    assert found.boxes_xyxy.dtype == np.float32
    assert found.class_probabilities is not None
    np.testing.assert_allclose(found.class_probabilities.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_one_look_at_a_scale_gives_boxes_of_the_picture(
    locator: DetectorLocator, scale: float
) -> None:
    image, boxes = written_page(["2047 31", "94"], height=round(40 / scale))
    found = locator.locate_at(image, scale)
    assert_finds(found, boxes, "20473194")
    far = locator.locate_at(image, scale / 8)  # nothing that small is seen
    assert len(far) < len(boxes)


def test_digits_at_the_edges_are_found_and_boxes_stay_inside(locator: DetectorLocator) -> None:
    ink = np.zeros((300, 400), np.uint8)
    places = {2: (3, 3), 0: (360, 3), 3: (3, 236), 5: (360, 236)}
    boxes = [draw_ink(ink, d, left=x, top=y, height=60, pen=5) for d, (x, y) in places.items()]
    found = locator.locate(255 - ink)
    assert_finds(found, boxes, "2035")
    assert found.boxes_xyxy.min() >= 0
    assert found.boxes_xyxy[:, [0, 2]].max() <= 400
    assert found.boxes_xyxy[:, [1, 3]].max() <= 300


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 500), (3, 500), (500, 3), (2, 2), (31, 33), (1, 20_000)]
)
@pytest.mark.parametrize("noise", [False, True])
def test_tiny_and_thin_pictures(
    locator: DetectorLocator, shape: tuple[int, int], noise: bool
) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, shape, dtype=np.uint8) if noise else np.full(shape, 200, np.uint8)
    found = locator.locate(image)
    assert found.boxes_xyxy.shape == (len(found), 4)
    if not noise:
        assert len(found) == 0


def test_a_picture_in_tiles_is_read_as_in_one_piece(
    locator: DetectorLocator, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, boxes = written_page(["204731869520", "940517386251", "773028146950"], height=34, pen=4)
    whole = locator._look(image, 1.0)
    monkeypatch.setattr(detector, "_TILE", 256)
    parts = locator._look(image, 1.0)
    assert len(list(detector._tiles(image, 32))) > 1
    for box in boxes:
        ours, theirs = (
            max(range(len(look.boxes)), key=lambda i: overlap(box, look.boxes[i]))
            for look in (whole, parts)
        )
        assert overlap(whole.boxes[ours], parts.boxes[theirs]) > 0.7
        assert whole.heats[ours].argmax() == parts.heats[theirs].argmax()
    assert abs(len(whole.boxes) - len(parts.boxes)) <= 2


def test_a_digit_on_a_seam_is_found_once(
    locator: DetectorLocator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detector, "_TILE", 256)
    ink = np.zeros((120, 400), np.uint8)
    seam = 256 - 64
    box = draw_ink(ink, 3, left=seam - 10, top=40, height=34, pen=4)
    look = locator._look(255 - ink, 1.0)
    assert sum(overlap(box, found) > 0.3 for found in look.boxes) == 1


class _Blind:
    """Stands for the network: counts what it is shown and sees nothing."""

    def __init__(self) -> None:
        self.pixels: list[int] = []

    def run(self, batch: Float) -> tuple[Float, Float]:
        height, width = batch.shape[2] // 4, batch.shape[3] // 4
        self.pixels.append(batch.size)
        return (
            np.full((1, 14, height, width), -5, np.float32),
            np.zeros((1, 4, height, width), np.float32),
        )


def test_a_photo_of_12_megapixels_is_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    locator = DetectorLocator(threads=1)
    blind = _Blind()
    monkeypatch.setattr(locator, "_model", blind)
    page = np.full((3000, 4000), 230, np.uint8)
    for y in range(100, 2900, 60):  # writing so small that it asks for a close look
        cv2.putText(page, "0123456789 " * 8, (60, y), cv2.FONT_HERSHEY_PLAIN, 1.6, 30, 2)
    assert len(locator.locate(page)) == 0
    assert max(blind.pixels) <= (1024 + 64) ** 2
    assert sum(blind.pixels) <= 3 * 8e6


def test_static_does_not_flood_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    locator = DetectorLocator(threads=1)
    rng = np.random.default_rng(0)

    class Static:
        def run(self, batch: Float) -> tuple[Float, Float]:
            size = (batch.shape[2] // 4, batch.shape[3] // 4)
            heat = rng.normal(-0.5, 0.5, (1, 14, *size)).astype(np.float32)
            return heat, np.full((1, 4, *size), -2.5, np.float32)

    monkeypatch.setattr(locator, "_model", Static())
    found = locator.locate(rng.integers(0, 256, (700, 900), dtype=np.uint8))
    assert len(found) <= 3 * detector._MOST


def test_stages_are_recorded(locator: DetectorLocator) -> None:
    image = written_page(["407"])[0]
    stages: list[tuple[str, NDArray[np.uint8]]] = []
    found = locator.locate(image, lambda name, picture: stages.append((name, picture)))
    names = [name for name, _ in stages]
    assert names[:2] == ["grey", "heat_map"]
    assert names[-1] == "candidates"
    assert all(picture.dtype == np.uint8 and picture.size for _, picture in stages)
    np.testing.assert_array_equal(found.boxes_xyxy, locator.locate(image).boxes_xyxy)


def test_a_missing_detector_is_a_model_error(tmp_path: Any) -> None:
    with pytest.raises(ModelError, match="no model file"):
        DetectorLocator(tmp_path / "gone.onnx")


# --- symbols ------------------------------------------------------------------------------------


def coded_page(text: str) -> Grey:
    """A page on which the tiny detector sees the characters of a text side by side."""
    page = np.full((128, 40 * len(text) + 40), 255, np.uint8)
    for at, character in enumerate(text):
        page[64:68, 40 * at + 40 : 40 * at + 44] = LEVELS[character]
    return page


def seen_by(path: Path, page: Grey, monkeypatch: pytest.MonkeyPatch, **how: bool) -> Candidates:
    monkeypatch.setattr(detector, "_OVERVIEW_SIDES", (max(page.shape),))  # one look, at scale 1
    return DetectorLocator(path, threads=1, **how).locate(page)


def test_symbols_are_found_with_their_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = save_detector(tmp_path / "tiny.onnx")
    found = seen_by(model, coded_page("3.1,4-/5"), monkeypatch, symbols=True)
    assert len(found) == 4
    assert found.symbols is not None
    order = np.argsort(found.symbols.boxes_xyxy[:, 0])
    assert "".join(found.symbols.texts[k] for k in order) == ".,-/"
    assert found.symbols.boxes_xyxy[order[0]].tolist() == [65, 49, 95, 79]
    assert (found.symbols.confidences > 0.9).all()


@pytest.mark.parametrize("symbols", [".,-/", None])
def test_digits_are_the_first_ten_heat_maps(
    symbols: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a detector knows beside them is no digit; it is found where nobody asks, too."""
    model = save_detector(tmp_path / "tiny.onnx", symbols=symbols)
    found = seen_by(model, coded_page("3.1,4-/5"), monkeypatch)
    order = np.argsort(found.boxes_xyxy[:, 0])
    assert found.class_probabilities is not None
    assert found.class_probabilities[order].argmax(axis=1).tolist() == [3, 1, 4, 5]
    assert (found.symbols is None) == (symbols is None)


def test_no_symbols_are_an_empty_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = save_detector(tmp_path / "tiny.onnx")
    for page in (coded_page("314"), np.full((90, 90), 255, np.uint8)):
        found = seen_by(model, page, monkeypatch, symbols=True)
        assert found.symbols is not None
        assert len(found.symbols) == 0
        assert found.symbols.boxes_xyxy.shape == (0, 4)


def test_the_heat_map_shows_only_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = save_detector(tmp_path / "tiny.onnx")
    monkeypatch.setattr(detector, "_OVERVIEW_SIDES", (360,))
    warmth = {}
    for symbols in (False, True):
        stages: dict[str, Grey] = {}
        DetectorLocator(model, threads=1, symbols=symbols).locate(
            coded_page("3.1,4-/5"), stages.__setitem__
        )
        warmth[symbols] = int(stages["heat_map"][66, 82].astype(int).sum())
    assert warmth[True] > warmth[False] + 200


def test_symbols_of_a_detector_that_knows_none_are_an_error(tmp_path: Path) -> None:
    model = save_detector(tmp_path / "tiny.onnx", symbols=None)
    with pytest.raises(ConfigError, match=r"knows no decimal points.*read without symbols"):
        DetectorLocator(model, symbols=True)


def test_a_slash_is_warm_where_the_same_ink_may_be_a_digit() -> None:
    boxes = np.array([[0, 0, 10, 30], [40, 0, 60, 30], [80, 0, 90, 30]], np.float32)
    marks = np.array([[1, 0, 11, 31], [41, 0, 60, 30], [200, 0, 210, 30]], np.float32)
    symbols = FoundSymbols(marks, np.array([0.7, 0.9, 0.8], np.float32), ("/", "-", "/"))
    np.testing.assert_allclose(symbols.heats_at(boxes, "/"), [0.7, 0, 0])
    assert symbols.heats_at(boxes[:0], "/").shape == (0,)


def test_slashes_belong_to_candidates() -> None:
    boxes = np.zeros((2, 4), np.float32)
    with pytest.raises(ValueError, match=r"slashes must have the shape \(2,\)"):
        Candidates(boxes, np.zeros(2, np.float32), slashes=np.zeros(3, np.float32))


def test_a_detector_without_symbols_knows_of_no_slash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = save_detector(tmp_path / "tiny.onnx", symbols=None)
    found = seen_by(model, coded_page("3.1,4-/5"), monkeypatch)
    assert len(found)
    assert found.slashes is None


# --- far away -------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [(7, 0, 3, 1, 6), ()])
def test_a_small_note_in_a_large_picture_is_found_where_its_ink_gives_no_hint(
    digits: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detector, "_scale_for_small", lambda *_: [])  # so does the grain of a desk
    desk = np.full((2000, 2800), 110, np.uint8)
    ink = np.zeros((240, 300), np.uint8)
    for place, digit in enumerate(digits):
        draw_ink(ink, digit, left=60 + 33 * place, top=100, height=30, pen=4)
    desk[900:1140, 1200:1500] = 225 - 0.7 * ink
    found = DetectorLocator(threads=1).locate(desk)
    sure = found.confidences > 0.5
    assert sure.sum() == len(digits)
    assert found.class_probabilities is not None
    left = np.argsort(found.boxes_xyxy[sure, 0])
    assert found.class_probabilities[sure][left].argmax(axis=1).tolist() == list(digits)
