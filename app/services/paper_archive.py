"""The archive of printed papers: each PDF once, under the SHA-256 of its bytes, as the ledger names it."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

from app.domain.errors import EnvironmentProblem
from app.paths import write_durably
from app.services.house import House


def archive_pdf(house: House, pdf: bytes) -> str:
    """Keep a printed PDF under its SHA-256, durably; returns the hash. Raises EnvironmentProblem when it can't."""
    digest = hashlib.sha256(pdf).hexdigest()
    target = archived(house, digest)
    try:
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            write_durably(target, pdf)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise EnvironmentProblem(
            "Ổ đĩa đầy, chưa lập được bản in." if full else "Không ghi được bản in vào kho giấy của máy.",
            "Hồ sơ đã lưu. Dọn ổ đĩa hoặc kiểm tra quyền ghi, rồi in lại từ Sổ in.",
            "PAPER-STORE",
        ) from error
    return digest


def archived(house: House, digest: str) -> Path:
    """Return where the PDF of that hash lies."""
    return house.archive / digest[:2] / f"{digest}.pdf"
