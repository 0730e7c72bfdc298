"""Pages of one hand, read before and after 50 corrections of that hand.

    python benchmarks/learn_pages.py              # writers that are reported
    python benchmarks/learn_pages.py --tuning     # validation writers and hands made from them

Each page has 100 digits of a writer in rows of ten; 50 others, from another page, are corrected.
Writers are those of learn_writers.py with enough digits. Needs the data folder named by
INKDIGITS_DATA.
"""

from __future__ import annotations

import argparse
import os
import tempfile

import cv2
import numpy as np

from inkdigits.classify import Classifier
from inkdigits.cli.tables import format_table
from inkdigits.learn import learn, load_memory
from inkdigits.normalize import normalize
from inkdigits.profile import save_profile
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Page
from inkdigits.train.data import data_root, load_digit_sources
from learn_writers import HANDS, SETS, changed

CORRECTED, READ = 50, 100
HEIGHT, GAP, ROW, COLUMNS = 48, 26, 100, 10

Box = tuple[float, float, float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tuning", action="store_true", help="validation writers")
    tuning = parser.parse_args().tuning
    classifier, memory = Classifier(), load_memory()
    rows: list[list[str | float]] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["INKDIGITS_HOME"] = home
        for name, inks, labels in written("validation" if tuning else "test", tuning):
            picture, boxes = page_of(inks[:CORRECTED])
            frames = np.stack([normalize(picture, box=box) for box in boxes])
            lesson = learn("hand", frames, labels[:CORRECTED], classifier, memory)
            if lesson.refusal is None:
                save_profile(lesson.profile)
            picture, boxes = page_of(inks[CORRECTED:])
            profiles = (None, None if lesson.refusal else "hand")
            readers = [Reader(ReaderOptions(rotate="0", profile=one)) for one in profiles]
            truth = labels[CORRECTED:].tolist()
            rows.append([name, *(errors(r.read(picture), boxes, truth) for r in readers)])
            print(*rows[-1], flush=True)
    rows.sort(key=lambda row: -float(row[1]))
    rows.append(["mean", *np.mean([row[1:] for row in rows], axis=0).tolist()])
    print(format_table(("writer", "errors before, %", "after"), rows))


def written(split, with_hands):
    """Name, ink and labels of 150 digits of each writer; with hands, also in other hands."""
    for source in load_digit_sources(data_root(), split, SETS):
        for writer in np.unique(source.writers):
            chosen = np.flatnonzero(source.writers == writer)
            if len(chosen) < CORRECTED + READ:
                continue
            chosen = np.random.default_rng(1).permutation(chosen)[: CORRECTED + READ]
            labels = source.labels[chosen]
            hands = {"": {}, **(HANDS if with_hands else {})}
            for name, change in hands.items():
                inks = [
                    trimmed(changed(source.ink(int(i), height=60, pen=5.5), int(label), **change))
                    for i, label in zip(chosen, labels, strict=True)
                ]
                yield f"{source.name} {writer}{name and ', '}{name}", inks, labels


def trimmed(ink: np.ndarray) -> np.ndarray:
    ys, xs = np.nonzero(ink > 60)
    return ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def page_of(inks: list[np.ndarray]) -> tuple[np.ndarray, list[Box]]:
    """Digits in rows, black on white, uint8 (H, W), and their boxes."""
    rows = -(-len(inks) // COLUMNS)
    page = np.zeros((rows * ROW, COLUMNS * (2 * HEIGHT + GAP) + 60), np.uint8)
    boxes = []
    for start in range(0, len(inks), COLUMNS):
        left = 30
        for ink in inks[start : start + COLUMNS]:
            scale = HEIGHT / max(ink.shape[0], 0.6 * ink.shape[1])
            small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            height, width = small.shape
            top = start // COLUMNS * ROW + (ROW - height) // 2
            place = page[top : top + height, left : left + width]
            np.maximum(place, small, out=place)
            boxes.append((left, top, left + width, top + height))
            left += width + GAP
    return 255 - page, boxes


def errors(page: Page, boxes: list[Box], truth: list[int]) -> float:
    """Percent of places at which another digit was read, or none."""
    wrong = 0
    for (x0, y0, x1, y1), value in zip(boxes, truth, strict=True):
        met = [
            digit
            for digit in page.digits
            if x0 - 3 <= (digit.box.x_min + digit.box.x_max) / 2 <= x1 + 3
            and y0 - 3 <= (digit.box.y_min + digit.box.y_max) / 2 <= y1 + 3
        ]
        best = max(met, key=lambda digit: digit.confidence, default=None)
        wrong += best is None or best.value != value
    return 100 * wrong / len(truth)


if __name__ == "__main__":
    main()
