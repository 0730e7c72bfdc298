"""What the pages of a review say: each answer counts once, and never for another item.

A page numbers what it says and sends it again where it does not know whether that arrived. What it
could not send before the review was started again it says of the items as it knew them, for their
ids mean something in one session alone.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from typing import Any

from inkdigits.errors import ConfigError, InkDigitsError
from inkdigits.web.review_journal import Key, Value
from inkdigits.web.review_session import ReviewSession

NO_DIGIT = "-"
"""What a page sends for a place where no digit stands."""

ANSWERED = "another answer was there already"
CHANGED = "what stands in the table, or is read there, is not what it was"
OTHER_TABLE = "another table is reviewed now"
WRITTEN = "an answer that was written down before the review was started again cannot be taken back"
"""Why an answer is not kept, as a clause."""

_TEXT = re.compile(r"[0-9]{0,200}")


class Answers:
    """Takes what pages say. May be used from several threads.

    Args:
        session: What is reviewed.
    """

    def __init__(self, session: ReviewSession) -> None:
        """Nothing was said yet."""
        self._session = session
        self._lock = threading.Lock()
        self._taken: dict[str, set[int]] = {}  # by page, numbers of the answers that were taken

    def decide(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Take answers about items of this session, in their order.

        Args:
            message: {"page": the page's name, "decisions": [...]}; of each decision its `number`
                among the page's, the `id` of an item, its `value` or `text`, and `undo` where that
                is taken back.

        Returns:
            For each decision the item as it is now, or an error, which holds up no other one.

        Raises:
            ConfigError: It is no such message.
        """
        page = str(message.get("page") or "")
        with self._lock:
            answers = [self._answer(page, one) for one in _listed(message, "decisions")]
        return {"answers": answers, "progress": self._session.progress()}

    def take_up(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Take answers that a page could not send before it was loaded again.

        Args:
            message: {"answers": [...]}: like decisions, with the `identity` of each item as the
                page showed it, and no `id`.

        Returns:
            For each answer the item as it is now, or {"kept": true} where it was written down
            before, {"later": true} where its page is not read yet, {"refused": why} or an error.

        Raises:
            ConfigError: It is no such message.
        """
        with self._lock:
            answers = [self._taken_up(one) for one in _listed(message, "answers")]
        return {"answers": answers, "progress": self._session.progress()}

    def _answer(self, page: str, message: Any) -> dict[str, Any]:
        said = message if isinstance(message, dict) else {}
        count = said.get("number") if page and type(said.get("number")) is int else None
        taken = self._taken.setdefault(page, set())
        try:
            number, value = _said_of(said)
            if count in taken:
                return {"item": self._session.shown(number)}
            if not said.get("undo"):
                self._session.decide(number, value)
            elif self._is_said(number, value):
                self._session.undo(number)
            if count is not None:
                taken.add(count)
            return {"item": self._session.shown(number)}
        except InkDigitsError as error:
            return {"error": str(error)}

    def _is_said(self, number: int, value: Value) -> bool:
        """Whether an item is decided so: a page takes back what it said, not another page's."""
        shown = self._session.shown(number)
        return bool(shown["decided"]) and shown["decision"] == value

    def _taken_up(self, message: Any) -> dict[str, Any]:
        said = message if isinstance(message, dict) else {}
        try:
            identity, key, place = _identity(said.get("identity"))
            value, undo = _value(said), bool(said.get("undo"))
            if identity.get("run") != self._session.table.run:
                return {"refused": OTHER_TABLE}
            with self._session.lock:
                number = self._session.number_of(key, place)
                if number is None:
                    return self._of_no_item(key, place, value, undo=undo)
                return self._of_item(number, identity, value, undo=undo)
        except InkDigitsError as error:
            return {"error": str(error)}

    def _of_no_item(self, key: Key, place: int, value: Value, *, undo: bool) -> dict[str, Any]:
        """What becomes of an answer about what is not looked at in this session, or not yet."""
        if self._session.is_to_be_read(key):
            return {"later": True}
        if said := self._session.said(key, place):
            if undo:
                return {"refused": WRITTEN}
            return {"kept": True} if said[-1] == value else {"refused": ANSWERED}
        return {"refused": CHANGED}

    def _of_item(
        self, number: int, identity: Mapping[str, Any], value: Value, *, undo: bool
    ) -> dict[str, Any]:
        """Decide an item, where it is the very one that the page showed and still undecided."""
        shown = self._session.shown(number)
        if shown["identity"] != identity:
            return {"refused": CHANGED}
        if undo and shown["decided"]:
            if not self._is_said(number, value):
                return {"refused": ANSWERED}
            if self._session.undo(number) is None:
                return {"refused": WRITTEN}
        elif shown["decided"] and shown["decision"] != value:
            return {"refused": ANSWERED}
        elif not undo and not shown["decided"]:
            self._session.decide(number, value)
        return {"item": self._session.shown(number)}


def _listed(message: Mapping[str, Any], name: str) -> list[Any]:
    listed = message.get(name)
    if not isinstance(listed, list):
        raise ConfigError(f'expected {{"{name}": [...]}}, as the page of the review sends it')
    return listed


def _identity(identity: Any) -> tuple[dict[str, Any], Key, int]:
    """What a page knows of an item, and the row and the place where that stands."""
    known = identity if isinstance(identity, dict) else {}
    row, place = known.get("row"), known.get("place")
    names = isinstance(row, list) and all(isinstance(n, (str, int, float, type(None))) for n in row)
    if not isinstance(row, list) or not names or type(place) is not int:
        raise ConfigError(
            f"expected what names a digit or a field of the table; found {identity!r}"
        )
    return known, tuple(row), place


def _said_of(message: Mapping[str, Any]) -> tuple[int, Value]:
    """Which item a message is about, and what it says that is."""
    number = message.get("id")
    if type(number) is not int:
        raise ConfigError(f"expected the id of a digit or a field; found {number!r}")
    return number, _value(message)


def _value(message: Mapping[str, Any]) -> Value:
    """What a message says that an item is."""
    value, text = message.get("value"), message.get("text")
    if isinstance(text, str) and _TEXT.fullmatch(text):
        return text
    if isinstance(value, str) and len(value) == 1 and value in "0123456789" + NO_DIGIT:
        return None if value == NO_DIGIT else int(value)
    raise ConfigError(
        f"expected the value of a digit, 0 to 9 or {NO_DIGIT} for none, or the text of a field, "
        f"digits alone; found {text or value!r}"
    )
