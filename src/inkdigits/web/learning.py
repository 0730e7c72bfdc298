"""Keeps what a visitor says about digits, and learns from it.

Nothing here knows Streamlit, and nothing is kept unless the visitor wants it: `panel.py` asks.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from inkdigits.corrections import Correction, same_place
from inkdigits.errors import DataError, ImageError
from inkdigits.image import load_image
from inkdigits.learn import Lesson, learn_from_store
from inkdigits.profile import check_profile_name, profile_names, profile_path, save_profile
from inkdigits.result import Box
from inkdigits.store import Filter, Store
from inkdigits.web.shelf import Choice, Hand, Picture, ReaderFor


def hand_named(name: str | None) -> Hand | None:
    """The newest version of a profile; None where there is none of this name."""
    if name is None or name not in profile_names():
        return None
    return Hand(name, profile_path(name).stem)


def count(writer: str) -> int:
    """How many digits are kept of somebody.

    Raises:
        ConfigError, DataError: The store cannot be read.
    """
    return Store().count(Filter(writer=writer))


def forget_all(writer: str) -> int:
    """Delete what is kept of somebody for good; returns how many digits that were.

    Raises:
        ConfigError, DataError: The store cannot be written.
    """
    store = Store()
    return store.delete(store.ids(Filter(writer=writer)))  # damaged ones, too


def keep_on_picture(
    picture: Picture, box: Box, choice: Choice, reader_for: ReaderFor, writer: str
) -> None:
    """Keep what was said about a place of a picture, or forget it where it was taken back.

    Raises:
        ImageError: The picture cannot be read.
        ConfigError, DataError: The store cannot be written.
    """
    grey = load_image(np.asarray(picture.rgb()))
    said = [c for c in picture.corrections if same_place(c.box, box)]
    if not said:
        Store().forget(grey, box)
        return
    Store().keep(
        grey,
        said,
        picture.found(choice, reader_for),
        source="page",
        picture=picture.name,
        writer=writer,
        revision=reader_for(choice, "0").classifier.revision,
    )


def keep_drawn(message: Mapping[str, Any], writer: str) -> None:
    """Keep what was said about a digit on the canvas.

    Args:
        message: As a frame of the pad (see `frames.parse_frame`), with `box`, its place, and
            `value`, what it is.
        writer: Whose hand it is.

    Raises:
        ImageError: The message makes no sense.
        ConfigError, DataError: The store cannot be written.
    """
    from inkdigits.web import answers
    from inkdigits.web.frames import parse_frame

    frame = parse_frame(message)
    try:
        said = Correction(Box(*map(float, message["box"])), message["value"])
    except (KeyError, TypeError, ValueError) as error:
        raise ImageError(
            "expected what a digit is, found something else: reload the page"
        ) from error
    reader = answers.reader(frame.hand)
    Store().keep(
        frame.grey,
        [said],
        reader.read_drawing(frame.grey),
        source="drawing",
        writer=writer,
        revision=reader.classifier.revision,
    )


@dataclass(frozen=True)
class Taught:
    """What came of learning.

    Attributes:
        lesson: Figures before and after, and why it is not used, if it is not.
        hand: What to read with from now on; None where the lesson is not used.
    """

    lesson: Lesson
    hand: Hand | None


def teach(name: str) -> Taught:
    """Learn somebody's hand from what is kept of it, and use that where it does no harm.

    Raises:
        DataError: Too little is kept, or the store is damaged.
        ModelError: The memory of other people's digits is damaged, or belongs to another model.
        ConfigError: The profile cannot be written.
    """
    from inkdigits.classify import Classifier

    lesson = learn_from_store(check_profile_name(name), Store(), Classifier())
    if not count(lesson.profile.name):
        raise DataError("what was kept was deleted while it was learned: nothing was learned")
    if lesson.refusal is not None:
        return Taught(lesson, None)
    save_profile(lesson.profile)
    return Taught(lesson, hand_named(name))


class Lessons:
    """A visitor's lessons: what came of one is here, though the run that began it was broken off.

    Attributes:
        last: Whose hand was learned last, and what came of it; None before the first.
        to_use: Whose hand is to be read with from now on, where nobody has seen to that yet.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.last: tuple[str, Taught] | None = None
        self.to_use: str | None = None
        self._learning = threading.Lock()

    def learn(self, name: str) -> None:
        """Learn somebody's hand, as `teach`; asked for twice at once, it is done once.

        Raises:
            DataError, ModelError, ConfigError: As `teach`.
        """
        known = self.last
        with self._learning:
            if self.last is not None and self.last is not known and self.last[0] == name:
                return
            taught = teach(name)
            self.last = (name, taught)
            self.to_use = name if taught.hand is not None else self.to_use
