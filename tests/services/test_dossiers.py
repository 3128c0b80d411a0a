"""Dossiers as screens show them: the worklist, what is found, the page of one, people who come again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from office_fixtures import BIRTH, CERTIFY, MARRIAGE, OPEN_ENDED, Clock, again, form, person
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.calendar import CalendarDay, DayKind
from app.domain.deadlines import TimeLeft
from app.domain.dossier import DossierState
from app.domain.dossier_codes import AliasKind, encode_alias
from app.domain.errors import UserError
from app.domain.intake import RefusalReason, SupplementItem
from app.domain.office import Actor, Role
from app.domain.reference import ACCESS
from app.models.tables import DossierRow, EventRow, OwnDevice
from app.services.dossier_lines import Group
from app.services.dossiers import (
    commonest_procedures,
    count_dossiers,
    find,
    find_by_code,
    latest_dossiers,
    list_queue,
    look_up,
    open_dossier,
    record_person_shown,
)
from app.services.house import House
from app.services.intake import (
    Received,
    add_note,
    correct_dossier,
    receive_dossier,
    refuse_at_intake,
    request_supplement,
)
from app.services.offices import set_calendar_days
from app.services.print_jobs import PrintPlan, finish_job, list_jobs, reprint, take_job
from app.services.visitors import count_dossiers_of, find_people
from app.storage.event_log import Act, NewEvent, append, events_of
from app.storage.rows import fetch

SILENT = PrintPlan(receipt=False, labels=0)
ITEM = SupplementItem("Tờ khai", originals=1, reason="Chưa ký")


def receive(house: House, clerk: Actor, code: str = MARRIAGE, name: str = "Huỳnh Văn Đức") -> Received:
    return receive_dossier(house, clerk, form(house, code, person(name)), SILENT)


# -- the worklist


@pytest.fixture
def busy(house: House, clerk: Actor, clock: Clock) -> House:
    """Five dossiers of Monday to Thursday, Thursday 14:00: one of each group."""
    clock.set_local(2026, 11, 13, 8, 0)
    receive(house, clerk, MARRIAGE, "Quá hạn")  # due Wednesday 18/11
    clock.set_local(2026, 11, 16, 8, 0)
    receive(house, clerk, MARRIAGE, "Hôm nay")  # due Thursday 19/11
    clock.set_local(2026, 11, 17, 8, 0)
    receive(house, clerk, MARRIAGE, "Ngày mai")  # due Friday 20/11
    receive(house, clerk, OPEN_ENDED, "Không hạn")
    request_supplement(house, clerk, form(house, owner=person("Chờ bổ sung")), [ITEM], SILENT)
    refused = form(house, owner=person("Bị từ chối"))
    refuse_at_intake(house, clerk, refused, [RefusalReason("x", "y")], SILENT)
    clock.set_local(2026, 11, 19, 14, 0)
    return house


def test_dossiers_stand_in_groups_most_urgent_first(busy: House) -> None:
    work = list_queue(busy)
    assert [(line.owner_name, line.group) for line in work.lines] == [
        ("Quá hạn", Group.OVERDUE),
        ("Hôm nay", Group.TODAY),
        ("Ngày mai", Group.LATER),
        ("Chờ bổ sung", Group.SUPPLEMENT),
        ("Không hạn", Group.NO_LIMIT),
    ]
    assert work.counts == dict.fromkeys(Group, 1)
    lefts = [line.left and line.left.kind for line in work.lines]
    assert lefts == [TimeLeft.OVERDUE, TimeLeft.TODAY, TimeLeft.LEFT, None, None]


@pytest.mark.parametrize(
    ("at", "group"),
    [
        ((2026, 11, 18, 23, 59), Group.LATER),
        ((2026, 11, 19, 0, 0), Group.TODAY),
        ((2026, 11, 19, 16, 59, 59), Group.TODAY),
        ((2026, 11, 19, 17, 0, 1), Group.OVERDUE),
    ],
)
def test_a_dossier_changes_its_group_at_the_minute(
    house: House, clerk: Actor, clock: Clock, at: tuple[int, ...], group: Group
) -> None:
    clock.set_local(2026, 11, 16, 8, 0)
    receive(house, clerk)
    clock.set_local(*at)
    work = list_queue(house)
    assert [line.group for line in work.lines] == [group]
    assert work.counts == {**dict.fromkeys(Group, 0), group: 1}


def test_days_left_are_working_days_without_the_day_off(house: House, clerk: Actor, clock: Clock) -> None:
    clock.set_local(2026, 11, 19, 9, 0)
    receive(house, clerk)  # Thursday + 3 working days, 24/11 off: Wednesday 25/11
    [line] = list_queue(house).lines
    assert line.left is not None
    assert (line.due_at, line.left.days, line.left.text) == (datetime(2026, 11, 25, 17), 3, "25/11 · còn 3 ngày")
    set_calendar_days(house, clerk, [CalendarDay(date(2026, 11, 20), DayKind.OFF, "mất điện")])
    [line] = list_queue(house).lines
    assert line.due_at == datetime(2026, 11, 25, 17), "what stands on the paper stays"
    assert line.left is not None
    assert line.left.days == 2


def test_a_limit_cuts_each_group_and_no_count(house: House, clerk: Actor, clock: Clock) -> None:
    for _ in range(3):
        receive(house, clerk)
        receive(house, clerk, OPEN_ENDED)
    work = list_queue(house, limit=2)
    assert [line.group for line in work.lines] == [Group.LATER] * 2 + [Group.NO_LIMIT] * 2
    assert (work.counts[Group.LATER], work.counts[Group.NO_LIMIT]) == (3, 3)


def test_the_queue_says_how_many_events_wait_for_the_server_and_since_when(house: House, clerk: Actor) -> None:
    with house.db.write() as session:
        device = session.scalars(select(OwnDevice)).one()
        device.confirmed_seq = device.last_seq
    assert (list_queue(house).waiting_events, list_queue(house).waiting_since) == (0, None)
    received = receive(house, clerk)
    receive(house, clerk)
    work = list_queue(house)
    assert work.waiting_events == 2
    assert work.waiting_since is not None
    assert work.waiting_since.replace(microsecond=0) == received.received_at.replace(microsecond=0)


def test_a_dossier_is_new_for_a_minute(house: House, clerk: Actor, clock: Clock) -> None:
    receive(house, clerk)
    assert latest_dossiers(house)[0].is_new
    clock.now += timedelta(minutes=1)
    assert not latest_dossiers(house)[0].is_new
    clock.now -= timedelta(days=1)
    assert not latest_dossiers(house)[0].is_new, "a clock set back makes nothing new"


# -- finding


@pytest.mark.parametrize(
    "typed",
    [
        "H12.142-261119-3002",
        "h12.142-261119-3002",
        " 261119-3002 ",
        "https://mot-cua.example/t/H12.142-261119-3002?k=1",
        encode_alias(AliasKind.DOSSIER, 142, date(2026, 11, 19), "3002"),
    ],
)
def test_a_code_in_any_shape_finds_its_dossier(house: House, clerk: Actor, typed: str) -> None:
    receive(house, clerk)
    wanted = receive(house, clerk)
    assert find_by_code(house, typed) == wanted.subject_id
    assert [line.code for line in find(house, typed)] == [wanted.code]
    assert look_up(house, typed).counted == 1


@pytest.mark.parametrize(
    "alias",
    [
        encode_alias(AliasKind.TRAINING, 142, date(2026, 11, 19), "3001"),
        encode_alias(AliasKind.BATCH, 142, date(2026, 11, 19), "3001"),
        encode_alias(AliasKind.DOSSIER, 143, date(2026, 11, 19), "3001"),
        encode_alias(AliasKind.DOSSIER, 142, date(2026, 11, 20), "3001"),
        "3002",
        "",
    ],
)
def test_a_practice_paper_or_a_strange_one_opens_no_dossier(house: House, clerk: Actor, alias: str) -> None:
    receive(house, clerk)
    assert find_by_code(house, alias) is None


def test_a_code_that_exists_twice_shows_both(house: House, clerk: Actor) -> None:
    first, second = receive(house, clerk), receive(house, clerk)
    with house.db.write() as session:
        session.scalars(select(DossierRow).where(DossierRow.subject_id == second.subject_id)).one().code = first.code
    assert [line.subject_id for line in find(house, first.code)] == [second.subject_id, first.subject_id]
    assert look_up(house, first.code).counted == 2
    assert find_by_code(house, first.code) == second.subject_id


def test_words_find_newest_first_page_by_page_and_are_counted_up_to_a_cap(house: House, clerk: Actor) -> None:
    for place in range(5):
        receive(house, clerk, CERTIFY, f"Trần {place}")
    first = find(house, "tran", limit=2)
    second = find(house, "tran", before=first[-1].row, limit=2)
    assert [line.owner_name for line in (*first, *second)] == [f"Trần {place}" for place in (4, 3, 2, 1)]
    assert [look_up(house, typed, limit=limit).counted for typed, limit in (("tran", 9), ("", 9))] == [5, 0]
    assert count_dossiers(house) == 5


def test_latest_dossiers_come_page_by_page(house: House, clerk: Actor) -> None:
    codes = [receive(house, clerk).code for _ in range(4)][::-1]
    first = latest_dossiers(house, limit=3)
    rest = latest_dossiers(house, limit=3, before=first[-1].row)
    assert [line.code for line in (*first, *rest)] == codes
    assert first[0].short_code == codes[0][-11:]


# -- the page of one


def test_the_page_tells_what_happened_in_words(house: House, clerk: Actor, clock: Clock) -> None:
    asked = request_supplement(house, clerk, replace(form(house), papers=()), [ITEM], PrintPlan())
    clock.now += timedelta(hours=1)
    saved = form(house)
    received = receive_dossier(house, clerk, saved, PrintPlan(labels=0), asked.subject_id)
    add_note(house, clerk, received.subject_id, "Gọi cho con")
    applicant = replace(saved.applicant, owner=replace(saved.applicant.owner, phone="0900000999"))
    correct_dossier(house, clerk, received.subject_id, again(house, saved, sets=2, applicant=applicant), "nhầm", SILENT)
    while (job := take_job(house)) is not None:
        finish_job(house, job.job_id, "HP", "0" * 64)
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    finish_job(house, reprint(house, clerk, receipt.job_id, "máy kẹt giấy"), "HP", "0" * 64)
    page = open_dossier(house, received.subject_id)
    assert [(entry.what, entry.detail) for entry in page.timeline] == [
        ("Yêu cầu bổ sung lần 1", "Tờ khai"),
        ("Tiếp nhận", "Quầy 3"),
        ("Ghi chú", "Gọi cho con"),
        ("Sửa người nộp, chủ hồ sơ, số bộ", "nhầm"),
        ("In phiếu yêu cầu bổ sung", ""),
        ("In giấy tiếp nhận và hẹn trả", ""),
        ("In lại giấy tiếp nhận và hẹn trả lần 1", "máy kẹt giấy"),
    ]
    assert {entry.who for entry in page.timeline} == {"Lê Thu Hà"}
    assert page.timeline[1].at - page.timeline[0].at > timedelta(minutes=59)
    assert page.notes == ("Gọi cho con",)
    assert [job.kind for job in page.prints] == ["receipt", "receipt", "supplement"]
    assert page.applicant == applicant
    assert (page.attention, page.line.attention) == ((), 0)


def test_a_refusal_and_what_a_newer_program_wrote_are_told_too(house: House, clerk: Actor) -> None:
    slip = refuse_at_intake(house, clerk, form(house), [RefusalReason("Không thuộc thẩm quyền", "Điều 22")], SILENT)
    with house.db.write() as session:
        act = Act("a", "system", "o", house.clock())
        correction = {"changes": {"mới": 1}, "personal_keys": []}
        append(
            session,
            act,
            [
                NewEvent(dossier.KIND, slip.subject_id, dossier.CORRECTED, correction, {"reason": "x"}),
                NewEvent(dossier.KIND, slip.subject_id, dossier.RESOLVED, {"choices": {}}),
                NewEvent(dossier.KIND, slip.subject_id, "dossier.posted", {"bag": "NP-1"}),
            ],
        )
    page = open_dossier(house, slip.subject_id)
    assert [(entry.what, entry.detail) for entry in page.timeline] == [
        ("Từ chối tiếp nhận", "Không thuộc thẩm quyền"),
        ("Sửa hồ sơ", "x"),
        ("Đã chọn một bản", ""),
        ("Việc do bản mới hơn ghi", "Cập nhật chương trình để đọc"),
    ]
    assert page.line.state is DossierState.REFUSED


def test_a_dossier_that_is_not_here_is_told(house: House) -> None:
    with pytest.raises(UserError, match="Không tìm thấy hồ sơ"):
        open_dossier(house, "nowhere")


def test_an_erased_person_leaves_the_dossier_without_a_name(house: House, clerk: Actor) -> None:
    received = receive(house, clerk)
    with house.db.write() as session:
        session.execute(text("DELETE FROM personal_parts"))
        row = session.scalars(select(DossierRow)).one()
        row.state_data = {**row.state_data, "applicant": None}
    page = open_dossier(house, received.subject_id)
    assert page.applicant is None
    assert find_people(house, "duc") == []


# -- people


def test_people_are_found_once_with_their_latest_words(house: House, clerk: Actor, clock: Clock) -> None:
    receive_dossier(house, clerk, form(house, BIRTH), SILENT)
    clock.set_local(2026, 11, 20, 8, 0)
    moved = person(phone="0900000777")
    receive_dossier(house, clerk, form(house, owner=moved), SILENT)
    [known] = find_people(house, "duc huynh")
    assert (known.party, known.dossiers) == (moved, 2)
    assert known.last_seen.date() == date(2026, 11, 20)
    assert [p.party.name for p in find_people(house, "0950750")] == ["Huỳnh Văn Đức"]
    assert [p.party.name for p in find_people(house, "0900000777")] == ["Huỳnh Văn Đức"]
    assert find_people(house, "") == find_people(house, "zzz") == []


def test_owner_and_filer_are_two_people_and_only_who_matches_is_shown(house: House, clerk: Actor) -> None:
    sister = person("Thạch Thị Mỹ Lệ", "095193007842", "0900000842")
    receive_dossier(house, clerk, form(house, filer=sister), SILENT)
    assert [known.party.name for known in find_people(house, "my le")] == ["Thạch Thị Mỹ Lệ"]
    assert [known.party.name for known in find_people(house, "duc le")] == [], "two people are not one"


def test_people_without_a_number_are_told_apart_by_phone(house: House, clerk: Actor) -> None:
    for phone in ("0900000001", "0900000002", "0900000001"):
        receive_dossier(house, clerk, form(house, owner=person("Danh Út", "", phone)), SILENT)
    found = find_people(house, "danh ut")
    assert [(known.party.phone, known.dossiers) for known in found] == [("0900000001", 1), ("0900000002", 1)]
    assert len(find_people(house, "danh ut", limit=1)) == 1


def test_the_commonest_procedures_come_first(house: House, clerk: Actor) -> None:
    assert commonest_procedures(house) == []
    for code in (BIRTH, CERTIFY, CERTIFY, MARRIAGE, MARRIAGE, OPEN_ENDED):
        receive(house, clerk, code)
    assert commonest_procedures(house) == [MARRIAGE, CERTIFY, BIRTH]
    assert commonest_procedures(house, limit=1) == [MARRIAGE]


def test_dossiers_of_a_number_are_counted(house: House, clerk: Actor) -> None:
    receive(house, clerk)
    assert (count_dossiers_of(house, "095075001218"), count_dossiers_of(house, "")) == (1, 0)


# -- who looked


def test_who_looked_at_a_number_is_recorded_outside_the_dossier(house: House, clerk: Actor, clock: Clock) -> None:
    received = receive(house, clerk)
    record_person_shown(house, clerk, received.subject_id)
    record_person_shown(house, clerk, received.subject_id)
    clock.set_local(2026, 12, 1, 8, 0)
    record_person_shown(house, clerk, received.subject_id)
    with house.db.read() as session:
        rows = session.execute(select(EventRow.subject_id).where(EventRow.subject_kind == ACCESS)).scalars().all()
        assert len(set(rows)) == 2, "one subject per PC and month"
        event = events_of(session, ACCESS, rows[0])[0]
        assert (event.payload, event.actor_id) == ({"dossier": received.subject_id}, clerk.staff_id)
        assert len(events_of(session, dossier.KIND, received.subject_id)) == 1
    with pytest.raises(UserError, match="không được làm"):
        record_person_shown(house, Actor("x", "Quản trị", roles=(Role.ADMINISTRATOR,)), received.subject_id)


def test_the_queue_reads_what_is_open_by_an_index_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def keep(session: Session, sql: str, *values: object) -> object:
        asked.append((sql, values))
        return fetch(session, sql, *values)

    monkeypatch.setattr("app.services.dossiers.fetch", keep)
    list_queue(house)
    with house.db.read() as session:
        plans = [fetch(session, f"EXPLAIN QUERY PLAN {sql}", *values) for sql, values in asked]
    steps = [str(step) for plan in plans for (*_, step) in plan if "dossiers" in str(step)]
    assert len(steps) >= len(Group)
    assert [step for step in steps if not step.startswith("SEARCH dossiers USING INDEX")] == []
