"""What comes before the data: folders, log, language, look, the lock of one copy, the program's own files."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QLockFile, QObject, QTranslator, Signal, Slot, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.domain.errors import EnvironmentProblem
from app.log import Log, catch_failures, log_qt_message, watch_crashes
from app.paths import Folders, write_durably
from app.runtime.single_window import FirstWindow, call_first
from app.settings import Language, SettingsFile
from app.storage.health import told_os_error
from app.ui import theme
from app.ui.installed import broken_fonts, missing_files
from app.ui.opening import first_look, open_folder, tell
from app.ui.screens.notice_window import Notice, NoticeWindow
from app.ui.theme import Theme
from app.ui.widgets.toasts import Answer


class Start(QObject):
    """Prepares a start and takes down what it prepared. `settings` are there after `prepare`."""

    settings: SettingsFile
    _failed = Signal(str)

    def __init__(self, application: QApplication, folders: Folders, resources: Path) -> None:
        super().__init__()
        self.application = application
        self.folders = folders
        self._resources = resources
        self._taken_down = ExitStack()
        self._failure: NoticeWindow | None = None
        self._failed.connect(self._on_failed)  # queued when it comes from another thread

    def prepare(self) -> int | None:
        """Return the exit code when the program ends here, None when it goes on."""
        self._take_down_later(install_language(self.application, Language.VIETNAMESE, self._resources).clear)
        while (problem := self._furnish()) is not None:
            theme.apply(self.application, Theme())
            notice = Notice(problem.sentence, advice=problem.advice, code=problem.code)
            again, close = Answer(self.tr("Thử lại"), "Return", kind="main"), Answer(self.tr("Đóng"), "Esc")
            if NoticeWindow(notice, (again, close)).ask() == 1:
                return 2
        theme.apply(self.application, first_look(self.settings.current))
        return self._be_first() or self._check_files()

    def _furnish(self) -> EnvironmentProblem | None:
        try:
            make_folders(self.folders)
            logs = Log(self.folders.logs)
            self._take_down_later(watch_crashes(self.folders.logs))
            self.settings = SettingsFile.load(self.folders.settings_file)
            self._installation = installation(self.folders.data)
        except OSError as error:
            return told_os_error(error)
        except EnvironmentProblem as error:
            return error
        self._take_down_later(logs.stop)
        self._take_down_later(catch_failures(self._failed.emit))
        qInstallMessageHandler(log_qt_message)
        self._take_down_later(partial(qInstallMessageHandler, None))
        if self.settings.current.language is not Language.VIETNAMESE:
            translators = install_language(self.application, self.settings.current.language, self._resources)
            self._take_down_later(translators.clear)
        return None

    def _be_first(self) -> int | None:
        lock = QLockFile(str(self.folders.data / "quay.lock"))
        lock.setStaleLockTime(0)
        while not lock.tryLock(100):
            if lock.error() is not QLockFile.LockError.LockFailedError:
                problem = told_os_error(PermissionError(13, "lock", str(self.folders.data)))
                tell(Notice(problem.sentence, advice=problem.advice, code=problem.code))
                return 2
            if call_first(self._installation):
                return 0
            # After a power cut and a restart this process may have got the number that the dead one had, and Qt takes
            # the file for a living one's. Removing succeeds only where no process holds it.
            if lock.removeStaleLockFile():
                continue
            notice = Notice(
                self.tr("Quầy Một Cửa đang mở trên máy này nhưng chưa trả lời."),
                self.tr("Cửa sổ đang mở có thể đang bận hoặc bị treo. Dữ liệu không thay đổi."),
                advice=self.tr("Chờ một phút rồi thử lại. Nếu vẫn vậy, khởi động lại máy: hồ sơ đã nhận không mất."),
                code="BUSY",
            )
            again, close = Answer(self.tr("Thử lại"), "Return", kind="main"), Answer(self.tr("Đóng"), "Esc")
            if NoticeWindow(notice, (again, close)).ask() == 1:
                return 3
        self._take_down_later(lock.unlock)
        self._take_down_later(FirstWindow(self._installation, self).close)
        return None

    def _check_files(self) -> int | None:
        missing, fonts = missing_files(self._resources), broken_fonts(self._resources)
        if not missing and not fonts:
            return None
        close = Answer(self.tr("Đóng"), "Esc")
        advice = self.tr("Dữ liệu của quầy không bị ảnh hưởng. Cài lại chương trình từ bộ cài rồi mở lại.")
        if missing:
            notice = Notice(
                self.tr("Bộ cài của chương trình thiếu tệp nên chưa mở được."), "", tuple(missing), advice, "INSTALL"
            )
            tell(notice)
            return 2
        notice = Notice(
            self.tr("Bộ cài thiếu hoặc hỏng phông chữ."),
            self.tr("Vẫn nhận được hồ sơ; chữ trên màn hình có thể khác, giấy có thể chưa in được và chờ trong Sổ in."),
            tuple(fonts[:4]) + ((f"… {len(fonts) - 4}",) if len(fonts) > 4 else ()),
            advice,
            "FONT",
        )
        go_on = Answer(self.tr("Mở tiếp"), "Return", kind="main")
        return 2 if NoticeWindow(notice, (go_on, close)).ask() == 1 else None

    # -- errors of ours

    def tell_failure(self, code: str) -> None:
        """Say that the start failed by an error of ours, and wait."""
        tell(self._failure_notice(self.tr("Chương trình gặp lỗi và phải đóng."), code))

    @Slot(str)
    def _on_failed(self, code: str) -> None:
        if self._failure is not None or QApplication.closingDown():
            return
        notice = self._failure_notice(self.tr("Chương trình gặp lỗi, việc vừa làm có thể chưa xong."), code)
        logs = Answer(self.tr("Mở thư mục nhật ký"), "F3", partial(open_folder, str(self.folders.logs)))
        go_on = Answer(self.tr("Làm tiếp"), "Esc", kind="main")
        self._failure = NoticeWindow(notice, (logs, go_on), self.application.activeWindow())
        self._failure.setModal(True)
        self._failure.finished.connect(self._on_failure_read)
        self._failure.show()

    @Slot()
    def _on_failure_read(self) -> None:
        if self._failure is not None:
            self._failure.deleteLater()
        self._failure = None

    def _failure_notice(self, heading: str, code: str) -> Notice:
        return Notice(
            heading,
            self.tr("Mọi hồ sơ đã nhận đều nằm trên máy. Nội dung đang nhập được giữ thành nháp."),
            (self.tr("Báo lỗi: {0}").format(str(self.folders.logs / "quay.log")),),
            self.tr("Báo lỗi không chứa tên hay số của người dân. Gửi tệp đó kèm mã cho người hỗ trợ."),
            code,
        )

    def _take_down_later(self, close: object) -> None:
        assert callable(close)
        self._taken_down.callback(close)

    def close(self) -> None:
        """Take everything down, last first."""
        self._taken_down.close()


def make_folders(folders: Folders) -> None:
    """Create the folders of this PC. Raises EnvironmentProblem."""
    try:
        folders.create()
    except OSError as error:
        raise told_os_error(error) from error


def installation(data: Path) -> str:
    """Return the name under which this data folder's secrets are kept, made at the first start. Raises OSError."""
    file = data / "installation"
    if not file.exists():
        write_durably(file, str(uuid.uuid4()).encode("ascii"))  # cut to nothing it would lose every key
    return file.read_text("ascii").strip()


def install_language(
    application: QApplication, language: Language, resources: Path = theme.RESOURCES
) -> list[QTranslator]:
    """Put the language in force, also for Qt's own buttons; returns the translators, which must stay alive."""
    QLocale.setDefault(QLocale("vi_VN") if language is Language.VIETNAMESE else QLocale("en_GB"))
    translators = []
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    name = "vi" if language is Language.VIETNAMESE else "en"
    for file in (Path(qt_folder) / f"qtbase_{name}.qm", resources / "translations" / f"quay_{name}.qm"):
        translator = QTranslator()
        if file.exists() and translator.load(str(file)):
            application.installTranslator(translator)
            translators.append(translator)
    return translators
