"""`inkdigits form` and `inkdigits template`, run as people run them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from PIL import Image

from inkdigits.forms import load_template
from test_cli import inkdigits_command

EXAMPLES = Path(__file__).parents[1] / "examples" / "forms"


def test_forms_become_a_table(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes((EXAMPLES / "meter-1.jpg").read_bytes()[:500])
    run = inkdigits_command(
        "form", EXAMPLES / "meter-2.jpg", broken, EXAMPLES / "meter-1.jpg",
        "--template", EXAMPLES / "meter.toml",
    )  # fmt: skip
    assert run.returncode == 3
    assert str(broken) in run.stderr
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert [Path(row["image"]).name for row in rows] == ["meter-2.jpg", "meter-1.jpg"]
    with (EXAMPLES / "meter.csv").open(newline="") as file:
        right = {row["image"]: row for row in csv.DictReader(file)}
    for row in rows:
        for name, text in right[Path(row["image"]).name].items():
            if name != "image" and name not in row["needs_review"].split("; "):
                assert row[name] == text
        for name in filter(None, row["needs_review"].split("; ")):
            assert f"look at {name}" in run.stderr


def test_one_form_from_stdin_as_json_and_as_a_picture(tmp_path: Path) -> None:
    run = inkdigits_command(
        "form", "-", "--json", "--template", EXAMPLES / "meter.toml",
        "--annotate", tmp_path / "out.png", "--review-threshold", "0",
        stdin=(EXAMPLES / "meter-3.jpg").read_bytes(),
    )  # fmt: skip
    assert run.returncode == 0
    page = json.loads(run.stdout)
    template = load_template(EXAMPLES / "meter.toml")
    assert tuple(field["name"] for field in page["fields"]) == template.names
    assert (page["alignment"], page["page"], page["image"]) == ("marks", 0, "-")
    with Image.open(tmp_path / "out.png") as drawn:
        assert drawn.size == (page["width"], page["height"])


def test_a_template_from_a_blank_form(tmp_path: Path) -> None:
    out = tmp_path / "form.toml"
    sample = EXAMPLES / "meter-blank.png"
    run = inkdigits_command("template", sample, "-o", out, "--annotate", tmp_path / "out.png")
    assert (run.returncode, run.stdout) == (0, "")
    assert "8 fields (4 comb, 1 digit, 3 number)" in run.stderr
    template = load_template(out)
    assert [f.cells for f in template.fields] == [8, 13, 6, 0, 8, 0, 0, 0]
    with Image.open(tmp_path / "out.png") as drawn:
        assert drawn.size == (template.width, template.height)
    out.write_text("mine")
    again = inkdigits_command("template", sample, "-o", out)
    assert again.returncode == 2
    assert "--force" in again.stderr
    assert out.read_text() == "mine"


def test_a_template_is_written_over_only_on_demand(tmp_path: Path) -> None:
    out = tmp_path / "form.json"
    out.write_text("old")
    sample = EXAMPLES / "meter-blank.png"
    assert inkdigits_command("template", sample, "-o", out, "--force").returncode == 0
    assert load_template(out).name == "meter-blank"


def test_mistakes_are_explained(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('width = 9\nheight = 9\n[[fields]]\nname = "a"\nbix = [0, 0, 9, 9]\n')
    run = inkdigits_command("form", EXAMPLES / "meter-1.jpg", "--template", bad)
    assert (run.returncode, run.stdout) == (2, "")
    assert "field 'a': a field has no setting 'bix': did you mean box?" in run.stderr
    Image.new("L", (300, 200), 255).save(tmp_path / "white.png")
    run = inkdigits_command("template", tmp_path / "white.png", "-o", tmp_path / "out.toml")
    assert run.returncode == 3
    assert "expected a form with printed boxes" in run.stderr
    assert not (tmp_path / "out.toml").exists()
