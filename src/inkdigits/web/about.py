"""What this is, for whoever meets the page first.

Import this only from the script that Streamlit runs.
"""

from __future__ import annotations

import streamlit as st

import inkdigits
from inkdigits.web import draw

_TEXT = """
#### Reads handwritten digits, and says how sure it is

Draw them, bring photos, scans or PDFs, or point a camera at them. Digits become numbers and lines
in reading order. What is blank is blank, what is no digit is no digit, and what is doubtful is
marked for you to check.

**Pictures never leave this machine.** The page talks only to the program that serves it; that
program stores nothing and asks no other server. Close the page and your pictures are gone.

#### Sure, doubtful, corrected

A confidence of 95% means that of a hundred such digits about 95 are read rightly. Digits below the
limit under Settings are marked orange and listed first. Tap one to see the alternatives, choose
what really stands there, or say that it is no digit. Text, table and files follow, and corrections
can be saved as a file.

#### Keys on the drawing page

`P` pen · `E` eraser · `[` `]` width · `Ctrl+Z` undo · `Ctrl+Y` redo · `Del` clear ·
`W` wide canvas

The theme follows the setting of your system.
"""


def show() -> None:
    """Show the page about the program."""
    text, facts = st.columns((3, 2), gap="large")
    text.markdown(_TEXT)
    facts.markdown(
        f"""
**Version** {inkdigits.__version__}, MIT licence

**Classifier** trained at revision {draw.reader().classifier.revision}

**Runs on** ONNX Runtime, on the processor

**At the command line** `inkdigits read photo.jpg`

**In Python** `inkdigits.read("photo.jpg")`
"""
    )
