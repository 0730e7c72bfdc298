"""What stands between the digits of one page: symbols that were asked for, or are only counted."""

from __future__ import annotations

from collections.abc import Sequence

from inkdigits.colons import Colon, as_symbol, beside
from inkdigits.locate.candidates import Candidates
from inkdigits.punctuate import grouped, judged, settled
from inkdigits.result import Box, Digit, Symbol
from inkdigits.ruling import RuleFinder

_SURE = 0.9
"""How sure a symbol that was not asked for must be to be counted."""

_FAINT = 0.5
"""Heat below which none can be as sure as that."""


def with_symbols(
    digits: Sequence[Digit],
    candidates: Candidates,
    colons: Sequence[Colon],
    rules: RuleFinder,
    threshold: float,
) -> tuple[list[Digit], list[Symbol]]:
    """Digits and symbols of one upright picture, where they are not the same ink.

    Args:
        digits: What was read; a slash may be among them as a 1.
        candidates: What they were read from. Where the locator knows no symbols there are none.
        colons: Those between the digits.
        rules: As in `inkdigits.layout.arrange`.
        threshold: The confidence below which a symbol needs review.
    """
    found = candidates.symbols
    if found is None or not digits:
        return list(digits), []
    rows = zip(found.texts, found.confidences.tolist(), found.boxes_xyxy.tolist(), strict=True)
    symbols = beside(colons, [Symbol(text, heat, Box(*box)) for text, heat, box in rows])
    boxes = map(tuple, candidates.boxes_xyxy.tolist())
    heat_at = dict(zip(boxes, candidates.confidences.tolist(), strict=True))
    heats = [heat_at[digit.box.xyxy] for digit in digits]
    kept, symbols = settled(digits, heats, symbols, rules)
    symbols = [judged(symbol, threshold) for symbol in symbols]
    return kept, symbols + [as_symbol(colon, threshold) for colon in colons]


def count_unread(
    digits: Sequence[Digit], candidates: Candidates, colons: Sequence[Colon], rules: RuleFinder
) -> int:
    """How many symbols would clearly be parts of numbers if they were asked for; as above."""
    found = candidates.symbols
    if found is None or not (len(colons) or (found.confidences > _FAINT).any()):
        return 0
    kept, symbols = with_symbols(digits, candidates, colons, rules, _SURE)
    groups = [group for line in grouped(kept, symbols, rules).lines for group in line]
    return sum(symbols[k].confidence >= _SURE for group in groups for k, _ in group.symbols)
