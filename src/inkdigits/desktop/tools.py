"""The tools below the page: pen, eraser, width, undo, redo, open, save, clear."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from inkdigits.desktop.theme import ICON_SIDE, Theme, icon, named

LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH, WIDTH_STEP = 4, 40, 16, 2
"""Of the pen, in page units."""

_NARROW = 640  # pixels, below which words make way for icons alone

# Name of the command, its word, its keys for the tooltip, and whether the word is on the button.
_BUTTONS = (
    ("undo", "Undo", "Ctrl+Z", False),
    ("redo", "Redo", "Ctrl+Shift+Z", False),
    ("open", "Open a picture", "Ctrl+O; Ctrl+V pastes one", False),
    ("save", "Save as PNG or SVG", "Ctrl+S", False),
    ("clear", "Clear", "Del", True),
)

_KEYS = (
    (("P",), "pen"),
    (("E",), "eraser"),
    (("[", "]"), "width"),
    (("Ctrl", "Z"), "undo"),
    (("Del",), "clear"),
    (("Esc",), "quit"),
)


class Tools(QWidget):
    """A row of tools.

    Args:
        parent: Owns this widget.

    Attributes:
        buttons: By the name of their command: pen, eraser, undo, redo, open, save, clear.
        width_slider: Chooses the width of the pen.
    """

    chosen = Signal(str)
    """The name of a command."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """The pen is chosen."""
        super().__init__(parent)
        self.setAccessibleName("Drawing tools")
        self.buttons: dict[str, QToolButton] = {}
        self.width_slider = self._slider()
        row = QHBoxLayout(self)
        row.setSpacing(4)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._choice())
        row.addSpacing(14)
        row.addWidget(_Dot(5))
        row.addWidget(self.width_slider, 10)
        row.addWidget(_Dot(15))
        row.addStretch(1)
        for name, word, keys, worded in _BUTTONS:
            button = self._button(name, word, keys)
            button.setProperty("worded", worded)
            row.addWidget(button)

    def set_theme(self, theme: Theme, density: float) -> None:
        """Paint in these colours."""
        for name, button in self.buttons.items():
            button.setIcon(icon(name, theme, density))

    def set_room(self, width: int) -> None:
        """Fit into `width` pixels: words make way where there is little room."""
        style = Qt.ToolButtonStyle
        for button in self.buttons.values():
            worded = bool(button.property("worded")) and width >= _NARROW
            button.setToolButtonStyle(
                style.ToolButtonTextBesideIcon if worded else style.ToolButtonIconOnly
            )

    def _choice(self) -> QFrame:
        frame = named(QFrame(), "choice")
        row = QHBoxLayout(frame)
        row.setSpacing(0)
        row.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(self)
        for name, word, key in (("pen", "Pen", "P"), ("eraser", "Eraser", "E")):
            button = self._button(name, word, key)
            button.setCheckable(True)
            button.setProperty("worded", True)
            group.addButton(button)
            row.addWidget(button)
        self.buttons["pen"].setChecked(True)
        return frame

    def _button(self, name: str, word: str, keys: str) -> QToolButton:
        button = named(QToolButton(), name)
        button.setText(f" {word}")
        button.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        button.setToolTip(f"{word} ({keys})")
        button.setAccessibleName(word)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the page
        button.clicked.connect(lambda: self.chosen.emit(name))
        self.buttons[name] = button
        return button

    def _slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(LEAST_WIDTH, MOST_WIDTH)
        slider.setSingleStep(WIDTH_STEP)
        slider.setPageStep(4 * WIDTH_STEP)
        slider.setValue(USUAL_WIDTH)
        slider.setMinimumWidth(70)
        slider.setMaximumWidth(150)
        slider.setAccessibleName("Line width")
        slider.setToolTip("Line width ([ and ])")
        slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return slider


class KeyHints(QWidget):
    """Which keys do what.

    Args:
        parent: Owns this widget.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """A row of keys."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setSpacing(5)
        row.setContentsMargins(0, 0, 0, 0)
        for keys, name in _KEYS:
            for key in keys:
                row.addWidget(named(QLabel(key), "key"))
            row.addWidget(named(QLabel(name), "keyName"))
            row.addSpacing(7)
        row.addStretch()


class _Dot(QFrame):
    """A dot as large as a line is wide."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setObjectName("dot")
        self.setFixedSize(side, side)
        self.setStyleSheet(f"border-radius: {side // 2}px")
