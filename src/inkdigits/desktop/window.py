"""The window: the page, the tools, the answer, and what goes on between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox, QWidget

from inkdigits.desktop.answer import Answer, Terminal
from inkdigits.desktop.canvas import Canvas
from inkdigits.desktop.correcting import Corrector
from inkdigits.desktop.drawing import PAGE_HEIGHT, PAGE_WIDTH, Drawing, History, Picture
from inkdigits.desktop.export import png_bytes, save
from inkdigits.desktop.keys import SAID, SHORTCUTS
from inkdigits.desktop.marks import marks_of
from inkdigits.desktop.panel import Panel
from inkdigits.desktop.theme import named, style_sheet, system_theme
from inkdigits.desktop.tools import WIDTH_STEP, KeyHints, Tools
from inkdigits.desktop.worker import Loader, Request, Worker
from inkdigits.errors import InkDigitsError

_SUBTITLE = "Draw digits. They are read while you write."

_MARGIN, _GAP, _COLUMN_GAP = 36, 14, 40  # pixels
_PANEL_WIDTH = (290, 360)  # pixels, least and most
_PANEL_SHARE = 0.34
_PATIENCE = 3.0  # seconds that closing waits for what was said to be kept

_NEW_LOOKS = (QEvent.Type.DevicePixelRatioChange, QEvent.Type.ApplicationPaletteChange)


class Window(QWidget):
    """Draw, and see what it is.

    Args:
        terminal: Where answers are printed.
        model: Another classifier than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.
        store: The file of corrections; None takes the one in the person's data folder.
        symbols: Read decimal points, commas, minus signs, slashes and colons, too.
    """

    asked = Signal(int)
    """The page is to be read: the number of the request."""

    shown = Signal(int)
    """An answer is shown: the number of its request."""

    def __init__(
        self,
        terminal: Terminal,
        model: Path | None = None,
        profile: str | None = None,
        store: Path | None = None,
        *,
        symbols: bool = False,
    ) -> None:
        """An empty page. Nothing is loaded until the window is on the screen."""
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("inkdigits")
        self.setAcceptDrops(True)
        self.setMinimumSize(860, 600)
        self.resize(1120, 700)
        self.title = named(QLabel("inkdigits", self), "title")
        self.subtitle = named(QLabel(_SUBTITLE, self), "subtitle")
        self.canvas, self.tools = Canvas(self), Tools(self)
        self.hints, self.panel = KeyHints(self), Panel(self)
        self.answer, self.history = Answer(0), History()
        self._read = self.answer  # as it was read; `answer` has what a person said in it
        self._to_say: str | None = None  # said before the digit was read
        self.corrector = Corrector(store, profile, self)
        self._terminal = terminal
        self._worker = Worker(model, profile, symbols=symbols, parent=self)
        self._loader = Loader(self)
        self._seq = self._oldest = 0  # the newest request, and the oldest one worth an answer
        self.has_been_painted = self._leaves = False
        self._ask_soon = QTimer(self, singleShot=True, interval=0)
        self._commands = self._all_commands()
        self._connect()
        self._set_theme()
        self._refresh()
        self._show_answer(self.answer)
        self.canvas.setFocus()

    # What the window is asked to do

    def open_picture(self, source: Path | bytes, name: str) -> None:
        """Read a picture: a file, or the bytes of one."""
        self._loader.load(source, name)

    def save_to(self, path: Path) -> None:
        """Write the drawing to a PNG or SVG file; trouble is shown."""
        try:
            save(self.history.present, path)
        except InkDigitsError as error:
            self._complain(str(error))

    def perform(self, command: str) -> None:
        """Do what a button or a key stands for. While a stroke is under way only quitting works."""
        if not self.canvas.is_drawing or command == "quit":
            self._commands[command]()

    def accepts(self, data: QMimeData) -> bool:
        """Whether something dropped or pasted holds a picture."""
        return data.hasImage() or any(url.isLocalFile() for url in data.urls())

    def take(self, data: QMimeData) -> None:
        """Open what was dropped or pasted."""
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if files:
            self.open_picture(Path(files[0]), Path(files[0]).name)
        elif data.hasImage():
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self.open_picture(png_bytes(image), "pasted picture")

    # From drawing to answer

    def _ask(self) -> None:
        """Have the page read as it is now."""
        self._seq += 1
        self.asked.emit(self._seq)
        picture = self.history.present.picture
        if picture is None and not self.canvas.has_ink:
            self._oldest = self._seq
            self._on_answer(Answer(self._seq))
            return
        self._worker.ask(Request(self._seq, self.canvas.ink(), picture, self.canvas.touched))

    def _on_answer(self, answer: Answer) -> None:
        if answer.seq < max(self._oldest, self.answer.seq) and answer.error is None:
            return
        self._show_answer(answer)
        self._terminal.print(self.answer)
        self.shown.emit(answer.seq)
        command, self._to_say = self._to_say, None
        if command is not None and answer.seq < self._seq:
            self._to_say = command
        elif command is not None:
            self._say(command)

    def _show_answer(self, read: Answer) -> None:
        """Show what was read, as a person corrected it."""
        self._read = read
        answer = self.answer = self.corrector.applied(read, self.history.present)
        self.panel.show_answer(answer, answer.focus)
        self.canvas.set_marks(marks_of(answer, self.history.present.picture is not None))

    def _say(self, command: str) -> None:
        """Say what the digit in focus is: "0" to "9", "none", "right", or "take_back"."""
        if self._read.seq < self._seq:  # the answer is on its way
            self._to_say = command
            return
        answer, drawing, corrector = self.answer, self.history.present, self.corrector
        if command == "take_back":
            corrector.take_back(answer, drawing)
        elif command == "right":
            corrector.confirm(answer, drawing)
        else:
            corrector.say(answer, drawing, None if command == "none" else int(command))
        self._show_answer(self._read)
        self._terminal.print(self.answer)

    def _on_stroke(self, drawing: Drawing) -> None:
        self._to_say = None
        self.history = self.history.record(drawing)
        self._refresh()
        self._ask()

    def _change(self, history: History) -> None:
        """Put another drawing onto the page: answers to the one before are void."""
        if history is self.history:
            return
        self._to_say = None
        self.history = history
        self._ask_soon.stop()
        self._oldest = self._seq + 1
        self.canvas.show_drawing(history.present)
        self._refresh()
        self._ask()

    def _on_picture(self, picture: Picture) -> None:
        self._change(self.history.record(Drawing(picture=picture)))

    def _on_no_picture(self, problem: str) -> None:
        """Say it in the terminal, too: a program that reads it there sees no box to click away."""
        self._terminal.print(Answer(self._seq, error=problem))
        self._complain(problem)

    def _pick(self, x: float, y: float) -> None:
        """Turn to the digit at a place."""
        self.canvas.touched = (x, y)
        self._ask()

    def _step(self, by: int) -> None:
        """Turn to the next digit, or to the one before."""
        answer = self.answer
        if answer.focus is None:
            return
        box = answer.box_on_page((answer.focus + by) % len(answer.digits))
        self._pick((box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2)

    # Commands

    def _all_commands(self) -> dict[str, Callable[[], object]]:
        slider = self.tools.width_slider
        return {
            "pen": lambda: self._choose("pen"),
            "eraser": lambda: self._choose("eraser"),
            "thinner": lambda: slider.setValue(slider.value() - WIDTH_STEP),
            "wider": lambda: slider.setValue(slider.value() + WIDTH_STEP),
            "undo": lambda: self._change(self.history.undo()),
            "redo": lambda: self._change(self.history.redo()),
            "clear": self._clear,
            "open": self._ask_what_to_open,
            "save": self._ask_where_to_save,
            "copy": self._copy,
            "paste": lambda: self.take(QGuiApplication.clipboard().mimeData()),
            "quit": self.close,
            **{said: partial(self._say, said) for said in SAID},
        }

    def _choose(self, tool: str) -> None:
        self.tools.buttons[tool].setChecked(True)
        self._refresh()

    def _clear(self) -> None:
        if not self.history.present.is_empty:
            self._change(self.history.record(Drawing()))

    def _copy(self) -> None:
        if self.answer.text:
            QGuiApplication.clipboard().setText(self.answer.text)

    def _ask_what_to_open(self) -> None:
        kinds = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.heic *.pdf)"
        name, _ = QFileDialog.getOpenFileName(self, "Open a picture", "", f"{kinds};;All files (*)")
        if name:
            self.open_picture(Path(name), Path(name).name)

    def _ask_where_to_save(self) -> None:
        if self.history.present.is_empty:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        proposal = str(Path(folder) / "drawing.png")
        name, kind = QFileDialog.getSaveFileName(
            self, "Save the drawing", proposal, "PNG (*.png);;SVG (*.svg)"
        )
        if name:
            path = Path(name)
            self.save_to(path if path.suffix else path.with_suffix(f".{kind[:3].lower()}"))

    def leave(self) -> str | None:
        """Close without asking; what was not kept then, in a sentence."""
        problem = self.corrector.left(_PATIENCE)
        self._leaves = True
        self.close()
        return problem

    def _ask_to_leave(self) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(
            QMessageBox.Icon.Warning, "inkdigits", self.corrector.problem, buttons.Cancel, self
        )
        box.addButton("Close without keeping", QMessageBox.ButtonRole.DestructiveRole)
        box.buttonClicked.connect(
            lambda button: self.leave() if box.standardButton(button) != buttons.Cancel else None
        )
        box.open()

    def _complain(self, sentence: str) -> None:
        QMessageBox(
            QMessageBox.Icon.Warning, "inkdigits", sentence, QMessageBox.StandardButton.Ok, self
        ).open()

    def _refresh(self) -> None:
        """Make the tools show what can be done now."""
        present, buttons = self.history.present, self.tools.buttons
        buttons["undo"].setEnabled(bool(self.history.past))
        buttons["redo"].setEnabled(bool(self.history.future))
        for name in ("save", "clear"):
            buttons[name].setEnabled(not present.is_empty)
        self.canvas.set_brush(
            float(self.tools.width_slider.value()), erases=buttons["eraser"].isChecked()
        )

    # What Qt asks the window

    def _connect(self) -> None:
        self._ask_soon.timeout.connect(self._ask)
        self.canvas.inked.connect(self._ask_soon.start)
        self.canvas.stroked.connect(self._on_stroke)
        self.canvas.picked.connect(self._pick)
        self.tools.chosen.connect(self.perform)
        self.tools.width_slider.valueChanged.connect(self._refresh)
        self.panel.copy_wanted.connect(self._copy)
        self.panel.chosen.connect(self.perform)
        self.panel.bars.clicked.connect(lambda value: self.perform(str(value)))
        self.corrector.told.connect(self.panel.tell)
        self.corrector.failed.connect(self._complain)
        self._worker.answered.connect(self._on_answer)
        self._loader.loaded.connect(self._on_picture)
        self._loader.failed.connect(self._on_no_picture)
        for keys, command in SHORTCUTS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda command=command: self.perform(command))
        for keys, by in (("Left", -1), ("Right", 1)):
            shortcut = QShortcut(QKeySequence(keys), self.canvas)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda by=by: self._step(by))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._set_theme)

    def _set_theme(self) -> None:
        theme, density = system_theme(), self.devicePixelRatioF()
        self.setStyleSheet(style_sheet(theme))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas.set_theme(theme)
        self.tools.set_theme(theme, density)
        self.panel.set_theme(theme, density)

    def event(self, event: QEvent) -> bool:
        """Sharp icons on every screen, and the system's colours when they change."""
        if event.type() in _NEW_LOOKS:
            self._set_theme()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the window out: the page as large as fits, 4 to 3, and the answer beside it."""
        least, most = _PANEL_WIDTH
        inner_width, inner_height = self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN
        panel = round(min(most, max(least, _PANEL_SHARE * inner_width)))
        head = self.title.sizeHint().height()
        tools, hints = self.tools.sizeHint().height(), self.hints.sizeHint().height()
        room = inner_height - head - tools - hints - 3 * _GAP
        width = int(min(inner_width - panel - _COLUMN_GAP, room * PAGE_WIDTH / PAGE_HEIGHT))
        height = round(width * PAGE_HEIGHT / PAGE_WIDTH)
        left = (self.width() - width - _COLUMN_GAP - panel) // 2
        self.title.move(left, _MARGIN - 6)
        self.title.adjustSize()
        self.subtitle.adjustSize()
        self.subtitle.move(
            self.title.geometry().right() + 16,
            self.title.geometry().bottom() - self.subtitle.height() - 2,
        )
        top = _MARGIN + head + _GAP
        self.canvas.setGeometry(left, top, width, height)
        self.tools.set_room(width)
        self.tools.setGeometry(left, top + height + _GAP, width, tools)
        self.hints.setVisible(width >= self.hints.sizeHint().width())
        self.hints.setGeometry(left, top + height + 2 * _GAP + tools, width, hints)
        right = left + width + _COLUMN_GAP
        least_height = min(self.panel.minimumSizeHint().height(), self.height() - top - _GAP)
        self.panel.setGeometry(right, top, panel, max(height + _GAP + tools, least_height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once the window is there, load the models: they take longer than the window."""
        super().paintEvent(event)
        if not self.has_been_painted:
            self.has_been_painted = True
            QTimer.singleShot(0, self._worker.start)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Pictures are welcome."""
        if self.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.take(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the threads, which may take a moment; ask first where something is not kept."""
        if not self._leaves and self.corrector.left(_PATIENCE):
            event.ignore()
            self._ask_to_leave()
            return
        self.hide()
        self._worker.stop()
        self.corrector.stop()
        super().closeEvent(event)
