"""Detectors side by side on handwriting of validation writers: which of them is to be shipped?

    INKDIGITS_DATA=... python benchmarks/compare_detectors.py FILE.onnx... [--pages 300]

Each file is asked for the same tiles and pages; without files, the shipped detector alone. Printed
are the loss of the heat maps on tiles as in training, with its difference to the first file in
standard errors; digits missed, misread and made up on pages of all kinds; and what is made up on
pages without digits. Real pages take no part: no detector is chosen on what it is reported on.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from inkdigits.cli.tables import format_table
from inkdigits.onnx_model import OnnxModel, shipped_model
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.train.data import data_root
from inkdigits.train.detector import encode, inputs_of, loss_of
from inkdigits.train.operating import NOTHING, UNKNOWN, counterparts
from inkdigits.train.pages import PageSources, generate_page, generate_tile, load_page_sources

SEED = 77
"""What decides the pages, unlike any that constants were fitted on."""


@dataclass(frozen=True)
class Seen:
    """What one detector made of everything.

    Attributes:
        losses: Loss of each batch of tiles, (N,).
        mistakes: Digits "missed", "misread" and "made up", and the "digits" there were.
        made_up: Digits made up on pages without any, by what is on them.
        clean: How many of these pages are left without a digit.
    """

    losses: NDArray[np.float64]
    mistakes: Counter[str]
    made_up: Counter[str]
    clean: int


def tile_losses(path: Path, sources: PageSources, count: int) -> NDArray[np.float64]:
    """Focal loss of the heat maps, each batch of 8 tiles divided by the mean count of digits."""
    model = OnnxModel(path, task="detect")
    losses, digits = [], []
    for k in range(count // 8):
        rng = np.random.default_rng([SEED, 1, k])
        batch = encode([generate_tile(sources, rng) for _ in range(8)], 256)
        heat, geometry = model.run(inputs_of(batch).numpy())
        focal, _ = loss_of(torch.from_numpy(heat), torch.from_numpy(geometry), batch)
        digits.append(max(1, len(batch.centres)))
        losses.append(float(focal) * digits[-1])
    return np.array(losses) / max(1.0, float(np.mean(digits)))


def page_mistakes(reader: Reader, sources: PageSources, count: int) -> Counter[str]:
    """Mistakes on pages of all kinds, those without digits among them."""
    tally: Counter[str] = Counter()
    for k in range(count):
        truth = generate_page(sources, np.random.default_rng([SEED, k]))
        page = reader.read(truth.image)
        places = counterparts(page, truth.boxes_xyxy, truth.ignore_xyxy)
        pairs = [(p, d) for p, d in zip(places, page.digits, strict=True) if p != UNKNOWN]
        found = [(p, d) for p, d in pairs if p != NOTHING]
        tally["digits"] += len(truth.labels)
        tally["missed"] += len(truth.labels) - len(found)
        tally["misread"] += sum(int(truth.labels[p]) != d.value for p, d in found)
        tally["made up"] += len(pairs) - len(found)
    return tally


def made_up(reader: Reader, sources: PageSources, count: int) -> tuple[Counter[str], int]:
    """Digits on pages without any, by their kind, and how many pages are left clean."""
    tally: Counter[str] = Counter()
    clean = 0
    for k in range(count):
        truth = generate_page(sources, np.random.default_rng([SEED, 2, k]), negative=True)
        found = len(reader.read(truth.image).digits)
        tally[truth.tags[0]] += found
        clean += not found
    return tally, clean


def look(task: tuple[Path, int, int, int]) -> Seen:
    """Ask one detector for everything."""
    path, tiles, pages, negatives = task
    torch.set_num_threads(1)
    sources = load_page_sources(data_root(), "validation")
    reader = Reader(ReaderOptions(detector=path, threads=1))
    losses, mistakes = tile_losses(path, sources, tiles), page_mistakes(reader, sources, pages)
    return Seen(losses, mistakes, *made_up(reader, sources, negatives))


def show(names: Sequence[str], everyone: Sequence[Seen]) -> None:
    """Print the tables."""
    rows = []
    for name, seen in zip(names, everyone, strict=True):
        apart = seen.losses - everyone[0].losses
        error = float(apart.std(ddof=1)) / np.sqrt(len(apart)) if apart.any() else 0.0
        sigmas = f"{float(apart.mean()) / error:+.1f}" if error else ""
        kinds = ("missed", "misread", "made up")
        tally = [seen.mistakes[kind] for kind in kinds]
        rows.append(
            (name, f"{seen.losses.mean():.4f}", sigmas, *tally, sum(tally),
             sum(seen.made_up.values()), seen.clean)
        )  # fmt: skip
    header = ("detector", "tile loss", "errors from the first", "missed", "misread", "made up",
              "together", "on pages without digits", "of these clean")  # fmt: skip
    print(format_table(header, rows))
    kinds = sorted({kind for seen in everyone for kind in seen.made_up})
    rows = [(kind, *(seen.made_up[kind] for seen in everyone)) for kind in kinds]
    print("\nmade up on pages without digits, by what is on them:")
    print(format_table(("", *names), rows))


def main() -> None:
    """Ask all, two at a time, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="default: the shipped detector")
    parser.add_argument("--tiles", type=int, default=960)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--negatives", type=int, default=220)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    files = arguments.files or [shipped_model("detector.onnx")]
    counts = (arguments.tiles, arguments.pages, arguments.negatives)
    with get_context("spawn").Pool(min(arguments.processes, len(files))) as pool:
        everyone = pool.map(look, [(path, *counts) for path in files], chunksize=1)
    names = [f"{path.parent.name}/{path.name}" for path in files]
    digits = everyone[0].mistakes["digits"]
    print(f"{arguments.pages} pages with {digits:,} digits, {arguments.negatives} without any")
    show(names, everyone)


if __name__ == "__main__":
    main()
