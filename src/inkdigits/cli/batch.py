"""`inkdigits batch`: a folder, a PDF or a million files into one table."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import (
    chosen_review,
    max_error_option,
    model_option,
    profile_option,
    review_threshold_option,
    symbols_option,
)
from inkdigits.errors import ImageError

if TYPE_CHECKING:
    from inkdigits.batch import BatchOptions, Summary
    from inkdigits.batch.rows import RowKind
    from inkdigits.batch.run import Engine
    from inkdigits.reader import LocatorName, Rotation


@click.command("batch")
@click.argument("source", metavar="INPUT")
@click.argument("output", metavar="OUTPUT", type=click.Path())
@click.option(
    "--rows",
    type=click.Choice(["page", "number", "digit"]),
    help="What a row of the table stands for. [default: number]",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FORM.toml",
    help="Read pages as filled-in forms: a row for each, a column for each field.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes that read. [default: as many as there are cores]",
)
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    default="detector",
    help="How digits are found: learned, or by threshold and contours.",
)
@click.option(
    "--rotate",
    type=click.Choice(["auto", "0", "90", "180", "270"]),
    default="auto",
    help="Degrees to turn each page clockwise before it is read.",
)
@review_threshold_option
@symbols_option
@max_error_option
@model_option
@profile_option
@click.option(
    "--force",
    is_flag=True,
    help="Replace OUTPUT if it is there; begin anew if other work was stopped there.",
)
@click.option("--quiet", is_flag=True, help="No progress bar, and no summary.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    help="Who reads: processes of this machine, or actors of Ray, which may be on many.",
)
@click.option(
    "--address", metavar="HOST:PORT", help="The Ray cluster. [default: Ray on this machine alone]"
)
def command(
    source: str,
    output: str,
    rows: RowKind | None,
    template: Path | None,
    workers: int | None,
    locator: LocatorName,
    rotate: Rotation,
    review_threshold: float | None,
    symbols: bool,
    max_error: float | None,
    model: Path | None,
    profile: str | None,
    force: bool,
    quiet: bool,
    engine: Engine,
    address: str | None,
) -> None:
    """Read every page of INPUT into the table OUTPUT: .csv, .jsonl, .parquet or .xlsx.

    INPUT is a folder (with the folders in it, but links to folders are not followed), a pattern
    in quotes such as "scans/*.png", a list of files (.txt, one path a line), a PDF, a TIFF of many
    pages, or one picture.

    Stopped at any moment, the same command goes on where it was. Pages that cannot be read are
    listed in OUTPUT.errors.csv, and the exit code is 3.

    With --engine ray, INPUT and OUTPUT may be URLs (s3://..., gs://...); OUTPUT is a folder of
    parts then.
    """
    from inkdigits.batch import BatchOptions
    from inkdigits.reader import ReaderOptions

    if rows and template:
        raise click.UsageError("with --template a row is a page: leave --rows away")
    if symbols and template:
        raise click.UsageError("the fields of forms hold digits only: leave --symbols away")
    options = BatchOptions(
        ReaderOptions(
            locator=locator,
            rotate=rotate,
            model=model,
            profile=profile,
            symbols=symbols,
            **chosen_review(review_threshold, max_error),
        ),
        rows=rows or "number",
        template=template,
        workers=workers or 0,
        force=force,
        engine=engine,
        address=address,
    )
    summary = _run(source, output, options, quiet)
    if not quiet:
        _report(summary, output, "form" if template else options.rows)
    if summary.failed:
        raise click.exceptions.Exit(ImageError.exit_code)


def _run(source: str, output: str, options: BatchOptions, quiet: bool) -> Summary:
    """Read everything; where a person stops it, say how it goes on."""
    from inkdigits.batch import Progress, journal_path, run_batch

    try:
        return run_batch(source, output, options, Progress(shown=sys.stderr.isatty() and not quiet))
    except KeyboardInterrupt:
        if os.path.exists(journal_path(output)):
            say(
                f"stopped. What was read is kept in {click.format_filename(journal_path(output))}: "
                f"the same command goes on from there"
            )
        raise


def _report(summary: Summary, output: str, rows: str) -> None:
    parts = [f"{_many(summary.rows, 'row')} of {_many(summary.pages, 'page')}"]
    if summary.earlier:
        parts.append(f"{_many(summary.earlier, 'page')} read by a run before")
    if summary.blank:
        parts.append(f"{_many(summary.blank, 'page')} without digits")
    if summary.doubtful:
        parts.append(f"{_many(summary.doubtful, rows)} to check")
    say(f"{click.format_filename(output)}: {', '.join(parts)}")
    if summary.unread:
        say(
            f"symbols (. , - / :) in the numbers of {_many(summary.unread, 'page')} not read: "
            "--symbols reads them"
        )
    if summary.errors:
        say(
            f"{_many(summary.failed, 'page')} could not be read: "
            f"{click.format_filename(summary.errors)} says why"
        )


def _many(count: int, name: str) -> str:
    return f"{count:,} {name}" + ("" if count == 1 else "s")
