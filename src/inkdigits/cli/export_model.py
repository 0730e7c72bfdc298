"""`inkdigits export-model`: our classifier for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from inkdigits.cli import say
from inkdigits.convert import ExportFormat, export_model


@click.command("export-model")
@click.option(
    "--format",
    "form",
    type=click.Choice(["onnx", "keras", "torch"]),
    required=True,
    help="onnx: any ONNX runtime. keras: Keras 3 (.keras). torch: torch.export (.pt2).",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="The file to write; it ends in .onnx, .keras or .pt2.",
)
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE.onnx",
    help="Another classifier than the shipped one, written by `inkdigits train`.",
)
def command(form: ExportFormat, out: Path, model: Path | None) -> None:
    """Write the classifier for other tools, and print how to feed it there.

    Needs: pip install 'inkdigits[keras]', for torch also 'inkdigits[train]'.
    """
    example = export_model(form, out, model=model)
    say(f"wrote {out}; to read a digit with it:")
    click.echo(example, nl=False)
