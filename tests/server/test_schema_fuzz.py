"""schemathesis makes requests of the served OpenAPI document, valid and spoilt: none of them makes the server fail."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from served import AN_XUYEN, Pc, StewardAtHand, new_steward

from app.protocol.messages import ChainHead, Refusal, decode
from app.protocol.signatures import sign_head, sign_request
from app.protocol.stewardship import STEWARD_HEADER, vouch
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server.database import Database

EXAMPLES = 5  # of each endpoint in each mode; the night takes a hundred times as many
SIGNERS = ("the pc", "a stranger", "nobody")
FITS = (response_schema_conformance, content_type_conformance)


@pytest.mark.nightly
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=[mode.value for mode in GenerationMode])
def test_no_request_of_the_document_makes_the_server_fail(
    new_pc: Callable[..., Pc], database: Database, mode: GenerationMode, nightly: bool
) -> None:
    pc, stranger = new_pc(), new_pc(None)
    steward = new_steward(database, AN_XUYEN, whole_province=True)
    address = str(pc.http.base_url).rstrip("/")
    schema = schemathesis.openapi.from_dict(pc.http.get("/openapi.json").json())
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) >= 6
    answered: set[int] = set()

    with requests.Session() as session:
        for operation in operations:
            if mode is GenerationMode.NEGATIVE and not operation.definition.raw.get("security"):
                continue  # it takes nothing that could be spoilt

            @given(case=operation.as_strategy(generation_mode=mode), who=st.sampled_from(SIGNERS))
            @settings(
                max_examples=EXAMPLES * (100 if nightly else 1),
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: Any, who: str) -> None:
                signer = {"the pc": pc, "a stranger": stranger}.get(who)
                if signer is not None:
                    _vouch(case, signer)
                if isinstance(case.query, dict) and case.path == "/sync/stream":
                    case.query["seconds"] = 0  # nobody has time to wait
                request = requests.Request(**case.as_transport_kwargs(base_url=address)).prepare()
                request.headers.setdefault(VERSIONS_HEADER, str(SPOKEN))
                if signer is not None:
                    request.headers[VERSIONS_HEADER] = str(SPOKEN)
                    _sign(request, signer, steward)
                answer = session.send(request)
                answered.add(answer.status_code)
                assert answer.status_code < 500, answer.text
                if answer.status_code >= 400:
                    assert decode(answer.content, Refusal).sentence
                else:
                    case.validate_response(answer, checks=FITS)

            ask()
    assert {401, 422} <= answered
    assert 200 in answered or mode is GenerationMode.NEGATIVE


def _vouch(case: Any, signer: Pc) -> None:
    """Let a push come from a device that is known, and its head be vouched for, so that more of it is looked at."""
    body = case.body
    if case.path != "/sync/push" or not isinstance(body, dict) or not isinstance(body.get("head"), dict):
        return
    body["device_id"] = signer.device_id
    try:
        link = bytes(32)
        head: ChainHead = sign_head(signer.key, signer.device_id, body["head"]["seq"], link)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return
    body["head"] = {"seq": head.seq, "hash": base64.b64encode(link).decode()} | {
        "signature": base64.b64encode(head.signature).decode()
    }


def _sign(request: requests.PreparedRequest, signer: Pc, steward: StewardAtHand) -> None:
    sent: Any = request.body or b""
    body = sent.encode() if isinstance(sent, str) else sent
    method, target = request.method or "", request.path_url
    signed = sign_request(
        signer.key, signer.device_id, method, target, body, at=int(time.time()), nonce=secrets.token_bytes(16)
    )
    request.headers["Authorization"] = str(signed)
    if STEWARD_HEADER in request.headers:
        request.headers[STEWARD_HEADER] = str(vouch(steward.key, steward.staff_id, signed, method, target, body))
