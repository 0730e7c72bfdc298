"""Reviewing a table of forms: fields typed by a person end up in their cells, and only there."""

from __future__ import annotations

import io
import json
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

from inkdigits.batch import (
    BatchOptions,
    options_path,
    read_table,
    remembered,
    run_batch,
    write_table,
)
from inkdigits.cli.review import _reader
from inkdigits.errors import ConfigError, DataError
from inkdigits.forms import load_template
from inkdigits.reader import ReaderOptions
from inkdigits.store import Store
from inkdigits.web.review_fields import listed, with_field
from inkdigits.web.review_session import ReviewOptions, ReviewSession
from reviewing import items_of, opened, testclient
from reviewing import say as say_all

FORMS = Path(__file__).parent.parent / "examples" / "forms"
DOUBTFUL = ("reading", "phone")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a form, and the table that batch made of it."""
    folder = tmp_path_factory.mktemp("forms")
    shutil.copy(FORMS / "meter-1.jpg", folder)
    options = BatchOptions(
        ReaderOptions(review_threshold=0.8), template=FORMS / "meter.toml", workers=1
    )
    run_batch(folder / "meter-1.jpg", folder / "out.csv", options)
    return folder


@pytest.fixture(params=[".csv", ".jsonl"])
def table(read: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Two pages alike, with two doubtful fields each."""
    path = tmp_path / f"out{request.param}"
    (row,) = read_table(read / "out.csv")
    write_table(path, [{**row, "needs_review": "; ".join(DOUBTFUL)}] * 2)
    shutil.copy(options_path(read / "out.csv"), options_path(path))
    return path


def say(client: testclient.TestClient, item: dict, text: str) -> None:
    (answer,) = say_all(client, {"id": item["id"], "text": text})
    assert answer["item"]["decision"] == text


def test_fields_are_typed_and_land_in_their_cells(table: Path) -> None:
    before = read_table(table)
    with opened(table) as client:
        items = items_of(client)
        assert sorted(item["name"] for item in items) == sorted(DOUBTFUL * 2)
        sure = [item["confidence"] for item in items]
        assert sure == sorted(sure)
        assert all(item["text"] == before[0][item["name"]] for item in items)
        crop = Image.open(io.BytesIO(client.get(f"/api/crop/{items[0]['id']}.png").content))
        assert crop.width > 2 * crop.height  # the field, not a square of the page
        phone, other = [item for item in items if item["name"] == "phone"]
        say(client, phone, "0071")
        say(client, other, "")
        say(client, other, other["text"])
    first, second = read_table(table)
    assert first == {
        **before[0], "phone": "0071", "needs_review": "reading", "reviewed": "phone"
    }  # fmt: skip
    assert second == {**before[1], "needs_review": "reading", "reviewed": "phone"}
    with opened(table) as client:
        assert [item["name"] for item in items_of(client)] == ["reading", "reading"]


def test_what_was_typed_is_taken_back(table: Path) -> None:
    before = read_table(table)
    with opened(table) as client:
        say(client, items_of(client)[0], "5")
        (answer,) = say_all(client, {"id": 0, "text": "5", "undo": True})
        assert answer["item"]["decided"] is False
    assert [{**row, "reviewed": ""} for row in read_table(table)] == [
        {**row, "reviewed": ""} for row in before
    ]


def test_what_someone_else_wrote_meanwhile_stays(table: Path) -> None:
    with opened(table) as client:
        item = next(item for item in items_of(client) if item["name"] == "phone")
        rows = read_table(table)
        rows[0]["phone"], rows[0]["persons"] = "99", "7"
        write_table(table, rows)
        say(client, item, "1")
    assert [read_table(table)[0][name] for name in ("phone", "persons")] == ["99", "7"]


def test_a_killed_review_goes_on_from_its_journal(table: Path) -> None:
    session = ReviewSession(table)
    session.start()
    while session.progress()["pages_to_read"]:
        time.sleep(0.05)
    session.decide(0, "42")
    session._stopping.set()  # killed before it wrote the table
    session._journal.close()
    name, key = session.items[0].name, session.items[0].key
    ReviewSession(table).close()
    assert read_table(table)[int(key[-1]) - 1][name] == "42"


@pytest.mark.parametrize("message", [{"text": "1a"}, {"text": None}, {"value": "3"}, {"text": "٣"}])
def test_what_is_no_text_of_digits_is_refused(read: Path, tmp_path: Path, message: dict) -> None:
    path = tmp_path / "out.csv"
    write_table(path, [{**row, "needs_review": "phone"} for row in read_table(read / "out.csv")])
    shutil.copy(options_path(read / "out.csv"), options_path(path))
    with opened(path) as client:
        items_of(client)
        (answer,) = say_all(client, {"id": 0, **message})
        assert "text" in answer["error"]


def test_digits_of_a_field_are_kept_to_learn_from(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "home"))
    with opened(table, keep=True) as client:
        items = items_of(client)
        phone = next(item for item in items if item["name"] == "phone")
        say(client, phone, phone["text"])
        reading = next(item for item in items if item["name"] == "reading")
        say(client, reading, "12")  # not as many digits as were found: nobody knows which is which
    kept = Store().find()
    assert sorted(str(one.value) for one in kept) == sorted(phone["text"])
    assert {one.source for one in kept} == {"review"}


def test_without_its_template_a_form_is_not_reviewed(table: Path) -> None:
    options_path(table).unlink()
    with pytest.raises(ConfigError, match="--template"):
        ReviewSession(table)
    with pytest.raises(ConfigError, match="no field of the template"):
        ReviewSession(table, ReviewOptions(template=load_template(FORMS / "marks.toml")))
    session = ReviewSession(table, ReviewOptions(template=load_template(FORMS / "meter.toml")))
    session.close()
    assert not session.is_empty


def test_how_a_table_was_read_is_remembered(read: Path) -> None:
    run = remembered(read / "out.csv")
    assert run is not None
    assert run.reader == ReaderOptions(review_threshold=0.8)
    assert run.template == load_template(FORMS / "meter.toml")
    assert remembered(read / "other.csv") is None


def test_options_given_to_review_go_before_those_of_batch(read: Path) -> None:
    table = read / "out.csv"
    assert _reader(table, {}) is None  # the session takes batch's
    given = _reader(table, {"rotate": "90"})
    assert given == ReaderOptions(rotate="90", review_threshold=0.8)
    assert _reader(read / "other.csv", {"rotate": "90"}) == ReaderOptions(rotate="90")


def test_another_model_than_the_runs_is_told(table: Path) -> None:
    path = options_path(table)
    known = json.loads(path.read_text())
    known["files"]["model"] = "0" * 16
    path.write_text(json.dumps(known))
    session = ReviewSession(table)
    session.close()
    (note,) = session.notes
    assert "model is another one" in note


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"inkdigits_batch_options": 2}'])
def test_damaged_options_are_told(tmp_path: Path, content: str) -> None:
    options_path(tmp_path / "out.csv").write_text(content)
    with pytest.raises(DataError, match=r"out\.csv\.options\.json.*delete it"):
        remembered(tmp_path / "out.csv")


def test_names_of_fields_are_told_apart() -> None:
    names = ("a", "a; b", "b", "ab")
    assert listed("a; ab", names) == ("a", "ab")
    assert listed(None, names) == ()
    row = {"file": "", "page": 1, "x": "1", "y": "2", "alignment": "", "needs_review": "x; y"}
    changed = with_field(row, "x", "3", doubtful=False, reviewed=True)
    assert (changed["x"], changed["needs_review"], changed["reviewed"]) == ("3", "y", "x")
