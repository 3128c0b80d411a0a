"""The queue of tickets as all screens of a window see it: who waits, who is being called here; F6 and Shift+F6.

An office that gives no numbers sees nothing of it. Calling waits for the server, so it has a thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.domain.errors import Explained, UserError
from app.runtime.side_work import SideWork
from app.services.house import Changed
from app.ui.screen import Action
from app.ui.screen import Context as Mark
from app.ui.widgets.buttons import Once, rest
from app.ui.widgets.toasts import ToastWords

if TYPE_CHECKING:  # the sign-in is shown before the use cases are loaded
    from app.domain.tickets import Priority
    from app.services.tickets import Issued, Next, QueuedTicket, TicketQueue
    from app.ui.context import Context

_SHOWN = frozenset({"ticket", "office"})
_CALL = "F6"


class TicketCalls(QObject):
    """`changed`: what the screens show may have; `told`: words for a toast. A wish pressed twice in haste is one."""

    changed = Signal()
    told = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._is_calling = False
        self._once = Once()
        self.queue: TicketQueue | None = None
        context.hub.changed.connect(self._on_changed)
        context.signed_in.changed.connect(self.refresh)

    @property
    def is_on(self) -> bool:
        """Whether people take numbers at this office."""
        return self.queue is not None and bool(self.queue.services)

    @property
    def here(self) -> QueuedTicket | None:
        """Who was called at this PC and is not gone."""
        return self.queue.here if self.queue is not None else None

    @property
    def is_off_line(self) -> bool:
        """Whether there is a server that can't be asked just now."""
        line = self._context.line
        return line is not None and line.has_server and not line.is_up

    # -- what a screen shows of it

    def head_actions(self) -> Sequence[Action]:
        """Give the button "Gọi số tiếp" for the head of a screen; none at an office without numbers."""
        if not self.is_on:
            return ()
        words, wait = self.tr("Gọi số tiếp"), self.tr("Đang gọi")
        return (Action(words, self.call_next, _CALL, icon="volume-2", enabled=not self._is_calling, why_disabled=wait,
                       name="call_next"),)  # fmt: skip

    def commands(self) -> Sequence[Action]:
        """Give what has no button there."""
        return (Action(self.tr("Gọi lại"), self.recall, "Shift+F6", icon="rotate-ccw"),) if self.here else ()

    def marks(self) -> Sequence[Mark]:
        """Give the badge of whoever stands at this counter."""
        ticket = self.here
        if ticket is None:
            return ()
        waited = minutes(ticket.called_at, ticket.issued_at) if ticket.called_at else 0
        words = self.tr("Số {number} · chờ {minutes} phút").format(number=ticket.number, minutes=waited)
        return (Mark(words, "info", "users"),)

    def waiting_words(self) -> str:
        """Say how many wait and how long: "12 người chờ, lâu nhất 18 phút"."""
        if self.queue is None or not self.queue.waiting:
            return ""
        longest = max(minutes(self._context.house.local_now(), ticket.issued_at) for ticket in self.queue.waiting)
        return self.tr("{n} người chờ, lâu nhất {minutes} phút").format(n=len(self.queue.waiting), minutes=longest)

    # -- doing

    def refresh(self) -> None:
        """Fetch today's queue again."""
        if self._context.desk is None or self._context.actor is None:
            return
        house = self._context.house

        def work() -> TicketQueue:
            from app.services.tickets import load_tickets

            return load_tickets(house)

        self._context.runner.run(self, work, self._on_queue, lambda _error: None)

    def call_next(self) -> None:
        """Call the next citizen; whoever stood here is done. A second press before the answer is the same wish."""
        if self._is_calling or not self.is_on:
            return
        house, actor, line = self._context.house, self._context.the_actor, self._context.line
        is_off = self.is_off_line
        ask = line.claim if line is not None and line.has_server and not is_off else None

        def work(_work: SideWork) -> Next:
            from app.services.tickets import call_next

            return call_next(house, actor, ask)

        self._is_calling = True
        self.changed.emit()
        SideWork(self, work, lambda called: self._on_called(called, is_off=is_off), self._on_not_called)

    def issue(self, letter: str, priority: Priority, refused: Callable[[], object] = lambda: None) -> None:
        """Give somebody a number and print it; `refused` is called when there was none."""
        from app.services.tickets import issue_ticket

        def failed(error: Explained) -> None:
            refused()
            self.fail(error)

        house, actor = self._context.house, self._context.the_actor
        self._context.runner.run(self, lambda: issue_ticket(house, actor, letter, priority), self._on_issued, failed)

    def recall(self) -> None:
        """Call the number at this counter again."""
        from app.services.tickets import recall

        ticket = self.here
        if ticket is not None:
            words = self.tr("Gọi lại số {number}").format(number=ticket.number)
            self._do(recall, ticket.subject_id, told=words)

    def mark_absent(self) -> None:
        """Nobody came."""
        from app.services.tickets import mark_absent

        ticket = self.here
        if ticket is not None:
            words = self.tr("Số {number} vắng mặt").format(number=ticket.number)
            self._do(mark_absent, ticket.subject_id, told=words)

    def finish(self) -> None:
        """Whoever stands here has been served."""
        from app.services.tickets import finish

        if self.here is not None:
            self._do(finish, self.here.subject_id)

    def finish_elsewhere(self, ticket: QueuedTicket) -> None:
        """Whoever stood at another counter has been served, and that counter can't say so."""
        from app.services.tickets import finish

        self._do(finish, ticket.subject_id, told=self.tr("Số {number} đã xong").format(number=ticket.number))

    def requeue(self, ticket: QueuedTicket, letter: str = "") -> None:
        """Put a ticket back in the queue, for another service when one is named."""
        from app.services.tickets import requeue

        words = self.tr("Số {number} vào hàng chờ lại").format(number=ticket.number)
        self._do(requeue, ticket.subject_id, letter, told=words)

    def fail(self, error: Explained) -> None:
        """Tell what went wrong."""
        self.told.emit(ToastWords(error.sentence, error.advice, "bad", tag="ticket"))

    # -- answers

    def _do(self, use_case: Callable[..., Changed], *values: Any, told: str = "") -> None:
        if self._once.again((use_case, *values)):
            return
        house, actor = self._context.house, self._context.the_actor

        def done(_changed: Changed) -> None:
            if told:
                self.told.emit(ToastWords(told, "", "ok", tag="ticket"))

        self._context.runner.run(self, lambda: use_case(house, actor, *values), done, self.fail)

    def _on_changed(self, changed: Changed) -> None:
        if changed.kinds & _SHOWN:
            self.refresh()

    def _on_queue(self, queue: TicketQueue) -> None:
        if queue != self.queue:
            self.queue = queue
            self.changed.emit()

    def _on_issued(self, issued: Issued) -> None:
        self._context.wake_printer()
        self.told.emit(ToastWords(self.tr("Đã lấy số {number}").format(number=issued.number), "", "ok", tag="ticket"))

    def _on_called(self, called: Next, *, is_off: bool) -> None:
        self._is_calling = False
        rest(_CALL)  # pressed once more in haste it would end the turn of whoever was just called
        ticket, is_alone = called.ticket, is_off or called.trouble is not None
        why = f"{called.trouble.sentence} " if called.trouble else ""
        if ticket is not None:
            words = self.tr("Mời số {number}").format(number=ticket.number)
            alone = why + self.tr("Chỉ gọi được số lấy tại máy này.")
            self.told.emit(ToastWords(words, alone if is_alone else ticket.service.name, "ok", tag="ticket"))
        elif isinstance(called.trouble, UserError):  # not the line: somebody has to do something
            self.fail(called.trouble)
        elif is_alone:
            words = self.tr("Số lấy tại máy này đã gọi hết")
            self.told.emit(ToastWords(words, why + self._elsewhere_words(), "info", tag="ticket"))
        else:
            self.told.emit(ToastWords(self.tr("Không còn ai chờ"), "", "info", tag="ticket"))
        self._context.hub.changed.emit(called.changed)
        self.changed.emit()

    def _elsewhere_words(self) -> str:
        """Say what is known of numbers taken at other counters, which nobody can be called by while the line is cut."""
        known = len(self.queue.waiting) if self.queue is not None else 0
        if known:
            return self.tr("Còn {n} số lấy ở máy khác, có mạng mới gọi được.").format(n=known)
        return self.tr("Đang mất mạng nên chưa biết máy khác còn ai chờ.")

    def _on_not_called(self, error: Explained) -> None:
        self._is_calling = False
        self.fail(error)
        self.changed.emit()


def minutes(later: datetime, earlier: datetime) -> int:
    """Return the whole minutes between two times, never below zero: clocks of counters differ."""
    return max(0, int((later - earlier).total_seconds() // 60))
