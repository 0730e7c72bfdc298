"""The mean of trained detectors: `python -m inkdigits.train.mean OUT.onnx FILE.onnx=WEIGHT...`.

Weights that training took apart from one start often err less on average than any of them
(Wortsman et al., 2022, arXiv:2203.05482). What a mean is worth is measured like any other model:
`benchmarks/compare_detectors.py`.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from inkdigits.errors import ConfigError
from inkdigits.train.averaging import settle
from inkdigits.train.data import data_root
from inkdigits.train.detector import export_detector, inputs_of, make_batch
from inkdigits.train.export import load_weights
from inkdigits.train.networks import DetectorNet

SEED = 7
"""What decides the tiles on which batch normalisation is measured."""

_BATCHES = 60


def mean_detector(
    parts: Sequence[tuple[Path, float]], out: Path, *, data: Path | None = None, tile: int = 256
) -> None:
    """Write the weighted mean of detectors' weights, its batch normalisation measured anew.

    Args:
        parts: Files written by `inkdigits train detector`, and what each counts for; the weights
            are divided by their sum.
        out: The ONNX file to write.
        data: Folder with the data sets, for training tiles; None takes INKDIGITS_DATA.
        tile: Side of these tiles in pixels.

    Raises:
        ConfigError: There are no parts, or their weights are not numbers above 0.
        DataError: Data is missing or damaged.
        ModelError: A file is missing, damaged or holds another network.
    """
    weights = np.array([weight for _, weight in parts], np.float64)
    if not len(parts) or not np.isfinite(weights).all() or not (weights > 0).all():
        raise ConfigError(f"a mean needs files with weights above 0, found {weights.tolist()}")
    root = data_root(data)
    model = DetectorNet()
    mean: dict[str, torch.Tensor] = {}
    for (path, _), share in zip(parts, (weights / weights.sum()).tolist(), strict=True):
        load_weights(model, path)
        for name, value in model.state_dict().items():
            part = value.double() * share
            mean[name] = mean[name] + part if name in mean else part
    kinds = {name: value.dtype for name, value in model.state_dict().items()}
    model.load_state_dict({name: value.to(kinds[name]) for name, value in mean.items()})
    batches = (make_batch(root, SEED, k, 16, tile) for k in range(_BATCHES))
    settle(model, (inputs_of(batch) for batch in batches))
    noted = {"mean": [[hashlib.sha256(p.read_bytes()).hexdigest(), share] for p, share in parts]}
    examples = make_batch(root, SEED, 0, 1, tile).images
    export_detector(model, out, noted, examples)


def _part(text: str) -> tuple[Path, float]:
    name, equals, weight = text.rpartition("=")
    try:
        return (Path(name), float(weight)) if equals else (Path(text), 1.0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected FILE.onnx=WEIGHT, found {text}") from None


def main() -> None:
    """Write the mean that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT.onnx")
    parser.add_argument("parts", type=_part, nargs="+", metavar="FILE.onnx=WEIGHT")
    arguments = parser.parse_args()
    mean_detector(arguments.parts, arguments.out)


if __name__ == "__main__":
    main()
