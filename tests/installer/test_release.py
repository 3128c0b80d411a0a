"""Publishing a release: keys, the signed manifest, and what the counters make of it."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import Explained
from app.domain.updates import MANIFEST_NAME, Notes, read_manifest
from app.services.release_keys import read_release_keys
from installer.release import KEYS, main, new_key, sign, verify


@pytest.fixture
def setup(tmp_path: Path) -> Path:
    file = tmp_path / "QuayMotCua-0.2.0-setup.exe"
    file.write_bytes(b"MZ" * 1000)
    return file


def published(setup: Path, *keys: Path) -> Path:
    return sign(setup, keys, "0.1.0", Notes("Sửa lỗi nhỏ."), date(2026, 11, 20))


def test_what_the_owner_signs_his_counters_read(tmp_path: Path, setup: Path) -> None:
    public = new_key("2027-a", tmp_path / "keys")
    keys = tmp_path / "release_keys.json"
    keys.write_text(json.dumps({"2027-a": public}))
    manifest = published(setup, tmp_path / "keys/2027-a.pem")
    assert manifest.name == MANIFEST_NAME
    told = verify(manifest, read_release_keys(keys))
    assert (told.version, told.size, told.updates_from) == ("0.2.0", 2000, "0.1.0")


def test_private_half_is_the_owners_alone_and_never_written_over(tmp_path: Path) -> None:
    new_key("2027-a", tmp_path)
    if os.name == "posix":
        assert (tmp_path / "2027-a.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        new_key("2027-a", tmp_path)
    with pytest.raises(SystemExit):
        new_key("../2027", tmp_path)


def test_counters_with_the_old_key_and_with_the_new_one_read_a_manifest_of_both(tmp_path: Path, setup: Path) -> None:
    publics = {name: bytes.fromhex(new_key(name, tmp_path)) for name in ("old", "new")}
    raw = published(setup, tmp_path / "old.pem", tmp_path / "new.pem").read_bytes()
    for name, key in publics.items():
        assert read_manifest(raw, {name: key}).version == "0.2.0"


def test_commands_say_what_is_wrong(tmp_path: Path, setup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-key", "mine", "--out", str(tmp_path)]) == 0
    sign_it = [
        "sign",
        str(setup),
        "--key",
        str(tmp_path / "mine.pem"),
        "--from",
        "0.1.0",
        "--notes-en",
        "Small repairs",
    ]
    assert main(sign_it) == 0
    assert main(["verify", str(tmp_path / MANIFEST_NAME)]) == 1, "the program does not know this key"
    assert "không do nơi phát hành quen biết ký" in capsys.readouterr().err
    assert main([*sign_it[:-3], "one", "--notes-en", ""]) == 1, "no version"
    setup.write_bytes(b"swapped")
    with pytest.raises(SystemExit, match="not the file that was signed"):
        verify(tmp_path / MANIFEST_NAME, {"mine": _public(tmp_path / "mine.pem")})
    with pytest.raises(SystemExit, match="is not called"):
        published(setup.rename(tmp_path / "setup.exe"), tmp_path / "mine.pem")


def test_program_comes_with_a_public_key_and_no_private_one() -> None:
    keys = read_release_keys(KEYS)
    assert keys
    assert all(len(key) == 32 for key in keys.values())


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": "zz"}', '{"a": "00"}'])
def test_damaged_keys_believe_nobody(tmp_path: Path, setup: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    known = read_release_keys(tmp_path / "keys.json")
    assert known == {} == read_release_keys(tmp_path / "none.json")
    new_key("mine", tmp_path)
    with pytest.raises(Explained):
        verify(published(setup, tmp_path / "mine.pem"), known)


def _public(path: Path) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key.public_key().public_bytes_raw()
