"""The three columns of intake around one form: what is shown, what is computed live, where the focus goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.domain.catalogue import limit_for
from app.domain.deadlines import Due, compute_due
from app.domain.intake import IntakeForm, Payment
from app.domain.money import FeeLine
from app.domain.people import Address
from app.domain.procedures import Procedure
from app.services.intake_data import fees_of
from app.ui.context import Context
from app.ui.screens.intake_address import resolve_address
from app.ui.screens.intake_columns import Columns
from app.ui.screens.intake_model import FormState, Gap, gaps, missing, to_form
from app.ui.screens.intake_panels import Panels
from app.ui.screens.intake_why import WhyPanel

_TICK_MS = 5000


class IntakeView(QWidget):
    """Shows a `FormState` and writes what the clerk does into it; `changed` after each change."""

    changed = Signal()
    passed_papers = Signal()
    at_end = Signal()  # Enter at the last place: the main button is next

    def __init__(self, context: Context, form: FormState, panels: Panels) -> None:
        super().__init__()
        self.context = context
        self.form = form
        self.person, self.procedure_panel, self.papers = panels.person, panels.procedure, panels.papers
        self.result, self.fees, self.due_panel = panels.result, panels.fees, panels.due
        self._why: WhyPanel | None = None
        middle = (self.procedure_panel, self.papers)
        self.columns = Columns(self.person, middle, (self.result, self.fees, self.due_panel))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.columns)
        self._places = self._all_places()
        self._connect()
        self._keys()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start(_TICK_MS)
        self._minute = self._now()
        self.show_form(form)

    def _connect(self) -> None:
        self.person.changed.connect(self._on_person)
        self.person.filed_for_chosen.connect(self.choose_filed_for)
        self.procedure_panel.chosen.connect(self.choose_procedure)
        self.procedure_panel.case_chosen.connect(self.choose_case)
        self.procedure_panel.typed.connect(self._on_procedure_typed)
        self.papers.changed.connect(self._on_papers)
        self.papers.passed.connect(self._on_passed)
        self.result.changed.connect(self.changed)
        self.fees.changed.connect(self._on_fees)
        self.due_panel.why_asked.connect(self.toggle_why)

    def _keys(self) -> None:
        for key, slot in (
            ("Alt+T", lambda: self.go_to("procedure")),
            ("F7", lambda: self.go_to("papers")),
            ("Alt+B", lambda: self.go_to("sets")),
            ("Alt+K", lambda: self.go_to("result_way")),
            ("F8", lambda: self.go_to("fees")),
            ("Ctrl+M", self._on_owner_key),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(slot)

    # -- showing

    def show_form(self, form: FormState) -> None:
        """Load another form."""
        self.form = form
        person = form.visitor
        typed = not person.is_empty and (not person.source or bool(person.trouble))
        self.person.is_open = typed and not (form.is_proxy and bool(person.name and person.number))
        self.person.show_state(form)
        self.show_computed()
        self.result.show_state(form)
        self.close_why()

    def show_computed(self) -> None:
        """Show procedure, papers, fees and due date anew."""
        procedure = self.procedure()
        self.procedure_panel.show_state(self.form, procedure)
        self.papers.show_state(self.form, procedure)
        self._show_fees()
        self._show_due()

    def _show_fees(self) -> None:
        procedure = self.procedure()
        lines: tuple[FeeLine, ...] | None = None
        if procedure is not None:
            lines = fees_of(self.intake_form(), procedure, self._received().date())
        self.fees.show_state(self.form, lines)

    def _show_due(self) -> None:
        self.due_panel.show_due(self.due(), chosen=self.procedure() is not None)
        if self._why is not None and self._why.isVisible():
            due = self.due_panel.due
            if due is None:
                self.close_why()
            else:
                self._why.show_due(due, self.due_panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.columns.fit()
        if self._why is not None and self._why.isVisible():
            self._why.place(self.due_panel)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_why()  # it hangs in the window, and would stand before the sign-in too

    # -- what follows from the form

    def _now(self) -> datetime:
        return self.context.house.local_now().replace(second=0, microsecond=0)

    def _received(self) -> datetime:
        return datetime.fromisoformat(self.form.received_at) if self.form.received_at else self._now()

    def today(self) -> date:
        """Give the day at the office."""
        return self.context.house.local_now().date()

    def resolve(self, text: str) -> Address:
        """Give an address with today's commune."""
        return resolve_address(self.context.addresses, text)

    def procedure(self) -> Procedure | None:
        """Give the procedure chosen, as the catalogue knows it today."""
        return self.context.procedures.get(self.form.procedure_code)

    def intake_form(self) -> IntakeForm:
        """Give what the use cases take."""
        return to_form(self.form, self.procedure(), self.today(), self.resolve)

    def due(self) -> Due | None:
        """Compute when it is due if it is received now (a corrected one: when it was received)."""
        procedure = self.procedure()
        if procedure is None:
            return None
        form = self.intake_form()
        limit = limit_for(procedure, form.channel, form.case)
        return compute_due(self._received(), limit, self.context.calendar) if limit else None

    def gaps(self) -> tuple[Gap, ...]:
        """Say what is missing or wrong."""
        return gaps(self.form, self.procedure(), self.today(), self.resolve)

    def lacks_papers(self) -> bool:
        """Say whether a required paper is missing."""
        procedure = self.procedure()
        return procedure is not None and bool(missing(self.form, procedure))

    def _on_tick(self) -> None:
        now = self._now()
        if now != self._minute:
            self._minute = now
            if self.isVisible():
                self._show_due()

    # -- what the clerk did

    def _on_person(self) -> None:
        self.changed.emit()

    def _on_papers(self) -> None:
        self.changed.emit()

    def _on_fees(self) -> None:
        exempt = self.form.payment == Payment.EXEMPT
        self._show_fees()
        if exempt and not self.form.exemption:
            self.fees.exemption.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.changed.emit()

    def _on_procedure_typed(self, text: str) -> None:
        self.form.procedure_text = text
        self.changed.emit()

    def _on_passed(self) -> None:
        self.passed_papers.emit()
        self.next_place("papers")

    def choose_procedure(self, code: str) -> None:
        """Take a procedure; another one than before begins with no case and no papers."""
        form = self.form
        if code not in self.context.procedures:
            return
        if code != form.procedure_code:
            form.procedure_code, form.procedure_text = code, ""
            form.case = ""
            form.papers, form.quantities, form.amounts = {}, {}, {}
            cases = self.context.procedures[code].cases
            if len(cases) == 1:
                form.case = cases[0].key
        self.show_computed()
        self.changed.emit()
        self.next_place("procedure")

    def choose_case(self, key: str) -> None:
        """Take a case: papers, limit and fees follow; ticks of papers that it shares stay."""
        self.form.case = key
        self.show_computed()
        self.changed.emit()

    def choose_filed_for(self, value: str) -> None:
        """Take in whose name it is filed."""
        form = self.form
        form.filed_for = value
        form.owner.kind = "organisation" if value == "organisation" else "individual"
        if form.is_proxy and not form.visitor.trouble and form.visitor.name and form.visitor.number:
            self.person.close_fields()  # makes room for the owner
        self.person.show_state(form)
        self.show_computed()
        self.changed.emit()

    def _on_owner_key(self) -> None:
        if self.form.visitor.is_empty and not self.person.is_open:
            return
        order = ["self", "person", "organisation"]
        self.choose_filed_for(order[(order.index(self.form.filed_for) + 1) % 3])
        if self.form.is_proxy:
            self.go_to("owner.name")
        else:
            self.go_to("filed_for")

    # -- why

    def toggle_why(self) -> None:
        """Open or close the explanation of the due date."""
        if self.why_is_open():
            self.close_why()
            return
        due = self.due_panel.due
        if due is not None:
            self.columns.show_panel(self.due_panel)
            if self._why is None:
                self._why = WhyPanel(self.window())
            elif self._why.parentWidget() is not self.window():
                self._why.setParent(self.window())
            self._why.show_due(due, self.due_panel)

    def why_is_open(self) -> bool:
        """Say whether the explanation is up."""
        return self._why is not None and self._why.isVisible()

    def close_why(self) -> None:
        """Close the explanation."""
        if self._why is not None:
            self._why.hide()

    # -- focus

    def _all_places(self) -> dict[str, Callable[[], QWidget | None]]:
        person, fields, owner = self.person, self.person.fields, self.person.owner
        visitor = ("number", "name", "born", "issued", "address", "representative", "phone", "email")
        owners = ("name", "number", "relation", "representative", "born", "document", "address")
        places: dict[str, Callable[[], QWidget | None]] = {"search": lambda: person.invitation.search}
        for name in visitor:
            places[f"visitor.{name}"] = lambda n=name: fields.place(n)  # type: ignore[misc]
        places["filed_for"] = lambda: person.filed_for
        for name in owners:
            key = name if name in ("relation", "document") else f"owner.{name}"
            places[key] = lambda n=name: owner.place(n)  # type: ignore[misc]
        places["procedure"] = lambda: self.procedure_panel.field
        places["case"] = self.procedure_panel.case_widget
        places["sets"] = lambda: self.papers.sets
        places["papers"] = lambda: self.papers.list
        places["result_way"] = lambda: self.result.way
        places["result_address"] = lambda: self.result.address.edit
        places["fees"] = self.fees.first_editor
        places["exemption"] = lambda: self.fees.exemption
        return places

    def place_of(self, widget: QWidget | None) -> str:
        """Give the place a widget belongs to, "" for none."""
        step = widget
        while step is not None and step is not self:
            for name, getter in self._places.items():
                if getter() is step:
                    return name
            for name, panel in (("fees", self.fees), ("result_way", self.result)):
                if step is panel:
                    return name
            step = step.parentWidget()
        return ""

    def go_to(self, place: str) -> None:
        """Put the focus on a place; opens the visitor's fields when it is one of them."""
        if place.startswith("visitor.") and place not in ("visitor.phone", "visitor.email") and not self.person.is_open:
            self.person.open_fields()
        if place == "case":
            self.procedure_panel.ask_case()
            return
        getter = self._places.get(place)
        widget = getter() if getter is not None else None
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if place == "papers":
            self.papers.list.go_to_wanted()

    def next_place(self, after: str = "") -> None:
        """Go to the next empty or doubtful place; past the last one the main button is next."""
        names = list(self._places)
        current = after or self.place_of(QApplication.focusWidget())
        wanted = self._wanted()
        start = names.index(current) + 1 if current in names else 0
        for name in names[start:]:
            if name in wanted and self._is_there(name):
                self.go_to(name)
                return
        self.at_end.emit()

    def previous_place(self) -> None:
        """Go to the place before, whatever stands in it."""
        names = list(self._places)
        current = self.place_of(QApplication.focusWidget())
        start = names.index(current) if current in names else len(names)
        for name in reversed(names[:start]):
            if self._is_there(name):
                self.go_to(name)
                return

    def first_place(self) -> None:
        """Go to the first place that is empty or doubtful."""
        if self.form.visitor.is_empty and not self.person.is_open:
            self.go_to("search")
            return
        self.next_place("search")

    def _wanted(self) -> set[str]:
        wanted = {gap.place for gap in self.gaps()}
        form = self.form
        if not form.visitor.born and not form.visitor.is_organisation:
            wanted.add("visitor.born")
        if self.person.is_open and not form.visitor.issued and not form.visitor.is_organisation:
            wanted.add("visitor.issued")
        if any(row.amount is not None and not row.amount.text() for row in self.fees.rows.values()):
            wanted.add("fees")
        if not form.procedure_code:
            wanted.add("procedure")
        return wanted

    def _is_there(self, name: str) -> bool:
        getter = self._places[name]
        widget = getter()
        if widget is None:
            return False
        if name.startswith("visitor.") and not self.person.is_open and name not in ("visitor.phone", "visitor.email"):
            return False
        return widget.isVisibleTo(self) and widget.isEnabled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.previous_place()
                return
            if not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.next_place()
                return
        super().keyPressEvent(event)
