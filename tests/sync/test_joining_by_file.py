"""Communes without any line, from the first day: invitations and exchange files on sticks, and the keeper's commands.

No server listens here. Each thing that is carried may come twice, late, damaged, or be in somebody else's pocket.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from keeper import OTHER, Keeper, Letter
from msgspec import structs
from office_fixtures import OFFICE, PIN, PROCEDURES, THURSDAY
from served import serving
from sync_desk import PREFIX, Counter

from app.domain.errors import UserError
from app.domain.office import Role
from app.protocol.exchange_files import Answered, FileKeys, FileKind, Outgoing, read_head, seal, unseal
from app.protocol.invitation_files import open_invitation, seal_invitation
from app.protocol.messages import Enrolment, decode
from app.server import enrolment
from app.server.exchange_keys import keys_of
from app.services.door import find_desk, list_staff
from app.services.enrolment import join_server
from app.services.exchange_files import Exported, export_file, export_request, import_answer
from app.services.joining_by_file import asked_place
from app.services.offices import FirstStart, found_office
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.storage import identities
from app.storage.keys import public_bytes
from app.sync.files import Taken


def later(*counters: Counter, by: timedelta = timedelta(minutes=1)) -> None:
    """Let time go on: files are named by the second."""
    for counter in counters:
        counter.clock.now += by


def asks(counter: Counter, letter: Letter) -> Exported:
    actor = counter.clerk if find_desk(counter.house) is not None else None
    return export_request(counter.house, actor, counter.key, letter.file, letter.code)


def takes(counter: Counter, answer: Path) -> Taken:
    return import_answer(counter.house, counter.key, answer)


def exchanges(keeper: Keeper, counter: Counter) -> Taken:
    later(counter)
    return takes(counter, keeper.takes_in(export_file(counter.house, counter.key, keeper.stick).path))


def joins(keeper: Keeper, counter: Counter, *more: str) -> Taken:
    return takes(counter, keeper.takes_in(asks(counter, keeper.invites(PREFIX, *more)).path))


def codes(counter: Counter) -> list[tuple[str]]:
    return counter.rows("SELECT code FROM dossiers ORDER BY code")


@pytest.fixture
def commune(counters: Callable[..., Counter]) -> Counter:
    """Give a PC that has founded its office and works alone."""
    return counters("a", alone=True)


@pytest.fixture
def next_commune(counters: Callable[..., Counter]) -> Counter:
    """Give the PC of another commune that works alone."""
    counter = counters("other")
    start = FirstStart(replace(OFFICE, prefix="H12.143", name="Xã Châu Thới"), "Quầy 1", 1, "Trần Văn Lộc", "NV01", PIN)
    found_office(counter.house, counter.key, start)
    publish_procedures(counter.house, SYSTEM_ACTOR, PROCEDURES.values())
    return counter


def test_two_communes_that_never_have_a_line(
    keeper: Keeper, counters: Callable[..., Counter], commune: Counter, next_commune: Counter
) -> None:
    commune.receive("Nguyễn Văn An")
    next_commune.receive("Lý Thị Út")
    before = codes(commune)
    for counter, prefix in ((commune, PREFIX), (next_commune, OTHER)):
        asked = asks(counter, keeper.invites(prefix))
        assert asked.events == counter.waiting() > 0
        counter.receive("Trần Thị Bình")  # it works on while the stick is on its way
        said = takes(counter, keeper.takes_in(asked.path))
        assert (said.confirmed, counter.waiting() > 0) == (asked.events, True)
        assert exchanges(keeper, counter).confirmed > 0
        assert counter.waiting() == 0
        assert asked_place(counter.house) is None
    assert codes(commune)[:1] == before, "nothing is numbered anew"

    second = counters("b")  # another PC of the first commune
    asked = asks(second, keeper.invites(PREFIX, "--counter", "Quầy Bưu điện"))
    assert asked.events == 0
    assert find_desk(second.house) is None
    takes(second, keeper.takes_in(asked.path))
    desk = find_desk(second.house)
    assert desk is not None
    assert (desk.lanes, desk.counter_name, desk.office.prefix) == ((1,), "Quầy Bưu điện", PREFIX)
    assert [member.name for member in list_staff(second.house)] == ["Lê Thu Hà"]
    assert second.names() == ["Nguyễn Văn An", "Trần Thị Bình"]
    received = second.receive("Huỳnh Văn Đức")
    assert exchanges(keeper, second).confirmed > 0
    assert exchanges(keeper, commune).received > 0
    assert received.code in {code for (code,) in codes(commune)}
    assert commune.shown() == second.shown()
    assert sorted(next_commune.names()) == ["Lý Thị Út", "Trần Thị Bình"]


def test_what_is_carried_may_come_twice_and_late_and_be_asked_for_again(keeper: Keeper, commune: Counter) -> None:
    commune.receive("Nguyễn Văn An")
    letter = keeper.invites()
    lost = asks(commune, letter)
    first = keeper.takes_in(lost.path)
    later(commune)
    commune.receive("Trần Thị Bình")
    again = asks(commune, letter)  # the answer has not come back: the same question, with what was written since
    assert again.events > lost.events
    second = keeper.takes_in(again.path)
    keeper.now += timedelta(days=40)  # the code is over; the PC has its place
    third = keeper.takes_in(lost.path)
    said = takes(commune, second)
    assert (said.confirmed, commune.waiting()) == (again.events, 0)
    lanes = commune.rows("SELECT lanes FROM own_device")
    for old in (first, third, second, first):
        assert takes(commune, old).confirmed == 0
    assert commune.rows("SELECT lanes FROM own_device") == lanes == [("3",)]
    assert exchanges(keeper, commune).confirmed == 0
    assert keeper.does("device", "list", "--prefix", PREFIX).count("\n") == 1


def test_a_pc_whose_invitation_was_lost_too_gets_its_place_by_another(keeper: Keeper, commune: Counter) -> None:
    commune.receive()
    keeper.takes_in(asks(commune, keeper.invites()).path)
    later(commune)
    said = takes(commune, keeper.takes_in(asks(commune, keeper.invites()).path))
    assert commune.waiting() == 0
    assert said.confirmed > 0
    assert keeper.does("device", "list", "--prefix", PREFIX).count("\n") == 1


def test_a_pc_restored_while_the_stick_was_away_goes_on(keeper: Keeper, commune: Counter) -> None:
    commune.receive("Nguyễn Văn An")
    letter = keeper.invites()
    answer = keeper.takes_in(asks(commune, letter).path)
    with commune.house.db.write() as session:
        identities.become_another(session)
    later(commune)
    commune.receive("Trần Thị Bình")
    takes(commune, answer)
    exchanges(keeper, commune)
    exchanges(keeper, commune)
    assert commune.waiting() == 0


def test_a_restored_pc_that_asks_again_by_the_same_invitation_is_known_by_its_key(
    keeper: Keeper, commune: Counter
) -> None:
    commune.receive("Nguyễn Văn An")
    letter = keeper.invites()
    keeper.takes_in(asks(commune, letter).path)
    with commune.house.db.write() as session:
        identities.become_another(session)
    later(commune)
    commune.receive("Trần Thị Bình")
    takes(commune, keeper.takes_in(asks(commune, letter).path))
    assert commune.waiting() == 0
    assert commune.rows("SELECT lanes FROM own_device") == [("3",)]


def test_a_code_that_was_used_elsewhere_gives_nothing_and_says_so(
    keeper: Keeper, counters: Callable[..., Counter], commune: Counter
) -> None:
    joins(keeper, commune)
    letter = keeper.invites()
    true, thief = counters("b"), counters("c")
    with keeper.database() as database, serving(database, lambda: keeper.now) as address:
        join_server(thief.house, None, thief.key, address, letter.code)
    told, answer = keeper.refuses(asks(true, letter).path)
    assert "is used by another PC, was cancelled or is over" in told
    for _ in "ab":
        with pytest.raises(UserError, match="đã dùng cho máy khác") as refused:
            takes(true, answer)
        assert "vẫn nguyên" in refused.value.advice
    assert find_desk(true.house) is None
    later(true)
    takes(true, keeper.takes_in(asks(true, keeper.invites()).path))  # another invitation takes the place of the first
    assert find_desk(true.house) is not None


def test_a_pc_that_joined_by_the_line_meanwhile_reads_the_answer_as_any(keeper: Keeper, commune: Counter) -> None:
    commune.receive()
    letter = keeper.invites()
    asked = asks(commune, letter)
    with keeper.database() as database, serving(database, lambda: keeper.now) as address:
        join_server(commune.house, commune.clerk, commune.key, address, letter.code)
    assert asked_place(commune.house) is None
    assert takes(commune, keeper.takes_in(asked.path)).confirmed == asked.events
    assert commune.waiting() == 0


def test_a_request_that_comes_too_late_is_told_the_day(keeper: Keeper, commune: Counter) -> None:
    commune.receive()
    asked = asks(commune, keeper.invites(PREFIX, "--days", "3"))
    keeper.now += timedelta(days=4)
    told, answer = keeper.refuses(asked.path)
    assert "Nothing was taken" in told
    with pytest.raises(UserError, match="ngày 23/11/2026, khi mã mời đã hết hạn từ 22/11/2026"):
        takes(commune, answer)
    assert commune.waiting() == asked.events
    commune.receive()  # it works on


def test_a_pc_with_a_lane_that_another_has_is_told_to_call(
    keeper: Keeper, counters: Callable[..., Counter], commune: Counter
) -> None:
    twin = counters("twin", alone=True)  # founded apart from the first, under the same prefix
    with twin.house.db.write() as session:
        identities.become_another(session)  # another PC altogether, with the lane of the first
        session.connection().exec_driver_sql("DELETE FROM former_devices")
    joins(keeper, commune)
    told, answer = keeper.refuses(asks(twin, keeper.invites()).path)
    assert "has its lane" in told
    with pytest.raises(UserError, match="đã dùng số máy này"):
        takes(twin, answer)


def test_a_stick_without_the_code_opens_nothing_and_cannot_be_exchanged(
    keeper: Keeper, commune: Counter, tmp_path: Path
) -> None:
    letter = keeper.invites()
    for typed, told in (("AAAA-BBBB-CCCC", "không mở được"), ("AAAA-BBBB", "3 nhóm"), ("", "3 nhóm")):
        with pytest.raises(UserError, match=told):
            asks(commune, replace(letter, code=typed))
    true = open_invitation(letter.file.read_bytes(), letter.code)
    stranger = structs.replace(true, exchange_key=FileKeys.of_server(b"\7" * 32).public)
    letter.file.write_bytes(seal_invitation(stranger, "AAAA-BBBB-CCCC"))
    with pytest.raises(UserError, match="không mở được") as refused:
        asks(commune, letter)
    assert "không dùng tệp này" in refused.value.advice
    assert asked_place(commune.house) is None
    assert [path.suffix for path in keeper.stick.iterdir()] == [".qxm"], "nothing was sealed for a stranger"


def test_only_the_server_that_invited_gives_the_place(keeper: Keeper, commune: Counter) -> None:
    commune.receive()
    letter = keeper.invites()
    asked = asks(commune, letter)
    answer = keeper.takes_in(asked.path)
    with pytest.raises(UserError, match="không phải tệp trả lời cho máy này"):
        takes(commune, asked.path)
    stranger = Counter(commune.house, Ed25519PrivateKey.generate())
    with pytest.raises(UserError, match="không phải tệp trả lời cho máy này"):
        takes(stranger, answer)
    good = answer.read_bytes()
    with keeper.database() as database:
        true, head = keys_of(database), read_head(good)
    [said, *_] = unseal(good, FileKeys.of_device(commune.key))
    place, of_nobody = decode(said, Answered), FileKeys.of_server(b"\7" * 32)
    for maker, told, said_instead in (
        (of_nobody, "không phải do máy chủ của cơ quan", place),
        (true, "không phải tệp trả lời cho máy này", structs.replace(place, enrolled=None)),
    ):
        forged = seal(FileKind.ANSWER, head.device_id, maker, head.sealed_for, THURSDAY, [said_instead])
        answer.write_bytes(forged)
        with pytest.raises(UserError, match=told):
            takes(commune, answer)
    answer.write_bytes(good[:-80] + bytes([good[-80] ^ 1]) + good[-79:])
    with pytest.raises(UserError, match="đã bị sửa"):
        takes(commune, answer)
    assert asked_place(commune.house) is not None


def test_a_request_that_is_refused_in_the_middle_leaves_nothing(keeper: Keeper, commune: Counter) -> None:
    """A PC that is known asks with a new code and claims to have been another's, too: it gets its own place again."""
    joins(keeper, commune)
    stranger = keeper.does("device", "enrol", "--prefix", OTHER).split()[0]
    other = Ed25519PrivateKey.generate()
    with keeper.database() as database:
        with database.write() as connection:
            theirs = Enrolment(stranger, str(uuid4()), public_bytes(other))
            enrolment.enrol(connection, theirs, "e", THURSDAY)
        [(own_id,)] = commune.rows("SELECT device_id FROM own_device")
        code = keeper.does("device", "enrol", "--prefix", PREFIX, "--lane", "8").split()[0]
        fresh = str(uuid4())
        formerly = (own_id, theirs.device_id)
        asked = Enrolment(code, fresh, public_bytes(commune.key), formerly=formerly)
        keys = FileKeys.of_device(commune.key)
        said = Outgoing(keys.public[32:], enrolment=asked)
        receiver = keys_of(database).public[32:]
        file = keeper.stick / "quay-gui-x.qxf"
        file.write_bytes(seal(FileKind.OUTGOING, fresh, keys, receiver, THURSDAY, [said]))
        [first, *_] = unseal(keeper.takes_in(file).read_bytes(), keys)
    enrolled = decode(first, Answered).enrolled
    assert enrolled is not None
    assert enrolled.lanes != (8,), "the code it could not use is for whoever can"


def test_a_first_pc_is_told_to_found_its_office_before_anything_is_carried(
    keeper: Keeper, counters: Callable[..., Counter]
) -> None:
    new = counters("new")
    with pytest.raises(UserError, match="chưa có dữ liệu của Xã Vĩnh Lợi") as refused:
        asks(new, keeper.invites())
    assert "khai báo cơ quan trên máy này" in refused.value.advice


def test_what_cannot_be_followed_is_said_before_anything_is_carried(
    keeper: Keeper, commune: Counter, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="dành cho Xã Châu Thới"):
        asks(commune, keeper.invites(OTHER))
    letter = keeper.invites()
    harms = ((b"PK", "không phải tệp mời"), (letter.file.read_bytes()[:-3], "bị hỏng"), (bytes(5000), "không phải"))
    for data, told in harms:
        bad = replace(letter, file=tmp_path / "bad.qxm")
        bad.file.write_bytes(data)
        with pytest.raises(UserError, match=told):
            asks(commune, bad)
    with pytest.raises(Exception, match="Không đọc được tệp mời"):
        asks(commune, replace(letter, file=tmp_path / "nothing.qxm"))
    clerk = replace(commune.clerk, roles=(Role.RECEIVER,))
    with pytest.raises(UserError, match="không được làm việc đó"):
        export_request(commune.house, clerk, commune.key, letter.file, letter.code)
    later(commune, by=timedelta(days=31))
    with pytest.raises(UserError, match="hết hạn từ 19/12/2026"):
        asks(commune, letter)
    later(commune, by=timedelta(days=-31))
    joins(keeper, commune)
    with pytest.raises(UserError, match="đã nối máy chủ rồi"):
        asks(commune, letter)


def test_a_lost_pcs_place_is_given_by_file_too(
    keeper: Keeper, counters: Callable[..., Counter], commune: Counter
) -> None:
    commune.receive("Nguyễn Văn An")
    joins(keeper, commune)
    listed = keeper.does("device", "list", "--prefix", PREFIX)
    file = keeper.stick / "thay.qxm"
    code = keeper.does("device", "replace", listed.split()[0], "--file", str(file)).strip()
    heir = counters("heir")
    takes(heir, keeper.takes_in(asks(heir, Letter(file, code)).path))
    desk = find_desk(heir.house)
    assert desk is not None
    assert desk.lanes == (3,)
    assert heir.names() == ["Nguyễn Văn An"]
    assert heir.receive().code not in {code for (code,) in codes(commune)}


def test_the_keeper_is_told_what_cannot_be(keeper: Keeper, tmp_path: Path) -> None:
    enrol = ("device", "enrol", "--prefix", PREFIX, "--file")
    assert "1 to 30 days" in keeper.cannot(*enrol, str(keeper.stick), "--days", "0")
    assert "can't be written" in keeper.cannot(*enrol, str(tmp_path / "no" / "moi.qxm"))
    keeper.does(*enrol, str(keeper.stick))
    [named] = keeper.stick.iterdir()
    assert named.name.startswith(f"quay-moi-{PREFIX}-")
