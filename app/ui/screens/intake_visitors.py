"""Who stands at the counter: cards read, people who were here before, people typed by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from app.domain.people import IdKind
from app.domain.phones import format_phone
from app.scanning.routing import CardScan, DamagedCard, Routed
from app.services.visitors import KnownPerson, count_dossiers_of, find_people
from app.ui.screens.intake_bench import IntakeBench
from app.ui.screens.intake_model import (
    ORGANISATION,
    PERSON,
)
from app.ui.screens.intake_people import (
    PersonState,
    keep_typed,
    number_kind,
    person_of,
    person_of_scan,
    remember,
    tidy_number,
)
from app.ui.widgets.question import Question
from app.ui.widgets.toasts import Answer


class IntakeVisitors(IntakeBench):
    """The part of the screen that fills column 1."""

    @Slot(object)
    def on_scan(self, scan: Routed) -> None:
        """Take what the reader saw. A second card never overwrites: it asks whose it is."""
        if not isinstance(scan, CardScan | DamagedCard):
            return
        if self.dialog is not None:
            self._scans.append(scan)
            return
        person = person_of_scan(scan, self.view.resolve, self.context.house.local_now())
        form = self.form
        now = form.visitor
        same = bool(person.number) and person.number == now.number
        unknown = not person.number or not now.number or "number" in now.faults
        if now.is_empty or same or (now.trouble and (unknown or not _was_typed_into(now))):
            keep_typed(person, now)
            self._take_visitor(person)
        elif (form.is_proxy and form.owner.is_empty) or (
            form.is_proxy and person.number and person.number == form.owner.number
        ):
            self._take_owner(person)
        else:
            self._ask_whose(person)

    def _next_scan(self) -> None:
        if self._scans and self.dialog is None:
            self.on_scan(self._scans.pop(0))

    def _ask_whose(self, person: PersonState) -> None:
        name = person.name or person.number
        sentence = self.tr("Hồ sơ đang nhập là của {now}. Thẻ mới: {name}.").format(
            now=self.form.visitor.name, name=name
        )
        answers = (
            Answer(self.tr("Bỏ thẻ này"), "Esc", None, "ghost"),
            Answer(self.tr("Người mới"), "2", partial(self._new_visitor, person)),
            Answer(self.tr("Thêm chủ hồ sơ"), "1", partial(self._take_owner, person), "main"),
        )
        self._open_dialog(Question(self.tr("Thẻ vừa đọc là của ai?"), sentence, answers, 0, self))

    def _new_visitor(self, person: PersonState) -> None:
        self.park()
        self._take_visitor(person)

    def _take_visitor(self, person: PersonState) -> None:
        form = self.form
        person.phone = person.phone or form.visitor.phone
        person.email = person.email or form.visitor.email
        form.visitor, form.search = person, ""
        self.view.person.is_open = bool(person.trouble)
        self.view.person.show_state(form)
        if person.trouble:
            self.view.go_to(self._first_fault(person))
        else:
            self.view.go_to("visitor.phone" if not person.phone else "procedure")
            self.view.person.is_touched = False
            if person.source == "card":
                self._remember(person)
        self._count_earlier()
        self._on_changed()

    def _first_fault(self, person: PersonState) -> str:
        for name in ("number", "name", "born", "address", "issued"):
            if name in person.faults or name in person.doubts or not getattr(person, name):
                return f"visitor.{name}"
        return "visitor.name"

    def _remember(self, person: PersonState) -> None:
        house = self.context.house
        query = person.number.replace(" ", "")
        self.context.runner.run(self, lambda: find_people(house, query, 1), partial(self._on_remembered, person))

    def _on_remembered(self, person: PersonState, found: list[KnownPerson]) -> None:
        if not found or self.form.visitor is not person:
            return
        panel = self.view.person
        waits_at_phone = panel.phone.edit.hasFocus() and not panel.is_touched
        if remember(person, found[0].party):
            panel.show_state(self.form)
            if waits_at_phone and person.phone:  # late answers take the focus from nobody who went to work
                self.view.next_place("visitor.phone")
            self._on_changed()

    def _take_owner(self, person: PersonState) -> None:
        form = self.form
        form.owner = person
        self.view.choose_filed_for(ORGANISATION if person.is_organisation else PERSON)
        self.view.next_place("filed_for")

    def _find_people(self, show: Any, query: str) -> None:
        house, text = self.context.house, query.strip()
        if len(text) < 2:
            show(query, [])
            return
        self.context.runner.run(self, lambda: find_people(house, text), partial(show, query))

    def _take_known(self, known: KnownPerson) -> None:
        person = person_of(known.party, "before", f"{known.last_seen:%d/%m}", known.dossiers)
        if self.form.is_proxy and not self.form.visitor.is_empty:
            self._take_owner(person)
        elif person.is_organisation:
            self.form.search = ""
            self.view.person.is_open = True
            self._take_owner(person)
            self.view.go_to("visitor.number")
        else:
            self._take_visitor(person)

    def _type_by_hand(self, text: str) -> None:
        form, typed = self.form, text.strip()
        digits = "".join(typed.split())
        if digits.isdecimal():
            person = PersonState(number=typed)
            if number_kind(person) is IdKind.PERSONAL_NUMBER and len(digits) in (10, 11) and digits[0] == "0":
                person = PersonState(phone=typed)
        else:
            person = PersonState(name=typed)
        person.number, person.phone = tidy_number(person), format_phone(person.phone)
        form.visitor, form.search = person, ""
        self.view.person.show_state(form)
        self.view.person.open_fields()
        self.view.next_place("search")
        self._on_changed()

    def _edit_person(self) -> None:
        self.view.person.open_fields()
        self.view.go_to("visitor.number")

    def _scan_again(self) -> None:
        # The reader is always listened to; the key only brings the clerk to the person.
        if self.form.visitor.is_empty and not self.view.person.is_open:
            self.view.go_to("search")
        else:
            self._edit_person()

    def _count_earlier(self) -> None:
        person, house = self.form.visitor, self.context.house
        number = person.number.replace(" ", "")
        if number and number != self._counted:
            self._counted = number
            self.context.runner.run(self, lambda: count_dossiers_of(house, number), partial(self._on_counted, person))

    def _on_counted(self, person: PersonState, count: int) -> None:
        if self.form.visitor is person and person.earlier != count:
            person.earlier = count
            self.view.person.show_state(self.form)

    def _show_history(self) -> None:
        self.go_to.emit("find", self.form.visitor.number.replace(" ", ""))

    def _next_of_visitor(self) -> None:
        if self._served is None or not self.form.is_empty:
            return
        served = self._served
        person = PersonState(**{name: getattr(served, name) for name in PersonState.__slots__})
        person.told, person.faults = dict(served.told), dict(served.faults)
        self.form.visitor, self.form.search = person, ""
        self.view.show_form(self.form)
        self._count_earlier()
        self.view.go_to("procedure")
        self._on_changed()


def _was_typed_into(person: PersonState) -> bool:
    """Whether the clerk changed or added something to what a card said."""
    return any(getattr(person, name) != person.told.get(name, "") for name in ("number", "name", "born", "address"))
