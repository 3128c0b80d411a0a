"""Whether the program's own files are there and whole: a broken install is told in words, not by a traceback."""

from __future__ import annotations

import struct
from pathlib import Path

NEEDED = ("addresses.tsv", "catalogue/sample.jsonl")
FACES = (
    "BeVietnamPro-Regular",
    "BeVietnamPro-Medium",
    "BeVietnamPro-SemiBold",
    "BeVietnamPro-Bold",
    "BeVietnamPro-ExtraBold",
    "Inter-Regular",
    "Inter-Medium",
    "Inter-SemiBold",
    "Inter-Bold",
    "LiberationSerif-Regular",
    "LiberationSerif-Bold",
    "LiberationSerif-Italic",
    "LiberationSerif-BoldItalic",
)
_TRUE_TYPE = b"\x00\x01\x00\x00"


def missing_files(resources: Path) -> list[str]:
    """Return the files without which the program can't work."""
    return [name for name in NEEDED if not (resources / name).is_file()]


def broken_fonts(resources: Path) -> list[str]:
    """Return the faces that are missing or no font; texts then look otherwise, and papers can't be made."""
    return [f"fonts/{face}.ttf" for face in FACES if not _is_font(resources / "fonts" / f"{face}.ttf")]


def _is_font(file: Path) -> bool:
    """Whether the directory at the head is a font's, and every table it names lies inside the file."""
    try:
        with file.open("rb") as opened:
            head = opened.read(12)
            if head[:4] != _TRUE_TYPE:
                return False
            tables = opened.read(16 * int.from_bytes(head[4:6], "big"))
        size = file.stat().st_size
    except OSError:
        return False
    entries = struct.iter_unpack(">4sIII", tables[: len(tables) // 16 * 16])
    return all(offset + length <= size for _tag, _sum, offset, length in entries)
