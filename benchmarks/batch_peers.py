"""A folder of pages read by `inkdigits batch` and, where installed, by general OCR tools.

Every tool reads the same synthetic pages (the twelve conditions of `inkdigits evaluate conditions`
in turn) with as many processes, each with one thread. Memory is the most that all processes of a
tool held together at one time: the sum of their proportional set sizes (PSS), so that what they
share counts once. Of what the tools read, digits count and everything else is left out.

    python -m venv ocr && ocr/bin/pip install rapidocr onnxruntime
    (Tesseract: a program of the system, such as  apt install tesseract-ocr)
    python benchmarks/batch_peers.py --rapidocr ocr/bin/python [--pages 500] [--json]
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2

from inkdigits.batch import read_table
from inkdigits.cli.benchmark import machine
from inkdigits.cli.tables import format_table
from inkdigits.train.conditions import CONDITIONS, condition_pages
from inkdigits.train.data import data_root

SECONDS_BETWEEN_SAMPLES = 0.2

# What a tool is asked by: `program FOLDER OUT WORKERS` writes {name: text} to OUT. Neither imports
# inkdigits, as a tool may live in an environment of its own.
FRAME = """
import json, multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

{read}

if __name__ == "__main__":
    folder, out, workers = sys.argv[1:]
    paths = sorted(map(str, Path(folder).iterdir()))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(int(workers), mp_context=spawn, initializer=start) as pool:
        texts = dict(zip(paths, pool.map(read, paths)))
    Path(out).write_text(json.dumps({{Path(path).name: texts[path] for path in paths}}))
"""

RAPIDOCR = """
def start():
    global engine
    from rapidocr import RapidOCR
    engine = RapidOCR(params={
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.log_level": "error",
    })

def read(path):
    found = engine(path)
    return " ".join(found.txts or ())
"""

TESSERACT = """
import os, subprocess

def start():
    os.environ["OMP_THREAD_LIMIT"] = "1"

def read(path):
    digits = ["-c", "tessedit_char_whitelist=0123456789"]
    command = ["tesseract", path, "stdout", "--psm", "6", *digits]
    return subprocess.run(command, capture_output=True, text=True).stdout
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("--pages", type=int, default=500)
    arguments.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    arguments.add_argument("--rapidocr", metavar="PYTHON", help="a Python that has RapidOCR")
    arguments.add_argument("--json", action="store_true", help="one JSON object, not a table")
    options = arguments.parse_args()
    tools = dict(installed(options.rapidocr))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        truth = make_pages(folder, options.pages)
        figures = {
            name: measure(name, command, folder, Path(scratch), options.workers, truth)
            for name, command in tools.items()
        }
    if options.json:
        print(json.dumps({"machine": machine(), "workers": options.workers, "tools": figures}))
        return
    print(
        f"{options.pages} pages, {options.workers} processes of one thread; {figures_of(machine())}"
    )
    columns = ("pages a second", "peak MiB", "pages exact %")
    rows = [(name, *(figure[column] for column in columns)) for name, figure in figures.items()]
    print(format_table(("tool", *columns), rows))


def figures_of(facts: dict[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())


def installed(rapidocr: str | None) -> list[tuple[str, list[str]]]:
    """The tools that are here, and how to call them; a sentence for each that is not."""
    tools = [("inkdigits", [sys.executable, "-m", "inkdigits", "batch"])]
    if rapidocr is None and importlib.util.find_spec("rapidocr") is not None:
        rapidocr = sys.executable
    if rapidocr is None:
        print("RapidOCR is not compared with: name a Python that has it, --rapidocr PYTHON")
    else:
        tools.append(("RapidOCR", [rapidocr, RAPIDOCR]))
    if shutil.which("tesseract") is None:
        print("Tesseract is not compared with: apt install tesseract-ocr")
    else:
        tools.append(("Tesseract", [sys.executable, TESSERACT]))
    return tools


def make_pages(folder: Path, count: int) -> dict[str, str]:
    """Write so many pages into a new folder; the digits of each, by its file's name."""
    folder.mkdir()
    root, each = data_root(), -(-count // len(CONDITIONS))
    pages = zip(*(condition_pages(root, name, each) for name in CONDITIONS), strict=True)
    truth = {}
    for page in itertools.islice(itertools.chain.from_iterable(pages), count):
        name = f"{len(truth):05}.png"
        cv2.imwrite(str(folder / name), page.image)
        truth[name] = "".join(page.lines)
    return truth


def measure(
    name: str,
    command: Sequence[str],
    folder: Path,
    scratch: Path,
    workers: int,
    truth: dict[str, str],
) -> dict[str, Any]:
    """Have a tool read all pages once: how fast, in how much memory, how many without a mistake."""
    out = scratch / f"{name}.jsonl"
    if name == "inkdigits":
        options = ("--rows", "page", "--workers", str(workers), "--quiet")
        call = [*command, str(folder), str(out), *options]
    else:
        program = scratch / f"{name}.py"
        program.write_text(FRAME.format(read=command[1]))
        call = [command[0], str(program), str(folder), str(out), str(workers)]
    start = time.perf_counter()
    with subprocess.Popen(call) as process:
        peak = Peak(process.pid)
        code = process.wait()
        seconds = time.perf_counter() - start
        peak.stop()
    if code:
        raise SystemExit(f"{name} failed with exit code {code}")
    if name == "inkdigits":
        texts = {Path(row["file"]).name: row["text"] for row in read_table(out)}
    else:
        texts = json.loads(out.read_text())
    exact = sum(digits_of(texts.get(page, "")) == text for page, text in truth.items())
    return {
        "pages a second": len(truth) / seconds,
        "peak MiB": peak.bytes / 2**20,
        "pages exact %": 100 * exact / len(truth),
        "seconds": seconds,
    }


def digits_of(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


class Peak:
    """The most memory that a process and all it started held together, sampled in a thread."""

    def __init__(self, pid: int) -> None:
        self.bytes = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(SECONDS_BETWEEN_SAMPLES):
            self.bytes = max(self.bytes, sum(map(proportional_size, family(self._pid))))


def family(pid: int) -> list[int]:
    """A process and all that it started, and that they started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
    return found


def proportional_size(pid: int) -> int:
    """Bytes of a process, what it shares counted by its share; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
