"""How long people may sign in while the server is not heard: who lost their place is known only by it.

The office says how many days (its own data). Administrators always get in, for somebody must be able to mend it, and
may extend once, until the server is heard again by the line or by a file. A PC without a server knows no such thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.domain.dossier_codes import local_date, local_time
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.domain.reference import ACCESS, OFFLINE_EXTENDED, SIGNED_IN
from app.protocol.feeds import REFERENCE
from app.protocol.ids import natural_id, new_id
from app.services.house import Changed, House, act, load_desk, the_desk
from app.storage.event_log import NewEvent, append
from app.storage.server_place import cursor_of, load_server
from app.storage.server_trust import ServerTrust, load_trust, save_trust

WARNED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class OfflineTerm:
    """Until when people may sign in without the server being heard (local, the end of a day), and how it stands.

    `heard_at` (local) is when the server was last heard; `is_extended`: an administrator extended it once since then.
    """

    until: datetime
    heard_at: datetime
    days: int
    is_over: bool
    is_near: bool
    is_extended: bool


def offline_term(house: House) -> OfflineTerm | None:
    """Return the term of this PC; None without a server, or in an office that sets none."""
    with house.db.read() as session:
        return term_in(session, house.clock())


def term_in(session: Session, now: datetime) -> OfflineTerm | None:
    """Return the term as a transaction sees it; `now` is UTC."""
    place, desk, trust = load_server(session), load_desk(session), load_trust(session)
    days = desk.office.offline_days if desk is not None else 0
    if place is None or days <= 0:
        return None
    heard = max(place.contact_at or place.enrolled_at, place.enrolled_at)
    extended = trust.extended_at
    is_extended = extended is not None and extended > heard
    since = extended if extended is not None and is_extended else heard
    until = datetime.combine(local_date(since) + timedelta(days), time(23, 59, 59))
    here = local_time(now)
    return OfflineTerm(until, local_time(heard), days, here > until, until - here < WARNED, is_extended)


def must_be_within(session: Session, now: datetime, who: Actor) -> None:
    """Raise UserError for ordinary staff when the server has not been heard for too long."""
    term = term_in(session, now)
    if term is None or not term.is_over or who.may(Right.EDIT_OFFICE):
        return
    raise UserError(
        f"Máy này chưa gặp máy chủ từ {term.heard_at:%d/%m/%Y}, quá {term.days} ngày, nên tạm dừng đăng nhập.",
        "Cắm mạng rồi đợi một phút, hoặc nhờ quản trị đăng nhập để nhập tệp trả lời hay gia hạn. Hồ sơ vẫn nguyên.",
        "OFFLINE-OVER",
    )


def record_sign_in(session: Session, house: House, who: Actor) -> None:
    """Write who signed in and what the PC knew of people and rights then; on a PC without a server nobody asks."""
    if load_server(session) is not None:
        known = cursor_of(session, REFERENCE)
        _write(session, house, who, SIGNED_IN, {"reference": known.position, "epoch": known.epoch})


def extend(house: House, actor: Actor) -> Changed:
    """Let people sign in for as many days again, counted from now; once until the server is heard. Raises UserError."""
    actor.must(Right.EDIT_OFFICE)
    now = house.clock()
    with house.db.write() as session:
        term = term_in(session, now)
        if term is None:
            raise UserError("Máy này không cần gia hạn đăng nhập.", "", "OFFLINE-NONE")
        if term.is_extended:
            raise UserError(
                "Đã gia hạn một lần từ khi máy chủ trả lời lần cuối.",
                "Nối mạng, hoặc xuất tệp trao đổi rồi nhập tệp trả lời của máy chủ.",
                "OFFLINE-TWICE",
            )
        trust = load_trust(session)
        save_trust(session, ServerTrust(trust.exchange_key, now))
        _write(session, house, actor, OFFLINE_EXTENDED, {"days": term.days})
    return Changed(frozenset({"server"}))


def _write(session: Session, house: House, who: Actor, event_type: str, payload: dict[str, object]) -> None:
    desk = the_desk(session)
    log = natural_id(ACCESS, f"sign-in:{desk.device_id}:{house.local_now():%Y-%m-%d}")
    append(session, act(house, who, desk, new_id(house.clock())), [NewEvent(ACCESS, log, event_type, payload)])
