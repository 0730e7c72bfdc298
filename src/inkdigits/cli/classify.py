"""`inkdigits classify`: one digit per picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import (
    for_each,
    images_argument,
    max_error_option,
    model_option,
    polarity_option,
    profile_option,
)
from inkdigits.result import Digit

if TYPE_CHECKING:
    from inkdigits.ground import Polarity


@click.command("classify")
@images_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@polarity_option
@max_error_option
@model_option
@profile_option
def command(
    images: tuple[str, ...],
    as_json: bool,
    polarity: Polarity,
    max_error: float | None,
    model: Path | None,
    profile: str | None,
) -> None:
    """Say which digit each IMAGE is, taken as one digit that fills it.

    Prints a line for each: path, digit ("blank" or "not a digit" where there is none), and how sure
    that is from 0 to 1, separated by tabs. "-" reads a picture from stdin.
    """
    from inkdigits.reader import Reader, ReaderOptions

    options = ReaderOptions(polarity=polarity, model=model, profile=profile, max_error=max_error)
    options.threshold("classify")  # what cannot be promised is said before anything is read
    reader = Reader(options)

    def one(name: str, source: str | bytes) -> None:
        digit = reader.classify(source)
        click.echo(_as_json(name, digit) if as_json else _as_line(name, digit))
        if digit.needs_review and max_error is not None:
            say(f"{name} is doubtful: check it")

    for_each(images, one)


def _as_json(name: str, digit: Digit) -> str:
    return json.dumps({"image": name, **digit.to_dict()})


def _as_line(name: str, digit: Digit) -> str:
    answer = digit.reason.replace("_", " ") if digit.reason else digit.text
    return f"{name}\t{answer}\t{digit.confidence:.3f}"
