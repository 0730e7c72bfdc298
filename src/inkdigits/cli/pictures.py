"""What `read` and `classify` share: naming pictures, and going on after a bad one."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.errors import ConfigError, ImageError

if TYPE_CHECKING:
    from PIL.Image import Image

STDIN = "-"

images_argument = click.argument(
    "images", nargs=-1, required=True, type=click.Path(allow_dash=True), metavar="IMAGE..."
)

model_option = click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE.onnx",
    help="Another classifier than the one that comes with inkdigits.",
)


def _existing_profile(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Say at once that a profile is missing or damaged, not at the first picture."""
    if value is not None:
        from inkdigits.profile import load_profile

        load_profile(value)
    return value


profile_option = click.option(
    "--profile",
    callback=_existing_profile,
    metavar="NAME",
    help="Whose hand it is: a profile made with `inkdigits learn`.",
)


review_threshold_option = click.option(
    "--review-threshold",
    type=click.FloatRange(0, 1),
    help="Digits with a lower confidence are marked needs_review. [default: 0.9]",
)


max_error_option = click.option(
    "--max-error",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="RATE",
    help="Mark so much for review that of the rest at most this share is wrong, such as 0.01.",
)


def chosen_review(review_threshold: float | None, max_error: float | None) -> dict[str, Any]:
    """What was asked for of --review-threshold and --max-error, as options of a reader.

    Raises:
        ConfigError: Both were.
    """
    if review_threshold is not None and max_error is not None:
        raise ConfigError("--max-error chooses the review threshold: leave one of the two away")
    given = {"review_threshold": review_threshold, "max_error": max_error}
    return {name: value for name, value in given.items() if value is not None}


pdf_page_option = click.option(
    "--pdf-page",
    type=click.IntRange(min=0),
    metavar="N",
    help="Only this page of a PDF or TIFF, counted from 0.  [default: every page]",
)


polarity_option = click.option(
    "--polarity",
    type=click.Choice(["auto", "dark_on_light", "light_on_dark"]),
    default="auto",
    help="Which tone is the ink.",
)


symbols_option = click.option(
    "--symbols",
    is_flag=True,
    help="Also read decimal points, commas, minus signs, slashes and colons: "
    "3.14, -42, 12/07, 12:30.",
)


def for_each(images: Sequence[str], work: Callable[[str, str | bytes], None]) -> None:
    """Call `work(name, source)` for each picture; report the bad ones and go on with the rest.

    Args:
        images: Paths, one of which may be "-" for stdin.
        work: Gets the name to print and what to load: a path, or the bytes of stdin.

    Raises:
        click.UsageError: Stdin is named twice.
        click.exceptions.Exit: At the end, with the exit code of bad input, if any was bad.
    """
    if images.count(STDIN) > 1:
        raise click.UsageError("stdin (-) can be read once only")
    code = 0
    for image in images:
        try:
            work(click.format_filename(image), _source(image))
        except ImageError as error:
            say(str(error))
            code = error.exit_code
    if code:
        raise click.exceptions.Exit(code)


def _source(image: str) -> str | bytes:
    """A path, or the bytes of stdin or of a pipe, which can be read only once."""
    if image == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(image).read_bytes() if Path(image).is_fifo() else image
    except OSError:
        return image  # loading it says what is wrong


def pages_to_read(source: str | bytes, pdf_page: int | None) -> Sequence[int]:
    """The page that was asked for, or else all that there are, counted from 0.

    Raises:
        ImageError: The file is missing or damaged.
    """
    from inkdigits.image import page_count

    if pdf_page is not None:
        return (pdf_page,)
    try:
        return range(page_count(source))
    except ImageError as error:
        if _first_page_is_sound(source):
            raise ImageError(f"{error}. Its first page can be read: --pdf-page 0") from error
        raise


def _first_page_is_sound(source: str | bytes) -> bool:
    """Whether only what comes after the first page of a file is damaged."""
    from inkdigits.image import load_image

    try:
        load_image(source)
    except ImageError:
        return False
    return True


def numbered(path: Path, page: int, pages: int) -> Path:
    """A path of its own for each of many pages; `path` itself for a single one."""
    return path if pages == 1 else path.with_stem(f"{path.stem}-{page}")


def check_annotate(annotate: Path | None, images: Sequence[str]) -> None:
    """Refuse to draw one picture of several, or over the only one there may be of a page.

    Raises:
        click.UsageError: `--annotate` is given so.
    """
    if annotate is None:
        return
    if len(images) > 1:
        raise click.UsageError("--annotate writes one picture: name one IMAGE")
    with contextlib.suppress(OSError):  # one of them is not there
        if os.path.samefile(annotate, images[0]):
            raise click.UsageError(f"--annotate would write over {annotate}: name another file")


def save_picture(picture: Image, out: Path) -> None:
    """Write a picture in the format its name says.

    Raises:
        ConfigError: The file cannot be written, or its name says no format.
    """
    try:
        picture.save(out)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"cannot write {out}: {error}. Name a file that ends in .png, in a folder that exists"
        ) from error
