"""The way of a dossier in four steps: what is done, where it is now, what comes."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain import dossier
from app.domain.dossier import DossierState
from app.services.dossier_lines import DossierLine
from app.services.dossiers import DossierPage
from app.ui.screens.dossier_words import due_short, moment_words, way_words
from app.ui.widgets.timeline import Moment, StepKind

_PLACE = {
    DossierState.SUPPLEMENT: 0,
    DossierState.RECEIVED: 1,
    DossierState.PROCESSING: 1,
    DossierState.PAYING: 1,
    DossierState.SETTLED: 3,
    DossierState.RETURNED: 4,
}
_ENDED = (DossierState.REFUSED, DossierState.WITHDRAWN, DossierState.STOPPED)


def steps(line: DossierLine, page: DossierPage | None, now: datetime) -> tuple[Moment, ...]:
    """Give the steps of a dossier; without its page they lack who did them."""
    translate = QCoreApplication.translate
    who = _who(page, dossier.RECEIVED) or line.counter
    received = " · ".join(x for x in (moment_words(line.received_at, now), who) if x)
    names = (
        (translate("Dossier", "Tiếp nhận"), received),
        (translate("Dossier", "Giải quyết"), line.agency),
        (translate("Dossier", "Có kết quả"), due_short(line.due_at)),
        (translate("Dossier", "Trả kết quả"), way_words(line.result_way)),
    )
    if line.state in _ENDED:
        return (_ended(line, page, now),)
    if line.state is DossierState.SUPPLEMENT:
        asked = moment_words(line.changed_at, now)
        by = _who(page, dossier.SUPPLEMENT_REQUESTED)
        first = Moment(translate("Dossier", "Yêu cầu bổ sung"), " · ".join(x for x in (asked, by) if x), "done")
        wanted = ", ".join(item.name for item in page.requested) if page else ""
        waits = Moment(
            translate("Dossier", "Chờ người dân bổ sung"), wanted or translate("Dossier", "Chưa tính thời hạn"), "now"
        )
        rest = [Moment(what, "" if place == 0 else detail, "next") for place, (what, detail) in enumerate(names)]
        return (first, waits, rest[0], rest[3])
    place = _PLACE[line.state]
    return tuple(Moment(what, detail, _kind(number, place)) for number, (what, detail) in enumerate(names))


def _kind(number: int, place: int) -> StepKind:
    return "done" if number < place else "now" if number == place else "next"


def _ended(line: DossierLine, page: DossierPage | None, now: datetime) -> Moment:
    translate = QCoreApplication.translate
    words = {
        DossierState.REFUSED: translate("Dossier", "Từ chối tiếp nhận"),
        DossierState.WITHDRAWN: translate("Dossier", "Người dân rút hồ sơ"),
        DossierState.STOPPED: translate("Dossier", "Dừng giải quyết"),
    }
    who = _who(page, dossier.REFUSED)
    return Moment(words[line.state], " · ".join(x for x in (moment_words(line.changed_at, now), who) if x), "past")


def _who(page: DossierPage | None, kind: str) -> str:
    entry = next((e for e in reversed(page.timeline) if e.type == kind), None) if page else None
    return ", ".join(x for x in (entry.detail if kind == dossier.RECEIVED else "", entry.who) if x) if entry else ""
