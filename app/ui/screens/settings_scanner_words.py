"""What is said of a trial scan: what it was, in how many milliseconds, whether right, and what to set when not."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from app.domain.card_repair import Cause
from app.domain.id_card import CardData, CardProblem, looks_like_card, parse_card
from app.domain.trial_codes import TRIAL_CARD, TRIAL_NUMBER, lost_letters, trial_size
from app.scanning.routing import CardScan, DamagedCard, DossierScan, Routed, TrainingScan, UnknownScan
from app.scanning.wedge import Scan

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Verdict:
    """Words about a trial scan; none of its personal content."""

    heading: str
    advice: str
    good: bool


def verdict_of(scan: Scan, found: Routed) -> Verdict:
    """Judge a scan of the trial section."""
    if scan.overlong:
        return Verdict(translate("ScanTrial", "Mã quá dài, đã bỏ qua"), _of_unknown(found), good=False)
    size = trial_size(scan.text)
    if size is not None:
        words = translate("ScanTrial", "Mã vạch thử: đúng từng chữ số")
        if size:
            words = translate("ScanTrial", "Mã vạch thử cỡ {size}: đúng từng chữ số").format(size=size)
        return Verdict(words, "", good=True)
    card = parse_card(scan.text) if looks_like_card(scan.text) else None
    if TRIAL_NUMBER in scan.text:
        return _of_trial_card(scan.text, card)
    if isinstance(card, CardData) and card.cause is not None:
        return Verdict(_wrong_heading(card.cause), cause_advice(card.cause), good=False)
    match found:
        case CardScan() if scan.altered:
            heading = translate("ScanTrial", "Thẻ căn cước: bộ gõ tiếng Việt đã đổi vài chữ")
            return Verdict(heading, cause_advice(Cause.TELEX), good=False)
        case CardScan():
            return Verdict(translate("ScanTrial", "Thẻ căn cước: đọc trọn vẹn"), "", good=True)
        case DamagedCard():
            heading = translate("ScanTrial", "Thẻ căn cước: đọc không trọn")
            return Verdict(heading, translate("ScanTrial", "Lau thẻ rồi quét lại."), good=False)
        case DossierScan() if found.code is not None:
            words = translate("ScanTrial", "Hồ sơ {code}").format(code=found.code.short)
            return Verdict(words, "", good=True)
        case DossierScan():
            return Verdict(translate("ScanTrial", "Mã vạch của hồ sơ"), "", good=True)
        case TrainingScan():
            return Verdict(translate("ScanTrial", "Giấy thử"), "", good=True)
        case UnknownScan():
            words = translate("ScanTrial", "Đọc được, nhưng chưa nhận ra: {what}").format(what=found.description)
            return Verdict(words, found.advice, good=False)


def _of_trial_card(text: str, card: CardData | CardProblem | None) -> Verdict:
    if text.strip() == TRIAL_CARD:
        return Verdict(translate("ScanTrial", "Mã QR thử: đúng từng chữ"), "", good=True)
    lost = lost_letters(text)
    cause = card.cause if isinstance(card, CardData) else None
    if cause in (None, Cause.LOST_MARKS):
        words = translate("ScanTrial", "Mã QR thử: đọc thiếu")
        if lost:
            shown = " ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
            words = translate("ScanTrial", "Mã QR thử: mất chữ {letters}").format(letters=shown)
        return Verdict(words, cause_advice(Cause.LOST_MARKS), good=False)
    return Verdict(_wrong_heading(cause), cause_advice(cause), good=False)


def _of_unknown(found: Routed) -> str:
    return found.advice if isinstance(found, UnknownScan) else ""


def _wrong_heading(cause: Cause) -> str:
    return {
        Cause.CODE_PAGE: translate("ScanTrial", "Đầu đọc gửi sai bảng mã (chương trình khôi phục được)"),
        Cause.TELEX: translate("ScanTrial", "Đầu đọc gõ chữ theo kiểu Telex (chương trình khôi phục được)"),
        Cause.VNI: translate("ScanTrial", "Đầu đọc gõ chữ theo kiểu VNI (chương trình khôi phục được)"),
        Cause.LAYOUT: translate("ScanTrial", "Bàn phím của Windows khác bàn phím đầu đọc tưởng"),
        Cause.CAPS_LOCK: translate("ScanTrial", "Caps Lock đang bật (chương trình khôi phục được)"),
        Cause.SEPARATOR: translate("ScanTrial", "Dấu ngăn “|” đến thành dấu khác (chương trình khôi phục được)"),
        Cause.LOST_MARKS: translate("ScanTrial", "Chữ tiếng Việt bị mất dấu"),
    }[cause]


def cause_advice(cause: Cause) -> str:
    """Say what to set so that it does not happen again."""
    com = translate("ScanTrial", "Đổi đầu đọc sang cổng COM (USB-COM), bảng mã UTF-8.")
    keyboard = translate("ScanTrial", "Đặt Windows là bàn phím US English và đầu đọc là Country: US.")
    return {
        Cause.CODE_PAGE: translate("ScanTrial", "Đặt bảng mã của đầu đọc là UTF-8."),
        Cause.TELEX: translate("ScanTrial", "Chuyển Unikey sang tiếng Anh (E), tắt kiểu gõ Telex trong đầu đọc."),
        Cause.VNI: translate("ScanTrial", "Chuyển Unikey sang tiếng Anh (E), tắt kiểu gõ VNI trong đầu đọc."),
        Cause.LAYOUT: keyboard,
        Cause.CAPS_LOCK: translate("ScanTrial", "Tắt Caps Lock."),
        Cause.SEPARATOR: keyboard,
        Cause.LOST_MARKS: com,
    }[cause]


def arrival_words(scan: Scan) -> str:
    """Say how a scan came: characters, milliseconds, by which way."""
    told = [translate("ScanTrial", "{n} ký tự").format(n=len(scan.text))] if not scan.overlong else []
    lines = scan.text.count("\n") + 1
    if lines > 1:
        told.append(translate("ScanTrial", "{n} dòng").format(n=lines))
    if scan.arrival is not None:
        told.append(translate("ScanTrial", "trong {ms} ms").format(ms=max(1, round(scan.arrival.took_ms))))
        port = scan.arrival.port
        by = translate("ScanTrial", "qua cổng {port}").format(port=port) if port else None
        told.append(by or translate("ScanTrial", "kiểu bàn phím"))
    return " · ".join(told)
