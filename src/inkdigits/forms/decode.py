"""From what each digit may be to what the field says: the readings that a pattern allows.

Every digit comes with a calibrated probability for each value, and what is missing to 1 is the
probability that there is no digit. The most probable texts of the whole field are counted out; of
those that the pattern allows, one is taken where it is clearly the best. Somebody may also have
written what the form does not allow, or a digit may have been missed: that much probability is set
aside, so that an unlikely text is not taken merely because it is the only one allowed.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from inkdigits.forms.patterns import Pattern
from inkdigits.result import UNREADABLE, Digit

BEAM = 1000
"""Texts that are kept while they are put together digit by digit."""

PATTERN_BROKEN = 0.02
"""How often what was written breaks its pattern, or a digit of it is missed: before looking."""

_LEAST = 1e-7  # a beginning less probable than this is not followed


@dataclass(frozen=True)
class Decoded:
    """What a field may say.

    Attributes:
        raw_text: The most probable value of each digit, the pattern not looked at.
        raw_probability: That the field says `raw_text`, knowing the pattern, 0..1.
        text: The most probable text that the pattern allows; None where no likely one is allowed.
        probability: That the field says `text`, knowing the pattern, 0..1; 0 where it is None.
    """

    raw_text: str
    raw_probability: float
    text: str | None
    probability: float


def likely_texts(digits: Sequence[Digit], beam: int = BEAM) -> dict[str, float]:
    """The most probable texts of digits side by side, any of which may be no digit at all.

    As the digits' probabilities are multiplied, the best texts begin with the best beginnings: the
    beam loses none of the best ways to read the digits.

    Args:
        digits: In reading order.
        beam: How many texts to keep.

    Returns:
        Text to probability; what is missing to 1 was too unlikely to be kept.
    """
    texts = {"": 1.0}
    for digit in digits:
        choices = [(str(v), p) for v, p in enumerate(digit.probabilities) if p > _LEAST]
        nothing = 1.0 - math.fsum(digit.probabilities)
        if nothing > _LEAST:
            choices.append(("", nothing))
        longer: dict[str, float] = {}
        for text, probability in texts.items():
            for character, share in choices:
                if (both := probability * share) > _LEAST:
                    longer[text + character] = longer.get(text + character, 0.0) + both
        if len(longer) > beam:
            longer = dict(heapq.nlargest(beam, longer.items(), key=lambda item: item[1]))
        texts = longer
    return texts


def decode(digits: Sequence[Digit], pattern: Pattern, beam: int = BEAM) -> Decoded:
    """The most probable text, and the most probable one that a pattern allows.

    Of texts with the probabilities P, the allowed ones sum to A, and in a share e of all fields the
    pattern does not hold. By Bayes' rule an allowed text then has the probability P / (A + e(1-A)),
    any other one e P / (A + e(1-A)), where each allowed text is as likely beforehand as any other.
    With a check digit only one text in ten is allowed, and each is that much likelier: e becomes
    e / 10. (Other patterns do the same, but how many texts they allow is not counted.) Texts too
    unlikely to be kept count as allowed: that makes the answer less sure, never more.

    Args:
        digits: In reading order; their probabilities must be calibrated.
        pattern: What the text must look like.
        beam: How many texts to weigh.
    """
    raw_text = "".join(d.text for d in digits)
    texts = likely_texts(digits, beam)
    allowed = {text: p for text, p in texts.items() if pattern.broken_by(text) is None}
    unknown = max(0.0, 1.0 - math.fsum(texts.values()))
    mass = min(1.0, math.fsum(allowed.values()) + unknown)
    broken = PATTERN_BROKEN / (10.0 if pattern.check else 1.0)
    total = mass + broken * (1.0 - mass)
    raw = 0.0 if UNREADABLE in raw_text else texts.get(raw_text, 0.0)
    if raw_text not in allowed:
        raw *= broken
    raw_probability = min(1.0, raw / total)
    if not allowed:
        return Decoded(raw_text, raw_probability, None, 0.0)
    best = max(allowed, key=lambda text: allowed[text])
    return Decoded(raw_text, raw_probability, best, min(1.0, allowed[best] / total))
