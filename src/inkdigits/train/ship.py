"""Put trained models into the package: `python -m inkdigits.train.ship FILE.onnx...`."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

from inkdigits.classify import Classifier
from inkdigits.errors import ConfigError
from inkdigits.locate.detector import DetectorLocator

WEIGHTS = Path(__file__).parents[1] / "weights"


def ship(path: Path, weights: Path = WEIGHTS) -> str:
    """Copy `classifier.onnx` or `detector.onnx` into the package and note its SHA-256.

    Returns:
        The SHA-256.

    Raises:
        ConfigError: The file has another name.
        ModelError: It is no model that the package can use.
    """
    if path.name == "classifier.onnx":
        Classifier(path)
    elif path.name == "detector.onnx":
        DetectorLocator(path)
    else:
        raise ConfigError(f"expected classifier.onnx or detector.onnx, found {path.name}")
    weights.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    shutil.copyfile(path, weights / path.name)
    index = weights / "sha256.json"
    hashes = json.loads(index.read_text()) if index.is_file() else {}
    index.write_text(json.dumps(hashes | {path.name: digest}, indent=1, sort_keys=True) + "\n")
    return digest


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, ship(Path(name)))
