"""`inkdigits draw`: the desktop window."""

from __future__ import annotations

from pathlib import Path

import click

from inkdigits.cli.pictures import model_option, profile_option


@click.command("draw")
@click.argument("image", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print each answer as a line of JSON.")
@model_option
@profile_option
def command(image: Path | None, as_json: bool, model: Path | None, profile: str | None) -> None:
    """Open a window to draw in, and print what it reads. Esc closes it.

    One line is printed for each change of the answer. With IMAGE that picture is read first.
    """
    from inkdigits.desktop.app import run

    run(image, model=model, profile=profile, as_json=as_json)
