"""A damaged database met at work: said once, with a way to the restore; the work goes on as long as it can."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.errors import EnvironmentProblem
from app.storage.database import Database
from app.ui.screens.notice_window import Notice, NoticeWindow
from app.ui.widgets.toasts import Answer

AGAIN_MS = 10 * 60_000


class Damages(QObject):
    """Listens to the database. `to_be_mended` is set when the clerk chose to restore now; then the work ends."""

    _met = Signal(object)

    def __init__(self, database: Database, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._open: NoticeWindow | None = None
        self._since = QElapsedTimer()
        self.to_be_mended: EnvironmentProblem | None = None
        self._met.connect(self.show, Qt.ConnectionType.QueuedConnection)
        self._database = database
        database.on_damage = self._met.emit

    @Slot(object)
    def show(self, problem: EnvironmentProblem) -> None:
        """Tell a damage, unless it was told a moment ago."""
        if self._open is not None or (self._since.isValid() and self._since.elapsed() < AGAIN_MS):
            return
        notice = Notice(
            self.tr("Dữ liệu của quầy bị hỏng, có chỗ không đọc được."),
            self.tr("Hồ sơ đã nhận trước đó vẫn nằm trong tệp dữ liệu và các bản sao lưu; không tệp nào bị xóa."),
            advice=self.tr(
                "Ghi lại nội dung đang nhập nếu dấu “Đã giữ trên máy” chưa hiện, rồi khôi phục. "
                "Bước sau cho biết thiếu gì và hỏi lại trước khi thay tệp."
            ),
            code=problem.code,
            kind="bad",
        )
        restore = Answer(self.tr("Khôi phục"), "F10", kind="main", slot=lambda: self._mend(problem))
        later = Answer(self.tr("Để sau"), "Esc")
        self._open = NoticeWindow(notice, (restore, later), self._window)
        self._open.setModal(True)
        self._open.finished.connect(self._on_answered)
        self._open.show()

    def close(self) -> None:
        """Listen no longer."""
        self._database.on_damage = _ignore

    @Slot()
    def _on_answered(self) -> None:
        self._since.start()
        if self._open is not None:
            self._open.deleteLater()
        self._open = None

    def _mend(self, problem: EnvironmentProblem) -> None:
        self.to_be_mended = problem
        QApplication.exit(0)


def _ignore(_problem: EnvironmentProblem) -> None:
    pass
