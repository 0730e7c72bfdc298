from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits.image import load_image
from inkdigits.locate.candidates import Candidates
from inkdigits.locate.contours import ContourLocator

Grey = NDArray[np.uint8]

STAGES = [
    "grey",
    "blur",
    "illumination",
    "threshold",
    "morphology",
    "contours",
    "filtered",
    "split",
]


def written(
    text: str = "2075389614", *, pitch: int = 70, size: tuple[int, int] = (300, 800), pen: int = 4
) -> tuple[Grey, NDArray[np.float32]]:
    """Ink 255 on 0 with digits from left to right, and the box of each."""
    page = np.zeros(size, np.uint8)
    boxes = []
    for k, character in enumerate(text):
        one = np.zeros(size, np.uint8)
        at = (40 + k * pitch, 150 + 6 * (k % 3))
        cv2.putText(one, character, at, cv2.FONT_HERSHEY_SIMPLEX, 2.0, 255, pen, cv2.LINE_AA)
        x, y, width, height = cv2.boundingRect(np.asarray(one > 100, np.uint8))
        boxes.append((x, y, x + width, y + height))
        page = np.maximum(page, one)
    return page, np.array(boxes, np.float32)


def on_paper(ink: Grey, paper: NDArray[np.float64] | float, pen: float = 0.25) -> Grey:
    """The ink on paper of the given brightness: the pen leaves that share of the light."""
    covered = ink / 255.0
    return np.asarray(np.clip(paper * (1 - covered * (1 - pen)), 0, 255), np.uint8)


def overlaps(found: NDArray[np.float32], boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Best intersection over union of each of `boxes` with any box found."""
    low = np.maximum(boxes[:, None, :2], found[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], found[None, :, 2:])
    shared = np.prod(np.maximum(high - low, 0), axis=2)
    areas = [np.prod(b[:, 2:] - b[:, :2], axis=1) for b in (boxes, found)]
    return (shared / (areas[0][:, None] + areas[1][None, :] - shared)).max(axis=1, initial=0)


def assert_found(page: Grey, boxes: NDArray[np.float32], extra: int = 0) -> None:
    found = ContourLocator().locate(page).boxes_xyxy
    assert overlaps(found, boxes).min() > 0.5
    assert len(found) <= len(boxes) + extra


def test_the_polarity_can_be_said() -> None:
    """What is said decides, whatever the picture looks like."""
    ink, boxes = written("888", pen=22)
    left, top, right, bottom = int(boxes[0, 0]) - 3, int(boxes[:, 1].min()) - 3, 250, 160
    page = on_paper(ink, 250)[top:bottom, left:right]
    dark, light = (
        ContourLocator(polarity=said).locate(page).boxes_xyxy
        for said in ("dark_on_light", "light_on_dark")
    )
    np.testing.assert_array_equal(
        dark, ContourLocator(polarity="light_on_dark").locate(255 - page).boxes_xyxy
    )
    assert dark.shape != light.shape or np.abs(dark - light).max() > 3


@pytest.mark.parametrize("paper", [255, 200, 120])
def test_digits_on_plain_paper_are_found(paper: int) -> None:
    ink, boxes = written()
    assert_found(on_paper(ink, paper), boxes)


@pytest.mark.parametrize("pen", [3, 5, 9, 13])
def test_light_digits_on_a_dark_board_are_found(pen: int) -> None:
    ink, boxes = written(pen=pen)
    assert_found(on_paper(255 - ink, 220, 0.1), boxes)


@pytest.mark.parametrize("low", [60, 120])
def test_a_gradient_does_not_hide_digits(low: int) -> None:
    ink, boxes = written()
    assert_found(on_paper(ink, np.linspace(low, 245, ink.shape[1])[None, :]), boxes)


def test_the_edge_of_a_shadow_does_not_hide_digits() -> None:
    ink, boxes = written()
    light = np.where(np.arange(ink.shape[1]) < 400, 230.0, 110.0)[None, :]
    assert_found(on_paper(ink, cv2.blur(np.repeat(light, ink.shape[0], 0), (9, 9))), boxes)


def test_noise_adds_little() -> None:
    ink, boxes = written()
    noise = np.random.default_rng(0).normal(0, 8, ink.shape)
    assert_found(on_paper(ink, 200 + noise), boxes, extra=1)


def test_rules_are_taken_away() -> None:
    ink, boxes = written()
    for y in range(30, 300, 64):
        ink[y : y + 2] = 255
    assert_found(ink, boxes, extra=2)


def test_digits_in_the_boxes_of_a_form_are_found() -> None:
    ink, boxes = written()
    for x in range(28, 800, 70):
        cv2.line(ink, (x, 80), (x, 190), 255, 2)
    cv2.rectangle(ink, (28, 80), (728, 190), 255, 2)
    assert_found(on_paper(ink, 230), boxes, extra=2)


def test_touching_digits_are_split() -> None:
    ink, boxes = written("3520", pitch=30)
    assert cv2.connectedComponents(ink)[0] - 1 < 4
    assert_found(on_paper(ink, 230), boxes)


def test_the_loose_bar_of_a_five_stays_with_its_digit() -> None:
    ink, boxes = written("25")
    left, top = int(boxes[1, 0]), int(boxes[1, 1])
    ink[top : top + 24, left + 8 : left + 14] = 0
    assert cv2.connectedComponents(ink)[0] - 1 > 2
    assert_found(on_paper(ink, 230), boxes)


def test_specks_and_dashes_are_no_digits() -> None:
    ink, boxes = written("2075")
    ink[250:253, 100:104] = 255
    cv2.line(ink, (500, 120), (540, 120), 255, 4)
    assert_found(ink, boxes)


def test_one_large_digit_fills_the_picture() -> None:
    ink, boxes = written("8", size=(180, 120), pen=9)
    assert_found(ink[80:180, 20:100], boxes - np.float32([20, 80, 20, 80]))


def test_boxes_are_in_pixels_of_a_large_original() -> None:
    ink, boxes = written()
    large = cv2.resize(on_paper(ink, 220), None, fx=5, fy=5, interpolation=cv2.INTER_CUBIC)
    assert_found(np.asarray(large, np.uint8), boxes * 5)


@pytest.mark.parametrize("shape", [(1, 1), (1, 400), (300, 1), (2, 2), (28, 28), (400, 600)])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_blank_picture_has_no_digits(shape: tuple[int, int], grey: int) -> None:
    assert len(ContourLocator().locate(np.full(shape, grey, np.uint8))) == 0


@pytest.mark.parametrize("shape", [(1, 7), (3, 3), (9, 200), (64, 64), (1, 2000)])
def test_noise_of_any_shape_gives_boxes_within_the_picture(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    found = ContourLocator().locate(noise)
    assert (found.boxes_xyxy >= 0).all()
    assert (found.boxes_xyxy[:, 2:] <= np.array(shape[::-1]) + 1e-3).all()
    assert (found.boxes_xyxy[:, 2:] > found.boxes_xyxy[:, :2]).all()


def test_confidences_are_shares_and_there_are_no_classes() -> None:
    ink, _ = written()
    found = ContourLocator().locate(ink)
    assert found.class_probabilities is None
    assert ((found.confidences > 0) & (found.confidences <= 1)).all()


def test_every_stage_is_recorded_and_recording_changes_nothing() -> None:
    ink, _ = written()
    stages: list[tuple[str, Grey]] = []
    found = ContourLocator().locate(ink, lambda name, picture: stages.append((name, picture)))
    assert [name for name, _ in stages] == STAGES
    assert all(p.dtype == np.uint8 and p.shape[:2] == ink.shape for _, p in stages)
    np.testing.assert_array_equal(found.boxes_xyxy, ContourLocator().locate(ink).boxes_xyxy)


def test_the_picture_given_is_not_changed() -> None:
    ink, _ = written()
    before = ink.copy()
    ContourLocator().locate(ink)
    np.testing.assert_array_equal(ink, before)


def test_real_digits_are_found(data_root: Path) -> None:
    folder = data_root / "pages_dev"
    pages = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    best = []
    for page in pages[::4]:
        if page.get("boxes"):
            found = ContourLocator().locate(load_image(folder / page["file"]))
            best.append(overlaps(found.boxes_xyxy, np.array(page["boxes"], np.float32)))
    assert (np.concatenate(best) > 0.5).mean() > 0.9


@pytest.mark.parametrize(
    ("boxes", "confidences", "probabilities"),
    [
        ((3, 5), (3,), None),
        ((3,), (3,), None),
        ((3, 4), (2,), None),
        ((3, 4), (3,), (3, 11)),
        ((3, 4), (3,), (2, 10)),
    ],
)
def test_candidates_of_unequal_shapes_are_refused(
    boxes: tuple[int, ...], confidences: tuple[int, ...], probabilities: tuple[int, ...] | None
) -> None:
    with pytest.raises(ValueError, match="shape"):
        Candidates(
            np.zeros(boxes, np.float32),
            np.zeros(confidences, np.float32),
            None if probabilities is None else np.zeros(probabilities, np.float32),
        )


def test_candidates_must_be_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        Candidates(np.full((1, 4), np.nan, np.float32), np.ones(1, np.float32))


def test_no_candidates_have_length_zero() -> None:
    assert len(Candidates.none()) == 0
    assert Candidates.none().boxes_xyxy.shape == (0, 4)
