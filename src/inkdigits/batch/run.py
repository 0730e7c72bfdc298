"""A whole run: find the files, read what is not read yet, and write the table."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from inkdigits import __version__
from inkdigits.batch.inputs import Source, as_they_are_now, find_sources, is_remote
from inkdigits.batch.journal import Journal, Settings
from inkdigits.batch.progress import Progress
from inkdigits.batch.remembered import remember, used_files
from inkdigits.batch.rows import ERROR_COLUMNS, Columns, Row, RowKind, error_row, printable
from inkdigits.batch.summary import Summary
from inkdigits.batch.tables import check_writable, write_table
from inkdigits.batch.tasks import Task, Work
from inkdigits.batch.workers import Answer, Pool, core_count
from inkdigits.errors import ConfigError
from inkdigits.forms import load_template
from inkdigits.reader import ReaderOptions

Engine = Literal["local", "ray"]

_TIMES_READ_AGAIN = 2  # files that somebody still wrote while they were read


@dataclass(frozen=True)
class BatchOptions:
    """How a run is done. Frozen: make others for another run.

    Attributes:
        reader: How pages are read; its threads are set to one, as many processes read.
        rows: What a row stands for: "page", "number" or "digit".
        template: A file that describes a form: rows are pages then, and its fields the columns.
        workers: How many processes read; 0 takes as many as there are cores.
        force: Replace a table that is there; forget a journal that belongs to another run.
        engine: "local" processes, or actors of "ray".
        address: A Ray cluster's address; None starts Ray on this machine.

    Raises:
        ConfigError: A value is out of range.
    """

    reader: ReaderOptions = field(default_factory=ReaderOptions)
    rows: RowKind = "number"
    template: Path | None = None
    workers: int = 0
    force: bool = False
    engine: Engine = "local"
    address: str | None = None

    def __post_init__(self) -> None:
        """Check every value."""
        for name, allowed in {"rows": RowKind, "engine": Engine}.items():
            if getattr(self, name) not in get_args(allowed):
                raise ConfigError(
                    f"{name} must be one of {', '.join(get_args(allowed))}; "
                    f"found {getattr(self, name)!r}"
                )
        if self.workers < 0:
            raise ConfigError(f"workers must be 0 or more, found {self.workers}")
        if self.reader.symbols and self.template is not None:
            raise ConfigError("the fields of forms hold digits only: leave symbols away")
        if self.address is not None and self.engine != "ray":
            raise ConfigError("an address is a Ray cluster's: choose the engine ray, too")


def journal_path(output: str | os.PathLike[str]) -> Path:
    """Where a run that is not finished keeps what it has read."""
    path = Path(output)
    return path.with_name(path.name + ".partial")


def errors_path(output: str | os.PathLike[str]) -> Path:
    """Where a run lists the pages it could not read."""
    path = Path(output)
    return path.with_name(path.name + ".errors.csv")


def run_batch(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str],
    options: BatchOptions | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read many pages into one table.

    Killed at any moment, the same call goes on where it was: what was read is kept in a journal
    (`journal_path`) until the table is complete. Rows are in the order of the files and pages.
    A script that calls this needs `if __name__ == "__main__":`, as processes are started.

    Args:
        source: A folder, a pattern, a list of files, or a file: see `find_sources`.
        output: The table: .csv, .jsonl, .parquet or .xlsx. With the engine ray it may be a URL: a
            folder of parts then (see the module `parts`).
        options: How; None takes the defaults.
        progress: Shows how it is getting on; None shows nothing.

    Returns:
        What came of it. Pages that could not be read are in the table `errors_path(output)`, and
        how all were read is in `options_path(output)`.

    Raises:
        ImageError: There is nothing to read at `source`.
        ConfigError: The output is there already or cannot be written, or an option is wrong.
        ModelError: A model cannot be used.
        InkDigitsError: The processes cannot be started.
    """
    options = options or BatchOptions()
    progress = progress or Progress(shown=False)
    place = os.fspath(source)
    template = load_template(options.template) if options.template is not None else None
    work = Work(options.reader, options.rows, template, used_files(options.reader))
    settings = _settings(place, work)
    if is_remote(os.fspath(output)):
        return _run_remote(place, os.fspath(output), work, options, settings, progress)
    output, columns = Path(output), work.columns
    _check_output(output, options.force, journal_path(output).exists())
    sources = find_sources(place)
    with closing(Journal(journal_path(output), settings, fresh=options.force)) as journal:
        if journal.is_new:  # a run that was finished meanwhile has left none, but a table
            _check_output(output, options.force)
        earlier = _read(sources, journal, work, options, progress)
        for _ in range(_TIMES_READ_AGAIN):
            before, sources = sources, as_they_are_now(sources)
            if sources == before:
                break
            _read(sources, journal, work, options, progress)
        summary = _finish(output, columns, sources, journal)
        summary.earlier = earlier
        remember(output, options.reader, template, work.files)
        journal.remove()
    return summary


def _read(
    sources: Sequence[Source],
    journal: Journal,
    work: Work,
    options: BatchOptions,
    progress: Progress,
) -> int:
    """Read what the journal does not hold; how many pages it held before."""
    tasks = list(_tasks(sources, journal))
    known = sum(journal.pages(one) or 1 for one in sources)
    progress.begin(known, known - len(tasks))
    with progress, closing(_answers(tasks, work, options)) as answers:
        for task, record, line in answers:
            journal.append(task.source, record.page, record.pages, line)
            if task.pages is None:
                progress.more(record.pages - 1)
            progress.step(failed=record.error is not None)
    return known - len(tasks)


def _run_remote(
    place: str,
    folder: str,
    work: Work,
    options: BatchOptions,
    settings: Settings,
    progress: Progress,
) -> Summary:
    if options.engine != "ray":
        raise ConfigError(
            f"{folder!r} is a URL, to which actors of Ray write: add --engine ray, or name a file "
            f"on this machine"
        )
    check_writable(folder.rstrip("/"))
    from inkdigits.batch.parts import write_parts

    return write_parts(
        folder,
        find_sources(place),
        work,
        settings,
        progress,
        actors=options.workers,
        address=options.address,
        force=options.force,
    )


def _answers(
    tasks: Sequence[Task], work: Work, options: BatchOptions
) -> Generator[Answer, None, None]:
    """Have pages read by the engine that was chosen."""
    if options.engine == "ray":
        from inkdigits.batch.ray_engine import read_with_ray

        yield from read_with_ray(tasks, work, actors=options.workers, address=options.address)
        return
    with Pool(work, options.workers or core_count()) as pool:
        yield from pool.read(tasks)


def _tasks(sources: Sequence[Source], journal: Journal) -> Iterator[Task]:
    """The pages that the journal does not hold."""
    for source in sources:
        pages = journal.pages(source)
        if pages is None or not journal.holds(source, 0):
            yield Task(source)
        else:
            for page in range(1, pages):
                if not journal.holds(source, page):
                    yield Task(source, page, pages)


def _finish(output: Path, columns: Columns, sources: Sequence[Source], journal: Journal) -> Summary:
    """Write the table and the errors; killed meanwhile, it is done again from the journal."""
    summary = Summary()
    errors: list[Row] = []

    def table() -> Iterator[Row]:
        for record in journal.records(sources):
            summary.count(record)
            yield from record.rows
            if record.error is not None:
                errors.append(error_row(record.file, record.page, record.error))

    try:
        write_table(output, table(), columns)
        _check_errors(output)  # whatever came there since the run began is not ours to replace
        if errors:
            summary.errors = os.fspath(errors_path(output))
            write_table(summary.errors, errors, ERROR_COLUMNS)
        else:
            errors_path(output).unlink(missing_ok=True)
    except ConfigError as error:
        raise ConfigError(
            f"{error}. What was read is kept in {journal.path.name!r}: the same command goes on "
            f"from it; renamed to NAME.partial, so does the command with the output NAME"
        ) from error
    return summary


def _check_output(output: Path, force: bool, is_begun: bool = False) -> None:
    """Refuse to replace a table, unless the run that writes it is not finished."""
    check_writable(output)
    if not output.parent.is_dir():
        raise ConfigError(
            f"there is no folder {printable(str(output.parent))!r} to write to: make it first"
        )
    if output.is_dir():
        raise ConfigError(f"{printable(str(output))!r} is a folder: name a file for the table")
    if output.exists() and not (force or is_begun):
        raise ConfigError(
            f"{printable(str(output))!r} is there already: name another output, or add --force to "
            f"read everything again and replace it"
        )
    _check_errors(output)


def _check_errors(output: Path) -> None:
    """Refuse to replace or delete a file that is no list of errors, but has the name of one."""
    path = errors_path(output)
    if os.path.lexists(path) and not _is_errors(path):
        raise ConfigError(
            f"{printable(str(path))!r} is no list of errors of `inkdigits batch`, which would be "
            f"written there: move it away, or name another output"
        )


def _is_errors(path: Path) -> bool:
    header = ",".join(ERROR_COLUMNS).encode("ascii")
    try:
        with open(path, "rb") as file:
            line = file.readline(len(header) + 8)
    except OSError:
        return False
    return line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n") == header


def _settings(source: str, work: Work) -> Settings:
    """What decides the rows, by the names that the command line has for it."""
    reader, template = work.options, work.template
    form = json.dumps(template.to_dict(), sort_keys=True) if template is not None else ""
    return {
        "input": printable(source),
        "rows": "form" if template is not None else work.rows,
        "template": hashlib.sha256(form.encode()).hexdigest()[:16] if form else None,
        "locator": reader.locator,
        "rotate": reader.rotate,
        "polarity": reader.polarity,
        "symbols": reader.symbols,
        "review-threshold": reader.threshold("read" if template is None else "form"),
        "pixel-limit": reader.pixel_limit,
        **work.files,
        "version": __version__,
    }
