"""Corrects answers: what a person says goes into the answer at once, and into the store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inkdigits.corrections import same_place
from inkdigits.desktop.answer import Answer
from inkdigits.desktop.drawing import Drawing
from inkdigits.desktop.keeping import Keeper
from inkdigits.desktop.saying import Saying, corrected, strokes_in


class Corrector(QObject):
    """Remembers what was said of the page, and has it kept.

    Args:
        store: The file of corrections; None takes the one in the person's data folder.
        writer: Whose hand it is; None where nobody is named.
        parent: Owns this object.
    """

    told = Signal(str)
    """Where what was said is now, in a few words."""

    failed = Signal(str)
    """What was said cannot be kept: why, in a sentence. Told once until something is kept."""

    def __init__(
        self, store: Path | None = None, writer: str | None = None, parent: QObject | None = None
    ) -> None:
        """Nothing is said yet."""
        super().__init__(parent)
        self.keeper = Keeper(store, writer, self)
        self.keeper.done.connect(self._on_done)
        self.keeper.failed.connect(self._on_failed)
        self._sayings: dict[int, Saying] = {}
        self._count = 0
        self._standing: tuple[Drawing | None, tuple[Saying, ...]] = (None, ())
        self._is_failing = False
        self.problem = ""

    def applied(self, answer: Answer, drawing: Drawing) -> Answer:
        """An answer as it reads with what was said of the ink on the page."""
        if self._standing[0] is not drawing:
            holding = [saying for saying in self._sayings.values() if saying.holds(drawing)]
            self._standing = (drawing, tuple(holding))
        return corrected(answer, self._standing[1])

    def say(self, answer: Answer, drawing: Drawing, value: int | None) -> None:
        """Say what the digit in focus is; None for no digit."""
        if answer.focus is None or answer.reading is None:
            return
        box = answer.box_on_page(answer.focus)
        before = self._said_at(answer, drawing)
        self._count += 1
        saying = Saying(
            self._count if before is None else before.number,
            box if before is None else before.box,
            value,
            strokes_in(drawing, box if before is None else before.box),
            drawing.picture,
        )
        self._sayings[saying.number] = saying
        self._standing = (None, ())
        self.told.emit("Keeping it…")
        self.keeper.keep(saying, answer.reading)

    def confirm(self, answer: Answer, drawing: Drawing) -> None:
        """Say that the digit in focus was read right."""
        if answer.focus is not None:
            self.say(answer, drawing, answer.digits[answer.focus].value)

    def take_back(self, answer: Answer, drawing: Drawing) -> None:
        """Forget what was said of the digit in focus."""
        saying = self._said_at(answer, drawing)
        if saying is None:
            return
        del self._sayings[saying.number]
        self._standing = (None, ())
        self.told.emit("Taking it back…")
        self.keeper.forget(saying)

    def left(self, patience: float) -> str | None:
        """Try once more to keep what is not kept yet; why it cannot be, None where all is.

        Args:
            patience: Seconds to wait at most.
        """
        left = self.keeper.try_again(patience)
        if not left:
            return None
        self.problem = (
            f"{left} of your corrections could not be kept. {self.keeper.problem}".strip()
        )
        return self.problem

    def stop(self) -> None:
        """End the thread that writes."""
        self.keeper.stop()

    def _said_at(self, answer: Answer, drawing: Drawing) -> Saying | None:
        """What was said of the digit in focus."""
        if answer.focus is None:
            return None
        box = answer.box_on_page(answer.focus)
        self.applied(answer, drawing)
        return next((s for s in self._standing[1] if same_place(s.box, box)), None)

    def _on_done(self) -> None:
        self._is_failing = False
        count, name = len(self._sayings), self.keeper.writer
        self.told.emit(f"{count} kept on this computer, as {name!r}." if count else "")

    def _on_failed(self, sentence: str) -> None:
        left = self.keeper.unwritten
        self.told.emit(f"{left} not kept yet: tried again with the next one.")
        if not self._is_failing:
            self.failed.emit(sentence)
        self._is_failing = True
