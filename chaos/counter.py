"""What a counter does beside receiving: it gives and calls numbers, attaches files and opens those of others."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from app.domain import dossier, tickets
from app.domain.errors import UserError
from app.domain.media import Media
from app.domain.office import Actor, TicketService
from app.domain.subjects import fold_subject
from app.domain.tickets import Priority
from app.protocol.event_bytes import decode_body
from app.protocol.ids import new_id
from app.runtime.connectivity import Connectivity
from app.services.attachments import Chosen, attach_file
from app.services.house import House, act, the_desk
from app.services.tickets import call_next, finish, issue_ticket, load_tickets, mark_absent, recall, requeue
from app.storage import kept_blobs, outgoing
from app.storage.event_log import NewEvent, append, events_of
from app.storage.rows import fetch

SERVICES = (TicketService("A", "Hộ tịch"), TicketService("B", "Đất đai"))
AT_ONCE = 100  # events in one transaction of a long day
_RECENT = 20  # files among which somebody opens one
_SIZES = ((60, 300, 16 << 10), (12, 150 << 10, 500 << 10), (3, 1100 << 10, 1500 << 10))  # weight, from, to: bytes
_ELSEWHERE = "SELECT body FROM events WHERE type = 'dossier.attached' ORDER BY position DESC LIMIT ?"


class Counter:
    """Numbers and files of one PC."""

    def __init__(self, house: House, line: Connectivity) -> None:
        self.house, self.line = house, line

    # -- numbers

    def give_number(self, clerk: Actor, chance: random.Random) -> str:
        """Give the next number of a service; returns the ticket."""
        priority = chance.choice((Priority.NONE, Priority.NONE, Priority.ELDERLY, Priority.INFANT))
        return issue_ticket(self.house, clerk, chance.choice(SERVICES).letter, priority).subject_id

    def call(self, clerk: Actor) -> tuple[str, str, bool]:
        """Call the next citizen as F6 does; returns the ticket, the event of the call, whether there was a line."""
        ask = self.line.claim if self.line.has_server and self.line.is_up else None
        called = call_next(self.house, clerk, ask)
        if called.ticket is None:
            raise UserError("Không có ai đang chờ.", "", "NOBODY-WAITS")
        subject = called.ticket.subject_id
        with self.house.db.read() as session:
            ticket = tickets.ticket_of(fold_subject(tickets.KIND, events_of(session, tickets.KIND, subject)))
        assert ticket is not None
        assert ticket.call is not None
        return subject, ticket.call.event_id, ask is not None and called.trouble is None

    def end(self, clerk: Actor, chance: random.Random) -> str:
        """Do with a number what is done with numbers; returns the ticket."""
        queue = load_tickets(self.house)
        if queue.absent and (queue.here is None or chance.random() < 0.3):
            ticket = chance.choice(queue.absent)
            requeue(self.house, clerk, ticket.subject_id, chance.choice(("", "A", "B")))
        elif (here := queue.here) is not None:
            ticket = here
            chance.choice((recall, mark_absent, finish, requeue))(self.house, clerk, ticket.subject_id)
        else:
            raise UserError("Chưa gọi ai.", "", "NOBODY-HERE")
        return ticket.subject_id

    # -- files

    def attach(self, clerk: Actor, subject: str, chance: random.Random) -> str:
        """Attach a scan; returns its hash."""
        [(_, least, most)] = chance.choices(_SIZES, [weight for weight, *_ in _SIZES])
        data = b"%PDF-1.4\n" + chance.randbytes(chance.randint(least, most))
        attach_file(self.house, clerk, subject, Chosen(data, Media.PDF, 1))
        return hashlib.sha256(data).hexdigest()

    def want(self, file: str, chance: random.Random) -> str:
        """Open a file, or one by chance that is not here; returns its hash. It comes over starts of the program."""
        with self.house.db.write() as session:
            if not file:
                bodies = fetch(session, _ELSEWHERE, _RECENT)
                names = [str(decode_body(body).payload["blobs"][0]) for (body,) in bodies]
                here = kept_blobs.known(session, names)
                absent = [name for name in names if name not in here]
                if not absent:
                    raise UserError("Không có tệp nào ở máy khác.", "", "NO-FILE")
                file = chance.choice(absent)
            kept_blobs.want(session, file)
        self.line.fetch_file(file)
        return file

    # -- a long day without a line

    def pile_up(self, clerk: Actor, dossiers: Sequence[str], count: int) -> int:
        """Write many notes; returns how many events wait now."""
        for start in range(0, count, AT_ONCE):
            with self.house.db.write() as session:
                doing = act(self.house, clerk, the_desk(session), new_id(self.house.clock()))
                subjects = [dossiers[(start + place) % len(dossiers)] for place in range(min(AT_ONCE, count - start))]
                notes = [NewEvent(dossier.KIND, one, dossier.NOTED, {}, {"text": "gọi lại"}) for one in subjects]
                append(session, doing, notes)
        with self.house.db.read() as session:
            return outgoing.waiting(session).count
