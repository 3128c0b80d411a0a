"""Projection of tickets: who waits, who was called where, how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.tickets import ticket_of
from app.models.tables import TicketRow
from app.storage.rows import RowWriter, run

_TICKETS = RowWriter(TicketRow, upsert=True)


def show_ticket(session: Session, subject_id: str, state: SubjectState, _events: Sequence[Event]) -> None:
    """Write the row of a ticket; none while its beginning is not here."""
    ticket = ticket_of(state)
    if ticket is None:
        run(session, "DELETE FROM tickets WHERE subject_id = ?", subject_id)
        return
    call = ticket.call
    row = {
        "subject_id": subject_id,
        "day": ticket.day,
        "number": ticket.number,
        "lane": ticket.lane,
        "letter": ticket.service.letter,
        "service": ticket.service.name,
        "priority": ticket.priority.value,
        "issued_at": ticket.issued_at,
        "round": ticket.round,
        "counter": call.counter if call else "",
        "pc": call.device_id if call else "",
        "called_at": call.at if call else "",
        "calls": ticket.calls,
        "ended": ticket.end,
    }
    _TICKETS.write(session, [row])
