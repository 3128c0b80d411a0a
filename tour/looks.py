"""Looking around: search, a dossier's page, a paper printed again, every screen in both themes and at 125 %."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog

from app.ui.screens.find import FindScreen
from app.ui.shell import MainShell
from tour import counter, opening, sight, tray
from tour.acts import Tour
from tour.catalogue import to_section
from tour.counter import LE, intake
from tour.moves import ENTER, Moves, Until, press, write

SECTIONS = ("printers", "scanner", "look", "office", "staff", "calendar", "catalogue", "backup")


def find(query: str, name: str) -> Moves:
    """Search, and wait for the dossier of `name` to lead the list."""
    yield from press("F3")
    yield Until(lambda: sight.is_at("find") and sight.is_on("Tra cứu"), "ô tra cứu")
    yield from press("Ctrl+A")
    yield from write(query)

    def found() -> bool:
        front = sight.screen()
        row = front.list.current_row() if isinstance(front, FindScreen) else None
        return row is not None and any(name in cell.text for cell in row.cells)

    yield Until(found, f"hồ sơ của {name}")


def find_and_reprint(tour: Tour, name: str) -> Moves:
    """Find the dossier just received, open it, print its receipt again."""
    yield from find("le van sau", name)
    tour.notebook.shoot("tim")
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("dossier") and sight.reads(name), "trang hồ sơ")
    tour.notebook.shoot("ho-so")
    yield from press("Ctrl+P")
    yield Until(lambda: isinstance(QApplication.activeModalWidget(), QDialog), "hộp in lại")
    yield from sight.go_to("Máy in kẹt giấy")
    yield from press("3")
    tour.notebook.shoot("in-lai-hop")
    yield from press(ENTER)
    yield Until(lambda: any("Đang in lại" in heading for heading in sight.toasts()), "lời báo in lại")
    yield Until(lambda: sight.reads("In lại giấy tiếp nhận và hẹn trả lần 1"), "lần in lại trong dòng thời gian", 15)
    tour.notebook.shoot("ho-so-in-lai")


def around(tour: Tour) -> Moves:
    """Look at ledger, catalogue, settings and palette."""
    yield from press("Ctrl+4")
    yield Until(lambda: sight.is_at("prints") and sight.reads("Giấy tiếp nhận"), "sổ in")
    tour.notebook.shoot("so-in")
    yield from press("Ctrl+5")
    yield Until(lambda: sight.is_at("procedures"), "danh mục thủ tục")
    yield from write("chung thuc")
    tour.notebook.shoot("thu-tuc")
    for section in SECTIONS:
        yield from to_section(section)
        tour.notebook.shoot(f"cai-dat-{section}")
    yield from tray.visit(tour)
    yield from press("Ctrl+K")
    yield Until(lambda: sight.shell() is not None and sight.shown(type(_shell().palette_box)), "bảng lệnh")
    yield from write("ti")
    tour.notebook.shoot("bang-lenh")
    yield from press("Escape")
    yield Until(lambda: sight.shown(type(_shell().palette_box)) is None, "bảng lệnh đóng")


def fill_a_form() -> Moves:
    """Leave a filled form on the intake screen."""
    yield from counter.begin()
    yield from counter.card_of_known(LE)
    yield from counter.choose("xac nhan tinh trang hon nhan", "hôn nhân")
    yield from counter.tick_papers()


def gallery(tour: Tour, suffix: str) -> Moves:
    """Take pictures of the five screens of every day."""
    shoot = tour.notebook.shoot
    yield from press("Ctrl+1")
    yield Until(lambda: sight.is_at("queue") and sight.reads("Hồ sơ mới"), "hàng đợi")
    shoot(f"hang-doi-{suffix}")
    yield from press("F2")
    yield Until(lambda: sight.is_at("intake") and intake().form.visitor.name == LE.name, "biểu mẫu đang nhập")
    shoot(f"tiep-nhan-{suffix}")
    yield from find("le van sau", "Lê Văn Sáu")
    shoot(f"tim-{suffix}")
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("dossier") and sight.reads("Lê Văn Sáu"), "trang hồ sơ")
    shoot(f"ho-so-{suffix}")
    yield from press("Ctrl+4")
    papers = ("Giấy tiếp nhận", "Phiếu số")  # which of them is beside the list, who was here before has chosen
    yield Until(lambda: sight.is_at("prints") and any(map(sight.reads, papers)), "sổ in")
    shoot(f"so-in-{suffix}")


def larger(tour: Tour) -> Moves:
    """The same at 125 %, light and dark."""
    yield from opening.sign_in(tour, "dang-nhap-125")
    yield from press("F2")
    yield Until(lambda: sight.is_at("intake") and intake().form.visitor.name == LE.name, "biểu mẫu đang nhập")
    yield from gallery(tour, "125-sang")
    yield from press("Alt+S")
    yield Until(sight.palette_is_dark, "nền tối")
    yield from gallery(tour, "125-toi")


def _shell() -> MainShell:
    window = sight.shell()
    if window is None:
        raise RuntimeError("no window")
    return window
