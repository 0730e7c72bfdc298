from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from inkdigits.classify import Classifier
from inkdigits.errors import ModelError
from inkdigits.locate.detector import DetectorLocator
from inkdigits.normalize import NORMALIZATION_VERSION, normalize
from inkdigits.onnx_model import OnnxModel
from inkdigits.onnx_weights import rounded
from inkdigits.train.detector import export_detector
from inkdigits.train.export import (
    PARITY,
    check_parity,
    export,
    export_classifier,
    git_revision,
    load_weights,
    show_features,
)
from inkdigits.train.networks import CLASSES, DetectorNet, DigitNet, TextbookNet
from pen import ink_of

FRAMES = np.round(
    np.stack([normalize(255 - ink_of(d, pen=p)) for d in range(10) for p in (4, 12)]) * 255
).astype(np.uint8)
BATCH = torch.from_numpy(FRAMES).unsqueeze(1).float() / 255


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Threads of networks this small only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def trained(make: Callable[[], nn.Module]) -> nn.Module:
    """A network whose weights and running statistics are none of the defaults."""
    torch.manual_seed(0)
    model = make()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                noise = torch.randn(tensor.shape) * 0.05
                tensor.add_(noise.abs() if name.endswith("running_var") else noise)
    return model.eval()


@pytest.fixture(scope="module")
def model() -> nn.Module:
    return trained(DigitNet)


@pytest.fixture(scope="module")
def exported(model: nn.Module, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "new" / "classifier.onnx"
    export_classifier(
        model,
        path,
        classes=CLASSES,
        temperature=1.7,
        reject_threshold=0.31,
        options={"seed": 3},
        examples=FRAMES,
    )
    return path


def test_a_classifier_carries_what_serving_needs(exported: Path) -> None:
    served = Classifier(exported)
    assert served.classes == CLASSES
    assert served.reject_threshold == 0.31
    assert served.revision == git_revision()
    metadata = OnnxModel(exported, task="classify").metadata
    assert metadata["normalization"] == NORMALIZATION_VERSION
    assert float(metadata["temperature"]) == 1.7
    assert json.loads(metadata["training"]) == {"seed": 3}


@pytest.mark.parametrize("count", [1, 2, 20])
def test_serving_agrees_with_training_on_any_batch(
    model: nn.Module, exported: Path, count: int
) -> None:
    with torch.inference_mode():
        expected = model(BATCH[:count]).numpy()
    found = Classifier(exported).logits(BATCH[:count].numpy())
    assert np.abs(found - expected).max() <= PARITY


def test_features_are_what_the_last_layer_is_given(model: nn.Module, exported: Path) -> None:
    seen: list[torch.Tensor] = []
    handle = model.head.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    with torch.inference_mode():
        expected = model(BATCH).numpy()
    handle.remove()
    logits, features = Classifier(exported).logits_and_features(BATCH.numpy())
    assert np.abs(features - seen[0].numpy()).max() <= PARITY
    assert np.abs(logits - expected).max() <= PARITY
    assert [o.name for o in onnx.load(str(exported)).graph.output] == ["logits", "features"]


@pytest.mark.parametrize("make", [DigitNet, TextbookNet])
def test_features_can_be_shown_by_a_file_that_has_none(
    make: Callable[[], nn.Module], tmp_path: Path
) -> None:
    path = tmp_path / "m.onnx"
    network = trained(make)
    export(network, path, BATCH, inputs=["image"], outputs=["logits"], metadata={})
    before = outputs_of(path, ["logits"])[0]
    show_features(path)
    logits, features = outputs_of(path, ["logits", "features"])
    assert np.array_equal(logits, before)
    head = network.head if isinstance(network.head, nn.Linear) else network.head[-1]
    with torch.inference_mode():
        again = head(torch.from_numpy(features)).numpy()
    assert np.abs(again - before).max() <= PARITY
    content = path.read_bytes()
    show_features(path)
    assert path.read_bytes() == content
    load_weights(make(), path)  # further training can start from it all the same


def outputs_of(path: Path, names: list[str]) -> list[Any]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return list(session.run(names, {"image": BATCH.numpy()}))


def test_features_of_another_kind_of_network_are_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    network = nn.Sequential(nn.Conv2d(1, 10, 28), nn.Flatten())
    export(network, path, BATCH, inputs=["image"], outputs=["logits"], metadata={})
    with pytest.raises(ModelError, match="end in a dense layer"):
        show_features(path)


def test_weights_are_rounded_and_statistics_kept(tmp_path: Path) -> None:
    network = trained(DigitNet)
    before = copy.deepcopy(network.state_dict())
    path = tmp_path / "m.onnx"
    export(network, path, BATCH, inputs=["image"], outputs=["logits"], metadata={})
    weights = {name for name, _ in network.named_parameters()}
    for key, value in network.state_dict().items():
        old = before[key]
        expected = torch.from_numpy(rounded(old.numpy())) if key in weights else old
        assert torch.equal(value, expected), key
    assert path.stat().st_size < 2.1 * sum(p.numel() for p in network.parameters())


def test_a_network_changed_after_its_export_is_refused(model: nn.Module, exported: Path) -> None:
    other = copy.deepcopy(model)
    assert check_parity(other, exported, BATCH) <= PARITY
    with torch.no_grad():
        other.head.bias[4] += 3e-4
    with pytest.raises(ModelError, match=r"differs from the trained network by .*do not ship"):
        check_parity(other, exported, BATCH)


def test_an_export_that_goes_wrong_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = onnx.load

    def perturbed(path: str) -> Any:
        proto = real(path)
        bias = next(t for t in proto.graph.initializer if t.name == "head.bias")
        values = onnx.numpy_helper.to_array(bias) + np.float32(0.01)
        bias.CopyFrom(onnx.numpy_helper.from_array(values, "head.bias"))
        return proto

    monkeypatch.setattr(onnx, "load", perturbed)
    with pytest.raises(ModelError, match="export is wrong"):
        export(
            trained(DigitNet),
            tmp_path / "m.onnx",
            BATCH,
            inputs=["image"],
            outputs=["logits"],
            metadata={},
        )


class Broken(nn.Module):
    """A network with two outputs, one of which may be no number."""

    def __init__(self, first: float, second: float) -> None:
        super().__init__()
        self.factors = nn.Parameter(torch.tensor([first, second]))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return x * self.factors[0], x * self.factors[1]


@pytest.mark.parametrize("factors", [(float("nan"), 1.0), (1.0, float("nan"))])
def test_outputs_that_are_no_numbers_are_refused(
    tmp_path: Path, factors: tuple[float, float]
) -> None:
    batch = torch.ones(2, 1, 4, 4)
    with pytest.raises(ModelError, match="differs"):
        export(
            Broken(*factors), tmp_path / "m.onnx", batch,
            inputs=["image"], outputs=["heat", "geometry"], metadata={},
        )  # fmt: skip


# --- weights back from a file ---------------------------------------------------------------------


def test_weights_come_back_from_a_file(model: nn.Module, exported: Path) -> None:
    fresh = DigitNet()
    load_weights(fresh, exported)
    for key, value in model.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            assert torch.equal(fresh.state_dict()[key], value), key
    with torch.inference_mode():
        assert torch.equal(fresh.eval()(BATCH), model(BATCH))


def test_weights_of_a_new_network_come_back_too(tmp_path: Path) -> None:
    """Batch normalisation starts with equal weights in many places, which a file stores once."""
    network = DigitNet()
    export(network, tmp_path / "m.onnx", BATCH, inputs=["image"], outputs=["logits"], metadata={})
    fresh = trained(DigitNet)
    load_weights(fresh, tmp_path / "m.onnx")
    with torch.inference_mode():
        assert torch.equal(fresh.eval()(BATCH), network.eval()(BATCH))


@pytest.mark.parametrize("other", [TextbookNet, DetectorNet, lambda: DigitNet(classes=10)])
def test_weights_of_another_network_are_a_model_error(exported: Path, other: Any) -> None:
    with pytest.raises(ModelError, match="holds another network"):
        load_weights(other(), exported)


@pytest.mark.parametrize("content", [b"", b"no model"])
def test_weights_of_no_model_are_a_model_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"m\.onnx"):
        load_weights(DigitNet(), path)
    with pytest.raises(ModelError, match=r"gone\.onnx"):
        load_weights(DigitNet(), tmp_path / "gone.onnx")


# --- the detector -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def detector_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[nn.Module, Path]:
    network = trained(lambda: DetectorNet((8, 8, 8, 8)))
    path = tmp_path_factory.mktemp("export") / "detector.onnx"
    examples = np.random.default_rng(0).integers(0, 256, (2, 64, 96), dtype=np.uint8)
    export_detector(network, path, {"steps": 2, "start": "old.onnx"}, examples)
    return network, path


def test_a_detector_takes_pictures_of_any_size(detector_file: tuple[nn.Module, Path]) -> None:
    network, path = detector_file
    served = OnnxModel(path, task="detect")
    for shape in ((1, 1, 32, 32), (1, 1, 160, 64), (2, 1, 64, 96)):
        batch = torch.rand(shape, generator=torch.Generator().manual_seed(1))
        heat, geometry = served.run(batch.numpy())
        assert heat.shape == (shape[0], 14, shape[2] // 4, shape[3] // 4)
        assert geometry.shape == (shape[0], 4, shape[2] // 4, shape[3] // 4)
        with torch.inference_mode():
            expected = network(batch)
        assert np.abs(heat - expected[0].numpy()).max() <= PARITY
        assert np.abs(geometry - expected[1].numpy()).max() <= PARITY


def test_a_detector_carries_what_serving_needs(detector_file: tuple[nn.Module, Path]) -> None:
    _, path = detector_file
    served = OnnxModel(path, task="detect")
    assert [served.number(k) for k in ("stride", "multiple", "typical_height", "size_unit")] == [
        4,
        32,
        30,
        30,
    ]
    assert json.loads(served.text("training")) == {"steps": 2}  # no path of the machine it ran on
    assert len(DetectorLocator(path).locate(np.full((40, 60), 255, np.uint8))) >= 0
