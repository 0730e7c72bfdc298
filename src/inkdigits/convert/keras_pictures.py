"""Keras layers that work on pictures: padding, convolution, pooling, as ONNX nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from inkdigits.convert.graph import Graph, Value
from inkdigits.convert.keras_activations import activate
from inkdigits.convert.keras_checks import only, vector, weights_of
from inkdigits.convert.keras_config import Layer
from inkdigits.convert.keras_files import Array
from inkdigits.errors import ModelError


def zero_padding(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """Zeros around a picture."""
    x = only(inputs)
    (top, bottom), (left, right) = _sides(layer.config["padding"])
    rows, columns = _spatial(layer, x)
    before, after, shape = [0] * 4, [0] * 4, list(x.shape)
    before[rows + 1], after[rows + 1] = top, bottom
    before[columns + 1], after[columns + 1] = left, right
    shape[rows] += top + bottom
    shape[columns] += left + right
    return Value(graph.node("Pad", x.name, graph.constant([*before, *after])), tuple(shape))


def cropping(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """A picture without its border."""
    x = only(inputs)
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


# --- convolution ----------------------------------------------------------------------------------


def conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """Conv2D."""
    x = only(inputs)
    kernel, *bias = weights_of(layer, 2 if layer.config.get("use_bias", True) else 1)
    groups = int(layer.config.get("groups") or 1)
    filters = np.transpose(_rank4(kernel), (3, 2, 0, 1))
    return activate(graph, _convolved(graph, layer, x, filters, bias, groups), layer)


def depthwise_conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """DepthwiseConv2D."""
    x = only(inputs)
    kernel, *bias = weights_of(layer, 2 if layer.config.get("use_bias", True) else 1)
    filters, channels = _by_channel(kernel)
    return activate(graph, _convolved(graph, layer, x, filters, bias, channels), layer)


def separable_conv(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """SeparableConv2D."""
    x = only(inputs)
    weights = weights_of(layer, 3 if layer.config.get("use_bias", True) else 2)
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
        constants.append(graph.constant(vector(bias[0], count)))
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


def pool(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """MaxPooling2D and AveragePooling2D."""
    x = only(inputs)
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


def global_pool(graph: Graph, layer: Layer, inputs: Sequence[Value | float]) -> Value:
    """GlobalMaxPooling2D and GlobalAveragePooling2D."""
    x = only(inputs)
    rows, columns = _spatial(layer, x)
    keep = bool(layer.config.get("keepdims"))
    operator = "ReduceMax" if "Max" in layer.kind else "ReduceMean"
    name = graph.node(operator, x.name, axes=[rows + 1, columns + 1], keepdims=int(keep))
    channels = x.shape[3 - rows - columns]
    kept = [1, 1, 1]
    kept[3 - rows - columns] = channels
    return Value(name, tuple(kept) if keep else (channels,))


# --- what the above share -------------------------------------------------------------------------


def _rank4(kernel: Array) -> Array:
    if kernel.ndim != 4:
        raise ModelError(f"expected weights with 4 axes, found the shape {kernel.shape}")
    return kernel


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
