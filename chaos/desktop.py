"""A desktop without a window, in a process of its own: the program's own start, use cases and line to its server.

It does what each line on its socket says, and answers a line when the act is saved: what a clerk would have seen.
"""

from __future__ import annotations

import json
import logging
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app import __version__
from app.bootstrap import open_house
from app.domain import dossier
from app.domain.errors import Explained, UserError
from app.domain.intake import IntakeForm, PaperCount, ResultWay, SupplementItem
from app.domain.office import Actor, Office, Right
from app.domain.people import Applicant
from app.domain.procedures import Need
from app.paths import Folders
from app.protocol.ids import new_id
from app.runtime.connectivity import Connectivity
from app.services import intake, restoring
from app.services.door import list_staff
from app.services.enrolment import join_server
from app.services.house import House, act, the_desk
from app.services.offices import FirstStart, found_office
from app.services.print_jobs import PrintPlan
from app.services.procedures import publish_procedures, the_procedure
from app.services.staff import SYSTEM_ACTOR
from app.services.upkeep import back_up_now
from app.storage.event_log import NewEvent, append
from app.storage.keys import KeyVault
from app.storage.rows import fetch
from app.ui.start import installation
from benchmarks.desk import COMMON, GIVEN, MIDDLES, SURNAMES, Caller, party, sample_catalogue
from chaos.counter import SERVICES, Counter
from chaos.stewards import CANCELLED, MADE, Administrator

SILENT = PrintPlan(receipt=False, labels=0)
PIN = "271828"
log = logging.getLogger("chaos")
_OWN_SINCE = """
    SELECT event_id FROM events WHERE position > ? AND event_id IN
        (SELECT event_id FROM envelopes WHERE device_id = (SELECT device_id FROM own_device))
    ORDER BY position
"""


class Clock:
    """The clock of one PC: right, or ahead by as much as it was told."""

    def __init__(self, ahead: float) -> None:
        self.ahead = timedelta(seconds=ahead)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Desktop:
    """Does the acts of one counter, one after the other, while its line exchanges in its own threads."""

    def __init__(self, house: House, vault: KeyVault, clock: Clock) -> None:
        self.house, self.vault, self.clock = house, vault, clock
        self.line = Connectivity(house, vault.device_key, __version__)
        self.counter = Counter(house, self.line)
        self.administrator = Administrator(house, vault.device_key())

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        """Do an act and return what is to be acknowledged. Raises Explained."""
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "receive": self.receive,
            "supplement": self.supplement,
            "correct": self.correct,
            "note": self.note,
            "hand over": self.hand_over,
            "number": self.give_number,
            "call": self.call,
            "end": self.end,
            "attach": self.attach,
            "want": self.want,
            "pile up": self.pile_up,
            "staff": self.change_staff,
            MADE: self.make_code,
            CANCELLED: self.cancel_code,
            "back up": lambda _order: {"copy": back_up_now(self.house).path.name},
            "clock": self.set_clock,
            "join": self.join,
            "hurry": self.hurry,
        }
        return acts[order["do"]](order)

    # -- acts of the office

    def receive(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk = self._clerk(Right.RECEIVE)
        received = intake.receive_dossier(self.house, clerk, self._form(order), SILENT)
        return self._acknowledge(order, received.subject_id, code=received.code)

    def supplement(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk = self._clerk(Right.RECEIVE)
        items = [SupplementItem("Tờ khai", originals=1, reason="Chưa ký")]
        slip = intake.request_supplement(self.house, clerk, self._form(order), items, SILENT)
        return self._acknowledge(order, slip.subject_id, code=slip.code)

    def correct(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk, subject = self._clerk(Right.CORRECT), self._dossier(order)
        form = replace(intake.form_of(self.house, subject, order["act_id"]), sets=1 + order["chance"] % 9)
        intake.correct_dossier(self.house, clerk, subject, form, "nhập nhầm số bộ", SILENT)
        return self._acknowledge(order, subject)

    def note(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk, subject, before = self._clerk(Right.RECEIVE), self._dossier(order), self._position()
        intake.add_note(self.house, clerk, subject, f"gọi lại {order['chance']}")
        return {"subject": subject, "events": self._written_since(before)}

    def hand_over(self, order: dict[str, Any]) -> dict[str, Any]:
        """Bring another office in: any event may, by naming it."""
        clerk, subject, before = self._clerk(Right.RECEIVE), self._dossier(order), self._position()
        with self.house.db.write() as session:
            doing = act(self.house, clerk, the_desk(session), new_id(self.house.clock()))
            told = {"concerns": [order["to"]]}
            append(session, doing, [NewEvent(dossier.KIND, subject, dossier.NOTED, told, {"text": "chuyển"})])
        return {"subject": subject, "events": self._written_since(before)}

    def give_number(self, order: dict[str, Any]) -> dict[str, Any]:
        before = self._position()
        subject = self.counter.give_number(self._clerk(Right.RECEIVE), random.Random(order["chance"]))
        return {"subject": subject, "events": self._written_since(before)}

    def call(self, _order: dict[str, Any]) -> dict[str, Any]:
        before = self._position()
        subject, call, by_line = self.counter.call(self._clerk(Right.RECEIVE))
        return {"subject": subject, "events": sorted({*self._written_since(before), call}), "by_line": by_line}

    def end(self, order: dict[str, Any]) -> dict[str, Any]:
        before = self._position()
        subject = self.counter.end(self._clerk(Right.RECEIVE), random.Random(order["chance"]))
        return {"subject": subject, "events": self._written_since(before)}

    def attach(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk, subject, before = self._clerk(Right.RECEIVE), self._dossier(order), self._position()
        file = self.counter.attach(clerk, subject, random.Random(order["chance"]))
        return {"subject": subject, "events": self._written_since(before), "file": file}

    def want(self, order: dict[str, Any]) -> dict[str, Any]:
        return {"wanted": self.counter.want(order.get("file", ""), random.Random(order["chance"]))}

    def pile_up(self, order: dict[str, Any]) -> dict[str, Any]:
        clerk, before, dossiers = self._clerk(Right.RECEIVE), self._position(), self._dossiers()
        waiting = self.counter.pile_up(clerk, dossiers, order["count"])
        return {"subject": dossiers[0], "events": self._written_since(before), "waiting": waiting}

    # -- acts of its administrator

    def change_staff(self, order: dict[str, Any]) -> dict[str, Any]:
        boss, chance, before = self._clerk(Right.EDIT_STAFF), random.Random(order["chance"]), self._position()
        subject = self.administrator.staff(boss, _caller(chance).name, PIN, chance)
        return {"subject": subject, "events": self._written_since(before)}

    def make_code(self, order: dict[str, Any]) -> dict[str, Any]:
        code = self.administrator.make_code(self._clerk(Right.EDIT_OFFICE), order)
        return {"subject": order["office"], "code": code}

    def cancel_code(self, order: dict[str, Any]) -> dict[str, Any]:
        self.administrator.cancel_code(self._clerk(Right.EDIT_OFFICE), order)
        return {"subject": order["office"], "code": order["hash"]}

    # -- of the machine

    def set_clock(self, order: dict[str, Any]) -> dict[str, Any]:
        self.clock.ahead = timedelta(seconds=order["ahead"])
        return {}

    def join(self, order: dict[str, Any]) -> dict[str, Any]:
        members = list_staff(self.house)
        actor = self._clerk(Right.EDIT_OFFICE) if members else None
        answer = join_server(self.house, actor, self.vault.device_key(), order["address"], order["code"])
        self.line.hurry()
        return {"office": answer.office_id, "lanes": list(answer.lanes)}

    def hurry(self, _order: dict[str, Any]) -> dict[str, Any]:
        self.line.hurry()
        return {}

    def _clerk(self, right: Right) -> Actor:
        for member in list_staff(self.house):
            actor = Actor(member.staff_id, member.name, member.number, member.roles)
            if actor.may(right):
                return actor
        raise UserError("Chưa có ai ở máy này.", "", "NO-STAFF")

    def _form(self, order: dict[str, Any]) -> IntakeForm:
        chance = random.Random(order["chance"])
        with self.house.db.read() as session:
            procedure = the_procedure(session, chance.choice(COMMON))
        return IntakeForm(
            act_id=order["act_id"],
            applicant=Applicant(party(_caller(chance))),
            procedure_code=procedure.code,
            case=procedure.cases[0].key if procedure.cases else "",
            papers=tuple(
                PaperCount(paper.key, paper.name, max(1, paper.originals), paper.certified, paper.copies)
                for paper in procedure.papers
                if paper.need is Need.REQUIRED
            ),
            result_way=ResultWay.COUNTER,
            note="gấp" if chance.random() < 0.2 else "",
        )

    def _dossier(self, order: dict[str, Any]) -> str:
        """Choose a dossier of this PC's by chance, a recent one twice out of three times."""
        chance, found = random.Random(order["chance"]), self._dossiers()
        return chance.choice(found[-12:] if chance.random() < 2 / 3 else found)

    def _dossiers(self) -> list[str]:
        with self.house.db.read() as session:
            found = fetch(session, "SELECT subject_id FROM dossiers WHERE received_at <> '' ORDER BY row")
        if not found:
            raise UserError("Chưa có hồ sơ nào.", "", "NO-DOSSIER")
        return [str(subject) for (subject,) in found]

    def _acknowledge(self, order: dict[str, Any], subject: str, **more: Any) -> dict[str, Any]:
        with self.house.db.read() as session:
            written = fetch(session, "SELECT event_id FROM events WHERE act_id = ? ORDER BY position", order["act_id"])
        return {"subject": subject, "events": [event_id for (event_id,) in written], **more}

    def _position(self) -> int:
        with self.house.db.read() as session:
            return int(fetch(session, "SELECT coalesce(max(position), 0) FROM events")[0][0])

    def _written_since(self, position: int) -> list[str]:
        with self.house.db.read() as session:
            return [event_id for (event_id,) in fetch(session, _OWN_SINCE, position)]


def _caller(chance: random.Random) -> Caller:
    sex = chance.choice(("Nam", "Nữ"))
    name = " ".join((chance.choice(SURNAMES), chance.choice(MIDDLES[sex]), chance.choice(GIVEN[sex])))
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    number = f"096{0 if sex == 'Nam' else 1}{born:%y}{chance.randrange(1_000_000):06d}"
    return Caller(name, number, born, sex, "Ấp Cái Dầy", f"0900{chance.randrange(1_000_000):06d}")


def found(house: House, vault: KeyVault, order: dict[str, Any]) -> None:
    """Found an office that works alone: a clerk who is also the administrator, the sample catalogue."""
    began = replace(house, clock=lambda: house.clock() - timedelta(days=40))
    office = Office("", order["prefix"], order["number"], order["office"], ticket_services=SERVICES)
    found_office(began, vault.device_key(), FirstStart(office, "", 1, "Lê Thu Hà", "NV07", PIN))
    publish_procedures(began, SYSTEM_ACTOR, [one for one in sample_catalogue() if one.code in COMMON])


def restore(folders: Folders, now: datetime) -> None:
    """Put the last good copy in place, with what the damaged file still gives, as the opening offers it."""
    key = KeyVault(folders.keys, installation(folders.data), use_keyring=False).database_key()
    restoring.install(folders, restoring.prepare(folders, key, now), now)


@contextmanager
def desktop(order: dict[str, Any]) -> Iterator[Desktop]:
    """Start the program on its folder, as far as it goes without a window."""
    folders = Folders.of(Path(order["folder"]))
    folders.create()
    clock = Clock(order.get("ahead", 0.0))
    if order.get("restore"):
        restore(folders, clock())
    with open_house(folders, use_keyring=False) as (opened, vault):
        house = replace(opened, clock=clock)
        if "prefix" in order:
            found(house, vault, order)
        made = Desktop(house, vault, clock)
        made.line.start()
        yield made
        made.line.close()


def live(orders: socket.socket, order: dict[str, Any]) -> None:
    """Live until the line of orders ends."""
    logging.basicConfig(
        filename=Path(order["folder"]).with_suffix(".log"),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        level=logging.INFO,
        force=True,
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with desktop(order) as me, orders.makefile("r", encoding="utf-8") as lines:
        say(orders, {"open": True})
        for line in lines:
            asked = json.loads(line)
            try:
                answer = me.do(asked)
            except Explained as told:
                answer = {"refused": told.code}
            except Exception as error:
                log.exception("%s failed", asked["do"])
                answer = {"failed": f"{asked['do']}: {error!r}"}
            say(orders, {"act": asked["act"], "do": asked["do"], **answer})
            me.line.wake()


def say(orders: socket.socket, words: dict[str, Any]) -> None:
    """Say a line."""
    orders.sendall(json.dumps(words, ensure_ascii=False).encode() + b"\n")
