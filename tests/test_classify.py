from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from inkdigits.classify import Classifier, softmax
from inkdigits.errors import ImageError, ModelError
from inkdigits.normalize import normalize
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Digit
from inkdigits.views import SURE, pooled, views
from pen import draw_ink, ink_of, on_paper
from tiny_models import save_classifier

Grey = NDArray[np.uint8]

DIGITS = range(10)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier()


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


# --- the network -------------------------------------------------------------------------------


def test_logits_take_frames_with_and_without_a_channel(classifier: Classifier) -> None:
    frames = np.stack([normalize(255 - ink_of(digit)) for digit in DIGITS])
    logits = classifier.logits(frames)
    assert logits.shape == (10, 11)
    assert logits.dtype == np.float32
    np.testing.assert_array_equal(classifier.logits(frames[:, None]), logits)
    assert logits.argmax(axis=1).tolist() == list(DIGITS)


def test_no_frames_give_no_logits(classifier: Classifier) -> None:
    assert classifier.logits(np.zeros((0, 28, 28), np.float32)).shape == (0, 11)
    assert classifier.probabilities(np.zeros((0, 1, 28, 28), np.float32)).shape == (0, 11)


def test_an_answer_does_not_depend_on_the_rest_of_the_batch(classifier: Classifier) -> None:
    frames = np.stack([normalize(255 - ink_of(digit)) for digit in DIGITS])
    alone = np.concatenate([classifier.logits(frame[None]) for frame in frames])
    np.testing.assert_allclose(classifier.logits(frames), alone, atol=1e-3)


def test_probabilities_sum_to_one(classifier: Classifier) -> None:
    rng = np.random.default_rng(0)
    probabilities = classifier.probabilities(rng.random((20, 28, 28), np.float32))
    assert probabilities.shape == (20, 11)
    assert probabilities.min() >= 0
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


@given(hnp.arrays(np.float32, (3, 11), elements=st.floats(-1e4, 1e4, width=32)))
def test_softmax_is_a_distribution_for_any_logits(logits: NDArray[np.float32]) -> None:
    probabilities = softmax(logits)
    assert np.isfinite(probabilities).all()
    assert probabilities.max() <= 1
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_temperature_divides_the_logits(tmp_path: Path) -> None:
    frame = normalize(255 - ink_of(7))[None]
    cold, warm = (
        Classifier(save_classifier(tmp_path / f"{t}.onnx", metadata={"temperature": str(t)}))
        for t in (1.0, 4.0)
    )
    np.testing.assert_array_equal(cold.logits(frame), warm.logits(frame))
    expected = softmax(cold.logits(frame) / np.float32(4))
    np.testing.assert_allclose(warm.probabilities(frame), expected, atol=1e-6)
    assert warm.probabilities(frame).max() < cold.probabilities(frame).max()


def test_an_unsure_picture_is_seen_from_several_sides(classifier: Classifier) -> None:
    seven, one = (normalize(255 - ink_of(digit)) for digit in (7, 1))
    between = np.maximum(0.55 * seven, 0.45 * one)
    alone = softmax(classifier.logits(between[None]) / np.float32(classifier.temperature))
    assert alone.max() < SURE
    sharpening = classifier.view_sharpening
    assert sharpening is not None
    looks = np.concatenate((between[None], views(between[None]).reshape(-1, 28, 28)))
    each = softmax(classifier.logits(looks) / np.float32(classifier.temperature))
    frames = np.stack([seven, between, one])
    answers = classifier.probabilities(frames)
    np.testing.assert_allclose(answers[1], pooled(each[:, None], sharpening)[0], atol=1e-4)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-5)
    assert answers[[0, 2]].argmax(axis=1).tolist() == [7, 1]


def test_a_model_of_ten_classes_never_says_not_a_digit(tmp_path: Path) -> None:
    path = save_classifier(
        tmp_path / "ten.onnx", outputs=10, metadata={"classes": json.dumps([*"0123456789"])}
    )
    model = Classifier(path)
    assert model.classes == tuple("0123456789")
    probabilities = model.probabilities(np.zeros((2, 28, 28), np.float32))
    assert probabilities.shape == (2, 11)
    assert probabilities[:, 10].tolist() == [0, 0]
    assert probabilities.argmax(axis=1).tolist() == [7, 7]


def test_what_a_file_does_not_say_has_a_default(tmp_path: Path) -> None:
    model = Classifier(save_classifier(tmp_path / "m.onnx", metadata={"reject_threshold": None}))
    assert model.reject_threshold == 0.5
    assert model.revision == "unknown"


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"classes": json.dumps([*"1234567890", "not_a_digit"])}, "expected the ten digits"),
        ({"classes": json.dumps([*"0123456789", "cat"])}, "expected the ten digits"),
        ({"classes": json.dumps([*"012345678"])}, "expected the ten digits"),
        ({"classes": "ten digits"}, "classes"),
        ({"classes": "3"}, "classes"),
        ({"classes": None}, "no metadata 'classes'"),
        ({"normalization": "99"}, "framing 99, this is framing 1: train it again"),
        ({"normalization": None}, "no metadata 'normalization'"),
        ({"temperature": None}, "no metadata 'temperature'"),
        ({"temperature": "hot"}, "should be a number"),
        ({"reject_threshold": "half"}, "reject_threshold"),
        ({"task": "detect"}, "expected 'classify'"),
    ],
)
def test_a_model_that_does_not_fit_is_a_model_error(
    tmp_path: Path, metadata: dict[str, str | None], message: str
) -> None:
    path = save_classifier(tmp_path / "odd.onnx", metadata=metadata)
    with pytest.raises(ModelError, match=message):
        Classifier(path)


@pytest.mark.parametrize("change", [{"outputs": 10}, {"outputs": 12}, {"side": 32}])
def test_a_network_of_another_shape_is_a_model_error(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    path = save_classifier(tmp_path / "odd.onnx", **change)
    with pytest.raises(ModelError, match="shape"):
        Classifier(path).logits(np.zeros((2, 28, 28), np.float32))


# --- one digit a picture -------------------------------------------------------------------------


def assert_reads(digits: list[Digit], expected: list[int]) -> None:
    assert [d.value for d in digits] == expected
    for digit in digits:
        assert digit.reason is None
        assert digit.confidence == max(digit.probabilities)
        assert digit.confidence > 0.5
        assert sum(digit.probabilities) <= 1 + 1e-5


@pytest.mark.parametrize("pen", [3, 8, 16])
@pytest.mark.parametrize("height", [18, 60, 200])
def test_drawn_digits(reader: Reader, height: int, pen: int) -> None:
    inks = [ink_of(d, height=height, pen=max(1, pen * height / 100)) for d in DIGITS]
    assert_reads(reader.classify_many([255 - ink for ink in inks]), list(DIGITS))
    assert_reads(reader.classify_many(inks), list(DIGITS))


@pytest.mark.parametrize("digit", [0, 1, 2, 3, 4, 7])
def test_a_digit_in_any_corner(reader: Reader, digit: int) -> None:
    pictures = []
    for left, top in ((6, 6), (330, 6), (6, 430), (330, 430), (180, 220)):
        ink = np.zeros((500, 400), np.uint8)
        draw_ink(ink, digit, left=left, top=top, height=60, pen=6)
        pictures += [ink, 255 - ink]
    assert_reads(reader.classify_many(pictures), [digit] * len(pictures))


def test_photographed_digits(reader: Reader) -> None:
    rng = np.random.default_rng(0)
    photos = [on_paper(ink_of(d, height=120, pen=9, margin=50), rng) for d in DIGITS]
    assert_reads(reader.classify_many(photos), list(DIGITS))


def test_the_box_is_the_inks(reader: Reader) -> None:
    ink = np.zeros((400, 500), np.uint8)
    wanted = draw_ink(ink, 3, left=300, top=50, height=90, pen=8)
    assert reader.classify(255 - ink).box.xyxy == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (240, 320)])
@pytest.mark.parametrize("tone", [0, 128, 255])
def test_a_blank_picture(reader: Reader, shape: tuple[int, int], tone: int) -> None:
    digit = reader.classify(np.full(shape, tone, np.uint8))
    assert (digit.value, digit.reason, digit.confidence) == (None, "blank", 1.0)
    assert digit.probabilities == (0.0,) * 10
    assert digit.box.xyxy == (0, 0, shape[1], shape[0])
    assert not digit.needs_review


def scribble(seed: int) -> Grey:
    rng = np.random.default_rng(seed)
    picture = np.full((160, 200), 255, np.uint8)
    points = np.stack((rng.uniform(20, 180, 40), rng.uniform(20, 140, 40)), axis=1)
    cv2.polylines(picture, [points.astype(np.int32)], False, 0, 3, cv2.LINE_AA)
    return picture


def test_scribbles_are_no_digits(reader: Reader) -> None:
    digits = reader.classify_many([scribble(seed) for seed in range(8)])
    refused = [d for d in digits if d.reason == "not_a_digit"]
    assert len(refused) >= 7
    for digit in refused:
        assert digit.value is None
        assert digit.text == "?"
        assert digit.confidence > 0.05


def test_many_pictures_are_read_as_each_alone(reader: Reader) -> None:
    pictures: list[Grey] = [255 - ink_of(d, height=h) for d in DIGITS for h in (30, 90)]
    pictures.insert(3, np.full((20, 30), 255, np.uint8))
    pictures.insert(9, scribble(1))
    together = reader.classify_many(iter(pictures))
    for one, picture in zip(together, pictures, strict=True):
        alone = reader.classify(picture)
        assert (one.value, one.reason, one.box) == (alone.value, alone.reason, alone.box)
        assert one.probabilities == pytest.approx(alone.probabilities, abs=1e-5)


def test_more_pictures_than_fit_one_batch_keep_their_order(reader: Reader) -> None:
    wanted = [k * 7 % 10 for k in range(300)]
    inks = {d: 255 - ink_of(d, height=24, pen=3, margin=4) for d in DIGITS}
    assert [d.value for d in reader.classify_many([inks[d] for d in wanted])] == wanted


def test_no_pictures_are_no_digits(reader: Reader) -> None:
    assert reader.classify_many([]) == []


def test_a_bad_picture_among_many_is_an_image_error(reader: Reader) -> None:
    with pytest.raises(ImageError):
        reader.classify_many([255 - ink_of(3), b"no picture"])


def test_the_review_threshold_marks_the_doubtful() -> None:
    pictures = [255 - ink_of(digit) for digit in DIGITS]
    never = Reader(ReaderOptions(review_threshold=0.0)).classify_many(pictures)
    always = Reader(ReaderOptions(review_threshold=1.0)).classify_many(pictures)
    assert not any(d.needs_review for d in never)
    assert all(d.needs_review == (d.confidence < 1) for d in always)
    assert any(d.needs_review for d in always)


def test_a_polarity_that_is_named_is_taken() -> None:
    dark, light = (
        Reader(ReaderOptions(polarity=p))
        for p in ("dark_on_light", "light_on_dark")  # type: ignore[arg-type]
    )
    assert dark.classify(255 - ink_of(4)).value == 4
    assert light.classify(ink_of(4)).value == 4
    assert dark.classify(ink_of(4)).value != 4


@settings(max_examples=60)
@given(
    hnp.arrays(
        np.uint8,
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40),
        elements=st.integers(0, 255),
        fill=st.integers(0, 255),
    )
)
def test_any_picture_is_answered(reader: Reader, image: Grey) -> None:
    digit = reader.classify(image)
    assert (digit.value is None) == (digit.reason is not None)
    assert 0 <= digit.confidence <= 1
    assert Digit.from_dict(digit.to_dict()) == digit


@pytest.mark.data
def test_mnists_test_digits(reader: Reader, data_root: Path) -> None:
    mnist = pytest.importorskip("inkdigits.train.mnist")
    images, labels = mnist.mnist_arrays(data_root / "mnist", "test")
    digits = reader.classify_many(images[:500])
    right = np.mean([d.value == label for d, label in zip(digits, labels[:500], strict=True)])
    assert right >= 0.98
    confidence = np.mean([d.confidence if d.value is not None else 0 for d in digits])
    assert confidence == pytest.approx(right, abs=0.08)
