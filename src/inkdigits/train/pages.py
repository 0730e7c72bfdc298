"""Synthetic pages of real handwritten digits: what the detector learns from.

Digits of the training sets are written on a flat sheet (`writing`, `layouts`, `distractors`), in
lines, tables, formulas or anywhere, among things that are no digits; the sheet is seen by a
`camera`, lies on `paper`, is lit and photographed, scanned or saved from a screen (`picture`,
`degrade`). Every page is a function of its random generator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.train.camera import (
    crop_window,
    moved,
    project_boxes,
    random_camera,
    sheet_edge,
    shoot,
)
from inkdigits.train.data import Split, load_digit_sources, load_junk_sources
from inkdigits.train.distractors import JunkSet, index_junk
from inkdigits.train.hands import DigitSet, index_digits
from inkdigits.train.numbers import WrittenNumber, load_numbers
from inkdigits.train.picture import make_picture, readable
from inkdigits.train.plan import Plan, choose_hand, random_plan, writing_area
from inkdigits.train.sheet import Sheet, blank_sheet
from inkdigits.train.symbols import SYMBOLS, SignGlyphs, load_signs
from inkdigits.train.words import WrittenWord, load_words
from inkdigits.train.writing import write_page

Grey = NDArray[np.uint8]
Boxes = NDArray[np.float32]

VISIBLE_SHARE = 0.6
"""A digit of which less than this share lies within the picture is not labelled but ignored."""

WRITTEN_NUMBERS_SHARE = 0.16
"""How many pages have numbers just as somebody wrote them, rather than put together from digits."""

ENLARGED_SHARE = 0.2
"""Of tiles without digits, how many are seen from too near, grain and all.

Where nothing has the size of a digit, grain and the edges of thick strokes set the working scale.
"""

MARKED_SHARES = (0.0, 0.15, 0.6)
"""Numbers with a symbol in them, as a share of a page's: none on most, many on some."""


@dataclass(frozen=True)
class PageSources:
    """What pages are made from: digits, other glyphs, paper, numbers and words by writer, signs."""

    digits: tuple[DigitSet, ...]
    junk: tuple[JunkSet, ...]
    backgrounds: tuple[Grey, ...]
    numbers: tuple[tuple[WrittenNumber, ...], ...] = ()
    signs: SignGlyphs = field(default_factory=dict)
    words: tuple[tuple[WrittenWord, ...], ...] = ()


@dataclass(frozen=True)
class SyntheticPage:
    """A page and what is written on it.

    Attributes:
        image: Grey picture, uint8 (H, W).
        boxes_xyxy: Tight boxes of the digits' ink in pixels, half-open, float32 (N, 4).
        labels: Digit in each box, int64 (N,).
        lines: Indices into `boxes_xyxy`: lines of groups of digits, in reading order, as written.
        ignore_xyxy: Boxes of digits that are cut off, crossed out or too faint: neither right nor
            wrong to find; float32 (M, 4).
        tags: How the page was made, to break figures down by.
        symbol_boxes_xyxy: Boxes of decimal points, commas, minus signs and slashes, float32 (K, 4).
        symbols: Index into `SYMBOLS` of each, int64 (K,).
    """

    image: Grey
    boxes_xyxy: Boxes
    labels: NDArray[np.int64]
    lines: tuple[tuple[tuple[int, ...], ...], ...]
    ignore_xyxy: Boxes
    tags: tuple[str, ...]
    symbol_boxes_xyxy: Boxes = field(default_factory=lambda: np.zeros((0, 4), np.float32))
    symbols: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


def load_page_sources(root: Path, split: Split) -> PageSources:
    """Everything to make pages of one split from; no glyph of another split is among it.

    Args:
        root: The data folder.
        split: "train", or "validation" for pages by writers the networks have not seen.

    Raises:
        DataError: The digit sets are missing or damaged.
        ValueError: `split` is "test": test writers make no pages.
    """
    if split == "test":
        raise ValueError("pages are made of the train or the validation split, found 'test'")
    files = sorted((root / "paper_backgrounds").glob("*.png"))
    pictures = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files]
    sets = (index_digits(source) for source in load_digit_sources(root, split))
    return PageSources(
        tuple(one for one in sets if all(len(members) for members in one.everyone)),
        tuple(index_junk(source) for source in load_junk_sources(root, split)),
        tuple(np.asarray(picture, np.uint8) for picture in pictures if picture is not None),
        load_numbers(root, split),
        load_signs(root, split),
        load_words(root, split),
    )


def generate_tile(sources: PageSources, rng: np.random.Generator, size: int = 256) -> SyntheticPage:
    """A square piece of a page at the detector's working scale: digits mostly 16 to 56 px high.

    Args:
        sources: From `load_page_sources`.
        rng: Decides everything.
        size: Side of the tile in pixels, at least 64.

    Returns:
        A page of exactly `size` x `size`; small pictures stand in it with padding around.
    """
    digit_height = float(np.exp(rng.uniform(np.log(16), np.log(56))))
    crop = bool(rng.random() < 0.28)
    plan = random_plan(rng, size, size, digit_height, crop)
    if plan.negative and rng.random() < ENLARGED_SHARE:
        side = max(48, round(size / float(np.exp(rng.uniform(np.log(1.5), np.log(5))))))
        page = _compose(sources, rng, replace(plan, height=side, width=side, crop=False))
        if "outlines" not in page.tags[0]:  # one ring, seen from near, is a zero
            return _enlarged(page, size)
    if not crop:
        return _compose(sources, rng, plan)
    tall = min(size, round(digit_height * rng.uniform(1.6, 6)))
    small = _compose(sources, rng, replace(plan, height=tall))
    return _pad(small, rng, size)


def generate_page(
    sources: PageSources,
    rng: np.random.Generator,
    *,
    size: tuple[int, int] | None = None,
    digit_height: float | None = None,
    negative: bool | None = None,
) -> SyntheticPage:
    """A whole picture as a person would hand it in.

    Args:
        sources: From `load_page_sources`.
        rng: Decides everything.
        size: Height and width in pixels; random, and at times cropped to the writing, where None.
        digit_height: Nominal digit height in pixels; random, 10 to 300, where None.
        negative: Whether there is no digit on it; None for some of them.

    Returns:
        The page; with `size` given, of exactly that size.
    """
    if size is not None:
        height, width = size
        most = min(height, width) / 1.3
        chosen = digit_height or max(10.0, most / float(np.exp(rng.uniform(0, np.log(30)))))
        plan = random_plan(rng, height, width, chosen, crop=False)
        return _compose(sources, rng, _as_wanted(plan, negative))
    chosen = digit_height or float(np.exp(rng.uniform(np.log(10), np.log(300))))
    crop = bool(rng.random() < 0.35)
    span = float(np.exp(rng.uniform(np.log(2.0), np.log(14 if crop else 40))))
    long_side = max(48, min(1600, round(chosen * span)))
    chosen = min(chosen, long_side / 1.8)
    aspect = float(np.exp(rng.uniform(np.log(0.12 if crop else 0.45), 0)))
    short_side = max(32, round(1.5 * chosen), round(long_side * aspect))
    upright = not crop and rng.random() < 0.45
    height, width = (long_side, short_side) if upright else (short_side, long_side)
    plan = random_plan(rng, height, width, chosen, crop)
    return _compose(sources, rng, _as_wanted(plan, negative))


def _as_wanted(plan: Plan, negative: bool | None) -> Plan:
    return plan if negative is None else replace(plan, negative=negative)


def _compose(sources: PageSources, rng: np.random.Generator, plan: Plan) -> SyntheticPage:
    """Make one page after a plan."""
    pad = round(1.5 * plan.digit_height + 0.08 * max(plan.height, plan.width))
    area, runs_off = writing_area(rng, plan, pad)
    hand = choose_hand(sources.digits, rng, plan.medium)
    if sources.numbers and rng.random() < WRITTEN_NUMBERS_SHARE:
        own = sources.numbers[int(rng.integers(len(sources.numbers)))]
        hand = replace(hand, numbers=own)
    sheet = blank_sheet(hand, plan.height + 2 * pad, plan.width + 2 * pad, plan.digit_height, area)
    sheet.glyphs = sources.signs
    if sources.words:
        sheet.words = sources.words[int(rng.integers(len(sources.words)))]
    sheet.marked = float(rng.choice(MARKED_SHARES, p=(0.55, 0.25, 0.2)))
    layout = write_page(sheet, rng, plan, sources.digits, sources.junk)
    camera = random_camera(rng, plan, pad)
    boxes = project_boxes(camera, sheet.hulls)
    symbols = project_boxes(camera, sheet.symbol_hulls)
    if plan.crop and len(boxes):
        left, top, width, height = crop_window(rng, plan, boxes)
        camera = moved(camera, left, top)
        shift = np.array([left, top, left, top], np.float32)
        boxes, symbols = boxes - shift, symbols - shift
        plan = replace(plan, width=width, height=height)
    ink = shoot(camera, sheet.ink, plan.width, plan.height)
    printed = shoot(camera, sheet.printed, plan.width, plan.height)
    sheet_mask = None
    if not runs_off and plan.medium == "photo" and not plan.crop and rng.random() < 0.25:
        sheet_mask = sheet_edge(rng, sheet, camera, plan.width, plan.height)
    image = make_picture(
        rng, plan, hand.tool, hand.opacity, sources.backgrounds, ink, printed, sheet_mask, boxes
    )
    polarity = "light_on_dark" if plan.inverted else "dark_on_light"
    tags = (layout, plan.medium, polarity, hand.tool.name, hand.source.name)
    return _label(image, ink, sheet, boxes, symbols, tags)


def _label(
    image: Grey, ink: Grey, sheet: Sheet, boxes: Boxes, symbols: Boxes, tags: tuple[str, ...]
) -> SyntheticPage:
    """Clip boxes to the picture and sort them into labelled, ignored and gone."""
    clipped, good, gone = _seen(image, ink, boxes)
    good[list(sheet.spoilt | sheet.blotted)] = False
    gone[list(sheet.blotted)] = True
    marks, clear, lost = _seen(image, ink, symbols)
    ignored = np.concatenate((clipped[~good & ~gone], marks[~clear & ~lost]))
    new_index = {int(old): new for new, old in enumerate(np.flatnonzero(good))}
    lines = []
    for line in sheet.lines:
        groups = (tuple(new_index[i] for i in group if i in new_index) for group in line)
        kept = tuple(group for group in groups if group)
        if kept:
            lines.append(kept)
    labels = np.array(sheet.labels, np.int64)[good]
    return SyntheticPage(
        image, clipped[good], labels, tuple(lines), ignored, tags,
        marks[clear], np.array(sheet.symbols, np.int64)[clear],
    )  # fmt: skip


def _seen(
    image: Grey, ink: Grey, boxes: Boxes
) -> tuple[Boxes, NDArray[np.bool_], NDArray[np.bool_]]:
    """Boxes clipped to the picture; which can be read there, and which are hardly on it."""
    height, width = image.shape
    clipped = np.clip(boxes, 0, np.array([width, height, width, height], np.float32))
    share = _areas(clipped) / np.maximum(_areas(boxes), 1e-6)
    return clipped, (share >= VISIBLE_SHARE) & readable(image, ink, clipped), share <= 0.02


def _areas(boxes: Boxes) -> NDArray[np.float32]:
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), np.float32)


def _enlarged(page: SyntheticPage, size: int) -> SyntheticPage:
    """A page without digits, blown up to a square tile."""
    image = cv2.resize(page.image, (size, size), interpolation=cv2.INTER_CUBIC)
    marks = np.concatenate((page.ignore_xyxy, page.symbol_boxes_xyxy))
    return replace(
        page,
        image=np.asarray(image, np.uint8),
        ignore_xyxy=np.asarray(marks * (size / page.image.shape[0]), np.float32),
        symbol_boxes_xyxy=page.symbol_boxes_xyxy[:0],
        symbols=page.symbols[:0],
        tags=(*page.tags, "enlarged"),
    )


def _pad(page: SyntheticPage, rng: np.random.Generator, size: int) -> SyntheticPage:
    """Set a small picture somewhere into a square tile, the rest filled as pictures are padded."""
    height, width = page.image.shape
    top = int(rng.integers(size - height + 1))
    left = int(rng.integers(size - width + 1))
    if rng.random() < 0.5:
        top, left = 0, 0
    border = (top, size - height - top, left, size - width - left)
    value = int(rng.choice([0, 255, 128, float(np.median(page.image))]))
    kind = cv2.BORDER_REPLICATE if rng.random() < 0.15 else cv2.BORDER_CONSTANT
    image = cv2.copyMakeBorder(page.image, *border, kind, value=value)
    shift = np.array([left, top, left, top], np.float32)
    return replace(
        page,
        image=np.asarray(image, np.uint8),
        boxes_xyxy=page.boxes_xyxy + shift,
        ignore_xyxy=page.ignore_xyxy + shift,
        symbol_boxes_xyxy=page.symbol_boxes_xyxy + shift,
        tags=(*page.tags, "crop"),
    )


def contact_sheet(pages: Sequence[SyntheticPage], columns: int = 6, cell: int = 256) -> Grey:
    """Pages side by side with their boxes and labels, to look at.

    Args:
        pages: Pages of any size.
        columns: Pages per row.
        cell: Side of the square each page is fitted into.

    Returns:
        BGR picture, uint8 (rows * cell, columns * cell, 3): digits green, symbols violet,
            ignored ones red.
    """
    rows = -(-len(pages) // columns)
    sheet = np.full((rows * cell, columns * cell, 3), 90, np.uint8)
    for k, page in enumerate(pages):
        height, width = page.image.shape
        scale = min(cell / width, cell / height)
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
        picture = cv2.cvtColor(page.image, cv2.COLOR_GRAY2BGR)
        picture = cv2.resize(
            picture, (max(1, int(width * scale)), max(1, int(height * scale))), interpolation=method
        )
        for box, label in zip(page.boxes_xyxy, page.labels, strict=True):
            x0, y0, x1, y1 = (int(v * scale) for v in box)
            cv2.rectangle(picture, (x0, y0), (x1 - 1, y1 - 1), (0, 200, 0), 1)
            cv2.putText(picture, str(label), (x0, max(8, y0)), 0, 0.35, (255, 80, 0), 1)
        for box, symbol in zip(page.symbol_boxes_xyxy, page.symbols, strict=True):
            x0, y0, x1, y1 = (int(v * scale) for v in box)
            cv2.rectangle(picture, (x0 - 1, y0 - 1), (x1, y1), (200, 0, 200), 1)
            cv2.putText(picture, SYMBOLS[symbol], (x0, max(8, y0)), 0, 0.35, (200, 0, 200), 1)
        for box in page.ignore_xyxy:
            x0, y0, x1, y1 = (int(v * scale) for v in box)
            cv2.rectangle(picture, (x0, y0), (x1 - 1, y1 - 1), (0, 0, 255), 1)
        top, left = (k // columns) * cell, (k % columns) * cell
        sheet[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return sheet
