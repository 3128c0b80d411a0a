"""An old receipt goes on finding its dossier when that got another code; a number that is out is passed over."""

from __future__ import annotations

from office_fixtures import MARRIAGE, form, person

from app.domain import dossier
from app.domain.office import Actor
from app.services.dossiers import find_by_code, list_queue, look_up, open_dossier
from app.services.house import House, act, the_desk
from app.services.intake import receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage.event_log import NewEvent, append

SILENT = PrintPlan(receipt=False, labels=0)


def test_a_dossier_is_found_by_the_code_it_bore_before(house: House, clerk: Actor) -> None:
    old = receive_dossier(house, clerk, form(house, MARRIAGE, person("Huỳnh Văn Đức")), SILENT)
    next_one = f"{old.code[:-1]}{int(old.code[-1]) + 1}"
    payload = {"code": next_one, "former": old.code}
    with house.db.write() as session:
        doing = act(house, clerk, the_desk(session), "a")
        append(session, doing, [NewEvent(dossier.KIND, old.subject_id, dossier.RECODED, payload)])
    assert find_by_code(house, old.code) == old.subject_id
    assert find_by_code(house, next_one) == old.subject_id
    another = receive_dossier(house, clerk, form(house, MARRIAGE, person("Đặng Hữu Ẩn")), SILENT)
    assert another.code not in (old.code, next_one), "as a copy of this PC may have given it"


def test_a_code_of_two_dossiers_is_flagged_where_they_are_looked_for(house: House, clerk: Actor) -> None:
    first = receive_dossier(house, clerk, form(house, MARRIAGE, person("Huỳnh Văn Đức")), SILENT)
    second = receive_dossier(house, clerk, form(house, MARRIAGE, person("Đặng Hữu Ẩn")), SILENT)

    def recode(code: str, former: str) -> None:
        with house.db.write() as session:
            doing = act(house, clerk, the_desk(session), code)
            payload = {"code": code, "former": former}
            append(session, doing, [NewEvent(dossier.KIND, second.subject_id, dossier.RECODED, payload)])

    def flagged() -> list[bool]:
        found = [line.is_doubled for name in ("Huỳnh", "Đặng") for line in look_up(house, name).lines]
        assert [line.is_doubled for line in list_queue(house).lines].count(True) == found.count(True)
        return found

    assert flagged() == [False, False]
    recode(first.code, second.code)
    assert flagged() == [True, True]
    assert open_dossier(house, first.subject_id).line.is_doubled
    recode(second.code, first.code)
    assert flagged() == [False, False]
