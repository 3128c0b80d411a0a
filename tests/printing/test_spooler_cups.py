"""Real queues: CUPS of Debian, IPP Everywhere at its end, Qt's own printing. What came out is decoded."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import print_room
import pytest
import samples
from decoding import decoded
from PIL import Image, ImageFilter
from print_room import PrintRoom, QtWorker, papers, until

from app.printing.handing import SpoolPlace
from app.printing.raster import page_images, page_sizes_mm
from app.printing.rendering import render
from app.printing.spooler import SpoolerSilent, SpoolState, Stage
from app.printing.spooler_cups import CupsSpooler, server

pytestmark = [
    pytest.mark.skipif(bool(print_room.MISSING), reason=f"not installed: {', '.join(print_room.MISSING)}"),
    pytest.mark.timeout(120),
]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrintRoom]:
    with print_room.opened(tmp_path_factory.mktemp("room")) as room:
        yield room


@pytest.fixture(scope="module")
def worker(room: PrintRoom) -> Iterator[QtWorker]:
    worker = QtWorker(room.environment)
    yield worker
    worker.close()


@pytest.fixture
def spooler(room: PrintRoom) -> CupsSpooler:
    return CupsSpooler(str(room.socket))


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(render(samples.RECEIPT_2025))
    return path


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.pdf"
    path.write_bytes(render(samples.GUIDE))
    return path


def told(spooler: CupsSpooler, place: SpoolPlace, *stages: Stage) -> SpoolState:
    """Wait until a job has come to one of these stages."""
    until(lambda: spooler.look(place).stage in stages, f"{place.name} is {stages}: {spooler.look(place)}")
    return spooler.look(place)


def test_a_printed_receipt_is_told_as_done_and_its_codes_read_off_what_the_printer_got(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, receipt: Path
) -> None:
    address, kept = room.printer("good", "A4", "A5")
    room.queue("Good", address, "A4", "A5")
    place = SpoolPlace("Good", "QMC-good-1")
    assert worker.print(receipt, "Good", place.name) == {}
    done = told(spooler, place, Stage.DONE, Stage.FAILED)
    assert done.stage == Stage.DONE
    assert spooler.look(SpoolPlace("Good", place.name, done.number)) == done, "its number finds it, too"
    [received] = papers(kept)
    assert page_sizes_mm(received)[0] == pytest.approx((210, 297), abs=1)
    codes = {samples.RECEIPT_2025.codes.lookup, samples.RECEIPT_2025.codes.barcode}
    for page in page_images(received, 300):
        assert decoded(page) == codes
        assert decoded(worn(page, 300)) == codes


def worn(image: Image.Image, dpi: float) -> Image.Image:
    """Shrink to 97 % as "fit to page" does, turn by 3° as a hand does, blur with σ 0.10 mm."""
    grey = image.convert("L")
    smaller = grey.resize((round(grey.width * 0.97), round(grey.height * 0.97)), Image.Resampling.BILINEAR)
    turned = smaller.rotate(3, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return turned.filter(ImageFilter.GaussianBlur(0.10 * dpi / 25.4))


def test_a_printed_label_is_read_worn_from_what_the_printer_got(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, tmp_path: Path
) -> None:
    label = samples.all_samples()["12-label-50x30-203"]
    pdf = tmp_path / "label.pdf"
    pdf.write_bytes(render(label))
    address, kept = room.printer("labels", "Label50x30")
    room.queue("Labels", address, "Label50x30")
    place = SpoolPlace("Labels", "QMC-label-1")
    assert worker.print(pdf, "Labels", place.name) == {}
    assert told(spooler, place, Stage.DONE, Stage.FAILED).stage == Stage.DONE
    [received] = papers(kept)
    page = page_images(received, 600)[0]
    clean = decoded(page)
    assert clean
    assert decoded(worn(page, 600)) == clean


def test_a_queue_that_accepts_a_page_its_printer_refuses_is_seen_as_failed_at_once(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    address, kept = room.printer("noa5")
    room.queue("NoA5", address, "A4", "A5")
    place = SpoolPlace("NoA5", "QMC-noa5-1")
    assert worker.print(guide, "NoA5", place.name) == {}, "Qt and CUPS call it a success"
    until(lambda: spooler.look(place).stage == Stage.FAILED, "the drop is seen", 5)
    assert spooler.look(place).said == "Máy in không nhận khổ giấy hoặc kiểu tệp của lệnh này."
    assert papers(kept) == []


def test_a_paused_queue_is_told_as_waiting_and_prints_when_it_goes_on(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    address, kept = room.printer("paused", "A4", "A5")
    room.queue("Paused", address, "A4", "A5")
    room.ask("cupsdisable", "Paused")
    place = SpoolPlace("Paused", "QMC-paused-1")
    assert worker.print(guide, "Paused", place.name) == {}
    state = spooler.look(place)
    assert (state.stage, state.said) == (Stage.WAITING, "Máy in đang tạm dừng.")
    room.ask("cupsenable", "Paused")
    assert told(spooler, place, Stage.DONE, Stage.FAILED).stage == Stage.DONE
    assert len(papers(kept)) == 1


def test_a_printer_without_paper_says_so_and_prints_after_it_was_filled(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    filled = room.folder / "filled"
    wait = f"echo 'STATE: +media-empty-error' >&2; while [ ! -e {filled} ]; do sleep 0.05; done"
    address, _kept = room.printer("empty", "A4", "A5", command=f"{wait}; echo 'STATE: -media-empty-error' >&2")
    room.queue("Empty", address, "A4", "A5")
    place = SpoolPlace("Empty", "QMC-empty-1")
    assert worker.print(guide, "Empty", place.name) == {}
    until(lambda: spooler.look(place).said == "Máy in hết giấy.", "no paper is told")
    assert spooler.look(place).stage == Stage.WAITING
    filled.touch()
    assert told(spooler, place, Stage.DONE, Stage.FAILED).stage == Stage.DONE


def test_a_job_held_cancelled_or_taken_back_without_ink_is_told_so(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    room.queue("Never", "file:///dev/null", "A4", "A5")
    room.ask("cupsdisable", "Never")
    places = [SpoolPlace("Never", f"QMC-never-{number}") for number in (1, 2)]
    for place in places:
        assert worker.print(guide, "Never", place.name) == {}
    numbers = [spooler.look(place).number for place in places]
    room.ask("lp", "-i", f"Never-{numbers[0]}", "-H", "hold")
    assert spooler.look(places[0]).said == "Lệnh in đang bị giữ trong hàng đợi."
    room.ask("cancel", f"Never-{numbers[0]}")
    spooler.withdraw(places[1])
    spooler.withdraw(places[1])
    for place in places:
        state = spooler.look(place)
        assert (state.stage, state.inked) == (Stage.FAILED, False)
        assert state.said == "Lệnh in đã bị hủy trong hàng đợi của máy tính."


def test_a_queue_removed_with_its_jobs_and_a_job_it_never_had_are_no_success(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    room.queue("Gone", "file:///dev/null", "A4", "A5")
    room.ask("cupsdisable", "Gone")
    place = SpoolPlace("Gone", "QMC-gone-1")
    assert worker.print(guide, "Gone", place.name) == {}
    room.ask("lpadmin", "-x", "Gone")
    told(spooler, place, Stage.FAILED, Stage.VANISHED)
    assert spooler.look(SpoolPlace("Gone", "QMC-other-1")).stage == Stage.VANISHED
    assert spooler.look(SpoolPlace("Gone", place.name, 9999)).stage == Stage.VANISHED
    missing = worker.print(guide, "Gone", place.name)
    assert missing == {"kind": "NothingPrinted", "said": "Không tìm thấy máy in “Gone”."}


def test_a_backend_that_fails_after_the_first_sheets_prints_twice_and_is_one_job(
    room: PrintRoom, worker: QtWorker, spooler: CupsSpooler, guide: Path
) -> None:
    paper = room.folder / "twice.out"
    room.backend("twice", f'cat "$6" >/dev/null; echo sheet >> {paper}; [ $(wc -l < {paper}) -ge 2 ] || exit 1')
    room.queue("Twice", "twice:/printer", "A4", "A5")
    place = SpoolPlace("Twice", "QMC-twice-1")
    assert worker.print(guide, "Twice", place.name) == {}
    state = told(spooler, place, Stage.DONE, Stage.FAILED)
    assert state.stage == Stage.DONE
    assert paper.read_text() == "sheet\nsheet\n", "the queue itself prints at least once"


def test_a_cups_that_dies_in_the_middle_is_silent_and_knows_its_jobs_when_it_is_back(
    tmp_path: Path, guide: Path
) -> None:
    with print_room.opened(tmp_path / "room") as room:
        spooler = CupsSpooler(str(room.socket))
        address, kept = room.printer("survivor", "A4", "A5")
        room.queue("Survivor", address, "A4", "A5")
        room.ask("cupsdisable", "Survivor")
        worker = QtWorker(room.environment)
        place = SpoolPlace("Survivor", "QMC-survivor-1")
        try:
            assert worker.print(guide, "Survivor", place.name) == {}
            number = spooler.look(place).number
            until(lambda: any((room.folder / "spool").glob("d*")), "the paper is on disk")
            room.cupsd.terminate()  # asks it to write down its jobs, as a shutdown does
            room.cupsd.wait()
            with pytest.raises(SpoolerSilent):
                spooler.look(place)
            assert worker.print(guide, "Survivor", "QMC-survivor-2")["kind"] == "NothingPrinted"
            room.start_cups()
            assert spooler.look(place).number == number
            room.ask("cupsenable", "Survivor")
            assert told(spooler, place, Stage.DONE, Stage.FAILED).stage == Stage.DONE
            assert len(papers(kept)) == 1
        finally:
            worker.close()


def test_a_queue_that_hangs_is_given_up_after_its_time(tmp_path: Path) -> None:
    with socket.socket() as dead:
        dead.bind(("127.0.0.1", 0))
        dead.listen()
        hanging = CupsSpooler(f"127.0.0.1:{dead.getsockname()[1]}", timeout=0.2)
        with pytest.raises(SpoolerSilent):
            hanging.look(SpoolPlace("A", "B"))
    with pytest.raises(SpoolerSilent):
        CupsSpooler(str(tmp_path / "nowhere")).look(SpoolPlace("A", "B"))


def test_cups_is_looked_for_where_libcups_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for named, found in (
        ("/tmp/x/cups.sock", "/tmp/x/cups.sock"),
        ("print.example", "print.example:631"),
        ("print.example:6310/version=1.1", "print.example:6310"),
        ("[::1]:6310", "[::1]:6310"),
    ):
        monkeypatch.setenv("CUPS_SERVER", named)
        assert server() == found
    monkeypatch.delenv("CUPS_SERVER")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".cups").mkdir()
    (tmp_path / ".cups/client.conf").write_text("# own\nServerName 10.0.0.7\n")
    assert server() == "10.0.0.7:631"


def test_looking_from_several_threads_is_safe(room: PrintRoom, spooler: CupsSpooler) -> None:
    states: list[SpoolState] = []
    threads = [
        threading.Thread(target=lambda: states.append(spooler.look(SpoolPlace("Good", "QMC-none")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {state.stage for state in states} == {Stage.VANISHED}
