"""Reviewing a table: what a person says ends up in it, whatever happens in between."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from batch_pages import ONE, SEVEN, TWO, drawn
from inkdigits.batch import (
    BatchOptions,
    journal_path,
    options_path,
    read_table,
    run_batch,
    write_table,
)
from inkdigits.errors import ConfigError, DataError
from inkdigits.web.review import build_app
from inkdigits.web.review_session import ReviewOptions, ReviewSession
from reviewing import items_of, opened, say, testclient


def number_row(file: Path, number: int, text: str, confidence: float, **more) -> dict:
    return {
        "file": str(file),
        "page": 1,
        "line": 1,
        "number": number,
        "text": text,
        "confidence": confidence,
        "needs_review": confidence < 0.9,
        **{"x_min": 15.0, "y_min": 15.0, "x_max": 145.0, "y_max": 85.0},
        "alternatives": "",
        **more,
    }


def digit_row(file: Path, digit: int, value: int, confidence: float) -> dict:
    left = 80.0 * (digit - 1)
    row = number_row(file, 1, "", confidence)
    del row["text"], row["alternatives"]
    shares = {f"p{v}": 0.0 for v in range(10)} | {f"p{value}": confidence, "p1": 0.2}
    return {**row, "digit": digit, "value": value, "x_min": left + 15, "x_max": left + 65, **shares}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """The digits 2 and 7."""
    path = tmp_path / "two seven.png"
    drawn(TWO, SEVEN).save(path)
    return path


def decide(client: testclient.TestClient, item: dict, value: str) -> dict:
    (answer,) = say(client, {"id": item["id"], "value": value})
    return answer["item"]


def undo(client: testclient.TestClient, item: dict, value: str) -> dict:
    (answer,) = say(client, {"id": item["id"], "value": value, "undo": True})
    return answer["item"]


def nothing_is_left(table: Path) -> bool:
    """Whether a second review would show nothing."""
    session = ReviewSession(table)
    session.close()
    return session.is_empty


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl", ".parquet"])
def test_digits_are_shown_worst_first_and_put_right(tmp_path, picture, ending):
    table = tmp_path / f"out{ending}"
    rows = [
        digit_row(picture, 1, 2, 0.7),
        digit_row(picture, 2, 7, 0.5),
        digit_row(picture, 3, 4, 0.99),
        digit_row(picture, 4, 4, 0.6),
    ]
    write_table(table, rows)
    first = table.read_bytes()
    with opened(table) as client:
        items = items_of(client)
        assert [(i["value"], i["confidence"]) for i in items] == [(7, 0.5), (4, 0.6), (2, 0.7)]
        assert items[0]["likely"] == [[7, 0.5], [1, 0.2]]
        decide(client, items[0], "1")
        decide(client, items[1], "-")
        decide(client, items[2], "2")
    found = read_table(table)
    assert [row["value"] for row in found] == [2, 1, 4, None]
    assert [row["confidence"] for row in found] == [1.0, 1.0, 0.99, 1.0]
    assert not any(row["needs_review"] for row in found)
    assert [str(row["reviewed"]).lower() for row in found] == ["true", "true", "false", "true"]
    assert [row["p7"] for row in found] == [row["p7"] for row in rows]
    assert Path(f"{table}.bak").read_bytes() == first
    assert nothing_is_left(table)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_number_changes_where_its_doubtful_digits_stand(tmp_path, ending):
    """Its pictures are gone: its alternatives say which digits are doubtful."""
    table = tmp_path / f"out{ending}"
    rows = [
        number_row(tmp_path / "gone.png", 1, "0073", 0.5, alternatives="0013 0078"),
        number_row(tmp_path / "gone.png", 2, "05", 0.95),
    ]
    write_table(table, rows)
    with opened(table) as client:
        items = items_of(client)
        assert [(i["text"], i["place"]) for i in items] == [("0073", 2), ("0073", 3)]
        decide(client, items[0], "1")
    row = read_table(table)[0]
    assert (row["text"], row["confidence"], row["needs_review"]) == ("0013", 0.5, True)
    with opened(table) as client:
        items = items_of(client)
        assert [(i["text"], i["place"]) for i in items] == [("0073", 3)]
        decide(client, items[0], "-")
    first, second = read_table(table)
    assert (first["text"], first["confidence"], first["needs_review"]) == ("001", 1.0, False)
    assert (second["text"], second["confidence"]) == ("05", 0.95)


def test_the_digits_of_a_number_are_found_again_on_its_page(tmp_path, picture):
    from inkdigits import Reader
    from inkdigits.batch.rows import page_rows
    from inkdigits.reader import ReaderOptions

    page = Reader(ReaderOptions(review_threshold=1.0)).read(picture)
    assert page.text == "27"
    table = tmp_path / "out.csv"
    write_table(table, page_rows(picture.name, 0, page, "number"))  # found beside the table
    with opened(table, reader=ReaderOptions(review_threshold=1.0)) as client:
        items = items_of(client)
        confidences = {digit.value: digit.confidence for digit in page.digits}
        assert {i["value"]: i["confidence"] for i in items} == confidences
        assert not any(i["estimated"] for i in items)
        seven = next(i for i in items if i["value"] == 7)
        assert (seven["text"], seven["place"], seven["likely"][0][0]) == ("27", 1, 7)
        crop = client.get(f"/api/crop/{seven['id']}.png")
        assert max(Image.open(io.BytesIO(crop.content)).size) == 192
        decide(client, seven, "1")
    assert read_table(table)[0]["text"] == "21"


def test_undo_gives_back_what_was_read(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.7)])
    with opened(table) as client:
        (item,) = items_of(client)
        decide(client, item, "5")
        decide(client, item, "6")
        assert undo(client, item, "6")["decision"] == 5
        assert not undo(client, item, "5")["decided"]
        assert client.get("/api/items").json()["progress"]["decided"] == 0
        assert not undo(client, item, "5")["decided"]
    (row,) = read_table(table)
    assert (row["value"], row["confidence"], row["needs_review"]) == (2, 0.7, True)
    assert not nothing_is_left(table)


def test_a_killed_review_loses_nothing(tmp_path, picture):
    """Killed right after a key: the journal alone has it, and a line may be half written."""
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.7), digit_row(picture, 2, 7, 0.5)])
    script = (
        "import os, sys\n"
        "from inkdigits.web.review_session import ReviewSession\n"
        "ReviewSession(sys.argv[1]).decide(0, 1)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    run = subprocess.run([sys.executable, "-c", script, str(table)], timeout=100)
    assert run.returncode == -signal.SIGKILL
    assert read_table(table)[1]["value"] == 7
    with open(f"{table}.review", "ab") as journal:
        journal.write(b'{"row":["half')
    session = ReviewSession(table)
    assert read_table(table)[1]["value"] == 1
    assert [item.value for item in session.items] == [2]
    session.decide(0, 3)
    session.close()
    assert [row["value"] for row in read_table(table)] == [3, 1]


def test_what_someone_else_changed_meanwhile_stays(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, n, 2, 0.1 * n) for n in (1, 2, 3)])
    session = ReviewSession(table)
    session.decide(0, 7)
    edited = read_table(table)
    edited[1]["value"], edited[2]["note"] = 9, "mine"
    write_table(table, edited[::-1])
    session.decide(1, 8)
    session.decide(2, 4)
    session.close()
    found = {row["digit"]: (row["value"], row["note"]) for row in read_table(table)}
    assert found == {1: (7, ""), 2: (9, ""), 3: (4, "mine")}


def test_a_table_that_is_gone_is_said_and_its_decisions_stay(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    session = ReviewSession(table)
    session.start()
    table.rename(tmp_path / "away.csv")
    session.decide(0, 7)
    for _ in range(300):
        if session.problem:
            break
        time.sleep(0.1)
    assert "no table" in session.problem
    assert "out.csv.review" in session.problem
    with pytest.raises(DataError, match="no table"):
        session.close()
    (tmp_path / "away.csv").rename(table)
    ReviewSession(table).close()
    assert read_table(table)[0]["value"] == 7


def test_a_missing_picture_is_named_and_ends_nothing(tmp_path, picture):
    table = tmp_path / "out.csv"
    gone = tmp_path / "gone.png"
    write_table(table, [digit_row(gone, 1, 2, 0.5), digit_row(picture, 2, 7, 0.6)])
    with opened(table) as client:
        items = items_of(client)
        answer = client.get(f"/api/crop/{items[0]['id']}.png")
        assert answer.status_code == 404
        assert "gone.png" in answer.json()["error"]
        assert client.get(f"/api/crop/{items[1]['id']}.png").status_code == 200
        decide(client, items[0], "3")
    assert [row["value"] for row in read_table(table)] == [3, 7]


def test_a_digit_is_cut_from_its_page_of_a_tiff(tmp_path):
    pages = tmp_path / "two pages.tif"
    drawn().save(pages, save_all=True, append_images=[drawn(SEVEN)])
    table = tmp_path / "out.jsonl"
    write_table(table, [{**digit_row(pages, 1, 7, 0.5), "page": page} for page in (1, 2)])
    with opened(table) as client:
        crops = {i["page"]: client.get(f"/api/crop/{i['id']}.png") for i in items_of(client)}
    darkest = {
        n: Image.open(io.BytesIO(c.content)).convert("L").getextrema()[0] for n, c in crops.items()
    }
    assert darkest[1] > 50 > darkest[2]  # the frame alone, and ink


def test_only_its_own_page_may_change_the_table(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    before = table.read_bytes()
    with opened(table) as client:
        message = {"decisions": [{"id": 0, "value": "7"}]}
        foreign = client.post("/api/decide", json=message, headers={"Origin": "http://evil.test"})
        assert foreign.status_code == 403
        for bad in ({"id": 9, "value": "7"}, {"id": 0, "value": "77"}, {"id": "0"}, {}, 7):
            assert "digit" in say(client, bad)[0]["error"]
        for bad in (b"[", b"[]", b"{}", b'{"decisions": 7}'):
            assert client.post("/api/decide", content=bad).status_code == 400
    assert table.read_bytes() == before
    assert not Path(f"{table}.review").exists()
    app = build_app(ReviewSession(table), hosts=("localhost",))
    with testclient.TestClient(app, base_url="http://evil.test") as client:
        assert client.get("/api/items").status_code == 400


def test_all_shows_what_is_sure_and_what_was_decided(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5), digit_row(picture, 2, 7, 0.99)])
    session = ReviewSession(table)
    session.decide(0, 3)
    session.close()
    with opened(table, everything=True) as client:
        items = items_of(client)
        assert [(i["value"], i["decision"]) for i in items] == [(2, 3), (7, None)]
        decide(client, items[1], "1")
    assert [row["value"] for row in read_table(table)] == [3, 1]


def test_decisions_are_kept_to_learn_from_when_asked(tmp_path, picture, monkeypatch):
    from inkdigits.store import Store

    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "home"))
    table = tmp_path / "out.csv"
    gone = tmp_path / "gone.png"
    rows = [digit_row(picture, 1, 2, 0.5), digit_row(picture, 2, 7, 0.6)]
    write_table(table, [*rows, digit_row(gone, 1, 4, 0.7)])
    session = ReviewSession(table, ReviewOptions(keep=True))
    for number, value in enumerate((2, 1, 3)):
        session.decide(number, value)
    session.close()
    session.close()
    kept = sorted(Store().find(), key=lambda one: str(one.value))
    assert [(k.value, k.read_value, k.read_confidence) for k in kept] == [(1, 7, 0.6), (2, 2, 0.5)]
    assert {(k.source, k.picture) for k in kept} == {("review", picture.name)}


def test_a_book_with_other_sheets_is_left_alone(tmp_path, picture):
    openpyxl = pytest.importorskip("openpyxl")
    table = tmp_path / "out.xlsx"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    book = openpyxl.load_workbook(table)
    book.create_sheet("mine")
    book.save(table)
    with pytest.raises(ConfigError, match="2 sheets"):
        ReviewSession(table)


def test_a_table_that_cannot_be_reviewed_is_refused(tmp_path, picture):
    pages = tmp_path / "pages.csv"
    write_table(pages, [{"file": "a.png", "page": 1, "text": "7", "digits": 1}])
    with pytest.raises(DataError, match="--rows number"):
        ReviewSession(pages)
    with pytest.raises(DataError, match="no table"):
        ReviewSession(tmp_path / "none.csv")
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    session = ReviewSession(table)
    with pytest.raises(ConfigError, match="another `inkdigits review`"):
        ReviewSession(table)
    session.close()
    Path(f"{table}.review").write_text(json.dumps({"something": "else"}) + "\n")
    with pytest.raises(ConfigError, match="no journal"):
        ReviewSession(table)
    os.rename(f"{table}.review", f"{table}.partial")
    with pytest.raises(ConfigError, match="not finished"):
        ReviewSession(table)


def test_the_command_says_that_nothing_is_left(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.99)])
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "inkdigits", "review", str(table)],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert (run.returncode, run.stdout) == (0, "")
    assert "nothing is left" in run.stderr


# --- tables that are made anew ------------------------------------------------------------------


def batched(folder: Path, *digits: list[tuple[int, int]]) -> Path:
    """A table of one scan, all of whose digits are doubtful; made anew if it is there."""
    from inkdigits.reader import ReaderOptions

    drawn(*digits).save(folder / "scan 1.png")
    options = BatchOptions(
        ReaderOptions(review_threshold=1.0, rotate="0"), rows="digit", workers=1, force=True
    )
    run_batch(folder / "scan 1.png", folder / "out.csv", options)
    return folder / "out.csv"


def reviewed(table: Path, *values: int) -> ReviewSession:
    """A session that is closed, in which so many items were decided."""
    session = ReviewSession(table)
    for number, value in enumerate(values):
        session.decide(number, value)
    session.close()
    return session


def test_decisions_about_an_earlier_table_do_not_change_a_new_one(tmp_path):
    """Next month's scans have the names of this month's."""
    kept = Path(f"{batched(tmp_path, SEVEN)}.review")
    reviewed(tmp_path / "out.csv", 4)
    first = kept.read_bytes()
    table = batched(tmp_path, SEVEN)  # the same digit was read at the same place
    new = table.read_bytes()
    session = reviewed(table)
    assert table.read_bytes() == new
    assert [item.value for item in session.items] == [7]
    assert "out.csv.review.old" in session.notes[0]
    assert Path(f"{kept}.old").read_bytes() == first
    reviewed(table, 5)
    assert read_table(table)[0]["value"] == 5
    table.rename(tmp_path / "february.csv")
    reviewed(batched(tmp_path, SEVEN))
    assert read_table(table)[0]["value"] == 7
    assert Path(f"{kept}.old").read_bytes() == first
    assert b'"value":5' in Path(f"{kept}.old2").read_bytes()
    assert not kept.exists()


def test_a_journal_that_names_no_run_goes_on_with_a_table_that_names_none(tmp_path, picture):
    """As an older inkdigits wrote both."""
    table = batched(tmp_path, SEVEN)
    known = json.loads(options_path(table).read_text())
    del known["run"]
    options_path(table).write_text(json.dumps(known))
    before = table.read_bytes()
    reviewed(table, 4)
    assert Path(f"{table}.review").read_bytes().startswith(b'{"inkdigits_review":1}\n')
    table.write_bytes(before)  # as if it had been killed before it wrote the table
    assert reviewed(table).notes == []
    assert read_table(table)[0]["value"] == 4


def test_a_table_without_options_keeps_its_journal(tmp_path):
    table = batched(tmp_path, SEVEN)
    before = table.read_bytes()
    reviewed(table, 4)
    options_path(table).unlink()
    table.write_bytes(before)
    assert reviewed(table).notes == []
    assert read_table(table)[0]["value"] == 4


def test_a_table_made_anew_during_its_review_is_left_alone(tmp_path):
    session = ReviewSession(batched(tmp_path, SEVEN))
    table = batched(tmp_path, ONE)
    new = table.read_bytes()
    session.decide(0, 4)
    with pytest.raises(DataError, match=r"written anew.*out\.csv\.review") as error:
        session.close()
    assert "put into the table" not in str(error.value)
    assert table.read_bytes() == new
    assert "out.csv.review.old" in reviewed(table).notes[0]


def test_a_table_that_batch_is_making_anew_is_left_alone(tmp_path):
    """Batch may be at its end: the table it makes would be replaced with the one before."""
    table = batched(tmp_path, SEVEN)
    before = table.read_bytes()
    session = ReviewSession(table)
    journal_path(table).touch()
    session.decide(0, 4)
    with pytest.raises(DataError, match="written anew"):
        session.close()
    assert table.read_bytes() == before


@pytest.mark.parametrize("content", ["my notes", "my notes\n", '{"mine": 1}'])
def test_another_file_in_the_journals_place_is_left_alone(tmp_path, content):
    table = batched(tmp_path, SEVEN)
    (tmp_path / "out.csv.review").write_text(content)
    with pytest.raises(ConfigError, match="no journal"):
        ReviewSession(table)
    assert (tmp_path / "out.csv.review").read_text() == content


# --- tables that cannot be written --------------------------------------------------------------


class FullDisk:
    """Takes the place of `write_table`: fails as long as the disk is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = True
        monkeypatch.setattr("inkdigits.web.review_table.write_table", self._write)

    def _write(self, path: Path, rows: list[dict]) -> int:
        if self.is_full:
            raise ConfigError("cannot write it (No space left on device)")
        return write_table(path, rows)


def test_decisions_get_into_the_table_once_the_disk_has_room(tmp_path, picture, monkeypatch):
    monkeypatch.setattr("inkdigits.web.review_session._SECONDS_BEFORE_TRYING_AGAIN", 0.1)
    disk = FullDisk(monkeypatch)
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    session = ReviewSession(table)
    session.start()
    session.decide(0, 7)
    wait_for(lambda: "No space left" in session.problem)
    assert not session.progress()["saved"]
    disk.is_full = False
    wait_for(lambda: session.progress()["saved"])  # nothing else is decided
    assert read_table(table)[0]["value"] == 7
    session.close()


def test_a_review_that_could_not_write_its_table_ends_with_an_error(tmp_path, picture, monkeypatch):
    disk = FullDisk(monkeypatch)
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    session = ReviewSession(table)
    session.start()
    session.decide(0, 7)
    wait_for(lambda: session.problem)
    for _ in range(2):  # the application closes it, and then the command
        with pytest.raises(ConfigError, match=r"No space left.*out\.csv\.review.*started again"):
            session.close()
    disk.is_full = False
    ReviewSession(table).close()
    assert read_table(table)[0]["value"] == 7


def wait_for(happens) -> None:
    end = time.monotonic() + 60
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_the_command_says_where_decisions_are_that_it_could_not_write(tmp_path, picture):
    import urllib.request

    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    command = [sys.executable, "-m", "inkdigits", "review", str(table), "--no-browser"]
    run = subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        address = run.stderr.readline().split()[4].rstrip("/")
        with urllib.request.urlopen(f"{address}/api/items", timeout=60) as answer:
            token = json.load(answer)["session"]
        table.rename(tmp_path / "away.csv")
        message = json.dumps({"decisions": [{"id": 0, "value": "7"}]}).encode()
        urllib.request.urlopen(f"{address}/api/decide?session={token}", message, timeout=60).close()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode > 0, err
    assert "out.csv.review" in err.splitlines()[-1]
    assert "started again" in err.splitlines()[-1]


# --- other things that are not lost -------------------------------------------------------------


def test_one_item_of_several_is_taken_back(tmp_path, picture):
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, n, 2, 0.1 * n) for n in (1, 2, 3)])
    session = ReviewSession(table)
    session.decide(0, 7)
    session.decide(0, 8)
    session.decide(1, 9)
    assert session.undo(0) == 0
    assert session.shown(0)["decision"] == 7
    assert session.undo(2) is None
    assert session.undo() == 1
    assert session.undo(0) == 0
    assert session.undo(0) is None
    session.close()
    assert [row["value"] for row in read_table(table)] == [2, 2, 2]


def test_what_a_killed_review_was_to_keep_is_kept_by_the_next(tmp_path, picture, monkeypatch):
    from inkdigits.store import Store

    monkeypatch.setenv("INKDIGITS_HOME", str(tmp_path / "home"))
    table = tmp_path / "out.csv"
    write_table(table, [digit_row(picture, 1, 2, 0.5), digit_row(picture, 2, 7, 0.6)])
    session = ReviewSession(table, ReviewOptions(keep=True))
    session.decide(0, 3)
    session.decide(0, 4)
    session.undo()
    session.decide(1, 1)
    session._journal.close()  # killed
    assert Store().find() == []
    reviewed(table)  # nobody asked this one to keep anything
    assert Store().find() == []
    ReviewSession(table, ReviewOptions(keep=True)).close()
    kept = sorted(Store().find(), key=lambda one: str(one.value))
    assert [(k.value, k.read_value, k.read_confidence) for k in kept] == [(1, 7, 0.6), (3, 2, 0.5)]
    Store().delete([one.id for one in kept])
    ReviewSession(table, ReviewOptions(keep=True)).close()
    assert Store().find() == []  # what a person deleted since does not come back


@pytest.mark.parametrize("value", ["=1+1", "date"])
def test_a_book_with_formulas_or_dates_is_left_alone(tmp_path, picture, value):
    import datetime

    openpyxl = pytest.importorskip("openpyxl")
    table = tmp_path / "out.xlsx"
    write_table(table, [digit_row(picture, 1, 2, 0.5)])
    book = openpyxl.load_workbook(table)
    sheet = book.worksheets[0]
    place = (2, sheet.max_column + 1)
    sheet.cell(1, place[1], "mine")
    sheet.cell(*place, datetime.date(2024, 5, 3) if value == "date" else value)
    book.save(table)
    before = table.read_bytes()
    with pytest.raises(ConfigError, match=sheet.cell(*place).coordinate):
        ReviewSession(table)
    assert table.read_bytes() == before
