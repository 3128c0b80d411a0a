"""Everything a PC needs to join its server in one line: address with the pin of its key, and the code.

As text for copying, as digits for a QR: a keyboard-wedge scanner under a Vietnamese input method alters letters, never
digits, and in a QR they need no more room.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

_TEXT = "QUAY1"
_CHECK = 4  # bytes of the check sum in the digits
_SHORTEST, _LONGEST = 60, 3000  # digits


@dataclass(frozen=True, slots=True)
class Invitation:
    """`address` is `https://host[:port][#pin]`, "" on a sheet of a PC without server; `wrapped` the database key that
    a sheet's code opens, b"" with an enrolment code."""

    address: str
    code: str = field(repr=False)
    wrapped: bytes = field(default=b"", repr=False)

    @property
    def text(self) -> str:
        """The line for copying and pasting."""
        wrapped = [base64.urlsafe_b64encode(self.wrapped).decode()] if self.wrapped else []
        return " ".join([_TEXT, self.address or "-", self.code, *wrapped])

    @property
    def digits(self) -> str:
        """The digits for a QR."""
        data = self.text.encode()
        return str(int.from_bytes(b"\1" + data + _sum(data), "big"))


def find_invitation(text: str) -> Invitation | None:
    """Read a scanned or pasted line, None when it is none."""
    words = (_of_digits(text) or text).split()
    if len(words) not in (3, 4) or words[0].upper() != _TEXT:
        return None
    try:
        wrapped = base64.b64decode(words[3], altchars=b"-_", validate=True) if len(words) == 4 else b""
    except ValueError:
        return None
    return Invitation("" if words[1] == "-" else words[1], words[2], wrapped)


def _of_digits(text: str) -> str:
    digits = "".join(text.split())
    if not (_SHORTEST <= len(digits) <= _LONGEST and digits.isascii() and digits.isdecimal()):
        return ""
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if data[:1] != b"\1" or _sum(data[1:-_CHECK]) != data[-_CHECK:]:
        return ""
    try:
        return data[1:-_CHECK].decode()
    except UnicodeDecodeError:
        return ""


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:_CHECK]
