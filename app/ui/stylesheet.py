"""The palette, and small style sheets for what Qt draws itself; all generated from the tokens.

There is no style sheet of the application: Qt would work out its rules for each widget, when it is made and at every
change of theme, which took longer than all the rest (half of building the intake screen, a sixth of a second for light
and dark). A sheet is given to the few widgets that need one, when they are first shown.

A sheet never sets a font (a font in a sheet silently beats `setFont`) and styles sub-controls wholly or not at all.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from app.ui.theme import RADIUS_BOX, RADIUS_FIELD, Theme

BAR = 10  # how wide a scroll bar is, in logical pixels


def palette(theme: Theme) -> QPalette:
    """Give the full palette of `theme`, every role in every group."""
    c = theme.colours
    role = QPalette.ColorRole
    table = {
        role.Window: c.bg,
        role.WindowText: c.text,
        role.Base: c.surface,
        role.AlternateBase: c.sunken,
        role.Text: c.text,
        role.BrightText: c.on_accent,
        role.Button: c.surface,
        role.ButtonText: c.text,
        role.PlaceholderText: c.text3,
        role.ToolTipBase: c.strip,
        role.ToolTipText: c.strip_text,
        role.Highlight: c.accent,
        role.HighlightedText: c.on_accent,
        role.Accent: c.accent,
        role.Link: c.accent_text,
        role.LinkVisited: c.accent_text,
        role.Light: c.surface,
        role.Midlight: c.hover,
        role.Mid: c.line2,
        role.Dark: c.edge,
        role.Shadow: c.line2,
    }
    result = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for key, value in table.items():
            result.setColor(group, key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(c.text3))
    return result


def area_sheet(theme: Theme) -> str:
    """Give the sheet of a text area."""
    c = theme.colours
    return f"""
QPlainTextEdit {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge};
  border-radius: {RADIUS_FIELD}px; padding: 4px 7px; placeholder-text-color: {c.text3};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QPlainTextEdit[state="auto"] {{ background: {c.ok_soft}; }}
QPlainTextEdit[state="off"], QPlainTextEdit:disabled {{ background: {c.sunken}; color: {c.text2};
  border-color: {c.line}; }}
QPlainTextEdit:focus {{ border: 2px solid {c.ring}; padding: 3px 6px; }}
QPlainTextEdit[state="warn"] {{ border: 2px solid {c.warn}; padding: 3px 6px; }}
QPlainTextEdit[state="bad"] {{ border: 2px solid {c.bad}; padding: 3px 6px; }}
{bar_sheet(theme)}
{menu_sheet(theme)}
"""


def bar_sheet(theme: Theme) -> str:
    """Give the sheet of a scroll bar."""
    c = theme.colours
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: {BAR}px; }}
QScrollBar:horizontal {{ height: {BAR}px; }}
QScrollBar::handle {{ background: {c.line2}; border-radius: 2px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {c.edge}; }}
QScrollBar::handle:vertical {{ min-height: 36px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""


def choice_sheet(theme: Theme) -> str:
    """Give the sheet of a drop-down, for the list that opens."""
    c, s = theme.colours, theme.sizes
    return f"""
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line2}; padding: 4px;
  selection-background-color: {c.accent_soft}; selection-color: {c.text}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: {s.row - 4}px; padding: 0 8px; }}
{bar_sheet(theme)}
"""


def menu_sheet(theme: Theme) -> str:
    """Give the sheet of a menu."""
    c = theme.colours
    return f"""
QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line2}; border-radius: {RADIUS_BOX}px;
  padding: 5px; }}
QMenu::item {{ padding: 6px 18px 6px 10px; border-radius: {RADIUS_FIELD}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.text3}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
"""


def progress_sheet(theme: Theme) -> str:
    """Give the sheet of a bar of progress."""
    c = theme.colours
    return f"""
QProgressBar {{ background: {c.hover}; border: none; border-radius: 3px; max-height: 6px; color: transparent; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""


def tip_sheet(theme: Theme) -> str:
    """Give the sheet of a tooltip."""
    c = theme.colours
    return (
        f"QToolTip {{ background: {c.strip}; color: {c.strip_text}; border: 1px solid {c.line2}; padding: 4px 7px; }}"
    )
