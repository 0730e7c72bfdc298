"""What this is, for whoever meets the page first.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import streamlit as st

import inkdigits
from inkdigits.web import answers

_TEXT = """
## Reads handwritten digits, and says how sure it is

Draw them, bring photos, scans or PDFs, or point a camera at them. Digits become numbers and lines
in reading order. What is blank is blank, what is no digit is no digit, and what is doubtful is
marked for you to check.

**Pictures never leave this machine.** The page talks only to the program that serves it, which
asks no other server. Close the page and your pictures are gone. Only what you correct can be kept,
and only where you switch that on.

## Sure, doubtful, corrected

A confidence of 95% means that of a hundred such digits about 95 are read rightly. Digits below the
limit under Settings are marked orange and listed first. Tap one to see the alternatives, choose
what really stands there, or say that it is no digit. Text, table and files follow, and corrections
can be saved as a file.

## Your hand

Switch on “Keep what I correct or confirm” under **Your hand**, and say what your digits are: on the
drawing page with a tap on a bar or a key from 0 to 9. From twenty of them it learns how you write,
in seconds. What it knew before is checked first: a lesson that would harm other people's digits is
not used, and each can be undone.

## Keys on the drawing page

`P` pen · `E` eraser · `[` `]` width · `Ctrl+Z` undo · `Ctrl+Y` redo · `Del` clear ·
`W` wide canvas · `0` to `9` say what it is

## Keys on a picture

`←` `→` from digit to digit · `0` to `9` say what it is · `Del` no digit. After Crop or Add: arrow
keys move the selection · with `Shift` they size it · `Enter` takes it · `Esc` leaves
"""


def show() -> None:
    """Show the page about the program."""
    text, facts = st.columns((3, 2), gap="large")
    text.markdown(_TEXT)
    facts.markdown(
        f"""
## How well it reads

{_figures(_card())}

**Version** {inkdigits.__version__}, MIT licence

**Classifier** trained at revision {answers.reader().classifier.revision}

**Runs on** ONNX Runtime, on the processor

**At the command line** `inkdigits read photo.jpg`

**In Python** `inkdigits.read("photo.jpg")`
"""
    )


def _card() -> dict[str, Any] | None:
    """What was measured of the shipped models; None where it was measured of others."""
    weights = resources.files("inkdigits") / "weights"
    try:
        card: dict[str, Any] = json.loads((weights / "card.json").read_text(encoding="utf-8"))
        hashes = json.loads((weights / "sha256.json").read_text(encoding="utf-8"))
        measured = {name: model["sha256"] for name, model in card["models"].items()}
    except (OSError, ValueError, KeyError):
        return None
    return card if all(hashes.get(name) == digest for name, digest in measured.items()) else None


def _figures(card: dict[str, Any] | None) -> str:
    """The card as a table in Markdown."""
    if card is None:
        return (
            "These models were not measured yet: "
            "`python -m inkdigits.train.card` does it, where the data is."
        )
    lines = ["| Test | Read rightly | Of |", "|---|--:|--:|"]
    for entry in card["sets"]:
        mark = " ¹" if entry["development"] else ""
        count = f"{entry['count']:,} {entry['counted']}"
        lines.append(f"| {entry['title']}{mark} | **{entry['percent']:.1f}%** | {count} |")
    note = (
        "\n\n:small[A digit that was refused counts as wrong, a page as right only where every "
        "digit is. ¹ Looked at while the program was built: expect less of new ones.]"
    )
    return "\n".join(lines) + note
