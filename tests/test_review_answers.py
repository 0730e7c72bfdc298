"""Answers that are sent again, in the same review or in the next one, are never another item's."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkdigits.batch import options_path, read_table, write_table
from inkdigits.batch.remembered import remember
from inkdigits.reader import ReaderOptions
from inkdigits.web import review_answers
from inkdigits.web.review_answers import Answers
from inkdigits.web.review_session import ReviewOptions, ReviewSession
from reviewing import items_of, opened, say


def rows_of(*texts: str) -> list[dict]:
    """Numbers of two doubtful digits each, whose picture is gone."""
    box = {"x_min": 15.0, "y_min": 15.0, "x_max": 145.0, "y_max": 85.0}
    row = {"file": "gone.png", "page": 1, "line": 1, "needs_review": True, "alternatives": ""}
    return [
        {**row, "number": n, "text": text, "confidence": n / 10} | box
        for n, text in enumerate(texts, 1)
    ]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "out.csv"
    write_table(path, rows_of("27", "27"))
    remember(path, ReaderOptions(), None, {})
    return path


def texts(table: Path) -> list[str]:
    return [row["text"] for row in read_table(table)]


def known(table: Path, **options) -> list[dict]:
    """What a page of a review that ended knows of its items."""
    with opened(table, **options) as client:
        return [item["identity"] for item in items_of(client)]


def take_up(client, *answers: object) -> list[dict]:
    items_of(client)
    answer = client.post("/api/take-up", json={"answers": answers})
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]


def test_an_answer_of_before_the_restart_is_for_the_item_it_names(table):
    last = known(table)[-1]
    with opened(table) as client:
        say(client, {"id": 0, "value": "1"})  # from now on ids are other ones
    with opened(table) as client:
        (answer,) = take_up(client, {"identity": last, "value": "-"})
        assert answer["item"]["identity"] == last
        assert (answer["item"]["decided"], answer["item"]["decision"]) == (True, None)
    assert texts(table) == ["17", "2"]


@pytest.mark.parametrize(
    "other",
    [
        {"run": "another"},
        {"run": None},
        {"row": ["gone.png", 1, 1, 3, 1]},
        {"row": ["other.png", 1, 1, 1, 1]},
        {"place": 2},
        {"text": "21"},
        {"box": [15.0, 15.0, 145.0, 85.0]},
        {"box": None},
        {"confidence": 0.2},
    ],
)
def test_an_answer_about_anything_else_is_refused(table, other):
    first = known(table)[0]
    with opened(table) as client:
        (answer,) = take_up(client, {"identity": {**first, **other}, "value": "9"})
        same = "run" not in other
        assert answer == {"refused": review_answers.CHANGED if same else review_answers.OTHER_TABLE}
    assert texts(table) == ["27", "27"]


def test_a_table_made_anew_takes_no_answer_to_the_one_before(table):
    """Next month's scans have the names of this month's, and may be read the same."""
    first = known(table)[0]
    options_path(table).unlink()
    remember(table, ReaderOptions(), None, {})
    with opened(table) as client:
        assert take_up(client, {"identity": first, "value": "9"}) == [
            {"refused": review_answers.OTHER_TABLE}
        ]
    assert texts(table) == ["27", "27"]


def test_an_answer_does_not_replace_another_one(table):
    identities = known(table)
    with opened(table) as client:
        say(client, {"id": 0, "value": "1"})
        (same, other) = take_up(
            client,
            {"identity": identities[0], "value": "1"},
            {"identity": identities[0], "value": "9"},
        )
        assert same["item"]["decision"] == 1
        assert other == {"refused": review_answers.ANSWERED}
    with opened(table) as client:  # which leaves out what was decided
        assert take_up(
            client,
            {"identity": identities[0], "value": "1"},
            {"identity": identities[0], "value": "9"},
            {"identity": identities[0], "value": "1", "undo": True},
        ) == [
            {"kept": True},
            {"refused": review_answers.ANSWERED},
            {"refused": review_answers.WRITTEN},
        ]
    with opened(table, everything=True) as client:
        answers = take_up(
            client,
            {"identity": identities[0], "value": "9"},
            {"identity": identities[0], "value": "1", "undo": True},
        )
        assert answers == [
            {"refused": review_answers.ANSWERED},
            {"refused": review_answers.WRITTEN},
        ]
    assert texts(table) == ["17", "27"]


def test_one_refused_answer_holds_up_no_other(table):
    identities = known(table)
    with opened(table) as client:
        answers = take_up(
            client,
            {"identity": {**identities[0], "text": "99"}, "value": "5"},
            {"identity": identities[1], "value": "77"},
            {"identity": identities[1], "text": "7"},
            {"identity": {"row": [[]], "place": 0}, "value": "1"},
            {"value": "1"},
            7,
            {"identity": identities[1], "value": "5"},
        )
        assert [next(iter(answer)) for answer in answers] == ["refused", *["error"] * 5, "item"]
        assert client.post("/api/take-up", json={"answers": 7}).status_code == 400
        client.params = {}
        message = {"answers": [{"identity": identities[0], "value": "5"}]}
        assert client.post("/api/take-up", json=message).status_code == 409
    assert texts(table) == ["25", "27"]


def test_what_is_taken_back_after_the_page_was_loaded_again_is_taken_back_once(table):
    with opened(table) as client:
        first = items_of(client)[0]["identity"]
        say(client, {"id": 0, "value": "1"})
        back = {"identity": first, "value": "1", "undo": True}
        assert [answer["item"]["decided"] for answer in take_up(client, back, back)] == [False] * 2
    assert texts(table) == ["27", "27"]


def test_an_answer_waits_until_its_page_is_read_again(table):
    session = ReviewSession(table, ReviewOptions())
    answers = Answers(session)
    identity = known_of_unread(session)
    message = {"answers": [{"identity": identity, "value": "1"}]}
    assert answers.take_up(message)["answers"] == [{"later": True}]
    session.start()
    for thread in session._threads[:1]:
        thread.join(60)
    (answer,) = answers.take_up(message)["answers"]
    assert answer["item"]["decision"] == 1
    session.close()
    assert texts(table) == ["17", "27"]


def known_of_unread(session: ReviewSession) -> dict:
    """The first item of a session that has read no page yet."""
    (place,) = session._waiting
    return session._items_of(place)[0].identity(session.table.run)


def test_an_answer_that_is_sent_again_counts_once(table):
    with opened(table) as client:
        items_of(client)
        message = {"page": "one", "decisions": [{"number": 1, "id": 0, "value": "1"}]}
        for _ in range(2):
            (answer,) = client.post("/api/decide", json=message).json()["answers"]
            assert answer["item"]["decision"] == 1
        message["page"] = "another"
        message["decisions"][0]["value"] = "3"
        client.post("/api/decide", json=message)
        late = {"page": "one", "decisions": [{"number": 1, "id": 0, "value": "1"}]}
        (answer,) = client.post("/api/decide", json=late).json()["answers"]
        assert answer["item"]["decision"] == 3
        for value in ("3", "1"):
            (answer,) = say(client, {"id": 0, "value": value, "undo": True})
        assert not answer["item"]["decided"]


def test_an_answer_that_is_overtaken_by_a_later_one_counts(table):
    """A page that is closed sends what it has beside what is on its way."""
    with opened(table) as client:
        items_of(client)
        for number, place in ((2, 1), (1, 0)):
            decision = {"number": number, "id": place, "value": "9"}
            client.post("/api/decide", json={"page": "one", "decisions": [decision]})
    assert texts(table) == ["99", "27"]
