"""The main job: a form becomes a dossier with a code and a due date, or a supplement slip, or a refusal.

Each use case is one transaction: number, event, projections and print jobs. Saving the same form twice (double press,
answer lost in a crash) saves once: the form's `act_id` is looked up first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.catalogue import limit_for
from app.domain.deadlines import Due, compute_due
from app.domain.dossier import DossierState
from app.domain.dossier_codes import DossierCode, local_time
from app.domain.errors import UserError
from app.domain.events import Event
from app.domain.intake import IntakeForm, Lack, RefusalReason, SupplementItem, lacks
from app.domain.office import Actor, Right
from app.domain.procedures import Procedure
from app.models.tables import DossierRow
from app.printing.documents import ReceiptDoc
from app.protocol.ids import new_id
from app.services import papers
from app.services.house import Changed, Desk, House, act, the_desk
from app.services.intake_data import as_stored, form_from, form_payload, form_personal
from app.services.numbers import Given, keep_mark, take_code, take_slip_number
from app.services.offices import work_calendar
from app.services.print_jobs import PrintPlan
from app.services.procedures import the_procedure
from app.storage.event_log import NewEvent, Written, act_events, append, events_of
from app.storage.rows import run


@dataclass(frozen=True, slots=True)
class Received:
    """A dossier saved: what the toast and the next screen need. `due` is None when the catalogue states no limit."""

    subject_id: str
    code: str
    received_at: datetime  # local
    due: Due | None
    event_hash: str
    jobs: tuple[str, ...]
    changed: Changed


@dataclass(frozen=True, slots=True)
class Slip:
    """A supplement request or refusal saved."""

    subject_id: str
    code: str
    number: str
    jobs: tuple[str, ...]
    changed: Changed


class IncompleteError(UserError):
    """The form lacks something; `lacks` names each place with its sentence."""

    def __init__(self, found: Sequence[Lack]) -> None:
        super().__init__(found[0].sentence, "Bổ sung chỗ được đánh dấu rồi lưu lại.", "INCOMPLETE")
        self.lacks = tuple(found)


def receive_dossier(house: House, actor: Actor, form: IntakeForm, plan: PrintPlan, subject_id: str = "") -> Received:
    """Save a form as a dossier: code, due date with explanation, receipt and labels queued.

    `subject_id` names the contact when the citizen comes back with what a supplement slip asked for; its code stays.
    Raises IncompleteError, or UserError when no number is left or the contact became a dossier already.
    """
    actor.must(Right.RECEIVE)
    with house.db.write() as session:
        earlier = _earlier(session, form, dossier.RECEIVED)
        if earlier is not None:
            return _saved_before(session, *earlier)
        desk = the_desk(session)
        procedure = the_procedure(session, form.procedure_code) if form.procedure_code else None
        found = lacks(form, procedure)
        if found or procedure is None:
            raise IncompleteError(found)
        doing = act(house, actor, desk, form.act_id)
        received_at = local_time(doing.at)
        due = due_of(session, desk, procedure, form, received_at)
        code, given = _code(session, desk, subject_id, received_at.date(), house)
        subject = subject_id or new_id(doing.at)
        payload = {
            **form_payload(form, procedure, received_at.date()),
            "code": code,
            "received_at": doing.at.isoformat(timespec="seconds"),
            "counter": desk.counter_name,
            "due": due.to_data() if due else None,
        }
        news = [NewEvent(dossier.KIND, subject, dossier.RECEIVED, payload, form_personal(form))]
        if form.note.strip():
            news.append(NewEvent(dossier.KIND, subject, dossier.NOTED, {}, {"text": form.note.strip()}))
        written = append(session, doing, news)[0]
        data = _data(written)
        jobs = papers.queue_receipt(session, house, actor, desk, data, written.hash, plan)
        _forget_draft(session, form)
        received = _received_of(data, due, written.hash, jobs)
    keep_mark(house.number_mark, given)
    return received


def request_supplement(
    house: House,
    actor: Actor,
    form: IntakeForm,
    items: Sequence[SupplementItem],
    plan: PrintPlan,
    subject_id: str = "",
) -> Slip:
    """Send the citizen home with one complete list of what to bring (NĐ 45/2020 Đ11.3); nothing is received yet."""
    actor.must(Right.RECEIVE)
    if not items:
        raise UserError("Chưa ghi giấy cần bổ sung.", "Chọn ít nhất một giấy còn thiếu hoặc phải sửa.", "NO-ITEMS")
    unexplained = [item.name for item in items if not item.reason.strip()]
    if unexplained:
        raise UserError(f"Chưa ghi lý do cho “{unexplained[0]}”.", "Ghi rõ vì sao cần bổ sung.", "NO-REASON")
    told = {"items": msgspec.to_builtins(list(items))}
    return _slip(house, actor, form, subject_id, dossier.SUPPLEMENT_REQUESTED, "HDHS", told, plan)


def refuse_at_intake(
    house: House,
    actor: Actor,
    form: IntakeForm,
    reasons: Sequence[RefusalReason],
    plan: PrintPlan,
    subject_id: str = "",
) -> Slip:
    """Refuse with reasons that each name the provision applied (form 03)."""
    actor.must(Right.REFUSE)
    if not reasons or not all(reason.fact.strip() for reason in reasons):
        raise UserError("Chưa ghi lý do từ chối.", "Ghi rõ sự việc khiến hồ sơ không nhận được.", "NO-REASON")
    if not all(reason.provision.strip() for reason in reasons):
        raise UserError("Lý do từ chối phải nêu quy định áp dụng.", "Ghi điều, khoản và tên văn bản.", "NO-PROVISION")
    told = {"reasons": msgspec.to_builtins(list(reasons))}
    return _slip(house, actor, form, subject_id, dossier.REFUSED, "TCHS", told, plan)


def correct_dossier(
    house: House, actor: Actor, subject_id: str, form: IntakeForm, reason: str, plan: PrintPlan
) -> Received:
    """Change what was taken in wrong, with a reason, and issue the receipt anew. The code stays (NĐ 45/2020 Đ12.3).

    The due date is computed again from the original receipt when procedure, case or channel change. Raises
    IncompleteError, or UserError without a reason, without a change, and before receipt.
    """
    actor.must(Right.CORRECT)
    if not reason.strip():
        raise UserError("Chưa ghi lý do sửa.", "Ghi ngắn gọn, ví dụ “nhập nhầm số bản”.", "NO-REASON")
    with house.db.write() as session:
        earlier = _earlier(session, form, dossier.CORRECTED)
        if earlier is not None:
            return _saved_before(session, *earlier)
        desk = the_desk(session)
        row = _row(session, subject_id)
        old = row.state_data
        if "received_at" not in old:
            raise UserError("Hồ sơ này chưa được tiếp nhận.", "Mở lại phiếu rồi tiếp nhận.", "NOT-RECEIVED")
        procedure = _procedure(session, form, old)
        found = lacks(form, procedure)
        if found:
            raise IncompleteError(found)
        doing = act(house, actor, desk, form.act_id)
        received_at = local_time(datetime.fromisoformat(old["received_at"]))
        new = as_stored(form_payload(form, procedure, received_at.date()))
        if form.procedure_code == old["procedure"]["code"]:
            new["procedure"] = old["procedure"]  # as it was written then, whatever a later program would write
        if any(new[name] != old.get(name) for name in ("procedure", "case", "channel")):
            due = due_of(session, desk, procedure, form, received_at)
            new["due"] = due.to_data() if due else None
        changes = {name: value for name, value in new.items() if name != "personal_keys" and old.get(name) != value}
        personal = {name: value for name, value in as_stored(form_personal(form)).items() if old.get(name) != value}
        if not changes and not personal:
            raise UserError("Chưa có gì thay đổi so với hồ sơ đã lưu.", "Sửa chỗ sai rồi lưu lại.", "NO-CHANGE")
        payload = {"changes": changes, "personal_keys": sorted(personal)}
        told = personal | {"reason": reason.strip()}
        [written] = append(session, doing, [NewEvent(dossier.KIND, subject_id, dossier.CORRECTED, payload, told)])
        data = _data(written)
        jobs = papers.queue_receipt(
            session, house, actor, desk, data, written.hash, plan, reissue_reason=reason.strip()
        )
        _forget_draft(session, form)
        return _received_of(data, _due_in(data), written.hash, jobs)


def add_note(house: House, actor: Actor, subject_id: str, text: str) -> Changed:
    """Add a note to a dossier; notes may name people, so their text is a personal part."""
    actor.must(Right.RECEIVE)
    if not text.strip():
        raise UserError("Ghi chú đang trống.", "", "NO-TEXT")
    with house.db.write() as session:
        desk = the_desk(session)
        _row(session, subject_id)
        note = NewEvent(dossier.KIND, subject_id, dossier.NOTED, {}, {"text": text.strip()})
        append(session, act(house, actor, desk, new_id(house.clock())), [note])
    return Changed(frozenset({dossier.KIND}), frozenset({subject_id}))


def form_of(house: House, subject_id: str, act_id: str) -> IntakeForm:
    """Return a saved dossier as the form that would make it, for correction or after a supplement."""
    with house.db.read() as session:
        data = _row(session, subject_id).state_data
    return form_from(data, act_id)


def preview_receipt(house: House, actor: Actor, form: IntakeForm, subject_id: str = "") -> ReceiptDoc:
    """Return the receipt as it would print now, nothing written; serial 0000 stands where no code is given yet."""
    with house.db.read() as session:
        desk = the_desk(session)
        state = _row(session, subject_id).state_data if subject_id else {}
        procedure = _procedure(session, form, state)
        now = house.clock()
        received = datetime.fromisoformat(state["received_at"]) if state.get("received_at") else now
        due = due_of(session, desk, procedure, form, local_time(received))
        data = {
            **as_stored(form_payload(form, procedure, local_time(received).date())),
            **form_personal(form),
            "code": state.get("code") or str(DossierCode(desk.office.prefix, local_time(now).date(), "0000")),
            "received_at": received.isoformat(timespec="seconds"),
            "due": due.to_data() if due else None,
        }
    return papers.receipt_doc(desk, data, papers.stamp_now(house, actor, desk), actor)


def due_of(session: Session, desk: Desk, procedure: Procedure, form: IntakeForm, received_at: datetime) -> Due | None:
    """Compute the due date of a form received at that local time; None when the catalogue states no limit."""
    limit = limit_for(procedure, form.channel, form.case)
    return compute_due(received_at, limit, work_calendar(session, desk.office)) if limit else None


def _slip(
    house: House,
    actor: Actor,
    form: IntakeForm,
    subject_id: str,
    event_type: str,
    series: str,
    told: Mapping[str, Any],
    plan: PrintPlan,
) -> Slip:
    with house.db.write() as session:
        earlier = _earlier(session, form, event_type)
        if earlier is not None:
            return _slip_of(earlier[0], ())
        desk = the_desk(session)
        if not form.applicant.visitor.name.strip() or not form.procedure_code:
            raise UserError("Cần tên người nộp và thủ tục trước khi in phiếu.", "", "INCOMPLETE")
        procedure = the_procedure(session, form.procedure_code)
        doing = act(house, actor, desk, form.act_id)
        local = local_time(doing.at)
        subject = subject_id or new_id(doing.at)
        code, given = _code(session, desk, subject_id, local.date(), house)
        slip, numbered = take_slip_number(session, desk, series, local.year, house.number_mark)
        rounds = sum(event.type == dossier.SUPPLEMENT_REQUESTED for event in events_of(session, dossier.KIND, subject))
        payload = {
            **form_payload(form, procedure, local.date()),
            "code": code,
            "slip": slip,
            "round": rounds + 1,
        }
        # what was asked for or why it was refused is free text that may name people: it can be erased
        personal = {**form_personal(form), **told}
        [written] = append(session, doing, [NewEvent(dossier.KIND, subject, event_type, payload, personal)])
        jobs = papers.queue_slip(session, house, actor, desk, _data(written), written, plan)
        _forget_draft(session, form)
    keep_mark(house.number_mark, [*given, numbered])
    return _slip_of(written.event, jobs)


def _procedure(session: Session, form: IntakeForm, state: Mapping[str, Any]) -> Procedure:
    """Return the version frozen into a received dossier while the form names that procedure, else the one in use."""
    if state.get("received_at") and form.procedure_code == state["procedure"]["code"]:
        return papers.procedure_of(state)
    return the_procedure(session, form.procedure_code)


def _earlier(session: Session, form: IntakeForm, event_type: str) -> tuple[Event, bytes] | None:
    """Return what this form's act wrote when it was saved before. Raises UserError when that was another thing."""
    written = act_events(session, form.act_id)
    if not written:
        return None
    if written[0][0].type != event_type:
        raise UserError("Phiếu này đã lưu rồi.", "Mở hồ sơ vừa lưu để làm tiếp.", "SAVED-OTHERWISE")
    return written[0]


def _code(session: Session, desk: Desk, subject_id: str, day: date, house: House) -> tuple[str, list[Given]]:
    """Return the code of a contact that waits for a supplement, or a new one with what must be marked as given."""
    if subject_id:
        row = _row(session, subject_id)
        if row.state != DossierState.SUPPLEMENT:
            raise UserError(
                f"Hồ sơ {row.code} không còn chờ bổ sung.",
                "Mở hồ sơ để xem; cần sửa thì chọn Sửa hồ sơ.",
                "NOT-WAITING",
            )
        return row.code, []
    code, given = take_code(session, desk, day, house.number_mark)
    return str(code), [given]


def _data(written: Written) -> dict[str, Any]:
    return {**written.data, "subject_id": written.event.subject_id}


def _forget_draft(session: Session, form: IntakeForm) -> None:
    run(session, "DELETE FROM drafts WHERE draft_id = ?", form.act_id)


def _row(session: Session, subject_id: str) -> DossierRow:
    row = session.scalars(select(DossierRow).where(DossierRow.subject_id == subject_id)).one_or_none()
    if row is None:
        raise UserError("Không tìm thấy hồ sơ này trên máy.", "", "NO-DOSSIER")
    return row


def _saved_before(session: Session, event: Event, link: bytes) -> Received:
    data = {**_row(session, event.subject_id).state_data, "subject_id": event.subject_id}
    return _received_of(data, _due_in(data), link, ())


def _due_in(data: Mapping[str, Any]) -> Due | None:
    due = data.get("due")
    return Due.from_data(due) if due else None


def _received_of(data: Mapping[str, Any], due: Due | None, link: bytes, jobs: tuple[str, ...]) -> Received:
    return Received(
        subject_id=data["subject_id"],
        code=data["code"],
        received_at=local_time(datetime.fromisoformat(data["received_at"])),
        due=due,
        event_hash=link.hex(),
        jobs=jobs,
        changed=Changed(frozenset({dossier.KIND, "print", "draft"}), frozenset({data["subject_id"]})),
    )


def _slip_of(event: Event, jobs: tuple[str, ...]) -> Slip:
    return Slip(
        event.subject_id,
        event.payload["code"],
        event.payload["slip"],
        jobs,
        Changed(frozenset({dossier.KIND, "print", "draft"}), frozenset({event.subject_id})),
    )
