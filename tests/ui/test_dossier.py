"""The page of a dossier, worked by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from invented import HON_NHAN, LONG_NAME, TickingClock, person, receive
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from windows import CTRL, Desk

from app.domain.errors import EnvironmentProblem
from app.domain.fold import Attention
from app.domain.office import Actor
from app.domain.people import Applicant, Party, PartyKind, Sex
from app.domain.questions import QuestionKind
from app.services.dossiers import find, list_queue, open_dossier
from app.services.house import Changed, House
from app.services.print_jobs import list_jobs
from app.ui.context import Context
from app.ui.screens import dossier as dossier_screen
from app.ui.screens.dossier import DossierScreen
from app.ui.screens.dossier_contents import attention_words, fee_words, person_facts
from app.ui.screens.dossier_due import DueExplanation
from app.ui.screens.intake import Correct, Resume
from app.ui.screens.intake_dialogs import LineDialog
from app.ui.widgets.rows import Row


@pytest.fixture
def desk(busy: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(DossierScreen(busy))


def screen(desk: Desk) -> DossierScreen:
    found = desk.shell.screen_named("dossier")
    assert isinstance(found, DossierScreen)
    return found


def open_of(desk: Desk, house: House, name: str) -> DossierScreen:
    desk.show("dossier", find(house, name)[0].subject_id)
    return screen(desk)


def explanation(page: DossierScreen) -> str:
    """Give what the open explanation of the due date says, "" when none is open."""
    found = [one for one in page.children() if isinstance(one, DueExplanation) and one.isVisible()]
    return found[0].accessibleDescription() if found else ""


def test_page_tells_state_person_procedure_and_papers(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    assert page.title() == "H12.142-261119-3004"
    assert [mark.text for mark in page.contexts()] == ["Đã tiếp nhận", "24/11 · còn 3 ngày"]
    assert page.who.person.facts()["Số định danh"] == "0951 ••• 005"
    assert page.who.person.facts()["Điện thoại"] == "0918 ••• 035"
    assert page.who.facts.facts()["Hẹn trả"] == "Thứ Ba 24/11/2026, 17:00"
    papers = [row.cells[1].text for row in page.papers.list.rows() if isinstance(row, Row)]
    assert papers == ["1 bản chính", "Xuất trình"]


def test_only_what_is_known_of_a_person_stands_there_and_each_phone_under_its_person() -> None:
    owner = Party(PartyKind.INDIVIDUAL, "Lê Văn Sáu", sex=Sex.MALE, phone="0900000336")
    filer = Party(PartyKind.INDIVIDUAL, "Võ Thị Ngọc Hoa", phone="0900000337")
    page = SimpleNamespace(applicant=Applicant(owner, filer))
    facts = [(fact.label, fact.value) for fact in person_facts(page, shown=True)]  # type: ignore[arg-type]
    assert facts[1:] == [
        ("Giới tính", "Nam"), ("Nơi ở", "–"), ("Điện thoại", "0900 000 336"),
        ("Người nộp", "Võ Thị Ngọc Hoa"), ("ĐT người nộp", "0900 000 337"),
    ]  # fmt: skip
    page = SimpleNamespace(applicant=Applicant(replace(owner, sex=None, phone="")))
    facts = [(fact.label, fact.value) for fact in person_facts(page, shown=True)]  # type: ignore[arg-type]
    assert [label for label, _value in facts] == ["Số định danh", "Nơi ở", "Điện thoại"]


def test_numbers_show_after_the_look_is_recorded_and_hide_on_the_next_visit(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_H, CTRL)
    assert page.who.person.facts()["Số định danh"] == "095 190 000 005"
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    assert page.who.person.facts()["Số định danh"] == "0951 ••• 005"


def test_who_may_not_look_sees_no_number(desk: Desk, house: House, context: Context) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    context.actor = Actor("nobody", "Khách", "", ())
    desk.press(Qt.Key.Key_H, CTRL)
    assert page.who.person.facts()["Số định danh"] == "0951 ••• 005"
    assert desk.toasts == ["Tài khoản này không được làm việc đó."]


def test_due_date_is_explained_day_by_day_and_esc_closes_only_the_explanation(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_I, CTRL)
    assert "T2 23: Ngày làm việc thứ 2" in explanation(page)
    desk.press(Qt.Key.Key_Escape)
    assert explanation(page) == ""
    assert desk.shell.current_screen() is page


def test_note_is_added_and_stands_on_the_page(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_N, CTRL)
    question = page.question
    assert question is not None
    assert isinstance(question, LineDialog)
    question.area.setText("Chị Phượng nhờ gọi trước khi đến lấy.")
    QTest.keyClick(question.area, Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: page.notes.text.text() == "Chị Phượng nhờ gọi trước khi đến lấy.")
    desk.type("4")
    assert "Chị Phượng" in page.history.timeline.accessibleDescription()


def test_a_note_goes_to_the_dossier_it_was_written_for(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    subject = page._subject
    other = next(line for line in list_queue(house).lines if line.subject_id != subject)
    desk.press(Qt.Key.Key_N, CTRL)
    question = page.question
    assert isinstance(question, LineDialog)
    assert "H12.142-261119-3004 · Trần Thị Bích Phượng" in question.accessibleDescription()
    question.area.setText("Hẹn lại chị Phượng.")
    page.enter(other.subject_id)  # a code was scanned meanwhile
    desk.settle()
    question.give(1)
    desk.settle()
    assert open_dossier(house, subject).notes == ("Hẹn lại chị Phượng.",)
    assert open_dossier(house, other.subject_id).notes == ()


def test_a_note_that_could_not_be_saved_is_still_there(
    desk: Desk, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")

    def full(*_: object) -> Changed:
        raise EnvironmentProblem("Ổ đĩa đầy, chưa lưu được.", "Dọn ổ đĩa rồi bấm lại.", "DB-FULL")

    desk.press(Qt.Key.Key_N, CTRL)
    assert isinstance(page.question, LineDialog)
    page.question.area.setText("Hẹn lại chị Phượng.")
    with monkeypatch.context() as disk:
        disk.setattr(dossier_screen, "add_note", full)
        page.question.give(1)
        desk.settle()
    assert desk.toasts == ["Ổ đĩa đầy, chưa lưu được."]
    assert page.question.isVisible()
    page.question.give(1)
    desk.settle()
    assert open_dossier(house, page._subject).notes == ("Hẹn lại chị Phượng.",)


def test_digits_choose_what_the_timeline_shows(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.type("3")
    told = page.history.timeline.accessibleDescription()
    assert "Giấy tiếp nhận và hẹn trả" in told
    assert "Chờ in" in told
    desk.type("2")
    assert "Chờ in" not in page.history.timeline.accessibleDescription()


def test_reprint_asks_which_paper_and_why(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_P, CTRL)
    question = page._papers.question
    assert question is not None
    assert [option.text for option in question.papers.options()] == ["Giấy tiếp nhận và hẹn trả", "Tem 50×30"]
    QTest.keyClick(question.reasons, Qt.Key.Key_4)
    question.give(1)
    assert question.isVisible(), "no reason, no reprint"
    assert question.other.note() == "Chưa ghi lý do"
    question.other.edit.setText("Người dân xin thêm bản cho cháu")
    question.give(1)
    desk.settle()
    newest = list_jobs(house, subject_id=page._subject)[0]
    assert (newest.kind, newest.reprint, newest.reason) == ("receipt", 1, "Người dân xin thêm bản cho cháu")


def test_correction_goes_to_the_intake(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_E, CTRL)
    assert desk.others["intake"].arguments == [Correct(page._subject)]


def test_waiting_dossier_names_what_is_missing_and_goes_on_at_the_intake(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Nguyễn Thị Mẫn")
    first = page.papers.list.rows()[0]
    assert isinstance(first, Row)
    assert first.cells[0].text == "Bản sao Giấy khai sinh cũ"
    assert first.cells[0].badge is not None
    assert not page.head_actions()[0].enabled, "nothing to correct before receipt"
    desk.press(Qt.Key.Key_F10)
    assert desk.others["intake"].arguments == [Resume(page._subject)]


def test_back_goes_to_the_screen_before(desk: Desk, house: House) -> None:
    desk.show("queue")
    open_of(desk, house, "Trần Thị Bích Phượng")
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.current_screen() is desk.others["queue"]


def test_dossier_that_is_not_here_says_so_and_leaves(desk: Desk) -> None:
    desk.show("queue")
    desk.show("dossier", "0000")
    assert desk.toasts == ["Không tìm thấy hồ sơ này trên máy."]
    assert desk.shell.current_screen() is desk.others["queue"]


def test_long_procedure_name_is_whole_in_the_tooltip(desk: Desk, house: House) -> None:
    page = open_of(desk, house, "Lê Ngọc Mẫn")
    assert page.who.procedure.text() == LONG_NAME
    assert page.who.procedure.toolTip() == LONG_NAME


def test_page_follows_what_others_do(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    page = open_of(desk, house, "Trần Thị Bích Phượng")
    before = page.history.timeline.accessibleDescription()
    desk.press(Qt.Key.Key_F11)
    desk.qtbot.waitUntil(lambda: page.history.timeline.accessibleDescription() != before)
    assert list_jobs(house, subject_id=page._subject)[0].kind == "label"
    context.hub.changed.emit(Changed(frozenset({"dossier"}), frozenset({"somebody else"})))
    assert context.runner.is_idle, "other dossiers are no reason to fetch"


def test_attention_is_told_in_words() -> None:
    heading, sentence = attention_words([Attention("contested", "papers", ("a", "b"))])
    assert heading == "Hai quầy đã sửa cùng một hồ sơ"
    assert "giấy tờ" in sentence
    assert attention_words([Attention("unfit", "received_twice", ("a",))])[1] == "Hồ sơ được nhận hai lần."
    assert attention_words([]) == ("", "")
    assert attention_words([], {QuestionKind.ASIDE})[0] == "Máy chủ không tính một việc của hồ sơ này"
    assert attention_words([], {QuestionKind.FLAGGED})[0] == "Máy chủ lưu ý một việc của hồ sơ này"
    heading, sentence = attention_words([], (), "H12.142-261119-3001")
    assert heading == "Mã H12.142-261119-3001 cũng là của một hồ sơ khác"
    assert "cấp mã mới" in sentence


def test_fees_are_told_as_they_are_paid(busy: Context, house: House, actor: Actor, clock: TickingClock) -> None:
    received = receive(house, actor, busy.procedures[HON_NHAN], person("Danh Sóc Kha", 60).name, 60)
    data = dict(open_dossier(house, received.subject_id).data)
    assert fee_words(data) == "Theo mức của tỉnh, tiền mặt"
    data["fees"] = [{**line, "amount": 15000, "unit_price": 15000} for line in data["fees"]]
    assert fee_words(data) == "15.000 đ, tiền mặt"
    data["payment"] = {"payment": "exempt", "exemption": "Người cao tuổi"}
    assert fee_words(data) == "Miễn: Người cao tuổi"
    assert fee_words({"fees": []}) == "Không thu"
