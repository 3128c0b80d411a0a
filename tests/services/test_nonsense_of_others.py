"""What a broken program, or a stolen PC, wrote in its office's name: it is kept, and no list of the others stops."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.fold import ADMITTED, SET_ASIDE
from app.domain.office import Actor
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import encode_body
from app.protocol.ids import natural_id
from app.protocol.messages import PersonalPart, WireEvent
from app.services.attention import count_matters, list_matters
from app.services.door import find_desk, list_staff
from app.services.dossiers import latest_dossiers, list_queue, look_up, open_dossier
from app.services.house import House, the_desk
from app.services.intake import add_note
from app.services.offices import list_calendar_days, load_calendar
from app.services.outbox import open_outbox
from app.services.procedures import list_procedures
from app.services.tickets import load_tickets
from app.storage import incoming
from app.storage.rebuilding import rebuild

READERS: dict[str, Callable[[House], object]] = {
    "queue": list_queue,
    "search": lambda house: look_up(house, "vinh"),
    "newest": latest_dossiers,
    "tickets": load_tickets,
    "tray": list_matters,
    "people": lambda house: list_staff(house, with_inactive=True),
    "desk": find_desk,
    "procedures": list_procedures,
    "calendar": load_calendar,
    "days": lambda house: list_calendar_days(house, 2026),
}
RECEIVED = {
    "procedure": {"code": "1.2", "name": "Xác nhận", "agency": "UBND"},
    "code": "H12.142-261119-0007",
    "received_at": "2026-11-19T02:00:00+00:00",
    "due": {"due_at": "2026-11-25T17:00:00"},
    "result_way": "counter",
}
TICKET = {"day": "2026-11-19", "number": "A101", "lane": 1, "priority": "", "service": {"letter": "A", "name": "x"}}
DAY = {"day": "2026-11-20", "kind": "off", "name": "Nghỉ", "hours": ""}
STRANGE: tuple[Any, ...] = (
    "x",
    "",
    5,
    None,
    [],
    {},
    True,
    "2026-11-19T09:00:00",
    10**30,
    "\0",
    "HALF",
    [[]],
    {"a": []},
)
NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)


class Stranger:
    """Another PC of this office, with a chain of its own."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._device = str(uuid.UUID(int=7))
        self._link, self._numbers = GENESIS, count(1)
        self._written: list[WireEvent] = []
        with house.db.read() as session:
            self.office_id = the_desk(session).office.office_id

    def write(
        self, kind: str, subject_id: str, event_type: str, payload: dict[str, Any], at: str = "", told: Any = None
    ) -> None:
        part = (bytes(16), canonical(told)) if told is not None else None
        event = Event(
            event_id=str(uuid.uuid4()),
            subject_kind=kind,
            subject_id=subject_id,
            type=event_type,
            schema_version=1,
            payload=payload,
            actor_id="u",
            office_id=self.office_id,
            act_id="a",
            occurred_at=NOW,
            personal_hash=personal_hash(*part) if part else "",
        )
        body = encode_body(event).replace(b"HALF", rb"\ud800")  # of a character
        if at:
            body = body.replace(NOW.isoformat(timespec="microseconds").encode(), at.encode())
        seq, before = next(self._numbers), self._link
        self._link = chain_hash(before, self._device, seq, body)
        personal = PersonalPart.of(*part) if part else None
        self._written.append(WireEvent.of(self._device, seq, before, self._link, body, personal))

    def send(self) -> None:
        with self._house.db.write() as session:
            incoming.apply(session, self._written)


@pytest.fixture
def stranger(house: House) -> Stranger:
    return Stranger(house)


def odd(payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a payload again and again, with one strange value in it."""
    yield from ({**payload, name: value} for name in payload for value in STRANGE)


def test_nonsense_of_another_pc_stops_no_list_of_the_office(
    house: House, stranger: Stranger, expected_log: Callable[[str], None]
) -> None:
    expected_log("a ticket can't be shown")  # no column holds its lane
    office_id = stranger.office_id
    before = load_calendar(house)
    for payload in (*odd(RECEIVED), *({**RECEIVED, "due": due} for due in odd({"due_at": ""}))):
        subject = str(uuid.uuid4())
        for channel in ("counter", "post"):  # contested: it stands on the tray
            stranger.write("dossier", subject, "dossier.received", {**payload, "channel": channel})
    for payload in odd(TICKET):
        stranger.write("ticket", str(uuid.uuid4()), "ticket.issued", payload)
    for verdict in (SET_ASIDE, ADMITTED):
        for payload in odd({"event_ids": [], "reason": "damaged", "basis": [], "device_id": "", "device_seq": 1}):
            stranger.write("dossier", str(uuid.uuid4()), verdict, payload)
    for payload in odd(DAY):
        stranger.write("calendar", natural_id("calendar", office_id), "calendar.day_set", payload)
    fields = {"hours": {}, "number": 142, "offline_days": 7, "ticket_services": [], "level": "commune"}
    for name in fields:
        for value in (*STRANGE, {"week": [[]], "saturday_intake": "none", "saturday": []}):
            stranger.write("office", office_id, "office.changed", {"fields": {name: value}})
    for changed in odd({"name": "Tâm", "number": "NV21", "employer": "", "roles": ["receiver"], "active": True}):
        stranger.write("staff", str(uuid.uuid4()), "staff.added", {"fields": changed})
    stranger.write("staff", str(uuid.uuid4()), "staff.added", {"fields": {"name": "Tâm", "roles": ["of_tomorrow"]}})
    for procedure in odd({"code": "1.2", "name": "x", "version": 1, "limits": [], "fees": [], "valid_from": None}):
        stranger.write("procedure", str(uuid.uuid4()), "procedure.published", {"procedure": procedure})
    stranger.send()
    for reader in READERS.values():
        reader(house)
    assert load_calendar(house).hours == before.hours  # what nobody can read changes nothing
    assert count_matters(house) > 0  # and somebody is told
    with house.db.write() as session:
        rebuild(session)
    for reader in READERS.values():
        reader(house)


def test_an_applicant_that_is_none_stops_no_search(house: House, stranger: Stranger) -> None:
    good = {"owner": {"kind": "individual", "name": "Hồ Thị Vinh"}}
    received = {**RECEIVED, "personal_keys": ["applicant"]}
    for strange in (*STRANGE[:-3], [[]], {"a": []}, {"owner": 5}, {"owner": {"name": 5}}, {"owner": {"phone": []}}):
        stranger.write("dossier", str(uuid.uuid4()), "dossier.received", received, told={"applicant": strange})
    stranger.write("dossier", str(uuid.uuid4()), "dossier.received", received, told={"applicant": good})
    stranger.send()
    found = look_up(house, "xac nhan")
    assert len(found.lines) == 16
    assert [person.party.name for person in look_up(house, "vinh").people] == ["Hồ Thị Vinh"]


def test_a_note_upon_a_dossier_without_a_code_stops_no_outbox(house: House, stranger: Stranger, clerk: Actor) -> None:
    subject = str(uuid.uuid4())
    stranger.write("dossier", subject, "dossier.received", {**RECEIVED, "code": "mã cũ"})
    stranger.send()
    add_note(house, clerk, subject, "Không rõ mã")
    assert "mã cũ" in {event.short_code for event in open_outbox(house).events}


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00"])
def test_a_clock_at_the_end_of_all_years_stops_neither_the_exchange_nor_the_queue(
    house: House, stranger: Stranger, at: str
) -> None:
    subject = str(uuid.uuid4())
    stranger.write("dossier", subject, "dossier.refused", {**RECEIVED, "slip": "30001/TC"}, at=at)
    stranger.write("dossier", subject, "dossier.received", {**RECEIVED, "received_at": at}, at=at)
    stranger.send()
    assert [line.subject_id for line in latest_dossiers(house)] == [subject]
    assert local_time(datetime.fromisoformat(at)).year in (1, 9999)
    for reader in READERS.values():
        reader(house)


def test_a_dossier_with_nonsense_in_it_is_opened_or_says_so(
    house: House, stranger: Stranger, expected_log: Callable[[str], None]
) -> None:
    expected_log("a dossier can't be shown")
    received = {**RECEIVED, "personal_keys": ["applicant"]}
    written = [dict(payload) for payload in odd({**RECEIVED, "papers": [], "fees": [], "case": "", "sets": 1})]
    for payload in written:
        stranger.write("dossier", str(uuid.uuid4()), "dossier.received", payload)
    for strange in STRANGE:
        for applicant in (strange, {"owner": strange}, {"owner": {"name": strange}}):
            told = {"applicant": applicant}
            stranger.write("dossier", str(uuid.uuid4()), "dossier.received", received, told=told)
        for later, name in (("noted", "text"), ("corrected", "changes"), ("supplement_requested", "items")):
            subject = str(uuid.uuid4())
            stranger.write("dossier", subject, "dossier.received", RECEIVED)
            stranger.write("dossier", subject, f"dossier.{later}", {name: strange})
    stranger.send()
    opened, refused = 0, 0
    for line in latest_dossiers(house, 1000):
        try:
            opened += open_dossier(house, line.subject_id).line.subject_id == line.subject_id
        except UserError as error:
            refused += error.code == "DOSSIER-UNREADABLE"
    assert opened + refused == len(latest_dossiers(house, 1000))
    assert opened > 100
    assert 0 < refused < 50
