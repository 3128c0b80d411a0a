"""The days of the week in the language of the interface. Papers and explanations keep `app.domain.calendar`'s."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication


def weekday_name(day: date) -> str:
    """Return `thứ Hai` … `Chủ nhật`, as in the middle of a sentence."""
    translate = QCoreApplication.translate
    return (
        translate("Weekday", "thứ Hai"),
        translate("Weekday", "thứ Ba"),
        translate("Weekday", "thứ Tư"),
        translate("Weekday", "thứ Năm"),
        translate("Weekday", "thứ Sáu"),
        translate("Weekday", "thứ Bảy"),
        translate("Weekday", "Chủ nhật"),
    )[day.weekday()]


def weekday_short(day: date) -> str:
    """Return `T2` … `CN`."""
    translate = QCoreApplication.translate
    return (
        translate("Weekday", "T2"),
        translate("Weekday", "T3"),
        translate("Weekday", "T4"),
        translate("Weekday", "T5"),
        translate("Weekday", "T6"),
        translate("Weekday", "T7"),
        translate("Weekday", "CN"),
    )[day.weekday()]
