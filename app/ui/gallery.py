"""Draw the component sheet and a window with invented work, for the eye: `python -m app.ui.gallery OUT`.

Writes PNGs in light and dark. Run it with QT_SCALE_FACTOR=1.25 for the 125 % pictures (the window is then 1093×534).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.density import density_for
from app.ui.screen import Action, Context, Screen
from app.ui.shell import MainShell
from app.ui.theme import Theme
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox, Option, RadioRows, Segment
from app.ui.widgets.dayruler import Day, DayKind, DayRuler
from app.ui.widgets.fields import LabeledField, LineEdit
from app.ui.widgets.focusring import FocusRing
from app.ui.widgets.hits import hits
from app.ui.widgets.labels import Badge, KeyCap, Label, LinkLabel, Rule, Text
from app.ui.widgets.navigation import Place
from app.ui.widgets.panels import Banner, CardBox, CardLine, EmptyState, Panel, TintBox
from app.ui.widgets.popup import PopupList
from app.ui.widgets.question import Question
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.strip import StatusStrip, StripItem
from app.ui.widgets.timeline import Moment, Timeline
from app.ui.widgets.toasts import Answer, ToastWords

MARKS = "Ẫ Ễ Ộ Ặ Ỵ Đ"
WIFI = StripItem("net", "wifi", "Trực tuyến")
SENT = StripItem("sent", "cloud-check", "Đã gửi hết · 09:03")
CARD = StripItem("card", "id-card", "Đầu đọc thẻ", "Đầu đọc")
A4 = StripItem("a4", "printer", "In A4", "A4")
LABEL = StripItem("label", "tag", "In tem", "Tem")
OFFLINE = StripItem("net", "wifi-off", "Mất mạng từ 08:12 · vẫn làm việc bình thường", kind="pill")
WAITING = StripItem("sent", "cloud-upload", "14 việc chờ gửi · tự gửi khi có mạng", "14 chờ gửi", "waiting")
BROKEN = StripItem("a4", "printer", "Máy in A4 hết giấy", kind="bad")
PLACES = (
    Place("queue", "Hàng đợi", "inbox", "Ctrl+1"),
    Place("intake", "Tiếp nhận", "file-plus", "F2"),
    Place("find", "Tra cứu", "search", "F3"),
    Place("trouble", "Cần xử lý", "triangle-alert", "Ctrl+2"),
    Place("handover", "Bàn giao", "package", "F12"),
    Place("return", "Trả kết quả", "hand-helping", "Ctrl+3"),
    Place("post", "Bưu chính", "mail", "Ctrl+4"),
    Place("money", "Thu tiền", "banknote", "Ctrl+5"),
    Place("prints", "In ấn", "printer", "Ctrl+6"),
    Place("reports", "Báo cáo", "chart-column", "Ctrl+7"),
    Place("help", "Trợ giúp", "circle-help", "F1", at_bottom=True),
)


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


def _nothing() -> None:
    return None


def _row(*widgets: QWidget, gap: int = 10, stretch: bool = True) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    if stretch:
        row.addStretch(1)
    return row


class _Desk(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().colour("bg"))


def component_sheet() -> QWidget:
    """Build the sheet of all components and states."""
    desk = _Desk()
    row = QHBoxLayout(desk)
    row.setContentsMargins(16, 14, 16, 14)
    row.setSpacing(12)
    for width, parts in ((424, _left()), (402, _middle()), (482, _right())):
        column = QVBoxLayout()
        column.setSpacing(12)
        for part, stretch in parts:
            column.addWidget(part, stretch)
        row.addLayout(column, width)
    return desk


def _left() -> list[tuple[QWidget, int]]:
    buttons = Panel("Nút")
    blocked = KeyButton("Nhận và in", "F10", bind=False)
    blocked.set_ready(False, "Chọn thủ tục trước")
    draft = KeyButton("Lưu nháp", "F9")
    draft.setObjectName("focus_button")
    main = KeyButton("Nhận hồ sơ và in", "F10", "main", "printer", bind=False)
    buttons.body.addLayout(_row(main, blocked))
    quiet = KeyButton("Quay lại", "Esc", "ghost", bind=False)
    buttons.body.addLayout(_row(draft, KeyButton("Từ chối", "Ctrl+R", "danger"), quiet))
    buttons.body.addWidget(Text("Một nút chính trên mỗi màn hình. Vòng 2 px, hở 1 px.", "sm"))
    buttons.body.addStretch(1)

    fields = Panel("Ô nhập")
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    plain = LabeledField("Bình thường", placeholder="ddmmyy")
    typing = LabeledField("Đang gõ", required=True, digits=True)
    typing.set_text("0918 204 756")
    typing.edit.setObjectName("focus_field")
    card = LabeledField("Tự điền từ thẻ")
    card.fill("LÝ THỊ ẨN")
    checked = LabeledField("Đã kiểm", digits=True)
    checked.set_text("0918 204 756")
    checked.set_state("ok", "Đúng dạng số")
    wrong = LabeledField("Sai", required=True, digits=True)
    wrong.set_text("09519000432")
    wrong.set_state("bad", "Thiếu 1 chữ số")
    doubt = LabeledField("Nên xem lại", digits=True)
    doubt.set_text("19/11/2026")
    doubt.set_state("warn", "Đã quá 15:00")
    off = LabeledField("Chỉ xem", digits=True)
    off.set_text("261119-3012")
    off.set_state("off")
    money = LabeledField("Tiền", digits=True)
    money.set_text("1.250.000 đ")
    for number, field in enumerate((plain, typing, card, checked, wrong, doubt, off, money)):
        grid.addWidget(field, number // 2, number % 2)
    fields.body.addLayout(grid)
    fields.body.addStretch(1)

    banner = Banner("bad")
    banner.show_banner("Thẻ đọc không trọn", "Nói điều đã xảy ra, điều vẫn còn, và hai cách đi tiếp.", "bad")
    return [(buttons, 0), (fields, 1), (banner, 0)]


def _middle() -> list[tuple[QWidget, int]]:
    badges = Panel("Nhãn hạn và tình trạng")
    badges.body.addLayout(_row(
        Badge("Quá 2 ngày", "bad", "octagon-alert"), Badge("Hôm nay 17:00", "warn", "clock"),
        Badge("25/11 · còn 3 ngày"), gap=8))  # fmt: skip
    badges.body.addLayout(_row(
        Badge("Chờ ngày thứ 6", "neutral", "hourglass"), Badge("Chờ gửi", "warn", "cloud-upload"),
        Badge("Đã in", "ok", "check"), gap=8))  # fmt: skip
    badges.body.addLayout(_row(
        Badge("Chưa in được", "bad", "circle-alert"), Badge("In lại lần 1", "warn", "triangle-alert"),
        Badge("Đang in", "info"), Badge("Đã hủy"), gap=8))  # fmt: skip
    note = "Không bao giờ chỉ dùng màu: luôn có chữ, và biểu tượng khi cần chú ý."
    badges.body.addWidget(Text(note, "sm"))
    badges.body.addStretch(1)

    choose = Panel("Chọn: phím hiện khi nhóm có tiêu điểm")
    pay = Segment([Option("cash", "Tiền mặt", "T"), Option("qr", "Mã QR", "Q"), Option("free", "Miễn", "M")], "Thu")
    pay.set_value("cash")
    pay.setObjectName("focus_segment")
    choose.body.addLayout(_row(pay))
    first, second = CheckBox("Đã xem bản chính"), CheckBox("Thu bản sao")
    first.setChecked(True)
    choose.body.addLayout(_row(first, second, gap=24))
    way = RadioRows([
        Option("here", "Tại quầy này", "1", "Mang theo giấy hẹn và căn cước"),
        Option("post", "Bưu chính về nhà", "2", "Thu thêm cước, chọn địa chỉ"),
    ], "Cách nhận")  # fmt: skip
    way.set_value("here")
    choose.body.addWidget(way)
    choose.body.addStretch(1)

    empty = Panel("Khi trống")
    button = KeyButton("Hồ sơ mới", "F2")
    empty.body.addWidget(
        EmptyState("inbox", "Không còn hồ sơ nào phải xong hôm nay", "Việc gần nhất đến hạn Thứ Sáu 20/11.", button), 1
    )
    return [(badges, 0), (choose, 0), (empty, 1)]


def _right() -> list[tuple[QWidget, int]]:
    letters = Panel("Chữ: dấu không được mất")
    letters.body.addWidget(Label(f"{MARKS} Quyết định số 12", "x2", 600))
    letters.body.addWidget(Label("Trưởng bộ phận ký duyệt trước 17:00", "lg", 600))
    letters.body.addWidget(Label("Chữ thường 14: Nguyễn Hữu Nghĩa nộp thay mẹ, cần giấy ủy quyền."))
    letters.body.addWidget(Label("Chữ phụ 13: bản sao có chứng thực, 2 trang, ưỡn ẩm ỷ ỗ ộ", "sm", 400, "text2"))
    letters.body.addWidget(Label("1.250.000 đ   261119-3012", digits=True, weight=500))
    letters.body.addWidget(Label("1.111.111 đ   261111-1117", digits=True, weight=500))
    letters.body.addStretch(1)

    due = Panel("Hẹn trả")
    due.add_link("Vì sao?", "Ctrl+I")
    due.body.addWidget(Label("Thứ Tư 25/11/2026", "x2", 600))
    due.body.addWidget(Label("Trước 17:00, sau 3 ngày làm việc", "base", 400, "text2"))
    due.body.addWidget(_ruler())
    long = DayRuler()
    long.set_days([_day(n) for n in range(20)], "… 14 ngày làm việc …")
    due.body.addWidget(long)
    due.body.addStretch(1)

    strips = Panel("Dải trạng thái: bình thường, mất mạng, máy in hỏng")
    for items in ((WIFI, SENT, CARD), (OFFLINE, WAITING), (WIFI, BROKEN)):
        strip = StatusStrip()
        strip.set_items(items)
        strip.set_time("09:04", "09:04")
        strips.body.addWidget(strip)
    strips.body.addStretch(1)

    history = Panel("Diễn biến")
    history.body.addWidget(Timeline([
        Moment("Chờ bàn giao cho Tư pháp - Hộ tịch", "Chuyến 10:30 · chưa vào lô", "now"),
        Moment("Tiếp nhận hồ sơ", "09:04 · Lê Thu Hà · Quầy 3", "done", "Chờ gửi", "warn", "cloud-upload"),
    ]))  # fmt: skip
    history.body.addStretch(1)
    return [(letters, 0), (due, 0), (strips, 0), (history, 1)]


def _day(number: int) -> Day:
    kinds: tuple[DayKind, ...] = ("start", "work", "off", "off", "work", "off", "due")
    kind: DayKind = "due" if number == 19 else kinds[number % 6]
    return Day(f"T{2 + number % 6}", str(10 + number), {"start": "nhận", "off": "nghỉ"}.get(kind, str(number)), kind)


def _ruler() -> DayRuler:
    ruler = DayRuler()
    ruler.set_days([
        Day("T5", "19", "nhận", "start"), Day("T6", "20", "1", "work"), Day("T7", "21", "nghỉ", "off"),
        Day("CN", "22", "nghỉ", "off"), Day("T2", "23", "2", "work"), Day("T3", "24", "nghỉ", "off"),
        Day("T4", "25", "3", "due"),
    ])  # fmt: skip
    return ruler


class QueueSample(Screen):
    """A list screen with invented dossiers."""

    name = "queue"
    shows_bar = False

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        filters = Segment([
            Option("all", "Tất cả", count=23, permanent_key="1", key="1"),
            Option("late", "Quá hạn", count=2, count_colour="bad", key="2"),
            Option("today", "Hôm nay", count=5, count_colour="warn", key="3"),
            Option("more", "Chờ bổ sung", count=4, key="4"),
            Option("hand", "Chờ bàn giao", count=8, key="5"),
        ], "Lọc")  # fmt: skip
        filters.set_value("all")
        field = LineEdit()
        field.setPlaceholderText("Lọc trong danh sách")
        column.addLayout(_row(filters, field, KeyCap("/"), stretch=False))
        panel = Panel(flush=True)
        self.list = RowList([
            Column("Hạn trả", 150, 158), Column("Người nộp và thủ tục"),
            Column("Mã hồ sơ", 96, 100), Column("Việc tiếp theo", 150, 130),
        ], marks=True, name="Hồ sơ")  # fmt: skip
        self.list.set_rows(_dossiers())
        panel.body.addWidget(self.list)
        side = Panel()
        side.setFixedWidth(316 if theme.current().density == "roomy" else 262)
        side.body.addLayout(_row(Badge("Có kết quả, chờ trả", "ok", "check")))
        side.body.addWidget(Label("Nguyễn Hoàng Phúc", "lg", 600))
        side.body.addWidget(Label("Đăng ký khai sinh", "base", 400, "text2"))
        side.body.addWidget(Label("H12.10.15-261119-3009", digits=True))
        side.body.addWidget(Rule())
        side.body.addWidget(Timeline([
            Moment("Tiếp nhận", "08:12 · Quầy 3, Lê Thu Hà", "done"),
            Moment("Bàn giao cho Tư pháp - Hộ tịch", "08:20 · Nguyễn Thị Mẫn đã nhận", "done"),
            Moment("Trả kết quả", "Hẹn trước 11:30 hôm nay", "now"),
        ]))  # fmt: skip
        side.body.addStretch(1)
        side.body.addLayout(_row(Label("0912 ••• 407", icon="phone", digits=True), LinkLabel("Hiện", "Ctrl+H")))
        for words, key in (("Trả kết quả", "Ctrl+3"),):
            button = KeyButton(words, key, bind=False)
            button.setSizePolicy(button.sizePolicy().horizontalPolicy().Expanding, button.sizePolicy().verticalPolicy())
            side.body.addWidget(button)
        lists = QHBoxLayout()
        lists.setSpacing(12)
        lists.addWidget(panel, 1)
        lists.addWidget(side)
        column.addLayout(lists, 1)

    def title(self) -> str:
        return "Hàng đợi"

    def kept(self) -> str:
        return "12 người chờ, lâu nhất 18 phút"

    def kept_icon(self) -> str:
        return "users"

    def head_actions(self) -> Sequence[Action]:
        return (
            Action("Gọi số tiếp", _nothing, "F6", icon="volume-2"),
            Action("Hồ sơ mới", _nothing, "F2", "main", "plus"),
        )

    def enter(self, argument: object = None) -> None:
        self.list.setFocus()
        self.list.select_key("261119-3009")


def _dossiers() -> list[Row | GroupRow]:
    late = BadgeWords("Quá 2 ngày", "bad", "octagon-alert")
    today = BadgeWords("Hôm nay 17:00", "warn", "clock")

    def dossier(code: str, badge: BadgeWords, who: str, what: str, then: str, news: str = "", mark: str = "") -> Row:
        cells = (
            Cell(badge=badge), Cell(who, what, weight=600), Cell(code, digits=True, colour="text2"),
            Cell(then, news, second_colour="accent_text"),
        )  # fmt: skip
        return Row(code, cells, mark)

    build = "Cấp lại Giấy phép xây dựng nhà ở riêng lẻ"
    copies = "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh và các giấy tờ hộ tịch khác"
    marriage = "Cấp Giấy xác nhận tình trạng hôn nhân"
    land = "Đăng ký đất đai, cấp Giấy chứng nhận lần đầu"
    neutral = BadgeWords("25/11 · còn 3 ngày")
    return [
        GroupRow("Quá hạn", 2, "Báo người dân và lập phiếu xin lỗi", "octagon-alert", "bad"),
        dossier("261112-3004", late, "Huỳnh Văn Đức", build, "Lập phiếu xin lỗi", mark="cloud-upload"),
        dossier("261104-1017", late, "Lâm Thị Sà Phươl", "Trợ cấp xã hội hằng tháng", "Hỏi cơ quan xử lý"),
        GroupRow("Hôm nay phải xong", 5, "Trước 17:00", "clock", "warn"),
        dossier("261119-3009", today, "Nguyễn Hoàng Phúc", "Đăng ký khai sinh", "Trả kết quả"),
        dossier("261119-3010", today, "Trần Quang Vinh", copies, "Chờ ký", "Quầy 1 vừa chuyển"),
        dossier("261119-3011", today, "Võ Thị Ngọc Diễm", "Chứng thực bản sao từ bản chính", "Chờ ký"),
        GroupRow("Chờ bàn giao", 8, "Chuyến 10:30 đi Sở Xây dựng", "package"),
        dossier("261119-3012", neutral, "Trần Thị Bích Phượng", marriage, "Đưa vào lô", "Mới nhận 09:03"),
        dossier("261119-1006", BadgeWords("24/12 · còn 24 ngày"), "Bùi Thế Kiệt", land, "Đưa vào lô"),
        dossier("261119-1005", neutral, "Đặng Thị Ánh Tuyết", "Đăng ký lại khai sinh", "Đưa vào lô"),
    ]


class IntakeSample(Screen):
    """A form screen with an invented person."""

    name = "intake"
    wants_rail = True

    def __init__(self) -> None:
        super().__init__()
        s = theme.current().sizes
        roomy = theme.current().density == "roomy"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(s.gap)
        row.addWidget(self._person(304 if roomy else 268))
        middle = QVBoxLayout()
        middle.setSpacing(s.gap)
        middle.addWidget(self._procedure())
        middle.addWidget(self._papers(), 1)
        row.addLayout(middle, 1)
        right = QVBoxLayout()
        right.setSpacing(s.gap)
        for panel, stretch in self._side(316 if roomy else 270):
            right.addWidget(panel, stretch)
        row.addLayout(right)

    def _person(self, width: int) -> Panel:
        panel = Panel("Người nộp", "F4")
        panel.setFixedWidth(width)
        card = CardBox()
        card.show_card("Đọc từ thẻ căn cước", "09:02", "TRẦN THỊ BÍCH PHƯỢNG", [
            CardLine("Số định danh", "095 190 004 321"), CardLine("Ngày sinh", "12/03/1990 · Nữ"),
            CardLine("Ngày cấp", "10/05/2022"),
        ], "Ấp Cái Dầy, xã Vĩnh Lợi, tỉnh Cà Mau")  # fmt: skip
        panel.body.addWidget(card)
        phone = LabeledField("Điện thoại", required=True, digits=True)
        phone.set_text("0918 204 756")
        phone.set_state("ok", "Đúng dạng số")
        panel.body.addWidget(phone)
        panel.body.addWidget(Label("Chủ hồ sơ", "sm", 500, "text2"))
        owner = RadioRows(
            [Option("self", "Nộp cho chính mình", permanent_key="Ctrl+M"), Option("other", "Nộp thay người khác")],
            "Chủ hồ sơ",
        )
        owner.set_value("self")
        panel.body.addWidget(owner)
        panel.body.addStretch(1)
        box = TintBox()
        box.body.addLayout(_row(Label("Đã nộp 2 hồ sơ trước đây", "sm", colour="text2", icon="history"), KeyCap("F3")))
        panel.body.addWidget(box)
        return panel

    def _procedure(self) -> Panel:
        panel = Panel("Thủ tục", "Alt+T")
        panel.set_hint("Mã, tên tắt hoặc vài chữ không dấu")
        self.field = LineEdit()
        self.field.setText("1.004873  Cấp Giấy xác nhận tình trạng hôn nhân")
        self.field.set_state("ok")
        panel.body.addWidget(self.field)
        row = _row(Badge("3 ngày làm việc"), Badge("Tư pháp - Hộ tịch"), Badge("UBND xã"), gap=8)
        row.addWidget(LinkLabel("Hướng dẫn", "Shift+F1"))
        panel.body.addLayout(row)
        case = Segment([Option("a", "Chưa kết hôn"), Option("b", "Đã ly hôn"), Option("c", "Cấp lại")], stretch=True)
        case.set_value("b")
        panel.body.addLayout(_row(Label("Trường hợp", "sm", 500, "text2"), case, stretch=False))
        panel.body.addStretch(1)
        return panel

    def _papers(self) -> Panel:
        panel = Panel(flush=True)
        head = QHBoxLayout()
        head.setContentsMargins(13, 8, 13, 2)
        head.setSpacing(9)
        for widget in (Label("Giấy tờ", "base", 600), KeyCap("F7")):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(Badge("Đủ 2/2 giấy bắt buộc", "ok", "check"))
        panel.body.addLayout(head)
        papers = RowList([
            Column("", 20), Column("Trường hợp “Đã ly hôn”"), Column("Chính", 52, align="centre"),
            Column("Sao y", 52, align="centre"), Column("Photo", 52, align="centre"),
        ])  # fmt: skip
        papers.fixed_row = theme.current().sizes.paper_row
        papers.set_rows([
            _paper("Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", "Bắt buộc · theo mẫu", 1, 0, 0, True),
            _paper("Bản án hoặc quyết định ly hôn đã có hiệu lực", "Bắt buộc khi đã ly hôn", 0, 1, 0, True),
            _paper("Thẻ căn cước của người yêu cầu", "Chỉ xuất trình, không thu", -1, -1, -1, None),
            _paper("Giấy xác nhận tình trạng hôn nhân đã cấp", "Khi xin cấp lại", 0, 0, 0, False),
            _paper("Văn bản ủy quyền", "Khi nộp thay, không phải chứng thực nếu là người thân", 0, 0, 0, False),
        ])  # fmt: skip
        papers.active_column = 3
        self.papers = papers
        panel.body.addWidget(papers, 1)
        return panel

    def _side(self, width: int) -> list[tuple[Panel, int]]:
        way = Panel("Cách nhận kết quả", "Alt+K")
        way.setFixedWidth(width)
        rows = RadioRows([
            Option("here", "Tại quầy này", "1", "Mang theo giấy hẹn và căn cước"),
            Option("post", "Bưu chính về nhà", "2", "Thu thêm cước, chọn địa chỉ"),
            Option("net", "Bản điện tử", "3", "Có chữ ký số, gửi qua cổng"),
        ], "Cách nhận", details=False)  # fmt: skip
        rows.set_value("here")
        way.body.addWidget(rows)
        fees = Panel("Phí, lệ phí", "F8")
        fees.body.addLayout(_row(
            Label("Lệ phí hộ tịch", "base", 400, "text2"),
            Label("15.000 đ", weight=500, digits=True, align="right"), stretch=False))  # fmt: skip
        total = Label("15.000 đ", "lg", 600, digits=True, align="right")
        fees.body.addLayout(_row(Label("Tổng thu", "base", 600), total, stretch=False))
        pay = Segment([Option("T", "Tiền mặt"), Option("Q", "Mã QR"), Option("M", "Miễn")], stretch=True)
        pay.set_value("T")
        fees.body.addWidget(pay)
        due = Panel("Hẹn trả")
        due.add_link("Vì sao?", "Ctrl+I")
        big = theme.current().density == "roomy"
        due.body.addWidget(Label("Thứ Tư 25/11/2026", "x2" if big else "xl", 600))
        due.body.addWidget(Label("Trước 17:00, sau 3 ngày làm việc", "base" if big else "sm", 400, "text2"))
        due.body.addStretch(1)
        due.body.addWidget(_ruler())
        return [(way, 0), (fees, 0), (due, 1)]

    def title(self) -> str:
        return "Tiếp nhận hồ sơ"

    def contexts(self) -> Sequence[Context]:
        return (Context("Số A-036 · chờ 6 phút", "info"),)

    def kept(self) -> str:
        return "Đã giữ trên máy lúc 09:04:12"

    def head_actions(self) -> Sequence[Action]:
        return (
            Action("Quét thẻ", _nothing, "F4", icon="scan-line"),
            Action("Gọi số tiếp", _nothing, "F6", icon="volume-2", secondary=True),
        )

    def left_actions(self) -> Sequence[Action]:
        return (Action("Quay lại", _nothing, "Esc"), Action("Lưu nháp", _nothing, "F9"))

    def actions_right(self) -> Sequence[Action]:
        return (
            Action("Từ chối", _nothing, "Ctrl+R", "danger"),
            Action("Yêu cầu bổ sung", _nothing, "Ctrl+B"),
            Action("Xem bản in", _nothing, "Ctrl+P"),
            Action("Nhận hồ sơ và in", _nothing, "F10", "main", "printer", more_keys=("Ctrl+Return",)),
        )

    def enter(self, argument: object = None) -> None:
        self.papers.setFocus()
        self.papers.step(1)


def _paper(name: str, note: str, original: int, certified: int, copy: int, needed: bool | None) -> Row:
    got = needed is not False
    tint = "text" if got else "text2"
    cells = (
        Cell(check=got),
        Cell(name, note, weight=600 if got else 500, colour=tint, wrap=True, required=needed is True),
        *(Cell(count=n, align="centre") for n in (original, certified, copy)),
    )
    return Row(name, cells)


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


def _popup_rows(query: str) -> list[Row]:
    data = (
        ("Đăng ký kết hôn", "1.000894 · Hộ tịch", "Trong ngày", "Không thu", False),
        ("Đăng ký lại kết hôn", "1.004746 · Hộ tịch", "5 ngày làm việc", "30.000 đ", False),
        ("Đăng ký kết hôn có yếu tố nước ngoài", "2.000806 · Phải do công chức Tư pháp nhận", "5 ngày làm việc",
         "1.500.000 đ", True),
    )  # fmt: skip
    return [
        Row(code, (
            Cell(name, code, weight=500, hits=hits(name, query), second_colour="warn" if dim else "text2"),
            Cell(days, fee, align="right"),
        ), dim=dim)
        for name, code, days, fee, dim in data
    ]  # fmt: skip


def draw(out: Path) -> list[Path]:
    """Draw every picture into `out` and give the files; needs a QApplication."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ratio = app.primaryScreen().devicePixelRatio()
    size = (1366, 688) if ratio == 1 else (1093, 534)
    tail = "" if ratio == 1 else f"-{round(ratio * 100)}"
    out.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for mode in ("light", "dark"):
        theme.apply(app, Theme(mode, density_for(*size)))  # type: ignore[arg-type]

        def save(widget: QWidget, name: str, mode: str = mode) -> None:
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
            part = sheet.findChild(QWidget, name)
            assert part is not None
            part.setFocus()
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
    shell.palette_box.open_palette("tra")
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
    popup.show_rows(_popup_rows("ket hon"), "3 trong 214 thủ tục")
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
