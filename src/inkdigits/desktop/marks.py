"""What is shown over the ink: boxes with their digits, the page's frame, and the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from inkdigits.desktop.answer import Answer
from inkdigits.desktop.theme import Theme
from inkdigits.result import Box

_RADIUS = 16.0  # of the page's corners, in pixels
_LABEL_SIZES = (10.0, 15.0)  # pixels
_LABEL_REACH = 20.0  # pixels above a box that count as its label
_LABEL_SHARE = 0.2  # of the box's height
_NONE = "\N{EN DASH}"  # where a person said that no digit stands


@dataclass(frozen=True, slots=True)
class Mark:
    """A box over a digit or a symbol.

    Attributes:
        box: In page units.
        text: What the digit is; "" for a symbol, which gets a thin line and no label.
        doubtful: Someone should look at it: drawn dashed.
        focused: It is the one that the bars are about.
        said: A person named it: its label has a tick.
    """

    box: Box
    text: str
    doubtful: bool
    focused: bool
    said: bool = False


def marks_of(answer: Answer, on_picture: bool) -> list[Mark]:
    """The boxes of an answer: none for a single drawn digit of which nobody said anything."""
    several = len(answer.parts) > 1
    if not (answer.said or (answer.text and (several or on_picture))):
        return []
    return [
        Mark(
            answer.box_on_page(i),
            _NONE if digit.value is None and i in answer.said else digit.text,
            digit.needs_review,
            i == answer.focus,
            i in answer.said,
        )
        for i, digit in enumerate(answer.digits)
    ] + [
        Mark(answer.on_page(symbol.box), "", symbol.needs_review, focused=False)
        for symbol in answer.symbols
    ]


def paint_marks(painter: QPainter, marks: Sequence[Mark], scale: float, colour: QColor) -> None:
    """Paint boxes, that of a digit with a label on its upper edge.

    Args:
        painter: In pixels of the widget.
        marks: What to paint.
        scale: Pixels per page unit.
        colour: Of the boxes.
    """
    for mark in sorted(marks, key=lambda mark: mark.focused):
        rect = _frame(mark, scale)
        tone = QColor(colour)
        tone.setAlphaF(1.0 if mark.focused else 0.55)
        line = Qt.PenStyle.DashLine if mark.doubtful else Qt.PenStyle.SolidLine
        wide = 2.0 if mark.focused else 1.5
        if not mark.text:
            line, wide = Qt.PenStyle.DotLine, 1.0
        painter.setPen(QPen(tone, wide, line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 5, 5)
        if mark.text:
            _paint_label(painter, mark, rect, tone)


def mark_at(marks: Sequence[Mark], place: QPointF, scale: float) -> Mark | None:
    """The digit whose box, or whose label above it, is at a place; the smallest of several.

    Args:
        marks: As they are painted.
        place: In pixels of the widget.
        scale: Pixels per page unit.
    """
    met = []
    for mark in marks:
        if not mark.text:
            continue
        rect = _frame(mark, scale)
        label = QRectF(rect.left(), rect.top() - _LABEL_REACH, 2 * _LABEL_REACH, _LABEL_REACH)
        if rect.contains(place) or label.contains(place):
            met.append(mark)
    return min(met, key=lambda mark: mark.box.width * mark.box.height, default=None)


def _frame(mark: Mark, scale: float) -> QRectF:
    return QRectF(
        QPointF(mark.box.x_min, mark.box.y_min) * scale,
        QPointF(mark.box.x_max, mark.box.y_max) * scale,
    ).adjusted(-3, -3, 3, 3)


def paint_frame(painter: QPainter, page: QRectF, theme: Theme, *, focused: bool) -> None:
    """Round the page's corners off and draw its edge."""
    rounded = QPainterPath()
    rounded.addRoundedRect(page.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    corners = QPainterPath()
    corners.addRect(page)
    painter.fillPath(corners - rounded, QColor(theme.ground))
    painter.strokePath(rounded, QPen(QColor(theme.accent if focused else theme.line), 1))


def ring_cursor(radius: float, density: float) -> QCursor:
    """A ring that shows how wide the line is.

    Args:
        radius: In pixels.
        density: Device pixels per pixel.
    """
    side = int(2 * radius) + 5
    pixmap = QPixmap(round(side * density), round(side * density))
    pixmap.setDevicePixelRatio(density)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = QPointF(side / 2, side / 2)
    for colour, width in (("white", 3.0), ("black", 1.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(middle, radius, radius)
    painter.end()
    return QCursor(pixmap, side // 2, side // 2)


def _paint_label(painter: QPainter, mark: Mark, rect: QRectF, tone: QColor) -> None:
    font = painter.font()
    low, high = _LABEL_SIZES
    font.setPixelSize(round(min(high, max(low, _LABEL_SHARE * rect.height()))))
    font.setBold(True)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    height = metrics.height() + 1
    tick = 0.7 * height if mark.said else 0.0
    width = metrics.horizontalAdvance(mark.text) + 8 + tick
    top = rect.top() - height if rect.top() >= height else rect.top()
    label = QRectF(rect.left(), top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    painter.drawRoundedRect(label, 4, 4)
    words = QColor("white" if tone.lightnessF() < 0.6 else "black")
    painter.setPen(words)
    painter.drawText(label.adjusted(0, 0, -tick, 0), Qt.AlignmentFlag.AlignCenter, mark.text)
    if mark.said:
        painter.setPen(QPen(words, 1.8))
        corner, side = label.bottomRight() - QPointF(tick + 1, 0.25 * height), 0.5 * height
        points = [(0.0, -0.45), (0.35, -0.1), (0.95, -0.9)]
        painter.drawPolyline([corner + QPointF(x, y) * side for x, y in points])
