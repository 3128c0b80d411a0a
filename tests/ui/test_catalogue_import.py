"""Importing a catalogue: real files, real database, all or nothing, stoppable, and the window stays alive."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.catalogue import procedure_to_data
from app.domain.office import Actor, Role
from app.domain.procedures import Procedure
from app.services.catalogue_files import read_catalogue
from app.services.procedures import list_procedures
from app.ui.context import Context
from app.ui.screens import catalogue_import
from app.ui.screens.catalogue_import import ImportPanel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Write = Callable[..., Path]


@pytest.fixture
def panel(context: Context, qtbot: QtBot) -> ImportPanel:
    widget = ImportPanel(context)
    qtbot.addWidget(widget)
    widget.resize(1000, 560)
    widget.show()
    return widget


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(*procedures: Procedure, broken: int = 0) -> Path:
        lines = [json.dumps(procedure_to_data(p), ensure_ascii=False) for p in procedures]
        lines += ['{"code": "cut off'] * broken
        path = tmp_path / "danh-muc.jsonl"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return _write


def _three(context: Context) -> tuple[Procedure, Procedure, Procedure]:
    first, second = list(context.procedures.values())[:2]
    new = replace(first, code="X.000001", name="Thủ tục của riêng xã", short_name="", aliases=())
    return replace(first, agency="Trung tâm khác"), second, new


def _read(panel: ImportPanel, path: Path, qtbot: QtBot) -> None:
    panel.read_file(path)
    assert panel.is_busy()
    qtbot.waitUntil(lambda: not panel.is_busy())


def test_preview_tells_new_changed_and_same_before_anything_happens(
    context: Context, panel: ImportPanel, write: Write, qtbot: QtBot
) -> None:
    _read(panel, write(*_three(context)), qtbot)
    counts = {option.value: option.count for option in panel.filter.options()}
    assert (counts["new"], counts["changed"], counts["same"], counts["errors"]) == (1, 1, 1, 0)
    assert counts["gone"] == len(context.procedures) - 2
    assert panel.publish_button.label() == "Nhập 2 thủ tục"
    panel.filter.set_value("changed")
    panel.filter.chosen.emit("changed")
    (row,) = panel.list.rows()
    assert "Cơ quan giải quyết" in row.cells[2].text  # type: ignore[union-attr]
    assert all(p.code != "X.000001" for p in list_procedures(context.house))


def test_preview_shows_what_stays_because_somebody_checked_it(
    context: Context, panel: ImportPanel, write: Write, qtbot: QtBot
) -> None:
    first = next(iter(context.procedures.values()))
    context.procedures[first.code] = replace(first, checked=True)
    _read(panel, write(replace(first, name="Tên trong tệp", checked=False)), qtbot)
    counts = {option.value: option.count for option in panel.filter.options()}
    assert (counts["kept"], counts["changed"], counts["same"]) == (1, 0, 0)
    assert panel.filter.value() == "kept"
    (row,) = panel.list.rows()
    assert [cell.text for cell in row.cells[:2]] == [first.code, first.name]  # type: ignore[union-attr]
    assert row.cells[2].second == "số liệu trong tệp chưa kiểm tra"  # type: ignore[union-attr]


def test_import_publishes_new_versions(context: Context, panel: ImportPanel, write: Write, qtbot: QtBot) -> None:
    changed, _same, new = _three(context)
    _read(panel, write(*_three(context)), qtbot)
    with qtbot.waitSignal(panel.imported) as imported:
        QTest.keyClick(panel, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert imported.args == [2]
    now = {p.code: p for p in list_procedures(context.house)}
    assert now[new.code].name == new.name
    assert (now[changed.code].agency, now[changed.code].version) == ("Trung tâm khác", changed.version + 1)


def test_errors_stop_the_import_until_somebody_answers_for_them(
    context: Context, panel: ImportPanel, write: Write, qtbot: QtBot
) -> None:
    _read(panel, write(*_three(context), broken=1), qtbot)
    assert panel.filter.value() == "errors"
    (row,) = panel.list.rows()
    assert row.cells[0].badge.text == "Dòng 4"  # type: ignore[union-attr]
    assert "JSON" in row.cells[1].text  # type: ignore[union-attr]
    assert not panel.publish_button.is_ready()
    assert panel.to_publish() == ()
    panel.without.setChecked(True)
    assert panel.publish_button.is_ready()
    assert len(panel.to_publish()) == 2


def test_file_of_another_kind_is_refused_in_words(panel: ImportPanel, tmp_path: Path, qtbot: QtBot) -> None:
    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG not a workbook")
    _read(panel, picture, qtbot)
    assert panel.trouble.isVisible()
    assert panel.open_button.isVisible()


def test_reading_is_stopped_with_esc(
    panel: ImportPanel, write: Write, context: Context, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun, path = threading.Event(), write(*_three(context))

    def slow(file: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> object:
        progress(1, 4)
        begun.set()
        while not cancelled():
            threading.Event().wait(0.01)
        return read_catalogue(file, progress, cancelled)

    monkeypatch.setattr(catalogue_import, "read_catalogue", slow)
    panel.read_file(path)
    qtbot.waitUntil(begun.is_set)
    qtbot.waitUntil(lambda: panel.bar.value() == 250)
    QTest.keyClick(panel.stop_button, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not panel.is_busy())
    assert "Đã dừng" in panel.trouble.accessibleName()


def test_stopped_publishing_leaves_the_catalogue_as_it_was(
    context: Context, panel: ImportPanel, write: Write, qtbot: QtBot
) -> None:
    first = next(iter(context.procedures.values()))
    many = [replace(first, code=f"X.{n:06d}", aliases=()) for n in range(450)]
    before = len(list_procedures(context.house))
    _read(panel, write(*many), qtbot)
    panel.publish()
    panel.stop()  # before its first hundred is in
    qtbot.waitUntil(lambda: not panel.is_busy())
    assert len(list_procedures(context.house)) == before
    assert panel.publish_button.isVisible()  # the preview is still there to try again


def test_clerk_without_the_right_sees_why(context: Context, panel: ImportPanel, write: Write, qtbot: QtBot) -> None:
    context.actor = Actor("x", "Phạm Quốc Toàn", "NV08", (Role.RECEIVER,))
    _read(panel, write(*_three(context)), qtbot)
    assert not panel.publish_button.is_ready()
    assert "không được sửa danh mục" in panel.publish_button.why()


def test_template_can_be_filled_in_and_read_again(
    context: Context, panel: ImportPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    target = tmp_path / "mau"
    panel.save_template(target)
    qtbot.waitUntil(lambda: panel.trouble.isVisible())
    file = target.with_suffix(".xlsx")
    _read(panel, file, qtbot)
    counts = {option.value: option.count for option in panel.filter.options()}
    assert counts["errors"] == 0
    assert (counts["new"], counts["same"]) == (0, 3)
