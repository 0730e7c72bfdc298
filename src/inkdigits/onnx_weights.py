"""Weights of ONNX files: stored in 8 or 16 bits, cast when a model is loaded, computed with in 32.

For what writes and reads model files, `train` and `convert`: reading digits needs no `onnx`.
Weights hardly compress, so what they are stored in is the size of the package.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

LARGE = 60_000
"""Layers of more weights than this are stored in 8 bits with a scale for each output channel.

On the detector's validation tiles these make no difference (loss 0.32354 to 0.32359); the smaller
layers, of which every one sees all pixels, would (to 0.3247).
"""

_CLIPS = (1.0, 0.95, 0.9, 0.85, 0.8)
_MOST = 127


def rounded(values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Weights as `pack_weights` keeps them; what is rounded already stays as it is."""
    if not _is_large(values):
        return values.astype(np.float16).astype(np.float32)
    levels, scales = _to_bytes(values)
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
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), kept))
            restoring.append(helper.make_node("Cast", [kept], [name], to=onnx.TensorProto.FLOAT))
            continue
        levels, scales = _to_bytes(values)
        tensor.CopyFrom(numpy_helper.from_array(levels, kept))
        graph.initializer.append(numpy_helper.from_array(scales, name + "/scales"))
        wide = name + "/levels"
        restoring.append(helper.make_node("Cast", [kept], [wide], to=onnx.TensorProto.FLOAT))
        restoring.append(helper.make_node("Mul", [wide, name + "/scales"], [name]))
    nodes = [*restoring, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def read_weights(graph: onnx.GraphProto) -> dict[str, NDArray[Any]]:
    """All constants of a graph by name, those that its first nodes restore among them."""
    found = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if not all(name in found for name in node.input):
            continue
        if node.op_type in ("Cast", "Identity"):  # weights that were equal are stored once
            found[node.output[0]] = found[node.input[0]].astype(np.float32)
        elif node.op_type == "Mul":
            found[node.output[0]] = found[node.input[0]] * found[node.input[1]]
    return found


def _is_large(values: NDArray[Any]) -> bool:
    return values.ndim > 1 and values.size > LARGE


def _to_bytes(values: NDArray[np.floating[Any]]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Levels of -127 to 127 and a scale for each output channel, with the least squared error."""
    rows = values.reshape(len(values), -1).astype(np.float32)
    reach = np.maximum(np.abs(rows).max(axis=1, keepdims=True), np.float32(1e-12))
    best = np.full(len(rows), np.inf, np.float32)
    levels, scales = np.zeros(rows.shape, np.int8), np.ones_like(reach)
    for clip in _CLIPS:
        own = _short(reach * np.float32(clip / _MOST))
        tried = np.clip(np.round(rows / own), -_MOST, _MOST)
        error = np.square(tried * own - rows).sum(axis=1)
        better = ~(error >= best)  # what is no number stays none: its scale is none
        best[better], scales[better] = error[better], own[better]
        levels[better] = np.nan_to_num(tried[better]).astype(np.int8)
    return levels.reshape(values.shape), scales.reshape(-1, *[1] * (values.ndim - 1))


def _short(scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scales of 12 bits, so that their products with levels are exact and round to themselves."""
    mantissa, exponent = np.frexp(scales)
    return np.asarray(np.ldexp(np.round(mantissa * 4096) / 4096, exponent), np.float32)
