"""What the tour measures on its way: the keystroke-level model and the pulse of the GUI thread."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tour.__main__ import too_long
from tour.keystrokes import SCAN, H, K, M, P, Tally
from tour.moves import Commit, Moves, ScannerKey, Stroke, Until, press, write
from tour.stalls import LATE, Stall, StallWatch


def tally(*moves: object) -> Tally:
    done = Tally()
    for move in moves:
        if not isinstance(move, Until):
            done = done.after(move)  # type: ignore[arg-type]
    return done


def flat(*parts: Moves) -> list[object]:
    return [move for part in parts for move in part]


def test_a_text_is_one_decision_however_many_letters_it_has() -> None:
    done = tally(*flat(write("khai sinh"), press("Return")))
    assert (done.keys, done.minds) == (10, 1)
    assert done.seconds == pytest.approx(10 * K + M)


def test_each_command_is_a_decision_and_the_enter_after_an_enter_is_none() -> None:
    done = tally(*flat(press("Return", "Return", "Space", "Return", "Space", "F10")))
    assert (done.keys, done.minds) == (6, 3)


def test_a_card_is_one_gesture_and_no_keys() -> None:
    done = tally(*[ScannerKey(letter, at) for at, letter in enumerate("0951|\r")], Stroke("F10"))
    assert (done.keys, done.scans, done.minds) == (1, 1, 1)
    assert done.seconds == pytest.approx(SCAN + K + M)
    assert pytest.approx(M + 2 * H + P) == SCAN


def test_letters_with_marks_cost_their_keys() -> None:
    assert tally(Commit("Ễ", 3)).keys == 3


def test_what_is_waited_for_counts_as_it_was() -> None:
    before = Tally(5, 2, 0, 1, 3.0)
    assert before.waiting(0.5).since(before).seconds == pytest.approx(0.5)


def busy(seconds: float) -> None:
    begun = time.thread_time()
    while time.thread_time() - begun < seconds:
        pass


def watched(qtbot: QtBot, work: object, *, own: bool = False) -> list[Stall]:
    stalls: list[Stall] = []
    watch = StallWatch(stalls.append)
    done: list[bool] = []

    def run() -> None:
        if own:
            with watch.own():
                busy(0.2)
        elif callable(work):
            work()
        done.append(True)

    try:
        QTimer.singleShot(30, run)
        qtbot.waitUntil(lambda: bool(done))
        QTimer.singleShot(60, lambda: done.append(True))
        qtbot.waitUntil(lambda: len(done) == 2)
    finally:
        watch.close()
    return stalls


def test_a_busy_gui_thread_is_told_with_its_own_time(qtbot: QtBot) -> None:
    worst = max(watched(qtbot, lambda: busy(0.2)), key=lambda stall: stall.spent.busy).spent
    assert worst.wall > LATE
    assert worst.held >= worst.busy > 0.15


def test_a_gui_thread_that_only_waits_is_late_but_not_held_up(qtbot: QtBot) -> None:
    worst = max(watched(qtbot, lambda: time.sleep(0.2)), key=lambda stall: stall.spent.wall).spent
    assert worst.wall > 0.15
    assert worst.held < 0.1


def test_a_gui_thread_that_waits_for_another_is_held_up(qtbot: QtBot) -> None:
    def wait() -> None:
        thread = threading.Thread(target=busy, args=(0.2,))
        thread.start()
        thread.join()

    worst = max(watched(qtbot, wait), key=lambda stall: stall.spent.wall).spent
    assert worst.busy < 0.1
    assert worst.held > 0.15


def test_what_the_tour_does_itself_is_taken_off(qtbot: QtBot) -> None:
    assert all(stall.spent.busy < 0.1 for stall in watched(qtbot, None, own=True))


def test_the_strict_tour_minds_what_the_program_did_and_not_what_the_machine_did() -> None:
    busy_machine, busy_program = {"stall": 400, "held": 50}, {"stall": 60, "held": 51}
    assert too_long([busy_machine, busy_program]) == [busy_program]
