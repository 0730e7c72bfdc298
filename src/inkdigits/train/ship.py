"""Put trained models into the package: `python -m inkdigits.train.ship FILE.onnx...`.

With a classifier goes the memory that learning a hand is checked against, which is made here from
the data folder that INKDIGITS_DATA names.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from inkdigits.classify import Classifier
from inkdigits.errors import ConfigError
from inkdigits.learn.memory import MEMORY_FILE
from inkdigits.locate.detector import DetectorLocator
from inkdigits.train.data import data_root
from inkdigits.train.export import show_features
from inkdigits.train.memory import make_memory

WEIGHTS = Path(__file__).parents[1] / "weights"


def ship(path: Path, weights: Path = WEIGHTS, *, data: Path | None = None) -> str:
    """Copy `classifier.onnx` or `detector.onnx` into the package and note its SHA-256.

    A classifier that does not show its features is made to; its memory is made anew.

    Args:
        path: The model's file.
        weights: Folder of the package.
        data: The data folder a classifier's memory is made from; None takes the one that
            INKDIGITS_DATA names.

    Returns:
        The SHA-256 of the model as it was shipped.

    Raises:
        ConfigError: The file has another name.
        DataError: The data folder is missing, or a set in it is damaged.
        ModelError: It is no model that the package can use.
    """
    if path.name == "classifier.onnx":
        Classifier(path)
    elif path.name == "detector.onnx":
        DetectorLocator(path)
    else:
        raise ConfigError(f"expected classifier.onnx or detector.onnx, found {path.name}")
    weights.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=weights) as name:
        folder = Path(name)
        model = folder / path.name
        shutil.copyfile(path, model)
        if path.name == "classifier.onnx":
            show_features(model)
            make_memory(model, data_root(data), folder / MEMORY_FILE)
        # Only what is complete takes its place.
        made = {file.name: _sha256(file) for file in folder.iterdir()}
        for file in list(folder.iterdir()):
            file.replace(weights / file.name)
    index = weights / "sha256.json"
    hashes = json.loads(index.read_text()) if index.is_file() else {}
    index.write_text(json.dumps(hashes | made, indent=1, sort_keys=True) + "\n")
    return made[path.name]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, ship(Path(name)))
