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
    _COVER_WEIGHT,
    _logit,
    blend,
    covered,
    digit_shares,
    support,
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
    heats, junk, around, cover, located, classified, truth = (column[known] for column in columns)
    is_digit = truth >= 0
    ones = np.ones(len(heats))
    features = np.stack((_logit(heats), -_logit(junk), around, ones), axis=1)
    offset = -_COVER_WEIGHT * cover
    weights = _logistic(features, is_digit.astype(np.float64), offset)
    print(f"candidates {len(truth)}, digits {int(is_digit.sum())}")
    print("heat, junk, support, bias:", np.round(weights, 3).tolist())
    probability = 1 / (1 + np.exp(-features @ weights - offset))
    wrong = float(((probability > 0.5) != is_digit).mean())
    alone = float(((heats > 0.5) != is_digit).mean())
    print(f"digit or not: {100 * wrong:.2f} % wrong; heat alone {100 * alone:.2f} %")
    shipped = features @ np.array(evidence_weights()) + offset > 0
    print(
        f"with the weights in inkdigits.evidence: {100 * float((shipped != is_digit).mean()):.2f} %"
    )
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
    kept = probability > 0.5
    error = expected_calibration_error(confidence[kept].astype(np.float32), right[kept])
    print(f"expected calibration error of the confidence {100 * error:.2f} %")


def _candidates(reader: Reader, page: SyntheticPage) -> tuple[Float, ...]:
    """Heat, junk probability, support, cover, both class distributions and truth of each candidate.

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
    return (
        found.confidences.astype(np.float64),
        classified[:, 10].astype(np.float64),
        support(found.boxes_xyxy, found.confidences).astype(np.float64),
        covered(found.boxes_xyxy, found.confidences).astype(np.float64),
        located.astype(np.float64),
        digit_shares(classified).astype(np.float64),
        truth,
    )


def evidence_weights() -> tuple[float, ...]:
    """The weights that are shipped, in the order of the features."""
    return (
        evidence._HEAT_WEIGHT,
        evidence._JUNK_WEIGHT,
        evidence._SUPPORT_WEIGHT,
        evidence._BIAS,
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
