"""One page to read, and reading it: what every engine does, wherever it does it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inkdigits.batch.inputs import Source, is_remote, open_remote
from inkdigits.batch.journal import Record
from inkdigits.batch.remembered import used_files
from inkdigits.batch.rows import (
    COLUMNS,
    Columns,
    RowKind,
    form_columns,
    form_row,
    page_rows,
    printable,
)
from inkdigits.errors import ConfigError, ImageError, InkDigitsError
from inkdigits.forms import Template, read_form
from inkdigits.image import page_count
from inkdigits.reader import Reader, ReaderOptions


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each page; the same in every process.

    Attributes:
        options: How pages are read. Its threads are those of one process.
        rows: What a row stands for.
        template: A form's template; its fields are the columns then, and a row is a page.
        files: What tells the models and the profile (`used_files`) that all pages are read with;
            whoever finds others reads nothing. Empty takes any.
    """

    options: ReaderOptions
    rows: RowKind
    template: Template | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Columns:
        """Columns of the table.

        Raises:
            ConfigError: The template has a field of a name that it must not have.
        """
        return COLUMNS[self.rows] if self.template is None else form_columns(self.template)


@dataclass(frozen=True, slots=True)
class Task:
    """A page to read.

    Attributes:
        source: The file.
        page: Counted from 0.
        pages: How many the file has; None where that is still to be found out.
    """

    source: Source
    page: int = 0
    pages: int | None = None

    def further(self, pages: int) -> list[Task]:
        """The other pages of a file whose first page this is."""
        return [replace(self, page=page, pages=pages) for page in range(1, pages)]

    def record(self, pages: int = 1, **found: Any) -> Record:
        """The record of this page."""
        return Record(self.source.file, self.source.stamp, self.page, self.pages or pages, **found)


class PageReader:
    """Reads pages in this process, with the models loaded once.

    Args:
        work: What to do.

    Raises:
        InkDigitsError: A model or the template cannot be used.
        ConfigError: A model or the profile is another one than the run began with.
    """

    def __init__(self, work: Work) -> None:
        """Load the models."""
        self._work = work
        self._reader = Reader(work.options)
        _ = self._reader.classifier, self._reader.locator
        if work.files:
            _check_files(work)

    def read(self, task: Task, tell: Callable[[int], None] = lambda pages: None) -> Record:
        """Read a page. What is wrong with the picture ends up in the record.

        Args:
            task: The page.
            tell: Is told how many pages the file has before one of them is read, where the task
                does not say.

        Raises:
            InkDigitsError: Something is wrong that is wrong with every picture.
        """
        file, pages = task.source.file, task.pages or 1
        try:
            content = open_remote(file) if is_remote(file) else file
            if task.pages is None:
                pages = _count(content)
                tell(pages)
            found = self._found(task, content)
        except ImageError as error:
            return task.record(pages, error=_sentence(error, file))
        except InkDigitsError:
            raise
        except Exception as error:
            return task.record(
                pages,
                error=f"this should not happen ({type(error).__name__}: {error}). Save the picture "
                f"again in another format",
            )
        return task.record(pages, **found)

    def _found(self, task: Task, content: str | bytes) -> dict[str, Any]:
        """What the record of a page says was found on it."""
        file, work = task.source.file, self._work
        if work.template is None:
            page = self._reader.read(content, pdf_page=task.page)
            rows = page_rows(file, task.page, page, work.rows)
            return {"digits": len(page.digits), "unread": page.unread_symbols, "rows": tuple(rows)}
        form = read_form(self._reader, content, work.template, pdf_page=task.page)
        count = sum(len(one.digits) for one in form.fields)
        return {"digits": count, "rows": (form_row(file, task.page, form),)}


def _check_files(work: Work) -> None:
    """Refuse to read some pages with other models than the rest."""
    now = used_files(work.options)
    other = [name for name, was in work.files.items() if now.get(name) != was]
    if other:
        raise ConfigError(
            f"the {' and the '.join(other)} of this process on {platform.node()!r} is another one "
            f"than the run began with: was it learned or replaced meanwhile, or has a machine of "
            f"the cluster another one? Put the first one back and run the same command to go on, "
            f"or add --force to read everything again"
        )


def _count(content: str | bytes) -> int:
    try:
        return page_count(content)
    except ImageError:
        return 1  # reading the first page will say what is wrong


def _sentence(error: ImageError, file: str) -> str:
    return printable(str(error).replace("the image data", repr(file)))
