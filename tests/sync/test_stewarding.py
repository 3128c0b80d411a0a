"""An administrator at a counter works on the server: sees PCs, makes a code that joins a new one, stops one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sync_desk import PREFIX, Centre, Counter

from app.domain.errors import UserError
from app.domain.office import Actor, Role
from app.protocol.codes import new_steward_code
from app.protocol.messages import RefusalCode
from app.server import stewards
from app.server.administration import in_turn
from app.server.authentication import utc_now
from app.services.enrolment import join_server
from app.services.stewardship import Stewardship, steward
from app.sync.troubles import UNREACHABLE, LineTrouble

NEW_PREFIX = "H12.10.16"


def named(centre: Centre, counter: Counter, *, whole_province: bool = False) -> Stewardship:
    """Name the clerk of a counter a steward, and let them give their code there."""
    person = counter.clerk
    code = in_turn(
        centre.database,
        lambda c: stewards.name(c, person.staff_id, utc_now(), whole_province=whole_province),
    )
    return Stewardship(counter.house, counter.key, steward(person, code))


def test_a_steward_makes_a_code_by_which_a_new_pc_joins(
    pair: tuple[Counter, Counter], centre: Centre, counters: Callable[..., Counter]
) -> None:
    a, b = pair
    desk = named(centre, a)
    [office] = desk.offices().offices
    assert (office.prefix, office.pcs) == (PREFIX, 2)
    made = desk.make_code(office.office_id, "Quầy Bưu điện")
    [waiting] = made.pcs.codes
    assert (waiting.counter_name, waiting.lane) == ("Quầy Bưu điện", 2)
    c = counters("c")
    joined = join_server(c.house, None, c.key, made.invitation.address, made.invitation.code)
    assert (joined.counter_name, joined.lanes) == ("Quầy Bưu điện", (2,))
    pcs = desk.pcs(office.office_id)
    assert pcs.codes == ()
    assert [pc.counter_name for pc in pcs.pcs] == ["Quầy 1", "Quầy 3", "Quầy Bưu điện"]
    assert next(pc for pc in pcs.pcs if pc.lanes == (3,)).stored == len(a.rows("SELECT 1 FROM events"))
    assert b.waiting() == 0
    # A code that was cancelled joins nobody and gives its lane back.
    office_id = office.office_id
    made = desk.make_code(office_id, "", 7)
    [waiting] = made.pcs.codes
    assert desk.cancel_code(office_id, waiting.code_hash).codes == ()
    d = counters("d")
    with pytest.raises(LineTrouble) as trouble:
        join_server(d.house, None, d.key, made.invitation.address, made.invitation.code)
    assert trouble.value.refusal == RefusalCode.CODE
    assert desk.make_code(office_id, "", 7).pcs.codes[0].lane == 7
    with pytest.raises(LineTrouble) as trouble:
        desk.make_code(office_id, "", 7)
    assert trouble.value.refusal == RefusalCode.LANE


def test_a_stopped_pc_keeps_what_waits_and_its_place_goes_to_another(
    pair: tuple[Counter, Counter], centre: Centre, counters: Callable[..., Counter]
) -> None:
    a, b = pair
    desk = named(centre, a)
    office_id = desk.offices().offices[0].office_id
    own = next(pc for pc in desk.pcs(office_id).pcs if pc.lanes == (1,))
    assert desk.stop_pc(office_id, own.device_id).office.pcs == 1
    assert desk.stop_pc(office_id, own.device_id).pcs[-1].stopped_at is not None  # asked again: the same
    b.receive()
    with pytest.raises(LineTrouble) as trouble:
        b.exchange()
    assert trouble.value.refusal == RefusalCode.REVOKED
    assert b.waiting() > 0
    made = desk.make_replacing_code(office_id, own.device_id)
    assert made.pcs.codes[0].replaces == own.device_id
    c = counters("c")
    assert join_server(c.house, None, c.key, made.invitation.address, made.invitation.code).lanes == (1,)


def test_only_who_rules_the_province_enters_offices(pair: tuple[Counter, Counter], centre: Centre) -> None:
    a, _ = pair
    with pytest.raises(LineTrouble) as trouble:
        named(centre, a).add_office(NEW_PREFIX, "Xã Vĩnh Hậu")
    assert trouble.value.refusal == RefusalCode.STEWARD
    desk = named(centre, a, whole_province=True)
    for _ in range(2):  # asked again: the same
        assert [one.name for one in desk.add_office(NEW_PREFIX, "Xã Vĩnh Hậu").offices] == ["Xã Vĩnh Hậu", PREFIX]
    for prefix, name, told in (
        (NEW_PREFIX, "Xã Khác", RefusalCode.OFFICE_KNOWN),
        ("không phải mã", "Xã Khác", RefusalCode.PREFIX),
        ("H12.10.17", "   ", RefusalCode.MALFORMED),
    ):
        with pytest.raises(LineTrouble) as trouble:
            desk.add_office(prefix, name)
        assert trouble.value.refusal == told


def test_whoever_lost_role_or_code_vouches_no_more(pair: tuple[Counter, Counter], centre: Centre) -> None:
    a, b = pair
    desk = named(centre, a)
    assert desk.offices().offices
    by_another = Stewardship(b.house, b.key, desk.steward)  # another PC of the office will do
    assert by_another.offices().offices
    named(centre, a)  # a new code
    with pytest.raises(LineTrouble) as trouble:
        desk.offices()
    assert trouble.value.refusal == RefusalCode.STEWARD
    centre.stop()
    with pytest.raises(LineTrouble) as trouble:
        desk.offices()
    assert trouble.value.code == UNREACHABLE


def test_whoever_guesses_codes_has_to_wait(pair: tuple[Counter, Counter], centre: Centre) -> None:
    a, b = pair
    right = named(centre, a)
    guess = Stewardship(a.house, a.key, steward(a.clerk, new_steward_code()))
    told = []
    for _ in range(11):
        with pytest.raises(LineTrouble) as trouble:
            guess.offices()
        told.append(trouble.value.refusal)
    assert told == [RefusalCode.STEWARD] * 10 + [RefusalCode.BUSY]
    with pytest.raises(LineTrouble, match="sai nhiều lần") as trouble:
        right.offices()
    assert "tự gửi" not in trouble.value.sentence + trouble.value.advice
    assert Stewardship(b.house, b.key, right.steward).offices().offices  # others of the office don't wait


def test_a_slip_is_told_before_anything_is_sent() -> None:
    administrator = Actor("a", "Võ Minh Tâm", "", (Role.ADMINISTRATOR,))
    code = new_steward_code()
    wrong = code[:8] + ("2" if code[8] != "2" else "3") + code[9:]
    with pytest.raises(UserError, match="nhóm 2"):
        steward(administrator, wrong)
    with pytest.raises(UserError, match="đủ 4 nhóm"):
        steward(administrator, "")
    with pytest.raises(UserError):
        steward(Actor("b", "Lý Thị Út", "", (Role.RECEIVER,)), code)
