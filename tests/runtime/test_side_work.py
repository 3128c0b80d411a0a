"""Slow work beside the database's thread: answers, progress, stopping, and owners that are gone."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from app.domain.errors import EnvironmentProblem, Explained
from app.runtime.side_work import SideWork


@pytest.fixture
def owner(qapp: QObject) -> QObject:
    return QObject()


def test_answer_and_progress_come_back_on_the_gui_thread(owner: QObject, qtbot: QtBot) -> None:
    here = QThread.currentThread()
    told: list[object] = []
    threads: list[bool] = []

    def work(own: SideWork) -> int:
        assert threading.current_thread() is not threading.main_thread()
        own.progress(1, 2)
        return 7

    def done(answer: int) -> None:
        threads.append(QThread.currentThread() is here)
        told.append(answer)

    SideWork(owner, work, done, told.append, lambda *far: told.append(far))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == [(1, 2), 7]
    assert threads == [True]


def test_trouble_comes_back_in_words(owner: QObject, qtbot: QtBot, expected_log: Callable[[str], None]) -> None:
    expected_log(r"ERROR app.log: \[\w+\] side work failed")
    told: list[Explained] = []

    def offline(_own: SideWork) -> None:
        raise EnvironmentProblem("Máy in tắt.")

    def broken(_own: SideWork) -> None:
        raise RuntimeError("a bug")

    SideWork(owner, offline, lambda _answer: None, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    SideWork(owner, broken, lambda _answer: None, told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert [error.sentence for error in told] == ["Máy in tắt.", "Chương trình gặp lỗi, việc vừa làm chưa xong."]


def test_work_that_was_stopped_still_answers(owner: QObject, qtbot: QtBot) -> None:
    told: list[bool] = []

    def wait(own: SideWork) -> bool:
        while not own.cancelled():
            threading.Event().wait(0.005)
        return True

    work = SideWork(owner, wait, told.append, lambda _error: None)
    work.cancel()
    qtbot.waitUntil(lambda: told == [True])


def test_answer_for_a_closed_screen_goes_nowhere(owner: QObject, qtbot: QtBot) -> None:
    told: list[object] = []
    go = threading.Event()
    work = SideWork(owner, lambda _own: go.wait(5), told.append, told.append)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: work not in SideWork._running)
    assert told == []
