"""Where the classifier's examples come from: made anew for each epoch, or the same every time."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing.pool import AsyncResult
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.locate.detector import DetectorLocator
from inkdigits.normalize import frame_many
from inkdigits.train.augment import ExampleMaker
from inkdigits.train.crops import candidate_crops, page_crops
from inkdigits.train.data import (
    MNIST_VALIDATION,
    data_root,
    load_digit_sources,
    load_junk_sources,
)
from inkdigits.train.mnist import download_mnist, mnist_arrays
from inkdigits.train.pages import PageSources, load_page_sources
from inkdigits.train.validation import junk_examples, source_examples

Examples = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Framed pictures, uint8 (N, 28, 28) with ink 255 on 0, and classes (N,)."""

Maker = Callable[[int, tuple[int, ...]], Examples]
"""Makes so many examples from a seed."""

GIVEN_DIGIT = 16
"""Added to a class where it is known that there is a digit: only which one is asked.

Some digits on synthetic pages are past reading; they must not teach that noise is a digit.
"""

# Of new examples: digits cut out of whole pages, and what the detector takes for digits there.
_PAGE_SHARE, _CANDIDATE_SHARE = 0.12, 0.22
_PAGE_VALIDATION = 1_000


def plain_examples(root: Path) -> Examples:
    """Digits of people as they wrote them, framed."""
    rng = np.random.default_rng(0)
    sources = load_digit_sources(root, "train")
    parts = [source_examples(s, rng) for s in sources if s.name != "bhmsds"]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def full_data(data: Path | None) -> tuple[Augmented, dict[str, Examples]]:
    """Maker and validation sets of the full preset.

    Raises:
        DataError: Data is missing or damaged.
    """
    root = data_root(data)
    rng = np.random.default_rng(0)
    sources = load_digit_sources(root, "validation")
    validation = {s.name: source_examples(s, rng) for s in sources}
    pages = load_page_sources(root, "validation")
    crops, labels = page_crops(pages, _PAGE_VALIDATION, np.random.default_rng(0))
    validation["pages"] = crops, labels + GIVEN_DIGIT
    validation["not_a_digit"] = junk_examples(load_junk_sources(root, "validation"), sources, rng)
    return Augmented(root), validation


class Augmented:
    """Makes augmented examples; loads the sources once in each process that uses it."""

    def __init__(self, root: Path) -> None:
        """Note the data folder; nothing is loaded yet."""
        self.root = root
        self._maker: ExampleMaker | None = None
        self._pages: PageSources | None = None
        self._locator: DetectorLocator | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Leave the sources behind: another process loads its own."""
        return {"root": self.root, "_maker": None, "_pages": None, "_locator": None}

    def __call__(self, count: int, seed: tuple[int, ...]) -> Examples:
        """Make `count` examples from a seed."""
        if self._maker is None or self._pages is None or self._locator is None:
            self._locator = DetectorLocator(threads=1)
            self._pages = load_page_sources(self.root, "train")
            self._maker = ExampleMaker(
                load_digit_sources(self.root, "train"), load_junk_sources(self.root, "train")
            )
        rng = np.random.default_rng(seed)
        from_pages, candidates = round(_PAGE_SHARE * count), round(_CANDIDATE_SHARE * count)
        images, labels = self._maker.batch(count - from_pages - candidates, rng)
        crops, values = page_crops(self._pages, from_pages, rng)
        seen, classes = candidate_crops(self._pages, candidates, rng, self._locator)
        return (
            np.concatenate((images, crops, seen)),
            np.concatenate((labels, values + GIVEN_DIGIT, classes)),
        )


class Fixed:
    """The same examples every epoch."""

    def __init__(self, examples: Examples) -> None:
        """Note the examples."""
        self.examples = examples

    def __call__(self, count: int, seed: tuple[int, ...]) -> Examples:
        """The examples, whatever is asked for."""
        del count, seed
        return self.examples


def quick_data(data: Path | None, out: Path) -> tuple[Fixed, dict[str, Examples]]:
    """Maker and validation set of the quick preset; MNIST is fetched where no folder is named.

    Raises:
        DataError: Data is damaged, or could not be fetched.
    """
    named = data is not None or "INKDIGITS_DATA" in os.environ
    folder = data_root(data) / "mnist" if named else out / "mnist"
    if not named or not folder.is_dir():
        folder = download_mnist(out / "mnist")
    images, labels = mnist_arrays(folder, "train")
    framed = np.round(frame_many(list(images))[0] * 255).astype(np.uint8)
    cut = len(framed) - MNIST_VALIDATION
    return Fixed((framed[:cut], labels[:cut])), {"mnist": (framed[cut:], labels[cut:])}


def fresh_examples(
    make: Maker, *, count: int, seed: int, epochs: range, workers: int
) -> Iterator[Examples]:
    """New examples for each epoch, made in other processes ahead of time."""
    if isinstance(make, Fixed) or workers < 1:
        for epoch in epochs:
            yield make(count, (seed, epoch))
        return
    shards = max(workers, count // 2_000)
    tasks = ((count // shards, (seed, epoch, shard)) for epoch in epochs for shard in range(shards))
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        ahead: deque[AsyncResult[Examples]] = deque()
        parts: list[Examples] = []
        while True:
            # A bounded queue: `imap` would take every task at once and run far ahead.
            for task in islice(tasks, 2 * shards + workers - len(ahead)):
                ahead.append(pool.apply_async(make, task))
            if not ahead:
                return
            parts.append(ahead.popleft().get())
            if len(parts) == shards:
                yield np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
                parts = []
