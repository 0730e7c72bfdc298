"""The page on the screen: takes strokes from mouse, finger and pen, and shows ink and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QImage,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from inkdigits.desktop.drawing import PAGE_WIDTH, Drawing, Point, Stroke
from inkdigits.desktop.ink import Layer, page_rect, paint_strokes, reach, tail
from inkdigits.desktop.theme import LIGHT, Theme
from inkdigits.result import Box

READ_SIZE = QSize(512, 384)
"""Pixels of what is read, whatever the size on the screen."""

_RADIUS = 16.0  # of the page's corners, in pixels
_ERASER = 2.5  # times the width of the pen
_LEAST_PRESSURE, _MOST_PRESSURE = 0.4, 1.6  # times the width of the pen


@dataclass(frozen=True, slots=True)
class Mark:
    """A box over a digit.

    Attributes:
        box: In page units.
        text: What the digit is.
        doubtful: Someone should look at it.
        focused: It is the one that the bars are about.
    """

    box: Box
    text: str
    doubtful: bool
    focused: bool


class _Source(Enum):
    """What draws the stroke under way: nothing else may join in."""

    MOUSE = 1
    TOUCH = 2
    PEN = 3


class Canvas(QWidget):
    """Where one draws. Its size is 4 to 3, and all of it is the page.

    Args:
        parent: Owns this widget.
    """

    inked = Signal()
    """The stroke under way grew."""

    stroked = Signal(object)
    """A `Stroke` is complete."""

    picked = Signal(float, float)
    """The secondary button pointed at a place, in page units."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty page and a pen."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Drawing area")
        self.setAccessibleDescription("Draw digits with the mouse, a finger or a pen")
        self.touched: tuple[float, float] | None = None
        self._theme = LIGHT
        self._drawing = Drawing()
        self._marks: tuple[Mark, ...] = ()
        self._width, self._erases = 16.0, False
        self._source: _Source | None = None
        self._finger = -1
        self._wet: list[Point] = []
        self._wet_erases = False
        self._read = Layer(READ_SIZE, QColor("black"), QColor("white"))
        self._screen = Layer(QSize(4, 3), QColor("black"))

    @property
    def is_drawing(self) -> bool:
        """A stroke is under way."""
        return self._source is not None

    @property
    def has_ink(self) -> bool:
        """There are strokes, or one has begun."""
        return bool(self._drawing.strokes) or (bool(self._wet) and not self._wet_erases)

    def set_brush(self, width: float, *, erases: bool) -> None:
        """Choose what the next stroke does, and how wide the pen is in page units."""
        self._width, self._erases = width, erases
        self._update_cursor()

    def set_theme(self, theme: Theme) -> None:
        """Paint in these colours."""
        self._theme = theme
        self._renew_screen()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show these boxes."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.update()

    def show_drawing(self, drawing: Drawing) -> None:
        """Put another drawing onto the page."""
        if drawing is self._drawing:
            return
        repaint = drawing.picture is not self._drawing.picture
        self._drawing = drawing
        self._read.redraw(drawing.strokes)
        if repaint:
            self._renew_screen()
        self._screen.redraw(drawing.strokes)
        self.update()

    def ink(self) -> QImage:
        """All ink as it is now, for reading: grey, black on white, of `READ_SIZE`."""
        layer = self._read.copy()
        if self._wet:
            layer.finish(self._wet, self._wet_erases)
        return layer.image

    # Input

    def event(self, event: QEvent) -> bool:
        """Take touches; all else goes the usual way."""
        if isinstance(event, QTouchEvent):
            self._take_touch(event)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._renew_screen()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or point at a digit."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(_Source.MOUSE, event.position(), 1.0, self._erases)
        elif event.button() == Qt.MouseButton.RightButton:
            x, y, _ = self._to_page(event.position(), 1.0)
            self.picked.emit(x, y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on."""
        self._go_on(_Source.MOUSE, event.position(), 1.0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_on(_Source.MOUSE, event.position(), 1.0)
            self._end(_Source.MOUSE)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen, whose pressure changes the width; its other end erases."""
        kind, place = event.type(), event.position()
        pressure = _pressure(event)
        if kind == QEvent.Type.TabletPress:
            if event.button() == Qt.MouseButton.LeftButton:
                other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
                self._begin(_Source.PEN, place, pressure, self._erases or other_end)
        elif kind == QEvent.Type.TabletMove:
            self._go_on(_Source.PEN, place, pressure)
        elif kind == QEvent.Type.TabletRelease:
            if self._wet and self._source is _Source.PEN:  # a pen that leaves has no pressure
                last = self._wet[-1].width / self._brush_width(self._wet_erases)
                self._go_on(_Source.PEN, place, last)
            self._end(_Source.PEN)
        event.accept()

    def _take_touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._end(_Source.TOUCH)
        for point in event.points():
            state = point.state()
            if state == state.Pressed and self._source is None:
                self._finger = point.id()
                self._begin(_Source.TOUCH, point.position(), 1.0, self._erases)
            elif self._source is _Source.TOUCH and point.id() == self._finger:
                self._go_on(_Source.TOUCH, point.position(), 1.0)
                if state == state.Released:
                    self._end(_Source.TOUCH)
        event.accept()

    def _begin(self, source: _Source, place: QPointF, factor: float, erases: bool) -> None:
        if self._source is not None:
            return
        self._source, self._wet, self._wet_erases = source, [], erases
        self._add(place, factor)

    def _go_on(self, source: _Source, place: QPointF, factor: float) -> None:
        if self._source is source:
            self._add(place, factor)

    def _end(self, source: _Source) -> None:
        if self._source is not source:
            return
        stroke = Stroke(tuple(self._wet), self._wet_erases)
        for layer in (self._read, self._screen):
            layer.finish(self._wet, self._wet_erases)
        self._drawing = self._drawing.with_stroke(stroke)
        self._source, self._wet = None, []
        self.update()
        self.stroked.emit(self._drawing)

    def _add(self, place: QPointF, factor: float) -> None:
        point = self._to_page(place, factor)
        if self._wet and self._wet[-1][:2] == point[:2]:
            return
        self._wet.append(point)
        self.touched = (point.x, point.y)
        for layer in (self._read, self._screen):
            layer.extend(self._wet, self._wet_erases)
        changed = reach(self._wet)
        scale = self.width() / PAGE_WIDTH
        corner, size = changed.topLeft() * scale, changed.size() * scale
        self.update(QRectF(corner, size).toAlignedRect().adjusted(-2, -2, 2, 2))
        self.inked.emit()

    def _to_page(self, place: QPointF, factor: float) -> Point:
        scale = PAGE_WIDTH / max(self.width(), 1)
        width = self._brush_width(self._wet_erases) * factor
        return Point(place.x() * scale, place.y() * scale, width)

    def _brush_width(self, erases: bool) -> float:
        return self._width * (_ERASER if erases else 1.0)

    # Output

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint the ink anew: it is kept in page units."""
        self._renew_screen()
        self._update_cursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the page."""
        if self._screen.image.size() != self._pixels():
            self._renew_screen()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), QColor(self._theme.surface))
        painter.save()
        painter.scale(self.width() / PAGE_WIDTH, self.width() / PAGE_WIDTH)
        self._paint_picture(painter)
        painter.drawImage(page_rect(), self._screen.image)
        if self._wet and not self._wet_erases:
            stroke = Stroke((self._wet[-1],))
            if len(self._wet) > 1:
                pen = QPen(self._ink_colour(), self._wet[-1].width)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.strokePath(tail(self._wet), pen)
            else:
                paint_strokes(painter, (stroke,), self._ink_colour())
        painter.restore()
        if self._drawing.is_empty and not self._wet:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw digits here")
        for mark in self._marks:
            self._paint_mark(painter, mark)
        self._paint_frame(painter)
        painter.end()
