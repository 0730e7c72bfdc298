"""Pictures to be judged on, as a user would hand them in: digits, things that are none, pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.image import ImageSource
from inkdigits.train.data import (
    DIGIT_SETS,
    FONTS_FILE,
    JUNK_SETS,
    MNIST_VALIDATION,
    SWISS_TEST,
    SWISS_VALIDATION,
)
from inkdigits.train.mnist import mnist_arrays
from inkdigits.train.sources import NOT_A_DIGIT, Labels, Source
from inkdigits.train.sources import ImageSource as DrawnAsPictures

Held = Literal["validation", "test"]
Grey = NDArray[np.uint8]

PEN_HEIGHTS = (64, 96)
"""Pen strokes are drawn between so many pixels high."""

PEN_WIDTHS = (0.06, 0.12)
"""Widths of an ordinary pen, as shares of the digit's height."""

PICTURE_FILES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".heic"})


@dataclass(frozen=True)
class PictureSet:
    """Pictures of one thing each.

    Attributes:
        name: The set's name.
        labels: The digit, or NOT_A_DIGIT, int64 (N,).
        picture: The picture with an index, in a form that `Reader.classify` takes.
    """

    name: str
    labels: Labels
    picture: Callable[[int], ImageSource]

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self.labels)

    def __iter__(self) -> Iterator[ImageSource]:
        """All pictures, each made when it is asked for."""
        return (self.picture(i) for i in range(len(self)))

    def sample(self, limit: int | None) -> PictureSet:
        """At most `limit` of the pictures, always the same ones."""
        if limit is None or limit >= len(self):
            return self
        return self.part(np.sort(np.random.default_rng(0).permutation(len(self))[:limit]))

    def part(self, chosen: NDArray[np.int64]) -> PictureSet:
        """The pictures with these indices."""
        return PictureSet(self.name, self.labels[chosen], lambda i: self.picture(int(chosen[i])))


@dataclass(frozen=True)
class LabelledPage:
    """A picture with any number of digits, and what is on it.

    Attributes:
        name: What to call it, such as its file name.
        image: The picture, in a form that `Reader.read` takes.
        lines: Its lines from top to bottom, each a string of digits.
        digits: All its digits in reading order; "" for a picture without digits.
        boxes_xyxy: A box for each digit, float32 (N, 4) in pixels of the upright image, or None.
        source: What it has in common with other pages: a writer, a device, a collection.
        tags: What is special about it.
        numbers: Its numbers, each a string of digits; empty where nobody said how they are grouped.
    """

    name: str
    image: ImageSource
    lines: tuple[str, ...]
    digits: str
    boxes_xyxy: NDArray[np.float32] | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @property
    def negative(self) -> bool:
        """Whether there is no digit on it."""
        return not self.digits


def load_picture_set(name: str, root: Path, split: Held = "test") -> PictureSet:
    """A set of single glyphs by name, raw: nothing is framed, cleaned or thinned.

    Args:
        name: One of PICTURE_SETS.
        root: The data folder.
        split: "test" to report; "validation" to choose a threshold on (mnist, swiss, unipen).

    Raises:
        DataError: The set is not in the folder, or is damaged.
    """
    loader = PICTURE_SETS[name]
    try:
        return loader(root, split)
    except FileNotFoundError as error:
        made = Path(error.filename or "").name == FONTS_FILE
        get = "it is made, not fetched: see docs/DATA.md" if made else "fetch it"
        raise DataError(
            f"the set {name} belongs into the data folder, but {error.filename} is missing: "
            f"{get}, or give another folder with --data"
        ) from error
    except (KeyError, ValueError, OSError, EOFError) as error:
        raise DataError(f"the set {name} in {root} is damaged ({error}): fetch it again") from error


def load_picture_folder(folder: Path) -> PictureSet:
    """Picture files in sub-folders named 0 to 9, and not_a_digit for what is none.

    Raises:
        DataError: There is no such sub-folder with pictures in it.
    """
    names = {str(digit): digit for digit in range(10)} | {"not_a_digit": NOT_A_DIGIT}
    files: list[Path] = []
    labels: list[int] = []
    for name, label in names.items():
        found = sorted(p for p in (folder / name).glob("*") if p.suffix.lower() in PICTURE_FILES)
        files += found
        labels += [label] * len(found)
    if not files:
        raise DataError(
            "expected sub-folders 0 to 9 (and not_a_digit) with picture files, found none in "
            f"{folder}: sort the pictures into such folders"
        )
    return PictureSet(folder.name, np.array(labels, np.int64), lambda i: files[i])


def load_pages(folder: Path) -> list[LabelledPage]:
    """The pages that `labels.json` in a folder describes.

    It is a list of objects, either {"file", "text"} for a picture of one line, or {"file", "lines",
    "digits", "boxes", "source", "tags", "kind"}, where `lines` are lists of groups of digits and
    `boxes` may be null. `source` up to a colon names the collection.

    Raises:
        DataError: The file is missing, is no such list, or a box or picture is missing.
    """
    path = folder / "labels.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        pages = [_labelled_page(folder, entry) for entry in entries]
    except OSError as error:
        raise DataError(
            f"expected a labels.json in {folder} ({error.strerror}): "
            "docs/DATA.md says what is in it"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path} is no list of labelled pictures ({type(error).__name__}: {error}): "
            "docs/DATA.md says what is in it"
        ) from error
    if not pages:
        raise DataError(f"{path} describes no pictures: nothing to evaluate")
    return pages


def _labelled_page(folder: Path, entry: dict[str, Any]) -> LabelledPage:
    file = folder / entry["file"]
    if not file.is_file():
        raise DataError(f"{folder / 'labels.json'} names {entry['file']}, which is not there")
    if "text" in entry:
        text = "".join(str(entry["text"]).split())
        return LabelledPage(entry["file"], file, (text,) if text else (), text, source=folder.name)
    lines = tuple("".join(groups) for groups in entry["lines"])
    digits = entry.get("digits", "".join(lines))
    boxes = None
    if entry.get("boxes") is not None:
        boxes = np.array(entry["boxes"], np.float32).reshape(-1, 4)
        if len(boxes) != len(digits):
            raise ValueError(f"{entry['file']} has {len(boxes)} boxes for {len(digits)} digits")
    tags = dict.fromkeys(tag for tag in (entry.get("kind"), *entry.get("tags", ())) if tag)
    source = str(entry.get("source", folder.name)).partition(":")[0]
    numbers = tuple(group for groups in entry["lines"] for group in groups)
    return LabelledPage(entry["file"], file, lines, digits, boxes, source, tuple(tags), numbers)


# --- the sets -------------------------------------------------------------------------------------


def _mnist(root: Path, split: Held) -> PictureSet:
    images, labels = mnist_arrays(root / "mnist", "test" if split == "test" else "train")
    if split == "validation":
        images, labels = images[-MNIST_VALIDATION:], labels[-MNIST_VALIDATION:]
    return PictureSet("mnist", labels, lambda i: images[i])


def _usps(root: Path, split: Held) -> PictureSet:
    """16 x 16 pictures that the ink fills, set into a border and enlarged three times."""
    del split
    with np.load(root / "usps.npz", allow_pickle=False) as pack:
        images, labels = pack["images_test"], pack["labels_test"].astype(np.int64)

    def picture(i: int) -> Grey:
        large = cv2.resize(np.pad(images[i], 4), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
        return np.asarray(large, np.uint8)

    return PictureSet("usps", labels, picture)


def _swiss(root: Path, split: Held) -> PictureSet:
    """Colour scans as they came off the scanner."""
    with np.load(root / "swiss_numbers.npz", allow_pickle=False) as pack:
        png, offsets = pack["png"], pack["offsets"]
        writers = SWISS_TEST if split == "test" else SWISS_VALIDATION
        chosen = np.flatnonzero(np.isin(pack["writers"], writers))
        labels = pack["labels"][chosen].astype(np.int64)
    files = [png[offsets[i] : offsets[i + 1]].tobytes() for i in chosen]
    return PictureSet("swiss", labels, lambda i: files[i])


def _drawn(loader: Callable[[Path, Any], Source], root: Path, split: Held) -> PictureSet:
    """Pen strokes drawn dark on white; pictures as they are, light on dark, with a border."""
    source = loader(root, split)

    def picture(i: int) -> Grey:
        if isinstance(source, DrawnAsPictures):
            ink = source.images[i]
            return np.pad(ink, max(4, max(ink.shape) // 4))
        rng = np.random.default_rng(i)
        height = int(rng.integers(PEN_HEIGHTS[0], PEN_HEIGHTS[1] + 1))
        ink = source.ink(i, height=height, pen=height * rng.uniform(*PEN_WIDTHS))
        return np.asarray(255 - np.pad(ink, height // 5), np.uint8)

    return PictureSet(source.name, source.labels, picture)


def _as_drawn(loader: Callable[[Path, Any], Source]) -> Callable[[Path, Held], PictureSet]:
    return lambda root, split: _drawn(loader, root, split)


PICTURE_SETS: dict[str, Callable[[Path, Held], PictureSet]] = {
    "mnist": _mnist,
    "usps": _usps,
    "swiss": _swiss,
    **{
        name: _as_drawn(DIGIT_SETS[name])
        for name in ("unipen", "pendigits", "semeion", "optdigits", "bhmsds", "fonts")
    },
    **{name: _as_drawn(loader) for name, loader in JUNK_SETS.items()},
}
"""Loaders of the sets of single glyphs, by name."""
