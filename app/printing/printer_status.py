"""What a printer says of itself when it is asked, in whichever language: the same few troubles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why a printer does not print; the value is what the clerk reads after the printer's name."""

    PAPER_OUT = "hết giấy"
    COVER_OPEN = "đang mở nắp"
    RIBBON_OUT = "hết ruy băng"
    JAM = "kẹt giấy"
    CUTTER = "kẹt dao cắt"
    HOT = "đầu in quá nóng"
    PAUSED = "đang tạm dừng"
    FAULT = "báo lỗi"
    OFFLINE = "không sẵn sàng"


ADVICE = {
    Trouble.PAPER_OUT: "Lắp giấy, đóng nắp máy.",
    Trouble.COVER_OPEN: "Đóng nắp máy.",
    Trouble.RIBBON_OUT: "Thay cuộn ruy băng.",
    Trouble.JAM: "Mở nắp, lấy giấy kẹt ra, đóng nắp.",
    Trouble.CUTTER: "Tắt máy in, gỡ giấy ở dao cắt, bật lại.",
    Trouble.HOT: "Chờ vài phút cho máy nguội.",
    Trouble.PAUSED: "Bấm nút Pause hoặc Feed trên máy in.",
    Trouble.FAULT: "Tắt máy in, chờ 10 giây rồi bật lại.",
    Trouble.OFFLINE: "Xem đèn báo trên máy in; tắt rồi bật lại.",
}


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """The answer of a printer. `troubles` keep it from printing, the gravest first; `paper_low` does not yet."""

    troubles: tuple[Trouble, ...] = ()
    paper_low: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Bytes to ask with, and whether the bytes that came back are the whole answer."""

    asks: bytes
    complete: Callable[[bytes], bool]
