"""The queue of people "Gọi số": who waits, who is called, who missed the turn; take a number, call the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.tickets import Priority
from app.services.tickets import QueuedTicket
from app.ui import theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as Mark
from app.ui.ticket_calls import minutes
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton, Once
from app.ui.widgets.fields import Choice
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel
from app.ui.widgets.question import Question
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.toasts import Answer

translate = QCoreApplication.translate

TICK_MS = 15_000


class TicketsScreen(Screen):
    """See the module. Enter on a number that missed its turn puts it back in the queue; on one called at another
    counter it asks what became of it, for that PC may be gone, or another by now."""

    name = "tickets"
    shows_bar = False

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._calls = context, context.tickets
        columns = (
            Column(self.tr("Số"), 92, 84),
            Column(self.tr("Dịch vụ")),
            Column(self.tr("Đã chờ"), 96, 84),
            Column(self.tr("Ở đâu"), 190, 170),
        )
        self.list = RowList(columns, lines=2, name=self.tr("Số thứ tự hôm nay"))
        self.list.opened.connect(self._open)
        self._sheet = RowSheet(self.list, "users")
        self.number = Label("", "x3", 600, digits=True)
        self.service = Text("", "base", 500, "text", lines=2)
        self.since = Label("", "sm", 400, "text2")
        self.again = KeyButton(self.tr("Gọi lại"), "Shift+F6", "normal", "rotate-ccw", wide=True)
        self.absent = KeyButton(self.tr("Vắng mặt"), "Alt+V", "normal", wide=True)
        self.over = KeyButton(self.tr("Xong"), "Alt+X", "normal", wide=True)
        self.priority = Choice()
        self.priority.addItem(self.tr("Không ưu tiên"), Priority.NONE)
        for kind, words in _priorities().items():
            self.priority.addItem(self.tr("Ưu tiên: {who}").format(who=words), kind)
        self.services: list[KeyButton] = []
        self.question: Question | None = None
        self._once = Once()
        self._lay_out()
        self.again.clicked.connect(self._calls.recall)
        self.absent.clicked.connect(self._calls.mark_absent)
        self.over.clicked.connect(self._calls.finish)
        self._calls.changed.connect(self._on_calls)
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._on_tick)
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _lay_out(self) -> None:
        here = Panel(self.tr("Đang phục vụ ở quầy này"))
        for part in (self.number, self.service, self.since):
            here.body.addWidget(part)
        here.body.addWidget(self.again)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.absent)
        ends.addWidget(self.over)
        here.body.addLayout(ends)
        here.body.addStretch(1)
        self._take = Panel(self.tr("Lấy số cho người mới đến"))
        self.priority.setAccessibleName(self.tr("Ưu tiên"))
        self._take.body.addWidget(self.priority)
        self._take.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._side = QWidget()
        self._column = QVBoxLayout(self._side)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(here, 1)
        self._column.addWidget(self._take)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sheet, 1)
        self._row.addWidget(self._side)

    def _retheme(self) -> None:
        t = ink.tokens()
        self._row.setSpacing(t.sizes.gap)
        self._column.setSpacing(t.sizes.gap)
        self.absent.set_label(self.tr("Vắng mặt") if t.density == "roomy" else self.tr("Vắng"))
        self._side.setFixedWidth(round((316 if t.density == "roomy" else 262) * t.scale / 100))

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Gọi số")

    def contexts(self) -> Sequence[Mark]:
        off = (Mark(self.tr("Mất mạng: chỉ gọi số lấy tại máy này"), "warn", "wifi-off"),)
        return off if self._calls.is_off_line else ()

    def kept(self) -> str:
        return self._calls.waiting_words()

    def kept_icon(self) -> str:
        return "users"

    def head_actions(self) -> Sequence[Action]:
        return [
            Action(a.text, a.slot, a.key, "main", a.icon, a.enabled, a.why_disabled, name=a.name)
            for a in self._calls.head_actions()
        ]

    def commands(self) -> Sequence[Action]:
        ticket, queue = self._calls.here, self._calls.queue
        if ticket is None or queue is None:
            return ()
        return [
            Action(
                self.tr("Chuyển số {number} sang {service}").format(number=ticket.number, service=service.name),
                partial(self._calls.requeue, ticket, service.letter),
                icon="arrow-right",
            )
            for service in queue.services
            if service != ticket.service
        ]

    def enter(self, argument: object = None) -> None:
        self._tick.start(TICK_MS)
        self._calls.refresh()
        self._show()
        self.list.setFocus()

    def leave(self) -> bool:
        self._tick.stop()
        return True

    # -- showing

    def _on_tick(self) -> None:
        self._calls.refresh()  # the day may be another
        self._on_calls()

    def _on_calls(self) -> None:
        if self.isVisible():
            self._show()
            self.refreshed.emit()

    def _show(self) -> None:
        self._show_services()
        self._show_here()
        rows = self._rows()
        self.list.set_rows(rows)
        self._sheet.show_rows(bool(rows))
        if not self._calls.is_on:
            hint = self.tr("Quản trị mở trong Cài đặt, mục Lấy số.")
            self._sheet.empty.set("users", self.tr("Cơ quan chưa dùng số thứ tự"), hint)
        elif not rows and self._calls.is_off_line:
            hint = self.tr("Đang mất mạng nên chưa biết số lấy ở máy khác. Alt+1 lấy số cho người vừa đến.")
            self._sheet.empty.set("users", self.tr("Không có ai chờ số lấy tại máy này"), hint)
        elif not rows:
            hint = self.tr("Alt+1 lấy số cho người vừa đến. F6 gọi số tiếp.")
            self._sheet.empty.set("users", self.tr("Không có ai đang chờ"), hint)  # all who came may have been served

    def _show_services(self) -> None:
        wanted = self._calls.queue.services if self._calls.queue is not None else ()
        names = [f"{service.letter} · {service.name}" for service in wanted]
        if names == [button.accessibleName() for button in self.services]:
            return
        for button in self.services:
            button.setParent(None)
            button.deleteLater()
        self.services = []
        for place, (service, name) in enumerate(zip(wanted, names, strict=True), start=1):
            button = KeyButton(name, f"Alt+{place}", "normal", "plus", wide=True)
            button.setAccessibleName(name)
            button.clicked.connect(partial(self._issue, service.letter))
            self._take.body.addWidget(button)
            self.services.append(button)

    def _show_here(self) -> None:
        ticket = self._calls.here
        self.number.set_text(ticket.number if ticket else "–", "text" if ticket else "text3")
        for button in (self.again, self.absent, self.over):
            button.set_ready(ticket is not None, self.tr("Chưa gọi ai"))
        if ticket is None or ticket.called_at is None:
            self.service.set_text(self.tr("Chưa gọi ai. F6 gọi số tiếp."))
            self.since.set_text("")
            return
        self.service.set_text(" · ".join(part for part in (ticket.service.name, _priority(ticket)) if part))
        words = self.tr("Gọi lúc {time}").format(time=f"{ticket.called_at:%H:%M}")
        if ticket.calls > 1:
            words = self.tr("Gọi lúc {time}, {n} lần").format(time=f"{ticket.called_at:%H:%M}", n=ticket.calls)
        self.since.set_text(words)

    def _rows(self) -> list[Row | GroupRow]:
        queue = self._calls.queue
        if queue is None:
            return []
        waits, called, absent = self.tr("Đang chờ"), self.tr("Đang gọi"), self.tr("Vắng mặt")
        rows: list[Row | GroupRow] = []
        elsewhere = self.tr("Enter kết thúc giúp quầy khác") if any(not t.is_here for t in queue.called) else ""
        for words, icon, hint, tickets in (
            (called, "volume-2", elsewhere, queue.called),
            (waits, "users", self.tr("Ưu tiên trước, rồi ai đến trước"), queue.waiting),
            (absent, "clock", self.tr("Enter cho vào hàng chờ lại"), queue.absent),
        ):
            if tickets:
                rows.append(GroupRow(words, len(tickets), hint, icon))
                rows += map(self._ticket_row, tickets)
        return rows

    def _ticket_row(self, ticket: QueuedTicket) -> Row:
        until = ticket.called_at or self._context.house.local_now()
        waited = self.tr("{n} phút").format(n=minutes(until, ticket.issued_at))
        priority = _priority(ticket)
        if ticket.is_called:
            words = self.tr("Quầy này") if ticket.is_here else ticket.counter
            where = Cell(words, f"{ticket.called_at:%H:%M}", weight=600 if ticket.is_here else 400)
        elif priority:
            where = Cell(badge=BadgeWords(priority[:1].upper() + priority[1:], "warn", "star"))
        else:
            where = Cell("")
        return Row(
            ticket.subject_id,
            (
                Cell(ticket.number, digits=True, weight=600),
                Cell(ticket.service.name, self.tr("Lấy lúc {time}").format(time=f"{ticket.issued_at:%H:%M}")),
                Cell(waited),
                where,
            ),
        )

    # -- doing

    def _issue(self, letter: str) -> None:
        if self._once.again(letter):  # a key pressed twice in haste: one person, one number
            return
        chosen = self.priority.currentIndex()
        self.priority.setCurrentIndex(0)  # the next one has none by mistake
        self._calls.issue(letter, Priority(self.priority.itemData(chosen)), lambda: self._choose_again(chosen))

    def _choose_again(self, chosen: int) -> None:
        if self.priority.currentIndex() == 0:  # else somebody was faster
            self.priority.setCurrentIndex(chosen)

    def _open(self, row: Row) -> None:
        queue = self._calls.queue
        known = (*queue.absent, *queue.called) if queue is not None else ()
        ticket = next((t for t in known if t.subject_id == row.key), None)
        if ticket is not None and ticket.ended:
            self._calls.requeue(ticket)
        elif ticket is not None and not ticket.is_here:
            self._ask_about(ticket)

    def _ask_about(self, ticket: QueuedTicket) -> None:
        """Ask what became of whoever was called at another counter, or here before the PC was another."""
        leave = Answer(self.tr("Để nguyên"), "Esc")
        back = Answer(self.tr("Vào hàng chờ lại"), "Alt+C", partial(self._calls.requeue, ticket))
        over = Answer(self.tr("Đã xong"), "Alt+X", partial(self._calls.finish_elsewhere, ticket))
        heading = self.tr("Số {number} đang ở {counter}").format(number=ticket.number, counter=ticket.counter)
        sentence = self.tr(
            "Gọi lúc {time}. Chỉ kết thúc giúp khi quầy ấy không tự làm được: máy tắt, hỏng hay đã thay."
        )
        told = sentence.format(time=f"{ticket.called_at:%H:%M}")
        self.question = Question(heading, told, (leave, back, over), 0, self, width=520)
        self.question.show_question()


def _priorities() -> dict[Priority, str]:
    """Return who goes before the others, as the screen says it; the ticket says it in Vietnamese."""
    return {
        Priority.ELDERLY: translate("TicketsScreen", "người cao tuổi"),
        Priority.DISABLED: translate("TicketsScreen", "người khuyết tật"),
        Priority.PREGNANT: translate("TicketsScreen", "phụ nữ mang thai"),
        Priority.INFANT: translate("TicketsScreen", "có trẻ nhỏ đi cùng"),
        Priority.MERIT: translate("TicketsScreen", "người có công"),
    }


def _priority(ticket: QueuedTicket) -> str:
    return _priorities().get(ticket.priority, "")
