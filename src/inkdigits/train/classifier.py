"""Train the classifier: `--preset full` makes the shipped one, `--preset quick` a textbook CNN."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from inkdigits.errors import ConfigError
from inkdigits.normalize import normalize
from inkdigits.train import report
from inkdigits.train.augment import ExampleMaker
from inkdigits.train.averaging import averaged, settle
from inkdigits.train.calibration import fit_reject_threshold, fit_temperature
from inkdigits.train.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.train.data import (
    data_root,
    download_mnist,
    load_digit_sources,
    load_junk_sources,
    mnist_arrays,
)
from inkdigits.train.export import export_classifier, load_weights
from inkdigits.train.networks import CLASSES, DigitNet, TextbookNet
from inkdigits.train.validation import junk_examples, source_examples

Preset = Literal["quick", "full"]
Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class TrainingOptions:
    """What a training run is made of; all of it is written into the checkpoint.

    Attributes:
        preset: "full" for the shipped network on all sets, "quick" for a textbook CNN on MNIST.
        epochs: Passes over the data.
        examples_per_epoch: New augmented examples an epoch (full preset).
        pool_epochs: An epoch trains on the new examples of this many latest epochs.
        batch_size: Examples a step.
        learning_rate: Peak learning rate of AdamW (full) or Adam (quick).
        seed: Seed of weights, data and order.
        workers: Processes that make examples while the network trains.
        start: ONNX file whose weights the run starts from; "" for a new network.
    """

    preset: Preset = "full"
    epochs: int = 40
    examples_per_epoch: int = 60_000
    pool_epochs: int = 4
    batch_size: int = 256
    learning_rate: float = 2.5e-3
    seed: int = 1
    workers: int = 1
    start: str = ""

    @classmethod
    def of(
        cls, preset: str, *, epochs: int | None = None, seed: int = 1, start: Path | None = None
    ) -> TrainingOptions:
        """The options of a preset.

        Raises:
            ConfigError: The preset is unknown, or `epochs` is below 1.
        """
        if preset not in ("quick", "full"):
            raise ConfigError(f"the presets are quick and full, found {preset!r}")
        if epochs is not None and epochs < 1:
            raise ConfigError(f"epochs must be at least 1, found {epochs}")
        if preset == "quick":
            return cls(
                "quick",
                epochs or 5,
                pool_epochs=1,
                batch_size=128,
                learning_rate=1e-3,
                seed=seed,
                start=str(start or ""),
            )
        return cls("full", epochs or cls.epochs, seed=seed, start=str(start or ""))


def train(
    out: Path,
    *,
    data: Path | None = None,
    preset: str = "full",
    epochs: int | None = None,
    seed: int = 1,
    start: Path | None = None,
    resume: bool = True,
    options: TrainingOptions | None = None,
) -> dict[str, Any]:
    """Train a classifier and write it, its pictures and its figures into `out`.

    `out` gets `checkpoint.pt` after every epoch, and at the end `classifier.onnx`, `report.json`,
    `loss.png`, `confusion.png` and `mistakes.png`. A run that was stopped goes on where it was.

    Args:
        out: Folder for everything the run writes.
        data: Folder with the data sets; None takes INKDIGITS_DATA and, for the quick preset, falls
            back to downloading MNIST.
        preset: "full" or "quick".
        epochs: Passes over the data; None takes the preset's.
        seed: Seed of weights, data and order.
        start: A `classifier.onnx` of the same preset to start from.
        resume: False starts anew even where a checkpoint lies in `out`.
        options: Everything at once, instead of preset, epochs, seed and start.

    Returns:
        The figures that are also in `report.json`.

    Raises:
        ConfigError: An option cannot be used, or the checkpoint belongs to other options.
        DataError: Data is missing or damaged.
    """
    options = options or TrainingOptions.of(preset, epochs=epochs, seed=seed, start=start)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    if options.preset == "quick":
        model: nn.Module = TextbookNet()
        make, validation = _quick_data(data, out)
    else:
        model = DigitNet()
        make, validation = _full_data(data)
    if options.start:
        load_weights(model, Path(options.start))
    history = _fit(model, options, make, validation, out, resume)
    figures = _finish(model, options, validation, history, out)
    return figures


def _full_data(data: Path | None) -> tuple[Callable[..., Examples], dict[str, Examples]]:
    root = data_root(data)
    rng = np.random.default_rng(0)
    sources = load_digit_sources(root, "validation")
    validation = {s.name: source_examples(s, rng) for s in sources}
    validation["not_a_digit"] = junk_examples(load_junk_sources(root, "validation"), sources, rng)
    return _Augmented(root), validation


class _Augmented:
    """Makes augmented examples; loads the sources once in each process that uses it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._maker: ExampleMaker | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"root": self.root, "_maker": None}

    def __call__(self, count: int, seed: tuple[int, ...]) -> Examples:
        if self._maker is None:
            self._maker = ExampleMaker(
                load_digit_sources(self.root, "train"), load_junk_sources(self.root, "train")
            )
        return self._maker.batch(count, np.random.default_rng(seed))


class _Fixed:
    """The same examples every epoch."""

    def __init__(self, examples: Examples) -> None:
        self.examples = examples

    def __call__(self, count: int, seed: tuple[int, ...]) -> Examples:
        del count, seed
        return self.examples


def _quick_data(
    data: Path | None, out: Path
) -> tuple[Callable[..., Examples], dict[str, Examples]]:
    named = data is not None or "INKDIGITS_DATA" in os.environ
    folder = data_root(data) / "mnist" if named else out / "mnist"
    if not named or not folder.is_dir():
        folder = download_mnist(out / "mnist")
    images, labels = mnist_arrays(folder, "train")
    framed = np.stack([np.round(normalize(im) * 255).astype(np.uint8) for im in images])
    return _Fixed((framed[:-5000], labels[:-5000])), {"mnist": (framed[-5000:], labels[-5000:])}


def _fresh(
    make: Callable[..., Examples], options: TrainingOptions, first: int
) -> Iterator[Examples]:
    """New examples for the epochs from `first` on, made in other processes ahead of time."""
    if isinstance(make, _Fixed) or options.workers < 1:
        for epoch in range(first, options.epochs):
            yield make(options.examples_per_epoch, (options.seed, epoch))
        return
    shards = max(options.workers, options.examples_per_epoch // 2_000)
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        _make = [
            (options.examples_per_epoch // shards, (options.seed, epoch, shard))
            for epoch in range(first, options.epochs)
            for shard in range(shards)
        ]
        parts: list[Examples] = []
        for part in pool.imap(_Call(make), _make):
            parts.append(part)
            if len(parts) == shards:
                yield np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
                parts = []


class _Call:
    def __init__(self, make: Callable[..., Examples]) -> None:
        self.make = make

    def __call__(self, arguments: tuple[int, tuple[int, ...]]) -> Examples:
        return self.make(*arguments)


def _fit(
    model: nn.Module,
    options: TrainingOptions,
    make: Callable[..., Examples],
    validation: dict[str, Examples],
    out: Path,
    resume: bool,
) -> list[dict[str, float]]:
    """Train `model` in place, averaging its weights; returns one row of figures an epoch."""
    average = averaged(model)
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=options.learning_rate,
        weight_decay=0.0 if options.preset == "quick" else 0.02,
    )
    history: list[dict[str, float]] = []
    path = out / "checkpoint.pt"
    if resume and path.is_file():
        state = load_checkpoint(path, asdict(options))
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        history = state["history"]
    first = len(history)
    pool: list[Examples] = []
    # After a resume the pool of recent examples is made again, so that the run is the same.
    refill = max(0, first - options.pool_epochs + 1) if first else 0
    for epoch, examples in enumerate(_fresh(make, options, refill), start=refill):
        pool = (
            [*pool[-(options.pool_epochs - 1) :], examples]
            if options.pool_epochs > 1
            else [examples]
        )
        if epoch < first:
            continue
        row = _epoch(model, average, optimizer, options, pool, epoch)
        row |= _errors(average.module, validation)
        history.append(row)
        tqdm.write(" ".join(f"{k} {v:.4g}" for k, v in row.items()))
        state = {
            "model": model.state_dict(),
            "average": average.state_dict(),
            "optimizer": optimizer.state_dict(),
            "history": history,
        }
        save_checkpoint(path, state, asdict(options))
    model.load_state_dict(average.module.state_dict())
    if first < options.epochs:
        settle(model, _inputs(np.concatenate([p[0] for p in pool]), options.batch_size))
    return history


def _inputs(images: NDArray[np.uint8], size: int) -> Iterator[torch.Tensor]:
    for start in range(0, len(images) - size + 1, size):
        yield torch.from_numpy(images[start : start + size]).unsqueeze(1).float() / 255


def _epoch(
    model: nn.Module,
    average: AveragedModel,
    optimizer: torch.optim.Optimizer,
    options: TrainingOptions,
    pool: list[Examples],
    epoch: int,
) -> dict[str, float]:
    started = time.monotonic()
    torch.manual_seed(options.seed * 1_000_003 + epoch)
    model.train()
    rng = np.random.default_rng((options.seed, 7, epoch))
    images = np.concatenate([p[0] for p in pool])
    labels = np.concatenate([p[1] for p in pool])
    order = rng.permutation(len(images))
    if options.preset == "full":
        order = order[: 2 * options.examples_per_epoch]
    steps = len(order) // options.batch_size
    total = 0.0
    for step in tqdm(range(steps), desc=f"epoch {epoch + 1}/{options.epochs}", leave=False):
        _set_rate(optimizer, options, epoch + step / steps)
        chosen = order[step * options.batch_size : (step + 1) * options.batch_size]
        batch = torch.from_numpy(images[chosen]).unsqueeze(1).float() / 255
        if options.preset == "full":
            batch = _shift(batch, rng)
        target = torch.from_numpy(labels[chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=options.preset == "full"):
            logits = model(batch.contiguous(memory_format=torch.channels_last))
        smoothing = 0.02 if options.preset == "full" else 0.0
        loss = functional.cross_entropy(logits.float(), target, label_smoothing=smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        average.update_parameters(model)
        total += loss.item()
    return {"epoch": epoch + 1, "loss": total / steps, "seconds": time.monotonic() - started}


def _shift(batch: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Move a whole batch by up to one pixel, so that no example comes twice alike."""
    dx, dy = (int(v) for v in rng.integers(-1, 2, 2))
    return torch.roll(batch, (dy, dx), (2, 3))


def _set_rate(optimizer: torch.optim.Optimizer, options: TrainingOptions, epoch: float) -> None:
    """A short warm-up, then half a cosine to nothing."""
    if options.preset == "quick":
        return
    warm = min(1.0, (epoch + 0.02) / 0.5)
    rate = options.learning_rate * warm * 0.5 * (1 + math.cos(math.pi * epoch / options.epochs))
    for group in optimizer.param_groups:
        group["lr"] = rate


def _errors(model: nn.Module, validation: dict[str, Examples]) -> dict[str, float]:
    """Per cent of wrong answers on each validation set."""
    return {
        name: 100.0 * float((predict(model, images).argmax(1) != labels).mean())
        for name, (images, labels) in validation.items()
    }


def predict(model: nn.Module, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Logits (N, classes) for framed pictures, uint8 (N, 28, 28)."""
    model.eval()
    batches = []
    with torch.inference_mode():
        for start in range(0, len(images), 1024):
            batch = torch.from_numpy(images[start : start + 1024]).unsqueeze(1).float() / 255
            batches.append(model(batch).float().numpy())
    return np.concatenate(batches) if batches else np.zeros((0, 10), np.float32)


def _finish(
    model: nn.Module,
    options: TrainingOptions,
    validation: dict[str, Examples],
    history: list[dict[str, float]],
    out: Path,
) -> dict[str, Any]:
    names = list(validation)
    images = np.concatenate([validation[n][0] for n in names])
    labels = np.concatenate([validation[n][1] for n in names])
    logits = predict(model, images)
    classes = CLASSES[: logits.shape[1]]
    temperature = fit_temperature(logits, labels)
    sizes = [len(validation[n][1]) for n in names]
    threshold = fit_reject_threshold(logits / temperature, labels, sizes)
    export_classifier(
        model,
        out / "classifier.onnx",
        classes=classes,
        temperature=temperature,
        reject_threshold=threshold,
        options={k: v for k, v in asdict(options).items() if k != "start"},
        examples=images[:64],
    )
    figures: dict[str, Any] = {
        "options": asdict(options),
        "temperature": temperature,
        "reject_threshold": threshold,
        "validation_error_percent": _errors(model, validation),
        "history": history,
    }
    (out / "report.json").write_text(json.dumps(figures, indent=1))
    report.loss_curves(history, out / "loss.png")
    report.confusion_matrix(logits.argmax(1), labels, classes, out / "confusion.png")
    report.worst_mistakes(images, logits, labels, classes, out / "mistakes.png")
    return figures
