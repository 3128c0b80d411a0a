"""An administrator at work: people entered, let go and given other roles; one-time codes made and cancelled.

People travel as events and are judged as such; here only whether each PC shows them. Codes are made at the server, each
for a counter named after the order: one acknowledged is there once and good until somebody sets out to cancel it, and
one whose cancelling was acknowledged is never good again.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain import reference
from app.domain.fold import SubjectState
from app.domain.office import Actor, Role
from app.protocol.codes import code_hash
from app.services.door import list_staff
from app.services.house import House
from app.services.staff import add_staff, change_staff
from app.services.stewardship import Stewardship, steward
from chaos.ledger import Ledger
from chaos.machines import Machine
from chaos.verdict import Verdict

Ask = Callable[[str], list[tuple[Any, ...]]]
MADE, CANCELLED = "make code", "cancel code"
MOST = 6  # people of an office beside its administrator, so that two PCs often change the same one
MOST_WAITING = 8  # codes, each of which holds a lane that a copied PC may need
_ROLES = (Role.RECEIVER, Role.OFFICIAL, Role.HEAD)
_CODES = """
    SELECT encode(code_hash, 'hex'), counter_name, office_id, used_by IS NULL AND expires_at > now()
    FROM enrolment_codes WHERE replaces IS NULL
"""
_SHOWN = "SELECT subject_id, name, roles, active FROM staff"


class Administrator:
    """What an administrator does at one PC."""

    def __init__(self, house: House, device_key: Ed25519PrivateKey) -> None:
        self._house, self._device_key = house, device_key

    def staff(self, who: Actor, name: str, pin: str, chance: random.Random) -> str:
        """Enter somebody under this name, or let one go, come back, or do other work; returns whom."""
        everybody = list_staff(self._house, with_inactive=True)
        people = [one for one in everybody if Role.ADMINISTRATOR not in one.roles]
        if not people or (len(people) < MOST and chance.random() < 0.3):
            return add_staff(self._house, who, name, "", "", [chance.choice(_ROLES)], pin)
        member = chance.choice(people)
        changed = replace(member, active=not member.active), replace(member, roles=(chance.choice(_ROLES),))
        change_staff(self._house, who, chance.choice(changed))
        return member.staff_id

    def make_code(self, who: Actor, order: Mapping[str, Any]) -> str:
        """Make a one-time code at the server; returns its hash."""
        made = self._desk(who, order).make_code(order["office"], order["act_id"])
        return code_hash(made.invitation.code).hex()

    def cancel_code(self, who: Actor, order: Mapping[str, Any]) -> None:
        """Cancel one that waits at the server."""
        self._desk(who, order).cancel_code(order["office"], bytes.fromhex(order["hash"]))

    def _desk(self, who: Actor, order: Mapping[str, Any]) -> Stewardship:
        return Stewardship(self._house, self._device_key, steward(who, order["steward"]))


class Stewards:
    """Orders codes and judges what came of it."""

    def __init__(self, ask: Ask, ledger: Ledger) -> None:
        self._ask, self._ledger = ask, ledger

    def order(self, office: str, code: str, chance: random.Random) -> dict[str, Any]:
        """Return the order to make a code for an office, or to cancel one made before; `code`: the steward's own."""
        order = {"office": office, "steward": code}
        made = [told.code for told in self._ledger.deeds(MADE) if told.subject == office]
        waiting = [one for one in made if one not in self._ledger.cancelling]
        if len(waiting) < MOST_WAITING and (not waiting or chance.random() < 0.6):
            return {**order, "do": MADE}
        hashed = chance.choice(waiting)
        self._ledger.cancel(hashed)
        return {**order, "do": CANCELLED, "hash": hashed}

    def codes(self) -> set[tuple[Any, ...]]:
        """Return the one-time codes as the server has them: hash, name of the counter, office, whether it is good."""
        return set(self._ask(_CODES))

    def judge(self, lost_by_failover: Collection[str], found: Verdict) -> None:
        """Judge the codes that were ordered; what was acknowledged by a primary that is gone need not hold."""
        codes = self.codes()
        names = Counter((name, office) for _, name, office, _ in codes)
        found.doubled |= {f"{times} codes of one order {name}" for (name, _), times in names.items() if times > 1}
        there = {hashed: (name, office, is_good) for hashed, name, office, is_good in codes}
        for told in self._ledger.deeds(MADE, CANCELLED):
            found.seen["codes"] += 1
            if told.code in lost_by_failover:
                continue
            name, office, is_good = there.get(told.code, ("", "", False))
            if told.what == CANCELLED and is_good:
                found.diverged.add(f"code {told.code} is good, and {told.machine} cancelled it")
            elif told.what == MADE and (name, office) != (told.act_id, told.subject):
                found.lost.add(f"code {told.code} of {told.machine} is not at the server")
            elif told.what == MADE and not is_good and told.code not in self._ledger.cancelling:
                found.lost.add(f"code {told.code} of {told.machine} is good no more, and nobody cancelled it")


def judge_people(
    machine: Machine,
    here: Collection[tuple[str | None, str | None]],
    states: Mapping[tuple[str | None, str | None], SubjectState],
    found: Verdict,
) -> None:
    """Each member of staff that is `here` is shown as their events fold."""
    shown = {row[0]: tuple(row[1:]) for row in machine.rows(_SHOWN)}
    for kind, subject_id in here:
        if kind == reference.STAFF and subject_id is not None:
            state = states[kind, subject_id]
            folded = (state.get("name"), ",".join(state.get("roles") or ()), state.get("active"))
            if shown.get(subject_id) != folded:
                found.diverged.add(f"{machine.name} shows {subject_id} as {shown.get(subject_id)}, not {folded}")
    found.seen["people"] = max(found.seen["people"], len(shown))
