"""`inkdigits review`: the doubtful digits of a table, one key each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import model_option, profile_option

if TYPE_CHECKING:
    from inkdigits.reader import LocatorName, Rotation


@click.command("review")
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Show all digits, not only doubtful ones.")
@click.option("--host", default="localhost", help="Address to listen on; 0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8502, help="0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    default="detector",
    help="As it was for batch.",
)
@click.option(
    "--rotate",
    type=click.Choice(["auto", "0", "90", "180", "270"]),
    default="auto",
    help="As it was for batch.",
)
@click.option(
    "--review-threshold", type=click.FloatRange(0, 1), default=0.9, help="As it was for batch."
)
@click.option("--keep", is_flag=True, help="Keep what you say for `inkdigits learn`, too.")
@model_option
@profile_option
def command(
    table: Path,
    everything: bool,
    host: str,
    port: int,
    browser: bool,
    locator: LocatorName,
    rotate: Rotation,
    review_threshold: float,
    keep: bool,
    model: Path | None,
    profile: str | None,
) -> None:
    """Look at the doubtful digits of TABLE, as `inkdigits batch` wrote it, and put them right.

    A page opens in the browser with the worst digits first: 0 to 9 says what a digit is, Enter or
    Space that it was read right, x that it is none, and u takes the last one back.

    What was decided is safe at once, in TABLE.review, and soon in TABLE, whose first version is
    kept as TABLE.bak. Started again, the review goes on where it was.

    Tables of numbers say nothing of their digits, so their pages are read again: give the options
    that were given to batch.
    """
    from inkdigits.reader import ReaderOptions
    from inkdigits.web.review import run
    from inkdigits.web.review_session import ReviewOptions

    reader = ReaderOptions(
        locator=locator,
        rotate=rotate,
        review_threshold=review_threshold,
        model=model,
        profile=profile,
    )
    options = ReviewOptions(everything=everything, reader=reader, keep=keep)
    progress = run(table, options, host=host, port=port, open_browser=browser)
    name = click.format_filename(table)
    if not progress["items"] and not progress["pages_to_read"]:
        say(f"{name}: nothing is left to look at; --all shows every digit")
        return
    left = progress["items"] - progress["decided"]
    unread = progress["pages_to_read"]
    more = f", and those of {unread} pages that were not read again yet" if unread else ""
    say(f"{name}: {progress['decided']} digits looked at, {left} left{more}")
