from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.reader import Reader
from inkdigits.ruling import PictureRules, Rules
from pen import draw_ink

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]

HEIGHT = 40


def row(*values: int, gap: float = 40.0) -> tuple[Grey, Floats]:
    """Ink of digits in one row, 255 on 0, and their boxes; `gap` pixels between the strokes."""
    ink, x, boxes = np.zeros((200, 500), np.uint8), 60.0, []
    for value in values:
        box = draw_ink(ink, value, left=x, top=80, height=HEIGHT, pen=4)
        boxes.append(box)
        x = box[2] + gap
    return ink, np.array(boxes, np.float64)


def between(ink: Grey, boxes: Floats, paper: int = 255, strength: float = 1.0) -> Rules:
    """What is found between the digits of a row, as ink on paper of a tone."""
    picture = np.clip(paper - strength * ink.astype(np.float64), 0, 255).astype(np.uint8)
    return PictureRules(picture)(boxes, [(k, k + 1) for k in range(len(boxes) - 1)])


def ruled(
    ink: Grey, x: float, top: int, bottom: int, *, lean: float = 0.0, tone: int = 255
) -> Grey:
    """The same with a rule at `x` in the middle of the digits, leaning by so much a pixel."""
    line = ink.copy()
    ends = [(round(x + lean * (y - 100)), y) for y in (top, bottom)]
    cv2.line(line, *ends, tone, 2, cv2.LINE_AA)
    return line


@pytest.mark.parametrize("tone", [255, 60], ids=["dark", "faint"])
@pytest.mark.parametrize("lean", [0.0, 0.15, -0.15])
@pytest.mark.parametrize("gap", [12.0, 40.0, 150.0])
def test_a_rule_between_two_digits_is_found(tone: int, lean: float, gap: float) -> None:
    ink, boxes = row(3, 8, gap=gap)
    middle = (boxes[0, 2] + boxes[1, 0]) / 2
    found = between(ruled(ink, middle, 20, 180, lean=lean, tone=tone), boxes)
    assert found.beside[0] > 0.9
    assert found.beyond[0] > 0.9
    assert found.at[0] == pytest.approx(0.0, abs=0.15)


def test_a_light_rule_on_a_dark_board_is_found() -> None:
    ink, boxes = row(3, 8)
    middle = (boxes[0, 2] + boxes[1, 0]) / 2
    found = between(ruled(ink, middle, 20, 180), boxes, paper=20, strength=-0.9)
    assert min(found.beside[0], found.beyond[0]) > 0.9


def test_where_it_stands_is_counted_from_the_middle_of_the_gap() -> None:
    ink, boxes = row(3, 8)
    middle = (boxes[0, 2] + boxes[1, 0]) / 2
    found = between(ruled(ink, middle + 10, 20, 180), boxes)
    assert found.at[0] == pytest.approx(10 / HEIGHT, abs=0.1)


def test_the_side_of_a_box_ends_with_the_digits() -> None:
    ink, boxes = row(3, 8)
    middle = (boxes[0, 2] + boxes[1, 0]) / 2
    found = between(ruled(ink, middle, 72, 128), boxes)
    assert found.beside[0] > 0.7
    assert found.beyond[0] < 0.3


def test_paper_noise_and_blots_are_no_rules() -> None:
    ink, boxes = row(3, 8, 5, 2)
    rng = np.random.default_rng(0)
    plain = between(ink, boxes)
    assert plain.beside.max() < 0.5
    cv2.rectangle(ink, (round(boxes[0, 2]) + 10, 20), (round(boxes[1, 0]) - 10, 180), 200, -1)
    noisy = np.clip(ink + rng.normal(0, 12, ink.shape), 0, 255).astype(np.uint8)
    assert (
        np.minimum(*(getattr(between(noisy, boxes), n) for n in ("beside", "beyond"))).max() < 0.6
    )


@settings(deadline=None, max_examples=60)
@given(
    hnp.arrays(np.uint8, st.tuples(st.integers(1, 60), st.integers(1, 60))),
    hnp.arrays(np.float64, (4, 4), elements=st.floats(-90, 150, width=32)),
)
def test_any_boxes_of_any_picture_give_shares(grey: Grey, boxes: Floats) -> None:
    boxes[:, 2:] = boxes[:, :2] + np.abs(boxes[:, 2:])
    pairs = [(0, 1), (1, 2), (3, 0)]
    find = PictureRules(grey)
    found = find(boxes, pairs)
    for share in (found.beside, found.beyond):
        assert ((share >= 0) & (share <= 1)).all()
    assert np.isfinite(found.at).all()
    again = find(boxes, pairs[::-1])
    np.testing.assert_array_equal(again.beside, found.beside[::-1])
    assert len(find(boxes, []).beside) == 0


def table(cells: list[list[str]], *, width: int = 130, height: int = 80) -> Grey:
    """A ruled table with digits written into its cells."""
    ink = np.zeros((height * len(cells) + 60, width * len(cells[0]) + 60), np.uint8)
    for r in range(len(cells) + 1):
        cv2.line(ink, (30, 30 + r * height), (30 + len(cells[0]) * width, 30 + r * height), 140, 2)
    for c in range(len(cells[0]) + 1):
        cv2.line(ink, (30 + c * width, 30), (30 + c * width, 30 + len(cells) * height), 140, 2)
    for r, cell_row in enumerate(cells):
        for c, text in enumerate(cell_row):
            x = 30 + c * width + 14 + 7 * ((r + c) % 2)
            for value in text:
                at = {"left": x, "top": 30 + r * height + 20, "height": 40, "pen": 4}
                x = round(draw_ink(ink, int(value), **at)[2]) + 8
    return np.asarray(255 - ink, np.uint8)


@pytest.mark.parametrize("width", [138, 175])
def test_the_cells_of_a_table_are_numbers_of_their_own(width: int) -> None:
    cells = [["205", "36", "8"], ["47", "532", "60"], ["9", "28", "374"]]
    page = Reader().read(table(cells, width=width))
    assert [[number.text for number in line.numbers] for line in page.lines] == cells


def test_single_digits_in_the_cells_of_a_table_are_numbers_of_their_own() -> None:
    cells = [["5", "3", "8", "6"], ["2", "7", "4", "0"], ["9", "8", "3", "5"]]
    page = Reader().read(table(cells, width=64, height=70))
    assert [[number.text for number in line.numbers] for line in page.lines] == cells
