"""An address in one field: house or hamlet as typed, then the commune found by today's name or an old one."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from app.domain.addresses import AddressBook, Hit
from app.domain.people import Address
from app.domain.text import clean
from app.ui.context import Context
from app.ui.widgets.fields import Labeled, TextArea
from app.ui.widgets.hits import hits
from app.ui.widgets.popup import PopupList
from app.ui.widgets.rows import Cell, Row

_SHOWN = 6


def resolve_address(book: AddressBook, text: str) -> Address:
    """Return the address with today's commune and province, or the whole text as its line when that can't be told."""
    if not text.strip():
        return Address()  # without asking the book, which may still have to be read
    return _resolved(book, text)


@lru_cache(maxsize=64)
def _resolved(book: AddressBook, text: str) -> Address:
    # A form asks for each of its addresses again and again while it is shown.
    line, commune = book.match_card_address(text)
    return commune.address(line) if commune is not None else Address(line=clean(text))


def commune_hits(book: AddressBook, text: str, near: str = "") -> tuple[str, str, list[Hit]]:
    """Return what stands before the commune, what was searched, and the communes that answer.

    The part after a comma is searched, the longest first; without a comma the whole text.
    """
    pieces = text.split(",")
    for start in range(1, len(pieces)):
        query = " ".join(pieces[start:]).strip()
        found = book.search(query, _SHOWN, near=near) if len(query) >= 2 else []
        if found:
            return ",".join(pieces[:start]).strip(), query, found
    if len(pieces) == 1 and len(text.strip()) >= 3:
        return "", text.strip(), book.search(text, _SHOWN - 1, near=near)
    return "", "", []


class AddressEdit(TextArea):
    """Two lines to type an address in; Enter leaves it to the screen."""

    def __init__(self, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(rows, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.moveCursor(QTextCursor.MoveOperation.End)


class AddressField(Labeled):
    """Label, address and its popup. `edit.edited` tells of each change, `edit.left` of leaving.

    Communes of the desk's own province come first; the desk is known only once the office has been founded.
    """

    def __init__(self, label: str, context: Context, *, required: bool = False, parent: QWidget | None = None) -> None:
        self.edit = AddressEdit()
        super().__init__(label, self.edit, required=required, parent=parent)
        self._context = context
        self._loading = False
        self._before = ""
        self._popup: PopupList | None = None
        self.edit.setPlaceholderText(self.tr("Số nhà, ấp, xã: gõ không dấu, tên cũ cũng được"))
        self.edit.edited.connect(self._search)

    def text(self) -> str:
        """Give the address as typed, in NFC."""
        return self.edit.text()

    def set_text(self, text: str) -> None:
        """Put an address in."""
        if text == self.edit.text():
            return
        self._loading = True
        self.edit.setText(text)
        self._loading = False

    def is_loading(self) -> bool:
        """Say whether the text is being put in rather than typed."""
        return self._loading

    def popup(self) -> PopupList:
        """Give the list of communes, made when first needed."""
        if self._popup is None:
            self._popup = PopupList(self.edit, shown=_SHOWN)
            self._popup.chosen.connect(self._take)
        return self._popup

    def _search(self, text: str) -> None:
        if self._loading or not self.edit.hasFocus():
            return
        book, desk = self._context.addresses, self._context.desk
        before, query, found = commune_hits(book, text, desk.office.province_code if desk is not None else "")
        known = book.match_card_address(text)[1] is not None
        if not found or known:
            if self._popup is not None:
                self._popup.close_popup()
            return
        self._before = before
        rows = [_row(hit, query) for hit in found]
        if not before and "," not in text:
            # Without a comma it may be a street that only sounds like a commune: Enter keeps what was typed.
            rows.insert(0, Row("", (Cell(text.strip(), self.tr("Giữ như đã gõ"), weight=500),)))
        self.popup().show_rows(rows)

    def _take(self, row: Row) -> None:
        commune = self._context.addresses.commune(str(row.key)) if row.key else None
        if commune is None:
            return
        self.edit.setText(str(commune.address(self._before)))
        self.edit.moveCursor(QTextCursor.MoveOperation.End)


def _row(hit: Hit, query: str) -> Row:
    name = f"{hit.commune.full_name}, {hit.province.full_name}"
    second = (
        QCoreApplication.translate("CommunePicker", "trước là {old}").format(old=hit.old_name) if hit.old_name else ""
    )
    cell = Cell(name[:1].upper() + name[1:], second, weight=500, hits=hits(name, query))
    return Row(hit.commune.code, (cell,), tip=second)
