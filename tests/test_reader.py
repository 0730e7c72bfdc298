from __future__ import annotations

import json
import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inkdigits import reader as reader_module
from inkdigits.errors import ConfigError, ImageError, ModelError
from inkdigits.image import load_image
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box, Digit, Page
from inkdigits.turning import moved, turned
from pen import draw_ink, ink_of, on_paper, overlap, written_page
from tiny_models import save_classifier

Grey = NDArray[np.uint8]
Corners = tuple[float, float, float, float]

TURNS = (0, 90, 180, 270)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="module")
def contours() -> Reader:
    return Reader(ReaderOptions(locator="contours"))


def assert_boxes(page: Page, boxes: Sequence[Corners], least: float = 0.5) -> None:
    assert len(page.digits) == len(boxes)
    for digit, box in zip(page.digits, boxes, strict=True):
        assert overlap(digit.box.xyxy, box) >= least


# --- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["7", "42", "407", "1234567890", "2047 31\n94", "0074 12\n330\n5 08"]
)
def test_numbers_and_lines_are_read_in_order(reader: Reader, text: str) -> None:
    image, boxes = written_page(text.split("\n"))
    page = reader.read(image)
    assert page.text == text
    assert (page.width, page.height, page.rotation) == (image.shape[1], image.shape[0], 0)
    assert_boxes(page, boxes)
    for digit in page.digits:
        assert 0.5 < digit.confidence <= 1
        assert digit.reason is None
        assert digit.confidence == max(digit.probabilities)
        assert 0 <= digit.box.x_min < digit.box.x_max <= page.width
        assert 0 <= digit.box.y_min < digit.box.y_max <= page.height


@pytest.mark.parametrize(
    ("paper", "ink"), [((165, 160, 150), (255, 120, 120)), ((40, 95, 70), (140, 50, 60))]
)
def test_ink_as_bright_as_its_paper_is_read(
    reader: Reader, paper: tuple[int, int, int], ink: tuple[int, int, int]
) -> None:
    image, boxes = written_page(["407 12"])
    share = image[..., None].astype(np.float32) / 255
    coloured = (share * np.array(paper) + (1 - share) * np.array(ink)).astype(np.uint8)
    page = reader.read(coloured)
    assert page.text == "407 12"
    assert_boxes(page, boxes)


def test_leading_zeros_survive(reader: Reader) -> None:
    page = reader.read(written_page(["007"])[0])
    assert [n.text for n in page.numbers] == ["007"]


def test_light_ink_on_a_dark_board(reader: Reader) -> None:
    image, boxes = written_page(["2047 31", "94"])
    page = reader.read(255 - image)
    assert page.text == "2047 31\n94"
    assert_boxes(page, boxes)


def test_a_photographed_page(reader: Reader) -> None:
    image, boxes = written_page(["2047 31", "94"])
    page = reader.read(on_paper(np.asarray(255 - image, np.uint8), np.random.default_rng(0)))
    assert page.text == "2047 31\n94"
    assert_boxes(page, boxes)


@pytest.mark.parametrize("height", [24, 160])
def test_small_and_large_writing(reader: Reader, height: int) -> None:
    image, boxes = written_page(["2047", "93"], height=height, pen=height / 10)
    page = reader.read(image)
    assert page.text == "2047\n93"
    assert_boxes(page, boxes)


def test_two_sizes_on_one_page(reader: Reader) -> None:
    ink = np.zeros((420, 620), np.uint8)
    boxes = []
    for text, top, height in (("472", 30, 180), ("3058", 330, 36)):
        for k, character in enumerate(text):
            left = 40 + 0.85 * height * k
            at = {"left": left, "top": top, "height": height, "pen": 0.09 * height}
            boxes.append(draw_ink(ink, int(character), **at))
    page = reader.read(255 - ink)
    assert page.text == "472\n3058"
    assert_boxes(page, boxes)


@pytest.mark.parametrize(
    "image",
    [
        np.full((300, 400), 255, np.uint8),
        np.zeros((64, 64), np.uint8),
        np.full((1, 1), 90, np.uint8),
        np.full((3, 500), 255, np.uint8),
        np.full((500, 2), 0, np.uint8),
        on_paper(np.zeros((300, 260), np.uint8), np.random.default_rng(0)),
    ],
    ids=["white", "black", "dot", "row", "column", "paper"],
)
def test_a_page_without_ink_is_empty(reader: Reader, contours: Reader, image: Grey) -> None:
    for each in (reader, contours):
        page = each.read(image)
        assert page == Page((), image.shape[1], image.shape[0], 0)
        assert page.text == ""


def test_lines_and_frames_are_no_digits(reader: Reader) -> None:
    image = np.full((400, 500), 255, np.uint8)
    for y in range(60, 400, 60):
        cv2.line(image, (0, y), (499, y), 150, 2)
    cv2.rectangle(image, (20, 20), (480, 380), 90, 3)
    assert reader.read(image).text == ""


def test_any_kind_of_image_is_read_alike(reader: Reader, tmp_path: Path) -> None:
    image = written_page(["407"])[0]
    path = tmp_path / "page.png"
    Image.fromarray(image).save(path)
    colour = np.stack([image] * 3, axis=2)
    sources: list[Any] = [path, str(path), path.read_bytes(), Image.fromarray(image), colour]
    expected = reader.read(image)
    for source in sources:
        assert reader.read(source) == expected


def test_a_pages_json_round_trips(reader: Reader) -> None:
    page = reader.read(written_page(["2047 31", "94"])[0])
    assert Page.from_dict(json.loads(json.dumps(page.to_dict()))) == page


def test_a_number_is_as_sure_as_its_digits_and_that_they_are_all_of_it(reader: Reader) -> None:
    numbers = reader.read(written_page(["2047 31", "94"])[0]).numbers
    assert [number.text for number in numbers] == ["2047", "31", "94"]
    for number in numbers:
        digits = math.prod(digit.confidence for digit in number.digits)
        assert 0 < number.grouping_confidence < 1
        assert number.confidence == pytest.approx(digits * number.grouping_confidence)


def test_the_picture_is_left_as_it_was(reader: Reader) -> None:
    image = written_page(["407"])[0]
    before = image.copy()
    reader.trace(image)
    np.testing.assert_array_equal(image, before)


def test_many_pages_are_read_one_by_one(reader: Reader) -> None:
    images = [written_page([text])[0] for text in ("407", "93")]
    pages = reader.read_many(iter(images))
    assert next(pages).text == "407"
    assert next(pages) == reader.read(images[1])
    assert list(pages) == []


def test_a_picture_that_cannot_be_read_is_an_image_error(reader: Reader) -> None:
    for call in (reader.read, reader.trace, reader.classify):
        with pytest.raises(ImageError):
            call(b"no picture")
    with pytest.raises(ImageError, match="pixel"):
        Reader(ReaderOptions(pixel_limit=100)).read(np.zeros((11, 10), np.uint8))


# --- crop -------------------------------------------------------------------------------------


def test_a_crop_reads_only_inside_and_boxes_stay_in_the_whole_picture(reader: Reader) -> None:
    image, boxes = written_page(["2047 31", "94"])
    height, width = image.shape
    whole = reader.read(image)
    upper = reader.read(image, crop=(0, 0, width, height / 2))
    assert upper.text == "2047 31"
    lower = reader.read(image, crop=(10.5, height / 2, width + 500, height + 500))
    assert lower.text == "94"
    for page, wanted in ((upper, boxes[:6]), (lower, boxes[6:])):
        assert (page.width, page.height) == (whole.width, whole.height)
        assert_boxes(page, wanted)


@pytest.mark.parametrize(
    "crop",
    [
        (900, 0, 950, 40),
        (0, 500, 40, 560),
        (-50, -50, -10, -10),
        (20, 20, 20, 40),
        (40, 20, 20, 60),
        (0, 0, float("nan"), 10),
        (0, 0, float("inf"), 10),
        (0, 0, 10),
        (None,) * 4,
        ("left", "top", "right", "bottom"),
        7,
    ],
)
def test_a_crop_that_holds_nothing_is_a_config_error(reader: Reader, crop: Any) -> None:
    with pytest.raises(ConfigError, match="crop"):
        reader.read(np.full((300, 400), 255, np.uint8), crop=crop)


# --- rotation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rotate", TURNS)
def test_a_turned_page_is_read_and_its_boxes_are_in_the_unturned_picture(rotate: int) -> None:
    upright, boxes = written_page(["2047 31", "94"])
    quarter = rotate // 90
    lying = np.ascontiguousarray(np.rot90(upright, quarter))  # turned back by `rotate` clockwise
    page = Reader(ReaderOptions(rotate=str(rotate))).read(lying)  # type: ignore[arg-type]
    assert page.text == "2047 31\n94"
    assert (page.width, page.height, page.rotation) == (lying.shape[1], lying.shape[0], rotate)
    for digit, box in zip(page.digits, boxes, strict=True):
        mask = np.zeros(upright.shape, bool)
        x0, y0, x1, y1 = (round(v) for v in box)
        mask[y0:y1, x0:x1] = True
        ys, xs = np.nonzero(np.rot90(mask, quarter))
        wanted = (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)
        assert overlap(digit.box.xyxy, wanted) >= 0.5


def test_a_turned_crop_has_its_boxes_in_the_unturned_picture() -> None:
    upright, boxes = written_page(["2047 31", "94"])
    lying = np.ascontiguousarray(np.rot90(upright))
    height, width = upright.shape
    # The second line stands in the lower half, which is the right half of the picture on its side.
    crop = (height / 2, 0, height, width)
    page = Reader(ReaderOptions(rotate="90")).read(lying, crop=crop)
    assert page.text == "94"
    for digit, (x0, y0, x1, y1) in zip(page.digits, boxes[6:], strict=True):
        assert overlap(digit.box.xyxy, (y0, width - x1, y1, width - x0)) >= 0.5


@given(
    box=st.tuples(*[st.integers(0, 30)] * 2, *[st.integers(1, 12)] * 2),
    turns=st.integers(0, 3),
    left=st.integers(0, 9),
    top=st.integers(0, 9),
)
def test_boxes_turn_back_exactly(
    box: tuple[int, int, int, int], turns: int, left: int, top: int
) -> None:
    x, y, w, h = box
    part = np.zeros((44, 52), np.uint8)
    part[y : y + h, x : x + w] = 255
    rows, columns = np.nonzero(turned(part, turns))
    seen = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    digit = Digit(3, 0.9, (0.0,) * 10, seen, True)
    back = moved(digit, turns, 52, 44, left, top)
    assert back.box.xyxy == (x + left, y + top, x + w + left, y + h + top)
    assert (back.value, back.confidence, back.needs_review) == (3, 0.9, True)


@pytest.mark.parametrize("rotation", TURNS)
def test_auto_turns_a_page_that_reads_better_another_way_up(
    contours: Reader, rotation: int
) -> None:
    upright, _ = written_page(["2347 25", "4734"])
    page = contours.read(np.ascontiguousarray(np.rot90(upright, rotation // 90)))
    assert (page.rotation, page.text) == (rotation, "2347 25\n4734")
    named = Reader(ReaderOptions(locator="contours", rotate="0"))
    assert named.read(np.rot90(upright)).rotation == 0


@pytest.mark.parametrize("rotation", TURNS)
@pytest.mark.parametrize("name", ["bad-light", "blackboard", "log-book"])
def test_photos_that_lie_on_a_side_are_turned(reader: Reader, name: str, rotation: int) -> None:
    photo = load_image(Path(reader_module.__file__).parent / f"web/examples/{name}.jpg")
    upright = reader.read(photo)
    page = reader.read(np.ascontiguousarray(np.rot90(photo, rotation // 90)))
    assert (page.rotation, page.text) == (rotation, upright.text)
    assert upright.rotation == 0
    assert len(upright.digits) > 10


def test_auto_leaves_a_page_of_few_or_readable_digits(reader: Reader) -> None:
    for text in ("7", "69", "1111", "60980", "11 161"):
        page = reader.read(written_page([text])[0])
        assert (page.rotation, page.text) == (0, text)


def test_letters_that_look_like_digits_on_their_side_turn_no_page(reader: Reader) -> None:
    picture = Image.new("L", (600, 260), 250)
    text = "wam man\nwomen mww\nnew mew"
    font = ImageFont.load_default(size=44)
    ImageDraw.Draw(picture).multiline_text((30, 20), text, font=font, fill=30, spacing=20)
    page = reader.read(picture)
    assert (page.rotation, page.digits) == (0, ())


# --- stages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("rotate", ["auto", "90"])
def test_the_stages_of_the_detector_are_in_order(rotate: Any) -> None:
    image = written_page(["2047 31", "94"])[0]
    trace = Reader(ReaderOptions(rotate=rotate)).trace(image)
    names = [stage.name for stage in trace.stages]
    assert names[0] == "grey"
    assert names[1] == "heat_map"
    assert [n for n in names if not n.startswith("heat_map")] == [
        "grey",
        "candidates",
        "crops",
        "lines",
    ]
    shape = image.shape[::-1] if rotate == "90" else image.shape
    by_name = {stage.name: stage.image for stage in trace.stages}
    assert by_name["grey"].shape == shape
    assert by_name["candidates"].shape == (*shape, 3)
    assert by_name["lines"].shape == (*shape, 3)
    assert all(stage.seconds >= 0 for stage in trace.stages)


def test_the_stages_of_the_contours_end_alike(contours: Reader) -> None:
    names = [stage.name for stage in contours.trace(written_page(["407"])[0]).stages]
    assert names[0] == "grey"
    assert "threshold" in names
    assert names[-2:] == ["crops", "lines"]


def test_an_empty_page_has_stages_too(reader: Reader, contours: Reader) -> None:
    for each in (reader, contours):
        names = [s.name for s in each.trace(np.full((90, 120), 255, np.uint8)).stages]
        assert names[0] == "grey"
        assert names[-1] == "lines"
        assert "crops" not in names


def test_stages_show_the_crop(reader: Reader) -> None:
    image = written_page(["2047 31", "94"])[0]
    trace = reader.trace(image, crop=(20, 10, 220, 130))
    assert trace.stages[0].image.shape == (120, 200)


def test_the_crops_are_what_the_classifier_was_given(reader: Reader) -> None:
    trace = reader.trace(written_page(["407"])[0])
    sheet = next(s.image for s in trace.stages if s.name == "crops")
    assert sheet.shape[0] == 28 * 2 + 4
    values = [reader.classify(sheet[2:58, x : x + 56]).value for x in (2, 60, 118)]
    assert sorted(values) == [0, 4, 7]


# --- options ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"locator": "tarot"}, "locator must be one of detector, contours; found 'tarot'"),
        ({"polarity": "dark"}, "polarity must be one of auto"),
        ({"rotate": "45"}, "rotate must be one of auto, 0, 90, 180, 270; found '45'"),
        ({"rotate": 90}, "rotate"),
        ({"review_threshold": 1.5}, "review_threshold must be within"),
        ({"review_threshold": -0.1}, "review_threshold"),
        ({"review_threshold": float("nan")}, "review_threshold"),
        ({"pixel_limit": 0}, "pixel_limit"),
        ({"threads": -1}, "threads"),
        ({"review_threshold": "a"}, "review_threshold must be a number, found 'a'"),
        ({"review_threshold": None}, "review_threshold must be a number, found None"),
        ({"review_threshold": True}, "review_threshold must be a number, found True"),
        ({"max_error": "a"}, "max_error must be a number, found 'a'"),
        ({"pixel_limit": 1e6}, "pixel_limit must be a whole number, found 1000000.0"),
        ({"threads": 1.5}, "threads must be a whole number, found 1.5"),
        ({"model": 5}, "model must be the path of a file, found 5"),
        ({"detector": 5}, "detector must be the path of a file, found 5"),
        ({"profile": 5}, "profile must be a name, found 5"),
        ({"symbols": "no"}, "symbols must be True or False, found 'no'"),
    ],
)
def test_an_option_out_of_range_is_a_config_error(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ReaderOptions(**options)


def test_options_may_be_numbers_of_numpy() -> None:
    options = ReaderOptions(
        review_threshold=np.float32(0.5),  # type: ignore[arg-type]
        pixel_limit=np.int64(10**6),  # type: ignore[arg-type]
        threads=np.uint8(2),  # type: ignore[arg-type]
        symbols=np.bool_(True),  # type: ignore[arg-type]
    )
    page = Reader(options).read(written_page(["2047"])[0])
    assert page.text == "2047"


def test_options_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        ReaderOptions().threads = 3  # type: ignore[misc]


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    gone = Reader(ReaderOptions(model=tmp_path / "gone.onnx", detector=tmp_path / "gone.onnx"))
    for call in (gone.classify, gone.read):
        with pytest.raises(ModelError, match=r"no model file .*gone\.onnx"):
            call(255 - ink_of(3))


@pytest.mark.parametrize("classes", [10, 11])
def test_another_classifier_is_used(tmp_path: Path, classes: int) -> None:
    names = [*"0123456789", "not_a_digit"][:classes]
    path = save_classifier(
        tmp_path / "mine.onnx", outputs=classes, metadata={"classes": json.dumps(names)}
    )
    mine = Reader(ReaderOptions(model=path))
    digit = mine.classify(255 - ink_of(3))
    assert digit.value == 7
    assert digit.confidence == pytest.approx(np.exp(4) / (np.exp(4) + classes - 1), abs=0.02)
    assert mine.classify(np.full((30, 30), 255, np.uint8)).reason == "blank"
    assert len(mine.read(written_page(["407"])[0]).digits) == 3


def test_a_path_as_text_is_a_model_too(tmp_path: Path) -> None:
    path = save_classifier(tmp_path / "mine.onnx")
    assert Reader(ReaderOptions(model=str(path))).classify(255 - ink_of(3)).value == 7  # type: ignore[arg-type]


def test_a_classifier_of_other_classes_is_a_model_error(tmp_path: Path) -> None:
    names = json.dumps(["cat", "dog"])
    path = save_classifier(
        tmp_path / "cats.onnx", outputs=2, favourite=1, metadata={"classes": names}
    )
    with pytest.raises(ModelError, match="cat"):
        Reader(ReaderOptions(model=path)).classify(255 - ink_of(3))


def test_a_classifier_is_no_detector(tmp_path: Path) -> None:
    path = save_classifier(tmp_path / "mine.onnx")
    with pytest.raises(ModelError, match="expected 'detect'"):
        Reader(ReaderOptions(detector=path)).read(255 - ink_of(3))


def test_the_review_threshold_marks_the_doubtful() -> None:
    image = written_page(["407"])[0]
    assert not Reader(ReaderOptions(review_threshold=0.0)).read(image).needs_review
    page = Reader(ReaderOptions(review_threshold=1.0)).read(image)
    assert all(d.needs_review == (d.confidence < 1) for d in page.digits)


def test_the_contours_read_a_page(contours: Reader) -> None:
    image, boxes = written_page(["2047 31", "94"])
    page = contours.read(image)
    assert page.text == "2047 31\n94"
    assert_boxes(page, boxes)
    assert contours.read(255 - image).text == page.text
    assert contours.read(image, crop=(0, image.shape[0] / 2, 900, 900)).text == "94"


@pytest.mark.parametrize("locator", ["detector", "contours"])
def test_eight_threads_share_one_reader(locator: Any) -> None:
    shared = Reader(ReaderOptions(locator=locator, threads=1))
    image = written_page(["2047 31", "94"])[0]
    barrier = threading.Barrier(8)

    def work(index: int) -> tuple[str, list[Digit], Digit]:
        barrier.wait()
        page = shared.read(image if index % 2 else 255 - image)
        return page.text, list(page.digits), shared.classify(255 - ink_of(index))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))
    for index, (text, digits, digit) in enumerate(found):
        assert text == "2047 31\n94"
        assert digit.value == index
        for mine, first in zip(digits, found[index % 2][1], strict=True):
            assert mine.box.xyxy == pytest.approx(first.box.xyxy, abs=1e-3)
            assert mine.confidence == pytest.approx(first.confidence, abs=1e-4)


# --- real handwriting --------------------------------------------------------------------------


@pytest.mark.data
def test_a_page_of_mnists_test_digits(reader: Reader, data_root: Path) -> None:
    mnist = pytest.importorskip("inkdigits.train.mnist")
    images, labels = mnist.mnist_arrays(data_root / "mnist", "test")
    page = np.zeros((6 * 64, 12 * 44), np.uint8)
    for k in range(6 * 10):
        y, x = 18 + 64 * (k // 10), 24 + 44 * (k % 10)
        page[y : y + 28, x : x + 28] = images[k]
    found = reader.read(255 - page)
    text = "".join(found.text.split())
    wanted = "".join(str(v) for v in labels[:60])
    metrics = pytest.importorskip("inkdigits.metrics")
    assert metrics.levenshtein(text, wanted) <= 3
    assert 6 <= len(found.lines) <= 7  # one digit too many may stand apart
