"""How a reader reads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Literal, cast, get_args

import numpy as np

from inkdigits import operating
from inkdigits.errors import ConfigError
from inkdigits.ground import Polarity
from inkdigits.image import PIXEL_LIMIT
from inkdigits.operating import Task

LocatorName = Literal["detector", "contours"]
Rotation = Literal["auto", "0", "90", "180", "270"]


@dataclass(frozen=True)
class ReaderOptions:
    """How a reader reads. Frozen: make another reader for other options.

    Attributes:
        locator: "detector" (learned, the default) or "contours" (classical).
        review_threshold: Digits with a confidence below this are marked `needs_review`.
        polarity: Which tone is the ink; "auto" decides by the picture.
        rotate: Degrees a picture is turned clockwise before it is read; "auto" turns pages that
            cannot be read upright and can be read another way up.
        pixel_limit: Pictures with more pixels than this are refused.
        threads: Threads for one picture; 0 takes the machine's cores, at most 4.
        model: Another classifier than the shipped one: an ONNX file.
        detector: Another detector than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.
        max_error: Instead of a threshold, the share of answers not marked that may be wrong, such
            as 0.01; see `inkdigits.operating`. Only for the models that come with inkdigits.
        symbols: Read decimal points, commas, minus signs, slashes and colons as parts of numbers,
            too.

    Raises:
        ConfigError: A value is out of range, or not of its kind.
    """

    locator: LocatorName = "detector"
    review_threshold: float = 0.9
    polarity: Polarity = "auto"
    rotate: Rotation = "auto"
    pixel_limit: int = PIXEL_LIMIT
    threads: int = 0
    model: Path | None = None
    detector: Path | None = None
    profile: str | None = None
    max_error: float | None = None
    symbols: bool = False

    def __post_init__(self) -> None:
        """Check every value."""
        choices = {"locator": LocatorName, "polarity": Polarity, "rotate": Rotation}
        for name, allowed in choices.items():
            if getattr(self, name) not in get_args(allowed):
                raise ConfigError(
                    f"{name} must be one of {', '.join(get_args(allowed))}; "
                    f"found {getattr(self, name)!r}"
                )
        self._check_kinds()
        if not 0.0 <= self.review_threshold <= 1.0:
            raise ConfigError(
                f"review_threshold must be within 0..1, found {self.review_threshold}"
            )
        if self.max_error is not None:
            self._check_max_error()
        if self.pixel_limit < 1:
            raise ConfigError(f"pixel_limit must be at least 1, found {self.pixel_limit}")
        if self.threads < 0:
            raise ConfigError(f"threads must be 0 or more, found {self.threads}")
        if self.symbols and self.locator != "detector":
            raise ConfigError(
                f"only the detector finds symbols, found the locator {self.locator!r}: choose the "
                "detector, or leave symbols away"
            )

    def _check_kinds(self) -> None:
        for name in ("review_threshold", "max_error"):
            self._check_kind(name, Real, "a number")
        for name in ("pixel_limit", "threads"):
            self._check_kind(name, Integral, "a whole number")
        for name in ("model", "detector"):
            self._check_kind(name, (str, os.PathLike), "the path of a file")
        self._check_kind("profile", str, "a name")
        self._check_kind("symbols", (bool, np.bool_), "True or False")

    def _check_kind(self, name: str, kind: Any, wanted: str) -> None:
        """Refuse an option of another kind; None is allowed where it is the default."""
        value = getattr(self, name)
        if value is None and getattr(type(self), name) is None:
            return
        # Python counts True as a number; whoever gives it means something else.
        if not isinstance(value, kind) or (isinstance(value, bool) and name != "symbols"):
            raise ConfigError(f"{name} must be {wanted}, found {value!r}")

    def threshold(self, task: Task) -> float:
        """The confidence below which answers are marked: as given, or from `max_error`.

        Raises:
            ConfigError: So low an error rate cannot be promised.
            ModelError: The curves of the models are missing or damaged.
        """
        if self.max_error is None:
            return self.review_threshold
        return operating.review_threshold(self.max_error, task)

    def _check_max_error(self) -> None:
        if not 0.0 < cast(float, self.max_error) < 1.0:
            raise ConfigError(f"max_error must be above 0 and below 1, found {self.max_error}")
        if self.review_threshold != type(self).review_threshold:
            raise ConfigError(
                "max_error chooses the review threshold: give one of the two, not both"
            )
        given = {"model": self.model, "detector": self.detector, "profile": self.profile}
        others = [name for name, value in given.items() if value is not None]
        if self.locator != "detector":
            others.append(f"locator {self.locator!r}")
        if others:
            raise ConfigError(
                "max_error is known for the models that come with inkdigits, not with another "
                f"{' and '.join(others)}: leave that away, or set review_threshold instead"
            )
