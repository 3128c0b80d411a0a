"""Work goes to its thread in order; answers come back on the window's thread, or not at all when nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread
from pytestqt.qtbot import QtBot

from app.domain.errors import EnvironmentProblem, UserError
from app.runtime.tasks import Hub, TaskRunner
from app.services.house import Changed
from app.services.intake import Slip


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def runner(hub: Hub, qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner(hub)
    yield runner
    runner.close()
    qtbot.waitUntil(lambda: runner.is_idle)


def test_work_runs_elsewhere_and_the_answer_comes_on_the_windows_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    owner, told = QObject(), list[tuple[str, bool]]()
    here = threading.get_ident()
    runner.run(
        owner,
        lambda: (threading.current_thread().name, threading.get_ident() == here),
        lambda answer: told.append((answer[0], answer[1] or QThread.currentThread() is not owner.thread())),
    )
    assert not runner.is_idle
    qtbot.waitUntil(lambda: bool(told))
    [(name, wrong)] = told
    assert name.startswith("work")
    assert not wrong
    assert runner.is_idle


def test_answers_keep_the_order_of_the_questions(runner: TaskRunner, qtbot: QtBot) -> None:
    owner, told, gate = QObject(), list[int](), threading.Event()
    runner.run(owner, gate.wait, lambda _: told.append(-1))
    for place in range(20):
        runner.run(owner, partial(int, place), told.append)
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 21)
    assert told == list(range(-1, 20))


def test_a_key_comes_before_the_second_of_two_answers(runner: TaskRunner, qtbot: QtBot) -> None:
    class Field(QObject):
        def event(self, event: QEvent) -> bool:
            told.append("key")
            return True

    owner, told, field, done = QObject(), list[str](), Field(), threading.Event()

    def first(_: object) -> None:
        told.append("first")
        QCoreApplication.postEvent(field, QEvent(QEvent.Type.User))

    runner.run(owner, lambda: None, first)
    runner.run(owner, done.set, lambda _: told.append("second"))
    assert done.wait(5)  # both wait to be answered
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told == ["first", "key", "second"]


def test_an_owner_that_is_gone_is_not_answered_but_others_hear_what_changed(
    runner: TaskRunner, hub: Hub, qtbot: QtBot
) -> None:
    owner, gate, told, heard = QObject(), threading.Event(), list[object](), list[object]()
    changed = Changed(frozenset({"dossier"}))
    hub.changed.connect(heard.append)

    def work() -> Changed:
        gate.wait()
        return changed

    runner.run(owner, work, told.append, told.append)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: heard == [changed])
    assert told == []


def _same(result: object) -> object:
    return result


def _raise(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize("error", [UserError("Chưa có tên."), EnvironmentProblem("Ổ đĩa đầy.")])
def test_explained_trouble_goes_to_who_asked(runner: TaskRunner, hub: Hub, qtbot: QtBot, error: Exception) -> None:
    owner, told, trouble = QObject(), list[Exception](), list[Exception]()
    hub.trouble.connect(trouble.append)
    runner.run(owner, _raise(error), lambda _: told.append(ValueError("no")), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [error]
    assert trouble == []


def test_trouble_nobody_answers_for_goes_to_the_hub(runner: TaskRunner, hub: Hub, qtbot: QtBot) -> None:
    owner, error, trouble = QObject(), UserError("x"), list[Exception]()
    hub.trouble.connect(trouble.append)
    runner.run(owner, _raise(error), lambda _: None)
    qtbot.waitUntil(lambda: trouble == [error])


def test_a_bug_is_logged_and_told_in_words_to_who_waits_and_the_next_work_goes_on(
    runner: TaskRunner, hub: Hub, qtbot: QtBot, expected_log: Callable[[str], None]
) -> None:
    expected_log(r"ERROR app.log: \[\w+\] work failed")
    owner, told, trouble = QObject(), list[object](), list[Exception]()
    hub.trouble.connect(trouble.append)
    runner.run(owner, _raise(ZeroDivisionError()), lambda _: None, told.append)
    runner.run(owner, lambda: "weiter", told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    bug, after = told
    assert isinstance(bug, EnvironmentProblem)
    assert bug.code in bug.advice
    assert (after, trouble) == ("weiter", [])


def test_a_bug_nobody_waits_for_goes_to_the_hub_as_it_is(runner: TaskRunner, hub: Hub, qtbot: QtBot) -> None:
    owner, error, trouble = QObject(), ZeroDivisionError(), list[Exception]()
    hub.trouble.connect(trouble.append)
    runner.run(owner, _raise(error), lambda _: None)
    qtbot.waitUntil(lambda: trouble == [error])


def test_whatever_has_a_change_is_told_to_all_screens_and_nothing_else(
    runner: TaskRunner, hub: Hub, qtbot: QtBot
) -> None:
    owner, heard, done = QObject(), list[object](), list[object]()
    hub.changed.connect(heard.append)
    direct = Changed(frozenset({"print"}))
    within = Slip("s", "c", "n", (), Changed(frozenset({"dossier"})))
    for result in (direct, 7, within, None):
        runner.run(owner, partial(_same, result), done.append)
    qtbot.waitUntil(lambda: len(done) == 4)
    assert heard == [direct, within.changed]


def test_busy_is_told_when_work_begins_and_when_all_is_answered(runner: TaskRunner, hub: Hub, qtbot: QtBot) -> None:
    owner, told, gate = QObject(), list[bool](), threading.Event()
    hub.busy.connect(told.append)
    runner.run(owner, gate.wait, lambda _: None)
    runner.run(owner, lambda: None, lambda _: None)
    assert told == [True]
    gate.set()
    qtbot.waitUntil(lambda: told == [True, False])


def test_closing_finishes_what_was_asked_for(hub: Hub, qtbot: QtBot) -> None:
    runner, owner, done = TaskRunner(hub), QObject(), list[int]()
    for place in range(5):
        runner.run(owner, partial(done.append, place), lambda _: None)
    runner.close()
    assert done == [0, 1, 2, 3, 4]
    qtbot.waitUntil(lambda: runner.is_idle)
