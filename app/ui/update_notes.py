"""What the window says of updates outside the settings: one quiet item in the strip, one toast after an update."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.runtime.update_watch import UpdateWatch
from app.services.updates import News, Outcome
from app.ui.context import Context
from app.ui.shell import MainShell
from app.ui.widgets.strip import StripItem
from app.ui.widgets.toasts import ToastWords


class UpdateNotes(QObject):
    """Speaks only when somebody is signed in. Does nothing without a watch."""

    def __init__(self, context: Context, shell: MainShell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shell = shell
        self.watch: UpdateWatch | None = context.updates
        if self.watch is not None:
            self.watch.news_came.connect(self.tell_news)
            context.signed_in.changed.connect(self.tell_news)

    def tick(self) -> None:
        """Look for a newer version if it is time."""
        if self.watch is not None:
            self.watch.tick(self._context.settings.current.updates_address)

    def strip_items(self) -> list[StripItem]:
        """Give the item of the strip while a newer version waits."""
        waits = self.watch.state.waits if self.watch is not None else None
        if self.watch is None or waits is None:
            return []
        words, tip = self.tr("Có bản {0}").format(waits.version), self.tr("Cài tay: xem Cài đặt, mục Cập nhật.")
        if self.watch.updates.place.can_be_replaced:
            words = self.tr("Bản {0} cài khi đóng").format(waits.version)
            tip = self.tr("Bản mới đã tải và kiểm tra, tự cài khi đóng chương trình.")
        return [StripItem("update", "download", words, self.tr("Bản mới"), "ok", tip)]

    @Slot()
    def tell_news(self) -> None:
        """Say once what came of the last installation."""
        if self.watch is None or self._context.actor is None:
            return
        news = self.watch.tell_news()
        if news is not None:
            self._shell.show_toast(self._words(news))

    def _words(self, news: News) -> ToastWords:
        if news.outcome is Outcome.UPDATED:
            heading, sentence = self.tr("Đã cập nhật lên bản {0}"), self.tr("Hồ sơ và cài đặt vẫn nguyên.")
            return ToastWords(heading.format(news.version), sentence, "ok", tag="update")
        if news.outcome is Outcome.FELL_BACK:
            heading = self.tr("Bản {0} không chạy được trên máy này")
            sentence = self.tr("Đã quay lại bản đang dùng, dữ liệu vẫn nguyên. Hãy báo quản trị.")
        else:
            heading = self.tr("Chưa cài được bản {0}")
            sentence = self.tr("Vẫn dùng bản hiện nay, dữ liệu vẫn nguyên. Nhờ quản trị cài bằng tay.")
        return ToastWords(heading.format(news.version), sentence, "warn", tag="update")
