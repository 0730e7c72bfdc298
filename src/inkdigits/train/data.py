"""Digits and look-alikes to learn from, by set and by writer.

A source is a list of glyphs that can be drawn at any size: pictures of ink, or pen strokes. Every
set has three splits that share no writer where writers are known: "train", "validation" (to choose
and to calibrate) and "test" (to report). USPS and the photographed development sets train nothing.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.train.mislabelled import is_cut, is_stem, well_labelled
from inkdigits.train.mnist import mnist_arrays
from inkdigits.train.sources import (
    NOT_A_DIGIT,
    Ink,
    Source,
    StrokeSource,
    image_source,
    pictures,
    stroke_source,
)
from inkdigits.train.strokes import Stroke

Split = Literal["train", "validation", "test"]

SWISS_TEST = ("0008_CH3F", "0019_US5M")
SWISS_VALIDATION = ("0013_CH3M",)
UNIPEN_TEST = ("ced", "uqb", "art")
UNIPEN_VALIDATION = ("apa", "imp", "pri")
PENDIGITS_VALIDATION = ("27", "28", "29", "30")
MNIST_VALIDATION = 5_000  # the last ones: writers stand together in the training file

FONTS_FILE = "handwriting_fonts.npz"
"""What `inkdigits.train.fonts` makes; the one set that is not part of the published folder."""

_FONTS_HELD: dict[int, Split] = {0: "validation", 1: "test"}  # of six parts
_FONTS_SALT = 38  # with it school hands, which share many shapes, are all for training

_UNKNOWN = "\\@"  # UNIPEN's label of what nobody could name: specks, dashes and strokes

LOOK_ALIKES = frozenset(("\\\\", *"OoQlIi|!SsZzBqgbDjJ]['`.,)(/\\~G&y?T"))
"""Letters and marks that, standing alone, look like digits or like specks of them."""


def data_root(path: str | os.PathLike[str] | None = None) -> Path:
    """The folder that holds the data sets: `path`, or else the environment's INKDIGITS_DATA.

    Raises:
        DataError: Neither is given, or it is no folder.
    """
    chosen = path if path is not None else os.environ.get("INKDIGITS_DATA")
    if chosen is None:
        raise DataError(
            "no data folder: pass --data DIR or set INKDIGITS_DATA to the folder with the data sets"
        )
    root = Path(chosen).expanduser()
    if not root.is_dir():
        raise DataError(
            f"the data folder must be an existing directory, found {root}: check --data"
        )
    return root


def load_digit_sources(
    root: Path, split: Split, names: Sequence[str] | None = None
) -> list[Source]:
    """All digits that may train a shipped model, by set; sets that are absent are left out.

    Raises:
        DataError: A set is damaged, or none of those asked for is there.
    """
    sources = []
    for name in names if names is not None else tuple(DIGIT_SETS):
        if name not in DIGIT_SETS:
            raise DataError(f"the digit sets are {', '.join(DIGIT_SETS)}; found {name!r}")
        source = _read(root, DIGIT_SETS[name], split)
        if source is not None and len(source):
            sources.append(source)
    if not sources:
        raise DataError(
            f"no digit set was found in {root}: see docs/DATA.md for what belongs there"
        )
    return sources


def load_junk_sources(root: Path, split: Split) -> list[Source]:
    """Letters, marks and characters of other alphabets, all labelled NOT_A_DIGIT."""
    found = (_read(root, loader, split) for loader in JUNK_SETS.values())
    return [source for source in found if source is not None and len(source)]


def load_sign_strokes(
    root: Path, split: Split, signs: Sequence[str]
) -> dict[str, list[list[Stroke]]]:
    """Signs of `unipen_letters.npz` as their writers drew them; {} without the file.

    Raises:
        DataError: The file is damaged.
    """

    def loader(root: Path, split: Split) -> Source:
        pack = _load(root / "unipen_letters.npz")
        chosen = _by_group(pack["contributors"], split, UNIPEN_VALIDATION, UNIPEN_TEST)
        chosen = chosen[np.isin(pack["labels"][chosen], signs)]
        source = stroke_source("signs", pack, chosen, labelled=False, varied=split == "train")
        return source if split == "test" else source.part([not cut for cut in _cuts(source)])

    source = _read(root, loader, split)
    if not isinstance(source, StrokeSource):
        return {}
    found: dict[str, list[list[Stroke]]] = {sign: [] for sign in signs}
    for strokes, sign in zip(source.strokes, source.kinds.tolist(), strict=True):
        found[sign].append(strokes)
    return found


def _read(root: Path, loader: Callable[[Path, Split], Source], split: Split) -> Source | None:
    try:
        return loader(root, split)
    except FileNotFoundError:
        return None
    except (
        KeyError, ValueError, OSError, EOFError, IndexError, zlib.error, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise DataError(f"a data set in {root} is damaged ({error}): fetch it again") from error


def _mnist(root: Path, split: Split) -> Source:
    images, labels = mnist_arrays(root / "mnist", "test" if split == "test" else "train")
    if split != "test":
        cut = len(images) - MNIST_VALIDATION
        places = np.arange(len(images))
        places = places[:cut] if split == "train" else places[cut:]
        keep = well_labelled("mnist", split, places)
        images, labels = images[keep], labels[keep]
    return image_source("mnist", list(images), labels)


def _swiss(root: Path, split: Split) -> Source:
    pack = _load(root / "swiss_numbers.npz")
    png, offsets = pack["png"], pack["offsets"]
    chosen = _by_group(pack["writers"], split, SWISS_VALIDATION, SWISS_TEST)
    chosen = well_labelled("swiss", split, chosen)
    images = []
    for i in chosen:
        colour = cv2.imdecode(png[offsets[i] : offsets[i + 1]], cv2.IMREAD_COLOR)
        if colour is None:
            raise DataError(f"swiss_numbers.npz: picture {i} does not decode: fetch it again")
        images.append(_scan_ink(colour))
    return image_source("swiss", images, pack["labels"][chosen], pack["writers"][chosen])


def _scan_ink(colour: NDArray[Any]) -> Ink:
    """Ink of a scan on white paper, of any colour: how far its darkest channel is from paper."""
    darkest = colour.min(axis=2).astype(np.float32)
    paper = np.percentile(darkest, 80)
    contrast = paper - darkest
    strong = contrast[contrast > 0.5 * contrast.max()]
    core = max(float(np.median(strong)), 1.0)
    return cast(Ink, (np.clip(contrast / core - 0.12, 0, 0.88) / 0.88 * 255).astype(np.uint8))


def _unipen(root: Path, split: Split) -> Source:
    pack = _load(root / "unipen_digits.npz")
    chosen = _by_group(pack["contributors"], split, UNIPEN_VALIDATION, UNIPEN_TEST)
    chosen = well_labelled("unipen", split, chosen)
    return stroke_source("unipen", pack, chosen, varied=split == "train")


def _pendigits(root: Path, split: Split) -> Source:
    pack = _load(root / "pendigits.npz")
    test = pack["splits"] == "test"
    held = np.isin(pack["writers"], PENDIGITS_VALIDATION) & ~test
    masks = {"test": test, "validation": held, "train": ~test & ~held}
    chosen = well_labelled("pendigits", split, np.flatnonzero(masks[split]))
    writers = np.char.add(pack["splits"], pack["writers"])
    return stroke_source("pendigits", {**pack, "writers": writers}, chosen, varied=split == "train")


def _optdigits(root: Path, split: Split) -> Source:
    pack = _load(root / "optdigits.npz")
    if split == "test":
        return image_source("optdigits", list(pack["images_test"]), pack["labels_test"])
    images, labels = pack["images_train"], pack["labels_train"]
    cut = len(images) - 200
    keep = slice(0, cut) if split == "train" else slice(cut, None)
    return image_source("optdigits", list(images[keep]), labels[keep])


def _semeion(root: Path, split: Split) -> Source:
    pack = _load(root / "semeion.npz")
    bounds = {"train": (0, 1200), "validation": (1200, 1300), "test": (1300, None)}
    keep = slice(*bounds[split])
    return image_source("semeion", list(pack["images"][keep]), pack["labels"][keep])


def _bhmsds(digits: bool, root: Path, split: Split) -> Source:
    pack = _load(root / "bhmsds.npz")
    names = pack["labels"]
    is_digit = np.char.isdigit(names)
    usable = is_digit if digits else np.isin(names, ("minus", "plus", "w", "x"))
    index = np.arange(len(names))
    # Few writers, unknown which: every 20th is kept apart only to notice trouble.
    held = {"train": index % 20 > 1, "validation": index % 20 == 1, "test": index % 20 == 0}[split]
    chosen = np.flatnonzero(usable & held)
    if digits:
        chosen = well_labelled("bhmsds", split, chosen)
    labels = names[chosen].astype(np.int64) if digits else np.full(len(chosen), NOT_A_DIGIT)
    name = "bhmsds" if digits else "bhmsds-symbols"
    return image_source(name, list(pack["images"][chosen]), labels)


def _fonts(digits: bool, root: Path, split: Split) -> Source:
    pack = _load(root / FONTS_FILE)
    names, families = pack["labels"], pack["writers"]
    usable = np.char.isdigit(names) if digits else ~np.isin(names, [*LOOK_ALIKES, *"0123456789"])
    held = np.array([font_split(family) == split for family in families.tolist()], bool)
    chosen = np.flatnonzero(usable & held)
    images = pictures(pack["images"], pack["shapes"])
    labels = names[chosen].astype(np.int64) if digits else np.full(len(chosen), NOT_A_DIGIT)
    name = "fonts" if digits else "font-letters"
    return image_source(name, [images[i] for i in chosen], labels, families[chosen], even=True)


def font_split(family: str) -> Split:
    """The split of a font family; those whose names begin alike ("edu-...") stay together."""
    group = family.partition("-")[0]
    return _FONTS_HELD.get(zlib.crc32(f"{_FONTS_SALT} {group}".encode()) % 6, "train")


def _letters(root: Path, split: Split) -> Source:
    pack = _load(root / "unipen_letters.npz")
    names = pack["labels"]
    usable = ~np.isin(names, [*LOOK_ALIKES, _UNKNOWN])
    chosen = _by_group(pack["contributors"], split, UNIPEN_VALIDATION, UNIPEN_TEST)
    chosen = chosen[usable[chosen]]
    source = stroke_source("letters", pack, chosen, labelled=False, varied=split == "train")
    if split == "test":
        return source
    stems = map(is_stem, source.strokes)
    return source.part([not (cut or stem) for cut, stem in zip(_cuts(source), stems, strict=True)])


def _cuts(source: StrokeSource) -> list[bool]:
    """Which glyphs of UNIPEN's letters are one stroke of what they should be."""
    parts = zip(source.kinds.tolist(), source.writers.tolist(), source.strokes, strict=True)
    return [is_cut(*part) for part in parts]


def _omniglot(root: Path, split: Split) -> Source:
    pack = _load(root / "omniglot_small.npz")
    alphabets = np.char.partition(pack["labels"], "/")[:, 0]
    names = sorted(set(alphabets.tolist()))
    chosen = _by_group(alphabets, split, tuple(names[-2:-1]), tuple(names[-1:]))
    images = [cv2.dilate(im, np.ones((2, 2), np.uint8)) for im in pack["images"][chosen]]
    labels = np.full(len(chosen), NOT_A_DIGIT)
    return image_source("omniglot", cast(list[Ink], images), labels)


DIGIT_SETS: dict[str, Callable[[Path, Split], Source]] = {
    "mnist": _mnist,
    "unipen": _unipen,
    "pendigits": _pendigits,
    "swiss": _swiss,
    "optdigits": _optdigits,
    "semeion": _semeion,
    "bhmsds": partial(_bhmsds, True),
    "fonts": partial(_fonts, True),
}
JUNK_SETS: dict[str, Callable[[Path, Split], Source]] = {
    "letters": _letters,
    "omniglot": _omniglot,
    "bhmsds-symbols": partial(_bhmsds, False),
    "font-letters": partial(_fonts, False),
}


def _load(path: Path) -> dict[str, NDArray[Any]]:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
        return {name: pack[name] for name in pack.files}


def _by_group(
    groups: NDArray[np.str_], split: Split, validation: Sequence[str], test: Sequence[str]
) -> NDArray[np.int64]:
    """Indices of a split when whole groups (writers, contributors) are held out."""
    in_test, in_validation = np.isin(groups, test), np.isin(groups, validation)
    masks = {"test": in_test, "validation": in_validation, "train": ~in_test & ~in_validation}
    return np.flatnonzero(masks[split])
