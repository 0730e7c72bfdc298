"""Trained networks to ONNX, with everything serving needs to know written into the file."""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from inkdigits.classify import FEATURES
from inkdigits.errors import ModelError
from inkdigits.normalize import NORMALIZATION_VERSION
from inkdigits.onnx_weights import pack_weights, read_weights, rounded

PARITY = 1e-4
"""Largest difference between the outputs of PyTorch and ONNX that is let through."""


def export_classifier(
    model: nn.Module,
    path: Path,
    *,
    classes: Sequence[str],
    temperature: float,
    reject_threshold: float,
    view_sharpening: float | None = None,
    options: dict[str, Any],
    examples: NDArray[np.uint8],
) -> None:
    """Write a classifier as ONNX: input "image" (N, 1, 28, 28), outputs "logits" and "features".

    Logits are (N, classes); features (N, width) are what the last layer is given for them.

    Args:
        model: The network.
        path: File to write.
        classes: Names of the outputs.
        temperature: What logits are divided by before the softmax.
        reject_threshold: Probability of "not a digit" from which a picture is refused.
        view_sharpening: Exponent of the mean over views (`inkdigits.views`); None asks it once.
        options: How it was trained; kept as JSON.
        examples: Framed pictures, uint8 (N, 28, 28), on which both must agree.

    Raises:
        ModelError: PyTorch and ONNX disagree.
    """
    batch = torch.from_numpy(examples).unsqueeze(1).float() / 255
    metadata = {
        "task": "classify",
        "classes": json.dumps(list(classes)),
        "normalization": NORMALIZATION_VERSION,
        "temperature": repr(float(temperature)),
        "reject_threshold": repr(float(reject_threshold)),
        "training": json.dumps(options),
        "revision": git_revision(),
    }
    if view_sharpening is not None:
        metadata["view_sharpening"] = repr(float(view_sharpening))
    export(model, path, batch, inputs=("image",), outputs=("logits",), metadata=metadata)
    show_features(path)


def show_features(path: Path) -> None:
    """Make what the last layer of an ONNX classifier is given its output "features", in place.

    A file that has this output already is left as it is.

    Raises:
        ModelError: The output "logits" is not that of a dense layer.
    """
    proto = onnx.load(str(path))
    graph = proto.graph
    if any(output.name == FEATURES for output in graph.output):
        return
    makers = {name: node for node in graph.node for name in node.output}
    last = makers.get("logits")
    if last is None or last.op_type != "Gemm":
        raise ModelError(
            f"{path} should end in a dense layer with the output 'logits', found "
            f"{last.op_type if last else 'no such output'}: export it with `inkdigits train`"
        )
    name = last.input[0]
    while name in makers and makers[name].op_type in ("Dropout", "Identity"):
        name = makers[name].input[0]
    for node in graph.node:
        for names in (node.input, node.output):
            for k, old in enumerate(names):
                if old == name:
                    names[k] = FEATURES
    batch = graph.output[0].type.tensor_type.shape.dim[0].dim_param or None
    kind = onnx.TensorProto.FLOAT
    width = _dense_width(graph, last)
    graph.output.append(onnx.helper.make_tensor_value_info(FEATURES, kind, [batch, width]))
    onnx.save(proto, str(path))


def _dense_width(graph: onnx.GraphProto, dense: onnx.NodeProto) -> int | None:
    """How many inputs a dense layer has; None where its weights are computed."""
    transposed = any(a.name == "transB" and a.i for a in dense.attribute)
    weights = read_weights(graph).get(dense.input[1])
    return None if weights is None else int(weights.shape[1 if transposed else 0])


def export(
    model: nn.Module,
    path: Path,
    batch: torch.Tensor,
    *,
    inputs: Sequence[str],
    outputs: Sequence[str],
    metadata: dict[str, str],
    dynamic: Sequence[int] = (0,),
) -> None:
    """Write a network as ONNX with metadata, and check it against PyTorch on `batch`.

    Weights keep their names and batch normalisation stays apart, so that a file can also be the
    start of further training. They are stored in few bits (`inkdigits.onnx_weights`), to which
    `model` is rounded in place, and computed with as 32-bit floats.

    Raises:
        ModelError: PyTorch and ONNX disagree by more than `PARITY`.
    """
    model = model.eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.from_numpy(rounded(parameter.detach().cpu().numpy())))
    axes = {name: {axis: f"axis_{axis}" for axis in dynamic} for name in (*inputs, *outputs)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (batch[:1],),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
            # Weights keep their names and batch normalisation stays apart; the runtime folds them.
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
        )
    proto = onnx.load(str(path))
    pack_weights(proto.graph, {name for name, _ in model.named_parameters()})
    for key, value in metadata.items():
        proto.metadata_props.add(key=key, value=value)
    onnx.save(proto, str(path))
    check_parity(model, path, batch)


def load_weights(model: nn.Module, path: Path) -> None:
    """Fill `model` with the weights of an ONNX file that `export` wrote.

    Raises:
        ModelError: The file holds another network.
    """
    try:
        graph = onnx.load(str(path)).graph
    except Exception as error:
        raise ModelError(f"{path} is no readable ONNX file: {error}") from error
    found = read_weights(graph)
    state = model.state_dict()
    missing = [k for k in state if k not in found and not k.endswith("num_batches_tracked")]
    wrong = [k for k in state if k in found and found[k].shape != tuple(state[k].shape)]
    if missing or wrong:
        raise ModelError(
            f"{path} holds another network: {', '.join([*missing, *wrong][:4])} do not fit"
        )
    model.load_state_dict(
        {k: torch.from_numpy(found[k].copy()) if k in found else v for k, v in state.items()}
    )


def check_parity(model: nn.Module, path: Path, batch: torch.Tensor) -> float:
    """Largest absolute difference between PyTorch and the ONNX file on `batch`.

    Outputs that the file has beyond those of `model` are not compared.

    Raises:
        ModelError: It is above `PARITY`.
    """
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.inference_mode():
        expected = model.eval()(batch)
    wanted = expected if isinstance(expected, (tuple, list)) else (expected,)
    names = [output.name for output in session.get_outputs()[: len(wanted)]]
    found = session.run(names, {session.get_inputs()[0].name: batch.numpy()})
    differences = [
        np.abs(np.asarray(a) - b.numpy()).max() for a, b in zip(found, wanted, strict=True)
    ]
    difference = float(np.max(differences))  # unlike the built-in max, NaN whatever its place
    if not difference <= PARITY:
        raise ModelError(
            f"{path} differs from the trained network by {difference:.2g}, more than {PARITY}: "
            "the export is wrong, do not ship it"
        )
    return difference


def git_revision() -> str:
    """The revision of the code, "unknown" outside a checkout."""
    try:
        run = subprocess.run(
            ("git", "describe", "--always", "--dirty"),
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return run.stdout.strip()
