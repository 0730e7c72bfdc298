"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from inkdigits.errors import ConfigError


def write_file(path: Path, content: bytes) -> None:
    """Write a file, which takes its place only when it is complete.

    Raises:
        ConfigError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise ConfigError(
            f"cannot write {path} ({error.strerror}): name a file in a folder you may write to"
        ) from error
