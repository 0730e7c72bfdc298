"""Points, commas, minus signs and slashes find their numbers by plain geometry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.layout import arrange
from inkdigits.punctuate import grouped, judged, lines_of, punctuate, settled
from inkdigits.result import SYMBOLS, Box, Digit, Symbol

Boxes = list[tuple[float, float, float, float]]

HEIGHT, WIDTH = 40.0, 24.0
SHAPES = {".": (6, 34, 6), ",": (7, 32, 14), "-": (18, 18, 5), "/": (22, -2, 44)}
"""Width, top and height of each symbol, of digits 40 high."""


def written(text: str, *, gap: float = 4.0, space: float = 34.0) -> tuple[Boxes, Boxes, str]:
    """Boxes of the digits and the symbols of a line, "_" a narrow gap more; and the symbols."""
    x = 10.0
    digits: Boxes = []
    symbols: Boxes = []
    for character in text:
        if character == " ":
            x += space
        elif character == "_":
            x += 18
        elif character in SYMBOLS:
            width, top, height = SHAPES[character]
            symbols.append((x, 100 + top, x + width, 100 + top + height))
            x += width + gap
        else:
            digits.append((x, 100, x + WIDTH, 100 + HEIGHT))
            x += WIDTH + gap
    return digits, symbols, "".join(c for c in text if c in SYMBOLS)


def read(text: str, **how: float) -> str:
    digits, symbols, marks = written(text, **how)
    return spelled("".join(c for c in text if c.isdigit()), digits, symbols, marks)


def spelled(values: str, digits: Boxes, symbols: Boxes, marks: str, degrees: float = 0.0) -> str:
    """What numbers are made of digits and symbols, the page turned by a few degrees."""
    places, spots = tilted(digits, degrees), tilted(symbols, degrees)
    seen = [Digit(int(v), 0.9, (0.0,) * 10, box) for v, box in zip(values, places, strict=True)]
    found = [Symbol(mark, 0.9, box) for mark, box in zip(marks, spots, strict=True)]
    groups = grouped(seen, found).lines
    lines = lines_of(groups, seen, found, [[1.0] * len(line) for line in groups])
    return "\n".join(line.text for line in lines)


def tilted(boxes: Boxes, degrees: float) -> list[Box]:
    angle = np.radians(degrees)
    moved = []
    for x0, y0, x1, y1 in boxes:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        x, y = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
        moved.append(
            Box(x - (x1 - x0) / 2, y - (y1 - y0) / 2, x + (x1 - x0) / 2, y + (y1 - y0) / 2)
        )
    return moved


@pytest.mark.parametrize(
    "text",
    [
        "3.14",
        "1234.5",
        "3,50",
        "-42",
        "-7",
        "-0.5",
        ".5",
        "-.5",
        "12/07",
        "12/07/2026",
        "12-07",
        "1234-56-78",
        "31.12.2026",
        "1,234.56",
        "3.14 -42 12/07",
        "5 -3",
        "17 .25",
    ],
)
def test_numbers_are_read_as_written(text: str) -> None:
    assert read(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("42.", "42"),
        ("42,", "42"),
        ("12, 34", "12 34"),
        ("3, 5, 7", "3 5 7"),
        ("42. 17", "42 17"),
        ("8 - 3", "8 3"),
        ("8_-_3", "8 3"),
        ("12-", "12"),
        (",5", "5"),
        ("/5", "5"),
        ("5/", "5"),
        ("1 / 2", "1 2"),
    ],
)
def test_what_is_no_part_of_a_number_is_left_out(text: str, expected: str) -> None:
    assert read(text) == expected


def test_a_minus_far_before_its_number_is_none() -> None:
    assert read("-   5") == "5"


@pytest.mark.parametrize("degrees", [-12.0, -5.0, 5.0, 12.0])
def test_skewed_lines_are_read_alike(degrees: float) -> None:
    text = "2026 3.14 -42 12/07"
    digits, symbols, marks = written(text)
    values = "".join(c for c in text if c.isdigit())
    assert spelled(values, digits, symbols, marks, degrees) == text


def test_a_point_joins_what_the_layout_parted() -> None:
    digits, symbols, marks = written("12.34 5678")
    boxes = np.array(digits, np.float32)
    lines = [[[0, 1], [2, 3], [4, 5, 6, 7]]]
    groups = punctuate(boxes, lines, np.array(symbols, np.float32), marks, np.ones(1, np.float32))
    assert [(group.digits, group.symbols) for group in groups[0]] == [
        ((0, 1, 2, 3), ((0, 2),)),
        ((4, 5, 6, 7), ()),
    ]


@pytest.mark.parametrize(
    ("mark", "top"), [(".", 2), (".", 17), (",", 0), ("-", 36), ("-", -2), ("/", 34)]
)
def test_a_symbol_at_the_wrong_height_is_none(mark: str, top: float) -> None:
    """A point does not float, a minus is no underline, a slash does not hang below."""
    text = f"5{mark}2"
    digits, ((x0, _, x1, _),), _ = written(text)
    height = SHAPES[mark][2]
    assert spelled("52", digits, [(x0, 100 + top, x1, 100 + top + height)], mark) == "52"


def test_a_symbol_belongs_to_the_line_it_stands_on() -> None:
    digits, symbols, marks = written("12.3")
    below = [(x0, y0 + 60, x1, y1 + 60) for x0, y0, x1, y1 in digits]
    assert spelled("123456", digits + below, symbols, marks) == "12.3\n456"


def test_of_two_symbols_in_one_gap_the_surer_one_counts() -> None:
    digits, symbols, _ = written("1.2")
    seen = [Digit(k + 1, 0.9, (0.0,) * 10, Box(*box)) for k, box in enumerate(digits)]
    comma = Symbol(",", 0.8, Box(*symbols[0]))
    point = Symbol(".", 0.6, Box(*symbols[0]))
    for found in ([comma, point], [point, comma]):
        groups = grouped(seen, found).lines
        (line,) = lines_of(groups, seen, found, [[1.0] * len(line) for line in groups])
        assert line.text == "1,2"


@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 120), st.floats(8, 40), st.floats(10, 50)),
        min_size=1,
        max_size=12,
    ),
    st.lists(
        st.tuples(
            st.floats(0, 300),
            st.floats(0, 120),
            st.floats(0, 40),
            st.floats(0, 50),
            st.sampled_from(SYMBOLS),
            st.floats(0, 1),
        ),
        max_size=12,
    ),
)
def test_no_digit_is_lost_and_each_symbol_is_used_once(
    places: list[tuple[float, ...]], marks: list[tuple[float, float, float, float, str, float]]
) -> None:
    digits = np.array([(x, y, x + w, y + h) for x, y, w, h in places], np.float32)
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h, *_ in marks], np.float32).reshape(-1, 4)
    texts = [mark[4] for mark in marks]
    sure = np.array([mark[5] for mark in marks], np.float32)
    lines = arrange(digits).lines
    groups = punctuate(digits, lines, boxes, texts, sure)
    assert [[i for g in line for i in g.digits] for line in groups] == [
        [i for number in line for i in number] for line in lines
    ]
    used = [symbol for line in groups for group in line for symbol, _ in group.symbols]
    assert len(used) == len(set(used))
    for group in (group for line in groups for group in line):
        before = [position for _, position in group.symbols]
        assert before == sorted(before)
        assert all(position < len(group.digits) for position in before)


def test_without_symbols_numbers_stay_as_they_are() -> None:
    digits = np.array(written("12 3456")[0], np.float32)
    lines = arrange(digits).lines
    groups = punctuate(digits, lines, np.zeros((0, 4), np.float32), [], np.zeros(0, np.float32))
    assert [[list(group.digits) for group in line] for line in groups] == lines


# --- digits and symbols that are the same ink ---------------------------------------------------


def contested(text: str, heat: float, sure: float) -> tuple[str, str]:
    """What is left of a line whose "/" is also seen as a 1: values and symbols."""
    digits, symbols, marks = written(text)
    values = [int(c) for c in text if c.isdigit()]
    seen = [Digit(v, 0.9, (0.0,) * 10, Box(*box)) for v, box in zip(values, digits, strict=True)]
    one = [Digit(1, 0.9, (0.0,) * 10, Box(*symbols[0]))]
    found = [Symbol(mark, sure, Box(*box)) for mark, box in zip(marks, symbols, strict=True)]
    heats = [0.95] * len(seen) + [heat]
    left, right = settled(seen + one, heats, found)
    return "".join(d.text for d in left), "".join(s.text for s in right)


@pytest.mark.parametrize(
    ("text", "heat", "sure", "expected"),
    [
        ("12/07", 0.4, 0.7, ("1207", "/")),
        ("12/07", 0.7, 0.4, ("12071", "")),
        ("/5", 0.4, 0.7, ("51", "")),  # a slash before a number is none, so it is a 1
    ],
)
def test_of_a_digit_and_a_symbol_in_one_place_the_surer_stays(
    text: str, heat: float, sure: float, expected: tuple[str, str]
) -> None:
    assert contested(text, heat, sure) == expected


def test_nothing_is_settled_without_digits_or_symbols() -> None:
    symbol = Symbol(".", 0.5, Box(0, 0, 3, 3))
    digit = Digit(1, 0.5, (0.0,) * 10, Box(20, 0, 30, 30))
    assert settled([], [], [symbol]) == ([], [symbol])
    assert settled([digit], [0.5], []) == ([digit], [])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=2), st.floats(0, 1))
def test_a_warmer_symbol_is_surer(heats: Sequence[float], threshold: float) -> None:
    low, high = (judged(Symbol(".", h, Box(0, 0, 1, 1)), threshold) for h in sorted(heats))
    assert 0 <= low.confidence <= high.confidence <= 1
    assert low.needs_review == (low.confidence < threshold)
