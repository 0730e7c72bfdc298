"""Tiny ONNX models with the metadata that inkdigits looks at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

CLASSES = [*"0123456789", "not_a_digit"]

LEVELS = {character: 16 * (k + 1) for k, character in enumerate("0123456789.,-/")}
"""Grey level of what `save_detector`'s network sees."""

CLASSIFIER_METADATA = {
    "task": "classify",
    "classes": json.dumps(CLASSES),
    "normalization": "1",
    "temperature": "1.0",
    "reject_threshold": "0.5",
}


def save_classifier(
    path: Path,
    *,
    outputs: int = 11,
    favourite: int = 7,
    side: int = 28,
    metadata: Mapping[str, str | None] | None = None,
) -> Path:
    """A linear network (N, 1, side, side) -> logits that says `favourite` to every picture.

    Args:
        path: File to write.
        outputs: How many logits it gives.
        favourite: Index of the logit that is 4; the others are near 0.
        side: Side of the pictures it takes.
        metadata: Changes to `CLASSIFIER_METADATA`; None as a value leaves a key out.
    """
    onnx = pytest.importorskip("onnx")
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    weights = np.zeros((side * side, outputs), np.float32)
    weights[:, favourite] = 1e-3
    bias = np.zeros(outputs, np.float32)
    bias[favourite] = 4
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["image"], ["flat"]),
            helper.make_node("Gemm", ["flat", "weights", "bias"], ["logits"]),
        ],
        "tiny",
        [helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, ["n", 1, side, side])],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", outputs])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    for key, value in {**CLASSIFIER_METADATA, **(metadata or {})}.items():
        if value is not None:
            model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path


def save_detector(path: Path, *, symbols: str | None = ".,-/") -> Path:
    """A network that sees a class in each square of 4 x 4 pixels of that class's grey level.

    Grey levels are in `LEVELS`: ten digits, then the symbols. Every box is 30 x 30 pixels.

    Args:
        path: File to write.
        symbols: What it knows beside the digits; None writes a detector of digits alone.
    """
    onnx = pytest.importorskip("onnx")
    helper, numpy_helper = onnx.helper, onnx.numpy_helper
    levels = [*LEVELS.values()][: 10 + len(symbols or "")]
    constants = {
        "level": np.array(levels, np.float32).reshape(1, -1, 1, 1) / 255,
        "width": np.float32(0.03),
        "slope": np.float32(80),
        "nothing": np.zeros((1, 4, 1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Neg", ["image"], ["dark"]),
        helper.make_node("MaxPool", ["dark"], ["darkest"], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("Add", ["darkest", "level"], ["off"]),
        helper.make_node("Abs", ["off"], ["distance"]),
        helper.make_node("Sub", ["width", "distance"], ["near"]),
        helper.make_node("Mul", ["near", "slope"], ["heat"]),
        helper.make_node("Mul", ["darkest", "nothing"], ["geometry"]),
    ]
    kind = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("image", kind, ["n", 1, "h", "w"])],
        [
            helper.make_tensor_value_info("heat", kind, ["n", len(levels), "y", "x"]),
            helper.make_tensor_value_info("geometry", kind, ["n", 4, "y", "x"]),
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    metadata = {"task": "detect", "stride": "4", "multiple": "32", "typical_height": "30"}
    if symbols is not None:
        metadata["symbols"] = json.dumps([*symbols])
    for key, value in {**metadata, "size_unit": "30", "classes": json.dumps(CLASSES[:10])}.items():
        model.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
    return path
