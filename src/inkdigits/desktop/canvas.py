"""The page on the screen: takes strokes from mouse, finger and pen, and shows ink and boxes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QFocusEvent,
    QImage,
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from inkdigits.desktop.drawing import PAGE_WIDTH, Drawing, Point, Stroke
from inkdigits.desktop.ink import Layer, page_rect, paint_tail, reach
from inkdigits.desktop.marks import Mark, mark_at, paint_frame, paint_marks, ring_cursor
from inkdigits.desktop.theme import LIGHT, Theme
from inkdigits.result import Box

READ_SIZE = QSize(512, 384)
"""Pixels of what is read, whatever the size on the screen."""

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_ERASER = 2.5  # times the width of the pen
_TAP = 4.0  # page units that a tap may move
_LEAST_PRESSURE, _MOST_PRESSURE = 0.4, 1.6  # times the width of the pen


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
    """A stroke is complete: the `Drawing` that has it."""

    picked = Signal(float, float)
    """A place was pointed at, in page units: a tap on a mark, or the secondary button."""

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
        self._ringed = False
        self._source: _Source | None = None
        self._finger = -1
        self._wet: list[Point] = []
        self._wet_erases = False
        self._tapped: Mark | None = None  # where the stroke began, while it may be but a tap
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
        if event.type() in (QEvent.Type.TouchBegin, QEvent.Type.TouchCancel):
            self._end(_Source.TOUCH)
        for point in event.points():
            state = point.state()
            if state == QEventPoint.State.Pressed and self._source is None:
                self._finger = point.id()
                self._begin(_Source.TOUCH, point.position(), 1.0, self._erases)
            elif state != QEventPoint.State.Stationary and point.id() == self._finger:
                self._go_on(_Source.TOUCH, point.position(), 1.0)
                if state == QEventPoint.State.Released:
                    self._end(_Source.TOUCH)
        event.accept()

    def _begin(self, source: _Source, place: QPointF, factor: float, erases: bool) -> None:
        self._end(source)  # a stroke whose end did not come through
        if self._source is not None:
            return
        self._source, self._wet, self._wet_erases = source, [], erases
        self._tapped = None if erases else mark_at(self._marks, place, self._scale)
        self._add(place, factor)

    def _go_on(self, source: _Source, place: QPointF, factor: float) -> None:
        if self._source is source:
            self._add(place, factor)

    def _end(self, source: _Source) -> None:
        if self._source is not source:
            return
        if self._tapped is not None:
            self._take_tap(self._tapped.box)
            return
        stroke = Stroke(tuple(self._wet), self._wet_erases)
        for layer in (self._read, self._screen):
            layer.finish(self._wet, self._wet_erases)
        self._drawing = self._drawing.with_stroke(stroke)
        self._source, self._wet = None, []
        self.update()
        self.stroked.emit(self._drawing)

    def _take_tap(self, box: Box) -> None:
        """A tap on a mark turns to its digit, and leaves no ink."""
        self._source, self._wet, self._tapped = None, [], None
        for layer in (self._read, self._screen):
            layer.redraw(self._drawing.strokes)
        self.update()
        self.picked.emit((box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2)

    def _add(self, place: QPointF, factor: float) -> None:
        point = self._to_page(place, factor)
        if self._wet and self._wet[-1][:2] == point[:2]:
            return
        self._wet.append(point)
        if math.hypot(point.x - self._wet[0].x, point.y - self._wet[0].y) > _TAP:
            self._tapped = None
        self.touched = (point.x, point.y)
        for layer in (self._read, self._screen):
            layer.extend(self._wet, self._wet_erases)
        changed = reach(self._wet)
        corner, size = changed.topLeft() * self._scale, changed.size() * self._scale
        self.update(QRectF(corner, size).toAlignedRect().adjusted(-2, -2, 2, 2))
        if self._tapped is None:
            self.inked.emit()

    def _to_page(self, place: QPointF, factor: float) -> Point:
        width = self._brush_width(self._wet_erases) * factor
        return Point(place.x() / self._scale, place.y() / self._scale, width)

    def _brush_width(self, erases: bool) -> float:
        return self._width * (_ERASER if erases else 1.0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus to those who came by keyboard."""
        self._ringed = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Somewhere else now."""
        self._ringed = False
        self.update()

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
        painter.scale(self._scale, self._scale)
        if (picture := self._drawing.picture) is not None:
            painter.drawImage(QRectF(*picture.place), picture.preview)
        painter.drawImage(page_rect(), self._screen.image)
        if self._wet and not self._wet_erases:
            paint_tail(painter, self._wet, self._ink_colour())
        painter.restore()
        if self._drawing.is_empty and not self._wet:
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw digits here")
        paint_marks(painter, self._marks, self._scale, self._mark_colour())
        paint_frame(painter, QRectF(self.rect()), self._theme, focused=self._ringed)
        painter.end()

    @property
    def _scale(self) -> float:
        """Pixels per page unit."""
        return max(self.width(), 1) / PAGE_WIDTH

    def _pixels(self) -> QSize:
        """Device pixels of the whole page."""
        return (QSizeF(self.size()) * self.devicePixelRatioF()).toSize().expandedTo(QSize(4, 3))

    def _renew_screen(self) -> None:
        self._screen = Layer(self._pixels(), self._ink_colour())
        wet = [Stroke(tuple(self._wet), self._wet_erases)] if self._wet else []
        self._screen.redraw([*self._drawing.strokes, *wet])
        self.update()

    def _ink_colour(self) -> QColor:
        """On a picture, whose tones may be any, the ink has a colour that paper has not."""
        return QColor(self._theme.ink if self._drawing.picture is None else LIGHT.accent)

    def _mark_colour(self) -> QColor:
        return QColor(self._theme.accent if self._drawing.picture is None else LIGHT.accent)

    def _update_cursor(self) -> None:
        """A ring as large as the line."""
        radius = min(60.0, max(3.0, self._brush_width(self._erases) * self._scale / 2))
        self.setCursor(ring_cursor(radius, self.devicePixelRatioF()))


def _pressure(event: QTabletEvent) -> float:
    """How much wider or thinner than the pen's width a pen draws: 1 for medium pressure."""
    device = event.pointingDevice()
    if device is None or not device.capabilities() & QInputDevice.Capability.Pressure:
        return 1.0
    share = min(max(event.pressure(), 0.0), 1.0)
    return _LEAST_PRESSURE + (_MOST_PRESSURE - _LEAST_PRESSURE) * share
