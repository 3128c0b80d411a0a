"""What is carried between the server and PCs by hand: files on a stick, invitations, all to join by as one code."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import segno
from cryptography.x509 import load_pem_x509_certificate
from sqlalchemy import Connection

from app.protocol import invitation_files
from app.protocol.exchange_files import MAX_FILE, SUFFIX, BadFileError, FileFault
from app.protocol.invitation_files import Invited, seal_invitation
from app.protocol.invitations import Invitation
from app.protocol.messages import RefusalCode
from app.protocol.pins import pin_of
from app.protocol.stewardship import BY_HAND_DAYS
from app.server import devices, enrolment, exchange, heirs, offices
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.devices import Device
from app.server.exchange_keys import server_keys
from app.server.offices import ServedOffice
from app.server.refusals import Refused
from app.server.settings import BadSettingError, ServerSettings

INVITED_FOR = timedelta(days=BY_HAND_DAYS)
_FAULTS = {
    FileFault.FOREIGN: "is no exchange file",
    FileFault.TORN: "is cut off: copy it again",
    FileFault.FORGED: "was altered, or not made by the PC it names",
    FileFault.MISDIRECTED: "is not for this server",
    FileFault.HUGE: "is too large for an exchange file",
    FileFault.VERSION: "was made by another version of the program",
}
_WHY = {
    RefusalCode.CODE: "its code is used by another PC, was cancelled or is over",
    RefusalCode.OFFICE: "its code is for another office",
    RefusalCode.LANE: "another PC of the office has its lane",
    RefusalCode.IDENTITY: "another PC goes by its identity",
    RefusalCode.REVOKED: "it is stopped; --stopped takes its events all the same",
}


def import_file(database: Database, file: Path, answer: Path | None, *, stopped_too: bool) -> str:
    """Take in a PC's file, write its answer and return what to tell. Raises ValueError with a sentence."""
    try:
        if file.stat().st_size > MAX_FILE:
            raise BadFileError(FileFault.HUGE)
        taken = exchange.take_in(database, file.read_bytes(), utc_now(), stopped_too=stopped_too)
    except BadFileError as error:
        raise ValueError(f"{file.name} {_FAULTS[error.fault]}. Nothing was taken from it.") from error
    except exchange.PlaceRefused as error:
        target = _write_answer(file, answer, error.answer, f"{file.name} is refused: {error.code.value}")
        why = f"{file.name} asks for a place and is refused: {_WHY.get(error.code, error.code.value)}."
        raise ValueError(f"{why} Nothing was taken from it. {target} tells its PC: carry it back.") from error
    except Refused as error:
        hint = " With --stopped its events are taken all the same." if error.code == "revoked" else ""
        raise ValueError(f"{file.name} is refused: {error.code.value}.{hint}") from error
    except OSError as error:
        raise ValueError(f"{file} can't be read: {error.strerror}") from error
    target = _write_answer(file, answer, taken.answer, "Stored")
    told = [f"{taken.device.counter_name}: {taken.events} new events stored."]
    if taken.refused:
        told.append(f"{taken.refused} pieces refused: chains that are not of this province, or stopped.")
    if taken.more:
        told.append(f"{taken.more} events wait there for its next file.")
    return "\n".join([*told, f"Answer: {target}"])


def _write_answer(file: Path, answer: Path | None, data: bytes, done: str) -> Path:
    name = file.stem.removeprefix("quay-gui-").removeprefix("quay-")
    target = answer or file.with_name(f"quay-tra-loi-{name}{SUFFIX}")
    try:
        _write_sealed(target, data)
    except OSError as error:
        raise ValueError(f"{done}; the answer can't be written to {target}: {error.strerror}. Do it again.") from error
    return target


def _write_sealed(target: Path, data: bytes) -> None:
    """Write a file that a stick carries away at once: whole or not at all, on its disk, through no link there."""
    fresh = target.with_name(f"{target.name}.new")
    fresh.unlink(missing_ok=True)
    with fresh.open("xb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_invitation(
    connection: Connection, office: ServedOffice, invited: Invitation, expires_at: datetime, file: Path
) -> Path:
    """Write an invitation for a PC without a line, sealed with its code; into a folder under a name of its own.

    The caller's transaction keeps the code. Raises ValueError when it can't be written.
    """
    letter = Invited(
        address=invited.address,
        exchange_key=server_keys(connection).public,
        office_id=office.office_id,
        prefix=office.prefix,
        office_name=office.name,
        expires_at=expires_at,
        is_founded=offices.is_founded(connection, office),
    )
    name = f"quay-moi-{office.prefix}-{expires_at:%Y%m%d-%H%M%S}{invitation_files.SUFFIX}"
    target = file / name if file.is_dir() else file
    try:
        _write_sealed(target, seal_invitation(letter, invited.code))
    except OSError as error:
        raise ValueError(f"The invitation can't be written to {target}: {error.strerror}.") from error
    return target


def invitation(settings: ServerSettings, code: str, address: str) -> Invitation:
    """Return what a PC needs to join: the address with the pin of the server's own certificate, and the code."""
    where = address or settings.address
    if not where:
        raise BadSettingError("Say what PCs call this server: --address https://… or QUAY_ADDRESS.")
    if "#" not in where and settings.certificate:
        where += f"#{pin_of(load_pem_x509_certificate(Path(settings.certificate).read_bytes()))}"
    return Invitation(where, code)


def draw(invited: Invitation, file: str) -> str:
    """Write the QR as a picture, or with "-" return nothing and print it as blocks; returns the line to copy."""
    qr = segno.make(invited.digits, error="m", micro=False)
    if file == "-":
        qr.terminal(compact=True)
    elif file:
        qr.save(file, scale=8, border=4)
    return invited.text


def code_for(connection: Connection, device_id: str, now: datetime, lifetime: timedelta) -> tuple[Device, str]:
    """Make a code for a PC that takes this one's place. Raises ValueError for one that is not known."""
    device = _device(connection, device_id)
    return device, enrolment.make_replacing_code(connection, device, now, lifetime)


def revoke_sheet(connection: Connection, device_id: str) -> None:
    """Let the recovery sheet of a PC give nothing away. Raises ValueError for one that is not known."""
    heirs.revoke_codes(connection, _device(connection, device_id))


def stop(connection: Connection, device_id: str) -> bool:
    """Let a PC synchronise no more, and its recovery sheet give nothing away; False for one that does not."""
    device = devices.find(connection, device_id)
    return device is not None and heirs.stop(connection, device, utc_now())


def _device(connection: Connection, device_id: str) -> Device:
    device = devices.find(connection, device_id)
    if device is None:
        raise ValueError(f"There is no device {device_id}.")
    return device
