from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.result import SYMBOLS, Box, Digit, Line, Number, Page, Reason, Symbol

coordinates = st.floats(0, 1e5, allow_nan=False)
probabilities = st.floats(0, 1, allow_nan=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x_min, x_max = sorted([draw(coordinates), draw(coordinates)])
    y_min, y_max = sorted([draw(coordinates), draw(coordinates)])
    return Box(x_min, y_min, x_max, y_max)


@st.composite
def digits(draw: st.DrawFn) -> Digit:
    value = draw(st.none() | st.integers(0, 9))
    reasons: list[Reason] = ["blank", "not_a_digit"]
    return Digit(
        value=value,
        confidence=draw(probabilities),
        probabilities=tuple(draw(st.lists(probabilities, min_size=10, max_size=10))),
        box=draw(boxes()),
        needs_review=draw(st.booleans()),
        reason=draw(st.sampled_from(reasons)) if value is None else None,
    )


@st.composite
def numbers_with_symbols(draw: st.DrawFn) -> Number:
    some = draw(st.lists(digits(), min_size=1, max_size=4))
    places = sorted(draw(st.lists(st.integers(0, len(some)), max_size=3)))
    symbols = (
        Symbol(
            draw(st.sampled_from(SYMBOLS)),
            draw(probabilities),
            draw(boxes()),
            place,
            draw(st.booleans()),
        )
        for place in places
    )
    return Number(tuple(some), tuple(symbols), draw(probabilities))


numbers = numbers_with_symbols()
lines = st.lists(numbers, min_size=1, max_size=3).map(lambda n: Line(tuple(n)))
pages = st.builds(
    Page,
    lines=st.lists(lines, max_size=3).map(tuple),
    width=st.integers(0, 10_000),
    height=st.integers(0, 10_000),
    rotation=st.sampled_from([0, 90, 180, 270]),
)


def digit(value: int | None, x: float = 0.0, confidence: float = 0.9) -> Digit:
    return Digit(
        value=value,
        confidence=confidence,
        probabilities=(0.1,) * 10,
        box=Box(x, 10, x + 5, 20),
        needs_review=value is None,
        reason="not_a_digit" if value is None else None,
    )


def number(text: str, x: float = 0.0) -> Number:
    return Number(tuple(digit(None if c == "?" else int(c), x + 6 * i) for i, c in enumerate(text)))


@given(pages)
def test_a_page_comes_back_from_json_unchanged(page: Page) -> None:
    assert Page.from_dict(json.loads(json.dumps(page.to_dict()))) == page


@given(pages)
def test_the_views_of_a_page_agree(page: Page) -> None:
    assert page.text == "\n".join(" ".join(n.text for n in line.numbers) for line in page.lines)
    bare = "".join(character for character in page.text if character not in ("\n", " ", *SYMBOLS))
    assert bare == "".join(d.text for d in page.digits)
    assert page.digits == tuple(d for n in page.numbers for d in n.digits)
    symbols = [s for number in page.numbers for s in number.symbols]
    assert page.needs_review == any(one.needs_review for one in (*page.digits, *symbols))


@given(st.lists(boxes(), min_size=1, max_size=5))
def test_a_box_around_boxes_holds_each_and_no_more(inner: list[Box]) -> None:
    around = Box.around(inner)
    assert around.x_min == min(b.x_min for b in inner)
    assert around.y_min == min(b.y_min for b in inner)
    assert around.x_max == max(b.x_max for b in inner)
    assert around.y_max == max(b.y_max for b in inner)


def test_numbers_are_joined_by_spaces_and_lines_by_newlines() -> None:
    page = Page((Line((number("2017"), number("45"))), Line((number("9"),))), 100, 50)
    assert page.text == "2017 45\n9"
    assert len(page.digits) == 7
    assert [n.text for n in page.numbers] == ["2017", "45", "9"]


def test_leading_zeros_survive() -> None:
    assert number("0070").text == "0070"


def test_what_is_no_digit_stands_as_a_question_mark() -> None:
    assert number("1?3").text == "1?3"
    assert number("1?3").needs_review


def test_a_number_is_as_sure_as_all_its_digits_together() -> None:
    pair = Number((digit(1, confidence=0.5), digit(2, confidence=0.8)))
    assert math.isclose(pair.confidence, 0.4)


def test_a_number_is_no_surer_than_its_digits_belong_together() -> None:
    pair = Number((digit(1, confidence=0.5), digit(2, confidence=0.8)), (), 0.25)
    assert math.isclose(pair.confidence, 0.1)
    assert Number.from_dict(pair.to_dict()) == pair
    assert not pair.needs_review  # that goes by the digits


def test_a_number_stored_without_a_confidence_of_its_grouping_is_read_back() -> None:
    stored = number("12").to_dict()
    del stored["grouping_confidence"]
    assert Number.from_dict(stored) == number("12")


def test_a_number_spans_its_digits() -> None:
    assert number("12").box == Box(0, 10, 11, 20)
    assert Line((number("1"), number("2", x=50))).box == Box(0, 10, 55, 20)


def test_nothing_read_is_an_empty_page() -> None:
    page = Page(width=3, height=2)
    assert page.text == ""
    assert page.digits == page.numbers == page.lines == ()
    assert not page.needs_review
    assert Page.from_dict(page.to_dict()) == page


def test_a_page_without_a_rotation_was_not_turned() -> None:
    assert Page.from_dict({"lines": [], "width": 1, "height": 1}).rotation == 0


def test_box_sides() -> None:
    box = Box(1.5, 2, 4, 10)
    assert (box.width, box.height) == (2.5, 8)
    assert box.xyxy == (1.5, 2, 4, 10)


def test_a_box_without_area_is_a_box() -> None:
    assert Box(1, 1, 1, 1).width == 0


@pytest.mark.parametrize(
    "corners",
    [(2, 0, 1, 5), (0, 5, 1, 4), (math.nan, 0, 1, 1), (0, 0, math.inf, 1)],
)
def test_a_box_inside_out_or_not_finite_is_refused(corners: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="box"):
        Box(*corners)


def test_a_box_around_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Box.around([])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": 10}, "0..9"),
        ({"value": -1}, "0..9"),
        ({"probabilities": (1.0,)}, "10 probabilities"),
        ({"confidence": 1.01}, "confidence"),
        ({"confidence": math.nan}, "confidence"),
        ({"value": None}, "reason"),
        ({"reason": "blank"}, "reason"),
    ],
)
def test_a_digit_that_contradicts_itself_is_refused(
    changes: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(digit(7), **changes)


def test_an_empty_number_or_line_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one digit"):
        Number(())
    with pytest.raises(ValueError, match="at least one number"):
        Line(())


@pytest.mark.parametrize("value", [digit(7), digit(7).box, number("7"), Page()])
def test_results_cannot_be_changed(value: object) -> None:
    field = dataclasses.fields(value)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, None)


# --- symbols ------------------------------------------------------------------------------------


def marked_number(text: str) -> Number:
    """A number of the text, six pixels for each character."""
    symbols, values = [], []
    for at, c in enumerate(text):
        if c in SYMBOLS:
            symbols.append(Symbol(c, 0.5, Box(6 * at, 15, 6 * at + 3, 25), len(values)))
        else:
            values.append(digit(int(c), 6 * at))
    return Number(tuple(values), tuple(symbols))


@pytest.mark.parametrize("text", ["3.14", "-42", "12/07/2026", "-.5", "1,234.5"])
def test_symbols_stand_in_the_text_where_they_were_written(text: str) -> None:
    one = marked_number(text)
    assert one.text == text
    assert Page((Line((one, number("07"))),)).text == f"{text} 07"
    assert Number.from_dict(one.to_dict()) == one


def test_symbols_have_a_say_in_confidence_box_and_review() -> None:
    one = marked_number("-42")
    assert one.confidence == pytest.approx(0.5 * 0.9 * 0.9)
    assert one.box == Box(0, 10, 17, 25)
    assert not one.needs_review
    doubtful = dataclasses.replace(one.symbols[0], needs_review=True)
    page = Page((Line((dataclasses.replace(one, symbols=(doubtful,)),)),))
    assert page.numbers[0].needs_review
    assert page.needs_review


def test_without_symbols_nothing_is_said_of_them() -> None:
    assert "symbols" not in number("42").to_dict()


@pytest.mark.parametrize(
    "symbol",
    [
        lambda: Symbol("x", 0.5, Box(0, 0, 1, 1)),
        lambda: Symbol(".", 1.5, Box(0, 0, 1, 1)),
        lambda: Symbol(".", 0.5, Box(0, 0, 1, 1), -1),
        lambda: Number((digit(1),), (Symbol(".", 0.5, Box(0, 0, 1, 1), 2),)),
        lambda: Number((digit(1),), (), 1.5),
    ],
)
def test_impossible_symbols_and_numbers_are_refused(symbol: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        symbol()
