"""Fit the constants of `inkdigits.parting`: which gaps of a line part two numbers.

    INKDIGITS_DATA=... python benchmarks/fit_gaps.py --pages 1200

Reads synthetic pages by validation writers with the shipped models, measures the gaps between
neighbours of which it is known whether they are of one number, and prints the weights as they stand
in the module. Then it reads a third as many pages of another seed and says of these how many gaps
are judged wrongly by the weights that are shipped and by the new ones. Nothing is written. Real
pages take no part. Takes about 0.3 s a page on one core.

Synthetic pages hardly have rows of single digits without a table around them, and no digits so far
apart that nobody takes them for one number. Of such rows 400 are made up, without pictures, and
count half: digits as far apart as their rows are numbers of their own, and so are those that stand
two heights apart or more; others are one number, where there are at least four of them.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inkdigits import parting
from inkdigits.cli.tables import format_table
from inkdigits.layout import gap_features
from inkdigits.reader import Reader
from inkdigits.ruling import PictureRules, no_rules
from inkdigits.train.data import data_root
from inkdigits.train.operating import counterparts
from inkdigits.train.pages import PageSources, SyntheticPage, generate_page, load_page_sources

Float = NDArray[np.float64]

HEADER = ("weights", "loss", "wrong %", "parted wrongly", "joined wrongly")
MADE_UP, MADE_UP_COUNT = 400, 0.5
_STEPS = 50
_RIDGE = 1.0  # a prior as of weights of about one
_LINE = 8  # digits of one made-up line that count


class Gaps(NamedTuple):
    """Features of K gaps (K, F), whether they part two numbers (K,), and how much they count."""

    features: Float
    parts: NDArray[np.bool_]
    counts: Float


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1200, help="pages to fit on")
    parser.add_argument("--seed", type=int, default=11, help="of these; the next one's are asked")
    arguments = parser.parse_args()
    sources, reader = load_page_sources(data_root(), "validation"), Reader()
    seen = collect(reader, sources, arguments.pages, arguments.seed)
    made = made_up(np.random.default_rng(arguments.seed))
    weights, bias = fit(Gaps(*map(np.concatenate, zip(seen, made, strict=True))))
    print(f"fitted on {len(seen.parts):,} gaps of pages, {100 * seen.parts.mean():.1f} % part")
    print("WEIGHTS =", dict(zip(parting.WEIGHTS, np.round(weights, 2).tolist(), strict=True)))
    print("_BIAS =", round(bias, 2))
    unseen = collect(reader, sources, arguments.pages // 3, arguments.seed + 1)
    print(f"asked of {len(unseen.parts):,} gaps of other pages")
    shipped = np.array(list(parting.WEIGHTS.values()))
    rows = [
        figures("shipped", chances(unseen, shipped, parting._BIAS), unseen.parts),
        figures("fitted", chances(unseen, weights, bias), unseen.parts),
    ]
    print(format_table(HEADER, rows))


def collect(reader: Reader, sources: PageSources, pages: int, seed: int) -> Gaps:
    """The gaps on pages of one seed of which it is known whether they part numbers."""
    rows, parts = [np.zeros((0, len(parting.WEIGHTS)))], [np.zeros(0, np.bool_)]
    for k in range(pages):
        rng = np.random.default_rng((seed, k))
        truth = generate_page(sources, rng, negative=False)
        found, parted = gaps_of(reader, truth)
        rows.append(found)
        parts.append(parted)
    known = np.concatenate(parts)
    return Gaps(np.concatenate(rows), known, np.ones(len(known)))


def gaps_of(reader: Reader, truth: SyntheticPage) -> tuple[Float, NDArray[np.bool_]]:
    """Features of the gaps of one page, and whether they part numbers, where that is known."""
    page = reader.read(truth.image)
    if page.rotation:  # its boxes are no longer upright ones of this picture
        return np.zeros((0, len(parting.WEIGHTS))), np.zeros(0, np.bool_)
    stands_for = counterparts(page, truth.boxes_xyxy, truth.ignore_xyxy)
    number_of = {
        index: (number, place)
        for line in truth.lines
        for number in line
        for place, index in enumerate(number)
    }
    sizes = [sum(len(number.digits) for number in line.numbers) for line in page.lines]
    starts = np.cumsum([0, *sizes]).tolist()
    lines = [list(range(a, b)) for a, b in pairwise(starts)]
    boxes = np.array([d.box.xyxy for d in page.digits], np.float32).reshape(-1, 4)
    measured = gap_features(boxes, lines, PictureRules(truth.image))
    pairs = [pair for line in lines for pair in pairwise(line)]
    known, parted = [], []
    for a, b in pairs:
        left, right = (number_of.get(stands_for[i]) for i in (a, b))
        is_same = left is not None and right is not None and left[0] == right[0]
        known.append(
            left is not None
            and right is not None
            and (not is_same or abs(left[1] - right[1]) == 1)  # else one between was missed
        )
        parted.append(not is_same)
    chosen = np.array(known, np.bool_)
    return measured[chosen], np.array(parted, np.bool_)[chosen]


def made_up(rng: np.random.Generator) -> Gaps:
    """Gaps of rows of single digits."""
    rows, parts = [], []
    for k in range(MADE_UP):
        kind = ("as far as rows", "nearer than rows", "a line", "far apart")[k % 4]
        pitch = float(rng.uniform(2.8, 5.0) if kind == "far apart" else rng.uniform(1.15, 2.2))
        count = 1 if kind in ("a line", "far apart") else int(rng.integers(3, 8))
        ratio = rng.uniform(0.3, 0.55)
        if kind == "as far as rows":
            ratio = np.exp(rng.uniform(np.log(0.72), np.log(1.3)))
        length = int(rng.integers(2 if kind == "far apart" else 4, 10))
        boxes = _rows(rng, count, length, pitch, max(pitch / ratio, 1.25))
        lines = np.split(np.arange(len(boxes)), np.arange(length, len(boxes), length))
        found = gap_features(boxes, [line.tolist() for line in lines], no_rules)[:_LINE]
        rows.append(found)
        parts += [kind in ("as far as rows", "far apart")] * len(found)
    return Gaps(np.concatenate(rows), np.array(parts), np.full(len(parts), MADE_UP_COUNT))


def _rows(
    rng: np.random.Generator, count: int, length: int, pitch: float, leading: float
) -> NDArray[np.float32]:
    """Boxes of rows of digits; the last row may be a short one. Lengths in digit heights."""
    sway, boxes = (float(rng.uniform(0.03, 0.12)) * pitch, float(rng.uniform(0.02, 0.1))), []
    filled = count * length
    if count > 1 and rng.random() < 0.5:
        filled -= int(rng.integers(length))
    for k in range(filled):
        width = rng.uniform(0.45, 0.75) if rng.random() > 0.12 else rng.uniform(0.1, 0.3)
        height = rng.normal(1, 0.08)
        x = k % length * pitch + rng.normal(0, sway[0])
        y = k // length * leading + rng.normal(0, sway[1])
        boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return np.asarray(30 * np.array(boxes) + 100, np.float32)


def fit(gaps: Gaps) -> tuple[Float, float]:
    """Weights and bias of a logistic regression, by Newton's method, slightly regularised."""
    inputs = np.column_stack((gaps.features, np.ones(len(gaps.parts))))
    prior = _RIDGE * np.eye(inputs.shape[1])
    prior[-1, -1] = 1e-3
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        stated = 1 / (1 + np.exp(-np.clip(inputs @ weights, -15, 15)))
        slope = inputs.T @ (gaps.counts * (gaps.parts - stated)) - prior @ weights
        spread = gaps.counts * stated * (1 - stated)
        curvature = (inputs * spread[:, None]).T @ inputs + prior
        weights = weights + np.clip(np.linalg.solve(curvature, slope), -2, 2)
    return weights[:-1], float(weights[-1])


def chances(gaps: Gaps, weights: Float, bias: float) -> Float:
    """How likely gaps are to part numbers."""
    return np.asarray(1 / (1 + np.exp(-gaps.features @ weights - bias)))


def figures(name: str, stated: Float, parts: NDArray[np.bool_]) -> list[Any]:
    """A row of the table."""
    clipped = np.clip(stated, 1e-4, 1 - 1e-4)
    loss = -float(np.where(parts, np.log(clipped), np.log(1 - clipped)).mean())
    said = stated > 0.5
    wrong = 100 * float((said != parts).mean())
    return [name, loss, wrong, int((said & ~parts).sum()), int((~said & parts).sum())]


if __name__ == "__main__":
    main()
