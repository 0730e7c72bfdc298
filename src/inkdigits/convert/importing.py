"""A classifier of others, from its file to a file that inkdigits reads with."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

from inkdigits.classify import DIGIT_CLASSES, Classifier
from inkdigits.convert.keras_config import network_of
from inkdigits.convert.keras_files import (
    FILE_LIMIT,
    read_bounded,
    read_keras_hdf5,
    read_keras_zip,
)
from inkdigits.convert.keras_graph import keras_to_onnx
from inkdigits.convert.onnx_files import free_batch, has_halves, layouts, read_onnx, scan_batch
from inkdigits.convert.probe import (
    Choice,
    Float,
    ProbeSet,
    Run,
    choose,
    difference,
    fit_temperature,
    judge,
    load_probe_set,
)
from inkdigits.convert.wrap import wrap
from inkdigits.convert.writing import write_file
from inkdigits.errors import InkDigitsError, ModelError
from inkdigits.normalize import NORMALIZATION_VERSION
from inkdigits.onnx_model import OnnxModel

PARITY = 1e-4
"""Largest difference between probabilities of the original and the written model let through."""

PARITY_OF_HALVES = 1e-2
"""The same for models that calculate with 16 bits, whose answers depend on how they are run."""

_COMPARED = 4  # digits on which both are compared


@dataclass(frozen=True)
class Imported:
    """What is known of an imported model.

    Attributes:
        kind: What the file was: "Keras" or "ONNX".
        choice: How the model is fed and understood.
        temperature: What its logits are divided by, fitted on the built-in digits.
        difference: The largest difference between its probabilities and those of the original.
        accuracies: Share of the built-in digits read right, by what they are.
    """

    kind: str
    choice: Choice
    temperature: float
    difference: float
    accuracies: dict[str, float]


@dataclass(frozen=True)
class _Core:
    """A model as it was read: its graph for any number of pictures, and two ways to run it.

    Their probabilities may differ by `parity`.
    """

    kind: str
    model: onnx.ModelProto
    result: str
    shapes: tuple[tuple[int, ...], ...]
    run: Run
    original: Run
    parity: float = PARITY


def import_file(path: Path, out: Path) -> Imported:
    """See `inkdigits.convert.import_model`."""
    try:
        content = read_bounded(path) if not path.is_dir() else b""
        core = _read(path, content)
        probes = load_probe_set()
        choice = choose(core.run, core.shapes, probes)
        logits = choice.logits(core.run(choice.prepared(probes.frames)))
        temperature = fit_temperature(logits, probes.labels)
        metadata = _metadata(path, content, core.kind, choice, temperature)
        written = wrap(core.model, core.result, choice, metadata)
        classifier = _checked(written)
        far = _difference(core, choice, classifier, probes)
    except InkDigitsError as error:
        raise type(error)(f"{path}: {error}" if str(path) not in str(error) else error) from error
    except Exception as error:  # whatever a damaged file breaks
        first = str(error).strip().splitlines()[0] if str(error).strip() else "no details"
        raise ModelError(
            f"{path} is damaged, or no model of Keras or ONNX ({type(error).__name__}: {first}): "
            "save it again"
        ) from error
    write_file(out, written.SerializeToString())
    return Imported(core.kind, choice, temperature, far, accuracies(classifier, probes))


def accuracies(classifier: Classifier, probes: ProbeSet) -> dict[str, float]:
    """The share of the built-in digits that a classifier reads right, by what they are."""
    count = len(probes.mnist)
    parts = {
        "MNIST as it is": (probes.mnist, probes.labels[:count]),
        "MNIST, framed by inkdigits": (probes.frames[:count], probes.labels[:count]),
        "other hands, framed": (probes.frames[count:], probes.labels[count:]),
    }
    return {
        name: judge(classifier.logits(frames)[:, :10], labels)[0]
        for name, (frames, labels) in parts.items()
    }


def _read(path: Path, content: bytes) -> _Core:
    if path.is_dir():
        raise ModelError(
            f"{path} is a folder (a SavedModel?): save the model as one file, with "
            "model.save('model.keras')"
        )
    if content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise ModelError(
            "this is a pickle, which would have to be executed: write the model as ONNX first, "
            "with torch.onnx.export or skl2onnx"
        )
    if content[4:8] == b"TFL3":
        raise ModelError("this is a TensorFlow Lite file: give the .keras or .h5 it was made from")
    if content.startswith(b"\x89HDF\r\n\x1a\n"):
        return _keras(keras_to_onnx(network_of(read_keras_hdf5(content))))
    if content.startswith(b"PK"):
        return _keras(keras_to_onnx(network_of(read_keras_zip(content))))
    return _foreign(read_onnx(content))


def _keras(model: onnx.ModelProto) -> _Core:
    """Compared with ONNX's own evaluator in NumPy, which optimises nothing."""
    onnx.checker.check_model(model, full_check=True)
    shape = tuple(s.dim_value for s in model.graph.input[0].type.tensor_type.shape.dim[1:])
    slow = ReferenceEvaluator(model)
    return _Core(
        "Keras",
        model,
        "result",
        (shape,),
        _runner(model, 0),
        lambda batch: np.asarray(cast(Any, slow.run(None, {"image": batch}))[0], np.float32),
    )


def _foreign(model: onnx.ModelProto) -> _Core:
    """Compared with the file as it was, one picture at a time."""
    shapes = layouts(model)
    session = _session(model)
    found = {shape: _ten(session, shape) for shape in shapes}
    fitting = tuple(shape for shape in shapes if found[shape] is not None)
    if not fitting:
        one = np.zeros((1, *shapes[0]), np.float32)
        outputs = [tuple(each.shape) for each in _answers(session, one)]
        raise ModelError(
            f"the model answers to one picture with the shapes {outputs}, expected (1, 10): one "
            "output for each digit"
        )
    index = found[fitting[0]] or 0

    def one_by_one(batch: Float) -> Float:
        each = [_answers(session, one)[index] for one in np.split(batch, len(batch))]
        return np.asarray(each, np.float32).reshape(-1, 10)

    result = model.graph.output[index].name
    some = np.random.default_rng(0).random((3, *fitting[0]), np.float32)
    parity = PARITY_OF_HALVES if has_halves(model) else PARITY
    freed = free_batch(model)
    try:
        run = _runner(freed, index)
        same = np.allclose(run(some), one_by_one(some), atol=parity, rtol=parity)
    except ModelError:
        same = False
    if not same:
        fitting = fitting[:1]
        freed, result = scan_batch(model, result, fitting[0]), "results"
        run = _runner(freed, 0)
    return _Core("ONNX", freed, result, fitting, run, one_by_one, parity)


def _ten(session: OnnxModel, shape: tuple[int, ...]) -> int | None:
    """Which output has ten numbers for one picture of this shape; None where none has."""
    try:
        outputs = _answers(session, np.zeros((1, *shape), np.float32))
    except ModelError:
        return None
    return next((i for i, each in enumerate(outputs) if np.size(each) == 10), None)


def _session(model: onnx.ModelProto) -> OnnxModel:
    trial = onnx.ModelProto()
    trial.CopyFrom(model)
    del trial.metadata_props[:]
    trial.metadata_props.add(key="task", value="probe")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(trial.SerializeToString())
        try:
            return OnnxModel(path, task="probe")
        except ModelError as error:
            raise ModelError(
                f"ONNX Runtime cannot load this model ({_cause(error)}): export it again, with "
                "opset 17"
            ) from error


def _answers(session: OnnxModel, batch: Float) -> Sequence[Float]:
    try:
        return session.run(batch)
    except ModelError as error:
        raise ModelError(
            f"the model fails on pictures of the shape {batch.shape}: {_cause(error)}"
        ) from error


def _cause(error: Exception) -> str:
    """The first line of what lies behind an error."""
    said = str(error.__cause__ or error).strip()
    return said.splitlines()[0] if said else type(error).__name__


def _runner(model: onnx.ModelProto, index: int) -> Run:
    session = _session(model)

    def run(batch: Float) -> Float:
        parts = [_answers(session, batch[i : i + 64])[index] for i in range(0, len(batch), 64)]
        outputs = np.concatenate([np.asarray(part, np.float32) for part in parts])
        if outputs.size != 10 * len(batch):
            raise ModelError(
                f"the model answers to {len(batch)} pictures with the shape {outputs.shape}, "
                f"expected ({len(batch)}, 10)"
            )
        return outputs.reshape(-1, 10)

    return run


def _checked(written: onnx.ModelProto) -> Classifier:
    """The model as the product loads it."""
    content = written.SerializeToString()
    if len(content) > 2 * FILE_LIMIT:
        raise ModelError(f"the model would have {len(content) >> 20} MiB, more than is written")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        path.write_bytes(content)
        return Classifier(path)


def _difference(core: _Core, choice: Choice, classifier: Classifier, probes: ProbeSet) -> float:
    frames = np.concatenate((probes.frames[:_COMPARED], probes.frames[-_COMPARED:]))
    theirs = choice.logits(core.original(choice.prepared(frames)))
    far = difference(classifier.logits(frames)[:, :10], theirs)
    if not far <= core.parity:
        raise ModelError(
            f"the converted model differs from the original by {far:.2g}, more than {core.parity}: "
            "export it again with 32-bit weights and a free batch"
        )
    return far


def _metadata(
    path: Path, content: bytes, kind: str, choice: Choice, temperature: float
) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    source = {
        "file": path.name,
        "sha256": digest,
        "kind": kind,
        "input": choice.shape,
        "scaling": choice.scaling,
        "polarity": choice.polarity,
        "output": choice.output,
    }
    return {
        "task": "classify",
        "classes": json.dumps(DIGIT_CLASSES),
        "normalization": NORMALIZATION_VERSION,
        "temperature": repr(temperature),
        "reject_threshold": "1.0",
        "imported": json.dumps(source),
        "revision": f"imported from {path.name} ({digest[:12]})",
    }
