"""Kept digits as rows of a table, and filters as conditions on it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np

from inkdigits.errors import ConfigError
from inkdigits.normalize import SIZE
from inkdigits.profile import composed
from inkdigits.result import Box
from inkdigits.store.kept import Filter, Kept, from_png, to_png, value_of

SCHEMA = """
CREATE TABLE IF NOT EXISTS digits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    value INTEGER CHECK (value BETWEEN 0 AND 9),
    was_read INTEGER NOT NULL,
    read_value INTEGER,
    read_confidence REAL,
    source TEXT NOT NULL,
    picture TEXT NOT NULL,
    picture_key BLOB NOT NULL,
    place_x0 REAL NOT NULL, place_y0 REAL NOT NULL, place_x1 REAL NOT NULL, place_y1 REAL NOT NULL,
    writer TEXT NOT NULL,
    revision TEXT NOT NULL,
    crop BLOB NOT NULL,
    box_x0 REAL NOT NULL, box_y0 REAL NOT NULL, box_x1 REAL NOT NULL, box_y1 REAL NOT NULL,
    frame BLOB NOT NULL,
    framing TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS digits_by_picture ON digits (picture_key);
"""
COLUMNS = (
    "time, value, was_read, read_value, read_confidence, source, picture, picture_key, place_x0, "
    "place_y0, place_x1, place_y1, writer, revision, crop, box_x0, box_y0, box_x1, box_y1, frame, "
    "framing"
)


def to_row(kept: Kept) -> tuple[Any, ...]:
    """Values of `COLUMNS`."""
    return (
        utc(kept.time) if kept.time else datetime.now(UTC).isoformat(timespec="milliseconds"),
        kept.value,
        int(kept.was_read),
        kept.read_value,
        kept.read_confidence,
        kept.source,
        kept.picture,
        kept.picture_key,
        *kept.place.xyxy,
        composed(kept.writer),
        kept.revision,
        to_png(kept.crop),
        *kept.box.xyxy,
        kept.frame.tobytes(),
        kept.framing,
    )


def from_row(row: Sequence[Any]) -> Kept | None:
    """A kept digit from its id and `COLUMNS`; None where its pictures are damaged."""
    try:
        frame, crop = np.frombuffer(row[20], np.uint8), from_png(row[15])
    except (TypeError, ValueError, cv2.error):
        return None
    if frame.size != SIZE * SIZE or crop is None:
        return None
    return Kept(
        id=row[0],
        time=row[1],
        value=row[2],
        was_read=bool(row[3]),
        read_value=row[4],
        read_confidence=row[5],
        source=row[6],
        picture=row[7],
        picture_key=row[8],
        place=Box(*row[9:13]),
        writer=row[13],
        revision=row[14],
        crop=crop,
        box=Box(*row[16:20]),
        frame=frame.reshape(SIZE, SIZE),
        framing=row[21],
    )


def where(chosen: Filter, ids: Sequence[int] | None) -> tuple[str, list[Any]]:
    """A WHERE clause and its values."""
    terms: list[str] = []
    values: list[Any] = []

    def also(term: str, *more: Any) -> None:
        terms.append(term)
        values.extend(more)

    if chosen.label is not None:
        also("value IS ?", value_of(chosen.label))
    if chosen.read_as is not None:
        also("was_read AND read_value IS ?", value_of(chosen.read_as))
    if chosen.source is not None:
        also("source = ?", chosen.source)
    if chosen.writer is not None:
        also("writer = ?", composed(chosen.writer))
    if chosen.since is not None:
        also("time >= ?", utc(chosen.since))
    if chosen.picture is not None:
        also("instr(lower(picture), lower(?)) > 0", chosen.picture)
    if chosen.wrong is not None:
        also("(was_read AND read_value IS NOT value) = ?", int(chosen.wrong))
    if ids is not None:
        also("id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))
    return ("WHERE " + " AND ".join(terms) if terms else ""), values


def utc(text: str) -> str:
    """A time as ISO 8601 in UTC, to the millisecond.

    Raises:
        ConfigError: It is no time.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"expected a date or time such as 2026-01-31 or 2026-01-31T18:00, found {text!r}"
        ) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
