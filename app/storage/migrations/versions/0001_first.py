"""First schema: the event log, what it is folded into, drafts and the print ledger."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE calendar_days (
        day VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        hours VARCHAR NOT NULL,
        CONSTRAINT pk_calendar_days PRIMARY KEY (day)
    )
    """,
    """
    CREATE TABLE counters (
        prefix VARCHAR NOT NULL,
        day VARCHAR NOT NULL,
        lane INTEGER NOT NULL,
        last INTEGER NOT NULL,
        CONSTRAINT pk_counters PRIMARY KEY (prefix, day, lane)
    )
    """,
    """
    CREATE TABLE dossiers (
        "row" INTEGER NOT NULL,
        subject_id VARCHAR NOT NULL,
        office_id VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        state INTEGER NOT NULL,
        owner_name VARCHAR NOT NULL,
        filer_name VARCHAR NOT NULL,
        phone VARCHAR NOT NULL,
        id_number VARCHAR NOT NULL,
        procedure_code VARCHAR NOT NULL,
        procedure_name VARCHAR NOT NULL,
        agency VARCHAR NOT NULL,
        counter VARCHAR NOT NULL,
        received_at VARCHAR NOT NULL,
        due_at VARCHAR NOT NULL,
        result_way VARCHAR NOT NULL,
        changed_at VARCHAR NOT NULL,
        attention INTEGER NOT NULL,
        state_data JSON NOT NULL,
        digest VARCHAR NOT NULL,
        CONSTRAINT pk_dossiers PRIMARY KEY ("row"),
        CONSTRAINT uq_dossiers_subject_id UNIQUE (subject_id)
    )
    """,
    """
    CREATE INDEX ix_dossiers_code ON dossiers (code)
    """,
    """
    CREATE INDEX ix_dossiers_id_number ON dossiers (id_number)
    """,
    """
    CREATE INDEX ix_dossiers_phone ON dossiers (phone)
    """,
    """
    CREATE INDEX ix_dossiers_received ON dossiers (received_at)
    """,
    """
    CREATE INDEX ix_dossiers_state_due ON dossiers (state, due_at)
    """,
    """
    CREATE TABLE drafts (
        draft_id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        staff_id VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        data JSON NOT NULL,
        saved_at VARCHAR NOT NULL,
        CONSTRAINT pk_drafts PRIMARY KEY (draft_id)
    )
    """,
    """
    CREATE TABLE events (
        position INTEGER NOT NULL,
        event_id VARCHAR NOT NULL,
        subject_kind VARCHAR NOT NULL,
        subject_id VARCHAR NOT NULL,
        type VARCHAR NOT NULL,
        n INTEGER NOT NULL,
        act_id VARCHAR NOT NULL,
        occurred_at VARCHAR NOT NULL,
        body BLOB NOT NULL,
        CONSTRAINT pk_events PRIMARY KEY (position),
        CONSTRAINT uq_events_event_id UNIQUE (event_id)
    )
    """,
    """
    CREATE INDEX ix_events_act ON events (act_id)
    """,
    """
    CREATE INDEX ix_events_subject ON events (subject_kind, subject_id)
    """,
    """
    CREATE TABLE offices (
        subject_id VARCHAR NOT NULL,
        prefix VARCHAR NOT NULL,
        data JSON NOT NULL,
        CONSTRAINT pk_offices PRIMARY KEY (subject_id)
    )
    """,
    """
    CREATE TABLE own_device (
        device_id VARCHAR NOT NULL,
        public_key BLOB NOT NULL,
        office_id VARCHAR NOT NULL,
        counter_name VARCHAR NOT NULL,
        lanes VARCHAR NOT NULL,
        last_seq INTEGER NOT NULL,
        last_hash BLOB NOT NULL,
        confirmed_seq INTEGER NOT NULL,
        created_at VARCHAR NOT NULL,
        CONSTRAINT pk_own_device PRIMARY KEY (device_id)
    )
    """,
    """
    CREATE TABLE print_jobs (
        job_id VARCHAR NOT NULL,
        subject_id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        document JSON NOT NULL,
        state VARCHAR NOT NULL,
        reprint INTEGER NOT NULL,
        reason VARCHAR NOT NULL,
        role VARCHAR NOT NULL,
        printer VARCHAR NOT NULL,
        staff_id VARCHAR NOT NULL,
        staff_name VARCHAR NOT NULL,
        queued_at VARCHAR NOT NULL,
        finished_at VARCHAR NOT NULL,
        pdf_sha256 VARCHAR NOT NULL,
        error VARCHAR NOT NULL,
        CONSTRAINT pk_print_jobs PRIMARY KEY (job_id)
    )
    """,
    """
    CREATE INDEX ix_print_jobs_state ON print_jobs (state, queued_at)
    """,
    """
    CREATE INDEX ix_print_jobs_subject_id ON print_jobs (subject_id)
    """,
    """
    CREATE TABLE procedures (
        subject_id VARCHAR NOT NULL,
        code VARCHAR NOT NULL,
        version INTEGER NOT NULL,
        name VARCHAR NOT NULL,
        data JSON NOT NULL,
        event_id VARCHAR NOT NULL,
        CONSTRAINT pk_procedures PRIMARY KEY (subject_id)
    )
    """,
    """
    CREATE INDEX ix_procedures_code ON procedures (code)
    """,
    """
    CREATE TABLE sign_in_guards (
        staff_id VARCHAR NOT NULL,
        failures INTEGER NOT NULL,
        locked_until VARCHAR NOT NULL,
        CONSTRAINT pk_sign_in_guards PRIMARY KEY (staff_id)
    )
    """,
    """
    CREATE TABLE staff (
        subject_id VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        number VARCHAR NOT NULL,
        employer VARCHAR NOT NULL,
        roles VARCHAR NOT NULL,
        active BOOLEAN NOT NULL,
        verifier VARCHAR NOT NULL,
        CONSTRAINT pk_staff PRIMARY KEY (subject_id)
    )
    """,
    """
    CREATE TABLE envelopes (
        device_id VARCHAR NOT NULL,
        device_seq INTEGER NOT NULL,
        event_id VARCHAR NOT NULL,
        prev_hash BLOB NOT NULL,
        hash BLOB NOT NULL,
        CONSTRAINT pk_envelopes PRIMARY KEY (device_id, device_seq),
        CONSTRAINT fk_envelopes_event_id_events FOREIGN KEY(event_id) REFERENCES events (event_id)
    )
    """,
    """
    CREATE INDEX ix_envelopes_event_id ON envelopes (event_id)
    """,
    """
    CREATE TABLE personal_parts (
        event_id VARCHAR NOT NULL,
        salt BLOB NOT NULL,
        data BLOB NOT NULL,
        CONSTRAINT pk_personal_parts PRIMARY KEY (event_id),
        CONSTRAINT fk_personal_parts_event_id_events FOREIGN KEY(event_id) REFERENCES events (event_id)
    )
    """,
    """
    CREATE VIRTUAL TABLE dossier_search USING fts5(
        words, content='', contentless_delete=1, prefix='2 3', tokenize='unicode61 remove_diacritics 0')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
