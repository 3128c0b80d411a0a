"""The offices of a province: entered by the administrator before their first PC can be enrolled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select

from app.domain.dossier_codes import AgencyCode
from app.domain.reference import OFFICE
from app.domain.text import nfc
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.ids import natural_id
from app.server import devices, feeds
from app.server.tables import offices, subjects


@dataclass(frozen=True, slots=True)
class ServedOffice:
    """A receiving office; `prefix` begins its dossier codes and gives its id."""

    province_id: str
    office_id: str
    prefix: str
    name: str


def add(connection: Connection, province_id: str, prefix: str, name: str, at: datetime) -> ServedOffice:
    """Enter an office, its feed, and with the first of a province the province's own feed and chain.

    Raises UserError for a wrong agency code and ValueError when the office is there already.
    """
    written = str(AgencyCode.parse(prefix))
    office = ServedOffice(province_id, natural_id(OFFICE, written), written, nfc(name).strip())
    if find(connection, province_id, office.office_id) is not None:
        raise ValueError(f"There is an office {written} already.")
    own = devices.server_device(province_id)
    if devices.lock(connection, province_id, own.device_id) is None:
        devices.add(connection, own, program="", level=1, at=at)
        feeds.open_feed(connection, province_id, REFERENCE)
    connection.execute(
        insert(offices).values(
            province_id=province_id, office_id=office.office_id, prefix=office.prefix, name=office.name
        )
    )
    feeds.open_feed(connection, province_id, office_feed(office.office_id))
    return office


_OFFICE = select(offices.c.province_id, offices.c.office_id, offices.c.prefix, offices.c.name)


def id_of(prefix: str) -> str:
    """Return the id of the office whose dossier codes begin so. Raises UserError for a wrong agency code."""
    return natural_id(OFFICE, str(AgencyCode.parse(prefix)))


def of_province(connection: Connection, province_id: str) -> list[ServedOffice]:
    """Return the offices of a province by prefix."""
    query = _OFFICE.where(offices.c.province_id == province_id).order_by(offices.c.prefix)
    return [ServedOffice(*row) for row in connection.execute(query)]


def find(connection: Connection, province_id: str, office_id: str) -> ServedOffice | None:
    """Return an office of the province."""
    row = connection.execute(
        _OFFICE.where(offices.c.province_id == province_id, offices.c.office_id == office_id)
    ).one_or_none()
    return ServedOffice(*row) if row is not None else None


def find_by_prefix(connection: Connection, prefix: str) -> ServedOffice | None:
    """Return an office by what its dossier codes begin with."""
    row = connection.execute(_OFFICE.where(offices.c.prefix == prefix)).first()
    return ServedOffice(*row) if row is not None else None


def is_founded(connection: Connection, office: ServedOffice) -> bool:
    """Whether a PC of the office has brought the office's own data, which other PCs begin with."""
    key = (office.province_id, OFFICE, office.office_id)
    columns = (subjects.c.province_id, subjects.c.subject_kind, subjects.c.subject_id)
    query = select(exists().where(*(column == value for column, value in zip(columns, key, strict=True))))
    return bool(connection.execute(query).scalar_one())


def lock(connection: Connection, province_id: str, office_id: str) -> ServedOffice:
    """Return an office that is known to be there, with its row locked."""
    query = _OFFICE.where(offices.c.province_id == province_id, offices.c.office_id == office_id)
    return ServedOffice(*connection.execute(query.with_for_update()).one())


def known(connection: Connection, province_id: str, office_ids: set[str]) -> frozenset[str]:
    """Return which of these are offices of the province."""
    if not office_ids:
        return frozenset()
    query = select(offices.c.office_id).where(
        offices.c.province_id == province_id, offices.c.office_id.in_(sorted(office_ids))
    )
    return frozenset(connection.scalars(query))
