"""The main job at the screen, by key events on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from invented import HON_NHAN, KHAI_SINH, TickingClock, form_for, person, receive
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from typist import CARD, HOLIDAY, MOTHER, WRONG_CARD, Typist, office_of, typing

from app.domain.calendar import WorkCalendar
from app.domain.dossier import DossierState
from app.domain.intake import ResultWay
from app.scanning.routing import route
from app.scanning.wedge import Scan
from app.services.dossiers import find, latest_dossiers, open_dossier
from app.services.intake import receive_dossier
from app.services.offices import set_calendar_days
from app.services.print_jobs import list_jobs
from app.ui.context import Context
from app.ui.screens.intake import Resume
from app.ui.screens.intake_dialogs import LineDialog, RefusalDialog, ScrolledForm, SupplementDialog
from app.ui.screens.intake_preview import PreviewDialog
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.rows import Row

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock, qtbot: QtBot) -> Iterator[Context]:
    """Return the counter of a fresh office; 24/11 is a holiday."""
    with office_of(tmp_path, clock) as counter:
        yield counter


@pytest.fixture
def clerk(qtbot: QtBot, context: Context) -> Iterator[Typist]:
    """Sit a clerk before the empty intake screen."""
    with typing(qtbot, context) as typist:
        yield typist


def fill(clerk: Typist) -> None:
    """Fill everything for a marital-status certificate of somebody divorced."""
    clerk.scan(CARD)
    clerk.type("0918204756")
    clerk.press("Enter")
    clerk.type("hn")
    clerk.press("Enter")
    clerk.type("2")
    clerk.press("Enter", "Space", "Enter", "Space", "Enter")
    clerk.type("15000")


def test_a_card_scan_intake_takes_at_most_45_keystrokes(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("F10")
    assert clerk.keys <= 45
    [line] = latest_dossiers(context.house)
    assert line.owner_name == "TRẦN THỊ BÍCH PHƯỢNG"
    assert line.state is DossierState.RECEIVED
    page = open_dossier(context.house, line.subject_id)
    assert page.applicant is not None
    assert page.applicant.owner.from_card
    assert page.applicant.owner.phone == "0918204756"
    assert [(p["name"][:10], p["originals"], p["certified"]) for p in page.data["papers"]] == [
        ("Tờ khai cấ", 1, 0),
        ("Bản án hoặ", 0, 1),
    ]
    assert page.data["fees"][0]["amount"] == 15000
    assert {job.kind for job in page.prints} == {"receipt", "label"}
    assert clerk.heading() == "Đã nhận hồ sơ 261119-3001"
    assert clerk.screen.form.is_empty
    assert clerk.place() == "search"


def test_the_focus_goes_from_empty_place_to_empty_place(clerk: Typist) -> None:
    seen = [clerk.place()]
    clerk.scan(CARD)
    seen.append(clerk.place())
    clerk.type("0918204756")
    clerk.press("Enter")
    seen.append(clerk.place())
    clerk.type("hn")
    clerk.press("Enter")
    seen.append(clerk.place())
    clerk.type("2")
    clerk.press("Enter")
    seen.append(clerk.place())
    clerk.press("Space", "Enter", "Space", "Enter")
    seen.append(clerk.place())
    assert seen == ["search", "visitor.phone", "procedure", "case", "papers", "fees"]
    clerk.type("15000")
    clerk.press("Enter")
    assert clerk.focus() is clerk.shell.button("receive")
    clerk.press("Enter")
    assert clerk.heading().startswith("Đã nhận hồ sơ")


def test_f10_twice_makes_one_dossier(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.shell.button("receive").click()
    clerk.shell.button("receive").click()
    clerk.press("F10", "Ctrl+Enter")
    assert len(latest_dossiers(context.house)) == 1


def test_f10_rests_after_use_and_then_works_again(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("F10")
    assert not clerk.screen.filing.is_ready
    clerk.rest()
    clerk.scan(CARD)
    clerk.type("khai tu")
    clerk.press("Enter", "Space", "Enter", "Space", "Ctrl+Enter")
    assert len(latest_dossiers(context.house)) == 2


def test_the_due_date_is_live_and_explained(clerk: Typist, clock: TickingClock) -> None:
    clerk.scan(CARD)
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter")
    due = clerk.screen.view.due_panel.due
    assert due is not None
    assert f"{due.due_at:%d/%m/%Y %H:%M}" == "25/11/2026 17:00"
    clerk.press("Ctrl+I")
    assert clerk.screen.view.why_is_open()
    clock.pass_by(hours=24)
    clerk.screen.view._on_tick()
    later = clerk.screen.view.due_panel.due
    assert later is not None
    assert f"{later.due_at:%d/%m}" == "26/11"
    clerk.press("Escape")
    assert not clerk.screen.view.why_is_open()
    assert clerk.shell.current_screen() is clerk.screen


def test_a_missing_paper_stops_f10_and_fills_the_supplement_button(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.type("0918204756")
    clerk.press("Enter")
    clerk.type("hn")
    clerk.press("Enter")
    clerk.type("2")
    clerk.press("Enter", "Space", "Enter", "Enter")
    assert clerk.shell.button("supplement").kind() == "main"
    assert clerk.shell.button("receive").kind() == "normal"
    clerk.press("F10")
    assert latest_dossiers(context.house) == []
    assert clerk.heading() == "Còn thiếu 1 giấy bắt buộc: Bản án hoặc quyết định ly hôn đã có hiệu lực"
    assert clerk.place() == "papers"


def test_a_supplement_request_asks_for_what_is_missing(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter")
    clerk.type("2")
    clerk.press("Enter", "Space")
    clerk.press("Ctrl+B")
    dialog = clerk.dialog()
    assert isinstance(dialog, SupplementDialog)
    assert [item.name for item in dialog.items()] == ["Bản án hoặc quyết định ly hôn đã có hiệu lực"]
    clerk.press("Ctrl+A", "Delete", "F10")
    assert dialog.fault_words() == "Ghi rõ vì sao cần “Bản án hoặc quyết định ly hôn đã có hiệu”"
    clerk.compose("Chưa mang theo")
    clerk.press("F10")
    [line] = latest_dossiers(context.house)
    assert line.state is DossierState.SUPPLEMENT
    [job] = list_jobs(context.house)
    assert job.kind == "supplement"
    assert job.document["items"][0]["certified"] == 1
    assert clerk.screen.form.is_empty


def test_a_citizen_who_comes_back_with_the_paper_keeps_the_code(clerk: Typist, context: Context) -> None:
    test_a_supplement_request_asks_for_what_is_missing(clerk, context)
    clerk.rest()
    [line] = latest_dossiers(context.house)
    clerk.shell.show_screen("find")
    clerk.shell.show_screen("intake", Resume(line.subject_id))
    clerk.settle()
    assert not clerk.screen.filing.is_ready, "the press that opened it was not meant to save it"
    clerk.rest()
    clerk.press("F7", "Space", "F8")
    clerk.type("15000")
    clerk.press("F10", "F10")
    [again] = latest_dossiers(context.house)
    assert (again.code, again.state) == (line.code, DossierState.RECEIVED)


def test_a_refusal_needs_fact_and_provision(clerk: Typist, context: Context) -> None:
    clerk.scan(CARD)
    clerk.press("Alt+1", "Ctrl+R")
    dialog = clerk.dialog()
    assert isinstance(dialog, RefusalDialog)
    clerk.press("F10")
    assert dialog.fault_words() == "Ghi rõ sự việc khiến hồ sơ không nhận được"
    clerk.compose("Không thuộc thẩm quyền của xã")
    clerk.press("F10")
    assert dialog.fault_words() == "Lý do từ chối phải nêu quy định áp dụng"
    clerk.compose("Điều 7 Nghị định 123/2015/NĐ-CP")
    clerk.press("F10")
    [line] = latest_dossiers(context.house)
    assert line.state is DossierState.REFUSED
    assert [job.kind for job in list_jobs(context.house)] == ["refusal"]


def test_a_further_reason_is_written_where_it_is_seen(clerk: Typist) -> None:
    clerk.shell.resize(1093, 534)
    clerk.scan(CARD)
    clerk.press("Alt+1", "Ctrl+R", "Ctrl+G")
    dialog = clerk.dialog()
    assert isinstance(dialog, RefusalDialog)
    assert dialog.height() <= 534
    fact = dialog.blocks[1].fact
    assert fact.hasFocus()
    form = fact.parentWidget()
    while not isinstance(form, ScrolledForm):
        assert form is not None
        form = form.parentWidget()
    area = form.viewport()
    clerk.qtbot.waitUntil(lambda: area.rect().contains(fact.mapTo(area, fact.rect().center())))
    clerk.press("Escape")


def test_the_last_dossier_comes_back_for_correction_with_a_reason(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("F10")
    clerk.rest()
    clerk.press("Alt+Left")
    assert clerk.screen.title() == "Sửa hồ sơ đã nhận"
    clerk.rest()
    clerk.press("F7", "Down", "Right")
    clerk.type("3")
    clerk.press("F10")
    dialog = clerk.dialog()
    assert isinstance(dialog, LineDialog)
    clerk.press("F10")
    assert dialog.fault_words() == "Ghi ngắn gọn, ví dụ “nhập nhầm số bản”"
    clerk.compose("nhập nhầm số bản")
    clerk.press("F10")
    assert clerk.heading() == "Đã sửa hồ sơ 261119-3001"
    [line] = latest_dossiers(context.house)
    page = open_dossier(context.house, line.subject_id)
    assert "nhập nhầm số bản" in [entry.detail for entry in page.timeline]
    assert "Sửa giấy tờ" in [entry.what for entry in page.timeline]
    assert len([job for job in page.prints if job.kind == "receipt"]) == 2


def test_a_second_card_asks_whose_it_is_and_overwrites_nothing(clerk: Typist) -> None:
    clerk.scan(CARD)
    clerk.scan(MOTHER)
    assert clerk.dialog().windowTitle() == "Thẻ vừa đọc là của ai?"
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"
    clerk.press("1")
    form = clerk.screen.form
    assert (form.visitor.name, form.owner.name) == ("TRẦN THỊ BÍCH PHƯỢNG", "PHẠM THỊ ÚT")
    assert clerk.place() == "relation"


def test_a_second_card_may_be_the_next_person_and_the_first_form_waits(clerk: Typist) -> None:
    clerk.scan(CARD)
    clerk.scan(MOTHER)
    clerk.press("2")
    assert clerk.screen.form.visitor.name == "PHẠM THỊ ÚT"
    clerk.kept()
    clerk.press("Shift+F9", "Enter")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def test_a_card_is_put_aside_with_escape(clerk: Typist) -> None:
    clerk.scan(CARD)
    clerk.scan(MOTHER)
    clerk.press("Escape")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"
    assert clerk.screen.form.owner.is_empty


def test_the_same_card_again_asks_nothing(clerk: Typist) -> None:
    clerk.scan(CARD)
    clerk.scan(CARD)
    assert clerk.screen.dialog is None


def test_filed_for_the_mother_prints_both(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("Ctrl+M")
    clerk.scan(MOTHER)
    assert clerk.screen.dialog is None
    clerk.press("Down", "Enter")
    assert clerk.screen.form.relation == "child"
    clerk.press("F7", "Space", "F10")
    [line] = latest_dossiers(context.house)
    assert (line.owner_name, line.filer_name) == ("PHẠM THỊ ÚT", "TRẦN THỊ BÍCH PHƯỢNG")


def test_an_organisation_is_filed_for_with_its_tax_code(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("Ctrl+M", "Ctrl+M")
    clerk.compose("Công ty TNHH Bánh Tét Trà Cuôn")
    clerk.press("Enter")
    clerk.type("0100233480")
    clerk.press("Enter")
    note = clerk.screen.view.person.owner.told.text()
    assert note == "Chữ số thứ 10 phải là 8"
    clerk.screen.view.go_to("owner.number")
    clerk.press("Ctrl+A")
    clerk.type("0100233488")
    clerk.press("Enter")
    clerk.compose("Ấp Cái Dầy, ")
    clerk.type("vinh loi")
    clerk.press("Enter")
    clerk.press("F7", "Space", "F10")
    [line] = latest_dossiers(context.house)
    assert line.owner_name == "Công ty TNHH Bánh Tét Trà Cuôn"
    page = open_dossier(context.house, line.subject_id)
    assert page.applicant is not None
    assert page.applicant.owner.address.commune.endswith("Vĩnh Lợi")


def test_a_person_is_typed_by_hand(clerk: Typist, context: Context) -> None:
    clerk.type("095190004321")
    clerk.press("Enter")
    assert clerk.place() == "visitor.name"
    clerk.compose("Trần Thị Bích Phượng")
    clerk.press("Enter")
    assert clerk.place() == "visitor.born"
    clerk.type("120390")
    clerk.press("Enter")
    assert clerk.screen.form.visitor.born == "12/03/1990"
    assert clerk.place() == "visitor.issued"
    clerk.press("Enter")  # not known: on it goes
    assert clerk.place() == "visitor.address"
    clerk.compose("Ấp Cái Dầy, ")
    clerk.type("vinh loi ca mau")
    clerk.press("Enter")
    assert clerk.screen.form.visitor.address == "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau"
    clerk.press("Enter")
    clerk.type("0918204756")
    clerk.press("Enter")
    assert clerk.place() == "procedure"
    assert clerk.screen.form.visitor.phone == "0918 204 756"


def test_communes_of_the_own_province_come_first_in_the_session_that_founded_the_office(
    qtbot: QtBot, context: Context
) -> None:
    desk, context.desk = context.desk, None
    with typing(qtbot, context) as clerk:
        context.desk = desk
        clerk.type("095190004321")
        clerk.press("Enter", "Tab", "Tab", "Tab")
        clerk.screen.view.go_to("visitor.address")
        clerk.type("vinh loi")
        clerk.press("Down", "Enter")
        assert clerk.screen.form.visitor.address == "xã Vĩnh Lợi, tỉnh Cà Mau"


def test_decomposed_letters_are_composed_on_leaving_not_while_typing(clerk: Typist) -> None:
    clerk.type("095190004321")
    clerk.press("Enter")
    clerk.compose("U\u0301t")
    field = clerk.screen.view.person.fields.fields["name"].edit
    assert field.text() == "U\u0301t"
    clerk.press("Enter")
    assert field.text() == "Út"
    assert clerk.screen.form.visitor.name == "Út"


def test_someone_who_was_here_is_found_without_diacritics(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    receive(context.house, context.actor, context.procedures[KHAI_SINH], "Lâm Thị Sà Phươl", 1)
    clerk.type("sa phuol")
    clerk.press("Enter")
    form = clerk.screen.form
    assert (form.visitor.name, form.visitor.source) == ("Lâm Thị Sà Phươl", "before")
    assert clerk.place() == "procedure"
    assert form.visitor.earlier == 1
    clerk.press("F3")
    assert clerk.shell.current_screen() is clerk.find
    assert clerk.find.argument == form.visitor.number.replace(" ", "")


def test_enter_in_haste_takes_nobody_whose_name_was_not_typed(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    receive(context.house, context.actor, context.procedures[KHAI_SINH], "Lâm Thị Sà Phươl", 1)
    clerk.type("lam")
    slow = Event()
    context.runner.run(clerk.screen, slow.wait, lambda _: None)
    QTest.keyClicks(clerk.focus(), " van nam")
    QTest.keyClick(clerk.focus(), Qt.Key.Key_Return)
    slow.set()
    clerk.settle()
    assert clerk.screen.form.visitor.is_empty
    clerk.press("Enter")
    assert clerk.screen.form.visitor.name == "lam van nam"


def test_the_phone_of_an_earlier_visit_is_filled_when_the_card_is_read(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    party = replace(person("Trần Thị Bích Phượng"), id_number="095190004321", phone="0918204756")
    form = form_for(context.house, context.procedures[KHAI_SINH], party)
    receive_dossier(context.house, context.actor, form, context.print_plan())
    clerk.scan(CARD)
    assert clerk.screen.form.visitor.phone == "0918 204 756"
    assert clerk.place() == "procedure"


def test_a_late_answer_about_a_known_person_leaves_the_clerk_where_she_types(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    party = replace(person("Trần Thị Bích Phượng"), id_number="095190004321", phone="", email="phuong@vidu.vn")
    form = form_for(context.house, context.procedures[KHAI_SINH], party)
    receive_dossier(context.house, context.actor, form, context.print_plan())
    slow = Event()
    context.runner.run(clerk.screen, slow.wait, lambda _: None)
    clerk.screen.on_scan(route(Scan(CARD), context.house.local_now().date()))
    QTest.keyClicks(clerk.focus(), "091")
    slow.set()
    clerk.settle()
    assert clerk.screen.form.visitor.email == "phuong@vidu.vn"
    assert clerk.place() == "visitor.phone"
    clerk.type("8204756")
    clerk.press("Enter")
    assert clerk.screen.form.visitor.phone == "0918 204 756"


def test_a_late_answer_moves_nobody_who_came_back_to_the_phone(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    party = replace(person("Trần Thị Bích Phượng"), id_number="095190004321", phone="0918204756")
    form = form_for(context.house, context.procedures[KHAI_SINH], party)
    receive_dossier(context.house, context.actor, form, context.print_plan())
    slow = Event()
    context.runner.run(clerk.screen, slow.wait, lambda _: None)
    clerk.screen.on_scan(route(Scan(CARD), context.house.local_now().date()))
    QTest.keyClicks(clerk.focus(), "0")
    QTest.keyClick(clerk.focus(), Qt.Key.Key_Backspace)
    slow.set()
    clerk.settle()
    assert clerk.screen.form.visitor.phone == "0918 204 756"
    assert clerk.place() == "visitor.phone"


def test_a_damaged_card_opens_the_fields_at_the_first_fault(clerk: Typist) -> None:
    clerk.scan(WRONG_CARD)
    panel = clerk.screen.view.person
    assert panel.is_open
    assert clerk.place() == "visitor.number"
    assert panel.fields.fields["number"].note() == "Chữ số thứ 4 phải là 1"
    assert panel.fields.fields["issued"].note() == "Chưa có"
    assert panel.fields.fields["name"].note() == "Từ thẻ"
    clerk.scan(CARD)
    assert clerk.screen.view.person.block.isVisible()
    assert clerk.screen.form.visitor.number == "095 190 004 321"


def test_a_wrong_number_is_taken_only_with_a_reason(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("F4", "Ctrl+A")
    clerk.type("095290004321")
    clerk.press("F10")
    dialog = clerk.dialog()
    assert isinstance(dialog, LineDialog)
    clerk.compose("đã đối chiếu thẻ gốc")
    clerk.press("F10")  # the dialog's button says "Vẫn nhận": it receives, nothing more to press
    clerk.qtbot.waitUntil(lambda: len(latest_dossiers(context.house)) == 1)
    [line] = latest_dossiers(context.house)
    page = open_dossier(context.house, line.subject_id)
    assert page.applicant is not None
    assert page.applicant.owner.override_reason == "đã đối chiếu thẻ gốc"
    assert not page.applicant.owner.from_card


def test_without_a_phone_f10_asks_once(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.screen.view.go_to("visitor.phone")
    clerk.press("Ctrl+A", "Delete", "F10")
    assert latest_dossiers(context.house) == []
    assert clerk.heading() == "Chưa có số điện thoại; không có thì bấm F10 lần nữa"
    clerk.press("F10")
    assert len(latest_dossiers(context.house)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("091820475", "Thiếu 1 chữ số"),
        ("09182047566", "Thừa 1 chữ số"),
        ("918204756", "Số điện thoại phải bắt đầu bằng 0"),
        ("09182o4756", "Số điện thoại chỉ có chữ số"),
    ],
)
def test_a_wrong_phone_says_what_is_wrong_and_bars_the_way(
    clerk: Typist, context: Context, typed: str, sentence: str
) -> None:
    fill(clerk)
    clerk.screen.view.go_to("visitor.phone")
    clerk.press("Ctrl+A")
    clerk.type(typed)
    clerk.press("F10")
    assert clerk.heading() == sentence
    assert clerk.place() == "visitor.phone"
    clerk.press("Alt+T")
    assert clerk.screen.view.person.phone.note() == sentence
    assert latest_dossiers(context.house) == []


def test_by_post_the_address_of_the_person_is_proposed_and_needed(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("Alt+K", "2")
    assert clerk.screen.form.result_address == "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau"
    clerk.screen.view.go_to("result_address")
    clerk.press("Ctrl+A", "Delete", "F10")
    assert clerk.heading() == "Chưa có địa chỉ nhận kết quả qua bưu chính"
    assert clerk.place() == "result_address"
    clerk.compose("Ấp 3, ")
    clerk.type("vinh loi")
    clerk.press("Enter", "F10")
    [line] = latest_dossiers(context.house)
    assert line.result_way == ResultWay.POST


def test_exemption_needs_its_reason(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.screen.view.fees.payment.setFocus()
    clerk.press("3", "F10")
    assert clerk.heading() == "Chưa ghi lý do miễn phí, lệ phí"
    clerk.press("Down", "F10")
    [line] = latest_dossiers(context.house)
    [fee] = open_dossier(context.house, line.subject_id).data["fees"]
    assert (fee["amount"], fee["exempt_reason"]) == (0, "Trẻ em")


def test_an_amount_that_is_none_is_told(clerk: Typist) -> None:
    fill(clerk)
    clerk.press("F8", "Ctrl+A")
    clerk.type("15k")
    clerk.press("F10")
    assert clerk.heading() == "“15k” không phải số tiền"
    assert clerk.place() == "fees"


def test_an_amount_is_grouped_when_it_is_left(clerk: Typist) -> None:
    fill(clerk)
    edit = clerk.screen.view.fees.first_editor()
    assert isinstance(edit, LineEdit)
    assert edit.text() == "15000"
    clerk.press("Tab")
    assert edit.text() == "15.000 đ"


@pytest.mark.parametrize("filed_for", ["person", "organisation"])
def test_who_files_for_another_is_seen_whole_at_once(clerk: Typist, filed_for: str) -> None:
    clerk.scan(CARD)
    clerk.type("0918204756")
    clerk.screen.view.choose_filed_for(filed_for)
    clerk.settle()
    assert clerk.screen.view.person.area.verticalScrollBar().maximum() == 0


def test_pages_are_counted_in_the_fee(clerk: Typist) -> None:
    clerk.scan(CARD)
    clerk.press("Alt+T")
    clerk.type("ctbs")
    clerk.press("Enter", "F8", "Ctrl+A")
    clerk.type("5")
    fees = clerk.screen.view.fees
    assert fees._total.text() == "7.000 đ"


def test_a_paper_of_no_list_can_be_added_and_taken_away(clerk: Typist) -> None:
    fill(clerk)
    clerk.press("Ctrl+G")
    clerk.compose("Đơn trình bày")
    clerk.press("Enter")
    assert clerk.place() == "papers"
    assert [paper.name for paper in clerk.screen.view.intake_form().papers][-1] == "Đơn trình bày"
    clerk.press("Delete")
    assert "Đơn trình bày" not in [paper.name for paper in clerk.screen.view.intake_form().papers]


def test_papers_only_shown_are_ticked_without_a_count(clerk: Typist) -> None:
    fill(clerk)
    clerk.press("F7", "Down", "Space")
    clerk.type("4")
    shown = [paper for paper in clerk.screen.view.intake_form().papers if paper.shown]
    assert [(paper.name, paper.total) for paper in shown] == [("Thẻ căn cước hoặc giấy tờ tùy thân khác", 0)]


def test_the_next_dossier_of_the_same_visitor_keeps_the_person(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("F10")
    clerk.rest()
    clerk.press("Ctrl+D")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"
    assert clerk.screen.form.visitor.phone == "0918 204 756"
    assert clerk.place() == "procedure"
    clerk.type("khai tu")
    clerk.press("Enter", "Space", "Enter", "Space", "F10")
    assert len(find(context.house, "095190004321")) == 2


def test_the_guide_slip_is_queued(clerk: Typist, context: Context) -> None:
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter", "Shift+F1")
    assert [job.kind for job in list_jobs(context.house)] == ["guide"]


def test_the_number_of_sets_stands_on_the_receipt_and_comes_back_for_correction(
    clerk: Typist, context: Context
) -> None:
    fill(clerk)
    clerk.press("Alt+B", "2", "Enter", "F10")
    [receipt] = [job for job in list_jobs(context.house) if job.kind == "receipt"]
    assert receipt.document["sets"] == 2
    clerk.rest()
    clerk.press("Alt+Left")
    assert clerk.screen.view.papers.sets.count() == 2


def test_there_is_always_one_set(clerk: Typist) -> None:
    fill(clerk)
    clerk.press("Alt+B", "Backspace")
    assert clerk.screen.form.sets == 1
    clerk.press("3", "0")
    assert clerk.screen.form.sets == 30


def test_the_preview_puts_both_copies_on_one_sheet_when_they_print_so(
    clerk: Typist, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.settings.change(receipt_two_up=True)
    fill(clerk)
    clerk.press("Ctrl+P")
    dialog = clerk.dialog()
    assert isinstance(dialog, PreviewDialog)
    clerk.qtbot.waitUntil(lambda: bool(dialog.pages), timeout=20_000)
    [page] = dialog.pages
    assert page.width() > page.height()
    clerk.press("Escape")


def test_the_preview_shows_the_real_paper(clerk: Typist, context: Context) -> None:
    fill(clerk)
    clerk.press("Ctrl+P")
    dialog = clerk.dialog()
    assert isinstance(dialog, PreviewDialog)
    clerk.qtbot.waitUntil(lambda: bool(dialog.pages), timeout=20_000)
    clerk.press("Escape")
    assert clerk.screen.dialog is None
    assert latest_dossiers(context.house) == []
    assert list_jobs(context.house) == []


def test_how_it_is_filed_stands_in_the_head_and_in_the_dossier(clerk: Typist, context: Context) -> None:
    fill(clerk)
    button = clerk.shell.button("channel")
    assert button.label() == "Nộp trực tiếp"
    clerk.press("Alt+N")
    assert button.label() == "Nộp qua bưu chính"
    clerk.press("Alt+N")
    assert button.label() == "Nộp trực tuyến"
    clerk.press("Alt+N", "Alt+N", "F10")
    [line] = latest_dossiers(context.house)
    assert open_dossier(context.house, line.subject_id).data["channel"] == "post"
    assert clerk.shell.button("channel").label() == "Nộp trực tiếp"


def test_what_the_province_receives_comes_last_says_so_and_may_be_taken_to_pass_on(clerk: Typist) -> None:
    clerk.press("Alt+T")
    clerk.type("giay chung nhan")
    rows = [row for row in clerk.screen.view.procedure_panel.popup.list.rows() if isinstance(row, Row)]
    dim = [row.dim for row in rows]
    assert any(dim)
    assert dim == sorted(dim)
    assert rows[-1].cells[1].second == "cấp tỉnh nhận"
    clerk.press("Ctrl+A")
    clerk.type("1.012783")
    clerk.press("Enter")
    assert clerk.screen.form.procedure_code == "1.012783"
    badges = [badge.text() for badge in clerk.screen.view.procedure_panel._badges if badge.isVisible()]
    assert "Thủ tục cấp tỉnh: nhận chuyển tiếp" in badges


def test_an_unchecked_procedure_says_so(clerk: Typist) -> None:
    clerk.press("Alt+T")
    clerk.type("karaoke")
    rows = clerk.screen.view.procedure_panel.popup.list.rows()
    assert rows[0].cells[0].second.endswith("chưa kiểm tra")  # type: ignore[union-attr]


def test_a_card_read_while_saving_waits_for_its_turn(clerk: Typist) -> None:
    fill(clerk)
    clerk.shell.button("receive").click()
    clerk.screen.on_scan(route(Scan(MOTHER), date(2026, 11, 19)))
    clerk.settle()
    assert clerk.heading().startswith("Đã nhận hồ sơ")
    assert clerk.screen.form.visitor.name == "PHẠM THỊ ÚT"


def test_a_calendar_that_changes_changes_the_due_date(clerk: Typist, context: Context) -> None:
    assert context.actor is not None
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter")
    set_calendar_days(context.house, context.actor, [HOLIDAY])
    context.calendar = WorkCalendar()
    context.reference_loaded.changed.emit()
    due = clerk.screen.view.due_panel.due
    assert due is not None
    assert f"{due.due_at:%d/%m}" == "24/11"
    assert clerk.screen.form.procedure_code == HON_NHAN


def test_a_catalogue_read_anew_leaves_the_clerk_on_the_paper_she_ticks(clerk: Typist, context: Context) -> None:
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter")
    clerk.press("F7")
    papers = clerk.screen.view.papers.list
    papers.setCurrentIndex(papers.model().index(1, 0))
    key = papers.current_key()
    context.procedures = {code: replace(procedure) for code, procedure in context.procedures.items()}
    context.reference_loaded.changed.emit()
    assert papers.current_key() == key is not None


@pytest.mark.parametrize(("width", "height", "abreast"), [(911, 459, 3), (683, 344, 2)])
def test_in_a_small_window_the_third_column_goes_underneath_and_follows_the_focus(
    clerk: Typist, width: int, height: int, abreast: int
) -> None:
    columns = clerk.screen.view.columns
    clerk.shell.resize(width, height)
    clerk.qtbot.waitUntil(lambda: columns.is_stacked)
    fill(clerk)
    view = clerk.screen.view
    assert view.result.y() > view.papers.geometry().bottom()
    assert (view.due_panel.y() == view.result.y()) == (abreast == 3)
    for key in ("F8", "F4", "Alt+K", "F7", "Alt+T"):
        clerk.press(key)
        field = clerk.focus()
        middle = field.mapTo(columns.viewport(), field.rect().center())
        assert columns.viewport().rect().contains(middle), key
    receive_button = clerk.shell.button("receive")
    assert receive_button.mapTo(clerk.shell, receive_button.rect().bottomRight()).x() < width
    clerk.shell.resize(1366, 688)
    clerk.qtbot.waitUntil(lambda: not columns.is_stacked)
    assert view.result.y() == view.person.y()
    assert columns.verticalScrollBar().maximum() == 0
