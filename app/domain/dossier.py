"""The life of a dossier: its states and what each event does to it.

Payloads carry every legal outcome frozen (procedure version, due date with its explanation, fees, texts): the fold
never computes law. State codes are those of the national portal (domain facts: OpenCPS, one-stop systems in use).
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from app.domain.events import Event
from app.domain.fold import Effects, PersonalRef, RuleSet, Seen, SubjectState, Write

KIND = "dossier"


class DossierState(IntEnum):
    """State of a dossier with the code the national portal uses for it."""

    RECEIVED = 2  # Được tiếp nhận
    REFUSED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    PAYING = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    SETTLED = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


RECEIVED = "dossier.received"
CORRECTED = "dossier.corrected"
NOTED = "dossier.noted"
PRINTED = "dossier.printed"
SUPPLEMENT_REQUESTED = "dossier.supplement_requested"
REFUSED = "dossier.refused"
RESOLVED = "dossier.resolved"
RECODED = "dossier.recoded"
REFERRED = "dossier.referred"
ATTACHED = "dossier.attached"
DETACHED = "dossier.detached"

# What a receipt and a correction may write, each a register of its own so that two corrections of different
# things never contest each other.
INTAKE_FIELDS = ("procedure", "case", "papers", "sets", "fees", "payment", "result_way", "due", "channel")
PERSONAL_FIELDS = ("applicant", "result_address")


def _refs(event: Event, names: tuple[str, ...] = PERSONAL_FIELDS) -> dict[str, Any]:
    """Point to the personal values of an event; the payload, not the personal part, says which it has."""
    present = event.payload.get("personal_keys", ())
    return {name: PersonalRef(event.event_id, name) for name in names if name in present}


def _received(event: Event, seen: Seen) -> Effects:
    before = seen.get("state")
    payload = event.payload
    registers: dict[str, Any] = {name: payload[name] for name in INTAKE_FIELDS if name in payload}
    registers |= _refs(event)
    registers |= {
        "state": int(DossierState.RECEIVED),
        "code": payload["code"],
        "received_at": payload["received_at"],
        "received_by": event.actor_id,
        "counter": payload.get("counter", ""),
    }
    fits = before is None or before == DossierState.SUPPLEMENT
    return Effects(registers=registers, unfit="" if fits else "received_twice")


def _corrected(event: Event, seen: Seen) -> Effects:
    changes = event.payload["changes"]
    registers = {name: changes[name] for name in INTAKE_FIELDS if name in changes} | _refs(event)
    correction = {"fields": sorted(registers)}
    unfit = "" if seen.get("state") else "corrected_before_received"
    return Effects(registers=registers, adds=(("corrections", correction),), unfit=unfit)


def _noted(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("notes", PersonalRef(event.event_id, "text")),))


def _printed(event: Event, _seen: Seen) -> Effects:
    return Effects(adds=(("prints", dict(event.payload)),))


def _supplement_requested(event: Event, seen: Seen) -> Effects:
    """Before receipt the code only names the contact and no clock runs (form 02; NĐ 45/2020 Đ11.3)."""
    before = seen.get("state")
    registers: dict[str, Any] = {name: event.payload[name] for name in INTAKE_FIELDS if name in event.payload}
    registers |= _refs(event)
    registers |= {"state": int(DossierState.SUPPLEMENT), "code": event.payload["code"], "slip": event.payload["slip"]}
    fits = before is None or before in (DossierState.SUPPLEMENT, DossierState.PROCESSING)
    request = PersonalRef(event.event_id, "items")
    return Effects(registers=registers, adds=(("supplements", request),), unfit="" if fits else "supplement_too_late")


def _refused(event: Event, seen: Seen) -> Effects:
    before = seen.get("state")
    registers: dict[str, Any] = {name: event.payload[name] for name in INTAKE_FIELDS if name in event.payload}
    registers |= _refs(event)
    registers |= {"state": int(DossierState.REFUSED), "code": event.payload["code"], "slip": event.payload["slip"]}
    fits = before is None or before == DossierState.SUPPLEMENT
    refusal = PersonalRef(event.event_id, "reasons")
    return Effects(registers=registers, adds=(("refusals", refusal),), unfit="" if fits else "refused_too_late")


def _resolved(event: Event, _seen: Seen) -> Effects:
    """A person chose: an ordinary write upon all versions. Personal values are chosen by naming their event."""
    choices = event.payload["choices"]
    registers = {
        name: PersonalRef(value, name) if name in PERSONAL_FIELDS else value for name, value in choices.items()
    }
    return Effects(registers=registers, settles=True)


def _recoded(event: Event, _seen: Seen) -> Effects:
    """The code was another dossier's too: this one got a new one; the old one still finds it."""
    payload = event.payload
    return Effects(registers={"code": payload["code"]}, adds=(("former_codes", payload["former"]),))


def _referred(event: Event, _seen: Seen) -> Effects:
    """Somebody asks the head of the section to decide; whatever settles the questions answers it too."""
    return Effects(adds=(("referrals", PersonalRef(event.event_id, "text")),))


def _attached(event: Event, _seen: Seen) -> Effects:
    """A file, by the hash of its bytes, with the part of the dossier it belongs to ("" = the dossier as a whole)."""
    payload = event.payload
    [sha256] = payload["blobs"]
    file = {"sha256": sha256, **{name: payload[name] for name in ("size", "media", "component")}}
    return Effects(adds=(("files", file),))


def _detached(event: Event, _seen: Seen) -> Effects:
    """Take a file off, by the event that attached it: attached again, it is another."""
    return Effects(adds=(("detached", event.payload["file"]),))


def files_of(state: SubjectState) -> tuple[Write, ...]:
    """Return the files of a dossier, each with the event that attached it, in whatever order events came."""
    gone = [write.value for write in state.sets.get("detached", ())]
    return tuple(write for write in state.sets.get("files", ()) if write.event_id not in gone)


_RANK: dict[int, int] = {
    int(state): place
    for place, state in enumerate(
        (
            DossierState.SUPPLEMENT,
            DossierState.RECEIVED,
            DossierState.PROCESSING,
            DossierState.PAYING,
            DossierState.REFUSED,
            DossierState.WITHDRAWN,
            DossierState.STOPPED,
            DossierState.SETTLED,
            DossierState.RETURNED,
        ),
        start=1,
    )
}


def rank(name: str, value: Any) -> int:
    """Say how far along a value is, for showing one of several while they are contested."""
    return _RANK.get(value, 0) if name == "state" and isinstance(value, int) else 0


RULE_SETS = {
    1: RuleSet(
        handlers={
            (RECEIVED, 1): _received,
            (CORRECTED, 1): _corrected,
            (NOTED, 1): _noted,
            (PRINTED, 1): _printed,
            (SUPPLEMENT_REQUESTED, 1): _supplement_requested,
            (REFUSED, 1): _refused,
            (RESOLVED, 1): _resolved,
            (RECODED, 1): _recoded,
            (REFERRED, 1): _referred,
            (ATTACHED, 1): _attached,
            (DETACHED, 1): _detached,
        },
        rank=rank,
    )
}
