"""Templates: which fields a form has, where, and what they may hold."""

from __future__ import annotations

import difflib
import json
import math
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

from inkdigits.errors import ConfigError
from inkdigits.forms.patterns import Pattern
from inkdigits.forms.toml import to_toml
from inkdigits.result import Box

Kind = Literal["number", "comb", "digit"]
RegistrationKind = Literal["marks", "corners", "boxes", "none"]
Point = tuple[float, float]

RESERVED_NAMES = ("file", "image", "page", "alignment", "needs_review", "error", "reviewed")
"""Names that no field may have: they are columns of the spreadsheet, or of a review of it."""

_A4 = (1240, 1754)  # pixels of an A4 sheet at 150 dpi: the frame of relative coordinates
_SETTINGS = ("name", "units", "width", "height", "registration", "fields")
_PATTERN_KEYS = tuple(one.name for one in fields(Pattern))
_FIELD_KEYS = ("name", "kind", "box", "cells", "required", *_PATTERN_KEYS)
_MOST_MARKS = 12
_MOST_FIELDS = 1000


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        name: The column of the spreadsheet.
        box: Where it is printed, in pixels of the template's frame.
        kind: "number" (digits anywhere in the box), "comb" (a digit in each of `cells` equal
            cells), or "digit" (just one).
        cells: How many cells a comb has; 0 for the other kinds.
        required: Whether an empty field is to be looked at.
        pattern: What it may hold.

    Raises:
        ConfigError: A value cannot be used.
    """

    name: str
    box: Box
    kind: Kind = "number"
    cells: int = 0
    required: bool = False
    pattern: Pattern = field(default_factory=Pattern)

    def __post_init__(self) -> None:
        """Check the values, and add to the pattern what the kind says."""
        if not isinstance(self.name, str) or not self.name.strip() or not self.name.isprintable():
            raise ConfigError(f"name must be a word to put over a column, found {self.name!r}")
        if self.name in RESERVED_NAMES:
            raise ConfigError(
                f"name {self.name!r} is a column of its own in the spreadsheet: choose another"
            )
        if self.kind not in get_args(Kind):
            raise ConfigError(
                f"kind must be one of {', '.join(get_args(Kind))}; found {self.kind!r}"
            )
        if type(self.required) is not bool:
            raise ConfigError(f"required must be true or false, found {self.required!r}")
        if self.box.width < 1 or self.box.height < 1:
            raise ConfigError(
                f"box must be at least one pixel wide and high, found {self.box.xyxy}"
            )
        if type(self.cells) is not int or (self.cells != 0) != (self.kind == "comb"):
            raise ConfigError(
                f"cells must be a whole number for a comb, and left out for other kinds; found "
                f"{self.cells!r} for a {self.kind}"
            )
        if self.kind == "comb" and not 2 <= self.cells <= 60:
            raise ConfigError(f"cells must be within 2..60, found {self.cells}")
        object.__setattr__(self, "pattern", self._limited(self.pattern))

    @property
    def most_digits(self) -> int | None:
        """How many digits there is room for; None where nobody knows."""
        return {"digit": 1, "comb": self.cells}.get(self.kind)

    def _limited(self, pattern: Pattern) -> Pattern:
        """The pattern, no longer than there is room for."""
        most = self.most_digits
        shortest, longest = pattern.lengths
        if most is None or (longest is not None and longest <= most):
            return pattern
        if shortest > most or pattern.length is not None:
            raise ConfigError(
                f"length must fit into the field, which has room for {most}; found at least "
                f"{shortest}"
            )
        if longest is not None:
            raise ConfigError(
                f"max_length must fit into the field, which has room for {most}; found {longest}"
            )
        return replace(pattern, max_length=most)


@dataclass(frozen=True)
class Registration:
    """How a picture of the form is laid over its template.

    Attributes:
        kind: "marks": solid black squares or discs printed at known places. "corners": the four
            corners of the sheet, seen on a darker or lighter ground. "boxes": the printed boxes of
            the fields themselves. "none": the picture is just the page.
        marks: Centres of the marks, in pixels of the template's frame.
        mark_size: Side of a mark in pixels of the frame.

    Raises:
        ConfigError: A value cannot be used.
    """

    kind: RegistrationKind = "none"
    marks: tuple[Point, ...] = ()
    mark_size: float = 0.0

    def __post_init__(self) -> None:
        """Check the values."""
        if self.kind not in get_args(RegistrationKind):
            raise ConfigError(
                f"registration kind must be one of {', '.join(get_args(RegistrationKind))}; found "
                f"{self.kind!r}"
            )
        if self.kind != "marks":
            if self.marks or self.mark_size:
                raise ConfigError("marks and mark_size go with the registration kind 'marks'")
            return
        if not 3 <= len(self.marks) <= _MOST_MARKS:
            raise ConfigError(
                f"marks must be the centres of 3 to {_MOST_MARKS} marks, found {len(self.marks)}"
            )
        if not self.mark_size >= 1 or not math.isfinite(self.mark_size):
            raise ConfigError(
                f"mark_size must be the side of a mark in pixels, found {self.mark_size}"
            )


@dataclass(frozen=True)
class Template:
    """A form: its fields, in the order of the spreadsheet's columns.

    Attributes:
        fields: At least one; names differ.
        width: Width in pixels of the frame that boxes and marks are given in: of the sample
            picture the template was made from, or of nothing in particular.
        height: Height of the frame in pixels.
        name: What to call the form.
        registration: How pictures are laid over the template.

    Raises:
        ConfigError: A value cannot be used; the message names the field and the key.
    """

    fields: tuple[Field, ...]
    width: int
    height: int
    name: str = ""
    registration: Registration = field(default_factory=Registration)

    def __post_init__(self) -> None:
        """Check that the parts belong together."""
        for key, value in (("width", self.width), ("height", self.height)):
            if type(value) is not int or not 8 <= value <= 100_000:
                raise ConfigError(
                    f"{key} must be a whole number of pixels, 8..100000; found {value!r}"
                )
        if not isinstance(self.name, str):
            raise ConfigError(f"name must be a text, found {self.name!r}")
        if not 1 <= len(self.fields) <= _MOST_FIELDS:
            raise ConfigError(
                f"a template has 1 to {_MOST_FIELDS} fields, found {len(self.fields)}: add a table "
                f"[[fields]] for each"
            )
        seen: set[str] = set()
        for one in self.fields:
            if one.name in seen:
                raise ConfigError(f"field {one.name!r}: name is used twice: rename one of them")
            seen.add(one.name)
            x0, y0, x1, y1 = one.box.xyxy
            if x0 < 0 or y0 < 0 or x1 > self.width + 0.5 or y1 > self.height + 0.5:
                raise ConfigError(
                    f"field {one.name!r}: box must lie within the page of {self.width} x "
                    f"{self.height} pixels, found {one.box.xyxy}"
                )
        for x, y in self.registration.marks:
            if not (0 <= x <= self.width and 0 <= y <= self.height):
                raise ConfigError(
                    f"marks must lie within the page of {self.width} x {self.height} pixels, found "
                    f"({x:g}, {y:g})"
                )
        if self.registration.kind == "boxes" and len(self.fields) < 4:
            raise ConfigError(
                "registration kind 'boxes' needs at least 4 fields with printed boxes: use "
                "'corners', or print marks"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The fields' names, in order."""
        return tuple(one.name for one in self.fields)

    def to_dict(self) -> dict[str, Any]:
        """The template as it is written to a file: plain values, pixel coordinates."""
        data: dict[str, Any] = {"name": self.name} if self.name else {}
        data |= {"units": "pixels", "width": self.width, "height": self.height}
        registration: dict[str, Any] = {"kind": self.registration.kind}
        if self.registration.marks:
            registration["marks"] = [[_plain(x), _plain(y)] for x, y in self.registration.marks]
            registration["mark_size"] = _plain(self.registration.mark_size)
        data["registration"] = registration
        data["fields"] = [_field_dict(one) for one in self.fields]
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Template:
        """The inverse of `to_dict`; also takes relative units.

        Raises:
            ConfigError: A value is missing, unknown or cannot be used.
        """
        return _from_dict(data)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the template, as JSON where the name ends in .json, else as TOML.

        Raises:
            ConfigError: The file cannot be written.
        """
        data = self.to_dict()
        as_json = Path(path).suffix.lower() == ".json"
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n" if as_json else to_toml(data)
        try:
            Path(path).write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigError(
                f"cannot write {path}: {error.strerror}. Name a file in a folder that exists"
            ) from error


def load_template(path: str | PathLike[str]) -> Template:
    """Read a template from a TOML or JSON file.

    Args:
        path: JSON where the name ends in .json, else TOML.

    Raises:
        ConfigError: The file is missing, is no TOML or JSON, or a value in it cannot be used: the
            message names the field and the key.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            f"no such template: {file}. Make one with  inkdigits template SAMPLE -o "
            f"{shlex.quote(file.name)}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"cannot read the template {file}: {error}. Expected UTF-8 text"
        ) from error
    try:
        data = json.loads(text) if file.suffix.lower() == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        kind = "JSON" if file.suffix.lower() == ".json" else "TOML"
        raise ConfigError(f"{file} is no {kind} file: {error}. See docs/FORMS.md") from error
    try:
        return Template.from_dict(data)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error


def _from_dict(data: Mapping[str, Any]) -> Template:
    _expect_table(data, "a template", _SETTINGS)
    units = data.get("units", "pixels")
    if units not in ("pixels", "relative"):
        raise ConfigError(f"units must be pixels or relative, found {units!r}")
    width, height = data.get("width"), data.get("height")
    if units == "relative":
        width, height = _A4 if width is None and height is None else (width, height)
    if width is None or height is None:
        raise ConfigError(
            "width and height of the sample picture are needed: add them, or give boxes from 0 to "
            '1 and set units = "relative"'
        )
    if type(width) is not int or type(height) is not int:
        raise ConfigError(f"width and height must be whole numbers, found {width!r} and {height!r}")
    scale = (1.0, 1.0) if units == "pixels" else (float(width), float(height))
    raw = data.get("fields", [])
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        raise ConfigError(f"fields must be a list of tables [[fields]], found {raw!r}")
    registration = _registration(data.get("registration", {}), scale)
    read = tuple(_field(one, place, scale) for place, one in enumerate(raw, 1))
    return Template(read, width, height, data.get("name", ""), registration)


def _field(data: Any, place: int, scale: Point) -> Field:
    name = data.get("name") if isinstance(data, Mapping) else None
    where = f"field {name!r}" if isinstance(name, str) and name else f"field number {place}"
    try:
        _expect_table(data, "a field", _FIELD_KEYS)
        for key in ("name", "box"):
            if key not in data:
                raise ConfigError(f"{key} is missing")
        settings = {key: data[key] for key in ("kind", "cells", "required") if key in data}
        pattern = Pattern(**{key: data[key] for key in _PATTERN_KEYS if key in data})
        return Field(data["name"], _box(data["box"], scale), pattern=pattern, **settings)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def _box(value: Any, scale: Point) -> Box:
    numbers = _numbers(value, 4)
    if numbers is None or numbers[2] <= numbers[0] or numbers[3] <= numbers[1]:
        raise ConfigError(
            f"box must be four numbers [left, top, right, bottom], left < right and top < bottom; "
            f"found {value!r}"
        )
    sx, sy = scale
    if scale != (1.0, 1.0) and max(numbers) > 1:
        raise ConfigError(
            f"box must be within 0..1 with relative units, found {value!r}: for pixels set "
            f'units = "pixels"'
        )
    return Box(numbers[0] * sx, numbers[1] * sy, numbers[2] * sx, numbers[3] * sy)


def _registration(data: Any, scale: Point) -> Registration:
    try:
        _expect_table(data, "the table", ("kind", "marks", "mark_size"))
        marks = data.get("marks", [])
        pairs = [_numbers(mark, 2) for mark in marks] if isinstance(marks, Sequence) else [None]
        if isinstance(marks, str) or None in pairs:
            raise ConfigError(f"marks must be a list of centres [x, y], found {marks!r}")
        sizes = _numbers([data.get("mark_size", 0)], 1)
        if sizes is None:
            raise ConfigError(f"mark_size must be a number, found {data['mark_size']!r}")
        centres = tuple((pair[0] * scale[0], pair[1] * scale[1]) for pair in pairs if pair)
        return Registration(data.get("kind", "none"), centres, sizes[0] * scale[0])
    except ConfigError as error:
        raise ConfigError(f"registration: {error}") from error


def _numbers(value: Any, count: int) -> list[float] | None:
    """So many finite numbers, or None."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != count:
        return None
    if any(type(v) not in (int, float) or not math.isfinite(v) for v in value):
        return None
    return [float(v) for v in value]


def _expect_table(data: Any, what: str, known: Sequence[str]) -> None:
    if not isinstance(data, Mapping):
        raise ConfigError(f"{what} must be a table of settings, found {data!r}")
    for key in data:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise ConfigError(f"{what} has no setting {key!r}: {hint}")


def _field_dict(one: Field) -> dict[str, Any]:
    data: dict[str, Any] = {"name": one.name, "kind": one.kind}
    data["box"] = [_plain(v) for v in one.box.xyxy]
    if one.cells:
        data["cells"] = one.cells
    if one.required:
        data["required"] = True
    for key in _PATTERN_KEYS:
        value = getattr(one.pattern, key)
        implied = key == "max_length" and value == one.most_digits
        if value is not None and not implied:
            data[key] = value
    return data


def _plain(value: float) -> int | float:
    """A number as people write it: whole where it is whole."""
    return int(value) if float(value).is_integer() else float(value)
