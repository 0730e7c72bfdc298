"""Models in ONNX files: found, checked and run. Nothing in a file is ever executed as code."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from inkdigits.errors import ModelError

# Readers with other options share what they load from the same, unchanged file.
_sessions: WeakValueDictionary[tuple[Any, ...], Any] = WeakValueDictionary()
_sessions_lock = threading.Lock()

_REINSTALL = "reinstall inkdigits (pip install --force-reinstall inkdigits)"


def shipped_model(name: str) -> Path:
    """Path of a model that came with the package, its content checked against its SHA-256.

    Args:
        name: File name, such as "classifier.onnx".

    Raises:
        ModelError: The file is missing or is not the one that was shipped.
    """
    folder = Path(str(resources.files("inkdigits").joinpath("weights")))
    path = folder / name
    try:
        hashes = json.loads((folder / "sha256.json").read_text(encoding="utf-8"))
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the model {name} that belongs to inkdigits cannot be read from {folder} ({error}): "
            f"{_REINSTALL}"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != hashes.get(name):
        raise ModelError(
            f"the model {path} is not the one that was shipped: expected SHA-256 "
            f"{hashes.get(name)}, found {found}: {_REINSTALL}"
        )
    return path


class OnnxModel:
    """One ONNX network on the CPU; may be called from several threads at once.

    Args:
        path: The ONNX file.
        task: What its metadata must say it is for, such as "classify".
        threads: Threads for one call; 0 takes as many as the machine has cores, at most 4.

    Attributes:
        path: The file.
        metadata: Custom metadata of the file.
        outputs: Names of its outputs.

    Raises:
        ModelError: The file is missing, no ONNX model, or made for another task.
    """

    def __init__(self, path: Path, *, task: str, threads: int = 0) -> None:
        """Load and check the file."""
        self.path = path = Path(path)
        if not path.is_file():
            raise ModelError(f"there is no model file {path}: check the path")
        try:
            self._session = _shared_session(path, threads or _default_threads())
            self.metadata: Mapping[str, str] = dict(
                self._session.get_modelmeta().custom_metadata_map
            )
        except Exception as error:  # onnxruntime's exceptions share no base class but this
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(
                f"{path} is no ONNX model that can be loaded ({first}): give a file written by "
                "`inkdigits train` or `inkdigits import-model`"
            ) from error
        if self.metadata.get("task") != task:
            raise ModelError(
                f"{path} is made for the task {self.metadata.get('task', 'none')!r}, expected "
                f"{task!r}: give a file written by `inkdigits train`"
            )
        self._input = self._session.get_inputs()[0].name
        self.outputs = tuple(output.name for output in self._session.get_outputs())

    def text(self, key: str) -> str:
        """A metadata value.

        Raises:
            ModelError: The file does not have it.
        """
        if key not in self.metadata:
            raise ModelError(
                f"{self.path} has no metadata {key!r}: export it again with `inkdigits train`, or "
                "bring a classifier of your own with `inkdigits import-model`"
            )
        return self.metadata[key]

    def number(self, key: str) -> float:
        """A metadata value as a number.

        Raises:
            ModelError: The file does not have it, or it is no number.
        """
        try:
            return float(self.text(key))
        except ValueError as error:
            raise ModelError(
                f"{self.path}: metadata {key!r} should be a number: {error}"
            ) from error

    @property
    def sha256(self) -> str:
        """SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def run(
        self, batch: NDArray[np.float32], outputs: Sequence[str] | None = None
    ) -> Sequence[NDArray[np.float32]]:
        """Outputs for one input batch.

        Args:
            batch: What the network is given.
            outputs: Names of what is wanted, in this order; None for all.

        Raises:
            ModelError: The network does not take a batch of this shape.
        """
        try:
            return cast(
                Sequence[NDArray[np.float32]], self._session.run(outputs, {self._input: batch})
            )
        except Exception as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(
                f"{self.path} failed on a batch of shape {batch.shape}: {first}"
            ) from error


def _shared_session(path: Path, threads: int) -> Any:
    """The session of a file, loaded unless another model in this process holds it already."""
    stat = path.stat()
    key = (path.resolve(), stat.st_ino, stat.st_mtime_ns, stat.st_size, threads)
    with _sessions_lock:
        session = _sessions.get(key)
        if session is None:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 4
            # Idle threads sleep instead of burning a core between two answers.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            session = _sessions[key] = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        return session


def _default_threads() -> int:
    import os

    affinity: Any = getattr(os, "sched_getaffinity", None)
    cores = len(affinity(0)) if affinity else (os.cpu_count() or 1)
    return min(4, cores)
