"""Corrections that a person made, kept on this machine to look at, to export and to learn from."""

from __future__ import annotations

from inkdigits.store.database import Store, digit_at, store_path
from inkdigits.store.exchange import export_folder, export_idx, import_from
from inkdigits.store.kept import NOT_A_DIGIT, Filter, Kept, Said

__all__ = [
    "NOT_A_DIGIT",
    "Filter",
    "Kept",
    "Said",
    "Store",
    "digit_at",
    "export_folder",
    "export_idx",
    "import_from",
    "store_path",
]
