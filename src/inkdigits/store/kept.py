"""What is kept of one digit that a person corrected or confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError
from inkdigits.ground import Polarity
from inkdigits.normalize import NORMALIZATION_VERSION, normalize
from inkdigits.profile import DEFAULT_NAME
from inkdigits.result import Box

NOT_A_DIGIT = "not_a_digit"
"""What stands for "no digit stands there" in words."""

_MARGIN = 0.5  # ground kept around a box, as a share of its longer side; framing looks at 0.35

Grey = NDArray[np.uint8]
Float = NDArray[np.float32]


class Said(Protocol):
    """What a person says stands at a place: the digit 0..9, or None where none does."""

    @property
    def box(self) -> Box:
        """The place, in pixels of the upright picture."""
        ...

    @property
    def value(self) -> int | None:
        """The digit."""
        ...


@dataclass(frozen=True, eq=False)
class Kept:
    """One digit as it is kept.

    Attributes:
        id: Its number in the store; 0 before it is there.
        value: What a person says it is, 0..9; None for no digit.
        crop: Its place with some ground around, upright, uint8 (H, W).
        box: Its place in pixels of the crop.
        frame: The crop as the classifier sees it, uint8 (28, 28), ink 255 on 0.
        framing: Version of the framing that made `frame`.
        was_read: Whether it is known what the model had said.
        read_value: What the model had said; None for no digit.
        read_confidence: How sure it was, 0..1.
        source: Where it came from: "page", "review", "window", "cli", "import"...
        picture: Name of the picture's file, "" where it has none.
        place: Its place in pixels of the upright picture.
        picture_key: Names the picture's content; with the place it tells what is the same digit.
        writer: Whose hand it is.
        revision: Revision of the model that had read it.
        time: When it was kept, UTC, as ISO 8601; "" before it is in the store.
    """

    value: int | None
    crop: Grey
    box: Box
    frame: Grey
    place: Box
    picture_key: bytes
    framing: str = NORMALIZATION_VERSION
    was_read: bool = False
    read_value: int | None = None
    read_confidence: float | None = None
    source: str = "import"
    picture: str = ""
    writer: str = DEFAULT_NAME
    revision: str = "unknown"
    time: str = ""
    id: int = 0

    @property
    def label(self) -> str:
        """The value in words: "0".."9" or "not_a_digit"."""
        return label_of(self.value)

    @property
    def read_label(self) -> str:
        """What the model had said in words; "" where that is not known."""
        return label_of(self.read_value) if self.was_read else ""

    def framed(self) -> Float:
        """The digit as this version's classifier wants it, float32 (28, 28)."""
        if self.framing != NORMALIZATION_VERSION:
            return normalize(self.crop, box=self.box.xyxy)
        return self.frame.astype(np.float32) / np.float32(255)


@dataclass(frozen=True)
class Filter:
    """Which kept digits are meant: those for which all that is given holds.

    Attributes:
        label: What they are, "0".."9" or "not_a_digit".
        read_as: What the model had said, likewise.
        source: Where they came from.
        writer: Whose hand they are.
        since: The earliest time, ISO 8601; times without a zone are UTC.
        picture: A part of the picture's name.
        wrong: True: only those the model had read otherwise; False: only the others.

    Raises:
        ConfigError: A value cannot be used.
    """

    label: str | None = None
    read_as: str | None = None
    source: str | None = None
    writer: str | None = None
    since: str | None = None
    picture: str | None = None
    wrong: bool | None = None

    def __post_init__(self) -> None:
        """Check the labels."""
        for label in (self.label, self.read_as):
            if label is not None:
                value_of(label)


def label_of(value: int | None) -> str:
    """A value in words."""
    return NOT_A_DIGIT if value is None else str(value)


def value_of(label: str) -> int | None:
    """The inverse of `label_of`.

    Raises:
        ConfigError: It is no label.
    """
    if label == NOT_A_DIGIT:
        return None
    if len(label) == 1 and label in "0123456789":
        return int(label)
    raise ConfigError(f"a label is a digit 0 to 9 or {NOT_A_DIGIT}, found {label!r}")


def cut_out(grey: Grey, box: Box, turns: int = 0) -> tuple[Grey, Box]:
    """A place of a picture with ground around it, turned clockwise by `turns` times 90 degrees.

    Args:
        grey: The upright picture, uint8 (H, W).
        box: The place in it.
        turns: How often the picture was turned before it was read.

    Returns:
        The crop, and the place in pixels of the crop.

    Raises:
        ConfigError: The box holds no part of the picture.
    """
    height, width = grey.shape
    x0, x1 = np.clip((box.x_min, box.x_max), 0, width)
    y0, y1 = np.clip((box.y_min, box.y_max), 0, height)
    if x1 - x0 <= 0 or y1 - y0 <= 0:
        raise ConfigError(
            f"the box {box.xyxy} holds no part of the picture, which has {width} x {height} "
            "pixels: give a place inside it"
        )
    pad = _MARGIN * max(x1 - x0, y1 - y0) + 4
    left, top = max(0, int(x0 - pad)), max(0, int(y0 - pad))
    crop = grey[top : min(height, int(y1 + pad) + 1), left : min(width, int(x1 + pad) + 1)]
    inner = (float(x0) - left, float(y0) - top, float(x1) - left, float(y1) - top)
    for _ in range(turns % 4):
        h = crop.shape[0]
        crop = np.rot90(crop, -1)
        inner = (h - inner[3], inner[0], h - inner[1], inner[2])
    return np.ascontiguousarray(crop), Box(*inner)


def frame_of(crop: Grey, box: Box | None, polarity: Polarity = "auto") -> Grey:
    """A framed digit as bytes, uint8 (28, 28); without a box, the whole picture is the digit."""
    framed = normalize(crop, box=box.xyxy if box else None, polarity=polarity)
    return cast(Grey, np.round(framed * 255).astype(np.uint8))


def to_png(grey: Grey) -> bytes:
    """A grey picture as PNG."""
    return cv2.imencode(".png", grey)[1].tobytes()


def from_png(data: bytes) -> Grey | None:
    """The inverse of `to_png`; None where it is no picture."""
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) if data else None
    return cast(Grey | None, grey)


def facts_of(kept: Kept) -> dict[str, Any]:
    """Everything but the pictures, JSON-ready."""
    return {
        "id": kept.id,
        "time": kept.time,
        "value": kept.value,
        "was_read": kept.was_read,
        "read_value": kept.read_value,
        "read_confidence": kept.read_confidence,
        "source": kept.source,
        "picture": kept.picture,
        "picture_key": kept.picture_key.hex(),
        "place": list(kept.place.xyxy),
        "box": list(kept.box.xyxy),
        "writer": kept.writer,
        "revision": kept.revision,
    }


def from_facts(facts: Mapping[str, Any], crop: Grey, value: int | None) -> Kept:
    """A digit from its crop and what `facts_of` said of it; `value` counts, not that in `facts`.

    Raises:
        KeyError, TypeError, ValueError: The facts are not what `facts_of` gives.
    """
    box = Box(*(float(v) for v in facts["box"]))
    confidence = facts["read_confidence"]
    return Kept(
        value=value,
        crop=crop,
        box=box,
        frame=frame_of(crop, box),
        place=Box(*(float(v) for v in facts["place"])),
        picture_key=bytes.fromhex(facts["picture_key"]),
        was_read=bool(facts["was_read"]),
        read_value=None if facts["read_value"] is None else int(facts["read_value"]),
        read_confidence=None if confidence is None else float(confidence),
        source=str(facts["source"]),
        picture=str(facts["picture"]),
        writer=str(facts["writer"]),
        revision=str(facts["revision"]),
        time=str(facts["time"]),
    )
