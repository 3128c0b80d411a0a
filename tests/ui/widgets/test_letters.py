"""No mark of a Vietnamese capital is cut off, in any label, size, density or scaling."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.theme import Theme, TypeSize
from app.ui.widgets import ink
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Badge, Label, Text
from app.ui.widgets.panels import CardBox, CardLine

MARKS = "ẪỄỘẶỴĐ"
SIZES: tuple[TypeSize, ...] = ("sm", "base", "lg", "xl", "x2", "x3")


def inked(picture: QImage, ground: QColor) -> list[int]:
    """Give how many pixels of each line differ clearly from the ground."""
    return [
        sum(abs(picture.pixelColor(x, y).lightness() - ground.lightness()) > 40 for x in range(picture.width()))
        for y in range(picture.height())
    ]


def grabbed(widget: QWidget, ratio: float) -> QImage:
    """Give the widget's picture on white at a device pixel ratio."""
    picture = QImage(round(widget.width() * ratio), round(widget.height() * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("white"))
    widget.render(picture, renderFlags=QWidget.RenderFlag.DrawChildren)
    return picture


def free(words: str, size: TypeSize, weight: int, ratio: float) -> list[int]:
    """Give the same words painted with room all round."""
    font = theme.current().font(size, weight)
    width = round(QFontMetricsF(font).horizontalAdvance(words)) + 2
    picture = QImage(round(width * ratio), round(200 * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    ink.text(painter, QRectF(0, 0, width + 40, 200), words, font, theme.current().colour("text"))
    painter.end()
    return [count for count in inked(picture, QColor("white")) if count]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("scale", [100, 125])
@pytest.mark.parametrize("size", SIZES)
def test_label_keeps_every_mark(qapp: QApplication, qtbot: QtBot, size: TypeSize, scale: int, ratio: float) -> None:
    theme.apply(qapp, Theme(scale=scale))
    label = Label(MARKS, size, 600)
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    lines = inked(grabbed(label, ratio), QColor("white"))
    whole = free(MARKS, size, 600, ratio)
    assert len([count for count in lines if count]) >= len(whole) - 1
    assert sum(lines) >= sum(whole) * 0.97


@pytest.mark.parametrize("density", ["roomy", "compact"])
def test_nothing_touches_the_upper_edge(qapp: QApplication, qtbot: QtBot, density: theme.Density) -> None:
    theme.apply(qapp, Theme(density=density))
    card = CardBox()
    card.show_card("Đọc từ thẻ", "09:02", MARKS * 2, [CardLine("Số", "0950")], MARKS)
    for widget in (Badge(MARKS), KeyButton(MARKS, "F4", "ghost"), card):
        qtbot.addWidget(widget)
        widget.resize(260, widget.sizeHint().height() if not isinstance(widget, CardBox) else widget.height())
        picture = grabbed(widget, 1.0)
        ground = picture.pixelColor(picture.width() // 2, 0)
        assert inked(picture, ground)[0] == 0, type(widget).__name__


def test_wrapped_text_keeps_every_mark(qtbot: QtBot) -> None:
    text = Text(MARKS, "lg", 600, "text")
    qtbot.addWidget(text)
    text.resize(400, 10)
    text.show()
    assert sum(inked(grabbed(text, 1.0), QColor("white"))) >= sum(free(MARKS, "lg", 600, 1.0)) * 0.97


def test_wrapped_text_ends_in_dots_and_shows_the_rest_as_tip(qtbot: QtBot) -> None:
    text = Text("Văn bản ủy quyền có chứng thực của người đại diện theo pháp luật " * 3, lines=2)
    qtbot.addWidget(text)
    text.resize(200, 40)
    text.show()
    assert text.toolTip() == text.text()
    assert text.height() < 50


def test_cut_label_has_its_full_form_as_tip(qtbot: QtBot) -> None:
    label = Label("Cấp Giấy xác nhận tình trạng hôn nhân")
    qtbot.addWidget(label)
    label.resize(80, 24)
    label.show()
    assert label.toolTip() == label.text()
    label.resize(400, 24)
    assert label.toolTip() == ""
