"""One of every message, the same on every machine: what the golden files hold."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.events import Event
from app.protocol.blobs import BlobPiece, Kept, KeptBlob, WantedBlob
from app.protocol.canonical import GENESIS, canonical, chain_hash, personal_hash
from app.protocol.event_bytes import encode_body
from app.protocol.exchange_files import (
    Answered,
    ChainAnswer,
    FeedPage,
    FileCursor,
    FileHead,
    FileKeys,
    FileKind,
    Outgoing,
    seal,
)
from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.protocol.invitation_files import Invited, seal_invitation
from app.protocol.messages import (
    Bring,
    Brought,
    Claim,
    Claimed,
    Compared,
    Digest,
    Enrolled,
    Enrolment,
    FeedEvent,
    FeedId,
    FirstPage,
    Fork,
    Message,
    Named,
    Nudge,
    Page,
    Past,
    PersonalPart,
    Push,
    ReadAgain,
    Refusal,
    RefusalCode,
    SendFrom,
    Stored,
    WireEvent,
)
from app.protocol.signatures import sign_head
from app.protocol.stewardship import (
    CancelCode,
    CodeSeen,
    NewCode,
    NewOffice,
    OfficePcs,
    Offices,
    OfficeSeen,
    PcSeen,
    StopPc,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
DEVICE = "8a6e0804-2bd0-4672-b79d-d97027f9071a"
OTHER = "8a6e0804-2bd0-4672-b79d-000000000000"
OFFICE = "0f4b7dcb-97f5-5b0c-9a44-0a4d8a3d1c11"
EPOCH = "019a9b2c-0000-7000-8000-0000000000ee"
AT = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)

PERSONAL = canonical({"text": "Khách hẹn thứ Hai"})
SALT = bytes(range(16))
EVENT = Event(
    event_id="019a9b2c-0000-7000-8000-000000000001",
    subject_kind="dossier",
    subject_id="019a9b2c-0000-7000-8000-000000000000",
    type="dossier.noted",
    schema_version=1,
    payload={"personal_keys": ["text"]},
    actor_id="019a9b2c-0000-7000-8000-0000000000aa",
    office_id=OFFICE,
    act_id="019a9b2c-0000-7000-8000-0000000000ac",
    occurred_at=AT,
    personal_hash=personal_hash(SALT, PERSONAL),
)
BODY = encode_body(EVENT)
FIRST = chain_hash(GENESIS, DEVICE, 1, BODY)
DAMAGED = BODY[:40] + b"\xff" + BODY[41:]
SECOND = chain_hash(FIRST, DEVICE, 2, DAMAGED)
EVENTS = (
    WireEvent.of(DEVICE, 1, GENESIS, FIRST, BODY, PersonalPart.of(SALT, PERSONAL)),
    WireEvent.of(DEVICE, 2, FIRST, SECOND, DAMAGED),
)

DEVICE_KEYS, SERVER = FileKeys.of_device(KEY), FileKeys.of_server(bytes(range(32, 64)))

MESSAGES: dict[str, Message] = {
    "enrolment": Enrolment(
        "K7QF-29XM-4TPA",
        DEVICE,
        PUBLIC,
        "Quầy 1",
        OFFICE,
        (1, 12),
        ("8a6e0804-2bd0-4672-b79d-000000000000",),
        "0.2.0",
        head=sign_head(KEY, DEVICE, 2, SECOND),
    ),
    "enrolment_with_a_past": Enrolment(
        "K7QF-29XM-4TPA", DEVICE, PUBLIC, formerly=(OTHER,), past=(Past(OTHER, sign_head(KEY, OTHER, 2, SECOND)),)
    ),
    "enrolment_of_a_new_pc": Enrolment("K7QF-29XM-4TPA", DEVICE, PUBLIC),
    "enrolled": Enrolled(
        "96",
        OFFICE,
        "000.00.06.H56",
        "Phường An Xuyên",
        "Quầy 1",
        (1, 12),
        (office_feed(OFFICE), REFERENCE, device_feed(DEVICE)),
        EPOCH,
        1,
        AT,
    ),
    "enrolment_with_a_recovery_sheet": Enrolment("", DEVICE, PUBLIC, formerly=(DEVICE,), recovery=SECOND),
    "enrolled_in_a_lost_pcs_place": Enrolled(
        "96",
        OFFICE,
        "000.00.06.H56",
        "Phường An Xuyên",
        "Quầy 1",
        (1,),
        (REFERENCE,),
        EPOCH,
        1,
        AT,
        SERVER.public,
        True,
    ),
    "file_head": FileHead(FileKind.OUTGOING, DEVICE, PUBLIC, FIRST, SECOND, AT, "1-1"),
    "outgoing": Outgoing(SECOND, (FileCursor(office_feed(OFFICE), EPOCH, 7),), Enrolment("", DEVICE, PUBLIC), 12),
    "answered": Answered(FIRST, AT, chains=(ChainAnswer(DEVICE, Stored(2, SECOND, EPOCH, AT)),), more=True),
    "outgoing_with_a_digest": Outgoing(SECOND, digest=Digest(2, sums=bytes(range(256)) * 16)),
    "answered_with_a_comparison": Answered(FIRST, AT, compared=Compared(EPOCH, 2, AT, differing=(0, 255))),
    "answered_with_a_refusal": Answered(
        FIRST, AT, refusal=Refusal(RefusalCode.CODE.value, "Mã đăng ký sai, đã dùng hoặc hết hạn.", "1-1", AT)
    ),
    "invited": Invited(
        "https://quay.vidu.vn#" + "3f" * 32, SERVER.public, OFFICE, "000.00.06.H56", "Phường An Xuyên", AT, True
    ),
    "outgoing_that_wants_a_blob": Outgoing(SECOND, wanted=(WantedBlob("5e" * 32, 1 << 20),)),
    "answered_with_a_blob_kept": Answered(FIRST, AT, kept=(KeptBlob("5e" * 32, 700, False),)),
    "blob_piece": BlobPiece("5e" * 32, 700, 705, b"\x89PNG\r"),
    "kept": Kept(700, False, AT),
    "feed_page": FeedPage(REFERENCE, 3, ReadAgain(REFERENCE, EPOCH, AT)),
    "push": Push(DEVICE, sign_head(KEY, DEVICE, 2, SECOND), EVENTS),
    "push_of_nothing": Push(DEVICE, sign_head(KEY, DEVICE, 0, GENESIS)),
    "stored": Stored(2, SECOND, EPOCH, AT),
    "send_from": SendFrom(1, EPOCH, AT),
    "fork": Fork(2, EPOCH, AT),
    "page": Page(office_feed(OFFICE), EPOCH, 7, 9, AT, events=tuple(FeedEvent(6 + i, e) for i, e in enumerate(EVENTS))),
    "page_of_ids": Page(
        office_feed(OFFICE),
        EPOCH,
        7,
        9,
        AT,
        ids=(FeedId(6, EVENT.event_id, DEVICE, 1, FIRST), FeedId(7, "", DEVICE, 2, SECOND)),
    ),
    "page_of_the_province": Page(REFERENCE, EPOCH, 0, 0, AT, level=2),
    "first_page": FirstPage(office_feed(OFFICE), EPOCH, 7, AT, EVENTS),
    "push_with_a_level": Push(DEVICE, sign_head(KEY, DEVICE, 0, GENESIS), level=2),
    "push_of_what_says_nothing": Push(
        DEVICE,
        sign_head(KEY, DEVICE, 2, SECOND),
        (WireEvent.of(*(DEVICE, 2, FIRST, SECOND, DAMAGED), named=Named(EVENT.event_id, "dossier", EVENT.subject_id)),),
    ),
    "digest": Digest(2, sums=bytes(range(256)) * 16),
    "digest_of_buckets": Digest(2, buckets=(0, 255), ids=(EVENT.event_id,)),
    "compared": Compared(EPOCH, 2, AT, differing=(0, 255)),
    "compared_in_buckets": Compared(EPOCH, 2, AT, lacks=(EVENT.event_id,), read_from={office_feed(OFFICE): 7}),
    "bring": Bring((WireEvent.of(DEVICE, 1, GENESIS, FIRST, BODY, proof=bytes(16)),)),
    "brought": Brought(1, EPOCH, AT),
    "claim": Claim(EVENT.event_id, EVENT.actor_id, "2026-11-22", "AB"),
    "claimed": Claimed(EPOCH, AT, EVENTS[:1]),
    "claimed_nobody": Claimed(EPOCH, AT),
    "read_again": ReadAgain(REFERENCE, EPOCH, AT),
    "offices": Offices((OfficeSeen(OFFICE, "000.00.06.H56", "Phường An Xuyên", 2, AT),), True, AT),
    "new_office": NewOffice("000.00.07.H56", "Phường Tân Thành"),
    "office_pcs": OfficePcs(
        OfficeSeen(OFFICE, "000.00.06.H56", "Phường An Xuyên", 0),
        (
            PcSeen(DEVICE, "Quầy 1", (1, 12), "0.2.0", 7, AT, AT),
            PcSeen(OTHER, "Quầy 2", (), "", 0, AT, stopped_at=AT),
        ),
        (CodeSeen(FIRST, "Quầy 3", 3, AT), CodeSeen(SECOND, "Quầy 1", 1, AT, DEVICE)),
        AT,
    ),
    "office_pcs_of_a_founded_office": OfficePcs(
        OfficeSeen(OFFICE, "000.00.06.H56", "Phường An Xuyên", 0), (), (), AT, is_founded=True
    ),
    "new_code": NewCode(FIRST, "Quầy 3", 3),
    "new_code_for_a_place": NewCode(SECOND, replaces=DEVICE),
    "new_code_for_an_invitation": NewCode(SECOND, days=30),
    "cancel_code": CancelCode(FIRST),
    "stop_pc": StopPc(DEVICE),
    "nudge": Nudge(EPOCH, {office_feed(OFFICE): 9}, AT),
    "refusal": Refusal(RefusalCode.CLOCK.value, "Đồng hồ của máy lệch.", "1-1", AT),
}


def sample_file() -> bytes:
    """Make a PC's file: its first message and one push, with a key of its own that is always the same."""
    once = X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
    messages = (Outgoing(DEVICE_KEYS.public[32:]), MESSAGES["push_of_nothing"])
    return seal(FileKind.OUTGOING, DEVICE, DEVICE_KEYS, SERVER.public[32:], AT, messages, once)


INVITATION_CODE = "K7QF-29XM-4TPA"


def sample_invitation() -> bytes:
    """Make the file of an invitation, always with the same salt."""
    invited = MESSAGES["invited"]
    assert isinstance(invited, Invited)
    return seal_invitation(invited, INVITATION_CODE, bytes(range(16)))


def kind_of(name: str) -> type[Message]:
    """Return which message a golden file holds."""
    return type(MESSAGES[name])


def pretty(data: bytes) -> bytes:
    """Lay a message out for reading."""
    return msgspec.json.format(data)
