"""Serial numbers that two counters can never both give: lanes, a counter per date, the jump after a restore."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.dossier_codes import local_time
from app.domain.errors import UserError

LAST_COUNTER = 999
RESTORE_FLOOR = 500

_SERIAL_RE = re.compile(r"\d{4}|[1-9]\d{4}", re.ASCII)
_CLOCK_BACK = timedelta(minutes=2)
_CLOCK_AHEAD = timedelta(days=10)  # the longest Tết with its weekends is nine days
_CLOCK_APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lane:
    """A thousand serials a day of one prefix, owned by one counter PC.

    Lanes 1-9 give 4 digits (`3001`…`3999`), 10-89 give 5; 0 and 90-99 belong to the server.
    Raises ValueError for a number outside 0-99.
    """

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number <= 99:
            raise ValueError(f"no lane {self.number}")

    @property
    def is_servers(self) -> bool:
        """Whether only the server may number in it."""
        return self.number == 0 or self.number >= 90

    def serial(self, counter: int) -> str:
        """Return the serial of a counter value 1-999. Raises ValueError outside."""
        if not 1 <= counter <= LAST_COUNTER:
            raise ValueError(f"no serial {counter} in lane {self.number}")
        return f"{self.number}{counter:03d}"

    @classmethod
    def of_serial(cls, serial: str) -> tuple[Lane, int]:
        """Return lane and counter of a serial of 4 or 5 digits. Raises ValueError for others."""
        if not _SERIAL_RE.fullmatch(serial):
            raise ValueError(f"no serial: {serial}")
        return cls(int(serial[:-3])), int(serial[-3:])


@dataclass(frozen=True, slots=True)
class Serial:
    """A number chosen: to be stored as the last counter of its lane and date in the same transaction."""

    lane: int
    counter: int
    text: str


def next_serial(lanes: Sequence[int], last_counter: Mapping[int, int]) -> Serial:
    """Choose the next serial of one date.

    `lanes` are this PC's, in order of use; `last_counter` holds the last counter given *for that date* by lane.
    A full lane goes on in the next. Raises UserError when there is none or all are full.
    """
    for lane in lanes:
        counter = last_counter.get(lane, 0) + 1
        if counter <= LAST_COUNTER:
            return Serial(lane, counter, Lane(lane).serial(counter))
    if not lanes:
        raise UserError(
            "Máy này chưa có dải số nên chưa cấp được mã hồ sơ.",
            "Ghi danh máy với máy chủ, hoặc nhập dải số từ phiếu khôi phục. Nội dung đang nhập vẫn giữ nguyên.",
            "no_lane",
        )
    raise UserError(
        f"Hôm nay máy này đã cấp hết {len(lanes) * LAST_COUNTER} số hồ sơ.",
        "Nhờ quản trị cấp thêm dải số cho máy, hoặc tiếp nhận ở máy khác. Nội dung đang nhập vẫn giữ nguyên.",
        "lanes_full",
    )


def resume_after_restore(highest_known: int) -> int:
    """Return what to store as the last counter on the day of a restore: the next hundred above, 500 at least.

    Numbers given after the backup was made are not known; the gap keeps clear of them. 999 = the lane is full.
    """
    return min(max((highest_known // 100 + 1) * 100, RESTORE_FLOOR), LAST_COUNTER)


def resume_slips_after_restore(highest_known: int) -> int:
    """Return what to store as the year's last slip number after a restore: five hundred on, at a round hundred."""
    return (highest_known // 100 + 1) * 100 + RESTORE_FLOOR


def clock_doubts(
    now: datetime, newest_event: datetime | None = None, last_server_offset: timedelta | None = None
) -> tuple[str, ...]:
    """Say why the PC's clock looks wrong; empty = plausible. Warnings only: numbers are safe either way.

    `now` and `newest_event` are aware instants; `last_server_offset` is the server's clock minus this PC's.
    """
    doubts = []
    if newest_event is not None:
        last = f"{local_time(newest_event):%H:%M ngày %d/%m/%Y}"
        if now < newest_event - _CLOCK_BACK:
            doubts.append(f"Đồng hồ máy chạy lùi: việc mới nhất đã ghi lúc {last}.")
        elif now > newest_event + _CLOCK_AHEAD:
            days = (now - newest_event).days
            doubts.append(f"Đồng hồ máy đi trước việc mới nhất ({last}) {days} ngày.")
    if last_server_offset is not None and abs(last_server_offset) > _CLOCK_APART:
        side = "chậm" if last_server_offset > timedelta(0) else "nhanh"
        doubts.append(f"Đồng hồ máy {side} hơn máy chủ {_span(abs(last_server_offset))}.")
    return tuple(doubts)


def zone_doubts(now: datetime, pc_offset: timedelta) -> tuple[str, ...]:
    """Say that the PC's zone is not Việt Nam's, with the time the program goes by; empty = it is.

    Numbers and due dates use Việt Nam's time whatever the zone; but who then sets the clock by eye sets it wrong.
    """
    if pc_offset == timedelta(hours=7):
        return ()
    sign, minutes = ("-" if pc_offset < timedelta(0) else "+"), abs(pc_offset) // timedelta(minutes=1)
    zone = f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return (f"Múi giờ của máy là {zone}, không phải giờ Việt Nam. Chương trình tính {local_time(now):%H:%M %d/%m/%Y}.",)


def step_doubts(before: datetime, now: datetime, elapsed: timedelta) -> tuple[str, ...]:
    """Say that the clock was set while the program ran; empty = it went on as time did.

    `elapsed` is what really passed, at most: a PC asleep counts less. So only a step back, or one of days, is sure.
    """
    if now < before - _CLOCK_BACK:
        return (f"Đồng hồ máy vừa bị chỉnh lùi {_span(before - now)}, còn {local_time(now):%H:%M %d/%m/%Y}.",)
    if now - before - elapsed > _CLOCK_AHEAD:
        return (f"Đồng hồ máy vừa nhảy tới {(now - before).days} ngày, thành {local_time(now):%H:%M %d/%m/%Y}.",)
    return ()


def _span(length: timedelta) -> str:
    if length >= timedelta(days=2):
        return f"{length.days} ngày"
    minutes = length // timedelta(minutes=1)
    return f"{minutes} phút" if minutes < 120 else f"{minutes // 60} giờ"
