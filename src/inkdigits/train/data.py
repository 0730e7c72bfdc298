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
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, Protocol, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import DataError
from inkdigits.train.between import SHARES, between
from inkdigits.train.mislabelled import is_cut, is_stem, well_labelled
from inkdigits.train.mnist import mnist_arrays
from inkdigits.train.strokes import Stroke, render_strokes, tight

Split = Literal["train", "validation", "test"]
Ink = NDArray[np.uint8]
Labels = NDArray[np.int64]

NOT_A_DIGIT = -1
"""Label of glyphs that are no digit."""

SWISS_TEST = ("0008_CH3F", "0019_US5M")
SWISS_VALIDATION = ("0013_CH3M",)
UNIPEN_TEST = ("ced", "uqb", "art")
UNIPEN_VALIDATION = ("apa", "imp", "pri")
PENDIGITS_VALIDATION = ("27", "28", "29", "30")
MNIST_VALIDATION = 5_000  # the last ones: writers stand together in the training file

_UNKNOWN = "\\@"  # UNIPEN's label of what nobody could name: specks, dashes and strokes
_PARTNERS = 3  # glyphs that are tried for one to be mixed with

LOOK_ALIKES = frozenset(("\\\\", *"OoQlIi|!SsZzBqgbDjJ]['`.,)(/\\~G&y?T"))
"""Letters and marks that, standing alone, look like digits or like specks of them."""


class Source(Protocol):
    """Glyphs with labels (N,) and writers (N,), drawn on demand."""

    @property
    def name(self) -> str:
        """Name of the set."""
        ...

    @property
    def labels(self) -> Labels:
        """Digits 0..9, or NOT_A_DIGIT, int64 (N,)."""
        ...

    @property
    def writers(self) -> NDArray[np.str_]:
        """Writers, or "unknown", (N,)."""
        ...

    def __len__(self) -> int:
        """How many glyphs there are."""
        ...

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` as ink 255 on 0, tight, about `height` px high.

        `pen` is the pen's width in pixels, which pictures follow only as far as they can.
        """
        ...


@dataclass(frozen=True)
class ImageSource:
    """Glyphs that are pictures of ink, uint8 (h, w), 255 on 0, tight."""

    name: str
    images: list[Ink]
    labels: Labels
    writers: NDArray[np.str_]

    def __len__(self) -> int:
        """How many glyphs there are."""
        return len(self.images)

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` scaled to `height`, its strokes left as they were written."""
        del pen, rng
        image = self.images[index]
        h, w = image.shape
        scale = min(height / h, 2.0 * height / w)
        size = (max(1, round(w * scale)), max(1, round(h * scale)))
        method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return cast(Ink, cv2.resize(image, size, interpolation=method))


@dataclass(frozen=True)
class StrokeSource:
    """Glyphs that are pen strokes: point sequences, float32 (n, 2), y down.

    `kinds` (N,) says what each glyph is, letters and signs too. Of a source that is `mixed`, some
    glyphs are drawn in hands between those of two writers.
    """

    name: str
    strokes: list[list[Stroke]]
    labels: Labels
    writers: NDArray[np.str_]
    kinds: NDArray[np.str_]
    mixed: bool = False

    def __len__(self) -> int:
        """How many glyphs there are."""
        return len(self.strokes)

    def ink(
        self, index: int, *, height: int, pen: float, rng: np.random.Generator | None = None
    ) -> Ink:
        """Glyph `index` drawn with a pen of `pen` pixels."""
        return render_strokes(self.strokes[index], height=height, pen=pen, rng=rng)

    def mixed_strokes(self, index: int, rng: np.random.Generator) -> list[Stroke]:
        """Glyph `index` in a hand between its writer's and another's, where some write it alike."""
        for other in rng.choice(self._members[str(self.kinds[index])], _PARTNERS).tolist():
            strokes = between(self.strokes[index], self.strokes[other], rng.uniform(*SHARES))
            if strokes is not None:
                return strokes
        return self.strokes[index]

    @cached_property
    def _members(self) -> dict[str, NDArray[np.int64]]:
        """Indices of the glyphs of each kind."""
        return {str(kind): np.flatnonzero(self.kinds == kind) for kind in np.unique(self.kinds)}


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
        source = _stroke_source("signs", pack, chosen, split, labelled=False)
        return source if split == "test" else _part(source, [not cut for cut in _cuts(source)])

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
    return _image_source("mnist", list(images), labels)


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
    return _image_source("swiss", images, pack["labels"][chosen], pack["writers"][chosen])


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
    return _stroke_source("unipen", pack, chosen, split)


def _pendigits(root: Path, split: Split) -> Source:
    pack = _load(root / "pendigits.npz")
    test = pack["splits"] == "test"
    held = np.isin(pack["writers"], PENDIGITS_VALIDATION) & ~test
    masks = {"test": test, "validation": held, "train": ~test & ~held}
    chosen = well_labelled("pendigits", split, np.flatnonzero(masks[split]))
    writers = np.char.add(pack["splits"], pack["writers"])
    return _stroke_source("pendigits", {**pack, "writers": writers}, chosen, split)


def _optdigits(root: Path, split: Split) -> Source:
    pack = _load(root / "optdigits.npz")
    if split == "test":
        return _image_source("optdigits", list(pack["images_test"]), pack["labels_test"])
    images, labels = pack["images_train"], pack["labels_train"]
    cut = len(images) - 200
    keep = slice(0, cut) if split == "train" else slice(cut, None)
    return _image_source("optdigits", list(images[keep]), labels[keep])


def _semeion(root: Path, split: Split) -> Source:
    pack = _load(root / "semeion.npz")
    bounds = {"train": (0, 1200), "validation": (1200, 1300), "test": (1300, None)}
    keep = slice(*bounds[split])
    return _image_source("semeion", list(pack["images"][keep]), pack["labels"][keep])


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
    return _image_source(name, list(pack["images"][chosen]), labels)


def _letters(root: Path, split: Split) -> Source:
    pack = _load(root / "unipen_letters.npz")
    names = pack["labels"]
    usable = ~np.isin(names, [*LOOK_ALIKES, _UNKNOWN])
    chosen = _by_group(pack["contributors"], split, UNIPEN_VALIDATION, UNIPEN_TEST)
    chosen = chosen[usable[chosen]]
    source = _stroke_source("letters", pack, chosen, split, labelled=False)
    if split == "test":
        return source
    return _part(
        source,
        [not (cut or is_stem(s)) for cut, s in zip(_cuts(source), source.strokes, strict=True)],
    )


def _cuts(source: StrokeSource) -> list[bool]:
    """Which glyphs of UNIPEN's letters are one stroke of what they should be."""
    parts = zip(source.kinds.tolist(), source.writers.tolist(), source.strokes, strict=True)
    return [is_cut(*part) for part in parts]


def _part(source: StrokeSource, kept: Sequence[bool]) -> StrokeSource:
    """Those glyphs of a source that are to be kept."""
    places = np.flatnonzero(kept)
    return replace(
        source,
        strokes=[source.strokes[i] for i in places],
        labels=source.labels[places],
        writers=source.writers[places],
        kinds=source.kinds[places],
    )


def _omniglot(root: Path, split: Split) -> Source:
    pack = _load(root / "omniglot_small.npz")
    alphabets = np.char.partition(pack["labels"], "/")[:, 0]
    names = sorted(set(alphabets.tolist()))
    chosen = _by_group(alphabets, split, tuple(names[-2:-1]), tuple(names[-1:]))
    images = [cv2.dilate(im, np.ones((2, 2), np.uint8)) for im in pack["images"][chosen]]
    labels = np.full(len(chosen), NOT_A_DIGIT)
    return _image_source("omniglot", cast(list[Ink], images), labels)


DIGIT_SETS: dict[str, Callable[[Path, Split], Source]] = {
    "mnist": _mnist,
    "unipen": _unipen,
    "pendigits": _pendigits,
    "swiss": _swiss,
    "optdigits": _optdigits,
    "semeion": _semeion,
    "bhmsds": partial(_bhmsds, True),
}
JUNK_SETS: dict[str, Callable[[Path, Split], Source]] = {
    "letters": _letters,
    "omniglot": _omniglot,
    "bhmsds-symbols": partial(_bhmsds, False),
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


def _image_source(
    name: str, images: list[Ink], labels: NDArray[Any], writers: NDArray[Any] | None = None
) -> ImageSource:
    names = writers if writers is not None else np.full(len(images), "unknown")
    return ImageSource(name, [tight(im) for im in images], labels.astype(np.int64), names)


def _stroke_source(
    name: str,
    pack: dict[str, NDArray[Any]],
    chosen: NDArray[np.int64],
    split: Split,
    *,
    labelled: bool = True,
) -> StrokeSource:
    """Glyphs of a pack; its labels are digits where it is `labelled`, names of others where not."""
    points, strokes, glyphs = (pack[k] for k in ("points", "stroke_offsets", "glyph_offsets"))
    points = points.astype(np.float32)
    kept, lists = [], []
    for i in chosen:
        parts = [points[strokes[k] : strokes[k + 1]] for k in range(glyphs[i], glyphs[i + 1])]
        parts = [part for part in parts if len(part)]
        if parts:
            kept.append(i)
            lists.append(parts)
    index = np.array(kept, np.int64)
    kinds = pack["labels"][index]
    labels = kinds.astype(np.int64) if labelled else np.full(len(index), NOT_A_DIGIT)
    writers = pack["writers"][index]
    return StrokeSource(name, lists, labels, writers, kinds.astype(str), mixed=split == "train")
