from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inkdigits.errors import ConfigError
from inkdigits.forms import Field, Pattern, Registration, Template, load_template
from inkdigits.forms.toml import to_toml
from inkdigits.result import Box

EXAMPLES = Path(__file__).parents[1] / "examples" / "forms"

GOOD = """
width = 400
height = 300
[[fields]]
name = "a"
box = [10, 10, 110, 50]
"""


def load(folder: Path, text: str, name: str = "form.toml") -> Template:
    (folder / name).write_text(text, encoding="utf-8")
    return load_template(folder / name)


def test_the_least_a_template_needs(tmp_path: Path) -> None:
    template = load(tmp_path, GOOD)
    field = template.fields[0]
    assert (field.name, field.kind, field.required) == ("a", "number", False)
    assert field.box == Box(10, 10, 110, 50)
    assert field.pattern.is_free
    assert template.registration == Registration("none")


def test_relative_units_are_shares_of_the_page(tmp_path: Path) -> None:
    text = 'units = "relative"\nwidth = 1000\nheight = 500\n'
    text += '[registration]\nkind = "marks"\nmarks = [[0.1, 0.1], [0.9, 0.1], [0.1, 0.9]]\n'
    text += "mark_size = 0.02\n"
    text += '[[fields]]\nname = "a"\nkind = "comb"\ncells = 4\nbox = [0.1, 0.2, 0.5, 0.3]\n'
    template = load(tmp_path, text)
    assert template.fields[0].box == Box(100, 100, 500, 150)
    assert template.fields[0].pattern.max_length == 4
    assert template.registration.marks[1] == (900, 50)
    assert template.registration.mark_size == 20


def test_relative_units_need_no_size(tmp_path: Path) -> None:
    text = 'units = "relative"\n[[fields]]\nname = "a"\nbox = [0, 0, 1, 0.5]\n'
    template = load(tmp_path, text)
    assert template.fields[0].box.height == template.height / 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("name", "title"), r"field number 1: a field has no setting 'title': known are name"),
        (('name = "a"', 'name = ""'), "field number 1: name must be a word"),
        (('name = "a"', "name = 3"), "field number 1: name must be a word"),
        (('name = "a"', 'name = "image"'), "field 'image': name 'image' is a column of its own"),
        (('name = "a"', 'name = "reviewed"'), "field 'reviewed': name 'reviewed' is a column of"),
        (("[10, 10, 110, 50]", "[10, 10, 110]"), "field 'a': box must be four numbers"),
        (("[10, 10, 110, 50]", "[110, 10, 10, 50]"), "field 'a': box must be four numbers"),
        (("[10, 10, 110, 50]", "[10, 10, 110, nan]"), "field 'a': box must be four numbers"),
        (("[10, 10, 110, 50]", "[10, 10, 500, 50]"), "field 'a': box must lie within the page"),
        (("box =", "bux ="), "field 'a': a field has no setting 'bux': did you mean box"),
        (('"a"', '"a"\nkind = "line"'), "field 'a': kind must be one of number, comb, digit"),
        (('"a"', '"a"\nkind = "comb"'), "field 'a': cells must be a whole number"),
        (('"a"', '"a"\ncells = 4'), "field 'a': cells must be a whole number for a comb"),
        (('"a"', '"a"\nkind = "comb"\ncells = 99'), "field 'a': cells must be within"),
        (('"a"', '"a"\nkind = "comb"\ncells = 4\nlength = 5'), "field 'a': length must fit"),
        (('"a"', '"a"\nkind = "digit"\nmax_length = 2'), "field 'a': max_length must fit"),
        (('"a"', '"a"\nkind = "comb"\ncells = 3\nminimum = 1000'), "field 'a': minimum must fit"),
        (('"a"', '"a"\nrequired = "yes"'), "field 'a': required must be true or false"),
        (('"a"', '"a"\nregex = "["'), "field 'a': regex must be a regular expression"),
        (('"a"', '"a"\nminimum = -1'), "field 'a': minimum must be a whole number"),
        (("width = 400", "width = 0"), "width must be a whole number"),
        (("width = 400", ""), "width and height of the sample picture are needed"),
        (("width = 400", 'width = 400\nunits = "mm"'), "units must be pixels or relative"),
        (("width = 400", 'width = 400\nunits = "relative"'), "field 'a': box must be within 0..1"),
        (("width = 400", "widht = 400"), "a template has no setting 'widht': did you mean width"),
        (("[[fields]]", "[fields]"), "fields must be a list of tables"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    assert change[0] in GOOD
    with pytest.raises(ConfigError, match=message):
        load(tmp_path, GOOD.replace(*change))


@pytest.mark.parametrize(
    ("registration", "message"),
    [
        ('kind = "cross"', "registration: registration kind must be one of"),
        ('kind = "marks"', "registration: marks must be the centres of 3 to 12"),
        ('kind = "marks"\nmarks = [[1, 2], [3]]', "registration: marks must be a list of centres"),
        ('kind = "marks"\nmarks = [[1,2],[300,2],[1,200]]', "registration: mark_size must be"),
        ('kind = "none"\nmark_size = 5', "registration: marks and mark_size go with"),
        ('kind = "boxes"', "needs at least 4 fields"),
        ('kind = "marks"\nmarks = [[1,2],[900,2],[1,200]]\nmark_size = 9', "within the page"),
    ],
)
def test_what_is_wrong_with_the_registration(
    tmp_path: Path, registration: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load(tmp_path, GOOD + f"[registration]\n{registration}\n")


def test_two_fields_of_one_name_are_refused(tmp_path: Path) -> None:
    more = '[[fields]]\nname = "a"\nbox = [10, 60, 110, 90]\n'
    with pytest.raises(ConfigError, match="field 'a': name is used twice"):
        load(tmp_path, GOOD + more)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("form.toml", b"width = ", "is no TOML file"),
        ("form.json", b"{", "is no JSON file"),
        ("form.json", b"[1]", "a template must be a table of settings"),
        ("form.toml", b"\xff\xfe", "cannot read the template"),
        ("form.toml", b"width = 9\nheight = 9\n", "a template has 1 to 1000 fields, found 0"),
    ],
)
def test_files_that_are_no_template(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=message) as error:
        load_template(tmp_path / name)
    assert name in str(error.value)


def test_a_missing_template_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"inkdigits template SAMPLE -o none\.toml"):
        load_template(tmp_path / "none.toml")


TEXTS = st.text(min_size=1, max_size=12).filter(lambda s: s.strip() and s.isprintable())


@st.composite
def templates(draw: st.DrawFn) -> Template:
    names = draw(st.lists(TEXTS, min_size=1, max_size=4, unique=True))
    fields = []
    for name in names:
        kind = draw(st.sampled_from(["number", "comb", "digit"]))
        x, y = draw(st.integers(0, 300)), draw(st.floats(0, 200))
        pattern = draw(
            st.sampled_from(
                [
                    Pattern(),
                    Pattern(minimum=1, maximum=9),
                    Pattern(regex=r"\d|'[0-9]\"?"),
                    Pattern(length=1),
                ]
            )
        )
        cells = draw(st.integers(2, 9)) if kind == "comb" else 0
        fields.append(
            Field(name, Box(x, y, x + 50, y + 20), kind, cells, draw(st.booleans()), pattern)
        )
    marks = ((5.0, 5.0), (390.5, 5.0), (5.0, 290.0))
    registration = draw(st.sampled_from([Registration(), Registration("marks", marks, 8.5)]))
    return Template(tuple(fields), 400, 300, draw(st.text(max_size=9)), registration)


@settings(max_examples=40)
@given(templates())
def test_a_template_comes_back_as_it_was_saved(
    tmp_path_factory: pytest.TempPathFactory, template: Template
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("again.toml", "again.json"):
        template.save(folder / name)
        assert load_template(folder / name) == template


@settings(max_examples=40)
@given(
    st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), st.text() | st.integers() | st.booleans())
)
def test_toml_is_read_back_by_python(data: dict[str, Any]) -> None:
    data = {key: "".join(c for c in v if not "\ud800" <= c <= "\udfff") if isinstance(v, str) else v
            for key, v in data.items()}  # fmt: skip
    assert tomllib.loads(to_toml(data)) == data


def test_a_template_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    template = load(tmp_path, GOOD)
    with pytest.raises(ConfigError, match="cannot write"):
        template.save(tmp_path / "nowhere" / "form.toml")


@pytest.mark.parametrize("name", ["marks", "meter"])
def test_the_examples_are_templates(name: str) -> None:
    template = load_template(EXAMPLES / f"{name}.toml")
    assert template.registration.kind == "marks"
    assert Template.from_dict(json.loads(json.dumps(template.to_dict()))) == template
