"""Correcting in the window: what a person says is shown at once, kept, and not lost."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6", reason="needs PySide6: pip install 'inkdigits[desktop]'")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from inkdigits.desktop.answer import Terminal
from inkdigits.desktop.app import make_application
from inkdigits.desktop.window import Window
from inkdigits.store import Kept, Store
from test_desktop_window import LEFT, draw, headline, on_canvas, picture, wait_for, write

__all__ = ["picture"]  # a fixture

Opened = Callable[..., Window]


@pytest.fixture(scope="module")
def application() -> Iterator[QApplication]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        running = QApplication.instance()
        yield running if isinstance(running, QApplication) else make_application()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept" / "corrections.sqlite")


@pytest.fixture
def printed() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def window(application: QApplication, store: Store, printed: io.StringIO) -> Iterator[Window]:
    window = Window(Terminal(printed, as_json=True), store=store.path)
    window.show()
    window.activateWindow()
    wait_for(window.isActiveWindow)
    yield window
    window.leave()
    window.deleteLater()
    application.processEvents()


def press(window: Window, key: str) -> None:
    """Press a key, once what was asked before is answered."""
    wait_for(lambda: window.answer.seq == window._seq)
    QTest.keyClick(window, Qt.Key[f"Key_{key}"])


def tap(window: Window, index: int) -> None:
    """Click into a digit's box."""
    box = window.answer.box_on_page(index)
    middle = on_canvas(window, (box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2)
    QTest.mouseClick(window.canvas, LEFT, pos=middle)
    wait_for(lambda: window.answer.focus == index)


def wait_until_read(window: Window, text: str) -> None:
    wait_for(lambda: window.answer.text == text and window.answer.seq == window._seq)


def kept(window: Window, store: Store, count: int) -> list[Kept]:
    """What is in the store, once there are so many and none is on its way."""
    wait_for(lambda: not window.corrector.keeper.unwritten and store.count() == count)
    return store.find()


def test_the_digit_touched_last_is_corrected_with_a_key(
    window: Window, store: Store, printed: io.StringIO
) -> None:
    write(window, "27", 120)
    wait_until_read(window, "27")
    press(window, "1")
    assert window.answer.text == "21"
    assert window.panel.value.text() == "21"
    assert window.panel.bars.chosen == 1
    (one,) = kept(window, store, 1)
    assert (one.value, one.read_value, one.source, one.writer) == (1, 7, "window", "default")
    assert one.read_confidence is not None
    assert one.revision == window.answer.reading.revision != "unknown"  # type: ignore[union-attr]
    assert one.time
    assert one.crop.min() < 50  # there is ink in it
    wait_for(lambda: "1 kept" in window.panel.status.text())
    last = json.loads(printed.getvalue().splitlines()[-1])
    assert (last["text"], last["said"]) == ("21", [1])


def test_a_tap_turns_to_a_digit_and_leaves_no_ink(window: Window, store: Store) -> None:
    write(window, "27", 120)
    wait_until_read(window, "27")
    before = window.history
    tap(window, 0)
    assert window.history is before
    QTest.mouseClick(
        window.panel.bars, LEFT, pos=QPoint(60, window.panel.bars.height() * 85 // 100)
    )
    assert window.answer.text == "87"
    (one,) = kept(window, store, 1)
    assert (one.value, one.read_value) == (8, 2)
    write(window, "27", 120)  # strokes that begin in a box are strokes all the same
    assert len(window.history.present.strokes) == 2 * len(before.present.strokes)


def test_what_is_right_is_confirmed_and_what_is_no_digit_is_said_to_be(
    window: Window, store: Store
) -> None:
    write(window, "27", 120)
    wait_until_read(window, "27")
    press(window, "Return")
    tap(window, 0)
    QTest.mouseClick(window.panel.buttons["none"], LEFT)
    assert window.answer.text == "7"
    assert headline(window) == "As you said"
    assert [one.label for one in kept(window, store, 2)] == ["7", "not_a_digit"]


def test_said_again_the_last_counts_and_taken_back_none_does(window: Window, store: Store) -> None:
    write(window, "2", 160)
    wait_until_read(window, "2")
    press(window, "7")
    kept(window, store, 1)
    draw(window, (310, 60), (309, 140), (308, 220))  # other ink, elsewhere
    wait_until_read(window, "71")
    tap(window, 0)
    press(window, "3")
    wait_for(lambda: [one.value for one in kept(window, store, 1)] == [3])
    press(window, "U")
    assert window.answer.text == "21"
    assert kept(window, store, 0) == []
    assert not window.panel.buttons["take_back"].isEnabled()


def test_undo_and_redo_do_not_lose_it(window: Window, store: Store) -> None:
    draw(window, (200, 40), (199, 150), (198, 250))
    wait_until_read(window, "1")
    press(window, "7")
    kept(window, store, 1)
    window.perform("undo")
    assert window.answer.reason == "blank"
    assert store.count() == 1
    window.perform("redo")
    wait_until_read(window, "7")
    window.perform("clear")
    draw(window, (200, 40), (199, 150), (197, 250))  # another one, at the same place
    wait_until_read(window, "1")
    assert not window.answer.said


def test_a_key_pressed_before_the_answer_is_there_counts(window: Window, store: Store) -> None:
    draw(window, (200, 40), (199, 150), (198, 250))
    QTest.keyClick(window, Qt.Key.Key_4)
    assert not window.answer.said
    wait_until_read(window, "4")
    (one,) = kept(window, store, 1)
    assert one.value == 4


def test_digits_of_a_picture_are_corrected(window: Window, store: Store, picture: Path) -> None:
    window.open_picture(picture, picture.name)
    wait_until_read(window, "27")
    tap(window, 1)
    press(window, "9")
    wait_until_read(window, "29")
    (one,) = kept(window, store, 1)
    assert (one.value, one.picture) == (9, "two.png")
    assert 300 < one.place.x_min < one.place.x_max < 800  # pixels of the picture, not of the page


def test_nothing_to_correct_on_a_blank_page(window: Window, store: Store) -> None:
    press(window, "4")
    press(window, "Return")
    assert not window.panel.buttons["right"].isEnabled()
    assert kept(window, store, 0) == []


def test_a_store_that_cannot_be_written_loses_nothing(window: Window, store: Store) -> None:
    store.path.parent.write_text("a file where the folder should be")
    write(window, "27", 120)
    wait_until_read(window, "27")
    press(window, "1")
    wait_for(lambda: bool(window.findChildren(QMessageBox)))
    (message,) = window.findChildren(QMessageBox)
    assert "cannot be opened or written" in message.text()
    message.close()
    message.setParent(None)
    assert window.answer.text == "21"
    assert "1 not kept yet" in window.panel.status.text()
    window.close()  # asks first
    assert window.isVisible()
    (question,) = window.findChildren(QMessageBox)
    assert "1 of your corrections" in question.text()
    question.button(QMessageBox.StandardButton.Cancel).click()
    store.path.parent.unlink()
    window.activateWindow()
    wait_for(window.isActiveWindow)
    tap(window, 0)
    press(window, "3")
    assert sorted(str(one.value) for one in kept(window, store, 2)) == ["1", "3"]
    window.close()
    assert not window.isVisible()


def test_closed_without_keeping(window: Window, store: Store) -> None:
    store.path.parent.write_text("a file where the folder should be")
    write(window, "2", 160)
    wait_until_read(window, "2")
    press(window, "1")
    window.close()
    wait_for(lambda: len(window.findChildren(QMessageBox)) == 2)
    question = next(m for m in window.findChildren(QMessageBox) if len(m.buttons()) == 2)
    (leave,) = [b for b in question.buttons() if "Close" in b.text()]
    leave.click()
    assert not window.isVisible()


def test_whose_hand_it_is(application: QApplication, store: Store) -> None:
    window = Window(Terminal(None), profile="anna", store=store.path)
    assert window.corrector.keeper.writer == "anna"
    window.close()
