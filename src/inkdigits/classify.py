"""The classifier: framed digits to logits and calibrated probabilities."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from inkdigits.normalize import NORMALIZATION_VERSION, SIZE
from inkdigits.onnx_model import OnnxModel, shipped_model

DIGIT_CLASSES = tuple("0123456789")
NOT_A_DIGIT = "not_a_digit"

Float = NDArray[np.float32]


class Classifier:
    """Says which digit a framed picture shows; may be called from several threads at once.

    Args:
        path: An ONNX file written by `inkdigits train classifier`; None takes the shipped one.
        threads: Threads for one call; 0 lets the machine decide.

    Attributes:
        classes: Names of the outputs: "0".."9", and "not_a_digit" where the model has it.
        reject_threshold: Probability of "not a digit" above which a picture is none.
        revision: Code revision the model was trained with.

    Raises:
        ModelError: The file is missing, damaged, or made for other input.
    """

    def __init__(self, path: Path | None = None, *, threads: int = 0) -> None:
        """Load the model."""
        self._model = OnnxModel(
            path or shipped_model("classifier.onnx"), task="classify", threads=threads
        )
        try:
            self.classes: tuple[str, ...] = tuple(json.loads(self._model.text("classes")))
        except (ValueError, TypeError) as error:
            raise ModelError(
                f"{self._model.path}: metadata 'classes' should be a JSON list: {error}"
            ) from error
        if self.classes[:10] != DIGIT_CLASSES or self.classes[10:] not in ((), (NOT_A_DIGIT,)):
            raise ModelError(
                f"{self._model.path} has the classes {self.classes}, expected the ten digits and "
                f"{NOT_A_DIGIT!r}"
            )
        version = self._model.text("normalization")
        if version != NORMALIZATION_VERSION:
            raise ModelError(
                f"{self._model.path} was trained for framing {version}, this is framing "
                f"{NORMALIZATION_VERSION}: train it again, or install the matching inkdigits"
            )
        self._temperature = self._model.number("temperature")
        self.reject_threshold = (
            self._model.number("reject_threshold")
            if "reject_threshold" in self._model.metadata
            else 0.5
        )
        self.revision = self._model.metadata.get("revision", "unknown")

    def logits(self, batch: Float) -> Float:
        """Raw outputs.

        Args:
            batch: float32 (N, 28, 28) or (N, 1, 28, 28), ink 1 on 0, from `normalize`.

        Returns:
            float32 (N, 11): "0".."9" and "not a digit". A model without the latter gets -inf-like
            values there.
        """
        batch = np.ascontiguousarray(batch, np.float32).reshape(-1, 1, SIZE, SIZE)
        if not len(batch):
            return np.zeros((0, len(DIGIT_CLASSES) + 1), np.float32)
        logits = self._model.run(batch)[0]
        if logits.shape != (len(batch), len(self.classes)):
            raise ModelError(
                f"{self._model.path} answered with shape {logits.shape}, expected "
                f"({len(batch)}, {len(self.classes)})"
            )
        if len(self.classes) == len(DIGIT_CLASSES):
            logits = np.concatenate((logits, np.full((len(batch), 1), -1e4, np.float32)), axis=1)
        return logits

    def probabilities(self, batch: Float) -> Float:
        """Calibrated probabilities, float32 (N, 11), of framed pictures (see `logits`)."""
        return softmax(self.logits(batch) / np.float32(self._temperature))


def softmax(logits: Float) -> Float:
    """Softmax along the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return cast(Float, exponentials / exponentials.sum(axis=-1, keepdims=True))
