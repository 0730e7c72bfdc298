"""Colours, the style sheet and the icons: the same as the web page's, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

ICON_SIDE = 20

_AnyWidget = TypeVar("_AnyWidget", bound=QWidget)


@dataclass(frozen=True)
class Theme:
    """The colours of one scheme, as "#rrggbb"."""

    accent: str
    ground: str
    surface: str
    ink: str
    line: str

    def mixed(self, share: float) -> str:
        """`share` of ink and the rest of ground."""
        ink, ground = QColor(self.ink), QColor(self.ground)
        return QColor(
            round(share * ink.red() + (1 - share) * ground.red()),
            round(share * ink.green() + (1 - share) * ground.green()),
            round(share * ink.blue() + (1 - share) * ground.blue()),
        ).name()

    @property
    def muted(self) -> str:
        """For words of second rank."""
        return self.mixed(0.7)

    @property
    def edge(self) -> str:
        """For bars that did not win."""
        return self.mixed(0.5)

    @property
    def faint(self) -> str:
        """For what cannot be used now."""
        return self.mixed(0.38)

    @property
    def track(self) -> str:
        """For the ground of a bar."""
        return self.mixed(0.08)


LIGHT = Theme("#2a4bd7", "#f8f8f5", "#ffffff", "#1a1c20", "#dad9d2")
DARK = Theme("#93aaff", "#131417", "#1d1f24", "#ececea", "#363941")


def system_theme() -> Theme:
    """The scheme that the system asks for; where it names none, its colours tell."""
    scheme = QGuiApplication.styleHints().colorScheme()
    if scheme == Qt.ColorScheme.Unknown:
        palette = QGuiApplication.palette()
        text, ground = palette.windowText().color(), palette.window().color()
        return DARK if text.lightness() > ground.lightness() else LIGHT
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def style_sheet(theme: Theme) -> str:
    """Qt's style sheet for the whole window."""
    return f"""
    QWidget {{ color: {theme.ink}; font-size: 15px; }}
    QWidget#window {{ background: {theme.ground}; }}
    QLabel#title {{ font-size: 25px; font-weight: 700; }}
    QLabel#subtitle, QLabel#note, QLabel#caption {{ color: {theme.muted}; }}
    QLabel#value {{ color: {theme.accent}; font-weight: 600; }}
    QLabel#confidence {{ font-size: 25px; font-weight: 600; }}
    QLabel#caption {{ font-size: 13px; }}
    QLabel#captionTitle {{ font-size: 13px; font-weight: 600; }}
    QLabel#key {{ font-size: 12px; background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 5px; padding: 1px 6px; }}
    QLabel#keyName {{ font-size: 12px; color: {theme.muted}; }}
    QToolButton {{ background: transparent; border: 2px solid transparent; border-radius: 11px;
        padding: 0 9px; min-height: 38px; min-width: 20px; font-weight: 500; }}
    QToolButton[said="true"] {{ min-height: 26px; font-size: 13px; border: 1px solid {theme.line};
        background: {theme.surface}; border-radius: 9px; }}
    QToolButton[said="true"]:focus {{ border-color: {theme.accent}; }}
    QToolButton:hover {{ background: {theme.track}; }}
    QToolButton:focus {{ border-color: {theme.accent}; }}
    QToolButton:disabled {{ color: {theme.faint}; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.ground}; }}
    QToolButton:checked:focus {{ border-color: {theme.ink}; }}
    QFrame#choice {{ background: {theme.surface}; border: 1px solid {theme.line};
        border-radius: 12px; }}
    QSlider {{ min-height: 38px; background: transparent; border: 2px solid transparent;
        border-radius: 8px; }}
    QSlider:focus {{ border-color: {theme.accent}; }}
    QSlider::groove:horizontal {{ height: 8px; border-radius: 4px; background: {theme.track};
        border: 1px solid {theme.line}; }}
    QSlider::sub-page:horizontal {{ background: {theme.accent}; border-radius: 4px; }}
    QSlider::handle:horizontal {{ background: {theme.accent}; width: 16px; height: 16px;
        margin: -5px 0; border-radius: 8px; }}
    QFrame#dot {{ background: {theme.muted}; }}
    QToolTip {{ color: {theme.ink}; background: {theme.surface}; border: 1px solid {theme.line};
        padding: 4px; }}
    """


def named(widget: _AnyWidget, name: str) -> _AnyWidget:
    """Give a widget the name that the style sheet calls it by."""
    widget.setObjectName(name)
    return widget


PATHS = {
    "pen": "M4 20l1-4.5L16.5 4a2 2 0 0 1 2.8 0l.7.7a2 2 0 0 1 0 2.8L8.5 19 4 20zM14.5 6l3.5 3.5",
    "eraser": "M9 19.5l-5-5a1.8 1.8 0 0 1 0-2.5l8.5-8.5a1.8 1.8 0 0 1 2.5 0l5 5"
    "a1.8 1.8 0 0 1 0 2.5l-8.5 8.5zM8 7.8l8 8M9 19.5h11",
    "undo": "M8.5 4.5L4 9l4.5 4.5M4.5 9H14a5.5 5.5 0 0 1 0 11H8",
    "redo": "M15.5 4.5L20 9l-4.5 4.5M19.5 9H10a5.5 5.5 0 0 0 0 11h6",
    "open": "M4.5 5.5h15v13h-15zM4.5 15.5l4.5-4 3.5 3 3-2.5 4 3.5M14.6 9.2h.8",
    "save": "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 19.5h15",
    "clear": "M4.5 6.5h15M9.5 6V4h5v2M6.5 6.5l1 13.5h9l1-13.5M10.2 10.5v6M13.8 10.5v6",
    "copy": "M9 9h10.5v10.5H9zM15 9V4.5H4.500V15H9",
}
"""Lines of the icons in a square of 24 units, as SVG path data."""


def icon(name: str, theme: Theme, density: float) -> QIcon:
    """An icon in the theme's colours.

    Args:
        name: A key of `PATHS`.
        theme: Gives the colours of its states.
        density: Device pixels per pixel.
    """
    result = QIcon()
    modes, states = QIcon.Mode, QIcon.State
    result.addPixmap(_drawn(name, theme.ink, density), modes.Normal, states.Off)
    result.addPixmap(_drawn(name, theme.ground, density), modes.Normal, states.On)
    result.addPixmap(_drawn(name, theme.faint, density), modes.Disabled, states.Off)
    return result


def _drawn(name: str, colour: str, density: float) -> QPixmap:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="none" '
        f'stroke="{colour}" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" '
        f'd="{PATHS[name]}"/></svg>'
    )
    side = round(ICON_SIDE * density)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(density)
    return pixmap
