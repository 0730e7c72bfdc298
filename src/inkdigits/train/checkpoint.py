"""Checkpoints that survive being killed while they are written, and refuse other options."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from inkdigits.errors import ConfigError, DataError


def save_checkpoint(path: Path, state: dict[str, Any], options: dict[str, Any]) -> None:
    """Write `state` and `options` to `path`: first beside it, then in its place."""
    part = path.with_suffix(".part")
    torch.save({"options": options, **state}, part)
    os.replace(part, path)


def load_checkpoint(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Read a checkpoint made with the same options.

    Raises:
        DataError: The file is no checkpoint.
        ConfigError: It belongs to a run with other options.
    """
    try:
        state = dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:
        raise DataError(
            f"{path} is no usable checkpoint ({error}): delete it to start anew"
        ) from error
    found = state.get("options")
    if found != options:
        changed = sorted(k for k in options if (found or {}).get(k) != options[k])
        raise ConfigError(
            f"{path} belongs to a run with other options ({', '.join(changed)}): "
            "choose another --out, or delete the checkpoint to start anew"
        )
    return dict(state)
