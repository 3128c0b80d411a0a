"""Updates on Windows: a checked setup file can't be swapped, its setup is started, and the entry for the sign-in."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.installed_version import InstalledVersion, hold, sha256_of, start_setup
from app.services.sign_in_start import APPROVED, NAME, start_at_sign_in, starts_at_sign_in

assert sys.platform == "win32"


def test_nobody_swaps_a_setup_file_while_it_is_looked_at(tmp_path: Path) -> None:
    setup, other = tmp_path / "bộ cài.exe", tmp_path / "other.exe"
    setup.write_bytes(b"checked")
    other.write_bytes(b"evil")
    with hold(setup) as file:
        assert sha256_of(file) == hashlib.sha256(b"checked").hexdigest()
        for swap in (lambda: setup.write_bytes(b"evil"), lambda: other.replace(setup), setup.unlink):
            with pytest.raises(PermissionError):
                swap()
        assert setup.read_bytes() == b"checked"
    other.replace(setup)
    assert setup.read_bytes() == b"evil"


def test_file_that_is_gone_is_told_as_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"gone\.exe"):
        hold(tmp_path / "gone.exe")


def test_program_starts_while_its_file_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "Phần mềm của tôi/versions/0.1.0"
    place.mkdir(parents=True)
    setup = tmp_path / "where.exe"
    setup.write_bytes(Path(os.environ["SYSTEMROOT"], "System32/hostname.exe").read_bytes())
    started: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen[bytes]):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Kept)
    with hold(setup):
        start_setup(setup, InstalledVersion(place))
    assert started[0].args == f'"{setup}" /S /WAIT /D={tmp_path / "Phần mềm của tôi"}'
    started[0].wait(60)


def test_opening_at_sign_in_is_switched_on_and_off(tmp_path: Path) -> None:
    import winreg

    launcher = tmp_path / "Phần mềm/QuayMotCua.exe"
    assert not starts_at_sign_in()
    start_at_sign_in(launcher, wanted=True)
    assert starts_at_sign_in()
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, APPROVED) as key:
        winreg.SetValueEx(key, NAME, 0, winreg.REG_BINARY, b"\x03" + bytes(11))
    assert not starts_at_sign_in(), "switched off in the task manager"
    start_at_sign_in(launcher, wanted=True)
    assert starts_at_sign_in()
    start_at_sign_in(launcher, wanted=False)
    assert not starts_at_sign_in()
    start_at_sign_in(launcher, wanted=False)
