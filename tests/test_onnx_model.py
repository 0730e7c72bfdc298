from __future__ import annotations

import hashlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from inkdigits import onnx_model
from inkdigits.errors import ModelError
from inkdigits.onnx_model import OnnxModel, shipped_model
from tiny_models import save_classifier


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return save_classifier(tmp_path / "tiny.onnx")


def test_a_model_runs_and_gives_its_metadata(model: Path) -> None:
    loaded = OnnxModel(model, task="classify")
    assert loaded.path == model
    assert loaded.text("normalization") == "1"
    assert loaded.number("temperature") == 1.0
    (logits,) = loaded.run(np.zeros((3, 1, 28, 28), np.float32))
    assert logits.shape == (3, 11)
    assert logits.argmax(axis=1).tolist() == [7, 7, 7]


def test_a_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model file .*gone\.onnx: check the path"):
        OnnxModel(tmp_path / "gone.onnx", task="classify")


def test_a_folder_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="check the path"):
        OnnxModel(tmp_path, task="classify")


@pytest.mark.parametrize("content", [b"", b"no model at all", b"\x08\x08\x12\x00" * 20])
def test_a_file_that_is_no_model_is_a_model_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "corrupt.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"corrupt\.onnx.*inkdigits train"):
        OnnxModel(path, task="classify")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_a_model_error(model: Path, share: float) -> None:
    content = model.read_bytes()
    model.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ModelError, match="inkdigits train"):
        OnnxModel(model, task="classify")


def test_a_model_for_another_task_is_a_model_error(model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"task 'classify', expected 'detect': give a file"):
        OnnxModel(model, task="detect")
    bare = save_classifier(tmp_path / "bare.onnx", metadata={"task": None})
    with pytest.raises(ModelError, match="task 'none', expected 'classify'"):
        OnnxModel(bare, task="classify")


def test_metadata_that_is_missing_or_no_number_is_a_model_error(tmp_path: Path) -> None:
    path = save_classifier(tmp_path / "m.onnx", metadata={"temperature": "warm"})
    loaded = OnnxModel(path, task="classify")
    with pytest.raises(ModelError, match=r"no metadata 'stride': export it again"):
        loaded.text("stride")
    with pytest.raises(ModelError, match="no metadata 'stride'"):
        loaded.number("stride")
    with pytest.raises(ModelError, match="'temperature' should be a number"):
        loaded.number("temperature")


@pytest.mark.parametrize("shape", [(1, 1, 27, 28), (2, 3, 28, 28), (28, 28)])
def test_a_batch_that_does_not_fit_is_a_model_error(model: Path, shape: tuple[int, ...]) -> None:
    with pytest.raises(ModelError, match=r"failed on a batch of shape"):
        OnnxModel(model, task="classify").run(np.zeros(shape, np.float32))


def test_threads_share_a_session() -> None:
    loaded = OnnxModel(shipped_model("classifier.onnx"), task="classify", threads=1)
    rng = np.random.default_rng(0)
    batches = [rng.random((n, 1, 28, 28), np.float32) for n in (1, 2, 3, 5, 8, 13, 21, 34)]
    expected = [loaded.run(batch)[0] for batch in batches]
    barrier = threading.Barrier(len(batches))

    def work(index: int) -> bool:
        barrier.wait()
        return all(
            np.allclose(loaded.run(batches[index])[0], expected[index], atol=1e-5)
            for _ in range(10)
        )

    with ThreadPoolExecutor(len(batches)) as pool:
        assert all(pool.map(work, range(len(batches))))


def test_threads_change_no_answer(model: Path) -> None:
    batch = np.random.default_rng(0).random((9, 1, 28, 28), np.float32)
    one, four = (OnnxModel(model, task="classify", threads=n).run(batch)[0] for n in (1, 4))
    np.testing.assert_allclose(one, four, atol=1e-5)


# --- the models that come with the package -------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "task"), [("classifier.onnx", "classify"), ("detector.onnx", "detect")]
)
def test_the_shipped_models_are_the_ones_that_were_shipped(name: str, task: str) -> None:
    path = shipped_model(name)
    hashes = json.loads((path.parent / "sha256.json").read_text())
    assert hashes[name] == hashlib.sha256(path.read_bytes()).hexdigest()
    loaded = OnnxModel(path, task=task)
    assert json.loads(loaded.text("classes"))[:10] == list("0123456789")
    assert json.loads(loaded.text("training"))
    assert loaded.text("revision")


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder of its own, with the model tiny.onnx in its place."""
    monkeypatch.setattr(onnx_model.resources, "files", lambda name: tmp_path)
    folder = tmp_path / "weights"
    folder.mkdir()
    path = save_classifier(folder / "tiny.onnx")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "sha256.json").write_text(json.dumps({"tiny.onnx": digest}))
    return folder


def test_a_shipped_model_is_found(weights: Path) -> None:
    assert shipped_model("tiny.onnx") == weights / "tiny.onnx"


def test_a_shipped_model_with_another_hash_is_a_model_error(weights: Path) -> None:
    with (weights / "tiny.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match=r"expected SHA-256 \w{64}, found \w{64}: reinstall"):
        shipped_model("tiny.onnx")


def test_a_shipped_model_that_no_hash_is_known_for_is_a_model_error(weights: Path) -> None:
    save_classifier(weights / "stranger.onnx")
    with pytest.raises(ModelError, match="not the one that was shipped"):
        shipped_model("stranger.onnx")


@pytest.mark.parametrize("gone", ["tiny.onnx", "sha256.json"])
def test_a_shipped_model_that_is_missing_is_a_model_error(weights: Path, gone: str) -> None:
    (weights / gone).unlink()
    with pytest.raises(ModelError, match=r"tiny\.onnx .*cannot be read.*reinstall"):
        shipped_model("tiny.onnx")


def test_damaged_hashes_are_a_model_error(weights: Path) -> None:
    (weights / "sha256.json").write_text("{")
    with pytest.raises(ModelError, match="reinstall"):
        shipped_model("tiny.onnx")


def test_the_same_file_is_loaded_once_and_a_changed_one_again(model: Path) -> None:
    first, second = (OnnxModel(model, task="classify", threads=1) for _ in range(2))
    assert first._session is second._session
    model.unlink()
    changed = OnnxModel(save_classifier(model), task="classify", threads=1)
    assert changed._session is not first._session
