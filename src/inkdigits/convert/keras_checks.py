"""What all converters of Keras layers check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inkdigits.convert.graph import Value
from inkdigits.convert.keras_config import Layer
from inkdigits.convert.keras_files import Array
from inkdigits.errors import ModelError


def only(inputs: Sequence[Value | float]) -> Value:
    """The one tensor among the inputs.

    Raises:
        ModelError: There are others, or none.
    """
    if len(inputs) != 1 or not isinstance(inputs[0], Value):
        raise ModelError(f"expected one input, found {len(inputs)}")
    return inputs[0]


def weights_of(layer: Layer, count: int) -> tuple[Array, ...]:
    """The arrays of a layer.

    Raises:
        ModelError: There are more or fewer than `count`.
    """
    if len(layer.weights) != count:
        raise ModelError(
            f"expected {count} arrays of weights, found {len(layer.weights)}: save the whole model "
            "again"
        )
    return layer.weights


def vector(values: Array, length: int) -> Array:
    """The values themselves.

    Raises:
        ModelError: They are not `length` in a row.
    """
    if values.shape != (length,):
        raise ModelError(f"expected {length} values, found the shape {values.shape}")
    return values


def axis_of(axis: Any, x: Value) -> int:
    """An axis of Keras, which counts the batch, as one of `Value.shape`.

    Raises:
        ModelError: It is none.
    """
    if isinstance(axis, (list, tuple)) and len(axis) == 1:
        axis = axis[0]
    rank = len(x.shape)
    if not isinstance(axis, int) or not -rank <= axis <= rank or axis == 0:
        raise ModelError(f"the axis {axis} is none of the shape {x.shape}")
    return axis - 1 if axis > 0 else rank + axis
