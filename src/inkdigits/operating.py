"""From a wanted error rate to the confidence that keeps it: the operating curves of the models.

A curve says how many answers are at least so sure, and how many of those are wrong. It was measured
on handwriting of people the networks were not trained on, by `python -m inkdigits.train.operating`,
and lies beside the models. There is one for each way of reading, as their confidences differ.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from inkdigits.errors import ConfigError, ModelError
from inkdigits.onnx_model import shipped_model

if TYPE_CHECKING:
    from collections.abc import Mapping

Task = Literal["classify", "read", "form"]
"""What is answered: a picture of one digit, a digit of a page, or a field of a form."""

OPERATING_FILE = "operating.json"

_ANSWERS = {"classify": "single digits", "read": "digits of pages", "form": "fields of forms"}


@dataclass(frozen=True)
class OperatingCurve:
    """How often answers are wrong that are sure enough; each attribute has K entries.

    Attributes:
        thresholds: Confidences, from 0 up.
        accepted: Share of all answers that are at least so sure, 0..1.
        answers: How many these were.
        wrong: How many of these were wrong.
        error_bounds: The share of wrong ones that, at 95 % confidence, is not exceeded (Clopper and
            Pearson, 1934). Of n answers none of which was wrong it is about 3 / n: to promise one
            error in a thousand takes three thousand answers without any.
    """

    thresholds: tuple[float, ...]
    accepted: tuple[float, ...]
    answers: tuple[int, ...]
    wrong: tuple[int, ...]
    error_bounds: tuple[float, ...]

    def point(self, max_error: float) -> int | None:
        """Index of the lowest threshold whose error bound is at most `max_error`; None: nowhere."""
        good = (k for k, bound in enumerate(self.error_bounds) if bound <= max_error)
        return next(good, None)

    @property
    def lowest(self) -> int:
        """Index of the threshold with the least error bound."""
        return min(range(len(self.error_bounds)), key=self.error_bounds.__getitem__)


def review_threshold(max_error: float, task: Task) -> float:
    """The confidence below which answers of the shipped models should go to a person.

    Of the other answers at most `max_error` are wrong, as far as the measurement tells: at 95 %
    confidence, for handwriting and pictures like those that were measured.

    Args:
        max_error: Wanted error rate of what needs no review, above 0 and below 1.
        task: What is answered.

    Raises:
        ConfigError: So low a rate cannot be promised; the message says the lowest that can.
        ModelError: The curves are missing, damaged, or were measured with other models.
    """
    curve = load_curves()[task]
    chosen = curve.point(max_error)
    if chosen is None:
        k = curve.lowest
        lowest = _rounded_up(curve.error_bounds[k])
        raise ConfigError(
            f"an error rate of {max_error:g} cannot be promised for {_ANSWERS[task]}: with "
            f"{curve.wrong[k]:,} wrong among the {curve.answers[k]:,} surest that were measured, "
            f"the lowest is {lowest:g}: ask for that or more, or set a review threshold instead"
        )
    return curve.thresholds[chosen]


@lru_cache(maxsize=1)
def load_curves() -> Mapping[Task, OperatingCurve]:
    """The curves of the shipped models, by task.

    Raises:
        ModelError: They are missing, damaged, or were measured with other models.
    """
    path = shipped_model(OPERATING_FILE)
    stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for name, measured in stored["models"].items():
        if hashlib.sha256(shipped_model(name).read_bytes()).hexdigest() != measured:
            raise ModelError(
                f"{path} was measured with another {name} than the one beside it: run "
                "`python -m inkdigits.train.operating`, or set a review threshold instead"
            )
    curves = stored["curves"]
    tasks: tuple[Task, ...] = ("classify", "read", "form")
    return {
        task: OperatingCurve(**{name: tuple(values) for name, values in curves[task].items()})
        for task in tasks
    }


def _rounded_up(share: float) -> float:
    """To two significant digits, and never below."""
    text = f"{share:.1e}"
    return float(text) if float(text) >= share else float(f"{share + 10 ** _exponent(text):.1e}")


def _exponent(text: str) -> int:
    return int(text.partition("e")[2]) - 1
