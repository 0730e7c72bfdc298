"""Where inkdigits keeps what belongs to a person: corrections and profiles."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from inkdigits.errors import ConfigError

HOME_VARIABLE = "INKDIGITS_HOME"
"""Names another folder than the system's usual one."""


def data_folder() -> Path:
    r"""The person's data folder: the one INKDIGITS_HOME names, or the system's usual place.

    That is %LOCALAPPDATA%\inkdigits on Windows, ~/Library/Application Support/inkdigits on macOS,
    and $XDG_DATA_HOME/inkdigits (~/.local/share/inkdigits) elsewhere. It is not made here.

    Raises:
        ConfigError: No home folder is known.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named).expanduser()
    try:
        return _usual_folder() / "inkdigits"
    except RuntimeError as error:
        raise ConfigError(
            f"no home folder is known to keep corrections in ({error}): set {HOME_VARIABLE} to a "
            "folder"
        ) from error


def _usual_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"
