from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from inkdigits import onnx_model
from inkdigits.classify import Classifier
from inkdigits.errors import ConfigError, DataError, ModelError
from inkdigits.learn import load_memory
from inkdigits.onnx_model import shipped_model
from inkdigits.train.ship import WEIGHTS, ship
from tiny_data import write_all
from tiny_models import save_classifier


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    return tmp_path / "package" / "weights"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("data"))


@pytest.fixture(autouse=True)
def named_data(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKDIGITS_DATA", str(data))


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return save_classifier(folder / "classifier.onnx")


def hashes(weights: Path) -> dict[str, str]:
    return dict(json.loads((weights / "sha256.json").read_text()))


def test_models_are_shipped_into_the_package() -> None:
    assert shipped_model("classifier.onnx").parent == WEIGHTS


def test_a_model_is_copied_and_its_hash_noted(weights: Path, trained: Path) -> None:
    digest = ship(trained, weights)
    assert digest == hashlib.sha256((weights / "classifier.onnx").read_bytes()).hexdigest()
    batch = np.random.default_rng(0).random((3, 28, 28), np.float32)
    shipped = Classifier(weights / "classifier.onnx")
    assert np.array_equal(shipped.logits(batch), Classifier(trained).logits(batch))
    assert hashes(weights)["classifier.onnx"] == digest
    assert {p.name for p in weights.iterdir()} == {"sha256.json", *hashes(weights)}


def test_a_classifier_comes_with_the_memory_that_fits_it(weights: Path, trained: Path) -> None:
    digest = ship(trained, weights)
    memory = load_memory(weights / "memory.npz")
    assert memory.model == digest == Classifier(weights / "classifier.onnx").sha256
    assert (
        hashes(weights)["memory.npz"]
        == hashlib.sha256((weights / "memory.npz").read_bytes()).hexdigest()
    )
    assert set(memory.replay.labels.tolist()) == set(range(11))
    for part in (memory.replay, *memory.guards):
        assert len(part.labels) == len(part.features) == len(part.logits) > 0
        assert (part.logits.argmax(axis=1) == 7).all()  # what this classifier says to all


def test_a_classifier_without_data_for_its_memory_is_not_shipped(
    weights: Path, trained: Path, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="existing directory"):
        ship(trained, weights, data=tmp_path / "gone")
    assert not list(weights.iterdir())


def test_what_was_shipped_is_what_is_loaded(
    weights: Path, trained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(trained, weights)
    monkeypatch.setattr(onnx_model.resources, "files", lambda name: weights.parent)
    assert shipped_model("classifier.onnx") == weights / "classifier.onnx"


def test_each_model_keeps_its_hash(weights: Path, trained: Path) -> None:
    first = ship(trained, weights)
    detector = ship(shipped_model("detector.onnx"), weights)
    assert hashes(weights)["classifier.onnx"] == first
    assert hashes(weights)["detector.onnx"] == detector
    save_classifier(trained, favourite=3)
    second = ship(trained, weights)
    assert second != first
    assert hashes(weights)["classifier.onnx"] == second
    assert hashes(weights)["detector.onnx"] == detector


def test_junk_is_refused_and_nothing_is_changed(weights: Path, trained: Path) -> None:
    ship(trained, weights)
    before = {p.name: p.read_bytes() for p in weights.iterdir()}
    trained.write_bytes(b"junk")
    with pytest.raises(ModelError):
        ship(trained, weights)
    assert {p.name: p.read_bytes() for p in weights.iterdir()} == before


def test_a_model_under_the_others_name_is_refused(tmp_path: Path, weights: Path) -> None:
    wrong = tmp_path / "classifier.onnx"
    wrong.write_bytes(shipped_model("detector.onnx").read_bytes())
    with pytest.raises(ModelError, match="expected 'classify'"):
        ship(wrong, weights)
    assert not weights.exists()


def test_a_model_of_another_framing_is_refused(tmp_path: Path, weights: Path) -> None:
    old = save_classifier(tmp_path / "classifier.onnx", metadata={"normalization": "0"})
    with pytest.raises(ModelError, match="framing 0"):
        ship(old, weights)


def test_another_name_is_a_config_error(tmp_path: Path, weights: Path) -> None:
    path = save_classifier(tmp_path / "best.onnx")
    with pytest.raises(ConfigError, match=r"classifier\.onnx or detector\.onnx, found best\.onnx"):
        ship(path, weights)


def test_a_missing_file_is_a_model_error(tmp_path: Path, weights: Path) -> None:
    with pytest.raises(ModelError, match="no model file"):
        ship(tmp_path / "classifier.onnx", weights)
