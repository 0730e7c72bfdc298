"""Tables of figures, for people to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cell = str | float | int | None


def format_table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Columns aligned: text to the left, numbers to the right, "-" where there is none."""
    texts = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[k]) for row in texts) for k in range(len(header))]
    right = [_is_numeric(column) for column in zip(*rows, strict=True)] or [False] * len(header)
    lines = []
    for row in texts:
        cells = (
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(row, widths, right, strict=True)
        )
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def format_figures(figures: Mapping[str, Cell]) -> str:
    """One line for each figure; names in words, percent as a sign."""
    rows = [
        (_words(name) + (" %" if name.endswith("_percent") else ""), value)
        for name, value in figures.items()
    ]
    return format_table(("figure", "value"), rows)


def _words(name: str) -> str:
    return (
        name.removesuffix("_percent")
        .replace("99_5", "99.5")
        .replace("0_1", "0.1")
        .replace("_", " ")
    )


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.2f}" if abs(cell) >= 0.095 or cell == 0 else f"{cell:.4f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _is_numeric(column: Sequence[Cell]) -> bool:
    return not any(isinstance(cell, str) for cell in column)
