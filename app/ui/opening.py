"""From a folder to an open house, through whatever stands in the way: every refusal has its sentence and its way on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from app.domain.errors import EnvironmentProblem, Explained
from app.paths import Folders
from app.runtime.side_work import SideWork
from app.services.house import House
from app.settings import Settings, ThemeChoice
from app.storage.health import is_damage
from app.storage.keys import KEY_LOST, KEYRING_SHUT, KeyVault
from app.ui.screens.notice_window import Notice, NoticeWindow
from app.ui.screens.sheet_window import SheetWindow
from app.ui.theme import FONT_SCALES, Theme
from app.ui.widgets.toasts import Answer
from app.ui.window_settings import system_mode

if TYPE_CHECKING:
    from app.services.restoring import Prepared

log = logging.getLogger(__name__)
T = TypeVar("T")
Opened = tuple[House, KeyVault]

SLOW_MS = 700  # how long nothing is shown while something is waited for
SHOWN_CODES = 3


def first_look(settings: Settings) -> Theme:
    """Return the look of this PC."""
    mode = system_mode() if settings.theme is ThemeChoice.SYSTEM else settings.theme.value
    scale = round(settings.font_scale * 100)
    return Theme(mode="dark" if mode == "dark" else "light", scale=scale if scale in FONT_SCALES else 100)


class Opening(QObject):
    """Opens this PC's data. `open_house` opens it or raises Explained; `key` gives the database key.

    `keep_key` keeps one that a recovery sheet gave back.
    """

    def __init__(
        self,
        folders: Folders,
        open_house: Callable[[], Opened],
        key: Callable[[], bytes],
        clock: Callable[[], datetime],
        keep_key: Callable[[bytes], None] = lambda _key: None,
    ) -> None:
        super().__init__()
        self._keep_key = keep_key
        self._folders = folders
        self._open_house = open_house
        self._key = key
        self._clock = clock

    def open(self, damage: Explained | None = None) -> Opened | None:
        """Return what `open_house` returns, None when the user gave up. `damage` was met at work: restore first."""
        trouble = damage
        while True:
            if trouble is not None and not self._is_mended(trouble) and trouble is not damage:
                return None  # a damage met at work lets the work go on when the restore is put off
            try:
                return waited_for(
                    lambda _work: self._open_house(),
                    Notice(
                        self.tr("Đang mở dữ liệu của quầy …"),
                        self.tr("Có thể một chương trình khác đang giữ tệp, hoặc dữ liệu đang được nâng cấp."),
                        advice=self.tr("Không tắt máy. Cửa sổ làm việc hiện ra ngay khi xong."),
                        kind="info",
                    ),
                )
            except Explained as error:
                log.warning("start refused: %s", error.code)
                trouble = error

    def _is_mended(self, trouble: Explained) -> bool:
        """Tell the trouble; True = try again."""
        if is_damage(trouble):
            return self._is_restored(trouble)
        return self._asks_again(trouble)

    def _asks_again(self, trouble: Explained, heading: str = "") -> bool:
        notice = Notice(
            heading or trouble.sentence, trouble.sentence if heading else "", advice=trouble.advice, code=trouble.code
        )
        again = Answer(self.tr("Thử lại"), "Return", kind="main")
        sheet = [Answer(self.tr("Dùng tờ khôi phục"), "F4")] if trouble.code in (KEY_LOST, KEYRING_SHUT) else []
        folder = Answer(self.tr("Mở thư mục"), "F3")
        close = Answer(self.tr("Đóng"), "Esc")
        answers = (again, *sheet, folder, close)
        while True:
            given = answers[NoticeWindow(notice, answers).ask()]
            if given is folder:
                open_folder(str(self._folders.data))
            elif given in sheet:
                if SheetWindow(self._folders, self._keep_key).ask():
                    return True
            else:
                return given is again

    def _is_restored(self, trouble: Explained) -> bool:
        """Show what a restore gives and lacks, and do it when it is wanted; True = open again."""
        from app.services.restoring import discard, install, list_lost, prepare  # a second that few starts need

        try:
            prepared = waited_for(
                lambda work: prepare(self._folders, self._key(), self._clock(), work.progress),
                Notice(
                    self.tr("Đang xem bản sao lưu …"),
                    trouble.sentence,
                    advice=self.tr("Chưa tệp nào bị thay đổi. Xong bước này sẽ hỏi trước khi thay."),
                    kind="info",
                ),
                at_once=True,
            )
        except Explained as error:
            return self._asks_again(error, trouble.sentence)
        restore = Answer(self.tr("Khôi phục"), "F10", kind="main")
        later = Answer(self.tr("Để sau"), "Esc")
        if NoticeWindow(self._offer(trouble, prepared), (restore, later)).ask() == 1:
            discard(prepared)
            return False
        try:
            lost = list_lost(self._folders, prepared, self._clock())
            install(self._folders, prepared, self._clock())
        except EnvironmentProblem as error:
            return self._asks_again(error)
        if lost is not None:
            open_folder(str(lost))
        return True

    def _offer(self, trouble: Explained, prepared: Prepared) -> Notice:
        facts = []
        if prepared.backup is None:
            facts.append(self.tr("Không có bản sao lưu, nhưng nhật ký trong tệp hỏng còn nguyên: lập lại được tất cả."))
        else:
            facts.append(
                self.tr("Bản sao lưu tốt gần nhất có đủ mọi việc đến {0}.").format(self._time(prepared.complete_until))
            )
            if prepared.rescued:
                facts.append(self.tr("Lấy lại được {0} việc mới hơn từ tệp hỏng.").format(prepared.rescued))
        facts += self._lacks(prepared)
        facts.append(self.tr("Mã hồ sơ hôm nay đi tiếp bằng số chưa từng cấp; không số nào cấp lại."))
        if self._folders.database.exists():
            looked_at = self.tr("Chương trình đã xem bản sao lưu và phần còn đọc được của tệp hỏng:")
            advice = self.tr("Tệp hỏng được cất riêng trong thư mục dữ liệu, không bị xóa.")
        else:
            looked_at = self.tr("Chương trình đã xem bản sao lưu:")
            advice = self.tr("Nếu tệp chỉ bị chuyển đi, bấm Để sau, chép tệp về chỗ cũ rồi mở lại.")
        return Notice(trouble.sentence, looked_at, tuple(facts), advice, trouble.code)

    def _lacks(self, prepared: Prepared) -> list[str]:
        lacks = []
        if prepared.lost_codes:
            last = ", ".join(prepared.lost_codes[-SHOWN_CODES:])
            since = self._time(prepared.complete_until)
            lacks.append(
                self.tr("Thiếu {0} hồ sơ từ {1}; mã cuối: {2}. Nhập lại từ giấy hẹn, ghi mã cũ vào ghi chú.").format(
                    len(prepared.lost_codes), since, last
                )
            )
        if prepared.lost_events:
            lacks.append(self.tr("{0} việc trong tệp hỏng không đọc được.").format(prepared.lost_events))
        elif prepared.lost_events is None:
            lacks.append(
                self.tr("Không biết hết việc nào ghi sau {0} đã mất: đối chiếu với giấy hẹn đã in.").format(
                    self._time(prepared.complete_until)
                )
            )
        if prepared.lost_papers:
            lacks.append(
                self.tr(
                    "{0} giấy in sau đó không còn trong sổ in; bản PDF sẽ được chép ra một thư mục để nhập lại."
                ).format(len(prepared.lost_papers))
            )
        return lacks or [self.tr("Không thiếu hồ sơ nào đã cấp mã.")]

    def _time(self, at: datetime | None) -> str:
        return f"{at:%H:%M} {self.tr('ngày')} {at:%d/%m/%Y}" if at is not None else "–"


def waited_for(work: Callable[[SideWork], T], notice: Notice, *, at_once: bool = False) -> T:
    """Do something off the GUI thread; a window says what is waited for when it takes long. Raises Explained."""
    owner, loop = QObject(), QEventLoop()
    answer: list[T] = []
    trouble: list[Explained] = []
    window = NoticeWindow(notice)

    def done(result: T) -> None:
        answer.append(result)
        loop.quit()

    def failed(error: Explained) -> None:
        trouble.append(error)
        loop.quit()

    slow = QTimer(owner)
    slow.setSingleShot(True)
    slow.timeout.connect(window.show)
    slow.start(0 if at_once else SLOW_MS)
    SideWork(owner, work, done, failed, window.show_progress)
    loop.exec()
    slow.stop()
    window.hide()
    window.deleteLater()
    if trouble:
        raise trouble[0]
    return answer[0]


def tell(notice: Notice, close: str = "") -> None:
    """Say something that has only one way on."""
    NoticeWindow(notice, (Answer(close or QCoreApplication.translate("Opening", "Đóng"), "Esc"),)).ask()


def open_folder(path: str) -> None:
    """Show a folder in the system's file window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))
