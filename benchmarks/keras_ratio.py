"""One digit in inkdigits and in Keras on this machine, as ratios of one run.

The Keras network is the textbook one of 225,000 weights that apps of this kind use: convolution 32,
pool, convolution 64, pool, dense. Its weights are random: time does not depend on them.

    python benchmarks/keras_ratio.py
    python benchmarks/keras_ratio.py --json
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from inkdigits.cli.benchmark import drawn_digit, latencies, percentile, start_to_answer
from inkdigits.cli.tables import format_table

MAKE = """
import sys, keras
layers = keras.layers
keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
]).save(sys.argv[1])
"""

ANSWER = """
import sys, keras, numpy
from PIL import Image
picture = numpy.asarray(Image.open(sys.argv[2]), numpy.float32)[None, ..., None] / 255
model = keras.models.load_model(sys.argv[1])
print(model.predict(picture, verbose=0).argmax(), flush=True)
"""

Figures = dict[str, float]


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    arguments.add_argument("--json", action="store_true", help="one JSON object, not a table")
    options = arguments.parse_args()
    os.environ.setdefault("KERAS_BACKEND", "torch")
    missing = [name for name in ("keras", "torch") if importlib.util.find_spec(name) is None]
    if missing:
        print(
            f"nothing to compare with: {' and '.join(missing)} not installed. "
            "Run  pip install 'inkdigits[bench]'  first."
        )
        return
    ours, theirs = measure()
    if options.json:
        print(json.dumps({"inkdigits": ours, "keras": theirs}))
        return
    rows = [
        (name, ours[_ours(name)], value, _times(name, value, ours[_ours(name)]))
        for name, value in theirs.items()
    ]
    print(format_table(("measured", "inkdigits", "keras", "inkdigits is"), rows))


def _ours(name: str) -> str:
    """The figure of inkdigits that stands beside a figure of Keras."""
    return name.replace(", predict", "").replace(", direct call", "")


def _times(name: str, theirs: float, ours: float) -> str:
    factor = ours / theirs if name.endswith("per s") else theirs / ours
    return f"{factor:.1f} x better" if factor >= 1 else f"{1 / factor:.1f} x worse"


def measure() -> tuple[Figures, Figures]:
    """Figures of both. Processes first: a child's peak memory is never below its parent's."""
    with tempfile.TemporaryDirectory() as folder:
        model, picture = Path(folder) / "model.keras", Path(folder) / "seven.png"
        _write_picture(picture)
        subprocess.run([sys.executable, "-c", MAKE, str(model)], check=True)
        classify = [sys.executable, "-m", "inkdigits", "classify", str(picture)]
        ours, theirs = (
            _process(arguments)
            for arguments in (classify, [sys.executable, "-c", ANSWER, str(model), str(picture)])
        )
        _time_keras(model, theirs)
    _time_inkdigits(ours)
    return ours, theirs


def _write_picture(path: Path) -> None:
    from PIL import Image

    Image.fromarray(drawn_digit(7, 28)).save(path)


def _process(arguments: list[str]) -> Figures:
    seconds, peak = start_to_answer(arguments)
    figures = {"process start to first answer, s": seconds}
    if peak is not None:
        figures["peak memory, MiB"] = peak
    return figures


def _time_keras(path: Path, figures: Figures) -> None:
    import keras
    import numpy as np

    model = keras.models.load_model(path)
    batch = np.stack([drawn_digit(k % 10, 28) for k in range(256)]).astype(np.float32)[..., None]
    batch = 1 - batch / 255
    one = batch[7:8]

    def direct(pictures: Any) -> Any:
        return np.asarray(keras.ops.convert_to_numpy(model(pictures, training=False)))

    for name, call, count in (
        ("predict", lambda: model.predict(one, verbose=0), 40),
        ("direct call", lambda: direct(one), 200),
    ):
        seconds = latencies(call, count)
        figures[f"one 28x28 array, {name}, median ms"] = 1000 * statistics.median(seconds)
        figures[f"one 28x28 array, {name}, 95th percentile ms"] = 1000 * percentile(seconds, 95)
    for name, call in (
        ("predict", lambda: model.predict(batch, batch_size=256, verbose=0)),
        ("direct call", lambda: direct(batch)),
    ):
        figures[f"256 at once, {name}, per s"] = 256 / statistics.median(latencies(call, 5))


def _time_inkdigits(figures: Figures) -> None:
    """From raw picture to calibrated answer, framing included; Keras gets framed arrays."""
    from inkdigits.reader import Reader, ReaderOptions

    reader = Reader(ReaderOptions())
    pictures = [drawn_digit(k % 10, 28) for k in range(256)]
    one = latencies(lambda: reader.classify(pictures[7]), 200)
    many = latencies(lambda: reader.classify_many(pictures), 5)
    figures["one 28x28 array, median ms"] = 1000 * statistics.median(one)
    figures["one 28x28 array, 95th percentile ms"] = 1000 * percentile(one, 95)
    figures["256 at once, per s"] = 256 / statistics.median(many)


if __name__ == "__main__":
    main()
