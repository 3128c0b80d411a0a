"""What is typed about one printer, between the fields and its profile. No window here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

from app.domain.errors import Explained
from app.printing.wires import RAW_PORT, Address
from app.settings import PrinterLanguage, PrinterProfile

WIRES = ("tcp", "serial", "file", "spool")
FARTHEST_MM = 50.0
WIDEST_GAP_MM = 30.0

# Print heads one can buy: dots across and dots per inch.
ROLL_HEADS = ((384, 203), (512, 180), (576, 203))
LABEL_HEADS = ((448, 203), (576, 203), (832, 203), (672, 300), (1248, 300))


@dataclass(frozen=True, slots=True)
class PrinterForm:
    """The fields as they stand. `place` is what comes after the kind of wire, numbers are still text."""

    name: str = ""
    language: PrinterLanguage = PrinterLanguage.ESCPOS
    wire: str = "tcp"
    place: str = ""
    head: tuple[int, int] = (576, 203)
    x: str = "0"
    y: str = "0"
    darkness: int = 0
    cut: bool = True
    gap: str = "2"

    @classmethod
    def of(cls, name: str, profile: PrinterProfile) -> Self:
        """Put a known printer into the fields."""
        wire, place = "tcp", ""
        if profile.is_raw:
            wire, _, place = profile.address.partition(":")
            place = place.removeprefix("//") if wire == "tcp" else place
            place = place.removesuffix(f":{RAW_PORT}") if wire == "tcp" else place
        return cls(
            name=name,
            language=profile.language,
            wire=wire if wire in WIRES else "tcp",
            place=place,
            head=(profile.dots, profile.dpi),
            x=_text(profile.offset_x_mm),
            y=_text(profile.offset_y_mm),
            darkness=profile.darkness,
            cut=profile.cut,
            gap=_text(profile.gap_mm),
        )

    def in_language(self, language: PrinterLanguage) -> Self:
        """Change the language; the head becomes one that such printers have."""
        heads = ROLL_HEADS if language is PrinterLanguage.ESCPOS else LABEL_HEADS
        usual = (576, 203) if language is PrinterLanguage.ESCPOS else (832, 203)
        return replace(self, language=language, head=self.head if self.head in heads else usual)

    @property
    def address(self) -> str:
        """The address as the wires read it, "" for a driver's printer."""
        if self.language is PrinterLanguage.DRIVER or not self.place.strip():
            return ""
        return f"{self.wire}:{'//' if self.wire == 'tcp' else ''}{self.place.strip()}"

    def faults(self, taken: Collection[str]) -> dict[str, str]:
        """What keeps it from being kept: field → "missing", "taken", "address" or "number"."""
        found = {}
        if self.language is not PrinterLanguage.DRIVER:
            if not self.name.strip():
                found["name"] = "missing"
            elif self.name.strip() in taken:
                found["name"] = "taken"
            found |= self.place_faults()
            if self.language is PrinterLanguage.TSPL and not _number(self.gap, 0.0, WIDEST_GAP_MM)[1]:
                found["gap"] = "number"
        for field, text in (("x", self.x), ("y", self.y)):
            if not _number(text, -FARTHEST_MM, FARTHEST_MM)[1]:
                found[field] = "number"
        return found

    def place_faults(self) -> dict[str, str]:
        """What keeps it from being reached."""
        if not self.address:
            return {"place": "missing"}
        try:
            Address.parse(self.address)
        except Explained:
            return {"place": "address"}
        return {}

    def profile(self) -> PrinterProfile:
        """The profile of the fields; a field with a fault counts as 0."""
        dots, dpi = self.head
        return PrinterProfile(
            language=self.language,
            address=self.address,
            dots=dots,
            dpi=dpi,
            offset_x_mm=_number(self.x, -FARTHEST_MM, FARTHEST_MM)[0],
            offset_y_mm=_number(self.y, -FARTHEST_MM, FARTHEST_MM)[0],
            darkness=self.darkness,
            cut=self.cut,
            gap_mm=_number(self.gap, 0.0, WIDEST_GAP_MM)[0],
        )


def _number(text: str, least: float, most: float) -> tuple[float, bool]:
    """Read millimetres with a comma or a point; 0 and False when they are none or beyond reason. Empty is 0."""
    try:
        value = float(text.replace(",", ".").strip() or "0")
    except ValueError:
        return 0.0, False
    return (value, True) if least <= value <= most else (0.0, False)


def _text(value: float) -> str:
    return f"{value:g}".replace(".", ",")
