"""Fonts made from people's handwriting: how hands of many countries shape their digits.

A font holds each digit once, as one person or the schools of one country write it. `python -m
inkdigits.train.fonts FOLDER --out DATA/handwriting_fonts.npz` draws the glyphs of the font files
below FOLDER; docs/DATA.md says where to get them.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits.errors import DataError, InkDigitsError
from inkdigits.train.data import FONTS_FILE
from inkdigits.train.sources import Ink
from inkdigits.train.strokes import tight
from inkdigits.train.words import WORD_SIZE

FAMILIES = frozenset((Path(__file__).parent / "families.txt").read_text(encoding="utf-8").split())
"""Families that are packed: free licences, plain digits; copperplate and ornament were left out."""

CHARACTERS = (
    "0123456789"
    "ABCDEFGHJKLMNPQRUVWXYZacdefghkmnprtuvwxy%&#@+=?*<>{}$€£§"
    "АБДЁЖИЙКЛМНПУФХЦШЩЪЮЯажийклмнптфхцшщъюя"
    "ΓΔΞΠΣΦΨΩαεηκλμπχψω"
    "かきけさたなにぬねはひふほまみむめもやゆよれわをカキサタネホモヤ"
    "本国年高学校先明時間東京電車書語"
    "가나다라마바사자차카타파하강남동북서울한국말글책집물불산길"
    "अआकखघचजझणतथधनपफबभमयलवशषसह"
    "กฆฉฌญฎฐณทธนบปผพฟภมศษสหฮ"
)
"""What is drawn of a font, where it holds it; of other alphabets only what resembles no digit."""

WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").split()
"""Words of seven languages; in each font some of them are written, drawn at random."""

WORDS_OF_A_FONT = 60
"""How many are tried; one with a character that the font lacks is left out."""

HEIGHT = 64
"""Pixels that the longer side of a glyph has in the pack."""

_WANTED = frozenset((*CHARACTERS, *"".join(WORDS), *"".join(WORDS).upper()))
_DRAWN = 240
_FONT_FILES = frozenset((".ttf", ".otf", ".woff"))


def pack_fonts(files: Sequence[Path]) -> dict[str, NDArray[Any]]:
    """Draw the characters of fonts.

    Args:
        files: Font files; of a family the regular ones are taken, of which each may hold a part of
            the characters.

    Returns:
        "images" uint8 (P,), one picture after the other, ink 255 on 0, tight; "shapes" int64
        (N, 2), height and width of each; "labels" str (N,), its character; "writers" str (N,),
        its family. What two families draw alike is held once. Of words likewise "word_images",
        "word_shapes" and "word_writers", and "word_baselines" int64 (M,).

    Raises:
        DataError: There is no family of FAMILIES among them.
    """
    images: list[Ink] = []
    labels, writers = [], []
    seen = set()
    words: list[tuple[Ink, int]] = []
    word_writers = []
    for family, paths in _regular(files).items():
        held = _holders(paths)
        written = _words(held, family)
        words += written
        word_writers += [family] * len(written)
        for character, path in held.items():
            if character not in CHARACTERS:
                continue
            image = _drawn(path, character)
            if (character, image.tobytes()) in seen:
                continue
            seen.add((character, image.tobytes()))
            images.append(image)
            labels.append(character)
            writers.append(family)
    if not images:
        raise DataError(
            f"none of the {len(files)} font files is of a family of {__name__}.FAMILIES: "
            "docs/DATA.md says where they come from"
        )
    return {
        **_flat("", images),
        "labels": np.array(labels),
        "writers": np.array(writers),
        **_flat("word_", [ink for ink, _ in words]),
        "word_writers": np.array(word_writers),
        "word_baselines": np.array([baseline for _, baseline in words], np.int64),
    }


def _flat(prefix: str, images: Sequence[Ink]) -> dict[str, NDArray[Any]]:
    return {
        f"{prefix}images": np.concatenate([np.zeros(0, np.uint8), *(im.ravel() for im in images)]),
        f"{prefix}shapes": np.array([image.shape for image in images], np.int64).reshape(-1, 2),
    }


def _regular(files: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each family in FAMILIES, of its regular style or else of its first."""
    known = {family.replace("-", ""): family for family in FAMILIES}
    found: dict[str, dict[str, list[Path]]] = {}
    for path in sorted(files):
        try:
            name, style = ImageFont.truetype(str(path), HEIGHT).getname()
        except OSError:  # no font, or a damaged one
            continue
        family = known.get("".join(filter(str.isalnum, (name or "").lower())))
        if family is not None:
            found.setdefault(family, {}).setdefault((style or "").lower(), []).append(path)
    return {
        family: styles.get("regular", next(iter(styles.values())))
        for family, styles in sorted(found.items())
    }


def _holders(paths: Sequence[Path]) -> dict[str, Path]:
    """The first file that holds each character that is wanted, where one does."""
    held: dict[str, Path] = {}
    for path in paths:
        with TTFont(path, lazy=True) as font:
            points = font.getBestCmap() or {}
        for character in _WANTED:
            if ord(character) in points:
                held.setdefault(character, path)
    return dict(sorted(held.items()))


def _words(held: dict[str, Path], family: str) -> list[tuple[Ink, int]]:
    """Some words in a font, and their baselines: plain, with a capital, or in capitals."""
    rng = np.random.default_rng(zlib.crc32(family.encode()))
    path = held.get("0")
    if path is None:  # nothing tells how large words are beside digits
        return []
    _, top, _, bottom = _font(path).getbbox("0", anchor="ls")
    size = round(_DRAWN * WORD_SIZE / max(1.0, bottom - top))
    font = ImageFont.truetype(str(path), size)
    found = []
    for word in rng.choice(WORDS, WORDS_OF_A_FONT, replace=False).tolist():
        draw = rng.random()
        text = word.upper() if draw < 0.08 else word.capitalize() if draw < 0.3 else word
        if not all(held.get(character) == path for character in text):
            continue
        found.append(_set(font, text))
    return found


def _set(font: ImageFont.FreeTypeFont, text: str) -> tuple[Ink, int]:
    """Text as tight ink, and the row of its baseline."""
    left, top, right, bottom = (int(v) for v in font.getbbox(text, anchor="ls"))
    picture = Image.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, fill=255, font=font, anchor="ls")
    ink = np.asarray(picture, np.uint8)
    above = int(np.argmax((ink > 48).any(axis=1)))
    return tight(ink), 4 - top - above


def _drawn(path: Path, character: str) -> Ink:
    """A character of a font, its longer side HEIGHT px."""
    ink, _ = _set(_font(path), character)
    scale = HEIGHT / max(ink.shape)
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BOX), np.uint8)


@lru_cache(maxsize=8)
def _font(path: Path) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), _DRAWN)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack the fonts below a folder; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m inkdigits.train.fonts", description=__doc__)
    parser.add_argument("folder", type=Path, help="font files (.ttf, .otf, .woff) lie below it")
    parser.add_argument(
        "--out", type=Path, default=Path(FONTS_FILE), help="the pack (default %(default)s)"
    )
    chosen = parser.parse_args(arguments)
    files = [path for path in chosen.folder.rglob("*") if path.suffix.lower() in _FONT_FILES]
    try:
        pack = pack_fonts(files)
    except InkDigitsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    np.savez_compressed(chosen.out, allow_pickle=False, **pack)
    families = np.unique(pack["writers"])
    counts = f"{len(pack['labels'])} glyphs and {len(pack['word_writers'])} words"
    print(f"{counts} of {len(families)} families: {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
