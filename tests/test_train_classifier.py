from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch

import tiny_data
from inkdigits.classify import Classifier, softmax
from inkdigits.errors import ConfigError, DataError
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.train import classifier, data, examples, report, validation
from inkdigits.train.averaging import averaged
from inkdigits.train.budget import share_done
from inkdigits.train.calibration import (
    calibrate,
    fit_reject_threshold,
    fit_temperature,
    fit_view_sharpening,
)
from inkdigits.train.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.train.classifier import TrainingOptions, _loss, predict, train
from inkdigits.train.examples import GIVEN_DIGIT, fresh_examples
from inkdigits.train.export import export_classifier
from inkdigits.train.networks import CLASSES, DigitNet, TextbookNet
from inkdigits.views import pooled, views

TINY = TrainingOptions(
    epochs=3, examples_per_epoch=48, pool_epochs=2, batch_size=16, seed=5, workers=0
)
FILES = [
    "checkpoint.pt",
    "classifier.onnx",
    "confusion.png",
    "loss.png",
    "mistakes.png",
    "report.json",
]


@pytest.fixture(scope="module", autouse=True)
def few_pages() -> Iterator[None]:
    """A few digits of pages are enough to validate on here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples, "_PAGE_VALIDATION", 20)
        yield


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    tiny_data.write_mnist(folder)
    tiny_data.write_unipen(folder)
    tiny_data.write_letters(folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def little_work() -> Iterator[None]:
    full = validation.junk_examples
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "MNIST_VALIDATION", 20)
        patch.setattr(examples, "MNIST_VALIDATION", 20)
        patch.setattr(examples, "junk_examples", lambda *args: full(*args, limit=30))
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # threads of networks this small only wait for each other
        yield
        torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """An uninterrupted run of the full preset."""
    out = tmp_path_factory.mktemp("run") / "out"
    return out, train(out, data=root, options=TINY)


def timeless(history: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{k: v for k, v in row.items() if k != "seconds"} for row in history]


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    return dict(torch.load(path, weights_only=True)["average"])


# --- a run --------------------------------------------------------------------------------------


@pytest.mark.training
def test_a_run_writes_its_files(run: tuple[Path, dict[str, Any]]) -> None:
    out, figures = run
    assert sorted(p.name for p in out.iterdir()) == FILES
    assert json.loads((out / "report.json").read_text()) == figures
    assert figures["options"]["seed"] == 5
    assert [row["epoch"] for row in figures["history"]] == [1, 2, 3]
    assert set(figures["validation_error_percent"]) == {"mnist", "unipen", "pages", "not_a_digit"}
    for name in ("confusion.png", "loss.png", "mistakes.png"):
        picture = cv2.imread(str(out / name))
        assert picture is not None
        assert min(picture.shape[:2]) > 50


@pytest.mark.training
def test_what_was_trained_can_be_served(run: tuple[Path, dict[str, Any]]) -> None:
    out, figures = run
    served = Classifier(out / "classifier.onnx")
    assert served.classes == CLASSES
    assert served.reject_threshold == figures["reject_threshold"]
    reader = Reader(ReaderOptions(model=out / "classifier.onnx"))
    assert reader.classify(np.full((30, 30), 255, np.uint8)).reason == "blank"


@pytest.mark.training
def test_the_same_seed_gives_the_same_network(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path
) -> None:
    figures = train(tmp_path, data=root, options=TINY)
    assert timeless(figures["history"]) == timeless(run[1]["history"])
    other = train(tmp_path / "other", data=root, options=replace(TINY, seed=6, epochs=1))
    assert timeless(other["history"])[0] != timeless(figures["history"])[0]


class Killed(BaseException):
    """Stands for a run that is killed from outside."""


@pytest.mark.training
@pytest.mark.parametrize("after", [1, 2])
def test_a_run_that_was_killed_goes_on_as_if_it_had_not_been(
    run: tuple[Path, dict[str, Any]],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    saved = []

    def save_and_die(*args: Any) -> None:
        save_checkpoint(*args)
        saved.append(args[0])
        if len(saved) == after:
            raise Killed

    monkeypatch.setattr(classifier, "save_checkpoint", save_and_die)
    with pytest.raises(Killed):
        train(tmp_path, data=root, options=TINY)
    monkeypatch.undo()
    torch.rand(7)  # whatever else used the generator in between
    figures = train(tmp_path, data=root, options=TINY)
    whole = weights_of(run[0] / "checkpoint.pt")
    resumed = weights_of(tmp_path / "checkpoint.pt")
    for key, value in whole.items():
        torch.testing.assert_close(resumed[key], value, msg=key)
    assert timeless(figures["history"]) == timeless(run[1]["history"])


@pytest.mark.training
def test_a_finished_run_is_not_trained_again(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkpoint.pt").write_bytes((run[0] / "checkpoint.pt").read_bytes())
    monkeypatch.setattr(classifier, "_epoch", None)
    figures = train(tmp_path, data=root, options=TINY)
    assert figures["history"] == run[1]["history"]
    assert (tmp_path / "classifier.onnx").is_file()


@pytest.mark.training
def test_other_options_do_not_go_on_from_a_checkpoint(
    run: tuple[Path, dict[str, Any]], root: Path, tmp_path: Path
) -> None:
    content = (run[0] / "checkpoint.pt").read_bytes()
    (tmp_path / "checkpoint.pt").write_bytes(content)
    with pytest.raises(ConfigError, match=r"other options \(batch_size, seed\): choose another"):
        train(tmp_path, data=root, options=replace(TINY, seed=6, batch_size=8))
    assert (tmp_path / "checkpoint.pt").read_bytes() == content


@pytest.mark.training
def test_no_resume_starts_anew(root: Path, tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"from a run long ago")
    figures = train(tmp_path, data=root, options=replace(TINY, epochs=1), resume=False)
    assert len(figures["history"]) == 1
    assert (tmp_path / "checkpoint.pt").stat().st_size > 1000


@pytest.mark.training
def test_the_quick_preset_learns_mnist(tmp_path: Path) -> None:
    tiny_data.write_mnist(tmp_path, train=5_160)
    options = replace(TrainingOptions.of("quick", epochs=1), batch_size=16, workers=0)
    figures = train(tmp_path / "out", data=tmp_path, options=options)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == FILES
    assert set(figures["validation_error_percent"]) == {"mnist"}
    served = Classifier(tmp_path / "out" / "classifier.onnx")
    assert served.classes == CLASSES[:10]
    assert served.logits(np.zeros((2, 28, 28), np.float32)).shape == (2, 11)


@pytest.mark.training
def test_the_quick_preset_fetches_mnist_where_no_data_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = []

    def fetch(folder: Path) -> Path:
        fetched.append(folder)
        raise DataError("no mirror answers")

    monkeypatch.delenv("INKDIGITS_DATA", raising=False)
    monkeypatch.setattr(examples, "download_mnist", fetch)
    with pytest.raises(DataError, match="no mirror"):
        train(tmp_path, preset="quick")
    assert fetched == [tmp_path / "mnist"]


def test_data_that_is_named_and_missing_is_a_data_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(folder: Path) -> Path:
        raise AssertionError("nobody asked for a download")

    monkeypatch.setattr(examples, "download_mnist", fetch)
    for preset in ("full", "quick"):
        with pytest.raises(DataError, match="check --data"):
            train(tmp_path / "out", data=tmp_path / "gone", preset=preset)


def test_digits_without_what_is_none_are_a_data_error(tmp_path: Path) -> None:
    tiny_data.write_mnist(tmp_path)
    with pytest.raises(DataError):
        train(tmp_path / "out", data=tmp_path, options=TINY)


@pytest.mark.parametrize(
    ("preset", "epochs", "message"),
    [("slow", None, "presets are quick and full, found 'slow'"), ("full", 0, "at least 1")],
)
def test_bad_options_are_a_config_error(
    tmp_path: Path, preset: str, epochs: int | None, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        train(tmp_path, data=tmp_path, preset=preset, epochs=epochs)


# --- checkpoints --------------------------------------------------------------------------------


def test_a_checkpoint_round_trips(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, {"step": 3, "model": {"w": torch.ones(2)}}, {"seed": 1})
    state = load_checkpoint(path, {"seed": 1})
    assert state["step"] == 3
    assert torch.equal(state["model"]["w"], torch.ones(2))
    assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_a_checkpoint_survives_being_killed_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, {"step": 3}, {"seed": 1})

    def half(state: Any, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise Killed

    monkeypatch.setattr(torch, "save", half)
    with pytest.raises(Killed):
        save_checkpoint(path, {"step": 4}, {"seed": 1})
    assert load_checkpoint(path, {"seed": 1})["step"] == 3


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04 cut off"])
def test_a_damaged_checkpoint_is_a_data_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "checkpoint.pt"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"(?s)no usable checkpoint .*delete it to start anew"):
        load_checkpoint(path, {"seed": 1})


def test_a_file_of_torch_that_is_no_checkpoint_is_a_data_error(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    torch.save([1, 2, 3], path)
    with pytest.raises(DataError, match="no usable checkpoint"):
        load_checkpoint(path, {"seed": 1})


# --- averaging, calibration ----------------------------------------------------------------------


def test_the_average_follows_the_weights_and_forgets_the_start() -> None:
    model = torch.nn.Linear(1, 1)
    average = averaged(model)
    for _ in range(60):
        with torch.no_grad():
            model.weight.fill_(4.0)
        average.update_parameters(model)
    assert float(average.module.weight.detach()) == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize("true", [0.5, 1.0, 2.5])
def test_a_known_temperature_is_recovered(true: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, (8000, 11)).astype(np.float32)
    chances = softmax(logits / np.float32(true))
    labels = (chances.cumsum(axis=1) > rng.random((8000, 1))).argmax(axis=1)
    assert fit_temperature(logits, labels) == pytest.approx(true, rel=0.08)


@pytest.mark.parametrize("scale", [1e-3, 1e4])
def test_the_temperature_stays_within_its_grid(scale: float) -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 11, 200)
    logits = (np.eye(11)[labels] * scale).astype(np.float32)
    assert 0.2 <= fit_temperature(logits, labels) <= 5.0 + 1e-9


def with_junk(junk: np.ndarray) -> np.ndarray:
    """Probabilities (N, 11) with these of "not a digit", the rest a 0."""
    probabilities = np.zeros((len(junk), 11), np.float32)
    probabilities[:, 0] = 1 - junk
    probabilities[:, 10] = junk
    return probabilities


def test_the_sharpening_that_made_the_labels_is_recovered() -> None:
    rng = np.random.default_rng(0)
    seen = softmax(rng.normal(0, 2, (5, 20_000, 11)).astype(np.float32))
    chances = pooled(seen, 1.4)
    labels = (chances.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    assert fit_view_sharpening(seen, labels) == pytest.approx(1.4, abs=0.1)
    assert fit_view_sharpening(seen[:, :0], labels[:0]) == 1.0


def test_a_calibrated_classifier_carries_what_was_fitted(tmp_path: Path) -> None:
    """Served answers are those the fit saw: views of unsure ones, at the fitted temperature."""
    torch.manual_seed(0)
    network = DigitNet()
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (40, 28, 28), dtype=np.uint8)
    fitted = calibrate(partial(predict, network), images, np.arange(40) % 11, [40])
    path = tmp_path / "classifier.onnx"
    export_classifier(
        network, path, classes=CLASSES, options={}, examples=images[:4], **asdict(fitted)
    )
    served = Classifier(path)
    assert served.temperature == fitted.temperature
    assert served.view_sharpening == fitted.view_sharpening
    assert served.reject_threshold == fitted.reject_threshold
    frames = images.astype(np.float32) / np.float32(255)
    looks = np.concatenate((frames[None], views(frames))).reshape(-1, 28, 28)
    each = softmax(served.logits(looks) / np.float32(served.temperature)).reshape(5, 40, 11)
    expected = pooled(each, fitted.view_sharpening)
    np.testing.assert_allclose(served.probabilities(frames), expected, atol=1e-4)


def test_the_threshold_keeps_nearly_all_digits() -> None:
    rng = np.random.default_rng(0)
    junk = np.clip(rng.beta(0.4, 8, 4000), 1e-6, 0.94)
    labels = np.arange(4000) % 10
    threshold = fit_reject_threshold(with_junk(junk), labels, [4000])
    kept = (junk <= threshold + 1e-6).mean()
    assert 0.995 <= kept < 0.999
    assert 0.05 <= threshold <= 0.95


def test_the_threshold_does_not_look_at_what_is_no_digit() -> None:
    rng = np.random.default_rng(0)
    junk = np.clip(rng.beta(0.4, 8, 2000), 1e-6, 0.94)
    digits = np.zeros(2000, np.int64)
    alone = fit_reject_threshold(with_junk(junk), digits, [2000])
    noise = rng.uniform(0.01, 0.99, 500)
    both = fit_reject_threshold(
        with_junk(np.concatenate((junk, noise))),
        np.concatenate((digits, np.full(500, 10))),
        [2000, 500],
    )
    assert both == pytest.approx(alone)


def test_each_set_counts_the_same_for_the_threshold() -> None:
    large, small = np.full(1000, 0.1), np.full(10, 0.4)
    labels = np.zeros(1010, np.int64)
    threshold = fit_reject_threshold(with_junk(np.concatenate((large, small))), labels, [1000, 10])
    assert threshold == pytest.approx(0.4, abs=1e-4)


def test_a_network_without_junk_refuses_nothing() -> None:
    assert fit_reject_threshold(np.full((4, 10), 0.1, np.float32), np.arange(4), [4]) == 1.0


def test_predict_takes_any_number() -> None:
    network = DigitNet()
    images = np.random.default_rng(0).integers(0, 256, (1030, 28, 28), dtype=np.uint8)
    logits = predict(network, images)
    assert logits.shape == (1030, 11)
    np.testing.assert_allclose(predict(network, images[1020:]), logits[1020:], atol=1e-5)
    assert predict(TextbookNet(), images[:3]).shape == (3, 10)
    assert len(predict(network, images[:0])) == 0


# --- pictures of a run ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "history",
    [
        [],
        [{"epoch": 1, "loss": 2.0, "seconds": 3.0, "mnist": 4.0}],
        [{"epoch": e, "loss": 2.0 / e, "seconds": 3.0, "mnist": 0.0} for e in (1, 2)],
    ],
    ids=["none", "one", "no errors"],
)
def test_loss_curves_of_any_history(tmp_path: Path, history: list[dict[str, float]]) -> None:
    report.loss_curves(history, tmp_path / "loss.png")
    assert cv2.imread(str(tmp_path / "loss.png")) is not None


@pytest.mark.parametrize("right", [True, False])
def test_mistakes_and_confusions_of_any_answers(tmp_path: Path, right: bool) -> None:
    labels = np.arange(11).repeat(5)
    logits = np.eye(11, dtype=np.float32)[labels if right else (labels + 1) % 11]
    images = np.zeros((55, 28, 28), np.uint8)
    report.worst_mistakes(images, logits, labels, CLASSES, tmp_path / "mistakes.png")
    report.confusion_matrix(logits.argmax(1), labels, CLASSES, tmp_path / "confusion.png")
    heights = [cv2.imread(str(tmp_path / f"{n}.png")).shape[0] for n in ("mistakes", "confusion")]
    assert heights[0] == (102 if right else 4 * 102)
    assert heights[1] > 300


def test_where_a_digit_is_given_only_which_one_is_asked() -> None:
    logits = torch.zeros(2, 11)
    logits[:, 10] = 50.0  # as sure as can be that it is none
    logits[:, 4] = 5.0
    right = torch.tensor([4, 4])
    assert _loss(logits, right).item() > 40
    assert _loss(logits, right + GIVEN_DIGIT).item() < 0.1


def test_examples_made_elsewhere_come_in_order_and_none_is_lost() -> None:
    make = _counted
    alone = list(fresh_examples(make, count=10, seed=3, epochs=range(2, 5), workers=0))
    shared = list(fresh_examples(make, count=10, seed=3, epochs=range(2, 5), workers=2))
    assert len(alone) == len(shared) == 3
    for one, other in zip(alone, shared, strict=True):
        assert len(one[0]) == len(other[0]) == 10
        assert one[1].tolist()[0] // 1000 == other[1].tolist()[0] // 1000


def _counted(count: int, seed: tuple[int, ...]) -> tuple[Any, Any]:
    """Examples that carry the epoch they were made for."""
    labels = seed[1] * 1000 + np.arange(count)
    return np.zeros((count, 28, 28), np.uint8), labels


def test_a_run_ends_by_the_clock() -> None:
    assert share_done(0.2, 30, None) == 0.2
    assert share_done(0.2, 30, 1) == 0.5
    assert share_done(0.7, 30, 1) == 0.7
    assert share_done(0.2, 90, 1) >= 1
