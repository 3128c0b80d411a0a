"""Files are told by their bytes."""

from __future__ import annotations

import pytest

from app.domain.media import Media, media_of


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"%PDF-1.7", Media.PDF),
        (b"\n\n%PDF-1.4", Media.PDF),
        (b"x" * 2000 + b"%PDF-1.4", None),
        (b"\xff\xd8\xff\xe0", Media.JPEG),
        (b"\x89PNG\r\n\x1a\n", Media.PNG),
        (b"PK\x03\x04", None),
        (b"", None),
    ],
    ids=["pdf", "pdf after blanks", "pdf too late", "jpeg", "png", "word", "empty"],
)
def test_a_file_is_what_its_bytes_say(data: bytes, media: Media | None) -> None:
    assert media_of(data) is media
