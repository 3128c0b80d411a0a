"""The parts of the command line that write for the offices: `staff`, `catalogue`, `calendar`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.domain.calendar import DayKind
from app.domain.office import Role
from app.domain.reference import CALENDAR, CALENDAR_DAY_SET
from app.domain.text import nfc
from app.protocol.ids import natural_id
from app.server import catalogues, directory, stewards
from app.server.administration import Draft, in_turn, write
from app.server.authentication import utc_now
from app.server.database import Database
from app.server.offices import ServedOffice, find_by_prefix

COMMANDS = ("staff", "catalogue", "calendar")


def add_parsers(commands: Any) -> None:
    """Add the commands to the parser's subcommands."""
    staff = commands.add_parser("staff", help="people of the offices").add_subparsers(dest="what", required=True)
    adding = staff.add_parser("add", help="enter a person; prints the PIN they begin with")
    adding.add_argument("--prefix", required=True, help="of the office")
    _describe(adding, required=True)
    changing = staff.add_parser("change", help="change what is given")
    changing.add_argument("person", help="the id, as `staff list` shows it")
    _describe(changing, required=False)
    changing.add_argument("--new-pin", action="store_true", help="print a PIN to begin with again")
    for name, told in (("deactivate", "they sign in no more"), ("activate", "they may sign in again")):
        staff.add_parser(name, help=told).add_argument("person")
    vouching = staff.add_parser("steward", help="let an administrator work on the server from a desktop; prints a code")
    vouching.add_argument("person")
    vouching.add_argument("--whole-province", action="store_true", help="all offices, and entering new ones")
    staff.add_parser("no-steward", help="let that code be good no more").add_argument("person")
    staff.add_parser("list", help="id, roles, name").add_argument("--prefix", required=True)
    catalogue = commands.add_parser("catalogue", help="the province's procedures")
    importing = catalogue.add_subparsers(dest="what", required=True).add_parser(
        "import", help="put the procedures of a file in use in all offices, all at once"
    )
    importing.add_argument("file", type=Path, help="a procedure a line, JSON, may be gzipped")
    importing.add_argument("--province", required=True)
    importing.add_argument("--check", action="store_true", help="only tell what is wrong with the file")
    calendar = commands.add_parser("calendar", help="days off").add_subparsers(dest="what", required=True)
    setting = calendar.add_parser("set", help="set one day of an office")
    setting.add_argument("--prefix", required=True)
    setting.add_argument("--day", required=True, type=date.fromisoformat, help="2026-09-02")
    setting.add_argument("--kind", required=True, choices=[kind.value for kind in DayKind])
    setting.add_argument("--name", default="")


def _describe(parser: argparse.ArgumentParser, *, required: bool) -> None:
    default = "" if required else None
    parser.add_argument("--name", required=required)
    parser.add_argument("--number", default=default, help="as on the card")
    parser.add_argument("--employer", default=default, help='for example "Bưu điện tỉnh Cà Mau"')
    parser.add_argument(
        "--role", dest="roles", action="append", type=Role, choices=list(Role), required=required, help="once per role"
    )


def administer(options: argparse.Namespace, database: Database) -> None:
    """Do one of these commands. Raises UserError, ValueError."""
    match options.command, options.what:
        case "staff", "add":
            staff_id, pin = _in_office(database, options.prefix, lambda c, office: _enter(c, office, options))
            print(f"{staff_id}\nFirst PIN  {pin}   (asks for one of their own)")
        case "staff", "list":
            with database.read() as connection:
                office = _office(connection, options.prefix)
                of_stewards = dict(stewards.named(connection, office.province_id))
                for entry in directory.of_office(connection, office.province_id, office.office_id):
                    roles, state = ",".join(entry.roles), "" if entry.active else "deactivated"
                    if entry.staff_id in of_stewards:
                        state += " steward of the province" if of_stewards[entry.staff_id] else " steward"
                    print(f"{entry.staff_id}  {roles:24}  {entry.name}  {entry.number}  {state.strip()}".rstrip())
        case "staff", "change":
            given = {name: getattr(options, name) for name in ("name", "number", "employer", "roles")}
            in_turn(database, lambda c: directory.change(c, options.person, utc_now(), **given))
            if options.new_pin:
                print(f"First PIN  {in_turn(database, lambda c: directory.new_pin(c, options.person, utc_now()))}")
        case "staff", "steward":
            code = in_turn(
                database, lambda c: stewards.name(c, options.person, utc_now(), whole_province=options.whole_province)
            )
            print(f"Code  {code}   (theirs alone; asked for in the desktop's settings, kept nowhere)")
        case "staff", "no-steward":
            if not in_turn(database, lambda c: stewards.dismiss(c, options.person)):
                raise ValueError(f"{options.person} is no steward.")
            print("Their code is good no more.")
        case "staff", how:
            in_turn(database, lambda c: directory.change(c, options.person, utc_now(), active=how == "activate"))
        case "catalogue", _:
            _import(options, database)
        case _:
            _in_office(database, options.prefix, lambda c, office: _set_day(c, office, options))


def _enter(connection: Connection, office: ServedOffice, options: argparse.Namespace) -> tuple[str, str]:
    return directory.add(connection, office, options.name, options.number, options.employer, options.roles, utc_now())


def _import(options: argparse.Namespace, database: Database) -> None:
    incoming = catalogues.read_file(options.file)
    for finding in incoming.findings:
        print(f"{finding.severity.value}  line {finding.line}  {finding.code}  {finding.column}: {finding.reason}")
    if options.check:
        print(f"{len(incoming.procedures)} of {incoming.rows} procedures could come in.")
        return
    edition = in_turn(
        database,
        lambda connection: catalogues.publish(
            connection, options.province, incoming, nfc(options.file.name), utc_now()
        ),
    )
    print(f"{len(incoming.procedures)} procedures are in use in all offices of {options.province}: edition {edition}.")


def _set_day(connection: Connection, office: ServedOffice, options: argparse.Namespace) -> None:
    day = {"day": options.day.isoformat(), "kind": options.kind, "name": nfc(options.name), "hours": ""}
    subject_id = natural_id(CALENDAR, office.office_id)
    draft = Draft(CALENDAR, subject_id, CALENDAR_DAY_SET, day, office.office_id)
    write(connection, office.province_id, [draft], utc_now())


def _in_office(database: Database, prefix: str, work: Callable[[Connection, ServedOffice], Any]) -> Any:
    return in_turn(database, lambda connection: work(connection, _office(connection, prefix)))


def _office(connection: Connection, prefix: str) -> ServedOffice:
    found = find_by_prefix(connection, prefix)
    if found is None:
        raise ValueError(f"There is no office {prefix}.")
    return found
