from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

import tiny_data
from inkdigits.errors import ConfigError, ModelError
from inkdigits.locate.detector import DetectorLocator
from inkdigits.onnx_weights import read_weights, rounded
from inkdigits.train import data, mean
from inkdigits.train import detector as detector_module
from inkdigits.train.detector import export_detector
from inkdigits.train.mean import mean_detector
from inkdigits.train.networks import DetectorNet

WIDTHS = (8, 8, 8, 8)


@pytest.fixture(autouse=True)
def small_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Little validation data, a narrow network, few batches."""
    monkeypatch.setattr(data, "MNIST_VALIDATION", 20)
    monkeypatch.setattr(mean, "DetectorNet", lambda: DetectorNet(WIDTHS))
    monkeypatch.setattr(mean, "_BATCHES", 2)
    yield
    detector_module._sources.cache_clear()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    tiny_data.write_mnist(folder)
    tiny_data.write_unipen(folder)
    tiny_data.write_letters(folder)
    return folder


def saved(path: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    export_detector(DetectorNet(WIDTHS), path, {"seed": seed}, np.zeros((1, 64, 64), np.uint8))
    return path


def weights(path: Path) -> dict[str, np.ndarray]:
    return {k: np.asarray(v) for k, v in read_weights(onnx.load(str(path)).graph).items()}


@pytest.mark.training
def test_a_mean_lies_between_its_parts_as_it_is_weighted(root: Path, tmp_path: Path) -> None:
    first, second = saved(tmp_path / "a.onnx", 1), saved(tmp_path / "b.onnx", 2)
    out = tmp_path / "mean.onnx"
    mean_detector([(first, 1.0), (second, 3.0)], out, data=root, tile=64)
    a, b, c = weights(first), weights(second), weights(out)
    name = "heat.weight"
    np.testing.assert_allclose(c[name], rounded(0.25 * a[name] + 0.75 * b[name]), rtol=1e-6)
    noted = json.loads({p.key: p.value for p in onnx.load(str(out)).metadata_props}["training"])
    shas = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (first, second)]
    assert noted == {"mean": [[shas[0], 1.0], [shas[1], 3.0]]}
    found = DetectorLocator(out).locate(np.full((50, 70), 255, np.uint8))
    assert found.boxes_xyxy.shape[1] == 4


@pytest.mark.training
def test_normalisation_is_measured_anew(root: Path, tmp_path: Path) -> None:
    first, out = saved(tmp_path / "a.onnx", 1), tmp_path / "mean.onnx"
    mean_detector([(first, 1.0)], out, data=root, tile=64)
    name = "stem.0.1.running_mean"
    assert not weights(first)[name].any()  # as a new network has it
    assert weights(out)[name].any()


def test_a_file_that_is_not_there_is_a_model_error(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.onnx"):
        mean_detector([(tmp_path / "gone.onnx", 1.0)], tmp_path / "mean.onnx", data=root)


@pytest.mark.parametrize("shares", [(), (0.0,), (-1.0, 2.0), (float("nan"),)])
def test_weights_must_be_above_nought(
    shares: tuple[float, ...], root: Path, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="above 0"):
        mean_detector([(tmp_path / "a.onnx", share) for share in shares], tmp_path / "b", data=root)


@pytest.mark.training
def test_another_network_is_refused(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = saved(tmp_path / "a.onnx", 1)
    monkeypatch.setattr(mean, "DetectorNet", lambda: DetectorNet((16, 8, 8, 8)))
    with pytest.raises(ModelError, match="another network"):
        mean_detector([(first, 1.0)], tmp_path / "mean.onnx", data=root)
    assert not (tmp_path / "mean.onnx").exists()
