"""Which newer version of the program may come onto this PC: a signed manifest and the decision on it.

The manifest is canonical JSON, signed with Ed25519 by one or more release keys; each has an id, so that a key can be
replaced: for a while manifests carry both signatures. Nothing here asks a clock, whose year may be wrong on a counter:
a manifest does not expire, and only versions are compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.errors import UserError
from app.domain.plain_data import convert, parse
from app.protocol.canonical import canonical

MANIFEST_NAME = "quay-mot-cua.json"
MANIFEST_LIMIT = 64 * 1024  # bytes; a real one has about one thousand
SETUP_LIMIT = 500_000_000

_PRODUCT: Literal["quay-mot-cua"] = "quay-mot-cua"
_TAG = b"qmc-update-1\0"  # nothing else signed by these keys can pass for a manifest
_VERSION = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")
_KEPT = "Bản đang dùng và dữ liệu không thay đổi."

_File = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,95}\.exe\Z", max_length=100)]
VersionText = Annotated[str, msgspec.Meta(pattern=rf"^{_VERSION.pattern}\Z")]


class Notes(msgspec.Struct, frozen=True):
    """What is new, in both languages of the interface."""

    vi: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    en: Annotated[str, msgspec.Meta(max_length=4000)] = ""


class Manifest(msgspec.Struct, frozen=True):
    """What a release is: version, day, setup file with size in bytes and SHA-256, and the oldest version to update."""

    version: VersionText
    released_at: date
    file: _File
    size: Annotated[int, msgspec.Meta(ge=1, le=SETUP_LIMIT)]
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    updates_from: VersionText
    notes: Notes = Notes()
    product: str = _PRODUCT


class _Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    manifest: dict[str, object]
    signatures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Version:
    """Dotted numbers; 1.2 and 1.2.0 are the same."""

    numbers: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Version:
        """Read one to four numbers. Raises ValueError for anything else."""
        if not _VERSION.fullmatch(text):
            raise ValueError(f"{text!r} is no version")
        numbers = [int(part) for part in text.split(".")]
        while numbers and not numbers[-1]:
            numbers.pop()
        return cls(tuple(numbers))

    def __lt__(self, other: Version) -> bool:
        return self.numbers < other.numbers


def sign_manifest(manifest: Manifest, keys: Mapping[str, Ed25519PrivateKey]) -> bytes:
    """Return the file to publish: the manifest and one signature per key, by key id."""
    data = msgspec.to_builtins(manifest)
    signed = _TAG + canonical(data)
    signatures = {name: key.sign(signed).hex() for name, key in keys.items()}
    return canonical({"manifest": data, "signatures": signatures})


def read_manifest(raw: bytes, keys: Mapping[str, bytes]) -> Manifest:
    """Return what a published file says, once a known key vouches for every byte of it.

    `keys` are the raw public keys (32 bytes) by id. One good signature is enough; a bad one under a known key refuses
    the file all the same. Raises UserError.
    """
    if len(raw) > MANIFEST_LIMIT:
        raise _malformed()
    try:
        told = parse(raw, _Signed)
        whole = canonical({"manifest": told.manifest, "signatures": told.signatures}) == raw
        signed = _TAG + canonical(told.manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _malformed() from error
    if not whole:
        raise _malformed()
    known = {name: signature for name, signature in told.signatures.items() if name in keys}
    if not known:
        raise UserError(
            "Bản mới không do nơi phát hành quen biết ký.",
            f"Không cài. {_KEPT} Hỏi nơi đưa tệp; nếu khóa ký đã đổi, cài bản trung gian trước.",
            "UPD-KEY",
        )
    for name, signature in known.items():
        try:
            Ed25519PublicKey.from_public_bytes(keys[name]).verify(bytes.fromhex(signature), signed)
        except (InvalidSignature, ValueError) as error:
            raise UserError(
                "Chữ ký của bản mới sai: tệp đã bị sửa.",
                f"Không cài. {_KEPT} Tải lại từ nơi phát hành; nếu vẫn vậy, báo quản trị.",
                "UPD-SIGNATURE",
            ) from error
    try:
        manifest = convert(told.manifest, Manifest)
    except msgspec.ValidationError as error:
        raise _malformed() from error
    if manifest.product != _PRODUCT:
        raise UserError("Đây là bản cài của chương trình khác.", f"Không cài. {_KEPT}", "UPD-PRODUCT")
    return manifest


def is_news(manifest: Manifest, installed: str) -> bool:
    """Tell whether a release is newer than the version in use; False: it is the same.

    Raises UserError for an older one, and when the version in use is too old to be updated in one step.
    """
    offered, now = Version.of(manifest.version), Version.of(installed)
    if offered < now:
        raise UserError(
            f"Bản {manifest.version} cũ hơn bản đang dùng ({installed}).",
            f"Không cài, để dữ liệu luôn mở được. {_KEPT}",
            "UPD-OLDER",
        )
    if offered == now:
        return False
    if now < Version.of(manifest.updates_from):
        raise UserError(
            f"Bản {manifest.version} chỉ cài lên từ bản {manifest.updates_from}; máy này đang dùng {installed}.",
            f"Cài bản {manifest.updates_from} trước. {_KEPT}",
            "UPD-STEP",
        )
    return True


def _malformed() -> UserError:
    return UserError(
        "Tệp thông tin bản mới bị cắt hoặc hỏng.", f"Không cài. {_KEPT} Tải hoặc chép lại tệp.", "UPD-FORMAT"
    )
