"""What every section of the settings is: icon, name, its rights, and how it tells that something was kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import EnvironmentProblem, Explained
from app.domain.office import Right
from app.services.house import Changed
from app.ui.context import Context
from app.ui.widgets.labels import Label
from app.ui.widgets.panels import Banner
from app.ui.widgets.toasts import ToastWords

T = TypeVar("T")


class SettingsPage(QWidget):
    """A section. `right` is what changing asks for (None: everybody); without it the page says so and only shows.

    `kinds` are what it shows of the database (`Changed.kinds`).
    """

    toast = Signal(object)
    section = ""
    icon = "settings"
    words = ""
    right: Right | None = None
    kinds: frozenset[str] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._is_writing = False
        self._seen_by = ""  # who came here last
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.refusal = Banner("info")
        self.column.addWidget(self.refusal)
        self.refusal.hide()
        self.trouble = Banner("bad")
        self.column.addWidget(self.trouble)
        self.trouble.hide()

    def may(self) -> bool:
        """Whether the person signed in may change this section."""
        actor = self.context.actor
        return self.right is None or (actor is not None and actor.may(self.right))

    def enter(self) -> None:
        """Come to the front: fetch what is shown. What was typed is there again, unless somebody else comes."""
        comes = self.context.actor.staff_id if self.context.actor is not None else ""
        if comes != self._seen_by:
            self._seen_by = comes
            self.forget_typed()
        if self.may():
            self.refusal.show_banner("")
        else:
            sentence = self.tr("Chỉ xem: tài khoản này không được sửa mục này. Nhờ quản trị đăng nhập.")
            self.refusal.show_banner(sentence, "", "info", "lock")
        self.trouble.show_banner("")
        self.refresh()

    def forget_typed(self) -> None:
        """Let go of what is being typed."""

    def refresh(self) -> None:
        """Fetch what is shown again."""

    def first(self) -> QWidget:
        """Give the widget to begin with."""
        return self

    def say(self, heading: str, sentence: str = "") -> None:
        """Tell that something was kept."""
        self.toast.emit(ToastWords(heading, sentence, "ok", tag="settings"))

    def fail(self, error: Explained) -> None:
        """Tell in the page what went wrong."""
        self.trouble.show_banner(error.sentence, error.advice, "bad")

    def once(self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[Explained], object]) -> None:
        """Write on the worker's thread; a second press before the answer is the same wish and does nothing."""
        if self._is_writing:
            return
        self._is_writing = True

        def answered(result: T) -> None:
            self._is_writing = False
            done(result)

        def refused(error: Explained) -> None:
            self._is_writing = False
            failed(error)

        self.context.runner.run(self, work, answered, refused)

    def keep(self, told: Callable[[], object] = lambda: None, **changes: Any) -> None:
        """Write settings of this PC on the worker's thread; everybody who listens is told of "settings"."""
        settings = self.context.settings

        def work() -> Changed:
            try:
                settings.change(**changes)
            except OSError as error:
                sentence, advice = self.tr("Chưa ghi được cài đặt."), self.tr("Kiểm tra ổ đĩa còn chỗ rồi thử lại.")
                raise EnvironmentProblem(sentence, advice, "SETTINGS") from error
            return Changed(frozenset({"settings"}))

        def done(_changed: Changed) -> None:
            self.trouble.show_banner("")
            told()

        self.context.runner.run(self, work, done, self.fail)


def heading(text: str) -> Label:
    """Give the title of a part of a section."""
    return Label(text, "base", 600)
