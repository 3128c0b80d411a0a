"""Before and after the plug is pulled: a form half typed, the start after it, and the form finished."""

from __future__ import annotations

import time

from tour import counter, looks, opening, sight, tickets
from tour.acts import Tour
from tour.counter import HOA, intake
from tour.moves import ENTER, Moves, Until, press, write

OWNER, OWNER_NUMBER = "Lê Văn Sáu", "095055001334"


def half_a_form(tour: Tour) -> Moves:
    """Type a form; tell when it is kept; go on typing until the process is killed."""
    yield from counter.begin()
    yield from counter.card_of(HOA)
    yield from counter.choose("ks", "khai sinh")
    yield from press("Ctrl+M")
    yield Until(lambda: sight.is_on("Họ và tên chủ hồ sơ"), "ô tên chủ hồ sơ")
    yield from write(OWNER)
    yield from counter.enter_until(lambda: sight.is_on("Số định danh"), "ô số định danh của chủ hồ sơ")
    yield from write(OWNER_NUMBER[:4])
    yield Until(lambda: not intake().keeper.is_pending and "Đã giữ trên máy" in intake().kept(), "dấu đã giữ", 5)
    tour.notebook.shoot("truoc-khi-mat-dien")
    tour.notebook.note(step="Rút điện", kept=intake().kept(), owner=OWNER)
    (tour.notebook.folder / "kept").touch()
    while True:
        yield from write(OWNER_NUMBER[4])


def act(tour: Tour) -> Moves:
    """Start again, sign in, find the form as it was, finish it; then look around."""
    begun, before = time.monotonic(), tour.tally()
    yield from opening.sign_in(tour, "dang-nhap-sau-mat-dien")
    yield from press("F2")
    yield Until(lambda: sight.is_at("intake") and intake().form.owner.name == OWNER, "biểu mẫu nhập dở trở lại")
    form = intake().form
    kept = form.owner.number.startswith(OWNER_NUMBER[:4])
    if form.visitor.name != HOA.name or not form.procedure_code or not kept:
        raise RuntimeError(f"the form came back incomplete: {form.title(None)}")
    yield Until(lambda: any("Khôi phục" in heading for heading in sight.toasts()), "lời báo khôi phục")
    tour.notebook.shoot("khoi-phuc")
    yield Until(lambda: sight.is_on("Số định danh"), "ô số định danh của chủ hồ sơ")
    yield from press("Ctrl+A")
    yield from write(OWNER_NUMBER)
    yield from counter.enter_until(lambda: sight.is_on("Người nộp là"), "ô quan hệ")
    yield from press("Down")
    yield from counter.enter_until(lambda: sight.is_on("Nơi thường trú"), "ô nơi thường trú của chủ hồ sơ")
    yield from write("Ấp Xẻo Chích, vinh loi")
    yield Until(lambda: sight.popup_has("Vĩnh Lợi"), "xã Vĩnh Lợi trong danh sách")
    yield from press(ENTER)
    yield Until(lambda: sight.popup() is None, "đã chọn xã")
    yield from press("F7")
    yield from counter.tick_papers()
    yield from counter.to_the_end()
    yield from press("F10")
    yield from counter.told("Đã nhận hồ sơ", tour, "Khôi phục sau khi mất điện", begun, before)
    yield from looks.find_and_reprint(tour, OWNER)
    yield from looks.around(tour)
    yield from tickets.give_and_call(tour)
    yield from looks.fill_a_form()
    yield from press("Alt+S")
    yield Until(lambda: sight.palette_is_dark(), "nền tối")
    yield from looks.gallery(tour, "toi")
    yield from press("Alt+S")
    yield Until(lambda: not sight.palette_is_dark(), "nền sáng")
