"""The intake form as it stands on the screen: what was typed, right or wrong, and what it lacks. No widgets.

`FormState` is what drafts keep (`to_data`, `from_data`); `to_form` makes of it what the use cases take.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Self

import msgspec
from PySide6.QtCore import QCoreApplication

from app.domain.catalogue import case_papers
from app.domain.errors import UserError
from app.domain.intake import IntakeForm, PaperCount, Payment, ResultWay, SupplementItem, too_long
from app.domain.money import parse_money
from app.domain.people import Applicant, Authorisation, PartyKind, Sex
from app.domain.plain_data import convert
from app.domain.procedures import Channel, Need, Paper, Procedure
from app.domain.text import clean, fold
from app.ui.screens.intake_people import PersonState, Resolve, notes_of, of_dossier, party_of

translate = QCoreApplication.translate
_COUNT = re.compile(r"\d{1,6}", re.ASCII)

SELF, PERSON, ORGANISATION = "self", "person", "organisation"
_CHOICES: dict[str, frozenset[str]] = {
    "mode": frozenset({"new", "correct", "resume"}),
    "filed_for": frozenset({SELF, PERSON, ORGANISATION}),
    "channel": frozenset(Channel),
    "result_way": frozenset(ResultWay),
    "payment": frozenset(Payment),
}
RELATIONS = ("child", "parent", "spouse", "sibling", "grandparent", "authorised")


@dataclass(slots=True)
class PaperState:
    """Counts of one paper; `shown` = looked at and given back. `name` only for papers the clerk added."""

    originals: int = 0
    certified: int = 0
    copies: int = 0
    shown: bool = False
    name: str = ""

    @property
    def is_there(self) -> bool:
        return self.shown or bool(self.originals + self.certified + self.copies)


@dataclass(slots=True)
class FormState:
    """Everything on the intake screen. `subject_id` names the dossier that is corrected or resumed after a slip."""

    act_id: str
    mode: str = "new"  # "new", "correct", "resume"
    subject_id: str = ""
    code: str = ""
    received_at: str = ""  # local, ISO; of the dossier that is corrected
    parked: bool = False
    search: str = ""
    visitor: PersonState = field(default_factory=PersonState)
    filed_for: str = SELF
    owner: PersonState = field(default_factory=PersonState)
    relation: str = ""
    document: str = ""
    procedure_text: str = ""
    procedure_code: str = ""
    case: str = ""
    papers: dict[str, PaperState] = field(default_factory=dict)
    sets: int = 1
    channel: str = Channel.COUNTER.value
    result_way: str = ResultWay.COUNTER.value
    result_address: str = ""
    quantities: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, str] = field(default_factory=dict)
    payment: str = Payment.CASH.value
    exemption: str = ""
    note: str = ""

    @property
    def is_proxy(self) -> bool:
        """Whether the visitor files for another."""
        return self.filed_for != SELF

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return self.visitor.is_empty and not (self.search or self.procedure_text or self.procedure_code or self.note)

    @property
    def who(self) -> PersonState:
        """The owner of the dossier (chủ hồ sơ)."""
        return self.owner if self.is_proxy else self.visitor

    def title(self, procedure: Procedure | None) -> str:
        """Name the form in a list of drafts."""
        who = self.visitor.name or self.visitor.number or self.search
        what = (procedure.short_name or procedure.name) if procedure else self.procedure_text
        return " · ".join(part for part in (who, what) if part)

    def to_data(self) -> dict[str, Any]:
        """Return plain data for the draft."""
        data: dict[str, Any] = msgspec.to_builtins({f.name: getattr(self, f.name) for f in fields(self)})
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read a draft; unknown keys of another version are passed over, a choice it does not know is made anew.

        Raises msgspec.ValidationError.
        """
        try:
            state = convert(dict(data), cls)
        except UnicodeEncodeError as error:  # halves of characters
            raise msgspec.ValidationError(str(error)) from error
        usual = cls("")
        for name, known in _CHOICES.items():
            if getattr(state, name) not in known:
                setattr(state, name, getattr(usual, name))
        for person in (state.visitor, state.owner):
            person.kind = person.kind if person.kind in set(PartyKind) else PartyKind.INDIVIDUAL.value
            person.sex = person.sex if person.sex in set(Sex) else ""
        state.sets = min(max(state.sets, 1), 99)
        for paper in state.papers.values():
            for column in ("originals", "certified", "copies"):
                setattr(paper, column, min(max(getattr(paper, column), 0), 99))
        return state


# -- procedure and papers


def is_wanted(paper: Paper, state: FormState) -> bool:
    """Whether a paper must be there now: required ones, and the authorisation when somebody files for another."""
    if paper.need is Need.REQUIRED:
        return True
    return paper.need is Need.CONDITIONAL and state.is_proxy and fold(paper.name).startswith("van ban uy quyen")


def papers_of(state: FormState, procedure: Procedure) -> tuple[Paper, ...]:
    """Return the papers of the case chosen, then those the clerk added."""
    own = tuple(Paper(key, paper.name, Need.CONDITIONAL) for key, paper in state.papers.items() if key.startswith("+"))
    return case_papers(procedure, state.case) + own


def missing(state: FormState, procedure: Procedure) -> tuple[Paper, ...]:
    """Return the wanted papers that are not there."""
    return tuple(
        paper
        for paper in papers_of(state, procedure)
        if is_wanted(paper, state) and not state.papers.get(paper.key, PaperState()).is_there
    )


def tick(state: FormState, paper: Paper) -> None:
    """Tick a paper with its usual count, or take it away."""
    if state.papers.get(paper.key, PaperState()).is_there:
        put_away(state, paper.key)
    elif paper.need is Need.SHOWN:
        state.papers[paper.key] = PaperState(shown=True)
    else:
        usual = PaperState(paper.originals, paper.certified, paper.copies)
        _keep_name(state, paper.key, usual if usual.is_there else PaperState(originals=1))


def count(state: FormState, key: str, column: str, number: int) -> None:
    """Set how many of "originals", "certified" or "copies" of a paper were handed in."""
    paper = state.papers.setdefault(key, PaperState())
    paper.shown = False
    setattr(paper, column, max(0, min(99, number)))
    if not paper.is_there and not paper.name:
        del state.papers[key]


def put_away(state: FormState, key: str) -> None:
    """Take a paper away; one that the clerk added goes altogether."""
    state.papers.pop(key, None)


def add_paper(state: FormState, name: str) -> str:
    """Add a paper that the catalogue does not name, one original; returns its key."""
    number = sum(key.startswith("+") for key in state.papers) + 1
    while f"+{number}" in state.papers:
        number += 1
    state.papers[f"+{number}"] = PaperState(originals=1, name=clean(name))
    return f"+{number}"


def _keep_name(state: FormState, key: str, paper: PaperState) -> None:
    paper.name = state.papers[key].name if key in state.papers else ""
    state.papers[key] = paper


def supplement_items(state: FormState, procedure: Procedure) -> list[SupplementItem]:
    """Propose what a supplement request asks for: the wanted papers that are not there."""
    return [
        SupplementItem(
            name=paper.name,
            originals=paper.originals or int(not paper.certified and not paper.copies),
            certified=paper.certified,
            copies=paper.copies,
            reason=f"Thành phần hồ sơ bắt buộc của thủ tục {procedure.code}, chưa có trong hồ sơ nộp",
        )
        for paper in missing(state, procedure)
    ]


# -- the whole form


def quantities_of(state: FormState) -> dict[str, int]:
    """Return the counts of fee units; what is no number counts as 1."""
    return {key: int(text.strip()) for key, text in state.quantities.items() if _COUNT.fullmatch(text.strip())}


def amounts_of(state: FormState) -> dict[str, int]:
    """Return the amounts that the clerk typed and that can be read, in đồng."""
    found = {}
    for key, text in state.amounts.items():
        try:
            found[key] = parse_money(text)
        except UserError:
            continue
    return found


def to_form(state: FormState, procedure: Procedure | None, today: date, resolve: Resolve) -> IntakeForm:
    """Return what the use cases take. Papers of another case than the one chosen stay out."""
    visitor = party_of(state.visitor, today, resolve)
    applicant = Applicant(visitor)
    if state.is_proxy:
        relation = "authorised" if state.filed_for == ORGANISATION else state.relation
        authorisation = Authorisation(relation, clean(state.document)) if relation else None
        applicant = Applicant(party_of(state.owner, today, resolve), visitor, authorisation)
    papers = []
    for paper in papers_of(state, procedure) if procedure else ():
        kept = state.papers.get(paper.key)
        if kept is not None and kept.is_there:
            counts = (kept.originals, kept.certified, kept.copies)
            papers.append(PaperCount(paper.key, paper.name, *counts, kept.shown, paper.condition))
    post = state.result_way == ResultWay.POST
    return IntakeForm(
        act_id=state.act_id,
        applicant=applicant,
        procedure_code=state.procedure_code,
        case=state.case,
        papers=tuple(papers),
        sets=state.sets,
        channel=Channel(state.channel),
        result_way=ResultWay(state.result_way),
        result_address=resolve(state.result_address) if post and state.result_address else None,
        fee_quantities=quantities_of(state),
        fee_amounts=amounts_of(state),
        payment=Payment(state.payment),
        exemption=state.exemption if state.payment == Payment.EXEMPT else "",
        note=state.note,
    )


def from_form(form: IntakeForm, mode: str, subject_id: str, code: str, received_at: str = "") -> FormState:
    """Return a saved dossier as the screen shows it, for correction or after a supplement slip."""
    applicant = form.applicant
    owner, filer = applicant.owner, applicant.filer
    filed_for = SELF
    if filer is not None:
        filed_for = ORGANISATION if owner.kind is PartyKind.ORGANISATION else PERSON
    return FormState(
        act_id=form.act_id,
        mode=mode,
        subject_id=subject_id,
        code=code,
        received_at=received_at,
        visitor=of_dossier(applicant.visitor),
        filed_for=filed_for,
        owner=of_dossier(owner) if filer is not None else PersonState(),
        relation=applicant.authorisation.relation if applicant.authorisation else "",
        document=applicant.authorisation.document if applicant.authorisation else "",
        procedure_code=form.procedure_code,
        case=form.case,
        papers={
            p.key: PaperState(p.originals, p.certified, p.copies, p.shown, p.name if p.key.startswith("+") else "")
            for p in form.papers
        },
        sets=form.sets,
        channel=form.channel.value,
        result_way=form.result_way.value,
        result_address=str(form.result_address) if form.result_address else "",
        quantities={key: str(number) for key, number in form.fee_quantities.items()},
        amounts={key: str(number) for key, number in form.fee_amounts.items()},
        payment=form.payment.value,
        exemption=form.exemption,
        note=form.note,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """A place that is empty or wrong. `must` bars saving; others ask once and let through at the second press."""

    place: str
    sentence: str
    must: bool = True


def gaps(state: FormState, procedure: Procedure | None, today: date, resolve: Resolve) -> tuple[Gap, ...]:
    """Say what the form lacks, in the order of the screen."""
    found = _person_gaps(state.visitor, "visitor", translate("Gaps", "người nộp"), today, resolve)
    if not state.visitor.phone:
        found.append(
            Gap("visitor.phone", translate("Gaps", "Chưa có số điện thoại; không có thì bấm F10 lần nữa"), must=False)
        )
    if state.is_proxy:
        found += _person_gaps(state.owner, "owner", translate("Gaps", "chủ hồ sơ"), today, resolve)
        if state.filed_for == PERSON and not state.relation:
            found.append(Gap("relation", translate("Gaps", "Chưa ghi người nộp là gì của chủ hồ sơ")))
        if state.filed_for == PERSON and state.relation == "authorised" and not state.document:
            found.append(
                Gap(
                    "document",
                    translate("Gaps", "Chưa ghi văn bản ủy quyền; không có số thì bấm F10 lần nữa"),
                    must=False,
                )
            )
    if procedure is None:
        return (*found, Gap("procedure", translate("Gaps", "Chưa chọn thủ tục")))
    if procedure.cases and state.case not in {case.key for case in procedure.cases}:
        found.append(Gap("case", translate("Gaps", "Chưa chọn trường hợp")))
    absent = missing(state, procedure)
    if absent:
        hard = any(paper.need is Need.REQUIRED for paper in absent)
        sentence = translate("Gaps", "Còn thiếu {n} giấy bắt buộc: {name}").format(n=len(absent), name=absent[0].name)
        found.append(Gap("papers", sentence, must=hard))
    if state.result_way == ResultWay.POST and not state.result_address:
        found.append(Gap("result_address", translate("Gaps", "Chưa có địa chỉ nhận kết quả qua bưu chính")))
    unread = [text for text in state.amounts.values() if text and not amounts_of(FormState("", amounts={"": text}))]
    if unread:
        found.append(Gap("fees", translate("Gaps", "“{text}” không phải số tiền").format(text=unread[0])))
    if state.payment == Payment.EXEMPT and not state.exemption:
        found.append(Gap("exemption", translate("Gaps", "Chưa ghi lý do miễn phí, lệ phí")))
    found += (Gap(lack.place, lack.sentence) for lack in too_long(to_form(state, procedure, today, resolve)))
    return tuple(found)


def _person_gaps(person: PersonState, place: str, who: str, today: date, resolve: Resolve) -> list[Gap]:
    found = []
    notes = notes_of(person, today, resolve)
    if not person.name:
        found.append(Gap(f"{place}.name", translate("Gaps", "Chưa có tên {who}").format(who=who)))
    if not person.number:
        what = translate("Gaps", "mã số thuế") if person.is_organisation else translate("Gaps", "số định danh")
        sentence = translate("Gaps", "Chưa có {what} của {who}; không có thì bấm F10 lần nữa").format(
            what=what, who=who
        )
        found.append(Gap(f"{place}.number", sentence, must=False))
    for name in ("number", "name", "born", "issued", "address", "phone", "email"):
        note = notes.get(name)
        if note is not None and note.state == "bad":
            found.append(Gap(f"{place}.{name}", note.words))
    if not person.address and person.name:
        sentence = translate("Gaps", "Chưa có nơi ở của {who}; không có thì bấm F10 lần nữa").format(who=who)
        found.append(Gap(f"{place}.address", sentence, must=False))
    return found
