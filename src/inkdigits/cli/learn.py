"""`inkdigits learn`: a person's hand, from the corrections that were kept."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import say
from inkdigits.cli.tables import Cell, format_table
from inkdigits.errors import InkDigitsError
from inkdigits.profile import DEFAULT_NAME

if TYPE_CHECKING:
    from inkdigits.learn import Figures, Lesson

_NAMES = {
    "corrections": "your corrections, none of them learned from",
    "mnist": "MNIST, held out",
    "writers": "other writers, held out",
    "not_a_digit": "no digits, refused",
    "mnist_test": "MNIST, test set",
}


@click.command("learn")
@click.option("--profile", default=DEFAULT_NAME, metavar="NAME", help="Whose hand it is.")
@click.option(
    "--from",
    "writer",
    metavar="NAME",
    help="Learn from the corrections kept under another name than the profile's.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@click.option("--list", "as_list", is_flag=True, help="List the profiles.")
@click.option("--undo", is_flag=True, help="Go back to what the profile was before.")
@click.option("--delete", is_flag=True, help="Delete the profile; its corrections are kept.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Another file of corrections than the one in your data folder.",
)
def command(
    profile: str,
    writer: str | None,
    dry_run: bool,
    as_list: bool,
    undo: bool,
    delete: bool,
    as_json: bool,
    store: Path | None,
) -> None:
    """Learn a hand from at least 20 corrections, in seconds, and keep what was known.

    Says how many digits were read right before, and how many after: of your corrections, each by
    what was learned from the others; of MNIST and of other writers, digits that are in no
    training. A profile that would read those worse is not used. Then: inkdigits read --profile
    NAME.
    """
    if as_list + undo + delete > 1:
        raise click.UsageError("give one of --list, --undo and --delete")
    if as_list:
        _list(as_json)
    elif undo:
        _undo(profile)
    elif delete:
        from inkdigits.profile import delete_profile

        delete_profile(profile)
        say(f"the profile {profile!r} is deleted; its corrections are kept")
    else:
        _learn(profile, writer or profile, store, dry_run, as_json)


def _learn(profile: str, writer: str, path: Path | None, dry_run: bool, as_json: bool) -> None:
    from inkdigits.classify import Classifier
    from inkdigits.learn import learn_from_store
    from inkdigits.profile import check_profile_name, composed, in_shell, save_profile
    from inkdigits.store import Store

    profile, writer = check_profile_name(profile), composed(writer)
    start = time.perf_counter()
    classifier = Classifier()
    lesson = learn_from_store(profile, Store(path), classifier, writer=writer)
    seconds = time.perf_counter() - start
    figures = [*lesson.figures, *_mnist_test(classifier, lesson)]
    used = lesson.refusal is None and not dry_run
    if used:
        save_profile(lesson.profile)
    if as_json:
        _print_json(lesson, figures, seconds, used)
    else:
        click.echo(_table(figures))
        say(f"learned in {seconds:.1f} s")
    if lesson.refusal:
        raise InkDigitsError(f"the profile {profile!r} is left as it was: {lesson.refusal}")
    if used:
        say(
            f"the profile {profile!r} is ready: inkdigits read {in_shell(profile)} PICTURE. To go "
            f"back: inkdigits learn {in_shell(profile)} --undo"
        )


def _mnist_test(classifier: object, lesson: Lesson) -> list[Figures]:
    """MNIST's test set, where the data folder has it."""
    from inkdigits.classify import Classifier
    from inkdigits.learn import measure_mnist

    folder = Path(os.environ.get("INKDIGITS_DATA", "")) / "mnist"
    assert isinstance(classifier, Classifier)
    if not os.environ.get("INKDIGITS_DATA") or not folder.is_dir():
        return []
    return [measure_mnist(folder, classifier, lesson.profile)]


def _table(figures: Sequence[Figures]) -> str:
    rows: list[Sequence[Cell]] = [
        [_NAMES[one.name], one.count, one.before, one.after] for one in figures
    ]
    return format_table(("read right, %", "digits", "before", "after"), rows)


def _print_json(lesson: Lesson, figures: Sequence[Figures], seconds: float, used: bool) -> None:
    from dataclasses import asdict

    answer = {
        "profile": lesson.profile.name,
        "used": used,
        "refusal": lesson.refusal,
        "seconds": round(seconds, 2),
        "figures": [asdict(one) for one in figures],
    }
    click.echo(json.dumps(answer))


def _list(as_json: bool) -> None:
    from inkdigits.classify import Classifier
    from inkdigits.errors import ModelError
    from inkdigits.profile import load_profile, profile_names

    sha256 = Classifier().sha256
    rows: list[dict[str, Cell | bool]] = []
    for name in profile_names():
        try:
            profile = load_profile(name)
        except ModelError as error:
            say(str(error))
            continue
        corrections = profile.facts["figures"][0]
        rows.append(
            {
                "name": name,
                "learned": profile.facts["learned"],
                "corrections": corrections["count"],
                "before": corrections["before"],
                "after": corrections["after"],
                "fits": profile.model == sha256,
            }
        )
    if as_json:
        click.echo(json.dumps(rows))
        return
    if not rows:
        say("there are no profiles: make one with `inkdigits learn`")
        return
    cells: list[Sequence[Cell]] = [
        [*list(row.values())[:-1], "ready" if row["fits"] else "learn again: the model is another"]
        for row in rows
    ]
    click.echo(
        format_table(("profile", "learned", "corrections", "before %", "after %", "state"), cells)
    )


def _undo(name: str) -> None:
    from inkdigits.profile import undo_profile

    before = undo_profile(name)
    if before is None:
        say(f"the profile {name!r} is gone: there was no version before; corrections are kept")
    else:
        say(f"the profile {name!r} is again as it was learned on {before.facts['learned']}")
