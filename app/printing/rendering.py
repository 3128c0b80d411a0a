"""One door to all papers: a document in, PDF bytes out."""

from __future__ import annotations

from threading import Lock

from app.printing.documents import (
    Document,
    GuideDoc,
    LabelDoc,
    PrinterTestDoc,
    ReceiptDoc,
    RefusalDoc,
    ScannerSheetDoc,
    SupplementDoc,
    TicketDoc,
)
from app.printing.form_texts import FORM_TEXTS
from app.printing.guide import render_guide
from app.printing.label_sheet import labels_pdf
from app.printing.labels import label_image
from app.printing.printer_test import render_printer_test
from app.printing.receipt import render_receipt
from app.printing.receipt_a5 import render_two_up
from app.printing.recovery_sheet import RecoverySheetDoc, draw_recovery_sheet
from app.printing.refusal import render_refusal
from app.printing.scanner_sheet import SHEET_TITLE, render_scanner_sheet
from app.printing.supplement import render_supplement
from app.printing.ticket import ticket_pdf

_DRAWING = Lock()  # reportlab's fonts are shared and read by position: two threads at once spoil each other's paper


def render(doc: Document) -> bytes:
    """Draw any document as a PDF, from any thread. Equal documents give equal bytes.

    Raises `UserError` for a document that can't be drawn truthfully (strings that would collide).
    """
    with _DRAWING:
        return _render(doc)


def render_recovery(doc: RecoverySheetDoc) -> bytes:
    """Draw a recovery sheet, from any thread. It is no `Document`: no ledger and no archive may ever hold it."""
    with _DRAWING:
        return draw_recovery_sheet(doc)


def _render(doc: Document) -> bytes:
    match doc:
        case ReceiptDoc():
            return (render_two_up(doc) if doc.two_up else None) or render_receipt(doc)
        case SupplementDoc():
            return render_supplement(doc)
        case RefusalDoc():
            return render_refusal(doc)
        case GuideDoc():
            return render_guide(doc)
        case LabelDoc():
            return labels_pdf([label_image(doc)] * max(1, doc.quantity), doc.size)
        case PrinterTestDoc():
            return render_printer_test(doc)
        case ScannerSheetDoc():
            return render_scanner_sheet(doc)
        case TicketDoc():
            return ticket_pdf(doc)


def title_of(doc: Document) -> str:
    """Name a paper for lists and the print ledger, as its title stands on it (sentence case)."""
    match doc:
        case ReceiptDoc():
            return FORM_TEXTS[doc.form_set].receipt.title.capitalize()
        case SupplementDoc():
            return FORM_TEXTS[doc.form_set].supplement.title.capitalize()
        case RefusalDoc():
            return FORM_TEXTS[doc.form_set].refusal.title.capitalize()
        case GuideDoc():
            return f"Phiếu hướng dẫn – {doc.title}"
        case LabelDoc():
            return f"Nhãn {doc.size.name}"
        case PrinterTestDoc():
            return "Trang thử máy in" if doc.label is None else f"Nhãn thử {doc.label.name}"
        case ScannerSheetDoc():
            return SHEET_TITLE
        case TicketDoc():
            return f"Phiếu số {doc.number}"
