"""The tables of the local database.

`events`, `personal_parts`, `envelopes`, `fork_links`, `counters`, `own_device` and `former_devices` hold facts; the
rest are projections that `python -m app rebuild` makes anew, and the local working things (drafts, print jobs).
"""

from __future__ import annotations

from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

key = Annotated[str, mapped_column(String, primary_key=True)]
blob = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own name


class EventRow(Base):
    """An event's body as written. The columns beside `body` are read from it and only help finding it."""

    __tablename__ = "events"

    position: Mapped[int] = mapped_column(primary_key=True)  # order of arrival here, for nothing but paging
    event_id: Mapped[str] = mapped_column(unique=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    type: Mapped[str]
    n: Mapped[int]
    act_id: Mapped[str]
    occurred_at: Mapped[str]
    body: Mapped[blob]

    __table_args__ = (Index("ix_events_subject", "subject_kind", "subject_id"), Index("ix_events_act", "act_id"))


class PersonalPart(Base):
    """Personal data beside the body, committed to by the salted hash inside it. Erasing deletes row and salt."""

    __tablename__ = "personal_parts"

    event_id: Mapped[str] = mapped_column(ForeignKey("events.event_id"), primary_key=True)
    salt: Mapped[blob]
    data: Mapped[blob]


class Envelope(Base):
    """In whose chain an event came. An event issued again after a fork has two."""

    __tablename__ = "envelopes"

    device_id: Mapped[key]
    device_seq: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.event_id"), index=True)
    prev_hash: Mapped[blob]
    hash: Mapped[blob]
    proof: Mapped[bytes | None] = mapped_column(LargeBinary)  # the server's word that it has stored this link


class OwnDevice(Base):
    """This database on this machine: one identity, its lane, and how far the server has confirmed its chain."""

    __tablename__ = "own_device"

    device_id: Mapped[key]
    public_key: Mapped[blob]
    office_id: Mapped[str]
    counter_name: Mapped[str]
    lanes: Mapped[str]  # "3" or "3,12": a full lane goes on in the next; "" = none until the server deals one
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[blob]
    begun_seq: Mapped[int] = mapped_column(default=0, server_default="0")  # the server may have it, an answer or not
    confirmed_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[str]
    level: Mapped[int] = mapped_column(default=1)  # of event types its projections were made by


class FormerDevice(Base):
    """An identity this PC had before a restore or a fork. Its chain is pushed to its end like the present one's.

    After a fork `last_seq` is the last link that the server's chain has in common with ours.
    """

    __tablename__ = "former_devices"

    device_id: Mapped[key]
    last_seq: Mapped[int]
    last_hash: Mapped[blob]
    confirmed_seq: Mapped[int]


class ForkLink(Base):
    """A second link at a place of a chain that another link holds in `envelopes`: the chain forked."""

    __tablename__ = "fork_links"

    device_id: Mapped[key]
    device_seq: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("events.event_id"), index=True)
    prev_hash: Mapped[blob]


class Counter(Base):
    """The last number given per prefix, date and lane. Never goes back."""

    __tablename__ = "counters"

    prefix: Mapped[key]
    day: Mapped[key]
    lane: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class DossierRow(Base):
    """Projection: a dossier as lists show it. Times are ISO text: instants in UTC, due times local to Việt Nam."""

    __tablename__ = "dossiers"

    row: Mapped[int] = mapped_column(primary_key=True)  # position of its first event; also its row in the search
    subject_id: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[str]
    code: Mapped[str]  # "" before receipt; not unique on purpose: two equal codes are two facts, flagged
    state: Mapped[int]
    owner_name: Mapped[str]
    filer_name: Mapped[str]
    phone: Mapped[str]
    id_number: Mapped[str]
    procedure_code: Mapped[str]
    procedure_name: Mapped[str]
    agency: Mapped[str]
    counter: Mapped[str]
    received_at: Mapped[str]
    due_at: Mapped[str]
    result_way: Mapped[str]
    changed_at: Mapped[str]
    attention: Mapped[int]
    state_data: Mapped[dict[str, Any]]  # registers by name, personal values resolved
    digest: Mapped[str]  # heads of the fold this row was made from

    __table_args__ = (
        Index("ix_dossiers_code", "code"),
        Index("ix_dossiers_state_due", "state", "due_at"),
        Index("ix_dossiers_id_number", "id_number"),
        Index("ix_dossiers_phone", "phone"),
        Index("ix_dossiers_received", "received_at"),
        Index("ix_dossiers_open", "due_at", sqlite_where=text("state IN (2, 4, 6, 9)")),
    )


class FormerCodeRow(Base):
    """Projection: a code that a dossier bore before it got another one; still found by it."""

    __tablename__ = "former_codes"

    code: Mapped[key]
    subject_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class AttentionRow(Base):
    """Projection: a subject of the tray "Cần xử lý". Few have one, so counting them costs nothing."""

    __tablename__ = "attention"

    subject_kind: Mapped[key]
    subject_id: Mapped[key]
    kinds: Mapped[str]  # of its questions, with spaces between
    questions: Mapped[int]  # that a person settles
    pending: Mapped[int]  # that time or an update settles
    since: Mapped[str]  # instant of its latest event
    code: Mapped[str]  # a dossier code that another dossier bears too, "" = none does

    __table_args__ = (Index("ix_attention_doubled", "code", sqlite_where=text("code <> ''")),)


class TicketRow(Base):
    """Projection: a ticket of the queue. `pc` is the device whose call counts, "" while it waits; times are UTC."""

    __tablename__ = "tickets"

    subject_id: Mapped[key]
    day: Mapped[str]  # local date
    number: Mapped[str]
    lane: Mapped[int]
    letter: Mapped[str]
    service: Mapped[str]
    priority: Mapped[str]
    issued_at: Mapped[str]
    round: Mapped[int]
    counter: Mapped[str]
    pc: Mapped[str]
    called_at: Mapped[str]
    calls: Mapped[int]
    ended: Mapped[str]  # "", "served" or "absent"

    __table_args__ = (Index("ix_tickets_day", "day", "ended"),)


class ProcedureRow(Base):
    """Projection: the version of a procedure in use."""

    __tablename__ = "procedures"

    subject_id: Mapped[key]
    code: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    name: Mapped[str]
    data: Mapped[dict[str, Any]]
    event_id: Mapped[str]


class CatalogueVersionRow(Base):
    """Projection: a procedure as an edition of the province's catalogue has it, or (edition "") as this office does.

    `seen` holds the editions the office's version was written upon, with spaces around each.
    """

    __tablename__ = "catalogue_versions"
    __table_args__ = (Index("ix_catalogue_versions_subject", "subject_id"),)

    edition: Mapped[key]
    subject_id: Mapped[key]
    code: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    data: Mapped[dict[str, Any]]
    event_id: Mapped[str]
    seen: Mapped[str]


class CatalogueInUseRow(Base):
    """Projection: which edition is in use, and which will be as soon as `count` procedures of it are here."""

    __tablename__ = "catalogues_in_use"

    subject_id: Mapped[key]
    edition: Mapped[str]
    wanted: Mapped[str]
    count: Mapped[int]


class StaffRow(Base):
    """Projection: a member of staff of any office of the province. The verifier is an Argon2id string, with `start:`
    before it for a secret to be replaced at the first sign-in; "" for people of other offices."""

    __tablename__ = "staff"

    subject_id: Mapped[key]
    name: Mapped[str]
    number: Mapped[str]
    employer: Mapped[str]
    roles: Mapped[str]
    active: Mapped[bool]
    verifier: Mapped[str]
    office_id: Mapped[str]


class OfficeRow(Base):
    """Projection: an office, all its fields as one document."""

    __tablename__ = "offices"

    subject_id: Mapped[key]
    prefix: Mapped[str]
    data: Mapped[dict[str, Any]]


class CalendarDayRow(Base):
    """Projection: a day that is not what its weekday says."""

    __tablename__ = "calendar_days"

    day: Mapped[key]
    kind: Mapped[str]
    name: Mapped[str]
    hours: Mapped[str]  # "07:00-11:30,13:30-17:00", "" = the usual ones


class DismissalRow(Base):
    """A verdict of the server that somebody at this PC has read and wants to see no more. Local."""

    __tablename__ = "dismissals"

    event_id: Mapped[key]
    staff_id: Mapped[str]
    at: Mapped[str]


class UnseenRow(Base):
    """A dossier that another counter wrote to and nobody at this PC has looked at. Local."""

    __tablename__ = "unseen"

    subject_id: Mapped[key]


class SignInGuard(Base):
    """Failed sign-ins of one person on this PC, for the lock-out. Local, never synchronised."""

    __tablename__ = "sign_in_guards"

    staff_id: Mapped[key]
    failures: Mapped[int]
    locked_until: Mapped[str]


class DraftRow(Base):
    """A form as it stands on a screen, saved within a second of the last key."""

    __tablename__ = "drafts"

    draft_id: Mapped[key]
    kind: Mapped[str]
    staff_id: Mapped[str]
    title: Mapped[str]
    data: Mapped[dict[str, Any]]
    saved_at: Mapped[str]


class PrintJobRow(Base):
    """The print ledger: one row per print, from the frozen document to what the printer said."""

    __tablename__ = "print_jobs"

    job_id: Mapped[key]
    subject_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    title: Mapped[str]
    code: Mapped[str]
    document: Mapped[dict[str, Any]]
    state: Mapped[str]  # queued, printing, sent, done, failed, dismissed
    reprint: Mapped[int]
    reason: Mapped[str]
    role: Mapped[str]  # which printer of this PC: "a4", "label"
    printer: Mapped[str]
    staff_id: Mapped[str]
    staff_name: Mapped[str]
    queued_at: Mapped[str]
    finished_at: Mapped[str]
    pdf_sha256: Mapped[str]
    error: Mapped[str]  # why it failed, or what a sent one waits for
    attempts: Mapped[int] = mapped_column(default=0)  # sendings that may have reached paper
    sent_at: Mapped[str] = mapped_column(default="")  # the last of them, "" = not sent
    spool_queue: Mapped[str] = mapped_column(default="")  # its place in the system: queue, and number there
    spool_number: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_print_jobs_state", "state", "queued_at"),)
