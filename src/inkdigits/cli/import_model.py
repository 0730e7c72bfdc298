"""`inkdigits import-model`: a classifier of others, for inkdigits to read with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.cli.tables import format_table

if TYPE_CHECKING:
    from inkdigits.convert.importing import Imported

_SETS = ("mnist", "usps", "swiss", "unipen")
_DATA_VARIABLE = "INKDIGITS_DATA"


@click.command("import-model")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="M.onnx",
    required=True,
    help="The model to write, for --model.",
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of data sets to measure it on. [default: the one named by INKDIGITS_DATA, if any]",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=1000, help="At most so many digits of a set."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
def command(file: Path, out: Path, data: Path | None, limit: int, as_json: bool) -> None:
    """Turn FILE, a Keras (.keras, .h5) or ONNX classifier of digits, into a model for --model.

    Which scaling and polarity it wants, and whether it ends in a softmax, is found by trying it on
    built-in digits. Nothing in FILE is executed. Needs: pip install 'inkdigits[keras]'.
    """
    from inkdigits.convert import builtin_accuracies, import_model

    imported = import_model(file, out)
    say(f"wrote {out}: use it with --model {out}, or ReaderOptions(model=...)")
    ours = builtin_accuracies()
    figures = {
        f"built-in: {name}": (100 * share, 100 * ours[name])
        for name, share in imported.accuracies.items()
    }
    folder = data or os.environ.get(_DATA_VARIABLE)
    if folder:
        figures |= _measured(out, Path(folder), limit)
    else:
        say(f"measured on built-in digits only: name a folder of data sets by {_DATA_VARIABLE}")
    click.echo(_as_json(imported, figures) if as_json else _as_tables(imported, figures))


def _measured(model: Path, folder: Path, limit: int) -> dict[str, tuple[float, float]]:
    """Percent of the digits of each set in the folder read right, by the model and by ours."""
    from inkdigits.errors import DataError
    from inkdigits.reader import Reader, ReaderOptions
    from inkdigits.train.evaluation import answers
    from inkdigits.train.evaluation_sets import load_picture_set

    readers = Reader(ReaderOptions(model=model)), Reader()
    figures = {}
    for name in _SETS:
        try:
            pictures = load_picture_set(name, folder).sample(limit)
        except DataError as error:
            say(f"not measured on {name}: {error}")
            continue
        right = [
            100 * float((answers(reader, pictures).best == pictures.labels).mean())
            for reader in readers
        ]
        figures[f"{name}: {len(pictures)}"] = (right[0], right[1])
    return figures


def _chosen(imported: Imported) -> dict[str, Any]:
    choice = imported.choice
    return {
        "file": imported.kind,
        "input": "(N, " + ", ".join(map(str, choice.shape)) + ")",
        "scaling": choice.scaling,
        "polarity": choice.polarity,
        "output": choice.output,
        "temperature": imported.temperature,
        "difference_to_original": imported.difference,
    }


def _as_tables(imported: Imported, figures: dict[str, tuple[float, float]]) -> str:
    rows = [
        (name.replace("_", " "), f"{value:.2g}" if isinstance(value, float) else value)
        for name, value in _chosen(imported).items()
    ]
    measured = [(name, *percent) for name, percent in figures.items()]
    return (
        format_table(("found", "value"), rows)
        + "\n\n"
        + format_table(("digits read right, of ten classes", "this model %", "shipped %"), measured)
    )


def _as_json(imported: Imported, figures: dict[str, tuple[float, float]]) -> str:
    accuracies = {
        name: {"model_percent": model, "shipped_percent": shipped}
        for name, (model, shipped) in figures.items()
    }
    return json.dumps({**_chosen(imported), "accuracies": accuracies})
