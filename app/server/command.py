"""The administrator's command line: `quay-server serve | migrate | office | device | feed | epoch | certificate`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificate
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.domain.errors import UserError
from app.protocol.feeds import REFERENCE, office_feed
from app.protocol.pins import fingerprint, pin_of
from app.protocol.stewardship import BY_HAND_DAYS
from app.server import carried, devices, enrolment, feeds, levels, offices, record_commands
from app.server.authentication import utc_now
from app.server.database import Database, NotMigratedError
from app.server.request_log import JsonLines
from app.server.settings import BadSettingError, ServerSettings

DEMO_PROVINCE, DEMO_PREFIX = "96", "H12.10.15"  # of the desktop's demo office


def main(arguments: Sequence[str] | None = None, environment: Mapping[str, str] = os.environ) -> int:
    """Do one command; 0 when it was done, 1 with a sentence on the error stream when not."""
    options = _parser().parse_args(arguments)
    if options.command == "certificate":
        return _tell_fingerprint(options.file)
    try:
        settings = ServerSettings.from_environment(environment)
        with closing(Database(settings.database)) as database:
            if options.command in ("migrate", "demo"):
                database.migrate()
                print(f"Ready. Epoch {database.epoch()}.", flush=True)
            database.must_be_migrated()
            if options.command == "demo":
                _furnish_demo(settings, database, options.prefix)
            if options.command in ("serve", "demo"):
                _serve(settings, database)
            elif options.command in record_commands.COMMANDS:
                record_commands.administer(options, database)
            elif options.command != "migrate":
                _administer(options, settings, database)
    except (BadSettingError, NotMigratedError, UserError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"The database does not answer: {str(error.orig).strip()}", file=sys.stderr)
        return 1
    return 0


def _administer(options: argparse.Namespace, settings: ServerSettings, database: Database) -> None:
    match options.command, getattr(options, "what", ""):
        case "office", "add":
            with database.write() as connection:
                office = offices.add(connection, options.province, options.prefix, options.name, utc_now())
            print(f"{office.prefix}  {office.office_id}  {office.name}")
        case "device", "enrol":
            now, lifetime = utc_now(), _lifetime(options)
            with database.write() as connection:
                found = _office(offices.find_by_prefix(connection, options.prefix), options.prefix)
                code = enrolment.make_code(connection, found, options.counter, options.lane, now, lifetime)
                _invite(options, settings, connection, found, code, now + lifetime)
            _tell_code(options, settings, code)
        case "device", "replace":
            now, lifetime = utc_now(), _lifetime(options)
            with database.write() as connection:
                device, code = carried.code_for(connection, options.device, now, lifetime)
                office = offices.lock(connection, device.province_id, device.office_id)
                _invite(options, settings, connection, office, code, now + lifetime)
            print(f"Who joins with it takes the place of {device.counter_name}, which stops.", file=sys.stderr)
            _tell_code(options, settings, code)
        case "device", "revoke-sheet":
            with database.write() as connection:
                carried.revoke_sheet(connection, options.device)
            print("Its recovery sheet gives no place any more.")
        case "exchange", "import":
            print(carried.import_file(database, options.file, options.answer, stopped_too=options.stopped))
        case "device", "revoke":
            with database.write() as connection:
                if not carried.stop(connection, options.device):
                    raise ValueError(f"There is no device {options.device} that synchronises.")
            print(f"{options.device} no longer synchronises.")
        case "device", "list":
            with database.read() as connection:
                found = _office(offices.find_by_prefix(connection, options.prefix), options.prefix)
                for device in devices.of_office(connection, found.province_id, found.office_id):
                    lanes, state = ",".join(map(str, device.lanes)), "revoked" if device.is_revoked else ""
                    print(f"{device.device_id}  {lanes:6} {device.last_seq:8}  {device.counter_name}  {state}".rstrip())
        case "level", "show":
            with database.read() as connection:
                print(f"Level {levels.writable(connection, options.province)} may be written.")
                for reader in levels.readers(connection, options.province, utc_now(), timedelta(days=options.days)):
                    told = f"{reader.seen_at:%Y-%m-%d}  {reader.program}  {reader.counter_name}"
                    print(f"{reader.device_id}  reads {reader.level}  {told}")
        case "level", "raise":
            with database.write() as connection:
                levels.raise_to(connection, options.province, options.to, utc_now(), timedelta(days=options.days))
            print(f"Level {options.to} may be written.")
        case "feed", _:
            with database.read() as connection:
                found = _office(offices.find_by_prefix(connection, options.prefix), options.prefix)
                for name in (office_feed(found.office_id), REFERENCE):
                    print(f"{name}  {feeds.head_of(connection, found.province_id, name)}")
        case _:
            print(f"Epoch {database.begin_epoch()}: every PC reads its feeds again.")


def _tell_fingerprint(file: Path) -> int:
    """Print what an administrator at a PC compares when the server has got another key."""
    try:
        print(fingerprint(pin_of(load_pem_x509_certificate(file.read_bytes()))))
    except (OSError, ValueError) as error:
        print(f"{file} holds no certificate that can be read: {error}", file=sys.stderr)
        return 1
    return 0


def _lifetime(options: argparse.Namespace) -> timedelta:
    """Return how long a code is good: what is carried by hand takes days both ways."""
    if options.days is None:
        return carried.INVITED_FOR if options.file else enrolment.LIFETIME
    if not 1 <= options.days <= BY_HAND_DAYS:
        raise ValueError(f"A code is good for 1 to {BY_HAND_DAYS} days.")
    return timedelta(days=options.days)


def _invite(
    options: argparse.Namespace,
    settings: ServerSettings,
    connection: Connection,
    office: offices.ServedOffice,
    code: str,
    expires_at: datetime,
) -> None:
    """Write an invitation for a PC without a line, if one is wanted."""
    if options.file:
        invited = carried.invitation(settings, code, options.address)
        written = carried.write_invitation(connection, office, invited, expires_at, options.file)
        told = "Tell the code by telephone or on paper: never on the stick with the file."
        print(f"Invitation: {written}, good until {expires_at:%Y-%m-%d %H:%M} UTC. {told}", file=sys.stderr)


def _tell_code(options: argparse.Namespace, settings: ServerSettings, code: str) -> None:
    """Print a code; with an address also as one line to copy, and as a QR."""
    print(code)
    if options.file and not options.qr:  # the line has both in one
        return
    if options.qr or options.address or settings.address:
        print(carried.draw(carried.invitation(settings, code, options.address), options.qr or ""))


def _office(found: offices.ServedOffice | None, prefix: str) -> offices.ServedOffice:
    if found is None:
        raise ValueError(f"There is no office {prefix}.")
    return found


def _furnish_demo(settings: ServerSettings, database: Database, prefix: str) -> None:
    """Enter the demo office when it is not there, and tell how its first PC is enrolled."""
    if not database.is_sqlite:
        raise BadSettingError("A demo server keeps its data in SQLite.")
    with database.write() as connection:
        office = offices.find_by_prefix(connection, prefix)
        if office is None:
            office = offices.add(connection, DEMO_PROVINCE, prefix, "Xã Vĩnh Lợi", utc_now())
        code = enrolment.make_code(connection, office, "", None, utc_now())
    print(f"Office          {office.prefix} {office.name}")
    print(f"Address         {settings.scheme}://{settings.host}:{settings.port}")
    print(f"Enrolment code  {code}   (one PC, one day)", flush=True)


def _serve(settings: ServerSettings, database: Database) -> None:
    from app.server.serving import serve

    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    serve(settings, database)


def _parser() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser(
        prog="quay-server", description="The central server. Its settings are QUAY_… in the environment."
    )
    commands = reader.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer the counters' PCs")
    commands.add_parser("migrate", help="make the database's tables, or bring them up to this version")
    commands.add_parser("epoch", help="begin a new epoch, after files of the database were put back by hand")
    shown = commands.add_parser("certificate", help="tell the fingerprint of a certificate (PEM), to be read out")
    shown.add_argument("file", type=Path)
    demo = commands.add_parser("demo", help="make everything for a try, then serve")
    demo.add_argument("--prefix", default=DEMO_PREFIX, help="of its only office")
    office = commands.add_parser("office", help="offices").add_subparsers(dest="what", required=True)
    adding = office.add_parser("add", help="enter an office")
    adding.add_argument("--province", required=True, help="code of the province, two digits")
    adding.add_argument("--prefix", required=True, help="what its dossier codes begin with")
    adding.add_argument("--name", required=True)
    device = commands.add_parser("device", help="PCs").add_subparsers(dest="what", required=True)
    enrolling = device.add_parser("enrol", help="make a one-time code for a new PC")
    enrolling.add_argument("--prefix", required=True, help="of the office")
    enrolling.add_argument("--counter", default="", help="its name, as on the strip")
    enrolling.add_argument("--lane", type=int, help="its lane of numbers; the lowest free one is taken otherwise")
    replacing = device.add_parser("replace", help="make a one-time code for the PC that takes a lost one's place")
    replacing.add_argument("device")
    for making in (enrolling, replacing):
        making.add_argument("--address", default="", help="what PCs call this server, instead of QUAY_ADDRESS")
        making.add_argument("--qr", nargs="?", const="-", metavar="FILE", help="draw all of it, here or into a .png")
        making.add_argument("--file", type=Path, help="write an invitation for a PC without a line; the code opens it")
        making.add_argument("--days", type=int, help="how long the code is good; 1, with --file 30")
    device.add_parser("revoke-sheet", help="let a PC's recovery sheet give nothing away").add_argument("device")
    stopping = device.add_parser("revoke", help="stop a PC's synchronisation")
    stopping.add_argument("device")
    listing = device.add_parser("list", help="the PCs of an office: id, lanes, events stored, name")
    listing.add_argument("--prefix", required=True)
    carrying = commands.add_parser("exchange", help="exchange by file").add_subparsers(dest="what", required=True)
    taking = carrying.add_parser("import", help="take in a PC's file and write the answer to carry back")
    taking.add_argument("file", type=Path)
    taking.add_argument("--answer", type=Path, help="where the answer goes; beside the file otherwise")
    taking.add_argument("--stopped", action="store_true", help="take what a stopped PC wrote, too")
    record_commands.add_parsers(commands)
    level = commands.add_parser("level", help="levels of event types").add_subparsers(dest="what", required=True)
    showing = level.add_parser("show", help="what may be written, and which PCs read how much")
    raising = level.add_parser("raise", help="let newer types be written, once all PCs can read them")
    raising.add_argument("--to", type=int, required=True, help="the level")
    for one in (showing, raising):
        one.add_argument("--province", required=True, help="code of the province, two digits")
        one.add_argument(
            "--days", type=int, default=levels.HEARD_WITHIN.days, help="PCs silent for longer do not count"
        )
    feed = commands.add_parser("feed", help="feeds").add_subparsers(dest="what", required=True)
    feed.add_parser("inspect", help="how far an office's feeds are").add_argument("--prefix", required=True)
    return reader


if __name__ == "__main__":
    raise SystemExit(main())
