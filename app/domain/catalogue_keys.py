"""What every import agrees on: keys made of names, and what no procedure may come in without."""

from __future__ import annotations

import re
from collections.abc import Container

from app.domain.catalogue import Finding
from app.domain.procedures import Procedure
from app.domain.text import fold_words

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-/]{0,39}")
_LONGEST_NAME = 2000


def key_of(name: str, taken: Container[str]) -> str:
    """Return a key for a paper, case or fee: its first seven words folded, numbered when taken.

    The same names in the same order give the same keys, so that importing a file again changes nothing.
    """
    base = "-".join(fold_words(name[:80])[:7]) or "x"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def procedure_faults(line: int, procedure: Procedure, sheet: str = "") -> tuple[Finding, ...]:
    """Return what keeps a procedure out of the catalogue. Codes of the office's own making are allowed."""
    faults = []
    if not procedure.code:
        faults.append(("Mã thủ tục", "Thiếu mã thủ tục."))
    elif not _CODE.fullmatch(procedure.code):
        faults.append(("Mã thủ tục", f"Mã “{procedure.code[:40]}” không đúng dạng, ví dụ đúng: 1.001193."))
    if not procedure.name:
        faults.append(("Tên thủ tục", "Thiếu tên thủ tục."))
    elif len(procedure.name) > _LONGEST_NAME:
        faults.append(("Tên thủ tục", f"Tên dài hơn {_LONGEST_NAME} chữ."))
    return tuple(Finding(line, column, reason, sheet=sheet, code=procedure.code) for column, reason in faults)
