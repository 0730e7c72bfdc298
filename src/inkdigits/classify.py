"""The classifier: framed digits to logits and calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ModelError
from inkdigits.normalize import NORMALIZATION_VERSION, SIZE
from inkdigits.onnx_model import OnnxModel, shipped_model
from inkdigits.profile import Profile, in_shell, load_profile
from inkdigits.views import SURE, pooled, views

DIGIT_CLASSES = tuple("0123456789")
NOT_A_DIGIT = "not_a_digit"

FEATURES = "features"
"""Output of a model that holds what its last layer is given."""

Float = NDArray[np.float32]


class Classifier:
    """Says which digit a framed picture shows; may be called from several threads at once.

    Args:
        path: An ONNX file written by `inkdigits train classifier`; None takes the shipped one.
        threads: Threads for one call; 0 lets the machine decide.
        profile: Name of a person whose hand was learned with `inkdigits learn`.

    Attributes:
        classes: Names of the outputs: "0".."9", and "not_a_digit" where the model has it.
        reject_threshold: Probability of "not a digit" above which a picture is none.
        revision: Code revision the model was trained with.
        temperature: What the model's own logits are divided by before the softmax.
        view_sharpening: Exponent of the mean over several views that an unsure answer becomes;
            None for a model that is asked once, as an imported one is.
        profile: What was learned of a person's hand; None where nobody was named.

    Raises:
        ModelError: The file is missing, damaged, or made for other input; or the profile was
            learned for another model.
        ConfigError: There is no such profile.
    """

    def __init__(
        self, path: Path | None = None, *, threads: int = 0, profile: str | None = None
    ) -> None:
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
        self.temperature = self._model.number("temperature")
        self.reject_threshold = (
            self._model.number("reject_threshold")
            if "reject_threshold" in self._model.metadata
            else 0.5
        )
        self.view_sharpening = (
            self._model.number("view_sharpening")
            if "view_sharpening" in self._model.metadata
            else None
        )
        self.revision = self._model.metadata.get("revision", "unknown")
        self.profile = None if profile is None else self._fitting(load_profile(profile))
        if self.profile is not None:
            self.reject_threshold = self.profile.reject_threshold

    @property
    def sha256(self) -> str:
        """SHA-256 of the model's file, in hexadecimal: what a profile is bound to."""
        return self._model.sha256

    def logits(self, batch: Float) -> Float:
        """Raw outputs.

        Args:
            batch: float32 (N, 28, 28) or (N, 1, 28, 28), ink 1 on 0, from `normalize`.

        Returns:
            float32 (N, 11): "0".."9" and "not a digit". A model without the latter gets -inf-like
            values there.
        """
        return self._run(batch, self._model.outputs[:1])[0]

    def logits_and_features(self, batch: Float) -> tuple[Float, Float]:
        """As `logits`, and what the model's last layer is given for them.

        Args:
            batch: As for `logits`.

        Returns:
            float32 (N, 11), the model's own, whatever the profile; and float32 (N, features).

        Raises:
            ModelError: The model does not show its features.
        """
        self._check_features()
        logits, features = self._run(batch, (self._model.outputs[0], FEATURES))
        return logits, features

    def probabilities(self, batch: Float) -> Float:
        """Calibrated probabilities, float32 (N, 11), of framed pictures (see `logits`).

        Where one look is not sure, several views of the picture are asked (`inkdigits.views`).
        """
        return self.probabilities_with_plain(batch)[0]

    def probabilities_with_plain(self, batch: Float) -> tuple[Float, Float]:
        """As `probabilities`, and what they would be if nothing had been learned of the hand.

        Both have the profile's temperature, so that they differ by what was learned and nothing
        else. Without a profile they are the same array.

        Args:
            batch: As for `logits`.

        Returns:
            Two arrays, float32 (N, 11).
        """
        frames = np.ascontiguousarray(batch, np.float32).reshape(-1, SIZE, SIZE)
        answers = self._answers(frames)
        if self.view_sharpening is None:
            return answers[0], answers[-1]
        unsure = np.flatnonzero(answers[0].max(axis=1, initial=0.0) < SURE)
        if len(unsure):
            others = views(frames[unsure])
            again = self._answers(others.reshape(-1, SIZE, SIZE))
            for first, more in zip(answers, again, strict=True):
                seen = np.concatenate((first[None, unsure], more.reshape(*others.shape[:2], -1)))
                first[unsure] = pooled(seen, self.view_sharpening)
        return answers[0], answers[-1]

    def _answers(self, frames: Float) -> tuple[Float, ...]:
        """Probabilities of frames as they stand; with a profile, also those without it."""
        if self.profile is None:
            return (softmax(self.logits(frames) / np.float32(self.temperature)),)
        logits, features = self.logits_and_features(frames)
        temperature = np.float32(self.profile.temperature)
        changed = self.profile.logits(logits, features)
        return softmax(changed / temperature), softmax(logits / temperature)

    def _run(self, batch: Float, outputs: Sequence[str]) -> list[Float]:
        """Outputs for framed pictures, logits first and completed to 11."""
        batch = np.ascontiguousarray(batch, np.float32).reshape(-1, 1, SIZE, SIZE)
        if not len(batch):  # what runs on one picture tells the shapes
            return [
                output[:0] for output in self._run(np.zeros((1, SIZE, SIZE), np.float32), outputs)
            ]
        found = list(self._model.run(batch, outputs))
        logits = found[0]
        if logits.shape != (len(batch), len(self.classes)):
            raise ModelError(
                f"{self._model.path} answered with shape {logits.shape}, expected "
                f"({len(batch)}, {len(self.classes)})"
            )
        if len(self.classes) == len(DIGIT_CLASSES):
            logits = np.concatenate((logits, np.full((len(batch), 1), -1e4, np.float32)), axis=1)
        return [logits, *found[1:]]

    def _check_features(self) -> None:
        if FEATURES not in self._model.outputs:
            raise ModelError(
                f"{self._model.path} does not show the features that a person's hand is learned "
                "from: use the classifier that comes with inkdigits, or one that `inkdigits train "
                "classifier` wrote"
            )

    def _fitting(self, profile: Profile) -> Profile:
        """The profile, if it was learned for this model."""
        if profile.model != self.sha256:
            raise ModelError(
                f"the profile {profile.name!r} was learned for another model than "
                f"{self._model.path.name}: run `inkdigits learn {in_shell(profile.name)}` again, "
                "the corrections are kept"
            )
        self._check_features()
        return profile


def softmax(logits: Float) -> Float:
    """Softmax along the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return cast(Float, exponentials / exponentials.sum(axis=-1, keepdims=True))
