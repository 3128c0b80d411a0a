"""The work at the counter: dossiers received by card or by hand, slips, correction. Keys only, as the screen asks."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QDialog

from app.domain.procedures import Need, Procedure
from app.services.print_jobs import PRINTING, QUEUED, count_jobs
from app.ui.screens.intake import IntakeScreen
from app.ui.screens.intake_model import missing
from app.ui.screens.intake_papers import PapersList
from app.ui.widgets.choices import Segment
from tour import sight
from tour.acts import Tour
from tour.keystrokes import Tally
from tour.moves import ENTER, Moves, Stroke, Until, differs, press, scan, write

MAIN = "Nhận hồ sơ và in"
SEARCH = "Tìm người đã từng đến"
_MOST_PLACES = 80
_CODE = re.compile(r"\d{6}-\d+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `card` is what the QR of the identity card says."""

    name: str
    number: str
    born: str
    phone: str
    place: str = "Ấp Cái Dầy"

    @property
    def card(self) -> str:
        sex = "Nam" if int(self.number[3]) % 2 == 0 else "Nữ"
        return f"{self.number}|385000111|{self.name}|{self.born}|{sex}|{self.place}, Xã Vĩnh Lợi, Cà Mau|10052022"


PHUONG = Person("Trần Thị Bích Phượng", "095190004321", "12031990", "0900000321")
NGUYET = Person("Lê Thị Ánh Nguyệt", "095185002217", "25081985", "0900000217", "Ấp Xẻo Chích")
DUC = Person("Huỳnh Văn Đức", "095075001218", "02041975", "0900000218", "Ấp Trà Ban")
LE = Person("Thạch Thị Mỹ Lệ", "095193007842", "27021993", "0900000842", "Ấp Mặc Đây")
HOA = Person("Võ Thị Ngọc Hoa", "095188002336", "21091988", "0900000336", "Ấp Cái Giá")
VINH = Person("Trần Quang Vinh", "095091004512", "08071991", "0900000512", "Ấp Nhà Việc")


def intake() -> IntakeScreen:
    """Return the screen in front, which must be the intake."""
    front = sight.screen()
    if not isinstance(front, IntakeScreen):
        raise RuntimeError("the intake is not in front")
    return front


def begin() -> Moves:
    """Open a fresh form."""
    yield from press("F2")
    yield Until(lambda: sight.is_at("intake") and sight.is_on(SEARCH), "biểu mẫu trống chờ thẻ")


def card_of(person: Person) -> Moves:
    """Put the card of somebody new before the scanner and give the phone number."""
    yield from scan(person.card)
    yield Until(lambda: sight.is_at("intake") and sight.is_on("Điện thoại"), f"thẻ của {person.name} đọc xong")
    yield from write(person.phone)
    yield from enter_until(lambda: sight.is_on("Thủ tục"), "ô thủ tục")


def card_of_known(person: Person) -> Moves:
    """Put the card of somebody who was here before: the program knows the phone and goes on by itself."""
    yield from scan(person.card)
    yield Until(lambda: sight.is_at("intake") and sight.is_on("Thủ tục"), f"thẻ của {person.name} đọc xong")


def choose(query: str, name: str = "") -> Moves:
    """Find a procedure as a clerk does, and its first case."""
    yield from write(query)
    yield Until(lambda: sight.popup_has(name or query), f"thủ tục “{query}” đứng đầu danh sách")
    yield from press(ENTER)
    yield Until(lambda: bool(intake().form.procedure_code), f"đã chọn thủ tục “{query}”")
    yield from choose_case()


def choose_case() -> Moves:
    """Choose the first case, where the procedure has cases."""
    procedure = the_procedure()
    if procedure.cases and not intake().form.case:
        yield Until(lambda: sight.is_on("Trường hợp") or isinstance(_group(), Segment), "chọn trường hợp")
        yield from press("1")
        yield Until(lambda: bool(intake().form.case), "đã chọn trường hợp")
        yield from press(ENTER)


def the_procedure() -> Procedure:
    """Return the procedure on the form."""
    procedure = intake().view.procedure()
    if procedure is None:
        raise RuntimeError("no procedure is chosen")
    return procedure


def tick_papers() -> Moves:
    """Tick every paper that must be there; Enter goes from one to the next."""
    yield Until(lambda: isinstance(sight.focus(), PapersList) or not _missing(), "danh sách giấy tờ")
    while _missing():
        ticked = differs(lambda: len(_missing()))
        yield from press("Space")
        yield Until(ticked, "giấy được đánh dấu", 3)
        yield from press(ENTER)


def to_the_end(*, fee: str = "20000") -> Moves:
    """Press Enter from place to place up to the main button; write an amount where the catalogue knows none."""
    for _place in range(_MOST_PLACES):
        if sight.is_on(MAIN):
            return
        if sight.is_on("Số tiền của"):
            yield from write(fee)
        moved = differs(_where)
        yield from press(ENTER)
        yield Until(moved, f"Enter rời {sight.focus_name()!r}", 3)
    yield Until(lambda: False, "nút nhận hồ sơ", 0)


def enter_until(seen: Callable[[], object], what: str) -> Moves:
    """Press Enter from place to place until something is seen."""
    for _place in range(8):
        if seen():
            return
        moved = differs(_where)
        yield from press(ENTER)
        yield Until(moved, f"Enter đi tiếp tới {what}", 3)
    yield Until(seen, what)


def receive(tour: Tour, step: str, moves: Sequence[Moves], picture: str = "") -> Moves:
    """Play an intake, save it with F10, and note code, seconds and presses."""
    begun, before = time.monotonic(), tour.tally()
    for part in moves:
        yield from part
    if picture:
        tour.notebook.shoot(picture)
    yield from press("F10")
    yield from told("Đã nhận hồ sơ", tour, step, begun, before)


def told(words: str, tour: Tour, step: str, begun: float, before: Tally) -> Moves:
    """Wait for the message of success, note it, and for the fresh form."""
    yield Until(lambda: any(words in heading for heading in sight.toasts()), f"lời báo “{words}”", 15)
    heading = next(heading for heading in sight.toasts() if words in heading)
    found = _CODE.search(heading)
    done = tour.tally().since(before)
    tour.notebook.note(
        step=step,
        code=found.group() if found else "",
        seconds=round(time.monotonic() - begun, 1),
        keystrokes=done.keys,
        minds=done.minds,
        scans=done.scans,
        waited=round(done.waited, 2),
        model_seconds=round(done.seconds, 1),
    )
    yield Until(lambda: intake().form.is_empty, "biểu mẫu trống trở lại")


def printed() -> Moves:
    """Wait until the ledger has nothing left to print: the window may close at any time, the pictures may not."""
    house = intake().context.house
    yield Until(lambda: not {QUEUED, PRINTING} & set(count_jobs(house)), "mọi giấy in xong", 30)


def by_card(tour: Tour) -> Moves:
    """First intake: a card, a birth."""
    parts = (card_of(PHUONG), choose("ks", "khai sinh"), tick_papers(), to_the_end())
    yield from receive(tour, "Quét thẻ", parts, "tiep-nhan-quet-the")
    yield Until(lambda: any("Đã nhận" in heading for heading in sight.toasts()), "lời báo")
    tour.notebook.shoot("tiep-nhan-da-nhan")


def by_hand(tour: Tour) -> Moves:
    """Second intake: everything typed, for somebody else, the result by post."""

    def typed() -> Moves:
        yield from begin()
        yield from write(NGUYET.name)
        yield Until(lambda: sight.popup_has("Người mới"), "“Người mới” trong danh sách")
        yield from press(ENTER)
        yield Until(lambda: sight.is_on("Số định danh"), "ô số định danh")
        yield from write(NGUYET.number)
        yield from enter_until(lambda: sight.is_on("Ngày sinh"), "ô ngày sinh")
        yield from write("250885")
        yield from enter_until(lambda: sight.is_on("Nơi thường trú"), "ô nơi thường trú")
        yield from write(f"{NGUYET.place}, vinh loi")
        yield Until(lambda: sight.popup_has("Vĩnh Lợi"), "xã Vĩnh Lợi trong danh sách")
        tour.notebook.shoot("tiep-nhan-dia-chi")
        yield from press(ENTER)
        yield Until(lambda: sight.popup() is None, "đã chọn xã")
        yield from enter_until(lambda: sight.is_on("Điện thoại"), "ô điện thoại")
        yield from write(NGUYET.phone)
        yield from press("Ctrl+M")
        yield Until(lambda: sight.is_on("Họ và tên chủ hồ sơ"), "ô tên chủ hồ sơ")
        yield from write("Trần Văn Hòa")
        yield from enter_until(lambda: sight.is_on("Số định danh"), "ô số định danh của chủ hồ sơ")
        yield from write("095058001217")
        yield from enter_until(lambda: sight.is_on("Người nộp là"), "ô quan hệ")
        yield Stroke("Down")
        yield Until(lambda: bool(intake().form.relation), "đã chọn quan hệ")
        yield from enter_until(lambda: sight.is_on("Nơi thường trú"), "ô nơi thường trú của chủ hồ sơ")
        yield from write("Ấp Xẻo Chích, vinh loi")
        yield Until(lambda: sight.popup_has("Vĩnh Lợi"), "xã Vĩnh Lợi trong danh sách")
        yield from press(ENTER)
        yield Until(lambda: sight.popup() is None, "đã chọn xã")
        yield from enter_until(lambda: sight.is_on("Thủ tục"), "ô thủ tục")
        yield from write("xac nhan tinh trang hon nhan")
        yield Until(lambda: sight.popup() is not None, "danh sách thủ tục")
        tour.notebook.shoot("tiep-nhan-danh-sach-thu-tuc")
        yield from press(ENTER)
        yield Until(lambda: bool(intake().form.procedure_code), "đã chọn thủ tục")
        yield from choose_case()
        yield from tick_papers()
        yield from press("Alt+K")
        yield Until(lambda: sight.is_on("Tại quầy này"), "cách nhận kết quả")
        yield from press("2")
        yield Until(lambda: intake().form.result_way == "post", "nhận qua bưu chính")
        yield from press("Ctrl+I")
        yield Until(lambda: intake().view.why_is_open(), "cách tính ngày hẹn")
        tour.notebook.shoot("tiep-nhan-vi-sao")
        yield from press("Ctrl+I")
        yield Until(lambda: not intake().view.why_is_open(), "đóng cách tính")
        yield from to_the_end()

    yield from receive(tour, "Gõ tay", [typed()], "tiep-nhan-go-tay")


def for_organisation(tour: Tour) -> Moves:
    """Third intake: somebody who was here before files for an organisation; the longest procedure there is."""

    def typed() -> Moves:
        yield from begin()
        yield from write("bich phuong")
        # Enter takes nobody from the answer to former letters
        yield Until(lambda: sight.popup_has(PHUONG.name) and intake().context.runner.is_idle, "người đã từng đến")
        yield from press(ENTER)
        yield Until(lambda: intake().form.visitor.name == PHUONG.name, "người đã từng đến vào biểu mẫu")
        yield from press("Ctrl+M")
        yield Until(lambda: sight.is_on("Họ và tên chủ hồ sơ"), "nộp thay người khác")
        yield from press("Ctrl+M")
        yield Until(lambda: sight.is_on("Tên tổ chức"), "ô tên tổ chức")
        yield from write("Công ty TNHH Một thành viên Thủy sản Ánh Dương")
        yield from enter_until(lambda: sight.is_on("Mã số thuế"), "ô mã số thuế")
        yield from write("2000900124")
        yield from press("Tab")
        yield Until(lambda: sight.is_on("Người đại diện"), "ô người đại diện")
        yield from write("Nguyễn Hoàng Phúc")
        yield from enter_until(lambda: sight.is_on("Trụ sở"), "ô trụ sở")
        yield from write("Ấp Nhà Việc, vinh loi")
        yield Until(lambda: sight.popup_has("Vĩnh Lợi"), "xã Vĩnh Lợi trong danh sách")
        yield from press(ENTER)
        yield Until(lambda: sight.popup() is None, "đã chọn xã")
        yield from enter_until(lambda: sight.is_on("Thủ tục"), "ô thủ tục")
        long = longest_procedure()
        yield from write(long.code)
        yield Until(lambda: sight.popup_has(long.name[:40]), f"thủ tục {long.code}")
        yield from press(ENTER)
        yield Until(lambda: intake().form.procedure_code == long.code, "đã chọn thủ tục")
        yield from choose_case()
        yield from tick_papers()
        yield from to_the_end()

    yield from receive(tour, "Tổ chức, thủ tục dài", [typed()], "tiep-nhan-to-chuc")


def longest_procedure() -> Procedure:
    """Return the procedure with the longest names of papers that has required ones and a limit."""
    known = intake().context.procedures.values()
    fit = [p for p in known if p.limits and any(paper.need is Need.REQUIRED for paper in p.papers)]
    return max(fit, key=lambda p: (max(len(q.name) for q in p.papers), p.code))


def supplement(tour: Tour) -> Moves:
    """Somebody comes without a paper: the list of what to bring."""
    begun, before = time.monotonic(), tour.tally()
    yield from begin()
    yield from card_of(DUC)
    yield from choose("khai tu", "khai tử")
    yield from enter_until(lambda: sight.is_on("Yêu cầu bổ sung"), "nút yêu cầu bổ sung")
    tour.notebook.shoot("bo-sung-thieu-giay")
    yield from press("Ctrl+B")
    yield Until(_dialog, "hộp yêu cầu bổ sung")
    tour.notebook.shoot("bo-sung-hop")
    yield from press("F10")
    yield from told("Đang in phiếu yêu cầu bổ sung", tour, "Yêu cầu bổ sung", begun, before)


def refusal(tour: Tour) -> Moves:
    """Somebody comes to the wrong office: refused, with fact, provision and way out."""
    begun, before = time.monotonic(), tour.tally()
    yield from begin()
    yield from card_of(VINH)
    yield from choose("ks", "khai sinh")
    yield from press("Ctrl+R")
    yield Until(_dialog, "hộp từ chối")
    yield Until(lambda: sight.is_on("Sự việc"), "ô sự việc")
    yield from write("Cha, mẹ và trẻ đều cư trú ở xã khác.")
    yield from sight.go_to("Quy định áp dụng")
    yield from write("Điều 13 Luật Hộ tịch 2014")
    yield from sight.go_to("Cách giải quyết")
    yield from write("Nộp tại UBND xã nơi cư trú của cha hoặc mẹ.")
    tour.notebook.shoot("tu-choi-hop")
    yield from press("F10")
    yield from told("Đang in phiếu từ chối", tour, "Từ chối", begun, before)


def correction(tour: Tour) -> Moves:
    """The dossier just received comes back: one count was wrong; it is saved with the reason and printed anew."""
    yield from begin()
    parts = (card_of(LE), choose("ks", "khai sinh"), tick_papers(), to_the_end())
    yield from receive(tour, "Quét thẻ, rồi sửa", parts)
    begun, before = time.monotonic(), tour.tally()
    yield from press("Alt+Left")
    yield Until(lambda: intake().form.mode == "correct", "hồ sơ vừa nhận mở lại để sửa")
    yield from press("F7")
    yield Until(lambda: isinstance(sight.focus(), PapersList), "danh sách giấy tờ")
    yield from press("Home", "2")
    yield Until(lambda: any(paper.originals == 2 for paper in intake().form.papers.values()), "đếm 2 bản")
    tour.notebook.shoot("sua-ho-so")
    yield Until(lambda: intake().filing.is_ready, "nút lưu bấm lại được")
    yield from press("F10")
    yield Until(_dialog, "hộp lý do sửa")
    yield from write("Nhập nhầm số bản")
    tour.notebook.shoot("sua-ho-so-ly-do")
    yield from press("F10")
    yield from told("Đã sửa hồ sơ", tour, "Sửa và in lại", begun, before)


def _missing() -> Sequence[object]:
    return missing(intake().form, the_procedure())


def _group() -> object:
    widget = sight.focus()
    return widget.parentWidget() if widget is not None else None


def _where() -> tuple[object, ...]:
    widget = sight.focus()
    return widget, sight.popup() is not None, widget.current_key() if isinstance(widget, PapersList) else None


def _dialog() -> bool:
    return isinstance(QApplication.activeModalWidget(), QDialog)
