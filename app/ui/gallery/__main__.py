"""Draw the component sheet and the sample window: `python -m app.ui.gallery OUT`.

Writes PNGs in light and dark. Run it with QT_SCALE_FACTOR=1.25 for the 125 % pictures (the window is then 1093×534).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ui import theme
from app.ui.density import density_for
from app.ui.gallery.samples import PLACES, IntakeSample, QueueSample, popup_rows
from app.ui.gallery.sheet import A4, BROKEN, CARD, LABEL, OFFLINE, SENT, WAITING, WIFI, component_sheet
from app.ui.shell import MainShell
from app.ui.theme import Mode, Theme
from app.ui.widgets.focusring import FocusRing
from app.ui.widgets.popup import PopupList
from app.ui.widgets.question import Question
from app.ui.widgets.rows import Column
from app.ui.widgets.toasts import Answer, ToastWords


class MemorySettings:
    """Settings that live as long as the program."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {"ui.window": ""}

    def get(self, key: str, default: str = "") -> str:
        """Give the value kept under `key`."""
        return self._kept.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Keep `value`."""
        self._kept[key] = value


def _settle() -> None:
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def _shell(size: tuple[int, int]) -> MainShell:
    shell = MainShell(MemorySettings(), PLACES)
    shell.setWindowState(shell.windowState().WindowNoState)
    shell.resize(*size)
    shell.strip.set_items([WIFI, SENT, CARD, A4, LABEL])
    shell.strip.set_place("Xã Vĩnh Lợi · Quầy 3", "Quầy 3", "Lê Thu Hà")
    shell.strip.set_time("Thứ Năm 19/11/2026  09:04", "09:04")
    for name, count, colour in (("queue", 23, "text"), ("trouble", 3, "bad"), ("handover", 8, "text"),
                                ("return", 4, "text"), ("prints", 1, "text")):  # fmt: skip
        shell.navigation.set_count(name, count, colour)
    shell.add_screen(QueueSample())
    shell.add_screen(IntakeSample())
    return shell


def marked(page: QWidget, name: str) -> QWidget:
    """Give the widget of `page` with an object name."""
    child: object = page.findChild(QWidget, name)
    assert isinstance(child, QWidget)
    return child


def draw(out: Path) -> list[Path]:
    """Draw every picture into `out` and give the files; needs a QApplication."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ratio = app.primaryScreen().devicePixelRatio()
    size = (1366, 688) if ratio == 1 else (1093, 534)
    tail = "" if ratio == 1 else f"-{round(ratio * 100)}"
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    modes: tuple[Mode, ...] = ("light", "dark")
    for mode in modes:
        theme.apply(app, Theme(mode, density_for(*size)))

        def save(widget: QWidget, name: str, mode: Mode = mode) -> None:
            _settle()
            file = out / f"{name}-{mode}{tail}.png"
            widget.grab().save(str(file))
            files.append(file)

        sheet = component_sheet()
        sheet.resize(1366, 688)
        ring = FocusRing(sheet)
        sheet.show()
        sheet.activateWindow()
        for name in ("focus_button", "focus_segment", "focus_field"):
            marked(sheet, name).setFocus()
            _settle()
            ring.place()
            save(sheet, f"components-{name.removeprefix('focus_')}")
        sheet.close()
        _draw_shell(_shell(size), save)
    return files


def _draw_shell(shell: MainShell, save: Callable[[QWidget, str], None]) -> None:
    shell.show()
    shell.activateWindow()
    shell.show_screen("queue")
    save(shell, "queue")
    shell.strip.set_items([OFFLINE, WAITING, CARD, A4, LABEL])
    save(shell, "queue-offline")
    shell.strip.set_items([WIFI, SENT, CARD, BROKEN, LABEL])
    shell.palette_box.open_palette("t")
    save(shell, "palette")
    shell.palette_box.close_palette()
    shell.show_screen("intake")
    save(shell, "intake")
    shell.show_toast(ToastWords("Đã nhận hồ sơ 261119-3012", "Hẹn trả Thứ Tư 25/11, trước 17:00. Đang in 2 liên."))
    shell.show_toast(ToastWords(
        "Hồ sơ đã lưu, nhưng giấy hẹn chưa in được",
        "Máy in A4 hết giấy. Lệnh in chờ ở mục In ấn và tự in khi có giấy. Hồ sơ 261119-3012.", "bad", "printer",
        (Answer("In lại", "Ctrl+P", None, "main"), Answer("Máy in khác", "Ctrl+6"),
         Answer("Để sau", "Esc", None, "ghost")),
    ))  # fmt: skip
    save(shell, "toasts")
    for toast in shell.toasts.toasts():
        toast.close_toast()
    intake = shell.screen_named("intake")
    assert isinstance(intake, IntakeSample)
    intake.field.setFocus()
    intake.field.setText("ket hon")
    popup = PopupList(intake.field, [Column("Thủ tục"), Column("Thời hạn, phải thu", 190, 150, "right")])
    popup.show_rows(popup_rows("ket hon"), "3 trong 214 thủ tục")
    save(shell, "popup")
    popup.close_popup()
    question = Question(
        "Bỏ giấy này khỏi hồ sơ?", "Văn bản ủy quyền. Giấy hẹn đã in sẽ phải in lại.",
        (Answer("Bỏ giấy", "Ctrl+D", None, "danger"), Answer("Giữ lại", "Esc", None, "normal")), parent=shell,
    )  # fmt: skip
    question.show_question()
    save(question, "question")
    question.give(1)
    shell.close()


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    for path in draw(Path(sys.argv[1])):
        print(path)
