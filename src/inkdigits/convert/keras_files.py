"""Keras model files read as data: `.keras` (Keras 3) and HDF5 (`.h5`, Keras 2 and 3).

Nothing in a file is executed. What is read is bounded, and links out of a file are not followed.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ModelError

FILE_LIMIT = 256 << 20
"""Bytes that a model file, and what is in it, may have."""

_CONFIG_LIMIT = 16 << 20
_WEIGHTS_LIMIT = FILE_LIMIT  # bytes that all weights together may unpack to

Array = NDArray[np.float32]

Place = tuple[tuple[str, str], ...]
"""Where a layer stands, from the outermost model in: its group in `.keras`, and its name."""

Weights = Callable[[Place], tuple[Array, ...]]


@dataclass(frozen=True)
class KerasFile:
    """What a Keras model file says.

    Attributes:
        config: The model's configuration, as Keras serialised it.
        weights: The arrays of a layer, by its place, in the order Keras keeps them.
        version: The major version of the Keras that wrote it.
    """

    config: Mapping[str, Any]
    weights: Weights
    version: int


def read_keras_zip(content: bytes) -> KerasFile:
    """Read a `.keras` file.

    Raises:
        ModelError: It is not what `model.save("x.keras")` writes.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any(name.endswith("data.pkl") for name in names):
            raise ModelError(
                "this is a PyTorch file, whose pickle would have to be executed: write the model "
                "as ONNX first, with torch.onnx.export"
            )
        if "config.json" not in names or "model.weights.h5" not in names:
            raise ModelError(
                "expected config.json and model.weights.h5 in this zip file, found "
                f"{', '.join(names[:4]) or 'nothing'}: save it with model.save('model.keras')"
            )
        config = json.loads(_unpacked(archive, "config.json", _CONFIG_LIMIT))
        metadata = (
            json.loads(_unpacked(archive, "metadata.json", _CONFIG_LIMIT))
            if "metadata.json" in names
            else {}
        )
        weights = _unpacked(archive, "model.weights.h5", FILE_LIMIT)
    file = h5py.File(io.BytesIO(weights), "r")
    left = [_WEIGHTS_LIMIT]
    older = "_layer_checkpoint_dependencies"
    layers = older if older in file else "layers"

    def fetch(place: Place) -> tuple[Array, ...]:
        path = "/".join(f"{layers}/{group}" for group, _ in place) + "/vars"
        group = _member(file, path)
        if not isinstance(group, h5py.Group):
            return ()
        names = sorted(group, key=int)
        return tuple(_array(group, name, left) for name in names)

    return KerasFile(config, fetch, _major(metadata.get("keras_version")))


def read_keras_hdf5(content: bytes) -> KerasFile:
    """Read a legacy `.h5` file.

    Raises:
        ModelError: It holds no whole model.
    """
    file = h5py.File(io.BytesIO(content), "r")
    config = _text(file.attrs.get("model_config"))
    if config is None:
        raise ModelError(
            "this HDF5 file holds no model_config, so weights only or something else: save the "
            "whole model with model.save('model.keras')"
        )
    root = _member(file, "model_weights")
    if not isinstance(root, h5py.Group):
        raise ModelError("this HDF5 file holds no model_weights: save the whole model again")

    left = [_WEIGHTS_LIMIT]

    def fetch(place: Place) -> tuple[Array, ...]:
        group = _member(root, place[0][1])
        if not isinstance(group, h5py.Group):
            return ()
        names = _names(group, "weight_names")
        if len(place) > 1:  # weights of models inside stand together in one group
            own = place[-1][1]
            names = [name for name in names if name.split("/")[-2:-1] == [own]]
        return tuple(_array(group, name, left) for name in names)

    version = file.attrs.get("keras_version", root.attrs.get("keras_version"))
    return KerasFile(json.loads(config), fetch, _major(_text(version)))


def read_bounded(path: Path) -> bytes:
    """All of a file.

    Raises:
        ModelError: It cannot be read, or is larger than FILE_LIMIT.
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}): check the path") from error
    if len(content) > FILE_LIMIT:
        raise ModelError(f"{path} has more than {FILE_LIMIT >> 20} MiB, which no digit model needs")
    return content


def _unpacked(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise ModelError(f"{name} unpacks to more than {limit >> 20} MiB, which no digit model has")
    return content


def _member(group: Any, path: str) -> Any:
    """A member of an HDF5 group; None where there is none.

    Raises:
        ModelError: It is a link to elsewhere.
    """
    found = group
    for name in path.split("/"):
        if not name or name == ".":
            continue
        if not isinstance(found, h5py.Group) or name not in found:
            return None
        if not isinstance(found.get(name, getlink=True), h5py.HardLink):
            raise ModelError(f"{path} links to another place or file, which is not followed")
        found = found[name]
    return found


def _array(group: Any, path: str, left: list[int]) -> Array:
    """A dataset as float32; what it takes is taken off the bytes that are left.

    Raises:
        ModelError: It is missing, too large, no numbers, or kept outside the file.
    """
    found = _member(group, path)
    if not isinstance(found, h5py.Dataset):
        raise ModelError(f"the weights {path} are missing: save the model again")
    if found.is_virtual or found.external:
        raise ModelError(f"the weights {path} are kept in another file, which is not read")
    if found.dtype.kind not in "fiu":
        raise ModelError(f"the weights {path} should be numbers, found {found.dtype}")
    left[0] -= 4 * found.size
    if left[0] < 0:
        raise ModelError(
            f"with {path}, of the shape {found.shape}, there are more weights than the "
            f"{_WEIGHTS_LIMIT >> 20} MiB that are read"
        )
    return np.asarray(found[()], np.float32)


def _names(group: Any, key: str) -> list[str]:
    """A list of names in a group's attributes; long ones are kept in numbered parts."""
    if key in group.attrs:
        parts = [group.attrs[key]]
    else:
        parts = []
        while f"{key}{len(parts)}" in group.attrs:
            parts.append(group.attrs[f"{key}{len(parts)}"])
    return [_text(name) or "" for part in parts for name in np.asarray(part).ravel().tolist()]


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value if isinstance(value, str) else None


def _major(version: Any) -> int:
    first = str(version or "2").split(".")[0]
    return int(first) if first.isdigit() else 2
