"""Which files to read: a folder, a pattern, a list, or one file, here or at a URL."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inkdigits.errors import ConfigError, ImageError

_PICTURES = "png jpg jpeg jfif webp tif tiff bmp gif pgm ppm pbm pnm avif heic heif pdf"
PICTURE_ENDINGS = frozenset(f".{ending}" for ending in _PICTURES.split())
"""What is read of a folder; named one by one, a file may end in anything."""

LIST_ENDINGS = frozenset((".txt", ".lst", ".list"))
"""A file that ends so is a list of files, one path a line."""

_FORMULA = ("=", "+", "-", "@")  # how cells begin that spreadsheets calculate


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes:
        file: Its path or URL, as it will stand in the table.
        stamp: Its size and time of change: a file with another stamp is read again.
    """

    file: str
    stamp: str


def is_remote(path: str) -> bool:
    """Whether a path is a URL, such as "s3://bucket/scans"."""
    return "://" in path


def find_sources(place: str) -> list[Source]:
    """Every file that `place` names, once, in the order in which it will be read.

    Args:
        place: A folder (read with all folders in it, hidden ones and links to folders left out,
            "page 2" before "page 10"), a pattern such as "scans/**/*.png" (a file that it finds
            by several links to its folder is taken once), a list of files (.txt, .lst or .list,
            one path a line, kept in its order), or one file. Each may be a URL that fsspec knows.

    Raises:
        ImageError: There is no such place, nothing to read in it, or it cannot be looked into.
        ConfigError: It is a URL, and nothing to open it with is installed.
    """
    if is_remote(place):
        return _remote_sources(place)
    if os.path.isdir(place):
        found = sorted(_walk(place), key=_natural)
        if not found:
            raise ImageError(
                f"there are no pictures in the folder {place!r}: expected files ending in "
                f"{', '.join(sorted(PICTURE_ENDINGS))}. Name another folder"
            )
    elif os.path.exists(place):
        found = list(_listed(place)) if _is_list(place) else [place]
    elif glob.has_magic(place):
        matches = (path for path in glob.iglob(place, recursive=True) if not os.path.isdir(path))
        found = sorted(_by_one_way(matches), key=_natural)
        if not found:
            raise ImageError(
                f"no file matches {place!r}: put the pattern in quotes, and check its spelling"
            )
    else:
        raise ImageError(
            f"there is no folder or file {place!r}: name a folder, a file, a list of files (.txt) "
            f"or a pattern such as 'scans/*.png'"
        )
    return [Source(file, _stamp(file)) for file in dict.fromkeys(map(_no_formula, found))]


def as_they_are_now(sources: Iterable[Source]) -> list[Source]:
    """The same files with the stamps they have now; what is gone, or at a URL, as it was."""
    return [Source(one.file, _stamp(one.file) or one.stamp) for one in sources]


def open_remote(url: str) -> bytes:
    """The content of the file at a URL.

    Raises:
        ImageError: It cannot be fetched.
        ConfigError: Nothing to open it with is installed.
    """
    try:
        with _fsspec().open(url, "rb") as stream:
            content = stream.read()
            assert isinstance(content, bytes)
            return content
    except ImportError as error:
        raise _missing(url, error) from error
    except Exception as error:  # every kind of storage has errors of its own
        raise ImageError(
            f"cannot fetch {url!r} ({type(error).__name__}: {error}): check the address, and that "
            f"this machine may read it"
        ) from error


def _no_formula(path: str) -> str:
    """The same file by a path that no spreadsheet runs: CSV cannot say that a cell is text."""
    return os.path.join(os.curdir, path) if path.startswith(_FORMULA) else path


def _walk(folder: str) -> Iterator[str]:
    def refuse(error: OSError) -> None:
        raise ImageError(
            f"cannot look into the folder {error.filename!r} ({error.strerror}): check its "
            f"permissions, or give the files you can read as a list"
        ) from error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if _is_picture(name):
                yield os.path.join(parent, name)


def _by_one_way(paths: Iterable[str]) -> list[str]:
    """Each file of a folder once, by the shortest way there: links to folders may go in a loop."""
    real: dict[str, str] = {}
    found: dict[tuple[str, str], str] = {}
    for path in sorted(paths, key=lambda path: (path.count(os.sep), _natural(path))):
        folder, name = os.path.split(path)
        if folder not in real:
            real[folder] = os.path.realpath(folder)
        found.setdefault((real[folder], name), path)
    return list(found.values())


def _is_picture(name: str) -> bool:
    ending = os.path.splitext(name)[1].lower()
    return ending in PICTURE_ENDINGS and not os.path.basename(name).startswith(".")


def _is_list(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in LIST_ENDINGS


def _listed(path: str) -> Iterator[str]:
    """The paths in a list; one that is not there is looked for beside the list, too."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape").split("\n")
    except OSError as error:
        raise ImageError(
            f"cannot read the list {path!r} ({error.strerror}): check its permissions"
        ) from error
    if not any(line.strip() for line in lines):
        raise ImageError(f"the list {path!r} is empty: expected one path a line")
    for line in filter(None, map(str.strip, lines)):
        beside = os.path.join(os.path.dirname(path), line)
        here = is_remote(line) or os.path.exists(line) or not os.path.exists(beside)
        yield line if here else beside


def _natural(path: str) -> list[Any]:
    """A key that sorts numbers in names by their value, and files of one folder together."""
    return [
        [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]
        for name in path.split(os.sep)
    ]


def _stamp(path: str) -> str:
    if is_remote(path):
        return ""
    try:
        status = os.stat(path)
    except OSError:
        return ""  # reading it will say what is wrong
    return f"{status.st_size}-{status.st_mtime_ns}"


# --- URLs -----------------------------------------------------------------------------------------


def _remote_sources(url: str) -> list[Source]:
    try:
        system, path = _fsspec().core.url_to_fs(url)
        if glob.has_magic(path):
            entries = _files(system.glob(path, detail=True).values())
        elif system.isdir(path):
            entries = _files(system.find(path, detail=True).values())
            entries = [entry for entry in entries if _is_picture(entry["name"])]
        else:
            entries = [system.info(path)]
    except ImportError as error:
        raise _missing(url, error) from error
    except Exception as error:  # every kind of storage has errors of its own
        raise ImageError(
            f"cannot look into {url!r} ({type(error).__name__}: {error}): check the address, and "
            f"that this machine may read it"
        ) from error
    if not entries:
        raise ImageError(f"there are no pictures at {url!r}: name a folder that holds some")
    entries.sort(key=lambda entry: _natural(entry["name"]))
    return [Source(system.unstrip_protocol(e["name"]), _remote_stamp(e)) for e in entries]


def _files(entries: Iterable[Any]) -> list[Any]:
    return [entry for entry in entries if entry.get("type") != "directory"]


def _remote_stamp(entry: Any) -> str:
    changed = entry.get("ETag") or entry.get("mtime") or entry.get("LastModified") or ""
    return f"{entry.get('size', '')}-{changed}"


def _fsspec() -> Any:
    import fsspec

    return fsspec


def _missing(url: str, error: ImportError) -> ConfigError:
    return ConfigError(
        f"nothing to open {url!r} with is installed ({error}): pip install 'inkdigits[ray]' and "
        f"the fsspec package of that storage, such as s3fs or gcsfs"
    )
