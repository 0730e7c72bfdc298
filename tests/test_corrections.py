from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.corrections import (
    Correction,
    apply,
    corrected,
    marked,
    same_place,
    to_json,
    withdrawn,
)
from inkdigits.result import Box, Digit, Line, Number, Page


def digit(value, x, y=10.0, confidence=0.8):
    share = tuple(confidence if v == value else 0.0 for v in range(10))
    return Digit(value, confidence, share, Box(x, y, x + 20, y + 30), confidence < 0.9)


def page(*lines):
    return Page(tuple(Line((Number(tuple(line)),)) for line in lines), 400, 300)


WRITTEN = page([digit(1, 10), digit(7, 35), digit(3, 60)], [digit(4, 10, 100)])


def test_without_corrections_nothing_changes():
    assert apply(WRITTEN, ()) is WRITTEN


def test_a_corrected_value_takes_the_place_of_the_one_that_was_read():
    fixed = apply(WRITTEN, (Correction(Box(36, 10, 56, 40), 1),))
    assert fixed.text == "113\n4"
    named = fixed.digits[1]
    assert (named.value, named.confidence, named.needs_review) == (1, 1.0, False)
    assert named.box == WRITTEN.digits[1].box
    assert fixed.digits[0] == WRITTEN.digits[0]


def test_what_is_no_digit_is_left_out():
    fixed = apply(WRITTEN, (Correction(WRITTEN.digits[2].box, None),))
    assert fixed.text == "17\n4"
    assert apply(page([digit(1, 10)]), (Correction(Box(10, 10, 30, 40), None),)).lines == ()


def test_a_missed_digit_is_added_where_it_stands():
    fixed = apply(WRITTEN, (Correction(Box(85, 11, 104, 41), 9),))
    assert fixed.text == "1739\n4"
    assert apply(Page((), 400, 300), (Correction(Box(1, 1, 20, 30), 5),)).text == "5"


def test_a_corrected_value_leaves_the_doubt_whether_its_number_is_whole():
    doubtful = replace(WRITTEN.numbers[0], grouping_confidence=0.25)
    written = replace(WRITTEN, lines=(Line((doubtful,)),))
    fixed = apply(written, (Correction(WRITTEN.digits[1].box, 1),))
    assert fixed.numbers[0].grouping_confidence == 0.25
    assert marked(fixed, 0.5).numbers[0].grouping_confidence == 0.25


def test_numbers_that_were_put_together_anew_are_no_surer_than_others():
    fixed = apply(WRITTEN, (Correction(Box(85, 11, 104, 41), 9),))
    assert all(0 < number.grouping_confidence < 1 for number in fixed.numbers)


def test_numbers_that_a_correction_does_not_touch_stay_as_they_were_read():
    cells = [(digit(1, 10), digit(7, 35)), (digit(3, 60), digit(4, 85))]  # a wall is between them
    written = Page((Line(tuple(map(Number, cells))), *WRITTEN.lines[1:]), 400, 300)
    assert written.text == "17 34\n4"
    assert apply(written, (Correction(Box(35, 100, 55, 130), 9),)).text == "17 34\n49"
    assert apply(written, (Correction(written.digits[-1].box, None),)).text == "17 34"


def test_the_last_word_on_a_place_counts():
    box = WRITTEN.digits[0].box
    said = corrected(corrected((), box, 2), Box(11, 11, 31, 41), 8)
    assert [c.value for c in said] == [8]
    assert apply(WRITTEN, said).text == "873\n4"
    assert withdrawn(said, box) == ()


def test_a_value_that_is_no_digit_is_refused():
    with pytest.raises(ValueError, match=r"0\.\.9"):
        Correction(Box(0, 0, 1, 1), 10)


def test_marking_follows_the_threshold():
    some = page([digit(1, 10, confidence=0.95), digit(2, 40, confidence=0.7)])
    assert [d.needs_review for d in marked(some, 0.9).digits] == [False, True]
    assert [d.needs_review for d in marked(some, 0.5).digits] == [False, False]
    assert marked(some, 0.99).text == some.text


def test_corrections_are_written_as_json_and_read_back():
    said = (Correction(Box(1, 2, 3, 4), 5), Correction(Box(10, 2, 13, 4), None))
    written = json.loads(to_json("sheet.jpg", WRITTEN, said))
    assert (written["picture"], written["width"], written["height"]) == ("sheet.jpg", 400, 300)
    assert tuple(Correction.from_dict(c) for c in written["corrections"]) == said


@given(
    st.lists(
        st.tuples(st.integers(0, 15), st.integers(0, 8), st.none() | st.integers(0, 9)), max_size=12
    )
)
def test_every_correction_is_found_in_the_page(said):
    corrections = ()
    for column, row, value in said:
        box = Box(column * 24.0, row * 32.0, column * 24.0 + 20, row * 32.0 + 30)
        corrections = corrected(corrections, box, value)
    fixed = apply(WRITTEN, corrections)
    for correction in corrections:
        there = [d for d in fixed.digits if same_place(d.box, correction.box)]
        if correction.value is not None:
            assert any(d.value == correction.value for d in there)
        else:
            assert all(d.confidence == 1.0 for d in there)  # only what a person put there
