"""An edition of the province's catalogue: read from a file, written procedure by procedure, put in use by one event."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from app.domain.catalogue import Incoming, procedure_to_data
from app.domain.catalogue_lines import CatalogueLines
from app.domain.errors import UserError
from app.domain.reference import CATALOGUE, CATALOGUE_PUBLISHED, PROCEDURE, PROCEDURE_PREPARED
from app.protocol.ids import natural_id, new_id
from app.server.administration import Draft, write

MOST_LINE_BYTES = 4 * 2**20
_GZIP = b"\x1f\x8b"
_WORKBOOK = b"PK"


def read_file(path: Path) -> Incoming:
    """Read a catalogue of JSON lines, plain or gzipped; workbooks are read at the counter. Raises UserError."""
    reading = CatalogueLines()
    try:
        for line, raw in enumerate(_lines(path), start=1):
            reading.take(line, raw)
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"Không đọc được tệp {path.name}.", str(error), "CATALOGUE-FILE") from error
    if not reading.found_at:
        raise UserError(
            f"Tệp {path.name} không có thủ tục nào đọc được.", "Cần mỗi dòng một thủ tục.", "CATALOGUE-FILE"
        )
    return reading.incoming()


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        start = file.read(2)
        file.seek(0)
        if start == _WORKBOOK:
            raise UserError(
                f"{path.name} là bảng tính.",
                "Máy chủ đọc tệp JSON từng dòng; bảng tính thì nhập ở máy quầy.",
                "CATALOGUE-FILE",
            )
        source = gzip.GzipFile(fileobj=file) if start == _GZIP else file
        while raw := source.readline(MOST_LINE_BYTES + 1):
            if len(raw) > MOST_LINE_BYTES:
                raise UserError(f"{path.name} có dòng quá dài.", "", "CATALOGUE-FILE")
            yield raw


def publish(connection: Connection, province_id: str, incoming: Incoming, source: str, now: datetime) -> str:
    """Publish these procedures as the edition in use from now on; returns its id."""
    edition = new_id(now)
    drafts = [
        Draft(
            PROCEDURE,
            natural_id(PROCEDURE, procedure.code),
            PROCEDURE_PREPARED,
            {"edition": edition, "procedure": procedure_to_data(procedure)},
        )
        for procedure in incoming.procedures
    ]
    said = {"edition": edition, "count": len(drafts), "source": source}
    drafts.append(Draft(CATALOGUE, natural_id(CATALOGUE, province_id), CATALOGUE_PUBLISHED, said))
    write(connection, province_id, drafts, now)
    return edition
