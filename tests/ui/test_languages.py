"""The languages: translations are complete and fresh, English shows no Vietnamese, Vietnamese shows no English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import translate
from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot
from typist import CARD, Typist
from windows import Settings

from app.bootstrap import install_language, sample_catalogue
from app.runtime.print_loop import PrintLoop
from app.settings import Language
from app.ui import theme
from app.ui.context import Context
from app.ui.counter_window import CounterWindow
from app.ui.counter_work import CounterWork
from app.ui.density import density_for
from app.ui.screens.sign_in import SignInScreen
from app.ui.theme import Theme
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.labels import Label

SMALL = (1093, 534)  # 1366×768 at 125 %, without the system's own bar
SECTIONS = (
    *("printers", "scanner", "look", "server", "steward"),
    *("office", "tickets", "staff", "calendar", "catalogue", "backup"),
)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Put = Callable[[Language], None]
Found = TypeVar("Found", bound=QObject)
# What English keeps: the program's own name, the samples and words of Vietnamese papers.
KEPT = ("Quầy Một Cửa", "Quầy 1", "Quầy {n}", "Nghỉ bù Quốc khánh", "Tết", "BẢN IN LẠI", "Bưu điện tỉnh")
ENGLISH_WORDS = re.compile(
    r"\b(OK|Cancel|Close|Open|Save|Yes|No|Apply|Help|Retry|Ignore|Discard|Reset|Restore|Abort|Undo|Redo|Cut|Copy|Paste"
    r"|Delete|Select|Look|Files?|Directory|Folder|Name|Size|Type|Date|Back|Forward|Computer|Show|Hide|List|Detail|View"
    r"|Settings|Search|Print|Sign|Find|the)\b"
)


@pytest.fixture
def put(qapp: QApplication) -> Iterator[Put]:
    """Put a language in force as the program does at its start; the next test has none again."""
    before = QLocale()
    installed: list[QTranslator] = []

    def _put(language: Language) -> None:
        installed.extend(install_language(qapp, language))

    yield _put
    for translator in installed:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def is_vietnamese(text: str) -> bool:
    """Tell whether letters remain that only Vietnamese has."""
    for kept in KEPT:
        text = text.replace(kept, "")
    return "đ" in text.lower() or any(ord(mark) in (0x300, 0x301, 0x302, 0x303, 0x306, 0x309, 0x31B, 0x323)
                                      for mark in unicodedata.normalize("NFD", text))  # fmt: skip


def all_of(root: Any, kind: type[Found], name: str = "") -> list[Found]:
    """Return what lies under `root`, of this kind and, if given, with this name."""
    return list(root.findChildren(kind, name or None))


def texts_of(root: QWidget) -> set[str]:
    """Return what the shown widgets under `root` say to eyes and to screen readers, without what is typed in."""
    found: set[str] = set()
    for widget in (root, *all_of(root, QWidget)):
        if not widget.isVisibleTo(root):
            continue
        found |= {widget.accessibleName(), widget.toolTip()}
        for name in ("text", "label", "placeholderText", "title"):
            say: Any = getattr(widget, name, None)
            if callable(say) and not (name == "text" and isinstance(widget, QLineEdit)) and name in dir(type(widget)):
                told = say()
                found |= {told} if isinstance(told, str) else set()
        if isinstance(widget, QComboBox):
            found |= {widget.itemText(row) for row in range(widget.count())}
    return {text for text in found if text}


# -- the files


def test_every_text_of_the_interface_is_in_the_translation_and_nothing_else() -> None:
    wanted, known = translate.extract(), set(translate.read(translate.ENGLISH))
    assert not wanted - known, "run: python3 dev.py translate"
    assert not known - wanted, "run: python3 dev.py translate"


def test_every_text_is_translated() -> None:
    assert [key for key, text in translate.read(translate.ENGLISH).items() if not text] == []
    assert [key for key, text in translate.read(translate.VIETNAMESE).items() if not text] == []


@pytest.mark.parametrize("file", [translate.ENGLISH, translate.VIETNAMESE], ids=lambda file: file.name)
def test_translations_keep_placeholders_and_the_spaces_around(file: Path) -> None:
    def frame(text: str) -> tuple[list[str], bool, bool]:
        return sorted(re.findall(r"\{[^}]*\}|%\d", text)), text[:1] == " ", text[-1:] == " "

    assert [key for key, text in translate.read(file).items() if frame(key.source) != frame(text)] == []


def test_english_keeps_no_vietnamese_but_what_stands_on_papers() -> None:
    assert [text for text in translate.read(translate.ENGLISH).values() if is_vietnamese(text)] == []


@pytest.mark.parametrize("file", [translate.ENGLISH, translate.VIETNAMESE], ids=lambda file: file.name)
def test_compiled_translation_is_fresh(file: Path, tmp_path: Path) -> None:
    translate.compile_texts(file, tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == file.with_suffix(".qm").read_bytes()


def test_a_text_that_moved_keeps_its_translation_unless_it_had_two() -> None:
    known = {
        translate.Key("A", "Sửa"): "Correct",
        translate.Key("A", "Lưu"): "Save",
        translate.Key("B", "Lưu"): "Keep",
    }
    wanted = {translate.Key("C", "Sửa"), translate.Key("C", "Lưu"), translate.Key("B", "Lưu")}
    assert translate.merge(wanted, known) == {
        translate.Key("B", "Lưu"): "Keep",
        translate.Key("C", "Lưu"): "",
        translate.Key("C", "Sửa"): "Correct",
    }


# -- Qt's own words


def test_standard_buttons_are_vietnamese(put: Put, qtbot: QtBot) -> None:
    put(Language.VIETNAMESE)
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    kinds = [kind for kind in QDialogButtonBox.StandardButton if kind.value.bit_count() == 1 and kind.value >= 0x400]
    for kind in kinds:
        button = box.addButton(kind)
        if button is not None:
            assert not ENGLISH_WORDS.search(button.text().replace("&", "")), kind
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Thôi"
    question = QMessageBox(QMessageBox.Icon.Question, "Hỏi", "Lưu?", QMessageBox.StandardButton.Yes)
    qtbot.addWidget(question)
    assert question.button(QMessageBox.StandardButton.Yes).text() == "&Có"


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_context_menu_of_a_field_is_vietnamese(kind: type[QWidget], put: Put, qtbot: QtBot) -> None:
    put(Language.VIETNAMESE)
    field: Any = kind()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    words = [action.text().split("\t")[0].replace("&", "") for action in menu.actions() if not action.isSeparator()]
    menu.deleteLater()
    assert {"Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xóa", "Chọn tất cả"} <= set(words)
    assert not [word for word in words if ENGLISH_WORDS.search(word)]


def test_file_dialog_is_vietnamese(put: Put, qtbot: QtBot, tmp_path: Path) -> None:
    put(Language.VIETNAMESE)
    for opening in (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave):
        dialog = QFileDialog(None, "Chọn tệp", str(tmp_path))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(opening)
        dialog.setNameFilter("Mọi tệp (*)")
        qtbot.addWidget(dialog)
        dialog.show()
        model = all_of(dialog, QTreeView, "treeView")[0].model()
        heads = {str(model.headerData(column, Qt.Orientation.Horizontal)) for column in range(model.columnCount())}
        places = _items(all_of(dialog, QComboBox, "lookInCombo")[0])  # folders of this machine
        told = (texts_of(dialog) - places) | heads | {action.text() for action in all_of(dialog, QAction)}
        assert {"Tên", "Cỡ"} <= heads
        assert not [text for text in told if ENGLISH_WORDS.search(text.replace("&", ""))]


def _items(combo: QComboBox) -> set[str]:
    return {combo.itemText(row) for row in range(combo.count())}


# -- the window


class NoPrinter:
    """Is never asked, because the print thread is not started."""

    def deliver(self, job: object, pdf: Path) -> str:
        raise AssertionError


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, context: Context) -> Iterator[Callable[[], CounterWindow]]:
    """Give a maker of the whole window of this office."""
    made: list[CounterWindow] = []

    def make() -> CounterWindow:
        theme.apply(qapp, Theme())
        window = CounterWindow(context, Settings(), _no_key, sample_catalogue)  # type: ignore[arg-type]
        CounterWork(context, window, PrintLoop(context.house, NoPrinter()))  # type: ignore[arg-type]
        window.shell.resize(1366, 688)
        context.actor = None
        window.begin()
        made.append(window)
        return window

    yield make
    for window in made:
        qtbot.waitUntil(lambda: context.runner.is_idle)
        window.shell.close()
        window.shell.deleteLater()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _no_key() -> Any:
    raise AssertionError


def walk(window: CounterWindow, context: Context, qtbot: QtBot) -> Iterator[QWidget]:
    """Sign in, visit the screens of every day and the settings section by section; yield the window at each stop."""
    shell = window.shell

    def settle() -> None:
        for _ in range(3):  # what is fetched is shown, and texts wrap once they know their width
            qtbot.waitUntil(lambda: context.runner.is_idle and not (window._coming or shell._wanted))
            QApplication.processEvents()

    [sign_in] = all_of(shell, SignInScreen)
    qtbot.waitUntil(lambda: context.runner.is_idle and sign_in.person() is not None)
    yield shell
    with qtbot.waitSignal(sign_in.signed_in):
        QTest.keyClicks(sign_in.secret, "271828")
        QTest.keyClick(sign_in.secret, Qt.Key.Key_Return)
    for place in ("queue", "tickets", "intake", "find", "prints", "procedures", "outbox", "attention"):
        shell.show_screen(place)
        settle()
        assert shell.last_shown() == place
        yield shell
    for section in SECTIONS:
        shell.show_screen("settings", section)
        settle()
        yield shell


def cut_in(root: QWidget) -> list[str]:
    """Return the words of shown buttons and labels that have less room than they take."""
    buttons, labels = all_of(root, KeyButton), all_of(root, Label)
    short = [button.label() for button in buttons if button.isVisible() and button.width() < button.sizeHint().width()]
    return short + [label.text() for label in labels if label.isVisible() and label.toolTip() == label.text() != ""]


def data_of(context: Context) -> str:
    """Return what the office, its dossiers, the provinces and the catalogue say, which no language changes."""
    provinces = [province.name for province in context.addresses.provinces]
    procedures = map(repr, context.procedures.values())
    owners = [name for (name,) in context.house.db.rows("SELECT owner_name FROM dossiers")]
    return "\n".join([repr(context.desk), *owners, *provinces, *procedures, "Tiếng Việt", "UBND XÃ …"])


def without_names(text: str) -> str:
    """Leave out who and what is named in the middle of a sentence."""
    for name in ("Lê Thu Hà", "Quầy 3", *KEPT):
        text = text.replace(name, "")
    return text if is_vietnamese(text) else ""


def test_english_window_shows_no_vietnamese_but_data_and_fits_a_small_pc(
    busy: Context, put: Put, window: Callable[[], CounterWindow], context: Context, qtbot: QtBot, qapp: QApplication
) -> None:
    put(Language.ENGLISH)
    made = window()
    made.shell.setWindowState(Qt.WindowState.WindowNoState)
    made.shell.resize(*SMALL)
    theme.apply(qapp, Theme(density=density_for(*SMALL)))
    seen, cut = set[str](), set[str]()
    for shell in walk(made, context, qtbot):
        seen |= texts_of(shell)
        cut.update(cut_in(shell))
    assert cut <= {str(context.house.backups)}
    assert {"Worklist", "Intake", "Settings"} <= seen
    assert len(seen) > 200
    data = data_of(context)
    assert not [text for text in seen if is_vietnamese(text) and without_names(text) not in data]


def test_vietnamese_window_shows_no_english(
    put: Put, window: Callable[[], CounterWindow], context: Context, qtbot: QtBot
) -> None:
    put(Language.VIETNAMESE)
    seen = {text for shell in walk(window(), context, qtbot) for text in texts_of(shell)}
    assert {"Hàng đợi", "Tiếp nhận", "Cài đặt"} <= seen
    assert not [text for text in seen if ENGLISH_WORDS.search(text)]


def test_english_fits_the_intake_screen(put: Put, context: Context, qtbot: QtBot) -> None:
    put(Language.ENGLISH)
    clerk = Typist(qtbot, context)
    clerk.scan(CARD)
    clerk.press("Alt+T")
    clerk.type("hn")
    clerk.press("Enter")
    assert cut_in(clerk.shell) == []
