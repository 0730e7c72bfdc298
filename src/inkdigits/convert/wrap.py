"""A model of others with scaling, polarity and logarithm around it, as `Classifier` takes it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import compose, helper, numpy_helper

from inkdigits.convert.probe import SMALLEST, Choice

_PREFIX = "imported/"


def wrap(
    core: onnx.ModelProto, result: str, choice: Choice, metadata: Mapping[str, str]
) -> onnx.ModelProto:
    """The model with input "image", float32 (N, 1, 28, 28), ink 1 on 0, and output "logits".

    Args:
        core: The model; its one input takes any number of pictures of `choice.shape`, float32.
        result: The name of its output to use.
        choice: How it is fed and understood.
        metadata: What is written into the file.
    """
    inner = compose.add_prefix(core, _PREFIX)
    graph = inner.graph
    image = graph.input[0]
    factor, offset = choice.affine()
    constants = {
        "factor": np.float32(factor),
        "offset": np.float32(offset),
        "shape": np.array((-1, *choice.shape), np.int64),
        "ten": np.array((-1, 10), np.int64),
        "smallest": np.float32(SMALLEST.get(choice.output, 0.0)),
        "one": np.float32(1),
    }
    before = [
        helper.make_node("Mul", ["image", "factor"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["shifted"]),
        helper.make_node("Reshape", ["shifted", "shape"], [image.name]),
    ]
    after = [
        helper.make_node("Cast", [_PREFIX + result], ["cast"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Reshape", ["cast", "ten"], ["outputs"]),
        *_logarithm(choice.output),
    ]
    used = {name for node in (*before, *after) for name in node.input}
    whole = helper.make_graph(
        [*before, *graph.node, *after],
        "imported",
        [helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, ["N", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["N", 10])],
        [
            *(numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items() if k in used),
            *graph.initializer,
        ],
    )
    whole.sparse_initializer.extend(graph.sparse_initializer)
    model = helper.make_model(
        whole, opset_imports=list(inner.opset_import), ir_version=inner.ir_version
    )
    for key, value in metadata.items():
        model.metadata_props.add(key=key, value=value)
    return model


def _logarithm(output: str) -> list[onnx.NodeProto]:
    if output == "logits":
        return [helper.make_node("Identity", ["outputs"], ["logits"])]
    nodes = [
        helper.make_node("Max", ["outputs", "smallest"], ["likely"]),
        helper.make_node("Log", ["likely"], ["logits" if output == "softmax" else "log"]),
    ]
    if output == "sigmoid":
        nodes += [
            helper.make_node("Sub", ["one", "outputs"], ["rest"]),
            helper.make_node("Max", ["rest", "smallest"], ["unlikely"]),
            helper.make_node("Log", ["unlikely"], ["log_rest"]),
            helper.make_node("Sub", ["log", "log_rest"], ["logits"]),
        ]
    return nodes
