"""Others' events come in: kept as written, counted once, whatever is wrong with some of them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from app.domain.errors import EnvironmentProblem
from app.domain.events import Event
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import encode_body
from app.protocol.ids import new_id
from app.protocol.messages import PersonalPart, WireEvent
from app.services.house import House, act, the_desk
from app.services.staff import SYSTEM_ACTOR
from app.storage import incoming, projections
from app.storage.event_log import NewEvent, append, check_chain
from app.storage.incoming import Applied
from app.storage.rows import fetch, run
from app.storage.server_place import Cursor, cursor_of, move_cursor

DEVICE, SUBJECT = str(uuid.UUID(int=7)), str(uuid.UUID(int=8))
SALT, WORDS = b"s" * 16, canonical({"text": "gọi lại"})
NOTE = Event(
    event_id=str(uuid.UUID(int=9)),
    subject_kind="dossier",
    subject_id=SUBJECT,
    type="dossier.noted",
    schema_version=1,
    payload={},
    actor_id="u",
    office_id="o",
    act_id="a",
    occurred_at=datetime(2026, 11, 19, 2, tzinfo=UTC),
    personal_hash=personal_hash(SALT, WORDS),
)
PART = PersonalPart.of(SALT, WORDS)


def wire(body: bytes, seq: int = 1, before: bytes = GENESIS, part: PersonalPart | None = PART) -> WireEvent:
    return WireEvent.of(DEVICE, seq, before, chain_hash(before, DEVICE, seq, body), body, part)


def apply(house: House, *wires: WireEvent) -> Applied:
    with house.db.write() as session:
        return incoming.apply(session, wires)


def kept(house: House) -> list[tuple[str, bytes | None]]:
    sql = (
        "SELECT events.event_id, data FROM events LEFT JOIN personal_parts USING (event_id) JOIN envelopes"
        f" USING (event_id) WHERE device_id = '{DEVICE}' ORDER BY device_seq"
    )
    return [(name, data) for name, data in house.db.rows(sql)]


def is_sound(house: House) -> bool:
    with house.db.read() as session:
        return check_chain(session)[1] == ()


def test_an_event_is_kept_with_its_personal_part_and_a_second_time_changes_nothing(house: House) -> None:
    sent = wire(encode_body(NOTE))
    assert apply(house, sent) == Applied(frozenset({("dossier", SUBJECT)}), new=1)
    assert apply(house, sent, sent) == Applied()
    assert kept(house) == [(NOTE.event_id, WORDS)]
    assert is_sound(house)


def test_a_personal_part_nobody_committed_to_is_not_kept_and_the_right_one_comes_later(house: House) -> None:
    body = encode_body(NOTE)
    apply(house, wire(body, part=PersonalPart.of(SALT, b"{}")))
    assert kept(house) == [(NOTE.event_id, None)]
    assert apply(house, wire(body)).subjects == {("dossier", SUBJECT)}
    assert kept(house) == [(NOTE.event_id, WORDS)]


@pytest.mark.parametrize(
    "body",
    [b"", b"nothing", b"\xff\xfe", b"[" * 5000, msgspec.json.encode({"event_id": 7})],
    ids=["empty", "text", "no UTF-8", "deep", "no event"],
)
def test_what_nobody_can_read_is_kept_and_stops_nothing_behind_it(house: House, body: bytes) -> None:
    first = wire(body, part=None)
    applied = apply(house, first, wire(encode_body(NOTE), 2, first.hash))
    assert (applied.new, applied.uncounted, applied.misfits) == (2, 1, 0)
    assert [name for name, _ in kept(house)][1] == NOTE.event_id
    assert is_sound(house)


def test_damaged_bytes_count_for_nobody_until_the_sound_ones_come(house: House) -> None:
    sound = wire(encode_body(NOTE))
    damaged = WireEvent.of(DEVICE, 1, sound.prev_hash, sound.hash, sound.body.replace(b"noted", b"nated"), PART)
    assert apply(house, damaged).uncounted == 1
    assert is_sound(house)
    assert apply(house, damaged) == Applied()
    assert apply(house, sound).subjects == {("dossier", SUBJECT)}
    assert kept(house) == [(NOTE.event_id, WORDS)]
    assert is_sound(house)


def test_a_slip_number_whose_bytes_came_damaged_first_is_passed_over_all_the_same(house: House) -> None:
    [(office_id, lane)] = house.db.rows("SELECT office_id, lanes FROM own_device")
    numbers = {"slip": f"{lane}0005/HDHS", "code": "H12.142-261119-3001"}
    given = replace(NOTE, type="dossier.refused", office_id=office_id, payload=numbers)
    sound = wire(encode_body(given))
    damaged = WireEvent.of(DEVICE, 1, sound.prev_hash, sound.hash, sound.body.replace(b"0005/", b"0006/"), PART)
    apply(house, damaged)
    assert house.db.rows("SELECT last FROM counters WHERE prefix LIKE '%HDHS'") == []
    apply(house, sound)
    [(last,)] = house.db.rows("SELECT last FROM counters WHERE prefix LIKE '%HDHS'")
    assert last > 5


def test_a_link_that_does_not_fit_is_told_and_the_event_counts(house: House) -> None:
    other = replace(NOTE, event_id=str(uuid.UUID(int=10)))
    applied = apply(house, wire(encode_body(NOTE)), wire(encode_body(other), 2, b"x" * 32))
    assert (applied.new, applied.uncounted, applied.misfits) == (2, 0, 1)


def test_what_a_copy_of_this_pc_wrote_leaves_this_pc_able_to_write(house: House) -> None:
    [(own, last, link)] = house.db.rows("SELECT device_id, last_seq, last_hash FROM own_device")
    body = encode_body(NOTE)
    copied = WireEvent.of(own, last + 1, link, chain_hash(link, own, last + 1, body), body, PART)
    assert apply(house, copied).new == 1
    with house.db.write() as session:
        doing = act(house, SYSTEM_ACTOR, the_desk(session), new_id(house.clock()))
        append(session, doing, [NewEvent("dossier", SUBJECT, "dossier.noted", {})])
    assert apply(house, copied) == Applied()
    assert is_sound(house)


def test_a_number_no_column_holds_is_no_obstacle(house: House) -> None:
    applied = apply(house, wire(encode_body(replace(NOTE, n=1 << 63))))
    assert applied.new == 1


def test_a_disk_that_is_full_while_a_list_is_written_moves_no_cursor(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite takes the whole transaction back by itself: what came after it would stand alone, and be kept."""

    def full(session: Session, *_: object) -> None:
        [(pages,)] = fetch(session, "PRAGMA page_count")
        fetch(session, f"PRAGMA max_page_count = {pages}")
        try:
            run(session, "INSERT INTO blob_pieces (sha256, start, data) VALUES ('x', 0, zeroblob(9000000))")
        finally:
            fetch(session, "PRAGMA max_page_count = 1073741823")

    def page() -> None:
        with house.db.write() as session:
            incoming.apply(session, [wire(encode_body(NOTE))])
            move_cursor(session, Cursor("office:x", "e", 5))

    monkeypatch.setattr(projections, "project", full)
    with pytest.raises(EnvironmentProblem) as trouble:
        page()
    assert trouble.value.code == "DB-FULL"
    assert kept(house) == []
    with house.db.read() as session:
        assert cursor_of(session, "office:x") == Cursor("office:x")
