"""The chains this PC writes or wrote: its present identity, and those of before a restore or a fork.

One identity is one uninterrupted database on one machine. A former chain is pushed to its end as it stands; what the
server can't take in it is issued again in the present one, bodies unchanged.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.protocol.canonical import GENESIS, chain_hash
from app.storage.rows import fetch, run, run_all

_LINK = "SELECT hash FROM envelopes WHERE device_id = ? AND device_seq = ?"
# In chain order; what stands in the present chain already is not issued twice.
_TO_REISSUE = """
    SELECT event_id, body FROM envelopes JOIN events USING (event_id)
    WHERE device_id = ? AND device_seq >= ?
        AND event_id NOT IN (SELECT event_id FROM envelopes WHERE device_id = (SELECT device_id FROM own_device))
    ORDER BY device_seq
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of this PC: how long it is, and how far the server has confirmed it."""

    device_id: str
    last_seq: int
    last_hash: bytes
    confirmed_seq: int
    is_present: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this PC is to its office."""

    device_id: str
    public_key: bytes
    office_id: str
    counter_name: str
    lanes: tuple[int, ...]


def identity(session: Session) -> Identity | None:
    """Return who this PC is, None before it has an office."""
    found = fetch(session, "SELECT device_id, public_key, office_id, counter_name, lanes FROM own_device")
    if not found:
        return None
    [(device_id, public_key, office_id, counter_name, lanes)] = found
    return Identity(device_id, public_key, office_id, counter_name, lanes_in(lanes))


def lanes_in(text: str) -> tuple[int, ...]:
    """Read the lanes of a PC: "3,12"; none of one that waits for the server to deal it one."""
    return tuple(int(lane) for lane in text.split(",") if lane)


def keep_lanes(session: Session, lanes: tuple[int, ...]) -> None:
    """Keep the lanes that the server says are this PC's."""
    run(session, "UPDATE own_device SET lanes = ?", ",".join(map(str, lanes)))
    session.expire_all()


def chains(session: Session) -> list[Chain]:
    """Return this PC's chains, former ones first."""
    columns = "device_id, last_seq, last_hash, confirmed_seq"
    former = fetch(session, f"SELECT {columns}, 0 FROM former_devices ORDER BY rowid")
    present = fetch(session, f"SELECT {columns}, 1 FROM own_device")
    return [
        Chain(device_id, seq, link, confirmed, bool(is_present))
        for device_id, seq, link, confirmed, is_present in (*former, *present)
    ]


def link_at(session: Session, device_id: str, seq: int) -> bytes | None:
    """Return our link of a chain at a place, GENESIS before its first, None where we have none."""
    found = fetch(session, _LINK, device_id, seq)
    return found[0][0] if found else GENESIS if seq == 0 else None


def begin(session: Session, device_id: str, reach: int) -> Chain:
    """Return a chain of this PC as it stands; note that the server may get `reach` events beyond what it confirmed."""
    begun = "UPDATE own_device SET begun_seq = max(begun_seq, min(last_seq, confirmed_seq + ?)) WHERE device_id = ?"
    run(session, begun, reach, device_id)
    return chain_of(session, device_id)


def chain_of(session: Session, device_id: str) -> Chain:
    """Return a chain of this PC as it stands."""
    return next(one for one in chains(session) if one.device_id == device_id)


def confirm(session: Session, chain: Chain, seq: int) -> None:
    """Note how far the server has a chain, also when that is less than before."""
    table = "own_device" if chain.is_present else "former_devices"
    run(session, f"UPDATE {table} SET confirmed_seq = ? WHERE device_id = ?", seq, chain.device_id)


def become_another(session: Session, *, common: int | None = None) -> str:
    """Take a new identity, whose chain is empty; returns its id. Key, office and counter stay.

    `common` is the last link the server's chain has in common with ours, all of them when left out. With it another
    copy of this PC goes on elsewhere and gives numbers in the same lanes: they stay there, the server deals new ones.
    """
    [chain] = [chain for chain in chains(session) if chain.is_present]
    last = chain.last_seq if common is None else min(common, chain.last_seq)
    link = link_at(session, chain.device_id, last) or chain.last_hash
    confirmed = last if common is not None else min(chain.confirmed_seq, last)
    run(
        session,
        "INSERT INTO former_devices (device_id, last_seq, last_hash, confirmed_seq) VALUES (?, ?, ?, ?)",
        *(chain.device_id, last, link, confirmed),
    )
    fresh = str(uuid.uuid4())
    run(
        session,
        "UPDATE own_device SET device_id = ?, last_seq = 0, last_hash = ?, begun_seq = 0, confirmed_seq = 0",
        *(fresh, GENESIS),
    )
    if common is not None:
        keep_lanes(session, ())
    session.expire_all()
    return fresh


def shorten(session: Session, chain: Chain, common: int) -> None:
    """Note that a former chain has only so much in common with the server's."""
    link = link_at(session, chain.device_id, common) or GENESIS
    run(
        session,
        "UPDATE former_devices SET last_seq = ?, last_hash = ?, confirmed_seq = ? WHERE device_id = ?",
        *(common, link, common, chain.device_id),
    )


def reissue(session: Session, device_id: str, from_seq: int) -> int:
    """Issue the events of a former chain from `from_seq` on in the present one, bodies unchanged; returns how many."""
    [(own_id, seq, link)] = fetch(session, "SELECT device_id, last_seq, last_hash FROM own_device")
    rows = []
    for event_id, body in fetch(session, _TO_REISSUE, device_id, from_seq):
        seq += 1
        before, link = link, chain_hash(link, own_id, seq, body)
        rows.append((own_id, seq, event_id, before, link))
    run_all(
        session,
        "INSERT INTO envelopes (device_id, device_seq, event_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?)",
        rows,
    )
    # What the former chain brought the server it may have given to somebody.
    run(session, "UPDATE own_device SET last_seq = ?, last_hash = ?, begun_seq = ?", seq, link, seq)
    session.expire_all()
    return len(rows)
