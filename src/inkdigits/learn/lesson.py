"""One lesson: learned, checked on the corrections and on other people's digits, or refused."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inkdigits.classify import Classifier, softmax
from inkdigits.errors import DataError, ModelError
from inkdigits.learn.layer import learn_change
from inkdigits.learn.memory import Memory, Part
from inkdigits.learn.variants import varied
from inkdigits.profile import Change, Profile, in_shell

FEWEST = 20
"""Fewest corrections that are learned from."""

MNIST_MAY_FALL = 0.1
"""Points of accuracy that MNIST may fall by. The held-out digits that tell it are few, so what
counts is the most that it may have fallen by, going by them: see `most_fallen`."""

OTHERS_MAY_FALL = 0.5
"""Likewise, the digits of other writers."""

REFUSALS_MAY_FALL = 2.0
"""Likewise, what is no digit and has to be refused."""

_MAY_FALL = {"mnist": MNIST_MAY_FALL, "writers": OTHERS_MAY_FALL, "not_a_digit": REFUSALS_MAY_FALL}
_SHARES = (1.0, 0.8, 0.65, 0.5, 0.35, 0.25)  # of the change: the first that forgets nothing
_SURENESS = 1.645  # standard deviations: in 95 of 100 cases the fall is no deeper
_FOLDS = 5
_OTHERS_COUNT = 50.0  # what all guards together count when the temperature is fitted
_COPIES = 5  # varied ones of each correction
_ROWS = 3000  # corrections and copies together, unless there are more corrections
_CHUNK = 256

Float = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """Percent read right, before and after a lesson.

    Attributes:
        name: What was read: "corrections", "mnist", "writers" or "not_a_digit".
        count: How many.
        before: Percent right before.
        after: Percent right after; of corrections, each by a layer that did not see it.
        lost: How many were read right before and are not after.
        gained: How many were not and are.
    """

    name: str
    count: int
    before: float
    after: float
    lost: int = 0
    gained: int = 0


def most_fallen(figures: Figures) -> float:
    """Points of accuracy by which all digits of such a kind may have fallen, going by these few.

    The upper end of a one-sided interval of 95 % for the difference of two proportions of the same
    digits, of which only those that are read otherwise now count. One is added to their number, so
    that no change in a few does not pass for none in all (Agresti and Min, 2005).
    """
    net, changed = figures.lost - figures.gained, figures.lost + figures.gained
    bound: float = net + _SURENESS * float(np.sqrt(changed + 1))
    return 100 * bound / max(figures.count, 1)


@dataclass(frozen=True)
class Lesson:
    """What came of learning.

    Attributes:
        profile: What was learned.
        figures: Corrections first, then each guard.
        refusal: Why it should not be used, as a sentence; None where it may be.
    """

    profile: Profile
    figures: tuple[Figures, ...]
    refusal: str | None


def learn(
    name: str, frames: Float, labels: Labels, classifier: Classifier, memory: Memory
) -> Lesson:
    """Learn a hand from framed digits and what a person said they are. Nothing is written.

    Args:
        name: Name of the profile.
        frames: float32 (N, 28, 28), ink 1 on 0, from `normalize`; blank ones are left out.
        labels: Classes 0..9, or 10 for what is no digit, int64 (N,).
        classifier: The classifier; a profile it has is not looked at.
        memory: The examples that belong to it.

    Raises:
        DataError: There are fewer than `FEWEST` corrections with ink.
        ModelError: The memory belongs to another classifier.
    """
    if memory.model != classifier.sha256:
        raise ModelError(
            "a hand is learned with the classifier that came with inkdigits, and its memory of "
            "other people's digits belongs to another one: leave out --model, or run `python -m "
            "inkdigits.train.ship` to make the memory anew"
        )
    check_enough(name, frames)
    inked = _inked(frames)
    frames, labels = frames[inked], labels[inked]
    corrections = _corrections(classifier, frames, labels)
    practice = _practice(classifier, frames, corrections)
    judge = _Judge(classifier.temperature, classifier.reject_threshold)
    change = _change(practice, memory, judge, np.ones(len(labels), np.bool_))
    unseen = _unseen(corrections, practice, memory, judge)
    for share in _SHARES:
        lesson = _lesson(name, corrections, memory, judge, change, unseen, share)
        if lesson.refusal is None:
            return lesson
    return lesson


def check_enough(writer: str, frames: Float, others: Mapping[str, int] | None = None) -> None:
    """See that there are corrections enough to learn from.

    Args:
        writer: Under which name they were kept.
        frames: float32 (N, 28, 28), as `learn` takes them.
        others: How many are kept under other names.

    Raises:
        DataError: Fewer than `FEWEST` have ink; the message names others that have enough.
    """
    count = int(_inked(frames).sum())
    if count >= FEWEST:
        return
    enough = {name: kept for name, kept in (others or {}).items() if kept >= FEWEST}
    names = " or ".join(f"`--from {shlex.quote(name)}` ({enough[name]:,})" for name in enough)
    instead = f", or learn from those kept under another name with {names}" if names else ""
    raise DataError(
        f"expected at least {FEWEST} corrections with ink of {writer!r}, found {count}: keep more "
        f"of them with `inkdigits correct {in_shell(writer)}`{instead}"
    )


def _inked(frames: Float) -> NDArray[np.bool_]:
    """Which frames are not blank."""
    inked: NDArray[np.bool_] = frames.max(axis=(1, 2), initial=0) > 0
    return inked


def _lesson(
    name: str,
    corrections: Part,
    memory: Memory,
    judge: _Judge,
    change: Change,
    unseen: Float,
    share: float,
) -> Lesson:
    """What comes of a share of a change."""
    kept = change.scaled(share)
    unseen = corrections.logits + np.float32(share) * (unseen - corrections.logits)
    temperature = _temperature(unseen, corrections.labels, kept, memory)
    after = _as_strict(kept, memory, judge, temperature)
    mine = Figures(
        "corrections",
        len(corrections.labels),
        judge.percent(corrections.logits, corrections.labels),
        after.percent(unseen, corrections.labels),
    )
    figures = (mine, *_guard_figures(kept, memory, judge, after))
    facts: dict[str, Any] = {
        "learned": datetime.now(UTC).isoformat(timespec="seconds"),
        "share": share,
        "figures": [asdict(one) for one in figures],
    }
    profile = Profile(
        name,
        memory.model,
        kept,
        temperature,
        after.reject_threshold,
        facts,
    )
    return Lesson(profile, figures, _refusal(figures))


def read_right(
    logits: Float, labels: Labels, temperature: float, reject_threshold: float
) -> NDArray[np.bool_]:
    """Which of logits (N, 11) a reader takes for their labels, classes 0..10 (N,): bool (N,)."""
    probabilities = softmax(logits / np.float32(temperature))
    best = probabilities[:, :10].argmax(axis=1)
    right: NDArray[np.bool_] = np.where(probabilities[:, 10] > reject_threshold, 10, best) == labels
    return right


def percent_right(
    logits: Float, labels: Labels, temperature: float, reject_threshold: float
) -> float:
    """Percent of logits (N, 11) that a reader takes for their labels, classes 0..10 (N,)."""
    right = read_right(logits, labels, temperature, reject_threshold)
    return 100 * float(right.mean()) if len(labels) else 100.0


@dataclass(frozen=True)
class _Judge:
    temperature: float
    reject_threshold: float

    def percent(self, logits: Float, labels: Labels) -> float:
        return percent_right(logits, labels, self.temperature, self.reject_threshold)

    def right(self, logits: Float, labels: Labels) -> NDArray[np.bool_]:
        return read_right(logits, labels, self.temperature, self.reject_threshold)


def _corrections(classifier: Classifier, frames: Float, labels: Labels) -> Part:
    pairs = [
        classifier.logits_and_features(frames[k : k + _CHUNK])
        for k in range(0, len(frames), _CHUNK)
    ]
    logits, features = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    return Part("corrections", features, logits, labels)


def _practice(classifier: Classifier, frames: Float, corrections: Part) -> Part:
    """The corrections, and after them copies of all of them, as far as there is room."""
    labels = corrections.labels
    copies = min(_COPIES, max(_ROWS // len(labels) - 1, 0))
    if not copies:
        return corrections
    more = _corrections(classifier, varied(frames, copies), np.tile(labels, copies))
    return Part(
        "practice",
        np.concatenate((corrections.features, more.features)),
        np.concatenate((corrections.logits, more.logits)),
        np.concatenate((labels, more.labels)),
    )


def _change(practice: Part, memory: Memory, judge: _Judge, chosen: NDArray[np.bool_]) -> Change:
    """What the chosen corrections teach, bool (N,), each with its copies."""
    times = len(practice.labels) // len(chosen)
    rows = np.tile(chosen, times)
    return learn_change(
        practice.features[rows],
        practice.logits[rows],
        practice.labels[rows],
        memory.replay,
        judge.temperature,
        times,
    )


def _unseen(part: Part, practice: Part, memory: Memory, judge: _Judge) -> Float:
    """Logits of each correction from a layer that learned from the others (cross-validation)."""
    logits = part.logits.copy()
    for held in _folds(part.labels):
        change = _change(practice, memory, judge, ~held)
        logits[held] += change.of(part.features[held])
    return logits


def _folds(labels: Labels) -> Iterator[NDArray[np.bool_]]:
    """Masks that take turns, each with its part of every class."""
    order = np.argsort(labels, kind="stable")
    turns = np.empty(len(labels), np.int64)
    turns[order] = np.arange(len(labels)) % _FOLDS
    for turn in range(_FOLDS):
        yield turns == turn


def _guard_figures(
    change: Change, memory: Memory, before: _Judge, after: _Judge
) -> tuple[Figures, ...]:
    figures = []
    for part in memory.guards:
        was = before.right(part.logits, part.labels)
        now = after.right(part.logits + change.of(part.features), part.labels)
        count = max(len(part.labels), 1)
        lost, gained = int((was & ~now).sum()), int((now & ~was).sum())
        before_after = 100 * int(was.sum()) / count, 100 * int(now.sum()) / count
        figures.append(Figures(part.name, len(part.labels), *before_after, lost, gained))
    return tuple(figures)


def _as_strict(change: Change, memory: Memory, before: _Judge, temperature: float) -> _Judge:
    """A judge after a change who refuses as many digits of others as before."""
    digits = [part for part in memory.guards if part.name != "not_a_digit"]
    old: Float = np.concatenate([part.logits for part in digits])
    new: Float = np.concatenate([part.logits + change.of(part.features) for part in digits])
    refused = softmax(old / np.float32(before.temperature))[:, 10] > before.reject_threshold
    junk = np.sort(softmax(new / np.float32(temperature))[:, 10])
    allowed = min(int(refused.sum()), len(junk) - 1)
    return _Judge(temperature, float(junk[-1 - allowed]))


def _temperature(unseen: Float, labels: Labels, change: Change, memory: Memory) -> float:
    """The temperature with the least loss on unseen corrections and on other people's digits."""
    guards = [part.logits + change.of(part.features) for part in memory.guards]
    logits = np.concatenate((unseen, *guards)).astype(np.float64)
    truth = np.concatenate((labels, *(part.labels for part in memory.guards)))
    others = len(truth) - len(labels)
    counts = np.repeat([1.0, _OTHERS_COUNT / max(others, 1)], [len(labels), others])
    rows = np.arange(len(truth))
    logits -= logits.max(axis=1, keepdims=True)
    grid = np.exp(np.linspace(np.log(0.5), np.log(4), 85))
    losses = [
        float(counts @ (np.log(np.exp(logits / t).sum(axis=1)) - logits[rows, truth] / t))
        for t in grid
    ]
    return float(grid[int(np.argmin(losses))])


def _refusal(figures: tuple[Figures, ...]) -> str | None:
    """Why a lesson with these figures should not be used."""
    corrections, *guards = figures
    if corrections.after < corrections.before:
        return (
            f"of corrections that were not learned from, {corrections.after:.1f} % would be read "
            f"right, and {corrections.before:.1f} % are without learning: keep more corrections, "
            "and look for wrong ones with `inkdigits corrections list`"
        )
    for one in guards:
        is_mnist = one.name == "mnist"
        fall = most_fallen(one) if is_mnist else one.before - one.after
        if fall > _MAY_FALL[one.name] + 1e-9:
            so = f"so all may fall by {fall:.2f}" if is_mnist else "which is a fall"
            return (
                f"of {one.count:,} {_words(one.name)}, {one.after:.2f} % would be read right, and "
                f"{one.before:.2f} % are without learning, {so}, more than "
                f"{_MAY_FALL[one.name]} points: look for wrong corrections with `inkdigits "
                "corrections list`"
            )
    return None


def _words(name: str) -> str:
    return {
        "mnist": "MNIST digits",
        "writers": "digits of other writers",
        "not_a_digit": "pictures that are no digit",
    }[name]
