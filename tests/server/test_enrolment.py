"""Enrolment: a code works once, for one PC, in one office; a lost answer is asked again; lanes never meet."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from served import AN_XUYEN, TAN_THANH, Chain, Pc, RefusedError, bodies, enrolment_code, stored
from sqlalchemy import select, update

from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.ids import natural_id, new_id
from app.protocol.messages import Enrolment, Past, Push
from app.protocol.signatures import sign_head
from app.protocol.stewardship import NewCode
from app.server import devices, enrolment, heirs, stewardship
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.stewards import Steward
from app.server.tables import devices as table
from app.server.tables import enrolment_codes


def _refused(call: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as refused:
        call()
    return refused.value.code


def test_a_code_gives_a_new_pc_its_place(new_pc: Callable[..., Pc], database: Database) -> None:
    pc = new_pc(None)
    place = pc.enrol(enrolment_code(database, AN_XUYEN, 7))
    office_id = natural_id("office", AN_XUYEN)
    assert (place.office_id, place.prefix, place.office_name) == (office_id, AN_XUYEN, "Phường An Xuyên")
    assert (place.counter_name, place.lanes) == ("Quầy 7", (7,))
    assert place.feeds == (office_feed(office_id), REFERENCE, device_feed(pc.device_id))


def test_a_lost_answer_is_asked_again_and_is_the_same(new_pc: Callable[..., Pc], database: Database) -> None:
    pc = new_pc(None)
    code = enrolment_code(database, AN_XUYEN)
    first = pc.enrol(code)
    again = pc.enrol(code.lower().replace("-", " "))
    assert (first.office_id, first.lanes, first.counter_name) == (again.office_id, again.lanes, again.counter_name)


def test_a_code_works_for_one_pc_only(new_pc: Callable[..., Pc], database: Database) -> None:
    code = enrolment_code(database, AN_XUYEN)
    new_pc(None).enrol(code)
    second = new_pc(None)
    assert _refused(lambda: second.enrol(code)) == "code"
    assert _refused(lambda: second.push([])) == "unknown_device"


@pytest.mark.parametrize("code", ["-", "AAAA-BBBB-CCCC", "\N{ROMAN NUMERAL ONE}" * 12, "x" * 200])
def test_a_wrong_code_opens_nothing(new_pc: Callable[..., Pc], code: str) -> None:
    pc = new_pc(None)
    assert _refused(lambda: pc.enrol(code)) == "code"


def test_a_code_of_yesterday_opens_nothing(new_pc: Callable[..., Pc], database: Database) -> None:
    code = enrolment_code(database, AN_XUYEN)
    with database.write() as connection:
        connection.execute(update(enrolment_codes).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert _refused(lambda: new_pc(None).enrol(code)) == "code"


def test_the_code_itself_is_nowhere_on_the_server(new_pc: Callable[..., Pc], database: Database) -> None:
    code = enrolment_code(database, AN_XUYEN)
    with database.read() as connection:
        kept = connection.execute(select(enrolment_codes)).all()
    assert code not in repr(kept)
    assert code.replace("-", "") not in repr(kept)


def test_codes_give_free_lanes_in_order(new_pc: Callable[..., Pc], database: Database) -> None:
    assert [new_pc().place.lanes for _ in range(3)] == [(1,), (2,), (3,)]  # type: ignore[union-attr]
    enrolment_code(database, AN_XUYEN, 5)
    with pytest.raises(ValueError, match="taken"):
        enrolment_code(database, AN_XUYEN, 5)  # a code that waits holds its lane
    for lane in (0, 90, -1):
        with pytest.raises(ValueError, match="1 to 89"):
            enrolment_code(database, AN_XUYEN, lane)
    assert enrolment_code(database, TAN_THANH, 5)


def test_an_office_has_lanes_for_eighty_nine_pcs(database: Database) -> None:
    for _ in range(89):
        enrolment_code(database, AN_XUYEN)
    with pytest.raises(ValueError, match="none left"):
        enrolment_code(database, AN_XUYEN)


def test_a_pc_that_worked_alone_keeps_its_lanes_if_they_are_free(new_pc: Callable[..., Pc], database: Database) -> None:
    first, second = new_pc(None), new_pc(None)
    assert first.enrol(enrolment_code(database, AN_XUYEN, 3), lanes=(8, 12)).lanes == (8, 12)
    assert _refused(lambda: second.enrol(enrolment_code(database, AN_XUYEN, 4), lanes=(12,))) == "lane"


def test_a_code_of_another_office_is_refused_before_it_is_used(new_pc: Callable[..., Pc], database: Database) -> None:
    pc = new_pc(None)
    code = enrolment_code(database, TAN_THANH)
    assert _refused(lambda: pc.enrol(code, office_id=natural_id("office", AN_XUYEN))) == "office"
    assert pc.enrol(code).prefix == TAN_THANH


def test_an_identity_is_given_to_one_key_only(new_pc: Callable[..., Pc], database: Database) -> None:
    owner, thief = new_pc(), new_pc(None)
    thief.chain = owner.chain
    assert _refused(lambda: thief.enrol(enrolment_code(database, AN_XUYEN))) == "identity"
    thief.key = owner.key
    assert _refused(lambda: thief.enrol(enrolment_code(database, AN_XUYEN))) == "identity"


def test_the_key_must_sign_its_own_enrolment(new_pc: Callable[..., Pc], database: Database) -> None:
    pc, other = new_pc(None), Ed25519PrivateKey.generate()
    asked = Enrolment(enrolment_code(database, AN_XUYEN), pc.device_id, other.public_key().public_bytes_raw())
    assert _refused(lambda: pc.send("/enrol", asked)) == "signature"
    elsewhere = Enrolment(asked.code, new_pc(None).device_id, pc.public_key)
    assert _refused(lambda: pc.send("/enrol", elsewhere)) == "signature"


def test_the_past_is_vouched_for_by_the_same_key(new_pc: Callable[..., Pc], database: Database) -> None:
    pc = new_pc(None)
    forged = sign_head(Ed25519PrivateKey.generate(), pc.device_id, 9, bytes(32))
    assert _refused(lambda: pc.enrol(enrolment_code(database, AN_XUYEN), head=forged)) == "signature"


def test_chains_of_earlier_identities_come_too(new_pc: Callable[..., Pc], database: Database) -> None:
    pc, other = new_pc(None), new_pc()
    office_id = natural_id("office", AN_XUYEN)
    before = pc.chain
    pc.write("dossier.received", ("dossier", "d"), {"code": "c", "received_at": "x"}, office_id=office_id)
    old, pc.chain = pc.chain, type(before)(new_pc(None).device_id)
    past = Past(old.device_id, sign_head(pc.key, old.device_id, 1, old.link))
    pc.enrol(enrolment_code(database, AN_XUYEN), formerly=(old.device_id,), past=(past,))
    assert stored(pc.push(of=old)) == 1
    assert pc.read(office_feed(office_id)) == list(old.events)
    again = new_pc(None)
    theirs = enrolment_code(database, AN_XUYEN)
    assert _refused(lambda: again.enrol(theirs, formerly=(other.device_id,))) == "identity"


def _verdicts_on_an_administrator(pc: Pc, chain: Chain, office_id: str) -> list[str]:
    """Let a chain make somebody an administrator, and return what the server says to that."""
    before, pc.chain = pc.chain, chain
    person = {"name": "Người Thử", "roles": ["administrator"], "active": True}
    pc.write("staff.added", ("staff", "a"), {"fields": person}, office_id=office_id)
    pc.push(of=pc.chain)
    pc.chain = before
    read = bodies(pc.read(office_feed(office_id)))
    return [event.payload["reason"] for event in read if event.type == "event.set_aside"]


@pytest.mark.parametrize(
    ("seq", "signed", "told"),
    [(1, True, []), (0, True, ["no_right"]), (None, True, ["no_right"]), (1, False, "signature")],
    ids=["within", "beyond its end", "without its end", "signed by another"],
)
def test_an_earlier_identity_is_taken_at_its_word_up_to_its_signed_end_only(
    new_pc: Callable[..., Pc], database: Database, seq: int | None, signed: bool, told: object
) -> None:
    pc = new_pc(None)
    old = Chain(new_pc(None).device_id)
    key = pc.key if signed else Ed25519PrivateKey.generate()
    past = () if seq is None else (Past(old.device_id, sign_head(key, old.device_id, seq, bytes(32))),)
    code = enrolment_code(database, AN_XUYEN)
    if told == "signature":
        assert _refused(lambda: pc.enrol(code, formerly=(old.device_id,), past=past)) == told
        return
    pc.enrol(code, formerly=(old.device_id,), past=past)
    assert _verdicts_on_an_administrator(pc, old, natural_id("office", AN_XUYEN)) == told


def test_a_past_claimed_far_ahead_ends_with_the_month(new_pc: Callable[..., Pc], database: Database) -> None:
    """Whoever joins with a code could claim a million events to come as written before; the claim wears off."""
    pc, office_id = new_pc(None), natural_id("office", AN_XUYEN)
    claimed = sign_head(pc.key, pc.device_id, 1_000_000, bytes(32))
    pc.enrol(enrolment_code(database, AN_XUYEN), head=claimed)
    with database.write() as connection:
        connection.execute(update(table).values(enrolled_at=utc_now() - timedelta(days=31)))
    assert _verdicts_on_an_administrator(pc, pc.chain, office_id) == ["no_right"]


def test_a_stopped_pc_neither_sends_nor_reads_and_keeps_its_lane(new_pc: Callable[..., Pc], database: Database) -> None:
    pc, colleague = new_pc(), new_pc()
    pc.note("d")
    with database.write() as connection:
        assert devices.revoke(connection, pc.device_id, utc_now())
        assert not devices.revoke(connection, pc.device_id, utc_now())
        assert not devices.revoke(connection, new_id(utc_now()), utc_now())
    for call in (pc.push, lambda: pc.pull(REFERENCE), lambda: pc.listen((REFERENCE, 0), seconds=0)):
        assert _refused(call) == "revoked"
    head = sign_head(pc.key, pc.device_id, 1, pc.chain.link)
    carried = Push(pc.device_id, head, pc.chain.events)
    assert _refused(lambda: colleague.send("/sync/push", carried)) == "revoked"
    with pytest.raises(ValueError, match="taken"):
        enrolment_code(database, AN_XUYEN, 1)


def test_after_a_restore_the_key_opens_the_place_again_without_a_code(
    new_pc: Callable[..., Pc], database: Database
) -> None:
    pc = new_pc()
    before = pc.place
    assert before is not None
    old, pc.chain = pc.chain, type(pc.chain)(new_pc(None).device_id)
    again = {"formerly": (old.device_id,), "lanes": before.lanes}
    place = pc.enrol("", **again)
    assert (place.office_id, place.lanes, place.counter_name) == (before.office_id, before.lanes, before.counter_name)
    assert pc.enrol("", **again).lanes == before.lanes  # the answer was lost
    pc.note("d")
    assert stored(pc.push()) == 1


def test_a_copy_of_a_pc_gets_a_lane_of_its_own_and_none_of_somebody_else(
    new_pc: Callable[..., Pc], database: Database
) -> None:
    """It names no lane: another copy goes on in the one it had."""
    pc, colleague = new_pc(), new_pc()
    assert pc.place is not None
    assert colleague.place is not None
    enrolment_code(database, AN_XUYEN)  # for a third, on its way
    old, pc.chain = pc.chain, type(pc.chain)(new_pc(None).device_id)
    lanes = pc.enrol("", formerly=(old.device_id,)).lanes
    assert lanes == (4,)
    assert pc.enrol("", formerly=(old.device_id,)).lanes == lanes  # the answer was lost
    stolen = new_pc(None)
    stolen.key = pc.key
    assert stolen.enrol("", formerly=(old.device_id,), lanes=colleague.place.lanes).lanes not in [colleague.place.lanes]


@pytest.mark.parametrize("grows", [False, True])
def test_one_disk_takes_no_more_than_its_share_of_the_offices_lanes(pc: Pc, database: Database, *, grows: bool) -> None:
    """However often it comes as somebody else: with one lane more each time, or with as many as it has."""
    known, lanes = [pc.device_id], {1}
    for _ in range(50):
        wanted = tuple(sorted(set(range(1, 90)) - lanes)[: len(lanes)]) if grows else ()
        known.append(str(uuid.uuid4()))
        asked = Enrolment("", known[-1], pc.public_key, formerly=tuple(known[:-1]), lanes=wanted)
        with database.write() as connection:
            lanes |= set(enrolment.enrol(connection, asked, "", utc_now()).lanes)
        if len(lanes) == enrolment.MOST_LANES:
            break
    assert len(lanes) == enrolment.MOST_LANES
    for wanted in ((), (89,)):
        asked = Enrolment("", str(uuid.uuid4()), pc.public_key, formerly=(pc.device_id,), lanes=wanted)
        with database.write() as connection:
            assert enrolment.enrol(connection, asked, "", utc_now()).lanes == ()
            assert enrolment.enrol(connection, asked, "", utc_now()).lanes == ()
    assert enrolment_code(database, AN_XUYEN)


def test_without_a_code_only_the_same_key_opens_and_not_that_of_a_stopped_pc(
    new_pc: Callable[..., Pc], database: Database
) -> None:
    pc, thief = new_pc(), new_pc(None)
    assert _refused(lambda: thief.enrol("")) == "unknown_device"
    assert _refused(lambda: thief.enrol("", formerly=(pc.device_id,))) == "unknown_device"
    with database.write() as connection:
        devices.revoke(connection, pc.device_id, utc_now())
    old, pc.chain = pc.chain, type(pc.chain)(thief.device_id)
    assert _refused(lambda: pc.enrol("", formerly=(old.device_id,))) == "revoked"


def test_a_stopped_pc_is_stopped_under_its_earlier_identities_too(
    new_pc: Callable[..., Pc], database: Database
) -> None:
    pc = new_pc()
    old, pc.chain = pc.chain, type(pc.chain)(new_pc(None).device_id)
    pc.enrol("", formerly=(old.device_id,))
    with database.write() as connection:
        device = devices.find(connection, pc.device_id)
        assert device is not None
        assert heirs.stop(connection, device, utc_now())
        assert not heirs.stop(connection, device, utc_now())
    pc.chain = old
    assert _refused(lambda: pc.pull(REFERENCE)) == "revoked"
    pc.chain = type(old)(new_pc(None).device_id)
    assert _refused(lambda: pc.enrol("", formerly=(old.device_id,))) == "revoked"


def test_a_replacing_code_that_another_followed_never_comes_back(new_pc: Callable[..., Pc], database: Database) -> None:
    """Not by its request, repeated; nor does the repeated stop of a PC take the code that was made since."""
    pc, now = new_pc(), utc_now()
    assert pc.place is not None
    office_id = pc.place.office_id
    who = Steward(pc.place.province_id, "s", office_id, False)
    first, second = (NewCode(bytes([number]) * 32, replaces=pc.device_id) for number in (1, 2))
    with database.write() as connection:
        stewardship.stop_pc(connection, who, office_id, pc.device_id, now)
        for wanted, shown in ((first, first), (second, second), (first, second), (second, second)):
            seen = stewardship.add_code(connection, who, office_id, wanted, now)
            assert [code.code_hash for code in seen.codes] == [shown.code_hash]
        [code] = stewardship.stop_pc(connection, who, office_id, pc.device_id, now).codes
    assert code.code_hash == second.code_hash


def test_who_takes_the_place_of_a_pc_without_numbers_is_dealt_one(
    new_pc: Callable[..., Pc], database: Database
) -> None:
    pc = new_pc()
    for lane in (1, 2):  # the place passed on already has no numbers left
        with database.write() as connection:
            device = devices.find(connection, pc.device_id)
            assert device is not None
            code = enrolment.make_replacing_code(connection, device, utc_now())
        assert new_pc(None).enrol(code).lanes == (lane,)


def test_a_lane_dealt_before_the_server_was_set_back_stays(new_pc: Callable[..., Pc]) -> None:
    old, _colleague = new_pc(), new_pc()
    pc, greedy = new_pc(None), new_pc(None)
    pc.key = greedy.key = old.key
    assert pc.enrol("", formerly=(old.device_id,), lanes=(7,)).lanes == (7,)
    assert greedy.enrol("", formerly=(old.device_id,), lanes=tuple(range(20, 60))).lanes == (3,)
