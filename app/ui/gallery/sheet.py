"""The sheet of all components and states."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.choices import CheckBox, Option, RadioRows, Segment
from app.ui.widgets.dayruler import Day, DayKind, DayRuler
from app.ui.widgets.fields import LabeledField
from app.ui.widgets.labels import Badge, Label, Text
from app.ui.widgets.panels import Banner, EmptyState, Panel
from app.ui.widgets.strip import StatusStrip, StripItem

MARKS = "Ẫ Ễ Ộ Ặ Ỵ Đ"
WIFI = StripItem("net", "wifi", "Trực tuyến")
SENT = StripItem("sent", "cloud-check", "Đã gửi hết · 09:03")
CARD = StripItem("card", "id-card", "Đầu đọc thẻ", "Đầu đọc")
A4 = StripItem("a4", "printer", "In A4", "A4")
LABEL = StripItem("label", "tag", "In tem", "Tem")
OFFLINE = StripItem("net", "wifi-off", "Mất mạng từ 08:12 · vẫn làm việc bình thường", kind="pill")
WAITING = StripItem("sent", "cloud-upload", "14 việc chờ gửi · tự gửi khi có mạng", "14 chờ gửi", "waiting")
BROKEN = StripItem("a4", "printer", "Máy in A4 hết giấy", kind="bad")


def in_row(*widgets: QWidget, gap: int = 10, stretch: bool = True) -> QHBoxLayout:
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
    buttons.body.addLayout(in_row(main, blocked))
    quiet = KeyButton("Quay lại", "Esc", "ghost", bind=False)
    buttons.body.addLayout(in_row(draft, KeyButton("Từ chối", "Ctrl+R", "danger"), quiet))
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
    badges.body.addLayout(in_row(
        Badge("Quá 2 ngày", "bad", "octagon-alert"), Badge("Hôm nay 17:00", "warn", "clock"),
        Badge("25/11 · còn 3 ngày"), gap=8))  # fmt: skip
    badges.body.addLayout(in_row(
        Badge("Chờ ngày thứ 6", "neutral", "hourglass"), Badge("Chờ gửi", "warn", "cloud-upload"),
        Badge("Đã in", "ok", "check"), gap=8))  # fmt: skip
    badges.body.addLayout(in_row(
        Badge("Chưa in được", "bad", "circle-alert"), Badge("In lại lần 1", "warn", "triangle-alert"),
        Badge("Đang in", "info"), Badge("Đã hủy"), gap=8))  # fmt: skip
    note = "Không bao giờ chỉ dùng màu: luôn có chữ, và biểu tượng khi cần chú ý."
    badges.body.addWidget(Text(note, "sm"))
    badges.body.addStretch(1)

    choose = Panel("Chọn: phím hiện khi nhóm có tiêu điểm")
    pay = Segment([Option("cash", "Tiền mặt", "T"), Option("qr", "Mã QR", "Q"), Option("free", "Miễn", "M")], "Thu")
    pay.set_value("cash")
    pay.setObjectName("focus_segment")
    choose.body.addLayout(in_row(pay))
    first, second = CheckBox("Đã xem bản chính"), CheckBox("Thu bản sao")
    first.setChecked(True)
    choose.body.addLayout(in_row(first, second, gap=24))
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
    due.body.addWidget(ruler())
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

    return [(letters, 0), (due, 0), (strips, 1)]


def _day(number: int) -> Day:
    kinds: tuple[DayKind, ...] = ("start", "work", "off", "off", "work", "off", "due")
    kind: DayKind = "due" if number == 19 else kinds[number % 6]
    return Day(f"T{2 + number % 6}", str(10 + number), {"start": "nhận", "off": "nghỉ"}.get(kind, str(number)), kind)


def ruler() -> DayRuler:
    ruler = DayRuler()
    ruler.set_days([
        Day("T5", "19", "nhận", "start"), Day("T6", "20", "1", "work"), Day("T7", "21", "nghỉ", "off"),
        Day("CN", "22", "nghỉ", "off"), Day("T2", "23", "2", "work"), Day("T3", "24", "nghỉ", "off"),
        Day("T4", "25", "3", "due"),
    ])  # fmt: skip
    return ruler
