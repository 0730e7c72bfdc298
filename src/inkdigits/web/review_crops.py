"""Pictures of single digits and of fields, cut out of the files in which they stand."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from inkdigits.batch.inputs import is_remote, open_remote
from inkdigits.errors import ImageError, InkDigitsError
from inkdigits.image import load_rgb
from inkdigits.result import Box
from inkdigits.web.review_items import Item, located

PagePlace = tuple[str, int]
"""A file, and which of its pages, counted from 0."""

_MARGIN = 0.75  # of paper around a box, as a share of its longer side
_FIELD_MARGIN = 0.5  # of paper around a form's field, as a share of its shorter side
_SIDE, _FIELD_SIDE = 192, 560  # pixels of a crop's longer side
_MARK = (214, 64, 30)
_MOST_BYTES = 256_000_000  # of crops in memory; more are cut again when they are looked at


class Crops:
    """Crops by the number of their item. May be used from several threads.

    Args:
        table: Pictures are looked for beside it, too.
    """

    def __init__(self, table: Path) -> None:
        """Hold nothing yet."""
        self._table = table
        self._lock = threading.Lock()
        self._items: dict[PagePlace, dict[int, Item]] = {}
        self._crops: dict[int, bytes] = {}
        self._bytes = 0
        self._missing: dict[PagePlace, str] = {}

    def add(self, items: Mapping[int, Item]) -> None:
        """Note which items stand on which page."""
        with self._lock:
            for number, item in items.items():
                self._items.setdefault((item.file, item.page), {})[number] = item

    def cut(self, place: PagePlace) -> None:
        """Cut all items of a page that are not cut yet."""
        with self._lock:
            self._cut(place)

    def crop(self, number: int, item: Item) -> bytes:
        """The crop of an item, as PNG.

        Raises:
            ImageError: Its picture is missing or damaged, or has no such place.
        """
        with self._lock:
            place = (item.file, item.page)
            if number not in self._crops and place not in self._missing:
                self._cut(place)
            if crop := self._crops.get(number):
                return crop
            raise ImageError(
                self._missing.get(place)
                or f"the table says no place in {item.file!r} where this digit stands"
            )

    def content(self, file: str) -> str | bytes:
        """What to load a file from: its path, or what is at its URL.

        Raises:
            ImageError: It cannot be fetched.
        """
        return open_remote(file) if is_remote(file) else located(file, self._table)

    def _cut(self, place: PagePlace) -> None:
        wanted = {n: i for n, i in self._items.get(place, {}).items() if n not in self._crops}
        if not wanted or place in self._missing:
            return
        file, page = place
        try:
            picture = load_rgb(self.content(file), pdf_page=page)
        except InkDigitsError as error:
            self._missing[place] = str(error)
            return
        for number, item in wanted.items():
            if crop := _cut_out(picture, item):
                self._crops[number] = crop
                self._bytes += len(crop)
        while self._bytes > _MOST_BYTES and len(self._crops) > len(wanted):
            oldest = next(iter(self._crops))
            self._bytes -= len(self._crops.pop(oldest))


def _cut_out(picture: Image.Image, item: Item) -> bytes | None:
    """A digit with paper around it and a frame around its box, turned as it was read."""
    if item.box is None:
        return None
    region = _around(item.box, picture.size, wide=bool(item.name))
    if region is None:
        return None
    part = picture.crop(region)
    scale = (_FIELD_SIDE if item.name else _SIDE) / max(part.size)
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    part = part.resize(size, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC)
    corners = [
        round((value - start) * scale)
        for value, start in zip(item.box.xyxy, (region[0], region[1]) * 2, strict=True)
    ]
    if corners[2] > corners[0] and corners[3] > corners[1]:
        x_min, y_min, x_max, y_max = corners
        frame = (x_min - 3, y_min - 3, x_max + 3, y_max + 3)
        ImageDraw.Draw(part).rectangle(frame, outline=_MARK, width=2)
    if item.turns % 4:
        part = part.rotate(-90 * item.turns, expand=True)
    stream = io.BytesIO()
    part.save(stream, "PNG")
    return stream.getvalue()


def _around(box: Box, size: Sequence[int], *, wide: bool) -> tuple[int, int, int, int] | None:
    """A square region around a box, or a `wide` one close to it, as much as is in the picture."""
    x, y = (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2
    across = down = (0.5 + _MARGIN) * max(box.width, box.height) + 2
    if wide:
        margin = _FIELD_MARGIN * min(box.width, box.height) + 2
        across, down = box.width / 2 + margin, box.height / 2 + margin
    left, top = max(0, int(x - across)), max(0, int(y - down))
    right, bottom = min(size[0], int(x + across) + 1), min(size[1], int(y + down) + 1)
    return (left, top, right, bottom) if right > left and bottom > top else None
