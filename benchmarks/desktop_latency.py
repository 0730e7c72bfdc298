"""How soon the window opens, how soon its answer follows the pen, and what it costs when idle.

Each run is a process of its own that opens the window (on the display, or with
QT_QPA_PLATFORM=offscreen), draws loops with a mouse move every 8 ms, and then does nothing. The
time of a latency runs from the newest move that a reading holds to the end of the painting of the
bars that this reading changed.

    python benchmarks/desktop_latency.py
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import time
from typing import Any

OPENS = 1.5
"""Seconds from the start of the process to a painted window."""

P95_LIMIT = 50.0
"""Milliseconds from the newest move to the changed answer, in 95 of 100 cases."""

IDLE_LIMIT = 0.01
"""Of one core."""

STARTED = "INKDIGITS_BENCHMARK_STARTED"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="pen down in each run")
    parser.add_argument("--idle", type=float, default=5.0, help="seconds of doing nothing")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(options.seconds, options.idle)))
        return 0
    print("run | window after s | answers | per second | median ms | p95 ms | max ms | idle CPU")
    print("--- | --- | --- | --- | --- | --- | --- | ---")
    everything, opened, idle = [], [], []
    for run in range(1, options.runs + 1):
        result = run_child(options)
        everything += result["samples"]
        opened.append(result["opened"])
        idle.append(result["idle"])
        print(row(str(run), result["samples"], opened[-1], idle[-1], options.seconds), flush=True)
    total = options.runs * options.seconds
    print(row("all", everything, statistics.median(opened), statistics.median(idle), total))
    good = percentile(everything, 95) <= P95_LIMIT and statistics.median(opened) <= OPENS
    return 0 if good and statistics.median(idle) < IDLE_LIMIT else 1


def run_child(options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, __file__, "--child"]
    command += ["--seconds", str(options.seconds), "--idle", str(options.idle)]
    environment = {**os.environ, STARTED: str(time.time())}
    run = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(run.stdout)


def measure(seconds: float, idle: float) -> dict[str, Any]:
    from inkdigits.desktop.app import make_application

    application = make_application()
    from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    from inkdigits.desktop.answer import Terminal
    from inkdigits.desktop.window import Window

    window = Window(Terminal(None))
    newest, samples = [0.0], []
    moved_of: dict[int, float] = {}
    waiting: list[float] = []

    class Painted(QObject):
        """Notes when the bars of an answer have been painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Paint and waiting:
                moved = waiting.pop()
                QTimer.singleShot(0, lambda: samples.append(1000 * (time.perf_counter() - moved)))
            return False

    def shown(seq: int) -> None:
        waiting.clear()
        if seq in moved_of:
            waiting.append(moved_of.pop(seq))

    def wait(duration: float) -> None:
        end = time.perf_counter() + duration
        while time.perf_counter() < end:
            application.processEvents()
            time.sleep(0.01)  # QTest.qWait would keep Python's lock from the reading thread

    def draw(duration: float) -> None:
        canvas = window.canvas
        middle, radius = canvas.rect().center(), 0.35 * canvas.height()
        end = time.perf_counter() + duration
        while time.perf_counter() < end:
            start = time.perf_counter()
            QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
            while (passed := time.perf_counter() - start) < 1.5:
                angle = 4.0 * passed
                reach = radius * (0.7 + 0.3 * math.cos(3.1 * angle))
                spot = QPoint(round(reach * math.cos(angle)), round(reach * math.sin(angle)))
                newest[0] = time.perf_counter()
                QTest.mouseMove(canvas, middle + spot)
                while time.perf_counter() < start + passed + 0.008:
                    application.processEvents()
                    time.sleep(0.0005)
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle)
            window.perform("clear")
            moved_of.clear()
            wait(0.1)

    painted = Painted()
    window.panel.bars.installEventFilter(painted)
    window.asked.connect(lambda seq: moved_of.__setitem__(seq, newest[0]))
    window.shown.connect(shown)
    window.show()
    while not window.has_been_painted:
        application.processEvents()
    opened = time.time() - float(os.environ[STARTED])
    wait(2.0)
    draw(1.5)  # warm up
    samples.clear()
    draw(seconds)
    busy = list(samples)
    wait(1.0)
    used, start = time.process_time(), time.perf_counter()
    QTimer.singleShot(round(1000 * idle), application.quit)
    application.exec()
    share = (time.process_time() - used) / (time.perf_counter() - start)
    window.close()
    return {"opened": opened, "samples": busy, "idle": share}


def row(name: str, samples: list[float], opened: float, idle: float, seconds: float) -> str:
    cells = (
        name,
        f"{opened:.2f}",
        str(len(samples)),
        f"{len(samples) / seconds:.1f}",
        f"{statistics.median(samples):.0f}",
        f"{percentile(samples, 95):.0f}",
        f"{max(samples):.0f}",
        f"{idle:.2%}",
    )
    return " | ".join(cells)


def percentile(samples: list[float], share: int) -> float:
    return statistics.quantiles(samples, n=100, method="inclusive")[share - 1]


if __name__ == "__main__":
    sys.exit(main())
