"""Which keys stand for which commands."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

SHORTCUTS: tuple[tuple[str | QKeySequence.StandardKey, str], ...] = (
    ("P", "pen"),
    ("E", "eraser"),
    ("[", "thinner"),
    ("]", "wider"),
    ("C", "clear"),
    ("Del", "clear"),
    ("Backspace", "clear"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+Shift+Z", "redo"),
    ("Ctrl+Y", "redo"),
    ("Ctrl+O", "open"),
    ("Ctrl+S", "save"),
    ("Ctrl+C", "copy"),
    ("Ctrl+V", "paste"),
    *((str(value), str(value)) for value in range(10)),
    ("Return", "right"),
    ("Enter", "right"),
    ("X", "none"),
    ("U", "take_back"),
    ("Esc", "quit"),
    ("Ctrl+Q", "quit"),
    ("Ctrl+W", "quit"),
)
"""Keys, and the command that they stand for."""

SAID = (*map(str, range(10)), "right", "none", "take_back")
"""Commands that say what the digit in focus is."""
