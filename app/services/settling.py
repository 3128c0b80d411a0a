"""Settling what is on the tray: an ordinary write whose basis covers all versions, in the name of whoever decided.

Two that decide differently at once are contested again, and a third ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import dossier, reference
from app.domain.catalogue import limit_for, procedure_from_data
from app.domain.deadlines import compute_due
from app.domain.dossier_codes import local_time
from app.domain.errors import UserError
from app.domain.fold import PersonalRef, SubjectState
from app.domain.office import Actor, Right
from app.domain.procedures import Channel
from app.domain.questions import Question, QuestionKind
from app.protocol.ids import new_id
from app.services.attention import NEEDED
from app.services.differences import APPLICANT, Piece, differing, merged_applicant
from app.services.house import Changed, Desk, House, act, the_desk
from app.services.numbers import Given, keep_mark, take_code
from app.services.offices import work_calendar
from app.services.versions import AGAIN, DISMISS, RECODE, UNDO, WRITABLE, Reading
from app.storage.event_log import NewEvent, append
from app.storage.projections import project, resolve
from app.storage.rows import run

Answers = Mapping[str, Mapping[str, str]]
"""By question: the version chosen for each piece, or under "" for all of them."""

_LAW = frozenset({"procedure", "case", "channel"})  # what a due date follows from


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided: words for the toast, and what changed.

    `reissue` is why the receipt that the person holds should be issued anew, "" when it still holds.
    """

    told: str
    changed: Changed
    reissue: str = ""


def settle(
    house: House, actor: Actor, subject_kind: str, subject_id: str, heads: Sequence[str], answers: Answers
) -> Settled:
    """Write what somebody decided about a subject as they saw it upon `heads`; every question is answered at once.

    Raises UserError without the right, when a question has no answer, and when the subject changed meanwhile: whoever
    decides must have seen all there is.
    """
    needed = NEEDED.get(subject_kind)
    if needed is not None:
        actor.must(needed)
    given: list[Given] = []
    with house.db.write() as session:
        desk = the_desk(session)
        reading = Reading(session, subject_kind, subject_id)
        if set(reading.state.heads) != set(heads):
            raise UserError(
                "Hồ sơ vừa có thay đổi từ quầy khác.", "Chưa ghi gì. Xem lại hai bản rồi chọn.", "CHANGED-MEANWHILE"
            )
        settling = _Settling(session, house, actor, desk, reading, answers)
        news = settling.news()
        given = settling.given
        if news:
            append(session, act(house, actor, desk, new_id(house.clock())), news)
        for question in settling.dismissed:
            run(
                session,
                "INSERT OR IGNORE INTO dismissals (event_id, staff_id, at) VALUES (?, ?, ?)",
                *(question.event_ids[0], actor.staff_id, house.clock().isoformat(timespec="seconds")),
            )
        if settling.dismissed:
            fresh = Reading(session, subject_kind, subject_id)
            project(session, subject_kind, subject_id, fresh.state, fresh.events)
    keep_mark(house.number_mark, given)
    changed = Changed(frozenset({subject_kind}), frozenset({subject_id}))
    return Settled("; ".join(settling.told), changed, settling.reissue)


def refer(house: House, actor: Actor, subject_id: str, text: str) -> Changed:
    """Refer what is asked about a dossier to the head of the section, with a word about it. Raises UserError."""
    actor.must(Right.RECEIVE)
    if not text.strip():
        raise UserError("Chưa ghi cần trưởng bộ phận quyết việc gì.", "Ghi ngắn gọn điều chưa rõ.", "NO-TEXT")
    with house.db.write() as session:
        desk = the_desk(session)
        reading = Reading(session, dossier.KIND, subject_id)
        if not reading.questions and not reading.twin():
            raise UserError("Việc này đã xong.", "Quầy khác vừa chọn, hoặc máy chủ đã tính lại.", "SETTLED")
        referred = NewEvent(dossier.KIND, subject_id, dossier.REFERRED, {}, {"text": text.strip()})
        append(session, act(house, actor, desk, new_id(house.clock())), [referred])
    return Changed(frozenset({dossier.KIND}), frozenset({subject_id}))


class _Settling:
    """One decision about one subject, turned into events."""

    def __init__(
        self, session: Session, house: House, actor: Actor, desk: Desk, reading: Reading, answers: Answers
    ) -> None:
        self._session, self._house, self._actor, self._desk = session, house, actor, desk
        self._reading, self._answers = reading, answers
        self.told: list[str] = []
        self.given: list[Given] = []
        self.dismissed: list[Question] = []
        self._values: dict[str, Any] = {}  # chosen registers as the fold has them
        self._merged: dict[str, Any] | None = None  # an applicant put together of several
        self._again: list[NewEvent] = []
        self._is_settled = False
        self._is_recoded = False

    @property
    def reissue(self) -> str:
        """Why a receipt given out no longer holds, "" when it does or there is none."""
        if self._reading.kind != dossier.KIND or not self._reading.data.get("received_at"):
            return ""
        if self._is_recoded:
            return "hồ sơ được cấp mã mới"
        return "thống nhất nội dung hồ sơ" if self._values or self._merged or self._again else ""

    def news(self) -> list[NewEvent]:
        """Return what to write; every question a person can settle must be answered."""
        for question in self._reading.questions:
            if question.needs_somebody:
                answer = self._answers.get(question.key)
                if not answer:
                    raise UserError("Còn câu chưa chọn.", "Chọn cho từng câu rồi ghi.", "UNANSWERED")
                self._settle(question, answer)
        news = [*self._again, *self._choices()]
        twin = self._reading.twin()
        if twin and RECODE in self._answers.get(f"doubled:{twin}", {}).values():
            news.append(self._recoded())
        return news

    def _settle(self, question: Question, answer: Mapping[str, str]) -> None:
        choice = answer.get("", "")
        match question.kind:
            case QuestionKind.CONTESTED | QuestionKind.UNFIT:
                self._choose(question, answer)
            case QuestionKind.ASIDE if choice == AGAIN:
                self._again.append(self._write_again(question))
                self._put_away(question)
            case QuestionKind.FLAGGED if choice == DISMISS:
                self.told.append("Đã biết việc máy chủ lưu ý")
                self._put_away(question)
            case QuestionKind.ASIDE | QuestionKind.UNREADABLE if choice == DISMISS:
                self.told.append("Đã bỏ qua việc không được tính")
                self._put_away(question)
            case _:
                raise _strange()

    def _put_away(self, question: Question) -> None:
        """A dossier's log has a word for it; of other subjects this PC remembers that it was read."""
        if self._reading.kind == dossier.KIND:
            self._is_settled = True
        else:
            self.dismissed.append(question)

    def _choose(self, question: Question, answer: Mapping[str, str]) -> None:
        """Take each register from the version its pieces were chosen from; put the applicant together if need be."""
        outcomes, pieces = self._reading.outcomes(question), self._reading.pieces(question)
        self._is_settled = True
        if question.kind is QuestionKind.UNFIT:
            self._keep_or_undo(question, answer.get("", ""), outcomes)
            return
        registers = self._reading.registers(question)
        picks = {name: self._picks(name, answer, pieces) for name in registers}
        for name, pick in picks.items():
            versions = set(pick.values())
            if not versions <= set(outcomes):
                raise _strange()
            if len(versions) == 1:
                self._values[name] = _value(outcomes[next(iter(versions))], name)
            elif name == APPLICANT:
                base = resolve(outcomes[next(iter(pick.values()))], self._reading.events)
                chosen = {key: pieces[version][key] for key, version in pick.items()}
                self._merged = merged_applicant(base.get(APPLICANT), chosen)
            else:
                raise _strange()
        every = list(dict.fromkeys(version for pick in picks.values() for version in pick.values()))
        if {"due", *_LAW} & set(registers):
            self._agree_on_due([outcomes[version] for version in (*every, *outcomes)])
        whole = len(every) == 1
        self.told.append(f"Đã giữ bản của {self._reading.counter_of(every[0])}" if whole else "Đã ghép từng ô")

    def _keep_or_undo(self, question: Question, choice: str, outcomes: Mapping[str, SubjectState]) -> None:
        """Leave what is, or give back what the event wrote over, where no other question has decided on it."""
        if choice not in outcomes:
            raise _strange()
        if choice == UNDO:
            self._values |= {
                name: _value(outcomes[UNDO], name) for name in question.registers if name not in self._values
            }
        self.told.append("Đã trở lại như trước đó" if choice == UNDO else "Đã giữ như đang ghi")

    def _picks(
        self, register: str, answer: Mapping[str, str], pieces: Mapping[str, Mapping[str, Piece]]
    ) -> dict[str, str]:
        """Return the version each differing piece of a register is taken from."""
        whole = answer.get("", "") or self._shown(register, pieces)
        own = [key for key in differing(list(pieces.values())) if key.split("/", 1)[0] == register]
        return {key: answer.get(key, whole) for key in own} or {register: whole}

    def _shown(self, register: str, pieces: Mapping[str, Any]) -> str:
        """Return the version shown meanwhile: nobody had to choose where all say the same."""
        written = self._reading.state.registers.get(register)
        return written.shown.event_id if written and written.shown.event_id in pieces else next(iter(pieces))

    def _agree_on_due(self, states: Sequence[SubjectState]) -> None:
        """A due date follows from procedure, case and channel: one put together of several versions is computed anew.

        Where a version (the chosen ones first) has just these three, its date stands.
        """
        now = {name: self._values.get(name, _value(self._reading.state, name)) for name in _LAW}
        for state in states:
            if all(_value(state, name) == now[name] for name in _LAW):
                self._values["due"] = _value(state, "due")
                return
        received_at = self._reading.data.get("received_at")
        limit = limit_for(procedure_from_data(now["procedure"]), Channel(now["channel"]), now["case"])
        if limit is None or not received_at:
            self._values["due"] = None
            return
        received = local_time(datetime.fromisoformat(received_at))
        self._values["due"] = compute_due(received, limit, work_calendar(self._session, self._desk.office)).to_data()

    def _choices(self) -> Iterable[NewEvent]:
        """Give the events that say what was chosen."""
        kind, subject_id = self._reading.kind, self._reading.subject_id
        if kind == dossier.KIND:
            if self._merged is not None:
                payload = {"changes": {}, "personal_keys": [APPLICANT]}
                told = {APPLICANT: self._merged, "reason": "Ghép từ hai bản ở mục Cần xử lý"}
                yield NewEvent(kind, subject_id, dossier.CORRECTED, payload, told)
            if self._is_settled:
                choices = {
                    name: value.event_id if isinstance(value, PersonalRef) else value
                    for name, value in self._values.items()
                }
                yield NewEvent(kind, subject_id, dossier.RESOLVED, {"choices": choices, "told": "; ".join(self.told)})
            return
        fields: dict[str, Any] = {}
        for name, value in self._values.items():
            if isinstance(value, PersonalRef):
                known = self._reading.by_id[value.event_id].personal or {}
                yield NewEvent(kind, subject_id, reference.STAFF_VERIFIER_SET, {}, {value.key: known.get(value.key)})
            elif kind == reference.CALENDAR:
                day = {"day": name.removeprefix("day:"), **value}
                yield NewEvent(kind, subject_id, reference.CALENDAR_DAY_SET, day)
            elif kind == reference.PROCEDURE:
                yield NewEvent(kind, subject_id, reference.PROCEDURE_PUBLISHED, {"procedure": value})
            else:
                fields[name] = value
        if fields:
            type_ = reference.OFFICE_CHANGED if kind == reference.OFFICE else reference.STAFF_CHANGED
            yield NewEvent(kind, subject_id, type_, {"fields": fields})

    def _write_again(self, question: Question) -> NewEvent:
        """Write an event that was set aside once more, in the name of whoever decided so."""
        event = self._reading.by_id[question.event_ids[0]]
        right = WRITABLE.get(event.type)
        if right is None:
            raise _strange()
        self._actor.must(right)
        self.told.append("Đã ghi lại việc máy chủ không tính")
        return NewEvent(
            event.subject_kind, event.subject_id, event.type, event.payload, event.personal, event.schema_version
        )

    def _recoded(self) -> NewEvent:
        self._actor.must(Right.CORRECT)
        day = local_time(self._house.clock()).date()
        code, given = take_code(self._session, self._desk, day, self._house.number_mark)
        self.given.append(given)
        self.told.append(f"Đã cấp mã mới {code}")
        self._is_recoded = True
        payload = {"code": str(code), "former": self._reading.data["code"]}
        return NewEvent(self._reading.kind, self._reading.subject_id, dossier.RECODED, payload)


def _value(state: SubjectState, name: str) -> Any:
    register = state.registers.get(name)
    return register.shown.value if register else None


def _strange() -> UserError:
    return UserError("Lựa chọn này không còn đúng.", "Mở lại việc này rồi chọn.", "STRANGE-CHOICE")
