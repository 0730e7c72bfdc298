"""The figures that the package carries about its models."""

from __future__ import annotations

import json
from importlib import resources

import pytest

WEIGHTS = resources.files("inkdigits") / "weights"


def test_the_card_was_measured_with_the_shipped_models():
    card = json.loads((WEIGHTS / "card.json").read_text(encoding="utf-8"))
    hashes = json.loads((WEIGHTS / "sha256.json").read_text(encoding="utf-8"))
    measured = {name: model["sha256"] for name, model in card["models"].items()}
    assert set(measured) == {"classifier.onnx", "detector.onnx"}
    for name, digest in measured.items():
        assert digest == hashes[name], "run `python -m inkdigits.train.card`"
    assert [entry["name"] for entry in card["sets"]][:2] == ["mnist", "usps"]
    assert all(0 < entry["percent"] <= 100 for entry in card["sets"])


def test_a_card_is_measured_on_every_set(data_root):
    pytest.importorskip("torch")
    from inkdigits.train.card import DIGIT_SETS, PAGE_SETS, measure

    card = measure(data_root, limit=8)
    assert [entry["name"] for entry in card["sets"]] == [*DIGIT_SETS, *PAGE_SETS]
    assert all(0 < entry["count"] <= 8 for entry in card["sets"])
    assert all(entry["percent"] >= 50 for entry in card["sets"] if entry["counted"] == "digits")
    assert {len(model["sha256"]) for model in card["models"].values()} == {64}
