"""The first download: whole subjects that an office works with, each once, newest first, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from served import AN_XUYEN, TAN_THANH, Pc, bodies, stored

from app.domain.dossier import DossierState
from app.domain.events import Event
from app.protocol.feeds import office_feed
from app.protocol.messages import FirstPage, decode
from app.server import first_pages

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a feed of a few dozen events be a large one."""
    for name, size in (("WORTH_IT", 5), ("_LOOKED_AT", 7), ("_FULL", 4), ("_AT_ONCE", 2)):
        monkeypatch.setattr(first_pages, name, size)


def _page(pc: Pc, feed: str, before: int) -> FirstPage:
    answer = pc.ask("GET", f"/sync/first?feed={feed}&before={before}")
    assert answer.status_code == 200, answer.text
    return decode(answer.content, FirstPage)


def _walked(pc: Pc) -> list[list[Event]]:
    """Read from the end to the beginning."""
    feed, before, pages = office_feed(pc.office_id), 0, []
    while True:
        page = _page(pc, feed, before)
        assert not before or page.before < before
        pages.append(bodies(page.events))
        before = page.before
        if not before:
            return pages


def _receive(pc: Pc, name: str, days_ago: int, *, closed: bool = False, notes: int = 0) -> None:
    at = (NOW - timedelta(days=days_ago)).isoformat()
    event = pc.write("dossier.received", ("dossier", name), {"code": name, "received_at": at})
    if closed:
        chosen = {"choices": {"state": int(DossierState.RETURNED)}}
        event = pc.write("dossier.resolved", ("dossier", name), chosen, basis=(event.event_id,), n=2)
    for place in range(notes):
        event = pc.note(name, basis=(event.event_id,), n=event.n + 1 if place else (3 if closed else 2))


def test_what_is_open_or_recent_comes_once_and_whole_with_the_people_first(
    new_pc: Callable[..., Pc], found_office: Callable[[Pc], None]
) -> None:
    pc = new_pc(None)
    found_office(pc)
    pc.actor_id = f"receiver@{AN_XUYEN}"
    _receive(pc, "old-open", 400, notes=1)
    _receive(pc, "old-closed", 400, closed=True)
    _receive(pc, "recent-closed", 10, closed=True)
    for number in range(9):
        _receive(pc, f"open-{number}", 2, notes=number % 3)
    _receive(pc, "endless", 1, notes=6)  # more than a page: it comes with the feed
    strange: dict[str, Any] = {"choices": {"state": [{}], "received_at": {}}}  # whatever somebody wrote
    pc.write("dossier.resolved", ("dossier", "open-0"), strange, basis=(_last_of(pc, "open-0"),), n=2)
    pc.note("old-open", basis=(_last_of(pc, "old-open"),), n=3)  # so its newest place is not its first
    stored(pc.push())
    people, *pages = _walked(pc)
    assert {event.subject_kind for event in people} == {"office", "staff"}
    assert len(people) == 3
    came = [event for page in pages for event in page]
    expected = {"old-open", "recent-closed", *(f"open-{number}" for number in range(9))}
    assert {event.subject_id for event in came} == expected
    everything = [event for event in bodies(pc.chain.events) if event.subject_id in expected]
    assert sorted(event.event_id for event in came) == sorted(event.event_id for event in everything)
    assert pages[0][0].subject_id in ("old-open", "open-8")
    assert all(len(page) <= 4 + 2 * 4 for page in pages)


def _last_of(pc: Pc, subject_id: str) -> str:
    return [event for event in bodies(pc.chain.events) if event.subject_id == subject_id][-1].event_id


def test_heavy_subjects_are_cut_by_weight(
    new_pc: Callable[..., Pc], found_office: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_pages, "_FULL_BYTES", 4000)
    monkeypatch.setattr(first_pages, "_AT_ONCE", 40)
    pc = new_pc(None)
    found_office(pc)
    pc.actor_id = f"receiver@{AN_XUYEN}"
    for number in range(5):
        pc.write(
            "dossier.noted", ("dossier", f"d{number}"), {}, personal={"text": "x" * (6000 if number == 2 else 2500)}
        )
    stored(pc.push())
    people, *pages = _walked(pc)
    assert len(people) == 3
    came = [{event.subject_id for event in page} for page in pages]
    assert set().union(*came) == {"d0", "d1", "d3", "d4"}  # the heavy one comes with the feed
    assert max(map(len, came)) == 1
    monkeypatch.setattr(first_pages, "_FULL_BYTES", 10)
    assert not any(_walked(pc))


def test_a_small_office_needs_no_shortcut(pc: Pc) -> None:
    pc.note("d")
    stored(pc.push())
    assert _page(pc, office_feed(pc.office_id), 0).before == 0
    assert _page(pc, office_feed(pc.office_id), 0).events == ()


def test_what_an_office_wrote_on_anothers_dossier_does_not_give_it_the_dossier(new_pc: Callable[..., Pc]) -> None:
    pc, other = new_pc(), new_pc(TAN_THANH)
    for number in range(6):
        pc.note(f"d{number}")
    stored(pc.push())
    for number in range(6):
        other.note(f"d{number}", basis=(_last_of(pc, f"d{number}"),), n=2)
    stored(other.push())
    assert [event for page in _walked(other) for event in page if event.office_id == pc.office_id] == []
    assert len([event for page in _walked(pc) for event in page if event.office_id == pc.office_id]) == 6
    assert pc.ask("GET", f"/sync/first?feed={office_feed(other.office_id)}").status_code == 403
