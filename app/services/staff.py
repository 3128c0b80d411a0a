"""Staff of the office: who may sign in, with what secret, and the lock-out after failures. Works offline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import UserError
from app.domain.office import Actor, Right, Role, StaffMember
from app.domain.reference import STAFF, STAFF_ADDED, STAFF_CHANGED, STAFF_VERIFIER_SET, START
from app.domain.staff import START_SECRET, check_texts, new_fields
from app.domain.staff import check_secret as check_secret
from app.domain.text import nfc
from app.models.tables import SignInGuard, StaffRow
from app.protocol.ids import new_id
from app.services.door import roles_in
from app.services.house import Changed, House, act, the_desk
from app.services.offline_sign_in import OfflineTerm, must_be_within, record_sign_in, term_in
from app.storage.event_log import NewEvent, append

SYSTEM_ACTOR = Actor("system", "Chương trình")
FREE_FAILURES = 5
LOCK = timedelta(minutes=5)

_hasher = PasswordHasher()  # Argon2id, 64 MiB, 3 passes: about 0.1 s, so always off the GUI thread


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A successful sign-in. `term` says until when that goes without the server being heard, None = for ever."""

    actor: Actor
    term: OfflineTerm | None = None


def staff_events(
    staff_id: str, name: str, number: str, employer: str, roles: Iterable[Role], secret: str
) -> list[NewEvent]:
    """Return the events that add a person with a secret. Raises UserError for an empty name or a weak secret."""
    fields = new_fields(name, number, employer, roles)
    return [NewEvent(STAFF, staff_id, STAFF_ADDED, {"fields": fields}), verifier_event(staff_id, secret)]


def verifier_event(staff_id: str, secret: str) -> NewEvent:
    """Return the event that sets a secret; the verifier lies in the personal part."""
    check_secret(secret)
    return NewEvent(STAFF, staff_id, STAFF_VERIFIER_SET, {}, {"verifier": _hasher.hash(nfc(secret))})


def add_staff(
    house: House, actor: Actor, name: str, number: str, employer: str, roles: Iterable[Role], secret: str
) -> str:
    """Add a person to the office; returns the new id."""
    actor.must(Right.EDIT_STAFF)
    staff_id = new_id(house.clock())
    events = staff_events(staff_id, name, number, employer, roles, secret)
    with house.db.write() as session:
        append(session, act(house, actor, the_desk(session), new_id(house.clock())), events)
    return staff_id


def change_staff(house: House, actor: Actor, member: StaffMember) -> Changed:
    """Change name, number, employer, roles or whether a person may sign in. The last administrator stays one."""
    actor.must(Right.EDIT_STAFF)
    check_texts(member.name, member.number, member.employer)
    with house.db.write() as session:
        row = _row(session, member.staff_id)
        others = session.scalars(
            select(StaffRow).where(
                StaffRow.subject_id != member.staff_id,
                StaffRow.active.is_(True),
                StaffRow.office_id == row.office_id,
            )
        )
        keeps_administrator = member.active and Role.ADMINISTRATOR in member.roles
        if not keeps_administrator and not any(Role.ADMINISTRATOR in _member(other).roles for other in others):
            raise UserError("Cơ quan phải còn ít nhất một quản trị.", "Thêm quản trị khác trước.", "LAST-ADMIN")
        old = _member(row)
        fields = {
            name: value
            for name, value, before in (
                ("name", member.name.strip(), old.name),
                ("number", member.number.strip(), old.number),
                ("employer", member.employer.strip(), old.employer),
                ("roles", [role.value for role in member.roles], [role.value for role in old.roles]),
                ("active", member.active, old.active),
            )
            if value != before
        }
        if fields:
            event = NewEvent(STAFF, member.staff_id, STAFF_CHANGED, {"fields": fields})
            append(session, act(house, actor, the_desk(session), new_id(house.clock())), [event])
    return Changed(frozenset({"staff"}))


def set_secret(house: House, actor: Actor, staff_id: str, secret: str) -> None:
    """Give a person a new PIN or password: one's own, or anybody's as administrator."""
    if actor.staff_id != staff_id:
        actor.must(Right.EDIT_STAFF)
    event = verifier_event(staff_id, secret)
    with house.db.write() as session:
        _row(session, staff_id)
        append(session, act(house, actor, the_desk(session), new_id(house.clock())), [event])
        guard = session.get(SignInGuard, staff_id)
        if guard is not None:
            session.delete(guard)


def sign_in(house: House, staff_id: str, secret: str) -> SignedIn:
    """Check a PIN or password. After FREE_FAILURES wrong ones each further one locks this person out for LOCK.

    Raises UserError with what is left to do, also when the server was not heard for too long. Slow on purpose
    (Argon2id).
    """
    now = house.clock()
    member, is_start = _checked(house, staff_id, secret, now)
    if is_start:
        raise UserError("Mã này là mã tạm, chỉ dùng một lần.", "Đặt mã PIN của riêng bạn để vào.", START_SECRET)
    who = Actor(member.staff_id, member.name, member.number, member.roles)
    with house.db.write() as session:
        must_be_within(session, now, who)
        guard = session.get(SignInGuard, staff_id)
        if guard is not None:
            session.delete(guard)
        record_sign_in(session, house, who)
        return SignedIn(who, term_in(session, now))


def sign_in_first(house: House, staff_id: str, start: str, secret: str) -> SignedIn:
    """Let a person in with the secret the administrator of the server gave, and replace it by their own.

    Raises UserError for a wrong one, for a new one that is too easy or no new one. Slow on purpose, twice.
    """
    member, is_start = _checked(house, staff_id, start, house.clock())
    if is_start:
        if nfc(secret) == nfc(start):
            raise UserError("Mã mới giống mã tạm.", "Chọn mã khác, chỉ mình bạn biết.", "SAME-SECRET")
        set_secret(house, Actor(member.staff_id, member.name, member.number, member.roles), staff_id, secret)
    return sign_in(house, staff_id, secret)


def _checked(house: House, staff_id: str, secret: str, now: datetime) -> tuple[StaffMember, bool]:
    """Return whose secret it is, and whether it is one to be replaced. Counts failures. Raises UserError."""
    with house.db.read() as session:
        row = session.get(StaffRow, staff_id)
        guard = session.get(SignInGuard, staff_id)
        locked_until = datetime.fromisoformat(guard.locked_until) if guard and guard.locked_until else None
        # a clock set back must not lock anybody out for longer than LOCK
        locked = locked_until is not None and now < locked_until <= now + LOCK
        verifier = row.verifier if row is not None and row.active else ""
        member = _member(row) if row is not None else None
    if locked_until is not None and locked:
        minutes = int((locked_until - now).total_seconds() // 60) + 1
        sentence = f"Đã nhập sai nhiều lần. Thử lại sau {minutes} phút."
        raise UserError(sentence, "Hoặc nhờ quản trị đặt lại mã.", "LOCKED")
    if member is None or not _verifies(verifier.removeprefix(START), secret):
        left = _count_failure(house, staff_id, now)
        advice = f"Còn {left} lần thử." if left else "Tài khoản tạm khóa 5 phút."
        raise UserError("Mã PIN hoặc mật khẩu chưa đúng.", advice, "WRONG-SECRET")
    return member, verifier.startswith(START)


def _count_failure(house: House, staff_id: str, now: datetime) -> int:
    with house.db.write() as session:
        guard = session.get(SignInGuard, staff_id)
        if guard is None:
            guard = SignInGuard(staff_id=staff_id, failures=0, locked_until="")
            session.add(guard)
        guard.failures += 1
        if guard.failures >= FREE_FAILURES:
            guard.locked_until = (now + LOCK).isoformat()
        return max(0, FREE_FAILURES - guard.failures)


def _verifies(verifier: str, secret: str) -> bool:
    try:
        return _hasher.verify(verifier, nfc(secret))
    except (VerificationError, InvalidHashError):
        return False


def _row(session: Session, staff_id: str) -> StaffRow:
    row = session.get(StaffRow, staff_id)
    if row is None:
        raise UserError("Không tìm thấy nhân viên này.", "", "STAFF-GONE")
    return row


def _member(row: StaffRow) -> StaffMember:
    return StaffMember(row.subject_id, row.name, row.number, row.employer, roles_in(row.roles), row.active)


def staff_name(session: Session, staff_id: str) -> str:
    """Return the name of a person, "" when unknown."""
    row = session.get(StaffRow, staff_id)
    return row.name if row is not None else ""
