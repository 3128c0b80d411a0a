"""Before the counter opens: the six questions of the first start, and signing in."""

from __future__ import annotations

from app.ui.screens.first_start import FirstStartWizard
from app.ui.screens.sign_in import SignInScreen
from tour import sight
from tour.acts import Tour
from tour.moves import ENTER, Moves, Until, press, write
from tour.sight import go_to

PIN = "280726"
CLERK = "Lê Thu Hà"


def first_start(tour: Tour) -> Moves:
    """Answer the six questions of the wizard."""
    shoot = tour.notebook.shoot
    yield Until(lambda: sight.shown(FirstStartWizard), "màn hình lần đầu", 20)
    yield Until(lambda: sight.is_on("Xã, phường, đặc khu"), "ô chọn xã")
    yield from write("vinh loi ca mau")
    yield Until(lambda: sight.popup_has("vĩnh lợi"), "xã Vĩnh Lợi trong danh sách")
    yield from press(ENTER)
    yield Until(lambda: sight.reads("Trung tâm Phục vụ hành chính công xã Vĩnh Lợi"), "tên cơ quan tự điền")
    yield from go_to("Mã định danh cơ quan")
    yield from write("H12.10.15")
    yield from go_to("Điện thoại")
    yield from write("02913000115")
    shoot("lan-dau-co-quan")
    yield from press(ENTER)
    yield Until(lambda: sight.reads("Bước 2 trong 6"), "bước 2")
    yield from press("3")
    yield from go_to("Tên quầy")
    yield from write("Quầy 3")
    shoot("lan-dau-may-nay")
    yield from press(ENTER)
    yield Until(lambda: sight.is_on("Họ và tên"), "ô tên quản trị")
    yield from write(CLERK)
    yield from go_to("Số hiệu")
    yield from write("BĐ-0312")
    yield from go_to("Mã PIN")
    yield from write(PIN)
    yield from go_to("Nhập lại")
    yield from write(PIN)
    shoot("lan-dau-quan-tri")
    yield from press(ENTER)
    yield Until(lambda: sight.reads("Bước 4 trong 6") and not sight.reads("Đang lập lịch"), "lịch nghỉ")
    shoot("lan-dau-lich-nghi")
    yield from press(ENTER)
    yield Until(lambda: sight.reads(" thủ tục thường gặp ở xã và tỉnh"), "danh mục mẫu đọc xong")
    shoot("lan-dau-danh-muc")
    yield from press(ENTER)
    yield Until(lambda: sight.reads("Bước 6 trong 6") and not sight.reads("Đang tìm máy in"), "máy in", 20)
    shoot("lan-dau-may-in")
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("queue") or sight.is_on("Máy in"), "ô chọn máy in")
    if not sight.is_at("queue"):
        yield from press(ENTER)
    yield Until(lambda: sight.is_at("queue"), "hàng đợi sau khi lập cơ quan", 30)
    yield Until(lambda: sight.reads("Chưa có hồ sơ nào đang chờ"), "hàng đợi trống")
    shoot("hang-doi-trong")


def sign_in(tour: Tour, picture: str = "") -> Moves:
    """Type the PIN of the person chosen."""
    yield Until(lambda: sight.shown(SignInScreen), "màn hình đăng nhập", 20)
    yield Until(lambda: sight.is_on("Mã PIN hoặc mật khẩu của"), "ô mã PIN")
    if picture:
        tour.notebook.shoot(picture)
    yield from write(PIN)
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("queue"), "hàng đợi sau khi đăng nhập", 20)
