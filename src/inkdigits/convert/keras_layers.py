"""What each kind of Keras layer does at inference, as ONNX nodes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inkdigits.convert.graph import Graph, Value
from inkdigits.convert.keras_activations import activate, activation_layer
from inkdigits.convert.keras_config import Layer
from inkdigits.convert.keras_files import Array
from inkdigits.errors import ModelError

Converter = Callable[[Graph, Layer, Sequence[Value | float]], Value]


# --- shapes ---------------------------------------------------------------------------------------


def _same(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """What does something only while training, and what only names things."""
    del graph
    return _only(layer, inputs)


def _flatten(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    if layer.config.get("data_format") == "channels_first" and len(x.shape) > 1:
        x = _permuted(graph, x, (*range(1, len(x.shape)), 0))
    return _reshaped(graph, x, (math.prod(x.shape),))


def _reshape(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    target = [int(side) for side in layer.config["target_shape"]]
    if target.count(-1) == 1:
        rest = -math.prod(target)
        target[target.index(-1)] = math.prod(x.shape) // max(rest, 1)
    if math.prod(target) != math.prod(x.shape):
        raise ModelError(f"the shape {x.shape} cannot become {tuple(target)}")
    return _reshaped(graph, x, tuple(target))


def _permute(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    order = [int(axis) - 1 for axis in layer.config["dims"]]
    if sorted(order) != list(range(len(x.shape))):
        raise ModelError(f"the axes {layer.config['dims']} are not those of the shape {x.shape}")
    return _permuted(graph, x, order)


def _zero_padding(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    (top, bottom), (left, right) = _sides(layer.config["padding"])
    rows, columns = _spatial(layer, x)
    before, after, shape = [0] * 4, [0] * 4, list(x.shape)
    before[rows + 1], after[rows + 1] = top, bottom
    before[columns + 1], after[columns + 1] = left, right
    shape[rows] += top + bottom
    shape[columns] += left + right
    return Value(graph.node("Pad", x.name, graph.constant([*before, *after])), tuple(shape))


def _cropping(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    (top, bottom), (left, right) = _sides(layer.config["cropping"])
    rows, columns = _spatial(layer, x)
    shape = list(x.shape)
    ends = [shape[rows] - bottom, shape[columns] - right]
    shape[rows], shape[columns] = ends[0] - top, ends[1] - left
    result = Value("", tuple(shape))
    name = graph.node(
        "Slice",
        x.name,
        graph.constant([top, left]),
        graph.constant(ends),
        graph.constant([rows + 1, columns + 1]),
    )
    return Value(name, result.shape)


# --- dense and convolution ------------------------------------------------------------------------


def _dense(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    kernel, *bias = _weights(layer, 2 if layer.config.get("use_bias", True) else 1)
    if kernel.ndim != 2 or kernel.shape[0] != x.shape[-1]:
        raise ModelError(f"weights of the shape {kernel.shape} do not fit input {x.shape}")
    name = graph.node("MatMul", x.name, graph.constant(kernel))
    if bias:
        name = graph.node("Add", name, graph.constant(_vector(bias[0], kernel.shape[1])))
    return activate(graph, Value(name, (*x.shape[:-1], kernel.shape[1])), layer)


def _conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    kernel, *bias = _weights(layer, 2 if layer.config.get("use_bias", True) else 1)
    groups = int(layer.config.get("groups") or 1)
    filters = np.transpose(_rank4(kernel), (3, 2, 0, 1))
    return activate(graph, _convolved(graph, layer, x, filters, bias, groups), layer)


def _depthwise_conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    kernel, *bias = _weights(layer, 2 if layer.config.get("use_bias", True) else 1)
    filters, channels = _by_channel(kernel)
    return activate(graph, _convolved(graph, layer, x, filters, bias, channels), layer)


def _separable_conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    weights = _weights(layer, 3 if layer.config.get("use_bias", True) else 2)
    filters, channels = _by_channel(weights[0])
    x = _convolved(graph, layer, x, filters, (), channels)
    point = np.transpose(_rank4(weights[1]), (3, 2, 0, 1))
    x = _convolved(graph, layer, x, point, weights[2:], 1, point=True)
    return activate(graph, x, layer)


def _by_channel(kernel: Array) -> tuple[Array, int]:
    """Filters (channels * multiplier, 1, h, w) of a depthwise kernel, and how many channels."""
    height, width, channels, multiplier = _rank4(kernel).shape
    order = np.transpose(kernel, (2, 3, 0, 1))
    return order.reshape(channels * multiplier, 1, height, width), channels


def _convolved(
    graph: Graph,
    layer: Layer,
    x: Value,
    filters: Array,
    bias: Sequence[Array],
    groups: int,
    *,
    point: bool = False,
) -> Value:
    """Convolve with filters (out, in / groups, h, w); `point` leaves out stride and padding."""
    rows, columns = _spatial(layer, x)
    channels = x.shape[3 - rows - columns]
    count, depth, *size = filters.shape
    if groups < 1 or depth * groups != channels or count % groups:
        raise ModelError(f"weights of the shape {filters.shape} do not fit input {x.shape}")
    config: Mapping[str, Any] = {} if point else layer.config
    strides, dilations = _pair(config.get("strides")), _pair(config.get("dilation_rate"))
    seen = [(k - 1) * d + 1 for k, d in zip(size, dilations, strict=True)]
    pads, sides = _padding(config.get("padding", "valid"), x, (rows, columns), seen, strides)
    constants = [graph.constant(filters)]
    if bias:
        constants.append(graph.constant(_vector(bias[0], count)))
    name = graph.node(
        "Conv",
        _channels_first(graph, x, rows),
        *constants,
        kernel_shape=size,
        strides=strides,
        dilations=dilations,
        pads=pads,
        group=groups,
    )
    return _in_order(graph, name, sides, count, rows)


# --- pooling --------------------------------------------------------------------------------------


def _pool(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    rows, columns = _spatial(layer, x)
    size = _pair(layer.config.get("pool_size", 2))
    strides = _pair(layer.config.get("strides") or size)
    pads, sides = _padding(layer.config.get("padding", "valid"), x, (rows, columns), size, strides)
    name = graph.node(
        "MaxPool" if layer.kind.startswith("Max") else "AveragePool",
        _channels_first(graph, x, rows),
        kernel_shape=size,
        strides=strides,
        pads=pads,
    )
    return _in_order(graph, name, sides, x.shape[3 - rows - columns], rows)


def _global_pool(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    rows, columns = _spatial(layer, x)
    keep = bool(layer.config.get("keepdims"))
    operator = "ReduceMax" if "Max" in layer.kind else "ReduceMean"
    name = graph.node(operator, x.name, axes=[rows + 1, columns + 1], keepdims=int(keep))
    channels = x.shape[3 - rows - columns]
    kept = [1, 1, 1]
    kept[3 - rows - columns] = channels
    return Value(name, tuple(kept) if keep else (channels,))


# --- scaling --------------------------------------------------------------------------------------


def _batch_norm(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    scale, center = layer.config.get("scale", True), layer.config.get("center", True)
    weights = list(_weights(layer, 2 + bool(scale) + bool(center)))
    axis = _axis(layer.config.get("axis", -1), x)
    gamma = weights.pop(0) if scale else np.ones(x.shape[axis], np.float32)
    beta = weights.pop(0) if center else np.zeros(x.shape[axis], np.float32)
    mean, variance = weights
    epsilon = float(layer.config.get("epsilon", 1e-3))
    factor = np.float64(gamma) / np.sqrt(np.maximum(np.float64(variance), 0) + epsilon)
    return _affine(graph, x, factor, beta - mean * factor, axis)


def _layer_norm(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    scale, center = layer.config.get("scale", True), layer.config.get("center", True)
    weights = list(_weights(layer, bool(scale) + bool(center)))
    axis = layer.config.get("axis", -1)
    if _axis(axis, x) != len(x.shape) - 1:
        raise ModelError(f"only the last axis can be normalised, found axis {axis}")
    gamma = weights.pop(0) if scale else np.ones(x.shape[-1], np.float32)
    constants = [graph.constant(_vector(each, x.shape[-1])) for each in (gamma, *weights)]
    epsilon = float(layer.config.get("epsilon", 1e-3))
    name = graph.node("LayerNormalization", x.name, *constants, axis=-1, epsilon=epsilon)
    return Value(name, x.shape)


def _rescaling(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    factor, offset = (np.asarray(layer.config[key], np.float64) for key in ("scale", "offset"))
    return _affine(graph, x, factor, offset, len(x.shape) - 1)


def _normalization(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    x = _only(layer, inputs)
    if layer.config.get("invert"):
        raise ModelError("invert=True is not supported")
    if layer.weights:
        mean, variance = (np.asarray(each, np.float64) for each in _weights(layer, 3)[:2])
    else:
        mean, variance = (
            np.asarray(layer.config[key], np.float64) for key in ("mean", "variance")
        )
    axis = layer.config.get("axis", -1)
    where = len(x.shape) - 1 if axis in (None, [], ()) else _axis(axis, x)
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
    axis = _axis(layer.config.get("axis", -1), tensors[0])
    shape = list(tensors[0].shape)
    shape[axis] = sum(each.shape[axis] for each in tensors if len(each.shape) == len(shape))
    for each in tensors:
        if [*each.shape[:axis], *each.shape[axis + 1 :]] != [*shape[:axis], *shape[axis + 1 :]]:
            raise ModelError(f"inputs of the shapes {[t.shape for t in tensors]} cannot be joined")
    return Value(graph.node("Concat", *(t.name for t in tensors), axis=axis + 1), tuple(shape))


# --- what the above share -------------------------------------------------------------------------


def _only(layer: Layer, inputs: Sequence[Value | float]) -> Value:
    if len(inputs) != 1 or not isinstance(inputs[0], Value):
        raise ModelError(f"expected one input, found {len(inputs)}")
    del layer
    return inputs[0]


def _weights(layer: Layer, count: int) -> tuple[Array, ...]:
    if len(layer.weights) != count:
        raise ModelError(
            f"expected {count} arrays of weights, found {len(layer.weights)}: save the whole model "
            "again"
        )
    return layer.weights


def _rank4(kernel: Array) -> Array:
    if kernel.ndim != 4:
        raise ModelError(f"expected weights with 4 axes, found the shape {kernel.shape}")
    return kernel


def _vector(values: Array, length: int) -> Array:
    if values.shape != (length,):
        raise ModelError(f"expected {length} values, found the shape {values.shape}")
    return values


def _axis(axis: Any, x: Value) -> int:
    """An axis of Keras, which counts the batch, as one of `Value.shape`."""
    if isinstance(axis, (list, tuple)) and len(axis) == 1:
        axis = axis[0]
    rank = len(x.shape)
    if not isinstance(axis, int) or not -rank <= axis <= rank or axis == 0:
        raise ModelError(f"the axis {axis} is none of the shape {x.shape}")
    return axis - 1 if axis > 0 else rank + axis


def _pair(value: Any) -> list[int]:
    pair = [1, 1] if value is None else [value] * 2 if isinstance(value, int) else list(value)
    if len(pair) != 2 or not all(isinstance(v, int) and 1 <= v <= 1000 for v in pair):
        raise ModelError(f"expected one or two sizes, found {value}")
    return pair


def _sides(value: Any) -> list[list[int]]:
    """Padding or cropping as [[top, bottom], [left, right]]."""
    if isinstance(value, int):
        value = [value, value]
    sides = [[each, each] if isinstance(each, int) else list(each) for each in value]
    flat = [side for pair in sides for side in pair]
    if len(sides) != 2 or len(flat) != 4 or not all(0 <= side <= 1000 for side in flat):
        raise ModelError(f"expected sizes for the four sides, found {value}")
    return sides


def _spatial(layer: Layer, x: Value) -> tuple[int, int]:
    """Which axes of a picture are rows and columns."""
    if len(x.shape) != 3:
        raise ModelError(f"expected pictures with three axes, found the shape {x.shape}")
    return (1, 2) if layer.config.get("data_format") == "channels_first" else (0, 1)


def _padding(
    kind: str, x: Value, axes: tuple[int, int], seen: Sequence[int], strides: Sequence[int]
) -> tuple[list[int], tuple[int, int]]:
    """ONNX's pads (top, left, bottom, right) and the sides of the result (rows, columns)."""
    before, after, sides = [], [], []
    for axis, window, stride in zip(axes, seen, strides, strict=True):
        length = x.shape[axis]
        if kind == "same":  # as TensorFlow pads: the odd one at the end
            side = -(-length // stride)
            total = max((side - 1) * stride + window - length, 0)
        elif kind == "valid":
            side, total = (length - window) // stride + 1, 0
        else:
            raise ModelError(f"padding {kind!r} is not supported")
        before.append(total // 2)
        after.append(total - total // 2)
        sides.append(side)
    return [*before, *after], (sides[0], sides[1])


def _channels_first(graph: Graph, x: Value, rows: int) -> str:
    return x.name if rows == 1 else graph.node("Transpose", x.name, perm=[0, 3, 1, 2])


def _in_order(graph: Graph, name: str, sides: tuple[int, int], channels: int, rows: int) -> Value:
    """A result (N, channels, *sides) with the axes that Keras gives it."""
    if rows == 1:
        return Value(name, (channels, *sides))
    result = Value(name, (*sides, channels))
    return Value(graph.node("Transpose", name, perm=[0, 2, 3, 1]), result.shape)


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
            "RandomFlip",
            "RandomRotation",
            "RandomTranslation",
            "RandomZoom",
        ),
        _same,
    ),
    **dict.fromkeys(("MaxPooling2D", "AveragePooling2D"), _pool),
    **dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D"), _global_pool),
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
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax"), activation_layer),
    "BatchNormalization": _batch_norm,
    "Concatenate": _concatenate,
    "Conv2D": _conv,
    "Cropping2D": _cropping,
    "Dense": _dense,
    "DepthwiseConv2D": _depthwise_conv,
    "Flatten": _flatten,
    "LayerNormalization": _layer_norm,
    "Normalization": _normalization,
    "Permute": _permute,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "SeparableConv2D": _separable_conv,
    "ZeroPadding2D": _zero_padding,
}
"""Converters by class name. Each gets the inputs of one call."""
