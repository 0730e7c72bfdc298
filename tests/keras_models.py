"""Keras networks with weights that leave nothing at its start value, and Keras 2 files by hand."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Float = NDArray[np.float32]


def import_keras() -> Any:
    """Keras on the CPU build of PyTorch."""
    pytest.importorskip("torch")
    os.environ.setdefault("KERAS_BACKEND", "torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("keras")


def with_random_weights(model: Any) -> Any:
    """The model, each weight drawn at random; variances stay above 0."""
    rng = np.random.default_rng(3)
    for weight in model.weights:
        shape = tuple(weight.shape)
        if weight.name in ("moving_variance", "variance"):
            values = rng.uniform(0.5, 2.0, shape)
        else:
            values = rng.normal(0, 1 / np.sqrt(max(np.prod(shape[:-1]), 4)), shape)
        weight.assign(values.astype(weight.dtype))
    return model


def outputs_of(model: Any, batch: Float) -> Float:
    """What Keras itself answers."""
    import torch

    with torch.inference_mode():
        return np.asarray(model(batch, training=False).cpu().numpy(), np.float32)


def weights_of(model: Any) -> list[Float]:
    """All weights, as `model.get_weights()`, which warns with this NumPy."""
    return [np.asarray(each.value.detach().cpu().numpy()) for each in model.weights]


def fit_readout(model: Any, batch: Float, labels: NDArray[np.int64], scale: float = 8.0) -> Any:
    """The model, its last layer fitted by ridge regression: a classifier without training."""
    keras = import_keras()
    features = outputs_of(keras.Model(model.inputs[0], model.layers[-1].input), batch)
    features = np.concatenate((features, np.ones((len(batch), 1))), axis=1).astype(np.float64)
    gram = features.T @ features
    gram += 1e-2 * np.trace(gram) / len(gram) * np.eye(len(gram))
    targets = np.where(np.eye(10)[labels] > 0, 1.0, -0.2) * scale
    weights = np.linalg.solve(gram, features.T @ targets)
    model.layers[-1].set_weights([weights[:-1], weights[-1]])
    return model


def save_quietly(model: Any, path: Path) -> Path:
    """The model saved; Keras warns that `.h5` is an old format."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save(path)
    return path


def sequential(*layers: str, shape: tuple[int, ...] = (28, 28, 1)) -> Callable[[Any], Any]:
    """A Sequential model of layers written as code, which end in ten outputs."""

    def build(keras: Any) -> Any:
        names = {"L": keras.layers, "keras": keras}
        made = [eval(layer, names) for layer in layers]
        return keras.Sequential([keras.Input(shape), *made])

    return build


def _residual(keras: Any) -> Any:
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    x = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu")(image)
    y = layers.BatchNormalization()(layers.Conv2D(6, 3, padding="same", use_bias=False)(x))
    z = layers.Subtract()([layers.Maximum()([x, y]), layers.Average()([x, y])])
    x = layers.Add()([x, y]) * 0.5 + z
    x = layers.Concatenate()([x, layers.MaxPooling2D(3, strides=1, padding="same")(x)])
    gate = layers.Dense(12, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(x))
    x = layers.Flatten()(layers.Multiply()([x, gate]))
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def _shared(keras: Any) -> Any:
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    twice = layers.Conv2D(1, 3, padding="same", activation="tanh")
    x = layers.Flatten()(twice(twice(image)))
    return keras.Model(image, layers.Dense(10)(x))


def _nested(keras: Any) -> Any:
    layers = keras.layers
    body = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 5, strides=3),
            layers.BatchNormalization(),
            layers.ReLU(),
        ]
    )
    image = keras.Input((28, 28, 1))
    inner = keras.Input((12, 8))
    head = keras.Model(inner, layers.BatchNormalization()(layers.Dense(10)(inner)))
    x = layers.Reshape((12, -1))(layers.Cropping2D(((0, 1), (1, 1)))(body(image)))
    x = layers.Dense(8)(x)
    return keras.Model(image, layers.Flatten()(layers.Dense(1)(layers.Permute((2, 1))(head(x)))))


def _augmented(keras: Any) -> Any:
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    x = layers.RandomZoom(0.1)(layers.RandomShear(0.1)(layers.RandomRotation(0.1)(image)))
    x = layers.Dropout(0.5)(layers.BatchNormalization()(x, training=True), training=True)
    return keras.Model(image, layers.Dense(10)(layers.Flatten()(x)))


_HEAD = ("L.Flatten()", "L.Dense(10, activation='softmax')")

NETWORKS: dict[str, Callable[[Any], Any]] = {
    "textbook CNN": sequential(
        "L.Conv2D(8, 3, activation='relu')",
        "L.MaxPooling2D()",
        "L.Conv2D(8, (3, 3), activation='relu')",
        "L.MaxPooling2D((2, 2))",
        "L.Flatten()",
        "L.Dropout(0.5)",
        "L.Dense(10, activation='softmax')",
    ),
    "LeNet": sequential(
        "L.Conv2D(6, 5, padding='same', activation='tanh')",
        "L.AveragePooling2D(2)",
        "L.Conv2D(16, 5, activation='sigmoid')",
        "L.AveragePooling2D(2)",
        "L.Flatten()",
        "L.Dense(120, activation='tanh')",
        "L.Dense(84, activation='tanh')",
        "L.Dense(10)",
    ),
    "flat": sequential(
        "L.Dense(32, activation='relu')", "L.Dense(10, activation='sigmoid')", shape=(784,)
    ),
    "picture without channel": sequential(
        "L.Reshape((28, 28, 1))",
        "L.Conv2D(4, 3)",
        "L.Activation('relu')",
        *_HEAD,
        shape=(28, 28),
    ),
    "strides and odd padding": sequential(
        "L.Conv2D(4, 4, strides=2, padding='same')",
        "L.BatchNormalization()",
        "L.Activation('elu')",
        "L.Conv2D(6, (2, 5), strides=(3, 2), padding='same', activation='gelu')",
        "L.AveragePooling2D(2, padding='same')",
        "L.ZeroPadding2D(((1, 0), (0, 2)))",
        *_HEAD,
    ),
    "pools that overlap": sequential(
        "L.MaxPooling2D(3, strides=2, padding='same')",
        "L.Conv2D(4, 3, dilation_rate=2, activation='selu')",
        "L.AveragePooling2D(3, strides=1, padding='same')",
        "L.GlobalMaxPooling2D()",
        "L.Dense(10)",
    ),
    "depthwise": sequential(
        "L.Conv2D(4, 3, activation='silu')",
        "L.DepthwiseConv2D(3, depth_multiplier=2, padding='same', strides=2)",
        "L.LeakyReLU(negative_slope=0.1)",
        "L.SeparableConv2D(6, 3, depth_multiplier=2, activation='relu6')",
        "L.Conv2D(6, 3, groups=3, activation='softplus')",
        "L.GlobalAveragePooling2D()",
        "L.Dense(10)",
        "L.Softmax()",
    ),
    "batch normalisation of all kinds": sequential(
        "L.BatchNormalization(scale=False)",
        "L.Conv2D(4, 3)",
        "L.BatchNormalization(center=False, epsilon=0.01)",
        "L.ReLU(max_value=2.0, negative_slope=0.2)",
        "L.BatchNormalization(axis=1)",
        "L.Flatten()",
        "L.LayerNormalization()",
        "L.Dense(10)",
        "L.BatchNormalization(scale=False, center=False)",
    ),
    "activations": sequential(
        "L.Dense(32, activation=keras.layers.LeakyReLU(negative_slope=0.3))",
        "L.PReLU()",
        "L.Dense(24, activation='leaky_relu')",
        "L.ELU(alpha=0.7)",
        "L.Dense(24, activation=keras.activations.hard_sigmoid)",
        "L.Dense(24, activation='mish')",
        "L.Dense(24, activation='softsign')",
        "L.Dense(24, activation='hard_silu')",
        "L.Dense(24, activation='exponential')",
        "L.Dense(10, activation='log_softmax')",
        shape=(784,),
    ),
    "scaling and augmentation inside": sequential(
        "L.Rescaling(1 / 127.5, offset=-1)",
        "L.RandomRotation(0.1)",
        "L.RandomTranslation(0.1, 0.1)",
        "L.GaussianNoise(0.1)",
        "L.Normalization()",
        "L.Conv2D(4, 5, strides=4)",
        "L.PReLU(shared_axes=[1, 2])",
        "L.SpatialDropout2D(0.2)",
        *_HEAD,
    ),
    "augmentation in a functional network": _augmented,
    "residual": _residual,
    "one layer called twice": _shared,
    "models in a model": _nested,
}
"""Builders of networks, by what is special about them; each takes Keras."""


def save_keras_2(path: Path, weights: list[Float], *, older: bool = False) -> Path:
    """A file as Keras 2.3 wrote it: Conv2D 4, LeakyReLU, pool, BatchNormalization, Flatten, Dense.

    Args:
        path: File to write.
        weights: Kernel and bias, four of the batch normalisation, kernel and bias.
        older: As Keras 2.0 did: the layers as a bare list, which are the configuration.
    """
    h5py = pytest.importorskip("h5py")
    layers = [
        _keras_2("Conv2D", "conv2d_1", batch_input_shape=[None, 28, 28, 1], filters=4),
        _keras_2("LeakyReLU", "leaky_re_lu_1", alpha=0.2),
        _keras_2("MaxPooling2D", "max_pooling2d_1", pool_size=[2, 2], strides=[2, 2]),
        _keras_2("BatchNormalization", "batch_normalization_1", axis=3, epsilon=0.001),
        _keras_2("Dropout", "dropout_1", rate=0.25),
        _keras_2("Flatten", "flatten_1"),
        _keras_2("Dense", "dense_1", units=10, activation="softmax"),
    ]
    layers[0]["config"] |= {"kernel_size": [3, 3], "strides": [1, 1], "activation": "linear"}
    config = layers if older else {"name": "sequential_1", "layers": layers}
    names = {
        "conv2d_1": ("kernel", "bias"),
        "batch_normalization_1": ("gamma", "beta", "moving_mean", "moving_variance"),
        "dense_1": ("kernel", "bias"),
    }
    rest = iter(weights)
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(
            {"class_name": "Sequential", "config": config}
        ).encode()
        file.attrs["keras_version"] = b"2.0.8" if older else b"2.3.1"
        file.attrs["backend"] = b"tensorflow"
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [layer["config"]["name"].encode() for layer in layers]
        for layer in layers:
            name = layer["config"]["name"]
            group = root.create_group(name)
            own = [f"{name}/{each}:0" for each in names.get(name, ())]
            group.attrs["weight_names"] = [each.encode() for each in own]
            for each in own:
                group[each] = next(rest)
    return path


def _keras_2(kind: str, name: str, **config: Any) -> dict[str, Any]:
    shared = {"name": name, "trainable": True}
    if kind in ("Conv2D", "MaxPooling2D"):
        shared |= {"padding": "valid", "data_format": "channels_last"}
    if kind in ("Conv2D", "Dense"):
        shared |= {"use_bias": True, "kernel_regularizer": None}
    return {"class_name": kind, "config": {**shared, **config}}
