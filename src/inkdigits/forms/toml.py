"""Writing TOML: just what templates need. Python reads it (tomllib) but does not write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def to_toml(data: Mapping[str, Any]) -> str:
    """Plain values as TOML 1.0: settings first, then tables, then lists of tables.

    Args:
        data: Texts, truth values, whole and finite numbers, lists of these, tables of these, and
            lists of such tables. Keys are bare words.
    """
    tables = [(key, value) for key, value in data.items() if _holds_tables(value)]
    lines = [f"{key} = {_value(value)}" for key, value in data.items() if not _holds_tables(value)]
    for key, value in tables:
        entries = [(f"[{key}]", value)] if isinstance(value, Mapping) else []
        entries = entries or [(f"[[{key}]]", one) for one in value]
        for header, table in entries:
            lines += ["", header, *(f"{name} = {_value(one)}" for name, one in table.items())]
    return "\n".join(lines) + "\n"


def _holds_tables(value: Any) -> bool:
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return repr(value)


def _text(value: str) -> str:
    """A literal where backslashes would otherwise double, as in regular expressions."""
    if "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return '"' + "".join(_ESCAPES.get(c) or _character(c) for c in value) + '"'


def _character(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 127 else character
