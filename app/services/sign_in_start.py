"""Starting with Windows: an entry of this user in the registry, which the uninstaller removes (installer/setup.nsi)."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from app.domain.errors import EnvironmentProblem

NAME = "QuayMotCua"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"  # the task manager's own list


def starts_at_sign_in() -> bool:
    """Whether Windows starts the program when this user signs in."""
    if sys.platform == "win32":
        entry, state = _value(RUN), _value(APPROVED)
        is_off = isinstance(state, bytes) and state[:1] and state[0] & 1  # odd: switched off in the task manager
        return entry is not None and not is_off
    else:  # noqa: RET505 - mypy knows one system at a time
        return False


def start_at_sign_in(launcher: Path, *, wanted: bool) -> None:
    """Let Windows start `launcher` when this user signs in, or no more. Raises EnvironmentProblem."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN) as key:
                if wanted:
                    winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, f'"{launcher}"')
                else:
                    with suppress(FileNotFoundError):
                        winreg.DeleteValue(key, NAME)
            with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, APPROVED, 0, winreg.KEY_SET_VALUE) as key:
                winreg.DeleteValue(key, NAME)
        except OSError as error:
            raise EnvironmentProblem(
                "Windows không cho đổi việc mở cùng lúc đăng nhập.", "Nhờ quản trị máy cho phép rồi thử lại.", "SIGN-IN"
            ) from error


def _value(path: str) -> object:
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return winreg.QueryValueEx(key, NAME)[0]
    return None
