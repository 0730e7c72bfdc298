"""Opens the window: `inkdigits draw`."""

from __future__ import annotations

import contextlib
import importlib.util
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.desktop.display import DisplayError, usable_platform
from inkdigits.errors import ConfigError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def run(
    picture: Path | None = None,
    *,
    model: Path | None = None,
    profile: str | None = None,
    store: Path | None = None,
    symbols: bool = False,
    as_json: bool = False,
) -> None:
    """Open the window, print its answers, and return when it is closed.

    Args:
        picture: A picture to begin with.
        model: Another classifier than the shipped one: an ONNX file.
        profile: Name of a person whose hand was learned with `inkdigits learn`.
        store: The file of corrections; None takes the one in the person's data folder.
        symbols: Read decimal points, commas, minus signs, slashes and colons, too.
        as_json: Print answers as JSON, not as words.

    Raises:
        ConfigError: PySide6 is not installed, or is a version that does not work here.
        DisplayError: There is no display, or Qt lacks a library to use it.
        KeyboardInterrupt: Ctrl+C was pressed in the terminal.
    """
    application = make_application()
    from inkdigits.desktop.answer import Terminal
    from inkdigits.desktop.window import Window

    terminal = Terminal(sys.stdout, as_json=as_json)
    window = Window(terminal, model, profile, store, symbols=symbols)
    window.show()
    if picture is not None:
        window.open_picture(picture, picture.name)
    with _interruptible(application):
        code = application.exec()
    problem = window.leave()
    if code and problem:
        print(f"inkdigits: {problem}", file=sys.stderr)
    if code:
        raise KeyboardInterrupt


def make_application() -> QApplication:
    """Qt's application, once it is sure that Qt will not end the program.

    Raises:
        ConfigError: PySide6 is not installed, or is a version that does not work here.
        DisplayError: There is no display, or Qt lacks a library to use it.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise ConfigError(
            "the window needs PySide6, which is not installed here: "
            "install it with  pip install 'inkdigits[desktop]'"
        )
    try:
        from PySide6.QtCore import QCoreApplication, QLibraryInfo, Qt
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise DisplayError(
            f"Qt cannot be loaded ({error}): install the library it names; "
            "docs/DESKTOP.md lists them all for Debian and Ubuntu"
        ) from error
    if _gives_up_none():
        raise ConfigError(
            f"this version of PySide6 ({QLibraryInfo.version().toString()}) crashes on Python "
            f"{sys.version_info.major}.{sys.version_info.minor}: install the one that fits with  "
            "pip install 'inkdigits[desktop]'"
        )
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    platform = usable_platform(plugins)
    # Without this, moves that come while Qt is busy would be merged, and strokes lose their shape.
    for name in ("AA_CompressHighFrequencyEvents", "AA_CompressTabletEvents"):
        QCoreApplication.setAttribute(Qt.ApplicationAttribute[name], False)
    application = QApplication(
        ["inkdigits", *(() if platform is None else ("-platform", platform))]
    )
    application.setApplicationDisplayName("inkdigits")
    return application


def _gives_up_none() -> bool:
    """Whether PySide6 drops a reference to None in each call that returns it, as 6.12.0 does.

    Python keeps None for ever since 3.12. Before, it ends the program when none are left.
    """
    from PySide6.QtCore import QPointF

    point, calls = QPointF(), 200
    before = sys.getrefcount(None)
    for _ in range(calls):
        point.setX(0.0)
    return sys.getrefcount(None) < before - calls // 2


@contextlib.contextmanager
def _interruptible(application: QApplication) -> Iterator[None]:
    """Let Ctrl+C end Qt's loop: Python hears of it only when some of its code runs."""
    from PySide6.QtCore import QSocketNotifier

    reader, writer = socket.socketpair()
    for end in (reader, writer):
        end.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: reader.recv(64))
    before = signal.signal(signal.SIGINT, lambda *_: application.exit(1))
    wakeup = signal.set_wakeup_fd(writer.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGINT, before)
        notifier.setEnabled(False)
        reader.close()
        writer.close()
