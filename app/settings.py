"""Settings of this PC: one JSON file that survives power cuts, newer programs and a bad hand edit."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar, get_type_hints

import msgspec

from app.paths import make_private, write_durably

log = logging.getLogger(__name__)

T = TypeVar("T")


class Language(StrEnum):
    """Language of the interface; papers are always Vietnamese."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class ThemeChoice(StrEnum):
    """Light, dark, or what the system says."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Terminator(StrEnum):
    """Key with which a scanner ends a code. NONE: it just stops."""

    ENTER = "enter"
    TAB = "tab"
    EITHER = "either"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WedgeProfile:
    """How the keyboard-wedge scanner of this PC types.

    `max_gap_ms` is its pace, mean milliseconds per key; `idle_ms` the longest hiccup inside one code.
    `min_length` counts characters without `prefix`. A human key waits at most 2 × `max_gap_ms`,
    with a `prefix` only that character waits.
    """

    prefix: str = ""
    terminator: Terminator = Terminator.EITHER
    max_gap_ms: int = 15
    min_length: int = 8
    idle_ms: int = 60


@dataclass(frozen=True, slots=True)
class LabelSize:
    """Millimetres of the label roll and dots per inch of its printer."""

    width_mm: float = 50.0
    height_mm: float = 30.0
    dpi: int = 203


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that belongs to this PC and to no office, person or dossier.

    `window` is the saved geometry of the main window in base64, `printers` a printer's name per role
    (`a4`, `a5`, `label`, `ticket`); a role that is missing prints to a folder of PDFs.
    """

    language: Language = Language.VIETNAMESE
    theme: ThemeChoice = ThemeChoice.SYSTEM
    font_scale: float = 1.0
    window: str = ""
    printers: Mapping[str, str] = field(default_factory=dict)
    label: LabelSize = field(default_factory=LabelSize)
    scanner: WedgeProfile = field(default_factory=WedgeProfile)
    idle_lock_minutes: int = 10
    receipt_two_up: bool = False
    training: bool = False

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read what is known and well typed in `raw`; anything else keeps its default."""
        found = _read(cls, raw)
        return replace(
            found,
            font_scale=min(max(found.font_scale, 0.75), 2.0),
            idle_lock_minutes=max(found.idle_lock_minutes, 1),
        )


@dataclass(slots=True)
class SettingsFile:
    """The file of the settings. Keys that this program does not know are kept, a newer one may have written them."""

    path: Path
    current: Settings = field(default_factory=Settings)
    set_aside: Path | None = None
    _raw: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file. None yet: defaults. Unreadable: defaults, and a copy beside it named in `set_aside`."""
        file = cls(path)
        try:
            raw = json.loads(path.read_text("utf-8"))
            if not isinstance(raw, dict):
                raise ValueError("the settings are no JSON object")
        except FileNotFoundError:
            return file
        except ValueError:
            file.set_aside = _set_aside(path)
            log.warning("settings.unreadable: defaults are used, the file is kept as %s", file.set_aside.name)
            return file
        file._raw = raw
        file.current = Settings.from_json(raw)
        return file

    def save(self, settings: Settings) -> None:
        """Write durably: after a power cut the file is the old one or the new one, whole. Raises OSError."""
        merged = _merge(self._raw, msgspec.to_builtins(settings))
        text = json.dumps(merged, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        if not self.path.parent.exists():
            make_private(self.path.parent)
        write_durably(self.path, text.encode("utf-8"))
        self._raw, self.current = merged, settings

    def change(self, **changes: Any) -> Settings:
        """Replace fields of the current settings, save and return them."""
        self.save(replace(self.current, **changes))
        return self.current


def _set_aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.bad-{number}{path.suffix}")).exists():
        number += 1
    path.replace(aside)
    return aside


def _read(kind: type[T], raw: Mapping[str, Any]) -> T:
    hints, known = get_type_hints(kind), {}
    for name, hint in hints.items():
        value = raw.get(name)
        try:
            if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, dict):
                known[name] = _read(hint, value)
            elif name in raw:
                known[name] = msgspec.convert(value, hint)
        except msgspec.ValidationError:
            log.warning("settings.value: %s.%s has a wrong value, its default is used", kind.__name__, name)
    return kind(**known)


def _merge(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Lay `new` over `old`, into the settings' own groups but not into free maps such as the printers."""
    groups = [name for name, hint in get_type_hints(Settings).items() if is_dataclass(hint)]
    merged = {**old, **new}
    for name in groups:
        if isinstance(before := old.get(name), dict):
            merged[name] = {**before, **new[name]}
    return merged
