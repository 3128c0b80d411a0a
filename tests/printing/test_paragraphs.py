"""A paragraph that remembers its lines stands on the page exactly as one that breaks them each time."""

from __future__ import annotations

from unittest.mock import patch

import pytest
import samples
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph as PlainParagraph

from app.printing.fonts import SERIF, register_fonts
from app.printing.paragraphs import Paragraph
from app.printing.rendering import render

STYLE = ParagraphStyle("style", fontName=SERIF, fontSize=12, leading=15)
WORDS = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất " * 8


@pytest.mark.parametrize("name", ["RECEIPT_2025", "RECEIPT_LONG", "SUPPLEMENT", "REFUSAL"])
def test_papers_are_the_same_bytes_with_and_without_memory(name: str) -> None:
    doc = getattr(samples, name)
    with patch.object(Paragraph, "wrap", PlainParagraph.wrap):
        plain = render(doc)
    assert render(doc) == plain


def test_another_width_breaks_the_lines_anew() -> None:
    register_fonts()
    paragraph = Paragraph(WORDS, STYLE)
    wide, narrow = paragraph.wrap(400, 0), paragraph.wrap(150, 0)
    assert narrow[1] > wide[1]
    assert paragraph.wrap(400, 0) == wide


def test_the_parts_of_a_split_paragraph_measure_themselves() -> None:
    register_fonts()
    paragraph = Paragraph(WORDS, STYLE)
    whole = paragraph.wrap(150, 0)[1]
    first, second = paragraph.split(150, 46)
    assert first.wrap(150, 0)[1] == 45
    assert second.wrap(150, 0)[1] == pytest.approx(whole - 45)
