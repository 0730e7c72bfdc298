"""The answer beside the page: what was read, how sure, ten bars, and what the network saw."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inkdigits.desktop.answer import Answer, in_words
from inkdigits.desktop.bars import Bars
from inkdigits.desktop.theme import LIGHT, Theme, icon, named

_SETTLED = 700  # milliseconds without a change before a screen reader is told
_VALUE_SIZES = (124, 96, 72, 56, 44, 34, 26, 20)  # pixels
_HEADLINE_HEIGHT = 150
_WORDS_WIDTH = 124  # pixels that the words beside the number need
_MOST_LINES = 6
_SIZE = 28

_ASKING = "Not right? Press 0 to 9, or click the right bar."
# Name of the command, its word, its keys, and what it says of the digit in focus.
_SAYING = (
    ("right", "Right", "Enter", "It was read right"),
    ("none", "No digit", "X", "It is no digit"),
    ("take_back", "Take back", "U", "Take back what was said"),
)


class Panel(QWidget):
    """Shows answers.

    Args:
        parent: Owns this widget.
    """

    copy_wanted = Signal()
    """The button beside the number was pressed."""

    chosen = Signal(str)
    """The name of a command about the digit in focus: right, none, take_back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Shows that nothing is drawn."""
        super().__init__(parent)
        self.value = _Value(self)
        self.headline, self.note = named(QLabel(), "confidence"), named(QLabel(), "note")
        self.bars, self.seen = Bars(), Seen()
        self.copy_button = named(QToolButton(self), "copy")
        self.buttons = {name: self._button(name, *words) for name, *words in _SAYING}
        self.status = named(QLabel(self), "caption")
        self._said, self._told = "", ""
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._announce)
        for label in (self.headline, self.note):
            label.setWordWrap(True)
        self._arrange()

    def show_answer(self, answer: Answer, focus: int | None) -> None:
        """Show an answer, the bars for the digit `focus`."""
        words = in_words(answer)
        self.value.show_text(words.value)
        self.headline.setText(words.headline)
        self.note.setText(words.note)
        self.copy_button.setVisible(bool(answer.text))
        digit = None if focus is None else answer.digits[focus]
        self.bars.show_shares(
            (0.0,) * 10 if digit is None else digit.probabilities,
            None if digit is None else digit.value,
        )
        self._show_what_can_be_said(answer, focus)
        self.seen.show_bytes(answer.seen)
        if words.spoken != self._said:
            self._said = words.spoken
            self._timer.start()

    def tell(self, words: str) -> None:
        """Say what became of what a person said; "" says how to say something."""
        self._told = words
        self.status.setText(words or _ASKING)

    def _show_what_can_be_said(self, answer: Answer, focus: int | None) -> None:
        can = focus is not None and answer.reading is not None
        said = focus in answer.said
        self.bars.setEnabled(can)
        self.buttons["right"].setEnabled(can and not said)
        self.buttons["none"].setEnabled(
            can and focus is not None and not (said and answer.digits[focus].value is None)
        )
        self.buttons["take_back"].setEnabled(can and said)
        self.status.setText(self._told or (_ASKING if can else ""))

    def _button(self, name: str, word: str, keys: str, hint: str) -> QToolButton:
        button = named(QToolButton(self), name)
        button.setText(word)
        button.setToolTip(f"{hint} ({keys})")
        button.setAccessibleName(hint)
        button.setProperty("said", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(name))
        return button

    def set_theme(self, theme: Theme, density: float) -> None:
        """Paint in these colours."""
        self.bars.theme = self.seen.theme = theme
        self.bars.update()
        self.seen.update()
        self.copy_button.setIcon(icon("copy", theme, density))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the copy button in the upper right corner, above the words."""
        self.copy_button.adjustSize()
        self.copy_button.move(self.width() - self.copy_button.width(), 0)
        self.value.fit()

    def _announce(self) -> None:
        """Tell a screen reader what was read, once it has settled."""
        self.setAccessibleDescription(self._said)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._said))

    def _arrange(self) -> None:
        self.setAccessibleName("Answer")
        self.value.setAccessibleName("Number")
        self.copy_button.setAccessibleName("Copy the number")
        self.copy_button.setToolTip("Copy the number (Ctrl+C)")
        self.copy_button.setIconSize(QSize(20, 20))
        self.copy_button.clicked.connect(self.copy_wanted)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self.headline)
        words.addWidget(self.note)
        words.addStretch()
        top = QHBoxLayout()
        top.setSpacing(18)
        top.addStrut(_HEADLINE_HEIGHT)  # with or without a number, the bars stay where they are
        top.addWidget(self.value)
        top.addLayout(words, 1)
        title = named(QLabel("What the network sees"), "captionTitle")
        caption = named(QLabel(f"Centred, at {_SIZE} by {_SIZE} pixels."), "caption")
        caption.setWordWrap(True)
        legend = QVBoxLayout()
        legend.setSpacing(2)
        legend.addStretch()
        legend.addWidget(title)
        legend.addWidget(caption)
        legend.addStretch()
        bottom = QHBoxLayout()
        bottom.setSpacing(16)
        bottom.addWidget(self.seen)
        bottom.addLayout(legend, 1)
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addSpacing(10)
        column.addWidget(self.bars, 100)
        column.addSpacing(6)
        column.addLayout(self._saying())
        column.addStretch(1)
        column.addLayout(bottom)

    def _saying(self) -> QVBoxLayout:
        """Buttons that say what the digit in focus is, and what became of it."""
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch()
        self.status.setWordWrap(True)
        self.status.setMinimumHeight(34)
        self.status.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.status)
        return column


class _Value(QLabel):
    """What was read, as large as its place allows."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setObjectName("value")
        self._panel = panel
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(_HEADLINE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._full = ""
        self.hide()

    def show_text(self, text: str) -> None:
        if text == self._full:
            return
        self._full = text
        self.setVisible(bool(text))
        self.fit()

    def fit(self) -> None:
        """Choose the size, again when there is more or less room."""
        lines = self._full.split("\n")
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], "…"]
        room = self._panel.width() - _WORDS_WIDTH
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        for size in _VALUE_SIZES:
            font.setPixelSize(size)
            metrics = QFontMetrics(font)
            wide = max(metrics.horizontalAdvance(line) for line in lines)
            if wide <= room and len(lines) * 1.15 * size <= _HEADLINE_HEIGHT:
                break
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(room)) for line in lines]
        self.setStyleSheet(f"font-size: {size}px")
        self.setText("\n".join(shown))
        self.setMinimumWidth(max(map(metrics.horizontalAdvance, shown)) + 2)


class Seen(QWidget):
    """28 x 28 pixels, as the network saw them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.theme = LIGHT
        self.data: bytes | None = None
        self.setFixedSize(86, 86)
        self.setAccessibleName("The digit as the network sees it")

    def show_bytes(self, data: bytes | None) -> None:
        """Show 784 bytes, ink 255 on 0; None shows nothing."""
        if data != self.data:
            self.data = data
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pixels in the theme's ink."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.fillPath(frame, QColor(self.theme.surface))
        if self.data is not None:
            alpha = QImage(self.data, _SIZE, _SIZE, _SIZE, QImage.Format.Format_Alpha8)
            ink = QImage(_SIZE, _SIZE, QImage.Format.Format_ARGB32_Premultiplied)
            ink.fill(QColor(self.theme.ink))
            ink.setAlphaChannel(alpha)
            painter.drawImage(QRectF(1, 1, 84, 84), ink)
        painter.strokePath(frame, QPen(QColor(self.theme.line), 1))
        painter.end()
