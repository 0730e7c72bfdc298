"""The pictures that a visitor has brought, and what was done with each.

Nothing here knows Streamlit: a `Shelf` lives in a visitor's session and is gone with it.
"""

from __future__ import annotations

import base64
import io
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
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


@dataclass
class Sheet:
    """What was done with one page of a file.

    Attributes:
        turns: How often it was turned by 90 degrees clockwise.
        crop: The part that is read, in pixels of the turned picture; None reads all.
        corrections: What a person said about it, in pixels of the turned picture.
        is_upright: It was turned as it should lie, by its first reading or by a person.
        reading: Held while the page is read.
    """

    turns: int = 0
    crop: Crop | None = None
    corrections: tuple[Correction, ...] = ()
    is_upright: bool = False
    reading: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)


@dataclass
class Picture:
    """A file and what was done with it.

    Streamlit begins a run of the page while the one before it may still be reading: a reading
    belongs to the page that it began with, whatever is shown when it ends.

    Attributes:
        id: Number that no other picture has, of this shelf or another.
        name: The file's name.
        data: The file's content.
        pages: How many pages it has; 1 unless it is a PDF or TIFF.
        pdf_page: The page that is shown, counted from 0.
    """

    id: int
    name: str
    data: bytes
    pages: int = 1
    pdf_page: int = 0
    _sheets: dict[int, Sheet] = field(default_factory=dict, repr=False)
    _readings: dict[tuple[View, Choice], Page] = field(default_factory=dict, repr=False)
    _preview: tuple[tuple[int, int], str] | None = field(default=None, repr=False)

    @property
    def turns(self) -> int:
        """How often the page that is shown was turned by 90 degrees clockwise."""
        return self.sheet().turns

    @property
    def crop(self) -> Crop | None:
        """The part of the page that is read, in pixels of the turned picture; None reads all."""
        return self.sheet().crop

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """What a person said about the page, in pixels of the turned picture."""
        return self.sheet().corrections

    @property
    def view(self) -> View:
        """What of the file is read."""
        return self._view(self.pdf_page)

    def sheet(self, pdf_page: int | None = None) -> Sheet:
        """What was done with a page; None takes the one that is shown."""
        return self._sheets.setdefault(self.pdf_page if pdf_page is None else pdf_page, Sheet())

    def rgb(self, view: View | None = None) -> Image.Image:
        """The picture as a person sees it: upright, turned, in colour, not cropped.

        Args:
            view: Which page, and how it lies; None takes what is shown.

        Raises:
            ImageError: The file cannot be read.
        """
        pdf_page, turns, _ = view or self.view
        return _turned(load_rgb(self.data, pdf_page=pdf_page), turns)

    def preview(self) -> str:
        """The picture as a data URL of a JPEG, at most 1600 pixels wide and high.

        Raises:
            ImageError: The file cannot be read.
        """
        view = self.view
        kept = self._preview
        if kept is None or kept[0] != view[:2]:
            self._preview = kept = (view[:2], data_url(self.rgb(view)))
        return kept[1]

    def read(self, choice: Choice, reader_for: ReaderFor, pdf_page: int | None = None) -> Page:
        """What stands on a page, as the reader found it and a person corrected it.

        At the first reading a page that lies on its side is turned.

        Args:
            choice: How it is read.
            reader_for: Gives the reader.
            pdf_page: Which page, counted from 0; None takes the one that is shown.

        Raises:
            ImageError: The file cannot be read.
        """
        at = self.pdf_page if pdf_page is None else pdf_page
        found = self.found(choice, reader_for, at)
        return apply(marked(found, choice.review_threshold), self.sheet(at).corrections)

    def found(self, choice: Choice, reader_for: ReaderFor, pdf_page: int | None = None) -> Page:
        """As `read`, without what a person corrected.

        Raises:
            ImageError: The file cannot be read.
        """
        at = self.pdf_page if pdf_page is None else pdf_page
        sheet, way = self.sheet(at), _way(choice)
        with sheet.reading:  # another run that wants the same waits for it
            if not sheet.is_upright:
                turns = sheet.turns
                found = reader_for(choice, "auto").read(np.asarray(self.rgb((at, turns, None))))
                if not sheet.is_upright:  # nobody turned it meanwhile
                    self.turn(found.rotation // 90, at)
                if not found.rotation:
                    self._readings[(at, turns, None), way] = found
            view = self._view(at)
            if (view, way) not in self._readings:
                reader = reader_for(choice, "0")
                self._readings[view, way] = reader.read(np.asarray(self.rgb(view)), crop=view[2])
            return self._readings[view, way]

    def turn(self, turns: int, pdf_page: int | None = None) -> None:
        """Turn it by 90 degrees clockwise, `turns` times. Places that were marked turn with it."""
        at = self.pdf_page if pdf_page is None else pdf_page
        sheet = self.sheet(at)
        sheet.is_upright = True
        width, height = self.rgb(self._view(at)).size if turns % 4 else (0, 0)
        for _ in range(turns % 4):
            if sheet.crop is not None:
                sheet.crop = _turned_box(Box(*sheet.crop), height).xyxy
            sheet.corrections = tuple(
                replace(c, box=_turned_box(c.box, height)) for c in sheet.corrections
            )
            width, height = height, width
        sheet.turns = (sheet.turns + turns) % 4

    def pages_read(self, choice: Choice) -> list[int]:
        """The pages, counted from 0, whose readings are at hand."""
        way = _way(choice)
        return [
            page
            for page in range(self.pages)
            if self.sheet(page).is_upright and (self._view(page), way) in self._readings
        ]

    def _view(self, pdf_page: int) -> View:
        sheet = self.sheet(pdf_page)
        return (pdf_page, sheet.turns, sheet.crop)

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
            sheet = self.sheet()
            if kind == "turn":
                self.turn(int(value or 0))
            elif kind == "crop":
                fits = box is not None and min(box.width, box.height) >= _LEAST_CROP
                sheet.crop = box.xyxy if box is not None and fits else None
            elif kind == "correct" and box is not None:
                sheet.corrections = corrected(sheet.corrections, box, value)
            elif kind == "restore" and box is not None:
                sheet.corrections = withdrawn(sheet.corrections, box)
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
        id: Number that no other shelf has.
    """

    pictures: list[Picture] = field(default_factory=list)
    current: int | None = None
    problems: list[str] = field(default_factory=list)
    id: int = field(default_factory=lambda: secrets.randbelow(1 << 40))
    # Not from 0: what the browser says late is about a picture of its own session.
    _count: int = field(default_factory=lambda: secrets.randbelow(1 << 40), repr=False)
    _waiting: deque[tuple[str, bytes]] = field(default_factory=deque, repr=False)
    _met: set[str] = field(default_factory=set, repr=False)
    _shows_next: bool = field(default=False, repr=False)

    def wait(self, files: Iterable[tuple[str, str, bytes]]) -> None:
        """Have files wait to be taken in, each once however often it is handed over.

        Args:
            files: What tells each from all others, its name, and its content.
        """
        new = [file for file in files if file[0] not in self._met]
        if not new:
            return
        self._met.update(key for key, _, _ in new)
        if not self._waiting:
            self.problems.clear()
            self._shows_next = True
        self._waiting.extend((name, data) for _, name, data in new)

    @property
    def waiting(self) -> list[str]:
        """The names of the files that wait."""
        return [name for name, _ in self._waiting]

    def take(self) -> Picture | None:
        """Take the next file that waits in, as `add`; of several the first is shown."""
        try:
            name, data = self._waiting.popleft()
        except IndexError:  # another run has taken it
            return None
        current = self.current
        picture = self.add(name, data)
        if picture is not None and not self._shows_next:
            self.current = current
        self._shows_next = self._shows_next and picture is None
        return picture

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
        """Take a picture away, if it is here, and show the one before it."""
        if picture not in self.pictures:
            return
        at = self.pictures.index(picture)
        self.pictures.remove(picture)
        if self.current == picture.id:
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
