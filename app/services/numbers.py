"""Numbers given in the transaction of the act: dossier codes by date and lane, slip numbers by year and lane.

The highest numbers also stand in a mark outside the database: a database restored from a backup then sees that it knows
less than it gave out, and jumps (architecture of numbers: lanes, per-date counters, restore).
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from app.domain.dossier_codes import CODED_DAYS, DossierCode
from app.domain.errors import UserError
from app.domain.numbering import LAST_COUNTER, next_serial, resume_after_restore
from app.domain.plain_data import parse
from app.domain.tickets import ticket_number
from app.models.tables import Counter
from app.paths import write_durably
from app.services.house import Desk
from app.storage.rows import RowWriter, fetch

log = logging.getLogger(__name__)

KEPT = 80  # periods in the mark: about two months of dates, and the years of the slips
LAST_SLIP = 9999
_MOST = 1 << 20  # bytes of a mark: it has some thousand
_BINARY = getattr(os, "O_BINARY", 0)

Marks = dict[str, dict[int, int]]  # "H12.142 2026-11-19" → lane → highest number given
_marking = threading.Lock()
_COUNTERS = RowWriter(Counter, upsert=True)


@dataclass(frozen=True, slots=True)
class Given:
    """A number given: which series, which day or year of it, which lane."""

    series: str
    period: str
    lane: int
    number: int


def take_code(session: Session, desk: Desk, day: date, mark: Path) -> tuple[DossierCode, Given]:
    """Give the next dossier code of this PC for a date.

    Raises UserError when all lanes of the day are full, and for a day no barcode can say: the PC's clock is wrong.
    """
    if not CODED_DAYS[0] <= day <= CODED_DAYS[1]:
        raise UserError(
            f"Chưa cấp được mã hồ sơ: đồng hồ của máy đang chỉ ngày {day:%d/%m}/{day.year}.",
            "Đặt lại ngày giờ của máy rồi lưu lại. Những gì đã nhập vẫn còn.",
            "CLOCK",
        )
    prefix, period = desk.office.prefix, day.isoformat()
    last = _last(session, prefix, period)
    _jump(last, mark, prefix, period)
    while True:
        serial = next_serial(desk.lanes, last)
        code = DossierCode(prefix, day, serial.text)
        if not fetch(session, "SELECT 1 FROM dossiers WHERE code = ? LIMIT 1", str(code)):
            return code, _take(session, Given(prefix, period, serial.lane, serial.counter))
        last[serial.lane] = serial.counter  # a copy of this PC gave it, before they parted


def take_slip_number(session: Session, desk: Desk, kind: str, year: int, mark: Path) -> tuple[str, Given]:
    """Give the next number of a kind of slips of this year: lane, then four digits, e.g. "30012/HDHS".

    A full lane goes on in the next; more digits would run into another lane's numbers. Raises UserError when all are
    full.
    """
    series, period = f"{desk.office.prefix}/{kind}", f"{year:04d}"
    last = _last(session, series, period)
    for lane, highest in _marked(mark).get(f"{series} {period}", {}).items():
        if highest > last.get(lane, 0):
            last[lane] = (highest // 100 + 1) * 100
    if not desk.lanes:
        next_serial((), {})  # says that there is none
    for lane in desk.lanes:
        number = last.get(lane, 0) + 1
        if number <= LAST_SLIP:
            return f"{lane}{number:04d}/{kind}", _take(session, Given(series, period, lane, number))
    raise UserError(
        f"Năm nay máy này đã cấp hết số phiếu {kind}.",
        "Nhờ quản trị cấp thêm dải số cho máy, hoặc lập phiếu ở máy khác. Nội dung đang nhập vẫn giữ nguyên.",
        "slips_full",
    )


def take_ticket_number(session: Session, desk: Desk, letter: str, day: date, mark: Path) -> tuple[Given, str]:
    """Give the next number of a service on a date, and how it stands on the ticket.

    Raises UserError when all lanes are full.
    """
    series, period = ticket_series(desk.office.prefix, letter), day.isoformat()
    last = _last(session, series, period)
    _jump(last, mark, series, period)
    if not desk.lanes:
        next_serial((), {})  # says that there is none
    for lane in desk.lanes:
        for counter in range(last.get(lane, 0) + 1, LAST_COUNTER + 1):
            number = ticket_number(letter, lane, counter)
            if not fetch(session, "SELECT 1 FROM tickets WHERE day = ? AND number = ? LIMIT 1", period, number):
                # no copy of this PC gave it before they parted
                return _take(session, Given(series, period, lane, counter)), number
    raise UserError(
        "Hôm nay máy này đã cấp hết số thứ tự của dịch vụ này.",
        "Lấy số ở máy khác, hoặc mời người dân vào thẳng quầy.",
        "tickets_full",
    )


def ticket_series(prefix: str, letter: str) -> str:
    """Name the series of a service's numbers."""
    return f"{prefix}/T{letter}"


def keep_mark(mark: Path, numbers: Iterable[Given]) -> None:
    """Write down outside the database that these numbers are out; called after the commit, before anything is shown.

    The first of each hundred is brought to the disk. Those between go over the old text: the end of the program can't
    undo that, a power cut may, for the seconds until the system writes it; the jump to the next hundred clears them
    (ADR 2 says what that leaves open).
    The act is saved already: a mark that can't be written is only logged.
    """
    with _marking:
        old = _text(mark)
        marks = _read(old)
        begins_hundred = False
        for given in numbers:
            lanes = marks.setdefault(f"{given.series} {given.period}", {})
            known = lanes.get(given.lane, -1)
            lanes[given.lane] = max(given.number, known)
            begins_hundred |= given.number // 100 > known // 100
        if len(marks) > KEPT:
            marks = dict(sorted(marks.items(), key=_end_of_period)[-KEPT:])
        text = msgspec.json.encode(marks)
        try:
            if begins_hundred or len(text) != len(old):
                write_durably(mark, text)
            else:
                _write_over(mark, text)
        except OSError as error:
            log.warning("number mark not written: %s", error.strerror)


def _write_over(mark: Path, text: bytes) -> None:
    """Write a text that differs in digits only, so that even one cut through in the middle can be read."""
    handle = os.open(mark, os.O_WRONLY | _BINARY)
    try:
        os.write(handle, text)
    finally:
        os.close(handle)


def marked_numbers(mark: Path) -> dict[tuple[str, str, int], int]:
    """Return what the mark knows: series, date or year, lane → highest number given; nothing of a damaged mark."""
    return {
        (*name.rsplit(" ", 1), lane): number  # type: ignore[misc]
        for name, lanes in _marked(mark).items()
        for lane, number in lanes.items()
    }


def _end_of_period(mark: tuple[str, dict[int, int]]) -> str:
    return mark[0].rsplit(" ", 1)[-1].ljust(10, "~")  # a year is over after its last date


def _take(session: Session, given: Given) -> Given:
    row = {"prefix": given.series, "day": given.period, "lane": given.lane, "last": given.number}
    _COUNTERS.write(session, [row])
    return given


def _jump(last: dict[int, int], mark: Path, series: str, period: str) -> None:
    """Go on well above what the mark knows and the database does not: it was set back."""
    for lane, highest in _marked(mark).get(f"{series} {period}", {}).items():
        if highest > last.get(lane, 0):
            last[lane] = resume_after_restore(highest)


def _last(session: Session, series: str, period: str) -> dict[int, int]:
    return dict(
        map(tuple, fetch(session, "SELECT lane, last FROM counters WHERE prefix = ? AND day = ?", series, period))
    )


def _marked(mark: Path) -> Marks:
    return _read(_text(mark))


def _text(mark: Path) -> bytes:
    try:
        handle = os.open(mark, os.O_RDONLY | _BINARY)
        try:
            return os.read(handle, _MOST)
        finally:
            os.close(handle)
    except OSError:
        return b""  # no mark yet


def _read(text: bytes) -> Marks:
    try:
        return parse(text, Marks)
    except ValueError:
        return {}  # no mark, or a damaged one: the counters of the database stand
