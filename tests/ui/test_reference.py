"""The catalogue in memory is that of the day."""

from __future__ import annotations

from dataclasses import replace

from invented import TickingClock
from pytestqt.qtbot import QtBot

from app.domain.office import Actor
from app.services.procedures import publish_procedures
from app.ui.context import Context
from app.ui.reference import Reference


def test_who_signs_in_on_another_day_has_the_catalogue_of_that_day(
    context: Context, actor: Actor, clock: TickingClock, qtbot: QtBot
) -> None:
    today = context.house.local_now().date()
    ending = replace(next(iter(context.procedures.values())), valid_to=today)
    publish_procedures(context.house, actor, [ending])
    reference = Reference(context)
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert ending.code in context.procedures
    clock.pass_by(days=1)
    context.sign_in(actor)
    qtbot.waitUntil(lambda: context.runner.is_idle)
    assert ending.code not in context.procedures
    reference.deleteLater()
