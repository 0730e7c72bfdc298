"""Corrections take part in training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inkdigits.errors import DataError
from inkdigits.result import Box
from inkdigits.store import Kept, Store, export_folder
from inkdigits.store.kept import frame_of
from inkdigits.train.added import SHARE, with_added


def kept(value: int | None, at: int) -> Kept:
    crop = np.full((40, 40), 255, np.uint8)
    crop[8:32, 10 + at : 14 + at] = 0
    place = Box(100.0 * at, 0.0, 100.0 * at + 40, 40.0)
    return Kept(value, crop, Box(0.0, 0.0, 40.0, 40.0), frame_of(crop, None), place, b"k" * 16)


def base(count: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    return np.zeros((count, 28, 28), np.uint8), np.full(count, 5)


@pytest.fixture
def corrections() -> list[Kept]:
    return [kept(value, at) for at, value in enumerate([1, 1, 7, None])]


def test_corrections_of_a_store_are_trained_on(tmp_path: Path, corrections: list[Kept]) -> None:
    store = Store(tmp_path / "kept.sqlite")
    store.add(corrections)
    images, labels = with_added(base(), [str(store.path)])
    added = labels[1000:]
    assert set(added.tolist()) == {1, 7, 10}
    assert len(added) == pytest.approx(1000 * SHARE, rel=0.1)
    assert images[1000:].reshape(len(added), -1).any(axis=1).all()


def test_an_exported_folder_gives_the_same(tmp_path: Path, corrections: list[Kept]) -> None:
    store = Store(tmp_path / "kept.sqlite")
    store.add(corrections)
    export_folder(store.find(), tmp_path / "out")
    _, from_store = with_added(base(), [str(store.path)])
    _, from_folder = with_added(base(), [str(tmp_path / "out")])
    assert sorted(from_store.tolist()) == sorted(from_folder.tolist())


def test_without_any_nothing_changes() -> None:
    examples = base()
    assert with_added(examples, []) is examples


def test_what_holds_no_digits_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder and no store"):
        with_added(base(), [str(tmp_path / "nowhere")])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError):
        with_added(base(), [str(tmp_path / "empty")])
