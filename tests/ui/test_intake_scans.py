"""Damaged and garbled cards at the intake: marked where they are not certain, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from invented import TickingClock
from pytestqt.qtbot import QtBot
from typist import CARD, MOTHER, WRONG_CARD, Typist, office_of, typing

from app.ui.context import Context
from app.ui.widgets.question import Question

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# The card of CARD as a Telex scanner types it, and with all its marks lost.
TELEX = (
    "095190004321|362123456|Traafn Thij Bisch Phuwowjng|12031990|Nuwx|"
    "Aasp Casi Daafy, xax Vixnh Lowji, Caf Mau|10052022"
)
BARE = "095190004321|362123456|TRAN THI BICH PHUONG|12031990|Nu|Ap Cai Day, xa Vinh Loi, Ca Mau|10052022"


@pytest.fixture
def context(tmp_path: Path, clock: TickingClock, qtbot: QtBot) -> Iterator[Context]:
    """Return the counter of a fresh office."""
    with office_of(tmp_path, clock) as counter:
        yield counter


@pytest.fixture
def clerk(qtbot: QtBot, context: Context) -> Iterator[Typist]:
    """Sit a clerk before the empty intake screen."""
    with typing(qtbot, context) as typist:
        yield typist


def test_a_card_in_telex_fills_the_form_as_if_nothing_had_happened(clerk: Typist) -> None:
    clerk.scan(TELEX)
    person = clerk.screen.form.visitor
    assert person.name == "Trần Thị Bích Phượng"
    assert "Ấp Cái Dầy" in person.address
    assert not person.trouble
    assert clerk.place() == "visitor.phone"
    clerk.screen.view.person.open_fields()
    assert clerk.screen.view.person.fields.fields["name"].note() == "Từ thẻ, đã khôi phục"


def test_a_card_without_marks_shows_which_fields_to_check_and_keeps_the_focus_on_the_first(clerk: Typist) -> None:
    clerk.scan(BARE)
    panel = clerk.screen.view.person
    assert panel.is_open
    assert clerk.place() == "visitor.name"
    name = panel.fields.fields["name"]
    assert (name.state(), name.note()) == ("warn", "Mất dấu, kiểm tra lại")
    assert panel.fields.address.note() == "Mất dấu, kiểm tra lại"
    assert panel.fields.fields["number"].note() == "Từ thẻ"
    assert panel.trouble.isVisible()
    clerk.press("Ctrl+A")
    clerk.compose("TRẦN THỊ BÍCH PHƯỢNG")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def test_what_was_typed_into_a_torn_card_survives_the_next_torn_scan(clerk: Typist) -> None:
    clerk.scan(BARE)
    clerk.press("Ctrl+A")
    clerk.compose("TRẦN THỊ BÍCH PHƯỢNG")
    clerk.screen.form.visitor.phone = "0918 204 756"
    clerk.scan(BARE)
    person = clerk.screen.form.visitor
    assert (person.name, person.phone) == ("TRẦN THỊ BÍCH PHƯỢNG", "0918 204 756")
    assert "name" not in person.doubts
    clerk.scan(CARD)
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"
    assert clerk.screen.view.person.block.isVisible()


def test_another_person_s_card_over_a_form_with_typed_corrections_asks_whose_it_is(clerk: Typist) -> None:
    clerk.scan(BARE)
    clerk.press("Ctrl+A")
    clerk.compose("TRẦN THỊ BÍCH PHƯỢNG")
    clerk.scan(MOTHER)
    assert isinstance(clerk.dialog(), Question)
    clerk.press("Escape")
    assert clerk.screen.form.visitor.name == "TRẦN THỊ BÍCH PHƯỢNG"


def test_a_wrong_number_typed_right_stays_when_the_card_is_read_wrong_again(clerk: Typist) -> None:
    clerk.scan(WRONG_CARD)
    clerk.press("Ctrl+A")
    clerk.type("095190004321")
    clerk.scan(WRONG_CARD)
    assert clerk.screen.form.visitor.number.replace(" ", "") == "095190004321"
