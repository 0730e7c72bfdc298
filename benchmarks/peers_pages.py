"""Pages of handwritten digits read by inkdigits and, where installed, by general OCR tools.

Of what RapidOCR and Tesseract read, digits count and everything else is left out; Tesseract is told
that there are digits only. The folder has a labels.json, as `inkdigits evaluate pages` takes it.

    pip install rapidocr            (Tesseract: a program of the system, such as apt install)
    python benchmarks/peers_pages.py FOLDER [--limit N] [--json]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from inkdigits.cli.tables import format_table
from inkdigits.layout import arrange
from inkdigits.reader import Reader, ReaderOptions
from inkdigits.train.evaluation import PageResult, page_figures, read_pages
from inkdigits.train.evaluation_sets import LabelledPage, load_pages

Lines = tuple[str, ...]


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument(
        "folder", nargs="?", type=Path, help="labelled pages; pages_dev in INKDIGITS_DATA"
    )
    arguments.add_argument("--limit", type=int, help="at most so many pages")
    arguments.add_argument("--json", action="store_true", help="one JSON object, not a table")
    options = arguments.parse_args()
    folder = options.folder or _default_folder()
    if folder is None:
        print("no pages to read: name a folder with a labels.json, or set INKDIGITS_DATA")
        return
    pages = load_pages(folder)[: options.limit]
    figures = {
        f"inkdigits, {locator}": page_figures(read_pages(Reader(ReaderOptions(locator)), pages))
        for locator in ("detector", "contours")
    }
    for name, (reader, advice) in {"RapidOCR": _rapidocr(), "Tesseract": _tesseract()}.items():
        if reader is None:
            print(f"{name} is not installed and not compared with: {advice}")
        else:
            figures[name] = page_figures(read_with(reader, pages))
    if options.json:
        print(json.dumps(figures))
        return
    names = list(figures)
    rows = [(key, *(figures[name][key] for name in names)) for key in figures[names[0]]]
    print(format_table(("figure", *names), rows))


def _default_folder() -> Path | None:
    folder = Path(os.environ.get("INKDIGITS_DATA", "")) / "pages_dev"
    return folder if (folder / "labels.json").is_file() else None


def read_with(reader: Callable[[Path], Lines], pages: Sequence[LabelledPage]) -> list[PageResult]:
    """Read files with another tool."""
    results = []
    for page in pages:
        assert isinstance(page.image, Path)
        start = time.perf_counter()
        lines = reader(page.image)
        results.append(PageResult(page, lines, time.perf_counter() - start))
    return results


def _digits(lines: Sequence[str]) -> Lines:
    """The digits of each line that has any."""
    kept = ("".join(c for c in line if c in "0123456789") for line in lines)
    return tuple(line for line in kept if line)


def _rapidocr() -> tuple[Callable[[Path], Lines] | None, str]:
    if importlib.util.find_spec("rapidocr") is None:
        return None, "pip install rapidocr"
    from rapidocr import RapidOCR

    engine = RapidOCR()

    def read(path: Path) -> Lines:
        found = engine(str(path))
        if found is None or found.txts is None:
            return ()
        corners = np.asarray(found.boxes, np.float32).reshape(-1, 4, 2)
        boxes = np.concatenate([corners.min(axis=1), corners.max(axis=1)], axis=1)
        lines = arrange(boxes).lines
        return _digits(["".join(found.txts[i] for word in line for i in word) for line in lines])

    return read, ""


def _tesseract() -> tuple[Callable[[Path], Lines] | None, str]:
    program = shutil.which("tesseract")
    if program is None:
        return None, "install the program tesseract, such as  apt install tesseract-ocr"

    def read(path: Path) -> Lines:
        digits_only = ["-c", "tessedit_char_whitelist=0123456789"]
        run = subprocess.run(
            [program, str(path), "stdout", "--psm", "6", *digits_only],
            capture_output=True,
            text=True,
        )
        return _digits(run.stdout.splitlines())

    return read, ""


if __name__ == "__main__":
    main()
