"""Three writers of two offices who know only part of what the others wrote; some of them write nonsense."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from msgspec.structs import replace

from app.domain.events import Event
from app.domain.fold import next_n
from app.domain.subjects import fold_subject
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import decode_body, encode_body
from app.protocol.messages import PersonalPart, WireEvent
from app.protocol.verdicts import Judged, Reason, verdict

_BEGAN = datetime(2026, 11, 19, 2, 4, tzinfo=UTC)
NAMES = ("Huỳnh Văn Đức", "Lâm Thị Sà Phươl", "Đặng Hữu Ẩn")


@dataclass
class Writer:
    """A device: its chain, its office, and the events it has seen."""

    device_id: str
    office_id: str
    seq: int = 0
    link: bytes = GENESIS
    seen: list[Event] = field(default_factory=list)


class World:
    """Everything that was written so far, as it stands on the wire."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._clock = 0
        offices = [self._id(), self._id()]
        self._writers = [Writer(self._id(), offices[place % 2]) for place in range(3)]
        self._subjects = [self._id() for _ in range(3)]
        self._staff = self._id()
        self.events: list[WireEvent] = []
        self._written: list[tuple[WireEvent, Event]] = []

    def act(self) -> None:
        """Let one thing happen."""
        deeds: tuple[Callable[[Writer], None], ...] = (
            *(self._receive,) * 4,
            *(self._correct,) * 4,
            *(self._note,) * 2,
            *(self._change_staff,) * 2,
            *(self._learn,) * 3,
            self._resolve,
            self._judge,
            *(self._write_nonsense,) * 3,
            self._issue_again,
            self._damage,
            self._use_an_id_twice,
            self._leave_out_personal,
        )
        self._chance.choice(deeds)(self._chance.choice(self._writers))

    # -- what happens

    def _receive(self, writer: Writer) -> None:
        subject = self._chance.choice(self._subjects)
        applicant = {"owner": {"name": self._chance.choice(NAMES), "phone": "0900000218"}}
        payload = {
            "code": f"H12.142-261119-{self._chance.randrange(1001, 1999)}",
            "received_at": "2026-11-19T09:04:00",
            "procedure": {"code": "1.004873", "name": "Xác nhận", "agency": "UBND"},
            "due": {"due_at": "2026-11-24T17:00:00"},
            "personal_keys": ["applicant"],
        }
        self._write(writer, "dossier", subject, "dossier.received", payload, {"applicant": applicant})

    def _correct(self, writer: Writer) -> None:
        changes = {"sets": self._chance.randrange(4), "result_way": self._chance.choice(["counter", "post"])}
        payload = {"changes": changes, "personal_keys": []}
        self._write(writer, "dossier", self._chance.choice(self._subjects), "dossier.corrected", payload)

    def _note(self, writer: Writer) -> None:
        subject = self._chance.choice(self._subjects)
        self._write(writer, "dossier", subject, "dossier.noted", {}, {"text": "gọi lại"})

    def _change_staff(self, writer: Writer) -> None:
        fields = {"name": self._chance.choice(NAMES), "roles": ["receiver"], "active": self._chance.random() < 0.5}
        self._write(
            writer, "staff", self._staff, self._chance.choice(["staff.added", "staff.changed"]), {"fields": fields}
        )

    def _resolve(self, writer: Writer) -> None:
        payload = {"choices": {"sets": self._chance.randrange(4)}}
        self._write(writer, "dossier", self._chance.choice(self._subjects), "dossier.resolved", payload)

    def _learn(self, writer: Writer) -> None:
        """Let a writer see what another has seen."""
        for event in self._chance.choice(self._writers).seen:
            if all(event.event_id != known.event_id for known in writer.seen):
                writer.seen.append(event)

    def _judge(self, writer: Writer) -> None:
        if not self._written:
            return
        wire, event = self._chance.choice(self._written)
        judged = Judged(wire.device_id, wire.device_seq, event, event.n)
        aside = self._chance.random() < 0.7
        said = verdict(
            judged, Reason.NO_RIGHT, aside=aside, event_id=self._id(), office_id=writer.office_id, at=self._now()
        )
        self._append(writer, said.body, None, said)

    def _write_nonsense(self, writer: Writer) -> None:
        nonsense: list[dict[str, Any]] = [
            {"code": 7, "received_at": [], "procedure": "x", "due": 3},
            {"changes": {"sets": {}}},
            {"fields": {"name": {}}},
        ]
        kind, subject = self._chance.choice([("dossier", self._subjects[0]), ("staff", self._staff)])
        type_ = self._chance.choice(["dossier.received", "dossier.received", "staff.changed", "never.heard_of"])
        self._write(writer, kind, subject, type_, self._chance.choice(nonsense))

    def _issue_again(self, writer: Writer) -> None:
        if self._written:
            wire, event = self._chance.choice(self._written)
            self._append(writer, event.body, wire.personal, event)

    def _damage(self, writer: Writer) -> None:
        """A byte of what was sent turns over; its writer still has it whole, and so may somebody else."""
        if self._written:
            wire, _ = self._chance.choice(self._written)
            self.events.append(replace_text(wire, wire.text.replace("dossier", "dassier", 1)))

    def _use_an_id_twice(self, writer: Writer) -> None:
        if self._written:
            _, event = self._chance.choice(self._written)
            other = replace(event, payload={**event.payload, "sets": self._chance.randrange(9)}, personal=None)
            self._append(writer, encode_body(other), None, None)

    def _leave_out_personal(self, writer: Writer) -> None:
        """What comes without its personal part once comes with it another time."""
        if self._written:
            wire, _ = self._chance.choice(self._written)
            self.events.append(
                WireEvent.of(wire.device_id, wire.device_seq, wire.prev_hash, wire.hash, wire.body, None)
            )

    # -- writing

    def _write(
        self,
        writer: Writer,
        kind: str,
        subject_id: str,
        type_: str,
        payload: dict[str, Any],
        personal: dict[str, Any] | None = None,
    ) -> None:
        history = [event for event in writer.seen if (event.subject_kind, event.subject_id) == (kind, subject_id)]
        state = fold_subject(kind, history)
        part, commitment = None, ""
        if personal is not None:
            salt, data = self._chance.randbytes(16), canonical(personal)
            part, commitment = PersonalPart.of(salt, data), personal_hash(salt, data)
        n = next_n([state.n] if state.heads else [])
        if self._chance.random() < 0.1:
            n = self._chance.choice([0, 99, 1 << 62])  # a lie
        event = Event(
            event_id=self._id(),
            subject_kind=kind,
            subject_id=subject_id,
            type=type_,
            schema_version=1,
            payload=payload,
            actor_id=self._staff,
            office_id=writer.office_id,
            act_id=self._id(),
            occurred_at=self._now(),
            basis=state.heads,
            n=n,
            personal_hash=commitment,
        )
        self._append(writer, encode_body(event), part, event)

    def _append(self, writer: Writer, body: bytes, part: PersonalPart | None, event: Event | None) -> None:
        writer.seq += 1
        before, writer.link = writer.link, chain_hash(writer.link, writer.device_id, writer.seq, body)
        wire = WireEvent.of(writer.device_id, writer.seq, before, writer.link, body, part)
        self.events.append(wire)
        if event is not None:
            read = decode_body(body)
            self._written.append((wire, read))
            writer.seen.append(read)

    def _id(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def _now(self) -> datetime:
        self._clock += 1
        return _BEGAN + timedelta(seconds=self._clock)


def replace_text(wire: WireEvent, text: str) -> WireEvent:
    """Return the event with other bytes under the same hash."""
    return WireEvent.of(wire.device_id, wire.device_seq, wire.prev_hash, wire.hash, text.encode(), wire.personal)
