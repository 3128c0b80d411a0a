"""Bring `resources/translations` up to date with the texts of the interface, and compile it.

    python3 dev.py translate            extract, keep what is translated, compile; tells what is still to translate

The source language is Vietnamese. `quay_en.ts` is written by this script and translated by hand: put the English text
into `<translation>` and drop `type="unfinished"`. A text that moved to another class keeps its translation.
`quay_vi.ts`, Vietnamese for Qt's own buttons and menus, is written by hand altogether. The `.qm` files are committed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import PySide6

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "app" / "ui"
TRANSLATIONS = ROOT / "resources" / "translations"
ENGLISH = TRANSLATIONS / "quay_en.ts"
VIETNAMESE = TRANSLATIONS / "quay_vi.ts"
_TOOLS = Path(PySide6.__file__).parent
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What Qt looks a text up by: the class (or the name given to `translate`) and the Vietnamese text."""

    context: str
    source: str


def extract() -> set[Key]:
    """Return every text that the interface asks a translation for, as Qt's own extractor reads the sources."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.ts"
        files = sorted(str(file) for file in SOURCES.rglob("*.py") if "gallery" not in file.parts)
        _run("lupdate", "-silent", "-locations", "none", *files, "-ts", str(found))
        return set(read(found))


def read(file: Path) -> dict[Key, str]:
    """Return the translations of a .ts file; "" for what is not translated yet."""
    texts = {}
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            finished = translation is not None and translation.get("type") is None
            key = Key(context.findtext("name", ""), message.findtext("source", ""))
            texts[key] = (translation.text or "") if finished and translation is not None else ""
    return texts


def merge(wanted: set[Key], known: dict[Key, str]) -> dict[Key, str]:
    """Return a translation per wanted text: its own, else the only one the same text has elsewhere, else ""."""
    by_source = defaultdict(set)
    for key, text in known.items():
        if text:
            by_source[key.source].add(text)

    def chosen(key: Key) -> str:
        elsewhere = by_source[key.source]
        return known.get(key) or (next(iter(elsewhere)) if len(elsewhere) == 1 else "")

    return {key: chosen(key) for key in sorted(wanted)}


def write(texts: dict[Key, str], file: Path) -> None:
    """Write a .ts file in which a changed text is a changed line: sorted, no places in the sources."""
    lines = ['<TS version="2.1" language="en" sourcelanguage="vi">']
    context = None
    for key, text in texts.items():
        if key.context != context:
            lines += ["</context>"] if context is not None else []
            lines += ["<context>", f"    <name>{escape(key.context)}</name>"]
            context = key.context
        state = "" if text else ' type="unfinished"'
        lines += [
            "    <message>",
            f"        <source>{escape(key.source)}</source>",
            f"        <translation{state}>{escape(text)}</translation>",
            "    </message>",
        ]
    lines += ["</context>", "</TS>", ""]
    file.write_text(_HEAD + "\n".join(lines), "utf-8")


def compile_texts(file: Path, into: Path) -> None:
    """Write the compiled .qm of a .ts file; the same bytes for the same texts."""
    _run("lrelease", "-silent", str(file), "-qm", str(into))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(_TOOLS / tool), *arguments], check=True)


def main() -> int:
    """Update and compile; 1 when texts are still to be translated."""
    texts = merge(extract(), read(ENGLISH) if ENGLISH.exists() else {})
    write(texts, ENGLISH)
    for file in (ENGLISH, VIETNAMESE):
        compile_texts(file, file.with_suffix(".qm"))
    missing = [key for key, text in texts.items() if not text]
    for key in missing:
        print(f"{ENGLISH.name}: {key.context}: {key.source}")
    print(f"{len(texts)} texts, {len(missing)} to translate")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
