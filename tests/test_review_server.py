"""What the server of a review takes from its pages, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from inkdigits.batch import read_table, write_table
from reviewing import items_of, opened, say


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three doubtful digits, whose pictures are gone."""
    path = tmp_path / "out.csv"
    box = {"x_min": 15.0, "y_min": 15.0, "x_max": 65.0, "y_max": 85.0}
    shares = {f"p{v}": 0.1 for v in range(10)}
    row = {"file": "gone.png", "page": 1, "line": 1, "number": 1}
    rows = [
        {**row, "digit": n, "value": 2, "confidence": 0.1 * n, "needs_review": True}
        | {**box, **shares}
        for n in (1, 2, 3)
    ]
    write_table(path, rows)
    return path


def values(table: Path) -> list[int | None]:
    return [row["value"] for row in read_table(table)]


@pytest.mark.parametrize("query", ["", "?session=", "?session=another"])
def test_a_page_of_another_session_changes_nothing(table: Path, query: str) -> None:
    """Its ids name other digits here."""
    with opened(table) as client:
        client.params = {}
        message = {"decisions": [{"id": 0, "value": "7"}]}
        for answer in (
            client.post(f"/api/decide{query}", json=message),
            client.get(f"/api/crop/0.png{query}"),
        ):
            assert answer.status_code == 409
            assert "reload the page" in answer.json()["error"]
    assert values(table) == [2, 2, 2]


def test_each_session_has_a_name_of_its_own(table: Path) -> None:
    names = []
    for _ in range(2):
        with opened(table) as client:
            names.append(client.get("/api/items").json()["session"])
    assert names[0] != names[1]


def test_decisions_of_one_message_are_taken_in_order(table: Path) -> None:
    """A refused one does not hold up the others."""
    with opened(table) as client:
        items_of(client)
        answers = say(
            client,
            {"id": 0, "value": "7"},
            {"id": 99, "value": "7"},
            {"id": 0, "value": "7", "undo": True},
            {"id": 1, "value": "4"},
            {"id": 1, "value": "5"},
        )
        assert "no digit 99" in answers[1]["error"]
        said = [answer.get("item", {}).get("decision") for answer in answers]
        assert said == [7, None, None, 4, 5]
    assert values(table) == [2, 5, 2]


def test_a_page_takes_back_only_what_it_said_itself(table: Path) -> None:
    """The last decision about a digit may be another page's, and then it stays."""
    with opened(table) as client:
        items_of(client)
        say(client, {"id": 0, "value": "7"}, {"id": 1, "value": "8"}, {"id": 0, "value": "9"})
        (answer,) = say(client, {"id": 0, "value": "7", "undo": True})
        assert answer["item"]["decision"] == 9
        (answer,) = say(client, {"id": 1, "value": "8", "undo": True})
        assert not answer["item"]["decided"]
    assert values(table) == [9, 2, 2]
