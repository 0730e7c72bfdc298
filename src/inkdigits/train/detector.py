"""Train the digit detector: a small U-shaped network that finds digits as objects.

One heat map a digit, after "Objects as Points" (Zhou et al., 2019, arXiv:1904.07850): a digit is a
peak at its centre, with size and offset beside it, at a quarter of the input's resolution.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from inkdigits.errors import ConfigError
from inkdigits.train.averaging import averaged, settle
from inkdigits.train.budget import share_done
from inkdigits.train.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.train.data import data_root
from inkdigits.train.export import export, git_revision, load_weights
from inkdigits.train.networks import DetectorNet
from inkdigits.train.pages import PageSources, SyntheticPage, generate_tile, load_page_sources
from inkdigits.train.symbols import SYMBOLS

STRIDE = 4
"""Pixels of the input for each cell of the heat maps."""

MULTIPLE = 32
"""Height and width of the input must be multiples of this."""

TYPICAL_HEIGHT = 30.0
"""Height in pixels at which the detector sees digits best: the working scale aims at it."""

_SETTLING = 40  # batches on which the averaged network's normalisation is measured

_SIZE_UNIT = 30.0  # sizes are learned as logarithms of multiples of this many pixels


@dataclass(frozen=True)
class TrainingOptions:
    """What a training run is made of; all of it is written into the checkpoint.

    Attributes:
        steps: Optimiser steps.
        batch_size: Tiles a step.
        tile: Side of a tile in pixels.
        learning_rate: Peak learning rate of AdamW.
        seed: Seed of weights and tiles.
        workers: Processes that write tiles while the network trains.
        start: ONNX file whose weights the run starts from; "" for a new network.
        minutes: End after this long, though fewer steps were taken; None for no limit. The
            learning rate comes down in time for it.
    """

    steps: int = 9_000
    batch_size: int = 16
    tile: int = 256
    learning_rate: float = 1.5e-3
    seed: int = 1
    workers: int = 1
    start: str = ""
    minutes: float | None = None


@dataclass(frozen=True)
class Batch:
    """Tiles and what the network should say of them, G = tile / 4.

    Attributes:
        images: uint8 (B, tile, tile).
        heat: Gaussian peaks, float16 (B, 14, G, G): ten digits, then `SYMBOLS`.
        weight: 0 where nothing is asked, float16 (B, G, G).
        centres: Row for each digit and symbol: batch index, cell y, cell x, int64 (M, 3).
        geometry: Targets at the centres, float32 (M, 4).
    """

    images: NDArray[np.uint8]
    heat: NDArray[np.float16]
    weight: NDArray[np.float16]
    centres: NDArray[np.int64]
    geometry: NDArray[np.float32]


def encode(pages: list[SyntheticPage], tile: int) -> Batch:
    """Targets for square tiles."""
    grid = tile // STRIDE
    heat = np.zeros((len(pages), 10 + len(SYMBOLS), grid, grid), np.float32)
    weight = np.ones((len(pages), grid, grid), np.float16)
    centres, geometry = [], []
    for row, page in enumerate(pages):
        for x0, y0, x1, y1 in page.ignore_xyxy / STRIDE:
            left, top = max(0, int(x0)), max(0, int(y0))
            weight[row, top : max(0, math.ceil(y1)), left : max(0, math.ceil(x1))] = 0
        boxes = np.concatenate((page.boxes_xyxy, page.symbol_boxes_xyxy))
        classes = np.concatenate((page.labels, 10 + page.symbols))
        for (x0, y0, x1, y1), label in zip(boxes, classes, strict=True):
            width, height = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
            cx, cy = (x0 + x1) / 2 / STRIDE, (y0 + y1) / 2 / STRIDE
            column, line = min(max(int(cx), 0), grid - 1), min(max(int(cy), 0), grid - 1)
            _peak(heat[row, int(label)], column, line, width / STRIDE, height / STRIDE)
            weight[row, line, column] = 1
            centres.append((row, line, column))
            geometry.append(
                (
                    cx - column,
                    cy - line,
                    math.log(width / _SIZE_UNIT),
                    math.log(height / _SIZE_UNIT),
                )
            )
    return Batch(
        np.stack([page.image for page in pages]),
        heat.astype(np.float16),
        weight,
        np.array(centres, np.int64).reshape(-1, 3),
        np.array(geometry, np.float32).reshape(-1, 4),
    )


def _peak(plane: NDArray[np.float32], x: int, y: int, width: float, height: float) -> None:
    """Raise a Gaussian, as wide as the digit, in place."""
    sx, sy = max(0.55, 0.14 * width), max(0.55, 0.14 * height)
    rx, ry = math.ceil(2.5 * sx), math.ceil(2.5 * sy)
    x0, x1 = max(0, x - rx), min(plane.shape[1], x + rx + 1)
    y0, y1 = max(0, y - ry), min(plane.shape[0], y + ry + 1)
    ys, xs = np.mgrid[y0:y1, x0:x1]
    bump = np.exp(-((xs - x) ** 2) / (2 * sx**2) - ((ys - y) ** 2) / (2 * sy**2))
    np.maximum(plane[y0:y1, x0:x1], bump, out=plane[y0:y1, x0:x1])


def loss_of(
    heat: torch.Tensor, geometry: torch.Tensor, batch: Batch
) -> tuple[torch.Tensor, torch.Tensor]:
    """Focal loss of the heat maps and L1 loss of the geometry, both for each digit."""
    target = torch.from_numpy(batch.heat.astype(np.float32))
    weight = torch.from_numpy(batch.weight.astype(np.float32)).unsqueeze(1)
    count = max(1, len(batch.centres))
    probability = heat.sigmoid().clamp(1e-4, 1 - 1e-4)
    positive = target.eq(1.0)
    hit = -((1 - probability) ** 2) * probability.log()
    miss = -((1 - target) ** 4) * probability**2 * (1 - probability).log()
    focal = (torch.where(positive, hit, miss) * weight).sum() / count
    if not len(batch.centres):
        return focal, geometry.sum() * 0.0
    b, y, x = torch.from_numpy(batch.centres).unbind(1)
    wanted = torch.from_numpy(batch.geometry)
    total = geometry.new_zeros(())
    size = geometry.shape[2]
    # The cells beside a centre learn the same box, so that a peak one cell off still boxes well.
    for dy, dx in ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0)):
        inside = (y + dy >= 0) & (y + dy < size) & (x + dx >= 0) & (x + dx < size)
        found = geometry[b[inside], :, y[inside] + dy, x[inside] + dx]
        shift = torch.tensor([float(dx), float(dy), 0.0, 0.0])
        share = 1.0 if (dy, dx) == (0, 0) else 0.25
        total = total + share * (found - (wanted[inside] - shift)).abs().sum()
    return focal, total / (2 * count)


@lru_cache(maxsize=1)
def _sources(root: Path) -> PageSources:
    return load_page_sources(root, "train")


def make_batch(root: Path, seed: int, step: int, batch_size: int, tile: int) -> Batch:
    """The training tiles of one step of the run with this seed."""
    rng = np.random.default_rng((seed, step))
    return encode([_tile(root, rng, tile) for _ in range(batch_size)], tile)


def _tile(root: Path, rng: np.random.Generator, size: int) -> SyntheticPage:
    """A tile; most of those with a few digits are passed over, since they teach little."""
    while True:
        page = generate_tile(_sources(root), rng, size=size)
        if not len(page.labels) or len(page.labels) >= 6 or rng.random() < 0.35:
            return page


def _batches(root: Path, options: TrainingOptions, first: int) -> Iterator[Batch]:
    tasks = (
        (root, options.seed, step, options.batch_size, options.tile)
        for step in range(first, options.steps)
    )
    if options.workers < 1:
        yield from starmap(make_batch, tasks)
        return
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        ahead = []
        for task in tasks:  # a bounded queue: `imap` would take every task at once
            ahead.append(pool.apply_async(make_batch, task))
            if len(ahead) >= 6 * options.workers:
                yield ahead.pop(0).get()
        for result in ahead:
            yield result.get()


def train(
    out: Path,
    *,
    data: Path | None = None,
    seed: int = 1,
    steps: int | None = None,
    start: Path | None = None,
    minutes: float | None = None,
    resume: bool = True,
    options: TrainingOptions | None = None,
) -> dict[str, Any]:
    """Train a detector and write it into `out`: `checkpoint.pt` as it goes, then `detector.onnx`.

    A run that was stopped goes on where it was.

    Args:
        out: Folder for everything the run writes.
        data: Folder with the data sets; None takes INKDIGITS_DATA.
        seed: Seed of weights and tiles.
        steps: Optimiser steps; None takes the default.
        start: A `detector.onnx` to start from.
        minutes: End after this long; None for no limit.
        resume: False starts anew even where a checkpoint lies in `out`.
        options: Everything at once, instead of seed, steps, start and minutes.

    Returns:
        The figures that are also in `report.json`.

    Raises:
        ConfigError: An option cannot be used, or the checkpoint belongs to other options.
        DataError: Data is missing or damaged.
        ModelError: `start` holds another network.
    """
    if steps is not None and steps < 1:
        raise ConfigError(f"steps must be at least 1, found {steps}")
    if minutes is not None and minutes <= 0:
        raise ConfigError(f"minutes must be above 0, found {minutes}")
    options = options or TrainingOptions(
        steps=steps or TrainingOptions.steps, seed=seed, start=str(start or ""), minutes=minutes
    )
    root = data_root(data)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    model = DetectorNet()
    if options.start:
        load_weights(model, Path(options.start))
    history = _fit(model, options, root, out, resume)
    export_detector(
        model, out / "detector.onnx", asdict(options), make_batch(root, 0, 0, 1, 256).images
    )
    figures = {"options": asdict(options), "history": history}
    (out / "report.json").write_text(json.dumps(figures, indent=1))
    return figures


def export_detector(
    model: nn.Module, path: Path, options: dict[str, Any], examples: NDArray[np.uint8]
) -> None:
    """Write a detector as ONNX: "image" (N, 1, H, W) -> "heat" (N, 14, H/4, W/4), "geometry".

    Raises:
        ModelError: PyTorch and ONNX disagree on `examples`, uint8 (N, H, W).
    """
    metadata = {
        "task": "detect",
        "classes": json.dumps(list("0123456789")),
        "symbols": json.dumps(list(SYMBOLS)),
        "stride": str(STRIDE),
        "multiple": str(MULTIPLE),
        "typical_height": str(TYPICAL_HEIGHT),
        "size_unit": str(_SIZE_UNIT),
        "training": json.dumps({k: v for k, v in options.items() if k != "start"}),
        "revision": git_revision(),
    }
    batch = torch.from_numpy(examples).unsqueeze(1).float() / 255
    export(
        model, path, batch, inputs=("image",), outputs=("heat", "geometry"),
        metadata=metadata, dynamic=(0, 2, 3),
    )  # fmt: skip


def _fit(
    model: nn.Module, options: TrainingOptions, root: Path, out: Path, resume: bool
) -> list[dict[str, float]]:
    average = averaged(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, weight_decay=0.02)
    history: list[dict[str, float]] = []
    first = 0
    path = out / "checkpoint.pt"
    if resume and path.is_file():
        state = load_checkpoint(path, asdict(options))
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        history, first = state["history"], state["step"]
    progress = tqdm(_batches(root, options, first), total=options.steps, initial=first)
    before = sum(row["seconds"] for row in history)
    sums, since, started = np.zeros(2), 0, time.monotonic()
    for step, batch in enumerate(progress, start=first):
        seconds = before + time.monotonic() - started
        done = share_done(step / options.steps, seconds, options.minutes)
        if done >= 1:
            break
        sums += _step(model, average, optimizer, options.learning_rate * _rate(step, done), batch)
        since += 1
        if (step + 1) % 200 and step + 1 < options.steps:
            continue
        row = {"step": step + 1, "heat": sums[0] / since, "geometry": sums[1] / since}
        history.append(row | {"seconds": time.monotonic() - started})
        tqdm.write(" ".join(f"{k} {v:.4g}" for k, v in history[-1].items()))
        before += history[-1]["seconds"]
        sums, since, started = np.zeros(2), 0, time.monotonic()
        state = {
            "model": model.state_dict(),
            "average": average.state_dict(),
            "optimizer": optimizer.state_dict(),
            "history": [{k: float(v) for k, v in r.items()} for r in history],
            "step": step + 1,
        }
        save_checkpoint(path, state, asdict(options))
    model.load_state_dict(average.module.state_dict())
    tasks = (
        (root, options.seed + 1, k, options.batch_size, options.tile) for k in range(_SETTLING)
    )
    settle(model, (inputs_of(make_batch(*task)) for task in tasks))
    return history


def _rate(step: int, done: float) -> float:
    """Share of the peak learning rate: a short warm-up, then half a cosine."""
    return min(1.0, (step + 1) / 200) * (0.02 + 0.49 * (1 + math.cos(math.pi * done)))


def inputs_of(batch: Batch) -> torch.Tensor:
    """The tiles as the network takes them, float32 (B, 1, tile, tile)."""
    images = torch.from_numpy(batch.images).unsqueeze(1).float() / 255
    return images.contiguous(memory_format=torch.channels_last)


def _step(
    model: nn.Module,
    average: AveragedModel,
    optimizer: torch.optim.Optimizer,
    rate: float,
    batch: Batch,
) -> NDArray[np.float64]:
    for group in optimizer.param_groups:
        group["lr"] = rate
    model.train()
    with torch.autocast("cpu", torch.bfloat16):
        heat, geometry = model(inputs_of(batch))
    focal, sizes = loss_of(heat.float(), geometry.float(), batch)
    optimizer.zero_grad()
    (focal + sizes).backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 10.0)
    optimizer.step()
    average.update_parameters(model)
    return np.array([focal.item(), sizes.item()])
