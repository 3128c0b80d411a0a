"""The queue "Hàng đợi": open dossiers by due date, counts as filters, preview, what this PC has not sent yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import dossier
from app.runtime.line_status import LineState
from app.services.dossier_lines import Group
from app.services.dossiers import DossierPage, Worklist, list_queue, open_dossier
from app.services.house import Changed, House
from app.services.print_jobs import FAILED, list_jobs
from app.services.unseen import note_seen, note_unseen
from app.ui import line_words, theme
from app.ui.context import Context
from app.ui.screen import Action, Screen
from app.ui.screen import Context as Mark
from app.ui.screens import queue_rows
from app.ui.screens.dossier_preview import DossierPreview
from app.ui.screens.prints_actions import PaperActions
from app.ui.screens.queue_counters import CounterFilter
from app.ui.screens.queue_filter import FilterField, FilterSegment
from app.ui.screens.queue_order import MARK_FOR, Placed, in_order, is_sorted, merged, touched
from app.ui.widgets import ink
from app.ui.widgets.choices import Option
from app.ui.widgets.labels import KeyCap
from app.ui.widgets.row_sheet import RowSheet
from app.ui.widgets.rows import Row, RowList

ALL = "all"
TICK_MS = 15_000
HOLD_MS = 300  # a hand that moved so lately over the list is about to click: nothing moves under it
RELOAD = timedelta(minutes=1)
_WORK = (QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


@dataclass(frozen=True, slots=True)
class _Loaded:
    worklist: Worklist
    failed: Mapping[str, str]


def _load(house: House) -> _Loaded:
    failed = {job.subject_id: job.error for job in list_jobs(house, state=FAILED) if job.subject_id}
    return _Loaded(list_queue(house), failed)


class QueueScreen(Screen):
    """See the module. The order changes on F5, on entering and after `IDLE_MS` without a key or mouse move."""

    name = "queue"
    shows_bar = False
    IDLE_MS = 10_000

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._papers = PaperActions(self, context)
        self._worklist: Worklist | None = None
        self._failed: Mapping[str, str] = {}
        self._placed: tuple[Placed, ...] = ()
        self._marks: dict[str, tuple[str, datetime]] = {}
        self._seen: set[tuple[str, datetime]] = set()
        self._unseen: set[str] = set()  # came by the line and was not looked at yet
        self._at: object = None  # the row looked at
        self._is_showing = False  # rows are being replaced: what is selected then was not chosen
        self._held: _Loaded | None = None  # came while the hand was about to click
        self._loaded_at = datetime.min
        self._resort_next = True
        self.list = RowList(queue_rows.columns(), marks=True, name=self.tr("Hồ sơ đang chờ"))
        self.filter = FilterSegment((), self.tr("Lọc theo hạn"), self.list)
        self.counter = CounterFilter("7")
        self.field = FilterField(self.tr("Lọc trong danh sách"), self.list)
        self.preview = DossierPreview(context.house.local_now)
        self._sheet = RowSheet(self.list, "inbox")
        self._lay_out()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._on_idle)
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self._on_held)
        self._hand = QElapsedTimer()  # since the mouse moved over the list
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._on_tick)
        self._connect()
        theme.signals.changed.connect(self._retheme)
        self._retheme()

    def _retheme(self) -> None:
        gap = ink.tokens().sizes.gap
        compact = ink.tokens().density == "compact"
        self.field.setPlaceholderText(self.tr("Lọc") if compact else self.tr("Lọc trong danh sách"))
        self._row.setSpacing(gap)
        self._column.setSpacing(gap - 2)
        self._show_rows()
        self.preview.show_again()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.filter)
        top.addWidget(self.counter)
        top.addWidget(self.field, 1)
        top.addWidget(KeyCap("/"))
        self._row = QHBoxLayout()
        self._row.addWidget(self._sheet, 1)
        self._row.addWidget(self.preview)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(top)
        self._column.addLayout(self._row, 1)

    def _connect(self) -> None:
        self.filter.chosen.connect(lambda _value: self._show_rows())
        self.counter.chosen.connect(self._show_rows)
        self.field.textChanged.connect(lambda _text: self._show_rows())
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.viewport().installEventFilter(self)
        self.list.opened.connect(lambda row: self._open(row.key))
        self.list.current_changed.connect(self._on_current)
        self.preview.open_asked.connect(self._open)
        self._papers.serve(self.preview)
        self._context.hub.changed.connect(self._on_changed)
        self._context.tickets.changed.connect(self.refreshed)
        self._context.line_began.changed.connect(self._on_line)
        self._on_line()

    def _on_line(self) -> None:
        if self._context.line is not None:
            self._context.line.status_changed.connect(self._on_status)
            self._context.line.changed.connect(self._on_came)

    def _on_came(self, changed: Changed) -> None:
        """Mark what other counters wrote until somebody looks at it; not all that a new PC fetches at first."""
        is_first = self._worklist is None or not self._worklist.lines
        if dossier.KIND not in changed.kinds or (is_first and self._context.line_status.state is LineState.TRYING):
            return
        self._unseen |= changed.ids
        house = self._context.house
        self._context.runner.run(self, lambda: note_unseen(house, changed.ids), lambda _none: None)

    def _on_status(self, _status: object) -> None:
        if self.isVisible():
            self._fetch()  # what waits here went, or the line did

    # -- what the window asks

    def title(self) -> str:
        return self.tr("Hàng đợi")

    def kept(self) -> str:
        if people := self._context.tickets.waiting_words():
            return people
        if self._worklist is None:
            return ""
        count, since = self._worklist.waiting_events, self._worklist.waiting_since
        start = ""
        if since is not None and ink.tokens().density != "compact":
            is_today = since.date() == self._context.house.local_now().date()
            start = f"{since:%H:%M}" if is_today else f"{since:%d/%m}"
        return line_words.kept_words(self._context.line_status, count, start)

    def kept_icon(self) -> str:
        return "users" if self._context.tickets.waiting_words() else "hard-drive"

    def contexts(self) -> Sequence[Mark]:
        return self._context.tickets.marks()

    def head_actions(self) -> Sequence[Action]:
        new = Action(self.tr("Hồ sơ mới"), self._new, "F2", "main", "plus", name="new")
        return (*self._context.tickets.head_actions(), new)

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Xếp lại danh sách"), self.reload, "F5", icon="refresh-cw"),
            Action(self.tr("Xử lý hồ sơ đang chọn"), self._settle, "Ctrl+U", icon="triangle-alert"),
            Action(self.tr("Đánh dấu đã xem hết"), self._see_all, icon="eye"),
            *self._context.tickets.commands(),
        )

    def enter(self, argument: object = None) -> None:
        self._tick.start(TICK_MS)
        self.reload()
        self.list.setFocus()

    def leave(self) -> bool:
        self._tick.stop()
        self._idle.stop()
        self._hold.stop()
        self._held = None
        return True

    # -- loading

    def reload(self) -> None:
        """Fetch the queue and show it in its own order."""
        self._resort_next = True
        self._fetch()

    def _fetch(self) -> None:
        house = self._context.house
        self._context.runner.run(self, lambda: _load(house), self._on_loaded, self._papers.tell_failure)

    def _on_loaded(self, loaded: _Loaded) -> None:
        if self._worklist is not None and not self._resort_next and self._is_hand_near():
            self._held = loaded
            self._hold.start()
            return
        self._held = None
        now = self._context.house.local_now()
        before = self._worklist.lines if self._worklist else ()
        lines = loaded.worklist.lines
        changed_at = {line.subject_id: line.changed_at for line in lines}
        for subject, is_new in touched(before, lines, now).items():
            if (subject, changed_at[subject]) not in self._seen:
                at = f"{changed_at[subject]:%H:%M}"
                told = self.tr("Mới nhận {time}") if is_new else self.tr("Vừa đổi {time}")
                self._marks[subject] = (told.format(time=at), changed_at[subject] + MARK_FOR)
        if self._worklist is None:
            self._unseen |= loaded.worklist.unseen  # of before the program was last ended
        self._worklist, self._failed, self._loaded_at = loaded.worklist, loaded.failed, now
        self._placed = in_order(lines) if self._resort_next else merged(self._placed, lines)
        self._resort_next = False
        self._show_rows()
        self._show_preview(self.list.current_row())
        if not is_sorted(self._placed, lines):
            self._idle.start(self.IDLE_MS)
        self.refreshed.emit()

    def _is_hand_near(self) -> bool:
        return self._hand.isValid() and not self._hand.hasExpired(HOLD_MS) and self.list.underMouse()

    def _on_held(self) -> None:
        if self._held is not None:
            self._on_loaded(self._held)

    def _on_changed(self, changed: Changed) -> None:
        if self.isVisible() and changed.kinds & {"dossier", "print", "calendar", "office"}:
            self._fetch()

    def _on_idle(self) -> None:
        if self._worklist is not None:
            self._placed = in_order(self._worklist.lines)
            self._show_rows()

    def _on_tick(self) -> None:
        now = self._context.house.local_now()
        if now - self._loaded_at >= RELOAD:
            self._fetch()
        else:
            self._show_rows()

    # -- showing

    def _show_rows(self) -> None:
        now = self._context.house.local_now()
        self._marks = {subject: mark for subject, mark in self._marks.items() if mark[1] > now}
        self._show_filter()
        wanted, text = self.filter.value(), self.field.text()
        shown = [
            one
            for one in self._placed
            if wanted in (ALL, "", one.group.value)
            and self.counter.value() in ("", one.line.counter)
            and (not text or queue_rows.matches(one.line, text))
        ]
        closing = self._context.calendar.closing(now.date()) if self._context.calendar.is_working(now.date()) else None
        marks = {subject: mark[0] for subject, mark in self._marks.items()}
        unsent = self._worklist.unsent if self._worklist is not None else frozenset()
        rows = queue_rows.rows(shown, marks, self._failed, text, closing, unsent=unsent, unseen=self._unseen)
        self._is_showing = True
        self.list.set_rows(rows)
        if shown and self.list.current_row() is None:
            self.list.select_first()
        self._is_showing = False
        self._sheet.show_rows(bool(shown))
        if not shown:
            self._say_empty(text, wanted)
            self.preview.show_line(None)

    def _show_filter(self) -> None:
        counts = self._worklist.counts if self._worklist else {}
        total = sum(counts.values())
        compact = ink.tokens().density == "compact"
        names = (
            (Group.OVERDUE, self.tr("Quá hạn"), "bad"),
            (Group.TODAY, self.tr("Hôm nay"), "warn"),
            (Group.LATER, self.tr("Còn hạn"), "text2"),
            (Group.SUPPLEMENT, self.tr("Bổ sung") if compact else self.tr("Chờ bổ sung"), "text2"),
            (Group.NO_LIMIT, self.tr("Không hẹn"), "text2"),
        )
        options = [Option(ALL, self.tr("Tất cả"), "1", count=total)]
        for key, (group, words, colour) in enumerate(names, start=2):
            count = counts.get(group, 0)
            tint = colour if count else "text3"
            options.append(Option(group.value, words, str(key), count=count, count_colour=tint))
        self.filter.set_options(options, self.filter.value() or ALL)
        self.counter.set_counters(one.line.counter for one in self._placed)

    def _say_empty(self, text: str, wanted: str) -> None:
        if self._worklist is None:
            self._sheet.empty.set("inbox", self.tr("Đang lấy danh sách"))
        elif text:
            sentence = self.tr("Không có hồ sơ nào khớp “{text}”").format(text=text)
            self._sheet.empty.set("search", sentence, self.tr("Esc để bỏ lọc. F3 để tìm trong mọi hồ sơ."))
        elif wanted == Group.TODAY.value:
            self._sheet.empty.set("circle-check", self.tr("Không còn hồ sơ nào phải xong hôm nay"), "", "ok")
        elif wanted == Group.OVERDUE.value:
            self._sheet.empty.set("circle-check", self.tr("Không có hồ sơ nào quá hạn"), "", "ok")
        elif wanted not in (ALL, ""):
            self._sheet.empty.set("inbox", self.tr("Không có hồ sơ nào ở nhóm này"))
        else:
            self._sheet.empty.set("inbox", self.tr("Chưa có hồ sơ nào đang chờ"), self.tr("F2 để nhận hồ sơ đầu tiên."))

    def _on_current(self, row: Row | None) -> None:
        """Show what was chosen; it is seen by then, and so is what was looked at before."""
        if not self._is_showing and row is not None:
            looked_at = {str(row.key), str(self._at)} & self._unseen
            self._at = row.key
            if looked_at:
                self._see(looked_at)
                QTimer.singleShot(0, self, self._show_rows)
        self._show_preview(row)

    def _show_preview(self, row: Row | None) -> None:
        placed = next((p for p in self._placed if row is not None and p.line.subject_id == row.key), None)
        line = placed.line if placed else None
        self.preview.show_line(line)
        if line is None:
            return
        self._seen.add((line.subject_id, line.changed_at))
        house, subject = self._context.house, line.subject_id
        self._context.runner.run(self, lambda: open_dossier(house, subject), self._on_page, lambda _error: None)

    def _on_page(self, page: DossierPage) -> None:
        line = self.preview.line()
        if line is not None and line.subject_id == page.line.subject_id:
            self.preview.show_line(line, page)

    # -- doing

    def _new(self) -> None:
        self.go_to.emit("intake", None)

    def _open(self, subject_id: object) -> None:
        self._see({str(subject_id)})
        self.go_to.emit("dossier", subject_id)

    def _settle(self) -> None:
        row = self.list.current_row()
        self.go_to.emit("attention", (dossier.KIND, str(row.key)) if row is not None else None)

    def _see_all(self) -> None:
        self._see(set(self._unseen))
        self._show_rows()

    def _see(self, subjects: set[str]) -> None:
        """Take their dots off, for good."""
        house, seen = self._context.house, subjects & self._unseen
        self._unseen -= seen
        if seen:
            self._context.runner.run(self, lambda: note_seen(house, seen), lambda _none: None)

    # -- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _WORK and self._idle.isActive():
            self._idle.start(self.IDLE_MS)
        if event.type() == QEvent.Type.MouseMove and watched is self.list.viewport():
            self._hand.start()
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._list_key(event)
        return False

    def _list_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space:
            self.preview.setVisible(self.preview.isHidden())
            return True
        if event.text() == "7":
            self.counter.press()
            return True
        current = self.list.current_row()
        if current is not None and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._marks.pop(str(current.key), None)
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/":
            self.field.begin()
        else:
            super().keyPressEvent(event)
