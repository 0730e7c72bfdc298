"""Our own classifier as a list of plain steps, for writing it in the formats of other tools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

from inkdigits.errors import ModelError
from inkdigits.onnx_weights import read_weights

OPERATORS = ("Add", "BatchNormalization", "Concat", "Conv", "Flatten", "Gemm", "MaxPool", "Relu")
"""What the networks that `inkdigits train classifier` writes are made of."""

INPUT, OUTPUT = "image", "logits"


@dataclass(frozen=True)
class Step:
    """One operator with one result.

    Attributes:
        operator: One of OPERATORS.
        inputs: Names of the inputs: results of earlier steps, INPUT, or weights.
        output: Name of the result.
        attributes: ONNX's attributes.
    """

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Steps:
    """A classifier, (N, 1, 28, 28) to logits (N, classes).

    Attributes:
        steps: The steps in order; the last one gives OUTPUT.
        weights: All weights by name, float32.
        metadata: What the file says about itself.
    """

    steps: tuple[Step, ...]
    weights: dict[str, NDArray[np.float32]]
    metadata: dict[str, str]


def read_steps(path: Path) -> Steps:
    """The steps of a classifier that `inkdigits train` wrote. Other outputs are left out.

    Raises:
        ModelError: It is none, or has other operators.
    """
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # the parser's errors share no base class but this
        raise ModelError(f"{path} is no readable ONNX file: {error}") from error
    graph = model.graph
    weights = read_weights(graph)
    nodes = []
    same: dict[str, str] = {}
    for node in graph.node:
        if node.output[0] in weights:
            continue
        if node.op_type in ("Identity", "Dropout"):
            same[node.output[0]] = same.get(node.input[0], node.input[0])
        else:
            nodes.append(node)
    steps: list[Step] = []
    wanted = {same.get(OUTPUT, OUTPUT)}
    for node in reversed(nodes):
        if not wanted.intersection(node.output):
            continue
        if node.op_type not in OPERATORS:
            raise ModelError(
                f"{path} has the operator {node.op_type}; only networks that `inkdigits train "
                "classifier` wrote can be exported"
            )
        inputs = tuple(same.get(name, name) for name in node.input)
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        output = OUTPUT if not steps else node.output[0]
        steps.append(Step(node.op_type, inputs, output, attributes))
        wanted.update(inputs)
    used = {name: np.asarray(weights[name], np.float32) for name in weights if name in wanted}
    if not steps or INPUT not in wanted:
        raise ModelError(
            f"{path} has no way from the input {INPUT!r} to the output {OUTPUT!r}: give a "
            "classifier that `inkdigits train` wrote"
        )
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    return Steps(tuple(reversed(steps)), used, metadata)
