"""The pictures that a visitor has brought, and what was done with each.

Nothing here knows Streamlit: a `Shelf` lives in a visitor's session and is gone with it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from inkdigits.corrections import Correction, apply, corrected, marked, withdrawn
from inkdigits.errors import ImageError
from inkdigits.ground import Polarity
from inkdigits.image import load_rgb, page_count
from inkdigits.reader import Crop, LocatorName, Reader, Rotation
from inkdigits.result import Box, Page

_PREVIEW_SIDE = 1600  # longer side of the picture that the browser shows, in pixels
_LEAST_CROP = 4.0  # pixels


class Hand(NamedTuple):
    """What was learned of a hand: the name of a profile, and which version of it."""

    name: str
    version: str


@dataclass(frozen=True)
class Choice:
    """How a visitor wants pictures to be read; as in `ReaderOptions`."""

    locator: LocatorName = "detector"
    review_threshold: float = 0.9
    polarity: Polarity = "auto"
    hand: Hand | None = None
    symbols: bool = False


ReaderFor = Callable[[Choice, Rotation], Reader]
View = tuple[int, int, Crop | None]  # what of a file is read: PDF page, turns, crop
PageState = tuple[int, Crop | None, tuple[Correction, ...], bool]  # of a page that is not shown


@dataclass
class Picture:
    """A file and what was done with it.

    Attributes:
        id: Number that no other picture of the shelf has.
        name: The file's name.
        data: The file's content.
        pages: How many pages it has; 1 unless it is a PDF or TIFF.
        pdf_page: The page that is read, counted from 0.
        turns: How often it was turned by 90 degrees clockwise.
        crop: The part that is read, in pixels of the turned picture; None reads all.
        corrections: What a person said about it, in pixels of the turned picture.
    """

    id: int
    name: str
    data: bytes
    pages: int = 1
    pdf_page: int = 0
    turns: int = 0
    crop: Crop | None = None
    corrections: tuple[Correction, ...] = ()
    _readings: dict[tuple[View, Choice], Page] = field(default_factory=dict, repr=False)
    _preview: tuple[tuple[int, int], str] | None = field(default=None, repr=False)
    _pages: dict[int, PageState] = field(default_factory=dict, repr=False)
    _is_upright: bool = field(default=False, repr=False)

    @property
    def view(self) -> View:
        """What of the file is read."""
        return (self.pdf_page, self.turns, self.crop)

    def rgb(self) -> Image.Image:
        """The picture as a person sees it: upright, turned, in colour.

        Raises:
            ImageError: The file cannot be read.
        """
        return _turned(load_rgb(self.data, pdf_page=self.pdf_page), self.turns)

    def preview(self) -> str:
        """The picture as a data URL of a JPEG, at most 1600 pixels wide and high.

        Raises:
            ImageError: The file cannot be read.
        """
        looks = (self.pdf_page, self.turns)
        if self._preview is None or self._preview[0] != looks:
            self._preview = (looks, data_url(self.rgb()))
        return self._preview[1]

    def read(self, choice: Choice, reader_for: ReaderFor) -> Page:
        """What stands on the picture, as the reader found it and a person corrected it.

        At the first reading a picture that lies on its side is turned.

        Raises:
            ImageError: The file cannot be read.
        """
        found = self.found(choice, reader_for)
        return apply(marked(found, choice.review_threshold), self.corrections)

    def found(self, choice: Choice, reader_for: ReaderFor) -> Page:
        """As `read`, without what a person corrected.

        Raises:
            ImageError: The file cannot be read.
        """
        if not self._is_upright:
            found = reader_for(choice, "auto").read(np.asarray(self.rgb()))
            self.turn(found.rotation // 90)
            if not found.rotation:
                self._readings[(self.view, _way(choice))] = found
        key = (self.view, _way(choice))
        if key not in self._readings:
            reader = reader_for(choice, "0")
            self._readings[key] = reader.read(np.asarray(self.rgb()), crop=self.crop)
        return self._readings[key]

    def turn(self, turns: int) -> None:
        """Turn it by 90 degrees clockwise, `turns` times. Places that were marked turn with it."""
        self._is_upright = True
        width, height = self.rgb().size if turns % 4 else (0, 0)
        for _ in range(turns % 4):
            if self.crop is not None:
                self.crop = _turned_box(Box(*self.crop), height).xyxy
            self.corrections = tuple(
                replace(c, box=_turned_box(c.box, height)) for c in self.corrections
            )
            width, height = height, width
        self.turns = (self.turns + turns) % 4

    def show_page(self, pdf_page: int) -> None:
        """Read another page. What was done with each page is kept."""
        if pdf_page == self.pdf_page:
            return
        self._pages[self.pdf_page] = (self.turns, self.crop, self.corrections, self._is_upright)
        self.pdf_page = pdf_page
        kept = self._state(pdf_page)
        self.turns, self.crop, self.corrections, self._is_upright = kept

    def page_at(self, pdf_page: int, choice: Choice, reader_for: ReaderFor) -> Page:
        """What stands on any page of it, as `read` says of the one that is shown.

        Raises:
            ImageError: The page cannot be read.
        """
        shown = self.pdf_page
        self.show_page(pdf_page)
        try:
            return self.read(choice, reader_for)
        finally:
            self.show_page(shown)

    def pages_read(self, choice: Choice) -> list[int]:
        """The pages, counted from 0, whose readings are at hand."""
        return [page for page in range(self.pages) if self._is_read(page, choice)]

    def _is_read(self, pdf_page: int, choice: Choice) -> bool:
        here = (self.turns, self.crop, self.corrections, self._is_upright)
        turns, crop, _, is_upright = here if pdf_page == self.pdf_page else self._state(pdf_page)
        view = (pdf_page, turns, crop)
        return is_upright and (view, _way(choice)) in self._readings

    def _state(self, pdf_page: int) -> PageState:
        return self._pages.get(pdf_page, (0, None, (), False))

    def edit(self, message: Mapping[str, Any]) -> None:
        """Do what the picture's component asks: `{"kind": ..., "box": ..., "value": ...}`.

        `kind` is "crop" (to `box`, None for all), "turn" (`value` times), "correct" (what stands
        in `box` is `value`), or "restore" (forget what was said about `box`).

        Raises:
            ImageError: The message makes no sense.
        """
        try:
            kind, value = message["kind"], message.get("value")
            box = None if message.get("box") is None else Box(*map(float, message["box"]))
            if kind == "turn":
                self.turn(int(value or 0))
            elif kind == "crop":
                fits = box is not None and min(box.width, box.height) >= _LEAST_CROP
                self.crop = box.xyxy if box is not None and fits else None
            elif kind == "correct" and box is not None:
                self.corrections = corrected(self.corrections, box, value)
            elif kind == "restore" and box is not None:
                self.corrections = withdrawn(self.corrections, box)
        except (KeyError, TypeError, ValueError) as error:
            raise ImageError(
                "expected a change to the picture, found something else: reload the page"
            ) from error


@dataclass
class Shelf:
    """All pictures of a visitor, and what went wrong with files that are none.

    Attributes:
        pictures: In the order they came.
        current: Id of the picture that is shown; None while there is none.
        problems: A sentence for each file that could not be read, since the last `add`.
    """

    pictures: list[Picture] = field(default_factory=list)
    current: int | None = None
    problems: list[str] = field(default_factory=list)
    _count: int = 0

    def add(self, name: str, data: bytes) -> Picture | None:
        """Take a file in and show it; None where it is no picture (see `problems`)."""
        self._count += 1
        picture = Picture(self._count, name, data)
        try:
            picture.pages = page_count(data)
            picture.preview()
        except ImageError as error:
            self.problems.append(sentence(name, error))
            return None
        self.pictures.append(picture)
        self.current = picture.id
        return picture

    def shown(self) -> Picture | None:
        """The picture that is shown."""
        return next((p for p in self.pictures if p.id == self.current), None)

    def remove(self, picture: Picture) -> None:
        """Take a picture away and show the one before it."""
        at = self.pictures.index(picture)
        self.pictures.remove(picture)
        rest = self.pictures[max(0, at - 1) :]
        self.current = rest[0].id if rest else None


def _way(choice: Choice) -> Choice:
    """What of a choice changes what is read: all but the threshold."""
    return replace(choice, review_threshold=0.0)


def sentence(name: str, error: ImageError) -> str:
    """What is wrong with a file, by the name that the visitor knows."""
    return str(error).replace("the image data", f"“{name}”")


def bytes_of(encoded: object) -> bytes:
    """The bytes of a base64 text, as the browser sends files.

    Raises:
        ImageError: It is none.
    """
    try:
        return base64.b64decode(str(encoded), validate=True)
    except ValueError as error:
        raise ImageError("expected a picture in base64: paste or choose it again") from error


def data_url(picture: Image.Image, side: int = _PREVIEW_SIDE) -> str:
    """A picture as the data URL of a JPEG, at most `side` pixels wide and high."""
    picture = picture.copy()
    picture.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _turned(picture: Image.Image, turns: int) -> Image.Image:
    ways = (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)
    return picture.transpose(ways[turns % 4 - 1]) if turns % 4 else picture


def _turned_box(box: Box, height: float) -> Box:
    """A box of a picture of this height, after the picture was turned clockwise once."""
    return Box(height - box.y_max, box.x_min, height - box.y_min, box.x_max)
