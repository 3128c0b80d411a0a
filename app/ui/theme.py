"""The tokens of the look "giấy và mực" and the one theme in force.

Colours, type sizes and measures are frozen tables. `apply` sets palette and font of the application once; widgets
read `current()` while they paint. They listen to `signals.changed` for other measures. Between light and dark nothing
is laid out anew: only who keeps colours listens to `signals.coloured`.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

Mode = Literal["light", "dark"]
Density = Literal["roomy", "compact"]
TypeSize = Literal["xs", "sm", "base", "lg", "xl", "x2", "x3"]

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
TEXT_FAMILY = "Be Vietnam Pro"
DIGIT_FAMILY = "Inter"
FONT_SCALES = (100, 110, 125)


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette of named colours as `#rrggbb`; the pairs that carry text are tested for contrast."""

    bg: str
    surface: str
    sunken: str
    side: str
    hover: str
    line: str
    line2: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_text: str
    ring: str
    accent_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    strip: str
    strip_text: str
    strip_dim: str
    strip_ok: str
    strip_warn: str
    strip_bad: str
    pill: str
    on_pill: str


LIGHT = Colours(
    bg="#F4F2ED",
    surface="#FFFFFF",
    sunken="#F8F7F3",
    side="#EBE8E0",
    hover="#F0EEE8",
    line="#DEDAD0",
    line2="#C2BCAE",
    edge="#8A867B",
    text="#1D1B17",
    text2="#55514A",
    text3="#69655C",
    accent="#2C46B4",
    accent_hover="#243A99",
    on_accent="#FFFFFF",
    accent_text="#2C46B4",
    ring="#2C46B4",
    accent_soft="#E7EBFA",
    ok="#16703C",
    ok_soft="#E1F2E6",
    warn="#855300",
    warn_soft="#FBEFD3",
    bad="#B0241C",
    bad_soft="#FBE5E2",
    strip="#24221E",
    strip_text="#EDEAE2",
    strip_dim="#B9B4A8",
    strip_ok="#7FD49C",
    strip_warn="#F2C265",
    strip_bad="#FF9F95",
    pill="#F2C265",
    on_pill="#2B1D00",
)
DARK = Colours(
    bg="#191816",
    surface="#23211E",
    sunken="#1D1C19",
    side="#131210",
    hover="#2E2C28",
    line="#3B3833",
    line2="#57534B",
    edge="#888278",
    text="#F1EEE7",
    text2="#C2BDB1",
    text3="#A29D91",
    accent="#4A63D0",
    accent_hover="#3D55C0",
    on_accent="#FFFFFF",
    accent_text="#A9B9FF",
    ring="#A9B9FF",
    accent_soft="#2A3156",
    ok="#7FD49C",
    ok_soft="#1C3626",
    warn="#F2C265",
    warn_soft="#3C2F14",
    bad="#FF9F95",
    bad_soft="#48231F",
    strip="#0F0E0C",
    strip_text="#EDEAE2",
    strip_dim="#B9B4A8",
    strip_ok="#7FD49C",
    strip_warn="#F2C265",
    strip_bad="#FF9F95",
    pill="#F2C265",
    on_pill="#2B1D00",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Type sizes and measures in logical pixels of one density."""

    xs: int
    sm: int
    base: int
    lg: int
    xl: int
    x2: int
    x3: int
    gap: int
    pad: int
    page: int
    field: int
    button: int
    button_main: int
    row: int
    row2: int
    paper_row: int
    table_head: int
    group_row: int
    head: int
    bar: int
    strip: int
    nav_row: int
    rail: int
    rail_words: int
    badge: int
    key_cap: int
    icon: int
    icon_nav: int
    icon_empty: int


ROOMY = Sizes(
    xs=12, sm=13, base=14, lg=16, xl=19, x2=24, x3=32, gap=12, pad=14, page=16, field=34, button=36, button_main=40,
    row=34, row2=50, paper_row=44, table_head=28, group_row=30, head=52, bar=56, strip=28, nav_row=36,
    rail=56, rail_words=204, badge=22, key_cap=20, icon=16, icon_nav=20, icon_empty=38,
)  # fmt: skip
COMPACT = Sizes(
    xs=12, sm=12, base=13, lg=15, xl=17, x2=22, x3=28, gap=8, pad=10, page=10, field=28, button=30, button_main=32,
    row=28, row2=42, paper_row=38, table_head=28, group_row=30, head=42, bar=44, strip=26, nav_row=38,
    rail=56, rail_words=204, badge=22, key_cap=19, icon=16, icon_nav=20, icon_empty=34,
)  # fmt: skip

# Gaps, margins and the rail stay as they are when the letters grow, so that a screen still fits.
_FIXED = frozenset({"gap", "pad", "page", "rail", "icon_empty"})

RADIUS_BADGE = 5
RADIUS_FIELD = 6
RADIUS_BOX = 8
RADIUS_PANEL = 10
# Be Vietnam Pro: Ẫ and Ễ reach 1.137 em above the baseline although the font's ascent says 1.0.
MARK_OVERHANG = 0.14


class Face(QFont):
    """A font of the theme. `name` is its key, spelled out once."""

    name = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A choice of colours, density and letter size (percent); everything drawn follows from it."""

    mode: Mode = "light"
    density: Density = "roomy"
    scale: int = 100

    @property
    def colours(self) -> Colours:
        """Give the colour table of this theme."""
        return DARK if self.mode == "dark" else LIGHT

    @property
    def sizes(self) -> Sizes:
        """Give the measures of this theme in logical pixels, letters and rows multiplied by the scale."""
        return _scaled(self.density, self.scale)

    def colour(self, token: str) -> QColor:
        """Give the colour named `token`, such as "text2". It is everybody's: change a copy."""
        return _colour(getattr(self.colours, token))

    def font(self, size: TypeSize = "base", weight: int = 400) -> Face:
        """Give the text font; `weight` is 400, 500, 600 or 700. It is everybody's: change a copy."""
        return _font(TEXT_FAMILY, getattr(self.sizes, size), weight)

    def digits(self, size: TypeSize = "base", weight: int = 400) -> Face:
        """Give the font of codes, numbers, times and money: all digits equally wide. It too is everybody's."""
        return _font(DIGIT_FAMILY, getattr(self.sizes, size), weight)


@lru_cache(maxsize=128)
def _colour(code: str) -> QColor:
    return QColor(code)


@lru_cache(maxsize=16)
def _scaled(density: Density, scale: int) -> Sizes:
    base = COMPACT if density == "compact" else ROOMY
    if scale == 100:
        return base
    grown = {f.name: round(getattr(base, f.name) * scale / 100) for f in fields(Sizes) if f.name not in _FIXED}
    return replace(base, **grown)


@lru_cache(maxsize=64)
def _font(family: str, pixels: int, weight: int) -> Face:
    font = Face()
    other = DIGIT_FAMILY if family == TEXT_FAMILY else TEXT_FAMILY
    font.setFamilies([family, other, "Segoe UI", "DejaVu Sans"])
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if family == DIGIT_FAMILY:
        font.setFeature(QFont.Tag("tnum"), 1)
    font.name = font.key()
    return font


class _Signals(QObject):
    changed = Signal()
    coloured = Signal()


signals = _Signals()
_current = Theme()
_loaded: list[int] = []
_behind: dict[QWidget, QWidget] = {}  # still to follow the last change, and on which page they are


def current() -> Theme:
    """Give the theme in force."""
    return _current


def load_fonts(folder: Path = RESOURCES / "fonts") -> list[str]:
    """Load the program's own fonts once and give the families found; needs a QApplication."""
    if not _loaded:
        for file in sorted(folder.glob("*.ttf")):
            number = QFontDatabase.addApplicationFont(str(file))
            if number >= 0:
                _loaded.append(number)
    return sorted({family for n in _loaded for family in QFontDatabase.applicationFontFamilies(n)})


def apply(app: QApplication, theme: Theme, hidden: Iterable[QWidget] = ()) -> None:
    """Put `theme` in force: style, palette and font in one go, then tell whom it concerns.

    The widgets within `hidden` take over other measures later, by `catch_up`.
    """
    from app.ui.stylesheet import palette

    global _current
    has_other_measures = (theme.density, theme.scale) != (_current.density, _current.scale)
    _current = theme
    load_fonts()
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    for page in hidden if has_other_measures else ():
        _behind.update(dict.fromkeys((page, *page.findChildren(QWidget)), page))
    if app.font() != theme.font():  # each widget is told, and measures itself
        app.setFont(theme.font())
    app.setPalette(palette(theme))
    if has_other_measures:
        signals.changed.emit()
        return
    signals.coloured.emit()
    for window in app.topLevelWidgets():
        window.update()  # with all that is in it


def is_behind(widget: QWidget) -> bool:
    """Whether a widget is to follow the last change later."""
    return widget in _behind


def catch_up(page: QWidget | None = None, seconds: float = 3600.0) -> bool:
    """Let the widgets of `page` (all pages) follow the last change; False if time ran out before the last of them."""
    end = time.perf_counter() + seconds
    for widget in [widget for widget, of in _behind.items() if page is None or of is page]:
        del _behind[widget]
        if shiboken6.isValid(widget):
            follow = getattr(widget, "retheme", None)
            if follow is not None:
                follow()
        if time.perf_counter() > end:
            return False
    return True
