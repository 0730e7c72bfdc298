from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tiny_data
from inkdigits.train import data
from inkdigits.train.augment import NOT_A_DIGIT_CLASS, ExampleMaker, draw, scribble, warp
from inkdigits.train.data import load_digit_sources, load_junk_sources
from inkdigits.train.sources import ImageSource, Source
from inkdigits.train.validation import junk_examples, source_examples


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Source], list[Source]]:
    """Digits and what is none."""
    root = tmp_path_factory.mktemp("data")
    tiny_data.write_mnist(root)
    tiny_data.write_unipen(root)
    tiny_data.write_letters(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "MNIST_VALIDATION", 20)
        return load_digit_sources(root, "train"), load_junk_sources(root, "train")


@pytest.fixture(scope="module")
def maker(sources: tuple[list[Source], list[Source]]) -> ExampleMaker:
    return ExampleMaker(*sources)


def test_the_same_seed_gives_the_same_examples(maker: ExampleMaker) -> None:
    first, again, other = (maker.batch(40, np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert (first[0] != other[0]).any()


def test_examples_are_frames_of_all_classes(maker: ExampleMaker) -> None:
    images, labels = maker.batch(500, np.random.default_rng(0))
    assert images.shape == (500, 28, 28)
    assert images.dtype == np.uint8
    assert labels.dtype == np.int64
    assert set(labels.tolist()) == set(range(11))
    junk = float((labels == NOT_A_DIGIT_CLASS).mean())
    assert 0.1 < junk < 0.3
    counts = np.bincount(labels[labels < 10], minlength=10)
    assert counts.min() > 15
    assert images.reshape(500, -1).max(axis=1).min() > 0


def test_no_two_examples_are_alike(maker: ExampleMaker) -> None:
    images, _ = maker.batch(100, np.random.default_rng(0))
    assert len({image.tobytes() for image in images}) == 100


def test_without_junk_there_are_digits_only(sources: tuple[list[Source], list[Source]]) -> None:
    _, labels = ExampleMaker(sources[0], []).batch(60, np.random.default_rng(0))
    assert labels.max() <= 9


def test_a_set_that_lacks_a_digit_gives_true_labels() -> None:
    images = [np.full((20, 9), 255, np.uint8)] * 3
    ones = ImageSource("ones", images, np.array([1, 1, 1]), np.array(["a", "b", "c"]))
    _, labels = ExampleMaker([ones], []).batch(12, np.random.default_rng(0))
    assert labels.tolist() == [1] * 12


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_scribbles_and_junk_are_never_an_error(maker: ExampleMaker, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert scribble(rng).any()
    assert maker.junk_example(rng).shape == (28, 28)


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_a_warped_glyph_keeps_its_ink(
    sources: tuple[list[Source], list[Source]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    ink = draw(sources[0][seed % 2], seed % 40, rng)
    warped = warp(ink, rng)
    assert warped.dtype == np.uint8
    assert 0.3 * ink.sum(dtype=float) < warped.sum(dtype=float) < 3 * ink.sum(dtype=float)
    # Nothing is pushed over the edge.
    assert warped[[0, -1]].max() < 128
    assert warped[:, [0, -1]].max() < 128


# --- validation ---------------------------------------------------------------------------------


def test_validation_shows_every_glyph_once(sources: tuple[list[Source], list[Source]]) -> None:
    for source in sources[0]:
        images, labels = source_examples(source, np.random.default_rng(0))
        assert images.shape == (len(source), 28, 28)
        np.testing.assert_array_equal(labels, source.labels)
        assert images.reshape(len(images), -1).max(axis=1).min() > 200
        again, _ = source_examples(source, np.random.default_rng(0))
        np.testing.assert_array_equal(images, again)


def test_validation_can_be_limited(sources: tuple[list[Source], list[Source]]) -> None:
    images, labels = source_examples(sources[0][0], np.random.default_rng(0), limit=7)
    assert len(images) == len(labels) == 7
    assert len(source_examples(sources[0][0], np.random.default_rng(0), limit=999)[0]) == 40


def test_what_is_no_digit_is_class_ten(sources: tuple[list[Source], list[Source]]) -> None:
    images, labels = junk_examples(sources[1], sources[0], np.random.default_rng(0), limit=20)
    assert len(images) == len(labels) > 20
    assert (labels == NOT_A_DIGIT_CLASS).all()
    assert images.reshape(len(images), -1).any(axis=1).all()


@pytest.mark.data
def test_real_handwriting_is_framed_without_loss(data_root: Path) -> None:
    real = load_digit_sources(data_root, "validation", ["swiss", "semeion"])
    for source in real:
        images, _ = source_examples(source, np.random.default_rng(0), limit=50)
        assert images.reshape(len(images), -1).max(axis=1).min() > 200
