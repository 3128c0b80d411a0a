"""How screens name what a dossier is: state, time left, next step, way of return. Shared by all lists and pages."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.deadlines import Remaining, TimeLeft
from app.domain.dossier import DossierState
from app.domain.intake import ResultWay
from app.domain.phones import format_phone
from app.domain.text import group_digits, mask_number
from app.services.dossier_lines import DossierLine, Group
from app.ui.weekdays import weekday_name, weekday_short
from app.ui.widgets.ink import BadgeKind
from app.ui.widgets.rows import BadgeWords

_LEFT: dict[TimeLeft, tuple[BadgeKind, str]] = {
    TimeLeft.OVERDUE: ("bad", "circle-alert"),
    TimeLeft.TODAY: ("warn", "clock"),
    TimeLeft.LEFT: ("neutral", ""),
}
OPEN = (DossierState.RECEIVED, DossierState.PROCESSING, DossierState.PAYING)


def state_badge(state: DossierState) -> BadgeWords:
    """Give the badge of a state."""
    translate = QCoreApplication.translate
    words: dict[DossierState, BadgeWords] = {
        DossierState.RECEIVED: BadgeWords(translate("Dossier", "Đã tiếp nhận")),
        DossierState.REFUSED: BadgeWords(translate("Dossier", "Từ chối"), "bad"),
        DossierState.PROCESSING: BadgeWords(translate("Dossier", "Đang giải quyết")),
        DossierState.SUPPLEMENT: BadgeWords(translate("Dossier", "Chờ bổ sung"), "neutral", "hourglass"),
        DossierState.PAYING: BadgeWords(translate("Dossier", "Chờ nộp tiền"), "warn", "banknote"),
        DossierState.WITHDRAWN: BadgeWords(translate("Dossier", "Người dân rút"), "neutral"),
        DossierState.STOPPED: BadgeWords(translate("Dossier", "Đã dừng"), "neutral"),
        DossierState.SETTLED: BadgeWords(translate("Dossier", "Có kết quả, chờ trả"), "ok", "check"),
        DossierState.RETURNED: BadgeWords(translate("Dossier", "Đã trả"), "ok", "check"),
    }
    return words[state]


def due_badge(line: DossierLine) -> BadgeWords:
    """Give the badge of the time left; a stopped clock and a missing limit say so."""
    if line.state is DossierState.SUPPLEMENT:
        return BadgeWords(QCoreApplication.translate("Dossier", "Chờ bổ sung"), "neutral", "hourglass")
    if line.left is None:
        return BadgeWords(QCoreApplication.translate("Dossier", "Không hẹn ngày"), "neutral")
    return left_badge(line.left)


def left_badge(left: Remaining) -> BadgeWords:
    """Give the badge of the time left until a due time."""
    kind, icon = _LEFT[left.kind]
    return BadgeWords(left.text, kind, icon)


def next_step(line: DossierLine) -> str:
    """Say what comes next, in words."""
    translate = QCoreApplication.translate
    if line.group is Group.OVERDUE and line.state in OPEN:
        return translate("Dossier", "Báo người dân")
    steps = {
        DossierState.RECEIVED: translate("Dossier", "Chuyển giải quyết"),
        DossierState.PROCESSING: translate("Dossier", "Chờ kết quả"),
        DossierState.PAYING: translate("Dossier", "Chờ nộp tiền"),
        DossierState.SUPPLEMENT: translate("Dossier", "Chờ người dân"),
        DossierState.SETTLED: translate("Dossier", "Trả kết quả"),
    }
    return steps.get(line.state, "")


def way_words(way: str) -> str:
    """Say how the result comes back."""
    translate = QCoreApplication.translate
    words = {
        ResultWay.COUNTER: translate("Dossier", "Nhận tại quầy"),
        ResultWay.POST: translate("Dossier", "Bưu chính về nhà"),
        ResultWay.ELECTRONIC: translate("Dossier", "Bản điện tử"),
    }
    return words.get(ResultWay(way), "") if way else ""


def way_icon(way: str) -> str:
    """Give the icon of a way of return."""
    return {ResultWay.POST: "mail", ResultWay.ELECTRONIC: "globe"}.get(ResultWay(way or "counter"), "hand-helping")


def due_words(due_at: datetime | None) -> str:
    """Say a due time in full: `Thứ Tư 25/11/2026, 17:00`."""
    if due_at is None:
        return QCoreApplication.translate("Dossier", "Không hẹn ngày")
    name = weekday_name(due_at.date())
    return f"{name[:1].upper()}{name[1:]} {due_at:%d/%m/%Y, %H:%M}"


def due_short(due_at: datetime | None) -> str:
    """Say a due time where room is scarce: `Hẹn T4 25/11, 17:00`."""
    if due_at is None:
        return QCoreApplication.translate("Dossier", "Không hẹn ngày")
    when = f"{weekday_short(due_at.date())} {due_at:%d/%m, %H:%M}"
    return QCoreApplication.translate("Dossier", "Hẹn {when}").format(when=when)


def moment_words(at: datetime, now: datetime) -> str:
    """Say when something happened: `09:04` today, `18/11 08:40` this year, else with the year."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at:%d/%m %H:%M}" if at.year == now.year else f"{at:%d/%m/%Y}"


def last_words(at: datetime, now: datetime) -> str:
    """Say when something was touched last: `Hôm nay 09:04`, else the date."""
    if at.date() == now.date():
        return QCoreApplication.translate("Dossier", "Hôm nay {time}").format(time=f"{at:%H:%M}")
    return f"{at:%d/%m/%Y}"


def phone_words(phone: str, *, shown: bool = False) -> str:
    """Give a phone number masked, or in full."""
    if not phone:
        return QCoreApplication.translate("Dossier", "Không có điện thoại")
    return format_phone(phone) if shown else mask_number(phone)


def number_words(number: str, *, shown: bool = False) -> str:
    """Give an identity number or tax code masked, or in full and in groups."""
    if not number:
        return "–"
    return group_digits(number) if shown and number.isdigit() else number if shown else mask_number(number)
