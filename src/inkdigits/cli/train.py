"""`inkdigits train`: the models, trained again from data."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from inkdigits.cli import say
from inkdigits.errors import ConfigError

_OPTIONS = (
    click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        help="Folder for the checkpoint, the model and its report.",
    ),
    click.option(
        "--start",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="An ONNX model that such a training wrote, to start from instead of from nothing.",
    ),
    click.option(
        "--minutes",
        type=click.FloatRange(min=0, min_open=True),
        help="End after this long; the learning rate comes down in time. [default: no limit]",
    ),
    click.option("--seed", type=int, default=1, help="Seed of weights, data and order."),
    click.option(
        "--resume/--no-resume", default=True, help="Go on where a stopped run in --out was."
    ),
)


def _with_options(more_of_data: str = "") -> Callable[[Any], Any]:
    """The options of every training; `more_of_data` is what else is to be said of --data."""
    data = click.option(
        "--data",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help=f"Folder of data sets. [default: the folder named by INKDIGITS_DATA]{more_of_data}",
    )

    def decorate(function: Any) -> Any:
        for option in reversed((data, *_OPTIONS)):
            function = option(function)
        return function

    return decorate


@click.group("train")
def command() -> None:
    """Train a model, and write it as ONNX. Needs: pip install 'inkdigits[train]'."""


@command.command("classifier")
@_with_options(" Where neither is there, --preset quick downloads MNIST.")
@click.option(
    "--preset",
    type=click.Choice(["full", "quick"]),
    default="full",
    help="full: the shipped network on all sets. quick: a textbook network on MNIST.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="[default: as the preset says]")
@click.option(
    "--add",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR|STORE",
    help="Corrections to train on as well: a folder of `inkdigits corrections export`, or the "
    "store itself. May be given several times.",
)
def classifier(**options: Any) -> None:
    """Train the network that says which digit one picture is."""
    _train("classifier", **options)


@command.command("detector")
@_with_options()
@click.option("--steps", type=click.IntRange(min=1), help="[default: as the shipped model's]")
def detector(**options: Any) -> None:
    """Train the network that finds the digits on a page."""
    _train("detector", **options)


def _train(model: str, out: Path, **options: Any) -> None:
    try:
        module = importlib.import_module(f"inkdigits.train.{model}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("inkdigits"):
            raise
        raise ConfigError(
            f"training needs {error.name}, which is not installed: pip install 'inkdigits[train]'"
        ) from error
    module.train(out, **options)
    say(f"the {model} and its report are in {out}")
