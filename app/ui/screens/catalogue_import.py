"""Bringing a catalogue file in: choose, read, look at what would change, publish all or nothing.

Reading runs on a thread beside, publishing on the database's; both can be stopped, both tell how far they are.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.catalogue import CatalogueChange, Incoming, diff
from app.domain.errors import Explained
from app.domain.office import Right
from app.domain.procedures import Procedure
from app.runtime.side_work import SideWork
from app.services.catalogue_files import ImportStopped, read_catalogue, write_template
from app.services.house import Changed
from app.services.procedures import CancelledError, publish_procedures
from app.ui.context import Context
from app.ui.screens.catalogue_import_rows import FILTERS, columns_of, rows_of
from app.ui.widgets.bars import ProgressBar
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox, Option, Segment
from app.ui.widgets.labels import Label
from app.ui.widgets.panels import Banner, EmptyState, Panel
from app.ui.widgets.rows import Row, RowList

_CHOOSE, _BUSY, _PREVIEW, _DONE = range(4)


class _Bridge(QObject):
    """Carries progress from the worker's thread to the GUI thread."""

    told = Signal(int, int)


class ImportPanel(QWidget):
    """The whole flow in one place. `imported(n)` after publishing, `read` when a file was read (or dropped).

    `publishes=False` (first start: there is no office yet) ends with the preview; the wizard takes `to_publish()`.
    """

    imported = Signal(int)
    read = Signal()

    def __init__(self, context: Context, *, publishes: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._publishes = publishes
        self._path: Path | None = None
        self._incoming: Incoming | None = None
        self._change: CatalogueChange | None = None
        self._rows: dict[str, list[Row]] = {}
        self._work: SideWork | None = None
        self._stop = threading.Event()
        self._bridge = _Bridge(self)
        self._bridge.told.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        self._pages = QStackedWidget()
        for page in (self._lay_out_choose(), self._lay_out_busy(), self._lay_out_preview(), self._lay_out_done()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    # -- parts

    def _lay_out_choose(self) -> QWidget:
        page = Panel()
        self.trouble = Banner("bad")
        self.trouble.hide()
        page.body.addWidget(self.trouble)
        self.open_button = KeyButton(self.tr("Chọn tệp"), "Ctrl+O", icon="folder-open")
        self.open_button.set_kind("main" if self._publishes else "normal")
        self.open_button.clicked.connect(self.ask_file)
        sentence = self.tr("Nhập danh mục từ tệp Excel hoặc JSON")
        hint = self.tr(
            "Tệp Excel theo mẫu của chương trình, hoặc tệp của danh mục quốc gia (.jsonl, .jsonl.gz). "
            "Xem trước mọi thay đổi; chưa bấm nhập thì danh mục chưa đổi gì."
        )
        page.body.addWidget(EmptyState("upload", sentence, hint), 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.template_button = KeyButton(self.tr("Lưu tệp mẫu"), "Ctrl+L", "normal", "download")
        self.template_button.clicked.connect(self.ask_template)
        row.addWidget(self.template_button)
        row.addWidget(self.open_button)
        row.addStretch(1)
        page.body.addLayout(row)
        page.body.addStretch(1)
        return page

    def _lay_out_busy(self) -> QWidget:
        page = Panel()
        self.doing = Label("", "lg", 600)
        self.bar = ProgressBar()
        self.far = Label("", "sm", 400, "text2", digits=True)
        self.stop_button = KeyButton(self.tr("Dừng"), "Esc", bind=False)
        self.stop_button.clicked.connect(self.stop)
        page.body.addStretch(1)
        for part in (self.doing, self.bar, self.far):
            page.body.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.stop_button)
        row.addStretch(1)
        page.body.addSpacing(6)
        page.body.addLayout(row)
        page.body.addStretch(2)
        return page

    def _lay_out_preview(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(12)
        self.file_name = Label("", "base", 600, icon="file-text")
        self.rows_read = Label("", "sm", 400, "text2", align="right")
        top.addWidget(self.file_name, 1)
        top.addWidget(self.rows_read)
        column.addLayout(top)
        self.filter = Segment((), self.tr("Xem"), stretch=True)
        self.filter.chosen.connect(lambda _value: self._show_rows())
        column.addWidget(self.filter)
        panel = Panel(flush=True)
        self.list = RowList(columns_of("new"), name=self.tr("Nội dung tệp"))
        self.list.setUniformItemSizes(True)
        self.nothing = Label("", "base", 400, "text2", align="centre")
        panel.body.addWidget(self.list, 1)
        panel.body.addWidget(self.nothing)
        column.addWidget(panel, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.without = CheckBox("")
        self.without.toggled.connect(lambda _on: self._show_ready())
        self.change_file = KeyButton(self.tr("Tệp khác"), "Ctrl+O", "ghost")
        self.change_file.clicked.connect(self.ask_file)
        self.publish_button = KeyButton("", "Ctrl+Return", "main", "check", big=True)
        self.publish_button.clicked.connect(self.publish)
        foot.addWidget(self.without)
        foot.addStretch(1)
        foot.addWidget(self.change_file)
        foot.addWidget(self.publish_button)
        column.addLayout(foot)
        self.publish_button.setVisible(self._publishes)
        return page

    def _lay_out_done(self) -> QWidget:
        page = Panel()
        self.next_button = KeyButton(self.tr("Nhập tệp khác"), "Ctrl+O")
        self.next_button.clicked.connect(self.ask_file)
        self.done_words = EmptyState("circle-check", "", "", self.next_button, colour="ok")
        page.body.addWidget(self.done_words, 1)
        return page

    # -- choose

    def ask_file(self) -> None:
        """Ask for the file in the system's own dialog."""
        kinds = self.tr("Danh mục (*.xlsx *.jsonl *.jsonl.gz *.gz);;Mọi tệp (*)")
        chosen, _filter = QFileDialog.getOpenFileName(self, self.tr("Chọn tệp danh mục"), "", kinds)
        if chosen:
            self.read_file(Path(chosen))

    def ask_template(self) -> None:
        """Ask where to put the template and write it."""
        name = self.tr("Mẫu danh mục thủ tục.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(self, self.tr("Lưu tệp mẫu"), name, "Excel (*.xlsx)")
        if chosen:
            self.save_template(Path(chosen))

    def save_template(self, path: Path) -> None:
        """Write the template with a few procedures in use as examples."""
        path = path if path.suffix else path.with_suffix(".xlsx")
        examples = tuple(self._context.procedures.values())[:3]

        def done(_nothing: None) -> None:
            self.trouble.show_banner(self.tr("Đã lưu tệp mẫu"), str(path), "ok")

        SideWork(self, lambda _work: write_template(path, examples), done, self._on_trouble)

    # -- read

    def read_file(self, path: Path) -> None:
        """Read a file and show what it would change."""
        if self._pages.currentIndex() == _BUSY:
            return
        self._path = path
        self._busy(self.tr("Đang đọc {name} …").format(name=path.name))
        current: Mapping[str, Procedure] = dict(self._context.procedures)

        def work(own: SideWork) -> tuple[Incoming, CatalogueChange, dict[str, list[Row]]]:
            incoming = read_catalogue(path, own.progress, own.cancelled)
            change = diff(current, incoming.procedures)
            return incoming, change, {name: rows_of(name, incoming, change, current) for name, _ in FILTERS()}

        self._work = SideWork(self, work, self._on_read, self._on_trouble, self._on_progress)

    def _on_read(self, answer: tuple[Incoming, CatalogueChange, dict[str, list[Row]]]) -> None:
        self._work = None
        self._incoming, self._change, self._rows = answer
        self.trouble.hide()
        self.file_name.set_text(self._path.name if self._path else "")
        self.rows_read.set_text(self.tr("{n} dòng").format(n=_count(self._incoming.rows)))
        errors = len(self._incoming.errors)
        self.without.setChecked(False)
        self.without.setText(self.tr("Bỏ qua {n} lỗi, nhập phần còn lại").format(n=_count(errors)))
        self.without.setVisible(errors > 0)
        self.without.updateGeometry()
        counts = self._counts()
        first = next((name for name in ("errors", "new", "changed", "warnings", "same", "kept") if counts[name]), "new")
        colours = {"errors": "bad", "warnings": "warn"}
        self.filter.set_options(
            [
                Option(name, words, str(n + 1), count=counts[name], count_colour=colours.get(name, "text2"))
                for n, (name, words) in enumerate(FILTERS())
            ],
            first,
        )
        self._pages.setCurrentIndex(_PREVIEW)
        self._show_rows()
        self._show_ready()
        self.list.setFocus()
        self.read.emit()

    def _counts(self) -> dict[str, int]:
        incoming, change = self._incoming, self._change
        if incoming is None or change is None:
            return {}
        errors = len(incoming.errors)
        return {
            "new": len(change.new),
            "changed": len(change.changed),
            "same": len(change.unchanged),
            "kept": len(change.kept),
            "gone": len(change.gone),
            "errors": errors,
            "warnings": len(incoming.findings) - errors,
        }

    def _show_rows(self) -> None:
        name = self.filter.value()
        if self._incoming is None or self._change is None:
            return
        rows = self._rows[name]
        self.list.set_columns(columns_of(name))
        self.list.set_rows([])
        self.list.set_rows(rows)
        self.list.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.nothing.set_text(self.tr("Không có dòng nào ở mục này"))

    def _show_ready(self) -> None:
        count, errors = len(self.to_publish(ask=False)), len(self._incoming.errors) if self._incoming else 0
        self.publish_button.set_label(self.tr("Nhập {n} thủ tục").format(n=_count(count)))
        why = ""
        actor = self._context.actor
        if actor is not None and not actor.may(Right.EDIT_CATALOGUE):
            why = self.tr("Tài khoản này không được sửa danh mục. Nhờ quản trị.")
        elif errors and not self.without.isChecked():
            why = self.tr("Tệp còn {n} lỗi: sửa tệp, hoặc đánh dấu bỏ qua các dòng lỗi").format(n=_count(errors))
        elif not count:
            why = self.tr("Tệp không có gì khác danh mục đang dùng")
        self.publish_button.set_ready(not why, why)
        self.read.emit()

    def to_publish(self, *, ask: bool = True) -> tuple[Procedure, ...]:
        """Give what would be published; with `ask`, nothing while errors are not answered for."""
        if self._change is None or self._incoming is None:
            return ()
        if ask and self._incoming.errors and not self.without.isChecked():
            return ()
        return self._change.to_publish

    def has_errors(self) -> bool:
        """Whether the file has errors nobody decided about."""
        return bool(self._incoming and self._incoming.errors) and not self.without.isChecked()

    # -- publish

    def publish(self) -> None:
        """Publish all of it, or nothing."""
        procedures = self.to_publish()
        if not procedures:
            return
        house, actor = self._context.house, self._context.the_actor
        self._stop.clear()
        self._busy(self.tr("Đang nhập {n} thủ tục …").format(n=_count(len(procedures))))
        bridge, stop = self._bridge, self._stop

        def work() -> Changed | None:
            try:
                return publish_procedures(house, actor, procedures, bridge.told.emit, stop.is_set)
            except CancelledError:
                return None

        count = len(procedures)
        self._context.runner.run(self, work, lambda changed: self._on_published(changed, count), self._on_trouble)

    def _on_published(self, changed: Changed | None, count: int) -> None:
        if changed is None:
            self._pages.setCurrentIndex(_PREVIEW)
            return
        self.done_words.set(
            "circle-check",
            self.tr("Đã nhập {n} thủ tục").format(n=_count(count)),
            self.tr("Hồ sơ đã nhận giữ nguyên bản cũ. Hồ sơ mới theo bản vừa nhập."),
            "ok",
        )
        self._incoming = self._change = None
        self._pages.setCurrentIndex(_DONE)
        self.imported.emit(count)

    # -- busy

    def _busy(self, words: str) -> None:
        self.doing.set_text(words)
        self.bar.setRange(0, 0)
        self.far.set_text("")
        self._pages.setCurrentIndex(_BUSY)
        self.stop_button.setFocus()

    def _on_progress(self, done: int, total: int) -> None:
        if self._pages.currentIndex() != _BUSY or total <= 0:
            return
        self.bar.setRange(0, 1000)
        self.bar.setValue(round(1000 * done / total))
        self.far.set_text(f"{100 * done // total} %")

    def stop(self) -> None:
        """Stop reading or publishing; nothing of it is kept."""
        self._stop.set()
        if self._work is not None:
            self._work.cancel()

    def is_busy(self) -> bool:
        """Whether a file is being read or published."""
        return self._pages.currentIndex() == _BUSY

    def _on_trouble(self, error: Explained) -> None:
        self._work = None
        back = _PREVIEW if self._change is not None else _CHOOSE
        if isinstance(error, ImportStopped):
            self.trouble.show_banner(self.tr("Đã dừng đọc tệp"), self.tr("Danh mục chưa thay đổi gì."), "warn", "info")
        else:
            self.trouble.show_banner(error.sentence, error.advice, "bad")
        back = _CHOOSE if not isinstance(error, ImportStopped) or back == _CHOOSE else back
        if back == _CHOOSE:
            self._incoming = self._change = None
        self._pages.setCurrentIndex(back)
        self.open_button.setFocus()
        self.read.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_busy():
            self.stop()
        else:
            super().keyPressEvent(event)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")
