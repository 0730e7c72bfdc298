"""A table at a URL: a folder of parts, each written by the actor that read its pages.

What is in the folder, besides `part-00000000.parquet` and so on:

    _run.json       what the run is; another run is refused
    _errors/        a CSV for each part with pages that could not be read
    _finished       there when all parts are

Readers of Parquet folders leave out what begins with an underscore. A part is there as a whole or
not at all, so that a run that was stopped goes on with the parts that are missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inkdigits.batch.inputs import Source
from inkdigits.batch.journal import Record, Settings
from inkdigits.batch.progress import Progress
from inkdigits.batch.ray_engine import map_with_ray
from inkdigits.batch.rows import ERROR_COLUMNS, Columns, error_row
from inkdigits.batch.summary import Summary
from inkdigits.batch.tables import read_table, table_ending, write_table
from inkdigits.batch.tasks import Task, Work
from inkdigits.batch.workers import Pool
from inkdigits.errors import ConfigError

FILES_IN_A_PART = 256

Part = tuple[int, tuple[Source, ...]]
"""Its number, and its files."""


def write_parts(
    folder: str,
    sources: Sequence[Source],
    work: Work,
    settings: Settings,
    progress: Progress,
    *,
    actors: int,
    address: str | None,
    force: bool,
) -> Summary:
    """Read files with Ray into parts of a table in a folder at a URL.

    Args:
        folder: Its URL; the ending says which kind of table its parts are.
        sources: The files.
        work: What to do with each page.
        settings: What the run is.
        progress: Told about files, as pages are counted by the actors only.
        actors: How many read; 0 takes as many as Ray has CPUs.
        address: A cluster's address; None starts Ray on this machine.
        force: Delete what another run left in the folder.

    Returns:
        What came of it; `pages`, `rows` and so on of this run alone, `failed` of all parts.

    Raises:
        ConfigError: The folder holds something else, or cannot be written.
        InkDigitsError: What stops every page.
    """
    store = _Store(folder, work.columns)
    parts = [
        (number, tuple(sources[first : first + FILES_IN_A_PART]))
        for number, first in enumerate(range(0, len(sources), FILES_IN_A_PART))
    ]
    done = _begin(store, {**settings, "files": _listing(sources)}, force)
    missing = [part for part in parts if store.name(part[0]) not in done]
    summary = Summary(earlier=len(sources) - sum(len(files) for _, files in missing))
    progress.begin(len(sources), summary.earlier)
    actor = (PartActor, (store, work))
    with progress:
        for counts, files in map_with_ray(missing, actor, 1, actors=actors, address=address):
            summary.add(counts)
            for _ in range(files):
                progress.step(failed=False)
    store.put_text("_finished", "")
    summary.failed = store.failed()
    summary.errors = f"{store.folder}/_errors" if summary.failed else None
    return summary


def _begin(store: _Store, settings: Settings, force: bool) -> set[str]:
    """The names of the parts that are there already, of this very run."""
    names = store.names()
    mine = names and store.text("_run.json") == _dumped(settings)
    if mine and "_finished" not in names:
        return names
    if names and not force:
        raise ConfigError(
            f"{store.folder!r} holds {'this table already' if mine else 'another one'}: name "
            f"another output, or add --force to read everything again and replace it"
        )
    store.clear()
    store.put_text("_run.json", _dumped(settings))
    return set()


def _dumped(settings: Settings) -> str:
    return json.dumps(settings, sort_keys=True)


def _listing(sources: Sequence[Source]) -> str:
    """What tells one list of files from another."""
    digest = hashlib.sha256()
    for source in sources:
        digest.update(f"{source.file}\n{source.stamp}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


class PartActor:
    """What a Ray actor does: read the files of a part, and write the part.

    Args:
        store: Where the part goes.
        work: What to do with each page.
    """

    def __init__(self, store: _Store, work: Work) -> None:
        """Start nothing yet."""
        self._store = store
        self._pool = Pool(work, 1)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        """Read and write parts; the answers are what came of each, and how many files it has."""
        return {"answer": [pickle.dumps(self._part(*pickle.loads(p))) for p in batch["item"]]}

    def _part(self, number: int, files: tuple[Source, ...]) -> tuple[Summary, int]:
        records = [
            Record.from_line(line) for _, _, line in self._pool.read([Task(f) for f in files])
        ]
        place = {source.file: index for index, source in enumerate(files)}
        records.sort(key=lambda record: (place[record.file], record.page))
        summary = Summary()
        for record in records:
            summary.count(record)
        self._store.write(number, records)
        return summary, len(files)


class _Store:
    """The folder at a URL.

    Args:
        folder: Its URL.
        columns: Of the table.
    """

    def __init__(self, folder: str, columns: Columns) -> None:
        self.folder = folder.rstrip("/")
        self._columns = dict(columns)
        self._ending = table_ending(self.folder)

    def name(self, number: int) -> str:
        """The name of a part."""
        return f"part-{number:08}{self._ending}"

    def write(self, number: int, records: Sequence[Record]) -> None:
        """Write a part; its errors first, as a part that is there is not written again."""
        errors = [error_row(one.file, one.page, one.error) for one in records if one.error]
        rows = (row for record in records for row in record.rows)
        name = f"_errors/part-{number:08}.csv"
        if errors:
            self._put_table(name, errors, ERROR_COLUMNS)
        else:
            self._drop(name)  # of a run that was stopped before it wrote the part
        self._put_table(self.name(number), rows, self._columns)

    def names(self) -> set[str]:
        """What is in the folder."""
        system, path = self._open()
        if not system.exists(path):
            return set()
        return {os.path.basename(name.rstrip("/")) for name in system.ls(path, detail=False)}

    def failed(self) -> int:
        """How many pages the tables of errors list."""
        system, path = self._open()
        count = 0
        for name in system.glob(f"{path}/_errors/*.csv"):
            with tempfile.TemporaryDirectory() as folder:
                local = os.path.join(folder, "errors.csv")
                system.get_file(name, local)
                count += len(read_table(local))
        return count

    def clear(self) -> None:
        """Delete what a run of ours left, and nothing else."""
        system, path = self._open()
        names = self.names()
        if names and "_run.json" not in names:
            raise ConfigError(
                f"{self.folder!r} holds what `inkdigits batch` did not write: name another folder"
            )
        if names:
            system.rm(path, recursive=True)

    def text(self, name: str) -> str:
        """The content of a small file, "" where there is none."""
        system, path = self._open()
        if not system.exists(f"{path}/{name}"):
            return ""
        content: bytes = system.cat_file(f"{path}/{name}")
        return content.decode("utf-8")

    def put_text(self, name: str, text: str) -> None:
        """Write a small file."""
        system, path = self._open()
        system.makedirs(path, exist_ok=True)
        system.pipe_file(f"{path}/{name}", text.encode("utf-8"))

    def _drop(self, name: str) -> None:
        system, path = self._open()
        with contextlib.suppress(FileNotFoundError):
            system.rm_file(f"{path}/{name}")

    def _put_table(self, name: str, rows: Any, columns: Columns) -> None:
        system, path = self._open()
        target = f"{path}/{name}"
        with tempfile.TemporaryDirectory() as folder:
            local = Path(folder) / os.path.basename(name)
            write_table(local, rows, columns)
            system.makedirs(os.path.dirname(target), exist_ok=True)
            unfinished = f"{path}/_unfinished-{os.path.basename(name)}"
            system.put_file(str(local), unfinished)
            system.mv(unfinished, target)

    def _open(self) -> tuple[Any, str]:
        try:
            import fsspec

            system, path = fsspec.core.url_to_fs(self.folder)
        except (ImportError, ValueError) as error:
            raise ConfigError(
                f"nothing to write {self.folder!r} with is installed ({error}): pip install "
                f"'inkdigits[ray]' and the fsspec package of that storage, such as s3fs or gcsfs"
            ) from error
        return system, path
