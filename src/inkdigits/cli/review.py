"""`inkdigits review`: the doubtful digits of a table, one key each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import model_option, profile_option
from inkdigits.errors import InkDigitsError

if TYPE_CHECKING:
    from inkdigits.reader import LocatorName, ReaderOptions, Rotation


@click.command("review")
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="Show all digits, not only doubtful ones.")
@click.option("--host", default="localhost", help="Address to listen on; 0.0.0.0 lets others in.")
@click.option("--port", type=click.IntRange(0, 65535), default=8502, help="0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FORM.toml",
    help="The form, where TABLE is of forms. [default: batch's]",
)
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    help="How digits are found. [default: as for batch]",
)
@click.option(
    "--rotate",
    type=click.Choice(["auto", "0", "90", "180", "270"]),
    help="Degrees to turn each page. [default: as for batch]",
)
@click.option(
    "--review-threshold",
    type=click.FloatRange(0, 1),
    help="Digits with a lower confidence are doubtful. [default: as for batch]",
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
    template: Path | None,
    locator: LocatorName | None,
    rotate: Rotation | None,
    review_threshold: float | None,
    keep: bool,
    model: Path | None,
    profile: str | None,
) -> None:
    """Look at the doubtful digits of TABLE, as `inkdigits batch` wrote it, and put them right.

    A page opens in the browser with the worst digits first: 0 to 9 says what a digit is, Enter or
    Space that it was read right, x that it is none, and u takes the last one back. Of forms it
    shows the doubtful fields: type what one says, and Enter.

    What was decided is safe at once, in TABLE.review, and soon in TABLE, whose first version is
    kept as TABLE.bak. Started again, the review goes on where it was. Where batch made TABLE anew,
    what was decided about the one before is moved to TABLE.review.old.

    Tables of numbers and forms say nothing of their digits, so their pages are read again, with
    the options of batch, which it wrote into TABLE.options.json. Options given here go before.
    """
    from inkdigits.forms import load_template
    from inkdigits.web.review import run
    from inkdigits.web.review_session import ReviewOptions

    given = {
        "locator": locator,
        "rotate": rotate,
        "review_threshold": review_threshold,
        "model": model,
        "profile": profile,
    }
    reader = _reader(table, {name: value for name, value in given.items() if value is not None})
    form = load_template(template) if template is not None else None
    options = ReviewOptions(everything=everything, keep=keep, reader=reader, template=form)
    try:
        progress = run(table, options, host=host, port=port, open_browser=browser)
    except InkDigitsError as error:  # said here, as of a command that Ctrl+C ended nothing else is
        say(str(error))
        raise click.exceptions.Exit(error.exit_code) from error
    name = click.format_filename(table)
    if not progress["items"] and not progress["pages_to_read"]:
        say(f"{name}: nothing is left to look at; --all shows all")
        return
    left = progress["items"] - progress["decided"]
    unread = progress["pages_to_read"]
    more = f", and those of {unread} pages that were not read again yet" if unread else ""
    say(f"{name}: {progress['decided']} looked at, {left} left{more}")


def _reader(table: Path, given: dict[str, Any]) -> ReaderOptions | None:
    """The options of batch, but for those that are given; None where none is."""
    from inkdigits.batch import remembered
    from inkdigits.reader import ReaderOptions

    if not given:
        return None
    run = remembered(table)
    reader = run.reader if run is not None else ReaderOptions()
    if "review_threshold" in given:
        given = {"max_error": None, **given}
    return replace(reader, **given)
