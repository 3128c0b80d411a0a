"""What the endpoints take and give, for the OpenAPI document: the protocol's own message models."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.protocol.blobs import Kept
from app.protocol.messages import (
    Bring,
    Brought,
    Claim,
    Claimed,
    Compared,
    Digest,
    Enrolled,
    Enrolment,
    FirstPage,
    Message,
    Nudge,
    PullAnswer,
    Push,
    PushAnswer,
    Refusal,
)
from app.protocol.stewardship import STEWARD_HEADER, CancelCode, NewCode, NewOffice, OfficePcs, Offices, StopPc
from app.protocol.versions import VERSIONS_HEADER

_KINDS: tuple[Any, ...] = (
    *(Enrolment, Enrolled, Push, PushAnswer, PullAnswer, Nudge, Refusal),
    *(Digest, Compared, Bring, Brought, Claim, Claimed, Kept, FirstPage),
    *(Offices, NewOffice, OfficePcs, NewCode, CancelCode, StopPc),
)
_SCHEMAS, _MODELS = msgspec.json.schema_components(_KINDS, ref_template="#/components/schemas/{name}")
_OF = dict(zip(_KINDS, _SCHEMAS, strict=True))
KEPT = _OF[Kept]
ENROLLED, PUSH_ANSWER, PULL_ANSWER, NUDGE = (_OF[kind] for kind in (Enrolled, PushAnswer, PullAnswer, Nudge))
COMPARED, BROUGHT, CLAIMED, FIRST_PAGE = _OF[Compared], _OF[Brought], _OF[Claimed], _OF[FirstPage]
OFFICES, OFFICE_PCS = _OF[Offices], _OF[OfficePcs]
_REFUSED = {"description": "Refused; nothing was stored.", "content": {"application/json": {"schema": _OF[Refusal]}}}
_HEADERS = [
    {"name": VERSIONS_HEADER, "in": "header", "required": True, "schema": {"type": "string", "example": "1-1"}},
    {"name": "Quay-Request", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 64}},
]


def plain(summary: str) -> dict[str, Any]:
    """Describe an endpoint that takes nothing and needs no signature."""
    return {"summary": summary, "response_model": None}


def exchange(summary: str, takes: type[Message] | None, gives: dict[str, Any]) -> dict[str, Any]:
    """Describe a signed endpoint by the messages it takes and gives."""
    extra: dict[str, Any] = {"parameters": _HEADERS, "security": [{"device": []}]}
    if takes is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": _OF[takes]}}}
    answers: dict[int | str, dict[str, Any]] = {
        200: {"description": "Done.", "content": {"application/json": {"schema": gives}}}
    }
    answers |= dict.fromkeys((401, 403, 409, 413, 415, 422, 426, 429, 503), _REFUSED)
    return {"summary": summary, "response_model": None, "responses": answers, "openapi_extra": extra}


def stewardship(summary: str, takes: type[Message] | None, gives: dict[str, Any]) -> dict[str, Any]:
    """Describe an endpoint that an administrator vouches for beside the device."""
    described = exchange(summary, takes, gives)
    word = {"name": STEWARD_HEADER, "in": "header", "required": True, "schema": {"type": "string"}}
    described["openapi_extra"]["parameters"] = [*_HEADERS, word]
    described["responses"][404] = _REFUSED
    return described


_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def upload(summary: str) -> dict[str, Any]:
    """Describe a signed endpoint that takes bare bytes."""
    described = exchange(summary, None, KEPT)
    described["openapi_extra"]["requestBody"] = {"required": True, "content": _BYTES}
    described["responses"][404] = _REFUSED
    return described


def download(summary: str) -> dict[str, Any]:
    """Describe a signed endpoint that gives bare bytes."""
    described = exchange(summary, None, KEPT)
    described["responses"][200] = {"description": "The bytes.", "content": _BYTES}
    described["responses"][404] = _REFUSED
    return described


def describe(app: FastAPI) -> None:
    """Let the document name the message models and the signature."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            built = get_openapi(title=app.title, version=app.version, routes=app.routes)
            parts = built.setdefault("components", {})
            parts["schemas"] = parts.get("schemas", {}) | _MODELS
            parts["securitySchemes"] = {
                "device": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "Signature of the request by the device's key; see docs/sync.md.",
                }
            }
            app.openapi_schema = built
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
