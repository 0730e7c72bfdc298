from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from inkdigits.layout import arrange
from inkdigits.skew import page_skew

Boxes = NDArray[np.float32]


def as_boxes(rows: list[list[float]] | list[tuple[float, ...]]) -> Boxes:
    return np.array(rows, np.float32).reshape(-1, 4)


def grid(
    rows: int, columns: int, *, pitch: float = 40, leading: float = 90, seed: int = 0
) -> Boxes:
    """Lines of handwriting-like boxes in reading order: uneven heights, baselines and a few 1s."""
    rng = np.random.default_rng(seed)
    boxes = []
    for row in range(rows):
        for column in range(columns):
            height = 40 * rng.uniform(0.75, 1.3)
            width = 6.0 if rng.random() < 0.15 else height * rng.uniform(0.5, 0.75)
            x = column * pitch + rng.uniform(-3, 3)
            y = row * leading + rng.uniform(-4, 4)
            boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return as_boxes(boxes)


def turned(boxes: Boxes, degrees: float) -> Boxes:
    """Boxes with their centres turned clockwise about the origin; their sizes stay."""
    angle = np.radians(degrees)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    x = centres[:, 0] * np.cos(angle) - centres[:, 1] * np.sin(angle)
    y = centres[:, 0] * np.sin(angle) + centres[:, 1] * np.cos(angle)
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    moved = np.stack([x, y], axis=1)
    return np.concatenate([moved - half, moved + half], axis=1).astype(np.float32)


def lines_of(boxes: Boxes) -> list[list[int]]:
    return [[i for number in line for i in number] for line in arrange(boxes).lines]


def expected_lines(rows: int, columns: int) -> list[list[int]]:
    return [list(range(r * columns, (r + 1) * columns)) for r in range(rows)]


def word(x: float, y: float, digits: int, *, size: float = 40, climb: float = 0) -> Boxes:
    """Digits written together, beginning at (x, y); each stands `climb` above the one before."""
    left = x + size * 0.8 * np.arange(digits)
    top = y - climb * np.arange(digits)
    return np.stack([left, top, left + size * 0.6, top + size], axis=1).astype(np.float32)


def test_no_boxes_give_no_lines() -> None:
    assert arrange(np.zeros((0, 4), np.float32)).lines == []


def test_one_box_is_one_number_on_one_line() -> None:
    assert arrange(as_boxes([(5, 5, 20, 40)])).lines == [[[0]]]


@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 4, 1)])
def test_a_wrong_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(N, 4\)"):
        arrange(np.zeros(shape, np.float32))


def test_coordinates_that_are_not_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        arrange(as_boxes([(0, 0, float("nan"), 1)]))


@pytest.mark.parametrize("degrees", [-20, -10, -5, 0, 5, 10, 20])
@pytest.mark.parametrize("leading", [55, 80, 140])
def test_skewed_pages_are_read_line_by_line(degrees: float, leading: float) -> None:
    boxes = turned(grid(4, 7, leading=leading), degrees)
    assert lines_of(boxes) == expected_lines(4, 7)


@pytest.mark.parametrize("degrees", [-15, -6, 0, 6, 15])
def test_the_skew_of_a_page_is_measured(degrees: float) -> None:
    boxes = turned(grid(5, 8), degrees)
    assert np.degrees(page_skew(boxes)) == pytest.approx(degrees, abs=1.5)


def test_one_digit_has_no_skew() -> None:
    assert page_skew(as_boxes([(0, 0, 10, 20)])) == 0.0


def test_curved_lines_are_followed() -> None:
    boxes = grid(3, 12, leading=75)
    bend = 45 * np.sin(boxes[:, 0] / 480 * np.pi)
    boxes[:, 1] += bend
    boxes[:, 3] += bend
    assert lines_of(boxes) == expected_lines(3, 12)


def test_two_lines_of_different_slope() -> None:
    upper, lower = grid(1, 8), grid(1, 8, seed=1)
    boxes = np.concatenate([turned(upper, -6), turned(lower, 5) + np.float32([0, 90, 0, 90])])
    assert lines_of(boxes) == expected_lines(2, 8)


def test_a_table_is_read_row_by_row() -> None:
    cells = [word(x, y, 2) for y in (0, 80, 160) for x in (0, 300, 600)]
    found = arrange(np.concatenate(cells)).lines
    assert found == [
        [[6 * r, 6 * r + 1], [6 * r + 2, 6 * r + 3], [6 * r + 4, 6 * r + 5]] for r in range(3)
    ]


def test_words_that_climb_still_stand_on_one_row() -> None:
    row = [word(0, 100, 3, climb=9), word(300, 90, 3, climb=-8), word(600, 95, 1)]
    below = [word(40, 240, 2), word(420, 235, 2, climb=10)]
    found = arrange(np.concatenate(row + below)).lines
    assert found == [[[0, 1, 2], [3, 4, 5], [6]], [[7, 8], [9, 10]]]


def test_a_column_of_single_digits_is_one_line_each() -> None:
    boxes = as_boxes([(10, y, 30, y + 40) for y in (0, 60, 125, 190)])
    assert arrange(boxes).lines == [[[0]], [[1]], [[2]], [[3]]]


def test_a_single_digit_in_a_hole_of_a_line_is_part_of_that_line() -> None:
    boxes = np.concatenate([word(0, 0, 2), word(200, 0, 2), as_boxes([(110, 12, 122, 28)])])
    assert lines_of(boxes) == [[0, 1, 4, 2, 3]]


def test_evenly_spaced_digits_are_one_number_however_wide_the_spacing() -> None:
    boxes = as_boxes([(x, 0, x + 22, 40) for x in range(0, 800, 80)])
    assert arrange(boxes).lines == [[list(range(10))]]


def test_a_narrow_one_does_not_split_a_number() -> None:
    boxes = as_boxes([(0, 0, 24, 40), (30, 0, 54, 40), (69, 0, 73, 40), (88, 0, 112, 40)])
    assert arrange(boxes).lines == [[[0, 1, 2, 3]]]


def test_clear_gaps_split_a_line_into_numbers() -> None:
    boxes = np.concatenate([word(0, 0, 4), word(190, 0, 1), word(290, 0, 3)])
    assert arrange(boxes).lines == [[[0, 1, 2, 3], [4], [5, 6, 7]]]


def test_the_spacing_of_the_page_splits_a_line_of_single_digits() -> None:
    rows = [word(x, 0, 2) for x in (0, 120, 240)] + [word(x, 90, 1) for x in (0, 120, 240)]
    assert arrange(np.concatenate(rows)).lines == [[[0, 1], [2, 3], [4, 5]], [[6], [7], [8]]]


def test_five_hundred_digits_are_read() -> None:
    boxes = turned(grid(20, 25), 4)
    assert lines_of(boxes) == expected_lines(20, 25)


def test_real_pages_are_read_in_the_order_people_gave(data_root: Path) -> None:
    pages = json.loads((data_root / "pages_dev" / "labels.json").read_text(encoding="utf-8"))
    rng = np.random.default_rng(0)
    exact = []
    for page in pages:
        if page.get("boxes"):
            boxes = np.array(page["boxes"], np.float32)
            shuffle = rng.permutation(len(boxes))
            order = [int(shuffle[i]) for line in lines_of(boxes[shuffle]) for i in line]
            exact.append(order == list(range(len(boxes))))
    assert np.mean(exact) >= 0.95


coordinates = st.floats(-1e4, 1e4, width=32)
sizes = st.one_of(st.just(0.0), st.floats(0, 500, width=32))


@st.composite
def any_boxes(draw: st.DrawFn) -> Boxes:
    rows = draw(st.lists(st.tuples(coordinates, coordinates, sizes, sizes), max_size=40))
    rows += draw(st.lists(st.sampled_from(rows), max_size=5)) if rows else []
    return as_boxes([(x, y, x + w, y + h) for x, y, w, h in rows])


@given(any_boxes())
def test_every_box_stands_in_the_answer_once(boxes: Boxes) -> None:
    found = arrange(boxes).lines
    assert sorted(i for line in found for number in line for i in number) == list(range(len(boxes)))
    assert all(number for line in found for number in line)
    assert all(line for line in found)


@given(any_boxes(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(boxes: Boxes, random: object) -> None:
    order = np.arange(len(boxes))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = boxes[order]
    for line, other in zip(arrange(boxes).lines, arrange(shuffled).lines, strict=True):
        for number, same in zip(line, other, strict=True):
            np.testing.assert_array_equal(boxes[number], shuffled[same])


@given(
    seed=st.integers(0, 1000),
    rows=st.integers(1, 5),
    columns=st.integers(3, 8),
    shift=st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)),
    scale=st.floats(0.1, 20),
    degrees=st.floats(-8, 8),
)
def test_shift_scale_and_small_turns_do_not_change_the_order(
    seed: int,
    rows: int,
    columns: int,
    shift: tuple[float, float],
    scale: float,
    degrees: float,
) -> None:
    boxes = turned(grid(rows, columns, seed=seed), degrees) * scale + np.array([*shift, *shift])
    assert lines_of(boxes.astype(np.float32)) == expected_lines(rows, columns)
