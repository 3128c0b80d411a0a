"""What works in the background stands aside while the window is busy, and only then."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import chain, repeat

import pytest

from app import right_of_way
from app.right_of_way import clock_of_this_thread, give_way, window_first

BESIDE = "beside the window"


class Window:
    """A window whose thread has spent these processor seconds at each look from beside; others see it rest."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *spent: float) -> None:
        self._spent: Iterator[float] = chain(spent, repeat(spent[-1]))
        self.looks = 0
        monkeypatch.setattr(right_of_way, "clock_of_this_thread", lambda: self._look)

    def _look(self) -> float:
        if threading.current_thread().name != BESIDE:  # what another test left at work gives way too
            return 0.0
        self.looks += 1
        return next(self._spent)


def beside(work: Callable[[], object]) -> None:
    """Do it on another thread, which has not looked yet."""
    thread = threading.Thread(target=work, name=BESIDE)
    thread.start()
    thread.join()


def test_work_goes_on_beside_a_window_that_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window(monkeypatch, 0.0)
    with window_first():
        beside(give_way)
    assert window.looks == 1


def test_work_waits_until_a_busy_window_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = [1e9 + step for step in range(5)]
    window = Window(monkeypatch, *busy)
    monkeypatch.setattr(right_of_way, "_MOST", 60.0)
    with window_first():
        beside(give_way)
    assert window.looks == len(busy) + 1


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    Window(monkeypatch, *map(float, range(10**9, 10**9 + 1000)))
    began = time.perf_counter()
    with window_first():
        beside(give_way)
    assert time.perf_counter() - began >= 0.050


def test_who_has_just_looked_does_not_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window(monkeypatch, 0.0)
    monkeypatch.setattr(right_of_way, "_OFTEN", 60.0)

    def work() -> None:
        for _ in range(5):
            give_way()

    with window_first():
        beside(work)
    assert window.looks == 1


def test_who_loads_a_module_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window(monkeypatch, 0.0)
    monkeypatch.setattr(right_of_way, "_OFTEN", 60.0)

    def load() -> None:
        with pytest.raises(ImportError):
            import_module("a_module_that_is_not_there")

    with window_first():
        beside(load)
    assert window.looks == 1
    beside(load)
    assert window.looks == 1


def test_the_window_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    window = Window(monkeypatch, 1e9)
    with window_first():
        give_way()
    beside(give_way)
    assert window.looks == 0


def test_a_threads_clock_goes_while_it_computes_and_stands_while_it_waits() -> None:
    clock = clock_of_this_thread()
    told: list[float] = []

    def look() -> None:
        before = -1.0
        while before != clock():  # until this test's thread waits for this one
            before = clock()
            time.sleep(0.001)
        told.append(before)

    beside(look)
    while time.thread_time() < told[0] + 0.005:
        pass
    beside(look)
    assert told[1] >= told[0] + 0.005
