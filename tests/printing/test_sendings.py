"""A paper that may have come out before says so: no two that look the same leave the printer."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import samples
from decoding import decoded
from samples import all_samples

from app.printing.documents import Document, LabelDoc
from app.printing.labels import label_image
from app.printing.rendering import render

LABELS = sorted(name for name, doc in all_samples().items() if isinstance(doc, LabelDoc))
PAPERS: dict[str, Document] = {
    "receipt": samples.RECEIPT_2025,
    "receipt on A5": replace(samples.RECEIPT_2025, two_up=True),
    "guide": samples.GUIDE,
}


def sent(doc: Document, attempt: int, reprint: int = 0) -> Document:
    stamp = replace(doc.stamp, attempt=attempt, reprint=reprint, reprint_reason="máy kẹt giấy" if reprint else "")
    return replace(doc, stamp=stamp)


def words(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as paper:
        return [" ".join(page.get_textpage().get_text_range().split()).casefold() for page in paper]


@pytest.mark.parametrize("name", PAPERS)
def test_every_page_of_a_second_sending_says_it(name: str) -> None:
    doc = PAPERS[name]
    assert not any("lần gửi in" in page for page in words(render(doc)))
    assert all("lần gửi in 2" in page for page in words(render(sent(doc, 2))))


@pytest.mark.parametrize("name", ["receipt", "receipt on A5"])
def test_a_second_sending_of_a_reprint_says_both(name: str) -> None:
    assert all("in lại lần 3 – lần gửi in 2" in page for page in words(render(sent(PAPERS[name], 2, 3))))


@pytest.mark.parametrize("name", LABELS)
def test_a_label_shows_reprint_and_sending_and_stays_readable(name: str) -> None:
    label = all_samples()[name]
    assert isinstance(label, LabelDoc)
    pictures = {}
    for attempt, reprint in ((1, 0), (2, 0), (3, 0), (1, 1), (2, 1)):
        again = sent(label, attempt, reprint)
        assert isinstance(again, LabelDoc)
        image = label_image(again)
        assert decoded(image) == decoded(label_image(label))
        pictures[image.tobytes()] = (attempt, reprint)
    assert len(pictures) == 5
