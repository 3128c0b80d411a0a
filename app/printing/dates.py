"""Dates, counts and money as the forms write them (NĐ 30/2020: 0 only before days under 10 and months 1 and 2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def local(moment: datetime) -> datetime:
    """Take an aware time to the clock of Việt Nam; a naive one is already there."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment.tzinfo else moment


def long_date(day: date) -> str:
    """Write "ngày 20 tháng 11 năm 2026"."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def clock_words(moment: datetime) -> str:
    """Write "08 giờ 42 phút"."""
    at = local(moment)
    return f"{at.hour:02d} giờ {at.minute:02d} phút"


def weekday(day: date) -> str:
    """Write "thứ Năm"."""
    return WEEKDAYS[day.weekday()]


def money(amount: int) -> str:
    """Write "114.000 đ"; the number and its unit stay on one line."""
    return f"{amount:,}".replace(",", ".") + "\u00a0đ"
