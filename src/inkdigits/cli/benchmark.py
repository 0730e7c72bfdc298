"""`inkdigits benchmark`: how fast this machine reads."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import say
from inkdigits.cli.tables import Cell, format_table
from inkdigits.errors import InkDigitsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

PAGE_SIDE, PAGE_ROWS = 1000, 10

_STARTS = 3  # processes started; the median counts

# Pen paths of the digits 0 to 9, x and y from 0 to 10.
_PATHS: tuple[tuple[tuple[float, ...], ...], ...] = (
    ((5, 0, 2, 1, 0, 5, 2, 9, 5, 10, 7, 8, 8, 5, 7, 1, 5, 0),),
    ((1, 3, 4, 0, 4, 10),),
    ((0, 2, 3, 0, 6, 1, 6, 4, 0, 10, 7, 10),),
    ((0, 1, 4, 0, 6, 2, 3, 4, 7, 7, 4, 10, 0, 9),),
    ((4, 0, 0, 6, 7, 6), (5, 3, 5, 10)),
    ((7, 0, 1, 0, 1, 4, 5, 4, 7, 7, 5, 10, 0, 9),),
    ((6, 0, 1, 5, 1, 9, 4, 10, 7, 8, 5, 5, 1, 7),),
    ((0, 0, 7, 0, 3, 10),),
    ((4, 5, 1, 2, 4, 0, 7, 2, 4, 5, 0, 8, 4, 10, 8, 8, 4, 5),),
    ((7, 3, 4, 5, 1, 3, 3, 0, 7, 1, 7, 3, 5, 10),),
)


@click.command("benchmark")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def command(as_json: bool) -> None:
    """Measure start, latency, throughput and memory on this machine; about half a minute.

    The pictures are made here from pen strokes, the same ones on every machine, and need no data.
    """
    figures = measure()
    if as_json:
        click.echo(json.dumps({"machine": machine(), "figures": figures}))
        return
    rows: list[Sequence[Cell]] = [[name, value, unit] for name, (value, unit) in figures.items()]
    click.echo(format_table(("measured", "value", "unit"), rows))
    click.echo("\n" + ", ".join(f"{name} {value}" for name, value in machine().items()))
    click.echo("Digits were drawn from pen strokes for this, not taken from handwriting.")


def machine() -> dict[str, str]:
    """What the figures belong to."""
    from importlib.metadata import version

    return {
        "inkdigits": version("inkdigits"),
        "python": platform.python_version(),
        "onnxruntime": version("onnxruntime"),
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
    }


def measure() -> dict[str, tuple[float | None, str]]:
    """All figures: name, value (None where it cannot be had here), unit.

    Processes are started first: on Linux a child's peak memory is never below its parent's.

    Raises:
        InkDigitsError: A process that was started failed.
    """
    figures: dict[str, tuple[float | None, str]] = {}
    say("starting processes")
    figures["import inkdigits"] = (1000 * import_seconds("inkdigits"), "ms")
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "seven.png"
        _write_png(picture, 64)
        for name in ("classify", "read"):
            seconds, peak = start_to_answer([sys.executable, "-m", "inkdigits", name, str(picture)])
            figures[f"process start to first answer, {name} FILE"] = (seconds, "s")
            figures[f"peak memory, {name} FILE"] = (peak, "MiB")
    say("classifying and reading")
    return {**figures, **_measure_here()}


def _measure_here() -> dict[str, tuple[float | None, str]]:
    """What is measured in this process."""
    import cv2

    from inkdigits.reader import Reader, ReaderOptions

    before = cv2.getNumThreads()
    single = Reader(ReaderOptions(threads=1))
    double = Reader(ReaderOptions(threads=2))
    pictures = [drawn_digit(k % 10, 28) for k in range(256)]
    page = drawn_page()
    try:
        cv2.setNumThreads(1)
        one = latencies(lambda: single.classify(pictures[7]), 300)
        many = latencies(lambda: double.classify_many(pictures), 9)
        cv2.setNumThreads(2)
        pages = latencies(lambda: double.read(page), 5)
    finally:
        cv2.setNumThreads(before)
    found = len(double.read(page).digits)
    return {
        "classify one 28x28 array, 1 thread, median": (1000 * statistics.median(one), "ms"),
        "classify one 28x28 array, 1 thread, 95th percentile": (1000 * percentile(one, 95), "ms"),
        "classify_many, 256 at once, 2 threads": (256 / statistics.median(many), "per s"),
        f"read a page of 1 megapixel with {PAGE_ROWS**2} digits, 2 threads, median": (
            1000 * statistics.median(pages),
            "ms",
        ),
        "digits found on that page": (float(found), ""),
    }


# --- ways to measure ------------------------------------------------------------------------------


def latencies(call: Callable[[], Any], count: int) -> list[float]:
    """Seconds of each of `count` calls, after a few that warm up."""
    for _ in range(3):
        call()
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return seconds


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def import_seconds(module: str) -> float:
    """How long an import takes in a fresh interpreter, the median of three."""
    code = (
        "import time; start = time.perf_counter()\n"
        f"import {module}\n"
        "print(time.perf_counter() - start)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(_STARTS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def start_to_answer(arguments: Sequence[str]) -> tuple[float, float | None]:
    """Start a program three times and wait for the first line it prints.

    Args:
        arguments: The program and its arguments.

    Returns:
        Median of the seconds until then, and the largest peak memory in MiB (None on Windows).

    Raises:
        InkDigitsError: The program failed.
    """
    runs = [_first_line(arguments) for _ in range(_STARTS)]
    peaks = [peak for _, peak in runs if peak is not None]
    return statistics.median(seconds for seconds, _ in runs), max(peaks, default=None)


def _first_line(arguments: Sequence[str]) -> tuple[float, float | None]:
    start = time.perf_counter()
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        seconds = time.perf_counter() - start
        process.stdout.read()
        trouble = process.stderr.read().decode(errors="replace").strip()
        peak = _wait_for_peak(process)
    if process.returncode:
        raise InkDigitsError(
            f"{' '.join(arguments)} ended with {process.returncode}: {trouble}. Mend this first"
        )
    return seconds, peak


def _wait_for_peak(process: subprocess.Popen[bytes]) -> float | None:
    """Wait for the end of a process; its peak resident memory in MiB, where the system tells."""
    if sys.platform == "win32":
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return usage.ru_maxrss * unit / 2**20


# --- pictures -------------------------------------------------------------------------------------


def drawn_digit(digit: int, side: int) -> Grey:
    """A digit drawn dark on white, uint8 (side, side)."""
    import numpy as np
    from PIL import Image, ImageDraw

    large = 4 * side
    picture = Image.new("L", (large, large), 255)
    draw = ImageDraw.Draw(picture)
    scale, margin = 0.06 * large, 0.2 * large
    for path in _PATHS[digit]:
        points = [
            (margin + scale * x + 0.04 * large, margin + scale * y)
            for x, y in zip(path[::2], path[1::2], strict=True)
        ]
        draw.line(points, fill=0, width=max(1, round(0.08 * large)), joint="curve")
    return np.asarray(picture.resize((side, side), Image.Resampling.BOX), np.uint8)


def drawn_page() -> Grey:
    """Ten lines of ten digits, dark on white, uint8 (1000, 1000)."""
    import numpy as np

    cell = PAGE_SIDE // PAGE_ROWS
    rows = [
        np.hstack([drawn_digit((row + column) % 10, cell) for column in range(PAGE_ROWS)])
        for row in range(PAGE_ROWS)
    ]
    return np.vstack(rows)


def _write_png(path: Path, side: int) -> None:
    from PIL import Image

    Image.fromarray(drawn_digit(7, side)).save(path)
