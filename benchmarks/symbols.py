"""How well numbers with symbols are read: 3.14, -42, 12/07, 12:30, by writers never seen before.

    python benchmarks/symbols.py --data DIR [--pages 80] [--detector FILE.onnx] [--picture OUT.png]

Pages hold numbers of known text, written with digits and symbols of the validation split, seen by
the cameras of the training pages. Printed is, for each kind of number, how many are read exactly
with symbols, without (there the digits alone count), and how many have all their digits right with
symbols. Then, for pages of all kinds (`inkdigits.train.pages`), how many symbols are put into
numbers where none is written. Last, how sure the symbols are, and how many are right.

With --slashes only the constants of `inkdigits.evidence.slashed` are fitted on such pages, and what
they pass over where symbols are not asked for is counted.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits import Page, Reader, ReaderOptions, annotate
from inkdigits.cli.tables import format_table
from inkdigits.evidence import SURE_SLASH, _logit, slashed
from inkdigits.locate.candidates import SAME_PLACE
from inkdigits.locate.detector import DetectorLocator
from inkdigits.metrics import box_iou
from inkdigits.train.camera import Camera, project_boxes, random_camera, shoot
from inkdigits.train.distractors import write_sign
from inkdigits.train.pages import PageSources, generate_page, load_page_sources
from inkdigits.train.picture import make_picture
from inkdigits.train.plan import Plan, choose_hand, random_plan
from inkdigits.train.sheet import Sheet, blank_sheet, write_number
from inkdigits.train.symbols import SYMBOL_NAMES, SYMBOLS

Boxes = NDArray[np.float32]

HEIGHT, WIDTH, DIGIT = 420, 640, 34.0
PATTERNS = {
    "plain": ("####", "##", "######", "#"),
    "point": ("#.##", "##.#", "###.##", "#.#"),
    "comma": ("#,##", "##,#", "#,###"),
    "minus": ("-##", "-#", "-####"),
    "minus and point": ("-#.#", "-##.##"),
    "leading point": (".#", ".##"),
    "slash": ("##/##", "#/#", "##/##/####"),
    "colon": ("##:##", "#:##"),
    "dashes": ("##-##", "####-##-##"),
    "subtraction": ("## - #", "# - #"),
    "list": ("##, ##", "#, ##, #"),
    "end of sentence": ("###.", "##,"),
}
"""Kinds of numbers; a space is as wide as a digit and parts numbers, "#" is any digit."""

COLON = 0.8
"""How high colons are at most, in digit heights."""

SLASHES_TO_DIGITS = 0.05
"""What a slash counts beside a digit in the fit: on people's pages they are rarer than on these."""

READ_AS = {"subtraction": " - ", "list": ", ", "end of sentence": None}
"""What is left away between the numbers that a kind is read as; None is at the end."""


@dataclass(frozen=True)
class Written:
    """Numbers on a page: their kind, text and boxes."""

    image: NDArray[np.uint8]
    kinds: list[str]
    texts: list[str]
    boxes: Boxes
    digit_boxes: Boxes
    slash_boxes: Boxes
    colon_boxes: Boxes


def written_page(sources: PageSources, rng: np.random.Generator) -> Written:
    """A page of rows of numbers of all kinds."""
    plan = replace(random_plan(rng, HEIGHT, WIDTH, DIGIT, crop=False), negative=False)
    pad = round(1.5 * DIGIT + 0.08 * WIDTH)
    hand = choose_hand(sources.digits, rng, plan.medium)
    hand = replace(hand, numbers=(), gap=min(hand.gap, 0.25), gap_spread=min(hand.gap_spread, 0.08))
    area = (pad + DIGIT, pad + DIGIT, pad + WIDTH - DIGIT, pad + HEIGHT - DIGIT)
    sheet = blank_sheet(hand, HEIGHT + 2 * pad, WIDTH + 2 * pad, DIGIT, area)
    sheet.glyphs = sources.signs
    kinds: list[str] = []
    texts: list[str] = []
    hulls: list[NDArray[np.float32]] = []
    colons: list[NDArray[np.float32]] = []
    for baseline in np.arange(area[1] + 1.5 * DIGIT, area[3], 2.4 * DIGIT):
        x = area[0] + float(rng.uniform(0, 1.5)) * DIGIT
        while x < area[2] - 7 * DIGIT:
            kind = str(rng.choice(list(PATTERNS)))
            pattern = str(rng.choice(PATTERNS[kind]))
            text = "".join(str(rng.integers(10)) if c == "#" else c for c in pattern)
            first = len(sheet.hulls)
            x = _write(sheet, rng, text, x, float(baseline), colons)
            mark = READ_AS.get(kind, "")
            for number in text.split(mark) if mark else [text[:-1] if mark is None else text]:
                count = sum(c.isdigit() for c in number)
                kinds.append(kind)
                texts.append(number)
                hulls.append(np.concatenate(sheet.hulls[first : first + count]))
                first += count
            x += float(rng.uniform(1.6, 3.0)) * DIGIT
    slash = SYMBOLS.index("/")
    slashes = [
        hull
        for hull, symbol in zip(sheet.symbol_hulls, sheet.symbols, strict=True)
        if symbol == slash
    ]
    camera = random_camera(rng, plan, pad)
    image = _picture(sources, rng, plan, sheet, camera)
    boxes = (project_boxes(camera, each) for each in (hulls, sheet.hulls, slashes, colons))
    return Written(image, kinds, texts, *boxes)


def _write(
    sheet: Sheet,
    rng: np.random.Generator,
    text: str,
    x: float,
    baseline: float,
    colons: list[NDArray[np.float32]],
) -> float:
    """Write a text and note where its colons are; return where it ends."""
    for character in text:
        gap = max(-0.05, sheet.hand.gap + float(rng.normal(0, sheet.hand.gap_spread)))
        if character == " ":
            x += DIGIT * float(rng.uniform(0.5, 1.0))
        elif character.isdigit():
            x = write_number(sheet, rng, [int(character)], x, baseline)[1] + gap * DIGIT
        elif character == ":":
            end = write_sign(sheet, rng, "colon", x, baseline, DIGIT)
            top = baseline - COLON * DIGIT
            corners = ((x, top), (end, top), (end, baseline), (x, baseline))
            colons.append(np.array(corners, np.float32))
            x = end + max(0.02, gap) * DIGIT
        else:
            name = SYMBOL_NAMES[SYMBOLS.index(character)]
            known, end = len(sheet.symbols), x
            while len(sheet.symbols) == known:  # a slash as steep as a 1 is not written
                end = write_sign(sheet, rng, name, x, baseline, DIGIT)
            x = end + max(0.02, gap) * DIGIT
    return x


def _picture(
    sources: PageSources,
    rng: np.random.Generator,
    plan: Plan,
    sheet: Sheet,
    camera: Camera,
) -> NDArray[np.uint8]:
    boxes = project_boxes(camera, sheet.hulls)
    ink = shoot(camera, sheet.ink, plan.width, plan.height)
    printed = shoot(camera, sheet.printed, plan.width, plan.height)
    tool, opacity = sheet.hand.tool, max(sheet.hand.opacity, 0.5)
    return make_picture(rng, plan, tool, opacity, sources.backgrounds, ink, printed, None, boxes)


def found_in(page: Page, box: NDArray[np.float32]) -> str:
    """The numbers whose digits mostly stand in a box, as text."""
    texts = []
    for number in page.numbers:
        inside = [_share_within(np.array(d.box.xyxy), box) > 0.5 for d in number.digits]
        if any(inside):
            texts.append(number.text)
    return " ".join(texts)


def _share_within(inner: NDArray[np.float64], outer: NDArray[np.float32]) -> float:
    size = np.minimum(inner[2:], outer[2:]) - np.maximum(inner[:2], outer[:2])
    return float(np.prod(np.maximum(size, 0)) / max(1e-6, np.prod(inner[2:] - inner[:2])))


def pages_of(data: Path, count: int, seed: int) -> Iterator[Written]:
    sources = load_page_sources(data, "validation")
    for k in range(count):
        yield written_page(sources, np.random.default_rng([seed, k]))


def measure_numbers(readers: tuple[Reader, Reader], pages: list[Written], show: bool) -> None:
    """Print how many numbers of each kind are read."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for k, written in enumerate(pages):
        with_symbols, plain = (reader.read(written.image) for reader in readers)
        for kind, text, box in zip(written.kinds, written.texts, written.boxes, strict=True):
            digits = "".join(c for c in text if c.isdigit())
            found, other = found_in(with_symbols, box), found_in(plain, box)
            bare = "".join(c for c in found if c.isdigit() or c == " ")
            seen = bare.replace(" ", "") == digits  # else reading the digits failed already
            for name in (kind, "all"):
                tally = tallies[name]
                tally["numbers"] += 1
                tally["exact"] += found == text
                tally["digits"] += seen
                tally["exact of those"] += seen and found == text
                tally["plain"] += other.replace(" ", "") == digits
                tally["whole plain"] += other == digits
            if show and found != text:
                print(f"page {k}: {kind}: {text!r} read as {found!r}, without {other!r}")
    header = ("kind", "numbers", "exact %", "digits right %", "exact of those %",
              "without: digits right %", "without: one number %")  # fmt: skip
    rows = []
    for name in (*PATTERNS, "all"):
        t = tallies[name]
        n, seen = max(1, t["numbers"]), max(1, t["digits"])
        rows.append((name, t["numbers"], 100 * t["exact"] / n, 100 * t["digits"] / n,
                     100 * t["exact of those"] / seen, 100 * t["plain"] / n,
                     100 * t["whole plain"] / n))  # fmt: skip
    print(format_table(header, rows))


def measure_symbols(reader: Reader, data: Path, count: int, seed: int) -> None:
    """Print what is put into numbers on pages of all kinds, and whether it is written there."""
    sources = load_page_sources(data, "validation")
    put: Counter[str] = Counter()
    right: Counter[str] = Counter()
    away: Counter[str] = Counter()
    numbers, judged = 0, []
    for k in range(count):
        written = generate_page(sources, np.random.default_rng([seed, 1, k]), size=(480, 640))
        page = reader.read(written.image)
        numbers += len(page.numbers)
        for symbol in (one for number in page.numbers for one in number.symbols):
            overlaps = [_iou(np.array(symbol.box.xyxy), b) for b in written.symbol_boxes_xyxy]
            at = int(np.argmax(overlaps)) if overlaps else -1
            here = bool(overlaps) and overlaps[at] > 0.15
            put[symbol.text] += 1
            away[symbol.text] += not here
            is_right = here and SYMBOLS[int(written.symbols[at])] == symbol.text
            right[symbol.text] += is_right
            judged.append((symbol.confidence, is_right))
    print(f"\n{count} pages of all kinds, {numbers} numbers read:")
    header = ("symbol", "in numbers", "right %", "none is there", "a hundred numbers")
    rows = [(s, put[s], 100 * right[s] / max(1, put[s]), away[s], 100 * away[s] / max(1, numbers))
            for s in (*SYMBOLS, ":")]  # fmt: skip
    print(format_table(header, rows))
    sure, is_right = (np.array(column, np.float64) for column in zip(*judged, strict=True))
    rows = []
    for low, high in ((0, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 1.01)):
        among = (sure >= low) & (sure < high)
        if among.any():
            mean = 100 * float(sure[among].mean())
            rows.append((f"{low}..{min(high, 1)}", int(among.sum()), mean,
                         100 * float(is_right[among].mean())))  # fmt: skip
    print(format_table(("confidence", "symbols", "mean %", "right %"), rows))
    print("correction of slope and bias: {:.2f}, {:.2f}".format(*_fit(sure, is_right)))


def _fit(sure: NDArray[np.float64], is_right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope and bias of a logistic regression on the logit, by Newton's method, with a ridge."""
    return _logistic(_logit(sure), is_right, np.ones(len(sure)))


def _logistic(
    logit: NDArray[np.float64], truth: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    inputs = np.stack((logit, np.ones_like(logit)), axis=1)
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (counts * (p - truth)) + 0.5 * (weights - (1, 0))
        curvature = (inputs * (counts * p * (1 - p))[:, None]).T @ inputs + 0.5 * np.eye(2)
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def fit_slashes(locator: DetectorLocator, pages: list[Written]) -> None:
    """Print the constants of a slash; how many slashes and digits the shipped ones pass over."""
    measured, is_slash, likely = [], [], []
    for written in pages:
        found = locator.locate(written.image)
        boxes, heats, slashes = found.boxes_xyxy, found.confidences, found.slashes
        if slashes is None or not len(found):
            continue
        is_digit, is_other = (
            box_iou(boxes, truth).max(axis=1, initial=0.0) > SAME_PLACE
            for truth in (written.digit_boxes, written.slash_boxes)
        )
        known = is_digit | is_other
        measured.append((_logit(slashes) - _logit(heats))[known])
        is_slash.append((is_other & ~is_digit)[known])
        measured[-1][slashes[known] <= 0] = -np.inf
        likely.append(slashed(boxes, heats, slashes)[known])
    inputs, truth, share = map(np.concatenate, (measured, is_slash, likely))
    warm = np.isfinite(inputs)
    weights = np.where(truth, SLASHES_TO_DIGITS, 1.0)[warm]
    slope, bias = _logistic(inputs[warm], truth[warm].astype(np.float64), weights)
    print(f"_SLASH_SLOPE = {slope:.2f}, _SLASH_BIAS = {bias:.2f}")
    for what, least in (("passed over", SURE_SLASH), ("that, or below 0.9", 0.1)):
        gone = share >= least
        print(f"{what}: {gone[truth].sum()} of {truth.sum()} slashes, "
              f"{gone[~truth].sum()} of {(~truth).sum()} digits")  # fmt: skip


def _iou(a: NDArray[np.float64], b: NDArray[np.float32]) -> float:
    a, b = a + np.array([-1, -1, 1, 1]), b + np.array([-1, -1, 1, 1])  # points are small
    shared = float(np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0)))
    return shared / float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


def save_picture(reader: Reader, pages: list[Written], out: Path) -> None:
    """Nine annotated pages, to look at."""
    drawn = [np.asarray(annotate(p.image, reader.read(p.image))) for p in pages[:9]]
    rows = [np.hstack(drawn[k : k + 3]) for k in range(0, len(drawn) - len(drawn) % 3, 3)]
    cv2.imwrite(str(out), cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("INKDIGITS_DATA"))
    parser.add_argument("--pages", type=int, default=80)
    parser.add_argument("--seed", type=int, default=30)
    parser.add_argument("--detector", type=Path)
    parser.add_argument("--picture", type=Path, metavar="OUT.png", help="nine pages as read")
    parser.add_argument("--errors", action="store_true", help="print each number not read exactly")
    parser.add_argument("--slashes", action="store_true", help="fit slash against 1")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the data folder: --data DIR, or set INKDIGITS_DATA")
    data = Path(options.data)
    reader, plain = (
        Reader(ReaderOptions(detector=options.detector, symbols=symbols))
        for symbols in (True, False)
    )
    pages = list(pages_of(data, options.pages, options.seed))
    if options.slashes:
        fit_slashes(DetectorLocator(options.detector), pages)
        return
    if options.picture:
        save_picture(reader, pages, options.picture)
    measure_numbers((reader, plain), pages, options.errors)
    measure_symbols(reader, data, options.pages, options.seed)


if __name__ == "__main__":
    main()
