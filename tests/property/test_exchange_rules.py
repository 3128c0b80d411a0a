"""Each rule of the exchange switched off alone: a course of events that ends well with it ends in loss without it.

A rule whose course ends well either way would be no rule; so every switch here must be seen red.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from exchange_checks import check, check_bytes, check_cursors, check_promises
from exchange_places import Files
from exchange_world import Template, World, make_template, seeded

from app.protocol.canonical import chain_hash
from app.protocol.messages import RefusalCode
from app.server import acceptance, pushes, subjects
from app.server.database import Database
from app.server.refusals import Refused
from app.services import numbers, restoring
from app.storage import identities, incoming
from app.storage.identities import Chain
from app.storage.rows import run
from app.storage.server_place import move_cursor
from app.sync.reading import Reader
from app.sync.sending import Sender
from app.sync.troubles import strange

Patch = pytest.MonkeyPatch


def attribute(of: object, name: str) -> Any:
    """Return what a module keeps to itself."""
    return getattr(of, name)


Acceptance = getattr(acceptance, "Acceptance", None) or attribute(acceptance, "_Acceptance")


@dataclass(frozen=True)
class Rule:
    """A rule, how it is switched off, and what happens then; `nightly` ones wait for the long run."""

    name: str
    switch_off: Callable[[Patch], None]
    course: Callable[[World], None]
    nightly: bool = True


def end(world: World) -> None:
    world.settle()
    check(world)


# --- Courses ---------------------------------------------------------------------------------------------------------


def _judged(world: World) -> None:
    """A PC tells a false place in the order; the server sets that aside."""
    a, b, _ = world.desks.values()
    subject = world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.lies.add(a.write_upon(subject, a.heads(subject)[0], 99))
    end(world)


def _forked(world: World) -> None:
    """A disk is copied, and both copies go on."""
    a = world.desks["a"]
    world.clone(a)
    for desk in (a, world.desks["a'"]):
        world.receive(desk)
        world.exchange(desk)
    end(world)


def _damaged(world: World) -> None:
    """A byte turns on a disk before its event is sent; later events of the same chain wait behind it."""
    a, b, _ = world.desks.values()
    world.receive(a)
    world.rot(a)
    behind = world.receive(a)
    for desk in (a, b, a, b):
        world.exchange(desk)
    assert behind in b.dossiers(), "what was written behind a damaged event never came"


def _set_back(world: World) -> None:
    """The server is set back; others write into its feeds before whoever has what it lost comes again."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.set_server_back()
    for _ in range(3):
        world.receive(b)
    world.exchange(b)
    world.exchange(a)
    end(world)


def _handed_over(world: World) -> None:
    """A dossier with a past is handed over to another office, by an event that comes later than its past."""
    a, _, c = world.desks.values()
    world.receive(a)
    world.exchange(a)
    world.write(a, "note", 0)
    world.write(a, "hand over", 0)
    world.exchange(a)
    world.exchange(c)
    end(world)


def _restored(world: World) -> None:
    """A PC burns after the morning's work, and goes on with yesterday's backup and without a line."""
    a = world.desks["a"]
    a.back_up()
    world.receive(a)
    world.exchange(a)
    world.restore(a, "gone")
    world.receive(a)
    end(world)


def _killed(world: World) -> None:
    """The program ends between two transactions of its reading."""
    a, b, _ = world.desks.values()
    world.exchange(b)
    world.receive(a)
    world.exchange(a)
    for commit in range(3):
        world.kill(b, commit, "after")
        check_cursors(world, b)
    end(world)


def _lost(world: World) -> None:
    """A push never arrives."""
    a = world.desks["a"]
    world.exchange(a)
    world.receive(a)
    world.exchange(a, ["lost"])
    check_promises(world)
    end(world)


def _issued_twice(world: World) -> None:
    """What a disk's copy sends in the old chain, its original issues again in a new one."""
    a = world.desks["a"]
    world.receive(a)
    world.clone(a)
    world.restore(a, "whole")
    world.exchange(world.desks["a'"])
    world.exchange(a)
    end(world)


def _damaged_on_the_way(world: World) -> None:
    """What a PC hands over is not what it has: others get bytes that do not give their hash."""
    a, b, _ = world.desks.values()
    world.receive(a)
    a.flips.append("readable")
    world.exchange(a, ["arrives", "lost"])  # it never hears of it
    world.exchange(b)
    check_bytes(world, b)


def _overtaken(world: World) -> None:
    """Somebody of another office writes about a dossier, by its paper, before the line has brought it to the server."""
    a, _, c = world.desks.values()
    world.receive(a)
    world.write_early(c, 0)
    world.exchange(c)
    world.exchange(a)
    end(world)


def _handed_over_early(world: World) -> None:
    """A server was set back; the hand-over of a dossier comes before its receipt comes again."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.set_server_back()
    world.write(b, "hand over", 0)
    world.exchange(b)
    end(world)
    assert world.desks["c"].dossiers() == a.dossiers()


def _restored_twice(world: World) -> None:
    """A PC is restored, works, and is restored again before there is a line: nobody heard of who it was between."""
    a = world.desks["a"]
    world.restore(a, "whole")
    world.receive(a)
    a.back_up()
    world.restore(a, "gone")
    end(world)


def _burned(world: World) -> None:
    """The server is set back behind what a PC wrote that is no more; another one still has it."""
    a, b, _ = world.desks.values()
    world.keep_server()
    world.receive(a)
    world.exchange(a)
    world.exchange(b)
    world.burn(a)
    world.set_server_back()
    end(world)


def _copied(world: World) -> None:
    """A copied disk and its original have met; from then on both give numbers."""
    a = world.desks["a"]
    world.receive(a)
    world.clone(a)
    for desk in (a, world.desks["a'"]):
        world.write(desk, "note", 0)
        world.exchange(desk)
    world.copied = False  # from now on no code may be given twice
    for desk in (a, world.desks["a'"]):
        world.receive(desk)
    end(world)


# --- Switches --------------------------------------------------------------------------------------------------------


def verdicts_are_events(patch: Patch) -> None:
    """The server keeps to itself what it sets aside: its writer folds it, nobody else does."""
    kept = Acceptance._targets
    patch.setattr(Acceptance, "_pronounce", lambda *_, **__: None)
    patch.setattr(
        Acceptance,
        "_targets",
        lambda self, subject, *, counts: kept(self, subject, counts=True) if counts else [],
    )


def a_fork_is_issued_again(patch: Patch) -> None:
    """A PC whose chain forked begins a new one and leaves what it wrote in the old one behind."""
    patch.setattr(identities, "reissue", lambda *_: 0)


def damage_does_not_stop_a_chain(patch: Patch) -> None:
    """A push with an event whose bytes do not give its hash is refused."""
    kept = attribute(pushes, "accept")

    def strict(connection: Any, chain: Any, news: Any, *rest: Any, **more: Any) -> None:
        for wire in (getattr(item, "wire", item) for item in news):
            if chain_hash(wire.prev_hash, wire.device_id, wire.device_seq, wire.body) != wire.hash:
                raise Refused(RefusalCode.MALFORMED)
        kept(connection, chain, news, *rest, **more)

    patch.setattr(pushes, "accept", strict)


def a_server_set_back_begins_an_epoch(patch: Patch) -> None:
    """Positions are given out again under the same name. (The daily comparison would heal it: it is off too.)"""
    digests_heal_for_others(patch)
    patch.setattr(Database, "begin_epoch", lambda self, *_: self.epoch())


def send_from_is_obeyed(patch: Patch) -> None:
    """What was confirmed once is never sent again, whatever the server says; nor does a comparison heal it."""
    digests_heal_for_others(patch)
    kept = Sender._confirm

    def never_back(self: Sender, chain: Chain, seq: int) -> None:
        if seq > chain.confirmed_seq:
            kept(self, chain, seq)

    patch.setattr(Sender, "_confirm", never_back)


def bodies_stay_as_written(patch: Patch) -> None:
    """An event issued again is serialised again."""
    kept = identities.reissue

    def rewritten(session: Any, device_id: str, from_seq: int) -> int:
        run(
            session,
            "UPDATE events SET body = CAST(body || ' ' AS BLOB) WHERE event_id IN"
            " (SELECT event_id FROM envelopes WHERE device_id = ? AND device_seq >= ?)",
            *(device_id, from_seq),
        )
        return kept(session, device_id, from_seq)

    patch.setattr(identities, "reissue", rewritten)


def newcomers_get_the_history(patch: Patch) -> None:
    """An office that becomes concerned gets what comes from now on."""
    kept = Acceptance._concern

    def without(self: Any, subject: Any, event: Any) -> set[str]:
        before = {name: list(places) for name, places in self.feeds.items()}
        newcomers: set[str] = kept(self, subject, event)
        self.feeds = before
        return newcomers

    patch.setattr(Acceptance, "_concern", without)


def numbers_jump_after_a_restore(patch: Patch) -> None:
    """A restored PC goes on counting where its backup stood."""
    patch.setattr(restoring, "resumed", lambda before, *_: before)
    patch.setattr(numbers, "_marked", lambda _mark: {})


def the_cursor_moves_with_its_page(patch: Patch) -> None:
    """The cursor is kept first, the events of the page in a second transaction."""
    kept = Reader._keep_page

    def cursor_first(self: Reader, page: Any, cursor: Any) -> int:
        if page.events:
            with self._db.write() as session:
                move_cursor(session, replace(cursor, epoch=page.epoch, position=page.upto))
        return kept(self, page, cursor)

    patch.setattr(Reader, "_keep_page", cursor_first)


def only_an_answer_confirms(patch: Patch) -> None:
    """What was sent counts as arrived."""
    kept = Sender._ask

    def hopeful(self: Sender, line: Any, chain: Chain, *rest: Any) -> Any:
        self._confirm(chain, chain.last_seq)
        return kept(self, line, chain, *rest)

    patch.setattr(Sender, "_ask", hopeful)


def an_event_issued_again_counts_once(patch: Patch) -> None:
    """The server takes an event that comes in a second chain for a new one."""
    kept = subjects.lock

    def forgetful(*asked: Any, **more: Any) -> Any:
        found = kept(*asked, **more)
        for subject in found.values():
            subject.by_id.clear()
        return found

    patch.setattr(subjects, "lock", forgetful)


def nobody_folds_damaged_bytes(patch: Patch) -> None:
    """A replica reads whatever can be read."""
    patch.setattr(incoming, "chain_hash", _agreeable)


def _agreeable(*_: Any) -> Any:
    class Same(bytes):
        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

        __hash__ = bytes.__hash__

    return Same()


def whoever_writes_first_owns_nothing(patch: Patch) -> None:
    """The first event of a dossier that comes makes its office the one concerned, whatever it stands on."""
    patch.setattr(Acceptance, "_is_overtaken", lambda *_: False)


def digests_heal_for_others(patch: Patch) -> None:
    """A PC compares nothing with the server; it sends its own chain, and that is all."""
    patch.setattr("app.sync.comparing.Comparer._bring", lambda *_: 0)
    patch.setattr("app.sync.comparing.Comparer._set_back", lambda *_: False)


def a_copied_disk_gets_a_lane(patch: Patch) -> None:
    """A copy of a PC goes on in the lanes of the original."""
    patch.setattr("app.storage.identities.keep_lanes", lambda *_: None)


def a_grown_fork_is_seen(patch: Patch) -> None:
    """A PC that is told of a fork thinks somebody else speaks, and waits."""

    def wait(*_: Any) -> Any:
        raise strange()

    patch.setattr(Sender, "_part", wait)


RULES = (
    Rule("verdicts are events", verdicts_are_events, _judged, nightly=False),
    Rule("a fork is issued again", a_fork_is_issued_again, _forked),
    Rule("a fork ends in a new identity", a_grown_fork_is_seen, _forked),
    Rule("bodies stay as written", bodies_stay_as_written, _forked),
    Rule("damage does not stop a chain", damage_does_not_stop_a_chain, _damaged),
    Rule("nobody folds damaged bytes", nobody_folds_damaged_bytes, _damaged_on_the_way),
    Rule("a server set back begins an epoch", a_server_set_back_begins_an_epoch, _set_back),
    Rule("send-from is obeyed below what was confirmed", send_from_is_obeyed, _set_back),
    Rule("newcomers get the history", newcomers_get_the_history, _handed_over, nightly=False),
    Rule("numbers jump after a restore", numbers_jump_after_a_restore, _restored),
    Rule("the cursor moves with its page", the_cursor_moves_with_its_page, _killed, nightly=False),
    Rule("only an answer confirms", only_an_answer_confirms, _lost),
    Rule("whoever writes first owns nothing", whoever_writes_first_owns_nothing, _overtaken),
    Rule("digests heal for others too", digests_heal_for_others, _burned),
    Rule("a copied disk gets a lane", a_copied_disk_gets_a_lane, _copied),
    Rule("an event issued again counts once", an_event_issued_again_counts_once, _issued_twice),
)


COURSES = (*(rule.course for rule in RULES), _handed_over_early, _restored_twice)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("province")
    return make_template(folder, Files(folder))


@pytest.fixture
def world(template: Template, tmp_path: Path) -> Iterator[World]:
    with seeded(7):
        made = World(template, tmp_path)
        yield made
        made.close()


@pytest.mark.nightly
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_without_this_rule_something_is_lost(rule: Rule, world: World, nightly: bool, monkeypatch: Patch) -> None:
    if rule.nightly and not nightly:
        pytest.skip("in the long run of the night")
    with monkeypatch.context() as patch:
        rule.switch_off(patch)
        with pytest.raises(AssertionError):
            rule.course(world)


@pytest.mark.nightly
@pytest.mark.parametrize(
    "course",
    [course for place, course in enumerate(COURSES) if course not in COURSES[:place]],
    ids=lambda course: course.__name__.strip("_"),
)
def test_with_all_rules_the_same_course_ends_well(course: Callable[[World], None], world: World, nightly: bool) -> None:
    if not nightly and course not in {rule.course for rule in RULES if not rule.nightly}:
        pytest.skip("in the long run of the night")
    course(world)
