"""What each kind of Keras layer does at inference, as ONNX nodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from inkdigits.convert.graph import Graph, Value
from inkdigits.convert.keras_activations import activate, activation_layer
from inkdigits.convert.keras_checks import axis_of, only, vector, weights_of
from inkdigits.convert.keras_config import Layer
from inkdigits.convert.keras_pictures import (
    conv,
    cropping,
    depthwise_conv,
    global_pool,
    pool,
    separable_conv,
    zero_padding,
)
from inkdigits.errors import ModelError

Converter = Callable[[Graph, Layer, Sequence[Value | float]], Value]


# --- shapes ---------------------------------------------------------------------------------------


def _same(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """What does something only while training, and what only names things."""
    del graph
    return only(inputs)


def _flatten(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    if layer.config.get("data_format") == "channels_first" and len(x.shape) > 1:
        x = _permuted(graph, x, (*range(1, len(x.shape)), 0))
    return _reshaped(graph, x, (math.prod(x.shape),))


def _reshape(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    target = [int(side) for side in layer.config["target_shape"]]
    if target.count(-1) == 1:
        rest = -math.prod(target)
        target[target.index(-1)] = math.prod(x.shape) // max(rest, 1)
    if math.prod(target) != math.prod(x.shape):
        raise ModelError(f"the shape {x.shape} cannot become {tuple(target)}")
    return _reshaped(graph, x, tuple(target))


def _permute(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    order = [int(axis) - 1 for axis in layer.config["dims"]]
    if sorted(order) != list(range(len(x.shape))):
        raise ModelError(f"the axes {layer.config['dims']} are not those of the shape {x.shape}")
    return _permuted(graph, x, order)


# --- dense ------------------------------------------------------------------------


def _dense(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    kernel, *bias = weights_of(layer, 2 if layer.config.get("use_bias", True) else 1)
    if kernel.ndim != 2 or kernel.shape[0] != x.shape[-1]:
        raise ModelError(f"weights of the shape {kernel.shape} do not fit input {x.shape}")
    name = graph.node("MatMul", x.name, graph.constant(kernel))
    if bias:
        name = graph.node("Add", name, graph.constant(vector(bias[0], kernel.shape[1])))
    return activate(graph, Value(name, (*x.shape[:-1], kernel.shape[1])), layer)


# --- scaling --------------------------------------------------------------------------------------


def _batch_norm(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    scale, center = layer.config.get("scale", True), layer.config.get("center", True)
    weights = list(weights_of(layer, 2 + bool(scale) + bool(center)))
    axis = axis_of(layer.config.get("axis", -1), x)
    gamma = weights.pop(0) if scale else np.ones(x.shape[axis], np.float32)
    beta = weights.pop(0) if center else np.zeros(x.shape[axis], np.float32)
    mean, variance = weights
    epsilon = float(layer.config.get("epsilon", 1e-3))
    factor = np.float64(gamma) / np.sqrt(np.maximum(np.float64(variance), 0) + epsilon)
    return _affine(graph, x, factor, beta - mean * factor, axis)


def _layer_norm(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    scale, center = layer.config.get("scale", True), layer.config.get("center", True)
    weights = list(weights_of(layer, bool(scale) + bool(center)))
    axis = layer.config.get("axis", -1)
    if axis_of(axis, x) != len(x.shape) - 1:
        raise ModelError(f"only the last axis can be normalised, found axis {axis}")
    gamma = weights.pop(0) if scale else np.ones(x.shape[-1], np.float32)
    constants = [graph.constant(vector(each, x.shape[-1])) for each in (gamma, *weights)]
    epsilon = float(layer.config.get("epsilon", 1e-3))
    name = graph.node("LayerNormalization", x.name, *constants, axis=-1, epsilon=epsilon)
    return Value(name, x.shape)


def _rescaling(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    factor, offset = (np.asarray(layer.config[key], np.float64) for key in ("scale", "offset"))
    return _affine(graph, x, factor, offset, len(x.shape) - 1)


def _normalization(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = only(inputs)
    if layer.config.get("invert"):
        raise ModelError("invert=True is not supported")
    if layer.weights:
        mean, variance = (np.asarray(each, np.float64) for each in weights_of(layer, 3)[:2])
    else:
        mean, variance = (np.asarray(layer.config[key], np.float64) for key in ("mean", "variance"))
    axis = layer.config.get("axis", -1)
    where = len(x.shape) - 1 if axis in (None, [], ()) else axis_of(axis, x)
    deviation = np.maximum(np.sqrt(np.maximum(variance, 0)), 1e-7)
    return _affine(graph, x, 1 / deviation, -mean / deviation, where)


def _affine(graph: Graph, x: Value, factor: Any, offset: Any, axis: int) -> Value:
    """`x * factor + offset` with one of each for all, or for each place along an axis."""
    names = []
    for values in (factor, offset):
        flat = np.asarray(values, np.float32).ravel()
        if flat.size not in (1, x.shape[axis]):
            raise ModelError(f"{flat.size} values do not fit input {x.shape}")
        shape = [1] * len(x.shape)
        shape[axis] = flat.size
        names.append(graph.constant(flat.reshape(shape)))
    return Value(graph.node("Add", graph.node("Mul", x.name, names[0]), names[1]), x.shape)


# --- several inputs -------------------------------------------------------------------------------


def _merge(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    operator = {
        "Add": "Add",
        "Subtract": "Sub",
        "Multiply": "Mul",
        "Divide": "Div",
        "TrueDivide": "Div",
        "Average": "Mean",
        "Maximum": "Max",
        "Minimum": "Min",
    }[layer.kind]
    shapes = [each.shape for each in inputs if isinstance(each, Value)]
    if len(inputs) < 2 or not shapes or len({len(shape) for shape in shapes}) != 1:
        raise ModelError(f"inputs of the shapes {shapes} cannot be combined")
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError as error:
        raise ModelError(f"inputs of the shapes {shapes} cannot be combined") from error
    names = [e.name if isinstance(e, Value) else graph.constant(e) for e in inputs]
    if operator in ("Mean", "Max", "Min"):
        return Value(graph.node(operator, *names), shape)
    result = names[0]
    for name in names[1:]:
        result = graph.node(operator, result, name)
    return Value(result, shape)


def _concatenate(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    tensors = [each for each in inputs if isinstance(each, Value)]
    if not tensors or len(tensors) != len(inputs):
        raise ModelError("expected tensors to join")
    axis = axis_of(layer.config.get("axis", -1), tensors[0])
    shape = list(tensors[0].shape)
    shape[axis] = sum(each.shape[axis] for each in tensors if len(each.shape) == len(shape))
    for each in tensors:
        if [*each.shape[:axis], *each.shape[axis + 1 :]] != [*shape[:axis], *shape[axis + 1 :]]:
            raise ModelError(f"inputs of the shapes {[t.shape for t in tensors]} cannot be joined")
    return Value(graph.node("Concat", *(t.name for t in tensors), axis=axis + 1), tuple(shape))


def _reshaped(graph: Graph, x: Value, shape: tuple[int, ...]) -> Value:
    return Value(graph.node("Reshape", x.name, graph.constant([-1, *shape])), shape)


def _permuted(graph: Graph, x: Value, order: Sequence[int]) -> Value:
    name = graph.node("Transpose", x.name, perm=[0, *(axis + 1 for axis in order)])
    return Value(name, tuple(x.shape[axis] for axis in order))


LAYERS: dict[str, Converter] = {
    **dict.fromkeys(
        (
            "Dropout",
            "SpatialDropout2D",
            "AlphaDropout",
            "GaussianDropout",
            "GaussianNoise",
            "ActivityRegularization",
            "RandomBrightness",
            "RandomContrast",
            "RandomElasticTransform",
            "RandomErasing",
            "RandomFlip",
            "RandomGaussianBlur",
            "RandomInvert",
            "RandomPerspective",
            "RandomRotation",
            "RandomSharpness",
            "RandomShear",
            "RandomTranslation",
            "RandomZoom",
        ),
        _same,
    ),
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D"), pool),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D"), global_pool),
    **dict.fromkeys(
        (
            "Add",
            "Subtract",
            "Multiply",
            "Divide",
            "TrueDivide",
            "Average",
            "Maximum",
            "Minimum",
        ),
        _merge,
    ),
    **dict.fromkeys(
        ("Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax"), activation_layer
    ),
    "BatchNormalization": _batch_norm,
    "Concatenate": _concatenate,
    "Conv2D": conv,
    "Cropping2D": cropping,
    "Dense": _dense,
    "DepthwiseConv2D": depthwise_conv,
    "Flatten": _flatten,
    "LayerNormalization": _layer_norm,
    "Normalization": _normalization,
    "Permute": _permute,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "SeparableConv2D": separable_conv,
    "ZeroPadding2D": zero_padding,
}
"""Converters by class name. Each gets the inputs of one call."""
