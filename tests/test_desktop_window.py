"""The window, offscreen: drawn on with mouse, finger and pen as a person would."""

from __future__ import annotations

import io
import json
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("PySide6", reason="needs PySide6: pip install 'inkdigits[desktop]'")

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QInputDevice,
    QPalette,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from inkdigits.desktop.answer import Terminal
from inkdigits.desktop.app import make_application
from inkdigits.desktop.drawing import PAGE_WIDTH, Drawing
from inkdigits.desktop.theme import DARK, LIGHT, system_theme
from inkdigits.desktop.window import Window
from inkdigits.desktop.worker import Mailbox, Request
from pen import STROKES

PATIENCE = 30.0  # seconds
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture(scope="module")
def application() -> Iterator[QApplication]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        running = QApplication.instance()  # made by another module's tests
        yield running if isinstance(running, QApplication) else make_application()


@pytest.fixture
def printed() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def window(application: QApplication, printed: io.StringIO) -> Iterator[Window]:
    window = Window(Terminal(printed))
    window.show()
    window.activateWindow()
    wait_for(window.isActiveWindow)
    yield window
    window.close()
    window.deleteLater()
    application.processEvents()


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "this did not come about in time"
        QTest.qWait(5)


def wait_for_text(window: Window, text: str) -> None:
    wait_for(lambda: window.answer.text == text)
    assert window.answer.text == text


def on_canvas(window: Window, x: float, y: float) -> QPoint:
    scale = window.canvas.width() / PAGE_WIDTH
    return QPoint(round(x * scale), round(y * scale))


def draw(window: Window, *points: tuple[float, float]) -> None:
    """One stroke of the mouse through points in page units."""
    first, *others = [on_canvas(window, *point) for point in points]
    QTest.mousePress(window.canvas, LEFT, pos=first)
    for point in others:
        QTest.mouseMove(window.canvas, point)
    QTest.mouseRelease(window.canvas, LEFT, pos=others[-1] if others else first)


def write(window: Window, digits: str, height: float = 160) -> None:
    """Digits side by side."""
    for i, name in enumerate(digits):
        left = 150 if len(digits) == 1 else 20 + i * 380 / len(digits)
        for stroke in STROKES[int(name)]:
            draw(window, *((left + x * height, 60 + y * height) for x, y in stroke))


def ink_at(window: Window, x: float, y: float) -> bool:
    """Whether the screen shows ink at a place of the page."""
    image = window.canvas.grab().toImage()
    place = on_canvas(window, x, y) * image.devicePixelRatio()
    return image.pixelColor(place).lightness() < 128


def headline(window: Window) -> str:
    return window.panel.headline.text()


# Drawing


def test_a_digit_is_read_while_it_is_drawn(window: Window, printed: io.StringIO) -> None:
    assert headline(window) == "Blank"
    write(window, "3")
    wait_for_text(window, "3")
    assert window.panel.value.text() == "3"
    assert headline(window).endswith("%")
    assert max(window.panel.bars.shares) == window.panel.bars.shares[3]
    assert window.panel.bars.chosen == 3
    assert window.panel.seen.data is not None
    assert max(window.panel.seen.data) == 255
    assert printed.getvalue().splitlines()[-1].startswith("3  ")


def test_the_answer_comes_before_the_pen_is_lifted(window: Window) -> None:
    points = [on_canvas(window, x, y) for x, y in ((200, 40), (199, 120), (198, 200), (197, 260))]
    QTest.mousePress(window.canvas, LEFT, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(window.canvas, point)
    wait_for(lambda: window.answer.reason != "blank")
    assert window.canvas.is_drawing
    QTest.mouseRelease(window.canvas, LEFT, pos=points[-1])
    wait_for_text(window, "1")


def test_no_point_of_a_fast_stroke_is_lost(window: Window) -> None:
    angles = np.linspace(0, 40 * np.pi, 2000)
    radii = np.linspace(5, 220, 2000)
    middle = QPoint(window.canvas.width() // 2, window.canvas.height() // 2)
    spots = [
        middle + QPoint(round(r * np.cos(a)), round(r * np.sin(a)))
        for a, r in zip(angles, radii, strict=True)
    ]
    distinct = [spots[0]] + [b for a, b in pairwise(spots) if a != b]
    QTest.mousePress(window.canvas, LEFT, pos=spots[0])
    for spot in spots[1:]:
        QTest.mouseMove(window.canvas, spot)
    QTest.mouseRelease(window.canvas, LEFT, pos=spots[-1])
    (stroke,) = window.history.present.strokes
    scale = window.canvas.width() / PAGE_WIDTH
    assert len(distinct) > 1900
    assert [(round(p.x * scale), round(p.y * scale)) for p in stroke.points] == [
        spot.toTuple() for spot in distinct
    ]


def test_a_tap_leaves_a_dot(window: Window) -> None:
    draw(window, (200, 150))
    assert ink_at(window, 200, 150)
    assert not ink_at(window, 200, 170)


def test_a_finger_draws(window: Window) -> None:
    device = QTest.createTouchDevice()
    points = [on_canvas(window, 200, y) for y in (60, 100, 140, 180, 220)]
    QTest.touchEvent(window.canvas, device).press(0, points[0], window.canvas)
    for point in points[1:]:
        QTest.touchEvent(window.canvas, device).move(0, point, window.canvas)
    # A second finger, as of a hand that rests on the screen, draws nothing.
    rest = on_canvas(window, 300, 250)
    QTest.touchEvent(window.canvas, device).stationary(0).press(1, rest, window.canvas)
    QTest.touchEvent(window.canvas, device).stationary(0).release(1, rest, window.canvas)
    QTest.touchEvent(window.canvas, device).release(0, points[-1], window.canvas)
    (stroke,) = window.history.present.strokes
    assert [round(point.y) for point in stroke.points] == [60, 100, 140, 180, 220]
    assert ink_at(window, 200, 150)
    assert not ink_at(window, 300, 250)


def pen_stroke(
    window: Window, places: list[tuple[float, float]], pressures: list[float], *, eraser: bool
) -> None:
    kinds = QPointingDevice.PointerType
    able = QInputDevice.Capability
    device = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, kinds.Eraser if eraser else kinds.Pen,
        able.Position | able.Pressure, 1, 2,
    )  # fmt: skip
    last = len(places) - 1
    for i, (place, pressure) in enumerate(zip(places, pressures, strict=True)):
        spot = QPointF(on_canvas(window, *place))
        kind = QEvent.Type.TabletMove
        button = Qt.MouseButton.NoButton
        if i in (0, last):
            kind = QEvent.Type.TabletRelease if i else QEvent.Type.TabletPress
            button = LEFT
        held = Qt.MouseButton.NoButton if i == last else LEFT
        event = QTabletEvent(
            kind, device, spot, QPointF(window.canvas.mapToGlobal(spot)), pressure, 0, 0, 0, 0, 0,
            Qt.KeyboardModifier.NoModifier, button, held,
        )  # fmt: skip
        QApplication.sendEvent(window.canvas, event)


def test_the_pens_pressure_changes_the_width(window: Window) -> None:
    places = [(60.0 + 40 * i, 150.0) for i in range(7)]
    pen_stroke(window, places, [0.1, 0.1, 0.1, 0.5, 0.9, 0.9, 0.0], eraser=False)
    (stroke,) = window.history.present.strokes
    widths = [point.width for point in stroke.points]
    assert widths == sorted(widths)
    assert widths[-1] > 2 * widths[0]
    assert ink_at(window, 240, 160)
    assert not ink_at(window, 80, 160)


def test_the_pens_other_end_erases(window: Window) -> None:
    draw(window, (100, 150), (150, 150), (200, 150), (300, 150))
    pen_stroke(window, [(200, 100), (200, 150), (200, 200)], [0.5] * 3, eraser=True)
    assert not ink_at(window, 200, 150)
    assert ink_at(window, 120, 150)


def test_the_eraser_takes_all_ink_away(window: Window, printed: io.StringIO) -> None:
    draw(window, (200, 80), (199, 150), (198, 220))
    wait_for_text(window, "1")
    QTest.keyClick(window, Qt.Key.Key_E)
    assert window.tools.buttons["eraser"].isChecked()
    draw(window, (200, 60), (199, 150), (198, 240))
    wait_for(lambda: window.answer.reason == "blank")
    assert headline(window) == "Blank"
    assert printed.getvalue().splitlines()[-1] == "blank"


def test_a_scribble_is_no_digit(window: Window) -> None:
    rng = np.random.default_rng(3)
    draw(window, *((60 + 280 * x, 30 + 240 * y) for x, y in rng.random((90, 2))))
    wait_for(lambda: headline(window) == "Not a digit")
    assert window.answer.text == ""
    assert window.panel.bars.chosen is None


# Tools and keys


def test_undo_redo_and_clear(window: Window) -> None:
    buttons = window.tools.buttons
    assert not buttons["undo"].isEnabled()
    draw(window, (200, 80), (199, 150), (198, 220))
    QTest.mouseClick(buttons["undo"], LEFT)
    assert not ink_at(window, 199, 150)
    QTest.mouseClick(buttons["redo"], LEFT)
    assert ink_at(window, 199, 150)
    QTest.mouseClick(buttons["clear"], LEFT)
    assert window.history.present.is_empty
    assert not ink_at(window, 199, 150)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ink_at(window, 199, 150)
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert window.history.present.is_empty


def test_the_same_digit_after_clear_is_printed_again(window: Window, printed: io.StringIO) -> None:
    for _ in range(2):
        draw(window, (200, 80), (199, 150), (198, 220))
        wait_for_text(window, "1")
        QTest.keyClick(window, Qt.Key.Key_C)
        assert headline(window) == "Blank"
    said = [line.split()[0] for line in printed.getvalue().splitlines()]
    assert said.count("1") == 2
    assert said[-1] == "blank"


def test_keys_change_the_width_of_the_pen(window: Window) -> None:
    before = window.tools.width_slider.value()
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.tools.width_slider.value() > before
    draw(window, (100, 100), (300, 100))
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    draw(window, (100, 200), (300, 200))
    wide, thin = window.history.present.strokes
    assert wide.points[0].width > thin.points[0].width > before


def test_escape_closes_the_window_even_while_drawing(window: Window) -> None:
    QTest.mousePress(window.canvas, LEFT, pos=on_canvas(window, 100, 100))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_everything_that_takes_keys_has_a_name(window: Window) -> None:
    widgets = [w for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(widgets) >= 9
    assert [w for w in widgets if not w.accessibleName()] == []
    assert window.panel.accessibleName() == "Answer"


def test_a_screen_reader_is_told_what_was_read(window: Window) -> None:
    draw(window, (200, 80), (199, 150), (198, 220))
    wait_for(lambda: window.panel.accessibleDescription().startswith("1, "))


# Several digits


def test_several_digits_are_boxed_and_one_is_in_focus(window: Window) -> None:
    write(window, "20", 120)
    wait_for(lambda: len(window.answer.digits) == 2)
    answer = window.answer
    assert answer.focus == 1
    QTest.mouseClick(window.canvas, RIGHT, pos=on_canvas(window, 60, 120))
    wait_for(lambda: window.answer.focus == 0)
    assert window.panel.bars.shares == window.answer.digits[0].probabilities
    assert len(window.history.present.strokes) == len(STROKES[2]) + len(STROKES[0])
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    wait_for(lambda: window.answer.focus == 1)


# Pictures


@pytest.fixture
def picture(tmp_path: Path, window: Window) -> Path:
    """A photo of a drawing: 800 x 600 pixels, two digits."""
    write(window, "27", 120)
    path = tmp_path / "two.png"
    window.save_to(path)
    window.perform("clear")
    Image.open(path).convert("L").resize((800, 600)).save(path)
    return path


def test_a_picture_is_read_with_boxes(window: Window, picture: Path) -> None:
    window.open_picture(picture, picture.name)
    wait_for(lambda: window.history.present.picture is not None and bool(window.answer.text))
    assert (window.answer.width, window.answer.height) == (800, 600)
    box = window.answer.box_on_page(0)
    assert 0 < box.x_min < 60 < box.x_max < 200
    window.perform("undo")
    assert headline(window) == "Blank"


def test_a_picture_is_dropped_and_pasted(window: Window, picture: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    assert window.accepts(data)
    copy, bare = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copy, data, LEFT, bare))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, LEFT, bare))
    wait_for(lambda: window.history.present.picture is not None)
    window.perform("clear")
    QGuiApplication.clipboard().setImage(QImage(str(picture)))
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for(lambda: window.history.present.picture is not None)
    assert window.history.present.picture is not None
    assert window.history.present.picture.grey.shape == (600, 800)


@pytest.mark.parametrize("there", [True, False])
def test_what_is_no_picture_is_refused_in_a_sentence(
    window: Window, printed: io.StringIO, tmp_path: Path, there: bool
) -> None:
    path = tmp_path / "notes.png"
    if there:
        path.write_text("no picture")
    window.open_picture(path, path.name)
    wait_for(lambda: bool(window.findChildren(QMessageBox)))
    (message,) = window.findChildren(QMessageBox)
    assert "notes.png" in message.text()
    assert printed.getvalue() == message.text() + "\n"
    assert window.history.present.is_empty
    message.close()


# Saving and copying


def test_the_drawing_is_saved_as_png(window: Window, tmp_path: Path) -> None:
    draw(window, (200, 80), (199, 150), (198, 220))
    window.save_to(tmp_path / "drawing.png")
    grey = np.asarray(Image.open(tmp_path / "drawing.png").convert("L"))
    assert grey.shape == (1200, 1600)
    assert grey[600, 796] == 0
    assert grey[600, 900] == 255


def test_the_drawing_is_saved_as_svg(window: Window, tmp_path: Path) -> None:
    draw(window, (100, 150), (150, 150), (300, 150))
    pen_stroke(window, [(60 + 40.0 * i, 80) for i in range(4)], [0.1, 0.4, 0.8, 0.8], eraser=False)
    window.perform("eraser")
    draw(window, (200, 100), (200, 150), (200, 200))
    window.save_to(tmp_path / "drawing.svg")
    assert ET.parse(tmp_path / "drawing.svg").getroot().get("width") == "400"
    shown = QImage(str(tmp_path / "drawing.svg"))
    assert shown.pixelColor(120, 150).lightness() == 0
    assert shown.pixelColor(180, 80).lightness() == 0
    assert shown.pixelColor(200, 150).lightness() == 255


def test_a_file_that_cannot_be_written_is_refused(window: Window, tmp_path: Path) -> None:
    draw(window, (200, 80), (199, 150))
    window.save_to(tmp_path / "drawing.doc")
    window.save_to(tmp_path / "missing" / "drawing.png")
    words = [message.text() for message in window.findChildren(QMessageBox)]
    assert ".svg" in words[0]
    assert "cannot be written" in words[1]


def test_the_number_is_copied(window: Window) -> None:
    draw(window, (200, 80), (199, 150), (198, 220))
    wait_for_text(window, "1")
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(window.panel.copy_button, LEFT)
    assert QGuiApplication.clipboard().text() == "1"


# Looks


def test_resizing_keeps_the_drawing(window: Window) -> None:
    draw(window, (100, 100), (200, 100), (300, 100))
    before = window.canvas.width()
    window.resize(860, 570)
    wait_for(lambda: window.canvas.width() < before)
    assert ink_at(window, 200, 100)
    assert not ink_at(window, 200, 140)
    assert window.panel.geometry().right() < window.width()


def test_the_window_follows_the_systems_colours(window: Window, application: QApplication) -> None:
    def ground() -> QColor:
        return window.grab().toImage().pixelColor(3, 3)

    assert ground() == QColor(LIGHT.ground)
    before = QPalette(application.palette())
    dark = QPalette(QColor("#202020"))
    try:
        application.setPalette(dark)
        wait_for(lambda: ground() == QColor(DARK.ground))
        assert system_theme() is DARK
        draw(window, (100, 100), (300, 100))
        image = window.canvas.grab().toImage()
        assert image.pixelColor(on_canvas(window, 200, 100)) == QColor(DARK.ink)
    finally:
        application.setPalette(before)


# Beside the window


def test_the_newest_request_wins() -> None:
    mailbox = Mailbox()
    for seq in (1, 2, 3):
        mailbox.post(Request(seq, QImage(), None, None))
    taken = mailbox.take(0)
    assert taken is not None
    assert taken.seq == 3
    assert mailbox.take(0) is None
    mailbox.close()
    assert mailbox.take() is None


def test_a_missing_model_is_said(application: QApplication, tmp_path: Path) -> None:
    out = io.StringIO()
    window = Window(Terminal(out, as_json=True), tmp_path / "none.onnx")
    window.show()
    wait_for(lambda: headline(window) == "Could not read this")
    window.close()
    assert "none.onnx" in json.loads(out.getvalue())["error"]


def test_an_empty_drawing_shares_nothing_with_the_next() -> None:
    assert Drawing() == Drawing()
    assert Drawing().is_empty
