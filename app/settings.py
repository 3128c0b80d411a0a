"""Settings of this PC: one JSON file that survives power cuts, newer programs and a bad hand edit."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar, get_type_hints

import msgspec

from app.domain.plain_data import convert
from app.paths import make_private, write_durably

log = logging.getLogger(__name__)

_DAY_MINUTES = 24 * 60

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
class SerialPort:
    """A scanner on a serial port (USB-COM). `hardware` is its USB identity, by which it is found under another name."""

    name: str
    hardware: str = ""
    baud: int = 9600


@dataclass(frozen=True, slots=True)
class LabelSize:
    """Millimetres of the label roll and dots per inch of its printer."""

    width_mm: float = 50.0
    height_mm: float = 30.0
    dpi: int = 203


class PrinterLanguage(StrEnum):
    """What a printer understands. DRIVER: the operating system's driver draws the page."""

    DRIVER = "driver"
    ESCPOS = "escpos"
    TSPL = "tspl"
    ZPL = "zpl"


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """What is known of one printer beside its name.

    `address` is where a printer without driver is reached (`app.printing.wires`); `dots` and `dpi` are its print head;
    the offsets move the page right and down (mm); `darkness` goes from -3 to 3, 0 = as the printer comes; `gap_mm` is
    the space between two labels, 0 = an endless roll.
    """

    language: PrinterLanguage = PrinterLanguage.DRIVER
    address: str = ""
    dots: int = 576
    dpi: int = 203
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    darkness: int = 0
    cut: bool = True
    gap_mm: float = 2.0

    @property
    def is_raw(self) -> bool:
        """Whether the program itself speaks to the printer."""
        return self.language is not PrinterLanguage.DRIVER

    def within_reason(self) -> Self:
        """Bring a hand edit back to what a printer can do."""
        return replace(
            self,
            dots=min(max(self.dots, 128), 4096),
            dpi=min(max(self.dpi, 100), 1200),
            offset_x_mm=min(max(self.offset_x_mm, -50.0), 50.0),
            offset_y_mm=min(max(self.offset_y_mm, -50.0), 50.0),
            darkness=min(max(self.darkness, -3), 3),
            gap_mm=min(max(self.gap_mm, 0.0), 30.0),
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that belongs to this PC and to no office, person or dossier.

    `window` is the saved geometry of the main window in base64, `printers` a printer's name per role
    (`a4`, `a5`, `label`, `ticket`); a role that is missing prints to a folder of PDFs. `profiles` holds what is known
    of a printer by its name; a printer without one is the system's and prints as its driver says. `second_place` is a
    folder on another disk into which every copy of the data goes too, "" = none. `updates_address` is where newer
    versions are looked for, "" = nowhere. `exchange_folder` is where files for the server went last.
    """

    language: Language = Language.VIETNAMESE
    theme: ThemeChoice = ThemeChoice.SYSTEM
    font_scale: float = 1.0
    window: str = ""
    printers: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, PrinterProfile] = field(default_factory=dict)
    label: LabelSize = field(default_factory=LabelSize)
    scanner: WedgeProfile = field(default_factory=WedgeProfile)
    serial_scanners: tuple[SerialPort, ...] = ()
    idle_lock_minutes: int = 10
    receipt_two_up: bool = False
    training: bool = False
    second_place: str = ""
    updates_address: str = ""
    exchange_folder: str = ""

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read what is known and well typed in `raw`; anything else keeps its default."""
        found = _read(cls, raw)
        return replace(
            found,
            font_scale=_between(found.font_scale, 0.75, 2.0, cls().font_scale),
            idle_lock_minutes=min(max(found.idle_lock_minutes, 1), _DAY_MINUTES),
            label=_sane_label(found.label),
            scanner=_sane_scanner(found.scanner),
            profiles={name: profile.within_reason() for name, profile in found.profiles.items()},
        )

    def profile(self, printer: str) -> PrinterProfile:
        """What is known of a printer."""
        return self.profiles.get(printer, PrinterProfile())


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
            json.dumps(raw, ensure_ascii=False).encode("utf-8")  # halves of characters could never be saved again
        except FileNotFoundError:
            return file
        except (ValueError, RecursionError):
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


def _between(value: float, least: float, most: float, default: float) -> float:
    """Keep a number in its limits; what is no number (NaN is allowed in JSON) becomes the default."""
    return default if math.isnan(value) else min(max(value, least), most)


def _sane_label(size: LabelSize) -> LabelSize:
    usual = LabelSize()
    return LabelSize(
        _between(size.width_mm, 10, 300, usual.width_mm),
        _between(size.height_mm, 10, 300, usual.height_mm),
        size.dpi if 72 <= size.dpi <= 1200 else usual.dpi,
    )


def _sane_scanner(profile: WedgeProfile) -> WedgeProfile:
    return replace(
        profile,
        max_gap_ms=min(max(profile.max_gap_ms, 1), 1000),
        min_length=min(max(profile.min_length, 1), 100),
        idle_ms=min(max(profile.idle_ms, 1), 5000),
    )


def _read(kind: type[T], raw: Mapping[str, Any]) -> T:
    hints, known = get_type_hints(kind), dict[str, Any]()
    for name, hint in hints.items():
        value = raw.get(name)
        try:
            if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, dict):
                known[name] = _read(hint, value)
            elif hint == Mapping[str, PrinterProfile] and isinstance(value, dict):
                # Each printer for itself: one bad hand edit must not cost the others.
                known[name] = {key: _read(PrinterProfile, one) for key, one in value.items() if isinstance(one, dict)}
            elif name in raw:
                known[name] = convert(value, hint)
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
    if isinstance(before := old.get("profiles"), dict):
        merged["profiles"] = {
            name: {**known, **profile} if isinstance(known := before.get(name), dict) else profile
            for name, profile in new["profiles"].items()
        }
    return merged
