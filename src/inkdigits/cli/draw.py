"""`inkdigits draw`: the desktop window."""

from __future__ import annotations

from pathlib import Path

import click

from inkdigits.cli.corrections import store_option
from inkdigits.cli.pictures import model_option, profile_option, symbols_option


@click.command("draw")
@click.argument("image", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print each answer as a line of JSON.")
@model_option
@profile_option
@symbols_option
@store_option
def command(
    image: Path | None,
    as_json: bool,
    model: Path | None,
    profile: str | None,
    symbols: bool,
    path: Path | None,
) -> None:
    """Open a window to draw in, and print what it reads. Esc closes it.

    One line is printed for each change of the answer. With IMAGE that picture is read first.

    Where a digit is read wrong, press the right one, 0 to 9: it is kept on this machine for
    `inkdigits learn`, like what `inkdigits correct` keeps. Enter says that it is right, X that it
    is no digit, and U takes back what was said. Click a box to turn to its digit.
    """
    from inkdigits.desktop.app import run

    run(image, model=model, profile=profile, store=path, symbols=symbols, as_json=as_json)
