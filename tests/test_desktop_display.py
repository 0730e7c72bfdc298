"""`inkdigits draw` as a program: on a display, drawn on with its pointer, and without one."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6", reason="needs PySide6: pip install 'inkdigits[desktop]'")

from PIL import Image, ImageGrab

from inkdigits.desktop.display import DisplayError, usable_platform
from inkdigits.store import Store
from pen import STROKES

COMMAND = [sys.executable, "-W", "error", "-m", "inkdigits", "draw"]
PATIENCE = 60.0  # seconds
ACCENT = (0x2A, 0x4B, 0xD7)

on_a_display = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs a display to draw on: apt install xvfb xdotool",
)
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


def bare_environment() -> dict[str, str]:
    """The environment without any display."""
    ours = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR")
    return {name: value for name, value in os.environ.items() if name not in ours}


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A display of its own, 1280 x 800."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-noreset"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as number:
        name = f":{number.readline().strip()}"
    yield name
    server.terminate()
    server.wait(10)


class Program:
    """`inkdigits draw` on a display, its lines, and a pointer and keyboard to use it."""

    def __init__(self, display: str, *options: str) -> None:
        self.environment = {**bare_environment(), "DISPLAY": display}
        self.process = subprocess.Popen(
            [*COMMAND, *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A test run started in the background may have been told to ignore Ctrl+C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self._focus()
        except subprocess.SubprocessError:
            self.__exit__()
            raise

    def _focus(self) -> None:
        window = self.xdotool("search", "--sync", "--onlyvisible", "--name", "^inkdigits$").split()[
            -1
        ]
        self.xdotool("windowfocus", "--sync", window)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *trouble: object) -> None:
        with self.process:
            self.process.kill()
        self._listener.join(PATIENCE)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def xdotool(self, *words: str) -> str:
        run = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        )
        return run.stdout

    def write(self, digit: int) -> None:
        """Draw a digit with the pointer, in the middle of the page."""
        for stroke in STROKES[digit]:
            places = [(round(250 + 280 * x), round(150 + 280 * y)) for x, y in stroke]
            steps = [["mousemove", str(x), str(y), "sleep", "0.01"] for x, y in places]
            moves = [word for step in steps[1:] for word in step]
            self.xdotool(*steps[0], "mousedown", "1", *moves, "mouseup", "1")

    def line_with(self, start: str) -> str:
        """The next line that begins so."""
        deadline = time.monotonic() + PATIENCE
        while True:
            line = self.lines.get(timeout=max(0.1, deadline - time.monotonic()))
            if line.startswith(start):
                return line

    def end(self) -> int:
        code = self.process.wait(PATIENCE)
        assert self.process.stderr is not None
        assert self.process.stderr.read().strip() == ""
        return code


def show_number(display: str) -> Image.Image:
    """The screen, once it shows a number large in the accent's colour."""
    deadline = time.monotonic() + PATIENCE
    while True:
        screen = ImageGrab.grab(xdisplay=display).convert("RGB")
        colours = screen.crop((720, 80, 1120, 240)).getcolors(100_000) or []
        if any(colour == ACCENT and count > 500 for count, colour in colours):
            return screen
        assert time.monotonic() < deadline, "the number does not appear"
        time.sleep(0.05)


@on_a_display
def test_drawn_for_real(display: str, tmp_path: Path) -> None:
    with Program(display) as program:
        program.write(3)
        assert program.line_with("3  ").rstrip().endswith("%")
        show_number(display).save(tmp_path / "desktop.png")
        program.xdotool("key", "Delete")
        assert program.line_with("blank")
        program.write(3)
        assert program.line_with("3  ")
        program.xdotool("key", "Escape")
        assert program.end() == 0


@on_a_display
def test_lines_of_json_and_ctrl_c(display: str) -> None:
    with Program(display, "--json") as program:
        program.write(1)
        answer = json.loads(program.line_with('{"text": "1"'))
        assert answer["digits"][0]["value"] == 1
        assert answer["confidence"] == answer["digits"][0]["confidence"]
        program.process.send_signal(signal.SIGINT)
        assert program.end() == 130


@on_a_display
def test_corrected_and_kept(display: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "corrections.sqlite")
    with Program(display, "--store", str(store.path)) as program:
        program.write(1)
        assert program.line_with("1  ")
        program.xdotool("key", "7")
        assert program.line_with("7  ").strip() == "7  as you said"
        program.xdotool("key", "Escape")
        assert program.end() == 0
    (one,) = store.find()
    assert (one.value, one.read_value, one.source) == (7, 1, "window")


@on_linux
@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "there is no display"),
        ({"DISPLAY": ":4711"}, "no X server answers"),
        ({"WAYLAND_DISPLAY": "wayland-4711"}, "no Wayland compositor answers"),
        ({"QT_QPA_PLATFORM": "none"}, "no platform 'none'"),
    ],
)
def test_without_a_display_there_is_a_sentence_and_no_crash(
    variables: dict[str, str], says: str
) -> None:
    run = subprocess.run(
        COMMAND, env={**bare_environment(), **variables}, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 4
    assert run.stdout == ""
    assert says in run.stderr
    assert "inkdigits app" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_without_qt_it_says_how_to_get_it() -> None:
    code = "import sys; sys.modules['PySide6'] = None; from inkdigits.cli import main; main()"
    run = subprocess.run(
        [sys.executable, "-c", code, "draw"], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 2
    assert "pip install 'inkdigits[desktop]'" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "libqxcb.so").write_bytes(b"no library")
    with pytest.raises(DisplayError, match="libqxcb"):
        usable_platform(tmp_path, {"DISPLAY": ":0"}, "linux")


def test_other_systems_choose_for_themselves(tmp_path: Path) -> None:
    assert usable_platform(tmp_path, {}, "darwin") is None
    assert usable_platform(tmp_path, {}, "win32") is None


def test_ink_lies_under_the_pen_on_a_dense_screen() -> None:
    code = """
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from inkdigits.desktop.answer import Terminal
from inkdigits.desktop.app import make_application
from inkdigits.desktop.window import Window
application = make_application()
window = Window(Terminal(None))
window.show()
QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))
image = window.canvas.grab().toImage()
print(image.width() / window.canvas.width(), *(
    image.pixelColor(x, y).lightness() < 128 for x, y in ((400, 200), (200, 100), (400, 240))))
window.close()
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.stdout.split() == ["2.0", "True", "False", "False"], run.stderr
