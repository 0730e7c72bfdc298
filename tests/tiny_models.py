"""Tiny ONNX models with the metadata that inkdigits looks at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

CLASSES = [*"0123456789", "not_a_digit"]

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
