"""Small pictures, and runs of `inkdigits batch`, for its tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw

SEVEN = [(20, 20), (60, 20), (36, 80)]
ONE = [(40, 18), (38, 50), (40, 80)]
TWO = [(22, 32), (28, 22), (42, 18), (54, 26), (54, 38), (20, 78), (60, 78)]


def drawn(*digits: list[tuple[int, int]]) -> Image.Image:
    """Pen strokes side by side on white, each in a field of 80 x 96 pixels."""
    picture = Image.new("L", (80 * max(1, len(digits)), 96), 255)
    pen = ImageDraw.Draw(picture)
    for i, points in enumerate(digits):
        pen.line([(80 * i + x, y) for x, y in points], fill=0, width=7, joint="curve")
    return picture


def folder_of(place: Path, count: int) -> Path:
    """A folder of pages "page 1.png" and so on; of each five, the fifth is blank."""
    place.mkdir()
    kinds = [drawn(SEVEN), drawn(TWO, SEVEN), drawn(ONE, ONE, TWO), drawn(TWO), drawn()]
    for number in range(count):
        kinds[number % 5].save(place / f"page {number + 1}.png")
    return place


def batch_command(*args: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `inkdigits batch` to its end."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "inkdigits", "batch", *map(str, args)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=300,
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run


def descendants(pid: int) -> dict[int, str]:
    """All processes that a process started, and those they started: id and command line."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        found[int(entry.name)] = f"{status[1]} {line}"
    mine = {pid}
    while more := {p for p, text in found.items() if int(text.split()[0]) in mine} - mine:
        mine |= more
    return {p: found[p].split(" ", 1)[1] for p in mine - {pid}}


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
