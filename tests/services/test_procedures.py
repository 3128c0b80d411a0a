"""The catalogue in use: new versions replace old ones, all or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from office_fixtures import MARRIAGE, PROCEDURES, postal_clerk
from sqlalchemy import func, select

from app.domain.errors import UserError
from app.domain.office import Actor
from app.domain.procedures import Procedure
from app.domain.reference import PROCEDURE
from app.models.tables import EventRow
from app.services.house import House
from app.services.procedures import (
    CancelledError,
    count_procedures,
    is_valid,
    list_procedures,
    publish_procedures,
    the_procedure,
)
from app.services.staff import SYSTEM_ACTOR


def test_what_was_published_comes_back_by_code(house: House) -> None:
    assert list_procedures(house) == [PROCEDURES[code] for code in sorted(PROCEDURES)]
    assert count_procedures(house) == len(PROCEDURES)
    with house.db.read() as session:
        assert the_procedure(session, MARRIAGE) == PROCEDURES[MARRIAGE]
        with pytest.raises(UserError, match=r"không có thủ tục 9\.9"):
            the_procedure(session, "9.9")


def test_a_new_version_replaces_the_old_and_the_log_keeps_both(house: House, clerk: Actor) -> None:
    newer = replace(PROCEDURES[MARRIAGE], version=2, short_name="Mới")
    assert publish_procedures(house, clerk, [newer]).kinds == {"procedure"}
    with house.db.read() as session:
        assert the_procedure(session, MARRIAGE) == newer
        events = select(func.count()).select_from(EventRow).where(EventRow.subject_kind == PROCEDURE)
        assert session.scalars(events).one() == len(PROCEDURES) + 1
    assert count_procedures(house) == len(PROCEDURES)


def test_only_valid_procedures_are_offered_on_a_day(house: House) -> None:
    summer = replace(PROCEDURES[MARRIAGE], valid_from=date(2026, 7, 1), valid_to=date(2026, 8, 31))
    publish_procedures(house, SYSTEM_ACTOR, [summer])
    assert is_valid(summer, date(2026, 7, 1))
    assert is_valid(summer, date(2026, 8, 31))
    for day in (date(2026, 6, 30), date(2026, 9, 1)):
        assert not is_valid(summer, day)
        assert MARRIAGE not in {procedure.code for procedure in list_procedures(house, day)}


def many(count: int) -> list[Procedure]:
    return [Procedure(f"9.{place:06d}", f"Thủ tục {place}") for place in range(count)]


def test_progress_is_told_and_a_cancelled_import_leaves_nothing(house: House) -> None:
    steps: list[tuple[int, int]] = []
    with pytest.raises(CancelledError):
        publish_procedures(
            house,
            SYSTEM_ACTOR,
            many(250),
            lambda done, whole: steps.append((done, whole)),
            lambda: len(steps) == 2,
        )
    assert steps == [(100, 250), (200, 250)]
    assert count_procedures(house) == len(PROCEDURES)
    publish_procedures(house, SYSTEM_ACTOR, many(150), lambda done, whole: steps.append((done, whole)))
    assert steps[2:] == [(100, 150), (150, 150)]
    assert count_procedures(house) == len(PROCEDURES) + 150


def test_postal_staff_publish_nothing(house: House) -> None:
    with pytest.raises(UserError, match="không được làm"):
        publish_procedures(house, postal_clerk(), many(1))
