"""One page to read, and reading it: what every engine does, wherever it does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inkdigits.batch.inputs import Source, is_remote, open_remote
from inkdigits.batch.journal import Record
from inkdigits.batch.rows import RowKind, page_rows, printable
from inkdigits.errors import ImageError, InkDigitsError
from inkdigits.image import page_count
from inkdigits.reader import Reader, ReaderOptions


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each page; the same in every process.

    Attributes:
        options: How pages are read. Its threads are those of one process.
        rows: What a row stands for.
        template: A form's template; its fields are the columns then.
    """

    options: ReaderOptions
    rows: RowKind
    template: Path | None = None


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
    """

    def __init__(self, work: Work) -> None:
        """Load the models."""
        self._work = work
        self._reader = Reader(work.options)
        _ = self._reader.classifier, self._reader.locator

    def read(self, task: Task) -> Record:
        """Read a page. What is wrong with the picture ends up in the record.

        Raises:
            InkDigitsError: Something is wrong that is wrong with every picture.
        """
        file, pages = task.source.file, task.pages or 1
        try:
            content = open_remote(file) if is_remote(file) else file
            if task.pages is None:
                pages = _count(content)
            page = self._reader.read(content, pdf_page=task.page)
            rows = page_rows(file, task.page, page, self._work.rows)
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
        return task.record(pages, digits=len(page.digits), rows=tuple(rows))


def _count(content: str | bytes) -> int:
    try:
        return page_count(content)
    except ImageError:
        return 1  # reading the first page will say what is wrong


def _sentence(error: ImageError, file: str) -> str:
    return printable(str(error).replace("the image data", repr(file)))
