"""Fit the constants of `inkdigits.evidence` on synthetic pages by validation writers.

    INKDIGITS_DATA=... python benchmarks/fit_evidence.py --pages 400

Prints the weights of the logistic regression "is there a digit" and the exponents of the two class
distributions, with the figures they reach; nothing is written. Real pages take no part.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inkdigits import evidence
from inkdigits.evidence import (
    _CLASSIFIER_SHARE,
    _COVER_WEIGHT,
    _DETECTOR_SHARE,
    _DOUBT,
    FEATURES,
    blend,
    covered,
    digit_shares,
    features,
)
from inkdigits.metrics import expected_calibration_error
from inkdigits.normalize import normalize
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.train.crops import UNKNOWN, candidate_truths
from inkdigits.train.data import data_root
from inkdigits.train.pages import SyntheticPage, generate_page, load_page_sources

Float = NDArray[np.float64]

_MOST_OF_A_PAGE = 12


def main() -> None:
    """Collect candidates, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--detector", type=Path)
    arguments = parser.parse_args()
    reader = Reader(ReaderOptions(model=arguments.model, detector=arguments.detector))
    sources = load_page_sources(data_root(), "validation")
    rows = []
    for k in range(arguments.pages):
        rng = np.random.default_rng((arguments.seed, k))
        rows.append(_not_too_many(_candidates(reader, generate_page(sources, rng)), rng))
    columns = [np.concatenate(part) for part in zip(*rows, strict=True)]
    known = columns[-1] > UNKNOWN
    heats, measured, cover, located, classified, truth = (column[known] for column in columns)
    is_digit = truth >= 0
    offset = -_COVER_WEIGHT * cover
    print(f"candidates {len(truth)}, digits {int(is_digit.sum())}")
    alone = float(((heats > 0.5) != is_digit).mean())
    print(f"digit or not, heat alone: {100 * alone:.2f} % wrong")
    for name in ("_DECISION", "_CERTAINTY"):
        shipped = np.array(getattr(evidence, name))
        used = shipped != 0
        weights = np.zeros(len(FEATURES))
        weights[used] = _logistic(measured[:, used], is_digit.astype(np.float64), offset)
        print(f"{name} = {tuple(np.round(weights, 2).tolist())}  # {', '.join(FEATURES)}")
        for which, own in (("fitted", weights), ("shipped", shipped)):
            probability = 1 / (1 + np.exp(-measured @ own - offset))
            wrong = float(((probability > 0.5) != is_digit).mean())
            said = np.clip(np.where(is_digit, probability, 1 - probability), 1e-6, 1)
            print(f"  {which}: {100 * wrong:.2f} % wrong, log-loss {-np.log(said).mean():.4f}")
    decided = measured @ np.array(evidence._DECISION) + offset > 0
    probability = 1 / (1 + np.exp(-measured @ weights - offset))
    sure = located[is_digit], classified[is_digit], truth[is_digit]
    a, b, doubt = _exponents(*sure)
    print(f"exponents: detector {a:.2f}, classifier {b:.2f}; doubt {doubt:.2f}")
    for name, (x, y, z) in {
        "both": (a, b, doubt),
        "detector": (1, 0, 0),
        "classifier": (0, 1, 0),
    }.items():
        shares = blend(*sure[:2], (x, y), z)
        print(f"{name}: {100 * float((shares.argmax(1) != sure[2]).mean()):.3f} % wrong")
    shares = blend(located, classified, (a, b), doubt)
    confidence = (probability[:, None] * shares).max(axis=1)
    right = shares.argmax(axis=1) == truth
    kept = decided
    error = expected_calibration_error(confidence[kept].astype(np.float32), right[kept])
    print(f"expected calibration error of the confidence {100 * error:.2f} %")


def _candidates(reader: Reader, page: SyntheticPage) -> tuple[Float, ...]:
    """Heat, `features`, cover, both class distributions and truth of each candidate.

    The truth is the digit, -1 for none, or -2 where it cannot be said.
    """
    found = reader.locator.locate(page.image)
    boxes = [tuple(box) for box in found.boxes_xyxy.tolist()]
    polarity = reader._page_polarity(page.image, found) if boxes else "auto"
    frames = [normalize(page.image, box=box, polarity=polarity) for box in boxes]
    stack = np.stack(frames) if frames else np.zeros((0, 28, 28), np.float32)
    classified = reader.classifier.probabilities(stack)
    located = found.class_probabilities
    if located is None:
        located = np.zeros((0, 10), np.float32)
    truth = candidate_truths(found.boxes_xyxy, page)
    place, said = (found.boxes_xyxy, found.confidences), digit_shares(classified)
    shares = blend(located, said, (_DETECTOR_SHARE, _CLASSIFIER_SHARE), _DOUBT)
    return (
        found.confidences.astype(np.float64),
        features(*place, classified[:, 10], shares).astype(np.float64),
        covered(*place).astype(np.float64),
        located.astype(np.float64),
        said.astype(np.float64),
        truth,
    )


def _not_too_many(columns: tuple[Float, ...], rng: np.random.Generator) -> tuple[Float, ...]:
    """Without most of what is no digit on a page of static, which would outweigh the others."""
    none = np.flatnonzero(columns[-1] == -1)
    dropped = rng.permutation(none)[_MOST_OF_A_PAGE:]
    return tuple(np.delete(column, dropped, axis=0) for column in columns)


def _logistic(features: Float, truth: Float, offset: Float) -> Float:
    """Logistic regression by Newton's method, slightly regularised; `offset` is not fitted."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-features @ weights - offset))
        gradient = features.T @ (truth - probability) - 1e-3 * weights
        curvature = (features * (probability * (1 - probability))[:, None]).T @ features
        weights = weights + np.linalg.solve(curvature + 1e-3 * np.eye(len(weights)), gradient)
    return weights


def _exponents(
    located: Float, classified: Float, truth: NDArray[np.int64]
) -> tuple[float, float, float]:
    """Exponents and doubt with the least negative log-likelihood of the right digit."""
    rows = np.arange(len(truth))
    best = (np.inf, 1.0, 1.0, 0.0)
    for a in np.arange(0.4, 2.81, 0.2):
        for b in np.arange(0.1, 1.21, 0.1):
            for doubt in (0.25, 0.5, 0.75, 1.0):
                right = blend(located, classified, (a, b), doubt)[rows, truth]
                loss = float(-np.log(np.maximum(right, 1e-9)).mean())
                best = min(best, (loss, float(a), float(b), doubt))
    return best[1:]


if __name__ == "__main__":
    main()
