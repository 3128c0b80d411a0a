"""What is asked of a person's entry and of the secret they sign in with."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from app.domain.errors import UserError
from app.domain.office import MIN_PASSWORD, MIN_PIN, Role

START_SECRET = "START-SECRET"  # code of the error that asks who begins for a secret of their own


def check_texts(name: str, number: str, employer: str) -> None:
    """Raise UserError for an empty name, and for texts that no signature block has room for."""
    if not name.strip():
        raise UserError("Chưa có họ tên nhân viên.", "Ghi họ tên như trên thẻ.", "STAFF-NAME")
    for what, text, most in (("Họ tên", name, 100), ("Số hiệu", number, 40), ("Đơn vị", employer, 200)):
        if len(text) > most:  # it stands below signatures, where no second line has room
            raise UserError(f"{what} dài {len(text)} ký tự, nhiều nhất {most}.", "Bỏ phần thừa.", "STAFF-LONG")


def new_fields(name: str, number: str, employer: str, roles: Iterable[Role]) -> dict[str, Any]:
    """Return the fields of a person who begins to work. Raises UserError."""
    check_texts(name, number, employer)
    return {
        "name": name.strip(),
        "number": number.strip(),
        "employer": employer.strip(),
        "roles": [role.value for role in roles],
        "active": True,
    }


def check_secret(secret: str) -> None:
    """Raise UserError for a PIN or password that is too easy to guess."""
    if secret.isdecimal():
        if len(secret) < MIN_PIN:
            raise UserError(f"Mã PIN cần ít nhất {MIN_PIN} chữ số.", "", "PIN-SHORT")
        steps = {(int(b) - int(a)) % 10 for a, b in pairwise(secret)}
        if len(steps) == 1 and steps <= {0, 1, 9}:
            raise UserError("Mã PIN này quá dễ đoán.", "Tránh các số giống nhau hoặc liền nhau như 123456.", "PIN-EASY")
    elif len(secret) < MIN_PASSWORD:
        raise UserError(f"Mật khẩu cần ít nhất {MIN_PASSWORD} ký tự.", "Hoặc dùng PIN toàn chữ số.", "PASSWORD-SHORT")
