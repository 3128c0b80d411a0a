"""Each rule of the exchange, switched off: what the program would do if nobody had thought of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from app.domain import fold
from app.domain.fold import SET_ASIDE
from app.protocol.canonical import chain_hash
from app.protocol.messages import Page, RefusalCode, Stored
from app.server import acceptance, feeds, levels, pulls, pushes, returns, subjects
from app.server.acceptance import Acceptance
from app.server.database import Database
from app.server.refusals import Refused
from app.server.rights import COUNTS
from app.services import numbers, restoring
from app.storage import event_log, identities, incoming, kept_blobs, projections
from app.storage.identities import Chain
from app.storage.rows import run
from app.storage.server_place import move_cursor
from app.sync import files
from app.sync.backoff import BatchSize
from app.sync.client import Line
from app.sync.comparing import Comparer
from app.sync.reading import Reader
from app.sync.sending import Sender, Sent
from app.sync.troubles import strange

Patch = pytest.MonkeyPatch


def attribute(of: object, name: str) -> Any:
    """Return what a module keeps to itself."""
    return getattr(of, name)


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

    def hopeful(self: Sender, *rest: Any) -> Any:
        [chain] = [one for one in rest if isinstance(one, Chain)]
        self._confirm(chain, chain.last_seq)
        return kept(self, *rest)

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
    digests_set_cursors_back(patch)


def a_copied_disk_gets_a_lane(patch: Patch) -> None:
    """A copy of a PC goes on in the lanes of the original."""
    patch.setattr("app.storage.identities.keep_lanes", lambda *_: None)


def a_grown_fork_is_seen(patch: Patch) -> None:
    """A PC that is told of a fork thinks somebody else speaks, and waits."""

    def wait(*_: Any) -> Any:
        raise strange()

    patch.setattr(Sender, "_part", wait)


def the_same_push_again_changes_nothing(patch: Patch) -> None:
    """The server stores whatever is sent, also what it has."""
    kept = attribute(pushes, "_store")

    def again(connection: Any, chain: Any, sent: Any, arrived: Any, *rest: Any) -> Any:
        if arrived and arrived[0].wire.device_seq <= chain.last_seq:
            acceptance.accept(connection, chain, arrived, rest[-1])
        return kept(connection, chain, sent, arrived, *rest)

    patch.setattr(pushes, "_store", again)


def a_gap_is_asked_for(patch: Patch) -> None:
    """The server stores what comes, whatever is missing before it."""
    digests_heal_for_others(patch)
    kept = attribute(pushes, "_store")

    def across(connection: Any, chain: Any, sent: Any, arrived: Any, epoch: str, now: Any) -> Any:
        first = arrived[0].wire.device_seq if arrived else sent.head.seq + 1
        if first > chain.last_seq + 1 and not arrived:
            return Stored(sent.head.seq, sent.head.hash, epoch, now)
        if first > chain.last_seq + 1:
            chain = replace(chain, last_seq=first - 1, last_hash=arrived[0].wire.prev_hash)
        return kept(connection, chain, sent, arrived, epoch, now)

    patch.setattr(pushes, "_store", across)


def links_are_compared(patch: Patch) -> None:
    """The server takes a number that it has for the event that it has."""
    digests_heal_for_others(patch)
    patch.setattr(pushes, "_fork", lambda *_: 0)
    patch.setattr(Sender, "_is_ours", lambda *_: True)


def a_copy_writes_into_no_chain_of_ours(patch: Patch) -> None:
    """What a copy of a PC wrote takes the places in the chain of whoever reads it."""
    kept = attribute(incoming, "_take")
    patch.setattr(incoming, "_take", lambda session, wire, **_: kept(session, wire, is_of_a_copy=False))


def who_is_behind_is_a_copy(patch: Patch) -> None:
    """A PC of whose chain the server knows more than it does goes on in it."""
    patch.setattr(Sender, "_grow_apart", lambda _self, _chain, answer: Sent(0, answer.epoch))


def lost_bytes_are_a_gap(patch: Patch) -> None:
    """What stands upon damaged bytes waits for them."""
    patch.setattr(fold, "_gaps", lambda _events: {})


def sound_copies_are_brought(patch: Patch) -> None:
    """What came damaged stays so."""
    digests_heal_for_others(patch)
    patch.setattr(Comparer, "bring_sound", lambda *_: None)


def nobody_but_the_server_judges(patch: Patch) -> None:
    """A verdict counts, whoever wrote it."""
    kept = attribute(acceptance, "judge")

    def anybody(event: Any, *rest: Any, **more: Any) -> Any:
        return COUNTS if event.type == SET_ASIDE else kept(event, *rest, **more)

    patch.setattr(acceptance, "judge", anybody)


def writing_earns_no_history(patch: Patch) -> None:
    """Whatever an office writes counts."""
    patch.setattr(acceptance, "judge", lambda *_, **__: COUNTS)


def what_came_early_is_admitted(patch: Patch) -> None:
    """What was set aside stays aside, also after the hand-over."""
    patch.setattr(Acceptance, "_admit", lambda *_: None)


def digests_bring_back(patch: Patch) -> None:
    """A PC hears what the server lacks, and keeps it to itself."""
    patch.setattr(Comparer, "_bring", lambda *_: 0)


def digests_set_cursors_back(patch: Patch) -> None:
    """A PC hears that something in its feeds is not here, and goes on."""
    for module in ("comparing", "comparing_by_file"):
        patch.setattr(f"app.sync.{module}.set_back", lambda *_: False)


def what_is_here_is_not_brought_again(patch: Patch) -> None:
    """The server takes what is brought back for new."""
    patch.setattr(returns, "_same", lambda *_: None)
    an_event_issued_again_counts_once(patch)


def a_cursor_of_another_epoch_reads_again(patch: Patch) -> None:
    """The server goes on from any cursor."""
    digests_heal_for_others(patch)
    kept = pulls.pull

    def whatever(connection: Any, reader: Any, feed: str, _epoch: str, after: int, *rest: Any, **more: Any) -> Any:
        head = feeds.head_of(connection, reader.province_id, feed) or 0
        return kept(connection, reader, feed, more["epoch"], min(after, head), *rest, **more)

    patch.setattr(pulls, "pull", whatever)
    patch.setattr("app.sync.reading._check", lambda *_: None)


def an_event_and_its_place_are_one_transaction(patch: Patch) -> None:
    """Events are stored at once, their places in the feeds a little later. (The comparison would notice.)"""
    digests_heal_for_others(patch)
    kept = feeds.append
    later: list[Any] = []

    def behind(connection: Any, province_id: str, news: Any) -> None:
        if later:
            kept(connection, province_id, later.pop())
        later.append(news)

    patch.setattr(feeds, "append", behind)


def nobody_acts_upon_what_he_cannot_read(patch: Patch) -> None:
    """A program writes what it can, upon whatever there is."""
    patch.setattr(event_log, "_must_understand", lambda *_: None)


def a_level_waits_for_all(patch: Patch) -> None:
    """The administrator raises the level without being told who lags behind."""
    patch.setattr(levels, "readers", lambda *_: [])


def an_update_folds_again(patch: Patch) -> None:
    """A newer program shows what the older one had made of it."""
    patch.setattr("exchange_desk.refold_after_update", lambda _house: 0)


def a_file_promises_nothing(patch: Patch) -> None:
    """What is in a file counts as arrived."""
    kept = files.make_outgoing

    def hopeful(db: Any, *rest: Any) -> Any:
        made = kept(db, *rest)
        with db.write() as session:
            run(session, "UPDATE own_device SET confirmed_seq = last_seq")
        return made

    patch.setattr("app.services.exchange_files.make_outgoing", hopeful)


def a_page_goes_on_from_the_cursor(patch: Patch) -> None:
    """Whatever pages an answer brings are kept."""
    kept = files.AnswerLine.pull

    def anyhow(self: Any, feed: str, epoch: str, after: int, limit: int, *, ids: bool = False) -> Any:
        for page in attribute(self, "_pages").get(feed, ()):
            if isinstance(page.answer, Page) and after < page.answer.upto and not ids:
                return attribute(files, "_rest")(page.answer, after, ids=False)
        return kept(self, feed, epoch, after, limit, ids=ids)

    patch.setattr(files.AnswerLine, "pull", anyhow)


def scans_are_doubted_in_a_new_epoch(patch: Patch) -> None:
    """A scan that was confirmed is never sent again."""
    patch.setattr(kept_blobs, "doubt", lambda _session: None)


def a_pc_signs_by_the_servers_clock(patch: Patch) -> None:
    """A PC signs by its own clock."""
    patch.setattr(Line, "ahead", property(lambda _line: 0, lambda _line, _ahead: None), raising=False)


def earlier_identities_are_named(patch: Patch) -> None:
    """A PC names only who it was first."""
    kept = Line.enrol
    patch.setattr(Line, "enrol", lambda self, asked: kept(self, structs.replace(asked, formerly=asked.formerly[:1])))


def a_push_too_large_is_halved(patch: Patch) -> None:
    """A push that can't be taken is given up."""

    def give_up(_size: BatchSize) -> BatchSize:
        raise strange()

    patch.setattr(BatchSize, "smaller", give_up)


def fitness_is_what_the_writer_saw(patch: Patch) -> None:
    """Whether an event fits is judged upon everything before it in the order."""
    kept = attribute(fold, "_Folding").register
    patch.setattr(attribute(fold, "_Folding"), "register", lambda self, name, mask: kept(self, name, self.everything))


def doubled_codes_are_flagged(patch: Patch) -> None:
    """Nobody looks whether another dossier bears the code too."""
    patch.setattr(projections, "_doubled_code", lambda *_: "")
