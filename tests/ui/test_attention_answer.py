"""What is decided so far: question by question, piece by piece."""

from __future__ import annotations

from app.domain.questions import QuestionKind
from app.services.attention import MatterPage
from app.services.versions import Asked, Told, Version
from app.ui.screens.attention_answer import Deciding


def version(key: str, *texts: str) -> Version:
    told = tuple(Told(f"piece{n}", f"Ô {n}", text, True) for n, text in enumerate(texts))
    return Version(key, f"Bản của {key}", "", "", told, "", f"Giữ bản {key}")


def page(*asked: Asked) -> MatterPage:
    return MatterPage("dossier", "s", ("h",), "Trần Quang Vinh", "", None, asked, True)


BOTH = Asked("q1", QuestionKind.CONTESTED, "", "", "", (version("a", "1", "2"), version("b", "3", "4")), can_merge=True)
OTHER = Asked("q2", QuestionKind.UNFIT, "", "", "", (version("keep"), version("undo")))
WAITS = Asked("q3", QuestionKind.WAITING, "", "", "", ())


def test_questions_are_answered_one_after_the_other_and_what_takes_time_is_not_asked() -> None:
    deciding = Deciding(page(BOTH, OTHER, WAITS))
    assert (deciding.asked, deciding.number, deciding.is_last) == (BOTH, (1, 2), False)
    deciding.keep(deciding.answered("a"))
    assert (deciding.asked, deciding.number, deciding.is_last) == (OTHER, (2, 2), True)
    assert deciding.answered("undo") == {"q1": {"": "a"}, "q2": {"": "undo"}}


def test_where_nothing_is_to_be_decided_the_reason_is_shown() -> None:
    deciding = Deciding(page(WAITS))
    assert (deciding.asked, deciding.number, deciding.choices()) == (WAITS, (1, 1), ())


def test_pieces_are_picked_until_each_has_its_version() -> None:
    deciding = Deciding(page(BOTH))
    assert (deciding.piece, deciding.is_merged) == ("", False)
    deciding.merge(True)
    assert deciding.piece == "piece0"
    deciding.step(1)
    deciding.pick("b")
    assert (deciding.piece, deciding.is_merged) == ("piece0", False), "back to the one left out"
    deciding.pick("a")
    assert deciding.is_merged
    assert deciding.answered() == {"q1": {"piece1": "b", "piece0": "a"}}
    deciding.merge(False)
    assert deciding.picks == {}


def test_what_cannot_be_put_together_is_not() -> None:
    deciding = Deciding(page(OTHER))
    deciding.merge(True)
    assert not deciding.merging
