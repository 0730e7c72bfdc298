"""What importing costs, and which module may import which."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

HEAVY = {"numpy", "cv2", "onnxruntime", "PIL", "torch", "streamlit", "click", "pypdfium2"}


def modules_after(code: str) -> set[str]:
    """Top-level names in sys.modules of a fresh interpreter that ran `code`."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(run.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "code",
    [
        "import inkdigits; inkdigits.__version__; dir(inkdigits)",
        "from inkdigits import read, classify",
        "from inkdigits import Page, Line, Number, Digit, Box, ImageError, ModelError",
    ],
)
def test_importing_the_package_loads_nothing_heavy(code: str) -> None:
    assert not HEAVY & modules_after(code)


def test_the_command_line_loads_the_engine_only_when_it_reads() -> None:
    code = "import inkdigits.cli, inkdigits.cli.read, inkdigits.cli.app, inkdigits.cli.train"
    assert HEAVY & modules_after(code) == {"click"}


def test_reading_loads_neither_the_page_nor_training() -> None:
    loaded = modules_after(
        "import inkdigits; inkdigits.Reader, inkdigits.annotate, inkdigits.load_image"
    )
    assert not {"torch", "onnx", "streamlit", "uvicorn", "pypdfium2", "pillow_heif"} & loaded


def test_modules_import_only_what_is_below_them() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; "
            "raise SystemExit(lint_imports(no_cache=True))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
