"""What is drawn: strokes in page units, and the history behind undo and redo. No Qt in here.

The page measures 400 x 300 units whatever its size on the screen, so that neither a resize nor the
density of the screen changes what is drawn, kept or read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage

PAGE_WIDTH = 400.0
PAGE_HEIGHT = 300.0

_UNDO_LIMIT = 200


class Point(NamedTuple):
    """Where the pen was, and how wide its line is there; all in page units."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """What the pen drew, or wiped out, between touching the page and leaving it.

    Attributes:
        points: At least one, in order.
        erases: Takes ink away instead of leaving some.
    """

    points: tuple[Point, ...]
    erases: bool = False

    @property
    def is_even(self) -> bool:
        """One width all along: no pressure changed it."""
        width = self.points[0].width
        return all(point.width == width for point in self.points)


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that was opened: it lies under the ink, as large as fits the page.

    Attributes:
        name: What to call it.
        grey: What is read: uint8 (H, W), upright.
        preview: What is shown, at most 2000 pixels a side.
    """

    name: str
    grey: NDArray[np.uint8]
    preview: QImage

    @property
    def scale(self) -> float:
        """Page units per pixel of `grey`."""
        height, width = self.grey.shape
        return float(min(PAGE_WIDTH / width, PAGE_HEIGHT / height))

    @property
    def place(self) -> tuple[float, float, float, float]:
        """Where it lies on the page: x, y, width and height in page units."""
        height, width = self.grey.shape
        wide, high = width * self.scale, height * self.scale
        return (PAGE_WIDTH - wide) / 2, (PAGE_HEIGHT - high) / 2, wide, high


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is on the page."""

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    @property
    def is_empty(self) -> bool:
        """Neither strokes nor a picture."""
        return not self.strokes and self.picture is None

    def with_stroke(self, stroke: Stroke) -> Drawing:
        """The drawing and one more stroke. To erase on an empty page changes nothing."""
        if stroke.erases and not self.strokes:
            return self
        return Drawing((*self.strokes, stroke), self.picture)


@dataclass(frozen=True, slots=True)
class History:
    """Drawings before and after the present one: every change keeps what was there."""

    past: tuple[Drawing, ...] = ()
    present: Drawing = Drawing()
    future: tuple[Drawing, ...] = ()

    def record(self, drawing: Drawing) -> History:
        """Go on to another drawing; what was undone is gone then."""
        if drawing is self.present:
            return self
        return History((*self.past, self.present)[-_UNDO_LIMIT:], drawing)

    def undo(self) -> History:
        """Go back by one change, where there was one."""
        if not self.past:
            return self
        return History(self.past[:-1], self.past[-1], (self.present, *self.future))

    def redo(self) -> History:
        """Take back the last undo, where there was one."""
        if not self.future:
            return self
        return History((*self.past, self.present), self.future[0], self.future[1:])
