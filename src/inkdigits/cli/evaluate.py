"""`inkdigits evaluate`: how well pictures with known content are read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.cli.tables import Cell, format_figures, format_table
from inkdigits.errors import ConfigError

if TYPE_CHECKING:
    from PIL.Image import Image

    from inkdigits.reader import Reader
    from inkdigits.train.evaluation import Figures, PageResult

GLYPH_SETS = (
    "mnist",
    "usps",
    "swiss",
    "unipen",
    "pendigits",
    "semeion",
    "optdigits",
    "bhmsds",
    "fonts",
    "letters",
    "omniglot",
    "bhmsds-symbols",
    "font-letters",
)
"""Sets of single glyphs in the data folder. Those from "letters" on have no digits."""

OTHER_SETS = ("canvas", "corruptions", "conditions", "pages")

_WORST_PAGES, _WORST_PICTURES = 24, 100
_SPOILT_DIGITS, _SPOILT_SHOWN = 2000, 10
_PAGE_COLUMNS = (
    ("exact %", "page_exact_percent"),
    ("line %", "line_exact_percent"),
    ("number %", "number_exact_percent"),
    ("CER %", "cer_percent"),
    ("digit F1 %", "digit_f1_percent"),
    ("box F1 %", "box_f1_percent"),
    ("clean %", "clean_negatives_percent"),
)


@click.command("evaluate")
@click.argument("name", metavar="SET")
@click.argument(
    "folder",
    required=False,
    metavar="[DIR]",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of data sets. [default: the folder named by INKDIGITS_DATA]",
)
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    help="[default: detector; of conditions: both]",
)
@click.option(
    "--model",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another classifier than the shipped one: an ONNX file.",
)
@click.option(
    "--detector",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another detector than the shipped one: an ONNX file.",
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pictures of a set.")
@click.option("--pages", type=click.IntRange(min=1), default=50, help="Pages of each condition.")
@click.option(
    "--worst",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Also draw the worst readings with their labels and write them here.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
def command(
    name: str,
    folder: Path | None,
    data: Path | None,
    locator: str | None,
    limit: int | None,
    pages: int,
    worst: Path | None,
    as_json: bool,
    **models: Path | None,
) -> None:
    """Read the pictures of SET and compare with what is on them.

    \b
    SET is one of
      mnist usps swiss unipen pendigits semeion optdigits bhmsds fonts
                         single digits that no shipped model was trained on
      letters omniglot bhmsds-symbols font-letters
                         single glyphs that are no digits: are they refused?
      canvas             digits drawn in corners and at any size, against centred ones
      pages DIR          a folder of pictures with a labels.json
      corruptions        MNIST with noise, blur, fog, lines: 2,000 digits of each kind
      conditions         twelve kinds of synthetic pages
      a folder           with sub-folders 0 to 9 (and not_a_digit) of pictures
    """  # noqa: D301
    _check_use(name, folder, worst)

    def reader(locator_name: str) -> Reader:
        from inkdigits.reader import Reader, ReaderOptions

        return Reader(ReaderOptions(locator=locator_name, **models))  # type: ignore[arg-type]

    if name == "pages" and folder is not None:
        report = _pages(reader(locator or "detector"), folder, limit, worst)
    elif name == "conditions":
        names = (locator,) if locator else ("detector", "contours")
        readers = {each: reader(each) for each in names}
        report = _conditions(readers, data, min(pages, limit or pages), worst)
    elif name == "canvas":
        report = _canvas(reader("detector"), data, limit)
    elif name == "corruptions":
        report = _corruptions(reader("detector"), data, limit or _SPOILT_DIGITS, worst)
    else:
        report = _glyphs(reader("detector"), name, data, limit, worst)
    click.echo(json.dumps(report[0]) if as_json else report[1])


Report = tuple[Mapping[str, Any], str]
"""Figures for JSON, and as tables."""


def _check_use(name: str, folder: Path | None, worst: Path | None) -> None:
    known = (*GLYPH_SETS, *OTHER_SETS)
    if name not in known and not Path(name).is_dir():
        raise click.UsageError(
            f"there is no set {name!r}; the sets are {', '.join(known)}, or a folder with "
            "sub-folders 0 to 9"
        )
    if name == "pages" and folder is None:
        raise click.UsageError("pages needs a folder: inkdigits evaluate pages DIR")
    if name != "pages" and folder is not None:
        raise click.UsageError(f"{name} takes no DIR; the data folder is given with --data")
    if name == "canvas" and worst:
        raise click.UsageError("canvas has no --worst picture")


def _glyphs(
    reader: Reader, name: str, data: Path | None, limit: int | None, worst: Path | None
) -> Report:
    from inkdigits.train.data import data_root
    from inkdigits.train.evaluation import evaluate_pictures, worst_pictures
    from inkdigits.train.evaluation_sets import load_picture_folder, load_picture_set

    if name in GLYPH_SETS:
        root: Path | None = data_root(data)
        assert root is not None
        pictures = load_picture_set(name, root)
    else:
        root = data_root(data) if data is not None else None
        pictures = load_picture_folder(Path(name))
    pictures = pictures.sample(limit)
    figures, answered = evaluate_pictures(reader, pictures, root, limit)
    if worst:
        from inkdigits.train.worst import picture_sheet

        chosen = worst_pictures(answered, pictures.labels, _WORST_PICTURES)
        _save(picture_sheet(pictures, answered, chosen), worst)
    return {"set": name, **figures}, format_figures(figures)


def _canvas(reader: Reader, data: Path | None, limit: int | None) -> Report:
    from inkdigits.train.data import data_root
    from inkdigits.train.evaluation import evaluate_canvas

    rows = evaluate_canvas(reader, data_root(data), limit)
    header = ("placement", "dark on light %", "difference", "light on dark %", "difference")
    return {"set": "canvas", "placements": rows}, format_table(
        header, [[*r.values()] for r in rows]
    )


def _corruptions(reader: Reader, data: Path | None, limit: int, worst: Path | None) -> Report:
    from inkdigits.train.data import data_root
    from inkdigits.train.evaluation import corruption_mean, evaluate_corruptions

    found = evaluate_corruptions(reader, data_root(data), limit)
    figures = {corruption: each for corruption, (each, _, _) in found.items()}
    keys = ("accuracy_percent", "argmax_accuracy_percent", "refused_percent")
    means = {key: corruption_mean(figures, key) for key in keys}
    if worst:
        from inkdigits.train.worst import spoilt_sheet

        _save(spoilt_sheet([kept[1:] for kept in found.values()], _SPOILT_SHOWN), worst)
    header = ("corruption", "accuracy %", "of ten classes %", "refused %")
    rows: list[list[Cell]] = [[name, *(figures[name][key] for key in keys)] for name in figures]
    rows.append([f"mean of the last {len(figures) - 1}", *means.values()])
    report = {"set": "corruptions", "corruptions": figures, "mean": means}
    return report, format_table(header, rows)


def _pages(reader: Reader, folder: Path, limit: int | None, worst: Path | None) -> Report:
    from inkdigits.train.evaluation import figures_by_tag, page_figures, read_pages
    from inkdigits.train.evaluation_sets import load_pages

    results = read_pages(reader, load_pages(folder)[:limit])
    figures, tags = page_figures(results), figures_by_tag(results)
    if worst:
        _save_worst_pages(results, worst)
    tables = format_figures(figures)
    if tags:
        header = ("tag", "pages", *(title for title, _ in _PAGE_COLUMNS))
        rows = [_page_row(tag, tagged) for tag, tagged in tags.items()]
        tables += "\n\n" + format_table(header, rows)
    return {"set": "pages", **figures, "tags": tags}, tables


def _page_row(tag: str, figures: Figures) -> list[Cell]:
    pages = int(figures["pages"] or 0) + int(figures["negatives"] or 0)
    return [tag, pages, *(figures[key] for _, key in _PAGE_COLUMNS)]


def _conditions(
    readers: Mapping[str, Reader], data: Path | None, count: int, worst: Path | None
) -> Report:
    from inkdigits.train.conditions import CONDITIONS, condition_pages
    from inkdigits.train.data import data_root
    from inkdigits.train.evaluation import page_figures, read_pages, worst_pages

    root = data_root(data)
    figures: dict[str, dict[str, Figures]] = {}
    worst_results: list[PageResult] = []
    rows: list[list[Cell]] = []
    columns = ("page_exact_percent", "digit_f1_percent", "box_f1_percent", "seconds_median")
    for condition in CONDITIONS:
        say(f"reading {count} pages: {condition}")
        pages = list(condition_pages(root, condition, count))
        results = {locator: read_pages(reader, pages) for locator, reader in readers.items()}
        figures[condition] = {locator: page_figures(results[locator]) for locator in results}
        found = figures[condition].values()
        rows.append([condition, *(each[column] for each in found for column in columns)])
        first = next(iter(results.values()))
        worst_results = worst_pages([*worst_results, *first], _WORST_PAGES)
    if worst:
        _save_worst_pages(worst_results, worst)
    header = ["condition"]
    for locator in readers:
        header += [f"{locator}: exact %", "digit F1 %", "box F1 %", "s/page"]
    note = (
        "\n\nexact: all digits of a page in reading order; digit F1: digits aligned in reading "
        "order;\nbox F1: same digit and IoU of at least 0.5."
    )
    return {"set": "conditions", "conditions": figures}, format_table(header, rows) + note


def _save_worst_pages(results: Sequence[PageResult], out: Path) -> None:
    from inkdigits.train.evaluation import worst_pages
    from inkdigits.train.worst import page_sheet

    _save(page_sheet(worst_pages(results, _WORST_PAGES)), out)


def _save(picture: Image, out: Path) -> None:
    try:
        picture.save(out)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"cannot write {out}: {error}. Name a file that ends in .png, in a folder that exists"
        ) from error
