"""Measure the shipped models, and note the figures beside them: `python -m inkdigits.train.card`.

Run it after `python -m inkdigits.train.ship`. The web page shows these figures under About.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from inkdigits.onnx_model import OnnxModel, shipped_model
from inkdigits.reader import Reader
from inkdigits.train.data import data_root
from inkdigits.train.evaluation import evaluate_pictures, page_figures, read_pages
from inkdigits.train.evaluation_sets import load_pages, load_picture_set
from inkdigits.train.ship import WEIGHTS

DIGIT_SETS = {
    "mnist": "MNIST, its test part",
    "usps": "USPS, post codes; never trained on",
    "swiss": "Swiss scans, writers never trained on",
    "pendigits": "Pen strokes, writers never trained on",
}
"""Sets of single digits, and what they are called on the card."""

PAGE_SETS = {
    "pages_dev": "Real pages: photos, scans, screens",
    "strings_dev": "Photographed strings of digits",
}
"""Folders of labelled pages, likewise. They were looked at while the reader was built."""

_TASKS = {"classifier.onnx": "classify", "detector.onnx": "detect"}


def measure(root: Path, limit: int | None = None) -> dict[str, Any]:
    """The card of the shipped models.

    Args:
        root: The data folder.
        limit: At most so many pictures of each set.

    Returns:
        `models`: SHA-256 and revision of each file. `sets`: for each set its `name`, `title`,
        `counted` ("digits" or "pages"), `count`, `percent` read rightly, and `development`: whether
        it was looked at while the reader was built.

    Raises:
        DataError: A set is missing or damaged.
        ModelError: A model is missing or damaged.
    """
    reader = Reader()
    hashes = json.loads((WEIGHTS / "sha256.json").read_text(encoding="utf-8"))
    sets = []
    for name, title in DIGIT_SETS.items():
        pictures = load_picture_set(name, root).sample(limit)
        figures, _ = evaluate_pictures(reader, pictures)
        sets.append(_entry(name, title, "digits", figures["digits"], figures["accuracy_percent"]))
    for name, title in PAGE_SETS.items():
        figures = page_figures(read_pages(reader, load_pages(root / name)[:limit]))
        sets.append(_entry(name, title, "pages", figures["pages"], figures["page_exact_percent"]))
    models = {
        name: {"sha256": hashes[name], "revision": _revision(name, task)}
        for name, task in _TASKS.items()
    }
    return {"models": models, "sets": sets}


def _revision(name: str, task: str) -> str:
    return OnnxModel(shipped_model(name), task=task).metadata.get("revision", "unknown")


def _entry(
    name: str, title: str, counted: str, count: float | None, percent: float | None
) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "counted": counted,
        "count": int(count or 0),
        "percent": None if percent is None else round(percent, 2),
        "development": name in PAGE_SETS,
    }


def main() -> None:
    """Write `card.json` into the package; the data folder is the argument or INKDIGITS_DATA."""
    card = measure(data_root(sys.argv[1] if len(sys.argv) > 1 else None))
    text = json.dumps(card, indent=1) + "\n"
    (WEIGHTS / "card.json").write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
