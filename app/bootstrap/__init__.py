"""The composition root: builds every long-lived object, in order, and takes them down in reverse.

The first half of a start: the application object; folders and log (so that every later trouble is written down),
language, look, the one-copy lock, the program's own files (`Start`); off the GUI thread the key, the check, the
migration with its backup (`Opening`, which tells what stands in the way, and restores); whose PC it is and who may
sign in, the task runner, the window with the sign-in. Nothing of that may load SQLAlchemy, the use cases or the
screens, which takes longer than all of it.

The second half (`app.bootstrap.work`) is loaded by the task runner when the sign-in has been painted, and built when it
is loaded. A PIN typed meanwhile is checked by the same runner after it, so whoever signs in finds everything there.
What draws papers is loaded with the first of them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.domain.addresses import AddressBook
from app.domain.errors import EnvironmentProblem, Explained
from app.log import report
from app.paths import Folders, mark_proven
from app.right_of_way import window_first
from app.runtime.garbage import GuiGarbage
from app.runtime.tasks import Hub, TaskRunner
from app.services.door import DEMO_PIN, find_desk, list_staff
from app.services.house import House
from app.storage.database import Database
from app.storage.health import examine, told_at_start, told_os_error
from app.storage.keys import KeyVault
from app.storage.migrating import migrate
from app.storage.restored_file import finish_interrupted
from app.ui.context import Context
from app.ui.counter_window import REOPEN, CounterWindow
from app.ui.damages import Damages
from app.ui.opening import Opening
from app.ui.start import Start, install_language, installation, make_folders
from app.ui.widgets.mark import mark_icon
from app.ui.window_settings import WindowSettings

if TYPE_CHECKING:
    from app.domain.procedures import Procedure
    from app.services.moving_in import MovedIn

__all__ = ["install_language", "keep", "open_house", "run", "sample_catalogue"]

RESOURCES = Path(__file__).parents[2] / "resources"
TURN = 0.0001  # seconds another thread may compute when the window wants Python: one paint asks some hundred times
LATER = ("app.bootstrap.work", "app.ui.screens.queue")  # what whoever signs in waits for
log = logging.getLogger(__name__)


def now_utc() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@contextmanager
def open_house(folders: Folders, *, use_keyring: bool) -> Iterator[tuple[House, KeyVault]]:
    """Open this PC's data and close it at the end. Raises EnvironmentProblem with a clear sentence."""
    house, vault = _opened(folders, use_keyring)
    try:
        yield house, vault
    finally:
        house.db.close()


def _opened(folders: Folders, use_keyring: bool, demo: bool = False) -> tuple[House, KeyVault]:
    """Finish a restore, check, migrate with a backup, open, found a demo; any thread. Raises EnvironmentProblem."""
    try:
        now = now_utc()
        finish_interrupted(folders, now)
        vault = KeyVault(folders.keys, installation(folders.data), use_keyring=use_keyring)
        had_office = folders.number_mark.exists() or any(folders.backups.glob("quay-*.db"))
        if folders.database.exists() and folders.database.stat().st_size:
            vault.must_have_database_key()
        key = vault.database_key()
        examine(folders.database, key, had_office=had_office)
        migrate(folders.database, key, folders.backups / f"truoc-nang-cap-{now:%Y%m%d-%H%M%S}.db")
    except OSError as error:
        raise told_os_error(error) from error
    except EnvironmentProblem as problem:
        raise told_at_start(problem) from problem
    house = House(Database(folders.database, key), now_utc, folders.papers, folders.number_mark, folders.backups)
    if demo and find_desk(house) is None:
        from app.services.demo import found_demo_office

        found_demo_office(house, vault.device_key(), sample_catalogue())
    return house, vault


def keep(command: str, basedir: Path | None, *, use_keyring: bool) -> int:
    """Run a keeper's command without a window; 0 = all is well."""
    from app.services.upkeep import rebuild_projections, verify

    folders = Folders.of(basedir)
    try:
        make_folders(folders)
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
    """Run the program until its window closes; returns the exit code. `on_started` is called when the window shows.

    0: closed, or another window of the same data was brought to front; 2: the data could not be opened; 3: another
    window has them and does not answer; 4: an error of ours.
    """
    folders = Folders.of(basedir) if basedir is not None or not demo else Folders.of_demo()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("QuayMotCua")
    application.setApplicationDisplayName("Quầy Một Cửa")
    application.setWindowIcon(mark_icon())
    application.setQuitOnLastWindowClosed(False)  # a window before the work is not the last one
    with ExitStack() as taken_down:
        start = Start(application, folders, RESOURCES)
        taken_down.callback(start.close)
        try:
            first = start.prepare()
            if first is not None:
                return first
            opening = Opening(
                folders,
                partial(_opened, folders, use_keyring, demo),
                partial(_key, folders, use_keyring),
                now_utc,
                partial(_keep_key, folders, use_keyring),
            )
            damage: Explained | None = None
            while True:
                opened = opening.open(damage)
                if opened is None:
                    return 2
                mark_proven()  # from here on the database may have this version's form
                code, damage = _work(start, opened, demo, on_started)
                if code == REOPEN:
                    continue
                if damage is None:
                    if code == 0:
                        _install_update(folders)
                    return code
        except Exception as error:  # an edge of the program
            start.tell_failure(report(error, "start failed"))
            return 4


def _work(
    start: Start, opened: tuple[House, KeyVault], demo: bool, on_started: Callable[[], None]
) -> tuple[int, EnvironmentProblem | None]:
    """Show the counter's window until it closes; returns the exit code, and the damage to mend before going on."""
    house, vault = opened
    settings, folders, application = start.settings, start.folders, start.application
    with ExitStack() as taken_down:
        taken_down.callback(house.db.close)
        sys.setswitchinterval(TURN)
        taken_down.enter_context(window_first())
        garbage = GuiGarbage()
        taken_down.callback(garbage.close)
        hub = Hub()
        runner = TaskRunner(hub)
        taken_down.callback(runner.close)
        context = Context(
            house=house,
            runner=runner,
            hub=hub,
            settings=settings,
            addresses=AddressBook.later((RESOURCES / "addresses.tsv").read_bytes),
            desk=find_desk(house),
            key_in_keyring=vault.in_keyring,
            device_key=vault.device_key,
            demo_pin=DEMO_PIN if demo else "",
            printouts=folders.printouts,
            move_in=partial(_move_in, folders, vault),
        )
        window = CounterWindow(context, WindowSettings(settings, runner), vault.device_key, sample_catalogue)
        taken_down.callback(window.dispose)
        damages = Damages(house.db, window.shell)
        taken_down.callback(damages.close)
        window.shell.closing.connect(application.quit)
        failed: list[Exception] = []

        def take_up() -> None:
            try:
                from app.bootstrap.work import take_up

                taken_down.enter_context(take_up(application, folders, context, window))
            except Exception as error:  # an edge of the program: the start ends with it
                failed.append(error)
                application.exit(4)

        if context.desk is None:
            take_up()  # the first start asks for nearly everything
        else:
            window.shown.connect(lambda: runner.run(window, _load, lambda _done: take_up()))
        window.begin(list_staff(house))
        on_started()
        code = application.exec() if not failed else 4
        if failed:
            raise failed[0]
        return code, damages.to_be_mended


def _move_in(folders: Folders, vault: KeyVault, copy: Path, typed: str) -> MovedIn:
    """Make a lost PC's copy this machine's; the next opening works with it."""
    from app.services.moving_in import move_in

    return move_in(folders, vault.database_key(), vault.device_key(), copy, typed, now_utc)


def _load() -> None:
    with suppress(Exception):  # told where it is asked for again
        for module in LATER:
            import_module(module)


def _install_update(folders: Folders) -> None:
    """Begin to install a newer version if one waits; its setup waits until this program has ended."""
    from app.bootstrap.work import updates_of

    updates_of(folders).install()


def sample_catalogue() -> list[Procedure]:
    """Read the sample catalogue that comes with the program."""
    from app.domain.catalogue import procedure_from_data

    text = (RESOURCES / "catalogue" / "sample.jsonl").read_text("utf-8")
    return [procedure_from_data(json.loads(line)) for line in text.splitlines() if line]


def _keep_key(folders: Folders, use_keyring: bool, key: bytes) -> None:
    KeyVault(folders.keys, installation(folders.data), use_keyring=use_keyring).create("database", key)


def _key(folders: Folders, use_keyring: bool) -> bytes:
    return KeyVault(folders.keys, installation(folders.data), use_keyring=use_keyring).database_key()
