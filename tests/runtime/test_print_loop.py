"""The print thread works the ledger off; what fails waits there with its reason, and the thread goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from office_fixtures import form
from pytestqt.qtbot import QtBot

from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor
from app.runtime import print_loop
from app.runtime.print_loop import PrintLoop
from app.services.delivery import PrinterDelivery
from app.services.dossiers import open_dossier
from app.services.house import House
from app.services.intake import Received, receive_dossier
from app.services.print_jobs import (
    DONE,
    FAILED,
    PRINTING,
    QUEUED,
    PrintJob,
    PrintPlan,
    archived,
    count_jobs,
    list_jobs,
    reprint,
    retry_job,
    take_job,
)
from app.settings import SettingsFile


@pytest.fixture
def received(house: House, clerk: Actor) -> Received:
    return receive_dossier(house, clerk, form(house), PrintPlan())


@dataclass
class Printer:
    """A printer that fails for the reasons in `troubles`, one after the other, and then prints."""

    troubles: list[Exception] = field(default_factory=list)
    printed: list[tuple[str, bytes]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def deliver(self, job: PrintJob, pdf: Path) -> str:
        self.gate.wait(30)
        if self.troubles:
            raise self.troubles.pop(0)
        self.printed.append((job.kind, pdf.read_bytes()))
        return "HP"


@pytest.fixture
def printer() -> Printer:
    printer = Printer()
    printer.gate.set()
    return printer


@pytest.fixture
def loop(house: House, printer: Printer, qtbot: QtBot) -> Iterator[PrintLoop]:
    loop = PrintLoop(house, printer)
    yield loop
    printer.gate.set()
    loop.close()


def settled(house: House, qtbot: QtBot, **states: int) -> None:
    qtbot.waitUntil(lambda: count_jobs(house) == states, timeout=20_000)


def test_papers_land_in_the_folder_in_the_archive_and_in_the_log(
    house: House, received: Received, qtbot: QtBot, tmp_path: Path
) -> None:
    def never(_pdf: Path, _printer: str) -> None:
        raise AssertionError("no printer was chosen")

    folder = tmp_path / "Giấy in"
    loop = PrintLoop(house, PrinterDelivery(house, SettingsFile.load(tmp_path / "s.json"), folder, never))
    with qtbot.waitSignals([loop.printed, loop.printed, loop.changed, loop.changed], timeout=20_000):
        loop.start()
    loop.close()
    assert count_jobs(house) == {DONE: 2}
    files = sorted(folder.iterdir())
    assert len(files) == 2
    assert all(path.read_bytes().startswith(b"%PDF") for path in files)
    kept = {archived(house, job.pdf_sha256).read_bytes() for job in list_jobs(house)}
    assert kept == {path.read_bytes() for path in files}
    assert [entry.what for entry in open_dossier(house, received.subject_id).timeline] == [
        "Tiếp nhận",
        "In giấy tiếp nhận và hẹn trả",
        "In tem",
    ]


def test_a_failing_printer_leaves_the_reason_and_the_next_paper_prints(
    house: House, received: Received, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.troubles = [EnvironmentProblem("Máy in hết giấy.")]
    with qtbot.waitSignal(loop.failed, timeout=20_000) as told:
        loop.start()
    settled(house, qtbot, **{FAILED: 1, DONE: 1})
    assert told.args is not None
    assert (told.args[0].kind, told.args[1]) == ("receipt", "Máy in hết giấy.")
    [failed] = list_jobs(house, state=FAILED)
    assert (failed.kind, failed.error) == ("receipt", "Máy in hết giấy.")
    retry_job(house, failed.job_id)
    loop.wake()
    settled(house, qtbot, **{DONE: 2})
    assert [kind for kind, _ in printer.printed] == ["label", "receipt"]


def test_a_bug_in_a_driver_is_logged_told_in_plain_words_and_survived(
    house: House,
    received: Received,
    loop: PrintLoop,
    printer: Printer,
    qtbot: QtBot,
    expected_log: Callable[[str], None],
) -> None:
    expected_log("ERROR app.runtime.print_loop: print job failed")
    printer.troubles = [ZeroDivisionError("driver")]
    loop.start()
    settled(house, qtbot, **{FAILED: 1, DONE: 1})
    [failed] = list_jobs(house, state=FAILED)
    assert failed.error == "Chương trình gặp lỗi khi lập bản in."


def test_a_job_left_printing_by_a_power_cut_is_printed_at_the_next_start(
    house: House, received: Received, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    take_job(house)
    assert count_jobs(house) == {PRINTING: 1, QUEUED: 1}
    loop.start()
    settled(house, qtbot, **{DONE: 2})
    assert sorted(kind for kind, _ in printer.printed) == ["label", "receipt"]


def test_a_job_queued_later_prints_when_the_loop_is_woken(
    house: House, received: Received, clerk: Actor, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    loop.start()
    settled(house, qtbot, **{DONE: 2})
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    reprint(house, clerk, receipt.job_id, "mất")
    loop.wake()
    settled(house, qtbot, **{DONE: 3})
    assert printer.printed[-1][1] != printer.printed[0][1], "it says which reprint it is"


def test_closing_finishes_the_paper_at_hand_and_leaves_the_rest_in_the_ledger(
    house: House, received: Received, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.gate.clear()
    loop.start()
    qtbot.waitUntil(lambda: count_jobs(house) == {PRINTING: 1, QUEUED: 1}, timeout=20_000)
    threading.Timer(0.05, printer.gate.set).start()
    loop.close()
    assert count_jobs(house) == {DONE: 1, QUEUED: 1}
    loop.close()


def test_closing_a_loop_that_never_started_is_nothing(house: House, printer: Printer, qtbot: QtBot) -> None:
    PrintLoop(house, printer).close()


@pytest.mark.parametrize("step", ["requeue_interrupted", "take_job", "finish_job"])
def test_a_held_database_stops_the_thread_for_a_moment_only(
    house: House,
    received: Received,
    loop: PrintLoop,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    expected_log: Callable[[str], None],
    step: str,
) -> None:
    expected_log("ERROR app.runtime.print_loop: print queue not worked off")
    original, failed = getattr(print_loop, step), threading.Event()

    def once(*args: object) -> object:
        if not failed.is_set():
            failed.set()
            raise EnvironmentProblem("Một bản khác của chương trình đang giữ dữ liệu.")
        return original(*args)

    monkeypatch.setattr(print_loop, step, once)
    loop.start()
    qtbot.waitUntil(failed.is_set, timeout=20_000)
    loop.wake()
    expected = {PRINTING: 1, DONE: 1} if step == "finish_job" else {DONE: 2}
    settled(house, qtbot, **expected)
