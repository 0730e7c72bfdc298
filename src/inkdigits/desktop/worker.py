"""Reads and loads beside the window, so that no stroke waits for an answer.

The mailbox has one slot: a request that was not begun makes way for a newer one.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from inkdigits.desktop.answer import XY, Answer
from inkdigits.desktop.drawing import Picture
from inkdigits.errors import InkDigitsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from inkdigits.desktop.reading import PageReader

_PACE = 0.025  # seconds between the beginnings of two readings at least
_STILL = 0.15  # seconds without a newer request after which a drawing is read at full size
_PATIENCE = 5.0  # seconds that quitting waits for a reading to end
_PREVIEW_SIDE = 2000  # pixels


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One state of the page, to be read.

    Attributes:
        seq: Counts up.
        ink: The whole page, grey, black on white. Nothing else may change it.
        picture: What lies under the ink.
        touched: Where the pen was last, in page units.
    """

    seq: int
    ink: QImage
    picture: Picture | None
    touched: XY | None


class Mailbox:
    """One slot, in which the newest request wins."""

    def __init__(self) -> None:
        """Empty and open."""
        self._changed = threading.Condition()
        self._request: Request | None = None
        self._closed = False

    def post(self, request: Request) -> None:
        """Put a request into the slot, in the place of one that was not taken."""
        with self._changed:
            self._request = request
            self._changed.notify()

    def close(self) -> None:
        """Let whoever waits go home."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def is_closed(self) -> bool:
        """No request will be answered any more."""
        return self._closed

    def take(self, timeout: float | None = None) -> Request | None:
        """Wait for a request; None when `timeout` seconds passed, or when it was closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._request is not None, timeout)
            request, self._request = self._request, None
            return None if self._closed else request


class Worker(QObject):
    """A thread that answers the newest request.

    Args:
        model: Another classifier than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.
        symbols: Read decimal points, commas, minus signs, slashes and colons, too.
        parent: Owns this object.
    """

    answered = Signal(object)
    """An `Answer`, delivered in the window's thread."""

    def __init__(
        self,
        model: Path | None = None,
        profile: str | None = None,
        *,
        symbols: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """Nothing runs yet."""
        super().__init__(parent)
        self._model, self._profile, self._symbols = model, profile, symbols
        self._mailbox = Mailbox()
        self._thread = threading.Thread(target=self._work, name="inkdigits-reader", daemon=True)

    def start(self) -> None:
        """Load the models and answer, in another thread."""
        self._thread.start()

    def ask(self, request: Request) -> None:
        """Answer this request, unless a newer one comes before it is begun."""
        self._mailbox.post(request)

    def stop(self) -> None:
        """End the thread; a reading that has begun is waited for."""
        self._mailbox.close()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE)

    def _work(self) -> None:
        if self._mailbox.is_closed():
            return
        from inkdigits.desktop.reading import PageReader

        reader = PageReader(self._model, self._profile, symbols=self._symbols)
        self._answer_with(0, lambda: reader.warm_up())
        draft: Request | None = None
        while True:
            request = self._mailbox.take(None if draft is None else _STILL)
            if self._mailbox.is_closed():
                return
            begun = time.monotonic()
            if request is not None:
                self._answer(reader, request, draft=request.picture is None)
                draft = request if request.picture is None else None
            elif draft is not None:
                self._answer(reader, draft, draft=False)
                draft = None
            time.sleep(max(0.0, begun + _PACE - time.monotonic()))

    def _answer(self, reader: PageReader, request: Request, *, draft: bool) -> None:
        ink = _as_array(request.ink)
        seq, picture, touched = request.seq, request.picture, request.touched
        self._answer_with(
            seq,
            lambda: (
                reader.drawing(seq, ink, touched, draft=draft)
                if picture is None
                else reader.picture(seq, ink, picture, touched)
            ),
        )

    def _answer_with(self, seq: int, read: Callable[[], Answer | None]) -> None:
        """Send what `read` gives, or why it gives nothing: an answer must come either way."""
        try:
            answer = read()
        except InkDigitsError as error:
            answer = Answer(seq, error=str(error))
        except Exception as error:
            answer = Answer(seq, error=_unexpected(error))
        if answer is not None and not self._mailbox.is_closed():
            self.answered.emit(answer)


class Loader(QObject):
    """Decodes pictures in threads of their own.

    Args:
        parent: Owns this object.
    """

    loaded = Signal(object)
    """A `Picture`, delivered in the window's thread."""

    failed = Signal(str)
    """Why there is no picture, in a sentence."""

    def load(self, source: Path | bytes, name: str) -> None:
        """Decode a file, or the bytes of one; `loaded` or `failed` follows."""
        threading.Thread(target=self._load, args=(source, name), daemon=True).start()

    def _load(self, source: Path | bytes, name: str) -> None:
        from inkdigits.image import load_image, load_rgb

        try:
            rgb = load_rgb(source)
            grey = load_image(rgb)
        except Exception as error:
            known = isinstance(error, InkDigitsError)
            with contextlib.suppress(RuntimeError):  # the window is gone
                self.failed.emit(str(error) if known else _unexpected(error))
            return
        rgb.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
        shown = QImage(
            rgb.tobytes(), rgb.width, rgb.height, 3 * rgb.width, QImage.Format.Format_RGB888
        )
        with contextlib.suppress(RuntimeError):
            self.loaded.emit(Picture(name, grey, shown.copy()))


def _unexpected(error: Exception) -> str:
    return f"this should not happen ({type(error).__name__}: {error})"


def _as_array(image: QImage) -> NDArray[np.uint8]:
    """A grey bitmap as uint8 (H, W), sharing its memory."""
    import numpy as np

    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()]
