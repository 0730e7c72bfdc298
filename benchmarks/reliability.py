"""Is it as sure as it says? Reliability diagrams and error-reject curves, as pictures and figures.

    INKDIGITS_DATA=... python benchmarks/reliability.py --out docs/images

Writes reliability.png and error-reject.png, and prints for each set the expected calibration error
and how much may be accepted at 1 % and at 0.1 % error. Single digits are the test parts: writers
the networks were not trained on. The real pages are the development pages, which were looked at
while the reader was built; the synthetic ones are by validation writers, and not those the
operating curves were measured on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from numpy.typing import NDArray

from inkdigits import metrics
from inkdigits.cli.tables import format_table
from inkdigits.reader import Reader
from inkdigits.train.data import data_root
from inkdigits.train.evaluation import answers
from inkdigits.train.evaluation_sets import load_pages, load_picture_set
from inkdigits.train.operating import Judged, counterparts, judge_pages

matplotlib.use("Agg")
from matplotlib import pyplot as plt

DIGIT_SETS = {
    "mnist": "MNIST test",
    "usps": "USPS, never trained on",
    "unipen": "UNIPEN, held-out writers",
    "pendigits": "pendigits, test writers",
    "swiss": "Swiss scans, held-out writers",
}
HEADER = ("set", "answers", "right %", "ECE %", "accepted % at 1 % error", "at 0.1 %")
SEED = 41
BINS = 15
INK, GROUND = "#1f4e79", "#d0d7de"


def main() -> None:
    """Judge, print, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="the data folder; else INKDIGITS_DATA")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--pages", type=int, default=500, help="synthetic pages")
    parser.add_argument("--limit", type=int, help="at most so many digits and pages of a set")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    judged = collect(data_root(options.data), options.pages, options.limit)
    rows = [figures(name, one) for name, one in judged.items()]
    print(json.dumps(rows) if options.json else format_table(HEADER, rows))
    options.out.mkdir(parents=True, exist_ok=True)
    reliability_picture(judged, options.out / "reliability.png")
    error_reject_picture(judged, options.out / "error-reject.png")


def collect(root: Path, pages: int, limit: int | None) -> dict[str, Judged]:
    """All sets; what was refused has the confidence -1."""
    reader = Reader()
    judged = {}
    for name, title in DIGIT_SETS.items():
        pictures = load_picture_set(name, root).sample(limit)
        answered = answers(reader, pictures)
        certainty = np.where(answered.values < 0, -1.0, answered.confidences)
        judged[title] = Judged(certainty, answered.values == pictures.labels)
    digits, numbers = judge_pages(reader, root, pages, SEED)
    judged["Synthetic pages: digits"] = digits
    judged["Synthetic pages: numbers"] = numbers
    judged["Development pages: digits"] = real_pages(reader, root, limit)
    return judged


def real_pages(reader: Reader, root: Path, limit: int | None) -> Judged:
    """Digits of the development pages that have boxes, and of those that have no digits."""
    confidences, right = [], []
    nothing = np.zeros((0, 4), np.float32)
    for labelled in load_pages(root / "pages_dev")[:limit]:
        boxes = nothing if labelled.negative else labelled.boxes_xyxy
        if boxes is None:
            continue
        page = reader.read(labelled.image)
        places = counterparts(page, boxes, nothing)
        confidences += [digit.confidence for digit in page.digits]
        right += [
            place >= 0 and labelled.digits[place] == digit.text
            for place, digit in zip(places, page.digits, strict=True)
        ]
    return Judged(np.array(confidences, np.float64), np.array(right, bool))


def figures(name: str, judged: Judged) -> list[Any]:
    given = judged.confidences >= 0
    ece = metrics.expected_calibration_error(judged.confidences[given], judged.right[given])
    shares = [
        100 * metrics.accepted_share(judged.confidences, judged.right, error)
        for error in (0.01, 0.001)
    ]
    return [name, len(judged.right), 100 * float(judged.right.mean()), 100 * ece, *shares]


# --- pictures -------------------------------------------------------------------------------------


def reliability_picture(judged: dict[str, Judged], path: Path) -> None:
    """Accuracy by stated confidence; bars span what may be chance, dots grow with the answers."""
    figure, axes = plt.subplots(2, 4, figsize=(13, 6.8), sharex=True, sharey=True, dpi=110)
    for panel, (name, one) in zip(axes.ravel(), judged.items(), strict=True):
        given = one.confidences >= 0
        confidence, right = one.confidences[given], one.right[given]
        panel.plot([0, 1], [0, 1], color=GROUND, linewidth=1.5, zorder=0)
        for stated, found, low, high, count in bins(confidence, right):
            panel.plot([stated, stated], [low, high], color=INK, linewidth=1)
            panel.scatter([stated], [found], s=8 + 90 * count / len(right), color=INK)
        ece = metrics.expected_calibration_error(confidence, right)
        panel.set_title(f"{name}\n{len(right):,} answers, ECE {100 * ece:.2f} %", fontsize=10)
        panel.set(xlim=(0, 1.02), ylim=(0, 1.02))
        panel.spines[["top", "right"]].set_visible(False)
    for panel in axes[-1]:
        panel.set_xlabel("stated confidence")
    for panel in axes[:, 0]:
        panel.set_ylabel("share that is right")
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def bins(
    confidence: NDArray[np.float64], right: NDArray[np.bool_]
) -> list[tuple[float, float, float, float, int]]:
    """For each bin with answers: mean confidence, accuracy with its 95 % interval, and count."""
    place = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    found = []
    for k in range(BINS):
        part = place == k
        if count := int(part.sum()):
            share = float(right[part].mean())
            low, high = wilson(share, count)
            found.append((float(confidence[part].mean()), share, low, high, count))
    return found


def wilson(share: float, count: int) -> tuple[float, float]:
    """95 % interval of a share of `count` (Wilson, 1927)."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    spread = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / 4 / count**2)
    return float(middle - spread), float(middle + spread)


def error_reject_picture(judged: dict[str, Judged], path: Path) -> None:
    """Error of what is accepted by how much goes to a person, the least confident first."""
    figure, panel = plt.subplots(figsize=(8.6, 5.6), dpi=110)
    for name, one in judged.items():
        order = np.argsort(-one.confidences, kind="stable")
        counts = np.arange(1, len(order) + 1)
        error = np.cumsum(~one.right[order]) / counts
        rejected = 1 - counts / len(order)
        shown = error > 0
        style = "--" if "number" in name else ":" if "Development" in name else "-"
        floor = 0.5 / len(order)
        x, y = np.maximum(rejected, floor)[shown], error[shown]
        panel.plot(100 * x, 100 * y, style, linewidth=1.6, label=name)
    for rate in (1, 0.1):
        panel.axhline(rate, color=GROUND, linewidth=1, zorder=0)
    panel.set(xscale="log", yscale="log", xlim=(0.05, 100), ylim=(0.01, 40))
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    panel.set_xlabel("sent to a person, % of answers (the least confident)")
    panel.set_ylabel("wrong, % of the rest")
    panel.legend(fontsize=8.5, frameon=False, loc="lower left")
    panel.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


if __name__ == "__main__":
    main()
