"""Messages of the page's components, as Python takes them."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit")

from inkdigits.web import inbox


@pytest.fixture
def deliver(monkeypatch):
    """Delivers numbered messages as a component does, and says what arrived."""
    state = {}
    monkeypatch.setattr(inbox.st, "session_state", state)

    def deliver(*numbers):
        letters = [{"number": n, "name": "edit", "value": f"value {n}"} for n in numbers]
        state["picture"] = {"sent": letters or None}
        return [int(value.split()[1]) for name, value in inbox.arrived("picture") if name == "edit"]

    return deliver


def test_each_message_arrives_once_and_in_order(deliver):
    assert inbox.taken("picture") == 0
    assert deliver(11) == [11]
    assert deliver(11, 12, 13) == [12, 13]  # sent again: nobody had said that 11 is here
    assert inbox.taken("picture") == 13
    assert deliver(12, 13) == []
    assert deliver(14) == [14]


def test_a_run_without_messages_brings_none(deliver):
    assert deliver() == []


def test_a_message_that_cannot_be_done_is_not_done_again(monkeypatch):
    letters = [{"number": n, "name": "edit", "value": n} for n in (1, 2)]
    monkeypatch.setattr(inbox.st, "session_state", {"picture": {"sent": letters}})
    _, first = next(inbox.arrived("picture"))
    assert first == 1  # and its reader breaks off here
    assert [value for _, value in inbox.arrived("picture")] == [2]
