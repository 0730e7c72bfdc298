"""`inkdigits read --csv`, run as people run it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from pen import written_page
from picture_files import saved
from test_cli import inkdigits_command


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbers in three columns, with empty cells; the file is table.png."""
    cells = (("27", "", "05"), ("", "37", "72"), ("35", "75", ""))
    lines = ["     ".join(cell.ljust(2) for cell in row) for row in cells]
    # A missing digit is two spaces wide, which is a little more than two digits.
    picture = Image.fromarray(written_page(lines, height=48)[0])
    path = tmp_path_factory.mktemp("table") / "table.png"
    path.write_bytes(saved(picture, "PNG"))
    return path


def test_numbers_stay_in_their_columns(table: Path) -> None:
    run = inkdigits_command("read", "--csv", table)
    assert run.returncode == 0
    assert run.stdout == "27,,05\n,37,72\n35,75,\n"
    assert run.stderr == "" or "doubtful" in run.stderr


def test_rows_of_several_pages_begin_with_path_and_page(table: Path, tmp_path: Path) -> None:
    blank = Image.new("L", (80, 60), 255)
    with Image.open(table) as page:
        page.save(tmp_path / "two.tif", save_all=True, append_images=[page])
    blank.save(tmp_path / "blank.png")
    run = inkdigits_command("read", "--csv", "two.tif", "blank.png", cwd=tmp_path)
    lines = run.stdout.splitlines()
    assert [line[:10] for line in lines] == ["two.tif,0,"] * 3 + ["two.tif,1,"] * 3
    assert lines[0] == "two.tif,0,27,,05"
    assert "no digits found in blank.png" in run.stderr
    named = inkdigits_command("read", "--csv", "--pdf-page", "1", "two.tif", cwd=tmp_path)
    assert named.stdout.splitlines()[0] == "27,,05"


def test_one_format_at_a_time(table: Path) -> None:
    run = inkdigits_command("read", "--csv", "--json", table)
    assert run.returncode == 2
    assert "--json and --csv" in run.stderr
