"""Drafts outlive the program, one row per form."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from office_fixtures import Clock, house_at

from app.services.drafts import Draft, drop_draft, keep_draft, list_drafts
from app.services.house import House

DRAFT = Draft(
    "a", "intake", "hà", "Huỳnh Văn Đức", {"owner": "Huỳnh", "odd": [None, 1.5]}, datetime(2026, 11, 19, 9, 4)
)


def test_a_draft_is_there_after_a_restart_with_its_last_words(house: House, clock: Clock, tmp_path: Path) -> None:
    keep_draft(house, DRAFT)
    last = replace(DRAFT, title="Huỳnh Văn Đ", data={"owner": "Huỳnh Văn Đ"}, saved_at=datetime(2026, 11, 19, 9, 5))
    keep_draft(house, last)
    house.db.close()
    reopened = house_at(tmp_path, clock)
    assert list_drafts(reopened, "intake") == [last]
    reopened.db.close()


def test_drafts_are_listed_newest_first_by_kind_and_person(house: House) -> None:
    keep_draft(house, DRAFT)
    keep_draft(house, replace(DRAFT, draft_id="b", staff_id="yến", saved_at=datetime(2026, 11, 19, 10)))
    keep_draft(house, replace(DRAFT, draft_id="c", kind="first_start"))
    assert [draft.draft_id for draft in list_drafts(house, "intake")] == ["b", "a"]
    assert [draft.draft_id for draft in list_drafts(house, "intake", "hà")] == ["a"]


def test_a_draft_given_up_is_gone_and_giving_it_up_twice_hurts_nobody(house: House) -> None:
    keep_draft(house, DRAFT)
    drop_draft(house, "a")
    drop_draft(house, "a")
    assert list_drafts(house, "intake") == []
