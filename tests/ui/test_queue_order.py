"""The order of the queue, without a window."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.dossier import DossierState
from app.services.dossier_lines import DossierLine, Group
from app.ui.screens.queue_order import in_order, is_sorted, merged, touched

NOW = datetime(2026, 11, 19, 9, 4)


def line(name: str, group: Group = Group.TODAY, changed: datetime = NOW - timedelta(hours=1)) -> DossierLine:
    return DossierLine(
        row=1, subject_id=name, code="", short_code="", state=DossierState.RECEIVED, group=group, owner_name=name,
        filer_name="", phone="", id_number="", procedure_code="", procedure_name="", agency="", counter="",
        received_at=changed, due_at=None, left=None, result_way="", attention=0, changed_at=changed, is_new=False,
    )  # fmt: skip


def names(placed: object) -> list[str]:
    return [one.line.subject_id for one in placed]  # type: ignore[attr-defined]


def test_a_new_dossier_ends_its_group_and_moves_nobody() -> None:
    shown = in_order([line("late", Group.OVERDUE), line("b"), line("c"), line("next", Group.LATER)])
    fresh = [line("late", Group.OVERDUE), line("a"), line("b"), line("c"), line("next", Group.LATER)]
    assert names(merged(shown, fresh)) == ["late", "b", "c", "a", "next"]


def test_a_dossier_whose_group_changed_stays_where_it_was() -> None:
    shown = in_order([line("a"), line("b")])
    fresh = [line("a", Group.OVERDUE), line("b")]
    after = merged(shown, fresh)
    assert names(after) == ["a", "b"]
    assert after[0].group is Group.TODAY
    assert after[0].line.group is Group.OVERDUE
    assert not is_sorted(after, fresh)
    assert is_sorted(in_order(fresh), fresh)


def test_a_dossier_that_left_the_queue_stays_marked_as_gone() -> None:
    after = merged(in_order([line("a"), line("b")]), [line("b")])
    assert names(after) == ["a", "b"]
    assert [one.gone for one in after] == [True, False]


def test_only_what_came_or_changed_within_a_minute_is_marked() -> None:
    old, changed = line("old"), line("changed")
    later = replace(changed, changed_at=NOW - timedelta(seconds=5))
    new = line("new", changed=NOW - timedelta(seconds=20))
    stale = line("stale", changed=NOW - timedelta(seconds=61))
    assert touched([old, changed], [old, later, new, stale], NOW) == {"changed": False, "new": True}
