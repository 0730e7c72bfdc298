"""Whose hand the page reads, and with which classifier."""

from __future__ import annotations

from pathlib import Path

profile: str | None = None
"""Name of the profile that `inkdigits app --profile` was started with."""

model: Path | None = None
"""The classifier that `inkdigits app --model` was started with; None is the shipped one."""
