"""The restore drill in the settings: what the last one found, one more now, how far it is."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal

from app.domain.errors import Explained
from app.runtime.side_work import SideWork
from app.services.restore_drill import Drill, DrillStopped, drill, is_drill_due, last_drill
from app.ui.context import Context
from app.ui.widgets.bars import ProgressBar
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Text
from app.ui.widgets.panels import Panel

translate = QCoreApplication.translate


class DrillPanel(Panel):
    """Last drill, one more, its progress. `failed(Explained)` for what stopped it; `drilled(Drill)` when it is over."""

    failed = Signal(object)
    drilled = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(translate("DrillPanel", "Diễn tập khôi phục"))
        self._context = context
        self._work: SideWork | None = None
        self._copies = False
        self.state = Text("", "base", 600, "text", lines=2)
        self.button = KeyButton(self.tr("Diễn tập khôi phục"), "Ctrl+D", "normal", "rotate-ccw")
        self.button.clicked.connect(self.start)
        self.stop_button = KeyButton(self.tr("Dừng"), "Ctrl+U", "normal")
        self.stop_button.clicked.connect(self.stop)
        self.add_right(self.button)
        self.add_right(self.stop_button)
        self.body.addWidget(self.state)
        self.bar = ProgressBar()
        self.bar.setMaximum(100)
        self.body.addWidget(self.bar)
        self.details = Text("", "sm", 400, "text2", lines=3)
        self.body.addWidget(self.details)
        self._show_running(False)

    @property
    def is_running(self) -> bool:
        """Whether a drill is under way; it goes on while other sections are looked at."""
        return self._work is not None

    def refresh(self, *, copies: bool) -> None:
        """Show the last drill; without copies there is nothing to try."""
        self._copies = copies
        self._show_ready()
        if not self.is_running:
            house = self._context.house
            self._context.runner.run(self, lambda: last_drill(house), self._on_last)

    def start(self) -> None:
        """Restore the last copy into a scratch folder, off the GUI thread."""
        if self.is_running or not self._copies:
            return
        house = self._context.house
        self._show_running(True)
        self.state.set_text(self.tr("Đang diễn tập …"), "text")
        self.details.set_text(
            self.tr("Đang mở bản sao gần nhất trong một thư mục tạm và kiểm tra. Vẫn làm việc bình thường được.")
        )
        self._work = SideWork(
            self, lambda work: drill(house, work.progress, work.cancelled), self._on_drilled, self._on_failed,
            lambda done, _all: self.bar.setValue(done),
        )  # fmt: skip

    def stop(self) -> None:
        """Ask the drill to stop; what it had made goes."""
        if self._work is not None:
            self._work.cancel()
            self.stop_button.set_ready(False, self.tr("Đang dừng"))

    def _on_last(self, last: Drill | None) -> None:
        if not self.is_running:
            self._show(last)

    def _on_drilled(self, found: Drill) -> None:
        self._end()
        self._show(found)
        self.drilled.emit(found)

    def _on_failed(self, error: Explained) -> None:
        self._end()
        house = self._context.house
        self._context.runner.run(self, lambda: last_drill(house), self._on_last)
        if not isinstance(error, DrillStopped):
            self.failed.emit(error)

    def _end(self) -> None:
        had_focus = self.stop_button.hasFocus()
        self._work = None
        self._show_running(False)
        if had_focus:
            self.button.setFocus()

    def _show_running(self, running: bool) -> None:
        had_focus = self.button.hasFocus()
        self.bar.setValue(0)
        self.bar.setVisible(running)
        self.stop_button.set_ready(True)
        self.stop_button.setVisible(running)
        self.button.setVisible(not running)
        if running and had_focus:
            self.stop_button.setFocus()
        self._show_ready()

    def _show_ready(self) -> None:
        self.button.set_ready(self._copies, "" if self._copies else self.tr("Chưa có bản sao nào"))

    def _show(self, last: Drill | None) -> None:
        now = self._context.house.local_now()
        if last is None:
            self.state.set_text(self.tr("Chưa diễn tập lần nào"), "warn" if self._copies else "text2")
            self.details.set_text(
                self.tr("Một bản sao chưa mở thử thì chưa chắc dùng được. Nên diễn tập mỗi tháng; dữ liệu không đổi.")
            )
            return
        heading, colour = headline(last, now)
        self.state.set_text(heading, colour)
        words = [self.tr("Diễn tập {when}.").format(when=when_words(last.at, now)), *particulars(last, now)]
        if is_drill_due(last, now):
            words.append(self.tr("Đã hơn 30 ngày: nên diễn tập lại."))
        self.details.set_text(" ".join(words), "text2")


def headline(found: Drill, now: datetime) -> tuple[str, str]:
    """Say in one sentence whether the copy is good, and the colour of it."""
    if found.made_at is None:
        return translate("DrillPanel", "Không bản sao nào mở được"), "bad"
    made = when_words(found.made_at, now)
    if not found.usable:
        return translate("DrillPanel", "Bản sao {when} mở được nhưng nhật ký không nguyên vẹn").format(when=made), "bad"
    if found.damaged:
        words = translate(
            "DrillPanel", "Bản mới nhất bị hỏng; bản {when} dùng được: {count} hồ sơ, thiếu {missing} hồ sơ"
        )
    elif found.missing_dossiers:
        words = translate("DrillPanel", "Bản sao {when} dùng được: {count} hồ sơ, thiếu {missing} hồ sơ nhận sau đó")
    else:
        words = translate("DrillPanel", "Bản sao {when} dùng được: {count} hồ sơ, không thiếu hồ sơ nào")
    told = words.format(when=made, count=_count(found.dossiers), missing=_count(found.missing_dossiers))
    return told, "warn" if found.damaged else "text2" if is_drill_due(found, now) else "ok"


def particulars(found: Drill, now: datetime) -> list[str]:
    """Say what else is worth knowing, a sentence each."""
    words: list[str] = []
    if found.damaged:
        made = ", ".join(when_words(made_at, now) for made_at in found.damaged[:3])
        words.append(translate("DrillPanel", "Bản sao {when} bị hỏng, không mở được.").format(when=made))
    if found.made_at is None:
        words.append(translate("DrillPanel", "Bấm “Sao lưu ngay” để lập bản mới, rồi diễn tập lại."))
        return words
    if found.newest_code:
        words.append(translate("DrillPanel", "Hồ sơ mới nhất trong bản sao: {code}.").format(code=found.newest_code))
    if found.missing_events and not found.missing_dossiers:
        words.append(translate("DrillPanel", "Thiếu {n} việc làm sau đó.").format(n=_count(found.missing_events)))
    if found.faults:
        words.append(
            translate("DrillPanel", "Nhật ký sai ở {n} chỗ. Gọi người quản trị.").format(n=_count(found.faults))
        )
    if found.strangers:
        words.append(
            translate("DrillPanel", "Bản sao có {n} việc mà dữ liệu đang dùng không có. Gọi người quản trị.").format(
                n=_count(found.strangers)
            )
        )
    if not found.same_lists:
        words.append(translate("DrillPanel", "Các danh sách sẽ được lập lại từ nhật ký khi khôi phục."))
    return words


def when_words(at: datetime, now: datetime) -> str:
    """Say a time as people do: "08:15 hôm nay", else with its date."""
    if at.date() == now.date():
        return translate("DrillPanel", "{time} hôm nay").format(time=f"{at:%H:%M}")
    return f"{at:%H:%M %d/%m/%Y}"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
