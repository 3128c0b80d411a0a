"""All versions of what is asked about a subject, side by side and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain import dossier, reference
from app.domain.dossier_codes import local_time
from app.domain.events import Event
from app.domain.fold import SET_ASIDE, SubjectState
from app.domain.office import Right
from app.domain.questions import VERDICTS, Question, QuestionKind, as_seen, questions_of
from app.domain.subjects import fold_subject
from app.protocol.verdicts import Reason
from app.services import question_words as words
from app.services.differences import Piece, differing, narrowed, pieces_of
from app.services.staff import staff_name
from app.storage.event_log import events_of
from app.storage.projections import resolve
from app.storage.rows import fetch

KEEP, UNDO, AGAIN, DISMISS, RECODE = "keep", "undo", "again", "dismiss", "recode"
# What writing an event again asks for beside.
WRITABLE = {
    dossier.RECEIVED: Right.RECEIVE,
    dossier.CORRECTED: Right.CORRECT,
    dossier.NOTED: Right.RECEIVE,
    dossier.SUPPLEMENT_REQUESTED: Right.RECEIVE,
    dossier.REFUSED: Right.REFUSE,
    reference.OFFICE_CHANGED: Right.EDIT_OFFICE,
    reference.STAFF_ADDED: Right.EDIT_STAFF,
    reference.STAFF_CHANGED: Right.EDIT_STAFF,
    reference.STAFF_VERIFIER_SET: Right.EDIT_STAFF,
    reference.CALENDAR_DAY_SET: Right.EDIT_CALENDAR,
    reference.PROCEDURE_PUBLISHED: Right.EDIT_CATALOGUE,
}
# What belongs together: whoever chooses one version's procedure means its due date as well, also where no other version
# wrote one.
_TOGETHER = (
    frozenset({"procedure", "case", "channel", "due", "fees", "papers", "sets"}),
    frozenset({"result_way", "result_address"}),
)
_NO_USE = frozenset({Reason.OTHER_OFFICE.value, Reason.NOT_CONCERNED.value})  # written again they are set aside again
_NEXT_COUNTER = """
    SELECT json_extract(CAST(body AS TEXT), '$.payload.counter') FROM envelopes JOIN events USING (event_id)
    WHERE device_id = ? AND type = 'dossier.received' ORDER BY device_seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a version: a piece, whether the versions differ in it."""

    key: str
    label: str
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Version:
    """One answer to a question. `outcome` says what choosing it means, `choice` is the button's word."""

    key: str
    title: str
    by: str
    badge: str
    told: tuple[Told, ...]
    outcome: str
    choice: str
    is_shown: bool = False  # the dossier shows it meanwhile


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answers. `can_merge`: they may be put together piece by piece."""

    key: str
    kind: QuestionKind | None
    heading: str
    sentence: str
    advice: str
    versions: tuple[Version, ...]
    can_merge: bool = False
    shows_numbers: bool = False  # of people: whoever opens it is recorded


class Reading:
    """A subject as it stands, and what is asked about it."""

    def __init__(self, session: Session, kind: str, subject_id: str) -> None:
        self._session = session
        self.kind = kind
        self.subject_id = subject_id
        self.events = events_of(session, kind, subject_id)
        self.by_id = {event.event_id: event for event in self.events}
        self.state = fold_subject(kind, self.events)
        dismissed = {event_id for (event_id,) in fetch(session, "SELECT event_id FROM dismissals")}
        self.questions = [
            question
            for question in questions_of(self.state, self.events)
            if question.kind not in VERDICTS or dismissed.isdisjoint(question.event_ids)
        ]
        self.data = resolve(self.state, self.events)
        self._counters: dict[str, str] = {}
        self._own = next((row[0] for row in fetch(session, "SELECT device_id FROM own_device")), "")

    def asked(self) -> Iterable[Asked]:
        """Ask in words, what a person settles first."""
        twin = self.twin()
        for question in self.questions:
            if twin and not question.needs_somebody:
                break
            yield self.ask(question)
        if twin:
            yield self._ask_doubled(twin)
            yield from (self.ask(question) for question in self.questions if not question.needs_somebody)

    def ask(self, question: Question) -> Asked:
        """Put a question in words, with its answers."""
        match question.kind:
            case QuestionKind.CONTESTED:
                return self._ask_contested(question)
            case QuestionKind.UNFIT:
                return self._ask_unfit(question)
            case QuestionKind.ASIDE:
                return self._ask_aside(question)
            case QuestionKind.FLAGGED:
                return self._ask_flagged(question)
            case QuestionKind.UNREADABLE:
                return self._ask_unreadable(question)
        sentence, advice = words.TIMELY[question.kind]
        return Asked(question.key, question.kind, words.HEADINGS[question.kind], sentence, advice, ())

    # -- two wrote the same

    def outcomes(self, question: Question) -> dict[str, SubjectState]:
        """Return how the subject would be after each answer to a contested or unfit question, by the answer's key."""
        if question.kind is QuestionKind.CONTESTED:
            return {event_id: self._seen_by(event_id) for event_id in question.event_ids}
        [event_id] = question.event_ids
        return {KEEP: self.state, UNDO: self._seen_by(event_id, itself=False)}

    def registers(self, question: Question) -> tuple[str, ...]:
        """Name the registers a question decides on: the contested ones, and what belongs together with them."""
        names = set(question.registers)
        if question.kind is QuestionKind.CONTESTED and self.kind == dossier.KIND:
            states = list(self.outcomes(question).values())
            for group in _TOGETHER:
                if names & group:
                    names |= {name for name in group if any(s.get(name) != states[0].get(name) for s in states[1:])}
        return tuple(sorted(names))

    def pieces(self, question: Question) -> dict[str, dict[str, Piece]]:
        """Return the pieces of each answer to a contested or unfit question."""
        outcomes, registers = self.outcomes(question), self.registers(question)
        pieces = [pieces_of(registers, resolve(state, self.events)) for state in outcomes.values()]
        return dict(zip(outcomes, narrowed(pieces), strict=True))

    def _seen_by(self, event_id: str, *, itself: bool = True) -> SubjectState:
        return fold_subject(self.kind, as_seen(event_id, self.events, itself=itself))

    def _ask_contested(self, question: Question) -> Asked:
        pieces = self.pieces(question)
        differ = differing(list(pieces.values()))
        names = {event_id: self.counter_of(event_id) for event_id in pieces}
        if len(set(names.values())) < len(names):  # one counter twice: told apart by who wrote
            names = {event_id: f"{name} ({self._writer(event_id)})" for event_id, name in names.items()}
        shown = {self.state.registers[name].shown.event_id for name in question.registers}
        versions = tuple(
            Version(
                key=event_id,
                title=f"Bản của {names[event_id]}",
                by=self._told_by(event_id),
                badge=words.IN_USE if event_id in shown else words.LATER,
                told=self._told(own, differ),
                outcome=words.outcome(differ, own),
                choice=f"Giữ bản {names[event_id]}",
                is_shown=event_id in shown,
            )
            for event_id, own in sorted(pieces.items(), key=lambda pair: pair[0] not in shown)
        )
        if not differ:
            return Asked(question.key, question.kind, words.SAME_TWICE, words.SAME_TWICE_SENTENCE, "", versions[:1])
        heading = words.contested_heading(len(set(names.values())), len(versions))
        return Asked(
            key=question.key,
            kind=question.kind,
            heading=heading,
            sentence=words.contested_sentence(heading),
            advice=words.advice(differ),
            versions=versions,
            can_merge=len(differ) > 1,
            shows_numbers=words.names_numbers(differ),
        )

    def _told(self, own: Mapping[str, Piece], differ: Sequence[str]) -> tuple[Told, ...]:
        told = [Told(key, own[key].label, own[key].text, True) for key in differ if key in own]
        around = pieces_of(("applicant", "procedure"), self.data) if self.kind == dossier.KIND else {}
        for key in ("applicant/owner/name", "procedure"):
            if key in around and key not in differ:
                told.append(Told(key, words.AROUND[key], around[key].text, False))
        return tuple(told)

    # -- what did not fit

    def _ask_unfit(self, question: Question) -> Asked:
        [event_id] = question.event_ids
        event = self.by_id[event_id]
        pieces = self.pieces(question)
        differ = differing(list(pieces.values()))
        what, _ = words.event_words(event)
        by = self._told_by(event_id)
        keep = Version(
            KEEP, "Như đang ghi", by, words.IN_USE, self._told(pieces[KEEP], differ), f"Việc “{what}” được giữ.",
            "Giữ như đang ghi", is_shown=True,
        )  # fmt: skip
        versions = [keep]
        if differ:
            versions.append(
                Version(
                    UNDO, "Như trước đó", f"Trước khi {by}", "", self._told(pieces[UNDO], differ),
                    f"Bỏ việc “{what}”; vẫn còn trong diễn biến.", "Trở lại như trước",
                )
            )  # fmt: skip
        return Asked(
            key=question.key,
            kind=question.kind,
            heading=words.HEADINGS[question.kind],
            sentence=words.unfit_sentence(question.why, what, by),
            advice="Đối chiếu với giấy đã đưa người dân trước khi chọn.",
            versions=tuple(versions),
            shows_numbers=words.names_numbers(differ),
        )

    # -- what the server does not count

    def _ask_aside(self, question: Question) -> Asked:
        event = self.by_id[question.event_ids[0]]
        is_verdict = event.type == SET_ASIDE  # nobody can read what it is about
        what, detail = ("Một việc không đọc được", "") if is_verdict else words.event_words(event)
        by = "" if is_verdict else self._told_by(event.event_id)
        told = [Told("what", "Việc", what, False), *([Told("detail", "Nội dung", detail, False)] if detail else [])]
        counted, now = self._if_counted(event)
        differ = differing([counted, now])
        versions = []
        if not is_verdict and event.type in WRITABLE and question.why not in _NO_USE:
            shown = (*told, *(Told(key, counted[key].label, counted[key].text, True) for key in differ))
            versions.append(
                Version(
                    AGAIN, "Ghi lại", "Người đang đăng nhập ghi lại việc này", "", shown,
                    "Việc được ghi lại dưới tên bạn và gửi lên máy chủ.", "Ghi lại dưới tên tôi",
                )
            )  # fmt: skip
        shown = (*told, *(Told(key, now[key].label, now[key].text, True) for key in differ))
        outcome = "Không đổi gì. Việc vẫn còn trong nhật ký."
        versions.append(Version(DISMISS, "Bỏ qua", by, "Không được tính", shown, outcome, "Bỏ qua"))
        sentence, advice = words.aside_words(question.why)
        return Asked(
            key=question.key,
            kind=question.kind,
            heading=words.HEADINGS[question.kind],
            sentence=sentence,
            advice=advice,
            versions=tuple(versions),
            shows_numbers=words.names_numbers(differ),
        )

    def _if_counted(self, event: Event) -> tuple[dict[str, Piece], dict[str, Piece]]:
        """Return what a dossier would say where an event was set aside, and what it says without."""
        if self.kind != dossier.KIND or event.type == SET_ASIDE:
            return {}, {}
        state = self._seen_by(event.event_id)
        names = [name for name, register in state.registers.items() if register.shown.event_id == event.event_id]
        counted, now = narrowed([pieces_of(names, data) for data in (resolve(state, self.events), self.data)])
        return counted, now

    def _ask_flagged(self, question: Question) -> Asked:
        event = self.by_id[question.event_ids[0]]
        what, detail = words.event_words(event)
        told = (Told("what", "Việc", what, False), *([Told("detail", "Nội dung", detail, False)] if detail else []))
        by, outcome = self._told_by(event.event_id), "Không đổi gì; ghi lại là bạn đã xem."
        version = Version(DISMISS, "Việc được tính", by, "Vẫn tính", told, outcome, "Đã biết", is_shown=True)
        sentence, advice = words.flag_words(question.why)
        return Asked(question.key, question.kind, words.HEADINGS[question.kind], sentence, advice, (version,))

    def _ask_unreadable(self, question: Question) -> Asked:
        [event_id] = question.event_ids
        told = (Told("what", "Việc", words.event_words(self.by_id[event_id])[0], False),)
        version = Version(
            DISMISS, "Bỏ qua", self._told_by(event_id), "", told, "Hồ sơ giữ như đang hiện.", "Bỏ qua"
        )  # fmt: skip
        sentence, advice = words.UNREADABLE
        return Asked(question.key, question.kind, words.HEADINGS[question.kind], sentence, advice, (version,))

    # -- a code that exists twice

    def twin(self) -> str:
        """Return another dossier that bears the same code, "" when there is none."""
        code = self.data.get("code") if self.kind == dossier.KIND else ""
        sql = "SELECT subject_id FROM dossiers WHERE code = ? AND subject_id <> ? ORDER BY row LIMIT 1"
        found = fetch(self._session, sql, code, self.subject_id) if code else ()
        return str(found[0][0]) if found else ""

    def _ask_doubled(self, twin: str) -> Asked:
        """Ask which of two dossiers gets a new code: the one somebody is at, and its twin beside it."""
        key = f"doubled:{twin}"
        other = Reading(self._session, self.kind, twin)
        own = Version(
            RECODE, "Hồ sơ này", self._received_by(), "", self._names(),
            "Hồ sơ này được cấp mã mới; tìm mã cũ vẫn ra. In lại giấy hẹn cho người dân.", "Cấp mã mới cho hồ sơ này",
        )  # fmt: skip
        its = Version("", "Hồ sơ cùng mã", other._received_by(), "", other._names(), "Giữ mã đang có.", "")
        sentence, advice = words.DOUBLED_WORDS
        return Asked(key, None, words.DOUBLED, sentence.format(code=self.data["code"]), advice, (own, its))

    def _received_by(self) -> str:
        first = self.state.order[0]
        return self._told_by(first)

    def _names(self) -> tuple[Told, ...]:
        pieces = pieces_of(("applicant", "procedure", "due"), self.data)
        keys = ("applicant/owner/name", "procedure", "due")
        return tuple(Told(key, words.AROUND[key], pieces[key].text, False) for key in keys if key in pieces)

    # -- who wrote it

    def counter_of(self, event_id: str) -> str:
        """Name the counter an event was written at: "Quầy 1", or "quầy khác" when nothing here tells."""
        found = fetch(self._session, "SELECT device_id FROM envelopes WHERE event_id = ? ORDER BY rowid", event_id)
        device = str(found[0][0]) if found else ""
        if device not in self._counters:
            own = fetch(self._session, "SELECT counter_name FROM own_device WHERE device_id = ?", device)
            named = own or fetch(self._session, _NEXT_COUNTER, device)
            self._counters[device] = str(named[0][0] or "") if named else ""
        return self._counters[device] or "quầy khác"

    def _writer(self, event_id: str) -> str:
        return staff_name(self._session, self.by_id[event_id].actor_id) or "người khác"

    def _told_by(self, event_id: str) -> str:
        event: Event = self.by_id[event_id]
        verb = {dossier.CORRECTED: "sửa", dossier.RECEIVED: "nhận", dossier.RESOLVED: "chọn"}.get(event.type, "ghi")
        return f"{self._writer(event_id)} {verb} lúc {words.moment(local_time(event.occurred_at))}"
