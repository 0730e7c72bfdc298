"""Whether a window can be shown. Asked before Qt is, which ends the program where it cannot.

On Linux Qt opens windows through Wayland or X11. For each of them what Qt would do is tried here
first: load its plugin with all the libraries it needs, and connect.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from inkdigits.errors import InkDigitsError

_PLATFORM_VARIABLE = "QT_QPA_PLATFORM"
_ELSEWHERE = "or draw in the browser:  inkdigits app"


class DisplayError(InkDigitsError):
    """There is no display on which a window could be shown."""

    exit_code: ClassVar[int] = 4


def usable_platform(
    plugins: Path, environment: Mapping[str, str] = os.environ, system: str = sys.platform
) -> str | None:
    """Name of the Qt platform that can show windows here; None leaves the choice to Qt.

    Args:
        plugins: Folder of Qt's platform plugins.
        environment: Environment variables.
        system: As `sys.platform` has it.

    Raises:
        DisplayError: There is none, and why.
    """
    wanted = environment.get(_PLATFORM_VARIABLE, "")
    if not system.startswith("linux"):
        return None
    if wanted:
        names = [name for name in wanted.split(";") if name]
    else:
        names = ["wayland"] if environment.get("WAYLAND_DISPLAY") else []
        names += ["xcb"] if environment.get("DISPLAY") else []
    if not names:
        raise DisplayError(
            "there is no display to open a window on: expected DISPLAY or WAYLAND_DISPLAY to be "
            f"set, found neither. Start it from a desktop, or through  ssh -X,  {_ELSEWHERE}"
        )
    troubles = []
    for name in names:
        trouble = _trouble(plugins, name.partition(":")[0], environment)
        if trouble is None:
            return name
        troubles.append(trouble)
    raise DisplayError(f"no window can be opened: {'; '.join(troubles)}; {_ELSEWHERE}")


def _trouble(plugins: Path, name: str, environment: Mapping[str, str]) -> str | None:
    """Why a platform cannot be used, in a sentence; None where it can."""
    plugin = plugins / f"libq{name}.so"
    if not plugin.is_file():
        known = sorted(path.stem.removeprefix("libq") for path in plugins.glob("libq*.so"))
        return f"Qt has no platform {name!r}: expected {_PLATFORM_VARIABLE} to be in {known}"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return (
            f"a library that Qt needs is missing ({str(error).partition(':')[0]}): install it; "
            "docs/DESKTOP.md lists them all for Debian and Ubuntu"
        )
    if name == "xcb" and not _connects_to_x():
        found = environment.get("DISPLAY", "")
        return f"no X server answers: DISPLAY is {found!r}"
    found = environment.get("WAYLAND_DISPLAY", "")
    if name == "wayland" and not _connects_to_wayland(found, environment):
        return f"no Wayland compositor answers: WAYLAND_DISPLAY is {found!r}"
    return None


def _connects_to_x() -> bool:
    """Whether the X server lets us in. The connection stays open.

    A bare X server starts over when its last client leaves, and would turn Qt away while it does.
    """
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        return False
    return True


def _connects_to_wayland(found: str, environment: Mapping[str, str]) -> bool:
    if not (environment.get("XDG_RUNTIME_DIR") or found.startswith("/")):
        return False
    wayland = ctypes.CDLL("libwayland-client.so.0")
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if not display:
        return False
    wayland.wl_display_disconnect(ctypes.c_void_p(display))
    return True
