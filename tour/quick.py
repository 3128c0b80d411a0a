"""The quick tour: the demo office does its main job once."""

from __future__ import annotations

from tour import counter, opening, sight
from tour.acts import Tour
from tour.moves import Moves, Until


def act(tour: Tour) -> Moves:
    """Sign in, scan a card, receive, wait for the papers."""
    yield from opening.sign_in(tour, "dang-nhap")
    yield Until(lambda: sight.reads("Tất cả"), "danh sách hàng đợi")
    tour.notebook.shoot("hang-doi")
    parts = (
        counter.card_of(counter.PHUONG),
        counter.choose("ks", "khai sinh"),
        counter.tick_papers(),
        counter.to_the_end(),
    )
    yield from counter.receive(tour, "Quét thẻ", parts, "tiep-nhan")
    tour.notebook.shoot("da-nhan")
    yield from counter.printed()
