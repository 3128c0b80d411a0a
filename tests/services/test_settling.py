"""The tray "Cần xử lý": two counters of one office write without having seen each other, and somebody settles it."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from office_fixtures import BIRTH, MARRIAGE, Clock, again, form, house_at, person

from app.domain import dossier
from app.domain.errors import UserError
from app.domain.intake import IntakeForm, ResultWay
from app.domain.office import Actor, Role
from app.domain.people import Address
from app.domain.procedures import Channel
from app.domain.questions import QuestionKind
from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.messages import WireEvent
from app.protocol.verdicts import Judged, Reason, verdict
from app.services import attention
from app.services.attention import MatterPage, count_matters, list_matters, open_matter
from app.services.door import list_staff
from app.services.dossiers import find, open_dossier
from app.services.house import House, act, the_desk
from app.services.intake import correct_dossier, form_of, receive_dossier
from app.services.offices import change_office
from app.services.print_jobs import PrintPlan, list_jobs
from app.services.reissuing import reissue_receipt
from app.services.settling import refer, settle
from app.services.upkeep import rebuild_projections
from app.services.versions import Asked, Version
from app.storage import identities, incoming, outgoing
from app.storage.event_log import NewEvent, append, events_of
from app.storage.rows import run

SILENT = PrintPlan(receipt=False, labels=0)
KIND = dossier.KIND
SHOWN = "SELECT subject_id, code, phone, attention, state_data, digest FROM dossiers ORDER BY 1"


@dataclass
class Place:
    """A counter of the office, whose events others get by hand."""

    house: House

    @property
    def clerk(self) -> Actor:
        [member] = list_staff(self.house)
        return Actor(member.staff_id, member.name, member.number, member.roles)

    def written(self) -> list[WireEvent]:
        with self.house.db.read() as session:
            return [
                wire
                for chain in identities.chains(session)
                for wire in outgoing.piece(session, chain.device_id, 0, chain.last_seq)
            ]

    def take(self, wires: list[WireEvent]) -> None:
        with self.house.db.write() as session:
            incoming.apply(session, wires)

    def correct(self, subject_id: str, **changes: Any) -> None:
        """Correct a dossier; `phone` is the owner's."""
        saved = form_of(self.house, subject_id, "")
        phone = changes.pop("phone", None)
        if phone is not None:
            owner = replace(saved.applicant.owner, phone=phone)
            changes["applicant"] = replace(saved.applicant, owner=owner)
        new: IntakeForm = again(self.house, saved, **changes)
        correct_dossier(self.house, self.clerk, subject_id, new, "Ghi nhầm", SILENT)

    def page(self, subject_id: str, kind: str = KIND) -> MatterPage:
        return open_matter(self.house, self.clerk, kind, subject_id)

    def settle(self, subject_id: str, *choices: Any, kind: str = KIND) -> str:
        """Answer the questions in their order: a version's key, or pieces by key."""
        page = self.page(subject_id, kind)
        asked = [one for one in page.asked if one.versions]
        answers = {
            one.key: choice if isinstance(choice, dict) else {"": choice}
            for one, choice in zip(asked, choices, strict=True)
        }
        return settle(self.house, self.clerk, kind, subject_id, page.heads, answers).told

    def shown(self) -> Sequence[Any]:
        return self.house.db.rows(
            "SELECT subject_id, code, phone, attention, state_data, digest FROM dossiers ORDER BY 1"
        )

    def tray(self) -> list[tuple[str, bool]]:
        return [(matter.heading, matter.needs_somebody) for matter in list_matters(self.house).matters]


def exchange(*places: Place) -> None:
    written = [(place, place.written()) for place in places]
    for place in places:
        for other, wires in written:
            if other is not place:
                place.take(wires)


@pytest.fixture
def places(founded: Path, tmp_path: Path) -> Iterator[Callable[[int], list[Place]]]:
    """Open counters of the founded office: the first is its own, the others new ones beside it."""
    made: list[Place] = []

    def open_(count: int) -> list[Place]:
        for number in range(count):
            folder = tmp_path / str(number)
            (folder / "marks").mkdir(parents=True)
            shutil.copyfile(founded / "quay.db", folder / "quay.db")
            clock = Clock()
            house = house_at(folder, clock)
            if number:
                with house.db.write() as session:
                    identities.become_another(session)
                    session.connection().exec_driver_sql(
                        f"UPDATE own_device SET counter_name = 'Quầy {number}', lanes = '{number}'"
                    )
            made.append(Place(house))
        return made

    yield open_
    for place in made:
        place.house.db.close()


@pytest.fixture
def two(places: Callable[[int], list[Place]]) -> tuple[Place, Place, str]:
    """Two counters in step that both have shown their names, and a dossier received at the first."""
    a, b = places(2)
    received = receive_dossier(a.house, a.clerk, form(a.house), SILENT)
    receive_dossier(b.house, b.clerk, form(b.house, owner=person("Lâm Thị Sà Phươl", "095190001234")), SILENT)
    exchange(a, b)
    assert count_matters(a.house) == count_matters(b.house) == 0
    return a, b, received.subject_id


def version(asked: Asked, title: str) -> Version:
    return next(one for one in asked.versions if title in one.title)


def texts(one: Version) -> dict[str, str]:
    return {told.label: told.text for told in one.told if told.differs}


def test_both_correct_the_same_phone_and_both_trays_show_both_versions(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    assert a.shown() == b.shown()
    for place in (a, b):
        assert count_matters(place.house) == 1
        [matter] = list_matters(place.house).matters
        assert (matter.heading, matter.kind, matter.short_code) == (
            "Hai quầy sửa cùng hồ sơ",
            QuestionKind.CONTESTED,
            "261119-3001",
        )
        [asked] = place.page(subject).asked
        assert texts(version(asked, "Quầy 3")) == {"Điện thoại": "0907 118 265"}
        assert texts(version(asked, "Quầy 1")) == {"Điện thoại": "0907 118 256"}
        assert "Lê Thu Hà sửa lúc" in version(asked, "Quầy 1").by
        assert [one.badge for one in asked.versions].count("Đang dùng") == 1
        assert (asked.can_merge, asked.shows_numbers) == (False, True)
        assert "hỏi lại người dân" in asked.advice
        assert "0907 118 256" in version(asked, "Quầy 1").outcome


def test_what_one_counter_settles_is_settled_everywhere(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    [asked] = b.page(subject).asked
    assert b.settle(subject, version(asked, "Quầy 3").key) == "Đã giữ bản của Quầy 3"
    exchange(a, b)
    for place in (a, b):
        assert count_matters(place.house) == 0
        assert list_matters(place.house).matters == ()
        assert open_dossier(place.house, subject).line.phone == "0907118265"
    assert a.shown() == b.shown()
    last = open_dossier(a.house, subject).timeline[-1]
    assert (last.what, last.detail) == ("Đã chọn một bản", "Đã giữ bản của Quầy 3")


def test_two_that_settle_differently_are_asked_again_and_a_third_ends_it(
    places: Callable[[int], list[Place]],
) -> None:
    a, b, c = places(3)
    subject = receive_dossier(a.house, a.clerk, form(a.house), SILENT).subject_id
    exchange(a, b, c)
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b, c)
    [asked] = a.page(subject).asked
    first, second = (one.key for one in asked.versions)
    a.settle(subject, first)
    b.settle(subject, second)
    exchange(a, b, c)
    assert [count_matters(place.house) for place in (a, b, c)] == [1, 1, 1]
    [again_asked] = c.page(subject).asked
    assert sorted(text for one in again_asked.versions for text in texts(one).values()) == [
        "0907 118 256",
        "0907 118 265",
    ]
    chosen = next(one for one in again_asked.versions if "0907 118 256" in texts(one).values())
    c.settle(subject, chosen.key)
    exchange(a, b, c)
    assert [count_matters(place.house) for place in (a, b, c)] == [0, 0, 0]
    assert {open_dossier(place.house, subject).line.phone for place in (a, b, c)} == {"0907118256"}


def test_two_that_settle_alike_at_once_agree(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    [asked] = a.page(subject).asked
    for place in (a, b):
        place.settle(subject, asked.versions[1].key)
    exchange(a, b)
    assert (count_matters(a.house), count_matters(b.house)) == (0, 0)


def test_versions_are_put_together_piece_by_piece(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    address = Address("Ấp Xẻo Chích", "31849", "xã Vĩnh Lợi", "tỉnh Cà Mau")
    a.correct(subject, phone="0907118265", result_way=ResultWay.POST, result_address=address)
    saved = form_of(b.house, subject, "")
    owner = replace(saved.applicant.owner, phone="0907118256", name="Huỳnh Văn Đứt", id_number="095075001219")
    b.correct(subject, applicant=replace(saved.applicant, owner=owner), result_way=ResultWay.ELECTRONIC)
    exchange(a, b)
    [asked] = a.page(subject).asked
    mine, theirs = version(asked, "Quầy 3"), version(asked, "Quầy 1")
    assert asked.can_merge
    assert texts(mine) == {
        "Họ và tên": "Huỳnh Văn Đức",
        "Số giấy tờ": "095 075 001 218",
        "Điện thoại": "0907 118 265",
        "Địa chỉ phát": "Ấp Xẻo Chích, xã Vĩnh Lợi, tỉnh Cà Mau",
        "Nhận kết quả": "Bưu chính về nhà",
    }
    assert "Gửi kết quả qua bưu chính." in mine.outcome
    picks = {told.key: mine.key for told in mine.told if told.differs}
    picks["applicant/owner/phone"] = theirs.key
    picks["result_way"] = theirs.key
    assert a.settle(subject, picks) == "Đã ghép từng ô"
    exchange(a, b)
    assert a.shown() == b.shown()
    page = open_dossier(b.house, subject)
    assert page.applicant is not None
    assert (page.applicant.owner.name, page.applicant.owner.phone) == ("Huỳnh Văn Đức", "0907118256")
    assert (page.applicant.owner.id_number, page.line.result_way) == ("095075001218", "electronic")
    assert page.attention == ()
    assert count_matters(b.house) == 0


def changed_in_two_ways(two: tuple[Place, Place, str]) -> Asked:
    """Let one counter correct the case, the other the procedure; both dates follow from what each had seen."""
    a, b, subject = two
    a.correct(subject, case="ly_hon", papers=form(a.house, case="ly_hon").papers)
    other = form(b.house, BIRTH)
    b.correct(subject, procedure_code=BIRTH, case="", papers=other.papers, channel=Channel.POST)
    exchange(a, b)
    [asked] = a.page(subject).asked
    return asked


def test_a_version_chosen_whole_brings_the_date_that_follows_from_its_procedure(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    asked = changed_in_two_ways(two)
    mine = version(asked, "Quầy 3")
    assert texts(mine)["Thủ tục"] == "Cấp Giấy xác nhận tình trạng hôn nhân (1.004873)"
    assert "Hẹn trả 17:00 23/12/2026." in mine.outcome
    a.settle(subject, mine.key)
    exchange(a, b)
    data = open_dossier(b.house, subject).data
    assert (data["procedure"]["code"], data["case"], data["channel"]) == (MARRIAGE, "ly_hon", "counter")
    assert data["due"]["due_at"] == "2026-12-23T17:00:00"
    assert (count_matters(a.house), count_matters(b.house)) == (0, 0)


def test_a_due_date_of_versions_put_together_is_computed_anew(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    asked = changed_in_two_ways(two)
    mine, theirs = version(asked, "Quầy 3"), version(asked, "Quầy 1")
    picks = {told.key: mine.key for told in mine.told if told.differs}
    a.settle(subject, picks | {"channel": theirs.key, "due": theirs.key})
    data = open_dossier(a.house, subject).data
    assert (data["channel"], data["case"]) == ("post", "ly_hon")
    assert data["due"]["due_at"] == "2026-12-23T17:00:00", "nobody may give a date that does not follow"
    a.correct(subject, phone="0907118265")
    assert open_dossier(a.house, subject).data["due"]["due_at"] == "2026-12-23T17:00:00"
    exchange(a, b)
    assert (a.shown(), count_matters(b.house)) == (b.shown(), 0)


def test_whoever_decides_must_have_seen_all_there_is(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    page = a.page(subject)
    b.correct(subject, phone="0907118299")
    exchange(a, b)
    with pytest.raises(UserError, match="vừa có thay đổi"):
        settle(a.house, a.clerk, KIND, subject, page.heads, {page.asked[0].key: {"": page.asked[0].versions[0].key}})
    assert count_matters(a.house) == 0, "whoever corrected last had seen both"
    with pytest.raises(UserError, match="đã xong"):
        a.page(subject)


def test_an_administrator_alone_settles_no_dossier(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    administrator = replace(a.clerk, roles=(Role.ADMINISTRATOR,))
    page = open_matter(a.house, administrator, KIND, subject)
    assert not page.may_settle
    with pytest.raises(UserError, match="không được làm"):
        settle(
            a.house, administrator, KIND, subject, page.heads, {page.asked[0].key: {"": page.asked[0].versions[0].key}}
        )
    with pytest.raises(UserError, match="chưa chọn"):
        settle(a.house, a.clerk, KIND, subject, page.heads, {})
    with pytest.raises(UserError, match="không còn đúng"):
        settle(a.house, a.clerk, KIND, subject, page.heads, {page.asked[0].key: {"": "nobody"}})


def test_two_that_wrote_the_same_need_only_be_confirmed(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    for place in (a, b):
        place.correct(subject, phone="0907118265")
    exchange(a, b)
    [asked] = a.page(subject).asked
    assert (asked.heading, len(asked.versions)) == ("Hai nơi ghi giống nhau", 1)
    a.settle(subject, asked.versions[0].key)
    exchange(a, b)
    assert (count_matters(a.house), count_matters(b.house)) == (0, 0)


def test_an_event_that_does_not_fit_is_kept_or_taken_back(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    payload = {"code": open_dossier(a.house, subject).line.code, "slip": "30001/TCHS", "personal_keys": []}
    with a.house.db.write() as session:
        doing = act(a.house, a.clerk, the_desk(session), str(uuid.uuid4()))
        append(session, doing, [NewEvent(KIND, subject, dossier.REFUSED, payload, {"reasons": []})])
    exchange(a, b)
    [asked] = b.page(subject).asked
    assert asked.kind is QuestionKind.UNFIT
    assert "từ chối khi đã sang bước khác" in asked.sentence
    keep, undo = asked.versions
    assert (texts(keep)["Tình trạng"], texts(undo)["Tình trạng"]) == ("Từ chối tiếp nhận", "Đã tiếp nhận")
    b.settle(subject, undo.key)
    exchange(a, b)
    assert a.shown() == b.shown()
    assert open_dossier(a.house, subject).line.state.name == "RECEIVED"
    assert (count_matters(a.house), count_matters(b.house)) == (0, 0)


def judged(place: Place, subject: str, kind: str, reason: Reason, *, aside: bool = True) -> None:
    """Let the server set aside the newest event of a subject, or flag it, on this PC."""
    with place.house.db.write() as session:
        last = events_of(session, kind, subject)[-1]
        told = Judged("019a0000-0000-7000-8000-0000000000d1", 7, last, last.n)
        event = verdict(told, reason, aside=aside, event_id=f"v-{last.event_id}", office_id="x", at=last.occurred_at)
        device = "019a0000-0000-7000-8000-0000000000ff"
        link = chain_hash(GENESIS, device, 1, event.body)
        incoming.apply(session, [WireEvent.of(device, 1, GENESIS, link, event.body)])


def test_what_the_server_does_not_count_is_written_again_or_put_away(two: tuple[Place, Place, str]) -> None:
    a, _, subject = two
    a.correct(subject, phone="0907118265")
    judged(a, subject, KIND, Reason.NO_RIGHT)
    page = open_dossier(a.house, subject)
    assert page.line.phone == "0900000218"
    assert [(entry.who, entry.what, entry.detail) for entry in page.timeline[-2:]] == [
        ("Lê Thu Hà", "Sửa người nộp, chủ hồ sơ", "Ghi nhầm · không được tính"),
        ("Máy chủ", "Không tính một việc", "Lý do ở mục Cần xử lý"),
    ]
    assert a.tray() == [("Máy chủ không tính một việc", True)]
    [asked] = a.page(subject).asked
    assert "không có quyền" in asked.sentence
    assert [(one.key, texts(one)) for one in asked.versions] == [
        ("again", {"Điện thoại": "0907 118 265"}),
        ("dismiss", {"Điện thoại": "0900 000 218"}),
    ]
    assert asked.shows_numbers
    a.settle(subject, "again")
    assert open_dossier(a.house, subject).line.phone == "0907118265"
    assert count_matters(a.house) == 0


def test_what_belongs_to_another_office_is_only_put_away(two: tuple[Place, Place, str]) -> None:
    a, _, subject = two
    a.correct(subject, phone="0907118265")
    judged(a, subject, KIND, Reason.NOT_CONCERNED)
    [asked] = a.page(subject).asked
    assert [one.key for one in asked.versions] == ["dismiss"]
    assert "bàn giao" in asked.advice
    a.settle(subject, "dismiss")
    assert (a.tray(), open_dossier(a.house, subject).line.phone) == ([], "0900000218")


def test_what_counts_with_a_flag_is_known_everywhere_once_somebody_says_so(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    exchange(a, b)
    for place in (a, b):
        judged(place, subject, KIND, Reason.RIGHT_LOST, aside=False)
    assert (a.tray(), b.tray()) == ([("Máy chủ lưu ý một việc", True)],) * 2
    page = open_dossier(b.house, subject)
    assert (page.line.phone, page.line.attention) == ("0907118265", 1), "it counts"
    [asked] = b.page(subject).asked
    assert "không còn quyền" in asked.sentence
    assert [(one.choice, one.told[0].text) for one in asked.versions] == [("Đã biết", "Sửa người nộp, chủ hồ sơ")]
    known = settle(b.house, b.clerk, KIND, subject, b.page(subject).heads, {asked.key: {"": "dismiss"}})
    assert (known.told, known.reissue) == ("Đã biết việc máy chủ lưu ý", "")
    exchange(a, b)
    assert (a.tray(), b.tray()) == ([], [])
    assert open_dossier(a.house, subject).timeline[-1].detail == "Đã biết việc máy chủ lưu ý"


def test_a_matter_referred_to_the_head_comes_first_for_them_and_last_for_others(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    other = receive_dossier(a.house, a.clerk, form(a.house), SILENT).subject_id
    exchange(a, b)
    for one in (subject, other):
        a.correct(one, phone="0907118265")
        b.correct(one, phone="0907118256")
    exchange(a, b)
    refer(a.house, a.clerk, other, "Hai số đều gọi được")
    exchange(a, b)
    for place in (a, b):
        assert [m.is_referred for m in list_matters(place.house).matters] == [False, True]
        assert [m.is_referred for m in list_matters(place.house, for_head=True).matters] == [True, False]
        told = place.page(other).referred
        assert told.startswith("Lê Thu Hà chuyển trưởng bộ phận lúc")
        assert told.endswith("Hai số đều gọi được")
    assert a.page(subject).referred == ""
    b.settle(other, b.page(other).asked[0].versions[0].key)
    exchange(a, b)
    assert [m.is_referred for m in list_matters(a.house).matters] == [False]
    for text, of in (("", subject), ("Đã xong rồi", other)):
        with pytest.raises(UserError):
            refer(a.house, a.clerk, of, text)


def test_what_was_settled_is_issued_anew_in_place_of_the_paper_given_out(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    a.correct(subject, phone="0907118265")
    b.correct(subject, phone="0907118256")
    exchange(a, b)
    page = a.page(subject)
    choice = {page.asked[0].key: {"": page.asked[0].versions[1].key}}
    settled = settle(a.house, a.clerk, KIND, subject, page.heads, choice)
    assert settled.reissue == "thống nhất nội dung hồ sơ"
    reissue_receipt(a.house, a.clerk, subject, settled.reissue, PrintPlan(labels=0))
    [job] = list_jobs(a.house, subject_id=subject)
    assert (job.kind, job.reprint) == ("receipt", 0)
    stamp = job.document["stamp"]
    assert stamp["replaces"] == "bản đã giao, lý do: thống nhất nội dung hồ sơ"
    assert stamp["event_hash"] == open_dossier(a.house, subject).hash
    nobody = replace(a.clerk, roles=(Role.ADMINISTRATOR,))
    with pytest.raises(UserError, match="không được làm"):
        reissue_receipt(a.house, nobody, subject, settled.reissue, PrintPlan())


def test_a_calendar_day_the_server_refused_is_put_away_on_this_pc(two: tuple[Place, Place, str]) -> None:
    a, _, _ = two
    [(calendar,)] = a.house.db.rows("SELECT DISTINCT subject_id FROM events WHERE subject_kind = 'calendar'")
    judged(a, calendar, "calendar", Reason.NO_RIGHT)
    assert a.tray() == [("Máy chủ không tính một việc", True)]
    [matter] = list_matters(a.house).matters
    assert matter.about == "Lịch làm việc"
    a.settle(calendar, "dismiss", kind="calendar")
    assert a.tray() == []
    rebuild_projections(a.house)
    assert a.tray() == [], "what was put away stays away"


def test_a_code_that_exists_twice_is_asked_and_a_new_one_ends_it(places: Callable[[int], list[Place]]) -> None:
    a, b = places(2)
    with b.house.db.write() as session:
        run(session, "UPDATE own_device SET lanes = '3'")  # a machine copied with its lane
    code = receive_dossier(a.house, a.clerk, form(a.house), SILENT).code
    twin = receive_dossier(b.house, b.clerk, form(b.house, owner=person("Nguyễn Hoàng Phúc", "095088001234")), SILENT)
    assert twin.code == code
    exchange(a, b)
    assert (count_matters(a.house), count_matters(b.house)) == (2, 2)
    assert a.tray() == [("Hai hồ sơ trùng mã", True)] * 2
    [asked] = a.page(twin.subject_id).asked
    assert code in asked.sentence
    before = a.house.db.rows("SELECT * FROM attention ORDER BY 2")
    rebuild_projections(a.house)
    assert a.house.db.rows("SELECT * FROM attention ORDER BY 2") == before
    assert "Đã cấp mã mới" in a.settle(twin.subject_id, "recode")
    assert a.tray() == []
    exchange(a, b)
    assert b.tray() == []
    new = open_dossier(b.house, twin.subject_id).line.code
    assert new not in (code, "")
    found = {line.subject_id for line in find(b.house, code.rsplit("-", 1)[0])}
    assert twin.subject_id in found, "the old code still finds it"


def test_history_that_is_on_its_way_is_told_but_not_counted(two: tuple[Place, Place, str]) -> None:
    a, b, subject = two
    b.correct(subject, phone="0907118256")
    b.correct(subject, phone="0907118257")
    first, second = b.written()[-2:]
    a.take([second])
    assert (a.tray(), count_matters(a.house)) == ([("Chờ phần đầu của hồ sơ", False)], 0)
    [asked] = a.page(subject).asked
    assert asked.versions == ()
    a.take([first])
    assert a.tray() == []


def test_two_administrators_name_the_office_differently(two: tuple[Place, Place, str]) -> None:
    a, b, _ = two
    for place, phone in ((a, "02913 111 111"), (b, "02913 222 222")):
        with place.house.db.read() as session:
            office = the_desk(session).office
        change_office(place.house, place.clerk, replace(office, phone=phone))
    exchange(a, b)
    [matter] = list_matters(a.house).matters
    assert (matter.subject_kind, matter.about) == ("office", "Thông tin cơ quan")
    [asked] = a.page(matter.subject_id, "office").asked
    mine = next(one for one in asked.versions if "02913 111 111" in texts(one).values())
    a.settle(matter.subject_id, mine.key, kind="office")
    exchange(a, b)
    assert (a.tray(), b.tray()) == ([], [])
    assert [row[0] for row in b.house.db.rows("SELECT json_extract(data, '$.phone') FROM offices")] == ["02913 111 111"]


def test_counting_reads_nothing_but_the_small_table(two: tuple[Place, Place, str]) -> None:
    a, _, _ = two
    plan = a.house.db.rows(f"EXPLAIN QUERY PLAN {attention._COUNT}")
    assert [step for (*_, step) in plan if step != "SCAN attention"] == []
