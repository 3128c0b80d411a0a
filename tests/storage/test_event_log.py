"""Events are appended in this device's chain; whoever alters, cuts or moves one is found."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace
from office_fixtures import KEY, MARRIAGE, again, form
from sqlalchemy import select, text

from app.domain import dossier
from app.domain.errors import UserError
from app.domain.office import Actor
from app.domain.reference import PROCEDURE
from app.models.tables import DossierRow, Envelope, EventRow, OwnDevice, PersonalPart, ProcedureRow
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import decode_body
from app.protocol.ids import natural_id, new_id
from app.protocol.messages import LARGEST
from app.services.dossiers import open_dossier
from app.services.house import House
from app.services.intake import Received, add_note, correct_dossier, receive_dossier
from app.services.print_jobs import PrintPlan
from app.services.upkeep import rebuild_projections
from app.storage.database import open_connection
from app.storage.event_log import Act, NewEvent, act_events, append, check_chain, events_of

SILENT = PrintPlan(receipt=False, labels=0)


@pytest.fixture
def received(house: House, clerk: Actor) -> Received:
    saved = form(house)
    received = receive_dossier(house, clerk, saved, SILENT)
    add_note(house, clerk, received.subject_id, "Gọi lại sau 15 giờ")
    correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2), "nhầm số bộ", SILENT)
    return received


def faults(house: House) -> list[str]:
    with house.db.read() as session:
        return sorted(fault.what for fault in check_chain(session)[1])


def tamper(house: House, *statements: str, event: str) -> None:
    """Do what somebody with the key and a database browser can do."""
    connection = open_connection(house.db.path, KEY)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement, {"event": event})
    connection.close()


def test_each_event_stands_upon_the_one_before_in_one_unbroken_chain(house: House, received: Received) -> None:
    with house.db.read() as session:
        device = session.scalars(select(OwnDevice)).one()
        link = GENESIS
        for place, envelope in enumerate(session.scalars(select(Envelope).order_by(Envelope.device_seq)), start=1):
            body = session.scalars(select(EventRow.body).where(EventRow.event_id == envelope.event_id)).one()
            assert (envelope.device_id, envelope.device_seq, envelope.prev_hash) == (device.device_id, place, link)
            link = chain_hash(link, device.device_id, place, body)
            assert envelope.hash == link
        assert (device.last_seq, device.last_hash) == (place, link)
        first, note, correction = events_of(session, dossier.KIND, received.subject_id)
    assert (first.basis, first.n) == ((), 1)
    assert (note.basis, note.n) == ((first.event_id,), 2)
    assert (correction.basis, correction.n) == ((note.event_id,), 3)
    assert correction.payload["changes"] == {"sets": 2}
    assert faults(house) == []


def test_personal_data_lies_beside_the_body_under_a_salted_hash(house: House, received: Received) -> None:
    with house.db.read() as session:
        rows = session.execute(
            select(EventRow.body, PersonalPart.salt, PersonalPart.data)
            .join(PersonalPart, PersonalPart.event_id == EventRow.event_id)
            .where(EventRow.subject_id == received.subject_id)
        ).all()
    assert len(rows) == len({salt for _, salt, _ in rows}) > 1
    for body, salt, data in rows:
        for secret in ("Huỳnh", "095075001218", "0900000218", "Gọi lại"):
            assert secret.encode() not in body
        assert decode_body(body).personal_hash == personal_hash(salt, data)


def test_a_text_that_no_exchange_could_carry_is_not_written(house: House, clerk: Actor, received: Received) -> None:
    for text_ in ("x" * LARGEST, "ế" * (LARGEST // 2)):
        with pytest.raises(UserError, match="quá dài"):
            add_note(house, clerk, received.subject_id, text_)
    add_note(house, clerk, received.subject_id, "x" * 1000)
    with house.db.read() as session:
        assert [len(str(event.personal)) < 2000 for event in events_of(session, dossier.KIND, received.subject_id)] == (
            [True] * 4
        )


def test_an_act_upon_two_subjects_shares_its_id_and_instant(house: House, received: Received) -> None:
    doing = Act(new_id(house.clock()), "u", "o", house.clock())
    other = new_id(house.clock())
    with house.db.write() as session:
        written = append(
            session,
            doing,
            [
                NewEvent(dossier.KIND, received.subject_id, dossier.NOTED, {}, {"text": "một"}),
                NewEvent(dossier.KIND, other, dossier.NOTED, {}, {"text": "hai"}),
                NewEvent(dossier.KIND, received.subject_id, dossier.NOTED, {}, {"text": "ba"}),
            ],
        )
        assert [event.event_id for event, _ in act_events(session, doing.act_id)] == [w.event.event_id for w in written]
    assert {(w.event.act_id, w.event.occurred_at) for w in written} == {(doing.act_id, doing.at)}
    assert written[2].event.basis == (written[0].event.event_id,)
    assert [w.event.n for w in written] == [4, 1, 5]
    assert open_dossier(house, received.subject_id).notes == ("Gọi lại sau 15 giờ", "một", "ba")


def test_a_dossier_of_which_only_a_note_is_known_stands_in_no_list(house: House, received: Received) -> None:
    with house.db.write() as session:
        lone = NewEvent(dossier.KIND, "elsewhere", dossier.NOTED, {}, {"text": "chờ lịch sử"})
        append(session, Act("a", "u", "o", house.clock()), [lone])
        assert list(session.scalars(select(DossierRow.subject_id))) == [received.subject_id]


def test_a_dossier_whose_receipt_is_set_aside_leaves_the_lists(house: House, received: Received) -> None:
    with house.db.write() as session:
        first = events_of(session, dossier.KIND, received.subject_id)[0]
        verdict = NewEvent(dossier.KIND, received.subject_id, "event.set_aside", {"event_ids": [first.event_id]})
        append(session, Act("a", "server", "o", house.clock()), [verdict])
        assert list(session.scalars(select(DossierRow))) == []
        assert session.execute(text("SELECT rowid FROM dossier_search WHERE dossier_search MATCH 'huynh'")).all() == []


def test_a_procedure_whose_only_version_is_set_aside_is_offered_no_more(house: House) -> None:
    subject = natural_id(PROCEDURE, MARRIAGE)
    with house.db.write() as session:
        [published] = events_of(session, PROCEDURE, subject)
        verdict = NewEvent(PROCEDURE, subject, "event.set_aside", {"event_ids": [published.event_id]})
        append(session, Act("a", "server", "o", house.clock()), [verdict])
        assert session.get(ProcedureRow, subject) is None
    rebuild_projections(house)
    with house.db.read() as session:
        assert session.get(ProcedureRow, subject) is None


def test_another_machines_event_that_nobody_here_can_read_is_no_fault_of_its_chain(house: House) -> None:
    with house.db.write() as session:
        session.add(
            EventRow(
                event_id="e", subject_kind="k", subject_id="s", type="t", n=1, act_id="", occurred_at="", body=b"?"
            )
        )
        session.flush()
        link = chain_hash(GENESIS, "other", 1, b"?")
        session.add(Envelope(device_id="other", device_seq=1, event_id="e", prev_hash=GENESIS, hash=link))
    assert faults(house) == []


# -- what somebody does who has the key

UNLIST = "DELETE FROM envelopes WHERE event_id = :event"
REMOVE = "DELETE FROM events WHERE event_id = :event"
BODY = "UPDATE events SET body = CAST(replace(body, 'Quầy 3', 'Quầy 4') AS BLOB) WHERE event_id = :event"
NO_BODY = "UPDATE events SET body = x'00' WHERE event_id = :event"
LINK = "UPDATE envelopes SET prev_hash = zeroblob(32) WHERE event_id = :event"
HASH = "UPDATE envelopes SET hash = zeroblob(32) WHERE event_id = :event"
MOVE = "UPDATE events SET subject_id = 'other' WHERE event_id = :event"
NAME = "UPDATE personal_parts SET data = CAST(replace(data, 'Đức', 'Đạt') AS BLOB) WHERE event_id = :event"
SALT = "UPDATE personal_parts SET salt = zeroblob(16) WHERE event_id = :event"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([UNLIST, REMOVE], ["gap"], id="an event cut out of the middle"),
        pytest.param([UNLIST], ["gap", "stray"], id="an event without its envelope"),
        pytest.param([BODY], ["content"], id="one byte of a body"),
        pytest.param([NO_BODY], ["content", "personal"], id="a body that is none any more"),
        pytest.param([LINK], ["content", "link"], id="a link"),
        pytest.param([HASH], ["content", "link"], id="a hash"),
        pytest.param([MOVE], ["place"], id="an event moved to another dossier"),
        pytest.param([NAME], ["personal"], id="a name in a personal part"),
        pytest.param([SALT], ["personal"], id="a salt"),
    ],
)
def test_the_check_of_the_chain_finds(
    house: House, received: Received, statements: list[str], expected: list[str]
) -> None:
    with house.db.read() as session:
        event = events_of(session, dossier.KIND, received.subject_id)[0]
    tamper(house, *statements, event=event.event_id)
    assert faults(house) == expected


def test_the_check_of_the_chain_finds_a_cut_tail(house: House, received: Received) -> None:
    with house.db.read() as session:
        last = session.scalars(select(Envelope).order_by(Envelope.device_seq.desc())).first()
        assert last is not None
        event, seq = last.event_id, last.device_seq
    tamper(
        house,
        "DELETE FROM envelopes WHERE event_id = :event",
        "DELETE FROM personal_parts WHERE event_id = :event",
        "DELETE FROM events WHERE event_id = :event",
        event=event,
    )
    with house.db.read() as session:
        checked, found = check_chain(session)
    assert checked == seq - 1
    assert [(fault.what, fault.device_seq) for fault in found] == [("head", seq)]


def test_a_personal_part_that_nobody_committed_to_is_found(house: House, received: Received) -> None:
    with house.db.write() as session:
        founded = session.scalars(select(EventRow.event_id).where(EventRow.type == "office.founded")).one()
        session.add(PersonalPart(event_id=founded, salt=bytes(16), data=b"{}"))
    assert faults(house) == ["personal"]


def test_an_erased_personal_part_is_no_fault_and_the_dossier_stays(house: House, received: Received) -> None:
    with house.db.write() as session:
        for part in session.scalars(select(PersonalPart)):
            session.delete(part)
    assert faults(house) == []
    page = open_dossier(house, received.subject_id)
    assert page.notes == ()
    assert page.timeline[1].detail == "(đã xóa)"


def test_a_damaged_personal_part_hides_its_words_and_nothing_else(house: House, received: Received) -> None:
    with house.db.write() as session:
        note = session.scalars(select(EventRow.event_id).where(EventRow.type == dossier.NOTED)).one()
        part = session.get(PersonalPart, note)
        assert part is not None
        part.data = b"\xff{"
    page = open_dossier(house, received.subject_id)
    assert (page.notes, page.line.code) == ((), received.code)
    assert faults(house) == ["personal"]


def test_an_unreadable_event_is_kept_and_the_rest_folds_on(house: House, received: Received) -> None:
    with house.db.write() as session:
        row = session.scalars(select(EventRow).where(EventRow.type == dossier.CORRECTED)).one()
        row.body = b"nothing"
        act = row.act_id
    assert [entry.what for entry in open_dossier(house, received.subject_id).timeline] == ["Tiếp nhận", "Ghi chú"]
    with house.db.read() as session:
        assert act_events(session, act) == []


def test_an_event_issued_again_by_another_identity_is_checked_in_both_chains(house: House, received: Received) -> None:
    with house.db.write() as session:
        row = session.scalars(select(EventRow).where(EventRow.type == dossier.NOTED)).one()
        again = Envelope(device_id="new", device_seq=1, event_id=row.event_id, prev_hash=GENESIS)
        again.hash = chain_hash(GENESIS, "new", 1, row.body)
        session.add(again)
    assert faults(house) == []


def test_the_state_returned_is_the_state_read_later(house: House) -> None:
    """What is written is read back at once, so a tuple or an NFD name can't look different after a restart."""
    payload = {"changes": {"sets": 2, "papers": ({"name": "a"},)}, "personal_keys": ()}
    with house.db.write() as session:
        act = Act("a", "u", "o", house.clock())
        [written] = append(session, act, [NewEvent(dossier.KIND, "s", dossier.CORRECTED, payload)])
        [read] = events_of(session, dossier.KIND, "s")
    assert replace(written.event) == read
    assert written.state.get("papers") == [{"name": "a"}]
    assert msgspec.json.decode(canonical(payload)) == read.payload


def test_ids_carry_their_time_and_natural_things_the_same_id_everywhere(house: House) -> None:
    ids = [new_id(house.clock()) for _ in range(50)]
    assert ids == sorted(ids)
    assert {(len(key), key[14], key[19] in "89ab") for key in ids} == {(36, "7", True)}
    assert int(ids[0].replace("-", "")[:12], 16) == int(house.clock.now.timestamp() * 1000) - 49  # type: ignore[attr-defined]
    assert natural_id("office", "H12.142") == natural_id("office", "H12.142") != natural_id("staff", "H12.142")
