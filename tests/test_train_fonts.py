from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
import pytest

from inkdigits.errors import DataError
from inkdigits.train import fonts
from inkdigits.train.data import FONTS_FILE, load_digit_sources, load_junk_sources
from inkdigits.train.sources import ImageSource, image_source
from inkdigits.train.strokes import pen_width, render_strokes, repenned
from inkdigits.train.words import load_words
from pen import STROKES

FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
SANS = FOLDER / "DejaVuSans.ttf"
REGULAR, BOLD = FOLDER / "STIXGeneral.ttf", FOLDER / "STIXGeneralBol.ttf"


@pytest.fixture(autouse=True)
def families(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", frozenset({"deja-vu-sans", "stix-general"}))


def pictures(pack: dict[str, np.ndarray], character: str) -> list[tuple[int, ...]]:
    return [
        tuple(shape)
        for shape, label in zip(pack["shapes"].tolist(), pack["labels"], strict=True)
        if label == character
    ]


def test_each_family_gives_each_of_its_characters_once(tmp_path: Path) -> None:
    pack = fonts.pack_fonts([SANS, REGULAR, BOLD])
    assert set(pack["writers"].tolist()) == {"deja-vu-sans", "stix-general"}
    for digit in "0123456789":
        assert len(pictures(pack, digit)) == 2
    assert len(pictures(pack, "Ж")) == 2
    assert not pictures(pack, "가")  # neither holds it: no box of a missing glyph
    assert pack["images"].size == pack["shapes"].prod(axis=1).sum()
    assert pack["shapes"].max() == fonts.HEIGHT


def test_the_regular_style_stands_for_its_family() -> None:
    both, one = fonts.pack_fonts([BOLD, REGULAR]), fonts.pack_fonts([REGULAR])
    assert np.array_equal(both["images"], one["images"])
    assert not np.array_equal(one["images"][:999], fonts.pack_fonts([BOLD])["images"][:999])


def test_what_two_families_draw_alike_is_held_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alone = fonts.pack_fonts([SANS])
    monkeypatch.setattr(fonts, "_regular", lambda files: {"a": files, "b": files})
    assert len(fonts.pack_fonts([SANS])["labels"]) == len(alone["labels"])


def test_a_family_without_digits_gives_its_characters_and_no_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "_WANTED", frozenset("AB"))
    pack = fonts.pack_fonts([SANS])
    assert pack["labels"].tolist() == ["A", "B"]
    assert not len(pack["word_writers"])
    np.savez(tmp_path / FONTS_FILE, allow_pickle=False, **pack)
    assert load_words(tmp_path, "train") == ()


def test_a_pack_is_read_as_digits_and_as_what_is_none(tmp_path: Path) -> None:
    pack = fonts.pack_fonts([SANS])
    pack["writers"][:] = "playwrite-ar"  # of the families to train on
    np.savez(tmp_path / FONTS_FILE, allow_pickle=False, **pack)
    (digits,) = load_digit_sources(tmp_path, "train")
    (letters,) = load_junk_sources(tmp_path, "train")
    assert digits.name == "fonts"
    assert sorted(digits.labels.tolist()) == list(range(10))
    assert letters.name == "font-letters"
    assert len(letters) > 30
    assert set(letters.labels.tolist()) == {-1}
    assert isinstance(digits, ImageSource)
    one = digits.images[digits.labels.tolist().index(1)]
    assert one.shape[0] == fonts.HEIGHT > one.shape[1]
    with pytest.raises(DataError, match="no digit set"):
        load_digit_sources(tmp_path, "test")


def test_the_families_share_no_split_by_their_first_name() -> None:
    from inkdigits.train.data import font_split

    assert font_split("playwrite-ar") == font_split("playwrite-us-trad") == "train"
    assert {font_split(f) for f in ("sofia", "kalam", "caveat")} == {"train", "validation", "test"}


def test_the_list_of_families_names_each_once() -> None:
    listed = (Path(fonts.__file__).parent / "families.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    assert len(listed) > 200


# --- as a command -------------------------------------------------------------------------------


def test_the_command_packs_what_lies_below_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    below = tmp_path / "in" / "package" / "files"
    below.mkdir(parents=True)
    (below / "sans.ttf").write_bytes(SANS.read_bytes())
    (below / "torn.woff").write_bytes(SANS.read_bytes()[:900])
    (below / "LICENSE").write_text("free")
    out = tmp_path / "pack.npz"
    assert fonts.main([str(tmp_path / "in"), "--out", str(out)]) == 0
    assert "1 families" in capsys.readouterr().out
    with np.load(out, allow_pickle=False) as pack:
        assert set(pack["writers"].tolist()) == {"deja-vu-sans"}


def test_a_folder_without_known_fonts_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack.npz"
    assert fonts.main([str(tmp_path), "--out", str(out)]) == 2
    assert "docs/DATA.md" in capsys.readouterr().err
    assert not out.exists()


# --- pens ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("digit", [0, 2, 5, 7, 8])
def test_ink_takes_the_width_of_a_pen_within_bounds(digit: int) -> None:
    strokes = [stroke.astype(np.float32) for stroke in STROKES[digit]]
    ink = render_strokes(strokes, height=64, pen=6)
    own = pen_width(ink)
    assert own == pytest.approx(7, abs=1.5)
    widths = [pen_width(repenned(ink, own * factor)) for factor in (0.1, 0.6, 1, 1.4, 20)]
    assert widths[2] == pytest.approx(own, abs=0.5)
    assert widths[1] < 0.85 * own
    assert widths[3] > 1.2 * own
    assert 0.3 * own < widths[0] < widths[1] + 0.1
    assert widths[3] < widths[4] < 2.5 * own


def test_hairlines_are_not_thinned_away() -> None:
    ink = np.zeros((60, 40), np.uint8)
    ink[5:55, 5:15] = ink[5:55, 25:35] = 255
    ink[29:31, 15:25] = 255  # what joins the two
    assert np.array_equal(repenned(ink, 1), ink[5:55, 5:35])
    ink[24:36, 15:25] = 255
    assert pen_width(repenned(ink, 1)) < 0.8 * pen_width(ink)


def test_even_ink_alone_follows_the_pen() -> None:
    ink = render_strokes([stroke.astype(np.float32) for stroke in STROKES[3]], height=64, pen=6)
    labels = np.array([3])
    plain, even = (image_source("x", [ink], labels, even=flag) for flag in (False, True))
    thin, bold = (even.ink(0, height=64, pen=pen) for pen in (4, 9))
    assert pen_width(bold) > 1.4 * pen_width(thin)
    assert np.array_equal(plain.ink(0, height=64, pen=4), plain.ink(0, height=64, pen=9))
