from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from inkdigits.locate.detector import DetectorLocator
from inkdigits.train import crops
from inkdigits.train.augment import NOT_A_DIGIT_CLASS
from inkdigits.train.crops import (
    NO_DIGIT,
    UNKNOWN,
    candidate_crops,
    candidate_truths,
    page_crops,
)
from inkdigits.train.pages import PageSources, SyntheticPage, load_page_sources
from tiny_data import write_all


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> PageSources:
    return load_page_sources(write_all(tmp_path_factory.mktemp("data")), "train")


def boxes(*rows: tuple[float, float, float, float]) -> Any:
    return np.array(rows, np.float32).reshape(-1, 4)


def page(digits: Any, labels: list[int], ignored: Any) -> SyntheticPage:
    image = np.full((200, 200), 255, np.uint8)
    return SyntheticPage(image, digits, np.array(labels, np.int64), (), ignored, ())


def test_crops_of_pages_are_framed_digits_with_their_labels(sources: PageSources) -> None:
    images, labels = page_crops(sources, 120, np.random.default_rng(0))
    assert images.shape == (120, 28, 28)
    assert images.dtype == np.uint8
    assert set(labels) == set(range(10))
    assert images.reshape(120, -1).any(axis=1).all()
    assert (images.reshape(120, -1).max(axis=1) > 150).mean() > 0.9
    again, same = page_crops(sources, 120, np.random.default_rng(0))
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same)


def test_a_candidate_is_the_digit_that_it_covers() -> None:
    written = page(
        boxes((10, 10, 30, 50), (60, 10, 80, 50), (10, 100, 30, 140)), [7, 3, 5],
        boxes((60, 100, 80, 140)),
    )  # fmt: skip
    asked = {
        (11, 9, 31, 51): 7,  # nearly as labelled
        (10, 10, 30, 24): NO_DIGIT,  # its top, where another candidate holds all of it
        (60, 10, 80, 24): UNKNOWN,  # the top of a digit that no candidate holds
        (61, 101, 80, 139): UNKNOWN,  # cut off or crossed out
        (120, 120, 150, 160): NO_DIGIT,
    }
    found = candidate_truths(boxes(*asked), written)
    assert found.tolist() == list(asked.values())


def test_on_a_page_without_digits_every_candidate_is_none() -> None:
    found = candidate_truths(boxes((0, 0, 9, 9), (50, 0, 70, 40)), page(boxes(), [], boxes()))
    assert found.tolist() == [NO_DIGIT, NO_DIGIT]
    assert candidate_truths(boxes(), page(boxes(), [], boxes())).shape == (0,)


def test_crops_of_candidates_are_digits_and_what_was_taken_for_one(
    sources: PageSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[SyntheticPage, Any]] = []

    def note(found: Any, written: SyntheticPage) -> Any:
        seen.append((written, found))
        return candidate_truths(found, written)

    monkeypatch.setattr(crops, "candidate_truths", note)
    locator = DetectorLocator(threads=1)
    images, labels = candidate_crops(sources, 300, np.random.default_rng(0), locator)
    assert images.shape == (300, 28, 28)
    assert images.reshape(300, -1).any(axis=1).all()
    none = labels == NOT_A_DIGIT_CLASS
    assert 0.02 < none.mean() < 0.6
    assert set(labels[~none]) == set(range(10))
    # It is the detector's own candidates that are framed, not the boxes of the labels.
    for written, found in seen[:5]:
        np.testing.assert_array_equal(locator.locate_at(written.image, 1.0).boxes_xyxy, found)
    again, same = candidate_crops(sources, 300, np.random.default_rng(0), locator)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same)


def test_new_examples_are_partly_digits_that_are_given_and_the_same_for_a_seed(
    tmp_path: Path,
) -> None:
    from inkdigits.train.examples import GIVEN_DIGIT, Augmented

    make = Augmented(write_all(tmp_path))
    images, labels = make(50, (1,))
    assert images.shape == (50, 28, 28)
    assert (labels >= GIVEN_DIGIT).any()
    assert (labels < GIVEN_DIGIT).any()
    again, same = make(50, (1,))
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, same)
