"""Codes that people read, type and scan: one-time enrolment codes, a recovery sheet's, an administrator's.

A recovery sheet has one code of eight groups. It opens the backups (it wraps the database key), and what follows from
it proves the place of the lost PC to the server, which never sees the code itself.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that reads like something else; five bits each
GROUPS, GROUP = 8, 5  # of a sheet's code; the last letter of a group checks it: 160 bits of chance
STEWARD_GROUPS = 4  # of the code that an administrator answers for the server with: 80 bits
ENROLMENT_GROUPS, ENROLMENT_GROUP = 3, 4  # of a one-time code, without check: sixty bits, not to be guessed in a day
_SALT = 16


class BadCodeError(ValueError):
    """No such code. `groups` are the numbers (from 1) of those mistyped, empty when it has not as many as it should."""

    def __init__(self, groups: tuple[int, ...] = ()) -> None:
        super().__init__("no such code")
        self.groups = groups


class WrongCodeError(ValueError):
    """A good code, of another sheet."""


def letters_of(typed: str) -> str:
    """Return the letters of a code, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)


def grouped(letters: str, size: int) -> str:
    """Return a code as it is read: "K7QF-29XM-4TPA"."""
    return "-".join(letters[start : start + size] for start in range(0, len(letters), size))


def code_hash(code: str) -> bytes:
    """Return the 32 bytes that are kept of an enrolment code; how it was typed does not matter."""
    return hashlib.sha256(b"qmc-enrolment-1\0" + letters_of(code).encode()).digest()


def new_enrolment_code() -> str:
    """Make a one-time code: "K7QF-29XM-4TPA"."""
    letters = (secrets.choice(LETTERS) for _ in range(ENROLMENT_GROUPS * ENROLMENT_GROUP))
    return grouped("".join(letters), ENROLMENT_GROUP)


# --- Codes whose groups are checked -----------------------------------------------------------------------------------


def new_sheet_code() -> str:
    """Make the code of a new sheet: "2F7QK-…", eight groups of five."""
    return _new_checked(GROUPS)


def new_steward_code() -> str:
    """Make the code an administrator answers for the server with: four groups of five."""
    return _new_checked(STEWARD_GROUPS)


def _new_checked(count: int) -> str:
    groups = ["".join(secrets.choice(LETTERS) for _ in range(GROUP - 1)) for _ in range(count)]
    return grouped("".join(group + _check(group, place) for place, group in enumerate(groups)), GROUP)


def is_sheet_code(typed: str) -> bool:
    """Whether somebody means a sheet's code: it is far longer than an enrolment code."""
    return len(letters_of(typed)) > GROUPS * GROUP // 2


def read_sheet_code(typed: str) -> str:
    """Return a sheet's code as it is printed. Raises BadCodeError naming the groups that were mistyped."""
    return _read_checked(typed, GROUPS)


def read_steward_code(typed: str) -> str:
    """Return an administrator's code as it was told. Raises BadCodeError naming the groups that were mistyped."""
    return _read_checked(typed, STEWARD_GROUPS)


def _read_checked(typed: str, count: int) -> str:
    letters = letters_of(typed)
    if len(letters) != count * GROUP:
        raise BadCodeError
    groups = [letters[start : start + GROUP] for start in range(0, len(letters), GROUP)]
    wrong = tuple(place + 1 for place, group in enumerate(groups) if _check(group[:-1], place) != group[-1])
    if wrong:
        raise BadCodeError(wrong)
    return grouped(letters, GROUP)


def _check(group: str, place: int) -> str:
    """A letter that one wrong letter, two exchanged ones or an exchanged group alter."""
    value = place
    for turn, letter in enumerate(group, start=1):
        bits = LETTERS.index(letter)
        value ^= (bits << turn | bits >> (5 - turn)) & 31
    return LETTERS[value]


def steward_seed(code: str) -> bytes:
    """Return the 32 bytes that an administrator's key pair is made from."""
    return _derived(code, b"qmc-steward-1", b"")


def enrolment_code_of(sheet: str) -> str:
    """Return the one-time code that follows from a sheet's; it tells nothing of it."""
    bits = int.from_bytes(_derived(sheet, b"qmc-sheet-place-1", b""), "big")
    return "".join(LETTERS[bits >> 5 * place & 31] for place in range(28))


def wrap_key(sheet: str, key: bytes) -> bytes:
    """Return a key of 32 bytes that only this sheet's code opens: 64 bytes."""
    salt = secrets.token_bytes(_SALT)
    return salt + ChaCha20Poly1305(_derived(sheet, b"qmc-sheet-key-1", salt)).encrypt(bytes(12), key, None)


def unwrap_key(sheet: str, wrapped: bytes) -> bytes:
    """Return the key. Raises WrongCodeError when it was wrapped by another sheet, or is damaged."""
    try:
        cipher = ChaCha20Poly1305(_derived(sheet, b"qmc-sheet-key-1", wrapped[:_SALT]))
        return cipher.decrypt(bytes(12), wrapped[_SALT:], None)
    except (InvalidTag, ValueError) as error:
        raise WrongCodeError("wrapped by another sheet") from error


def _derived(sheet: str, purpose: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(letters_of(sheet).encode())
