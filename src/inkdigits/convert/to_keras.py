"""Our classifier as a `.keras` file, written as data: Keras is not needed for it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from inkdigits.convert.keras_config import weight_groups
from inkdigits.convert.steps import INPUT, OUTPUT, Step, Steps
from inkdigits.errors import ModelError

_KERAS = "3.0.0"  # the oldest version that reads it
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # one time for all, so that equal models are equal files

Array = NDArray[np.float32]


def keras_bytes(steps: Steps) -> bytes:
    """The content of a file for `keras.models.load_model`: (N, 28, 28, 1) to logits (N, classes).

    Raises:
        ModelError: A step has no counterpart in Keras.
    """
    network = _KerasNetwork()
    for step in steps.steps:
        network.add(step, [steps.weights[name] for name in step.inputs if name in steps.weights])
    config = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "name": "inkdigits",
            "trainable": True,
            "layers": network.layers,
            "input_layers": [INPUT, 0, 0],
            "output_layers": [OUTPUT, 0, 0],
        },
        "registered_name": "Functional",
    }
    metadata = {"keras_version": _KERAS, "date_saved": "1980-01-01@00:00:00"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("metadata.json", json.dumps(metadata).encode()),
            ("config.json", json.dumps(config).encode()),
            ("model.weights.h5", network.hdf5()),
        ):
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), content)
    return packed.getvalue()


class _KerasNetwork:
    """Layers of a functional model under construction, and their weights."""

    def __init__(self) -> None:
        self.layers: list[dict[str, Any]] = []
        self._weights: list[tuple[Array, ...]] = []
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._layer("InputLayer", INPUT, (), {"batch_shape": [None, 28, 28, 1]}, (28, 28, 1))
        self._named = {INPUT: INPUT}  # which layer gives a result

    def add(self, step: Step, weights: list[Array]) -> None:
        """Add the layers that do what a step does."""
        sources = [self._named[name] for name in step.inputs if name in self._named]
        name = OUTPUT if step.output == OUTPUT else f"step_{len(self.layers)}"
        make = getattr(self, f"_{step.operator.lower()}")
        make(name, sources, step.attributes, weights)
        self._named[step.output] = name

    def hdf5(self) -> bytes:
        """The content of model.weights.h5."""
        packed = io.BytesIO()
        with h5py.File(packed, "w") as file:
            groups = weight_groups(self.layers)
            for group, weights in zip(groups, self._weights, strict=True):
                variables = file.create_group(f"layers/{group}/vars")
                for number, values in enumerate(weights):
                    variables[str(number)] = values
            file.create_group("vars")
        return packed.getvalue()

    def _layer(
        self,
        kind: str,
        name: str,
        sources: Sequence[str],
        config: dict[str, Any],
        shape: tuple[int, ...],
        weights: tuple[Array, ...] = (),
    ) -> None:
        """Add a layer that gives `shape` for one picture."""
        tensors = [
            {
                "class_name": "__keras_tensor__",
                "config": {
                    "shape": [None, *self._shapes[source]],
                    "dtype": "float32",
                    "keras_history": [source, 0, 0],
                },
            }
            for source in sources
        ]
        nodes: list[dict[str, Any]] = []
        if tensors:
            nodes = [{"args": tensors if len(tensors) == 1 else [tensors], "kwargs": {}}]
        self.layers.append(
            {
                "module": "keras.layers",
                "class_name": kind,
                "config": {"name": name, "dtype": "float32", **config},
                "registered_name": None,
                "name": name,
                "inbound_nodes": nodes,
            }
        )
        self._shapes[name] = shape
        self._weights.append(weights)

    def _conv(
        self, name: str, sources: list[str], given: dict[str, Any], weights: list[Array]
    ) -> None:
        filters, groups, pads = weights[0], given.get("group", 1), given.get("pads", [0] * 4)
        count, depth, *size = filters.shape
        strides, dilations = given.get("strides", [1, 1]), given.get("dilations", [1, 1])
        if any(pads):
            sources = [self._padding(name + "_pad", sources[0], pads)]
        height, width, _ = self._shapes[sources[0]]
        shape = (
            (height - (size[0] - 1) * dilations[0] - 1) // strides[0] + 1,
            (width - (size[1] - 1) * dilations[1] - 1) // strides[1] + 1,
            count,
        )
        config = {
            "kernel_size": size,
            "strides": strides,
            "dilation_rate": dilations,
            "use_bias": len(weights) > 1,
        }
        if groups > 1 and depth == 1:
            config["depth_multiplier"] = count // groups
            kernel = filters.reshape(groups, count // groups, *size).transpose(2, 3, 0, 1)
            self._layer("DepthwiseConv2D", name, sources, config, shape, (kernel, *weights[1:]))
        else:
            config |= {"filters": count, "groups": groups}
            kernel = filters.transpose(2, 3, 1, 0)
            self._layer("Conv2D", name, sources, config, shape, (kernel, *weights[1:]))

    def _padding(self, name: str, source: str, pads: list[int]) -> str:
        top, left, bottom, right = pads
        height, width, channels = self._shapes[source]
        shape = (height + top + bottom, width + left + right, channels)
        config = {"padding": [[top, bottom], [left, right]]}
        self._layer("ZeroPadding2D", name, [source], config, shape)
        return name

    def _batchnormalization(
        self, name: str, sources: list[str], given: dict[str, Any], weights: list[Array]
    ) -> None:
        config = {"axis": -1, "epsilon": given.get("epsilon", 1e-5)}
        shape = self._shapes[sources[0]]
        self._layer("BatchNormalization", name, sources, config, shape, tuple(weights))

    def _relu(self, name: str, sources: list[str], *_: Any) -> None:
        self._layer("ReLU", name, sources, {}, self._shapes[sources[0]])

    def _add(self, name: str, sources: list[str], *_: Any) -> None:
        self._layer("Add", name, sources, {}, self._shapes[sources[0]])

    def _concat(self, name: str, sources: list[str], given: dict[str, Any], *_: Any) -> None:
        if given["axis"] != 1:
            raise ModelError("only channels can be joined when writing for Keras")
        shapes = [self._shapes[source] for source in sources]
        shape = (*shapes[0][:-1], sum(shape[-1] for shape in shapes))
        self._layer("Concatenate", name, sources, {"axis": -1}, shape)

    def _maxpool(self, name: str, sources: list[str], given: dict[str, Any], *_: Any) -> None:
        if any(given.get("pads", ())) or given.get("ceil_mode"):
            raise ModelError("max pooling with padding cannot be written for Keras")
        size, strides = given["kernel_shape"], given.get("strides", [1, 1])
        height, width, channels = self._shapes[sources[0]]
        shape = ((height - size[0]) // strides[0] + 1, (width - size[1]) // strides[1] + 1)
        config = {"pool_size": size, "strides": strides}
        self._layer("MaxPooling2D", name, sources, config, (*shape, channels))

    def _flatten(self, name: str, sources: list[str], *_: Any) -> None:
        # Channels first, as the weights that follow have it.
        height, width, channels = self._shapes[sources[0]]
        order, shape = name + "_order", (channels, height, width)
        self._layer("Permute", order, sources, {"dims": [3, 1, 2]}, shape)
        self._layer("Flatten", name, [order], {}, (channels * height * width,))

    def _gemm(
        self, name: str, sources: list[str], given: dict[str, Any], weights: list[Array]
    ) -> None:
        kernel = np.ascontiguousarray(weights[0].T if given.get("transB") else weights[0])
        units = kernel.shape[1]
        config = {"units": units, "use_bias": len(weights) > 1}
        self._layer("Dense", name, sources, config, (units,), (kernel, *weights[1:]))
