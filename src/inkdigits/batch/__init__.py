"""Many pages into one table: by all cores of this machine, or by a cluster.

    >>> from inkdigits.batch import run_batch
    >>> run_batch("scans/", "numbers.csv")          # doctest: +SKIP

Killed at any moment, the same call goes on where it was.
"""

from __future__ import annotations

from inkdigits.batch.progress import Progress
from inkdigits.batch.remembered import Remembered, options_path, remembered, used_files
from inkdigits.batch.rows import COLUMNS
from inkdigits.batch.run import BatchOptions, errors_path, journal_path, run_batch
from inkdigits.batch.summary import Summary
from inkdigits.batch.tables import read_table, write_table

__all__ = [
    "COLUMNS",
    "BatchOptions",
    "Progress",
    "Remembered",
    "Summary",
    "errors_path",
    "journal_path",
    "options_path",
    "read_table",
    "remembered",
    "run_batch",
    "used_files",
    "write_table",
]
