"""Nothing typed is ever lost: drafts at the intake screen, across crashes and clerks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from invented import TickingClock
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from typist import CARD, Typist, counter_at, office_of, typing

from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor, Role
from app.services import drafts
from app.services.dossiers import latest_dossiers
from app.services.drafts import list_drafts
from app.services.intake import receive_dossier
from app.ui.context import Context
from app.ui.screens import intake_filing, intake_keeping

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock, qtbot: QtBot) -> Iterator[Context]:
    """Return the counter of a fresh office."""
    with office_of(tmp_path, clock) as counter:
        yield counter


@pytest.fixture
def clerk(qtbot: QtBot, context: Context) -> Iterator[Typist]:
    """Sit a clerk before the empty intake screen."""
    with typing(qtbot, context) as typist:
        yield typist


def drafts_of(context: Context) -> list[drafts.Draft]:
    """Return the drafts of whoever is signed in."""
    return list_drafts(context.house, "intake", context.the_actor.staff_id)


def test_the_form_is_there_after_a_crash_invalid_input_and_all(
    clerk: Typist, context: Context, tmp_path: Path, clock: TickingClock, qtbot: QtBot
) -> None:
    clerk.scan(CARD)
    clerk.type("0918")
    clerk.press("Enter")
    clerk.type("hn")
    clerk.press("Enter")
    clerk.type("2")
    clerk.press("Enter", "Space", "F8")
    clerk.type("15k")
    clerk.kept()
    # Another program over the same files, as after pulling the plug: nobody closed the first one.
    with (
        counter_at(tmp_path, clock, context.the_actor, context.addresses) as after,
        typing(qtbot, after) as again,
    ):
        form = again.screen.form
        assert again.heading() == "Khôi phục hồ sơ đang nhập dở"
        assert (form.visitor.name, form.visitor.phone) == ("TRẦN THỊ BÍCH PHƯỢNG", "0918")
        assert (form.procedure_code, form.case) == ("1.004873", "da-ly-hon")
        assert sum(paper.is_there for paper in form.papers.values()) == 1
        assert list(form.amounts.values()) == ["15k"]
        assert again.screen.view.person.phone.note() == "Thiếu 6 chữ số"


def test_half_a_word_in_the_search_survives_too(
    clerk: Typist, context: Context, tmp_path: Path, clock: TickingClock, qtbot: QtBot
) -> None:
    clerk.type("tran thi b")
    clerk.kept()
    with (
        counter_at(tmp_path, clock, context.the_actor, context.addresses) as after,
        typing(qtbot, after) as again,
    ):
        assert again.screen.view.person.invitation.search.text() == "tran thi b"


def test_a_draft_is_kept_within_a_second_although_typing_goes_on(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.kept()
    field = clerk.screen.view.person.phone.edit

    def key() -> bool:
        QTest.keyClicks(field, "1")
        QTest.keyClick(field, Qt.Key.Key_Backspace)
        return drafts_of(context)[0].data["visitor"]["phone"] in ("091", "0911")

    field.setText("091")
    clerk.qtbot.waitUntil(key, timeout=2500)


def test_the_mark_says_when_it_was_kept(clerk: Typist) -> None:
    assert clerk.screen.kept() == ""
    clerk.scan(CARD)
    clerk.kept()
    assert clerk.screen.kept().startswith("Đã giữ trên máy lúc 09:04:")


def test_a_received_dossier_leaves_no_draft(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.type("0918204756")
    clerk.press("Enter")
    clerk.type("khai tu")
    clerk.press("Enter", "Space", "Enter", "Space", "F10")
    clerk.kept()
    assert len(latest_dossiers(context.house)) == 1
    assert drafts_of(context) == []


def test_f9_puts_the_form_aside_and_shift_f9_brings_it_back(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.press("F9")
    clerk.kept()
    assert clerk.screen.form.is_empty
    assert [draft.data["parked"] for draft in drafts_of(context)] == [True]
    assert clerk.screen.head_actions()[0].text == "Nháp (1)"
    clerk.press("Shift+F9", "Enter")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"
    assert clerk.place() == "visitor.phone"


def test_a_parked_form_does_not_come_back_by_itself(
    clerk: Typist, context: Context, tmp_path: Path, clock: TickingClock, qtbot: QtBot
) -> None:
    clerk.scan(CARD)
    clerk.press("F9")
    clerk.kept()
    with (
        counter_at(tmp_path, clock, context.the_actor, context.addresses) as after,
        typing(qtbot, after) as again,
    ):
        assert again.screen.form.is_empty
        assert again.screen.head_actions()[0].text == "Nháp (1)"


def test_a_draft_is_given_up_with_delete(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.press("F9")
    clerk.kept()
    clerk.press("Shift+F9", "Delete", "Escape")
    assert drafts_of(context) == []


def test_what_is_emptied_again_leaves_no_draft(clerk: Typist, context: Context) -> None:
    clerk.type("tran")
    clerk.kept()
    assert len(drafts_of(context)) == 1
    clerk.erase(4)
    clerk.kept()
    assert drafts_of(context) == []


def test_another_clerk_finds_an_empty_form_and_the_first_her_own(clerk: Typist, context: Context) -> None:
    first = context.the_actor
    clerk.scan(CARD)
    clerk.kept()
    context.sign_in(Actor("other", "Đặng Quốc Bảo", "NV08", (Role.RECEIVER,)))
    clerk.settle()
    assert clerk.screen.form.is_empty
    context.sign_in(first)
    clerk.shell.show_screen("find")
    clerk.shell.show_screen("intake")
    clerk.settle()
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def test_a_full_disk_is_told_and_the_form_stays(clerk: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise EnvironmentProblem("Ổ đĩa đầy, chưa lưu được.", "Dọn ổ đĩa rồi bấm lại.", "DB-FULL")

    monkeypatch.setattr(intake_keeping, "keep_draft", full)
    clerk.scan(CARD)
    clerk.kept()
    assert clerk.heading() == "Ổ đĩa đầy, chưa lưu được."
    assert clerk.screen.kept() == "Chưa giữ được trên máy"
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def held(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> Event:
    """Let saving wait for the event, then go through, or fail."""
    gate = Event()
    real = receive_dossier

    def slow(*given: Any) -> Any:
        gate.wait(10)
        if error is not None:
            raise error
        return real(*given)

    monkeypatch.setattr(intake_filing, "receive_dossier", slow)
    return gate


def death_certificate(clerk: Typist) -> None:
    """Fill a form that may be saved."""
    clerk.scan(CARD)
    clerk.type("0918204756")
    clerk.press("Enter")
    clerk.type("khai tu")
    clerk.press("Enter", "Space", "Enter", "Space")


def test_what_is_typed_while_the_dossier_is_being_saved_begins_the_next_form(
    clerk: Typist, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held(monkeypatch)
    death_certificate(clerk)
    QTest.keyClick(clerk.focus(), Qt.Key.Key_F10)
    assert clerk.place() == "search"
    QTest.keyClicks(clerk.focus(), "pham")
    gate.set()
    clerk.settle()
    assert clerk.heading().startswith("Đã nhận hồ sơ")
    assert clerk.screen.form.search == "pham"
    assert clerk.screen.view.person.invitation.search.text() == "pham"
    clerk.kept()
    assert len(latest_dossiers(context.house)) == 1
    assert [draft.data["search"] for draft in drafts_of(context)] == ["pham"]


@pytest.mark.parametrize(
    ("trouble", "logged"),
    [
        (EnvironmentProblem("Ổ đĩa đầy, chưa lưu được."), ""),
        (RuntimeError("lỗi lập trình"), "ERROR app.log: .*unexpected"),
    ],
)
def test_a_form_that_could_not_be_saved_comes_back_and_what_was_typed_meanwhile_is_kept(
    clerk: Typist,
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
    trouble: Exception,
    logged: str,
) -> None:
    if logged:
        expected_log(logged)
    gate = held(monkeypatch, trouble)
    death_certificate(clerk)
    QTest.keyClick(clerk.focus(), Qt.Key.Key_F10)
    QTest.keyClicks(clerk.focus(), "pham")
    gate.set()
    clerk.settle()
    form = clerk.screen.form
    assert (form.visitor.name, form.visitor.phone) == ("TRẦN THỊ BÍCH PHƯỢNG", "0918 204 756")
    assert any(words.kind == "bad" for words in clerk.toasts)
    clerk.kept()
    assert sorted(draft.data["search"] for draft in drafts_of(context)) == ["", "pham"]
    assert latest_dossiers(context.house) == []
    monkeypatch.undo()
    clerk.rest()
    clerk.press("F10")
    assert len(latest_dossiers(context.house)) == 1
