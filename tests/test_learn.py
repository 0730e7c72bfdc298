"""A hand learned: better on that hand, no worse on others, and nothing switched on that is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from inkdigits.classify import Classifier, softmax
from inkdigits.errors import ConfigError, DataError, ModelError
from inkdigits.learn import (
    FEWEST,
    Figures,
    Lesson,
    learn,
    learn_from_store,
    load_memory,
    measure_mnist,
)
from inkdigits.learn.layer import learn_change
from inkdigits.learn.lesson import MNIST_MAY_FALL, _refusal, most_fallen, percent_right
from inkdigits.learn.memory import Memory, save_memory
from inkdigits.learn.variants import varied
from inkdigits.metrics import levenshtein
from inkdigits.normalize import normalize
from inkdigits.profile import directions, profile_names, save_profile
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.result import Box
from inkdigits.store import Kept, Store
from inkdigits.store.database import picture_key
from pen import ink_of
from tiny_data import write_mnist
from tiny_models import save_classifier

Float = NDArray[np.float32]

TURN = -40
"""Degrees by which this hand turns every digit: read wrong by one that does not know it."""


def written(digit: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """A digit as this hand writes it, black on white."""
    ink = ink_of(digit, height=60, pen=rng.uniform(4, 9), margin=50)
    height, width = ink.shape
    middle = (width / 2, height / 2)
    matrix = cv2.getRotationMatrix2D(middle, TURN + rng.normal(0, 5), rng.uniform(0.9, 1.1))
    return np.asarray(255 - cv2.warpAffine(ink, matrix, (width, height)), np.uint8)


def hand(count: int, seed: int) -> tuple[Float, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    frames = np.stack([normalize(written(int(d), rng)) for d in labels])
    return frames, labels


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(threads=1)


@pytest.fixture(scope="module")
def memory() -> Memory:
    return load_memory()


@pytest.fixture(scope="module")
def lesson(classifier: Classifier, memory: Memory) -> Lesson:
    return learn("anna", *hand(50, 1), classifier, memory)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def errors(classifier: Classifier, frames: Float, labels: NDArray[np.int64]) -> float:
    probabilities = classifier.probabilities(frames)
    refused = probabilities[:, 10] > classifier.reject_threshold
    return float((refused | (probabilities[:, :10].argmax(axis=1) != labels)).mean())


# --- the memory -----------------------------------------------------------------------------------


def test_the_memory_belongs_to_the_classifier_that_is_shipped(
    classifier: Classifier, memory: Memory
) -> None:
    assert memory.model == classifier.sha256
    assert profile_size("memory.npz") <= 0.6e6
    assert len(memory.mnist.labels) == 5000
    assert {part.name for part in memory.guards} == {"mnist", "writers", "not_a_digit"}
    assert set(memory.replay.labels.tolist()) == set(range(11))


def profile_size(name: str) -> int:
    from inkdigits.onnx_model import shipped_model

    return shipped_model(name).stat().st_size


def test_the_memory_answers_as_the_classifier_does(memory: Memory) -> None:
    """Most replayed digits are read right; few would be, were the features in disorder."""
    for part, least in ((memory.mnist, 0.98), (memory.replay, 0.9)):
        digits = part.labels < 10
        right = part.logits[digits, :10].argmax(axis=1) == part.labels[digits]
        assert right.mean() > least


@pytest.mark.data
def test_remembered_logits_are_those_of_the_classifier(
    classifier: Classifier, memory: Memory, data_root: Path
) -> None:
    from inkdigits.train.data import load_digit_sources
    from inkdigits.train.validation import source_examples

    [source] = load_digit_sources(data_root, "validation", ["mnist"])
    images, labels = source_examples(source, np.random.default_rng(0), limit=400)
    logits = classifier.logits(images.astype(np.float32) / np.float32(255))
    # The same digits, rounded: each is near one that is remembered.
    for label in range(10):
        near = memory.mnist.logits[memory.mnist.labels == label]
        for row in logits[labels == label][:3]:
            assert np.abs(near - row).max(axis=1).min() < 0.6


def test_a_damaged_memory_is_a_model_error(tmp_path: Path) -> None:
    path = tmp_path / "memory.npz"
    path.write_bytes(b"no memory")
    with pytest.raises(ModelError, match="reinstall"):
        load_memory(path)
    rng = np.random.default_rng(0)
    features = rng.uniform(0, 1, (5, 4)).astype(np.float32)
    save_memory(
        path,
        model="0",
        parts=[("mnist", features, np.arange(5))],
        weights=rng.normal(size=(4, 11)).astype(np.float32),
        bias=np.zeros(11, np.float32),
    )
    with pytest.raises(ModelError, match="reinstall"):  # it has nothing to replay
        load_memory(path)


# --- a lesson -------------------------------------------------------------------------------------


def test_fifty_corrections_halve_the_errors_on_digits_not_learned_from(
    lesson: Lesson, classifier: Classifier
) -> None:
    frames, labels = hand(200, 2)
    before = errors(classifier, frames, labels)
    assert before > 0.15
    save_profile(lesson.profile)
    after = errors(Classifier(threads=1, profile="anna"), frames, labels)
    assert after <= before / 2


def test_a_lesson_says_what_it_did_and_forgets_nothing(lesson: Lesson) -> None:
    assert lesson.refusal is None
    corrections, *guards = lesson.figures
    assert corrections.count == 50
    assert corrections.after > corrections.before
    for one in guards:
        limit = {"mnist": 0.1, "writers": 0.5, "not_a_digit": 2.0}[one.name]
        assert one.before - one.after <= limit + 1e-9
        assert one.after - one.before == pytest.approx(100 * (one.gained - one.lost) / one.count)
    assert most_fallen(guards[0]) <= 0.1
    assert lesson.profile.facts["figures"][0]["after"] == corrections.after


def test_what_is_said_of_corrections_holds_for_digits_of_the_hand(
    lesson: Lesson, classifier: Classifier
) -> None:
    """The figure comes from digits that were not learned from: it promises no more than is true."""
    frames, labels = hand(200, 3)
    save_profile(lesson.profile)
    after = errors(Classifier(threads=1, profile="anna"), frames, labels)
    assert abs((1 - after) - lesson.figures[0].after / 100) < 0.12


def test_confidence_stays_honest(lesson: Lesson) -> None:
    frames, labels = hand(300, 4)
    save_profile(lesson.profile)
    probabilities = Classifier(threads=1, profile="anna").probabilities(frames)
    right = probabilities.argmax(axis=1) == labels
    assert abs(probabilities.max(axis=1).mean() - right.mean()) < 0.1


def test_wrong_corrections_are_not_believed_at_the_cost_of_others(
    classifier: Classifier, memory: Memory
) -> None:
    frames, labels = hand(60, 5)
    lesson = learn("anna", frames, np.roll(labels, 1), classifier, memory)
    mnist = lesson.figures[1]
    assert lesson.refusal is not None or mnist.before - mnist.after <= 0.1 + 1e-9
    assert lesson.refusal is not None or lesson.profile.facts["share"] < 1.0


def test_a_lesson_that_costs_the_guard_is_refused(classifier: Classifier, memory: Memory) -> None:
    # A guard of the hand's own digits, called what they are read as: it has to fall.
    frames, labels = hand(100, 2)
    logits, features = classifier.logits_and_features(frames)
    read_as = logits.argmax(axis=1)
    guard = replace(memory.mnist, features=features, logits=logits, labels=read_as)
    strict = replace(memory, guards=(guard,))
    lesson = learn("anna", frames, labels, classifier, strict)
    assert lesson.refusal is not None


def test_a_fall_of_mnist_is_refused_with_the_figures() -> None:
    corrections = Figures("corrections", 100, 80.0, 95.0, 0, 15)
    assert _refusal((corrections, Figures("mnist", 5_000, 99.0, 98.98, 1, 0))) is None
    refusal = _refusal((corrections, Figures("mnist", 5_000, 99.0, 98.8, 10, 0)))
    assert refusal is not None
    for words in ("5,000 MNIST digits", "98.80 %", "99.00 %", "0.1 points", "corrections list"):
        assert words in refusal


@pytest.mark.parametrize(
    ("lost", "gained", "passes"),
    [(0, 0, True), (2, 0, True), (3, 0, False), (2, 1, True), (4, 4, True), (8, 8, False)],
)
def test_a_guard_of_few_digits_allows_for_what_it_does_not_see(
    lost: int, gained: int, passes: bool
) -> None:
    after = 99.0 + (gained - lost) / 50
    figures = Figures("mnist", 5_000, 99.0, after, lost, gained)
    assert (most_fallen(figures) <= MNIST_MAY_FALL) == passes
    assert most_fallen(figures) > 99.0 - after


def test_too_few_corrections_are_refused_and_blank_ones_do_not_count(
    classifier: Classifier, memory: Memory
) -> None:
    frames, labels = hand(FEWEST, 7)
    frames[0] = 0
    with pytest.raises(DataError, match=f"at least {FEWEST} .* found {FEWEST - 1}"):
        learn("anna", frames, labels, classifier, memory)
    with pytest.raises(DataError, match="found 0"):
        learn("anna", frames[:0], labels[:0], classifier, memory)


def test_what_is_no_digit_can_be_learned_too(classifier: Classifier, memory: Memory) -> None:
    frames, labels = hand(40, 8)
    rng = np.random.default_rng(0)
    sign = np.zeros((90, 90), np.uint8)
    cv2.line(sign, (20, 20), (70, 70), 255, 6)
    cv2.line(sign, (20, 70), (70, 20), 255, 6)
    signs = np.stack(
        [normalize(np.roll(255 - sign, rng.integers(-9, 9, 2), (0, 1))) for _ in range(10)]
    )
    lesson = learn(
        "anna",
        np.concatenate((frames, signs)),
        np.concatenate((labels, np.full(10, 10))),
        classifier,
        memory,
    )
    save_profile(lesson.profile)
    learned = Classifier(threads=1, profile="anna")
    junk = learned.probabilities(signs)[:, 10]
    assert (junk > learned.reject_threshold).mean() >= 0.9


def test_copies_are_the_same_digits_a_little_different() -> None:
    frames, _ = hand(10, 12)
    copies = varied(frames, 3)
    assert np.array_equal(copies, varied(frames, 3))
    assert (copies.shape, copies.dtype) == ((30, 28, 28), np.float32)
    assert copies.min() >= 0
    assert copies.max() <= 1
    flat, others = (of.reshape(len(of), -1) for of in (frames, copies))
    distances = np.abs(others[:, None] - flat[None]).sum(axis=2)
    own = distances[np.arange(30), np.arange(30) % 10]
    assert own.min() > 0
    assert own.mean() < 0.9 * distances.mean()
    assert np.abs(copies[:10] - copies[10:20]).max() > 0.1


def test_a_correction_counts_once_however_many_copies_it_has(
    classifier: Classifier, memory: Memory
) -> None:
    frames, labels = hand(20, 13)
    logits, features = classifier.logits_and_features(frames)
    replay, temperature = memory.replay, classifier.temperature
    once = learn_change(features, logits, labels, replay, temperature)
    thrice = learn_change(
        np.tile(features, (3, 1)),
        np.tile(logits, (3, 1)),
        np.tile(labels, 3),
        replay,
        temperature,
        3,
    )
    moved = np.abs(once.of(features)).max()
    assert np.abs(once.of(features) - thrice.of(features)).max() < 0.02 * moved


def test_around_corrections_more_changes_than_far_from_them(
    classifier: Classifier, memory: Memory, lesson: Lesson
) -> None:
    change = lesson.profile.change
    local = replace(change, weights=change.weights * 0, bias=change.bias * 0)
    frames, labels = hand(50, 1)
    logits, features = classifier.logits_and_features(frames)
    wrong = logits.argmax(axis=1) != labels
    near = np.abs(local.of(features[wrong])).max(axis=1).mean()
    far = np.abs(local.of(memory.mnist.features)).max(axis=1).mean()
    assert near > 8 * far
    assert near > 0.5


def test_what_is_local_is_around_the_corrections_and_not_around_their_copies(
    classifier: Classifier, lesson: Lesson
) -> None:
    _, features = classifier.logits_and_features(hand(50, 1)[0])
    assert np.allclose(lesson.profile.change.prototypes, directions(features), atol=1e-5)


def test_of_many_corrections_those_believed_least_are_prototypes(
    classifier: Classifier, memory: Memory
) -> None:
    frames, labels = hand(230, 14)
    logits, features = classifier.logits_and_features(frames)
    args = features, logits, labels, memory.replay, classifier.temperature
    change, again = learn_change(*args), learn_change(*args)
    assert np.array_equal(change.values, again.values)
    assert change.prototypes.shape == (200, features.shape[1])
    kept = (directions(features) @ change.prototypes.T).max(axis=1) > 1 - 1e-6
    believed = softmax(logits)[np.arange(230), labels]
    assert kept.sum() == 200
    assert believed[kept].max() <= believed[~kept].min()


def test_guards_are_read_with_all_that_was_learned(lesson: Lesson, memory: Memory) -> None:
    profile = lesson.profile
    for guard, figures in zip(memory.guards, lesson.figures[1:], strict=True):
        logits = profile.logits(guard.logits, guard.features)
        after = percent_right(logits, guard.labels, profile.temperature, profile.reject_threshold)
        assert (guard.name, after) == (figures.name, pytest.approx(figures.after))


def test_without_corrections_to_learn_nothing_changes(
    classifier: Classifier, memory: Memory
) -> None:
    """What the classifier says already, said again with certainty, moves other digits little."""
    part = memory.mnist
    sure = np.flatnonzero(part.logits.argmax(axis=1) == part.labels)[::100]
    change = learn_change(
        part.features[sure],
        part.logits[sure],
        part.labels[sure],
        memory.replay,
        classifier.temperature,
    )
    moved = (part.logits + change.of(part.features)).argmax(axis=1) != part.logits.argmax(axis=1)
    assert moved.mean() < 0.002


def test_another_classifier_is_refused(tmp_path: Path, memory: Memory) -> None:
    other = Classifier(save_classifier(tmp_path / "other.onnx"))
    with pytest.raises(ModelError, match="belongs to another"):
        learn("anna", *hand(30, 1), other, memory)


def test_lessons_come_from_the_store(tmp_path: Path, classifier: Classifier) -> None:
    store = Store(tmp_path / "kept.sqlite")
    rng = np.random.default_rng(9)
    store.add(kept(int(d), written(int(d), rng), "anna") for d in np.arange(20) % 10)
    store.add([kept(3, written(4, rng), "bea")])
    lesson = learn_from_store("anna", store, classifier)
    assert lesson.figures[0].count == 20
    again = learn_from_store("other-name", store, classifier, writer="anna")
    assert again.figures[0] == lesson.figures[0]
    with pytest.raises(DataError, match="found 1"):
        learn_from_store("bea", store, classifier)


def kept(value: int, picture: NDArray[np.uint8], writer: str) -> Kept:
    whole = Box(0, 0, picture.shape[1], picture.shape[0])
    frame = np.round(normalize(picture) * 255).astype(np.uint8)
    return Kept(value, picture, whole, frame, whole, picture_key(picture), writer=writer)


def test_mnist_is_measured_where_it_is(
    tmp_path: Path, lesson: Lesson, classifier: Classifier
) -> None:
    write_mnist(tmp_path, test=40)
    figures = measure_mnist(tmp_path / "mnist", classifier, lesson.profile)
    assert (figures.name, figures.count) == ("mnist_test", 40)
    assert figures.before > 80


# --- used by readers ------------------------------------------------------------------------------


def test_a_reader_reads_drawn_and_written_digits_with_a_profile(lesson: Lesson) -> None:
    save_profile(lesson.profile)
    plain = Reader(ReaderOptions(rotate="0"))
    learned = Reader(ReaderOptions(rotate="0", profile="anna"))
    rng = np.random.default_rng(10)
    wanted = [*range(10)] * 3
    pictures = [written(d, rng) for d in wanted]
    right = [
        sum(digit.value == d for digit, d in zip(r.classify_many(pictures), wanted, strict=True))
        for r in (plain, learned)
    ]
    assert right[1] > right[0]

    page = np.hstack([cv2.resize(p, (130, 170)) for p in pictures])
    page = np.vstack(np.hsplit(page, 3))
    text = "".join(map(str, wanted))
    wrong = [levenshtein("".join(r.read(page).text.split()), text) for r in (plain, learned)]
    assert wrong[1] < wrong[0]


def test_a_missing_profile_is_said_at_first_use() -> None:
    with pytest.raises(ConfigError, match="inkdigits learn --profile nobody"):
        Reader(ReaderOptions(profile="nobody")).classify(np.full((40, 40), 255, np.uint8))


# --- the command line -----------------------------------------------------------------------------


def run(*args: str | Path, home: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "INKDIGITS_DATA"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "inkdigits", *map(str, args)],
        capture_output=True,
        text=True,
        env={**environment, "INKDIGITS_HOME": str(home)},
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == code, done.stderr
    return done


def test_learn_use_list_and_undo_from_the_command_line(home: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    store = Store(home / "corrections.sqlite")
    store.add(kept(int(d), written(int(d), rng), "anna") for d in np.arange(40) % 10)
    dry = json.loads(run("learn", "--profile", "anna", "--dry-run", "--json", home=home).stdout)
    assert (dry["used"], profile_names()) == (False, [])
    done = run("learn", "--profile", "anna", home=home)
    assert "your corrections" in done.stdout
    assert "inkdigits read --profile anna" in done.stderr
    spaced = ["--profile", "Anna Maria", "--from", "anna"]
    assert "inkdigits read --profile 'Anna Maria' " in run("learn", *spaced, home=home).stderr
    run("learn", "--delete", "--profile", "Anna Maria", home=home)

    five = tmp_path / "five.png"
    Image.fromarray(written(5, rng)).save(five)
    answer = run("classify", "--profile", "anna", five, home=home).stdout
    assert answer.split("\t")[1] == "5"

    listed = json.loads(run("learn", "--list", "--json", home=home).stdout)
    assert [(one["name"], one["corrections"], one["fits"]) for one in listed] == [
        ("anna", 40, True)
    ]
    assert "gone" in run("learn", "--profile", "anna", "--undo", home=home).stderr
    assert profile_names() == []
    assert store.count() == 40


def test_too_few_corrections_name_a_step_that_helps(home: Path) -> None:
    rng = np.random.default_rng(12)
    store = Store(home / "corrections.sqlite")
    for writer, count in (("bea's", FEWEST), ("carl", 2)):
        store.add(kept(int(d), written(int(d), rng), writer) for d in np.arange(count) % 10)
    err = run("learn", "--profile", "anna", home=home, code=3).stderr
    assert "of 'anna', found 0: keep more of them with `inkdigits correct --profile anna`" in err
    assert """, or learn from those kept under another name with `--from 'bea'"'"'s'` (20)""" in err
    assert "carl" not in err
    err = run("learn", "--profile", "anna", "--from", "carl", home=home, code=3).stderr
    assert "of 'carl', found 2: keep more of them with `inkdigits correct --profile carl`" in err


def test_what_cannot_be_learned_is_said_and_nothing_is_written(home: Path) -> None:
    done = run("learn", home=home, code=3)
    assert "at least 20 corrections" in done.stderr
    for command in ("read", "classify", "learn"):
        wanted = ["--undo"] if command == "learn" else ["x.png"]
        done = run(command, "--profile", "nobody", *wanted, home=home, code=2)
        assert "there is no profile 'nobody'" in done.stderr
    for way_back in ("--undo", "--delete"):
        done = run("learn", "--profile", "nobody", way_back, home=home, code=2)
        assert done.stderr.endswith("(profiles: none yet): see `inkdigits learn --list`\n")
    assert not home.exists()
