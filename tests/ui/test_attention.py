"""The tray on a real office: one dossier that two counters corrected, settled by keys."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from contested import contest
from invented import HON_NHAN, receive
from PySide6.QtCore import Qt
from windows import CTRL, Desk

from app.domain import dossier
from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor, Role
from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.messages import WireEvent
from app.protocol.verdicts import Judged, Reason, verdict
from app.services.attention import count_matters, open_matter
from app.services.dossiers import open_dossier
from app.services.house import House
from app.services.print_jobs import list_jobs
from app.services.settling import Settled, settle
from app.storage import incoming
from app.storage.event_log import events_of
from app.ui.context import Context
from app.ui.screens import attention_deeds
from app.ui.screens.attention import AttentionScreen
from app.ui.screens.attention_referral import ReferralQuestion
from app.ui.screens.dossier import DossierScreen
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.rows import Row


@pytest.fixture
def desk(context: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(AttentionScreen(context), DossierScreen(context))


@pytest.fixture
def contested(house: House, actor: Actor, context: Context) -> str:
    """Receive a dossier whose phone this counter and counter 1 correct without having seen each other."""
    subject = receive(house, actor, context.procedures[HON_NHAN], "Trần Quang Vinh", 5).subject_id
    contest(house, actor, subject)
    return subject


def screen(desk: Desk) -> AttentionScreen:
    found = desk.shell.screen_named("attention")
    assert isinstance(found, AttentionScreen)
    return found


def _confirm(desk: Desk) -> None:
    question = screen(desk).question
    assert question is not None
    question.give(1)


def phones(desk: Desk) -> list[str]:
    panels = [panel for panel in screen(desk).view.panels if panel.isVisible()]
    return [panel.rows.texts().get("Điện thoại", "") for panel in panels]


def test_an_empty_tray_says_so(desk: Desk) -> None:
    desk.show("attention")
    assert screen(desk)._empty.accessibleName() == "Không có việc nào cần xử lý"
    assert screen(desk).contexts() == ()


def test_both_versions_stand_side_by_side_once_the_look_is_recorded(desk: Desk, contested: str, house: House) -> None:
    before = house.db.rows("SELECT count(*) FROM events WHERE subject_kind = 'access'")[0][0]
    desk.show("attention")
    tray = screen(desk)
    assert [row.cells[1].text for row in tray.list.rows() if isinstance(row, Row)] == ["Hai quầy sửa cùng hồ sơ"]
    assert sorted(phones(desk)) == ["0907 118 256", "0907 118 265"]
    assert house.db.rows("SELECT count(*) FROM events WHERE subject_kind = 'access'")[0][0] == before + 1
    desk.show("attention")
    assert house.db.rows("SELECT count(*) FROM events WHERE subject_kind = 'access'")[0][0] == before + 1, "once"
    assert [mark.text for mark in tray.contexts()] == ["1 việc"]


def test_a_digit_asks_and_f10_writes(desk: Desk, contested: str, house: House) -> None:
    desk.show("attention")
    wanted = phones(desk)[1].replace(" ", "")
    desk.press(Qt.Key.Key_2)
    question = screen(desk).question
    assert question is not None
    assert count_matters(house) == 1, "nothing is written before it is confirmed"
    question.give(0)
    desk.settle()
    assert count_matters(house) == 1
    desk.shell.activateWindow()
    desk.qtbot.waitUntil(desk.shell.isActiveWindow)
    screen(desk).list.setFocus()
    desk.press(Qt.Key.Key_2)
    question = screen(desk).question
    assert question is not None
    question.activateWindow()
    desk.qtbot.waitUntil(question.isActiveWindow)
    desk.press(Qt.Key.Key_F10)
    assert count_matters(house) == 0
    assert open_dossier(house, contested).line.phone == wanted
    assert any("Đã giữ bản của" in words for words in desk.toasts)
    assert screen(desk)._stack.currentIndex() == 1


def test_pieces_are_chosen_one_by_one(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    subject = receive(house, actor, context.procedures[HON_NHAN], "Võ Thị Ngọc Diễm", 6).subject_id
    contest(house, actor, subject, way="electronic")
    desk.show("attention")
    desk.press(Qt.Key.Key_3)
    assert not desk.shell.button("write").is_ready()
    first = phones(desk)[0].replace(" ", "")
    desk.press(Qt.Key.Key_1)
    desk.press(Qt.Key.Key_Up)
    assert desk.shell.current_screen() is screen(desk)
    desk.press(Qt.Key.Key_Down)
    for _ in range(2):
        desk.press(Qt.Key.Key_2)
    assert desk.shell.button("write").is_ready()
    desk.press(Qt.Key.Key_F10)
    question = screen(desk).question
    assert question is not None
    question.give(1)
    desk.settle()
    line = open_dossier(house, subject).line
    assert (line.phone, line.attention, count_matters(house)) == (first, 0, 0)
    assert any("Đã ghép từng ô" in words for words in desk.toasts)


def full(*_: object) -> Settled:
    raise EnvironmentProblem("Ổ đĩa đầy, chưa lưu được.", "Dọn ổ đĩa rồi bấm lại.", "DB-FULL")


def test_pieces_that_were_chosen_stay_when_the_disk_is_full(
    desk: Desk, house: House, actor: Actor, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = receive(house, actor, context.procedures[HON_NHAN], "Võ Thị Ngọc Diễm", 6).subject_id
    contest(house, actor, subject, way="electronic")
    desk.show("attention")
    desk.press(Qt.Key.Key_3)
    for _ in range(3):
        desk.press(Qt.Key.Key_2)
    with monkeypatch.context() as disk:
        disk.setattr(attention_deeds, "settle", full)
        desk.press(Qt.Key.Key_F10)
        _confirm(desk)
        desk.settle()
    assert desk.toasts == ["Ổ đĩa đầy, chưa lưu được."]
    assert desk.shell.button("write").is_ready()
    desk.shell.button("write").click()
    _confirm(desk)
    desk.settle()
    assert count_matters(house) == 0


def test_a_word_to_the_head_of_the_section_stays_when_the_disk_is_full(
    desk: Desk, contested: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("attention")
    desk.press(Qt.Key.Key_U, CTRL)
    question = screen(desk).question
    assert isinstance(question, ReferralQuestion)
    question.area.setText("Hai số đều gọi được")
    with monkeypatch.context() as disk:
        disk.setattr(attention_deeds, "refer", full)
        question.give(1)
        desk.settle()
    questions: list[ReferralQuestion] = list(screen(desk).findChildren(ReferralQuestion))
    [again] = [one for one in questions if one.isVisible()]
    again.give(1)
    desk.settle()
    assert screen(desk).view.referred.text().endswith("Hai số đều gọi được")


def flagged(house: House, subject: str) -> None:
    """Let the server flag the newest event of a dossier."""
    with house.db.write() as session:
        last = events_of(session, dossier.KIND, subject)[-1]
        told = Judged("019a0000-0000-7000-8000-0000000000d1", 7, last, last.n)
        at = last.occurred_at
        event = verdict(told, Reason.RIGHT_LOST, aside=False, event_id=str(uuid.uuid4()), office_id="x", at=at)
        device = "019a0000-0000-7000-8000-0000000000ff"
        link = chain_hash(GENESIS, device, 1, event.body)
        incoming.apply(session, [WireEvent.of(device, 1, GENESIS, link, event.body)])


def test_what_counts_with_a_flag_is_known_by_one_key(desk: Desk, house: House, actor: Actor, context: Context) -> None:
    subject = receive(house, actor, context.procedures[HON_NHAN], "Trần Quang Vinh", 5).subject_id
    flagged(house, subject)
    desk.show("dossier", subject)
    page = desk.shell.screen_named("dossier")
    assert isinstance(page, DossierScreen)
    assert page.banner.accessibleName() == "Máy chủ lưu ý một việc của hồ sơ này"
    desk.show("attention")
    assert "không còn quyền" in screen(desk).view.sentence.text()
    desk.press(Qt.Key.Key_1)
    desk.qtbot.waitUntil(lambda: count_matters(house) == 0)
    assert screen(desk).question is None, "nothing is decided, so nobody is asked twice"
    assert desk.toasts == ["Đã biết việc máy chủ lưu ý"]


def test_after_settling_the_receipt_is_issued_anew_from_where_one_is(desk: Desk, contested: str, house: House) -> None:
    desk.show("attention")
    desk.press(Qt.Key.Key_1)
    question = screen(desk).question
    assert question is not None
    question.give(1)
    desk.settle()
    buttons: list[KeyButton] = list(desk.shell.findChildren(KeyButton))
    [button] = [one for one in buttons if one.label() == "In lại giấy tiếp nhận"]
    before = len(list_jobs(house, subject_id=contested))
    button.click()
    desk.settle()
    newest, *earlier = list_jobs(house, subject_id=contested)
    assert (len(earlier), newest.kind) == (before, "receipt")
    assert "thống nhất nội dung hồ sơ" in newest.document["stamp"]["replaces"]


def test_a_matter_goes_to_the_head_of_the_section_with_a_word_about_it(desk: Desk, contested: str) -> None:
    desk.show("attention")
    desk.press(Qt.Key.Key_U, CTRL)
    question = screen(desk).question
    assert isinstance(question, ReferralQuestion)
    question.give(1)
    assert question.isVisible(), "without a word nobody knows what to decide"
    question.area.setText("Hai số đều gọi được")
    question.give(1)
    desk.settle()
    assert desk.toasts == ["Đã chuyển trưởng bộ phận"]
    assert screen(desk).view.referred.text().endswith("Hai số đều gọi được")
    [row] = [row for row in screen(desk).list.rows() if isinstance(row, Row)]
    assert "Đã chuyển trưởng bộ phận" in row.tip
    assert not desk.shell.button("refer").is_ready()


def test_somebody_without_the_right_sees_but_cannot_choose(desk: Desk, contested: str, context: Context) -> None:
    assert context.actor is not None
    context.actor = replace(context.actor, roles=(Role.ADMINISTRATOR,))
    desk.show("attention")
    assert phones(desk) == [], "nor are numbers shown whose look could not be recorded"
    desk.press(Qt.Key.Key_1)
    assert screen(desk).question is None


def test_a_colleague_who_takes_over_sees_no_number_before_that_is_recorded(
    desk: Desk, contested: str, house: House, actor: Actor
) -> None:
    desk.show("attention")
    assert len(phones(desk)) == 2
    desk.context.sign_in(replace(actor, staff_id=str(uuid.uuid4())))
    assert phones(desk) == []
    desk.show("attention")
    assert len(phones(desk)) == 2
    assert house.db.rows("SELECT count(*) FROM events WHERE subject_kind = 'access'") == [(2,)]


def test_the_dossiers_page_leads_to_its_question(desk: Desk, contested: str) -> None:
    desk.show("dossier", contested)
    desk.press(Qt.Key.Key_U, CTRL)
    assert desk.shell.current_screen() is screen(desk)
    assert screen(desk).list.current_key() == (dossier.KIND, contested)
    desk.press(Qt.Key.Key_Y, CTRL)
    assert desk.shell.current_screen() is desk.shell.screen_named("dossier")


def test_settled_at_another_counter_meanwhile_it_leaves_the_tray(desk: Desk, contested: str, house: House) -> None:
    desk.show("attention")
    assert desk.context.actor is not None
    page = open_matter(house, desk.context.actor, dossier.KIND, contested)
    answers = {page.asked[0].key: {"": page.asked[0].versions[0].key}}
    done = settle(house, desk.context.actor, dossier.KIND, contested, page.heads, answers)
    desk.press(Qt.Key.Key_1)
    question = screen(desk).question
    assert question is not None
    question.give(1)
    desk.settle()
    assert any("vừa có thay đổi" in words for words in desk.toasts)
    desk.context.hub.changed.emit(done.changed)
    desk.settle()
    assert screen(desk)._stack.currentIndex() == 1
