"""The composition root: builds every long-lived object, in order, and takes them down in reverse.

Order of a start: folders and log (so that every later trouble is written down), the application object with fonts and
language, the one-copy lock, the key, the migration (backup first), the database, the task runner and print thread, the
window. First paint comes before anything slow that the window can do without: the catalogue is read by the task runner.
"""

from __future__ import annotations

import json
import logging
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QLockFile, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.addresses import AddressBook
from app.domain.catalogue import procedure_from_data
from app.domain.errors import Explained
from app.domain.procedures import Procedure
from app.log import Log, catch_failures, log_qt_message, watch_crashes
from app.paths import Folders
from app.printing.printers import Printers
from app.printing.qt_printer import print_pdf
from app.printing.spooler import system_spooler
from app.runtime.garbage import GuiGarbage
from app.runtime.print_loop import PrintLoop
from app.runtime.tasks import Hub, TaskRunner
from app.runtime.wedge_filter import WedgeFilter
from app.services.delivery import PrinterDelivery
from app.services.demo import PIN, found_demo_office
from app.services.house import House
from app.services.offices import find_desk
from app.services.upkeep import rebuild_projections, verify
from app.settings import Language, SettingsFile
from app.storage.database import Database
from app.storage.keys import KeyVault
from app.storage.migrating import migrate
from app.ui import theme
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.shell import theme_from
from app.ui.window_settings import WindowSettings

RESOURCES = Path(__file__).parent.parent / "resources"
log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@contextmanager
def open_house(folders: Folders, *, use_keyring: bool) -> Iterator[tuple[House, KeyVault]]:
    """Open this PC's data: key, migration with backup, database. Raises EnvironmentProblem with a clear sentence."""
    vault = KeyVault(folders.keys, _installation(folders.data), use_keyring=use_keyring)
    key = vault.database_key()
    before = folders.backups / f"truoc-nang-cap-{now_utc():%Y%m%d-%H%M%S}.db"
    migrate(folders.database, key, before)
    database = Database(folders.database, key)
    try:
        yield House(database, now_utc, folders.papers, folders.number_mark, folders.backups), vault
    finally:
        database.close()


def keep(command: str, basedir: Path | None, *, use_keyring: bool) -> int:
    """Run a keeper's command without a window; 0 = all is well."""
    folders = Folders.of(basedir)
    folders.create()
    try:
        with open_house(folders, use_keyring=use_keyring) as (house, _vault):
            if command == "rebuild":
                print(f"Đã dựng lại {rebuild_projections(house)} mục từ nhật ký.")
                return 0
            checked, faults = verify(house)
            for fault in faults:
                print(f"{fault.what}: máy {fault.device_id} số {fault.device_seq}")
            print(f"Đã kiểm {checked} việc trong nhật ký, {len(faults)} chỗ sai.")
            return 1 if faults else 0
    except Explained as error:
        print(f"{error.sentence} {error.advice}", file=sys.stderr)
        return 2


def run(basedir: Path | None, *, demo: bool, use_keyring: bool, on_started: Callable[[], None] = lambda: None) -> int:
    """Run the program until its window closes; returns the exit code. `on_started` is called when the window shows."""
    if demo and basedir is None:
        basedir = Folders.of().data / "dung-thu"
    folders = Folders.of(basedir)
    folders.create()
    with ExitStack() as taken_down:
        logs = Log(folders.logs)
        taken_down.callback(logs.stop)
        taken_down.callback(catch_failures())
        watch_crashes(folders.logs)
        qInstallMessageHandler(log_qt_message)
        taken_down.callback(partial(qInstallMessageHandler, None))

        application = QApplication(sys.argv[:1])
        application.setApplicationName("QuayMotCua")
        application.setApplicationDisplayName("Quầy Một Cửa")
        settings = SettingsFile.load(folders.settings_file)
        translators = install_language(application, settings.current.language)
        taken_down.callback(translators.clear)

        lock = QLockFile(str(folders.data / "quay.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(100):
            _tell("Quầy Một Cửa đang mở trên máy này.", "Chuyển sang cửa sổ đang mở. Dữ liệu không thay đổi.")
            return 3
        taken_down.callback(lock.unlock)

        try:
            house, vault = taken_down.enter_context(open_house(folders, use_keyring=use_keyring))
            if demo and find_desk(house) is None:
                found_demo_office(house, vault.device_key(), sample_catalogue())
        except Explained as error:
            log.error("start refused: %s", error.code)
            _tell(error.sentence, error.advice)
            return 2

        garbage = GuiGarbage()
        taken_down.callback(garbage.close)
        hub = Hub()
        runner = TaskRunner(hub)
        taken_down.callback(runner.close)
        window_settings = WindowSettings(settings, runner)
        theme.apply(application, theme_from(window_settings))
        delivery = PrinterDelivery(house, settings, folders.printouts, Printers(settings, _print_by_system))
        print_loop = PrintLoop(house, delivery, system_spooler())
        context = Context(
            house=house,
            runner=runner,
            hub=hub,
            settings=settings,
            addresses=AddressBook.parse((RESOURCES / "addresses.tsv").read_bytes()),
            wake_printer=print_loop.wake,
            desk=find_desk(house),
            key_in_keyring=vault.in_keyring,
            demo_pin=PIN if demo else "",
            printouts=folders.printouts,
        )
        window = CounterWindow(context, window_settings, print_loop, vault.device_key, sample_catalogue)
        wedge = WedgeFilter(settings.current.scanner)
        wedge.scanned.connect(window.on_scanned)
        window.listen_to(wedge)
        application.installEventFilter(wedge)
        taken_down.callback(partial(application.removeEventFilter, wedge))
        print_loop.start()
        taken_down.callback(print_loop.close)
        window.begin()
        on_started()
        return application.exec()


def sample_catalogue() -> list[Procedure]:
    """Read the sample catalogue that comes with the program."""
    text = (RESOURCES / "catalogue" / "sample.jsonl").read_text("utf-8")
    return [procedure_from_data(json.loads(line)) for line in text.splitlines() if line]


def install_language(application: QApplication, language: Language) -> list[QTranslator]:
    """Put the language in force, also for Qt's own buttons; returns the translators, which must stay alive."""
    QLocale.setDefault(QLocale("vi_VN") if language is Language.VIETNAMESE else QLocale("en_GB"))
    translators = []
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    name = "vi" if language is Language.VIETNAMESE else "en"
    for file in (Path(qt_folder) / f"qtbase_{name}.qm", RESOURCES / "translations" / f"quay_{name}.qm"):
        translator = QTranslator()
        if file.exists() and translator.load(str(file)):
            application.installTranslator(translator)
            translators.append(translator)
    return translators


def _print_by_system(pdf: bytes, printer: str, name: str, offset_mm: tuple[float, float]) -> None:
    print_pdf(pdf, printer, job_name=name, offset_mm=offset_mm)


def _installation(data: Path) -> str:
    """Return the name under which this data folder's secrets are kept, made at the first start."""
    file = data / "installation"
    if not file.exists():
        file.write_text(str(uuid.uuid4()), "ascii")
    return file.read_text("ascii").strip()


def _tell(sentence: str, advice: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, "Quầy Một Cửa", sentence)
    box.setInformativeText(advice)
    box.addButton("Đóng", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
