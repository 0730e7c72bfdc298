"""Keras's activations, as arguments and as layers, as ONNX nodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inkdigits.convert.graph import Graph, Value
from inkdigits.convert.keras_config import Layer
from inkdigits.errors import ModelError


def activate(graph: Graph, x: Value, layer: Layer) -> Value:
    """Apply the activation that a layer has as an argument."""
    return _applied(graph, x, layer.config.get("activation"), layer.version)


def activation_layer(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """Apply a layer that is an activation."""
    if len(inputs) != 1 or not isinstance(inputs[0], Value):
        raise ModelError(f"expected one input, found {len(inputs)}")
    x = inputs[0]
    if layer.kind == "Activation":
        return activate(graph, x, layer)
    if layer.kind == "PReLU":
        return _prelu(graph, layer, x)
    return _by_config(graph, x, layer.kind, layer.config)


def _applied(graph: Graph, x: Value, given: Any, version: int) -> Value:
    """Apply an activation given as None, a name, or a serialised function or layer."""
    if isinstance(given, Mapping):
        module = str(given.get("module") or "")
        if given["class_name"] in ("ReLU", "LeakyReLU", "ELU", "Softmax"):
            return _by_config(graph, x, given["class_name"], given["config"])
        if given["class_name"] != "function" or not module.startswith(("builtins", "keras")):
            raise ModelError(f"the activation {given['class_name']!r} is not supported")
        given = given["config"]
    if given in (None, "linear"):
        return x
    if given == "hard_sigmoid" and version < 3:
        return Value(graph.node("HardSigmoid", x.name, alpha=0.2, beta=0.5), x.shape)
    if not isinstance(given, str) or given not in _FUNCTIONS:
        raise ModelError(
            f"the activation {given!r} is not supported; these are: {', '.join(sorted(_FUNCTIONS))}"
        )
    return Value(_FUNCTIONS[given](graph, x.name), x.shape)


def _by_config(graph: Graph, x: Value, kind: str, config: Mapping[str, Any]) -> Value:
    if kind == "LeakyReLU":
        slope = config.get("negative_slope", config.get("alpha", 0.3))
        return Value(graph.node("LeakyRelu", x.name, alpha=float(slope)), x.shape)
    if kind == "ELU":
        return Value(graph.node("Elu", x.name, alpha=float(config.get("alpha", 1.0))), x.shape)
    if kind == "Softmax":
        axis = config.get("axis", -1)
        if axis not in (-1, len(x.shape), [-1]):
            raise ModelError(f"a softmax is taken along the last axis, found {axis}")
        return Value(graph.node("Softmax", x.name, axis=-1), x.shape)
    if config.get("threshold"):
        raise ModelError("a ReLU with a threshold is not supported")
    slope, most = float(config.get("negative_slope") or 0), config.get("max_value")
    name = graph.node("LeakyRelu", x.name, alpha=slope) if slope else graph.node("Relu", x.name)
    if most is not None:
        name = graph.node("Min", name, graph.constant(float(most)))
    return Value(name, x.shape)


def _prelu(graph: Graph, layer: Layer, x: Value) -> Value:
    if len(layer.weights) != 1:
        raise ModelError(f"expected 1 array of weights, found {len(layer.weights)}")
    slope = layer.weights[0]
    if slope.ndim != len(x.shape) or np.broadcast_shapes(slope.shape, x.shape) != x.shape:
        raise ModelError(f"weights of the shape {slope.shape} do not fit input {x.shape}")
    return Value(graph.node("PRelu", x.name, graph.constant(slope)), x.shape)


def _single(operator: str, **attributes: Any) -> Callable[[Graph, str], str]:
    return lambda graph, x: graph.node(operator, x, **attributes)


def _relu6(graph: Graph, x: str) -> str:
    return graph.node("Min", graph.node("Relu", x), graph.constant(6.0))


def _silu(graph: Graph, x: str) -> str:
    return graph.node("Mul", x, graph.node("Sigmoid", x))


def _hard_silu(graph: Graph, x: str) -> str:
    return graph.node("Mul", x, graph.node("HardSigmoid", x, alpha=1 / 6, beta=0.5))


def _mish(graph: Graph, x: str) -> str:
    return graph.node("Mul", x, graph.node("Tanh", graph.node("Softplus", x)))


def _gelu(graph: Graph, x: str) -> str:
    erf = graph.node("Erf", graph.node("Mul", x, graph.constant(1 / math.sqrt(2))))
    half = graph.node("Mul", x, graph.constant(0.5))
    return graph.node("Mul", half, graph.node("Add", erf, graph.constant(1.0)))


_FUNCTIONS: dict[str, Callable[[Graph, str], str]] = {
    "elu": _single("Elu", alpha=1.0),
    "exponential": _single("Exp"),
    "gelu": _gelu,
    "hard_sigmoid": _single("HardSigmoid", alpha=1 / 6, beta=0.5),
    "hard_silu": _hard_silu,
    "hard_swish": _hard_silu,
    "leaky_relu": _single("LeakyRelu", alpha=0.2),
    "log_softmax": _single("LogSoftmax", axis=-1),
    "mish": _mish,
    "relu": _single("Relu"),
    "relu6": _relu6,
    "selu": _single("Selu"),
    "sigmoid": _single("Sigmoid"),
    "silu": _silu,
    "softmax": _single("Softmax", axis=-1),
    "softplus": _single("Softplus"),
    "softsign": _single("Softsign"),
    "swish": _silu,
    "tanh": _single("Tanh"),
}
