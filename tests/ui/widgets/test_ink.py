"""Text measured and broken into lines: remembered, and still what the font says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets import ink

LONG = (
    "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất cho người nhận chuyển nhượng quyền "
    "sử dụng đất, quyền sở hữu nhà ở, công trình xây dựng trong dự án bất động sản"
)


@pytest.fixture
def font(qtbot: QtBot) -> QFont:
    qtbot.addWidget(QWidget())
    return theme.current().font("base", 400)


def word_by_word(words: str, font: QFont, width: float, lines: int) -> list[str]:
    """Break lines the slow way: one more word as long as it fits."""
    metrics = QFontMetricsF(font)
    result: list[str] = []
    rest = words.split(" ")
    while rest:
        if len(result) == lines - 1:
            return [*result, " ".join(rest)]
        count = 1
        while count < len(rest) and metrics.horizontalAdvance(" ".join(rest[: count + 1])) <= width:
            count += 1
        result.append(" ".join(rest[:count]))
        rest = rest[count:]
    return result or [""]


@pytest.mark.parametrize("width", [1, 60, 133.5, 240, 400, 5000])
@pytest.mark.parametrize("lines", [1, 2, 4, 40])
@pytest.mark.parametrize("words", ["", "Ễ", "Nguyễn Phúc Vĩnh Thụy", LONG])
def test_lines_are_those_that_word_after_word_would_give(font: QFont, words: str, width: float, lines: int) -> None:
    expected = word_by_word(words, font, width, lines)
    assert ink.wrap(words, font, width, lines) == expected
    assert ink.wrap(words, font, width, lines) == expected, "also the second time"


def test_a_bolder_or_larger_font_is_measured_for_itself(font: QFont) -> None:
    for other in (theme.current().font("base", 600), theme.current().font("lg", 400), font):
        assert ink.width_of(LONG, other) == QFontMetricsF(other).horizontalAdvance(LONG)


def test_lines_given_away_may_be_changed_by_whoever_got_them(font: QFont) -> None:
    ink.wrap(LONG, font, 200, 4).clear()
    assert len(ink.wrap(LONG, font, 200, 4)) == 4


@pytest.mark.parametrize("ratio", [1.0, 1.25])
def test_remembered_shape_looks_like_the_words_drawn_anew(font: QFont, ratio: float) -> None:
    def picture(remembered: bool) -> QImage:
        image = QImage(round(400 * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setFont(font)
        for number, words in enumerate(("Giấy tiếp nhận ẪỄ", "079185002217", "Alt+← – “đ…”", "079185002217")):
            if remembered:
                ink.write(painter, 10, 30 + 30 * number, words, font)
            else:
                painter.drawText(QPointF(10, 30 + 30 * number), words)
        painter.end()
        return image

    assert picture(remembered=True) == picture(remembered=False)


def test_only_so_many_shapes_are_remembered(font: QFont, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ink, "_SHAPED_MOST", 3)
    ink._shaped.clear()
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    for number in range(20):
        ink.write(painter, 0, 20, f"người {number}", font)
    painter.end()
    assert len(ink._shaped) <= 3
