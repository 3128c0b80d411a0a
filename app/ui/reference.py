"""Desk, catalogue and calendar as everybody needs them in memory, loaded anew when they change."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Slot

from app.domain.calendar import WorkCalendar
from app.domain.procedure_index import ProcedureIndex
from app.domain.procedures import Procedure
from app.right_of_way import give_way
from app.services.door import find_desk
from app.services.house import Changed, Desk, House
from app.services.offices import load_calendar
from app.services.procedures import list_procedures
from app.ui.context import Context


class Reference(QObject):
    """Fills the context: at once where there is an office, and when somebody signs in on another day."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._asked_on: date | None = None  # what is valid changes with the day
        context.hub.changed.connect(self._on_changed)
        context.signed_in.changed.connect(self._need)
        self._need()

    @Slot()
    def _need(self) -> None:
        if self._context.desk is not None and self._asked_on != self._context.house.local_now().date():
            self._load()

    def _load(self) -> None:
        house = self._context.house
        self._asked_on = house.local_now().date()
        self._context.runner.run(self, lambda: _catalogue(house), self._on_procedures)
        self._context.runner.run(self, lambda: load_calendar(house), self._on_calendar)

    def _on_procedures(self, catalogue: tuple[list[Procedure], ProcedureIndex]) -> None:
        procedures, self._context.index = catalogue
        self._context.procedures = {procedure.code: procedure for procedure in procedures}
        self._context.reference_loaded.changed.emit()

    def _on_calendar(self, calendar: WorkCalendar) -> None:
        self._context.calendar = calendar
        self._context.reference_loaded.changed.emit()

    @Slot(object)
    def _on_changed(self, changed: Changed) -> None:
        if "office" in changed.kinds:
            self._context.runner.run(self, partial(find_desk, self._context.house), self._on_desk)
        if changed.kinds & {"procedure", "calendar", "office"}:
            self._load()

    def _on_desk(self, desk: Desk | None) -> None:
        self._context.desk = desk


def _catalogue(house: House) -> tuple[list[Procedure], ProcedureIndex]:
    """Read the catalogue and index it, both off the GUI thread."""
    procedures = list_procedures(house, house.local_now().date())
    return procedures, ProcedureIndex(procedures, give_way)
