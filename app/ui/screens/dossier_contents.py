"""What stands on the dossier's page, as words: facts, papers, fees, moments. No widgets here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.domain import dossier
from app.domain.deadlines import Due
from app.domain.dossier import DossierState
from app.domain.fold import Attention
from app.domain.intake import PaperCount, Payment
from app.domain.money import FeeLine, fee_total, format_money
from app.domain.people import Party, PartyKind, Sex
from app.domain.plain_data import convert
from app.domain.questions import QuestionKind
from app.services.dossiers import DossierPage
from app.services.print_jobs import DONE, PrintJob
from app.services.timelines import FIELD_NAMES, TimelineEntry
from app.ui.screens import dossier_words as words
from app.ui.screens.dossier_facts import Fact
from app.ui.screens.dossier_steps import steps
from app.ui.screens.prints_rows import job_badge
from app.ui.widgets.rows import BadgeWords, Cell, Row
from app.ui.widgets.timeline import Moment

EVERYTHING, WORK, PRINTS, NOTES = "all", "work", "prints", "notes"


def person_facts(page: DossierPage, *, shown: bool) -> list[Fact]:
    """Give what is known of the owner and of who filed; numbers masked unless `shown`."""
    translate = QCoreApplication.translate
    if page.applicant is None:
        return [Fact(translate("DossierPage", "Người nộp"), translate("DossierPage", "Thông tin cá nhân đã xóa"))]
    owner, filer = page.applicant.owner, page.applicant.filer
    organisation = owner.kind is PartyKind.ORGANISATION
    number = translate("DossierPage", "Mã số thuế") if organisation else translate("DossierPage", "Số định danh")
    facts = [Fact(number, words.number_words(owner.id_number, shown=shown))]
    if organisation:
        facts.append(Fact(translate("DossierPage", "Đại diện"), owner.representative or "–"))
    else:
        facts += _born(owner)
    if owner.override_reason:
        facts.append(_accepted(translate("DossierPage", "Số vẫn nhận vì"), owner))
    facts.append(Fact(translate("DossierPage", "Nơi ở"), str(owner.address) or "–", lines=2))
    if owner.phone or filer is None:
        facts.append(Fact(translate("DossierPage", "Điện thoại"), words.phone_words(owner.phone, shown=shown)))
    if filer is not None:
        facts.append(Fact(translate("DossierPage", "Người nộp"), filer.name))
        if filer.override_reason:
            facts.append(_accepted(translate("DossierPage", "Số người nộp vẫn nhận vì"), filer))
        if filer.phone:
            facts.append(Fact(translate("DossierPage", "ĐT người nộp"), words.phone_words(filer.phone, shown=shown)))
    return facts


def _accepted(label: str, party: Party) -> Fact:
    """Say why a number that fails its check was taken."""
    return Fact(label, party.override_reason, lines=2, colour="warn")


def _born(party: Party) -> list[Fact]:
    """Give birth date and sex, as far as they are known."""
    translate = QCoreApplication.translate
    sexes = {Sex.MALE: translate("DossierPage", "nam"), Sex.FEMALE: translate("DossierPage", "nữ")}
    sex = sexes[party.sex] if party.sex else ""
    if party.birth_date:
        born = ", ".join(x for x in (f"{party.birth_date:%d/%m/%Y}", sex) if x)
        return [Fact(translate("DossierPage", "Sinh ngày"), born)]
    return [Fact(translate("DossierPage", "Giới tính"), sex[:1].upper() + sex[1:])] if sex else []


def procedure_facts(page: DossierPage) -> list[Fact]:
    """Give what is known of the procedure: code, case, due time, fees, way of return."""
    translate = QCoreApplication.translate
    line, data = page.line, page.data
    cases = (data.get("procedure") or {}).get("cases", ())
    case = next((c["name"] for c in cases if c["key"] == data.get("case")), "")
    facts = [Fact(translate("DossierPage", "Mã thủ tục"), line.procedure_code)]
    if case:
        facts.append(Fact(translate("DossierPage", "Trường hợp"), case))
    received = line.state not in (DossierState.SUPPLEMENT, DossierState.REFUSED)
    due = words.due_words(line.due_at) if received else translate("DossierPage", "Chưa nhận hồ sơ")
    facts.append(Fact(translate("DossierPage", "Hẹn trả"), due))
    facts.append(Fact(translate("DossierPage", "Phí, lệ phí"), fee_words(data)))
    facts.append(Fact(translate("DossierPage", "Nhận kết quả"), words.way_words(line.result_way) or "–"))
    return facts


def fee_words(data: Mapping[str, Any]) -> str:
    """Say what is paid and how, `15.000 đ, tiền mặt`; a fee whose amount nobody knows says so."""
    translate = QCoreApplication.translate
    lines = convert(data.get("fees", ()), tuple[FeeLine, ...])
    payment = data.get("payment") or {}
    total = fee_total(lines)
    if not lines:
        return translate("DossierPage", "Không thu")
    if payment.get("payment") == Payment.EXEMPT:
        return translate("DossierPage", "Miễn: {reason}").format(reason=payment.get("exemption", ""))
    way = {
        Payment.CASH: translate("DossierPage", "tiền mặt"),
        Payment.TRANSFER: translate("DossierPage", "chuyển khoản"),
    }.get(Payment(payment.get("payment", Payment.CASH)), "")
    if total.unknown:
        return translate("DossierPage", "Theo mức của tỉnh, {way}").format(way=way)
    return f"{format_money(total.total)}, {way}"


def paper_rows(page: DossierPage) -> list[Row]:
    """Give the papers: first those still to be brought, then those handed in or shown."""
    rows = []
    if page.line.state is DossierState.SUPPLEMENT:
        badge = BadgeWords(QCoreApplication.translate("DossierPage", "Cần bổ sung"), "warn", "hourglass")
        for number, item in enumerate(page.requested):
            count = _counts(PaperCount("", "", item.originals, item.certified, item.copies))
            tip = f"{item.name}\n{item.reason}"
            rows.append(
                Row(("wanted", number), (Cell(item.name, badge=badge, weight=600, wrap=True), Cell(count)), tip=tip)
            )
    for paper in convert(page.data.get("papers", ()), tuple[PaperCount, ...]):
        shown = paper.shown and not paper.total
        name = Cell(paper.name, wrap=True, weight=400 if shown else 600, colour="text2" if shown else "text")
        rows.append(Row(paper.key, (name, Cell(_counts(paper), colour="text2" if shown else "text")), tip=paper.name))
    return rows


def _counts(paper: PaperCount) -> str:
    translate = QCoreApplication.translate
    if paper.shown and not paper.total:
        return translate("DossierPage", "Xuất trình")
    parts = (
        (paper.originals, translate("DossierPage", "{n} bản chính")),
        (paper.certified, translate("DossierPage", "{n} sao y")),
        (paper.copies, translate("DossierPage", "{n} photo")),
    )
    return ", ".join(text.format(n=count) for count, text in parts if count)


def due_of(data: Mapping[str, Any]) -> Due | None:
    """Give the due date with its explanation as frozen in the dossier."""
    return Due.from_data(data["due"]) if data.get("due") else None


def moments(page: DossierPage, wanted: str, now: datetime) -> list[Moment]:
    """Give the timeline, newest first: what it waits for, prints that did not come out, then what happened."""
    if wanted == PRINTS:
        return [_print_moment(job, now) for job in page.prints]
    entries = [entry for entry in reversed(page.timeline) if _belongs(entry, wanted)]
    result = [_moment(entry, now) for entry in entries]
    if wanted in (EVERYTHING, WORK):
        coming = [step for step in steps(page.line, page, now) if step.kind == "now"]
        open_prints = [_print_moment(job, now) for job in page.prints if not job.gone]
        result = [*coming, *(open_prints if wanted == EVERYTHING else ()), *result]
    return result


def _belongs(entry: TimelineEntry, wanted: str) -> bool:
    if wanted == NOTES:
        return entry.type == dossier.NOTED
    return wanted == EVERYTHING or entry.type not in (dossier.PRINTED, dossier.NOTED)


def _moment(entry: TimelineEntry, now: datetime) -> Moment:
    when = words.moment_words(entry.at, now)
    printed = entry.type == dossier.PRINTED
    done = printed or entry.type in (dossier.RECEIVED, dossier.SUPPLEMENT_REQUESTED)
    if entry.type == dossier.NOTED:
        return Moment(entry.detail, f"{when} · {entry.who} · {entry.what.lower()}", "past")
    detail = " · ".join(x for x in (when, entry.who, entry.detail) if x)
    return Moment(entry.what, detail, "done" if done else "past")


def _print_moment(job: PrintJob, now: datetime) -> Moment:
    badge = job_badge(job)
    detail = " · ".join(
        x for x in (words.moment_words(job.queued_at, now), job.staff_name, job.reason or job.error or job.printer) if x
    )
    return Moment(job.title, detail, "done" if job.state == DONE else "past", badge.text, badge.kind, badge.icon)


def attention_words(
    attention: Sequence[Attention], asked: Collection[QuestionKind] = (), doubled: str = ""
) -> tuple[str, str]:
    """Say what needs a person's decision: heading and sentence, both "" when nothing does.

    `asked` are the kinds of all that is open, also of what the server said; `doubled` is a code that another dossier
    bears too.
    """
    translate = QCoreApplication.translate
    contested = [FIELD_NAMES.get(a.name, a.name) for a in attention if a.kind == "contested"]
    if contested:
        sentence = translate("DossierPage", "Khác nhau ở: {fields}. Không mất gì, hai bản đều còn trong nhật ký.")
        return translate("DossierPage", "Hai quầy đã sửa cùng một hồ sơ"), sentence.format(fields=", ".join(contested))
    if any(a.kind == "unreadable" for a in attention):
        heading = translate("DossierPage", "Hồ sơ có một việc máy này chưa đọc được")
        return heading, translate("DossierPage", "Cập nhật chương trình. Những gì đã ghi vẫn còn nguyên.")
    reasons = {
        "received_twice": translate("DossierPage", "Hồ sơ được nhận hai lần."),
        "corrected_before_received": translate("DossierPage", "Hồ sơ được sửa trước khi nhận."),
        "supplement_too_late": translate("DossierPage", "Yêu cầu bổ sung được lập khi hồ sơ đã sang bước khác."),
        "refused_too_late": translate("DossierPage", "Hồ sơ bị từ chối khi đã sang bước khác."),
    }
    unfit = [reasons.get(a.name, a.name) for a in attention if a.kind == "unfit"]
    if unfit:
        return translate("DossierPage", "Hồ sơ có việc không khớp nhau"), " ".join(unfit)
    if doubled:
        heading = translate("DossierPage", "Mã {code} cũng là của một hồ sơ khác").format(code=doubled)
        sentence = translate("DossierPage", "Hồ sơ nhận sau nên được cấp mã mới, rồi in lại giấy hẹn. Không mất gì.")
        return heading, sentence
    if QuestionKind.ASIDE in asked:
        heading = translate("DossierPage", "Máy chủ không tính một việc của hồ sơ này")
        return heading, translate("DossierPage", "Việc ấy vẫn còn trong nhật ký. Xem lý do rồi ghi lại hoặc bỏ qua.")
    if QuestionKind.FLAGGED in asked:
        heading = translate("DossierPage", "Máy chủ lưu ý một việc của hồ sơ này")
        return heading, translate("DossierPage", "Việc ấy vẫn được tính. Xem lý do rồi chọn Đã biết.")
    return "", ""
