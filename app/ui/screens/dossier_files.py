"""Files of a dossier on its page: rows below the paper they belong to, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog

from app.domain.errors import Explained
from app.domain.intake import PaperCount
from app.domain.media import Media
from app.domain.plain_data import convert
from app.runtime.line_status import LineState
from app.runtime.side_work import SideWork
from app.services.attachments import AttachedFile, Chosen, FileState, attach_file, bytes_of, choose_file, detach_file
from app.services.dossiers import DossierPage, record_person_shown
from app.services.timelines import file_words
from app.ui.context import Context
from app.ui.screen import Screen
from app.ui.screens.dossier_file_questions import ComponentQuestion, DetachQuestion
from app.ui.screens.dossier_words import moment_words
from app.ui.widgets.buttons import Once
from app.ui.widgets.rows import BadgeWords, Cell, GroupRow, Row
from app.ui.widgets.toasts import ToastWords

if TYPE_CHECKING:
    from app.ui.screens.dossier_file_window import FileWindow

NOT_THERE, NO_LINE = -1, -2  # as the line tells of a file it was asked for
FILE = "file"  # begins the key of a row that stands for one


def components(page: DossierPage) -> list[tuple[str, str]]:
    """Give the parts of a dossier that a file may belong to, by key: its papers, then the dossier as a whole."""
    papers = convert(page.data.get("papers", ()), tuple[PaperCount, ...])
    whole = QCoreApplication.translate("DossierFiles", "Chung cả hồ sơ")
    return [*((paper.key, paper.name) for paper in papers), ("", whole)]


def dossier_name(page: DossierPage) -> str:
    """Say which dossier a question is about: "H12.10.15-261102-0003 · Trần Quang Vinh"."""
    code = page.line.code or QCoreApplication.translate("DossierFiles", "Hồ sơ chưa có mã")
    return " · ".join(part for part in (code, page.line.owner_name) if part)


def with_files(
    page: DossierPage, papers: Sequence[Row], coming: Mapping[str, int], now: datetime
) -> list[Row | GroupRow]:
    """Give the rows of the papers, each with its files below; `coming` is how far wanted files have come, by hash."""
    rows: list[Row | GroupRow] = []
    left = list(page.files)
    for paper in papers:
        rows.append(paper)
        own = [file for file in left if file.component == paper.key]
        left = [file for file in left if file not in own]
        rows += [_file_row(file, coming.get(file.sha256), now) for file in own]
    if left:
        rows.append(GroupRow(QCoreApplication.translate("DossierFiles", "Tệp chung cả hồ sơ"), len(left)))
        rows += [_file_row(file, coming.get(file.sha256), now) for file in left]
    return rows


def _file_row(file: AttachedFile, coming: int | None, now: datetime) -> Row:
    kind = BadgeWords(_kind(file.media), "info", "file-text" if file.media is Media.PDF else "image")
    words = " · ".join(part for part in (_size(file), moment_words(file.at, now), file.who) if part)
    return Row((FILE, file.key), (Cell(words, badge=kind, colour="text2"), Cell(badge=state_badge(file, coming))))


def _kind(media: Media) -> str:
    return "PDF" if media is Media.PDF else QCoreApplication.translate("DossierFiles", "Ảnh")


def _size(file: AttachedFile) -> str:
    return file_words(file.media, file.size).rsplit(" · ", 1)[-1]


def state_badge(file: AttachedFile, coming: int | None) -> BadgeWords:
    """Say where the bytes of a file are; `coming`: it was asked for, and how far that is."""
    translate = QCoreApplication.translate
    if file.state is FileState.HERE:
        return BadgeWords(translate("DossierFiles", "Trên máy này"), "neutral", "hard-drive")
    if file.state is FileState.SENT:
        return BadgeWords(translate("DossierFiles", "Đã lên máy chủ"), "ok", "cloud-check")
    if file.state is FileState.WAITING:
        if file.percent:
            return BadgeWords(translate("DossierFiles", "Đã gửi {n} %").format(n=file.percent), "warn", "cloud-upload")
        return BadgeWords(translate("DossierFiles", "Chưa gửi"), "warn", "cloud-upload")
    if coming is None:
        words = translate("DossierFiles", "Đã tải {n} %") if file.percent else translate("DossierFiles", "Chưa tải về")
        return BadgeWords(words.format(n=file.percent), "neutral", "cloud-download")
    if coming == NO_LINE:
        return BadgeWords(translate("DossierFiles", "Chờ tải về"), "warn", "cloud-download")
    if coming == NOT_THERE:
        return BadgeWords(translate("DossierFiles", "Quầy kia chưa gửi"), "warn", "hourglass")
    return BadgeWords(translate("DossierFiles", "Đang tải {n} %").format(n=coming), "info", "cloud-download")


class FileActions(QObject):
    """Attaches, opens and takes off files for `screen`; `coming_changed`: how far a wanted one is, or what is done."""

    coming_changed = Signal()

    def __init__(self, screen: Screen, context: Context) -> None:
        super().__init__(screen)
        self._screen, self._context = screen, context
        self._page: DossierPage | None = None
        self._once = Once()
        self._opens = ""  # the file somebody waits for
        self.coming: dict[str, int] = {}
        self.doing = ""  # what is under way, in words
        self.question: ComponentQuestion | DetachQuestion | None = None
        self.window: FileWindow | None = None
        context.line_began.changed.connect(self._on_line)
        self._on_line()

    def _on_line(self) -> None:
        if self._context.line is not None:
            self._context.line.file_told.connect(self._on_told)

    def show_page(self, page: DossierPage) -> None:
        """Work on this dossier from now on."""
        if self._page is None or self._page.line.subject_id != page.line.subject_id:
            self._opens = ""
        self._page = page

    def file_of(self, key: object) -> AttachedFile | None:
        """Give the file a row stands for."""
        files = self._page.files if self._page is not None else ()
        return next((file for file in files if key == (FILE, file.key)), None)

    # -- attaching

    def ask_file(self, component: str) -> None:
        """Let somebody choose a file, preferably for this part of the dossier."""
        page = self._page
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        title, kinds = self.tr("Đính kèm tệp"), self.tr("PDF và ảnh") + " (*.pdf *.jpg *.jpeg *.png)"
        path, _ = QFileDialog.getOpenFileName(self._screen, title, folder, kinds)
        if path and page is not None and self._is_shown(page) and not self.doing:
            self._take(page, Path(path), component)

    def _is_shown(self, page: DossierPage) -> bool:
        """Whether somebody still looks at this dossier: not after a lock, nor when a code was scanned meanwhile."""
        now = self._page
        return now is not None and now.line.subject_id == page.line.subject_id and self._screen.isVisible()

    def _take(self, page: DossierPage, path: Path, component: str) -> None:
        """Read and check a file, then ask which part it belongs to."""
        self._say(self.tr("Đang đọc tệp…"))
        SideWork(
            self, lambda _side: choose_file(path), lambda chosen: self._ask_part(page, chosen, component), self._failed
        )

    def _ask_part(self, page: DossierPage, chosen: Chosen, component: str) -> None:
        self._say("")
        if not self._is_shown(page):
            return
        pages = self.tr("{n} trang").format(n=chosen.pages)
        told = f"{dossier_name(page)}\n{file_words(chosen.media, len(chosen.data))} · {pages}"
        question = ComponentQuestion(told, components(page), component, self._screen)
        question.wanted.connect(lambda part: self._attach(page, chosen, part))
        self.question = question
        question.show_question()

    def _attach(self, page: DossierPage, chosen: Chosen, component: str) -> None:
        house, actor, subject = self._context.house, self._context.the_actor, page.line.subject_id
        self._say(self.tr("Đang lưu tệp…"))
        self._context.runner.run(
            self,
            lambda: attach_file(house, actor, subject, chosen, component),
            lambda _changed: self._done(self.tr("Đã đính kèm tệp"), page),
            self._failed,
        )

    # -- opening

    def open(self, file: AttachedFile) -> None:
        """Show a file; one that another counter attached is fetched first."""
        if self._once.again(file.key):
            return
        if file.state is not FileState.ABSENT:
            self._show(file)
            return
        line = self._context.line
        if line is None or self._context.line_status.state is LineState.ALONE:
            words = self.tr("Tệp ở máy chủ, mà máy này chưa nối máy chủ")
            self._screen.toast.emit(ToastWords(words, "", "bad", tag="failure"))
            return
        self._opens = file.sha256
        self.coming[file.sha256] = 0
        self.coming_changed.emit()
        line.fetch_file(file.sha256)

    def _on_told(self, sha256: str, percent: int) -> None:
        if percent < 100:
            if percent == NOT_THERE and self._opens == sha256:
                self._opens = ""  # it may come much later: nobody looks at it by then
            self.coming[sha256] = percent
            self.coming_changed.emit()
            return
        self.coming.pop(sha256, None)
        files = self._page.files if self._page is not None else ()
        file = next((one for one in files if one.sha256 == sha256), None)
        if self._opens == sha256:
            self._opens = ""
            if file is not None and self._screen.isVisible():
                self._show(file)
        self.coming_changed.emit()

    def _show(self, file: AttachedFile) -> None:
        """Read a file, once it is written down that whoever sits here looks at it."""
        page = self._page
        if page is None:
            return
        house, actor, subject = self._context.house, self._context.the_actor, page.line.subject_id
        name = dict(components(page)).get(file.component, "")
        title = " · ".join(part for part in (name, file_words(file.media, file.size)) if part)

        def read() -> bytes:
            record_person_shown(house, actor, subject)
            return bytes_of(house, file.sha256)

        def show(data: bytes) -> None:
            if not self._is_shown(page) or self._shows():
                return
            from app.ui.screens.dossier_file_window import FileWindow  # loads PDFium, which no start has to wait for

            self.window = FileWindow(title, data, file.media, self._screen)
            self.window.open()

        self._context.runner.run(self, read, show, self._failed)

    def _shows(self) -> bool:
        """Whether a file is open: a key pressed twice in haste opens no second window over the first."""
        return self.window is not None and shiboken6.isValid(self.window) and self.window.isVisible()

    # -- taking off

    def ask_detach(self, file: AttachedFile) -> None:
        """Ask why a file goes, then take it off."""
        page = self._page
        if page is None:
            return
        question = DetachQuestion(dossier_name(page), file_words(file.media, file.size), self._screen)
        question.wanted.connect(lambda reason: self._detach(page, file, reason))
        self.question = question
        question.show_question()

    def _detach(self, page: DossierPage, file: AttachedFile, reason: str) -> None:
        house, actor, subject = self._context.house, self._context.the_actor, page.line.subject_id
        self._context.runner.run(
            self,
            lambda: detach_file(house, actor, subject, file.key, reason),
            lambda _changed: self._done(self.tr("Đã bỏ tệp khỏi hồ sơ"), page),
            self._failed,
        )

    # -- telling

    def _say(self, words: str) -> None:
        self.doing = words
        self.coming_changed.emit()

    def _done(self, words: str, page: DossierPage) -> None:
        self._say("")
        whose = "" if self._is_shown(page) else dossier_name(page)
        self._screen.toast.emit(ToastWords(words, whose, "ok", tag="file"))

    def _failed(self, error: Explained) -> None:
        self._say("")
        self._screen.toast.emit(ToastWords(error.sentence, error.advice, "bad", tag="failure"))
