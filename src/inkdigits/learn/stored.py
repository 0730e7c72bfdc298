"""A lesson from the store of corrections."""

from __future__ import annotations

import numpy as np

from inkdigits.classify import Classifier
from inkdigits.learn.lesson import Lesson, check_enough, learn
from inkdigits.learn.memory import load_memory
from inkdigits.normalize import SIZE
from inkdigits.profile import composed
from inkdigits.store import Filter, Store

MOST = 2000
"""Most corrections that are learned from: the newest ones."""


def learn_from_store(
    name: str, store: Store, classifier: Classifier, *, writer: str | None = None
) -> Lesson:
    """Learn a hand from what is kept of it. Nothing is written: `save_profile` switches it on.

    Args:
        name: Name of the profile.
        store: Where corrections are kept.
        classifier: The classifier that came with inkdigits.
        writer: Under which name the corrections were kept; None takes the profile's.

    Raises:
        DataError: There are too few corrections, or the store is damaged.
        ModelError: The memory is damaged, or belongs to another classifier.
    """
    writer = composed(writer or name)
    kept = store.find(Filter(writer=writer))[-MOST:]
    frames = np.array([one.framed() for one in kept], np.float32).reshape(-1, SIZE, SIZE)
    others = {one: count for one, count in store.writers().items() if one != writer}
    check_enough(writer, frames, others)
    labels = np.array([10 if one.value is None else one.value for one in kept], np.int64)
    return learn(name, frames, labels, classifier, load_memory())
