"""`inkdigits read`: all digits of photos, scans, drawings and PDF pages."""

from __future__ import annotations

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
            _print_page(name, page, at if len(pages) > 1 else None, as_json, len(images) > 1)
            if annotate:
                from inkdigits import render

                picture = render.annotate(source, page, pdf_page=at)
                save_picture(picture, numbered(annotate, at, len(pages)))
            if stages:
                folder = stages / f"page-{at}" if len(pages) > 1 else stages
                reader.trace(source, crop=crop, pdf_page=at).save(folder)

    for_each(images, one)


def _print_page(name: str, page: Page, at: int | None, as_json: bool, many: bool) -> None:
    """Print one of `many` pictures, or page `at` of a file that has several."""
    if as_json:
        place = {"image": name} if at is None else {"image": name, "page": at}
        click.echo(json.dumps({**place, **page.to_dict()}))
        return
    where = name if at is None else f"{name}, page {at}"
    if many or at is not None:
        click.echo(f"# {where}")
    if page.text:
        click.echo(page.text)
    else:
        say(f"no digits found in {where}")
    if doubtful := sum(d.needs_review for d in page.digits):
        say(f"{doubtful} of {len(page.digits)} digits in {where} are doubtful: check them")
