"""`inkdigits form`: the fields of filled-in forms, one row a page."""

from __future__ import annotations

import csv
import io
import json
import sys
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
    profile_option,
    save_picture,
)

if TYPE_CHECKING:
    from inkdigits.forms import FormReading


@click.command("form")
@images_argument
@click.option(
    "--template",
    "template_path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FORM.toml",
    help="Which fields the form has and where: see  inkdigits template.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page, with all there is.")
@click.option(
    "--annotate",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Also draw the fields and what they say on the picture and write it here; of one IMAGE "
    "only. Of several pages, into OUT-0.png, OUT-1.png and so on.",
)
@pdf_page_option
@click.option(
    "--review-threshold",
    type=click.FloatRange(0, 1),
    help="Fields that are less sure than this are marked for review. [default: 0.9]",
)
@max_error_option
@model_option
@profile_option
def command(
    images: tuple[str, ...],
    template_path: Path,
    as_json: bool,
    annotate: Path | None,
    pdf_page: int | None,
    review_threshold: float | None,
    max_error: float | None,
    model: Path | None,
    profile: str | None,
) -> None:
    """Read the fields of each IMAGE, a filled-in form, as a table in CSV: one row a page.

    The last column names the fields that a person should look at. "-" reads a picture from stdin.
    """
    check_annotate(annotate, images)
    from inkdigits import forms
    from inkdigits.reader import Reader, ReaderOptions

    template = forms.load_template(template_path)
    review = chosen_review(review_threshold, max_error)
    options = ReaderOptions(model=model, profile=profile, **review)
    options.threshold("form")  # what cannot be promised is said before anything is read
    reader = Reader(options)
    if not as_json:
        click.echo(_csv(["image", "page", *template.names, "needs_review"]), nl=False)

    def one(name: str, source: str | bytes) -> None:
        pages = pages_to_read(source, pdf_page)
        for page in pages:
            reading = forms.read_form(reader, source, template, pdf_page=page)
            _print(name, page, reading, as_json)
            if annotate:
                picture = forms.annotate_form(source, reading, pdf_page=page)
                save_picture(picture, numbered(annotate, page, len(pages)))

    for_each(images, one)


def _print(name: str, page: int, reading: FormReading, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"image": name, "page": page, **reading.to_dict()}))
    else:
        click.echo(_csv([name, str(page), *reading.row().values()]), nl=False)
    sys.stdout.flush()
    where = f"{name}, page {page}" if page else name
    if reading.problem:
        say(f"{where}: look at every field: {reading.problem}")
        return
    for field in reading.fields:
        if field.needs_review:
            say(f"{where}: look at {field.name} ({field.text or 'empty'}): {field.why}")
        elif field.decided_by == "pattern":
            say(f"{where}: {field.name} is {field.text}: {field.why}")


def _csv(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
