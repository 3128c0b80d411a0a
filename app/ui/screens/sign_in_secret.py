"""The field for a PIN or password at the sign-in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.ui.widgets.fields import LineEdit


class SecretField(LineEdit):
    """A field for a PIN or password; digits only are asked of the on-screen keyboard, letters are taken too."""

    def __init__(self) -> None:
        super().__init__(digits=True, size="lg")
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhPreferNumbers
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhSensitiveData
        )
        self.setMaxLength(128)
