"""Our classifier as a file of torch.export, which plain PyTorch loads."""

from __future__ import annotations

import io
import warnings
from typing import Any, cast

import torch
from torch import nn
from torch.nn import functional

from inkdigits.convert.steps import INPUT, OUTPUT, Step, Steps

_BUFFERS = ("running_mean", "running_var")


def torch_bytes(steps: Steps) -> bytes:
    """The content of a file for `torch.export.load`: (N, 1, 28, 28) to logits (N, classes)."""
    module = _Network(steps).eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.export.export(
            module,
            (torch.zeros(2, 1, 28, 28),),
            dynamic_shapes=({0: torch.export.Dim("N", min=1, max=65536)},),
        )
        packed = io.BytesIO()
        torch.export.save(program, packed)
    return packed.getvalue()


class _Network(nn.Module):
    """Steps, one after the other; weights keep their names."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps.steps
        self._names = tuple(steps.weights)
        for name, values in steps.weights.items():
            *parts, last = name.split(".")
            holder: nn.Module = self
            for part in parts:
                if not hasattr(holder, part):
                    holder.add_module(part, nn.Module())
                holder = cast(nn.Module, getattr(holder, part))
            tensor = torch.from_numpy(values.copy())
            if last in _BUFFERS:
                holder.register_buffer(last, tensor)
            else:
                holder.register_parameter(last, nn.Parameter(tensor))

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        values = {INPUT: image, **{name: self._weight(name) for name in self._names}}
        for step in self._steps:
            values[step.output] = _result(step, [values[name] for name in step.inputs])
        return values[OUTPUT]

    def _weight(self, name: str) -> torch.Tensor:
        found: Any = self
        for part in name.split("."):
            found = getattr(found, part)
        return cast(torch.Tensor, found)


def _result(step: Step, inputs: list[torch.Tensor]) -> torch.Tensor:
    given = step.attributes
    if step.operator == "Add":
        return inputs[0] + inputs[1]
    if step.operator == "BatchNormalization":
        x, weight, bias, mean, variance = inputs
        epsilon = given.get("epsilon", 1e-5)
        return functional.batch_norm(x, mean, variance, weight, bias, eps=epsilon)
    if step.operator == "Concat":
        return torch.cat(inputs, dim=given["axis"])
    if step.operator == "Conv":
        return functional.conv2d(
            _padded(inputs[0], given, 0.0),
            inputs[1],
            inputs[2] if len(inputs) > 2 else None,
            stride=given.get("strides", 1),
            dilation=given.get("dilations", 1),
            groups=given.get("group", 1),
        )
    if step.operator == "Flatten":
        return torch.flatten(inputs[0], 1)
    if step.operator == "Gemm":
        weight = inputs[1] if given.get("transB") else inputs[1].T
        return functional.linear(inputs[0], weight, inputs[2] if len(inputs) > 2 else None)
    if step.operator == "MaxPool":
        x = _padded(inputs[0], given, float("-inf"))
        return functional.max_pool2d(x, given["kernel_shape"], given.get("strides", 1))
    return functional.relu(inputs[0])


def _padded(x: torch.Tensor, given: dict[str, Any], value: float) -> torch.Tensor:
    top, left, bottom, right = given.get("pads", (0, 0, 0, 0))
    if not any((top, left, bottom, right)):
        return x
    return functional.pad(x, (left, right, top, bottom), value=value)
