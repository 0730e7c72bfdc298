"""How well hands are learned: writers in no training, before and after 20, 50 and 100 corrections.

    python benchmarks/learn_writers.py                # the writers that are reported
    python benchmarks/learn_writers.py --simulated    # unusual hands, made from some of them
    python benchmarks/learn_writers.py --tuning       # the writers that the method was chosen on

Reported are the test writers of the Swiss, UNIPEN and Pendigits sets; what learning does was chosen
on the validation writers. Corrections are drawn at random from all that a writer wrote, right or
wrong; the rest is read before and after. A lesson that is refused changes nothing. Needs the data
folder named by INKDIGITS_DATA.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inkdigits.classify import Classifier
from inkdigits.cli.tables import format_table
from inkdigits.learn import learn, load_memory
from inkdigits.learn.lesson import percent_right
from inkdigits.learn.memory import Part
from inkdigits.normalize import normalize
from inkdigits.profile import Profile
from inkdigits.train.data import Split, data_root, load_digit_sources
from inkdigits.train.sources import Source
from inkdigits.train.validation import source_examples

SETS = ("swiss", "unipen", "pendigits")
COUNTS = (20, 50, 100)
FEWEST_LEFT = 40  # digits a writer must have beyond the most corrections
UNUSUAL = 0.02  # error from which a hand is counted among those that start worst

# What is done to every digit of a writer: shear, turn in degrees, width, mirrored digits, and
# the seed of a smooth bend.
HANDS: dict[str, dict[str, Any]] = {
    "leaning left": {"shear": -0.9},
    "leaning right": {"shear": 1.1},
    "turned left": {"turn": 30},
    "turned right": {"turn": -30},
    "narrow": {"width": 0.4},
    "mirrored 2 3 5 7": {"mirrored": (2, 3, 5, 7)},
    "bent": {"bend": 4},
    "bent otherwise": {"bend": 1},
}


@dataclass(frozen=True)
class Hand:
    """All that one writer wrote, framed."""

    name: str
    frames: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Row:
    """A writer's errors on what was not corrected, in percent: before, after each of `COUNTS`."""

    name: str
    digits: int
    before: float
    after: tuple[float, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", action="store_true", help="validation writers")
    parser.add_argument("--simulated", action="store_true", help="unusual hands")
    parser.add_argument("--draws", type=int, default=3, help="of the corrections of a writer")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    bench = Bench(data_root(), options.draws)
    split: Split = "validation" if options.tuning else "test"
    rows = [bench.row(hand) for hand in hands(bench.root, split, options.simulated)]
    rows.sort(key=lambda row: -row.before)
    print(tables(rows, bench))
    if options.json:
        figures = {"rows": [vars(row) for row in rows], "lessons": bench.lessons}
        options.json.write_text(json.dumps(figures, indent=1))


class Bench:
    """What all writers share."""

    def __init__(self, root: Path, draws: int) -> None:
        self.root, self.draws = root, draws
        self.classifier, self.memory = Classifier(), load_memory()
        source = load_digit_sources(root, "test", ["mnist"])[0]
        images, labels = source_examples(source, np.random.default_rng(0))
        self.mnist = self.part("mnist", images.astype(np.float32) / 255, labels)
        self.lessons: list[dict[str, Any]] = []

    def part(self, name: str, frames: np.ndarray, labels: np.ndarray) -> Part:
        pairs = [
            self.classifier.logits_and_features(frames[k : k + 500])
            for k in range(0, len(frames), 500)
        ]
        logits, features = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
        return Part(name, features, logits, labels)

    def error(self, part: Part, profile: Profile | None, chosen: Any = slice(None)) -> float:
        logits, temperature = part.logits[chosen], self.classifier.temperature
        if profile is not None:
            logits = profile.logits(logits, part.features[chosen])
            temperature = profile.temperature
        threshold = (
            self.classifier.reject_threshold if profile is None else profile.reject_threshold
        )
        return 100 - percent_right(logits, part.labels[chosen], temperature, threshold)

    def row(self, hand: Hand) -> Row:
        part = self.part(hand.name, hand.frames, hand.labels)
        before, after = zip(*(self.errors(hand, part, count) for count in COUNTS), strict=True)
        row = Row(hand.name, len(hand.labels), float(np.mean(before)), after)
        print(f"{row.name}: {row.before:.2f} -> {[round(a, 2) for a in row.after]}", flush=True)
        return row

    def errors(self, hand: Hand, part: Part, count: int) -> tuple[float, float]:
        """The mean errors on what was not learned from, before and after."""
        before, after = [], []
        for draw in range(self.draws):
            order = np.random.default_rng((count, draw)).permutation(len(hand.labels))
            some, rest = order[:count], order[count:]
            start = time.perf_counter()
            lesson = learn(
                "hand", hand.frames[some], hand.labels[some], self.classifier, self.memory
            )
            seconds = time.perf_counter() - start
            profile = None if lesson.refusal else lesson.profile
            before.append(self.error(part, None, rest))
            after.append(self.error(part, profile, rest))
            change = self.error(self.mnist, None) - self.error(self.mnist, lesson.profile)
            self.lessons.append(
                {
                    "hand": hand.name,
                    "count": count,
                    "seconds": seconds,
                    "refusal": lesson.refusal,
                    "share": lesson.profile.facts["share"],
                    "temperature": lesson.profile.temperature,
                    "mnist_change": 0.0 if lesson.refusal else change,
                }
            )
        return float(np.mean(before)), float(np.mean(after))


def hands(root: Path, split: Split, simulated: bool) -> list[Hand]:
    """Writers with enough digits; or four of them, each in every unusual hand."""
    found = []
    for source in load_digit_sources(root, split, SETS):
        for writer in np.unique(source.writers):
            chosen = np.flatnonzero(source.writers == writer)
            if len(chosen) >= COUNTS[-1] + FEWEST_LEFT:
                found.append((f"{source.name} {writer}", source, chosen))
    if not simulated:
        return [Hand(name, *written(source, chosen, {})) for name, source, chosen in found]
    spread = [found[k] for k in np.linspace(0, len(found) - 1, 4).round().astype(int)]
    return [
        Hand(f"{name}, {unusual}", *written(source, chosen[:250], change))
        for name, source, chosen in spread
        for unusual, change in HANDS.items()
    ]


def written(
    source: Source, chosen: np.ndarray, change: dict[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Digits of a source, drawn with an ordinary pen and framed."""
    rng = np.random.default_rng(0)
    frames = np.zeros((len(chosen), 28, 28), np.float32)
    for row, index in enumerate(chosen):
        ink = source.ink(int(index), height=40, pen=40 * rng.uniform(0.06, 0.16))
        frames[row] = normalize(255 - changed(ink, int(source.labels[index]), **change))
    return frames, source.labels[chosen]


def changed(
    ink: np.ndarray,
    label: int,
    *,
    shear: float = 0.0,
    turn: float = 0.0,
    width: float = 1.0,
    mirrored: tuple[int, ...] = (),
    bend: int | None = None,
) -> np.ndarray:
    """The ink of a digit as another hand would write it, uint8 (H, W)."""
    side = max(ink.shape)
    canvas = np.pad(ink, round(0.8 * side) + 8)
    height, breadth = canvas.shape
    centre = np.array([breadth / 2, height / 2])
    if label in mirrored:
        canvas = np.ascontiguousarray(canvas[:, ::-1])
    turned = cv2.getRotationMatrix2D((0, 0), turn, 1)[:, :2]
    matrix = turned @ np.array([[width, shear], [0, 1]])
    moved = np.column_stack((matrix, centre - matrix @ centre)).astype(np.float32)
    canvas = cv2.warpAffine(canvas, moved, (breadth, height))
    if bend is None:
        return canvas
    grid = np.random.default_rng(bend).normal(0, 0.16 * side, (2, 4, 4)).astype(np.float32)
    ys, xs = np.mgrid[:height, :breadth].astype(np.float32)
    u, v = (
        np.clip(((a - c) / side + 0.5) * 3, 0, 3) for a, c in zip((xs, ys), centre, strict=True)
    )
    u, v = u.astype(np.float32), v.astype(np.float32)
    shift = [cv2.remap(part, u, v, cv2.INTER_LINEAR) for part in grid]
    return cv2.remap(canvas, xs + shift[0], ys + shift[1], cv2.INTER_LINEAR)


def tables(rows: list[Row], bench: Bench) -> str:
    header = ("writer", "digits", "before", *(f"after {count}" for count in COUNTS))
    worst = [row for row in rows if row.before >= UNUSUAL * 100]
    lines = [[row.name, row.digits, row.before, *row.after] for row in rows]
    lines += [mean("mean of all", rows), mean(f"mean of those above {UNUSUAL:.0%}", worst)]
    halved = sum(row.after[COUNTS.index(50)] <= row.before / 2 for row in worst)
    changes = [lesson["mnist_change"] for lesson in bench.lessons]
    seconds = [lesson["seconds"] for lesson in bench.lessons]
    refused = sum(lesson["refusal"] is not None for lesson in bench.lessons)
    fell = sum(change < -0.1 for change in changes)
    return "\n".join(
        (
            format_table(header, lines),
            "",
            f"errors in %; {bench.draws} draws of the corrections",
            f"halved after 50: {halved} of {len(worst)} that start above {UNUSUAL:.0%}",
            f"MNIST test set: {np.mean(changes):+.3f} points on average, {min(changes):+.3f} at "
            f"worst, a fall of more than 0.1 after {fell} of {len(changes)} lessons; before: "
            f"{bench.error(bench.mnist, None):.2f} % errors",
            f"{len(changes)} lessons, {refused} refused; seconds for one: median "
            f"{np.median(seconds):.1f}, longest {max(seconds):.1f}",
        )
    )


def mean(name: str, rows: list[Row]) -> list[Any]:
    if not rows:
        return [name, 0, None, *(None for _ in COUNTS)]
    digits = sum(row.digits for row in rows)
    after = np.mean([row.after for row in rows], axis=0)
    return [name, digits, float(np.mean([row.before for row in rows])), *map(float, after)]


if __name__ == "__main__":
    main()
