"""What is carried between the server and PCs by hand: files on a stick, and everything to join by as one code."""

from __future__ import annotations

from pathlib import Path

import segno
from cryptography.x509 import load_pem_x509_certificate
from sqlalchemy import Connection

from app.protocol.exchange_files import MAX_FILE, SUFFIX, BadFileError, FileFault
from app.protocol.invitations import Invitation
from app.protocol.pins import pin_of
from app.server import devices, enrolment, exchange, heirs
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.devices import Device
from app.server.refusals import Refused
from app.server.settings import BadSettingError, ServerSettings

_FAULTS = {
    FileFault.FOREIGN: "is no exchange file",
    FileFault.TORN: "is cut off: copy it again",
    FileFault.FORGED: "was altered, or not made by the PC it names",
    FileFault.MISDIRECTED: "is not for this server",
    FileFault.HUGE: "is too large for an exchange file",
    FileFault.VERSION: "was made by another version of the program",
}


def import_file(database: Database, file: Path, answer: Path | None, *, stopped_too: bool) -> str:
    """Take in a PC's file, write its answer and return what to tell. Raises ValueError with a sentence."""
    try:
        if file.stat().st_size > MAX_FILE:
            raise BadFileError(FileFault.HUGE)
        taken = exchange.take_in(database, file.read_bytes(), utc_now(), stopped_too=stopped_too)
    except BadFileError as error:
        raise ValueError(f"{file.name} {_FAULTS[error.fault]}. Nothing was taken from it.") from error
    except Refused as error:
        hint = " With --stopped its events are taken all the same." if error.code == "revoked" else ""
        raise ValueError(f"{file.name} is refused: {error.code.value}.{hint}") from error
    except OSError as error:
        raise ValueError(f"{file} can't be read: {error.strerror}") from error
    name = file.stem.removeprefix("quay-gui-").removeprefix("quay-")
    target = answer or file.with_name(f"quay-tra-loi-{name}{SUFFIX}")
    try:
        target.write_bytes(taken.answer)
    except OSError as error:
        raise ValueError(f"Stored; the answer can't be written to {target}: {error.strerror}. Do it again.") from error
    told = [f"{taken.device.counter_name}: {taken.events} new events stored."]
    if taken.refused:
        told.append(f"{taken.refused} pieces refused: chains that are not of this province, or stopped.")
    if taken.more:
        told.append(f"{taken.more} events wait there for its next file.")
    return "\n".join([*told, f"Answer: {target}"])


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


def code_for(connection: Connection, device_id: str) -> tuple[Device, str]:
    """Make a code for a PC that takes this one's place. Raises ValueError for one that is not known."""
    device = _device(connection, device_id)
    return device, enrolment.make_replacing_code(connection, device, utc_now())


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
