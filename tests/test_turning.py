from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from inkdigits.locate.candidates import Candidates
from inkdigits.turning import turned, turns_to_upright

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]

PICTURE = np.zeros((40, 60), np.uint8)
PICTURE[0, 0] = 255  # says how often it was turned
CORNERS = {(0, 0): 0, (0, -1): 1, (-1, -1): 2, (-1, 0): 3}


def turns_of(picture: Grey) -> int:
    return next(turns for corner, turns in CORNERS.items() if picture[corner])


def asked(
    counts: tuple[int, ...], clear: tuple[float, ...], values: tuple[int, ...] = (4, 4, 4, 4)
) -> int:
    """Where so many digits are found each way up, each read so clearly and as such a value."""

    def locate(picture: Grey) -> Candidates:
        count = counts[turns_of(picture)]
        boxes = np.tile(np.array([1, 1, 9, 9], np.float32), (count, 1))
        return Candidates(boxes, np.ones(count, np.float32), None)

    def classify(picture: Grey, boxes_xyxy: Float) -> Float:
        digits = np.zeros((len(boxes_xyxy), 10), np.float32)
        digits[:, values[turns_of(picture)]] = clear[turns_of(picture)]
        return digits

    found = locate(PICTURE)
    digits = classify(PICTURE, found.boxes_xyxy)
    return turns_to_upright(PICTURE, found, digits, locate, classify)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_is_turned_to_where_its_digits_are(turns: int) -> None:
    counts, clear = [1, 1, 1, 1], [0.6, 0.6, 0.6, 0.6]
    counts[turns], clear[turns] = 6, 0.9
    assert asked(tuple(counts), tuple(clear)) == turns
    assert turns_of(turned(PICTURE, turns)) == turns


def test_digits_that_can_in_part_be_read_the_other_way_up_are_turned() -> None:
    assert asked((4, 1, 22, 1), (0.4, 0.3, 0.7, 0.3)) == 2
    assert asked((0, 0, 6, 0), (0.0, 0.0, 0.7, 0.0)) == 2  # so few need not be


def test_nines_and_sixes_alone_do_not_say_that_a_page_is_upright() -> None:
    assert asked((12, 0, 24, 0), (0.99, 0.0, 0.99, 0.0), values=(9, 4, 4, 4)) == 2
    assert asked((10, 0, 12, 0), (0.98, 0.0, 0.99, 0.0), values=(9, 4, 4, 4)) == 2
    assert asked((12, 0, 12, 0), (0.99, 0.0, 0.99, 0.0), values=(9, 4, 6, 4)) == 0


@pytest.mark.parametrize(
    ("counts", "clear", "why"),
    [
        ((5, 9, 0, 0), (0.95, 0.99, 0.0, 0.0), "it reads well as it stands"),
        ((0, 2, 0, 0), (0.0, 0.9, 0.0, 0.0), "two digits are too few"),
        ((0, 9, 4, 9), (0.0, 0.4, 0.3, 0.5), "letters on their side"),
        ((2, 6, 1, 2), (1.0, 0.73, 0.5, 0.4), "pieces of two clear digits"),
        ((0, 0, 22, 3), (0.0, 0.0, 0.7, 0.5), "letters, upside down"),
        ((0, 0, 0, 0), (0.0, 0.0, 0.0, 0.0), "there is nothing"),
    ],
)
def test_a_page_is_left_as_it_stands(
    counts: tuple[int, ...], clear: tuple[float, ...], why: str
) -> None:
    assert asked(counts, clear) == 0, why
