"""Updates in the settings: the version in use, how a newer one stands, where it is looked for."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.errors import Explained, UserError
from app.domain.updates import Manifest
from app.runtime.side_work import SideWork
from app.runtime.update_watch import Step, UpdateState, UpdateWatch
from app.services.sign_in_start import start_at_sign_in, starts_at_sign_in
from app.services.update_sources import check_address
from app.settings import Language
from app.ui.context import Context
from app.ui.screens.settings_page import SettingsPage
from app.ui.widgets.bars import ProgressBar
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Label, Text
from app.ui.widgets.panels import Panel


class UpdatesSection(SettingsPage):
    """Version, state and what can be done; the address; on Windows "Mở cùng Windows"."""

    section, icon = "updates", "download"
    kinds = frozenset({"settings"})

    def __init__(self, context: Context, watch: UpdateWatch) -> None:
        super().__init__(context)
        self.words = self.tr("Cập nhật")
        self._watch = watch
        self.column.addWidget(self._version_panel())
        self.column.addWidget(self._address_panel())
        self.start_box = CheckBox(self.tr("Mở chương trình khi đăng nhập Windows"))
        self.start_box.clicked.connect(self._on_start_box)
        self.start_panel = Panel(self.tr("Khởi động"))
        self.start_panel.body.addWidget(self.start_box)
        self.start_panel.setVisible(sys.platform == "win32" and watch.updates.place.folder is not None)
        self.column.addWidget(self.start_panel)
        self.column.addStretch(1)
        watch.changed.connect(self._show)
        self._show()

    def _version_panel(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.version = Label(self.tr("Đang dùng bản {0}").format(self._watch.updates.installed), "lg", 600)
        self.look_button = KeyButton(self.tr("Tìm bản mới"), "Ctrl+T", "main", "refresh-cw")
        self.look_button.clicked.connect(self.look)
        self.file_button = KeyButton(self.tr("Cập nhật từ tệp"), "Ctrl+O", "normal", "folder-open")
        self.file_button.clicked.connect(self.ask_file)
        self.stop_button = KeyButton(self.tr("Dừng"), "Ctrl+U", "normal")
        self.stop_button.clicked.connect(self.stop)
        self.decline_button = KeyButton(self.tr("Bỏ bản này"), "Ctrl+G", "ghost")
        self.decline_button.clicked.connect(self._watch.decline)
        row.addWidget(self.version, 1)
        for button in (self.decline_button, self.file_button, self.stop_button, self.look_button):
            row.addWidget(button)
        self.state = Text("", "base", 600, "text", lines=2)
        self.bar = ProgressBar()
        self.bar.setMaximum(1000)
        self.details = Text("", "sm", 400, "text2", lines=4)
        panel.body.addLayout(row)
        for part in (self.state, self.bar, self.details):
            panel.body.addWidget(part)
        return panel

    def _address_panel(self) -> Panel:
        panel = Panel(self.tr("Nơi tìm bản mới"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.address = LabeledField(self.tr("Địa chỉ trên mạng"), placeholder="https://", digits=True)
        self.address.edited.connect(lambda _text: self._show_ready())
        self.address.edit.returnPressed.connect(self.keep_address)
        self.keep_button = KeyButton(self.tr("Giữ địa chỉ"), "Ctrl+S")
        self.keep_button.clicked.connect(self.keep_address)
        row.addWidget(self.address, 1)
        row.addWidget(self.keep_button, 0, Qt.AlignmentFlag.AlignBottom)
        panel.body.addLayout(row)
        words = self.tr(
            "Có mạng thì mỗi ngày chương trình tìm một lần, tải dần, kiểm tra chữ ký, rồi cài khi đóng chương trình. "
            "Để trống: chỉ cập nhật từ tệp, ví dụ thẻ nhớ USB."
        )
        panel.body.addWidget(Text(words, "sm", 400, "text2", lines=3))
        return panel

    # -- what the screen asks

    def first(self) -> QWidget:
        return self.look_button if self.look_button.is_ready() else self.file_button

    def refresh(self) -> None:
        kept = self.context.settings.current.updates_address
        if not self.address.edit.hasFocus() or not self.address.text():
            self.address.set_text(kept)
        self._show()
        if not self.start_panel.isHidden():
            self.context.runner.run(self, starts_at_sign_in, self.start_box.setChecked, self.fail)

    # -- doing

    def look(self) -> None:
        """Look at the address now."""
        self.trouble.show_banner("")
        self._watch.look(self.context.settings.current.updates_address)

    def ask_file(self) -> None:
        """Ask for the file in the system's own dialog."""
        kinds = self.tr("Bản mới (*.json *.exe)")
        chosen, _filter = QFileDialog.getOpenFileName(self, self.tr("Chọn tệp cập nhật"), "", kinds)
        if chosen:
            self.take_from(Path(chosen))

    def take_from(self, chosen: Path) -> None:
        """Take the release that this file belongs to."""
        self.trouble.show_banner("")
        self._watch.take_from(chosen)

    def stop(self) -> None:
        """Stop what is under way."""
        self._watch.stop()
        self.stop_button.set_ready(False, self.tr("Đang dừng"))

    def keep_address(self) -> None:
        """Keep the address if it can be asked at all."""
        text = self.address.text()
        try:
            address = check_address(text) if text else ""
        except UserError:
            self.address.set_state("bad", self.tr("Cần dạng https://… , không dấu cách, mật khẩu, dấu hỏi"))
            self.address.edit.setFocus()
            return
        self.address.set_text(address)
        self.keep(self._on_kept, updates_address=address)

    def _on_kept(self) -> None:
        self.say(self.tr("Đã giữ địa chỉ cập nhật"))
        self._show()

    def _on_start_box(self, wanted: bool) -> None:
        folder = self._watch.updates.place.folder
        assert folder is not None
        launcher = folder.parent.parent / "QuayMotCua.exe"
        SideWork(self, lambda _work: start_at_sign_in(launcher, wanted=wanted), lambda _done: None, self._on_start_bad)

    def _on_start_bad(self, error: Explained) -> None:
        self.start_box.setChecked(not self.start_box.isChecked())
        self.fail(error)

    # -- showing

    def _show(self) -> None:
        state = self._watch.state
        had_focus = next((b for b in self._buttons() if b.hasFocus()), None)
        self.state.set_text(*self._words(state))
        fetching = state.step is Step.FETCHING
        self.bar.setVisible(fetching)
        self.bar.setValue(1000 * state.done // max(state.total, 1))
        self.details.set_text(self._details(state))
        self.details.setVisible(bool(self.details.text()))
        self.decline_button.setVisible(state.waits is not None and not self._watch.is_busy)
        self.file_button.setVisible(not self._watch.is_busy)
        self.look_button.setVisible(not self._watch.is_busy)
        self.stop_button.setVisible(state.step is not Step.IDLE)
        if state.step is Step.IDLE:
            self.stop_button.set_ready(True)
        self._show_ready()
        if had_focus is not None and had_focus.isHidden() and self.isVisible():
            (self.stop_button if state.step is not Step.IDLE else self.first()).setFocus()

    def _buttons(self) -> tuple[KeyButton, ...]:
        return (self.look_button, self.file_button, self.stop_button, self.decline_button)

    def _show_ready(self) -> None:
        kept = self.context.settings.current.updates_address
        self.look_button.set_ready(bool(kept), "" if kept else self.tr("Chưa có địa chỉ trên mạng"))
        changed = self.address.text() != kept
        self.keep_button.set_ready(changed, "" if changed else self.tr("Địa chỉ chưa đổi"))

    def _words(self, state: UpdateState) -> tuple[str, str]:
        if state.step is Step.LOOKING:
            return self.tr("Đang tìm bản mới …"), "text"
        if state.step is Step.FETCHING:
            done, total = str(state.done // 1_000_000), str(round(state.total / 1e6))
            return self.tr("Đang tải {done}/{total} MB").format(done=done, total=total), "text"
        if state.trouble is not None:
            return state.trouble.sentence, "warn"
        if state.waits is not None:
            if self._watch.updates.place.can_be_replaced:
                return self.tr("Bản {0} đã kiểm tra, sẽ cài khi đóng chương trình").format(state.waits.version), "ok"
            return self.tr("Bản {0} đã tải và kiểm tra").format(state.waits.version), "ok"
        if state.was_stopped:
            return self.tr("Đã dừng. Phần đã tải được giữ lại, lần sau tải tiếp."), "text2"
        if state.is_current:
            return self.tr("Đây là bản mới nhất"), "ok"
        if not self.context.settings.current.updates_address:
            return self.tr("Không tìm trên mạng. Cập nhật từ tệp khi có bản mới."), "text2"
        return self.tr("Chương trình tự tìm bản mới mỗi ngày"), "text2"

    def _details(self, state: UpdateState) -> str:
        if state.step is Step.FETCHING:
            return self.tr("Vẫn làm việc bình thường được.")
        if state.trouble is not None:
            return state.trouble.advice
        return self._about(state.waits) if state.waits is not None and state.step is Step.IDLE else ""

    def _about(self, waits: Manifest) -> str:
        english = self.context.settings.current.language is Language.ENGLISH
        words = [self.tr("Phát hành {0}.").format(f"{waits.released_at:%d/%m/%Y}")]
        words.append((waits.notes.en if english else waits.notes.vi) or waits.notes.vi or waits.notes.en)
        if not self._watch.updates.place.can_be_replaced:
            file = self._watch.updates.setup_file(waits)
            words.append(self.tr("Máy này không tự cài được; tệp nằm ở {0}").format(str(file)))
        return " ".join(word for word in words if word)
