"""Our classifier, from its file to files of other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.classify import Classifier
from inkdigits.convert.steps import read_steps
from inkdigits.convert.writing import write_file
from inkdigits.errors import ConfigError
from inkdigits.onnx_model import shipped_model

if TYPE_CHECKING:
    from inkdigits.convert import ExportFormat

_OPEN = """import numpy as np
from PIL import Image
{imports}
# 28 x 28, white on black, framed as in MNIST: the digit 20 pixels long, its mass in the middle
picture = np.asarray(Image.open("digit.png").convert("L"), np.float32) / 255
"""

_EXAMPLES = {
    "onnx": (
        "import onnxruntime",
        """session = onnxruntime.InferenceSession({file!r})
logits = session.run(["logits"], {{"image": picture.reshape(1, 1, 28, 28)}})[0]
""",
    ),
    "keras": (
        "import keras",
        """model = keras.models.load_model({file!r})
logits = keras.ops.convert_to_numpy(model(picture.reshape(1, 28, 28, 1)))
""",
    ),
    "torch": (
        "import torch",
        """model = torch.export.load({file!r}).module()
logits = model(torch.from_numpy(picture.reshape(1, 1, 28, 28))).detach().numpy()
""",
    ),
}

_CLOSE = """probabilities = np.exp(logits / {temperature:.4f})  # the temperature makes them honest
probabilities /= probabilities.sum(axis=1, keepdims=True)
print({names}[probabilities[0].argmax()], probabilities[0].max())
"""

_ENDINGS = {"onnx": ".onnx", "keras": ".keras", "torch": ".pt2"}


def export_file(form: ExportFormat, out: Path, model: Path | None) -> str:
    """See `inkdigits.convert.export_model`."""
    if out.suffix != _ENDINGS[form]:
        raise ConfigError(
            f"a file of this format must end in {_ENDINGS[form]}, found {out.name}: other tools "
            "tell by it what it is"
        )
    path = model or shipped_model("classifier.onnx")
    classes = Classifier(path).classes  # checks the file, too
    steps = read_steps(path)
    if form == "onnx":
        from inkdigits.convert.to_onnx import onnx_bytes

        content = onnx_bytes(steps, len(classes))
    elif form == "keras":
        from inkdigits.convert.to_keras import keras_bytes

        content = keras_bytes(steps)
    else:
        from inkdigits.convert.to_torch import torch_bytes

        content = torch_bytes(steps)
    write_file(out, content)
    return _example(form, out, float(steps.metadata["temperature"]), classes)


def _example(form: ExportFormat, out: Path, temperature: float, classes: tuple[str, ...]) -> str:
    imports, run = _EXAMPLES[form]
    names = json.dumps([name.replace("_", " ") for name in classes])
    return (
        _OPEN.format(imports=imports)
        + run.format(file=str(out))
        + _CLOSE.format(temperature=temperature, names=names)
    )
