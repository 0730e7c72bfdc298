"""docs/page.schema.json says what comes out; other people's code is written against it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from inkdigits.cli.commands import program
from inkdigits.reader import Reader
from inkdigits.result import Box, Digit, Line, Number, Page, Symbol
from pen import ink_of, written_page

jsonschema = pytest.importorskip("jsonschema")

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "docs" / "page.schema.json").read_text(encoding="utf-8")
)


def assert_valid(value: Any, definition: str | None = None) -> None:
    schema = SCHEMA if definition is None else {**SCHEMA, **SCHEMA["$defs"][definition]}
    if definition is not None:
        schema.pop("title")
    jsonschema.Draft202012Validator(schema).validate(value)


def page(*digits: Digit) -> Page:
    return Page((Line((Number(digits),)),), 60, 40, 90)


SEVEN = Digit(7, 0.5, (0.05,) * 7 + (0.5,) + (0.05,) * 2, Box(1.5, 2, 3, 4), True)
UNREAD = Digit(None, 0.8, (0.02,) * 10, Box(0, 0, 1, 1), False, "not_a_digit")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    Image.fromarray(written_page(["2047 31", "94"])[0]).save(folder / "page.png")
    Image.fromarray(np.asarray(255 - ink_of(7), np.uint8)).save(folder / "seven.png")
    Image.new("L", (40, 30), 255).save(folder / "blank.png")
    return folder


def json_lines(*args: str | Path) -> list[dict[str, Any]]:
    run = CliRunner().invoke(program, [str(a) for a in args], catch_exceptions=False)
    assert run.exit_code == 0
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("value", [Page(), Page((), 3, 4, 270), page(SEVEN), page(UNREAD, SEVEN)])
def test_a_page_fits_the_schema(value: Page) -> None:
    assert_valid(value.to_dict())


def test_a_page_that_was_read_fits_the_schema() -> None:
    found = Reader().read(written_page(["2047 31", "94"])[0])
    assert found.digits
    assert_valid(json.loads(json.dumps(found.to_dict())))


def test_read_json_fits_the_schema(pictures: Path) -> None:
    names = [pictures / "page.png", pictures / "blank.png"]
    found = json_lines("read", "--json", *names)
    assert [line["image"] for line in found] == [str(name) for name in names]
    assert [line["text"] for line in found] == ["2047 31\n94", ""]
    for line in found:
        assert_valid(line)


def test_classify_json_fits_the_schemas_digit(pictures: Path) -> None:
    names = [pictures / "seven.png", pictures / "blank.png"]
    found = json_lines("classify", "--json", *names)
    assert [line["image"] for line in found] == [str(name) for name in names]
    assert [(line["value"], line["reason"]) for line in found] == [(7, None), (None, "blank")]
    for line in found:
        assert_valid(line, "digit")


def marked_page() -> Page:
    symbols = (Symbol("-", 0.9, Box(0, 2, 1, 3)), Symbol(".", 0.4, Box(3, 3, 4, 4), 1, True))
    return Page((Line((Number((SEVEN, UNREAD), symbols),)),), 60, 40)


def test_a_page_with_symbols_fits_the_schema() -> None:
    assert_valid(marked_page().to_dict())


@pytest.mark.parametrize(
    ("key", "wrong"), [("text", "x"), ("digits_before", -1), ("needs_review", None), ("more", 1)]
)
def test_wrong_symbols_do_not_fit(key: str, wrong: Any) -> None:
    value = marked_page().to_dict()
    value["lines"][0]["numbers"][0]["symbols"][0][key] = wrong
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(value)


@pytest.mark.parametrize("kind", ["page", "line", "number", "digit", "box"])
def test_nothing_can_be_left_out_or_added_unnoticed(kind: str) -> None:
    value = page(SEVEN).to_dict()
    inner: dict[str, Any] = {
        "page": value,
        "line": value["lines"][0],
        "number": value["lines"][0]["numbers"][0],
        "digit": value["lines"][0]["numbers"][0]["digits"][0],
        "box": value["lines"][0]["numbers"][0]["digits"][0]["box"],
    }[kind]
    for key in list(inner):
        kept = inner.pop(key)
        with pytest.raises(jsonschema.ValidationError):
            assert_valid(value)
        inner[key] = kept
    inner["score"] = 1
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(value)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("value", 10),
        ("value", "7"),
        ("confidence", 1.1),
        ("probabilities", [0.1] * 9),
        ("reason", "smudge"),
        ("needs_review", None),
    ],
)
def test_wrong_values_do_not_fit(key: str, wrong: Any) -> None:
    value = {**SEVEN.to_dict(), key: wrong}
    with pytest.raises(jsonschema.ValidationError):
        assert_valid(value, "digit")
