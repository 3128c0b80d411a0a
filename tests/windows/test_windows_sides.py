"""What the program does otherwise on Windows: keys, folders, one window, printing, ports, files in use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
import serial

from app.domain.errors import EnvironmentProblem
from app.log import Log, watch_crashes
from app.paths import Folders, mark_proven, write_durably
from app.printing.handing import SpoolPlace
from app.printing.spool_raw import spool_raw
from app.printing.spooler import SpoolerSilent, Stage, system_spooler
from app.storage import migrating
from app.storage.backup import back_up, copies, verify_copy
from app.storage.database import Database
from app.storage.keys import SERVICE, KeyVault
from app.storage.migrating import migrate, revisions

assert sys.platform == "win32"
KEY = bytes(range(32))


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A folder whose path has 200 characters, Vietnamese ones among them."""
    folder = tmp_path / "Bộ phận Một cửa xã Vĩnh Lợi"
    while len(str(folder)) < 150:
        folder /= "Hồ sơ đã nhận năm nay"
    folder /= "x" * (199 - len(str(folder)))
    folder.mkdir(parents=True)
    assert len(str(folder)) == 200
    return folder


# -- keys


def test_keys_lie_in_the_credential_store_of_windows(tmp_path: Path) -> None:
    assert type(keyring.get_keyring()).__module__ == "keyring.backends.Windows"
    vault = KeyVault(tmp_path, "phòng thử")
    key = vault.database_key()
    assert vault.in_keyring
    assert not list(tmp_path.glob("*.key"))
    assert KeyVault(tmp_path, "phòng thử").database_key() == key
    vault.forget()
    assert keyring.get_password(SERVICE, "phòng thử/database") is None


def test_keys_of_two_data_folders_do_not_meet(tmp_path: Path) -> None:
    one, two = KeyVault(tmp_path / "1", "1"), KeyVault(tmp_path / "2", "2")
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
    assert one.database_key() != two.database_key()
    again = [KeyVault(tmp_path / name, name).database_key() for name in ("1", "2")]
    assert again == [one.database_key(), two.database_key()]
    one.forget()
    two.forget()


# -- folders and files


def test_data_lie_below_the_local_application_data() -> None:
    folders = Folders.of()
    assert folders.data == Path(os.environ["LOCALAPPDATA"]) / "QuayMotCua"
    assert folders.logs.is_relative_to(os.environ["LOCALAPPDATA"])
    assert folders.marks == Path(os.environ["APPDATA"]) / "QuayMotCua-so"
    assert folders.exports.name == "Quầy Một Cửa"


def test_a_file_is_replaced_whole_also_at_200_characters(deep: Path) -> None:
    file = deep / "số.json"
    write_durably(file, b"1\r\n")
    write_durably(file, b"2\n")
    assert file.read_bytes() == b"2\n"
    assert [path.name for path in deep.iterdir()] == ["số.json"]


def test_a_file_somebody_reads_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    write_durably(file, b"old")
    with file.open("rb") as reader:
        with pytest.raises(PermissionError):  # what antivirus and sync programs do to us
            write_durably(file, b"new")
        assert reader.read() == b"old"
    write_durably(file, b"new")
    assert file.read_bytes() == b"new"


def test_a_glance_of_the_virus_scanner_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "numbers.json"
    write_durably(file, b"old")
    reader = file.open("rb")
    letting_go = threading.Timer(0.2, reader.close)
    letting_go.start()
    write_durably(file, b"new")
    letting_go.join()
    assert file.read_bytes() == b"new"


def test_the_launcher_learns_that_this_version_came_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUAY_VERSION_FOLDER", str(tmp_path))
    mark_proven()
    assert (tmp_path / "proven").exists()


# -- database


def test_the_database_works_deep_in_folders_with_vietnamese_names(deep: Path) -> None:
    file = deep / "quay.db"
    migrate(file, KEY, deep / "trước.db")
    database = Database(file, KEY)
    try:
        with database.read():
            copy = back_up(file, KEY, deep / "bản sao", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))
    finally:
        database.close()
    assert copies(deep / "bản sao") == [copy]
    assert verify_copy(copy, KEY) == 0
    assert b"SQLite" not in file.read_bytes()[:64]
    file.unlink()  # nothing holds it any more


def test_data_of_the_version_before_come_up_to_date_with_a_copy(deep: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, before = deep / "quay.db", deep / "trước-nâng-cấp.db"
    older = deep.parents[1] / "cũ"
    shutil.copytree(migrating.MIGRATIONS, older, ignore=shutil.ignore_patterns(f"{revisions()[-1]}*", "__pycache__"))
    with monkeypatch.context() as version_before:
        version_before.setattr(migrating, "MIGRATIONS", older)
        assert migrate(file, KEY, before)
    assert not before.exists()
    assert migrate(file, KEY, before)
    assert verify_copy(before, KEY) == 0
    assert not migrate(file, KEY, before)
    Database(file, KEY).close()


def test_data_of_a_newer_version_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, older = tmp_path / "quay.db", tmp_path / "cũ"
    migrate(file, KEY, tmp_path / "before.db")
    kept = file.read_bytes()
    shutil.copytree(migrating.MIGRATIONS, older, ignore=shutil.ignore_patterns(f"{revisions()[-1]}*", "__pycache__"))
    monkeypatch.setattr(migrating, "MIGRATIONS", older)
    with pytest.raises(EnvironmentProblem) as trouble:
        migrate(file, KEY, tmp_path / "before.db")
    assert trouble.value.code == "DB-NEWER"
    assert file.read_bytes() == kept


# -- log and crash reports


def test_a_crash_leaves_a_report_beside_the_log(tmp_path: Path) -> None:
    crash = (
        "import ctypes, sys; from pathlib import Path; from app.log import watch_crashes;"
        "watch_crashes(Path(sys.argv[1])); ctypes.string_at(0)"
    )
    died = subprocess.run(
        [sys.executable, "-c", crash, str(tmp_path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    assert died.returncode
    assert "access violation" in (tmp_path / "crash.log").read_text("utf-8")


def test_the_log_is_written_in_utf8_and_closed(tmp_path: Path) -> None:
    import logging

    log = Log(tmp_path)
    logging.getLogger("app").warning("Giấy đã in")
    log.stop()
    stop = watch_crashes(tmp_path)
    stop()
    assert "Giấy đã in" in (tmp_path / "quay.log").read_text("utf-8")
    for file in ("quay.log", "crash.log"):
        (tmp_path / file).unlink()  # nothing holds it any more


# -- printing


def test_a_queue_that_is_not_there_is_told_not_crashed() -> None:
    with pytest.raises(OSError, match="OpenPrinter"):
        spool_raw("Máy in không có", b"^XA^XZ", "thử", 5)


def test_a_job_in_a_queue_that_is_gone_has_left() -> None:
    place = SpoolPlace("Máy in không có", "Biên nhận 42", 7)
    spooler = system_spooler()
    try:
        assert spooler.look(place).stage is Stage.LEFT
    except SpoolerSilent as silent:
        pytest.skip(f"this Windows has no such error: {silent.__cause__}")
    spooler.withdraw(place)


def test_papers_print_through_windows_own_way_into_a_pdf(tmp_path: Path) -> None:
    import pypdfium2
    from PySide6.QtWidgets import QApplication
    from reportlab.pdfgen.canvas import Canvas

    from app.printing.qt_printer import list_printers, print_pdf

    application = QApplication.instance() or QApplication(["thử"])
    assert application is not None
    assert isinstance(list_printers(), list)
    paper = tmp_path / "giấy.pdf"
    canvas = Canvas(str(paper), pagesize=(420, 595))
    canvas.drawString(72, 500, "42")
    canvas.save()
    target = tmp_path / "ra.pdf"
    print_pdf(paper.read_bytes(), "", job_name="Biên nhận", output_file=target)
    with pypdfium2.PdfDocument(target) as printed:
        assert len(printed) == 1
    with pytest.raises(EnvironmentProblem):
        print_pdf(paper.read_bytes(), "Máy in không có", job_name="Biên nhận")


# -- scanners


def test_a_scanner_on_a_com_port_is_read() -> None:
    with serial.Serial("COM5", 9600, timeout=5) as port:
        port.write(b"?\r\n")
        assert port.read_until(b"\n").strip() == b"H12.10.15-261122-0042"


def test_a_port_that_is_taken_is_told_from_one_that_is_missing() -> None:
    from app.runtime.serial_reader import PortState, _state_of

    # Windows says it in the language of its user; the kind of the error is the same everywhere.
    taken = serial.SerialException("could not open port 'COM5': PermissionError(13, 'Truy nhập bị từ chối.', None, 5)")
    assert _state_of(taken) is PortState.TAKEN
    with pytest.raises(serial.SerialException) as missing:
        serial.Serial("COM99")
    assert _state_of(missing.value) is PortState.MISSING


# -- one window

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from app.runtime.single_window import FirstWindow
application = QApplication(["q", "-platform", "offscreen"])
window = QWidget()
window.showMinimized()
first = FirstWindow("thu-hai-lan")
Path(sys.argv[1]).touch()
def look():
    if not window.isMinimized():
        Path(sys.argv[1]).with_name("front").touch()
        application.quit()
timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
QTimer.singleShot(60_000, application.quit)
application.exec()
"""


def test_a_second_start_brings_the_first_window_to_front(tmp_path: Path) -> None:
    from app.runtime.single_window import call_first

    assert not call_first("nobody-there")
    ready = tmp_path / "ready"
    first = subprocess.Popen(
        [sys.executable, "-c", FIRST, str(ready)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while not ready.exists():
            assert first.poll() is None
            assert time.monotonic() < end
            time.sleep(0.1)
        assert call_first("thu-hai-lan")
        assert first.wait(60) == 0
        assert (tmp_path / "front").exists()
    finally:
        first.kill()
