"""Models in and out: classifiers of others for inkdigits, and its own for other tools.

Model files are read as data; nothing in them is executed. Needs: pip install 'inkdigits[keras]'.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from inkdigits.errors import ConfigError

if TYPE_CHECKING:
    from inkdigits.convert.importing import Imported

ExportFormat = Literal["onnx", "keras", "torch"]

__all__ = ["ExportFormat", "builtin_accuracies", "export_model", "import_model"]


def import_model(path: str | os.PathLike[str], out: str | os.PathLike[str]) -> Imported:
    """Turn a classifier of digits of others into one that inkdigits reads with.

    Scaling, polarity and the meaning of its outputs are found by trying the model on 500 built-in
    digits.

    Args:
        path: A Keras file (`.keras`, `.h5`) or an ONNX file with input (28, 28), (28, 28, 1),
            (1, 28, 28) or (784) and the outputs 0 to 9.
        out: The ONNX file to write, for `ReaderOptions(model=...)` and `--model`.

    Returns:
        What was found out about it.

    Raises:
        ModelError: The file holds no model that can be used; the message says why.
        ConfigError: `out` cannot be written, or the extra "keras" is not installed.
    """
    if os.path.exists(out) and os.path.exists(path) and os.path.samefile(path, out):
        raise ConfigError(f"{out} is the model itself: name another file to write")
    try:
        from inkdigits.convert.importing import import_file
    except ModuleNotFoundError as error:
        raise _missing(error, "keras") from error
    return import_file(Path(path), Path(out))


def builtin_accuracies(model: str | os.PathLike[str] | None = None) -> dict[str, float]:
    """The share of the built-in digits that a classifier reads right, by what they are.

    Args:
        model: An ONNX file of inkdigits; None takes the shipped classifier.

    Raises:
        ModelError: The file is missing or damaged.
        ConfigError: The extra "keras" is not installed.
    """
    from inkdigits.classify import Classifier

    try:
        from inkdigits.convert.importing import accuracies
        from inkdigits.convert.probe import load_probe_set
    except ModuleNotFoundError as error:
        raise _missing(error, "keras") from error
    return accuracies(Classifier(Path(model) if model is not None else None), load_probe_set())


def export_model(
    form: ExportFormat,
    out: str | os.PathLike[str],
    *,
    model: str | os.PathLike[str] | None = None,
) -> str:
    """Write a classifier of inkdigits for other tools, which then need no inkdigits.

    Args:
        form: "onnx" (32-bit weights, one input, one output), "keras" (a `.keras` file for Keras 3)
            or "torch" (a `.pt2` file of torch.export).
        out: The file to write; it must end in .onnx, .keras or .pt2.
        model: A classifier that `inkdigits train` wrote; None takes the shipped one.

    Returns:
        A few lines of Python that read a digit with the file.

    Raises:
        ModelError: The model is missing, damaged, or of another kind of network.
        ConfigError: `out` cannot be written, or an extra is not installed: "keras" for all, and
            "train" for "torch".
    """
    if model is not None and os.path.exists(out) and os.path.samefile(model, out):
        raise ConfigError(f"{out} is the model itself: name another file to write")
    try:
        from inkdigits.convert.exporting import export_file

        return export_file(form, Path(out), Path(model) if model is not None else None)
    except ModuleNotFoundError as error:
        raise _missing(error, "train" if error.name == "torch" else "keras") from error


def _missing(error: ModuleNotFoundError, extra: str) -> ConfigError:
    if (error.name or "").startswith("inkdigits"):
        raise error
    return ConfigError(
        f"this needs {error.name}, which is not installed: pip install 'inkdigits[{extra}]'"
    )
