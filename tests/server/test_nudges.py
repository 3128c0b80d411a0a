"""A nudge comes soon after the commit, whichever process made it, and waiting costs the others nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from served import AN_XUYEN, TAN_THANH, Pc, RefusedError, enrolment_code, serving, stored

from app.protocol.feeds import REFERENCE, office_feed
from app.server.database import Database


def test_a_colleagues_intake_is_told_within_two_seconds(new_pc: Callable[..., Pc], database: Database) -> None:
    here, there = new_pc(), new_pc()
    feed = office_feed(here.office_id)
    with serving(database) as other_process, ThreadPoolExecutor(1) as threads:
        elsewhere = Pc(other_process, there.key)
        elsewhere.chain, elsewhere.place = there.chain, there.place
        waiting = threads.submit(here.listen, (feed, 0), (REFERENCE, 0))
        elsewhere.note("d")
        stored(elsewhere.push())
        pushed = time.monotonic()
        assert waiting.result(20).heads == {feed: 1}
        assert time.monotonic() - pushed < 2
        elsewhere.http.close()


def test_what_is_there_already_is_told_at_once(pc: Pc) -> None:
    pc.note("d")
    stored(pc.push())
    feed = office_feed(pc.office_id)
    began = time.monotonic()
    assert pc.listen((feed, 0)).heads == {feed: 1}
    assert time.monotonic() - began < 5
    assert pc.listen((feed, 1), seconds=1).heads == {}
    assert pc.listen((feed, 7), seconds=20).heads == {feed: 1}  # set back: that is news, too


def test_many_wait_at_once(new_pc: Callable[..., Pc]) -> None:
    pcs = [new_pc(prefix) for prefix in (AN_XUYEN, TAN_THANH) for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        waiting = [threads.submit(pc.listen, (office_feed(pc.office_id), 0), seconds=20) for pc in pcs]
        pcs[0].note("d")
        pcs[3].note("d2")
        for writer in (pcs[0], pcs[3]):
            stored(writer.push())
        assert [list(w.result(30).heads.values()) for w in waiting] == [[1]] * 6


@pytest.mark.parametrize("feeds", [[], ["reference"], ["@1"], ["reference@-1"], ["reference@x"], ["reference@%D9%A3"],
                                   ["reference@1"] * 21, ["x" * 200 + "@1"]])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(pc: Pc, feeds: list[str]) -> None:
    answer = pc.ask("GET", "/sync/stream?seconds=0&" + "&".join(f"feed={name}" for name in feeds))
    assert answer.status_code == 422


def test_nobody_hears_when_another_office_works(new_pc: Callable[..., Pc], database: Database) -> None:
    ours, theirs = new_pc(), new_pc(TAN_THANH)
    with pytest.raises(RefusedError) as refused:
        theirs.listen((office_feed(ours.office_id), 0), seconds=0)
    assert refused.value.code == "forbidden"
    assert enrolment_code(database, AN_XUYEN)
