"""What a scanner on a serial port (USB-COM) sends: bytes into scans. No port, no clock, no Qt.

A scan ends at CR, LF, TAB, NUL or ETX, several of them too, or where the line falls silent. Scanners send UTF-8 when
they are set so; other bytes are read as Windows-1258 only if every word then is Vietnamese, else each byte that cannot
be read leaves a mark (U+FFFD) which the card's checks tell of.
"""

from __future__ import annotations

import re

from app.domain.mrz import looks_like_mrz
from app.domain.spelling import is_syllable
from app.domain.text import nfc
from app.scanning.wedge import LONGEST_SCAN, Arrival, Scan
from app.settings import Terminator

IDLE_MS = 80.0  # at 1,200 baud a byte takes 8 ms; USB parts a long code into packets a few milliseconds apart
_ENDS = b"\r\n\t\x00\x03"
_NOISE = bytes(set(range(32)) - set(_ENDS)) + b"\x7f"
# First lines of a machine-readable zone: the others follow at once, each with its own terminator.
_MRZ_RE = re.compile(r"[A-Z][A-Z0-9<]{29}|[A-Z][A-Z0-9<]{43}", re.ASCII)
_MRZ_LINES = {30: 3, 44: 2}
_LONGEST_BYTES = 4 * LONGEST_SCAN
_MOST_AT_ONCE = 8  # no hand reads more codes without a pause; a wrong baud rate makes hundreds


class SerialFramer:
    """Cut one port's bytes into scans. Times are milliseconds of one clock, whichever."""

    def __init__(self, port: str = "", idle_ms: float = IDLE_MS) -> None:
        self.port, self.idle_ms = port, idle_ms
        self._lines: list[str] = []  # of a machine-readable zone
        self._burst = 0  # scans since the line was silent
        self._forget()

    def _forget(self) -> None:
        self._bytes = bytearray()
        self._count, self._flooded = 0, False
        self._first = self._last = self._longest_gap = 0.0

    @property
    def deadline(self) -> float | None:
        """When `settle` must be called if nothing more comes, None while nothing is undecided."""
        return self._last + self.idle_ms if self._bytes or self._lines or self._flooded else None

    def feed(self, data: bytes, at: float) -> list[Scan]:
        """Take bytes that came at `at`; return the scans they complete."""
        found = self.settle(at) if (end := self.deadline) is not None and at > end else []
        if at - self._last > self.idle_ms:
            self._burst = 0
        if self._flooded:
            self._last = at
            return found
        for byte in data:
            if byte in _ENDS:
                found += self._end(Terminator.TAB if byte == 9 else Terminator.ENTER)
            elif byte not in _NOISE:
                if not self._bytes:
                    self._first = self._last = at
                self._longest_gap = max(self._longest_gap, at - self._last)
                self._last = at
                self._bytes.append(byte)
        self._last = at
        if len(self._bytes) > _LONGEST_BYTES or self._burst > _MOST_AT_ONCE:
            self._lines.clear()
            self._forget()
            self._flooded, self._last = True, at
            return found[:_MOST_AT_ONCE]
        return found

    def settle(self, at: float = 0.0) -> list[Scan]:
        """The line fell silent: what is there is all there will be."""
        if self._flooded:
            self._forget()
            return [Scan("", overlong=True)]
        found = self._end(Terminator.NONE)
        lines, self._lines = self._lines, []
        if lines:
            found.append(self._scan("\n".join(lines), Terminator.ENTER))
        self._forget()
        return found

    def _end(self, end: Terminator) -> list[Scan]:
        if not self._bytes:
            return []  # line feed after carriage return, or two terminators
        text = decode(bytes(self._bytes)).strip()
        self._bytes.clear()
        if not text:
            return []
        if len(text) > LONGEST_SCAN:
            return [Scan("", overlong=True)]
        if self._lines or _MRZ_RE.fullmatch(text):
            self._lines.append(text)
            if len(self._lines) < _MRZ_LINES.get(len(self._lines[0]), 1) and end is not Terminator.NONE:
                return []
            lines, self._lines = self._lines, []
            if not looks_like_mrz("\n".join(lines)):
                return [self._scan(line, end) for line in lines]
            text = "\n".join(lines)
        return [self._scan(text, end)]

    def _scan(self, text: str, end: Terminator) -> Scan:
        self._burst += 1
        took, gap = self._last - self._first, self._longest_gap
        self._longest_gap = 0.0
        return Scan(text, arrival=Arrival(len(text), took, gap, end, self.port))


def decode(data: bytes) -> str:
    """Read a scanner's bytes; see the module."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = nfc(data.decode("cp1258"))
    except UnicodeDecodeError:
        return data.decode("utf-8", errors="replace")
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    if words and all(is_syllable(word) for word in words):
        return text
    return data.decode("utf-8", errors="replace")
