"""Profiles: what a classifier learned of one person's hand, kept by name in the data folder.

A profile changes the last layer only: it adds something linear in the features, and something
local, around the digits it was learned from (see `Change`). It fits one model, named by the SHA-256
of its file, and is at most 100 kilobytes of arrays in which nothing is executed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import tempfile
import time
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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

_LOOK = "see `inkdigits learn --list`"
_PART = ".part"  # the end of the names of files that are being written
_FORMAT = 2
_LINEAR = 1  # the format of profiles without prototypes, which are read as well
_MOST_LETTERS = 64
_MOST_BYTES = 255  # file systems take no longer name of a folder
_MARKS = ("Mn", "Mc")  # vowel signs and accents: without them many languages cannot be written
_STALE = 3600.0  # seconds after which a file that is not whole belongs to nobody

_LONGEST = 1.001  # a direction's length, with room for rounding

Float = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Change:
    """What is added to logits: `features @ weights + bias`, and more near prototypes.

    Attributes:
        weights: float32 (features, 11).
        bias: float32 (11,).
        prototypes: Directions (see `directions`) around which more is added, float32 (P, features).
        values: What is added at each of them, float32 (P, 11).
        width: How far that reaches: at this distance between directions it is 1/e of it.
    """

    weights: Float
    bias: Float
    prototypes: Float
    values: Float
    width: float

    def of(self, features: Float) -> Float:
        """What is added to the logits of features float32 (N, F): float32 (N, 11)."""
        near = closeness(features, self.prototypes, self.width)
        return cast(Float, features @ self.weights + self.bias + near @ self.values)

    def scaled(self, share: float) -> Change:
        """The same change, but only a share of it."""
        part = np.float32(share)
        return replace(
            self, weights=self.weights * part, bias=self.bias * part, values=self.values * part
        )


def directions(features: Float) -> Float:
    """Features float32 (N, F), each scaled to length 1; none stays none."""
    return cast(Float, features / (np.linalg.norm(features, axis=1, keepdims=True) + 1e-6))


def closeness(features: Float, prototypes: Float, width: float) -> Float:
    """How near features (N, F) are to prototypes (P, F): float32 (N, P), from 1 to 0 far away.

    Gaussian radial functions of the distance between directions (Broomhead and Lowe, 1988).
    """
    unit = directions(features)
    squares = (unit**2).sum(axis=1)[:, None] + (prototypes**2).sum(axis=1) - 2 * unit @ prototypes.T
    return cast(Float, np.exp(np.minimum(-squares, 0) / np.float32(width**2)))


@dataclass(frozen=True, eq=False)
class Profile:
    """What is changed in a classifier for one person's hand.

    Attributes:
        name: Whose hand it is.
        model: SHA-256 of the classifier's file, in hexadecimal.
        change: What is added to its logits.
        temperature: What the changed logits are divided by before the softmax.
        reject_threshold: Probability of "not a digit" above which a picture is none, 0..1.
        facts: How it came about: counts, figures before and after, and the time, JSON-ready.

    Raises:
        ModelError: The arrays do not fit together, or hold what is no number.
    """

    name: str
    model: str
    change: Change
    temperature: float
    reject_threshold: float
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the arrays and numbers."""
        change = self.change
        arrays = (change.weights, change.bias, change.prototypes, change.values)
        if not _fit(*arrays) or not all(np.isfinite(array).all() for array in arrays):
            shapes = ", ".join(str(array.shape) for array in arrays)
            raise ModelError(
                f"the profile {self.name!r} should change 11 outputs by numbers, found weights, "
                f"bias, prototypes and values of shapes {shapes}, or numbers that are not finite: "
                f"run `inkdigits learn {in_shell(self.name)}` again"
            )
        lengths = np.linalg.norm(change.prototypes.astype(np.float64), axis=1)
        longest = lengths.max(initial=0)
        if longest > _LONGEST or not 0 < change.width < np.inf:
            raise ModelError(
                f"the profile {self.name!r} should have prototypes of length 1 and a width above "
                f"0, found lengths up to {longest:.3g} and {change.width}: run `inkdigits learn "
                f"{in_shell(self.name)}` again"
            )
        if not (0 < self.temperature < np.inf and 0 <= self.reject_threshold <= 1):
            raise ModelError(
                f"the profile {self.name!r} should have a temperature above 0 and a threshold "
                f"within 0..1, found {self.temperature} and {self.reject_threshold}: run "
                f"`inkdigits learn {in_shell(self.name)}` again"
            )

    def logits(self, logits: Float, features: Float) -> Float:
        """Logits float32 (N, 11) as this hand changes them, given features float32 (N, F)."""
        return cast(Float, logits + self.change.of(features))


def composed(name: str) -> str:
    """A name with each accent in one character with its letter: keyboards differ in that (NFC)."""
    return unicodedata.normalize("NFC", name)


def check_profile_name(name: str) -> str:
    """The name as profiles have it (see `composed`), if it can name a profile.

    Raises:
        ConfigError: It cannot.
    """
    name = composed(name)
    if not _is_name(name):
        raise ConfigError(
            f"a profile's name is 1 to {_MOST_LETTERS} letters, digits, spaces, '-', '_' and '.', "
            f"and begins with a letter, a digit or '_', found {name!r}: choose another"
        )
    if (size := len(name.encode())) > _MOST_BYTES:
        raise ConfigError(
            f"a profile's name is at most {_MOST_BYTES} bytes long as a file's name, found "
            f"{size} in {name!r}: choose a shorter one"
        )
    return name


def in_shell(name: str) -> str:
    """Options that mean a profile, as they are typed behind a command."""
    return f"--profile {shlex.quote(name)}"


def profile_names() -> list[str]:
    """Names of all profiles, sorted."""
    root = _root()
    if not root.is_dir():
        return []
    return sorted(composed(folder.name) for folder in root.iterdir() if _versions(folder))


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
    path, name = profile_path(name), composed(name)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as pack:
            facts = json.loads(str(pack["facts"]))
            form = facts.pop("format")
            if form not in (_LINEAR, _FORMAT):
                raise ValueError("made by another version of inkdigits")
            return Profile(
                name=name,
                model=str(facts.pop("model")),
                change=_change(pack, local=form == _FORMAT),
                temperature=float(facts.pop("temperature")),
                reject_threshold=float(facts.pop("reject_threshold")),
                facts=facts,
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"the profile {name!r} cannot be used, {path} is damaged ({error}): run `inkdigits "
            f"learn {in_shell(name)}` again, or `inkdigits learn {in_shell(name)} --undo`"
        ) from error


def save_profile(profile: Profile) -> Path:
    """Make a profile the newest version of its name; the versions before it are kept.

    Raises:
        ConfigError: The name cannot be used, or the folder cannot be written.
    """
    folder, change = _folder(profile.name), profile.change
    facts = {
        **profile.facts,
        "format": _FORMAT,
        "model": profile.model,
        "temperature": profile.temperature,
        "reject_threshold": profile.reject_threshold,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        part = _write_part(
            folder,
            weights=change.weights,
            bias=change.bias,
            prototypes=change.prototypes,
            values=change.values,
            width=np.array(change.width),
            facts=np.array(json.dumps(facts)),
        )
        path = _make_newest(part, folder)
        for old in _versions(folder)[:-VERSIONS_KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the profile {profile.name!r} cannot be written to {folder} ({error}): make the "
            "folder writable and see that the disk has room, or set INKDIGITS_HOME to another one"
        ) from error
    return path


def undo_profile(name: str) -> Profile | None:
    """Go back to the version before the newest.

    Returns:
        That version; None where there was none, so that the profile is gone.

    Raises:
        ConfigError: There is no profile of this name, or its folder cannot be written.
        ModelError: The version before is damaged.
    """
    versions = _existing(name, _LOOK)
    try:
        versions[-1].unlink()
    except OSError as error:
        raise _cannot_change(name, error) from error
    return load_profile(name) if len(versions) > 1 else None


def delete_profile(name: str) -> None:
    """Remove all versions of a profile.

    Raises:
        ConfigError: There is none of this name, or its folder cannot be written.
    """
    _existing(name, _LOOK)
    try:
        shutil.rmtree(_folder(name))
    except OSError as error:
        raise _cannot_change(name, error) from error


def _cannot_change(name: str, error: OSError) -> ConfigError:
    return ConfigError(
        f"the profile {name!r} cannot be changed in {_folder(name)} ({error}): "
        "make the folder and what is in it writable"
    )


def _is_name(name: str) -> bool:
    """Whether a composed name has the right characters: none that mean something in a path."""
    if not 1 <= len(name) <= _MOST_LETTERS or name[-1] in " .":
        return False
    return _is_letter(name[0]) and all(
        _is_letter(one) or one in " .-" or unicodedata.category(one) in _MARKS for one in name
    )


def _is_letter(one: str) -> bool:
    return one.isalnum() or one == "_"


def _write_part(folder: Path, **arrays: NDArray[Any]) -> Path:
    """Write arrays to a new file that is no version yet; nothing is left where that fails."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=_PART, delete=False) as file:
        part = Path(file.name)
        try:
            np.savez(file, **arrays)  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            file.close()  # Windows deletes no open file
            part.unlink(missing_ok=True)
            raise
    return part


def _make_newest(part: Path, folder: Path) -> Path:
    """Make a whole file the newest version; one that another process makes just now stays, too."""
    versions = _versions(folder)
    number = int(versions[-1].stem) if versions else 0
    while True:
        number += 1
        path = folder / f"{number:06}.npz"
        try:
            os.link(part, path)  # as os.replace, but it replaces nothing
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            os.replace(part, path)
        part.unlink(missing_ok=True)
        return path


def _sweep(folder: Path) -> None:
    """Delete what killed processes left; another one may be writing just now."""
    for part in folder.glob(f"*{_PART}"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > _STALE:
                part.unlink()


def _fit(weights: Float, bias: Float, prototypes: Float, values: Float) -> bool:
    """Whether the shapes of a change's arrays are those of one change."""
    if weights.ndim != 2 or prototypes.ndim != 2:
        return False
    linear = bias.shape == (11,) == weights.shape[1:]
    return linear and prototypes.shape[1] == len(weights) and values.shape == (len(prototypes), 11)


def _change(pack: Mapping[str, NDArray[Any]], local: bool) -> Change:
    """A change as it was written, with or without prototypes."""
    weights, bias = (pack[name].astype(np.float32) for name in ("weights", "bias"))
    if not local:
        none = np.zeros((0, len(weights)), np.float32)
        return Change(weights, bias, none, np.zeros((0, 11), np.float32), 1.0)
    prototypes, values = (pack[name].astype(np.float32) for name in ("prototypes", "values"))
    return Change(weights, bias, prototypes, values, float(pack["width"]))


def _root() -> Path:
    return data_folder() / "profiles"


def _folder(name: str) -> Path:
    return _root() / check_profile_name(name)


def _versions(folder: Path) -> list[Path]:
    """Files of a profile, oldest first."""
    return sorted(path for path in folder.glob("*.npz") if path.stem.isdigit())


def _existing(name: str, advice: str | None = None) -> list[Path]:
    """Files of a profile, oldest first.

    Raises:
        ConfigError: There are none; `advice` is the next step, to make one where it is left out.
    """
    versions = _versions(_folder(name))
    if not versions:
        known = ", ".join(profile_names()) or "none yet"
        advice = advice or f"make it with `inkdigits learn {in_shell(name)}`"
        raise ConfigError(f"there is no profile {name!r} (profiles: {known}): {advice}")
    return versions
