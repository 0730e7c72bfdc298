"""Train the classifier: `--preset full` makes the shipped one, `--preset quick` a textbook CNN."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
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
from inkdigits.train import report
from inkdigits.train.added import with_added
from inkdigits.train.augment import NOT_A_DIGIT_CLASS
from inkdigits.train.averaging import averaged, settle
from inkdigits.train.budget import share_done
from inkdigits.train.calibration import calibrate
from inkdigits.train.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.train.examples import (
    GIVEN_DIGIT,
    Examples,
    Maker,
    fresh_examples,
    full_data,
    plain_examples,
    quick_data,
)
from inkdigits.train.export import export_classifier, load_weights
from inkdigits.train.jitter import jitter
from inkdigits.train.networks import CLASSES, DigitNet, TextbookNet

Preset = Literal["quick", "full"]


@dataclass(frozen=True)
class TrainingOptions:
    """What a training run is made of; all of it is written into the checkpoint.

    Attributes:
        preset: "full" for the shipped network on all sets, "quick" for a textbook CNN on MNIST.
        epochs: Passes over the data.
        examples_per_epoch: New augmented examples an epoch (full preset).
        pool_epochs: An epoch draws from the new examples of this many latest epochs.
        reuse: An epoch trains on this many times as many examples as were newly made for it.
        plain_share: Share of them that are digits as they were written, only moved a little.
        batch_size: Examples a step.
        learning_rate: Peak learning rate of AdamW (full) or Adam (quick).
        seed: Seed of weights, data and order.
        workers: Processes that make examples while the network trains.
        start: ONNX file whose weights the run starts from; "" for a new network.
        minutes: End after this long, though fewer epochs were made; None for no limit. The
            learning rate comes down in time for it.
        add: Folders or stores of corrections whose digits are trained on as well.
    """

    preset: Preset = "full"
    epochs: int = 40
    examples_per_epoch: int = 30_000
    pool_epochs: int = 8
    reuse: int = 4
    plain_share: float = 0.35
    batch_size: int = 256
    learning_rate: float = 2.5e-3
    seed: int = 1
    workers: int = 1
    start: str = ""
    minutes: float | None = None
    add: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        preset: str,
        *,
        epochs: int | None = None,
        seed: int = 1,
        start: Path | None = None,
        minutes: float | None = None,
        add: Sequence[Path] = (),
    ) -> TrainingOptions:
        """The options of a preset.

        Raises:
            ConfigError: The preset is unknown, or a number is too small.
        """
        if preset not in ("quick", "full"):
            raise ConfigError(f"the presets are quick and full, found {preset!r}")
        if epochs is not None and epochs < 1:
            raise ConfigError(f"epochs must be at least 1, found {epochs}")
        if minutes is not None and minutes <= 0:
            raise ConfigError(f"minutes must be above 0, found {minutes}")
        common: dict[str, Any] = {
            "seed": seed,
            "start": str(start or ""),
            "minutes": minutes,
            "add": [str(path) for path in add],
        }
        if preset == "quick":
            return cls(
                "quick",
                epochs or 5,
                pool_epochs=1,
                reuse=1,
                plain_share=0.0,
                batch_size=128,
                learning_rate=1e-3,
                **common,
            )
        return cls("full", epochs or cls.epochs, **common)


def train(
    out: Path,
    *,
    data: Path | None = None,
    preset: str = "full",
    epochs: int | None = None,
    seed: int = 1,
    start: Path | None = None,
    minutes: float | None = None,
    add: Sequence[Path] = (),
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
        minutes: End after this long; None for no limit.
        add: Folders or stores of corrections whose digits are trained on as well.
        resume: False starts anew even where a checkpoint lies in `out`.
        options: Everything at once, instead of all from preset to add.

    Returns:
        The figures that are also in `report.json`.

    Raises:
        ConfigError: An option cannot be used, or the checkpoint belongs to other options.
        DataError: Data is missing or damaged.
    """
    options = options or TrainingOptions.of(
        preset, epochs=epochs, seed=seed, start=start, minutes=minutes, add=add
    )
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    plain: Examples | None = None
    if options.preset == "quick":
        model: nn.Module = TextbookNet()
        fixed, validation = quick_data(data, out)
        fixed.examples = with_added(fixed.examples, options.add)
        make: Maker = fixed
    else:
        model = DigitNet()
        augmented, validation = full_data(data)
        make = augmented
        if options.plain_share:
            plain = with_added(plain_examples(augmented.root), options.add)
    if options.start:
        load_weights(model, Path(options.start))
    history = _fit(model, options, make, plain, validation, out, resume)
    figures = _finish(model, options, validation, history, out)
    return figures


def _fit(
    model: nn.Module,
    options: TrainingOptions,
    make: Maker,
    plain: Examples | None,
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
    fresh = fresh_examples(
        make,
        count=options.examples_per_epoch,
        seed=options.seed,
        epochs=range(refill, options.epochs),
        workers=options.workers,
    )
    for epoch, examples in enumerate(fresh, start=refill):
        pool = (
            [*pool[-(options.pool_epochs - 1) :], examples]
            if options.pool_epochs > 1
            else [examples]
        )
        if epoch < first:
            continue
        spent = sum(row["seconds"] for row in history)
        if share_done(epoch / options.epochs, spent, options.minutes) >= 1:
            break
        row = _epoch(model, average, optimizer, options, pool, plain, epoch, spent)
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
    plain: Examples | None,
    epoch: int,
    spent: float,
) -> dict[str, float]:
    started = time.monotonic()
    torch.manual_seed(options.seed * 1_000_003 + epoch)
    model.train()
    rng = np.random.default_rng((options.seed, 7, epoch))
    images, labels, order = _selection(pool, plain, options, rng)
    steps = len(order) // options.batch_size
    total = 0.0
    for step in tqdm(range(steps), desc=f"epoch {epoch + 1}/{options.epochs}", leave=False):
        now = epoch + step / steps
        seconds = spent + time.monotonic() - started
        done = share_done(now / options.epochs, seconds, options.minutes)
        _set_rate(optimizer, options, now, min(done, 1.0))
        chosen = order[step * options.batch_size : (step + 1) * options.batch_size]
        batch = torch.from_numpy(images[chosen]).unsqueeze(1).float() / 255
        if options.preset == "full":
            batch = jitter(batch, rng)
        target = torch.from_numpy(labels[chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=options.preset == "full"):
            logits = model(batch.contiguous(memory_format=torch.channels_last))
        loss = _loss(logits.float(), target)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        average.update_parameters(model)
        total += loss.item()
    return {"epoch": epoch + 1, "loss": total / steps, "seconds": time.monotonic() - started}


def _loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Cross entropy; over the ten digits alone where it is given that there is one."""
    given = target >= GIVEN_DIGIT
    if given.any():
        logits = logits.clone()
        logits[given, NOT_A_DIGIT_CLASS] = -torch.inf
    return functional.cross_entropy(logits, torch.where(given, target - GIVEN_DIGIT, target))


def _selection(
    pool: list[Examples], plain: Examples | None, options: TrainingOptions, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """All examples at hand, their classes, and the order in which an epoch takes some of them."""
    images = np.concatenate([p[0] for p in pool])
    labels = np.concatenate([p[1] for p in pool])
    order = rng.permutation(len(images))
    if plain is None:
        return images, labels, order
    total = options.reuse * len(pool[-1][0])
    wanted = round(options.plain_share * total)
    made = np.resize(order, total - wanted)
    written = len(images) + rng.choice(len(plain[0]), wanted, replace=wanted > len(plain[0]))
    order = rng.permutation(np.concatenate((made, written)))
    return np.concatenate((images, plain[0])), np.concatenate((labels, plain[1])), order


def _set_rate(
    optimizer: torch.optim.Optimizer, options: TrainingOptions, epoch: float, done: float
) -> None:
    """A short warm-up, then half a cosine to nothing."""
    if options.preset == "quick":
        return
    warm = min(1.0, (epoch + 0.02) / 0.5)
    rate = options.learning_rate * warm * 0.5 * (1 + math.cos(math.pi * done))
    for group in optimizer.param_groups:
        group["lr"] = rate


def _errors(model: nn.Module, validation: dict[str, Examples]) -> dict[str, float]:
    """Per cent of wrong answers on each validation set."""
    errors = {}
    for name, (images, labels) in validation.items():
        logits = predict(model, images)
        given = labels >= GIVEN_DIGIT
        best = np.where(given, GIVEN_DIGIT + logits[:, :10].argmax(1), logits.argmax(1))
        errors[name] = 100.0 * float((best != labels).mean())
    return errors


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
    names = [name for name, (_, labels) in validation.items() if labels.max() < GIVEN_DIGIT]
    images = np.concatenate([validation[n][0] for n in names])
    labels = np.concatenate([validation[n][1] for n in names])
    logits = predict(model, images)
    classes = CLASSES[: logits.shape[1]]
    sizes = [len(validation[n][1]) for n in names]
    fitted = calibrate(partial(predict, model), images, labels, sizes)
    export_classifier(
        model,
        out / "classifier.onnx",
        classes=classes,
        **asdict(fitted),
        options={k: v for k, v in asdict(options).items() if k not in ("start", "add")},
        examples=images[:64],
    )
    figures: dict[str, Any] = {
        "options": asdict(options),
        **asdict(fitted),
        "validation_error_percent": _errors(model, validation),
        "history": history,
    }
    (out / "report.json").write_text(json.dumps(figures, indent=1))
    report.loss_curves(history, out / "loss.png")
    report.confusion_matrix(logits.argmax(1), labels, classes, out / "confusion.png")
    report.worst_mistakes(images, logits, labels, classes, out / "mistakes.png")
    return figures
