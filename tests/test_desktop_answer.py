"""What the window says and prints, and what it remembers: all that needs no Qt."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from inkdigits.desktop.answer import Answer, Terminal, in_words, nearest, percent
from inkdigits.desktop.drawing import Drawing, History, Point, Stroke
from inkdigits.result import Box, Digit, Symbol

DOT = Stroke((Point(10, 20, 16),))


def digit(value: int | None, confidence: float, x: float = 0.0, **more: object) -> Digit:
    shares = tuple(confidence if v == value else (1 - confidence) / 20 for v in range(10))
    return Digit(value, confidence, shares, Box(x, 0, x + 10, 20), **more)  # type: ignore[arg-type]


BLANK = Answer(1)
THREE = Answer(2, "3", (digit(3, 0.97),), focus=0)
SCRIBBLE = Answer(3, "", (digit(None, 0.9, reason="not_a_digit"),), focus=0)
ROW = Answer(4, "12\n7", (digit(1, 0.9), digit(2, 0.8, 50, needs_review=True), digit(7, 0.9, 90)))


def test_an_answer_knows_why_it_has_no_text() -> None:
    assert [a.reason for a in (BLANK, THREE, SCRIBBLE)] == ["blank", None, "not_a_digit"]


@pytest.mark.parametrize(
    ("answer", "value", "headline", "note"),
    [
        (BLANK, "", "Blank", "The answer moves here while you draw."),
        (THREE, "3", "97.0%", "sure"),
        (SCRIBBLE, "", "Not a digit", "90.0% sure"),
        (ROW, "12\n7", "64.8%", "look at 1 of 3 again"),
        (Answer(5, error="no model"), "", "Could not read this", "no model"),
    ],
)
def test_it_says_what_was_read(answer: Answer, value: str, headline: str, note: str) -> None:
    words = in_words(answer)
    assert (words.value, words.headline, words.note) == (value, headline, note)


def test_a_doubtful_digit_names_the_runner_up() -> None:
    shares = (0.0,) * 4 + (0.6,) + (0.0,) * 4 + (0.35,)
    doubtful = Digit(4, 0.6, shares, Box(0, 0, 1, 1), needs_review=True)
    assert in_words(Answer(1, "4", (doubtful,))).note == "sure, could be 9"


def test_certainty_is_never_claimed() -> None:
    assert percent(1.0, 1) == "99.9%"
    assert percent(0.9999, 0) == "99%"
    assert percent(0.5, 0) == "50%"


def test_one_line_is_printed_for_each_change() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    for answer in (THREE, THREE, SCRIBBLE, ROW, BLANK, THREE):
        terminal.print(answer)
    assert out.getvalue().splitlines() == [
        "3  97.0%",
        "not a digit  90.0%",
        "12 / 7  64.8%",
        "blank",
        "3  97.0%",
    ]


def test_json_lines_hold_each_digit() -> None:
    out = io.StringIO()
    terminal = Terminal(out, as_json=True)
    for answer in (ROW, BLANK):
        terminal.print(answer)
    row, blank = map(json.loads, out.getvalue().splitlines())
    assert row["text"] == "12\n7"
    assert [Digit.from_dict(d).value for d in row["digits"]] == [1, 2, 7]
    assert row["needs_review"] is True
    assert (blank["text"], blank["reason"], blank["digits"]) == ("", "blank", [])


def test_a_symbol_is_a_part_of_what_was_read() -> None:
    point = Symbol(".", 0.5, Box(14, 17, 16, 20), digits_before=1, needs_review=True)
    answer = Answer(6, "3.7", (digit(3, 0.9), digit(7, 0.9, 20)), (point,), focus=0)
    words = in_words(answer)
    assert (words.value, words.headline) == ("3.7", "40.5%")
    assert words.note == "look at 1 of 3 again"
    assert answer.needs_review
    out = io.StringIO()
    Terminal(out, as_json=True).print(answer)
    (sent,) = json.loads(out.getvalue())["symbols"]
    assert Symbol.from_dict(sent) == point
    named = replace(answer, digits=(digit(3, 1.0), digit(7, 1.0, 20)), said=frozenset({0, 1}))
    assert not named.is_said


def test_nobody_reading_the_output_is_no_trouble() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    terminal = Terminal(Closed())
    terminal.print(THREE)
    terminal.print(BLANK)


def test_what_a_person_said_is_not_called_sure() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    said = Answer(5, "3", (digit(3, 1.0),), focus=0, said=frozenset({0}))
    for answer in (THREE, said):
        terminal.print(answer)
    assert out.getvalue().splitlines() == ["3  97.0%", "3  as you said"]
    assert in_words(said).headline == "As you said"


def test_the_digit_touched_last_is_the_nearest() -> None:
    boxes = [Box(0, 0, 10, 10), Box(50, 0, 60, 10)]
    assert nearest(boxes, (35, 5)) == 1
    assert nearest(boxes, (2, 90)) == 0
    assert nearest(boxes, None) == 1
    assert nearest([], (1, 1)) is None


def test_boxes_of_a_picture_are_placed_on_the_page() -> None:
    answer = Answer(1, "3", (digit(3, 0.9, x=20),), (), 200, 100, (0.0, 50.0), 2.0)
    assert answer.box_on_page(0) == Box(40, 50, 60, 90)


def test_undo_and_redo_walk_through_the_drawings() -> None:
    one = Drawing().with_stroke(DOT)
    two = one.with_stroke(DOT)
    history = History().record(one).record(two)
    assert history.undo().present is one
    assert history.undo().undo().present.is_empty
    assert history.undo().undo().undo() == history.undo().undo()
    assert history.undo().redo().present is two
    assert history.undo().record(Drawing()).redo().present.is_empty


def test_nothing_erased_is_no_change() -> None:
    history = History()
    wiped = Drawing().with_stroke(Stroke(DOT.points, erases=True))
    assert wiped.is_empty
    assert history.record(history.present.with_stroke(Stroke(DOT.points, True))) is history
