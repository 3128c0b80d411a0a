"""What every screen is given: use cases' house, the task runner, the hub, settings, who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.addresses import AddressBook
from app.domain.calendar import WorkCalendar
from app.domain.errors import UserError
from app.domain.office import Actor
from app.domain.procedure_index import ProcedureIndex
from app.domain.procedures import Procedure
from app.runtime.line_status import LineStatus
from app.runtime.tasks import Hub, TaskRunner
from app.services.house import Desk, House
from app.settings import SettingsFile
from app.ui.ticket_calls import TicketCalls

if TYPE_CHECKING:  # nobody prints before the sign-in
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from app.runtime.connectivity import Connectivity
    from app.runtime.update_watch import UpdateWatch
    from app.services.moving_in import MovedIn
    from app.services.print_jobs import PrintPlan
    from app.ui.screen import Screen


class Notice(QObject):
    """Says that something of the context changed."""

    changed = Signal()


@dataclass(frozen=True, slots=True)
class FileExchange:
    """What starts an exchange by file from a screen; how it went is told by that screen's toasts."""

    export: Callable[[Screen], object]
    receive: Callable[[Screen], object]


@dataclass
class Context:
    """The long-lived things of the window. Only the composition root and the sign-in change it.

    `procedures` by code and `index` are the catalogue valid today, kept in memory (some thousand entries) and replaced
    when the hub tells of "procedure"; `calendar` likewise for "calendar" and "office".
    """

    house: House
    runner: TaskRunner
    hub: Hub
    settings: SettingsFile
    addresses: AddressBook
    wake_printer: Callable[[], None] = lambda: None
    desk: Desk | None = None
    actor: Actor | None = None
    procedures: dict[str, Procedure] = field(default_factory=dict)
    index: ProcedureIndex = field(default_factory=lambda: ProcedureIndex(()))
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    signed_in: Notice = field(default_factory=Notice)  # somebody signed in or switched
    locked: Notice = field(default_factory=Notice)  # the sign-in stands before everything, the actor stays
    reference_loaded: Notice = field(default_factory=Notice)  # catalogue or calendar in memory was replaced
    key_in_keyring: bool = True
    demo_pin: str = ""  # of the demo office, shown at its sign-in
    printouts: Path | None = None  # where papers go while no printer is chosen
    updates: UpdateWatch | None = None
    device_key: Callable[[], Ed25519PrivateKey] | None = None  # of this PC, from the keyring
    line: Connectivity | None = None  # to the server; begins some time after the sign-in
    line_began: Notice = field(default_factory=Notice)
    file_exchange: FileExchange | None = None  # for places without a line
    move_in: Callable[[Path, str], MovedIn] | None = None  # a copy and the recovery sheet of a lost PC: the first start
    tickets: TicketCalls = field(init=False)  # the queue of people, where the office gives numbers

    def __post_init__(self) -> None:
        self.tickets = TicketCalls(self)

    @property
    def line_status(self) -> LineStatus:
        """How the line to the server is."""
        return self.line.status if self.line is not None else LineStatus()

    def begin_line(self, line: Connectivity) -> None:
        """Let the line to the server begin: what is written here wakes it, what it brings is told to the screens."""
        self.line = line
        line.changed.connect(self.hub.changed)
        self.hub.changed.connect(line.wake)
        self.line_began.changed.emit()
        line.start()

    @property
    def the_actor(self) -> Actor:
        """Who is signed in. Raises UserError when nobody is."""
        if self.actor is None:
            raise UserError(
                QCoreApplication.translate("Context", "Chưa đăng nhập."),
                QCoreApplication.translate("Context", "Chọn tên và nhập mã PIN."),
                "NOT-SIGNED-IN",
            )
        return self.actor

    @property
    def the_desk(self) -> Desk:
        """This PC's place in its office. Raises UserError before the first start."""
        if self.desk is None:
            raise UserError(
                QCoreApplication.translate("Context", "Máy này chưa khai báo cơ quan."),
                QCoreApplication.translate("Context", "Làm xong các bước lần đầu."),
                "NO-OFFICE",
            )
        return self.desk

    def sign_in(self, actor: Actor | None) -> None:
        """Put somebody at the desk, or nobody (locked)."""
        self.actor = actor
        self.signed_in.changed.emit()

    def print_plan(self) -> PrintPlan:
        """What this counter prints for a dossier, after its settings."""
        from app.printing.documents import LabelSize
        from app.services.print_jobs import PrintPlan

        settings = self.settings.current
        label = settings.label
        size = LabelSize(
            name=f"{label.width_mm:g}×{label.height_mm:g}", width_mm=label.width_mm, height_mm=label.height_mm
        )
        return PrintPlan(two_up=settings.receipt_two_up, label_size=size, label_dpi=label.dpi)
