"""The whole way: an intake's papers through ledger, QPrinter and CUPS to a printer, and what it says back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import print_room
import pypdfium2
import pytest
from office_fixtures import form
from print_room import PrintRoom, QtWorker, papers
from pytestqt.qtbot import QtBot

from app.domain import dossier
from app.domain.errors import EnvironmentProblem
from app.domain.office import Actor
from app.printing.handing import Handed, SpoolPlace
from app.printing.spooler_cups import CupsSpooler
from app.runtime.print_loop import PrintLoop
from app.services.delivery import PrinterDelivery
from app.services.dossiers import open_dossier
from app.services.house import House
from app.services.intake import receive_dossier
from app.services.paper_archive import archived
from app.services.print_jobs import DONE, FAILED, SENT, PrintPlan, count_jobs, list_jobs, retry_job
from app.settings import SettingsFile

pytestmark = [
    pytest.mark.skipif(bool(print_room.MISSING), reason=f"not installed: {', '.join(print_room.MISSING)}"),
    pytest.mark.timeout(120),
]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[PrintRoom]:
    with print_room.opened(tmp_path / "room") as room:
        yield room


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile.load(tmp_path / "settings.json")


@pytest.fixture
def loop(house: House, room: PrintRoom, settings: SettingsFile, tmp_path: Path, qtbot: QtBot) -> Iterator[PrintLoop]:
    worker = QtWorker(room.environment)

    def send(pdf: Path, printer: str, name: str) -> Handed:
        if trouble := worker.print(pdf, printer, name):
            raise EnvironmentProblem(trouble["said"])
        return Handed(SpoolPlace(printer, name))

    delivery = PrinterDelivery(house, settings, tmp_path / "out", send)
    loop = PrintLoop(house, delivery, CupsSpooler(str(room.socket)))
    yield loop
    loop.close()
    worker.close()


def settled(house: House, qtbot: QtBot, **states: int) -> None:
    qtbot.waitUntil(lambda: count_jobs(house) == states, timeout=30_000)


def test_a_receipt_dropped_by_its_queue_comes_out_of_another_as_the_second_sending(
    house: House, clerk: Actor, room: PrintRoom, settings: SettingsFile, loop: PrintLoop, qtbot: QtBot
) -> None:
    dropping, nothing = room.printer("dropping", "A5")
    good, kept = room.printer("good", "A4")
    room.queue("Dropping", dropping, "A4")
    room.queue("Good", good, "A4")
    settings.change(printers={"a4": "Dropping"})
    received = receive_dossier(house, clerk, form(house), PrintPlan(labels=0))
    with qtbot.waitSignal(loop.failed, timeout=30_000) as told:
        loop.start()
    assert told.args is not None
    assert told.args[1] == "Máy in không nhận khổ giấy hoặc kiểu tệp của lệnh này."
    [failed] = list_jobs(house)
    assert (failed.state, failed.printer, failed.attempts) == (FAILED, "Dropping", 1)
    assert dossier.PRINTED not in [entry.type for entry in open_dossier(house, received.subject_id).timeline]

    settings.change(printers={"a4": "Good"})
    retry_job(house, failed.job_id)
    loop.wake()
    settled(house, qtbot, **{DONE: 1})
    [done] = list_jobs(house)
    assert (done.job_id, done.printer, done.attempts) == (failed.job_id, "Good", 2)
    with pypdfium2.PdfDocument(archived(house, done.pdf_sha256)) as paper:
        assert all("Lần gửi in 2" in page.get_textpage().get_text_range() for page in paper)
    assert open_dossier(house, received.subject_id).timeline[-1].type == dossier.PRINTED
    assert (papers(nothing), len(papers(kept))) == ([], 1)


def test_a_paused_label_queue_waits_and_receipts_go_on(
    house: House, clerk: Actor, room: PrintRoom, settings: SettingsFile, loop: PrintLoop, qtbot: QtBot
) -> None:
    good, kept = room.printer("good", "A4")
    room.queue("Good", good, "A4")
    room.queue("Jammed", "file:///dev/null", "Label50x30")
    room.ask("cupsdisable", "Jammed")
    settings.change(printers={"a4": "Good", "label": "Jammed"})
    receive_dossier(house, clerk, form(house), PrintPlan())
    loop.start()
    settled(house, qtbot, **{DONE: 1, SENT: 1})
    assert len(papers(kept)) == 1
    [label] = list_jobs(house, state=SENT)
    qtbot.waitUntil(lambda: list_jobs(house, state=SENT)[0].error == "Máy in đang tạm dừng.", timeout=10_000)

    loop.close()
    again = PrintLoop(house, loop._delivery, CupsSpooler(str(room.socket)))  # the next start
    room.ask("cupsenable", "Jammed")
    again.start()
    settled(house, qtbot, **{DONE: 2})
    again.close()
    assert next(job for job in list_jobs(house) if job.job_id == label.job_id).attempts == 1, "found, not sent again"
