"""The tokens: contrast, sizes, density, fonts, icons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import icons, theme
from app.ui.density import DensityWatch, density_for
from app.ui.stylesheet import area_sheet, choice_sheet, palette, progress_sheet, tip_sheet
from app.ui.theme import COMPACT, DARK, LIGHT, ROOMY, Colours, Theme
from app.ui.widgets.fields import LineEdit

SHEETS = ("bg", "surface", "sunken", "side", "hover", "accent_soft")
# (ink, ground, least ratio): text 4.5, edges of controls and the ring 3.
PAIRS = [
    *(("text", ground, 4.5) for ground in (*SHEETS, "ok_soft", "warn_soft", "bad_soft")),
    *(("text2", ground, 4.5) for ground in (*SHEETS, "ok_soft", "warn_soft", "bad_soft")),
    *(("text3", ground, 4.5) for ground in ("bg", "surface", "sunken", "side", "hover")),
    *(("accent_text", ground, 4.5) for ground in SHEETS),
    *(("ok", ground, 4.5) for ground in ("surface", "bg", "ok_soft", "accent_soft")),
    *(("warn", ground, 4.5) for ground in ("surface", "sunken", "bg", "warn_soft", "accent_soft")),
    *(("bad", ground, 4.5) for ground in ("surface", "sunken", "bg", "side", "bad_soft", "accent_soft")),
    ("on_accent", "accent", 4.5),
    ("on_accent", "accent_hover", 4.5),
    ("strip_text", "strip", 4.5),
    ("strip_dim", "strip", 4.5),
    ("strip_ok", "strip", 4.5),
    ("strip_warn", "strip", 4.5),
    ("strip_bad", "strip", 4.5),
    ("on_pill", "pill", 4.5),
    *(("edge", ground, 3.0) for ground in ("bg", "surface", "sunken", "accent_soft")),
    *(("ring", ground, 3.0) for ground in SHEETS),
    ("warn", "surface", 3.0),
    ("bad", "surface", 3.0),
]


def luminance(colour: str) -> float:
    """Give the relative luminance of `#rrggbb` after WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Give the contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_web_guidelines_do() -> None:
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_ink_can_be_read_on_every_ground_it_stands_on(
    colours: Colours, ink: str, ground: str, least: float
) -> None:
    assert ratio(getattr(colours, ink), getattr(colours, ground)) >= least


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_key_cap_on_the_main_button_can_be_read(colours: Colours) -> None:
    accent = QColor(colours.accent)
    cap = QColor(*(round(part * 0.78) for part in (accent.red(), accent.green(), accent.blue())))
    assert ratio(colours.on_accent, cap.name()) >= 7


def test_letters_never_go_below_12_and_controls_never_below_28() -> None:
    for density in ("roomy", "compact"):
        for scale in theme.FONT_SCALES:
            s = Theme(density=density, scale=scale).sizes
            assert min(s.xs, s.sm, s.base, s.lg) >= 12
            assert min(s.field, s.button, s.row) >= 28


def test_compact_is_nowhere_bigger_than_roomy_except_the_rail_rows() -> None:
    bigger = [f.name for f in fields(ROOMY) if getattr(COMPACT, f.name) > getattr(ROOMY, f.name)]
    assert bigger == ["nav_row"]


def test_bigger_letters_grow_rows_but_not_gaps() -> None:
    big = Theme(scale=125).sizes
    assert (big.base, big.field) == (18, 42)
    assert (big.gap, big.page) == (ROOMY.gap, ROOMY.page)


@pytest.mark.parametrize(
    ("width", "height", "scale", "density"),
    [
        (1366, 688, 100, "roomy"),
        (1093, 534, 100, "compact"),
        (1240, 640, 100, "roomy"),
        (1239, 700, 100, "compact"),
        (1366, 639, 100, "compact"),
        (1366, 688, 110, "compact"),
        (1920, 1000, 125, "roomy"),
    ],
)
def test_density_follows_the_logical_size(width: int, height: int, scale: int, density: str) -> None:
    assert density_for(width, height, scale) == density


@given(st.integers(200, 4000), st.integers(200, 3000))
def test_a_bigger_window_is_never_denser(width: int, height: int) -> None:
    if density_for(width, height) == "roomy":
        assert density_for(width + 1, height + 1) == "roomy"


def test_resizing_the_window_changes_the_density_once(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, Theme())
    window = QWidget()
    qtbot.addWidget(window)
    watch = DensityWatch(window)
    window.resize(1093, 534)
    with qtbot.waitSignal(theme.signals.changed):
        watch.check()
    assert theme.current().density == "compact"
    with qtbot.assertNotEmitted(theme.signals.changed):
        watch.check()
    window.resize(1366, 688)
    watch.check()
    assert theme.current().density == "roomy"


def test_palette_answers_in_every_group() -> None:
    made = palette(Theme("dark"))
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        assert made.color(group, QPalette.ColorRole.Window).name().upper() == DARK.bg
        assert made.color(group, QPalette.ColorRole.PlaceholderText).name().upper() == DARK.text3


@pytest.mark.parametrize("sheet", [area_sheet, choice_sheet, progress_sheet, tip_sheet])
def test_a_sheet_never_sets_a_font(sheet: Callable[[Theme], str]) -> None:
    assert "font" not in sheet(Theme()) + sheet(Theme("dark", "compact", 125))


def test_the_application_has_no_sheet(qapp: QApplication) -> None:
    # Its rules would be worked out for every widget: building and recolouring a screen would take three times as long.
    theme.apply(qapp, Theme())
    assert qapp.styleSheet() == ""


def test_the_programs_own_letters_are_there(qapp: QApplication) -> None:
    families = theme.load_fonts()
    assert theme.TEXT_FAMILY in families
    assert theme.DIGIT_FAMILY in families


def test_digits_stand_in_columns(qapp: QApplication) -> None:
    theme.load_fonts()
    metrics = QFontMetricsF(Theme().digits())
    assert len({round(metrics.horizontalAdvance(d * 8), 2) for d in "0123456789"}) == 1


def test_weights_are_different_letters(qapp: QApplication) -> None:
    theme.load_fonts()
    words = "Nhận hồ sơ và in"
    widths = [QFontMetricsF(Theme().font("x2", weight)).horizontalAdvance(words) for weight in (400, 500, 600)]
    assert widths == sorted(set(widths))


def test_every_icon_named_is_there_and_takes_its_colour(qapp: QApplication) -> None:
    for name in icons.names():
        assert (theme.RESOURCES / "icons" / f"{name}.svg").exists(), name
    theme.apply(qapp, Theme())
    picture = icons.pixmap("check", "bad", 24, 2.0).toImage()
    assert picture.width() == 48
    inked = {
        picture.pixelColor(x, y).name().upper()
        for x in range(48)
        for y in range(48)
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert LIGHT.bad in inked


def test_a_page_behind_follows_the_theme_before_it_is_shown(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, Theme())
    page = QWidget()
    qtbot.addWidget(page)
    field = LineEdit(parent=page)
    field.setGeometry(0, 0, 200, 34)
    page.show()
    page.hide()
    theme.apply(qapp, Theme(mode="dark", scale=125), [page])
    assert theme.is_behind(field)
    assert theme.catch_up(page)
    assert not theme.is_behind(field)
    assert field.height() == Theme(scale=125).sizes.field
    assert field.grab().toImage().pixelColor(100, 8) == QColor(DARK.surface)


def test_light_and_dark_lay_nothing_out_anew(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, Theme())
    with qtbot.assertNotEmitted(theme.signals.changed), qtbot.waitSignal(theme.signals.coloured):
        theme.apply(qapp, Theme(mode="dark"))
    with qtbot.assertNotEmitted(theme.signals.coloured), qtbot.waitSignal(theme.signals.changed):
        theme.apply(qapp, Theme(density="compact"))


def test_light_and_dark_are_painted_in_all_that_is_seen_and_kept_by_what_is_seen_later(
    qapp: QApplication, qtbot: QtBot
) -> None:
    theme.apply(qapp, Theme())
    window = QWidget()
    qtbot.addWidget(window)
    front, behind = LineEdit(parent=window), LineEdit(parent=window)
    for field in (front, behind):
        field.setGeometry(0, 0, 200, 34)
    behind.hide()
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: front.palette().text().color() == QColor(LIGHT.text))
    painted: list[QRect] = []
    front.paintEvent = lambda event: painted.append(event.rect())  # type: ignore[method-assign]
    theme.apply(qapp, Theme(mode="dark"))
    assert front.palette().text().color() == QColor(DARK.text)
    qtbot.waitUntil(lambda: front.rect() in painted)
    assert behind.palette().text().color() == QColor(LIGHT.text)
    behind.show()
    assert behind.palette().text().color() == QColor(DARK.text)
