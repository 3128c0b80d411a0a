"""A receipt issued anew: what was settled about a dossier stands on a paper that its person already holds."""

from __future__ import annotations

from app.domain import dossier
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.domain.subjects import fold_subject
from app.services.dossiers import first_link
from app.services.house import Changed, House, the_desk
from app.services.papers import queue_receipt
from app.services.print_jobs import PrintPlan
from app.storage.event_log import events_of
from app.storage.projections import resolve


def reissue_receipt(house: House, actor: Actor, subject_id: str, reason: str, plan: PrintPlan) -> Changed:
    """Queue the receipt as the dossier is now, marked as the one that takes the place of the last. Raises UserError."""
    actor.must(Right.REPRINT)
    with house.db.write() as session:
        events = events_of(session, dossier.KIND, subject_id)
        state = fold_subject(dossier.KIND, events)
        data = {**resolve(state, events), "subject_id": subject_id}
        if not data.get("received_at"):
            raise UserError("Hồ sơ này chưa được tiếp nhận.", "Nhận hồ sơ trước.", "NOT-RECEIVED")
        link = first_link(session, state.heads[-1])
        queue_receipt(session, house, actor, the_desk(session), data, link, plan, reissue_reason=reason)
    return Changed(frozenset({"print"}), frozenset({subject_id}))
