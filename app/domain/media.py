"""What kind of file somebody chose, told by its bytes: a name may say anything."""

from __future__ import annotations

from enum import StrEnum

_HEAD = 1024  # bytes among which a PDF begins: some scanners write something before it


class Media(StrEnum):
    """Kinds of files that a dossier takes (the names of IANA)."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


def media_of(data: bytes) -> Media | None:
    """Return what the first bytes say the file is, None for what a dossier does not take."""
    if data.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    return Media.PDF if b"%PDF-" in data[:_HEAD] else None
