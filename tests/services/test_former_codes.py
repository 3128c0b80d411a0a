"""An old receipt goes on finding its dossier when that got another code; a number that is out is passed over."""

from __future__ import annotations

from office_fixtures import MARRIAGE, form, person

from app.domain import dossier
from app.domain.office import Actor
from app.services.dossiers import find_by_code
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
