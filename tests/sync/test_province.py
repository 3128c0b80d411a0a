"""What the administrator of the server writes is at work at the counters: catalogues whole, people with a first PIN."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from msgspec import structs
from served import TAN_THANH, furnish
from sync_desk import PREFIX, Centre, Counter

from app.domain.catalogue import procedure_to_data
from app.domain.errors import UserError
from app.domain.office import Role
from app.domain.procedure_index import ProcedureIndex
from app.domain.procedures import Procedure
from app.domain.staff import START_SECRET
from app.domain.subjects import fold_subject
from app.server import directory
from app.server.command import main
from app.services import staff
from app.services.door import list_staff
from app.services.procedures import list_procedures, publish_procedures
from app.services.staff import sign_in, sign_in_first
from app.services.upkeep import rebuild_projections
from app.storage.event_log import events_of
from app.storage.projections import project
from app.sync import reading

Pair = tuple[Counter, Counter]


@pytest.fixture(autouse=True)
def _quick_hasher(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "_hasher", quick)
    monkeypatch.setattr(directory, "PasswordHasher", lambda: quick)


@pytest.fixture
def run(centre: Centre, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*words: str) -> str:
        code = main(words, {"QUAY_DATABASE_URL": f"sqlite:///{centre.folder}/server.sqlite"})
        out, err = capsys.readouterr()
        assert code == 0, err
        return out

    return run


@pytest.fixture
def publish(run: Callable[..., str], tmp_path: Path) -> Callable[..., None]:
    def publish(*procedures: Procedure) -> None:
        file = tmp_path / "danh-muc.jsonl"
        file.write_text("".join(json.dumps(procedure_to_data(one)) + "\n" for one in procedures), "utf-8")
        assert f"{len(procedures)} procedures are in use" in run("catalogue", "import", str(file), "--province", "96")

    return publish


def _some(counter: Counter, name: str, count: int = 5) -> list[Procedure]:
    model = list_procedures(counter.house)[0]
    return [replace(model, code=f"9.00000{number}", name=f"{name} {number}") for number in range(count)]


def _names(counter: Counter) -> dict[str, str]:
    return {one.code: one.name for one in list_procedures(counter.house) if one.code.startswith("9.")}


def test_a_catalogue_imported_on_the_server_is_found_at_every_counter(pair: Pair, publish: Callable[..., None]) -> None:
    before = len(list_procedures(pair[0].house))
    publish(*_some(pair[0], "Cấp giấy thử nghiệm"))
    for counter in pair:
        counter.exchange()
        procedures = list_procedures(counter.house)
        assert len(procedures) == before + 5, "what the office has besides stays"
        [best, *_] = ProcedureIndex(procedures).search("giay thu nghiem 3")
        assert best.code == "9.000003"


def test_no_counter_ever_works_with_half_an_edition(
    pair: Pair, publish: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, _ = pair
    monkeypatch.setattr(reading, "PAGE", 2)
    monkeypatch.setattr(reading, "SLICE", 1)
    seen: list[list[str]] = []
    a.restart()
    a.changed = _Watching(lambda: seen.append([name.rsplit(" ", 1)[0] for name in _names(a).values()]))
    for name in ("Bản một", "Bản hai"):
        publish(*_some(a, name))
        a.exchange()
    assert len(seen) >= 12
    whole = [[], ["Bản một"] * 5, ["Bản hai"] * 5]
    assert all(names in whole for names in seen), seen
    assert seen[-1] == whole[2]
    publish(*_some(a, "Bản ba", count=2))
    a.exchange()
    assert set(_names(a)) == {"9.000000", "9.000001"}, "what the new edition has no more is gone"


class _Watching(list[frozenset[tuple[str, str]]]):
    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__()
        self._look = look

    def append(self, _changed: frozenset[tuple[str, str]]) -> None:
        self._look()


def test_an_office_may_change_an_edition_and_the_next_one_holds_again(pair: Pair, publish: Callable[..., None]) -> None:
    a, b = pair
    publish(*_some(a, "Bản một"))
    a.exchange()
    own = replace(_some(a, "x")[2], name="Của cơ quan")
    publish_procedures(a.house, a.clerk, [own])
    for counter in (a, b):
        counter.exchange()
        assert (_names(counter)["9.000002"], _names(counter)["9.000001"]) == ("Của cơ quan", "Bản một 1")
    publish(*_some(a, "Bản hai"))
    for counter in (a, b):
        counter.exchange()
        assert _names(counter)["9.000002"] == "Bản hai 2"
    before = [tuple(row) for row in a.rows("SELECT * FROM procedures ORDER BY subject_id")]
    rebuild_projections(a.house)
    assert [tuple(row) for row in a.rows("SELECT * FROM procedures ORDER BY subject_id")] == before


def test_a_person_entered_on_the_server_signs_in_with_a_pin_of_their_own(pair: Pair, run: Callable[..., str]) -> None:
    a, b = pair
    out = run("staff", "add", "--prefix", PREFIX, "--name", "Võ Minh Tâm", "--number", "NV21", "--role", "receiver")
    staff_id, start = out.split()[0], out.split()[3]
    assert "Võ Minh Tâm" in run("staff", "list", "--prefix", PREFIX)
    a.exchange()
    assert "Võ Minh Tâm" in [member.name for member in list_staff(a.house)]
    with pytest.raises(UserError) as asked:
        sign_in(a.house, staff_id, start)
    assert asked.value.code == START_SECRET
    for wrong, new, code in (("00000001", "927461", "WRONG-SECRET"), (start, "123456", "PIN-EASY"),
                             (start, start, "SAME-SECRET")):  # fmt: skip
        with pytest.raises(UserError) as refused:
            sign_in_first(a.house, staff_id, wrong, new)
        assert refused.value.code == code
    who = sign_in_first(a.house, staff_id, start, "927461").actor
    assert (who.name, who.number, who.roles) == ("Võ Minh Tâm", "NV21", (Role.RECEIVER,))
    with pytest.raises(UserError, match="chưa đúng"):
        sign_in(a.house, staff_id, start)
    a.exchange()
    b.exchange()
    assert sign_in(b.house, staff_id, "927461").actor.name == "Võ Minh Tâm"

    again = run("staff", "change", staff_id, "--name", "Võ Minh Tâm Em", "--new-pin").split()[2]
    b.exchange()
    assert sign_in_first(b.house, staff_id, again, "830275").actor.name == "Võ Minh Tâm Em"
    run("staff", "deactivate", staff_id)
    b.exchange()
    assert staff_id not in [member.staff_id for member in list_staff(b.house)]
    with pytest.raises(UserError):
        sign_in(b.house, staff_id, "830275")


def test_people_of_other_offices_are_known_by_name_and_can_not_sign_in_here(
    pair: Pair, run: Callable[..., str], centre: Centre
) -> None:
    furnish(centre.database, [TAN_THANH])
    out = run("staff", "add", "--prefix", TAN_THANH, "--name", "Người Ở Xa", "--role", "administrator")
    staff_id, start = out.split()[0], out.split()[3]
    a = pair[0]
    a.exchange()
    assert a.rows("SELECT name, verifier FROM staff WHERE name = 'Người Ở Xa'") == [("Người Ở Xa", "")]
    assert staff_id not in [member.staff_id for member in list_staff(a.house, with_inactive=True)]
    with pytest.raises(UserError):
        sign_in_first(a.house, staff_id, start, "927461")
    run("staff", "change", staff_id, "--name", "Người Ở Rất Xa")
    a.exchange()
    with a.house.db.write() as session:
        events = events_of(session, "staff", staff_id)
        other = structs.replace(events[-1], event_id="other", payload={"fields": {"name": "Khác"}})
        state = fold_subject("staff", [*events, other])
        assert state.attention
        project(session, "staff", staff_id, state, [*events, other])
    # What two of that office contest is no work of this one.
    assert a.rows("SELECT * FROM attention") == []
    with pytest.raises(UserError, match="quản trị"):  # the one far away is no administrator of this office
        staff.change_staff(a.house, a.clerk, replace(list_staff(a.house)[0], active=False))


def test_a_day_off_set_on_the_server_is_one_at_its_office(pair: Pair, run: Callable[..., str]) -> None:
    run("calendar", "set", "--prefix", PREFIX, "--day", "2026-12-24", "--kind", "off", "--name", "Nghỉ bù bão")
    pair[0].exchange()
    assert pair[0].rows("SELECT kind, name FROM calendar_days WHERE day = '2026-12-24'") == [("off", "Nghỉ bù bão")]
