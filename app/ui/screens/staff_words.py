"""How roles are called."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.domain.office import Role


def role_words(roles: Sequence[Role]) -> str:
    """Name somebody's roles as the office says them."""
    translate = QCoreApplication.translate
    words = {
        Role.RECEIVER: translate("Roles", "Nhân viên tiếp nhận"),
        Role.OFFICIAL: translate("Roles", "Công chức một cửa"),
        Role.HEAD: translate("Roles", "Trưởng bộ phận"),
        Role.ADMINISTRATOR: translate("Roles", "Quản trị"),
    }
    return ", ".join(words[role] for role in roles)
