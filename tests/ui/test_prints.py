"""The print ledger and the preview, worked by keys, on papers really drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from windows import CTRL, Desk

from app.domain.errors import EnvironmentProblem
from app.printing import documents
from app.printing.handing import Handed
from app.printing.rendering import render
from app.printing.spooler import SpoolState, Stage
from app.services import print_jobs
from app.services.house import Changed, House
from app.services.paper_archive import archive_pdf
from app.services.print_jobs import (
    PrintJob,
    begin_attempt,
    fail_job,
    finish_job,
    follow_job,
    list_jobs,
    reprint,
    send_job,
    take_job,
)
from app.ui.context import Context
from app.ui.screens import preview_loader
from app.ui.screens.preview import PreviewScreen
from app.ui.screens.preview_sheet import pages_of, pdf_of
from app.ui.screens.prints import PrintsScreen
from app.ui.widgets.rows import Row


def print_one(house: House) -> PrintJob:
    job = take_job(house)
    assert job is not None
    pdf = render(documents.from_data(dict(job.document)))
    finish_job(house, job.job_id, "Máy A4 quầy 3", archive_pdf(house, pdf))
    return job


@pytest.fixture
def failed(busy: Context, house: House) -> PrintJob:
    """Print three papers; the fourth fails."""
    for _ in range(3):
        print_one(house)
    job = take_job(house)
    assert job is not None
    fail_job(house, job.job_id, "Máy in A4 hết giấy.", "Máy A4 quầy 3")
    return job


@pytest.fixture
def desk(busy: Context, failed: PrintJob, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(PrintsScreen(busy), PreviewScreen(busy))


def ledger(desk: Desk) -> PrintsScreen:
    found = desk.shell.screen_named("prints")
    assert isinstance(found, PrintsScreen)
    return found


def preview(desk: Desk) -> PreviewScreen:
    found = desk.shell.screen_named("preview")
    assert isinstance(found, PreviewScreen)
    return found


def badges(screen: PrintsScreen) -> list[str]:
    rows = [row for row in screen.list.rows() if isinstance(row, Row)]
    return [row.cells[0].badge.text for row in rows if row.cells[0].badge is not None]


def test_failed_prints_stand_first_with_their_reason(desk: Desk, failed: PrintJob) -> None:
    desk.show("prints")
    screen = ledger(desk)
    first = screen.list.rows()[0]
    assert isinstance(first, Row)
    assert first.key == failed.job_id
    assert first.cells[1].second == "Máy in A4 hết giấy."
    assert badges(screen)[0] == "Chưa in được"
    assert screen.banner.isVisible()
    assert "1 lệnh đang chờ" in screen.banner.accessibleName()


def send_one(house: House, state: SpoolState) -> PrintJob:
    """Hand the next paper to a queue, which says `state` of it."""
    job = take_job(house)
    assert job is not None
    pdf = render(print_jobs.attempt_document(job))
    job = begin_attempt(house, job, "Máy A4 quầy 3", "A4-3", archive_pdf(house, pdf))
    send_job(house, job.job_id, Handed(job.place))
    follow_job(house, job.job_id, state)
    return job


def test_what_waits_for_a_person_is_said_and_can_be_sent_anew_or_given_up(desk: Desk, house: House) -> None:
    waits = send_one(house, SpoolState(Stage.WAITING, "Máy in kẹt giấy.", 7))
    desk.show("prints")
    screen = ledger(desk)
    assert badges(screen)[:2] == ["Chưa in được", "Đang chờ máy"]
    row = screen.list.rows()[1]
    assert isinstance(row, Row)
    assert row.cells[1].second == "Máy in kẹt giấy."
    assert "2 lệnh đang chờ" in screen.banner.accessibleName()
    desk.press(Qt.Key.Key_Down)
    assert screen.details.give_up.isVisible()
    desk.press(Qt.Key.Key_P, CTRL)
    state = {job.job_id: job.state for job in list_jobs(house)}
    assert state[waits.job_id] == "queued"


def test_a_banner_for_what_only_waits_offers_another_printer_and_no_second_try(
    busy: Context, house: House, desk_with: Callable[..., Desk]
) -> None:
    send_one(house, SpoolState(Stage.WAITING, "Máy in đang tạm dừng.", 7))
    desk = desk_with(PrintsScreen(busy), PreviewScreen(busy))
    desk.show("prints")
    banner = ledger(desk).banner
    assert "Máy in đang tạm dừng." in banner.accessibleName()
    assert (banner.again.isVisible(), banner.settings.isVisible()) == (False, True)


def test_what_nobody_confirmed_is_never_called_printed(desk: Desk, house: House) -> None:
    on_its_way = send_one(house, SpoolState(Stage.PRINTING, number=7))
    left = send_one(house, SpoolState(Stage.LEFT))
    desk.show("prints")
    desk.type("4")
    told = {row.key: row.cells for row in ledger(desk).list.rows() if isinstance(row, Row)}
    for job, badge in ((on_its_way, "Đang in"), (left, "Đã gửi")):
        shown = told[job.job_id][0].badge
        assert shown is not None
        assert shown.text == badge
    assert "xem giấy đã ra chưa" in told[left.job_id][1].second


def test_retry_keeps_the_job_and_needs_no_reason(desk: Desk, house: House, failed: PrintJob) -> None:
    desk.show("prints")
    count = len(list_jobs(house))
    desk.press(Qt.Key.Key_P, CTRL)
    assert len(list_jobs(house)) == count
    assert next(job for job in list_jobs(house) if job.job_id == failed.job_id).state == "queued"
    desk.qtbot.waitUntil(lambda: not ledger(desk).banner.isVisible())


def test_one_key_tries_all_failed_again(desk: Desk, house: House, failed: PrintJob) -> None:
    other = take_job(house)
    assert other is not None
    fail_job(house, other.job_id, "Máy in A4 hết giấy.")
    desk.show("prints")
    desk.press(Qt.Key.Key_F10)
    assert {job.state for job in list_jobs(house) if job.job_id in (failed.job_id, other.job_id)} == {"queued"}


def test_giving_up_leaves_the_job_in_the_ledger(desk: Desk, house: House, failed: PrintJob) -> None:
    desk.show("prints")
    desk.press(Qt.Key.Key_Delete)
    assert next(job for job in list_jobs(house) if job.job_id == failed.job_id).state == "dismissed"
    desk.type("4")
    assert "Đã bỏ" in badges(ledger(desk))


def test_a_held_delete_gives_up_one_print(desk: Desk, house: House, failed: PrintJob) -> None:
    for _ in range(2):
        other = take_job(house)
        assert other is not None
        fail_job(house, other.job_id, "Máy in A4 hết giấy.")
    desk.show("prints")
    desk.type("2")
    screen = ledger(desk)
    first = screen.list.current_key()
    for repeated in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", repeated)
        QApplication.sendEvent(screen.list, press)
        desk.settle()
    assert [job.job_id for job in list_jobs(house) if job.state == "dismissed"] == [first]


def test_a_place_that_takes_no_file_is_told_in_words(desk: Desk, tmp_path: Path) -> None:
    desk.show("prints")
    desk.press(Qt.Key.Key_Space)
    job = preview(desk)._job
    assert job is not None
    preview(desk).save(job, tmp_path / "thẻ nhớ đã rút" / "giay-hen.pdf")
    desk.settle()
    assert desk.toasts == ["Chưa lưu được PDF"]


def test_filters_by_digit_and_by_words(desk: Desk, house: House, context: Context) -> None:
    printed = next(job for job in list_jobs(house) if job.state == "done" and job.kind == "receipt")
    reprint(house, context.the_actor, printed.job_id, "Máy in kẹt giấy")
    desk.show("prints")
    screen = ledger(desk)
    desk.type("2")
    assert badges(screen) == ["Chưa in được"]
    desk.type("3")
    assert badges(screen) == ["Chờ in"]
    assert [o.count for o in screen.filter.options()][1:] == [1, 1, None]
    desk.type("4")
    desk.type("/")
    desk.type("khong ai")
    assert badges(screen) == []
    desk.press(Qt.Key.Key_Escape)
    assert badges(screen)


def test_reprint_that_came_out_says_the_how_manyth(desk: Desk, house: House, context: Context) -> None:
    printed = next(job for job in list_jobs(house) if job.state == "done" and job.kind == "receipt")
    reprint(house, context.the_actor, printed.job_id, "Máy in kẹt giấy")
    while (job := take_job(house)) is not None:
        finish_job(house, job.job_id, "Máy A4 quầy 3", "")
    desk.show("prints")
    desk.type("3")
    assert badges(ledger(desk)) == ["In lại lần 1"]


def test_paper_beside_the_ledger_is_drawn_off_the_gui_thread(desk: Desk) -> None:
    desk.show("prints")
    view = ledger(desk).details.view
    desk.qtbot.waitUntil(lambda: len(view.pages()) > 0)


def test_preview_is_the_archived_file_itself(busy: Context, house: House) -> None:
    job = print_one(house)
    done = next(one for one in list_jobs(house) if one.job_id == job.job_id)
    pdf = pdf_of(house, done)
    assert pdf == pdf_of(house, job), "a paper not printed yet is drawn to the same bytes"
    pages = pages_of(pdf, 72)
    assert len(pages) == 2
    assert round(pages[0].width_mm) == 210
    assert len(pages[0].pixels) == pages[0].width * pages[0].height


def test_space_opens_the_preview_with_the_other_papers_of_the_dossier(
    desk: Desk, house: House, failed: PrintJob, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("prints")
    desk.press(Qt.Key.Key_Space)
    screen = preview(desk)
    assert desk.shell.current_screen() is screen
    rows = [row.cells[0].text for row in screen.list.rows() if isinstance(row, Row)]
    assert rows == ["Giấy tiếp nhận và hẹn trả", "Tem 50×30"]
    assert screen.list.current_key() == failed.job_id
    assert screen.facts.facts()["Tình trạng"] == "Chưa in được"
    desk.type("1")
    assert screen.list.current_key() != failed.job_id
    desk.qtbot.waitUntil(lambda: len(screen.view.pages()) == 2)
    desk.press(Qt.Key.Key_Plus, CTRL)
    assert screen.view.zoom() > 1
    assert screen._job is not None
    asked_for = screen._job

    def chosen_late(*_args: object) -> tuple[str, str]:
        desk.type("2")
        return str(tmp_path / "giay-hen.pdf"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen_late)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.settle()
    assert screen._job != asked_for
    assert (tmp_path / "giay-hen.pdf").read_bytes() == pdf_of(house, asked_for)
    desk.press(Qt.Key.Key_Escape)
    assert desk.shell.current_screen() is ledger(desk)


def test_a_paper_that_cannot_be_drawn_leaves_no_other_one_in_its_place(
    desk: Desk, failed: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.show("preview", failed.subject_id)
    screen = preview(desk)
    desk.qtbot.waitUntil(lambda: bool(screen.view.pages()))

    def break_off(*_args: object) -> None:
        raise EnvironmentProblem("Không đọc được kho giấy của máy.", "", "PAPER-STORE")

    monkeypatch.setattr(preview_loader, "_fetch", break_off)
    desk.type("2")
    assert screen.view.pages() == ()
    assert desk.toasts == ["Không đọc được kho giấy của máy."]


def test_ledger_follows_the_print_thread(desk: Desk, house: House) -> None:
    desk.show("prints")
    desk.type("4")
    before = badges(ledger(desk)).count("Đã in")
    print_one(house)
    desk.context.hub.changed.emit(Changed(frozenset({"print"})))
    desk.qtbot.waitUntil(lambda: badges(ledger(desk)).count("Đã in") == before + 1)
