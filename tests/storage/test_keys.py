"""Keys lie in the keyring; where there is none, in files of the owner; and no new one is made for a lost one."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.errors import KeyringLocked

from app.domain.errors import EnvironmentProblem
from app.storage.keys import SERVICE, KeyVault, public_bytes


def test_a_keyring_keeps_the_key_and_no_file_holds_it(tmp_path: Path, memory_keyring: Any) -> None:
    key = KeyVault(tmp_path, "here").database_key()
    assert len(key) == 32
    again = KeyVault(tmp_path, "here")
    assert again.database_key() == key
    assert again.in_keyring
    assert memory_keyring.kept == {(SERVICE, "here/database"): key.hex()}
    assert all(key.hex().encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_two_installations_of_one_user_have_keys_of_their_own(tmp_path: Path, memory_keyring: Any) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    first = KeyVault(tmp_path / "one", "one").database_key()
    assert KeyVault(tmp_path / "two", "two").database_key() != first
    assert len(memory_keyring.kept) == 2


def test_without_a_keyring_the_key_lies_in_a_file_of_the_owner_and_the_vault_says_so(tmp_path: Path) -> None:
    vault = KeyVault(tmp_path, "here")
    assert vault.get("database") is None
    key = vault.database_key()
    file = tmp_path / "database.key"
    assert bytes.fromhex(file.read_text()) == key
    assert not vault.in_keyring
    later = KeyVault(tmp_path, "here")
    assert later.database_key() == key
    assert not later.in_keyring
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_run_that_must_not_touch_the_keyring_does_not(tmp_path: Path, memory_keyring: Any) -> None:
    vault = KeyVault(tmp_path, "here", use_keyring=False)
    assert not vault.in_keyring
    vault.database_key()
    assert memory_keyring.kept == {}


def test_a_keyring_that_forgets_at_once_is_not_trusted(
    tmp_path: Path, memory_keyring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory_keyring, "set_password", lambda *_: None)
    vault = KeyVault(tmp_path, "here")
    key = vault.database_key()
    assert not vault.in_keyring
    assert KeyVault(tmp_path, "here").database_key() == key


def test_a_locked_keyring_is_told_and_never_answered_with_a_new_key(
    tmp_path: Path, memory_keyring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fresh key would lock the data for good, and its file would hide the right one ever after."""
    key = KeyVault(tmp_path, "here").database_key()

    def locked(*_: str) -> str:
        raise KeyringLocked("locked")

    with monkeypatch.context() as patch:
        patch.setattr(memory_keyring, "get_password", locked)
        with pytest.raises(EnvironmentProblem, match="kho mật khẩu") as trouble:
            KeyVault(tmp_path, "here").database_key()
        assert trouble.value.code == "KEYRING"
        with pytest.raises(EnvironmentProblem):
            KeyVault(tmp_path, "here", use_keyring=False).database_key()
    assert KeyVault(tmp_path, "here").database_key() == key


def test_a_keyring_without_the_entry_any_more_is_told(tmp_path: Path, memory_keyring: Any) -> None:
    KeyVault(tmp_path, "here").database_key()
    keyring.delete_password(SERVICE, "here/database")
    with pytest.raises(EnvironmentProblem, match="kho mật khẩu"):
        KeyVault(tmp_path, "here").database_key()


@pytest.mark.parametrize("content", ["", "zz", "00ff", "00" * 31])
def test_a_damaged_key_file_is_told_and_kept(tmp_path: Path, content: str) -> None:
    (tmp_path / "database.key").write_text(content)
    with pytest.raises(EnvironmentProblem, match="hỏng") as trouble:
        KeyVault(tmp_path, "here").database_key()
    assert trouble.value.code == "KEY-BAD"
    assert (tmp_path / "database.key").read_text() == content


def test_a_damaged_entry_of_the_keyring_is_told(tmp_path: Path, memory_keyring: Any) -> None:
    memory_keyring.kept[SERVICE, "here/database"] = "không phải khóa"
    with pytest.raises(EnvironmentProblem, match="hỏng"):
        KeyVault(tmp_path, "here").database_key()


def test_the_device_signs_with_the_same_key_after_a_restart(tmp_path: Path) -> None:
    first, second = (KeyVault(tmp_path, "here").device_key() for _ in range(2))
    assert len(public_bytes(first)) == 32
    first.public_key().verify(second.sign(b"head"), b"head")
    assert public_bytes(first) == public_bytes(second)
