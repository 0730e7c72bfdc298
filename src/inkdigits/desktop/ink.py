"""Ink on a bitmap: smooth lines that grow with the pen.

A line goes in curves from the middle of one pair of points to the middle of the next, so that each
new point adds one curve and changes nothing before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from inkdigits.desktop.drawing import PAGE_HEIGHT, PAGE_WIDTH, Point, Stroke

_DOT = 0.01  # length of the line that a single tap draws: one of no length is not drawn


class Layer:
    """A bitmap of the page's ink.

    Args:
        size: Pixels, 4 to 3.
        colour: Of the ink.
        ground: What lies under the ink; None leaves it transparent.
    """

    def __init__(self, size: QSize, colour: QColor, ground: QColor | None = None) -> None:
        """Make an empty page."""
        grey = ground is not None and ground == QColor("white") and colour == QColor("black")
        kind = QImage.Format.Format_ARGB32_Premultiplied
        self.image = QImage(size, QImage.Format.Format_Grayscale8 if grey else kind)
        self.scale = size.width() / PAGE_WIDTH
        self._colour = colour
        self._ground = ground
        self._clear()

    def redraw(self, strokes: Iterable[Stroke]) -> None:
        """Start over with these strokes."""
        self._clear()
        painter = self._painter()
        paint_strokes(painter, strokes, self._colour, self._ground)
        painter.end()

    def extend(self, points: Sequence[Point], erases: bool) -> None:
        """Draw what the newest of the stroke's points settles: the curve up to its middle."""
        painter = self._painter()
        _prepare(painter, erases, self._ground)
        _line(painter, settled(points, len(points) - 1), points[-1].width, self._ink(erases))
        painter.end()

    def finish(self, points: Sequence[Point], erases: bool) -> None:
        """Draw the stroke's tail: the line up to its newest point."""
        painter = self._painter()
        _prepare(painter, erases, self._ground)
        _line(painter, tail(points), points[-1].width, self._ink(erases))
        painter.end()

    def copy(self) -> Layer:
        """A copy with a bitmap of its own."""
        twin = Layer.__new__(Layer)
        twin.image = self.image.copy()
        twin.scale, twin._colour, twin._ground = self.scale, self._colour, self._ground
        return twin

    def _ink(self, erases: bool) -> QColor:
        return self._ground if erases and self._ground is not None else self._colour

    def _clear(self) -> None:
        self.image.fill(self._ground if self._ground is not None else Qt.GlobalColor.transparent)

    def _painter(self) -> QPainter:
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.scale, self.scale)
        return painter


def paint_strokes(
    painter: QPainter, strokes: Iterable[Stroke], colour: QColor, ground: QColor | None = None
) -> None:
    """Paint strokes in page units.

    Args:
        painter: Scaled to page units.
        strokes: From the oldest to the newest.
        colour: Of the ink.
        ground: What erasing leaves; None: nothing, which needs a bitmap with an alpha channel.
    """
    for stroke in strokes:
        _prepare(painter, stroke.erases, ground)
        ink = ground if stroke.erases and ground is not None else colour
        if stroke.is_even:
            _line(painter, outline(stroke.points), stroke.points[0].width, ink)
            continue
        for last, point in enumerate(stroke.points):
            _line(painter, settled(stroke.points, last), point.width, ink)
        _line(painter, tail(stroke.points), stroke.points[-1].width, ink)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def outline(points: Sequence[Point]) -> QPainterPath:
    """The middle of a whole stroke's line."""
    path = QPainterPath(_at(points[0]))
    for here, after in pairwise(points[1:]):
        path.quadTo(_at(here), _middle(here, after))
    path.lineTo(_end(points))
    return path


def settled(points: Sequence[Point], last: int) -> QPainterPath:
    """The curve that `points[last]` settles: a dot at first, then from middle to middle."""
    if last < 2:
        path = QPainterPath(_at(points[0]))
        path.lineTo(_end(points[:1]))
        return path
    before, here, after = points[last - 2 : last + 1]
    path = QPainterPath(_at(before) if last == 2 else _middle(before, here))
    path.quadTo(_at(here), _middle(here, after))
    return path


def tail(points: Sequence[Point]) -> QPainterPath:
    """The part of a growing line that is not settled yet: from the last middle to the pen."""
    path = QPainterPath(_middle(points[-2], points[-1]) if len(points) > 2 else _at(points[0]))
    path.lineTo(_end(points))
    return path


def paint_tail(painter: QPainter, points: Sequence[Point], colour: QColor) -> None:
    """Paint the part of a growing line that `Layer.extend` leaves out, in page units."""
    _line(painter, tail(points), points[-1].width, colour)


def reach(points: Sequence[Point]) -> QRectF:
    """All that the newest point may have changed, in page units."""
    newest = points[-4:]
    wide = max(point.width for point in newest) / 2 + 1
    xs, ys = [point.x for point in newest], [point.y for point in newest]
    box = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return box.adjusted(-wide, -wide, wide, wide)


def page_rect() -> QRectF:
    """The page in its own units."""
    return QRectF(0, 0, PAGE_WIDTH, PAGE_HEIGHT)


def _line(painter: QPainter, path: QPainterPath, width: float, colour: QColor) -> None:
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.strokePath(path, QPen(colour, width, Qt.PenStyle.SolidLine, round_cap, round_join))


def _prepare(painter: QPainter, erases: bool, ground: QColor | None) -> None:
    modes = QPainter.CompositionMode
    wipes = erases and ground is None
    painter.setCompositionMode(
        modes.CompositionMode_Clear if wipes else modes.CompositionMode_SourceOver
    )


def _at(point: Point) -> QPointF:
    return QPointF(point.x, point.y)


def _middle(a: Point, b: Point) -> QPointF:
    return QPointF((a.x + b.x) / 2, (a.y + b.y) / 2)


def _end(points: Sequence[Point]) -> QPointF:
    last = points[-1]
    return QPointF(last.x + (_DOT if len(points) == 1 else 0.0), last.y)
