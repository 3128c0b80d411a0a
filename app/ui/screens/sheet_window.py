"""The key of this PC's data is lost, the data are not: the recovery sheet gives it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.domain.errors import Explained
from app.paths import Folders
from app.storage.database import is_key_of
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Text
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer

WIDTH = 620


class SheetWindow(Question):
    """Asks for the sheet's code until it opens the data; `ask()` then keeps the key and gives 1, else 0."""

    def __init__(self, folders: Folders, keep_key: Callable[[bytes], None], parent: QWidget | None = None) -> None:
        self._folders, self._keep_key = folders, keep_key
        super().__init__(
            self.tr("Mở lại dữ liệu bằng tờ khôi phục"),
            self.tr("Gõ đủ 8 nhóm trên tờ khôi phục của máy này, hoặc quét mã QR trên tờ vào ô dưới."),
            (Answer(self.tr("Thôi"), "Esc"), Answer(self.tr("Mở"), "Return", kind="main")),
            safe=0,
            parent=parent,
            width=WIDTH,
        )
        self.code = LabeledField(
            self.tr("Mã trên tờ khôi phục"), placeholder="XXXXX-XXXXX-…", digits=True, required=True
        )
        self.told = Text("", "base", 500, "bad", lines=3)
        self.told.hide()
        self.extra.addWidget(self.code)
        self.extra.addWidget(self.told)

    def give(self, number: int) -> None:
        """Answer; a code that opens nothing keeps the window."""
        if number == 1:
            trouble = self._opened()
            if trouble:
                self.told.set_text(trouble)
                self.told.show()
                self._fit()
                self.code.edit.setFocus()
                return
        super().give(number)

    def _opened(self) -> str:
        """Keep the key that the code gives back when it opens the data; else say why not."""
        from app.services.recovery import opened_key  # loads what speaks to a network; few starts need it

        try:
            key = opened_key(self.code.text(), self._folders.backups)
        except Explained as error:
            return f"{error.sentence} {error.advice}".strip()
        if not is_key_of(self._folders.database, key):
            return self.tr("Tờ này không mở được dữ liệu của máy: có thể là tờ của máy khác.")
        self._keep_key(key)
        return ""

    def ask(self) -> int:
        self._fit()
        self.code.edit.setFocus()
        self.exec()
        return self._given
