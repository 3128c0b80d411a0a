"""The receipt as PDF against bare reportlab pages: the same strings, faces and places, the same codes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.desk import founded_house, intake_forms
from benchmarks.runner import Ground, Row, benchmark, in_turns

if TYPE_CHECKING:
    from app.printing.documents import ReceiptDoc


@benchmark("receipt-pdf")
def receipt_pdf(ground: Ground) -> Iterable[Row]:
    """Draw receipts of different dossiers, both copies; nothing of a receipt is remembered for its rival."""
    from app.printing import codes
    from app.printing.rendering import render

    docs = _documents(ground)
    pages = [_Bare.of(doc, render(doc)) for doc in docs]
    turn = {"ours": 0, "bare": 0}

    def one(name: str) -> int:
        codes.qr_matrix.cache_clear()
        codes.bar_modules.cache_clear()
        turn[name] += 1
        return turn[name] % len(docs)

    times = in_turns(
        {"ours": lambda: render(docs[one("ours")]), "bare": lambda: pages[one("bare")].draw()}, ground.rounds * 4
    )
    mine, bare = times["ours"], times["bare"]
    yield Row(
        "receipt PDF, two copies",
        mine.median_ms,
        rival=bare.median_ms,
        rival_name="bare reportlab pages, same text and codes",
        most_ratio=1.5,
        how=f"median of {len(mine.seconds)}, in turns; {len(pages[0].pages)} A4 pages, fonts loaded on both sides",
        more={"p95_ms": mine.p95_ms, "rival_p95_ms": bare.p95_ms},
    )


def _documents(ground: Ground) -> list[ReceiptDoc]:
    from app.services.intake import preview_receipt

    with ground.scratch() as folder, founded_house(Path(folder)) as (house, actor):
        forms = zip(range(20), intake_forms(house, ground.seed), strict=False)
        docs = [preview_receipt(house, actor, form) for _, form in forms]
    return [
        replace(
            doc,
            stamp=replace(doc.stamp, training=False),  # without the practice mark, as in a real office
            codes=replace(doc.codes, lookup=f"https://tracuu.example/t/{doc.codes.code}{number:02}"),
        )
        for number, doc in enumerate(docs)
    ]


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    face: str
    size: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Bare:
    """What stands on the pages of a drawn receipt, with no thought left about where it goes."""

    pages: list[tuple[list[_Text], list[tuple[float, float, float, float]]]]
    size: tuple[float, float]
    qr: tuple[str, float, float]
    bars: tuple[str, float, float]

    @classmethod
    def of(cls, doc: ReceiptDoc, pdf: bytes) -> _Bare:
        """Read it back from the PDF; the codes' places from the strokes of its first page."""
        import pypdfium2

        from app.printing.forms import LEFT

        file = pypdfium2.PdfDocument(pdf)
        pages = [(list(_joined(_texts(page))), _boxes(page)) for page in file]
        caption = next(text for text in pages[0][0] if doc.codes.code in text.text)
        top = caption.y + 17.7
        return cls(pages, file[0].get_size(), (doc.codes.lookup, LEFT, top), (doc.codes.barcode, caption.x, top - 21.6))

    def draw(self) -> bytes:
        """Draw it with nothing but reportlab's canvas."""
        from reportlab.lib.units import mm
        from reportlab.pdfgen.canvas import Canvas

        from app.printing import codes

        target = io.BytesIO()
        canvas = Canvas(target, self.size, invariant=1, initialFontName="LiberationSerif-Regular")  # type: ignore[arg-type]
        for texts, boxes in self.pages:
            for text in texts:
                canvas.setFont(text.face, text.size)
                canvas.drawString(text.x, text.y, text.text)
            canvas.setLineWidth(0.5)
            for left, bottom, right, top in boxes:
                canvas.rect(left, bottom, right - left, top - bottom)
            codes.draw_qr(canvas, *self.qr)
            codes.draw_bars(canvas, *self.bars, 5.6 * mm)
            canvas.showPage()
        canvas.save()
        return target.getvalue()


def _texts(page: Any) -> Iterator[_Text]:
    """Yield the text objects of a page as they were drawn."""
    import ctypes

    from pypdfium2 import raw

    words = raw.FPDFText_LoadPage(page)
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        count = raw.FPDFTextObj_GetText(thing, words, None, 0)
        letters = ctypes.create_string_buffer(count)
        raw.FPDFTextObj_GetText(thing, words, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), count)
        size = ctypes.c_float()
        raw.FPDFTextObj_GetFontSize(thing, size)
        font = raw.FPDFTextObj_GetFont(thing)
        name = ctypes.create_string_buffer(200)
        raw.FPDFFont_GetBaseFontName(font, name, 200)
        matrix = thing.get_matrix()
        text = letters.raw.decode("utf-16-le").rstrip("\0")
        face = name.value.decode().split("+")[-1]
        yield _Text(text, face if "-" in face else f"{face}-Regular", size.value, matrix.e, matrix.f)
    raw.FPDFText_ClosePage(words)


def _joined(texts: Iterable[_Text]) -> Iterator[_Text]:
    """Join what stands on one line in one face: a face with many letters is embedded in parts, which cut strings."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    last: _Text | None = None
    for text in texts:
        if last is not None:
            end = last.x + stringWidth(last.text, last.face, last.size)
            same = (last.face, last.size, last.y) == (text.face, text.size, text.y)
            if same and abs(end - text.x) < 1:
                last = replace(last, text=last.text + text.text)
                continue
            yield last
        last = text
    if last is not None:
        yield last


def _boxes(page: Any) -> list[tuple[float, float, float, float]]:
    """Return the frames of a page's strokes, but for those with many parts: the codes."""
    from pypdfium2 import raw

    strokes = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])
    return [thing.get_bounds() for thing in strokes if raw.FPDFPath_CountSegments(thing) < 20]
