"""Publishing an update: release keys, the signed manifest beside a setup file, and checking both as a counter would.

    python -m installer.release new-key 2027-a --out ~/keys
    python -m installer.release sign dist/QuayMotCua-0.2.0-setup.exe --key ~/keys/2027-a.pem --from 0.1.0
    python -m installer.release verify dist/quay-mot-cua.json

What `sign` writes, `quay-mot-cua.json`, goes to the office's address or onto a stick, beside the setup file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.domain.errors import Explained
from app.domain.updates import MANIFEST_NAME, Manifest, Notes, read_manifest, sign_manifest
from app.services.release_keys import read_release_keys

KEYS = Path(__file__).resolve().parent.parent / "resources/release_keys.json"
KEY_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
SETUP = re.compile(r"QuayMotCua-([0-9.]+)-setup\.exe")


def new_key(name: str, folder: Path) -> str:
    """Make a key pair: the private half in `folder`/NAME.pem for the owner only; returns the public half (hex)."""
    if not KEY_ID.fullmatch(name):
        raise SystemExit("A key's id is small letters, digits and dashes, as 2027-a.")
    key = Ed25519PrivateKey.generate()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(folder / f"{name}.pem", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key.public_key().public_bytes_raw().hex()


def sign(setup: Path, keys: Sequence[Path], updates_from: str, notes: Notes, released_at: date) -> Path:
    """Write the signed manifest beside a setup file; returns it. A key's id is its file's name.

    Raises Explained for what no counter would read.
    """
    named = SETUP.fullmatch(setup.name)
    if named is None:
        raise SystemExit(f"{setup.name} is not called QuayMotCua-<version>-setup.exe.")
    data = setup.read_bytes()
    manifest = Manifest(
        version=named[1],
        released_at=released_at,
        file=setup.name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        updates_from=updates_from,
        notes=notes,
    )
    signers = {path.stem: _private(path) for path in keys}
    raw = sign_manifest(manifest, signers)
    read_manifest(raw, {name: key.public_key().public_bytes_raw() for name, key in signers.items()})
    target = setup.with_name(MANIFEST_NAME)
    target.write_bytes(raw)
    return target


def verify(path: Path, known: dict[str, bytes]) -> Manifest:
    """Check a manifest and the setup file beside it. Raises Explained or SystemExit."""
    manifest = read_manifest(path.read_bytes(), known)
    data = path.with_name(manifest.file).read_bytes()
    if len(data) != manifest.size or hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise SystemExit(f"{manifest.file} is not the file that was signed.")
    return manifest


def _private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise SystemExit(f"{path.name} is no Ed25519 key.")
    return key


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command of the owner of the releases."""
    reader = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    commands = reader.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new-key", help="make a key pair")
    making.add_argument("name", help="its id, as 2027-a")
    making.add_argument("--out", type=Path, required=True, help="where the private half goes: not into the repository")
    signing = commands.add_parser("sign", help="write the manifest of a setup file")
    signing.add_argument("setup", type=Path)
    signing.add_argument("--key", type=Path, action="append", required=True, help="NAME.pem; twice to replace a key")
    signing.add_argument("--from", dest="updates_from", required=True, help="oldest version that may update")
    signing.add_argument("--notes-vi", default="")
    signing.add_argument("--notes-en", default="")
    signing.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    checking = commands.add_parser("verify", help="check a manifest and its setup file with the program's keys")
    checking.add_argument("manifest", type=Path)
    given = reader.parse_args(arguments)
    try:
        match given.command:
            case "new-key":
                public = new_key(given.name, given.out)
                print(f"Put into {KEYS.name}:  {json.dumps(given.name)}: {json.dumps(public)}")
            case "sign":
                notes = Notes(given.notes_vi, given.notes_en)
                print(sign(given.setup, given.key, given.updates_from, notes, given.date))
            case _:
                manifest = verify(given.manifest, read_release_keys(KEYS))
                print(f"{manifest.version} of {manifest.released_at}, {manifest.size} bytes: good.")
    except Explained as error:
        print(f"{error.sentence} {error.advice}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
