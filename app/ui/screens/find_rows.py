"""Rows of the search: dossiers, people and procedures with what was typed marked in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.domain.people import PartyKind, Sex
from app.domain.procedures import Procedure
from app.domain.text import fold_words, mask_number
from app.services.dossier_lines import DossierLine
from app.services.visitors import KnownPerson
from app.ui.screens import dossier_words as words
from app.ui.widgets.hits import hits
from app.ui.widgets.rows import BadgeWords, Cell, Column, Row


def columns() -> tuple[Column, ...]:
    """Give the columns of the results."""
    translate = QCoreApplication.translate
    return (
        Column(translate("Find", "Kết quả")),
        Column(translate("Find", "Mã"), 112, 102),
        Column(translate("Find", "Tình trạng"), 156, 146),
        Column(translate("Find", "Lần cuối"), 112, 104),
    )


def dossier_row(line: DossierLine, query: str, now: datetime) -> Row:
    """Give a dossier; if only the person who filed it was meant, that name stands in the second line."""
    second = line.procedure_name
    if line.filer_name:
        second = QCoreApplication.translate("Find", "{procedure} · {name} nộp").format(
            procedure=second, name=line.filer_name
        )
        if _names(line.filer_name, query) and not _names(line.owner_name, query):
            second = QCoreApplication.translate("Find", "{name} nộp · {procedure}").format(
                procedure=line.procedure_name, name=line.filer_name
            )
    translate = QCoreApplication.translate
    twice = translate("Find", "Trùng mã") if line.is_doubled else ""
    what_to_do = translate("Find", "Mã này cũng là của một hồ sơ khác. Ctrl+U để cấp mã mới.") if twice else ""
    code_hits = _code_hits(line.short_code, query)
    return Row(
        key=("dossier", line.subject_id),
        cells=(
            Cell(line.owner_name, second, weight=600, hits=hits(line.owner_name, query)),
            Cell(line.short_code, twice, digits=True, colour="text2", second_colour="bad", hits=code_hits),
            Cell(badge=words.state_badge(line.state)),
            Cell(words.last_words(line.changed_at, now), colour="text2"),
        ),
        tip="\n".join(part for part in (line.owner_name, line.procedure_name, what_to_do) if part),
    )


def person_row(known: KnownPerson, query: str, now: datetime) -> Row:
    """Give a person who was here before: numbers masked."""
    translate = QCoreApplication.translate
    party = known.party
    sex = (
        {Sex.MALE: translate("Find", "Nam"), Sex.FEMALE: translate("Find", "Nữ")}.get(party.sex, "")
        if party.sex
        else ""
    )
    born = f"{party.birth_date:%Y}" if party.birth_date else ""
    kind = (
        translate("Find", "Tổ chức") if party.kind is PartyKind.ORGANISATION else ", ".join(x for x in (sex, born) if x)
    )
    told = (kind, party.address.commune, mask_number(party.phone))
    count = translate("Find", "{count} hồ sơ").format(count=known.dossiers)
    return Row(
        key=("person", party.id_number or party.phone or party.name),
        cells=(
            Cell(party.name, " · ".join(x for x in told if x), weight=600, hits=hits(party.name, query)),
            Cell(mask_number(party.id_number), digits=True, colour="text2"),
            Cell(badge=BadgeWords(count)),
            Cell(words.last_words(known.last_seen, now), colour="text2"),
        ),
        tip=party.name,
    )


def procedure_row(procedure: Procedure, spans: Iterable[tuple[int, int]]) -> Row:
    """Give a procedure of the catalogue; `spans` are (start, end) of what was typed."""
    told = " · ".join(x for x in (procedure.field, procedure.agency) if x)
    marked = tuple((start, end - start) for start, end in spans)
    badge = BadgeWords(QCoreApplication.translate("Find", "Thủ tục"))
    return Row(
        key=("procedure", procedure.code),
        cells=(
            Cell(procedure.name, told, weight=600, hits=marked, wrap=False),
            Cell(procedure.code, digits=True, colour="text2"),
            Cell(badge=badge),
            Cell(),
        ),
        tip=procedure.name,
    )


def _names(name: str, query: str) -> bool:
    own = fold_words(name)
    return any(word.startswith(wanted) for wanted in fold_words(query) for word in own)


def _code_hits(code: str, query: str) -> Sequence[tuple[int, int]]:
    """Mark the digits typed of a code."""
    found = []
    for wanted in query.split():
        start = code.find(wanted) if any(letter.isdigit() for letter in wanted) else -1
        if start >= 0:
            found.append((start, len(wanted)))
    return tuple(found)
