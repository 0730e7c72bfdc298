from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkdigits.errors import ConfigError
from inkdigits.forms.decide import Verdict, decide
from inkdigits.forms.decode import PATTERN_BROKEN, decode, likely_texts
from inkdigits.forms.patterns import Pattern
from inkdigits.forms.template import Field
from inkdigits.result import Box, Digit

DIGITS = st.text("0123456789", min_size=1, max_size=14)


# --- check digits -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        ("luhn", "79927398713", "79927398710"),
        ("luhn", "4111111111111111", "4111111111111112"),
        ("isbn10", "0306406152", "0306406151"),
        ("isbn10", "0306406152", "3006406152"),  # two neighbours swapped
        ("isbn13", "9783161484100", "9783161484101"),
        ("isbn13", "9780306406157", "4006381333931"),  # an EAN, but of no book
        ("ean13", "4006381333931", "4006381333932"),
        ("ean8", "73513537", "73513536"),
    ],
)
def test_check_digits_of_the_standards(check: Any, right: str, wrong: str) -> None:
    assert Pattern(check=check).broken_by(right) is None
    assert "check digit" in (Pattern(check=check).broken_by(wrong) or "")


@pytest.mark.parametrize("check", ["luhn", "ean13", "ean8", "isbn10"])
@settings(max_examples=30)
@given(start=st.text("0123456789", min_size=12, max_size=12), data=st.data())
def test_a_check_digit_notices_any_one_wrong_digit(
    check: Any, start: str, data: st.DataObject
) -> None:
    start = start[: {"luhn": 12, "ean13": 12, "ean8": 7, "isbn10": 9}[check]]
    pattern = Pattern(check=check)
    whole = [start + c for c in "0123456789" if pattern.broken_by(start + c) is None]
    assert len(whole) == 1 or (check == "isbn10" and not whole)  # its check digit may be X
    for right in whole:
        place = data.draw(st.integers(0, len(right) - 1))
        other = data.draw(st.sampled_from([c for c in "0123456789" if c != right[place]]))
        assert pattern.broken_by(right[:place] + other + right[place + 1 :])


# --- patterns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "text", "problem"),
    [
        (Pattern(), "0012", None),
        (Pattern(), "1?2", "not all of it can be read"),
        (Pattern(), "", "not all of it can be read"),
        (Pattern(), "٣", "not all of it can be read"),
        (Pattern(length=4), "123", "3 digits where 4 are expected"),
        (Pattern(length=1), "12", "2 digits where 1 is expected"),
        (Pattern(min_length=2, max_length=3), "1", "1 digit where 2 to 3 are expected"),
        (Pattern(min_length=2), "1", "at least 2 are"),
        (Pattern(minimum=1, maximum=20), "0", "below the minimum of 1"),
        (Pattern(minimum=1, maximum=20), "21", "above the maximum of 20"),
        (Pattern(minimum=1, maximum=20), "007", None),
        (Pattern(regex="20[0-9]{2}"), "2031", None),
        (Pattern(regex="20[0-9]{2}"), "20310", "does not match"),
        (Pattern(check="ean13"), "400638133393", "12 digits where 13 are expected"),
    ],
)
def test_what_breaks_a_pattern(pattern: Pattern, text: str, problem: str | None) -> None:
    found = pattern.broken_by(text)
    assert found is None if problem is None else problem in (found or "")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"length": 0}, "length must be a whole number of at least 1"),
        ({"length": True}, "length must be a whole number"),
        ({"length": 4, "max_length": 6}, "leave out min_length and max_length"),
        ({"min_length": 5, "max_length": 4}, "min_length must not be above max_length"),
        ({"minimum": 5, "maximum": 4}, "minimum must not be above maximum"),
        ({"maximum": "20"}, "maximum must be a whole number"),
        ({"regex": "(1"}, "regex must be a regular expression"),
        ({"regex": 12}, "regex must be a regular expression"),
        ({"check": "mod11"}, "check must be one of luhn"),
        ({"check": "isbn13", "length": 10}, "needs 13 digits"),
        ({"check": "ean8", "max_length": 7}, "needs 8 digits"),
        ({"check": "luhn", "length": 1}, "needs at least 2 digits"),
        ({"length": 2, "minimum": 1000}, "minimum must fit into the field, which holds at most 2"),
        ({"max_length": 3, "minimum": 1000}, "at most 3 digits; found 1000"),
        ({"check": "ean8", "minimum": 10**8}, "at most 8 digits"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message.replace("(", "\\(")):
        Pattern(**settings)


def test_limits_that_leading_zeros_make_possible_are_none_too_many() -> None:
    assert Pattern(length=4, maximum=7).broken_by("0007") is None
    assert Pattern(length=4, minimum=9999).broken_by("9999") is None


# --- decoding ---------------------------------------------------------------------------------


def digit(*probabilities: float) -> Digit:
    """A digit with probabilities for 0, 1, 2 and so on; the rest is that there is none."""
    values = (*probabilities, *[0.0] * (10 - len(probabilities)))
    best = max(values)
    return Digit(values.index(best), best, values, Box(0, 0, 1, 1))


@st.composite
def uncertain_digits(draw: st.DrawFn) -> Digit:
    weights = draw(st.lists(st.integers(0, 50), min_size=11, max_size=11).filter(any))
    values = [w / sum(weights) for w in weights[:10]]
    return digit(*values)


def brute_force(digits: Sequence[Digit]) -> dict[str, float]:
    texts: dict[str, float] = {}
    choices = [
        [*((str(v), p) for v, p in enumerate(d.probabilities)), ("", 1 - sum(d.probabilities))]
        for d in digits
    ]
    for way in itertools.product(*choices):
        text = "".join(c for c, _ in way)
        texts[text] = texts.get(text, 0.0) + math.prod(max(p, 0.0) for _, p in way)
    return texts


@settings(max_examples=40)
@given(st.lists(uncertain_digits(), min_size=1, max_size=3))
def test_likely_texts_are_those_of_trying_all(digits: list[Digit]) -> None:
    every = brute_force(digits)
    found = likely_texts(digits, beam=2000)
    assert sum(found.values()) == pytest.approx(sum(every.values()), abs=1e-4)
    for text, probability in found.items():
        assert probability == pytest.approx(every[text], abs=1e-5)


@settings(max_examples=40)
@given(
    st.lists(uncertain_digits(), min_size=1, max_size=3),
    st.sampled_from(
        [
            Pattern(maximum=20),
            Pattern(length=2),
            Pattern(check="luhn"),
            Pattern(regex="1.*"),
            Pattern(),
        ]
    ),
)
def test_decoding_takes_the_best_that_the_pattern_allows(
    digits: list[Digit], pattern: Pattern
) -> None:
    every = brute_force(digits)
    allowed = {text: p for text, p in every.items() if pattern.broken_by(text) is None}
    best = max(allowed.values(), default=0.0)
    found = decode(digits, pattern, beam=5000)
    if best < 1e-4:
        assert found.probability < 0.2
        return
    assert found.text in allowed
    assert allowed[found.text] == pytest.approx(best, abs=1e-5)
    mass = sum(allowed.values())
    broken = PATTERN_BROKEN / (10 if pattern.check else 1)
    assert found.probability == pytest.approx(best / (mass + broken * (1 - mass)), abs=1e-2)


@settings(max_examples=25)
@given(st.lists(uncertain_digits(), min_size=1, max_size=5), st.integers(1, 50))
def test_a_narrow_beam_is_never_surer_than_a_wide_one(digits: list[Digit], beam: int) -> None:
    pattern = Pattern(check="luhn")
    narrow, wide = decode(digits, pattern, beam=beam), decode(digits, pattern, beam=2000)
    assert narrow.probability <= wide.probability + 1e-6


# --- deciding ---------------------------------------------------------------------------------

SURE_ONE, SURE_TWO = digit(0, 0.999), digit(0, 0, 0.999)
ONE_OR_SEVEN = digit(0, 0.4, 0, 0, 0, 0, 0, 0.59)


def verdict(
    slots: Sequence[Digit | None], *, unread: bool = False, required: bool = False, **pattern: Any
) -> Verdict:
    one = Field("a", Box(0, 0, 90, 30), required=required, pattern=Pattern(**pattern))
    return decide(one, slots, unread=unread, review_threshold=0.9)


def test_the_pattern_decides_between_likely_readings() -> None:
    found = verdict([ONE_OR_SEVEN, SURE_TWO], length=2, maximum=20)
    assert (found.text, found.raw_text, found.decided_by) == ("12", "72", "pattern")
    assert not found.needs_review
    assert found.confidence >= 0.9
    assert "72" in found.why


def test_without_the_pattern_the_same_reading_is_doubtful() -> None:
    found = verdict([ONE_OR_SEVEN, SURE_TWO])
    assert (found.text, found.decided_by, found.needs_review) == ("72", "reading", True)
    assert "doubtful" in found.why


def test_a_sure_reading_that_breaks_its_pattern_is_kept_and_marked() -> None:
    found = verdict([digit(0, 0, 0, 0, 0, 0, 0, 0.9999), SURE_TWO], maximum=20)
    assert (found.text, found.decided_by, found.needs_review) == ("72", "reading", True)
    assert "above the maximum of 20" in found.why


def test_two_allowed_readings_leave_it_to_a_person() -> None:
    found = verdict([SURE_ONE, digit(0.05, 0.4, 0.4, 0.1)], regex="1[12]")
    assert found.needs_review


def test_an_empty_field_is_no_error_unless_required() -> None:
    assert verdict([]) == Verdict("", "", 1.0, False, "", "blank")
    assert verdict([None, None], length=5) == Verdict("", "", 1.0, False, "", "blank")
    found = verdict([], required=True)
    assert (found.text, found.needs_review, found.why) == ("", True, "empty, but required")


@pytest.mark.parametrize("slots", [[], [SURE_ONE, SURE_TWO], [ONE_OR_SEVEN, SURE_TWO]])
def test_unread_ink_is_always_marked(slots: list[Digit | None]) -> None:
    found = verdict(slots, unread=True, maximum=20)
    assert found.needs_review
    assert "not read" in found.why


def test_an_empty_cell_between_others_is_marked() -> None:
    found = verdict([None, SURE_ONE, None, SURE_TWO])
    assert (found.text, found.raw_text, found.needs_review) == ("1 2", "1 2", True)
    assert verdict([None, SURE_ONE, SURE_TWO, None]).text == "12"
