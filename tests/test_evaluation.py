"""Figures of readers whose answers are known beforehand, and the pictures they are asked about."""

from __future__ import annotations

import gzip
import json
import struct
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inkdigits.errors import DataError
from inkdigits.image import load_image
from inkdigits.metrics import box_iou
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.train import canvas, conditions, evaluation, evaluation_sets, worst
from inkdigits.train.evaluation import Answers, PageResult
from inkdigits.train.evaluation_sets import LabelledPage, PictureSet
from inkdigits.train.mnist import MNIST_FILES
from inkdigits.train.sources import NOT_A_DIGIT

BOX = Box(0, 0, 10, 10)


def digit(value: int | None, confidence: float = 0.9, box: Box = BOX) -> Digit:
    """A digit, or where value is None a picture of which 4 is the likeliest of bad answers."""
    probabilities = [0.0] * 10
    probabilities[4 if value is None else value] = confidence if value is not None else 0.05
    reason = "not_a_digit" if value is None else None
    return Digit(value, confidence, tuple(probabilities), box, False, reason)


def page(*lines: str, boxes: Iterable[Box] | None = None) -> Page:
    """A page with these lines, each one number."""
    places = iter(boxes) if boxes is not None else iter([BOX] * sum(map(len, lines)))
    return Page(
        tuple(Line((Number(tuple(digit(int(c), box=next(places)) for c in x)),)) for x in lines),
        100,
        50,
    )


class FakeReader:
    """Gives prepared answers, in order, whatever the pictures are."""

    def __init__(self, digits: Sequence[Digit] = (), pages: Sequence[Page] = ()) -> None:
        self.digits, self.pages = iter(digits), iter(pages)

    def classify_many(self, images: Iterable[Any]) -> list[Digit]:
        return [next(self.digits) for image in images if load_image(image).size]

    def read(self, image: Any) -> Page:
        assert load_image(image).size
        return next(self.pages)


def pictures(labels: Sequence[int]) -> PictureSet:
    grey = np.full((20, 20), 255, np.uint8)
    return PictureSet("some", np.array(labels, np.int64), lambda i: grey)


def labelled(name: str, *lines: str, **fields: Any) -> LabelledPage:
    image = np.full((50, 100), 255, np.uint8)
    return LabelledPage(name, image, lines, "".join(lines), **fields)


@pytest.fixture
def small_mnist(tmp_path: Path) -> Path:
    """A data folder whose MNIST has 40 test digits: a stroke for 1, a ring for 0."""
    images = np.zeros((40, 28, 28), np.uint8)
    images[::2, 6:22, 13:15] = 255
    y, x = np.mgrid[:28, :28]
    radius = np.hypot(y - 13.5, x - 13.5)
    images[1::2] = ((radius > 6) & (radius < 9)) * 255
    labels = np.arange(1, 41, dtype=np.uint8) % 2
    folder = tmp_path / "mnist"
    folder.mkdir()
    for part, array in (("test-images", images), ("test-labels", labels)):
        header = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        (folder / MNIST_FILES[part][0]).write_bytes(gzip.compress(header + array.tobytes()))
    return tmp_path


# --- single digits ------------------------------------------------------------------------------


def test_a_refused_digit_is_wrong_but_its_likeliest_answer_may_be_right() -> None:
    reader = FakeReader([digit(1), digit(2), digit(None), digit(7, 0.5)])
    figures, answered = evaluation.evaluate_pictures(reader, pictures([1, 2, 4, 3]))  # type: ignore[arg-type]
    assert answered.values.tolist() == [1, 2, -1, 7]
    assert figures["digits"] == 4
    assert figures["accuracy_percent"] == 50
    assert figures["argmax_accuracy_percent"] == 75
    assert figures["refused_percent"] == 25
    # Two right at 0.9 and one wrong at 0.5.
    assert figures["mean_confidence_percent"] == pytest.approx(100 * 2.3 / 3)
    assert figures["ece_percent"] == pytest.approx(100 * (0.1 * 2 + 0.5) / 3)
    assert "not_digits" not in figures


def test_what_is_no_digit_should_be_refused() -> None:
    reader = FakeReader([digit(None), digit(3), digit(None), digit(5)])
    labels = [NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT, 5]
    figures, _ = evaluation.evaluate_pictures(reader, pictures(labels))  # type: ignore[arg-type]
    assert figures["not_digits"] == 3
    assert figures["junk_refused_percent"] == pytest.approx(200 / 3)
    assert figures["accuracy_percent"] == 100
    assert "junk_refused_keeping_99_5_percent" not in figures


def test_refusal_at_a_threshold_of_ones_own() -> None:
    answered = Answers(
        np.array([1, -1, 2]), np.array([1, 1, 2]), np.full(3, 0.9), np.array([0.2, 0.9, 0.4])
    )
    figures = evaluation.junk_figures(answered, 0.3)
    assert figures["junk_refused_percent"] == pytest.approx(100 / 3)
    assert figures["junk_refused_keeping_99_5_percent"] == pytest.approx(200 / 3)
    assert figures["threshold_keeping_99_5"] == 0.3


def test_the_threshold_comes_from_validation_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def load(name: str, root: Path, split: str) -> PictureSet:
        asked.append((name, split))
        return pictures([1, 2])

    monkeypatch.setattr(evaluation, "load_picture_set", load)
    reader = FakeReader([digit(1, c) for c in (0.99, 0.9, 0.8, 0.7, 0.95, 0.97)])
    threshold = evaluation.kept_threshold(reader, Path())  # type: ignore[arg-type]
    assert threshold == pytest.approx(0.3)
    assert asked == [(name, "validation") for name in ("mnist", "swiss", "unipen")]


def test_the_most_confident_mistake_is_the_worst() -> None:
    answered = Answers(
        np.array([1, 2, 3, 4]), np.array([1, 2, 3, 4]), np.array([0.9, 0.6, 0.8, 0.7]), np.zeros(4)
    )
    chosen = evaluation.worst_pictures(answered, np.array([1, 0, 0, 0]), 2)
    assert chosen.tolist() == [2, 3]


# --- pages --------------------------------------------------------------------------------------


def results_of_two_pages_and_two_negatives() -> list[PageResult]:
    boxes = np.array([[0, 0, 10, 10], [20, 0, 30, 10]], np.float32)
    read = [
        page("12", boxes=[Box(0, 0, 10, 10), Box(21, 0, 30, 10)]),
        page("345"),
        page(),
        page("88"),
    ]
    pages = [
        labelled("a", "12", boxes_xyxy=boxes, source="one", tags=("photo", "pen")),
        labelled("b", "34", "56", source="two", tags=("photo",)),
        labelled("c", tags=("negative",)),
        labelled("d", tags=("negative",)),
    ]
    return evaluation.read_pages(FakeReader(pages=read), pages)  # type: ignore[arg-type]


def test_numbers_are_compared_where_labels_group_them() -> None:
    pages = [labelled("a", "1234", numbers=("12", "34")), labelled("b", "56", numbers=("5", "6"))]
    found = FakeReader(pages=[page("12", "34"), page("56")])
    results = evaluation.read_pages(found, pages)  # type: ignore[arg-type]
    assert evaluation.page_figures(results)["number_exact_percent"] == 50


def test_figures_on_pages() -> None:
    figures = evaluation.page_figures(results_of_two_pages_and_two_negatives())
    assert (figures["pages"], figures["digits"], figures["negatives"]) == (2, 6, 2)
    assert figures["page_exact_percent"] == 50
    assert figures["line_exact_percent"] == pytest.approx(100 / 3)
    assert figures["number_exact_percent"] is None  # nobody said how they are grouped
    assert figures["cer_percent"] == pytest.approx(100 / 6)
    assert figures["cer_by_page_percent"] == pytest.approx(12.5)
    assert figures["cer_by_source_percent"] == pytest.approx(12.5)
    assert figures["digit_f1_percent"] == pytest.approx(100 * 2 * 5 / 11)
    assert figures["box_f1_percent"] == 100
    assert figures["clean_negatives_percent"] == 50
    assert figures["false_digits_per_negative"] == 1
    seconds = figures["seconds_median"]
    assert seconds is not None
    assert seconds >= 0


def test_figures_by_tag_with_the_most_common_first() -> None:
    tags = evaluation.figures_by_tag(results_of_two_pages_and_two_negatives())
    assert list(tags) == ["negative", "photo", "pen"]
    assert tags["pen"]["page_exact_percent"] == 100
    assert tags["negative"]["page_exact_percent"] is None
    assert tags["negative"]["false_digits_per_negative"] == 1
    json.dumps(tags, allow_nan=False)


def test_reading_no_pages_is_an_error() -> None:
    with pytest.raises(DataError, match="found none"):
        evaluation.page_figures([])


def test_the_worst_pages_are_those_with_most_errors_and_none_without() -> None:
    results = results_of_two_pages_and_two_negatives()
    assert [r.labelled.name for r in evaluation.worst_pages(results, 5)] == ["d", "b"]
    assert [r.labelled.name for r in evaluation.worst_pages(results, 1)] == ["d"]


def test_worst_sheets_are_pictures_also_of_nothing() -> None:
    results = results_of_two_pages_and_two_negatives()
    full, empty = worst.page_sheet(results), worst.page_sheet([])
    assert full.mode == "RGB"
    assert full.size > empty.size
    answered = evaluation.answers(FakeReader([digit(1), digit(None)]), pictures([2, 3]))  # type: ignore[arg-type]
    sheet = worst.picture_sheet(pictures([2, 3]), answered, np.array([0, 1]))
    assert sheet.width > worst.picture_sheet(pictures([2]), answered, np.array([0])).width


# --- sets ---------------------------------------------------------------------------------------


def write_labels(folder: Path, entries: object) -> None:
    folder.mkdir(exist_ok=True)
    Image.new("L", (40, 20), 255).save(folder / "a.png")
    (folder / "labels.json").write_text(json.dumps(entries))


def test_labels_of_whole_pages(tmp_path: Path) -> None:
    entry = {
        "file": "a.png",
        "kind": "photo",
        "tags": ["pen", "photo"],
        "lines": [["12", "3"], ["4"]],
        "digits": "1234",
        "boxes": [[0, 0, 5, 5]] * 4,
        "source": "somebody/app:7.jpg",
        "negative": False,
    }
    empty = {"file": "a.png", "lines": [], "digits": "", "boxes": None, "tags": []}
    write_labels(tmp_path, [entry, empty])
    first, second = evaluation_sets.load_pages(tmp_path)
    assert (first.lines, first.digits) == (("123", "4"), "1234")
    assert (first.source, first.tags) == ("somebody/app", ("photo", "pen"))
    assert first.boxes_xyxy is not None
    assert first.boxes_xyxy.shape == (4, 4)
    assert second.negative
    assert not first.negative


def test_labels_of_strings(tmp_path: Path) -> None:
    write_labels(tmp_path, [{"file": "a.png", "text": "0123 4"}])
    (only,) = evaluation_sets.load_pages(tmp_path)
    assert (only.lines, only.digits, only.boxes_xyxy) == (("01234",), "01234", None)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "no pictures"),
        ({"a": 1}, "no list"),
        ([{"text": "1"}], "no list"),
        ([{"file": "b.png", "text": "1"}], "b.png"),
        (
            [{"file": "a.png", "lines": [["12"]], "digits": "12", "boxes": [[0, 0, 1, 1]]}],
            "1 boxes",
        ),
    ],
)
def test_labels_that_are_wrong(tmp_path: Path, entries: object, message: str) -> None:
    write_labels(tmp_path, entries)
    with pytest.raises(DataError, match=message):
        evaluation_sets.load_pages(tmp_path)


def test_a_folder_without_labels(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"labels\.json"):
        evaluation_sets.load_pages(tmp_path)


def test_a_folder_of_pictures_by_digit(tmp_path: Path) -> None:
    for name in ("3", "not_a_digit", "other"):
        (tmp_path / name).mkdir()
        Image.new("L", (20, 20), 255).save(tmp_path / name / "x.png")
    (tmp_path / "3" / "notes.txt").write_text("no picture")
    found = evaluation_sets.load_picture_folder(tmp_path)
    assert found.labels.tolist() == [3, NOT_A_DIGIT]
    assert [load_image(p).shape for p in found] == [(20, 20)] * 2


def test_a_folder_without_such_pictures(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="sub-folders 0 to 9"):
        evaluation_sets.load_picture_folder(tmp_path)


def test_a_missing_set_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"usps\.npz"):
        evaluation_sets.load_picture_set("usps", tmp_path)
    with pytest.raises(DataError, match=r"handwriting_fonts\.npz.* made, not fetched: .*DATA\.md"):
        evaluation_sets.load_picture_set("fonts", tmp_path)


def test_a_damaged_set_says_so(tmp_path: Path) -> None:
    (tmp_path / "usps.npz").write_bytes(b"PK but no archive")
    with pytest.raises(DataError, match="damaged"):
        evaluation_sets.load_picture_set("usps", tmp_path)


def test_a_sample_is_the_same_each_time(small_mnist: Path) -> None:
    mnist = evaluation_sets.load_picture_set("mnist", small_mnist)
    first, second = mnist.sample(5), mnist.sample(5)
    assert len(first) == 5
    assert first.labels.tolist() == second.labels.tolist()
    for picture, label in zip(first, first.labels, strict=True):
        assert bool(np.asarray(picture)[13, 13:15].all()) == bool(label)
    assert len(mnist.sample(1000)) == 40
    assert len(mnist.sample(None)) == 40


@pytest.mark.data
@pytest.mark.parametrize(
    "name",
    # the fonts' file is made from what one fetches oneself: see test_train_fonts.py
    sorted(set(evaluation_sets.PICTURE_SETS) - {"fonts", "font-letters"}),
)
def test_every_set_gives_pictures_with_ink(name: str, data_root: Path) -> None:
    some = evaluation_sets.load_picture_set(name, data_root).sample(6)
    assert len(some) == 6
    for picture in some:
        grey = load_image(picture)
        assert min(grey.shape) >= 16
        assert np.ptp(grey) > 60
    if name in evaluation_sets.JUNK_SETS:
        assert set(some.labels.tolist()) == {NOT_A_DIGIT}


@pytest.mark.data
def test_validation_pictures_are_none_of_the_test_pictures(data_root: Path) -> None:
    for name in evaluation.KEEP_SETS:
        test, held = (
            evaluation_sets.load_picture_set(name, data_root, split).sample(300)
            for split in ("test", "validation")
        )
        seen = {load_image(p).tobytes() for p in test}
        assert not seen & {load_image(p).tobytes() for p in held}


# --- canvas -------------------------------------------------------------------------------------


def test_thinning_leaves_a_line_of_one_pixel() -> None:
    ink = np.zeros((20, 20), np.bool_)
    ink[3:17, 8:13] = True
    thin = canvas.thin(ink)
    assert 6 <= thin.sum() <= 14
    assert thin.sum(axis=1).max() <= 2
    assert not canvas.thin(np.zeros((5, 5), np.bool_)).any()


@pytest.mark.parametrize("placement", canvas.PLACEMENTS)
def test_digits_stand_on_the_canvas_where_the_placement_says(placement: str) -> None:
    line = np.array([[[0.5, 0], [0.5, 1]], [[0, 0], [0.5, 0]]], np.float32)
    drawn = canvas.draw_placed(line, placement, 3)
    assert drawn.shape == (400, 400)
    rows, columns = np.nonzero(drawn > 60)
    top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
    assert min(top, left) >= 1
    assert max(bottom, right) <= 398
    if "upper" in placement:
        assert top < 5
    if "right" in placement:
        assert right > 394
    if placement == "fills the canvas":
        assert bottom - top > 385
    if placement.startswith("12 px"):
        assert 10 <= bottom - top <= 13


def test_a_reader_that_fails_in_corners_is_found_out(small_mnist: Path) -> None:
    sets = canvas.canvas_sets(small_mnist, 4)
    truth = [digit(int(v)) for v in sets[canvas.CENTRED][0].labels]
    wrong = [digit(9)] * 4
    prepared = []
    for placement in sets:
        prepared += (wrong if placement == "upper left" else truth) + truth
    rows = evaluation.evaluate_canvas(FakeReader(prepared), small_mnist, 4)  # type: ignore[arg-type]
    by_name = {row["placement"]: row for row in rows}
    assert set(by_name) == set(canvas.PLACEMENTS)
    assert by_name["upper left"]["dark_on_light_difference"] == -100
    assert by_name["upper left"]["light_on_dark_difference"] == 0
    assert by_name["lower right"]["dark_on_light_percent"] == 100


def test_both_polarities_of_the_canvas(small_mnist: Path) -> None:
    dark, light = canvas.canvas_sets(small_mnist, 2)[canvas.CENTRED]
    assert np.array_equal(255 - np.asarray(dark.picture(1)), light.picture(1))
    assert load_image(dark.picture(0)).mean() > 200


# --- conditions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", conditions.CONDITIONS)
def test_pages_of_a_condition_are_labelled_and_always_the_same(
    name: str, small_mnist: Path
) -> None:
    first, again = (next(conditions.condition_pages(small_mnist, name, 1)) for _ in range(2))
    script = conditions.CONDITIONS[name][0]
    image = np.asarray(first.image)
    assert image.shape == script.size
    assert np.array_equal(image, np.asarray(again.image))
    assert [len(line) for line in first.lines] == [script.digits] * script.lines
    assert first.digits == "".join(first.lines)
    boxes = first.boxes_xyxy
    assert boxes is not None
    assert len(boxes) == len(first.digits)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= image.shape[::-1]).all()
    heights = boxes[:, 3] - boxes[:, 1]
    assert 0.6 * script.height < np.median(heights) < 1.4 * script.height
    # At every box ink stands out of its ground.
    for x0, y0, x1, y1 in boxes.astype(int):
        assert np.ptp(image[max(0, y0 - 4) : y1 + 4, max(0, x0 - 4) : x1 + 4].astype(int)) > 25


def test_digits_that_touch_overlap_a_little_and_others_do_not(small_mnist: Path) -> None:
    for name, overlapping in (("touching", True), ("one line", False)):
        (one,) = conditions.condition_pages(small_mnist, name, 1)
        assert one.boxes_xyxy is not None
        iou = box_iou(one.boxes_xyxy, one.boxes_xyxy)
        neighbours = np.diag(iou, 1)
        assert neighbours.max() < 0.4
        assert bool(neighbours.max() > 0) == overlapping


# --- imports ------------------------------------------------------------------------------------


def test_evaluating_needs_no_training_library() -> None:
    code = (
        "import sys; import inkdigits.train.evaluation, inkdigits.train.conditions, "
        "inkdigits.train.worst; print(sorted({'torch', 'onnx', 'matplotlib'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
