"""The second half of a start: printers, updates, scanners, and what the window does with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app import __version__
from app.paths import Folders
from app.printing.handing import Handed, PrintPdf
from app.printing.spooler import system_spooler
from app.runtime.print_loop import PrintLoop
from app.runtime.serial_reader import SerialReader
from app.runtime.side_work import SideWork
from app.runtime.update_watch import UpdateWatch
from app.runtime.wedge_filter import WedgeFilter
from app.services.delivery import PrinterDelivery
from app.services.installed_version import InstalledVersion
from app.services.release_keys import read_release_keys
from app.services.updates import Updates
from app.settings import SettingsFile
from app.ui.context import Context, FileExchange
from app.ui.counter_window import CounterWindow
from app.ui.counter_work import CounterWork

LINE_AFTER_MS = 1500  # whoever signs in first has the screens first; so often it is looked whether they are there
RELEASE_KEYS = Path(__file__).parents[2] / "resources" / "release_keys.json"


@contextmanager
def take_up(application: QApplication, folders: Folders, context: Context, window: CounterWindow) -> Iterator[None]:
    """Build it around a window that shows the sign-in; call on the GUI thread."""
    with ExitStack() as taken_down:
        delivery = PrinterDelivery(context.house, context.settings, folders.printouts, _printers(context.settings))
        print_loop = PrintLoop(context.house, delivery, system_spooler())
        context.wake_printer = print_loop.wake
        context.updates = UpdateWatch(updates_of(folders))
        taken_down.callback(context.updates.stop)
        wedge = WedgeFilter(context.settings.current.scanner)
        serial = SerialReader()
        taken_down.callback(serial.close)
        CounterWork(context, window, print_loop, wedge, serial)
        wedge.listen(application)
        taken_down.callback(wedge.close)
        print_loop.start()
        taken_down.callback(print_loop.close)
        context.updates.begin()
        context.file_exchange = FileExchange(partial(_export, context), partial(_receive, context))
        taken_down.callback(_hang_up, context)
        _begin_line_later(context, window)
        yield


def _begin_line_later(context: Context, window: CounterWindow) -> None:
    """Begin the line to the server when the screens are there: what speaks to a network takes long to load."""

    def begin(_loaded: object) -> None:
        from app.runtime.connectivity import Connectivity

        if context.device_key is not None and window.shell.isVisible():
            context.begin_line(Connectivity(context.house, context.device_key, __version__))

    def load(_work: SideWork) -> None:
        import_module("app.services.upkeep").refold_after_update(context.house)
        import_module("app.runtime.connectivity")

    def later() -> None:
        if window.is_making:
            QTimer.singleShot(LINE_AFTER_MS, window, later)
            return
        SideWork(window, load, begin, window.tell_trouble)

    QTimer.singleShot(LINE_AFTER_MS, window, later)


def _export(context: Context, parent: QWidget) -> None:
    from app.ui.screens.exchange_files import export_file

    export_file(context, parent)


def _receive(context: Context, parent: QWidget) -> None:
    from app.ui.screens.exchange_files import receive_file

    receive_file(context, parent)


def _hang_up(context: Context) -> None:
    if context.line is not None:
        context.line.close()


def updates_of(folders: Folders) -> Updates:
    """Return what looks after the updates of this PC."""
    return Updates(folders.updates, read_release_keys(RELEASE_KEYS), __version__, _now, InstalledVersion.of())


def _now() -> datetime:
    return datetime.now(UTC)


def _printers(settings: SettingsFile) -> PrintPdf:
    """Return the way to every printer. What draws pages and talks to drivers is loaded with the first paper."""

    def hand_over(pdf: Path, printer: str, name: str, /) -> Handed:
        from app.printing.printers import Printers

        return Printers(settings, _print_by_system)(pdf, printer, name)

    return hand_over


def _print_by_system(pdf: bytes, printer: str, name: str, offset_mm: tuple[float, float]) -> None:
    from app.printing.qt_printer import print_pdf

    print_pdf(pdf, printer, job_name=name, offset_mm=offset_mm)
