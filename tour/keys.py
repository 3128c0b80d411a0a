"""Intakes of every usual kind in the demo office: how many keys, and how many seconds by the keystroke-level model."""

from __future__ import annotations

from tour import counter, opening, sight
from tour.acts import Tour
from tour.counter import DUC, HOA, PHUONG, begin, choose, enter_until, intake, receive, tick_papers, to_the_end
from tour.moves import Moves, Stroke, Until, press, scan

CARD, KNOWN, TWO_CARDS, BY_HAND = "Quét thẻ", "Người quen, quét thẻ", "Nộp thay, hai thẻ", "Gõ tay"


def act(tour: Tour) -> Moves:
    """Sign in, then one intake of each kind."""
    yield from opening.sign_in(tour)
    rest = (choose("ks", "khai sinh"), tick_papers(), to_the_end())
    yield from receive(tour, CARD, (counter.card_of(PHUONG), *rest))
    rest = (choose("ks", "khai sinh"), tick_papers(), to_the_end())
    yield from receive(tour, KNOWN, (counter.card_of_known(PHUONG), *rest))
    yield from begin()
    rest = (choose("ks", "khai sinh"), tick_papers(), to_the_end())
    yield from receive(tour, TWO_CARDS, (_two_cards(), *rest))
    yield from counter.by_hand(tour)
    yield from counter.printed()


def _two_cards() -> Moves:
    """The filer's card, then the owner's."""
    yield from counter.card_of_known(DUC)
    yield from press("Ctrl+M")
    yield Until(lambda: sight.is_on("Họ và tên chủ hồ sơ"), "nộp thay người khác")
    yield from scan(HOA.card)
    yield Until(lambda: intake().form.owner.name == HOA.name, "thẻ chủ hồ sơ đọc xong")
    yield from enter_until(lambda: sight.is_on("Người nộp là"), "ô quan hệ")
    yield Stroke("Down")
    yield Until(lambda: bool(intake().form.relation), "đã chọn quan hệ")
    yield from enter_until(lambda: sight.is_on("Thủ tục"), "ô thủ tục")
