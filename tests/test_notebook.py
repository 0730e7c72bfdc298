"""The notebook of the examples runs from top to bottom."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "examples" / "train_and_explore.ipynb"


@pytest.mark.training
@pytest.mark.data
def test_the_notebook_runs_and_trains_a_useful_network(data_root: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    printed = [
        output["text"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stdout"
    ]
    right = next(text for text in printed if "right" in text)
    assert float(right.split("%")[0]) > 95
    assert any("shipped: not_a_digit" in text for text in printed)


def test_it_is_kept_with_its_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert sum(bool(cell.outputs) for cell in cells) >= len(cells) - 3
    assert not any(o.output_type == "error" for cell in cells for o in cell.outputs)
