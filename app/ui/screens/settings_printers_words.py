"""What is said about the trial of a use: badge, question, hint."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.ui.screens.settings_printers_ways import Use
from app.ui.widgets.rows import BadgeWords

translate = QCoreApplication.translate


def badge(use: Use) -> BadgeWords:
    """Say how the trial went."""
    table = {
        "printing": BadgeWords(translate("PrinterTrial", "Đang in"), "info"),
        "waiting": BadgeWords(translate("PrinterTrial", "Chờ bạn xem"), "warn", "clock"),
        "good": BadgeWords(translate("PrinterTrial", "In đúng"), "ok", "check"),
        "bad": BadgeWords(translate("PrinterTrial", "In chưa đúng"), "bad", "circle-alert"),
        "failed": BadgeWords(translate("PrinterTrial", "Chưa in được"), "bad", "circle-alert"),
    }
    return table.get(use.trial, BadgeWords(translate("PrinterTrial", "Chưa thử")))


def question(use: Use, is_label: bool, listed: bool) -> str:
    """Ask for, or tell, the outcome of the trial."""
    if use.trial == "waiting":
        if is_label:
            return translate("PrinterTrial", "Tem vừa in có giống hình này không?")
        return translate("PrinterTrial", "Trang vừa in có giống hình này không?")
    if use.trial == "printing":
        return translate("PrinterTrial", "Đang in thử …")
    if use.trial == "good":
        return translate("PrinterTrial", "Máy này in đúng")
    if not listed:
        return translate("PrinterTrial", "Đang tìm máy in …")
    return translate("PrinterTrial", "In thử rồi nhìn bằng mắt")


def hint(use: Use, is_label: bool) -> str:
    """Say what to look at, or what to do."""
    if use.trial == "waiting":
        if use.told:
            return translate("PrinterTrial", "Bản thử nằm ở {where}").format(where=use.told)
        if is_label:
            return translate("PrinterTrial", "Viền không mất, chữ không mờ, mã quét được.")
        return translate("PrinterTrial", "Đủ bốn góc, chữ rõ dấu, thước đúng từng mm, mã quét được.")
    if use.trial == "bad":
        if is_label:
            return translate("PrinterTrial", "Xem lại cỡ tem, cân lại cuộn tem; in lệch hoặc nhạt thì bấm “Chỉnh máy”.")
        return translate(
            "PrinterTrial", "Tắt “Vừa trang” (Fit to page) trong trình điều khiển; in lệch thì bấm “Chỉnh máy”."
        )
    if use.trial == "failed":
        return use.told
    if use.trial == "good":
        return translate("PrinterTrial", "Đổi máy in hoặc cỡ tem thì in thử lại.")
    if not use.printer:
        return translate("PrinterTrial", "Chưa chọn máy in: giấy được ghi thành tệp PDF, in lúc nào cũng được.")
    return translate("PrinterTrial", "Một bản in thử cho biết giấy, khổ và mã có đúng không.")
