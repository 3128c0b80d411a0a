"""The queue of people: the office opens it, three take a number, one is called, called again and served."""

from __future__ import annotations

from functools import partial

from app.ui.screens.tickets import TicketsScreen
from tour import sight
from tour.acts import Tour
from tour.catalogue import to_section
from tour.moves import ENTER, Moves, Until, press, write

_SERVICES = (("A", "Hộ tịch, chứng thực"), ("B", "Đất đai"))


def give_and_call(tour: Tour) -> Moves:
    """Open the queue in the settings; give numbers for two services and call the first."""
    yield from to_section("tickets")
    yield from press(ENTER)
    for letter, name in _SERVICES:
        yield from sight.go_to(f"Số bắt đầu bằng {letter}")
        yield from write(name)
    tour.notebook.shoot("cai-dat-tickets")
    yield from press("Ctrl+S")
    yield Until(lambda: sight.reads("Đang dùng số thứ tự"), "lấy số đã bật")
    yield from press("Ctrl+3")
    yield Until(lambda: sight.is_at("tickets") and len(_screen().services) == len(_SERVICES), "màn hình gọi số")
    for waiting, key in enumerate(("Alt+1", "Alt+2", "Alt+1"), start=1):
        yield from press(key)
        yield Until(partial(_waits, waiting), f"{waiting} người chờ")
    yield from press("F6")
    yield Until(lambda: any("Mời số A" in heading for heading in sight.toasts()), "lời mời số đầu tiên")
    yield Until(lambda: _screen().number.text().startswith("A"), "số đang phục vụ")
    tour.notebook.shoot("goi-so")
    yield from press("Shift+F6")
    yield Until(lambda: any("Gọi lại số A" in heading for heading in sight.toasts()), "lời gọi lại")
    yield from press("Alt+X")
    yield Until(lambda: not _screen().number.text().startswith("A"), "đã phục vụ xong")


def _waits(people: int) -> bool:
    return _screen().kept().startswith(f"{people} người chờ")


def _screen() -> TicketsScreen:
    front = sight.screen()
    if not isinstance(front, TicketsScreen):
        raise RuntimeError("the tickets are not in front")
    return front
