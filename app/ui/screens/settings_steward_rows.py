"""Offices, PCs and waiting codes as rows: whose, how long silent, in which state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.domain.dossier_codes import local_time
from app.ui import line_words
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row

if TYPE_CHECKING:  # what speaks to a network is loaded when somebody opens the page
    from app.protocol.stewardship import CodeSeen, OfficePcs, Offices, PcSeen

translate = QCoreApplication.translate
_SILENT = timedelta(days=2)  # over a weekend nobody comes


def office_columns() -> tuple[Column, ...]:
    """Give the columns of the offices."""
    return (
        Column(translate("StewardRows", "Cơ quan")),
        Column(translate("StewardRows", "Máy"), 40, 36, "right"),
        Column(translate("StewardRows", "Liên lạc"), 64, 60, "right"),
    )


def pc_columns() -> tuple[Column, ...]:
    """Give the columns of PCs and codes."""
    return (
        Column(translate("StewardRows", "Máy")),
        Column(translate("StewardRows", "Liên lạc cuối"), 96, 90),
        Column(translate("StewardRows", "Việc đã lên"), 82, 78, "right"),
        Column(translate("StewardRows", "Bản"), 48, 44),
        Column(translate("StewardRows", "Trạng thái"), 160, 148),
    )


def office_rows(seen: Offices) -> list[Row]:
    """Give a row per office, by the server's clock: a PC's may be years wrong."""
    now = local_time(seen.server_time)
    return [
        Row(
            office.office_id,
            (
                Cell(office.name, office.prefix, weight=600),
                Cell(str(office.pcs), digits=True, align="right"),
                Cell(line_words.since_words(office.seen_at, now) or "–", digits=True, align="right", colour="text2"),
            ),
            tip=office.name,
        )
        for office in seen.offices
    ]


def pc_rows(seen: OfficePcs, own_id: str) -> list[Row | GroupRow]:
    """Give the PCs, then the codes that wait, by the server's clock; `own_id` is the PC one sits at."""
    now = local_time(seen.server_time)
    rows: list[Row | GroupRow] = [_pc(pc, now, own_id) for pc in seen.pcs]
    if seen.codes:
        names = {pc.device_id: pc.counter_name for pc in seen.pcs}
        rows.append(GroupRow(translate("StewardRows", "Mã đăng ký đang chờ"), len(seen.codes), icon="key-round"))
        rows += [_code(code, now, names.get(code.replaces, "")) for code in seen.codes]
    return rows


def lane_words(lanes: tuple[int, ...]) -> str:
    """Say which numbers a PC gives."""
    if not lanes:
        return translate("StewardRows", "Không còn số")
    return translate("StewardRows", "Máy số {lanes}").format(lanes=", ".join(map(str, lanes)))


def _pc(pc: PcSeen, now: datetime, own_id: str) -> Row:
    second = [lane_words(pc.lanes)]
    if pc.device_id == own_id:
        second.append(translate("StewardRows", "máy này"))
    return Row(
        pc.device_id,
        (
            Cell(pc.counter_name, " · ".join(second), weight=600),
            Cell(_when(pc.seen_at, now), digits=True, colour="text2"),
            Cell(f"{pc.stored:,}".replace(",", "."), digits=True, align="right"),
            Cell(pc.program, digits=True, colour="text2"),
            Cell(badge=_state(pc, now)),
        ),
        dim=pc.stopped_at is not None,
    )


def _state(pc: PcSeen, now: datetime) -> BadgeWords:
    if pc.stopped_at is not None:
        words = translate("StewardRows", "Thu hồi {when}")
        return BadgeWords(words.format(when=f"{local_time(pc.stopped_at):%d/%m/%y}"))
    silent = now - local_time(pc.seen_at or pc.enrolled_at)
    if silent >= _SILENT:
        return BadgeWords(translate("StewardRows", "Im {days} ngày").format(days=silent.days), "warn", "clock")
    if pc.seen_at is None:
        return BadgeWords(translate("StewardRows", "Mới nối"), "info")
    return BadgeWords(translate("StewardRows", "Đang đồng bộ"), "ok", "check")


def _code(code: CodeSeen, now: datetime, replaced: str) -> Row:
    until = _when(code.expires_at, now)
    words = translate("StewardRows", "Thay {counter}").format(counter=replaced) if code.replaces else ""
    return Row(
        code.code_hash,
        (
            Cell(code.counter_name, words or lane_words((code.lane,)), weight=600),
            Cell(),
            Cell(),
            Cell(),
            Cell(badge=BadgeWords(translate("StewardRows", "Đến {until}").format(until=until), "info", "hourglass")),
        ),
    )


def _when(at: datetime | None, now: datetime) -> str:
    """Say when: the time today, else the day too."""
    if at is None:
        return "–"
    local = local_time(at)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%d/%m %H:%M}" if abs(now - local) < timedelta(days=300) else f"{local:%d/%m/%Y}"
