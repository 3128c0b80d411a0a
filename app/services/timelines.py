"""A dossier's events in words: who did what when, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import dossier, fold
from app.domain.dossier_codes import local_time
from app.domain.events import Event
from app.domain.fold import SubjectState
from app.protocol.verdicts import SERVER, Reason
from app.services.staff import staff_name

ERASED = "(đã xóa)"
PAPER_NAMES = {
    "receipt": "giấy tiếp nhận và hẹn trả",
    "supplement": "phiếu yêu cầu bổ sung",
    "refusal": "phiếu từ chối",
    "label": "tem",
    "guide": "phiếu hướng dẫn",
}
FIELD_NAMES = {
    "applicant": "người nộp, chủ hồ sơ",
    "case": "trường hợp",
    "channel": "cách nộp",
    "due": "ngày hẹn trả",
    "fees": "phí, lệ phí",
    "papers": "giấy tờ",
    "payment": "cách thu",
    "procedure": "thủ tục",
    "result_address": "địa chỉ nhận kết quả",
    "result_way": "cách nhận kết quả",
    "sets": "số bộ",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a dossier for people: when (local), who, what happened, and a second line."""

    event_id: str
    at: datetime
    who: str
    type: str
    what: str
    detail: str
    office_id: str


def timeline_of(session: Session, state: SubjectState, events: Sequence[Event]) -> list[TimelineEntry]:
    """Return the applied events of a subject in their order, in words."""
    by_id = {event.event_id: event for event in events}
    entries = []
    for event_id in state.order:
        event = by_id[event_id]
        what, detail = words_of(event)
        if event_id in state.set_aside:
            detail = " · ".join(part for part in (detail, "không được tính") if part)
        who = "Máy chủ" if event.actor_id == SERVER else staff_name(session, event.actor_id)
        at = local_time(event.occurred_at)
        entries.append(TimelineEntry(event_id, at, who, event.type, what, detail, event.office_id))
    return entries


def file_words(media: object, size: object) -> str:
    """Say what a file is without its name, which may name people: `PDF · 240 KB`."""
    kind = {"application/pdf": "PDF", "image/jpeg": "Ảnh JPEG", "image/png": "Ảnh PNG"}.get(str(media), "Tệp")
    return f"{kind} · {size_words(size)}" if isinstance(size, int) else kind


def size_words(size: int) -> str:
    """Say how large something is: `840 KB`, `2,4 MB`."""
    megabytes = size / (1 << 20)
    return f"{max(1, round(size / 1024))} KB" if megabytes < 1 else f"{megabytes:.1f} MB".replace(".", ",")


def words_of(event: Event) -> tuple[str, str]:
    """Say what an event of a dossier did, and a second line."""
    payload, told = event.payload, event.personal or {}
    match event.type:
        case dossier.RECEIVED:
            return "Tiếp nhận", payload.get("counter", "")
        case dossier.CORRECTED:
            fields = {*payload.get("changes", {}), *payload.get("personal_keys", ())}
            named = ", ".join(FIELD_NAMES[name] for name in sorted(fields) if name in FIELD_NAMES)
            return f"Sửa {named}" if named else "Sửa hồ sơ", told.get("reason", ERASED)
        case dossier.NOTED:
            return "Ghi chú", told.get("text", ERASED)
        case dossier.PRINTED:
            paper = PAPER_NAMES.get(payload.get("kind", ""), "giấy")
            if payload.get("reprint"):
                return f"In lại {paper} lần {payload['reprint']}", told.get("reason", ERASED)
            return f"In {paper}", ""
        case dossier.SUPPLEMENT_REQUESTED:
            asked = "; ".join(item["name"] for item in told.get("items", ())) or ERASED
            return f"Yêu cầu bổ sung lần {payload.get('round', 1)}", asked
        case dossier.REFUSED:
            return "Từ chối tiếp nhận", "; ".join(reason["fact"] for reason in told.get("reasons", ())) or ERASED
        case dossier.RESOLVED:
            return "Đã chọn một bản", payload.get("told", "")
        case fold.SET_ASIDE:
            return "Không tính một việc", "Lý do ở mục Cần xử lý"
        case fold.ADMITTED:
            again = payload.get("reason") == Reason.HANDED_OVER
            return ("Tính lại một việc", "") if again else ("Lưu ý một việc", "Lý do ở mục Cần xử lý")
        case dossier.REFERRED:
            return "Chuyển trưởng bộ phận", told.get("text", ERASED)
        case dossier.ATTACHED:
            return "Đính kèm tệp", file_words(payload.get("media"), payload.get("size"))
        case dossier.DETACHED:
            return "Bỏ tệp đính kèm", told.get("reason", ERASED)
        case dossier.RECODED:
            return f"Cấp mã mới {payload.get('code', '')}", f"Mã cũ {payload.get('former', '')} trùng với hồ sơ khác"
        case _:
            return "Việc do bản mới hơn ghi", "Cập nhật chương trình để đọc"
