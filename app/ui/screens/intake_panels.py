"""The six panels of intake, made one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.ui.context import Context
from app.ui.screens.intake_papers import PapersPanel
from app.ui.screens.intake_party import OwnerFields, VisitorFields
from app.ui.screens.intake_person import PersonPanel
from app.ui.screens.intake_procedure import ProcedurePanel
from app.ui.screens.intake_result import DuePanel, FeesPanel, ResultPanel


@dataclass(frozen=True, slots=True)
class Panels:
    """What stands in the three columns."""

    person: PersonPanel
    procedure: ProcedurePanel
    papers: PapersPanel
    result: ResultPanel
    fees: FeesPanel
    due: DuePanel


def panels_in_pieces(context: Context) -> Iterator[Panels | None]:
    """Make the panels: give None wherever other events may come in between, and all of them at last."""
    fields = VisitorFields(context)
    yield None
    owner = OwnerFields(context)
    yield None
    person = PersonPanel(context, fields, owner)
    yield None
    procedure, papers = ProcedurePanel(context), PapersPanel()
    yield None
    yield Panels(person, procedure, papers, ResultPanel(context), FeesPanel(), DuePanel())
