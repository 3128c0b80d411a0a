"""Text measured and broken into lines: remembered, and still what the font says."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
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
