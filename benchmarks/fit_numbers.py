"""Fit the constants of `inkdigits.grouping` on synthetic pages by validation writers.

    INKDIGITS_DATA=... python benchmarks/fit_numbers.py --pages 400

Reads the pages with the shipped models (or those of --model and --detector), fits the weights with
which a number's confidence, beside those of its digits, is right most often, and prints them as
they stand in the module. Then it reads half as many pages of another seed, and says of these how
well the confidence fits without the grouping, with the weights that are shipped, and with the new
ones: cross-entropy, expected calibration error, and how many numbers may be accepted at an error.
Nothing is written. Real pages take no part. Takes about 0.7 s a page on one core.

Run it again whenever a model was trained: it changes what is passed over, and how surely.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inkdigits import grouping, reader
from inkdigits.cli.tables import format_table
from inkdigits.grouping import FEATURES, features
from inkdigits.metrics import accepted_share, expected_calibration_error
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.train.data import data_root
from inkdigits.train.operating import judge_numbers
from inkdigits.train.pages import PageSources, generate_page, load_page_sources

Float = NDArray[np.float64]

HEADER = ("confidence", "loss", "ECE %", "said %", "accepted % at 5 %", "2 %", "1 %", "0.1 %")
_STEPS = 50
_RIDGE = 1.0  # a prior as of weights of about one: few pages cannot make a feature decisive
_SUREST = 0.9995


class Numbers(NamedTuple):
    """Features of K numbers (K, F), the products of their digits' confidences, and their truth."""

    features: Float
    digits: Float
    right: NDArray[np.bool_]


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400, help="pages to fit on")
    parser.add_argument("--seed", type=int, default=5, help="of these; the next one's are asked")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--detector", type=Path)
    arguments = parser.parse_args()
    asked = Reader(ReaderOptions(model=arguments.model, detector=arguments.detector))
    sources = load_page_sources(data_root(), "validation")
    seen = collect(asked, sources, arguments.pages, arguments.seed)
    weights, bias = fit(seen)
    print(f"fitted on {len(seen.right):,} numbers, {100 * seen.right.mean():.1f} % right")
    print("features:", ", ".join(FEATURES))
    print("_WEIGHTS =", tuple(np.round(weights, 2).tolist()))
    print("_BIAS =", round(bias, 2))
    unseen = collect(asked, sources, arguments.pages // 2, arguments.seed + 1)
    certain = 100 * unseen.right.mean()
    print(f"asked of {len(unseen.right):,} numbers of other pages, {certain:.1f} % right")
    shipped = confidences(unseen, np.array(grouping._WEIGHTS), grouping._BIAS)
    rows = [
        figures("digits alone", unseen.digits, unseen.right),
        figures("shipped", shipped, unseen.right),
        figures("fitted", confidences(unseen, weights, bias), unseen.right),
    ]
    print(format_table(HEADER, rows))


def collect(asked: Reader, sources: PageSources, pages: int, seed: int) -> Numbers:
    """All numbers read on pages of one seed of which it is known whether they are right."""
    measured: list[Float] = []

    def listen(*given: Any) -> list[list[float]]:
        measured.append(features(*given))
        return answer(*given)

    answer = reader.grouping_confidences
    reader.grouping_confidences = listen
    digits, right = [], []
    for k in range(pages):
        truth = generate_page(sources, np.random.default_rng((seed, k)))
        page = asked.read(truth.image)
        judged = judge_numbers(page, truth)
        known = np.array([one is not None for one in judged], bool)
        measured[-1] = measured[-1][known]
        digits += [
            number.confidence / number.grouping_confidence
            for number, one in zip(page.numbers, judged, strict=True)
            if one is not None
        ]
        right += [one for one in judged if one is not None]
    reader.grouping_confidences = answer
    products = np.minimum(np.array(digits, np.float64), _SUREST)
    return Numbers(np.concatenate(measured), products, np.array(right, bool))


def fit(numbers: Numbers) -> tuple[Float, float]:
    """Weights and bias of the likeliest grouping, by Fisher scoring, slightly regularised.

    The confidence is the product of the digits' with a logistic function of the features.
    """
    inputs = np.column_stack((numbers.features, np.ones(len(numbers.right))))
    prior = _RIDGE * np.eye(inputs.shape[1])
    prior[-1, -1] = 1e-3
    weights = np.append(np.zeros(len(FEATURES)), 1.0)
    for _ in range(_STEPS):
        whole = 1 / (1 + np.exp(-np.clip(inputs @ weights, -15, 15)))
        stated = np.clip(numbers.digits * whole, 1e-6, 1 - 1e-6)
        slope = inputs.T @ ((1 - whole) * (numbers.right - stated) / (1 - stated))
        information = stated * (1 - whole) ** 2 / (1 - stated)
        curvature = (inputs * information[:, None]).T @ inputs + prior
        step = np.linalg.solve(curvature, slope - prior @ weights)
        weights = weights + np.clip(step, -2, 2)
    return weights[:-1], float(weights[-1])


def confidences(numbers: Numbers, weights: Float, bias: float) -> Float:
    """What numbers would be said to be right by."""
    return np.asarray(numbers.digits / (1 + np.exp(-numbers.features @ weights - bias)))


def figures(name: str, stated: Float, right: NDArray[np.bool_]) -> list[Any]:
    """A row of the table."""
    clipped = np.clip(stated, 1e-4, 1 - 1e-4)
    loss = -float(np.where(right, np.log(clipped), np.log(1 - clipped)).mean())
    error = 100 * expected_calibration_error(stated, right)
    shares = [100 * accepted_share(stated, right, rate) for rate in (0.05, 0.02, 0.01, 0.001)]
    return [name, loss, error, 100 * float(stated.mean()), *shares]


if __name__ == "__main__":
    main()
