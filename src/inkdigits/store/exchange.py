"""Kept digits out to other programs, and labelled digits in: folders by label, and IDX."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from inkdigits.errors import ConfigError, DataError, ImageError
from inkdigits.image import load_image
from inkdigits.normalize import SIZE
from inkdigits.profile import DEFAULT_NAME
from inkdigits.result import Box
from inkdigits.store.database import picture_key
from inkdigits.store.idx import read_idx, write_idx
from inkdigits.store.kept import NOT_A_DIGIT, Kept, facts_of, frame_of, from_facts, value_of

LABELS = (*"0123456789", NOT_A_DIGIT)
"""Names of the folders, in the order of the classes in an IDX file."""

IMAGES, IDX_LABELS = "images-idx3-ubyte", "labels-idx1-ubyte"
"""Names of the two files of an IDX export; imports also take ones that contain these."""

_FACTS = "inkdigits"  # the PNG text in which all that is known of a digit travels

Grey = NDArray[np.uint8]


def export_folder(kept: Sequence[Kept], folder: Path, *, framed: bool = False) -> int:
    """Write digits as PNG files into sub-folders 0 to 9 and not_a_digit.

    Args:
        kept: The digits.
        folder: Made at need; files of the same names in it are replaced.
        framed: Write the framed 28 x 28 pictures, ink white on black, which show one digit and
            nothing else. Otherwise the crops with the ground around them, as they were in the
            picture, with all that is known of them in the file: `import_from` loses nothing.

    Returns:
        How many.

    Raises:
        ConfigError: The folder cannot be written.
    """
    try:
        for one in kept:
            target = folder / one.label
            target.mkdir(parents=True, exist_ok=True)
            _replace(target / f"{one.id:06}.png", _png(one, framed))
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return len(kept)


def export_idx(kept: Sequence[Kept], folder: Path) -> int:
    """Write framed digits as MNIST has them: two gzipped IDX files, "not a digit" as label 10.

    Args:
        kept: The digits.
        folder: Made at need.

    Returns:
        How many.

    Raises:
        ConfigError: The folder cannot be written.
    """
    frames = [np.round(one.framed() * 255).astype(np.uint8) for one in kept]
    labels = np.array([LABELS.index(one.label) for one in kept], np.uint8)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        images = np.array(frames, np.uint8).reshape(-1, SIZE, SIZE)
        write_idx({folder / f"{IMAGES}.gz": images, folder / f"{IDX_LABELS}.gz": labels})
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return len(kept)


def import_from(folder: Path, *, writer: str | None = None) -> Iterator[Kept]:
    """Labelled digits from a folder that `export_folder` or `export_idx` wrote, or one like it.

    A picture that says nothing of itself is taken as one digit that may stand anywhere in it.

    Args:
        folder: With sub-folders 0 to 9 and not_a_digit, or with two IDX files.
        writer: Whose hand it is; None takes what the files say, or else the default.

    Yields:
        Digits for `Store.add`.

    Raises:
        DataError: The folder holds neither, or a file in it is damaged.
    """
    if not folder.is_dir():
        raise DataError(f"expected a folder of labelled digits, found {folder}: check the path")
    pictures = [
        (path, label)
        for label in LABELS
        for path in sorted((folder / label).glob("*"))
        if path.is_file() and not path.name.startswith(".")
    ]
    images = sorted(folder.glob(f"*{IMAGES}*"))
    if pictures:
        return (_from_file(path, label, writer) for path, label in pictures)
    if images:
        return _from_idx(images, writer)
    raise DataError(
        f"expected sub-folders 0 to 9 with pictures, or the files {IMAGES} and {IDX_LABELS}, found "
        f"neither in {folder}"
    )


def _from_file(path: Path, label: str, writer: str | None) -> Kept:
    try:
        grey = load_image(path)
    except ImageError as error:
        raise DataError(f"{error} Take {path} out of the folder and try again") from error
    facts = _facts_in(path)
    if facts is None:
        return _plain(grey, label, path.name, writer)
    try:
        crop_facts = facts if writer is None else {**facts, "writer": writer}
        return from_facts(crop_facts, grey, value_of(label))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"what {path} says of itself is damaged ({error}): take it out of the folder and try "
            "again"
        ) from error


def _from_idx(images: Sequence[Path], writer: str | None) -> Iterator[Kept]:
    for path in images:
        labels_path = path.with_name(path.name.replace(IMAGES, IDX_LABELS))
        pictures, classes = read_idx(path, 3), read_idx(labels_path, 1)
        if len(pictures) != len(classes) or classes.max(initial=0) >= len(LABELS):
            raise DataError(
                f"expected as many labels 0 to {len(LABELS) - 1} in {labels_path} as pictures in "
                f"{path}, found {len(classes)} up to {classes.max(initial=0)} for {len(pictures)}"
            )
        for number, (picture, label) in enumerate(zip(pictures, classes, strict=True)):
            # White on black in the file; framing finds that out by itself.
            name = f"{path.name}#{number}"
            yield _plain(np.ascontiguousarray(picture), LABELS[label], name, writer)


def _plain(grey: Grey, label: str, name: str, writer: str | None) -> Kept:
    """A picture that is one digit, of which no more is known."""
    whole = Box(0, 0, grey.shape[1], grey.shape[0])
    return Kept(
        value=value_of(label),
        crop=grey,
        box=whole,
        frame=frame_of(grey, None),
        place=whole,
        picture_key=picture_key(grey),
        picture=name,
        writer=writer or DEFAULT_NAME,
    )


def _png(kept: Kept, framed: bool) -> bytes:
    out = io.BytesIO()
    if framed:
        Image.fromarray(np.round(kept.framed() * 255).astype(np.uint8)).save(out, "PNG")
    else:
        text = PngInfo()
        text.add_text(_FACTS, json.dumps(facts_of(kept)))
        Image.fromarray(kept.crop).save(out, "PNG", pnginfo=text)
    return out.getvalue()


def _facts_in(path: Path) -> dict[str, Any] | None:
    """What a picture that `export_folder` wrote says of itself; None for any other."""
    try:
        with Image.open(path) as picture:
            picture.load()
            facts = json.loads(picture.info.get(_FACTS, "null"))
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return facts if isinstance(facts, dict) else None


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)


def _cannot_write(folder: Path, error: OSError) -> ConfigError:
    return ConfigError(
        f"cannot write to {folder} ({error}): name a folder that can be made or written to"
    )
