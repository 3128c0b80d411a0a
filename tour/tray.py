"""The tray and the outbox: in an office of one counter both are calm, and say so."""

from __future__ import annotations

from app.ui.widgets.command_palette import CommandPalette
from tour import sight
from tour.acts import Tour
from tour.moves import ENTER, Moves, Until, press, write


def visit(tour: Tour) -> Moves:
    """Look at "Cần xử lý" and, by the palette, at what waits to be sent; come back to the queue."""
    yield from press("Ctrl+2")
    yield Until(lambda: sight.is_at("attention") and sight.reads("Không có việc nào cần xử lý"), "mục Cần xử lý trống")
    tour.notebook.shoot("can-xu-ly")
    yield from press("Ctrl+K")
    yield Until(lambda: sight.shown(CommandPalette), "bảng lệnh")
    yield from write("viec cho gui")
    yield from press(ENTER)
    yield Until(lambda: sight.is_at("outbox") and sight.reads("Máy này làm việc một mình"), "việc chờ gửi")
    tour.notebook.shoot("viec-cho-gui")
    yield from press("Esc")
    yield Until(lambda: sight.is_at("attention"), "quay lại")
    yield from press("Ctrl+1")
    yield Until(lambda: sight.is_at("queue"), "hàng đợi")
