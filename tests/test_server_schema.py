"""The HTTP API does what its description says, whatever is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig

from api_server import client_of, png, program, ready, wait_until
from inkdigits.result import Box, Digit, Line, Number, Page
from inkdigits.server import ServerOptions, create_app, schema
from pen import ink_of, written_page

ROOT = Path(__file__).parents[1]
KEY = "correct-horse-battery"

PICTURES = [
    png(255 - ink_of(7)),
    png(written_page(["2047", "94"])[0]),
    png(np.full((30, 40), 255)),
]
schemathesis.openapi.media_type("image/png", st.sampled_from(PICTURES))
schemathesis.serializer.alias("application/pdf", "application/octet-stream")


api = schemathesis.openapi.from_dict(
    create_app(ServerOptions(api_key=KEY)).openapi(),
    config=SchemathesisConfig.from_path(ROOT / "schemathesis.toml"),
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    limits = ("--max-megabytes", "0.05", "--max-megapixels", "0.5")
    with program("serve", *limits, INKDIGITS_API_KEY=KEY) as (_, address, _):
        wait_until(lambda: ready(address))  # until then it says 503
        yield address
        figures = httpx.get(f"{address}/metrics", headers={"x-api-key": KEY}, timeout=60).text
        assert 'inkdigits_pictures_total{outcome="ok"}' in figures


@api.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_described(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address, headers={"X-API-Key": KEY})


@pytest.mark.parametrize("path", ["/v1/read", "/v1/classify"])
def test_what_generated_clients_send_by_themselves_leaves_every_option_free(path: str) -> None:
    """They send each default that the description names."""
    options = create_app().openapi()["paths"][path]["post"]["parameters"]
    defaults = {o["name"]: o["schema"]["default"] for o in options if "default" in o["schema"]}
    assert {"polarity", "pdf_page"} <= set(defaults)
    with client_of(ServerOptions()) as client:
        for choice in ({}, {"max_error": 0.05}, {"review_threshold": 0.5}):
            answer = client.post(path, params={**defaults, **choice}, content=PICTURES[1])
            assert answer.status_code == 200, answer.text


# --- the description and docs/page.schema.json say the same -------------------------------------

PUBLISHED = json.loads((ROOT / "docs" / "page.schema.json").read_text(encoding="utf-8"))
MODELS = {
    None: schema.PageAnswer,
    "line": schema.LineAnswer,
    "number": schema.NumberAnswer,
    "digit": schema.DigitAnswer,
    "box": schema.BoxAnswer,
}
ONLY_ON_THE_COMMAND_LINE = {"image", "page"}


@pytest.mark.parametrize("kind", MODELS)
def test_the_description_names_what_the_published_schema_names(kind: str | None) -> None:
    published = PUBLISHED if kind is None else PUBLISHED["$defs"][kind]
    described = MODELS[kind].model_json_schema()
    assert set(described["properties"]) == (set(published["properties"]) - ONLY_ON_THE_COMMAND_LINE)
    assert set(described["required"]) == set(published["required"])
    assert described["additionalProperties"] is published["additionalProperties"] is False


SURE = Digit(7, 0.5, (0.05,) * 7 + (0.5,) + (0.05,) * 2, Box(1.5, 2, 3, 4), True)
UNREAD = Digit(None, 0.8, (0.02,) * 10, Box(0, 0, 1, 1), False, "not_a_digit")
PAGE = Page((Line((Number((SURE, UNREAD)),)),), 60, 40, 90).to_dict()


def fits_both(page: dict[str, Any]) -> tuple[bool, bool]:
    schemas = (PUBLISHED, schema.PageAnswer.model_json_schema())
    return tuple(jsonschema.Draft202012Validator(one).is_valid(page) for one in schemas)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("value", 10),
        ("value", "7"),
        ("confidence", 1.1),
        ("probabilities", [0.1] * 9),
        ("reason", "smudge"),
        ("needs_review", None),
        ("box", {"x_min": 0}),
    ],
)
def test_both_refuse_the_same(key: str, wrong: Any) -> None:
    assert fits_both(PAGE) == (True, True)
    page = json.loads(json.dumps(PAGE))
    page["lines"][0]["numbers"][0]["digits"][0][key] = wrong
    assert fits_both(page) == (False, False)


def test_examples_fit_the_description() -> None:
    described = create_app().openapi()
    schemas = {"components": described["components"]}
    for path in ("/v1/read", "/v1/classify", "/v1/read-batch"):
        answer = described["paths"][path]["post"]["responses"]["200"]
        content = answer["content"]["application/json"]
        jsonschema.validate(content["example"], {**content["schema"], **schemas})


def test_a_page_that_was_read_fits_the_published_schema() -> None:
    with client_of(ServerOptions()) as client:
        page = client.post("/v1/read", content=PICTURES[1]).json()
        digit = client.post("/v1/classify", content=PICTURES[2]).json()
    assert page["text"] == "2047\n94"
    jsonschema.validate(page, PUBLISHED)
    jsonschema.validate(digit, {**PUBLISHED, **PUBLISHED["$defs"]["digit"]})
