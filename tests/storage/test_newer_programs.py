"""A program that meets what a newer one wrote: shows the last state it understood, adds only what always holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from office_fixtures import MARRIAGE, form, person
from sqlalchemy.orm import Session

from app.domain import dossier, levels, subjects
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.fold import Effects, RuleSet, Seen, SubjectState
from app.domain.office import Actor
from app.services import dossiers
from app.services.house import House, act, the_desk
from app.services.intake import add_note, correct_dossier, form_of, receive_dossier
from app.services.print_jobs import PrintPlan
from app.storage.event_log import NewEvent, append
from app.storage.rebuilding import refold_newly_read
from app.storage.rows import fetch, run

SILENT = PrintPlan(receipt=False, labels=0)
MOVED = "dossier.moved"
Kinds = dict[str, dict[int, RuleSet]]


def _moved(event: Event, _seen: Seen) -> Effects:
    return Effects(registers={"counter": event.payload["to"]})


NEWER = RuleSet({**dossier.RULE_SETS[1].handlers, (MOVED, 1): _moved}, dossier.RULE_SETS[1].rank)


@pytest.fixture
def updated(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the program be the next version, which knows one type more, or this one again."""

    def to(newer: bool) -> None:
        monkeypatch.setitem(subjects.RULE_SETS, dossier.KIND, {1: NEWER} if newer else dossier.RULE_SETS)
        monkeypatch.setattr(levels, "_LEVELS", {(MOVED, 1): 2} if newer else {})
        monkeypatch.setattr(levels, "READ", 2 if newer else 1)

    return to


def write(house: House, actor: Actor, subject_id: str, event_type: str, payload: Mapping[str, Any]) -> None:
    with house.db.write() as session:
        doing = act(house, actor, the_desk(session), "a")
        append(session, doing, [NewEvent(dossier.KIND, subject_id, event_type, payload)])


def shown_at(house: House, subject_id: str) -> Any:
    return dossiers.open_dossier(house, subject_id).data.get("counter")


@pytest.fixture
def moved(house: House, clerk: Actor, updated: Any) -> str:
    """A dossier that a newer program has moved."""
    received = receive_dossier(house, clerk, form(house, MARRIAGE, person("Huỳnh Văn Đức")), SILENT)
    updated(True)
    write(house, clerk, received.subject_id, MOVED, {"to": "Quầy 9"})
    assert shown_at(house, received.subject_id) == "Quầy 9"
    updated(False)
    with house.db.write() as session:
        _project(session, received.subject_id)
    return received.subject_id


def _project(session: Session, subject_id: str) -> None:
    from app.storage.event_log import events_of
    from app.storage.projections import project

    events = events_of(session, dossier.KIND, subject_id)
    state: SubjectState = subjects.fold_subject(dossier.KIND, events)
    project(session, dossier.KIND, subject_id, state, events)


def test_the_last_state_that_was_understood_is_shown(house: House, moved: str) -> None:
    assert shown_at(house, moved) == "Quầy 3"


def test_only_what_always_holds_may_be_added(house: House, clerk: Actor, moved: str) -> None:
    add_note(house, clerk, moved, "gọi lại")
    assert dossiers.open_dossier(house, moved).notes == ("gọi lại",)
    events = len(house.db.rows("SELECT 1 FROM events"))
    wrong = replace(form_of(house, moved, "b"), sets=9)
    with pytest.raises(UserError, match="bản chương trình mới hơn") as refused:
        correct_dossier(house, clerk, moved, wrong, "sai", SILENT)
    assert "cập nhật" in refused.value.advice
    assert refused.value.code == "BEYOND"
    assert len(house.db.rows("SELECT 1 FROM events")) == events
    other = receive_dossier(house, clerk, form(house, MARRIAGE, person("Đặng Hữu Ẩn")), SILENT)
    assert other.code, "the rest of the office works on"


def test_after_the_update_it_shows_what_it_understands_now(
    house: House, clerk: Actor, moved: str, updated: Any
) -> None:
    add_note(house, clerk, moved, "gọi lại")
    updated(True)
    with house.db.write() as session:
        assert refold_newly_read(session) == 1
        assert refold_newly_read(session) == 0
    assert shown_at(house, moved) == "Quầy 9"
    assert dossiers.open_dossier(house, moved).notes == ("gọi lại",)
    correct_dossier(house, clerk, moved, replace(form_of(house, moved, "b"), sets=9), "sai", SILENT)


def test_no_type_above_the_level_of_the_province_is_written(house: House, clerk: Actor, updated: Any) -> None:
    received = receive_dossier(house, clerk, form(house, MARRIAGE, person("Huỳnh Văn Đức")), SILENT)
    updated(True)
    _join(house, level=1)
    with pytest.raises(UserError, match="chưa đọc được") as refused:
        write(house, clerk, received.subject_id, MOVED, {"to": "Quầy 9"})
    assert refused.value.code == "LEVEL"
    with house.db.write() as session:
        run(session, "UPDATE server SET level = 2")
    write(house, clerk, received.subject_id, MOVED, {"to": "Quầy 9"})
    with house.db.read() as session:
        [(body,)] = fetch(session, "SELECT body FROM events WHERE type = ?", MOVED)
    assert b'"level":2' in body


def _join(house: House, level: int) -> None:
    from app.storage.server_place import ServerPlace, save_server

    with house.db.write() as session:
        save_server(session, ServerPlace("http://127.0.0.1:9", "", "d", "96", (), "e", level, house.clock()))
