"""Projections are caches: made anew from the log they are the same, row by row, whatever the office did."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_fixtures import CERTIFY, KEY, MARRIAGE, OFFICE, OPEN_ENDED, PROCEDURES, Clock, again, form, house_at, person
from sqlalchemy import select

from app.domain.calendar import CalendarDay, DayKind
from app.domain.errors import UserError
from app.domain.intake import RefusalReason, SupplementItem
from app.domain.office import Actor, Role, StaffMember
from app.models.tables import EventRow, ProcedureRow
from app.protocol.ids import new_id
from app.services import dossiers, offices, staff
from app.services.door import list_staff
from app.services.house import House
from app.services.intake import (
    add_note,
    correct_dossier,
    form_of,
    receive_dossier,
    refuse_at_intake,
    request_supplement,
)
from app.services.print_jobs import PrintPlan, finish_job, take_job
from app.services.procedures import publish_procedures
from app.services.staff import SYSTEM_ACTOR
from app.services.upkeep import rebuild_projections
from app.storage import search
from app.storage.database import open_connection
from app.storage.projections import PROJECTED

NAMES = ("Huỳnh Văn Đức", "Lâm Thị Sà Phươl", "Nguyễn Hoàng Phúc", "Đặng Hữu Ẩn")
ITEM = SupplementItem("Tờ khai", originals=1, reason="Chưa ký")
REASON = RefusalReason("Không thuộc thẩm quyền", "khoản 1 Điều 22 NĐ 23/2015/NĐ-CP")
PLAN = PrintPlan()


def projected(house: House) -> dict[str, list[Any]]:
    """Return every row of every projection, and the words under which each dossier is found."""
    connection = open_connection(house.db.path, KEY)
    tables: dict[str, list[Any]] = {
        table.name: connection.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall() for table in PROJECTED
    }
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, dossier_search, instance)")
    tables["search"] = connection.execute("SELECT doc, term FROM temp.words ORDER BY doc, term").fetchall()
    tables["words"] = connection.execute("SELECT rowid, words FROM dossier_search ORDER BY rowid").fetchall()
    connection.close()
    assert all(tables[name] for name in ("offices", "staff", "calendar_days", "procedures"))
    return tables


class Office:
    """What a clerk may do next, chosen by chance; what the rules refuse is refused and that is that."""

    def __init__(self, house: House, clerk: Actor) -> None:
        self.house, self.clerk, self.subjects = house, clerk, [""]

    def do(self, act: str, subject: int, value: int) -> None:
        house, clerk = self.house, self.clerk
        one = self.subjects[subject % len(self.subjects)]
        code = (MARRIAGE, CERTIFY, OPEN_ENDED)[value % 3]
        filled = form(house, code, person(NAMES[value % 4], phone=f"09000{value:05d}"), post=value % 2 == 0)
        try:
            match act:
                case "receive":
                    self.subjects.append(receive_dossier(house, clerk, filled, PLAN, one).subject_id)
                case "supplement":
                    self.subjects.append(request_supplement(house, clerk, filled, [ITEM], PLAN, one).subject_id)
                case "refuse":
                    self.subjects.append(refuse_at_intake(house, clerk, filled, [REASON], PLAN, one).subject_id)
                case "correct":
                    fresh = again(house, form_of(house, one, "x"), sets=value, applicant=filled.applicant)
                    correct_dossier(house, clerk, one, fresh, "nhầm", PLAN)
                case "note":
                    add_note(house, clerk, one, f"ghi chú {value}")
                case "print":
                    if (job := take_job(house)) is not None:
                        finish_job(house, job.job_id, "HP", f"{value:064d}")
                case "office":
                    offices.change_office(house, clerk, replace(OFFICE, phone=f"02913 000 {value:03d}"))
                case "day":
                    day = CalendarDay(date(2026, 12, 1 + value % 28), list(DayKind)[value % 3], f"ngày {value}")
                    offices.set_calendar_days(house, clerk, [day])
                case "staff":
                    member = StaffMember(clerk.staff_id, NAMES[value % 4], roles=(Role.ADMINISTRATOR, Role.RECEIVER))
                    staff.change_staff(house, clerk, member)
                case "publish":
                    newer = replace(PROCEDURES[code], version=value + 2, short_name=f"bản {value}")
                    publish_procedures(house, SYSTEM_ACTOR, [newer])
        except UserError:
            pass


ACTS = ("receive", "supplement", "refuse", "correct", "note", "print", "office", "day", "staff", "publish")
WORK = st.lists(
    st.tuples(st.sampled_from((*ACTS, "receive", "supplement", "correct")), st.integers(0, 5), st.integers(0, 20)),
    min_size=4,
    max_size=16,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(WORK)
def test_a_rebuild_gives_every_row_that_the_acts_had_left(founded: Path, work: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(founded / "quay.db", folder / "quay.db")
        (folder / "marks").mkdir()
        house = house_at(folder, Clock())
        try:
            [member] = list_staff(house)
            office = Office(house, Actor(member.staff_id, member.name, member.number, member.roles))
            for act, subject, value in work:
                office.do(act, subject, value)
            before = projected(house)
            rebuild_projections(house)
            assert projected(house) == before
        finally:
            house.db.close()


def test_a_lost_projection_comes_back_whole(house: House, clerk: Actor) -> None:
    received = receive_dossier(house, clerk, form(house), PLAN)
    before = projected(house)
    with house.db.write() as session:
        for table in PROJECTED:
            session.execute(table.delete())
        search.clear(session)
    steps: list[tuple[int, int]] = []
    count = rebuild_projections(house, lambda done, whole: steps.append((done, whole)))
    assert projected(house) == before
    assert steps == [(done, count) for done in range(1, count + 1)]
    assert dossiers.find(house, "huynh duc")[0].code == received.code


def test_a_subject_of_which_nothing_can_be_read_does_not_stop_a_rebuild(house: House, clerk: Actor) -> None:
    receive_dossier(house, clerk, form(house), PLAN)
    with house.db.write() as session:
        session.add(
            EventRow(event_id=new_id(house.clock()), subject_kind="dossier", subject_id="x", type="dossier.noted", n=1,
                     act_id="", occurred_at="", body=b"?")
        )  # fmt: skip
    rebuild_projections(house)
    with house.db.read() as session:
        assert len(session.scalars(select(ProcedureRow)).all()) == len(PROCEDURES)
