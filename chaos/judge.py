"""What must hold whenever everything is in step: nothing lost, nothing doubled, everybody shows the same.

Read from the server's tables and the desktops' files by plain queries and judged with the fold alone: none of the code
under trial says how it did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from app.domain import dossier, tickets
from app.domain.events import Event
from app.domain.fold import SubjectState
from app.domain.questions import questions_of
from app.domain.subjects import fold_subject
from app.protocol.canonical import GENESIS, chain_hash
from app.protocol.event_bytes import decode_body
from app.protocol.feeds import REFERENCE, device_feed, office_feed
from app.storage.database import Database
from app.storage.event_log import UNCOUNTED, check_chain
from chaos.calls import judge_calls, judge_hall
from chaos.files import Files
from chaos.ledger import Ledger
from chaos.machines import Machine
from chaos.stewards import Stewards, judge_people
from chaos.verdict import Stored, Twins, Verdict

Ask = Callable[[str], list[tuple[Any, ...]]]  # a query to the server's database as it is now
AGAIN = "again"
_GIVES_CODE = frozenset((dossier.RECEIVED, dossier.SUPPLEMENT_REQUESTED, dossier.REFUSED))
_EVENTS = """
    SELECT device_id, device_seq, event_id, subject_kind, subject_id, outcome, prev_hash, hash, body, received_at
    FROM events ORDER BY device_id, device_seq
"""
_STANDS = """
    SELECT epoch, (SELECT json_object_agg(feed, head) FROM feeds),
        (SELECT json_object_agg(device_id, last_seq) FROM devices)
    FROM server
"""
_POSITIONS = "SELECT feed, device_id, device_seq FROM feed_positions"
_LINKS = """
    SELECT device_id, device_seq, hash, event_id FROM envelopes
    UNION ALL SELECT device_id, device_seq, hash, event_id FROM fork_links
"""
_SHOWN = "SELECT subject_id, code, state, digest, attention FROM dossiers"
_CHAINS = """
    SELECT device_id, last_seq, confirmed_seq, 1 FROM own_device
    UNION ALL SELECT device_id, last_seq, confirmed_seq, 0 FROM former_devices
"""


class Judge:
    """Compares everything with everything. `ask` reaches whichever PostgreSQL is the primary."""

    def __init__(self, ask: Ask, ledger: Ledger) -> None:
        self._ask = ask
        self._ledger = ledger
        self._read: dict[bytes, Event] = {}  # by link
        self._folded: dict[tuple[str | None, str | None], tuple[tuple[bytes, ...], SubjectState]] = {}
        self._asked: dict[tuple[str | None, str | None], int] = {}  # questions that somebody has to settle
        self.twins: list[Twins] = []
        self.lost_by_failover: set[str] = set()
        self.files = Files(ask, ledger)
        self.stewards = Stewards(ask, ledger)

    def out_of_step(self, machines: Sequence[Machine]) -> str:
        """Say who still has something to send or to read; "" when nobody has."""
        [(epoch, heads, stored)] = self._ask(_STANDS)
        for machine in machines:
            with machine.look() as connection:
                chains = connection.execute(_CHAINS).fetchall()
                [(known_as, feeds, sent_in)] = connection.execute(
                    "SELECT device_id, feeds, epoch FROM server"
                ).fetchall()
                cursors = connection.execute("SELECT feed, epoch, position, again FROM feed_cursors").fetchall()
            place = {feed: rest for feed, *rest in cursors}
            [own] = [device_id for device_id, _last, _confirmed, is_present in chains if is_present]
            if known_as != own or sent_in != epoch:
                return f"{machine.name}: known as {known_as} in {sent_in}, is {own} in {epoch}"
            if not self.has_compared(machine):
                return f"{machine.name}: has not compared what both have in {epoch}"
            for device_id, last, confirmed, _ in chains:
                if confirmed != last or stored.get(device_id, 0) < last:
                    return f"{machine.name}: {device_id} sent {confirmed} of {last}, stored {stored.get(device_id)}"
            wanted = {feed: heads[feed] for feed in feeds.split() if feed != device_feed(own)}
            wanted |= {device_feed(one): stored[one] for one, *_ in chains if one != own and stored.get(one)}
            for feed, head in wanted.items():
                if place.get(feed) != [epoch, head, 0]:
                    return f"{machine.name}: {feed} read to {place.get(feed)} of {head} in {epoch}"
        return self.files.out_of_step(machines)

    @staticmethod
    def has_compared(machine: Machine) -> bool:
        """Whether a PC has compared, after a fail-over too: till then it may bring back what it had read of others."""
        return any(at for (at,) in machine.rows("SELECT compared_at FROM server"))

    def judge(self, machines: Sequence[Machine], *, deep: bool = False) -> Verdict:
        """Judge what the server and these machines have; `deep` also walks every chain of the machines."""
        found = Verdict()
        events = [Stored(d, s, e, (k, i), *rest) for d, s, e, k, i, *rest in self._ask(_EVENTS)]
        self._chains(events, found)
        feeds = self._feeds(events, found)
        states = self._fold(events)
        self._acknowledged(events, states, found)
        self._once(events, found)
        self._subjects(events, feeds, states, found)
        counting = ((one, self._event(one)) for one in events if one.key[0] == tickets.KIND and one.outcome != AGAIN)
        judge_calls(counting, self._ledger.told, self.lost_by_failover, self._is_by_twin, found)
        self.files.judge(machines, found, deep=deep)
        self.stewards.judge(self.lost_by_failover, found)
        for machine in machines:
            self._machine(machine, events, feeds, states, found, deep=deep)
        return found

    # -- the server alone

    def _chains(self, events: Sequence[Stored], found: Verdict) -> None:
        lasts = {
            device_id: (seq, link)
            for device_id, seq, link in self._ask("SELECT device_id, last_seq, last_hash FROM devices")
        }
        at: dict[str, tuple[int, bytes]] = {}
        for one in events:
            seq, link = at.get(one.device_id, (0, GENESIS))
            whole = chain_hash(one.prev_hash, one.device_id, one.seq, one.body)
            if (one.seq, one.prev_hash, one.link) != (seq + 1, link, whole):
                found.diverged.add(f"server: chain {one.device_id} breaks at {one.seq}")
            at[one.device_id] = (one.seq, one.link)
        for device_id, head in lasts.items():
            if at.get(device_id, (0, GENESIS)) != head:
                found.diverged.add(f"server: {device_id} stands at {head[0]}, has {at.get(device_id, (0,))[0]}")

    def _feeds(self, events: Sequence[Stored], found: Verdict) -> dict[str, set[tuple[str, int, bytes]]]:
        by_place = {(one.device_id, one.seq): one for one in events}
        feeds: dict[str, set[tuple[str, int, bytes]]] = defaultdict(set)
        ids: dict[str, set[str]] = defaultdict(set)
        for feed, device_id, seq in self._ask(_POSITIONS):
            one = by_place.get((device_id, seq))
            if one is None:
                found.diverged.add(f"server: {feed} names what is not stored: {device_id} {seq}")
                continue
            if one.event_id and one.event_id in ids[feed]:
                found.repeats.add(f"{one.event_id} twice in {feed}")
            ids[feed].add(one.event_id or "")
            feeds[feed].add((one.device_id, one.seq, one.link))
        return feeds

    def _event(self, one: Stored) -> Event:
        if one.link not in self._read:
            self._read[one.link] = decode_body(one.body)
        return self._read[one.link]

    def _fold(self, events: Sequence[Stored]) -> dict[tuple[str | None, str | None], SubjectState]:
        subjects: dict[tuple[str | None, str | None], list[Stored]] = defaultdict(list)
        for one in events:
            if one.outcome != AGAIN:
                subjects[one.key].append(one)
        for key, stored in subjects.items():
            links = tuple(sorted(one.link for one in stored))
            if self._folded.get(key, ((),))[0] != links:
                read = [self._event(one) for one in stored]
                state = fold_subject(str(key[0]), read)
                self._folded[key] = (links, state)
                self._asked[key] = sum(question.needs_somebody for question in questions_of(state, read))
        return {key: self._folded[key][1] for key in subjects}

    def _acknowledged(
        self,
        events: Sequence[Stored],
        states: dict[tuple[str | None, str | None], SubjectState],
        found: Verdict,
    ) -> None:
        keys = {one.event_id: one.key for one in events}
        for event_id, told in self._ledger.events().items():
            if event_id not in keys:
                found.lost.add(f"{event_id} ({told.what} of {told.machine})")
                continue
            state = states.get(keys[event_id])
            if state is None or event_id not in state.order or event_id in state.set_aside:
                found.lost.add(f"{event_id} ({told.what} of {told.machine}) does not count")

    def _once(self, events: Sequence[Stored], found: Verdict) -> None:
        """An event counts once, a form makes one dossier, a code is of one dossier."""
        times: dict[str, int] = defaultdict(int)
        acts: dict[tuple[str, str], set[str]] = defaultdict(set)
        codes: dict[str, dict[str, Stored]] = defaultdict(dict)
        for one in events:
            if one.event_id is None:
                found.diverged.add(f"server: {one.device_id} {one.seq} can't be read")
                continue
            if one.outcome == AGAIN:
                continue
            times[one.event_id] += 1
            event = self._event(one)
            if event.type in (*_GIVES_CODE, dossier.CORRECTED):
                acts[event.act_id, event.type].add(event.event_id)
            if event.type in _GIVES_CODE:
                codes[event.payload["code"]].setdefault(event.subject_id, one)
        found.doubled |= {f"{event_id} counts {count} times" for event_id, count in times.items() if count > 1}
        found.doubled |= {f"act {act} saved {len(ids)} times" for (act, _), ids in acts.items() if len(ids) > 1}
        for code, subjects in codes.items():
            if len(subjects) > 1:
                by_twin = any(self._is_by_twin(one) for one in subjects.values())
                (found.clone_codes if by_twin else found.doubled).add(f"code {code} of {len(subjects)} dossiers")

    def _is_by_twin(self, one: Stored) -> bool:
        return any(one.device_id in pair.devices and pair.since <= one.at <= pair.until for pair in self.twins)

    def _subjects(
        self,
        events: Sequence[Stored],
        feeds: dict[str, set[tuple[str, int, bytes]]],
        states: dict[tuple[str | None, str | None], SubjectState],
        found: Verdict,
    ) -> None:
        """What the server keeps of a subject is its fold, and every office concerned gets the whole history."""
        concerned: dict[tuple[str | None, str | None], list[str]] = {}
        for kind, subject_id, offices, heads in self._ask(
            "SELECT subject_kind, subject_id, concerned, heads FROM subjects"
        ):
            if kind in (dossier.KIND, tickets.KIND):
                concerned[kind, subject_id] = offices.split()
            state = states.get((kind, subject_id))
            if state is not None and tuple(heads.split()) != state.heads:
                found.diverged.add(f"server: {kind} {subject_id} is not what its events fold to")
        for one in events:
            if one.outcome != AGAIN:
                for office in concerned.get(one.key, ()):
                    if (one.device_id, one.seq, one.link) not in feeds[office_feed(office)]:
                        found.diverged.add(f"server: {office} is concerned and never gets {one.event_id}")

    # -- the desktops

    def _machine(
        self,
        machine: Machine,
        events: Sequence[Stored],
        feeds: dict[str, set[tuple[str, int, bytes]]],
        states: dict[tuple[str | None, str | None], SubjectState],
        found: Verdict,
        *,
        deep: bool,
    ) -> None:
        with machine.look() as connection:
            own = {tuple(row[:3]): row[3] for row in connection.execute(_LINKS).fetchall()}
            shown = {row[0]: tuple(row[1:]) for row in connection.execute(_SHOWN).fetchall()}
            odd = connection.execute(
                f"SELECT event_id FROM events WHERE event_id LIKE '{UNCOUNTED}%' OR event_id LIKE '%#%'"
            ).fetchall()
        there = {(one.device_id, one.seq, one.link) for one in events}
        # Of a chain that forked a PC keeps its own branch, for its papers bear those links; each event
        # of it went to the server again in the chain that followed.
        stored = {one.event_id for one in events}
        links = {place for place, event_id in own.items() if place in there or event_id not in stored}
        wanted = feeds[office_feed(machine.office)] | feeds[REFERENCE]
        for device_id, seq, _link in sorted(wanted - links)[:5]:
            found.diverged.add(f"{machine.name} lacks {device_id} {seq}")
        for device_id, seq, _link in sorted(links - there)[:5]:
            found.diverged.add(f"{machine.name} has what the server lacks: {device_id} {seq}")
        found.diverged |= {f"{machine.name} keeps {event_id}" for (event_id,) in odd}
        here = wanted | links
        concerned = {one.key for one in events if (one.device_id, one.seq, one.link) in here}
        judge_hall(machine, concerned, states, found)
        judge_people(machine, concerned, states, found)
        for kind, subject_id in concerned:
            if kind != dossier.KIND:
                continue
            state = states[kind, subject_id]
            told = (state.get("code") or "", state.get("state"), ",".join(state.heads), self._asked[kind, subject_id])
            if shown.get(subject_id) != (told if told[1] is not None else None):
                found.diverged.add(f"{machine.name} shows {subject_id} as {shown.get(subject_id)}, not {told}")
        if deep:
            self._walk(machine, found)

    def _walk(self, machine: Machine, found: Verdict) -> None:
        key = bytes.fromhex((machine.folders.keys / "database.key").read_text().strip())
        database = Database(machine.folders.database, key)
        try:
            with database.read() as session:
                _, faults = check_chain(session)
        finally:
            database.close()
        found.diverged |= {f"{machine.name}: {one.what} at {one.device_id} {one.device_seq}" for one in faults}
