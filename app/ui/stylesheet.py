"""Palette and the one style sheet, both generated from the tokens.

The sheet never sets a font (a font in a sheet silently beats `setFont`) and styles sub-controls wholly or not at all.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from app.ui.theme import RADIUS_BOX, RADIUS_FIELD, Theme


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


def sheet(theme: Theme) -> str:
    """Give the style sheet of `theme`."""
    c, s = theme.colours, theme.sizes
    field = f"""
QLineEdit, QPlainTextEdit {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge};
  border-radius: {RADIUS_FIELD}px; padding: 0 9px; placeholder-text-color: {c.text3};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QPlainTextEdit {{ padding: 4px 7px; }}
QLineEdit[state="auto"], QPlainTextEdit[state="auto"] {{ background: {c.ok_soft}; }}
QLineEdit[state="off"], QPlainTextEdit[state="off"], QLineEdit:disabled, QPlainTextEdit:disabled {{
  background: {c.sunken}; color: {c.text2}; border-color: {c.line}; }}
QLineEdit:focus {{ border: 2px solid {c.ring}; padding: 0 8px; }}
QPlainTextEdit:focus {{ border: 2px solid {c.ring}; padding: 3px 6px; }}
QLineEdit[state="warn"] {{ border: 2px solid {c.warn}; padding: 0 8px; }}
QLineEdit[state="bad"] {{ border: 2px solid {c.bad}; padding: 0 8px; }}
QPlainTextEdit[state="warn"] {{ border: 2px solid {c.warn}; padding: 3px 6px; }}
QPlainTextEdit[state="bad"] {{ border: 2px solid {c.bad}; padding: 3px 6px; }}
QLineEdit[role="bare"] {{ background: transparent; border: none; padding: 0; }}
"""
    frame = f"""
QToolTip {{ background: {c.strip}; color: {c.strip_text}; border: 1px solid {c.line2}; padding: 4px 7px; }}
QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line2}; border-radius: {RADIUS_BOX}px;
  padding: 5px; }}
QMenu::item {{ padding: 6px 18px 6px 10px; border-radius: {RADIUS_FIELD}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.text3}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QListView, QTableView, QTreeView {{ background: transparent; color: {c.text}; border: none; outline: none;
  selection-background-color: {c.accent_soft}; selection-color: {c.text}; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.line2}; padding: 4px;
  selection-background-color: {c.accent_soft}; selection-color: {c.text}; outline: none; }}
QComboBox QAbstractItemView::item {{ min-height: {s.row - 4}px; padding: 0 8px; }}
QAbstractScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: transparent; color: {c.text2}; border: none;
  border-bottom: 1px solid {c.line}; padding: 4px 8px; }}
QProgressBar {{ background: {c.hover}; border: none; border-radius: 3px; max-height: 6px; color: transparent; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
"""
    bars = f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {c.line2}; border-radius: 2px; margin: 3px; }}
QScrollBar::handle:hover {{ background: {c.edge}; }}
QScrollBar::handle:vertical {{ min-height: 36px; }}
QScrollBar::handle:horizontal {{ min-width: 36px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""
    # Fields come after the frames: a text area is a scroll area too and keeps its edge.
    return frame + field + bars
