"""`inkdigits correct`: what a picture really says, kept to learn from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from inkdigits.cli import say
from inkdigits.cli.corrections import store_option
from inkdigits.cli.pictures import model_option
from inkdigits.cli.read import parse_crop
from inkdigits.errors import ConfigError
from inkdigits.profile import DEFAULT_NAME
from inkdigits.result import Box, Digit, Page

if TYPE_CHECKING:
    from inkdigits.reader import Crop, LocatorName, Reader, Rotation


NO_DIGIT = "-"
"""Stands in a text for what was taken for a digit and is none."""


class Said(NamedTuple):
    """What a person says stands at a place, and what was read there."""

    box: Box
    text: str
    read: Digit | None

    @property
    def value(self) -> int | None:
        """The digit; None for none."""
        return None if self.text == NO_DIGIT else int(self.text)

    @property
    def is_wrong(self) -> bool:
        """Whether something else was read; nothing is right where no digit stands."""
        return (self.read.value if self.read else None) != self.value


def _parse_place(ctx: click.Context, param: click.Parameter, value: str | None) -> Box | None:
    if value is None:
        return None
    try:
        numbers = [float(part) for part in value.split(",")]
        return Box(*(numbers if len(numbers) == 4 else (*numbers, *numbers)))
    except (ValueError, TypeError) as error:
        raise click.BadParameter(f"expected X,Y or X0,Y0,X1,Y1, got {value!r}") from error


def _parse_value(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (len(value) == 1 and value in f"0123456789{NO_DIGIT}"):
        raise click.BadParameter(f"expected a digit 0 to 9, or {NO_DIGIT} for none, got {value!r}")
    return value


@click.command("correct")
@click.argument("image", type=click.Path(path_type=Path))
@click.option(
    "--value",
    callback=_parse_value,
    metavar="DIGIT",
    help="What it is: 0 to 9, or - for no digit. Without --at, IMAGE is taken as one digit.",
)
@click.option(
    "--at",
    callback=_parse_place,
    metavar="X,Y",
    help="The digit that stands at this pixel; or X0,Y0,X1,Y1 around one that was not found.",
)
@click.option("--line", type=click.IntRange(min=1), help="Line of the reading, counted from 1.")
@click.option("--number", type=click.IntRange(min=1), help="Number in the line, from 1.")
@click.option(
    "--text",
    metavar="DIGITS",
    help="What the page, --line or --number says; - stands for what is no digit.",
)
@click.option("--profile", default=DEFAULT_NAME, metavar="NAME", help="Whose hand it is.")
@click.option("--crop", callback=parse_crop, metavar="X0,Y0,X1,Y1", help="As for read.")
@click.option(
    "--locator",
    type=click.Choice(["detector", "contours"]),
    default="detector",
    help="As for read.",
)
@click.option("--pdf-page", type=click.IntRange(min=0), default=0, help="As for read, of one page.")
@click.option(
    "--rotate",
    type=click.Choice(["auto", "0", "90", "180", "270"]),
    default="auto",
    help="As for read.",
)
@model_option
@store_option
def command(
    image: Path,
    value: str | None,
    at: Box | None,
    line: int | None,
    number: int | None,
    text: str | None,
    profile: str,
    crop: Crop | None,
    locator: LocatorName,
    pdf_page: int,
    rotate: Rotation,
    model: Path | None,
    path: Path | None,
) -> None:
    """Say what is right where IMAGE was read wrong, and keep it on this machine.

    \b
    inkdigits correct seven.png --value 7
    inkdigits correct photo.jpg --at 310,120 --value 7
    inkdigits correct photo.jpg --line 1 --number 2 --text 407
    inkdigits correct photo.jpg --text "12 407"

    Digits that were read right are kept as well: they count when a hand is learned. Prints a line
    for each digit: what it is, what it was read as, and how sure that was, separated by tabs.
    """  # noqa: D301
    _check_use(value, at, line, number, text)
    from inkdigits.image import load_image
    from inkdigits.store import Store

    grey = load_image(image, pdf_page=pdf_page)
    reader = _reader(profile, locator, rotate, model)
    if value is not None and at is None:
        page = _one_digit(reader.classify(grey), *grey.shape)
        said = [Said(page.digits[0].box, value, page.digits[0])]
    else:
        page = reader.read(grey, crop=crop)
        said = [_at(page, at, value)] if at and value else _named(page, line, number, text or "")
    Store(path).keep(
        grey,
        said,
        page,
        source="cli",
        picture=image.name,
        writer=profile,
        revision=reader.classifier.revision,
    )
    for one in said:
        was = NO_DIGIT if one.read is None or one.read.value is None else one.read.text
        click.echo(f"{one.text}\t{was}\t{one.read.confidence if one.read else 0:.3f}")
    wrong = sum(one.is_wrong for one in said)
    say(f"kept {len(said)} of {image.name}, of which {wrong} had been read wrong")


def _check_use(
    value: str | None,
    at: Box | None,
    line: int | None,
    number: int | None,
    text: str | None,
) -> None:
    if (value is None) == (text is None):
        raise click.UsageError("give either --value for one digit or --text for several")
    if at and value is None:
        raise click.UsageError("--at needs --value: what is the digit there?")
    if value is not None and (line or number):
        raise click.UsageError("--line and --number need --text; name one digit with --at")
    if number and not line:
        raise click.UsageError("--number needs --line: in which line does it stand?")


def _reader(profile: str, locator: LocatorName, rotate: Rotation, model: Path | None) -> Reader:
    """The reader whose reading the person saw: with the profile, once there is one."""
    from inkdigits.profile import check_profile_name, profile_names
    from inkdigits.reader import Reader, ReaderOptions

    known = check_profile_name(profile) in profile_names()
    options = ReaderOptions(
        locator=locator, rotate=rotate, model=model, profile=profile if known else None
    )
    return Reader(options)


def _one_digit(digit: Digit, height: int, width: int) -> Page:
    """A picture that is one digit, as a page."""
    from inkdigits.result import Line, Number

    if digit.reason == "blank":
        raise ConfigError(
            "the picture is blank, so there is nothing to learn from it: name another one"
        )
    return Page((Line((Number((digit,)),)),), width, height)


def _at(page: Page, place: Box, value: str) -> Said:
    """What stands at a point, of several digits the smallest; or in a box, found or not."""
    if place.width and place.height:
        from inkdigits.store import digit_at

        return Said(place, value, digit_at(page, place))
    x, y = place.x_min, place.y_min
    met = [
        digit
        for digit in page.digits
        if digit.box.x_min <= x < digit.box.x_max and digit.box.y_min <= y < digit.box.y_max
    ]
    if not met:
        raise ConfigError(
            f"no digit was found at {x:g},{y:g}: `inkdigits read --json` says where digits were "
            "found, in pixels from the top left; give X0,Y0,X1,Y1 around one that was not"
        )
    digit = min(met, key=lambda one: one.box.width * one.box.height)
    return Said(digit.box, value, digit)


def _named(page: Page, line: int | None, number: int | None, text: str) -> list[Said]:
    """Digits of the page, a line or a number, with what they are."""
    digits, name = _part(page, line, number)
    values = "".join(text.split())
    if values.strip("0123456789" + NO_DIGIT):
        raise ConfigError(
            f"--text takes digits, spaces, and {NO_DIGIT} for what is no digit; found {text!r}"
        )
    if len(values) != len(digits):
        raise ConfigError(
            f"in {name}, {len(digits)} digits were found, and --text has {len(values)}: give as "
            f"many, or a part with --line, --number or --at. Found: {_by_line(page)}"
        )
    return [Said(d.box, value, d) for d, value in zip(digits, values, strict=True)]


def _by_line(page: Page) -> str:
    """What was found, line by line."""
    lines = (f"line {k} {line.text}" for k, line in enumerate(page.lines, 1))
    return "; ".join(lines) or "nothing"


def _part(page: Page, line: int | None, number: int | None) -> tuple[Sequence[Digit], str]:
    if line is None:
        return page.digits, "the picture"
    if line > len(page.lines):
        raise ConfigError(f"there is no line {line}: {len(page.lines)} lines were found")
    found = page.lines[line - 1]
    if number is None:
        return found.digits, f"line {line}"
    if number > len(found.numbers):
        raise ConfigError(
            f"there is no number {number} in line {line}: {len(found.numbers)} were found "
            f"({found.text})"
        )
    return found.numbers[number - 1].digits, f"number {number} of line {line}"
