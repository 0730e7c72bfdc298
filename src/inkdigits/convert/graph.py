"""An ONNX graph under construction."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from inkdigits.errors import ModelError

OPSET = 17
IR_VERSION = 8

_ELEMENT_LIMIT = 1 << 22


@dataclass(frozen=True)
class Value:
    """A tensor of the graph.

    Attributes:
        name: Its name.
        shape: Its shape without the batch, which comes first.
    """

    name: str
    shape: tuple[int, ...]

    def __post_init__(self) -> None:
        """Refuse what is empty, or larger than any network for digits needs.

        Raises:
            ModelError: A side is below 1, or there are too many elements.
        """
        if min(self.shape, default=1) < 1 or math.prod(self.shape) > _ELEMENT_LIMIT:
            raise ModelError(f"a layer would give the shape {self.shape} for one picture")


class Graph:
    """Nodes and constants, in order."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, values: NDArray[Any] | Sequence[int] | float) -> str:
        """A constant, as float32, or int64 where it is a list of integers; its name."""
        dtype = np.int64 if isinstance(values, (list, tuple)) else np.float32
        name = self._name("constant")
        array = np.ascontiguousarray(np.asarray(values, dtype).reshape(np.shape(values)))
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """A node with one output; the output's name."""
        name = self._name(operator.lower())
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def model(
        self, image: str, shape: Sequence[int | str], result: str, outputs: int
    ) -> onnx.ModelProto:
        """The whole as a model with one float input and one float output (N, outputs)."""
        kind = onnx.TensorProto.FLOAT
        graph = helper.make_graph(
            self.nodes,
            "classifier",
            [helper.make_tensor_value_info(image, kind, list(shape))],
            [helper.make_tensor_value_info(result, kind, ["N", outputs])],
            self.constants,
        )
        return helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )

    def _name(self, stem: str) -> str:
        self._count += 1
        return f"{stem}_{self._count}"
