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
from app.printing.handing import Handed, NothingPrinted, SpoolPlace
from app.printing.spooler import SILENT, SpoolerSilent, SpoolState, Stage
from app.runtime import print_loop
from app.runtime.print_loop import PrintLoop
from app.services import papers, print_jobs
from app.services.delivery import PrinterDelivery
from app.services.dossiers import open_dossier
from app.services.house import House
from app.services.intake import Received, receive_dossier
from app.services.paper_archive import archived
from app.services.print_jobs import (
    DONE,
    FAILED,
    PRINTING,
    QUEUED,
    SENT,
    PrintJob,
    PrintPlan,
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
    """A printer that fails once per kind of paper in `troubles`, and holds those `jammed` until its gate opens."""

    troubles: dict[str, Exception] = field(default_factory=dict)
    jammed: tuple[str, ...] = ("receipt", "label")
    queued: bool = False  # hands over to a queue that is asked afterwards
    printed: list[tuple[str, bytes]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def printer_for(self, job: PrintJob) -> str:
        return "HP"

    def deliver(self, job: PrintJob, pdf: Path, printer: str, name: str) -> Handed:
        if job.kind in self.jammed:
            self.gate.wait(30)
        if job.kind in self.troubles:
            raise self.troubles.pop(job.kind)
        self.printed.append((job.kind, pdf.read_bytes()))
        return Handed(SpoolPlace(printer, name)) if self.queued else Handed(certain=True)


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
    def never(_pdf: Path, _printer: str, _name: str) -> Handed:
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
    first, *prints = (entry.what for entry in open_dossier(house, received.subject_id).timeline)
    assert (first, sorted(prints)) == ("Tiếp nhận", ["In giấy tiếp nhận và hẹn trả", "In tem"])


def test_a_failing_printer_leaves_the_reason_and_the_next_paper_prints(
    house: House, received: Received, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.troubles = {"receipt": EnvironmentProblem("Máy in hết giấy.")}
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
    printer.troubles = {"label": ZeroDivisionError("driver")}
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
    house: House, received: Received, clerk: Actor, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.gate.clear()
    loop.start()
    qtbot.waitUntil(lambda: count_jobs(house) == {PRINTING: 2}, timeout=20_000)
    papers.print_label(house, clerk, received.subject_id, PrintPlan())
    threading.Timer(0.05, printer.gate.set).start()
    loop.close()
    assert count_jobs(house) == {DONE: 2, QUEUED: 1}
    loop.close()


def test_closing_a_loop_that_never_started_is_nothing(house: House, printer: Printer, qtbot: QtBot) -> None:
    PrintLoop(house, printer).close()


@pytest.mark.parametrize("step", ["list_jobs", "take_job", "finish_job", "list_on_their_way"])
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
    original, failed = getattr(print_jobs, step), threading.Event()

    def once(*args: object, **named: object) -> object:
        if not failed.is_set():
            failed.set()
            raise EnvironmentProblem("Một bản khác của chương trình đang giữ dữ liệu.")
        return original(*args, **named)

    monkeypatch.setattr(print_jobs, step, once)
    loop.start()
    qtbot.waitUntil(failed.is_set, timeout=20_000)
    loop.wake()
    expected = {PRINTING: 1, DONE: 1} if step == "finish_job" else {DONE: 2}
    settled(house, qtbot, **expected)


@dataclass
class Queue:
    """A queue of the system that says of a job, by its name, what it is told to; silent while `dead`."""

    states: dict[str, SpoolState] = field(default_factory=dict)
    default: SpoolState = field(default_factory=lambda: SpoolState(Stage.DONE, number=1))
    dead: bool = False
    withdrawn: list[str] = field(default_factory=list)

    def look(self, place: SpoolPlace) -> SpoolState:
        if self.dead:
            raise SpoolerSilent
        return self.states.get(place.name, self.default)

    def withdraw(self, place: SpoolPlace) -> None:
        self.withdrawn.append(place.name)


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def followed(house: House, printer: Printer, queue: Queue, qtbot: QtBot) -> Iterator[PrintLoop]:
    printer.queued = True
    loop = PrintLoop(house, printer, queue)
    yield loop
    printer.gate.set()
    loop.close()


def test_a_paper_dropped_by_its_queue_is_told_and_printed_again_with_its_number(
    house: House, received: Received, followed: PrintLoop, printer: Printer, queue: Queue, qtbot: QtBot
) -> None:
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    queue.states[print_jobs.spool_name(receipt.job_id, 1)] = SpoolState(Stage.FAILED, "Máy in bỏ lệnh.", 3)
    with qtbot.waitSignal(followed.failed, timeout=20_000) as told:
        followed.start()
    assert told.args is not None
    assert (told.args[0].job_id, told.args[1]) == (receipt.job_id, "Máy in bỏ lệnh.")
    settled(house, qtbot, **{FAILED: 1, DONE: 1})
    retry_job(house, receipt.job_id)
    followed.wake()
    settled(house, qtbot, **{DONE: 2})
    first, second = [pdf for kind, pdf in printer.printed if kind == "receipt"]
    assert first != second, "it says that it is the second sending"


def test_a_paper_on_its_turn_is_nothing_to_tell(
    house: House, received: Received, followed: PrintLoop, queue: Queue, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(print_loop, "PATIENCE", 0.0)
    queue.default = SpoolState(Stage.PRINTING, number=7)
    with qtbot.assertNotEmitted(followed.waiting):
        followed.start()
        qtbot.waitUntil(lambda: [j.place and j.place.number for j in list_jobs(house, state=SENT)] == [7, 7])
        queue.default = SpoolState(Stage.DONE, number=7)
        settled(house, qtbot, **{DONE: 2})


def test_a_jam_of_labels_does_not_hold_receipts(
    house: House, received: Received, clerk: Actor, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.jammed = ("label",)
    printer.gate.clear()
    loop.start()
    settled(house, qtbot, **{DONE: 1, PRINTING: 1})
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    reprint(house, clerk, receipt.job_id, "mất")
    loop.wake()
    settled(house, qtbot, **{DONE: 2, PRINTING: 1})
    assert [kind for kind, _ in printer.printed] == ["receipt", "receipt"]
    printer.gate.set()
    settled(house, qtbot, **{DONE: 3})


def test_a_waiting_paper_is_told_once_and_moved_to_another_printer_by_a_retry(
    house: House,
    received: Received,
    followed: PrintLoop,
    queue: Queue,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_loop, "PATIENCE", 0.1)
    receipt = next(job for job in list_jobs(house) if job.kind == "receipt")
    name = print_jobs.spool_name(receipt.job_id, 1)
    queue.states[name] = SpoolState(Stage.WAITING, "Máy in đang tạm dừng.", 3)
    told: list[str] = []
    followed.waiting.connect(lambda _job, sentence: told.append(sentence))
    with qtbot.waitSignal(followed.waiting, timeout=20_000):
        followed.start()
    settled(house, qtbot, **{SENT: 1, DONE: 1})
    [waits] = list_jobs(house, state=SENT)
    assert waits.error == "Máy in đang tạm dừng."
    retry_job(house, receipt.job_id)
    followed.wake()
    settled(house, qtbot, **{DONE: 2})
    assert queue.withdrawn == [name]
    assert told == ["Máy in đang tạm dừng."]


def test_a_dead_queue_is_said_and_the_paper_is_found_again_when_it_lives(
    house: House, received: Received, followed: PrintLoop, queue: Queue, qtbot: QtBot
) -> None:
    queue.dead = True
    followed.start()
    qtbot.waitUntil(lambda: {job.error for job in list_jobs(house, state=SENT)} == {SILENT}, timeout=20_000)
    queue.dead = False
    settled(house, qtbot, **{DONE: 2})


@pytest.mark.parametrize(("found", "sendings"), [(True, 0), (False, 1)], ids=["in its queue", "nowhere"])
def test_a_paper_handed_over_in_a_power_cut_is_looked_for_before_it_is_printed_again(
    house: House,
    received: Received,
    followed: PrintLoop,
    printer: Printer,
    queue: Queue,
    qtbot: QtBot,
    found: bool,
    sendings: int,
) -> None:
    job = take_job(house)
    assert job is not None
    print_jobs.begin_attempt(house, job, "HP", "HP", "ab" * 32)
    if not found:
        queue.states[print_jobs.spool_name(job.job_id, 1)] = SpoolState(Stage.VANISHED)
    followed.start()
    settled(house, qtbot, **{DONE: 2})
    assert [kind for kind, _ in printer.printed].count("receipt") == sendings
    [receipt] = [job for job in list_jobs(house) if job.kind == "receipt"]
    assert receipt.attempts == 1 + sendings


def test_nothing_on_paper_nothing_counted(
    house: House, received: Received, loop: PrintLoop, printer: Printer, qtbot: QtBot
) -> None:
    printer.troubles = {"receipt": NothingPrinted("Không tìm thấy máy in.")}
    loop.start()
    settled(house, qtbot, **{FAILED: 1, DONE: 1})
    [failed] = list_jobs(house, state=FAILED)
    assert (failed.attempts, failed.printer) == (0, "HP")


def test_the_end_of_the_program_does_not_wait_for_a_printer_that_hangs(
    house: House,
    received: Received,
    loop: PrintLoop,
    printer: Printer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_loop, "CLOSING", 0.2)
    printer.gate.clear()
    loop.start()
    settled(house, qtbot, **{PRINTING: 2})
    loop.close()
    assert count_jobs(house) == {PRINTING: 2}, "both are looked for at the next start"
