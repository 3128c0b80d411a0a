"""What strip and navigation say: how much waits, which devices are there, what is wrong with the PC."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.runtime.line_status import LineStatus
from app.services.attention import count_matters
from app.services.dossiers import Worklist, list_queue
from app.services.house import Changed, House
from app.services.print_jobs import FAILED, count_jobs
from app.ui import line_words
from app.ui.context import Context
from app.ui.scans import Scans
from app.ui.shell import MainShell
from app.ui.update_notes import UpdateNotes
from app.ui.upkeep import Upkeep
from app.ui.widgets.command_palette import Command
from app.ui.widgets.strip import StripItem

_COUNTED = frozenset({"dossier", "print", "settings", "office", "staff", "calendar", "procedure", "device"})


def _counts(house: House) -> tuple[Worklist, dict[str, int], int]:
    return list_queue(house, limit=1), count_jobs(house), count_matters(house)


class CounterStrip(QObject):
    """Counts when somebody signs in and after each write; shows it when any of its parts changes."""

    def __init__(
        self,
        context: Context,
        shell: MainShell,
        scans: Scans,
        upkeep: Upkeep,
        updates: UpdateNotes,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._shell = shell
        self._scans = scans
        self._upkeep = upkeep
        self._updates = updates
        self._waiting: int | None = None  # not counted yet
        self._failed = 0
        context.hub.changed.connect(self._on_changed)
        context.signed_in.changed.connect(self._count)
        scans.changed.connect(self._show)
        upkeep.clock_doubted.connect(self._show)
        if context.updates is not None:
            context.updates.stepped.connect(self._show)
        context.line_began.changed.connect(self._on_line)
        shell.strip.item_clicked.connect(self._on_item)
        shell.strip.details_asked.connect(self._open_outbox)
        shell.add_source(self._commands, filtered=True)
        self._on_line()
        self._count()

    @Slot()
    def _on_line(self) -> None:
        if self._context.line is not None:
            self._context.line.status_changed.connect(self._on_status)

    @Slot(object)
    def _on_status(self, status: LineStatus) -> None:
        if self._waiting is not None:
            self._waiting = status.waiting
        self._show()

    @Slot(str)
    def _on_item(self, name: str) -> None:
        """Open what an item is about."""
        if name in ("network", "waiting"):
            self._open_outbox()
        elif name in ("a4", "label") and self._failed:
            self._go("prints")

    @Slot()
    def _open_outbox(self) -> None:
        self._go("outbox")

    def _go(self, name: str) -> None:
        if self._shell.current_screen() is not None:  # nobody goes anywhere before signing in
            self._shell.show_screen(name)

    def _commands(self, _text: str) -> list[Command]:
        go, words = self.tr("Đi tới"), self.tr("Việc chờ gửi")
        return [Command(go, words, self._open_outbox, self.tr("Mạng, máy chủ, tệp"), "", "cloud-upload")]

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        if changed.kinds & _COUNTED:
            self._count()

    @Slot()
    def _count(self) -> None:
        house = self._context.house
        if self._context.desk is not None:  # else the first start: nothing to count yet
            self._context.runner.run(self, lambda: _counts(house), self._on_counted)

    def _on_counted(self, counted: tuple[Worklist, dict[str, int], int]) -> None:
        worklist, jobs, matters = counted
        self._waiting, self._failed = worklist.waiting_events, jobs.get(FAILED, 0)
        self._shell.navigation.set_count("queue", sum(worklist.counts.values()))
        self._shell.navigation.set_count("attention", matters, "bad" if matters else "text")
        self._shell.navigation.set_count("prints", self._failed, "bad" if self._failed else "text")
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._waiting is None:
            return
        items = [
            *line_words.strip_items(self._context.line_status, self._waiting, self._context.house.local_now()),
            self._reader_item(),
            self._printer_item("a4", "printer", self.tr("In A4"), "A4", self._failed),
            self._printer_item("label", "tag", self.tr("In tem"), self.tr("Tem"), 0),
        ]
        if self._upkeep.clock_doubt:
            words = self.tr("Giờ máy có thể sai")
            items.insert(0, StripItem("clock", "clock", words, self.tr("Giờ máy"), "bad", self._upkeep.clock_doubt))
        items += self._updates.strip_items()
        if not self._context.key_in_keyring:
            tip = self.tr("Máy này không có kho khóa của hệ điều hành; khóa nằm trong tệp chỉ chủ máy đọc được.")
            items.append(StripItem("key", "lock", self.tr("Khóa giữ trong tệp"), self.tr("Khóa tệp"), "waiting", tip))
        self._shell.strip.set_items(items)

    def _reader_item(self) -> StripItem:
        lost = self._scans.lost()
        if lost:
            return StripItem(
                "reader", "id-card", self.tr("Đầu đọc mất kết nối"), self.tr("Đầu đọc"), "bad", "\n".join(lost)
            )
        heard = self._scans.is_heard()
        return StripItem("reader", "id-card", self.tr("Đầu đọc thẻ"), self.tr("Đầu đọc"), "ok" if heard else "off")

    def _printer_item(self, role: str, icon: str, text: str, short: str, failed: int) -> StripItem:
        if failed:
            return StripItem(role, icon, self.tr("{0} bản chưa in được").format(failed), short, "bad")
        if self._context.settings.current.printers.get(role):
            return StripItem(role, icon, text, short)
        words = self.tr("{0}: vào thư mục").format(text)
        return StripItem(role, icon, words, short, "off", self.tr("Giấy lưu thành PDF đến khi chọn máy in"))
