"""Fit the constants of `inkdigits.colons` on synthetic pages by validation writers.

    INKDIGITS_DATA=... python benchmarks/fit_colons.py --pages 700

Every other page holds numbers with symbols (`benchmarks/symbols.py`), the others are of all kinds
(`inkdigits.train.pages`) and take part with what is no colon. Prints the weights, and how many
colons are found by them and what else, each page judged by weights of other pages; nothing is
written.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inkdigits.colons import WEIGHTS, candidates
from inkdigits.punctuate import boxes_of
from inkdigits.reader import Reader
from inkdigits.result import Box
from inkdigits.train.data import data_root
from inkdigits.train.pages import generate_page, load_page_sources
from symbols import written_page

Float = NDArray[np.float64]

FOLDS = 5
RIDGE = 0.1
AT = (0.3, 0.5, 0.7, 0.9)
MARGIN = 5.0
"""How far beside a colon its dots may be found, in pixels."""


@dataclass(frozen=True)
class Marks:
    """Two marks between two digits of a page: what is measured, and whether they are a colon."""

    page: int
    gap: tuple[int, int]
    measured: Float
    is_colon: bool


def main() -> None:
    """Collect, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=700)
    parser.add_argument("--seed", type=int, default=911)
    options = parser.parse_args()
    rows, written = collect(options.pages, options.seed)
    measured = np.array([row.measured for row in rows])
    truth = np.array([row.is_colon for row in rows], np.float64)
    fold = np.array([row.page // 2 % FOLDS for row in rows])
    gaps = [(row.page, row.gap) for row in rows]
    shares = np.array([1 / gaps.count(gap) for gap in gaps])  # a gap counts once
    chances = np.zeros(len(rows))
    for k in range(FOLDS):
        weights = fit(measured[fold != k], truth[fold != k], shares[fold != k])
        chances[fold == k] = _chance(measured[fold == k], weights)
    print(f"{written} colons, {len(set(gaps))} gaps with two marks")
    best: dict[tuple[int, tuple[int, int]], tuple[float, float]] = {}
    for gap, chance, is_colon in zip(gaps, chances.tolist(), truth.tolist(), strict=True):
        best[gap] = max(best.get(gap, (0.0, 0.0)), (chance, is_colon))
    found = np.array(list(best.values()))
    for least in AT:
        kept = found[found[:, 0] > least, 1]
        print(f"above {least}: {int(kept.sum())} colons, {int((1 - kept).sum())} others")
    weights = fit(measured, truth, shares)
    print({name: round(float(w), 2) for name, w in zip(WEIGHTS, weights, strict=False)})
    print(f"_BIAS = {weights[-1]:.2f}")


def collect(pages: int, seed: int) -> tuple[list[Marks], int]:
    """Two marks in gaps of pages; and how many colons are written there."""
    reader = Reader()
    sources = load_page_sources(data_root(), "validation")
    rows: list[Marks] = []
    colons = 0
    for k in range(pages):
        rng = np.random.default_rng([seed, k])
        if k % 2:
            image, places = generate_page(sources, rng, negative=False).image, np.zeros((0, 4))
        else:
            page = written_page(sources, rng)
            image, places = page.image, page.colon_boxes
        colons += len(places)
        read = reader.read(image)
        if read.rotation:
            continue
        boxes = np.asarray(boxes_of([digit.box for digit in read.digits]), np.float64)
        for gap, measured, dots in candidates(image, boxes):
            rows.append(Marks(k, gap, measured, _stands_in(Box.around(dots), places)))
    return rows, colons


def _stands_in(box: Box, places: NDArray[np.floating]) -> bool:
    x, y = (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2
    x_min, y_min, x_max, y_max = places.T
    across = (x_min - MARGIN < x) & (x < x_max + MARGIN)
    return bool((across & (y_min - MARGIN < y) & (y < y_max + MARGIN)).any())


def fit(measured: Float, truth: Float, shares: Float) -> Float:
    """Weights and bias of a logistic regression, slightly regularised, by Newton's method."""
    mean, spread = measured.mean(axis=0), measured.std(axis=0) + 1e-6
    inputs = np.c_[(measured - mean) / spread, np.ones(len(measured))]
    weights = np.zeros(inputs.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (shares * (truth - p)) - RIDGE * weights
        curvature = (inputs * (shares * p * (1 - p))[:, None]).T @ inputs
        weights += np.linalg.solve(curvature + RIDGE * np.eye(len(weights)), gradient)
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ mean)


def _chance(measured: Float, weights: Float) -> Float:
    return np.asarray(1 / (1 + np.exp(-(measured @ weights[:-1] + weights[-1]))))


if __name__ == "__main__":
    main()
