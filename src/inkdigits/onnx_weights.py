"""Weights of ONNX files: stored in 4 to 11 bits, cast when a model is loaded, computed with in 32.

For what writes and reads model files, `train` and `convert`: reading digits needs no `onnx`.
Weights hardly compress, so what they are stored in is the size of the package.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

LARGE, LARGEST = 60_000, 120_000
"""Layers of more weights than this have a scale for each output channel and 31 levels, of which
most weights take a few: packages and histories, which compress files, keep them in 5 bits. Those of
more than the second have 15 levels, and two weights share a byte.

On the detector's validation tiles the loss becomes 0.0003 larger, of 0.3457; with as few levels in
the smaller layers, of which every one sees all pixels, 0.001.
"""

_FRACTION = 5
"""Bits after the first of a weight in a smaller layer, instead of the 10 of a 16-bit float, which
stores it: the others are nought, and files with them compress. On 320 of those tiles 5 change the
loss by -0.0002 (give or take 0.0002), 4 by 0.0003.
"""

_CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8)
_MOST, _MOST_OF_LARGEST = 15, 7


def rounded(values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Weights as `pack_weights` keeps them; what is rounded already stays as it is."""
    if not _is_large(values):
        return _to_floats(values).astype(np.float32)
    levels, scales = _to_levels(values)
    return levels.astype(np.float32) * scales


def pack_weights(graph: onnx.GraphProto, names: Collection[str]) -> None:
    """Store the named weights in few bits, and let the graph restore them, in place.

    Args:
        graph: Graph with the weights as 32-bit floats.
        names: Which of its initializers; those of more than `LARGE` numbers are taken for layers
            whose first axis is that of the output channels.
    """
    restoring = []
    for tensor in [tensor for tensor in graph.initializer if tensor.name in names]:
        name, values = tensor.name, numpy_helper.to_array(tensor)
        kept = name + "/kept"
        if not _is_large(values):
            tensor.CopyFrom(numpy_helper.from_array(_to_floats(values), kept))
            restoring.append(helper.make_node("Cast", [kept], [name], to=onnx.TensorProto.FLOAT))
            continue
        levels, scales = _to_levels(values)
        graph.initializer.append(numpy_helper.from_array(scales, name + "/scales"))
        wide = name + "/levels"
        if _is_largest(values):
            tensor.CopyFrom(numpy_helper.from_array(_two_in_a_byte(levels), kept))
            restoring += _apart(graph, name, kept, wide, levels.shape)
        else:
            tensor.CopyFrom(numpy_helper.from_array(levels, kept))
            restoring.append(helper.make_node("Cast", [kept], [wide], to=onnx.TensorProto.FLOAT))
        restoring.append(helper.make_node("Mul", [wide, name + "/scales"], [name]))
    nodes = [*restoring, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def read_weights(graph: onnx.GraphProto) -> dict[str, NDArray[Any]]:
    """All constants of a graph by name, those that its first nodes restore among them."""
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if all(name in found for name in node.input):
            values = _restored(node, [found[name] for name in node.input])
            if values is not None:
                found[node.output[0]] = values
    return found


def _restored(node: onnx.NodeProto, inputs: Sequence[NDArray[Any]]) -> NDArray[Any] | None:
    """What a node makes of constants, if it is of a kind that restores weights."""
    match node.op_type:
        case "Cast" | "Identity":  # weights that were equal are stored once
            return inputs[0].astype(np.float32)
        case "Mul":
            return np.asarray(inputs[0] * inputs[1])
        case "Sub":
            return np.asarray(inputs[0] - inputs[1])
        case "Floor":
            return np.asarray(np.floor(inputs[0]))
        case "Concat" if all(values.ndim == 1 for values in inputs):
            return np.concatenate(inputs)
        case "Reshape" if inputs[1].all():
            return inputs[0].reshape(inputs[1])
    return None


def _two_in_a_byte(levels: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Levels of -7 to 7, an even count, as bytes: the first half in the upper four bits."""
    upper, lower = np.split((levels.ravel() + 8).astype(np.uint8), 2)
    return 16 * upper + lower


def _apart(
    graph: onnx.GraphProto, name: str, kept: str, wide: str, shape: tuple[int, ...]
) -> list[onnx.NodeProto]:
    """Nodes that make levels of such bytes: with floats, which every runtime computes alike."""
    for constant, value in (("/16th", 1 / 16), ("/16", 16.0), ("/8", 8.0)):
        number = np.array(value, np.float32)
        graph.initializer.append(numpy_helper.from_array(number, name + constant))
    sizes = np.array(shape, np.int64)
    graph.initializer.append(numpy_helper.from_array(sizes, name + "/shape"))
    steps = (
        ("Cast", [kept], "/bytes"),
        ("Mul", [name + "/bytes", name + "/16th"], "/shifted"),
        ("Floor", [name + "/shifted"], "/upper"),
        ("Mul", [name + "/upper", name + "/16"], "/high"),
        ("Sub", [name + "/bytes", name + "/high"], "/lower"),
        ("Concat", [name + "/upper", name + "/lower"], "/both"),
        ("Sub", [name + "/both", name + "/8"], "/flat"),
    )
    nodes = [helper.make_node(kind, inputs, [name + output]) for kind, inputs, output in steps]
    nodes[0].attribute.append(helper.make_attribute("to", onnx.TensorProto.FLOAT))
    nodes[5].attribute.append(helper.make_attribute("axis", 0))
    return [*nodes, helper.make_node("Reshape", [name + "/flat", name + "/shape"], [wide])]


def _is_large(values: NDArray[Any]) -> bool:
    return values.ndim > 1 and values.size > LARGE


def _is_largest(values: NDArray[Any]) -> bool:
    return _is_large(values) and values.size > LARGEST and not values.size % 2


def _to_floats(values: NDArray[np.floating[Any]]) -> NDArray[np.float16]:
    """16-bit floats; those of layers, not of single rows such as biases, with few bits."""
    if values.ndim > 1:
        values = _with_bits(values, 1 + _FRACTION)
    return values.astype(np.float16)


def _to_levels(values: NDArray[np.floating[Any]]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole levels and a scale for each output channel, with the least squared error."""
    most = _MOST_OF_LARGEST if _is_largest(values) else _MOST
    rows = values.reshape(len(values), -1).astype(np.float32)
    reach = np.maximum(np.abs(rows).max(axis=1, keepdims=True), np.float32(1e-12))
    best = np.full(len(rows), np.inf, np.float32)
    levels, scales = np.zeros(rows.shape, np.int8), np.ones_like(reach)
    for clip in _CLIPS:
        own = _short(reach * np.float32(clip / most))
        tried = np.clip(np.round(rows / own), -most, most)
        error = np.square(tried * own - rows).sum(axis=1)
        better = ~(error >= best)  # what is no number stays none: its scale is none
        best[better], scales[better] = error[better], own[better]
        levels[better] = np.nan_to_num(tried[better]).astype(np.int8)
    return levels.reshape(values.shape), scales.reshape(-1, *[1] * (values.ndim - 1))


def _short(scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scales of 12 bits, so that their products with levels are exact and round to themselves."""
    return _with_bits(scales, 12)


def _with_bits(values: NDArray[np.floating[Any]], bits: int) -> NDArray[np.float32]:
    """Floats whose significands have so many bits."""
    mantissa, exponent = np.frexp(values.astype(np.float32))
    steps = np.float32(2**bits)
    return np.asarray(np.ldexp(np.round(mantissa * steps) / steps, exponent), np.float32)
