"""Rows of the queue: dossiers as the list paints them, under the heading of their group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.text import fold_words
from app.services.dossier_lines import DossierLine, Group
from app.ui.screens import dossier_words as words
from app.ui.screens.queue_order import Placed
from app.ui.widgets.hits import hits
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row

_LOOK = {
    Group.OVERDUE: ("circle-alert", "bad"),
    Group.TODAY: ("clock", "warn"),
    Group.LATER: ("calendar", "text"),
    Group.SUPPLEMENT: ("hourglass", "text"),
    Group.NO_LIMIT: ("calendar-days", "text"),
}


def columns() -> tuple[Column, ...]:
    """Give the columns of the queue."""
    translate = QCoreApplication.translate
    return (
        Column(translate("Queue", "Hạn trả"), 150, 136),
        Column(translate("Queue", "Người nộp và thủ tục")),
        Column(translate("Queue", "Mã hồ sơ"), 106, 98),
        Column(translate("Queue", "Việc tiếp theo"), 144, 126),
    )


def group_words(group: Group) -> str:
    """Name a group as its heading does."""
    translate = QCoreApplication.translate
    return {
        Group.OVERDUE: translate("Queue", "Quá hạn"),
        Group.TODAY: translate("Queue", "Hôm nay phải xong"),
        Group.LATER: translate("Queue", "Còn hạn"),
        Group.SUPPLEMENT: translate("Queue", "Chờ bổ sung"),
        Group.NO_LIMIT: translate("Queue", "Không hẹn ngày"),
    }[group]


def matches(line: DossierLine, text: str) -> bool:
    """Say whether every word typed begins a word of the dossier, or ends its code or a number of its owner."""
    own = fold_words(f"{line.owner_name} {line.filer_name} {line.procedure_name} {line.short_code} {line.counter}")
    numbers = (line.short_code.replace("-", ""), line.phone, line.id_number)
    return all(
        any(word.startswith(wanted) for word in own)
        or (wanted.isdigit() and any(wanted in number for number in numbers))
        for wanted in fold_words(text)
    )


def rows(
    placed: Iterable[Placed],
    marks: Mapping[str, str],
    failed: Mapping[str, str],
    text: str,
    closing: datetime | None,
    *,
    unsent: Collection[str] = (),
    unseen: Collection[str] = (),
) -> list[Row | GroupRow]:
    """Give the rows of these dossiers under their headings.

    `marks` are second lines by subject ("Mới nhận 09:03"), `failed` reasons of prints that failed by subject; of those
    `unsent` the server lacks something, those `unseen` came from other counters and wear a dot.
    """
    by_group: dict[Group, list[Placed]] = {}
    for one in placed:
        by_group.setdefault(one.group, []).append(one)
    result: list[Row | GroupRow] = []
    for group, members in by_group.items():
        icon, colour = _LOOK[group]
        hint = _hint(group, [one.line for one in members], closing)
        result.append(GroupRow(group_words(group), len(members), hint, icon, colour))
        for one in members:
            subject = one.line.subject_id
            row = _row(one, marks, failed, text, is_unsent=subject in unsent)
            result.append(replace(row, is_new=True) if subject in unseen else row)
    return result


def _hint(group: Group, lines: Sequence[DossierLine], closing: datetime | None) -> str:
    translate = QCoreApplication.translate
    if group is Group.TODAY and closing is not None:
        return translate("Queue", "Trước {time}").format(time=f"{closing:%H:%M}")
    if group is Group.LATER:
        nearest = min((line.due_at for line in lines if line.due_at), default=None)
        return translate("Queue", "Gần nhất {due}").format(due=f"{nearest:%d/%m}") if nearest else ""
    return {
        Group.OVERDUE: translate("Queue", "Báo người dân"),
        Group.SUPPLEMENT: translate("Queue", "Chưa tính thời hạn"),
        Group.NO_LIMIT: translate("Queue", "Thủ tục không quy định thời hạn"),
    }.get(group, "")


def _sign(line: DossierLine, reason: str, is_unsent: bool) -> tuple[str, str, str]:
    """Give the one mark of a row, its colour and its words: what needs somebody first."""
    translate = QCoreApplication.translate
    if reason:
        return "printer", "bad", translate("Queue", "Chưa in được: {reason}").format(reason=reason)
    if line.attention:
        return "triangle-alert", "bad", translate("Queue", "Cần xử lý: Ctrl+U")
    if line.is_doubled:
        return "copy", "bad", translate("Queue", "Trùng mã với hồ sơ khác. Ctrl+U để cấp mã mới")
    if is_unsent:
        return "cloud-upload", "warn", translate("Queue", "Chưa gửi lên máy chủ")
    return "", "warn", ""


def _row(one: Placed, marks: Mapping[str, str], failed: Mapping[str, str], text: str, *, is_unsent: bool) -> Row:
    line = one.line
    translate = QCoreApplication.translate
    mark = marks.get(line.subject_id, "")
    second = mark or (line.agency if not one.gone else "")
    tint = "accent_text" if mark else "text2"
    if is_unsent and not mark:
        second, tint = translate("Queue", "Chưa gửi"), "warn"
    step = translate("Queue", "Không còn chờ") if one.gone else words.next_step(line)
    badge = words.state_badge(line.state) if one.gone else words.due_badge(line)
    reason = failed.get(line.subject_id, "")
    sign, sign_colour, sign_words = _sign(line, reason, is_unsent)
    who = line.owner_name
    what = line.procedure_name
    if line.filer_name:
        what = translate("Queue", "{procedure} · {name} nộp").format(procedure=what, name=line.filer_name)
    return Row(
        key=line.subject_id,
        cells=(
            Cell(badge=BadgeWords(badge.text, badge.kind, badge.icon)),
            Cell(who, what, weight=600, hits=hits(who, text) if text else ()),
            Cell(line.short_code, digits=True, colour="text2"),
            Cell(step, second, second_colour=tint),
        ),
        mark=sign,
        mark_colour=sign_colour,
        mark_words=sign_words,
        dim=one.gone,
        tip="\n".join(x for x in (f"{who}\n{what}", sign_words) if x),
    )
