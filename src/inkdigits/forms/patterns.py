"""What a field may hold: lengths, ranges, regular expressions, check digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from inkdigits.errors import ConfigError

Check = Literal["luhn", "isbn10", "isbn13", "ean8", "ean13"]

_LENGTH_OF_CHECK: dict[str, int] = {"isbn10": 10, "isbn13": 13, "ean8": 8, "ean13": 13}
_SHORTEST_CHECKED = 2  # a check digit, and what it checks


def luhn_holds(text: str) -> bool:
    """Whether the last digit is the check digit of the others, as on bank cards (ISO/IEC 7812-1).

    Args:
        text: At least two digits 0..9.
    """
    total = 0
    for place, character in enumerate(reversed(text)):
        value = int(character) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return len(text) >= 2 and total % 10 == 0


def ean_holds(text: str) -> bool:
    """Whether the last digit is the check digit of a GTIN: EAN-8, EAN-13 and the like (GS1)."""
    total = sum(int(c) * (3 if place % 2 else 1) for place, c in enumerate(reversed(text)))
    return len(text) >= 2 and total % 10 == 0


def isbn10_holds(text: str) -> bool:
    """Whether ten digits are an ISBN-10 (ISO 2108); one that ends in X has no tenth digit."""
    return len(text) == 10 and sum(int(c) * (10 - i) for i, c in enumerate(text)) % 11 == 0


def isbn13_holds(text: str) -> bool:
    """Whether thirteen digits are an ISBN-13: an EAN that begins with 978 or 979."""
    return len(text) == 13 and text[:3] in ("978", "979") and ean_holds(text)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": luhn_holds,
    "isbn10": isbn10_holds,
    "isbn13": isbn13_holds,
    "ean8": ean_holds,
    "ean13": ean_holds,
}


@dataclass(frozen=True)
class Pattern:
    """What the text of a field must look like. The default allows any digits.

    Attributes:
        length: Exactly so many digits.
        min_length: At least so many.
        max_length: At most so many.
        minimum: Lowest value of the number; leading zeros do not matter.
        maximum: Highest value of the number.
        regex: A regular expression that the whole text must match (Python's `re`).
        check: The check digit the text ends in: "luhn", "isbn10", "isbn13", "ean8" or "ean13".

    Raises:
        ConfigError: A value cannot be used, or the values exclude each other.
    """

    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    regex: str | None = None
    check: Check | None = None

    def __post_init__(self) -> None:
        """Check every value."""
        for key in ("length", "min_length", "max_length", "minimum", "maximum"):
            least = 0 if key in ("minimum", "maximum") else 1
            value = getattr(self, key)
            if value is not None and (type(value) is not int or value < least):
                raise ConfigError(
                    f"{key} must be a whole number of at least {least}, found {value!r}"
                )
        if self.length is not None and (self.min_length or self.max_length):
            raise ConfigError("length says it all: leave out min_length and max_length")
        _check_order("min_length", self.min_length, "max_length", self.max_length)
        _check_order("minimum", self.minimum, "maximum", self.maximum)
        self._check_regex()
        self._check_check()
        self._check_minimum()

    def _check_regex(self) -> None:
        if self.regex is None:
            return
        try:
            re.compile(self.regex)
        except (re.error, TypeError) as error:
            raise ConfigError(
                f"regex must be a regular expression of Python's re, found {self.regex!r}: {error}"
            ) from error

    def _check_check(self) -> None:
        if self.check is None:
            return
        if self.check not in get_args(Check):
            raise ConfigError(
                f"check must be one of {', '.join(get_args(Check))}; found {self.check!r}"
            )
        wanted = _LENGTH_OF_CHECK.get(self.check)
        shortest, longest = self.lengths
        if wanted is not None and not shortest <= wanted <= (longest or wanted):
            raise ConfigError(
                f"check {self.check!r} needs {wanted} digits, but the length is limited to "
                f"{shortest}..{longest}"
            )

        if longest is not None and longest < _SHORTEST_CHECKED:
            raise ConfigError(
                f"check {self.check!r} needs at least {_SHORTEST_CHECKED} digits, but the length "
                f"is limited to {longest}"
            )

    def _check_minimum(self) -> None:
        """A maximum is always within reach: leading zeros do not matter."""
        longest = _LENGTH_OF_CHECK.get(self.check or "", self.lengths[1])
        if self.minimum and longest is not None and len(str(self.minimum)) > longest:
            raise ConfigError(
                f"minimum must fit into the field, which holds at most {_count(longest)}; found "
                f"{self.minimum}"
            )

    @property
    def lengths(self) -> tuple[int, int | None]:
        """Fewest and most digits; None where there is no limit."""
        if self.length is not None:
            return self.length, self.length
        return self.min_length or 1, self.max_length

    @property
    def is_free(self) -> bool:
        """Whether any digits will do."""
        return self == Pattern()

    def broken_by(self, text: str) -> str | None:
        """Say what is wrong with a text, in a few words; None where nothing is.

        Args:
            text: What was read; characters other than 0..9 fit no pattern.
        """
        if not text.isascii() or not text.isdigit():
            return "not all of it can be read as digits"
        shortest, longest = self.lengths
        if self.check in _LENGTH_OF_CHECK:
            shortest = longest = _LENGTH_OF_CHECK[self.check]
        if len(text) < shortest or (longest is not None and len(text) > longest):
            return f"{_count(len(text))} where {_span(shortest, longest)} expected"
        if self.minimum is not None and int(text) < self.minimum:
            return f"below the minimum of {self.minimum}"
        if self.maximum is not None and int(text) > self.maximum:
            return f"above the maximum of {self.maximum}"
        if self.regex is not None and not re.fullmatch(self.regex, text):
            return f"does not match {self.regex}"
        if self.check is not None and not _CHECKS[self.check](text):
            return f"the check digit is wrong ({self.check})"
        return None


def _check_order(low: str, least: int | None, high: str, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        raise ConfigError(f"{low} must not be above {high}, found {least} and {most}")


def _count(length: int) -> str:
    return "1 digit" if length == 1 else f"{length} digits"


def _span(shortest: int, longest: int | None) -> str:
    if longest is None:
        return f"at least {shortest} are"
    if shortest == longest:
        return f"{shortest} {'is' if shortest == 1 else 'are'}"
    return f"{shortest} to {longest} are"
