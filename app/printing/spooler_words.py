"""What holds a printer up, in the words of the office: one table for CUPS and Windows."""

from __future__ import annotations

from collections.abc import Iterable

# Most telling first: of several reasons only the first is said.
TROUBLES = {
    "media-jam": "Máy in kẹt giấy.",
    "media-empty": "Máy in hết giấy.",
    "media-needed": "Máy in chờ nạp đúng khổ giấy.",
    "input-tray-missing": "Khay giấy của máy in chưa lắp.",
    "cover-open": "Nắp máy in đang mở.",
    "door-open": "Nắp máy in đang mở.",
    "interlock-open": "Nắp máy in đang mở.",
    "output-area-full": "Khay giấy ra của máy in đầy.",
    "marker-supply-empty": "Máy in hết mực.",
    "toner-empty": "Máy in hết mực.",
    "offline": "Máy in không trả lời: tắt hoặc đứt dây.",
    "shutdown": "Máy in không trả lời: tắt hoặc đứt dây.",
    "timed-out": "Máy in không trả lời: tắt hoặc đứt dây.",
    "connecting-to-device": "Đang nối tới máy in.",
    "paused": "Máy in đang tạm dừng.",
    "moving-to-paused": "Máy in đang tạm dừng.",
    "attention": "Máy in cần người đến xem.",
    "other": "Máy in báo lỗi.",
}
HELD = "Lệnh in đang bị giữ trong hàng đợi."
PAUSED = TROUBLES["paused"]
_DEGREES = ("-error", "-warning", "-report")


def trouble(reasons: Iterable[str]) -> str:
    """Say the most telling of some reasons (keywords of RFC 8011, with or without their degree), "" for none."""
    bare = {_bare(reason) for reason in reasons}
    return next((words for reason, words in TROUBLES.items() if reason in bare), "")


def _bare(reason: str) -> str:
    for degree in _DEGREES:
        reason = reason.removesuffix(degree)
    return reason
