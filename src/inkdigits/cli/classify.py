"""`inkdigits classify`: one digit per picture."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import (
    chosen_review,
    for_each,
    images_argument,
    max_error_option,
    model_option,
    polarity_option,
    profile_option,
    review_threshold_option,
)
from inkdigits.errors import ImageError
from inkdigits.result import Digit

if TYPE_CHECKING:
    from inkdigits.ground import Polarity


@click.command("classify")
@images_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--pdf-page",
    type=click.IntRange(min=0),
    metavar="N",
    help="This page of a PDF or TIFF, counted from 0.  [default: the first]",
)
@polarity_option
@review_threshold_option
@max_error_option
@model_option
@profile_option
def command(
    images: tuple[str, ...],
    as_json: bool,
    pdf_page: int | None,
    polarity: Polarity,
    review_threshold: float | None,
    max_error: float | None,
    model: Path | None,
    profile: str | None,
) -> None:
    """Say which digit each IMAGE is, taken as one digit that fills it.

    Prints a line for each: path, digit ("blank" or "not a digit" where there is none), and how sure
    that is from 0 to 1, separated by tabs. "-" reads a picture from stdin.
    """
    from inkdigits.image import load_image
    from inkdigits.reader import Reader, ReaderOptions

    review = chosen_review(review_threshold, max_error)
    options = ReaderOptions(polarity=polarity, model=model, profile=profile, **review)
    options.threshold("classify")  # what cannot be promised is said before anything is read
    reader = Reader(options)

    def one(name: str, source: str | bytes) -> None:
        digit = reader.classify(load_image(source, pdf_page=pdf_page or 0))
        click.echo(_as_json(name, digit) if as_json else _as_line(name, digit))
        if pdf_page is None and (pages := _pages(source)) > 1:
            say(f"{name}: the first of {pages} pages was taken; --pdf-page names another")
        if digit.needs_review:
            say(f"{name} is doubtful: check it")

    for_each(images, one)


def _pages(source: str | bytes) -> int:
    """How many pages a file has; 1 where damage after the first keeps them from being counted."""
    from inkdigits.image import page_count

    with contextlib.suppress(ImageError):
        return page_count(source)
    return 1


def _as_json(name: str, digit: Digit) -> str:
    return json.dumps({"image": name, **digit.to_dict()})


def _as_line(name: str, digit: Digit) -> str:
    answer = digit.reason.replace("_", " ") if digit.reason else digit.text
    return f"{name}\t{answer}\t{digit.confidence:.3f}"
