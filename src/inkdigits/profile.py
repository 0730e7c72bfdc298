"""Profiles: what a classifier learned of one person's hand, kept by name in the data folder.

A profile changes the last layer only: `logits + features @ weights + bias`. It fits one model,
named by the SHA-256 of its file, and is a few kilobytes of arrays in which nothing is executed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from inkdigits.errors import ConfigError, ModelError
from inkdigits.home import data_folder

DEFAULT_NAME = "default"
"""Whose hand it is where nobody is named."""

VERSIONS_KEPT = 5
"""How many versions of a profile are kept for `undo_profile`."""

_FORMAT = 1
_NAME = re.compile(r"\w[\w .-]{0,63}(?<![ .])")

Float = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Profile:
    """What is changed in a classifier for one person's hand.

    Attributes:
        name: Whose hand it is.
        model: SHA-256 of the classifier's file, in hexadecimal.
        weights: What the last layer's weights change by, float32 (features, 11).
        bias: What its bias changes by, float32 (11,).
        temperature: What the changed logits are divided by before the softmax.
        reject_threshold: Probability of "not a digit" above which a picture is none, 0..1.
        facts: How it came about: counts, figures before and after, and the time, JSON-ready.

    Raises:
        ModelError: The arrays do not fit together, or hold what is no number.
    """

    name: str
    model: str
    weights: Float
    bias: Float
    temperature: float
    reject_threshold: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the arrays."""
        fits = self.weights.ndim == 2 and self.bias.shape == (11,) == self.weights.shape[1:]
        if not fits or not np.isfinite(self.weights).all() or not np.isfinite(self.bias).all():
            raise ModelError(
                f"the profile {self.name!r} should change 11 outputs by numbers, found arrays of "
                f"shapes {self.weights.shape} and {self.bias.shape}: run `inkdigits learn` again"
            )
        if not (0 < self.temperature < np.inf and 0 <= self.reject_threshold <= 1):
            raise ModelError(
                f"the profile {self.name!r} should have a temperature above 0 and a threshold "
                f"within 0..1, found {self.temperature} and {self.reject_threshold}: run "
                "`inkdigits learn` again"
            )

    def logits(self, logits: Float, features: Float) -> Float:
        """Logits float32 (N, 11) as this hand changes them, given features float32 (N, F)."""
        return cast(Float, logits + features @ self.weights + self.bias)


def check_profile_name(name: str) -> str:
    """The name itself, if it can name a profile.

    Raises:
        ConfigError: It cannot.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"a profile's name is 1 to 64 letters, digits, spaces, '-', '_' and '.', found {name!r}"
        )
    return name


def profile_names() -> list[str]:
    """Names of all profiles, sorted."""
    root = _root()
    if not root.is_dir():
        return []
    return sorted(folder.name for folder in root.iterdir() if _versions(folder))


def profile_path(name: str) -> Path:
    """The file of the newest version of a profile.

    Raises:
        ConfigError: There is none of this name.
    """
    return _existing(name)[-1]


def load_profile(name: str) -> Profile:
    """The newest version of a profile.

    Args:
        name: Its name.

    Raises:
        ConfigError: There is none of this name.
        ModelError: Its file is damaged.
    """
    path = profile_path(name)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
            facts = json.loads(str(pack["facts"]))
            if facts.pop("format") != _FORMAT:
                raise ValueError("made by another version of inkdigits")
            return Profile(
                name=name,
                model=str(facts.pop("model")),
                weights=pack["weights"].astype(np.float32),
                bias=pack["bias"].astype(np.float32),
                temperature=float(facts.pop("temperature")),
                reject_threshold=float(facts.pop("reject_threshold")),
                facts=facts,
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"the profile {name!r} cannot be used, {path} is damaged ({error}): run `inkdigits "
            "learn` again, or `inkdigits learn --undo`"
        ) from error


def save_profile(profile: Profile) -> Path:
    """Make a profile the newest version of its name; the versions before it are kept.

    Raises:
        ConfigError: The name cannot be used, or the folder cannot be written.
    """
    folder = _folder(profile.name)
    facts = {
        **profile.facts,
        "format": _FORMAT,
        "model": profile.model,
        "temperature": profile.temperature,
        "reject_threshold": profile.reject_threshold,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            np.savez(
                file, weights=profile.weights, bias=profile.bias, facts=np.array(json.dumps(facts))
            )
            file.flush()
            os.fsync(file.fileno())
        versions = _versions(folder)
        number = int(versions[-1].stem) + 1 if versions else 1
        path = folder / f"{number:06}.npz"
        os.replace(file.name, path)
        for old in versions[: max(0, len(versions) + 1 - VERSIONS_KEPT)]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the profile {profile.name!r} cannot be written to {folder} ({error}): make the "
            "folder writable, or set INKDIGITS_HOME to another one"
        ) from error
    return path


def undo_profile(name: str) -> Profile | None:
    """Go back to the version before the newest.

    Returns:
        That version; None where there was none, so that the profile is gone.

    Raises:
        ConfigError: There is no profile of this name.
        ModelError: The version before is damaged.
    """
    versions = _existing(name)
    versions[-1].unlink()
    return load_profile(name) if len(versions) > 1 else None


def delete_profile(name: str) -> None:
    """Remove all versions of a profile.

    Raises:
        ConfigError: There is none of this name.
    """
    _existing(name)
    shutil.rmtree(_folder(name))


def _root() -> Path:
    return data_folder() / "profiles"


def _folder(name: str) -> Path:
    return _root() / check_profile_name(name)


def _versions(folder: Path) -> list[Path]:
    """Files of a profile, oldest first."""
    return sorted(path for path in folder.glob("*.npz") if path.stem.isdigit())


def _existing(name: str) -> list[Path]:
    versions = _versions(_folder(name))
    if not versions:
        known = ", ".join(profile_names()) or "none yet"
        raise ConfigError(
            f"there is no profile {name!r} (profiles: {known}): make it with `inkdigits learn "
            f"--profile {name}`"
        )
    return versions
