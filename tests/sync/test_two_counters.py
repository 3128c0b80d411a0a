"""Two counters of one office and their server: what one receives the other sees, whatever the line does meanwhile."""

from __future__ import annotations

import pytest
from sync_desk import Centre, Counter

from app.services.dossiers import list_queue, open_dossier
from app.sync.troubles import UNREACHABLE, LineTrouble

Pair = tuple[Counter, Counter]


def test_a_dossier_received_at_one_counter_stands_in_the_queue_of_the_other(pair: Pair) -> None:
    a, b = pair
    received = a.receive()
    assert a.waiting() > 0
    a.exchange()
    assert a.waiting() == 0
    b.changed.clear()
    b.exchange()
    assert [line.code for line in list_queue(b.house).lines] == [received.code]
    assert open_dossier(b.house, received.subject_id).line.owner_name == "Huỳnh Văn Đức"
    assert frozenset({("dossier", received.subject_id)}) in b.changed
    assert a.shown() == b.shown()


def test_both_counters_give_numbers_of_their_own(pair: Pair) -> None:
    a, b = pair
    mine, theirs = a.receive("Lâm Thị Sà Phươl"), b.receive("Nguyễn Hoàng Phúc")
    for counter in (a, b, a):
        counter.exchange()
    assert mine.code != theirs.code
    assert a.names() == b.names() == ["Nguyễn Hoàng Phúc", "Lâm Thị Sà Phươl"]
    assert a.shown() == b.shown()


def test_with_the_line_cut_work_goes_on_and_all_is_there_once_when_it_is_back(pair: Pair, centre: Centre) -> None:
    a, b = pair
    centre.stop()
    for name in ("Huỳnh Văn Đức", "Đặng Hữu Ẩn", "Lâm Thị Sà Phươl"):
        a.receive(name)
    b.receive("Nguyễn Hoàng Phúc")
    waiting = a.waiting()
    with pytest.raises(LineTrouble) as trouble:
        a.exchange()
    assert (trouble.value.code, a.waiting()) == (UNREACHABLE, waiting)
    a.restart()
    centre.start()
    for counter in (a, b):
        counter.point_to(centre.address)
    for counter in (a, b, a):
        counter.exchange()
    assert len(a.names()) == 4
    assert a.shown() == b.shown()
    assert a.waiting() == b.waiting() == 0
