"""What is said about the line to the server: in the strip, at the foot of the queue, in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.dossier_codes import local_time
from app.domain.text import dotted
from app.runtime.line_status import LineState, LineStatus
from app.ui.widgets.strip import StripItem

translate = QCoreApplication.translate


def since_words(since: datetime | None, now: datetime) -> str:
    """Say since when: "09:12" today, "18/11" before; `since` is UTC, `now` local."""
    if since is None:
        return ""
    local = local_time(since)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%d/%m}"


def strip_items(status: LineStatus, waiting: int, now: datetime) -> list[StripItem]:
    """Return what the strip says of the network and of what waits; `waiting` as just counted."""
    since = since_words(status.since, now)
    if status.loading is not None and status.state in (LineState.TRYING, LineState.ONLINE):
        words = translate("LineWords", "Đang tải dữ liệu của đơn vị: {0} %").format(status.loading)
        short = translate("LineWords", "Tải {0} %").format(status.loading)
        tip = translate("LineWords", "Tiếp nhận được ngay; tắt máy giữa chừng thì lần sau tải tiếp.")
        return [StripItem("network", "download", words, short, "waiting", tip), _held(waiting)]
    match status.state:
        case LineState.ONLINE:
            tip = translate("LineWords", "Máy chủ trả lời lúc {0}").format(since_words(status.contact_at, now))
            items = [
                StripItem(
                    "network",
                    "wifi",
                    translate("LineWords", "Đã nối máy chủ"),
                    translate("LineWords", "Đã nối"),
                    "ok",
                    tip,
                )
            ]
            if waiting:
                words = translate("LineWords", "Đang gửi {0} việc").format(dotted(waiting))
                items.append(StripItem("waiting", "cloud-upload", words, dotted(waiting), "waiting"))
            else:
                items.append(StripItem("waiting", "cloud-check", translate("LineWords", "Đã gửi hết"), "0", "ok"))
            return items
        case LineState.TRYING:
            item = StripItem(
                "network", "wifi", translate("LineWords", "Đang nối máy chủ"), translate("LineWords", "Đang nối"), "off"
            )
            return [item, _held(waiting)]
        case LineState.OFFLINE:
            why = status.trouble.sentence if status.trouble else ""
            tip = "\n".join(
                part for part in (why, translate("LineWords", "Làm việc bình thường; tự gửi khi có mạng.")) if part
            )
            if not waiting:
                words = translate("LineWords", "Mất mạng · vẫn làm việc bình thường")
            elif since:
                words = translate("LineWords", "Mất mạng · {0} việc chờ gửi từ {1}").format(dotted(waiting), since)
            else:
                words = translate("LineWords", "Mất mạng · {0} việc chờ gửi").format(dotted(waiting))
            short = translate("LineWords", "Mất mạng · {0}").format(dotted(waiting))
            return [StripItem("network", "wifi-off", words, short, "pill", tip)]
        case LineState.STOPPED:
            error = status.trouble
            tip = "\n".join((error.sentence, error.advice)) if error else ""
            item = StripItem(
                "network",
                "cloud-alert",
                translate("LineWords", "Ngừng đồng bộ"),
                translate("LineWords", "Ngừng đồng bộ"),
                "bad",
                tip,
            )
            return [item, _held(waiting)]
    tip = translate("LineWords", "Làm việc trên máy này")
    return [
        StripItem(
            "network",
            "wifi-off",
            translate("LineWords", "Chưa nối máy chủ"),
            translate("LineWords", "Chưa nối"),
            "off",
            tip,
        ),
        _held(waiting),
    ]


def _held(waiting: int) -> StripItem:
    words = translate("LineWords", "{0} việc giữ trên máy").format(dotted(waiting))
    return StripItem("waiting", "cloud-upload", words, dotted(waiting), "off")


def counter_words(name: str, lanes: Sequence[int]) -> str:
    """Name a counter and its machine numbers, which a server may still have to deal to it."""
    if not lanes:
        return translate("LineWords", "{0} · chờ máy chủ cấp máy số").format(name)
    return translate("LineWords", "{0} · máy số {1}").format(name, ", ".join(map(str, lanes)))


def kept_words(status: LineStatus, waiting: int, since: str) -> str:
    """Say at the foot of the queue what is only on this PC, "" when nothing is."""
    if status.loading is not None:
        if status.state in (LineState.TRYING, LineState.ONLINE):
            return translate("LineWords", "Đang tải dữ liệu của đơn vị: {0} %").format(status.loading)
        return translate("LineWords", "Mất mạng · đã tải {0} % dữ liệu của đơn vị").format(status.loading)
    if status.state is LineState.ONLINE or not waiting:
        return ""
    if status.state is LineState.ALONE:
        head = translate("LineWords", "Chưa nối máy chủ")
        kept = (
            translate("LineWords", "{0} việc giữ trên máy từ {1}")
            if since
            else translate("LineWords", "{0} việc giữ trên máy")
        )
    else:
        head = (
            translate("LineWords", "Ngừng đồng bộ")
            if status.state is LineState.STOPPED
            else translate("LineWords", "Mất mạng")
        )
        head = translate("LineWords", "Đang nối máy chủ") if status.state is LineState.TRYING else head
        kept = (
            translate("LineWords", "{0} việc chờ gửi từ {1}") if since else translate("LineWords", "{0} việc chờ gửi")
        )
    return f"{head} · {kept.format(dotted(waiting), since)}"


def state_words(status: LineStatus, now: datetime) -> tuple[str, str]:
    """Return how it stands, and what to know about it."""
    contact = since_words(status.contact_at, now)
    last = (
        translate("LineWords", "Máy chủ trả lời lần cuối lúc {0}.").format(contact)
        if contact
        else translate("LineWords", "Máy chủ chưa trả lời lần nào.")
    )
    trouble = status.trouble
    why = " ".join(part for part in (trouble.sentence, trouble.advice) if part) if trouble else ""
    match status.state:
        case LineState.ONLINE:
            return translate("LineWords", "Đã nối máy chủ"), last
        case LineState.TRYING:
            return translate("LineWords", "Đang nối máy chủ"), last
        case LineState.OFFLINE:
            return translate("LineWords", "Mất mạng, vẫn làm việc bình thường"), f"{why} {last}".strip()
        case LineState.STOPPED:
            return translate("LineWords", "Ngừng đồng bộ"), f"{why} {last}".strip()
    return (
        translate("LineWords", "Máy này làm việc một mình"),
        translate("LineWords", "Nối máy chủ thì các quầy thấy hồ sơ của nhau; số đã cấp giữ nguyên."),
    )
