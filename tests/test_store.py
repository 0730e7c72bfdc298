"""Corrections kept: what is kept, found again, carried out and in, and never lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inkdigits.corrections import Correction
from inkdigits.errors import ConfigError, DataError
from inkdigits.ground import Polarity
from inkdigits.home import data_folder
from inkdigits.normalize import normalize
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.store import (
    Filter,
    Kept,
    Store,
    export_folder,
    export_idx,
    import_from,
    store_path,
)
from inkdigits.store.connection import reading
from inkdigits.store.idx import read_idx
from pen import written_page

PICTURE, PLACES = written_page(["407", "12"])
BOXES = [Box(*place) for place in PLACES]


def digit(value: int | None, box: Box, confidence: float = 0.8) -> Digit:
    shares = tuple(confidence if v == value else 0.0 for v in range(10))
    reason = None if value is not None else "not_a_digit"
    return Digit(value, confidence, shares, box, reason=reason)


def page_of(values: list[int], rotation: int = 0) -> Page:
    digits = tuple(digit(v, box) for v, box in zip(values, BOXES, strict=True))
    line = Line((Number(digits),))
    return Page((line,), PICTURE.shape[1], PICTURE.shape[0], rotation)


READ = page_of([4, 6, 7, 1, 2])  # the 0 was read as 6


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home" / "kept.sqlite")


def keep(store: Store, *said: tuple[int, int | None], **more: str) -> list[int]:
    corrections = [Correction(BOXES[k], value) for k, value in said]
    return store.keep(PICTURE, corrections, READ, **{"source": "page", **more})


# --- keeping --------------------------------------------------------------------------------------


def test_a_correction_is_found_again_with_all_that_is_known_of_it(store: Store) -> None:
    ids = keep(store, (1, 0), picture="form.jpg", writer="anna", revision="abc1")
    [kept] = store.find()
    assert [kept.id] == ids
    assert (kept.value, kept.read_value, kept.read_confidence) == (0, 6, 0.8)
    assert (kept.source, kept.picture, kept.writer) == ("page", "form.jpg", "anna")
    assert kept.revision == "abc1"
    assert kept.place == BOXES[1]
    assert kept.time.endswith("+00:00")


def test_the_crop_frames_as_the_picture_does(store: Store) -> None:
    keep(store, (1, 0))
    [kept] = store.find()
    wanted = normalize(PICTURE, box=BOXES[1].xyxy)
    assert np.abs(kept.framed() - wanted).max() <= 0.5 / 255 + 1e-6
    assert np.abs(normalize(kept.crop, box=kept.box.xyxy) - wanted).max() < 1e-6
    assert kept.crop.size < PICTURE.size


@pytest.mark.parametrize("polarity", ["dark_on_light", "light_on_dark"])
def test_a_digit_beside_rules_is_framed_with_the_ink_of_its_page(
    store: Store, polarity: Polarity
) -> None:
    picture, places = written_page(["4071", "8239"], pen=20)
    for _, _, _, bottom in places:
        picture[int(bottom) + 4 : int(bottom) + 16] = 60
    if polarity == "light_on_dark":
        picture = 255 - picture
    boxes = [Box(*place) for place in places]
    line = Line((Number(tuple(digit(8, box) for box in boxes)),))
    page = Page((line,), picture.shape[1], picture.shape[0])
    store.keep(picture, [Correction(box, 8) for box in boxes], page, source="page")
    alone = 0.0
    for kept, place in zip(store.find(), places, strict=True):
        wanted = normalize(picture, box=place, polarity=polarity)
        assert np.abs(kept.framed() - wanted).max() <= 0.5 / 255 + 1e-6
        alone = max(alone, float(np.abs(normalize(picture, box=place) - wanted).max()))
    assert alone > 0.5  # alone, some are taken the other way


def test_a_confirmed_digit_is_no_mistake(store: Store) -> None:
    keep(store, (0, 4), (1, 0))
    assert [kept.value for kept in store.find(Filter(wrong=False))] == [4]
    assert [kept.value for kept in store.find(Filter(wrong=True))] == [0]


def test_what_is_said_again_replaces_what_was_said_before(store: Store) -> None:
    keep(store, (1, 0), (2, 7))
    keep(store, (1, 9), (2, 7))
    assert sorted(kept.label for kept in store.find()) == ["7", "9"]


def test_the_same_place_of_another_picture_is_another_digit(store: Store) -> None:
    keep(store, (1, 0))
    other = PICTURE.copy()
    other[0, 0] = 0
    store.keep(other, [Correction(BOXES[1], 8)], READ, source="page")
    assert store.count() == 2


def test_a_correction_can_be_taken_back(store: Store) -> None:
    keep(store, (1, 0), (2, 7))
    assert store.forget(PICTURE, BOXES[1]) == 1
    assert [kept.value for kept in store.find()] == [7]


def test_what_is_no_digit_is_kept_as_such(store: Store) -> None:
    keep(store, (3, None))
    [kept] = store.find(Filter(label="not_a_digit"))
    assert kept.value is None
    assert kept.read_label == "1"


def test_a_digit_that_was_not_found_was_read_as_none(store: Store) -> None:
    empty = Page((), PICTURE.shape[1], PICTURE.shape[0])
    store.keep(PICTURE, [Correction(BOXES[0], 4)], empty, source="page")
    assert store.find()[0].read_label == "not_a_digit"


def test_without_a_reading_it_is_not_known_what_was_read(store: Store) -> None:
    store.keep(PICTURE, [Correction(BOXES[0], 4)], source="page")
    assert store.find()[0].read_label == ""


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_digits_of_a_turned_page_are_kept_upright(store: Store, rotation: int) -> None:
    turned = np.ascontiguousarray(np.rot90(PICTURE, rotation // 90))
    x0, y0, x1, y1 = BOXES[2].xyxy
    height, width = PICTURE.shape
    box = {
        90: Box(y0, width - x1, y1, width - x0),
        180: Box(width - x1, height - y1, width - x0, height - y0),
        270: Box(height - y1, x0, height - y0, x1),
    }[rotation]
    page = Page((), turned.shape[1], turned.shape[0], rotation)
    store.keep(turned, [Correction(box, 7)], page, source="page")
    [kept] = store.find()
    assert np.abs(kept.framed() - normalize(PICTURE, box=BOXES[2].xyxy)).max() < 0.02


def test_a_box_outside_the_picture_keeps_nothing_at_all(store: Store) -> None:
    outside = Correction(Box(5000, 5000, 5010, 5020), 3)
    with pytest.raises(ConfigError, match="holds no part of the picture"):
        store.keep(PICTURE, [Correction(BOXES[0], 4), outside], READ, source="page")
    assert store.count() == 0


# --- finding and deleting -------------------------------------------------------------------------


def test_filters_hold_all_at_once(store: Store) -> None:
    keep(store, (0, 4), (1, 0), picture="One.jpg", writer="anna")
    keep(store, (2, 1), (3, 1), source="review", picture="two.jpg")

    def found(**chosen: str) -> str:
        return "".join(sorted(kept.label for kept in store.find(Filter(**chosen))))

    assert found() == "0114"
    assert found(label="1") == "11"
    assert found(read_as="7") == "1"
    assert found(source="review") == "11"
    assert found(writer="anna") == "04"
    assert found(picture="ONE") == "04"
    assert found(label="1", read_as="1") == "1"
    assert found(since="2000-01-01") == "0114"
    assert found(since="2200-01-01T10:00+02:00") == ""
    assert store.count(Filter(writer="anna")) == 2


@pytest.mark.parametrize("chosen", [{"label": "12"}, {"read_as": "x"}, {"since": "tomorrow"}])
def test_filters_that_mean_nothing_are_refused(store: Store, chosen: dict[str, str]) -> None:
    keep(store, (0, 4))
    with pytest.raises(ConfigError, match="found"):
        store.find(Filter(**chosen))


def test_deleting_says_how_many_are_gone(store: Store) -> None:
    first, second = keep(store, (0, 4), (1, 0))
    assert store.delete([first, 12345]) == 1
    assert [kept.id for kept in store.find()] == [second]


def test_an_absent_store_is_empty_and_looking_makes_no_file(store: Store) -> None:
    assert store.find() == []
    assert store.count() == 0
    assert store.delete([1]) == 0
    assert not store.path.exists()


# --- out and in -----------------------------------------------------------------------------------


def same(a: Kept, b: Kept) -> bool:
    return (
        np.array_equal(a.crop, b.crop)
        and np.array_equal(a.frame, b.frame)
        and (a.value, a.read_value, a.read_confidence, a.was_read, a.box, a.place, a.picture_key)
        == (b.value, b.read_value, b.read_confidence, b.was_read, b.box, b.place, b.picture_key)
        and (a.source, a.picture, a.writer, a.revision, a.time)
        == (b.source, b.picture, b.writer, b.revision, b.time)
    )


def test_a_folder_carries_everything_to_another_store(store: Store, tmp_path: Path) -> None:
    keep(store, (0, 4), (1, 0), (3, None), picture="form.jpg", writer="anna")
    assert export_folder(store.find(), tmp_path / "out") == 3
    assert sorted(p.parent.name for p in (tmp_path / "out").rglob("*.png")) == [
        "0",
        "4",
        "not_a_digit",
    ]
    other = Store(tmp_path / "other.sqlite")
    other.add(import_from(tmp_path / "out"))
    for label in ("4", "0", "not_a_digit"):
        [a], [b] = store.find(Filter(label=label)), other.find(Filter(label=label))
        assert same(a, b)
    other.add(import_from(tmp_path / "out"))
    assert other.count() == 3  # what is there already is replaced


def test_a_file_moved_to_another_folder_has_the_label_of_that_folder(
    store: Store, tmp_path: Path
) -> None:
    keep(store, (1, 0))
    export_folder(store.find(), tmp_path / "out")
    (tmp_path / "out" / "0").rename(tmp_path / "out" / "8")
    [kept] = import_from(tmp_path / "out", writer="bea")
    assert (kept.value, kept.read_value, kept.writer) == (8, 6, "bea")


def test_framed_pictures_are_what_the_classifier_sees(store: Store, tmp_path: Path) -> None:
    keep(store, (1, 0))
    export_folder(store.find(), tmp_path / "out", framed=True)
    [path] = (tmp_path / "out" / "0").iterdir()
    assert np.array_equal(np.asarray(Image.open(path)), store.find()[0].frame)


def test_idx_is_what_mnist_readers_expect(store: Store, tmp_path: Path) -> None:
    keep(store, (0, 4), (1, 0), (3, None))
    export_idx(store.find(), tmp_path)
    images = read_idx(tmp_path / "images-idx3-ubyte.gz", 3)
    labels = read_idx(tmp_path / "labels-idx1-ubyte.gz", 1)
    assert images.shape == (3, 28, 28)
    assert labels.tolist() == [4, 0, 10]
    back = list(import_from(tmp_path, writer="anna"))
    assert [kept.label for kept in back] == ["4", "0", "not_a_digit"]
    # White on black comes back as the same digit.
    assert all(
        np.abs(a.framed() - b / 255).mean() < 0.03 for a, b in zip(back, images, strict=True)
    )


def test_an_export_that_is_killed_does_not_label_pictures_with_those_of_another(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, (0, 4))
    export_idx(store.find(), tmp_path)
    keep(store, (0, 9))
    replace = os.replace

    def killed(part: Path, path: Path) -> None:
        if "labels" in str(path):
            raise KeyboardInterrupt
        replace(part, path)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        export_idx(store.find(), tmp_path)
    with pytest.raises(DataError, match="labels-idx1-ubyte"):
        list(import_from(tmp_path))


def test_pictures_of_others_are_taken_as_one_digit_each(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    x0, y0, x1, y1 = (int(v) for v in BOXES[2].xyxy)
    Image.fromarray(PICTURE[y0 - 8 : y1 + 8, x0 - 8 : x1 + 8]).save(tmp_path / "7" / "a.png")
    [kept] = import_from(tmp_path)
    assert kept.value == 7
    assert np.abs(kept.framed() - normalize(PICTURE, box=BOXES[2].xyxy)).mean() < 0.01


def test_an_import_with_one_bad_file_keeps_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "in" / "3").mkdir(parents=True)
    Image.fromarray(PICTURE).save(tmp_path / "in" / "3" / "a.png")
    (tmp_path / "in" / "3" / "b.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"b\.png"):
        store.add(import_from(tmp_path / "in"))
    assert store.count() == 0


def test_folders_without_digits_and_broken_idx_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sub-folders 0 to 9"):
        import_from(tmp_path)
    with pytest.raises(DataError, match="check the path"):
        import_from(tmp_path / "gone")
    (tmp_path / "images-idx3-ubyte").write_bytes(b"\0\0\x08\x03" + b"\0\0\0\x02" * 3 + b"1234")
    (tmp_path / "labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0\0\x02" + b"ab")
    with pytest.raises(DataError, match="cut off or damaged"):
        list(import_from(tmp_path))


# --- nothing is lost ------------------------------------------------------------------------------

_WRITER = """
import sys
import numpy as np
from pathlib import Path
from inkdigits.result import Box
from inkdigits.store import Store
from typing import NamedTuple

class Said(NamedTuple):
    box: Box
    value: int

store, seed = Store(Path(sys.argv[1])), int(sys.argv[2])
count = int(sys.argv[3])
for k in range(count):
    picture = np.full((40, 100), 255, np.uint8)
    picture[10:30, 20:24] = picture[10:30, 60:64] = 0
    picture[0, :8] = np.frombuffer(np.array([seed, k], np.int32).tobytes(), np.uint8)
    store.keep(picture, [Said(Box(15, 5, 30, 35), 1), Said(Box(55, 5, 70, 35), 1)],
               source="window", writer=f"w{seed}")
    print(k, flush=True)
"""


def writer(store: Store, seed: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(store.path), str(seed), str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_writer_that_is_killed_leaves_whole_transactions(store: Store) -> None:
    for round_ in range(3):
        with writer(store, round_, 100_000) as process:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(3 + 4 * round_)]
            time.sleep(0.003 * round_)
            process.send_signal(signal.SIGKILL)
            said += process.stdout.read().splitlines()
        kept = store.find(Filter(writer=f"w{round_}"))
        assert len(kept) >= 2 * len(said)  # what was reported is there
        assert len(kept) % 2 == 0  # both digits of a picture, or none
    with sqlite3.connect(store.path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_two_processes_write_at_once(store: Store) -> None:
    both = [writer(store, seed, 15) for seed in (1, 2)]
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert store.count(Filter(writer="w1")) == store.count(Filter(writer="w2")) == 30


def test_a_damaged_store_is_said_so_and_left_alone(store: Store) -> None:
    store.path.parent.mkdir()
    store.path.write_bytes(b"no database at all, but long enough to look at" * 40)
    before = store.path.read_bytes()
    with pytest.raises(DataError, match="move the file away"):
        store.find()
    with pytest.raises(DataError, match="move the file away"):
        keep(store, (0, 4))
    assert store.path.read_bytes() == before


def test_a_store_of_a_later_version_is_refused(store: Store) -> None:
    keep(store, (0, 4))
    with sqlite3.connect(store.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(DataError, match="later inkdigits"):
        store.find()


def test_a_place_that_cannot_be_written_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="INKDIGITS_HOME"):
        keep(Store(tmp_path / "file" / "kept.sqlite"), (0, 4))


def test_the_home_folder_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "here"))
    assert store_path().parent == data_folder() == tmp_path / "here"
    monkeypatch.delenv("INKDIGITS_HOME")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data" / "inkdigits"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert data_folder() == tmp_path / "local" / "inkdigits"


def damage(store: Store, id_: int, column: str = "crop", content: object = b"\0") -> None:
    with sqlite3.connect(store.path) as database:
        database.execute(f"UPDATE digits SET {column} = ? WHERE id = ?", (content, id_))
    database.close()


@pytest.mark.parametrize(
    ("column", "content"),
    [("crop", b"\0"), ("crop", b""), ("crop", "text"), ("frame", b"short"), ("frame", "text")],
)
def test_a_damaged_digit_is_named_and_can_be_deleted(
    store: Store, column: str, content: object
) -> None:
    first, second = keep(store, (0, 4), (1, 0))
    damage(store, first, column, content)
    with pytest.raises(DataError, match=f"corrections delete {first} --store .*kept.sqlite`"):
        store.find()
    found, damaged = store.look()
    assert ([one.id for one in found], damaged) == ([second], [first])
    assert store.ids() == [first, second]
    assert store.ids(Filter(label="0"), ids=[first, second]) == [second]
    assert store.delete(store.ids(ids=[first])) == 1
    assert [one.id for one in store.find()] == [second]


def test_a_full_disk_is_said_to_be_full(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, (0, 4))
    connect = sqlite3.connect

    def full(*args: Any, **settings: Any) -> sqlite3.Connection:
        database = connect(*args, **settings)
        database.execute("PRAGMA max_page_count = 1")  # no less than there are
        return database

    monkeypatch.setattr(sqlite3, "connect", full)
    noise = np.random.default_rng(0).integers(0, 255, (600, 600), np.uint8)
    with pytest.raises(ConfigError, match=r"disk is full.* disk has room"):
        store.keep(noise, [Correction(Box(0, 0, 600, 600), 3)], source="page")
    assert [one.value for one in store.find()] == [4]


def test_a_store_is_read_where_nothing_can_be_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, (0, 4), (1, 0))
    connect, folder = sqlite3.connect, store.path.parent

    def on_a_read_only_disk(address: str | Path, **settings: Any) -> sqlite3.Connection:
        if "immutable" not in str(address):
            address = f"{Path(address).as_uri()}?mode=ro"
        return connect(address, **{**settings, "uri": True})

    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    monkeypatch.setattr(sqlite3, "connect", on_a_read_only_disk)
    assert [one.value for one in store.find()] == [4, 0]
    assert store.count() == 2
    assert [path.name for path in folder.iterdir()] == [store.path.name]
    with pytest.raises(ConfigError, match="make the folder writable"):
        keep(store, (2, 7))


def test_a_log_that_a_killed_writer_left_is_read_where_nothing_can_be_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, (0, 4))
    disk = tmp_path / "disk"
    disk.mkdir()
    with reading(store.path):  # so that nobody puts the log into the file
        keep(store, (1, 0))
        for name in (store.path.name, f"{store.path.name}-wal"):
            shutil.copy(store.path.with_name(name), disk)
    before = {path.name: path.read_bytes() for path in disk.iterdir()}
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != disk)
    copied = Store(disk / store.path.name)
    assert [one.value for one in copied.find()] == [4, 0]
    assert copied.count() == 2
    assert {path.name: path.read_bytes() for path in disk.iterdir()} == before


@pytest.mark.parametrize(("table", "version"), [("digits", 0), ("bookmarks", 0), ("bookmarks", 1)])
def test_a_database_of_another_program_is_left_as_it_is(
    tmp_path: Path, table: str, version: int
) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as database:
        database.execute(f"CREATE TABLE {table} (mine)")
        database.execute(f"PRAGMA user_version = {version}")
    database.close()
    before = path.read_bytes()
    for use_it in (Store(path).find, Store(path).count, lambda: keep(Store(path), (0, 4))):
        with pytest.raises(DataError, match="another program"):
            use_it()
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_was_only_just_made_is_an_empty_store(store: Store) -> None:
    store.path.parent.mkdir()
    store.path.touch()
    assert store.find() == []
    assert store.count() == store.delete([1]) == 0
    assert store.path.stat().st_size == 0
    keep(store, (0, 4))
    assert store.count() == 1


def test_any_number_of_ids_and_ids_of_any_size(store: Store) -> None:
    ids = keep(store, (0, 4), (1, 0))
    assert store.ids(ids=[10**30, *ids, *range(10**6, 10**6 + 300_000)]) == ids


def test_an_accent_in_a_name_is_the_same_however_it_was_typed(store: Store) -> None:
    keep(store, (0, 4), writer="A\N{COMBINING DIAERESIS}nna")
    [kept] = store.find(Filter(writer="\N{LATIN CAPITAL LETTER A WITH DIAERESIS}nna"))
    assert store.find(Filter(writer="A\N{COMBINING DIAERESIS}nna"))[0].id == kept.id


# --- the command line -----------------------------------------------------------------------------


def run(
    *args: str | Path, home: Path, code: int = 0, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "inkdigits", *map(str, args)],
        capture_output=True,
        text=True,
        input=typed,
        env={**os.environ, "INKDIGITS_HOME": str(home)},
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "form.png"
    Image.fromarray(PICTURE).save(path)
    return path


def test_corrections_from_the_command_line(picture: Path, tmp_path: Path) -> None:
    done = run("correct", picture, "--line", "1", "--text", "407", home=tmp_path)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == ["4", "0", "7"]
    x, y = (int(BOXES[3].x_min + BOXES[3].x_max) // 2, int(BOXES[3].y_min + 20))
    run("correct", picture, "--at", f"{x},{y}", "--value", "-", "--profile", "bea", home=tmp_path)
    listed = run("corrections", "list", "--json", home=tmp_path).stdout.splitlines()
    kept = [json.loads(line) for line in listed]
    assert [one["value"] for one in kept] == [4, 0, 7, None]
    assert kept[3]["writer"] == "bea"
    assert {one["picture"] for one in kept} == {"form.png"}
    assert all(one["was_read"] for one in kept)
    table = run("corrections", "list", "--label", "7", home=tmp_path).stdout
    assert "form.png" in table
    assert "bea" not in table


def test_a_digit_that_was_not_found_is_kept_by_its_box(tmp_path: Path) -> None:
    path = tmp_path / "odd.png"
    blank = np.full((200, 300), 255, np.uint8)
    blank[100:104, 100:102] = 90
    Image.fromarray(blank).save(path)
    done = run("correct", path, "--at", "90,90,115,115", "--value", "1", home=tmp_path)
    assert "of which 1 had been read wrong" in done.stderr
    [kept] = Store(tmp_path / "corrections.sqlite").find()
    assert (kept.value, kept.read_value) == (1, None)


def test_where_nothing_was_read_and_nothing_stands_nothing_was_wrong(
    picture: Path, tmp_path: Path
) -> None:
    done = run("correct", picture, "--at", "1,1,20,20", "--value", "-", home=tmp_path)
    assert "of which 0 had been read wrong" in done.stderr
    assert run("corrections", "list", "--wrong", home=tmp_path).stdout == ""


def test_one_digit_pictures(tmp_path: Path) -> None:
    x0, y0, x1, y1 = (int(v) for v in BOXES[2].xyxy)
    path = tmp_path / "seven.png"
    Image.fromarray(PICTURE[y0 - 20 : y1 + 20, x0 - 20 : x1 + 20]).save(path)
    assert run("correct", path, "--value", "7", home=tmp_path).stdout.startswith("7\t7\t")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--line", "1", "--text", "40"], 2, "3 digits were found"),
        (["--line", "1", "--number", "9", "--text", "4"], 2, "there is no number 9"),
        (["--at", "1,1", "--value", "4"], 2, "no digit was found at 1,1"),
        (["--at", "1,1"], 2, "either --value"),
        (["--number", "1", "--text", "4"], 2, "needs --line"),
        (["--value", "44"], 2, "a digit 0 to 9"),
        (["--text", "40712", "--profile", "../x"], 2, "a profile's name"),
    ],
)
def test_wrong_corrections_keep_nothing(
    picture: Path, tmp_path: Path, options: list[str], code: int, words: str
) -> None:
    done = run("correct", picture, *options, home=tmp_path, code=code)
    assert words in done.stderr
    assert not list(tmp_path.iterdir())


def test_delete_asks_and_needs_to_be_told_which(picture: Path, tmp_path: Path) -> None:
    run("correct", picture, "--text", "40712", home=tmp_path)
    assert "--all" in run("corrections", "delete", home=tmp_path, code=2).stderr
    assert "add --yes" in run("corrections", "delete", "--all", home=tmp_path, code=2).stderr
    no = run("corrections", "delete", "--all", home=tmp_path, typed="n\n")
    assert no.stderr.endswith("inkdigits: nothing was deleted\n")
    assert Store(tmp_path / "corrections.sqlite").count() == 5
    run("corrections", "delete", "1", home=tmp_path, typed="y\n")
    run("corrections", "delete", "--label", "7", "--yes", home=tmp_path)
    assert Store(tmp_path / "corrections.sqlite").count() == 3
    done = run("corrections", "delete", "--all", "--yes", home=tmp_path)
    assert "3 corrections deleted" in done.stderr


def test_an_id_that_is_not_there_is_wrong_use(picture: Path, tmp_path: Path) -> None:
    run("correct", picture, "--line", "1", "--text", "407", home=tmp_path)
    done = run("corrections", "delete", "999", "--yes", home=tmp_path, code=2)
    assert done.stderr == "inkdigits: there is no correction 999 that fits\n"
    done = run("corrections", "delete", "2", "999", "--yes", home=tmp_path, code=2)
    assert "1 correction deleted" in done.stderr
    assert Store(tmp_path / "corrections.sqlite").count() == 2


def test_corrections_are_searched_by_the_sources_there_are(tmp_path: Path) -> None:
    for source in ("page", "drawing", "review", "window", "cli", "import"):
        run("corrections", "list", "--source", source, home=tmp_path)
    done = run("corrections", "list", "--source", "foo", home=tmp_path, code=2)
    assert "'drawing'" in done.stderr


def test_it_is_counted_whose_corrections_are_kept(store: Store) -> None:
    assert store.writers() == {}
    keep(store, (0, 4), (1, 0), writer="bea")
    keep(store, (2, 7), writer="anna")
    assert list(store.writers().items()) == [("anna", 1), ("bea", 2)]


def test_one_damaged_correction_hides_no_other(picture: Path, tmp_path: Path) -> None:
    run("correct", picture, "--text", "40712", home=tmp_path)
    damage(Store(tmp_path / "corrections.sqlite"), 2)
    remedy = "`inkdigits corrections delete 2`"
    done = run("corrections", "list", home=tmp_path)
    assert len(done.stdout.splitlines()) == 2 + 4
    assert remedy in done.stderr
    assert remedy in run("corrections", "export", tmp_path / "out", home=tmp_path, code=3).stderr
    done = run("corrections", "delete", "2", "--yes", home=tmp_path)
    assert "1 correction deleted" in done.stderr
    run("corrections", "export", tmp_path / "out", home=tmp_path)
    assert len(list((tmp_path / "out").glob("*/*.png"))) == 4


def test_export_and_import_from_the_command_line(picture: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run("correct", picture, "--text", "40712", home=home)
    for kind in ("folder", "idx"):
        run("corrections", "export", tmp_path / kind, "--format", kind, home=home)
        other = tmp_path / f"{kind}-home"
        run("corrections", "import", tmp_path / kind, "--profile", "bea", home=other)
        kept = Store(other / "corrections.sqlite").find(Filter(writer="bea"))
        assert sorted(one.label for one in kept) == ["0", "1", "2", "4", "7"]
