from __future__ import annotations

import base64
import io
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import ImageError
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.web.shelf import Choice, Picture, Shelf, bytes_of
from pen import written_page
from picture_files import pdf_of

CHOICE = Choice(locator="contours")
_readers: dict[tuple[str, str, str], Reader] = {}


def reader_for(choice, rotate):
    key = (choice.locator, choice.polarity, rotate)
    if key not in _readers:
        options = ReaderOptions(
            locator=choice.locator, polarity=choice.polarity, rotate=rotate, threads=1
        )
        _readers[key] = Reader(options)
    return _readers[key]


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def sheet():
    return png(written_page(["2017", "385"])[0])


@pytest.fixture
def picture(sheet):
    return Picture(1, "sheet.png", sheet)


def test_a_picture_is_read_once_for_each_choice(picture, monkeypatch):
    page = picture.read(CHOICE, reader_for)
    assert len(page.digits) == 7
    monkeypatch.setattr(Reader, "read", lambda *_: pytest.fail("read again"))
    assert picture.read(CHOICE, reader_for) == page
    stricter = Choice(locator="contours", review_threshold=0.99)
    assert len(picture.read(stricter, reader_for).digits) == 7


def test_a_crop_leaves_out_what_is_outside_and_keeps_places(picture):
    whole = picture.read(CHOICE, reader_for)
    half = whole.height / 2
    picture.edit({"kind": "crop", "box": [0, 0, whole.width, half], "value": None})
    page = picture.read(CHOICE, reader_for)
    assert len(page.digits) == 4
    assert page.digits[0].box.x_min == pytest.approx(whole.digits[0].box.x_min, abs=2)
    assert (page.width, page.height) == (whole.width, whole.height)
    picture.edit({"kind": "crop", "box": None, "value": None})
    assert len(picture.read(CHOICE, reader_for).digits) == 7


def test_corrections_stay_where_they_were_made_through_turns_and_options(picture):
    first = picture.read(CHOICE, reader_for).digits[0]
    picture.edit({"kind": "correct", "box": list(first.box.xyxy), "value": 9})
    assert picture.read(CHOICE, reader_for).text[0] == "9"
    for _ in range(4):
        picture.edit({"kind": "turn", "box": None, "value": 1})
    assert picture.turns == 0
    assert picture.corrections[0].box.xyxy == pytest.approx(first.box.xyxy)
    other = Choice(locator="contours", polarity="dark_on_light")
    assert picture.read(other, reader_for).text[0] == "9"
    picture.edit({"kind": "restore", "box": list(first.box.xyxy), "value": None})
    assert picture.read(CHOICE, reader_for).digits[0].value == first.value


def test_a_turned_picture_looks_turned(picture):
    upright = np.asarray(picture.rgb())
    picture.edit({"kind": "turn", "box": None, "value": 1})
    np.testing.assert_array_equal(np.asarray(picture.rgb()), np.rot90(upright, -1))


def test_a_picture_on_its_side_is_turned_by_itself():
    grey = written_page(["2457", "3862", "4937"])[0]
    picture = Picture(1, "side.png", png(np.rot90(grey)))
    page = picture.read(CHOICE, reader_for)
    assert picture.turns == 1
    assert (page.width, page.height) == (grey.shape[1], grey.shape[0])
    assert len(page.lines) == 3


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"kind": "crop", "box": [1, 2]},
        {"kind": "correct", "box": [0, 0, 9, 9], "value": 12},
        {"kind": "correct", "box": ["a", 0, 9, 9], "value": 1},
        {"kind": "crop", "box": [float("nan"), 0, 9, 9]},
    ],
)
def test_a_message_that_makes_no_sense_is_refused(picture, message):
    with pytest.raises(ImageError, match="reload the page"):
        picture.edit(message)


def test_a_small_slip_of_the_finger_is_no_crop(picture):
    picture.edit({"kind": "crop", "box": [5, 5, 7, 90], "value": None})
    assert picture.crop is None


def test_a_file_that_is_no_picture_is_said_by_its_name_and_the_shelf_goes_on(sheet):
    shelf = Shelf()
    assert shelf.add("notes.txt", b"no picture at all") is None
    assert shelf.add("empty.png", b"") is None
    assert "“notes.txt”" in shelf.problems[0]
    assert "“empty.png” is empty" in shelf.problems[1]
    added = shelf.add("sheet.png", sheet)
    assert shelf.shown() is added


def test_taking_a_picture_away_shows_the_one_before(sheet):
    shelf = Shelf()
    first, second, third = (shelf.add(f"{n}.png", sheet) for n in range(3))
    shelf.current = second.id
    shelf.remove(second)
    assert shelf.shown() is first
    shelf.remove(first)
    assert shelf.shown() is third
    shelf.remove(third)
    assert shelf.shown() is None


def test_each_page_of_a_pdf_keeps_what_was_done_with_it(sheet):
    picture = Shelf().add("two.pdf", pdf_of(sheet, sheet))
    assert picture.pages == 2
    picture.edit({"kind": "crop", "box": [0, 0, 300, 200], "value": None})
    picture.pdf_page = 1
    assert picture.crop is None
    picture.pdf_page = 0
    assert picture.crop == (0, 0, 300, 200)


def test_the_frames_of_a_tiff_are_pages(sheet):
    page, data = Image.open(io.BytesIO(sheet)), io.BytesIO()
    page.save(data, "TIFF", save_all=True, append_images=[page])
    picture = Shelf().add("two.tif", data.getvalue())
    assert picture.pages == 2
    picture.pdf_page = 1
    assert len(picture.read(CHOICE, reader_for).digits) == 7


def test_all_pages_of_a_pdf_are_read_without_being_shown(sheet):
    picture = Shelf().add("two.pdf", pdf_of(sheet, sheet, sheet))
    assert picture.pages_read(CHOICE) == []
    picture.read(CHOICE, reader_for)
    assert picture.pages_read(CHOICE) == [0]
    assert len(picture.read(CHOICE, reader_for, 2).digits) == 7
    assert picture.pdf_page == 0
    assert picture.pages_read(CHOICE) == [0, 2]
    picture.pdf_page = 2
    first = picture.read(CHOICE, reader_for).digits[0]
    picture.edit({"kind": "correct", "box": list(first.box.xyxy), "value": 9})
    picture.pdf_page = 0
    assert picture.read(CHOICE, reader_for, 2).text[0] == "9"
    assert picture.pages_read(Choice(locator="contours", polarity="dark_on_light")) == []


@pytest.fixture
def held(monkeypatch):
    """Readings that wait until they are let go; what was read is in `held.begun`."""

    class Held:
        begun: queue.Queue[tuple[int, int]] = queue.Queue()
        go = threading.Event()

    read = Reader.read

    def slow(self, image, **how):
        Held.begun.put(np.asarray(image).shape[:2])
        assert Held.go.wait(30)
        return read(self, image, **how)

    monkeypatch.setattr(Reader, "read", slow)
    with ThreadPoolExecutor(4) as Held.threads:
        yield Held
        Held.go.set()


def test_a_reading_belongs_to_the_page_that_it_began_with(sheet, held):
    other = png(written_page(["64"])[0])
    picture = Shelf().add("two.pdf", pdf_of(sheet, other))
    reading = held.threads.submit(picture.read, CHOICE, reader_for)
    held.begun.get(timeout=30)
    picture.pdf_page = 1  # shown while the first page is read
    held.go.set()
    assert len(reading.result().digits) == 7
    assert len(picture.read(CHOICE, reader_for).digits) == 2
    assert [len(picture.read(CHOICE, reader_for, page).digits) for page in (0, 1)] == [7, 2]


def test_a_picture_on_its_side_is_turned_once_by_two_runs_at_once(held):
    picture = Picture(1, "side.png", png(np.rot90(written_page(["2017", "385"])[0])))
    readings = [held.threads.submit(picture.read, CHOICE, reader_for) for _ in range(2)]
    held.begun.get(timeout=30)
    held.go.set()
    assert [len(reading.result().digits) for reading in readings] == [7, 7]
    assert picture.turns == 1


def test_a_person_who_turns_a_picture_while_it_is_read_has_the_last_word(held):
    picture = Picture(1, "side.png", png(np.rot90(written_page(["2017", "385"])[0])))
    reading = held.threads.submit(picture.read, CHOICE, reader_for)
    held.begun.get(timeout=30)
    picture.turn(3)
    held.go.set()
    reading.result()
    assert picture.turns == 3


def test_pictures_of_two_sessions_are_not_taken_for_each_other(sheet):
    assert Shelf().add("a.png", sheet).id != Shelf().add("b.png", sheet).id


def test_files_wait_to_be_taken_in_and_each_is_taken_once(sheet):
    shelf = Shelf(problems=["an old one"])
    shelf.wait([("1", "a.png", sheet), ("2", "notes.txt", b"no picture"), ("3", "b.png", sheet)])
    assert shelf.waiting == ["a.png", "notes.txt", "b.png"]
    shelf.take()
    shelf.wait([("1", "a.png", sheet), ("3", "b.png", sheet), ("4", "c.png", sheet)])
    while shelf.waiting:
        shelf.take()
    assert [picture.name for picture in shelf.pictures] == ["a.png", "b.png", "c.png"]
    assert shelf.shown().name == "a.png"
    assert len(shelf.problems) == 1
    assert shelf.take() is None


def test_the_preview_is_small_enough_to_send():
    picture = Picture(1, "large.png", png(np.full((2000, 3000), 200, np.uint8)))
    kind, data = picture.preview().split(",")
    assert kind == "data:image/jpeg;base64"
    assert Image.open(io.BytesIO(base64.b64decode(data))).size == (1600, 1067)


def test_bytes_come_through_base64_or_not_at_all():
    assert bytes_of(base64.b64encode(b"abc").decode()) == b"abc"
    with pytest.raises(ImageError):
        bytes_of("no base64!")
