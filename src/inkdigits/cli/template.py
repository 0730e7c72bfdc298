"""`inkdigits template`: a first template of a form, from a picture of it."""

from __future__ import annotations

from pathlib import Path

import click

from inkdigits.cli import say
from inkdigits.cli.pictures import check_annotate, save_picture
from inkdigits.errors import ConfigError


@click.command("template")
@click.argument("image", type=click.Path(), metavar="IMAGE")
@click.option(
    "-o",
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="FORM.toml",
    help="Where to write the template: TOML, or JSON if the name ends in .json.",
)
@click.option(
    "--annotate",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Also draw the fields with their names on the picture and write it here.",
)
@click.option("--name", default="", help="What to call the form.")
@click.option(
    "--pdf-page",
    type=click.IntRange(min=0),
    default=0,
    help="Page of a PDF or TIFF, counted from 0.",
)
@click.option("--force", is_flag=True, help="Write over a template that is there already.")
def command(
    image: str, out: Path, annotate: Path | None, name: str, pdf_page: int, force: bool
) -> None:
    """Propose a template for a form from IMAGE, a sample of it: best a blank one.

    Printed boxes become fields, narrow ones side by side a comb; solid squares near the corners
    become registration marks. Then give the fields names and patterns in the file, with an editor.
    """
    check_annotate(annotate, [image])
    if out.exists() and not force:
        raise ConfigError(f"{out} exists already: choose another name, or write over it by --force")
    from inkdigits import forms

    proposal = forms.propose(image, name=name or Path(image).stem, pdf_page=pdf_page)
    proposal.template.save(out)
    if annotate:
        save_picture(forms.draw_template(proposal.picture, proposal.template), annotate)
    kinds = [one.kind for one in proposal.template.fields]
    counts = ", ".join(f"{kinds.count(k)} {k}" for k in dict.fromkeys(kinds))
    say(
        f"{len(kinds)} fields ({counts}), laid over pages by "
        f"{_REGISTRATIONS[proposal.template.registration.kind]}. Name them in {out}"
    )


_REGISTRATIONS = {
    "marks": "4 registration marks",
    "boxes": "their printed boxes",
    "corners": "the sheet's corners",
    "none": "nothing: scans must not be shifted",
}
