from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny_data
from inkdigits.errors import ConfigError, DataError, ModelError
from inkdigits.locate.detector import DetectorLocator
from inkdigits.onnx_weights import rounded
from inkdigits.train import data
from inkdigits.train import detector as detector_module
from inkdigits.train.checkpoint import save_checkpoint
from inkdigits.train.detector import STRIDE, Batch, TrainingOptions, encode, loss_of, train
from inkdigits.train.networks import DetectorNet
from inkdigits.train.pages import SyntheticPage

TINY = TrainingOptions(steps=3, batch_size=2, tile=96, seed=4, workers=0)


@pytest.fixture(scope="module", autouse=True)
def small_world() -> Iterator[None]:
    """Little validation data, and a narrow network."""
    widths = (8, 8, 8, 8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "MNIST_VALIDATION", 20)
        patch.setattr(detector_module, "DetectorNet", lambda: DetectorNet(widths))
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # threads of networks this small only wait for each other
        yield
        torch.set_num_threads(threads)
    detector_module._sources.cache_clear()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    tiny_data.write_mnist(folder)
    tiny_data.write_unipen(folder)
    tiny_data.write_letters(folder)
    return folder


@pytest.fixture(scope="module")
def run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """An uninterrupted run."""
    out = tmp_path_factory.mktemp("run") / "out"
    return out, train(out, data=root, options=TINY)


def page(*digits: tuple[tuple[float, float, float, float], int], size: int = 128) -> SyntheticPage:
    boxes = np.array([box for box, _ in digits], np.float32).reshape(-1, 4)
    labels = np.array([label for _, label in digits], np.int64)
    blank = np.zeros((size, size), np.uint8)
    return SyntheticPage(blank, boxes, labels, (), np.zeros((0, 4), np.float32), ())


def perfect(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """What a network would say that knows the targets."""
    heat = torch.from_numpy(batch.heat.astype(np.float32)).clamp(1e-4, 1 - 1e-4).logit()
    grid = heat.shape[2]
    geometry = torch.zeros(len(batch.images), 4, grid, grid)
    for (b, y, x), target in zip(batch.centres, batch.geometry, strict=True):
        for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0), (0, 0)):
            if 0 <= y + dy < grid and 0 <= x + dx < grid:
                geometry[b, :, y + dy, x + dx] = torch.from_numpy(target - (dx, dy, 0, 0))
    return heat, geometry


@pytest.fixture(scope="module")
def locator() -> DetectorLocator:
    return DetectorLocator()


# --- targets ------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    x=st.floats(0, 90), y=st.floats(0, 90), width=st.floats(4, 60), height=st.floats(8, 60),
    label=st.integers(0, 9),
)  # fmt: skip
def test_what_is_encoded_is_decoded_by_the_locator(
    locator: DetectorLocator, x: float, y: float, width: float, height: float, label: int
) -> None:
    box = (x, y, min(x + width, 128), min(y + height, 128))
    batch = encode([page((box, label))], 128)
    heat, geometry = perfect(batch)
    found, heats = locator._decode(heat.sigmoid()[0].numpy(), geometry[0].numpy())
    assert len(found) == 1
    np.testing.assert_allclose(found[0], box, atol=0.05)
    assert heats[0].argmax() == label


def test_targets_have_their_shapes() -> None:
    batch = encode([page(((10, 10, 30, 50), 3)), page(), page(((60, 60, 90, 90), 7))], 128)
    assert batch.images.shape == (3, 128, 128)
    assert batch.heat.shape == (3, 14, 32, 32)
    assert batch.weight.shape == (3, 32, 32)
    assert batch.centres.tolist() == [[0, 7, 5], [2, 18, 18]]
    assert batch.geometry.shape == (2, 4)
    assert batch.heat[0, 3, 7, 5] == 1
    assert batch.heat[1].max() == 0
    assert (batch.heat == 1).sum() == 2


def test_a_digit_that_is_cut_off_is_neither_right_nor_wrong() -> None:
    cut = replace(
        page(((60, 60, 80, 90), 7)), ignore_xyxy=np.array([[-10, 20, 20, 40]], np.float32)
    )
    batch = encode([cut], 128)
    assert batch.weight[0, 5:10, 0:5].max() == 0
    assert batch.weight[0, 12:, 12:].min() == 1
    heat, geometry = perfect(batch)
    expected, _ = loss_of(heat, geometry, batch)
    heat[0, 4, 7, 2] = 9.0  # sure of a digit where nothing is asked
    assert loss_of(heat, geometry, batch)[0] == pytest.approx(float(expected), abs=1e-6)


def test_no_digits_are_no_centres() -> None:
    batch = encode([page()], 64)
    assert batch.centres.shape == (0, 3)
    heat = torch.full((1, 14, 16, 16), -6.0, requires_grad=True)
    geometry = torch.zeros((1, 4, 16, 16), requires_grad=True)
    focal, sizes = loss_of(heat, geometry, batch)
    (focal + sizes).backward()
    assert float(sizes.detach()) == 0
    assert torch.isfinite(heat.grad).all()


# --- loss ---------------------------------------------------------------------------------------


def test_a_perfect_answer_costs_least() -> None:
    batch = encode([page(((20, 20, 44, 60), 3), ((70, 30, 90, 70), 8))], 128)
    heat, geometry = perfect(batch)
    focal, sizes = (float(v) for v in loss_of(heat, geometry, batch))
    assert sizes == pytest.approx(0, abs=1e-5)
    for change in ("blind", "wrong digit", "ghost"):
        worse = heat.clone()
        if change == "blind":
            worse[:] = -6
        elif change == "wrong digit":
            worse[:, [3, 5]] = heat[:, [5, 3]]
        else:
            worse[0, 1, 28, 28] = 5
        assert float(loss_of(worse, geometry, batch)[0]) > focal + 0.1, change


@pytest.mark.parametrize("part", range(4))
def test_each_part_of_the_box_is_asked_for(part: int) -> None:
    batch = encode([page(((20, 20, 44, 60), 3))], 128)
    heat, geometry = perfect(batch)
    geometry[:, part] += 0.3
    assert float(loss_of(heat, geometry, batch)[1]) > 0.1


# --- a run --------------------------------------------------------------------------------------


@pytest.mark.training
def test_a_run_writes_its_files(run: tuple[Path, dict[str, Any]]) -> None:
    out, figures = run
    assert sorted(p.name for p in out.iterdir()) == [
        "checkpoint.pt",
        "detector.onnx",
        "report.json",
    ]
    assert json.loads((out / "report.json").read_text()) == figures
    assert figures["options"] == asdict(TINY)
    assert figures["history"][-1]["step"] == 3
    assert all(math.isfinite(v) for v in figures["history"][-1].values())


@pytest.mark.training
def test_what_was_trained_can_be_served(run: tuple[Path, dict[str, Any]]) -> None:
    found = DetectorLocator(run[0] / "detector.onnx").locate(np.full((50, 70), 255, np.uint8))
    assert found.boxes_xyxy.shape[1] == 4


def tensors(path: Path) -> dict[str, torch.Tensor]:
    return dict(torch.load(path, weights_only=True)["average"])


@pytest.mark.training
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path
) -> None:
    # The first step does not depend on how many follow: a run of one step, made one of three.
    train(tmp_path, data=root, options=replace(TINY, steps=1))
    path = tmp_path / "checkpoint.pt"
    state = torch.load(path, weights_only=True)
    save_checkpoint(path, {k: v for k, v in state.items() if k != "options"}, asdict(TINY))
    figures = train(tmp_path, data=root, options=TINY)
    assert [row["step"] for row in figures["history"]] == [1, 3]
    resumed = tensors(path)
    for key, value in tensors(run[0] / "checkpoint.pt").items():
        torch.testing.assert_close(resumed[key], value, msg=key)


@pytest.mark.training
def test_a_finished_run_is_not_trained_again(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkpoint.pt").write_bytes((run[0] / "checkpoint.pt").read_bytes())
    monkeypatch.setattr(detector_module, "_step", None)
    figures = train(tmp_path, data=root, options=TINY)
    assert figures["history"] == run[1]["history"]
    assert (tmp_path / "detector.onnx").is_file()


@pytest.mark.training
def test_other_options_do_not_go_on_from_a_checkpoint(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path
) -> None:
    (tmp_path / "checkpoint.pt").write_bytes((run[0] / "checkpoint.pt").read_bytes())
    with pytest.raises(ConfigError, match=r"other options \(steps\)"):
        train(tmp_path, data=root, options=replace(TINY, steps=9))


@pytest.mark.training
def test_a_damaged_checkpoint_is_a_data_error(root: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"half")
    with pytest.raises(DataError, match="delete it to start anew"):
        train(tmp_path, data=root, options=TINY)


@pytest.mark.training
def test_a_run_can_start_from_a_model(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[dict[str, torch.Tensor]] = []

    def note(model: torch.nn.Module, *args: Any) -> list[Any]:
        began.append({k: v.clone() for k, v in model.state_dict().items()})
        return []

    monkeypatch.setattr(detector_module, "_fit", note)
    start = run[0] / "detector.onnx"
    train(tmp_path, data=root, options=replace(TINY, start=str(start)))
    average = tensors(run[0] / "checkpoint.pt")
    statistics = ("running_mean", "running_var", "num_batches_tracked")
    for key, value in began[0].items():
        if not key.endswith(statistics):  # a few bits are stored of each weight
            kept = torch.from_numpy(rounded(average[f"module.{key}"].numpy()))
            torch.testing.assert_close(value, kept, rtol=0, atol=0)


def test_a_start_that_is_no_detector_is_a_model_error(root: Path, tmp_path: Path) -> None:
    junk = tmp_path / "junk.onnx"
    junk.write_bytes(b"junk")
    with pytest.raises(ModelError, match=r"junk\.onnx"):
        train(tmp_path / "out", data=root, options=replace(TINY, start=str(junk)))


def test_bad_options_and_missing_data_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="steps must be at least 1, found 0"):
        train(tmp_path / "out", data=tmp_path, steps=0)
    with pytest.raises(DataError, match="check --data"):
        train(tmp_path / "out", data=tmp_path / "gone", options=TINY)
    with pytest.raises(DataError, match="no digit set"):
        train(tmp_path / "out", data=tmp_path, options=TINY)


def test_the_stride_is_the_networks() -> None:
    heat, geometry = DetectorNet((8, 8, 8, 8))(torch.zeros(1, 1, 64, 96))
    assert heat.shape == (1, 14, 64 // STRIDE, 96 // STRIDE)
    assert geometry.shape == (1, 4, 64 // STRIDE, 96 // STRIDE)
