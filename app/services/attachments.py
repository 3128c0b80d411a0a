"""Files of a dossier: chosen, checked, kept encrypted with the event that names them, sent and fetched by the line.

An event says the file's hash, size, kind and which part of the dossier it belongs to. What the file was called is kept
nowhere: names of files name people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.domain import dossier
from app.domain.dossier_codes import local_time
from app.domain.errors import EnvironmentProblem, UserError
from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.media import Media, media_of
from app.domain.office import Actor, Right
from app.domain.subjects import fold_subject
from app.protocol.blobs import MOST_BYTES, NAME
from app.protocol.ids import new_id
from app.services.house import Changed, House, act, the_desk
from app.services.staff import staff_name
from app.storage import kept_blobs
from app.storage.event_log import NewEvent, append, events_of
from app.storage.kept_blobs import OpenBlob
from app.storage.server_place import load_server


class FileState(StrEnum):
    """Where the bytes of a file are."""

    HERE = "here"  # and not to be sent: this PC works alone, or the server, where they came from, was set back since
    WAITING = "waiting"  # here, and not yet at the server
    SENT = "sent"  # here, and at the server
    ABSENT = "absent"  # another counter attached it: they come when somebody opens it


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file somebody chose, read and checked."""

    data: bytes
    media: Media
    pages: int


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a dossier. `key` is the event that attached it, `at` local, `percent` how much was sent or has come."""

    key: str
    sha256: str
    size: int
    media: Media
    component: str
    who: str
    at: datetime
    state: FileState
    percent: int = 0


def choose_file(path: Path) -> Chosen:
    """Read and check a file; slow for large ones, so never on the GUI thread. Raises UserError, EnvironmentProblem."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if 0 < size <= MOST_BYTES else b""
    except OSError as error:
        raise EnvironmentProblem(
            "Không đọc được tệp này.", "Xem thẻ nhớ còn cắm không, tệp có đang mở không.", "FILE"
        ) from error
    if size > MOST_BYTES:
        most = MOST_BYTES >> 20
        advice = f"Mỗi tệp tối đa {most} MB: quét ở 200 đến 300 dpi, hoặc tách làm nhiều tệp."
        raise UserError("Tệp quá lớn.", advice, "FILE-SIZE")
    if not data:
        raise UserError("Tệp trống.", "Chọn tệp khác.", "FILE-EMPTY")
    media = media_of(data)
    if media is None:
        advice = "Hồ sơ nhận tệp PDF, JPEG, PNG. Tệp Word, Excel: lưu thành PDF rồi chọn lại."
        raise UserError("Không phải tệp PDF hay ảnh.", advice, "FILE-KIND")
    from app.printing.scans import count_pages  # loads PDFium, which no start has to wait for

    return Chosen(data, media, count_pages(data, media))


def attach_file(house: House, actor: Actor, subject_id: str, chosen: Chosen, component: str = "") -> Changed:
    """Keep a file and note it on a part of the dossier ("" = as a whole), both in one transaction. Raises UserError."""
    actor.must(Right.RECEIVE)
    with house.db.write() as session:
        desk = the_desk(session)
        state = _state(session, subject_id)
        name = kept_blobs.keep(session, chosen.data)
        if any(_text(write.value["sha256"]) == name for write in dossier.files_of(state)):
            raise UserError("Tệp này đã có trong hồ sơ.", "Chọn tệp khác.", "FILE-TWICE")
        payload = {
            "blobs": [name],
            "size": len(chosen.data),
            "media": chosen.media.value,
            "component": component,
        }
        news = [NewEvent(dossier.KIND, subject_id, dossier.ATTACHED, payload)]
        append(session, act(house, actor, desk, new_id(house.clock())), news)
    return Changed(frozenset({dossier.KIND}), frozenset({subject_id}))


def detach_file(house: House, actor: Actor, subject_id: str, key: str, reason: str) -> Changed:
    """Take a file off a dossier with a reason; its bytes stay for who has to look into it later. Raises UserError."""
    actor.must(Right.CORRECT)
    if not reason.strip():
        raise UserError("Chưa ghi lý do bỏ tệp.", "Ghi ngắn gọn, ví dụ “đính kèm nhầm hồ sơ”.", "NO-REASON")
    with house.db.write() as session:
        desk = the_desk(session)
        state = _state(session, subject_id)
        if all(write.event_id != key for write in dossier.files_of(state)):
            raise UserError("Tệp này đã được bỏ.", "Quầy khác vừa bỏ tệp.", "FILE-GONE")
        told = {"reason": reason.strip()}
        news = [NewEvent(dossier.KIND, subject_id, dossier.DETACHED, {"file": key}, told)]
        append(session, act(house, actor, desk, new_id(house.clock())), news)
    return Changed(frozenset({dossier.KIND}), frozenset({subject_id}))


def bytes_of(house: House, sha256: str) -> bytes:
    """Return a file that is here. Raises UserError when it is not."""
    with house.db.read() as session:
        data = kept_blobs.load(session, sha256)
    if data is None:
        raise UserError("Máy này chưa có tệp.", "Tệp tự tải về khi có mạng.", "FILE-ABSENT")
    return data


def files_in(session: Session, state: SubjectState, events: Sequence[Event]) -> tuple[AttachedFile, ...]:
    """Return the files of a dossier in the order in which they were attached, without other programs' nonsense."""
    writes = [write for write in dossier.files_of(state) if _makes_sense(write.value)]
    if not writes:
        return ()
    by_id = {event.event_id: event for event in events}
    here = kept_blobs.known(session, [write.value["sha256"] for write in writes])
    is_alone = load_server(session) is None
    found = []
    for write in writes:
        event, value = by_id[write.event_id], write.value
        name, size = value["sha256"], value["size"]
        where, percent = _whereabouts(here.get(name), is_alone=is_alone) if name in here else (FileState.ABSENT, 0)
        found.append(
            AttachedFile(
                key=write.event_id,
                sha256=name,
                size=size,
                media=Media(value["media"]),
                component=_text(value["component"]),
                who=staff_name(session, event.actor_id),
                at=local_time(event.occurred_at),
                state=where,
                percent=percent,
            )
        )
    return tuple(found)


def _whereabouts(blob: OpenBlob | None, *, is_alone: bool) -> tuple[FileState, int]:
    """Return where a file is that this PC has or wants (None: the server has it too), and how much went or came."""
    if blob is not None and not blob.is_here:
        return FileState.ABSENT, 100 * blob.here // max(blob.size, 1)
    if is_alone or (blob is not None and blob.is_fetched):
        return FileState.HERE, 0
    return (FileState.SENT, 0) if blob is None else (FileState.WAITING, 100 * blob.upto // blob.size)


def _makes_sense(value: dict[str, Any]) -> bool:
    is_named = isinstance(value["sha256"], str) and bool(NAME.fullmatch(value["sha256"]))
    return is_named and isinstance(value["size"], int) and value["media"] in list(Media)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _state(session: Session, subject_id: str) -> SubjectState:
    state = fold_subject(dossier.KIND, events_of(session, dossier.KIND, subject_id))
    if not state.order:
        raise UserError("Không tìm thấy hồ sơ này trên máy.", "", "NO-DOSSIER")
    return state
