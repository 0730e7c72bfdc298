"""What learning a hand must not forget: features of other people's digits, shipped with the model.

Features are kept in 16 steps, a few thousand examples in less than half a megabyte. Logits are
computed from them by the classifier's own last layer, which is kept beside them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from inkdigits.onnx_model import shipped_model

MEMORY_FILE = "memory.npz"

_STEPS = 15  # of a feature up to its largest value: fewer pack smaller, and move logits by 0.09

Float = NDArray[np.float32]
Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """Some examples of the memory.

    Attributes:
        name: What they are, such as "mnist".
        features: float32 (N, features).
        logits: The classifier's, float32 (N, 11).
        labels: Classes 0..10, int64 (N,).
    """

    name: str
    features: Float
    logits: Float
    labels: Labels


@dataclass(frozen=True, eq=False)
class Memory:
    """Examples that belong to one classifier.

    Attributes:
        model: SHA-256 of the classifier's file.
        replay: Examples the classifier was trained on; learning holds it to what it says of them.
        guards: Examples of others that it was not trained on; learning is checked on them.
    """

    model: str
    replay: Part
    guards: tuple[Part, ...]

    @property
    def mnist(self) -> Part:
        """The guard of MNIST digits."""
        return next(part for part in self.guards if part.name == "mnist")


def save_memory(
    path: Path,
    *,
    model: str,
    parts: Sequence[tuple[str, Float, Labels]],
    weights: Float,
    bias: Float,
) -> None:
    """Write a memory; the part named "replay" and the guards, one of which is "mnist".

    Args:
        path: File to write.
        model: SHA-256 of the classifier's file.
        parts: Name, features float32 (N, F) of at least 0, and classes 0..10 (N,) of each.
        weights: Of the classifier's last layer, float32 (F, 11).
        bias: Likewise, float32 (11,).
    """
    top = np.max([features.max(axis=0) for _, features, _ in parts], axis=0)
    scale = np.maximum(top, 1e-6).astype(np.float32) / _STEPS
    arrays: dict[str, NDArray[np.generic]] = {
        "model": np.array(model),
        "names": np.array([name for name, _, _ in parts]),
        "scale": scale,
        "weights": weights,
        "bias": bias,
    }
    for name, features, labels in parts:
        # Examples of a class beside one another, and one feature after the other, pack smaller.
        order = np.argsort(labels, kind="stable")
        packed = np.clip(np.round(features[order] / scale), 0, _STEPS).astype(np.uint8)
        arrays[f"{name}/features"] = np.ascontiguousarray(packed.T)
        arrays[f"{name}/labels"] = labels[order].astype(np.uint8)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as file:  # an .npz, packed better than most
        for name, array in arrays.items():
            with file.open(f"{name}.npy", "w") as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def load_memory(path: Path | None = None) -> Memory:
    """Read a memory.

    Args:
        path: The file; None takes the one that came with the package.

    Raises:
        ModelError: It is missing or damaged.
    """
    path = path or shipped_model(MEMORY_FILE)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
            arrays = {name: pack[name] for name in pack.files}
        names = [str(name) for name in arrays["names"]]
        parts = [_part(name, arrays) for name in names]
        return Memory(
            str(arrays["model"]),
            next(part for part in parts if part.name == "replay"),
            tuple(part for part in parts if part.name != "replay"),
        )
    except (OSError, ValueError, KeyError, EOFError, StopIteration, zipfile.BadZipFile) as error:
        raise ModelError(
            f"the memory of the classifier, {path}, cannot be read ({error}): reinstall inkdigits"
        ) from error


def _part(name: str, arrays: dict[str, NDArray[np.generic]]) -> Part:
    scale = cast(Float, arrays["scale"])
    features = cast(Float, arrays[f"{name}/features"].T.astype(np.float32) * scale)
    logits = features @ cast(Float, arrays["weights"]) + cast(Float, arrays["bias"])
    return Part(name, features, logits, arrays[f"{name}/labels"].astype(np.int64))
