"""Catalogues as JSON lines, one procedure a line: the layout of the national catalogue or our own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from app.domain.catalogue import FIELD_NAMES, Finding, Incoming, Severity, procedure_from_data
from app.domain.catalogue_keys import procedure_faults
from app.domain.national_catalogue import is_national, read_national
from app.domain.procedures import Procedure
from app.domain.text import plain

NOT_UTF8 = "Dòng này không phải chữ Unicode (UTF-8). Hãy lưu lại tệp với bảng mã UTF-8."


@dataclass(slots=True)
class CatalogueLines:
    """Reads line after line. Of a procedure that stands there twice in the same words one is taken; in different words
    none is."""

    rows: int = 0
    found_at: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _procedures: dict[str, Procedure] = field(default_factory=dict)

    def take(self, line: int, raw: bytes) -> None:
        """Read a line, counted from 1; an empty one is passed over."""
        if not raw.strip():
            return
        self.rows += 1
        procedure, found = _read_line(line, raw)
        if procedure and procedure.code in self.found_at:
            code = procedure.code
            found = (_repeated(line, procedure, self.found_at[code], self._procedures.get(code)),)
            if found[0].severity is Severity.ERROR:
                self._procedures.pop(code, None)
        elif procedure:
            self._procedures[procedure.code] = procedure
            self.found_at[procedure.code] = line
        self.findings += found

    def incoming(self) -> Incoming:
        """Return what could come in and what is wrong with the rest."""
        return Incoming(tuple(self._procedures.values()), tuple(self.findings), self.rows)


def _read_line(line: int, raw: bytes) -> tuple[Procedure | None, tuple[Finding, ...]]:
    try:
        text = raw.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError:
        return None, (Finding(line, "", NOT_UTF8),)
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None, (Finding(line, "", "Dòng này không phải JSON, có thể bị cắt giữa chừng."),)
    if not isinstance(record, dict):
        return None, (Finding(line, "", "Dòng này không phải là một thủ tục."),)
    if is_national(record):
        return read_national(line, record)
    try:
        procedure = procedure_from_data(_cleaned(record))
    except ValueError as trouble:
        return None, (Finding(line, "", "Dòng này không đúng dạng của một thủ tục.", code=str(trouble)[:200]),)
    faults = procedure_faults(line, procedure)
    return (None, faults) if faults else (procedure, ())


def _cleaned(data: Any) -> Any:
    """Return JSON with every text in NFC and without what nobody sees."""
    match data:
        case str():
            return plain(data).strip()
        case dict():
            return {key: _cleaned(value) for key, value in data.items()}
        case list():
            return [_cleaned(value) for value in data]
        case _:
            return data


def _repeated(line: int, procedure: Procedure, first: int, known: Procedure | None) -> Finding:
    code = procedure.code
    if procedure == known:
        reason = f"Mã {code} đã có ở dòng {first}, hai dòng như nhau: bỏ dòng này."
        return Finding(line, "Mã thủ tục", reason, Severity.WARNING, code=code)
    differing = [
        words for name, words in FIELD_NAMES.items() if known and getattr(procedure, name) != getattr(known, name)
    ]
    what = f" ({', '.join(differing).lower()})" if differing else ""
    reason = f"Mã {code} đã có ở dòng {first} với nội dung khác{what}. Giữ lại một dòng đúng rồi nhập lại."
    return Finding(line, "Mã thủ tục", reason, code=code)
