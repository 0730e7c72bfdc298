"""What a reading went through: each stage's picture and how long it took. Debug mode shows it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inkdigits.errors import ConfigError

INDEX_NAME = "stages.json"
"""The file beside the pictures that lists them with their times."""

_PICTURE_NAME = re.compile(r"\d{2,}_[a-z0-9_-]+\.png")


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage of a reading.

    Attributes:
        name: What the stage is called, such as "threshold".
        image: Its picture, uint8, (H, W) grey or (H, W, 3) RGB; read-only.
        seconds: Time from the end of the stage before to the end of this one.
    """

    name: str
    image: NDArray[np.uint8]
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """All stages of one reading, in order."""

    stages: tuple[Stage, ...]

    @property
    def seconds(self) -> float:
        """Time of all stages together."""
        return sum(stage.seconds for stage in self.stages)

    def save(self, directory: str | Path) -> list[Path]:
        """Write `01_grey.png`, `02_...png` and so on, and `stages.json` with the times.

        The folder is made where it is missing. Pictures of an earlier trace that `stages.json`
        lists are replaced; no other file in the folder is touched.

        Args:
            directory: The folder to write to.

        Returns:
            The pictures written, in the order of the stages.

        Raises:
            ConfigError: The folder cannot be written to.
        """
        folder = Path(directory)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _remove_earlier(folder)
            return self._write(folder)
        except OSError as error:
            raise ConfigError(
                f"expected a folder that can be written to, found {folder} ({error}): "
                "name another folder"
            ) from error

    def _write(self, folder: Path) -> list[Path]:
        paths, index = [], []
        for number, stage in enumerate(self.stages, start=1):
            plain = re.sub(r"[^a-z0-9_-]+", "_", stage.name.lower()) or "stage"
            path = folder / f"{number:02d}_{plain}.png"
            Image.fromarray(stage.image).save(path)
            paths.append(path)
            entry = {"file": path.name, "name": stage.name, "seconds": round(stage.seconds, 6)}
            index.append({**entry, "height": stage.image.shape[0], "width": stage.image.shape[1]})
        text = json.dumps({"seconds": round(self.seconds, 6), "stages": index}, indent=2)
        (folder / INDEX_NAME).write_text(text + "\n", encoding="utf-8")
        return paths


def _remove_earlier(folder: Path) -> None:
    """Remove the pictures of the trace that was saved in this folder before, if one was."""
    try:
        index = json.loads((folder / INDEX_NAME).read_text(encoding="utf-8"))
        names = [str(entry["file"]) for entry in index["stages"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return
    for name in names:
        if _PICTURE_NAME.fullmatch(name):
            (folder / name).unlink(missing_ok=True)


class Recorder:
    """Collects stages while a page is read.

    The clock starts with the recorder, so that making it belongs right before the reading.
    """

    def __init__(self) -> None:
        """Start the clock."""
        self._stages: list[Stage] = []
        self._since = perf_counter()

    def record(self, name: str, image: NDArray[np.uint8]) -> None:
        """Note that a stage is done.

        Args:
            name: What the stage is called.
            image: Its picture, uint8, (H, W) grey or (H, W, 3) RGB. A copy is kept.

        Raises:
            ValueError: The picture has another shape or type, or no pixels.
        """
        seconds = perf_counter() - self._since
        fits = image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 3)
        if not fits or image.dtype != np.uint8 or image.size == 0:
            raise ValueError(
                f"the picture of stage {name!r} must be uint8 of shape (H, W) or (H, W, 3), "
                f"got {image.dtype} of shape {image.shape}"
            )
        kept = image.copy()
        kept.setflags(write=False)
        self._stages.append(Stage(name, kept, seconds))
        self._since = perf_counter()  # the copy does not count

    def finish(self) -> Trace:
        """The stages so far."""
        return Trace(tuple(self._stages))
