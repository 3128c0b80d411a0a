"""The OpenAPI document says what the endpoints take and give, in the protocol's own models."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from served import Pc
from wire_samples import MESSAGES

GOLDEN = Path(__file__).parents[1] / "protocol" / "golden"


@pytest.fixture
def document(pc: Pc) -> dict:
    answer = pc.http.get("/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_every_endpoint_is_described(document: dict) -> None:
    described = {(method, path) for path, item in document["paths"].items() for method in item}
    assert described == {
        ("get", "/health"),
        ("get", "/ready"),
        ("post", "/enrol"),
        ("post", "/sync/push"),
        ("post", "/sync/digest"),
        ("post", "/sync/bring"),
        ("post", "/sync/claim"),
        ("get", "/sync/pull"),
        ("get", "/sync/first"),
        ("get", "/sync/stream"),
        ("put", "/blobs/{sha256}"),
        ("get", "/blobs/{sha256}"),
        ("get", "/steward/offices"),
        ("post", "/steward/offices"),
        ("get", "/steward/offices/{office_id}"),
        ("post", "/steward/offices/{office_id}/codes"),
        ("post", "/steward/offices/{office_id}/cancelled"),
        ("post", "/steward/offices/{office_id}/stopped"),
    }


ON_THE_LINE = sorted(
    name for name, one in MESSAGES.items() if type(one).__module__.endswith((".messages", ".stewardship"))
)  # others go by file


@pytest.mark.parametrize("name", ON_THE_LINE)
def test_every_message_of_the_wire_fits_its_description(document: dict, name: str) -> None:
    models = document["components"]["schemas"]
    schema = {"$ref": f"#/components/schemas/{type(MESSAGES[name]).__name__}", "components": {"schemas": models}}
    jsonschema.validate(json.loads((GOLDEN / f"{name}.json").read_bytes()), schema)


def test_every_reference_leads_somewhere(document: dict) -> None:
    def walk(node: object) -> None:
        match node:
            case dict():
                if "$ref" in node:
                    assert node["$ref"].removeprefix("#/components/schemas/") in document["components"]["schemas"]
                for inner in node.values():
                    walk(inner)
            case list():
                for inner in node:
                    walk(inner)

    walk(document)
