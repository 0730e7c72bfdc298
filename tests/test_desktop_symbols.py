"""The window that reads points, commas, minus signs and slashes, too."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

pytest.importorskip("PySide6", reason="needs PySide6: pip install 'inkdigits[desktop]'")

from PySide6.QtWidgets import QApplication

from inkdigits.desktop.answer import Terminal
from inkdigits.desktop.app import make_application
from inkdigits.desktop.marks import mark_at, marks_of
from inkdigits.desktop.window import Window
from pen import STROKES
from test_desktop_window import draw, on_canvas, wait_for


@pytest.fixture
def application() -> Iterator[QApplication]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        running = QApplication.instance()
        yield running if isinstance(running, QApplication) else make_application()


@pytest.mark.parametrize("symbols", [True, False])
def test_a_drawn_point_is_read_where_symbols_are(application: QApplication, symbols: bool) -> None:
    printed = io.StringIO()
    window = Window(Terminal(printed, as_json=True), symbols=symbols)
    window.show()
    wait_for(window.isVisible)
    for left, name in ((60, 3), (190, 7)):
        for stroke in STROKES[name]:
            draw(window, *((left + 120 * x, 60 + 120 * y) for x, y in stroke))
    draw(window, (155, 178), (156, 178))
    wait_for(lambda: window.answer.text.replace(" ", "") == ("3.7" if symbols else "37"))
    answer = window.answer
    places = [answer.on_page(symbol.box) for symbol in answer.symbols]
    assert len(places) == symbols
    assert json.loads(printed.getvalue().splitlines()[-1])["text"] == answer.text
    for box in places:
        assert box.x_min < 156 < box.x_max
        marks = marks_of(answer, on_picture=False)
        assert [mark.text for mark in marks] == ["3", "7", ""]
        scale = window.canvas.width() / 400
        place = on_canvas(window, (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2)
        assert mark_at(marks[2:], place.toPointF(), scale) is None  # a tap is for digits
    window.leave()
    window.deleteLater()
    application.processEvents()
