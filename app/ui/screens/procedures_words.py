"""What the catalogue's page says of a procedure, in words: limits, fees, papers, where it comes from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.catalogue import case_papers
from app.domain.deadline_steps import limit_text
from app.domain.money import format_money
from app.domain.procedures import Channel, FeeItem, Level, Need, Paper, Procedure
from app.ui.screens.dossier_facts import Fact
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row


def channel_words(channel: Channel | None) -> str:
    """Name how a dossier comes in; "" for every way."""
    translate = QCoreApplication.translate
    return (
        {
            Channel.COUNTER: translate("Procedures", "tại quầy"),
            Channel.ONLINE: translate("Procedures", "trực tuyến"),
            Channel.POST: translate("Procedures", "bưu chính"),
        }.get(channel, "")
        if channel
        else ""
    )


def level_words(procedure: Procedure) -> str:
    """Name the levels that settle it."""
    translate = QCoreApplication.translate
    names = {
        Level.MINISTRY: translate("Procedures", "cấp bộ"),
        Level.PROVINCE: translate("Procedures", "cấp tỉnh"),
        Level.DISTRICT: translate("Procedures", "cấp huyện"),
        Level.COMMUNE: translate("Procedures", "cấp xã"),
    }
    return ", ".join(names[level] for level in procedure.levels)


def badges(procedure: Procedure) -> list[BadgeWords]:
    """Give the badges of a procedure; figures nobody compared with the portal say so."""
    translate = QCoreApplication.translate
    checked = (
        BadgeWords(translate("Procedures", "Đã kiểm tra"), "ok", "check")
        if procedure.checked
        else BadgeWords(translate("Procedures", "Chưa kiểm tra"), "warn", "triangle-alert")
    )
    told = [BadgeWords(x) for x in (procedure.field, level_words(procedure)) if x]
    return [checked, *told]


def facts(procedure: Procedure, case: str) -> list[Fact]:
    """Give agency, limits, fees, decision, aliases."""
    translate = QCoreApplication.translate
    result = [
        Fact(translate("Procedures", "Giải quyết"), procedure.agency or "–", lines=2),
        Fact(translate("Procedures", "Thời hạn"), limits_words(procedure, case), lines=2),
        Fact(translate("Procedures", "Phí, lệ phí"), fees_words(procedure, case), lines=3),
    ]
    source = " · ".join(x for x in (procedure.decision, procedure.source) if x)
    if source:
        result.append(Fact(translate("Procedures", "Căn cứ"), source, lines=2, colour="text2"))
    if procedure.aliases:
        result.append(Fact(translate("Procedures", "Gõ tắt"), ", ".join(procedure.aliases)))
    return result


def limits_words(procedure: Procedure, case: str) -> str:
    """Say the limits of a case; those of every case stand for one that has none of its own."""
    fitting = [limit for limit in procedure.limits if limit.case in ("", case) or not case]
    own = ([limit for limit in fitting if limit.case == case] if case else []) or fitting
    names = {c.key: c.name for c in procedure.cases}
    told = []
    for limit in own:
        where = ", ".join(x for x in (channel_words(limit.channel), names.get(limit.case, "") if not case else "") if x)
        text = limit_text(limit)
        text = text[:1].upper() + text[1:]
        if limit.cutoff:
            text += QCoreApplication.translate("Procedures", ", nhận sau {time} tính hôm sau").format(
                time=f"{limit.cutoff:%H:%M}"
            )
        told.append(f"{text} ({where})" if where else text)
    return "; ".join(dict.fromkeys(told)) or QCoreApplication.translate("Procedures", "Danh mục chưa ghi thời hạn")


def fees_words(procedure: Procedure, case: str) -> str:
    """Say the fees of a case."""
    items = [item for item in procedure.fees if item.case in ("", case) or not case]
    told = "; ".join(_fee_words(item) for item in items)
    return told or QCoreApplication.translate("Procedures", "Không thu")


def _fee_words(item: FeeItem) -> str:
    translate = QCoreApplication.translate
    amount = translate("Procedures", "theo mức của tỉnh") if item.amount is None else format_money(item.amount)
    unit = f"/{item.unit}" if item.unit and item.amount is not None else ""
    where = channel_words(item.channel)
    return f"{item.name}: {amount}{unit}" + (f" ({where})" if where else "")


def paper_columns() -> tuple[Column, ...]:
    """Give the columns of the papers."""
    translate = QCoreApplication.translate
    return (
        Column(translate("Procedures", "Giấy tờ")),
        Column(translate("Procedures", "Bản chính"), 70, 62, "right"),
        Column(translate("Procedures", "Sao y"), 50, 44, "right"),
        Column(translate("Procedures", "Photo"), 50, 44, "right"),
    )


def paper_rows(procedure: Procedure, case: str) -> list[Row]:
    """Give the papers of a case, or of all of them; each says when it is needed."""
    papers = case_papers(procedure, case) if case else procedure.papers
    names = {c.key: c.name for c in procedure.cases}
    return [_paper_row(paper, "" if case else ", ".join(names.get(key, "") for key in paper.cases)) for paper in papers]


def _paper_row(paper: Paper, cases: str) -> Row:
    translate = QCoreApplication.translate
    need = {
        Need.REQUIRED: translate("Procedures", "Bắt buộc"),
        Need.CONDITIONAL: translate("Procedures", "Khi cần"),
        Need.SHOWN: translate("Procedures", "Chỉ xuất trình, không thu"),
    }[paper.need]
    second = " · ".join(x for x in (need, cases, paper.condition, paper.form) if x)
    shown = paper.need is Need.SHOWN
    counts = (paper.originals, paper.certified, paper.copies)
    cells = [Cell("–" if shown or not n else str(n), digits=True, align="right", colour="text2") for n in counts]
    name = Cell(paper.name, second, weight=500 if shown else 600, wrap=True)
    return Row(paper.key, (name, *cells), tip=f"{paper.name}\n{second}")
