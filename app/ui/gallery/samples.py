"""Two screens with invented people, and the places around them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ui import theme
from app.ui.gallery.sheet import in_row, ruler
from app.ui.screen import Action, Context, Screen
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import Option, RadioRows, Segment
from app.ui.widgets.fields import LabeledField, LineEdit
from app.ui.widgets.hits import hits
from app.ui.widgets.labels import Badge, KeyCap, Label, LinkLabel, Rule
from app.ui.widgets.navigation import Place
from app.ui.widgets.panels import CardBox, CardLine, Panel, TintBox
from app.ui.widgets.rows import BadgeWords, Cell, Column, GroupRow, Row, RowList
from app.ui.widgets.timeline import Moment, Timeline

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


def _nothing() -> None:
    return None


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
        column.addLayout(in_row(filters, field, KeyCap("/"), stretch=False))
        panel = Panel(flush=True)
        self.list = RowList([
            Column("Hạn trả", 150, 158), Column("Người nộp và thủ tục"),
            Column("Mã hồ sơ", 102, 96), Column("Việc tiếp theo", 150, 130),
        ], marks=True, name="Hồ sơ")  # fmt: skip
        self.list.set_rows(_dossiers())
        panel.body.addWidget(self.list)
        side = Panel()
        side.setFixedWidth(316 if theme.current().density == "roomy" else 262)
        side.body.addLayout(in_row(Badge("Có kết quả, chờ trả", "ok", "check")))
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
        side.body.addLayout(in_row(Label("0912 ••• 407", icon="phone", digits=True), LinkLabel("Hiện", "Ctrl+H")))
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
        earlier = Label("Đã nộp 2 hồ sơ trước đây", "sm", colour="text2", icon="history")
        box.body.addLayout(in_row(earlier, KeyCap("F3")))
        panel.body.addWidget(box)
        return panel

    def _procedure(self) -> Panel:
        panel = Panel("Thủ tục", "Alt+T")
        panel.set_hint("Mã, tên tắt hoặc vài chữ không dấu")
        self.field = LineEdit()
        self.field.setText("1.004873  Cấp Giấy xác nhận tình trạng hôn nhân")
        self.field.set_state("ok")
        panel.body.addWidget(self.field)
        row = in_row(Badge("3 ngày làm việc"), Badge("Tư pháp - Hộ tịch"), Badge("UBND xã"), gap=8)
        row.addWidget(LinkLabel("Hướng dẫn", "Shift+F1"))
        panel.body.addLayout(row)
        case = Segment([Option("a", "Chưa kết hôn"), Option("b", "Đã ly hôn"), Option("c", "Cấp lại")], stretch=True)
        case.set_value("b")
        panel.body.addLayout(in_row(Label("Trường hợp", "sm", 500, "text2"), case, stretch=False))
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
        fees.body.addLayout(in_row(
            Label("Lệ phí hộ tịch", "base", 400, "text2"),
            Label("15.000 đ", weight=500, digits=True, align="right"), stretch=False))  # fmt: skip
        total = Label("15.000 đ", "lg", 600, digits=True, align="right")
        fees.body.addLayout(in_row(Label("Tổng thu", "base", 600), total, stretch=False))
        pay = Segment([Option("T", "Tiền mặt"), Option("Q", "Mã QR"), Option("M", "Miễn")], stretch=True)
        pay.set_value("T")
        fees.body.addWidget(pay)
        due = Panel("Hẹn trả")
        due.add_link("Vì sao?", "Ctrl+I")
        big = theme.current().density == "roomy"
        due.body.addWidget(Label("Thứ Tư 25/11/2026", "x2" if big else "xl", 600))
        due.body.addWidget(Label("Trước 17:00, sau 3 ngày làm việc", "base" if big else "sm", 400, "text2"))
        due.body.addStretch(1)
        due.body.addWidget(ruler())
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


def popup_rows(query: str) -> list[Row]:
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
