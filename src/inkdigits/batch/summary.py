"""What came of a run, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from inkdigits.batch.journal import Record


@dataclass
class Summary:
    """What came of a run.

    Attributes:
        pages: Pages read, in this run or before.
        failed: Pages that could not be read.
        blank: Pages read on which no digit was found.
        rows: Rows in the table.
        doubtful: Rows of the table that need review.
        unread: Pages with numbers in which symbols stand that were not asked for.
        earlier: Pages that a run before this one had read or failed to read.
        errors: The table of pages that could not be read, or the folder of such tables; None where
            all could.
    """

    pages: int = 0
    failed: int = 0
    blank: int = 0
    rows: int = 0
    doubtful: int = 0
    unread: int = 0
    earlier: int = 0
    errors: str | None = None

    def count(self, record: Record) -> None:
        """Add a page."""
        if record.error is not None:
            self.failed += 1
            return
        self.pages += 1
        self.blank += record.digits == 0
        self.unread += record.unread > 0
        self.rows += len(record.rows)
        self.doubtful += sum(bool(row.get("needs_review")) for row in record.rows)

    def add(self, other: Summary) -> None:
        """Add what came of a part of the run."""
        for name in ("pages", "failed", "blank", "rows", "doubtful", "unread", "earlier"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
