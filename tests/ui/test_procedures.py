"""The catalogue browser and the guide slip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from invented import KHAI_SINH, LONG, LONG_NAME
from PySide6.QtCore import Qt
from windows import ALT, CTRL, Desk

from app.domain.procedures import Channel, LimitUnit, TimeLimit
from app.services.house import House
from app.services.print_jobs import list_jobs
from app.ui.context import Context
from app.ui.screens.procedures import ProceduresScreen
from app.ui.screens.procedures_words import badges, fees_words, limits_words
from app.ui.widgets.rows import GroupRow, Row


@pytest.fixture
def desk(busy: Context, desk_with: Callable[..., Desk]) -> Desk:
    return desk_with(ProceduresScreen(busy))


def screen(desk: Desk) -> ProceduresScreen:
    found = desk.shell.screen_named("procedures")
    assert isinstance(found, ProceduresScreen)
    return found


def papers(desk: Desk) -> list[str]:
    return [row.cells[0].text for row in screen(desk).details.papers.rows() if isinstance(row, Row)]


def test_whole_catalogue_stands_under_its_fields(desk: Desk) -> None:
    desk.show("procedures")
    rows = screen(desk).list.rows()
    assert isinstance(rows[0], GroupRow)
    assert sum(isinstance(row, Row) for row in rows) == len(desk.context.procedures)


def test_alias_finds_and_case_narrows_the_papers(desk: Desk) -> None:
    desk.show("procedures")
    desk.type("ks")
    found = screen(desk)
    assert found.list.current_key() == KHAI_SINH
    everything = papers(desk)
    desk.press(Qt.Key.Key_T, ALT)
    assert found.details.cases.hasFocus()
    desk.press(Qt.Key.Key_Down, times=3)
    assert found.details.case() == "tre-bi-bo-roi"
    assert "Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập" in papers(desk)
    assert len(papers(desk)) < len(everything)
    desk.press(Qt.Key.Key_Escape)
    assert found.field.hasFocus()


def test_guide_slip_prints_for_the_case_chosen(desk: Desk, house: House) -> None:
    desk.show("procedures", KHAI_SINH)
    desk.press(Qt.Key.Key_T, ALT)
    desk.press(Qt.Key.Key_Down, times=3)
    desk.press(Qt.Key.Key_P, CTRL)
    job = list_jobs(house)[0]
    assert (job.kind, job.title, job.code) == ("guide", "Phiếu hướng dẫn", KHAI_SINH)
    assert any("bỏ rơi" in item["name"] for item in job.document["to_submit"])
    assert job.document["large"] is False
    desk.press(Qt.Key.Key_L, CTRL)
    assert list_jobs(house)[0].document["large"] is True
    assert desk.toasts == ["Đang in phiếu hướng dẫn"] * 2


def test_what_nobody_checked_says_so(desk: Desk) -> None:
    desk.show("procedures", LONG)
    details = screen(desk).details
    assert details.procedure is not None
    assert badges(details.procedure)[0].text == "Chưa kiểm tra"
    assert details._name.text() == LONG_NAME
    assert details._name.toolTip() == LONG_NAME


def test_nothing_found_says_so_and_offers_nothing_to_print(desk: Desk) -> None:
    desk.show("procedures")
    desk.type("zzzz")
    assert screen(desk)._sheet.empty.isVisible()
    assert not any(action.enabled for action in screen(desk).head_actions())
    desk.press(Qt.Key.Key_Escape)
    assert screen(desk).list.rows()


def test_new_catalogue_shows_at_once(desk: Desk) -> None:
    desk.show("procedures")
    one = desk.context.procedures[KHAI_SINH]
    desk.context.procedures = {"9.000001": replace(one, code="9.000001", name="Thủ tục mới")}
    desk.context.reference_loaded.changed.emit()
    desk.settle()
    assert [row.key for row in screen(desk).list.rows() if isinstance(row, Row)] == ["9.000001"]


def test_limits_name_channel_and_case(busy: Context) -> None:
    procedure = replace(
        busy.procedures[KHAI_SINH],
        limits=(
            TimeLimit(LimitUnit.WORKING_DAYS, 3, Channel.ONLINE),
            TimeLimit(LimitUnit.WORKING_DAYS, 5, case="mang-thai-ho"),
        ),
        fees=(),
    )
    assert limits_words(procedure, "") == "03 ngày làm việc (trực tuyến); 05 ngày làm việc (Mang thai hộ)"
    assert limits_words(procedure, "mang-thai-ho") == "05 ngày làm việc"
    assert limits_words(replace(procedure, limits=()), "") == "Danh mục chưa ghi thời hạn"
    assert fees_words(procedure, "") == "Không thu"
