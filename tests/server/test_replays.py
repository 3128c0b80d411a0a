"""A request repeated at another server process, which never met its nonce, changes nothing and tells nothing new."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable

import httpx
from served import AN_XUYEN, Pc, enrolment_code, serving
from sqlalchemy import func, select

from app.protocol.digests import SIZE
from app.protocol.feeds import office_feed
from app.protocol.messages import Bring, Digest, Enrolment, Push, encode
from app.protocol.signatures import sign_head, sign_request
from app.protocol.versions import SPOKEN, VERSIONS_HEADER
from app.server.database import Database
from app.server.tables import devices, events, feed_positions


def test_what_is_repeated_at_another_process_changes_nothing(
    database: Database, new_pc: Callable[..., Pc], address: str
) -> None:
    pc, joining = new_pc(), new_pc(None)
    pc.note("d")
    head = sign_head(pc.key, pc.device_id, 1, pc.chain.link)
    code = enrolment_code(database, AN_XUYEN)
    requests = [
        (pc, "POST", "/sync/push", encode(Push(pc.device_id, head, pc.chain.events))),
        (joining, "POST", "/enrol", encode(Enrolment(code, joining.device_id, joining.public_key))),
        (pc, "POST", "/sync/digest", encode(Digest(1, sums=bytes(SIZE)))),
        (pc, "POST", "/sync/bring", encode(Bring(pc.chain.events))),
        (pc, "GET", f"/sync/pull?feed={office_feed(pc.office_id)}", b""),
    ]
    with serving(database) as other:
        for who, method, target, body in requests:
            signed = sign_request(
                *(who.key, who.device_id, method, target, body), at=int(time.time()), nonce=secrets.token_bytes(16)
            )
            headers = {VERSIONS_HEADER: str(SPOKEN), "Authorization": str(signed)}
            first = httpx.request(method, address + target, content=body, headers=headers)
            before = _counted(database)
            again = httpx.request(method, other + target, content=body, headers=headers)
            assert (first.status_code, again.status_code) == (200, 200), target
            assert _told(again) == _told(first), target
            assert _counted(database) == before, target
            assert httpx.request(method, address + target, content=body, headers=headers).status_code == 401


def _told(answer: httpx.Response) -> object:
    return {name: value for name, value in json.loads(answer.content).items() if name != "server_time"}


def _counted(database: Database) -> list[int]:
    with database.read() as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (devices, events, feed_positions)
        ]
