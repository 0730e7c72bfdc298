from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest

import tiny_data
from inkdigits.errors import DataError
from inkdigits.train import fonts
from inkdigits.train.data import FONTS_FILE, load_digit_sources
from inkdigits.train.distractors import write_word
from inkdigits.train.hands import index_digits, random_hand
from inkdigits.train.pages import generate_page, load_page_sources
from inkdigits.train.sheet import Sheet, blank_sheet
from inkdigits.train.words import WORD_SIZE, WrittenWord, load_words

SANS = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_data.write_all(tmp_path_factory.mktemp("data"))


# --- the pack -----------------------------------------------------------------------------------


def packed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str) -> WrittenWord:
    """A word as DejaVu Sans gives it, small letters only."""
    monkeypatch.setattr(fonts, "FAMILIES", frozenset({"deja-vu-sans"}))
    monkeypatch.setattr(fonts, "WORDS", [word] * fonts.WORDS_OF_A_FONT)
    pack = fonts.pack_fonts([SANS])
    pack["word_writers"][:] = "caveat"
    np.savez(tmp_path / FONTS_FILE, allow_pickle=False, **pack)
    (words,) = load_words(tmp_path, "train")
    shapes = [one.ink.shape for one in words]
    return words[shapes.index(min(shapes))]  # capitals are larger


@pytest.mark.parametrize("word", ["on", "his", "gap"])
def test_a_word_stands_on_its_baseline_beside_digits_of_one_size(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, word: str
) -> None:
    one = packed(monkeypatch, tmp_path, word)
    below = len(one.ink) - one.baseline
    above = {"on": 0.75, "his": 1.05, "gap": 0.75}[word] * WORD_SIZE
    assert one.baseline == pytest.approx(above, abs=3)
    assert below == pytest.approx(0.29 * WORD_SIZE if word == "gap" else 0, abs=2)
    assert one.ink.shape[1] > 0.9 * WORD_SIZE


def test_words_are_split_by_family(root: Path) -> None:
    assert [len(load_words(root, split)) for split in ("train", "validation", "test")] == [2, 1, 1]
    (kalam,) = load_words(root, "test")
    assert kalam[0].ink.max() == 255


def test_without_the_file_there_are_no_words(tmp_path: Path) -> None:
    assert load_words(tmp_path, "train") == ()


def test_a_damaged_file_is_told_as_such(root: Path, tmp_path: Path) -> None:
    with np.load(root / FONTS_FILE) as pack:
        np.savez(tmp_path / FONTS_FILE, images=pack["images"])
    with pytest.raises(DataError, match="make it again"):
        load_words(tmp_path, "train")
    with pytest.raises(DataError, match="damaged"):
        load_digit_sources(tmp_path, "train")


# --- on pages -----------------------------------------------------------------------------------


@pytest.fixture
def sheet(root: Path) -> Sheet:
    digits = [index_digits(source) for source in load_digit_sources(root, "train", ["unipen"])]
    hand = replace(random_hand(np.random.default_rng(3), digits), tilt=0.0, turned=0.0, slant=0.0)
    blank = blank_sheet(hand, 200, 600, 40.0, (20, 20, 580, 180))
    blank.words = load_words(root, "test")[0]
    return blank


@pytest.mark.parametrize("height", [20.0, 60.0])
def test_a_word_is_written_on_the_line_in_the_size_of_digits(sheet: Sheet, height: float) -> None:
    end = write_word(sheet, np.random.default_rng(1), (), 50.0, 120.0, height)
    rows, columns = np.nonzero(sheet.ink > 80)
    word = sheet.words[0]
    scale = height / WORD_SIZE
    assert rows.max() - rows.min() == pytest.approx(len(word.ink) * scale, rel=0.4)
    assert rows.min() < 120 - 0.5 * word.baseline * scale
    assert abs(rows.max() - 120) < 0.3 * height
    assert 48 <= columns.min() <= columns.max() <= end + 2
    assert sheet.taken
    assert not sheet.hulls  # nothing to find


def test_a_word_of_so_many_letters_is_not_a_joined_one(sheet: Sheet) -> None:
    for seed in range(20):
        assert write_word(sheet, np.random.default_rng(seed), (), 50.0, 120.0, 30.0, 2) == 50.0
    assert not sheet.ink.any()


def test_pages_of_words_have_nothing_to_find(root: Path) -> None:
    sources = load_page_sources(root, "train")
    assert sources.words
    joined = 0
    for seed in range(30):
        page = generate_page(sources, np.random.default_rng(seed), negative=True)
        assert not len(page.boxes_xyxy)
        joined += "words" in page.tags[0]
    assert joined > 3
