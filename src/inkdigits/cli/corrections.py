"""`inkdigits corrections`: what was corrected, looked at, deleted, carried out and in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.cli.tables import Cell, format_table
from inkdigits.errors import ConfigError

if TYPE_CHECKING:
    from inkdigits.store import Filter, Kept, Store

store_option = click.option(
    "--store",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Another file of corrections than the one in your data folder.",
)

SOURCES = ("page", "drawing", "review", "window", "cli", "import")
"""Where corrections come from."""

_FILTERS = (
    click.option("--label", metavar="LABEL", help="Only these: 0 to 9, or not_a_digit."),
    click.option("--read-as", metavar="LABEL", help="Only those that had been read as this."),
    click.option("--wrong/--right", default=None, help="Only those read wrong, or right."),
    click.option("--source", type=click.Choice(SOURCES), help="Only from there."),
    click.option("--profile", "writer", metavar="NAME", help="Only those of this hand."),
    click.option("--since", metavar="DATE", help="Only from this day or time on, UTC."),
    click.option("--picture", metavar="TEXT", help="Only from pictures with this in their name."),
)


def _with_filters(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed((*_FILTERS, store_option)):
        function = option(function)
    return function


@click.group("corrections")
def command() -> None:
    """List, search, delete, export and import what was corrected.

    Corrections are kept in one file in your data folder, and never leave this machine by
    themselves. INKDIGITS_HOME names another folder.
    """


@command.command("list")
@_with_filters
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_kept(path: Path | None, as_json: bool, **filters: Any) -> None:
    """List corrections, oldest first; with options, those for which all of them hold."""
    from inkdigits.store.kept import facts_of

    store = _store(path)
    kept, damaged = store.look(_filter(filters))
    if as_json:
        for one in kept:
            click.echo(json.dumps(facts_of(one)))
    elif kept:
        header = ("id", "time", "label", "read as", "sure", "profile", "source", "picture")
        click.echo(format_table(header, [_row(one) for one in kept]))
    elif not damaged:
        say("no corrections are kept here, or none that fit")
    if damaged:
        say(store.say_damaged(damaged))


@command.command("delete")
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="All, or all that fit the options.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_with_filters
def delete(
    ids: tuple[int, ...], everything: bool, yes: bool, path: Path | None, **filters: Any
) -> None:
    """Delete corrections for good: those with the IDs, or all that fit the options."""
    filtered = any(value is not None for value in filters.values())
    if not ids and not everything and not filtered:
        raise click.UsageError("name IDs (see `inkdigits corrections list`), or give --all")
    store = _store(path)
    chosen = store.ids(_filter(filters), ids=list(ids) if ids else None)
    if missing := sorted({*ids} - {*chosen}):
        say(f"there is no correction {', '.join(map(str, missing))} that fits")
    if chosen and not yes and not _is_sure(f"Delete {_many(len(chosen))} for good?"):
        say("nothing was deleted")
    elif chosen or not missing:
        say(f"{_many(store.delete(chosen))} deleted")
    if missing:
        raise click.exceptions.Exit(ConfigError.exit_code)


@command.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["folder", "framed", "idx"]),
    default="folder",
    help="folder: PNG by label, as they were in the picture, which imports again without loss. "
    "framed: likewise, 28 x 28, white on black. idx: two files, as MNIST has them.",
)
@_with_filters
def export(folder: Path, kind: str, path: Path | None, **filters: Any) -> None:
    """Write corrections into FOLDER, for other programs or another machine.

    Labels are the folders 0 to 9 and not_a_digit; in IDX, not_a_digit is 10.
    """
    from inkdigits.store import export_folder, export_idx

    kept = _store(path).find(_filter(filters))
    if kind == "idx":
        count = export_idx(kept, folder)
    else:
        count = export_folder(kept, folder, framed=kind == "framed")
    say(f"{_many(count)} written to {click.format_filename(folder)}")


@command.command("import")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--profile", "writer", metavar="NAME", help="Whose hand it is. [default: as it says]")
@store_option
def import_kept(folder: Path, writer: str | None, path: Path | None) -> None:
    """Keep the labelled digits in FOLDER as corrections, all of them or none.

    FOLDER has sub-folders 0 to 9 (and not_a_digit) of pictures, or IDX files as MNIST has them.
    What is kept already is replaced.
    """
    from inkdigits.profile import check_profile_name
    from inkdigits.store import import_from

    if writer is not None:
        writer = check_profile_name(writer)
    ids = _store(path).add(import_from(folder, writer=writer))
    say(f"{_many(len(ids))} kept")


def _is_sure(question: str) -> bool:
    """What a person answers.

    Raises:
        ConfigError: Nobody does.
    """
    try:
        return click.confirm(question, err=True)
    except click.Abort as error:  # of Ctrl+C, too, which counts for itself: see `cli._run`
        click.echo(err=True)
        raise ConfigError(
            "expected y or n, and there was no answer: add --yes to delete without being asked"
        ) from error


def _store(path: Path | None) -> Store:
    from inkdigits.store import Store

    return Store(path)


def _filter(filters: dict[str, Any]) -> Filter:
    from inkdigits.store import Filter

    return Filter(**filters)


def _row(kept: Kept) -> Sequence[Cell]:
    sure = "" if kept.read_confidence is None else f"{kept.read_confidence:.2f}"
    when = kept.time[:19].replace("T", " ")
    label, read = kept.label, kept.read_label
    return [kept.id, when, label, read, sure, kept.writer, kept.source, kept.picture]


def _many(count: int) -> str:
    return f"{count:,} correction" + ("" if count == 1 else "s")
