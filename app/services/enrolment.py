"""This PC joins its server by a one-time code: a new one gets its place, one with data keeps every number it gave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app import __version__
from app.domain.dossier_codes import local_date
from app.domain.errors import UserError
from app.domain.office import Actor, Right
from app.models.tables import Counter, OwnDevice
from app.protocol.canonical import GENESIS
from app.protocol.codes import BadCodeError, enrolment_code_of, is_sheet_code, read_sheet_code
from app.protocol.ids import natural_id
from app.protocol.messages import Enrolled, Enrolment, Past, RefusalCode
from app.protocol.signatures import sign_head
from app.services.house import House
from app.services.restored_numbers import Highest, resumed
from app.storage import identities
from app.storage.event_log import LEVEL
from app.storage.identities import Chain, Identity
from app.storage.invitations import forget_asked
from app.storage.keys import public_bytes
from app.storage.rows import fetch, run
from app.storage.server_place import ServerPlace, load_server, save_server
from app.storage.server_trust import ServerTrust, save_trust
from app.sync.address import ServerAddress
from app.sync.client import Line
from app.sync.engine import EnrolLine
from app.sync.troubles import LineTrouble

OpenAddress = Callable[[ServerAddress, str, Ed25519PrivateKey, Callable[[], datetime]], Line]


def join_server(
    house: House, actor: Actor | None, key: Ed25519PrivateKey, address: str, code: str, open_line: OpenAddress = Line
) -> Enrolled:
    """Join the server at `address` with a one-time code; a PC that has joined before only confirms it without one.

    The code of a lost PC's recovery sheet gives that PC's place: its lanes, with numbers that nobody can have had.

    `actor` is None on a PC without an office, where nobody can sign in yet. Raises UserError for an address or code
    that can't be one, LineTrouble for whatever the server or the way to it says.
    """
    if actor is not None:
        actor.must(Right.EDIT_OFFICE)
    where = ServerAddress.parse(address)
    with house.db.read() as session:
        own = identities.identity(session)
        place = load_server(session)
        chains = identities.chains(session)
    if (own is None) != (actor is None):
        raise UserError("Máy này đã khai báo cơ quan.", "Đăng nhập rồi nối máy chủ trong Cài đặt.", "OFFICE-EXISTS")
    if not code.strip() and place is None:
        raise UserError("Chưa có mã đăng ký.", "Xin người quản trị máy chủ mã dùng một lần cho máy này.", "NO-CODE")
    asked = enrolment_of(key, own, chains, _one_time(code))
    with closing(open_line(where, asked.device_id, key, house.clock)) as line:
        answer = _enrol(line, asked)
        joined = ServerPlace(
            address=where.url,
            pin=line.pin,
            device_id=asked.device_id,
            province_id=answer.province_id,
            feeds=answer.feeds,
            epoch="",
            level=answer.level,
            enrolled_at=house.clock(),
            ahead=line.ahead,
        )
    keep_place(house, own, asked.public_key, answer, joined)
    return answer


def _one_time(code: str) -> str:
    """Return what the server knows a typed code by. Raises UserError for a sheet's code with a slip in it."""
    if not is_sheet_code(code):
        return code.strip()
    return enrolment_code_of(sheet_code(code))


def sheet_code(typed: str) -> str:
    """Return the code of a recovery sheet as printed. Raises UserError naming the groups that were mistyped."""
    try:
        return read_sheet_code(typed)
    except BadCodeError as error:
        if not error.groups:
            sentence = "Mã khôi phục phải đủ 8 nhóm, mỗi nhóm 5 ký tự."
        else:
            sentence = f"Mã khôi phục gõ sai ở nhóm {', '.join(map(str, error.groups))}."
        raise UserError(sentence, "Đối chiếu với tờ khôi phục, hoặc quét mã QR trên tờ.", "SHEET-CODE") from error


def enrolment_of(key: Ed25519PrivateKey, own: Identity | None, chains: list[Chain], code: str) -> Enrolment:
    """Return how this PC asks for its place; `own` is None before it has an office."""
    public_key = public_bytes(key)
    if own is None:  # the same id when asked again after a lost answer
        device_id = natural_id("device", public_key.hex())
        return Enrolment(code, device_id, public_key, program=__version__, level=LEVEL)
    present = chains[-1]
    return Enrolment(
        code,
        own.device_id,
        public_key,
        counter_name=own.counter_name[:200],
        office_id=own.office_id,
        lanes=own.lanes,
        formerly=tuple(chain.device_id for chain in chains[:-1])[-100:],
        program=__version__,
        level=LEVEL,
        head=sign_head(key, own.device_id, present.last_seq, present.last_hash),
        past=tuple(
            Past(chain.device_id, sign_head(key, chain.device_id, chain.last_seq, chain.last_hash))
            for chain in chains[-101:-1]
        ),
    )


def _enrol(line: EnrolLine, asked: Enrolment) -> Enrolled:
    """Ask for the place; a PC that the server knows already by its key is given it again."""
    again = asked.without_code
    if not asked.code:
        return line.enrol(again)
    try:
        return line.enrol(asked)
    except LineTrouble as trouble:
        if trouble.refusal != RefusalCode.IDENTITY:
            raise
        try:
            return line.enrol(again)
        except LineTrouble as unknown:  # not with this key: the disk was copied, another code would not help
            raise trouble if unknown.refusal == RefusalCode.UNKNOWN_DEVICE else unknown from unknown


def keep_place(house: House, own: Identity | None, public_key: bytes, answer: Enrolled, joined: ServerPlace) -> None:
    """Keep the place that the server has given this PC, and what it trusts the server by."""
    with house.db.write() as session:
        if own is None:
            session.add(
                OwnDevice(
                    device_id=joined.device_id,
                    public_key=public_key,
                    office_id=answer.office_id,
                    counter_name=answer.counter_name,
                    lanes=",".join(map(str, answer.lanes)),
                    last_seq=0,
                    last_hash=GENESIS,
                    confirmed_seq=0,
                    created_at=house.clock().isoformat(timespec="seconds"),
                )
            )
            session.flush()
        else:
            run(session, "UPDATE own_device SET public_key = ?", public_key)
        before = load_server(session)
        if before is not None and before.province_id == joined.province_id:
            joined = replace(joined, epoch=before.epoch, enrolled_at=before.enrolled_at)
        else:
            run(session, "DELETE FROM feed_cursors")
        save_server(session, joined)
        save_trust(session, ServerTrust(answer.exchange_key))
        forget_asked(session)
        if answer.resumes:
            _jump(session, answer, local_date(house.clock()))


def _jump(session: Session, answer: Enrolled, today: date) -> None:
    """Go on with numbers that the lost PC, whose lanes these are, cannot have given today."""
    known: Highest = {
        (prefix, day, lane): last
        for prefix, day, lane, last in fetch(session, "SELECT prefix, day, lane, last FROM counters")
    }
    counters = resumed(known, known, answer.prefix, answer.lanes, today, today)
    for (series, period, lane), number in counters.items():
        session.merge(Counter(prefix=series, day=period, lane=lane, last=number))
