"""A dossier that two counters corrected without having seen each other."""

from __future__ import annotations

import uuid
from dataclasses import replace

from msgspec import structs

from app.domain import dossier
from app.domain.events import Event
from app.domain.intake import IntakeForm, ResultWay
from app.domain.office import Actor
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import encode_body
from app.protocol.messages import PersonalPart, WireEvent
from app.services.house import House
from app.services.intake import correct_dossier, form_of
from app.services.print_jobs import PrintPlan
from app.storage import incoming
from app.storage.event_log import events_of
from app.storage.rows import fetch, run

_WIRE = """
    SELECT device_id, device_seq, prev_hash, hash, body, salt, data
    FROM envelopes JOIN events USING (event_id) JOIN personal_parts USING (event_id) WHERE event_id = ?
"""
MINE, THEIRS = "0907118265", "0907118256"


def contest(house: House, actor: Actor, subject: str, *, way: str = "") -> None:
    """Let counter 1 correct the phone (and the way) upon the receipt, and this one the phone beside it."""
    with house.db.read() as session:
        [first] = [e for e in events_of(session, dossier.KIND, subject) if e.type == dossier.RECEIVED]
    assert first.personal is not None
    told = {
        "applicant": {**first.personal["applicant"], "owner": {**first.personal["applicant"]["owner"], "phone": THEIRS}}
    }
    changes = {"result_way": way} if way else {}
    salt, data = b"s" * 16, canonical({**told, "reason": "Ghi nhầm"})
    event = structs.replace(
        first,
        event_id=str(uuid.uuid4()),
        type=dossier.CORRECTED,
        payload={"changes": changes, "personal_keys": ["applicant"]},
        act_id=str(uuid.uuid4()),
        basis=(first.event_id,),
        n=2,
        personal_hash=personal_hash(salt, data),
        personal=None,
        body=b"",
    )
    arrive(house, event, PersonalPart.of(salt, data))
    saved = form_of(house, subject, "")
    owner = replace(saved.applicant.owner, phone=MINE)
    form = replace(saved, act_id=str(uuid.uuid4()), applicant=replace(saved.applicant, owner=owner))
    if way:
        form = replace(form, result_way=ResultWay.POST, result_address=owner.address)
    correct_beside(house, actor, subject, form, event.event_id)


def correct_beside(house: House, actor: Actor, subject: str, form: IntakeForm, hidden: str) -> None:
    """Correct as if the other counter's event had not come yet: it comes a second time after it."""
    with house.db.write() as session:
        rows = fetch(session, _WIRE, hidden)
        for table in ("envelopes", "personal_parts", "events"):
            run(session, f"DELETE FROM {table} WHERE event_id = ?", hidden)
    correct_dossier(house, actor, subject, form, "Ghi nhầm", PrintPlan(receipt=False, labels=0))
    [(device, seq, before, link, body, salt, data)] = rows
    with house.db.write() as session:
        incoming.apply(session, [WireEvent.of(device, seq, before, link, body, PersonalPart.of(salt, data))])


def arrive(house: House, event: Event, part: PersonalPart) -> None:
    body = encode_body(event)
    device = str(uuid.uuid4())
    wire = WireEvent.of(device, 1, GENESIS, chain_hash(GENESIS, device, 1, body), body, part)
    with house.db.write() as session:
        incoming.apply(session, [wire])
