"""Ten bars: how likely each digit is, and a way to say which it is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inkdigits.desktop.answer import percent
from inkdigits.desktop.theme import LIGHT


class Bars(QWidget):
    """Ten bars, one for each digit. A click on one says that it is that digit.

    Args:
        parent: Owns this widget.
    """

    clicked = Signal(int)
    """The digit whose bar was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """All empty."""
        super().__init__(parent)
        self.theme = LIGHT
        self.shares: tuple[float, ...] = (0.0,) * 10
        self.chosen: int | None = None
        self._pointed: int | None = None
        self.setMouseTracking(True)
        self.setMinimumHeight(165)
        self.setMaximumHeight(290)
        self.setAccessibleName("Probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As the web page has them."""
        return QSize(340, 280)

    def show_shares(self, shares: tuple[float, ...], chosen: int | None) -> None:
        """Show ten probabilities, 0..1; `chosen` is the digit that was read."""
        if (shares, chosen) == (self.shares, self.chosen):
            return
        self.shares, self.chosen = shares, chosen
        likely = sorted(((p, v) for v, p in enumerate(shares) if p >= 0.005), reverse=True)
        self.setAccessibleDescription(", ".join(f"{v}: {percent(p, 0)}" for p, v in likely[:3]))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which bar a click would choose."""
        self._point_at(self._value_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """None any more."""
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose a digit."""
        value = self._value_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and value is not None:
            self.clicked.emit(value)

    def _value_at(self, place: QPointF) -> int | None:
        inside = self.isEnabled() and QRectF(self.rect()).contains(place)
        return min(9, int(10 * place.y() / self.height())) if inside else None

    def _point_at(self, value: int | None) -> None:
        if value != self._pointed:
            self._pointed = value
            hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
            self.setCursor(arrow if value is None else hand)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self.height() / 10
        track = QRectF(30, row / 2 - 5, self.width() - 30 - 58, 10)
        for value, share in enumerate(self.shares):
            chosen = value == self.chosen
            if value == self._pointed:
                painter.setBrush(QColor(self.theme.track))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.drawRoundedRect(QRectF(0, 1, self.width(), row - 2), 8, 8)
            ink = QColor(self.theme.ink if chosen else self.theme.muted)
            font = painter.font()
            font.setPixelSize(15)
            font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Medium)
            painter.setFont(font)
            painter.setPen(ink)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(6, 0, 20, row), middle, str(value))
            if share >= 0.005:
                font.setPixelSize(14)
                painter.setFont(font)
                place = QRectF(track.right(), 0, 54, row)
                painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, percent(share, 0))
            fill = self.theme.accent if chosen else self.theme.edge
            _paint_bar(painter, track, share, QColor(self.theme.track), QColor(fill))
            painter.translate(0, row)
        painter.end()


def _paint_bar(
    painter: QPainter, track: QRectF, share: float, ground: QColor, fill: QColor
) -> None:
    outline = QPainterPath()
    outline.addRoundedRect(track, 5, 5)
    painter.fillPath(outline, ground)
    if share > 0:
        painter.save()
        painter.setClipPath(outline)
        bar = QRectF(track)
        bar.setWidth(track.width() * share)
        bar.setLeft(track.left() - 10)
        filled = QPainterPath()
        filled.addRoundedRect(bar, 5, 5)
        painter.fillPath(filled, fill)
        painter.restore()
