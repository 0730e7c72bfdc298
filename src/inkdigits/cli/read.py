"""`inkdigits read`: all digits of photos, scans, drawings and PDF pages."""

from __future__ import annotations

import csv
import io
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import (
    check_annotate,
    chosen_review,
    for_each,
    images_argument,
    max_error_option,
    model_option,
    numbered,
    pages_to_read,
    pdf_page_option,
    polarity_option,
    profile_option,
    review_threshold_option,
    save_picture,
    symbols_option,
)
from inkdigits.result import Page

if TYPE_CHECKING:
    from inkdigits.ground import Polarity
    from inkdigits.reader import Crop, LocatorName, Rotation


def parse_crop(ctx: click.Context, param: click.Parameter, value: str | None) -> Crop | None:
    """X0,Y0,X1,Y1 as four numbers."""
    if value is None:
        return None
    try:
        x_min, y_min, x_max, y_max = (float(part) for part in value.split(","))
    except ValueError as error:
        raise click.BadParameter(f"expected four numbers X0,Y0,X1,Y1, got {value!r}") from error
    if not (x_min < x_max and y_min < y_max):
        raise click.BadParameter(f"expected X0 < X1 and Y0 < Y1, got {value!r}")
    return x_min, y_min, x_max, y_max


@click.command("read")
@images_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with boxes.")
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="A row for each line, with numbers in their columns; of several images or pages each row "
    "begins with the path and the page, from 0.",
)
@click.option(
    "--annotate",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Also draw boxes and values on the picture and write it here; of one IMAGE only. "
    "Of several pages, into OUT-0.png, OUT-1.png and so on.",
)
@click.option(
    "--debug",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write a picture of each stage of the reading into this folder.",
)
@click.option(
    "--crop",
    callback=parse_crop,
    metavar="X0,Y0,X1,Y1",
    help="Read only inside this box, in pixels of the upright picture.",
)
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    default="detector",
    help="How digits are found: learned, or by threshold and contours.",
)
@pdf_page_option
@click.option(
    "--rotate",
    type=click.Choice(["auto", "0", "90", "180", "270"]),
    default="auto",
    help="Degrees to turn the picture clockwise before it is read.",
)
@polarity_option
@review_threshold_option
@symbols_option
@max_error_option
@model_option
@profile_option
def command(
    images: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
    annotate: Path | None,
    debug: Path | None,
    crop: Crop | None,
    locator: LocatorName,
    pdf_page: int | None,
    rotate: Rotation,
    polarity: Polarity,
    review_threshold: float | None,
    symbols: bool,
    max_error: float | None,
    model: Path | None,
    profile: str | None,
) -> None:
    """Find and read all digits in each IMAGE, in reading order.

    Numbers are separated by a space, lines by a line break; of several images or pages each begins
    with a line "# path". "-" reads a picture from stdin.
    """
    check_annotate(annotate, images)
    if as_json and as_csv:
        raise click.UsageError("--json and --csv are two ways to say it: give one of them")
    say_page = _print_json if as_json else _print_csv if as_csv else _print_text
    from inkdigits.reader import Reader, ReaderOptions

    options = ReaderOptions(
        locator=locator,
        rotate=rotate,
        polarity=polarity,
        model=model,
        profile=profile,
        symbols=symbols,
        **chosen_review(review_threshold, max_error),
    )
    options.threshold("read")  # what cannot be promised is said before anything is read
    reader = Reader(options)

    counter = itertools.count(1)

    def one(name: str, source: str | bytes) -> None:
        stages = debug
        if debug and len(images) > 1:
            stages = debug / f"{next(counter):03}-{Path(name).stem}"
        pages = pages_to_read(source, pdf_page)
        for at in pages:
            page = reader.read(source, crop=crop, pdf_page=at)
            say_page(name, page, at if len(pages) > 1 else None, len(images) > 1)
            if annotate:
                from inkdigits import render

                picture = render.annotate(source, page, pdf_page=at)
                save_picture(picture, numbered(annotate, at, len(pages)))
            if stages:
                folder = stages / f"page-{at}" if len(pages) > 1 else stages
                reader.trace(source, crop=crop, pdf_page=at).save(folder)

    for_each(images, one)


def _print_json(name: str, page: Page, at: int | None, many: bool) -> None:
    """Print one of `many` pictures, or page `at` of a file that has several, with all there is."""
    place = {"image": name} if at is None else {"image": name, "page": at}
    click.echo(json.dumps({**place, **page.to_dict()}))


def _print_csv(name: str, page: Page, at: int | None, many: bool) -> None:
    """Print the rows and columns of a page; `name`, `at` and `many` as in `_print_json`."""
    from inkdigits.columns import cell_text, in_columns

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    place = [name, str(at or 0)] if many or at is not None else []
    writer.writerows([*place, *map(cell_text, row)] for row in in_columns(page))
    click.echo(text.getvalue(), nl=False)
    _talk(name, page, at)


def _print_text(name: str, page: Page, at: int | None, many: bool) -> None:
    """Print what a page says; `name`, `at` and `many` as in `_print_json`."""
    if many or at is not None:
        click.echo(f"# {_where(name, at)}")
    if page.text:
        click.echo(page.text)
    _talk(name, page, at)


def _talk(name: str, page: Page, at: int | None) -> None:
    """Say what a person should know of a page."""
    where = _where(name, at)
    if not page.text:
        say(f"no digits found in {where}")
    doubtful = sum(digit.needs_review for digit in page.digits)
    if doubtful:
        say(f"{doubtful} of {len(page.digits)} digits in {where} are doubtful: check them")
    if unread := page.unread_symbols:
        symbols = "1 symbol" if unread == 1 else f"{unread} symbols"
        say(f"{symbols} (. , - / :) in the numbers of {where} not read: --symbols reads them")


def _where(name: str, at: int | None) -> str:
    return name if at is None else f"{name}, page {at}"
