"""What is decided about a synthetic page before anything is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inkdigits.train.hands import TOOLS, DigitSet, Hand, random_hand
from inkdigits.train.sheet import Rectangle


@dataclass(frozen=True)
class Plan:
    """Decisions that the steps of making a page share.

    Attributes:
        height: Rows of the final picture.
        width: Columns of the final picture.
        digit_height: Nominal height of the digits in pixels of the final picture.
        medium: "photo", "scan" or "screen".
        inverted: Whether the ink is lighter than the ground.
        crop: Whether the picture is cut down to what is written.
        negative: Whether the page has no digits.
    """

    height: int
    width: int
    digit_height: float
    medium: str
    inverted: bool
    crop: bool
    negative: bool


NEGATIVE_SHARE = 0.12
INVERTED_SHARES = {"photo": 0.17, "scan": 0.1, "screen": 0.42}


def random_plan(
    rng: np.random.Generator, height: int, width: int, digit_height: float, crop: bool
) -> Plan:
    """Choose medium, polarity and whether there are digits at all."""
    medium = str(rng.choice(["photo", "scan", "screen"], p=[0.62, 0.17, 0.21]))
    inverted = bool(rng.random() < INVERTED_SHARES[medium])
    negative = bool(rng.random() < NEGATIVE_SHARE)
    return Plan(height, width, digit_height, medium, inverted, crop, negative)


def choose_hand(digits: Sequence[DigitSet], rng: np.random.Generator, medium: str) -> Hand:
    """A hand whose tool suits the medium: drawing programs on screens, mostly pens elsewhere."""
    on_screen = medium == "screen" and rng.random() < 0.8
    tools = [tool for tool in TOOLS if (tool.name in ("screen", "paint")) == on_screen]
    shares = np.array([tool.share for tool in tools])
    tool = tools[int(rng.choice(len(tools), p=shares / shares.sum()))]
    return random_hand(rng, digits, tool)


def writing_area(rng: np.random.Generator, plan: Plan, pad: int) -> tuple[Rectangle, bool]:
    """Where writing goes on a flat sheet that is `pad` pixels wider than the picture on each side.

    Returns:
        The area (x0, y0, x1, y1), and whether it runs off the picture's edges.
    """
    h = plan.digit_height
    runs_off = bool(rng.random() < 0.4) and not plan.crop
    if runs_off:
        margins = np.full(4, -0.7 * h)
    else:
        margins = h * np.abs(rng.normal(0.25, 0.5, 4))
        room = np.array([plan.width, plan.height, plan.width, plan.height]) - 2.2 * h
        margins = np.clip(margins, 0, np.maximum(room / 2, 0.05 * h))
    left, top, right, bottom = pad + margins * (1, 1, -1, -1) + (0, 0, plan.width, plan.height)
    return (float(left), float(top), float(right), float(bottom)), runs_off
