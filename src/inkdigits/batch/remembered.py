"""How a table was read, in a small file beside it: whoever reads its pages again need not be told.

It holds the options and, for forms, the template itself, so that it works where that was moved.
It names the run, too: the decisions of a review belong to one table, and the next table of that
name, of other scans in files of the same names, is none of theirs.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from inkdigits.batch.rows import printable
from inkdigits.errors import ConfigError, DataError
from inkdigits.forms import Template
from inkdigits.onnx_model import shipped_model
from inkdigits.profile import profile_path
from inkdigits.reader import ReaderOptions

_KIND = "inkdigits_batch_options"
_PATHS = ("model", "detector")
_NOT_KEPT = ("threads",)  # changes nothing of what is read


@dataclass(frozen=True)
class Remembered:
    """How a table was read.

    Attributes:
        reader: How its pages were read.
        template: The form that they are; None where a row is no form.
        files: What tells the contents of the models and the profile, by the option's name.
        run: What tells the run that wrote the table from all others; None where an older inkdigits
            wrote it.
    """

    reader: ReaderOptions
    template: Template | None
    files: Mapping[str, str]
    run: str | None = None


def options_path(output: str | os.PathLike[str]) -> Path:
    """Where it is remembered how a table was read."""
    path = Path(output)
    return path.with_name(path.name + ".options.json")


def remember(
    output: Path, reader: ReaderOptions, template: Template | None, files: Mapping[str, str]
) -> None:
    """Write down how a table was read, all of it or nothing, and give its run a new name.

    Call it when the table is written, and before `OUTPUT.partial` is deleted. Nobody reviews a
    table while that is there, so no decision can belong to a name that was given too early or
    not yet. Killed after the table was written and before this, the former name is left, but the
    same command writes the table again and gives the new one. Killed after this and before
    `OUTPUT.partial` is deleted, the same command gives yet another, and nobody has used the first.

    Raises:
        ConfigError: The file cannot be written.
    """
    known: dict[str, Any] = {
        one.name: getattr(reader, one.name) for one in fields(reader) if one.name not in _NOT_KEPT
    }
    for name in _PATHS:
        known[name] = None if known[name] is None else os.fspath(Path(known[name]).absolute())
    content = {
        _KIND: 1,
        "run": secrets.token_hex(8),
        "reader": known,
        "template": None if template is None else template.to_dict(),
        "files": dict(files),
    }
    path = options_path(output)
    unfinished = path.with_name(path.name + ".writing")
    try:
        with open(unfinished, "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise ConfigError(
            f"cannot write {printable(str(path))!r} ({error.strerror}): check that its folder may "
            f"be written to and is not full"
        ) from error


def used_files(reader: ReaderOptions) -> dict[str, str]:
    """What tells the contents of the models and the profile that a reader uses.

    Raises:
        ConfigError: There is no profile of the name.
    """
    return {
        "model": _fingerprint(reader.model or shipped_model("classifier.onnx")),
        "detector": _fingerprint(reader.detector or shipped_model("detector.onnx")),
        "profile": _fingerprint(profile_path(reader.profile)) if reader.profile else "",
    }


def remembered(output: str | os.PathLike[str]) -> Remembered | None:
    """How a table was read; None where nobody wrote that down.

    Raises:
        DataError: The file that says so is damaged.
    """
    path = options_path(output)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content[_KIND] != 1:
            raise ValueError("it was written by another version of inkdigits")
        template, files, run = content["template"], content["files"], content.get("run")
        return Remembered(
            _reader(content["reader"]),
            None if template is None else Template.from_dict(template),
            {str(name): str(value) for name, value in files.items()},
            None if run is None else str(run),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ConfigError) as error:
        raise DataError(
            f"{printable(str(path))!r} should say how {path.name.removesuffix('.options.json')!r} "
            f"was read, and cannot be used ({error}): delete it, and give the options that batch "
            f"was given"
        ) from error


def _reader(known: Mapping[str, Any]) -> ReaderOptions:
    names = {one.name for one in fields(ReaderOptions)} - set(_NOT_KEPT)
    values = {name: value for name, value in known.items() if name in names}
    for name in _PATHS:
        if values.get(name) is not None:
            values[name] = Path(values[name])
    return ReaderOptions(**values)


def _fingerprint(path: Path) -> str:
    """What tells a file's content from another's; "" for one that is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""  # loading it will say what is wrong
