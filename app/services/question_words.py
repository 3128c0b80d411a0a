"""The words of the tray "Cần xử lý": headings, sentences, advice, what a choice means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain import reference, tickets
from app.domain.events import Event
from app.domain.intake import ResultWay
from app.domain.questions import QuestionKind
from app.protocol.verdicts import DEVICE, Reason
from app.services.differences import Piece
from app.services.timelines import words_of
from app.storage.rows import fetch

IN_USE, LATER = "Đang dùng", "Bản khác"
HEADINGS = {
    QuestionKind.CONTESTED: "Hai quầy sửa cùng hồ sơ",
    QuestionKind.UNFIT: "Có việc không khớp nhau",
    QuestionKind.UNREADABLE: "Có việc máy này chưa đọc được",
    QuestionKind.ASIDE: "Máy chủ không tính một việc",
    QuestionKind.FLAGGED: "Máy chủ lưu ý một việc",
    QuestionKind.WAITING: "Chờ phần đầu của hồ sơ",
    QuestionKind.BEYOND: "Cần cập nhật để đọc hết",
}
DOUBLED = "Hai hồ sơ trùng mã"
DOUBLED_WORDS = (
    "Mã {code} đã cấp cho hai hồ sơ, có lẽ do một máy được sao chép từ máy khác. Không mất gì.",
    "Nên cấp mã mới cho hồ sơ nhận sau, rồi in lại giấy hẹn. Báo quản trị kiểm tra hai máy.",
)
SAME_TWICE = "Hai nơi ghi giống nhau"
SAME_TWICE_SENTENCE = "Hai nơi cùng ghi một nội dung khi chưa thấy nhau. Chỉ cần xác nhận một lần."
UNREADABLE = (
    "Một việc của hồ sơ này ghi sai khuôn nên không máy nào đọc được. Những việc khác vẫn đúng.",
    "Báo quản trị nếu gặp nhiều lần. Bỏ qua thì hồ sơ giữ như đang hiện.",
)
TIMELY = {
    QuestionKind.WAITING: (
        "Việc mới của hồ sơ này đã đến, phần trước đó thì chưa. Khi đủ, chương trình tự ghép.",
        "Không cần làm gì. Nếu quá một ngày vẫn vậy, báo quản trị máy chủ.",
    ),
    QuestionKind.BEYOND: (
        "Quầy khác dùng bản mới hơn và đã ghi việc mà bản này chưa hiểu. Hồ sơ hiện theo phần đã hiểu.",
        "Cập nhật chương trình trên máy này (Cài đặt, mục Cập nhật).",
    ),
}
_NUMBERS = {2: "Hai", 3: "Ba", 4: "Bốn", 5: "Năm"}
_ASIDE = {
    Reason.DAMAGED: (
        "Dữ liệu của việc này bị hỏng nên máy chủ giữ lại mà không tính.",
        "Ghi lại nếu việc ấy đúng. Nếu gặp nhiều lần, ổ đĩa của máy đã ghi có thể sắp hỏng: báo quản trị.",
    ),
    Reason.UNREADABLE: (
        "Máy chủ nhận một việc không đọc được nên giữ lại mà không tính.",
        "Báo quản trị. Bỏ qua thì không có gì thay đổi.",
    ),
    Reason.OTHER_OFFICE: (
        "Việc này ghi dưới tên cơ quan khác nên máy chủ không tính.",
        "Cơ quan ấy phải tự ghi. Nếu máy này đã chuyển cơ quan, báo quản trị máy chủ.",
    ),
    Reason.NOT_CONCERNED: (
        "Hồ sơ thuộc cơ quan khác và chưa bàn giao cho cơ quan này, nên máy chủ chưa tính.",
        "Đề nghị cơ quan đang giữ hồ sơ bàn giao; bàn giao đến thì việc này tự được tính.",
    ),
    Reason.NO_RIGHT: (
        "Người ghi không có quyền làm việc này (hoặc quyền đã bị thu khi máy chưa có mạng), nên máy chủ không tính.",
        "Người có quyền đăng nhập rồi ghi lại, hoặc nhờ quản trị cấp quyền.",
    ),
    Reason.FALSE_N: (
        "Việc này khai sai thứ tự so với những gì đã xảy ra trước nó, nên máy chủ không tính.",
        "Xem lại nội dung rồi ghi lại nếu đúng.",
    ),
}
_FLAGGED = {
    Reason.RIGHT_LOST: (
        "Khi việc này tới máy chủ, người ghi không còn quyền ấy. Việc vẫn được tính, vì giấy đã đưa người dân.",
        "Đúng thì chọn Đã biết. Sai thì sửa ở trang hồ sơ rồi quay lại đây.",
    ),
    Reason.UNKNOWN_ACTOR: (
        "Máy chủ chưa biết người ghi việc này. Việc vẫn được tính.",
        "Hỏi quản trị người ấy đã được khai trên máy chủ chưa.",
    ),
    Reason.PERSONAL: (
        "Phần thông tin cá nhân gửi kèm không đúng bản đã ghi, nên máy chủ bỏ phần ấy. Việc vẫn được tính.",
        "Đối chiếu với hồ sơ giấy; thiếu gì thì sửa ở trang hồ sơ.",
    ),
}
_UNFIT = {
    "received_twice": "Hồ sơ được nhận hai lần",
    "corrected_before_received": "Hồ sơ được sửa trước khi nhận",
    "supplement_too_late": "Yêu cầu bổ sung được lập khi hồ sơ đã sang bước khác",
    "refused_too_late": "Hồ sơ bị từ chối khi đã sang bước khác",
}
AROUND = {"applicant/owner/name": "Chủ hồ sơ", "procedure": "Thủ tục", "due": "Hẹn trả"}
_SUBJECTS = {
    reference.OFFICE: "Thông tin cơ quan",
    reference.STAFF: "Nhân viên",
    reference.CALENDAR: "Lịch làm việc",
    reference.PROCEDURE: "Thủ tục",
    reference.CATALOGUE: "Danh mục thủ tục",
    reference.ACCESS: "Nhật ký của máy này",
    tickets.KIND: "Số thứ tự",
    DEVICE: "Một máy của cơ quan",
}
_NAMES = {
    reference.STAFF: "SELECT name FROM staff WHERE subject_id = ?",
    reference.PROCEDURE: "SELECT name FROM procedures WHERE subject_id = ?",
    tickets.KIND: "SELECT number FROM tickets WHERE subject_id = ?",
}
_PLAIN = {
    reference.PROCEDURE_PREPARED: "Đưa thủ tục vào danh mục mới",
    reference.CATALOGUE_PUBLISHED: "Công bố danh mục thủ tục",
    reference.PERSON_SHOWN: "Xem thông tin cá nhân",
    reference.SIGNED_IN: "Đăng nhập",
    reference.OFFLINE_EXTENDED: "Gia hạn đăng nhập khi mất máy chủ",
    tickets.ISSUED: "Lấy số",
    tickets.CALLED: "Gọi số",
    tickets.RECALLED: "Gọi lại số",
    tickets.ENDED: "Kết thúc số",
    tickets.REQUEUED: "Cho số vào hàng chờ lại",
}


def moment(at: datetime) -> str:
    """Say when, local: `08:41 19/11/2026`."""
    return f"{at:%H:%M %d/%m/%Y}"


def contested_heading(counters: int, versions: int) -> str:
    """Say how many wrote without having seen each other."""
    if counters < versions:
        return f"{_NUMBERS.get(versions, str(versions))} bản sửa cùng hồ sơ"
    return f"{_NUMBERS.get(counters, str(counters))} quầy sửa cùng hồ sơ"


def contested_sentence(heading: str) -> str:
    """Say what happened and that nothing is lost."""
    who = heading.removesuffix(" sửa cùng hồ sơ")
    return f"{who} đã sửa cùng một hồ sơ khi chưa thấy nhau. Không mất gì: hãy chọn bản đúng, hoặc ghép từng ô."


def unfit_sentence(why: str, what: str, by: str) -> str:
    """Say what did not fit, and who did it."""
    return f"{_UNFIT.get(why, f'Việc “{what}” không khớp')}: {by}. Không mất gì: hãy chọn điều đúng."


def aside_words(reason: str) -> tuple[str, str]:
    """Say why the server does not count an event, and what can be done."""
    if reason in _ASIDE:
        return _ASIDE[Reason(reason)]
    return "Máy chủ không tính việc này.", "Cập nhật chương trình để đọc lý do, hoặc báo quản trị."


def flag_words(reason: str) -> tuple[str, str]:
    """Say what is odd about an event that counts, and what can be done."""
    if reason in _FLAGGED:
        return _FLAGGED[Reason(reason)]
    return "Việc này được tính, nhưng máy chủ có điều lưu ý.", "Cập nhật chương trình để đọc lý do, hoặc báo quản trị."


def event_words(event: Event) -> tuple[str, str]:
    """Say what an event did, and a second line; of dossiers as their timeline does."""
    payload = event.payload
    match event.type:
        case reference.OFFICE_FOUNDED | reference.OFFICE_CHANGED:
            return "Sửa thông tin cơ quan", ", ".join(str(value) for value in payload.get("fields", {}).values())
        case reference.STAFF_ADDED:
            return "Thêm nhân viên", str(payload.get("fields", {}).get("name", ""))
        case reference.STAFF_CHANGED:
            return "Sửa nhân viên", ", ".join(str(value) for value in payload.get("fields", {}).values())
        case reference.STAFF_VERIFIER_SET:
            return "Đặt mã đăng nhập", ""
        case reference.CALENDAR_DAY_SET:
            return f"Đặt lịch ngày {_day_words(payload.get('day'))}", str(payload.get("name", ""))
        case reference.PROCEDURE_PUBLISHED:
            return "Công bố thủ tục", str((payload.get("procedure") or {}).get("name", ""))
    return (_PLAIN[event.type], "") if event.type in _PLAIN else words_of(event)


def _day_words(day: object) -> str:
    try:
        return f"{date.fromisoformat(str(day)):%d/%m/%Y}"
    except ValueError:  # another program's; it is shown as it came
        return str(day or "")


def subject_words(session: Session, kind: str, subject_id: str) -> str:
    """Name a subject that is no dossier of this PC's lists."""
    found = fetch(session, _NAMES[kind], subject_id) if kind in _NAMES else ()
    name = next((row[0] for row in found), "")
    what = _SUBJECTS.get(kind, "Hồ sơ chưa đủ thông tin")
    return f"{what}: {name}" if name else what


def names_numbers(differ: Collection[str]) -> bool:
    """Whether pieces show numbers by which people are known or reached."""
    return any(key.rsplit("/", 1)[-1] in ("phone", "id_number", "email") for key in differ)


def advice(differ: Collection[str]) -> str:
    """Say how to find out which version is right."""
    if any(key.endswith("/phone") for key in differ):
        return "Nên hỏi lại người dân. Số nào gọi được là số đúng."
    if any(key.startswith("applicant/") for key in differ):
        return "Đối chiếu với thẻ căn cước hoặc tờ khai trong hồ sơ giấy."
    if {"procedure", "case", "due", "channel"} & set(differ):
        return "Xem tờ khai để biết người dân yêu cầu việc gì; ngày hẹn đi theo thủ tục."
    if "papers" in differ or "sets" in differ:
        return "Mở túi hồ sơ và đếm lại giấy."
    return "Nên hỏi lại người dân hoặc xem giấy tờ trong hồ sơ trước khi chọn."


def outcome(differ: Sequence[str], own: Mapping[str, Piece]) -> str:
    """Say what choosing a version means for the work that follows."""
    told = []
    if "result_way" in differ:
        way = own["result_way"].raw
        if way == ResultWay.POST:
            told.append("Gửi kết quả qua bưu chính.")
        else:
            told.append("Trả bản điện tử." if way == ResultWay.ELECTRONIC else "Trả tại quầy, không gửi bưu chính.")
    if "due" in differ:
        told.append(f"Hẹn trả {own['due'].text}.")
    if "fees" in differ:
        told.append(f"Thu {own['fees'].text}." if own["fees"].raw else "Không thu phí, lệ phí.")
    for key in differ:
        if key.endswith("/phone"):
            text = own[key].text
            told.append(f"Gọi số {text}." if own[key].raw[0] else "Không có số để gọi người dân.")
            break
    return " ".join(told) or "Hồ sơ theo bản này; bản kia vẫn còn trong diễn biến."
