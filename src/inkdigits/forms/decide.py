"""What goes into the spreadsheet for one field, and whether a person should look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inkdigits.forms.decode import decode
from inkdigits.forms.reading import DecidedBy
from inkdigits.forms.template import Field
from inkdigits.result import Digit


@dataclass(frozen=True)
class Verdict:
    """The answer for one field; the attributes are those of `FieldReading`."""

    text: str
    raw_text: str
    confidence: float
    needs_review: bool
    why: str
    decided_by: DecidedBy


def decide(
    one: Field, slots: Sequence[Digit | None], *, unread: bool, review_threshold: float
) -> Verdict:
    """Decide what a field says.

    Args:
        one: The field.
        slots: Its digits from left to right; of a comb one entry a cell, None where it is empty.
        unread: Whether there is ink in the field that belongs to none of the digits.
        review_threshold: Confidence below which the field is marked. Another text than the raw one
            is taken only where it is twice as safe: at 0.9 from a confidence of 0.95.
    """
    digits = [digit for digit in slots if digit is not None]
    if not digits:
        return _without_digits(one, unread)
    raw_text = "".join(" " if digit is None else digit.text for digit in slots).strip()
    has_gap = " " in raw_text
    decoded = decode(digits, one.pattern)
    if (
        decoded.text is not None
        and decoded.text != raw_text
        and decoded.probability >= (1.0 + review_threshold) / 2
        and not has_gap
    ):
        why = f"the digits read {raw_text}; of what else they may say, only this fits the pattern"
        if unread:
            why = _UNREAD
        return Verdict(decoded.text, raw_text, decoded.probability, unread, why, "pattern")
    confidence = decoded.raw_probability
    why = ""
    if unread:
        why = _UNREAD
    elif has_gap:
        why = "a cell between others is empty"
    elif broken := one.pattern.broken_by(raw_text):
        why = broken
    elif confidence < review_threshold:
        why = f"doubtful: {100 * confidence:.0f} % sure"
    return Verdict(raw_text, raw_text, confidence, bool(why), why, "reading")


_UNREAD = "some ink in the field was not read"


def _without_digits(one: Field, unread: bool) -> Verdict:
    if unread:
        return Verdict("", "", 0.0, True, _UNREAD, "reading")
    why = "empty, but required" if one.required else ""
    return Verdict("", "", 1.0, one.required, why, "blank")
