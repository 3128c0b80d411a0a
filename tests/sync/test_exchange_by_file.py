"""Places without a line: events go out on a stick, answers come back, twice, late, torn or forged. Nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from office_fixtures import KEY, Clock, house_at
from server_places import ServerPlaces
from sqlalchemy import URL, text
from sync_desk import Centre, Counter, centre_at

from app.domain.errors import EnvironmentProblem, UserError
from app.protocol.exchange_files import (
    MAX_FILE,
    Answered,
    ChainAnswer,
    FileKeys,
    FileKind,
    Outgoing,
    piece_in,
    read_head,
    seal,
    unseal,
)
from app.protocol.messages import Bring, Stored, decode
from app.server import devices, levels
from app.server.authentication import utc_now
from app.server.database import Database as ServerDatabase
from app.server.exchange import TakenIn, take_in
from app.server.exchange_keys import keys_of
from app.server.refusals import Refused
from app.services import exchange_files
from app.services.enrolment import join_server
from app.services.exchange_files import Exported, export_file, import_answer
from app.storage import identities, inventory, outgoing
from app.storage.database import Database
from app.storage.migrating import migrate
from app.storage.rebuilding import rebuild
from app.storage.rows import run
from app.storage.server_place import change_server, load_server
from app.sync import files
from app.sync.comparing_by_file import next_question
from app.sync.files import Taken


def later(counter: Counter) -> None:
    """Let time go on: files are named by the second."""
    counter.house.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]


class Stick:
    """A USB stick that is carried between a counter and the centre."""

    def __init__(self, folder: Path, centre: Centre) -> None:
        self.folder, self.centre = folder, centre
        self.answers = 0

    def export(self, counter: Counter) -> Exported:
        return export_file(counter.house, counter.key, self.folder)

    def at_the_centre(self, file: Path, *, stopped_too: bool = False) -> TakenIn:
        return take_in(self.centre.database, file.read_bytes(), utc_now(), stopped_too=stopped_too)

    def put(self, taken: TakenIn) -> Path:
        self.answers += 1
        path = self.folder / f"answer-{self.answers}.qxf"
        path.write_bytes(taken.answer)
        return path

    def round_trip(self, counter: Counter) -> Taken:
        return import_answer(counter.house, counter.key, self.put(self.at_the_centre(self.export(counter).path)))


@dataclass(frozen=True)
class Joined:
    """A server and two counters that have joined, made once and copied."""

    folder: Path
    server: URL
    keys: tuple[Ed25519PrivateKey, Ed25519PrivateKey]


@pytest.fixture(scope="module")
def template(founded: Path, places: ServerPlaces, tmp_path_factory: pytest.TempPathFactory) -> Joined:
    folder = tmp_path_factory.mktemp("joined")
    made = Joined(folder / "pcs", places.new(folder), (Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()))
    with centre_at(folder, made.server) as centre:
        for name, key in zip("ab", made.keys, strict=True):
            (made.folder / name / "marks").mkdir(parents=True)
            if name == "a":
                shutil.copyfile(founded / "quay.db", made.folder / "a" / "quay.db")
            else:
                migrate(made.folder / "b" / "quay.db", KEY, folder / "before.db")
            counter = Counter(house_at(made.folder / name, Clock()), key)
            join_server(counter.house, counter.clerk if name == "a" else None, key, centre.address, centre.code())
            counter.exchange()
            counter.close()
    return made


@pytest.fixture
def centre(template: Joined, places: ServerPlaces, tmp_path: Path) -> Iterator[Centre]:
    """Give the server, which no line leads to until it is started."""
    with closing(ServerDatabase(places.copy(template.server, tmp_path))) as database:
        database.must_be_migrated()
        made = Centre(database, tmp_path)
        yield made
        made.stop()


@pytest.fixture
def stick(tmp_path: Path, centre: Centre) -> Stick:
    folder = tmp_path / "stick"
    folder.mkdir()
    return Stick(folder, centre)


@pytest.fixture
def cut_off(centre: Centre, tmp_path: Path, template: Joined) -> Iterator[tuple[Counter, Counter]]:
    """Both counters have joined; now there is no line any more."""
    shutil.copytree(template.folder, tmp_path, dirs_exist_ok=True)
    a, b = (Counter(house_at(tmp_path / name, Clock()), key) for name, key in zip("ab", template.keys, strict=True))
    yield a, b
    a.close()
    b.close()


def test_two_counters_without_a_line_see_each_others_dossiers(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    for name in ("Nguyễn Văn An", "Trần Thị Bình"):
        a.receive(name)
    b.receive("Lý Thị Út")
    exported = stick.export(a)
    assert exported.events == a.waiting() > 0  # nothing counts as sent before the answer says so
    first = stick.round_trip(a)
    assert (first.confirmed, a.waiting()) == (exported.events, 0)
    assert stick.round_trip(b).received > 0
    assert stick.round_trip(a).received > 0
    assert a.shown() == b.shown()
    assert len(a.names()) == 3


@pytest.mark.parametrize("code", ["DB-FULL", "DB-RO"])
def test_a_disk_that_takes_nothing_more_still_gives_all_there_is_to_the_stick(
    cut_off: tuple[Counter, Counter], stick: Stick, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    a, _ = cut_off
    a.receive("Nguyễn Văn An")

    def refuse(_database: Database) -> None:
        raise EnvironmentProblem("Ổ đĩa đầy, chưa lưu được.", "", code)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "write", refuse)
        assert stick.export(a).events == a.waiting() > 0


def test_a_file_and_its_answer_may_come_again_and_in_any_order(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    a.receive("Nguyễn Văn An")
    early = stick.export(a).path
    old = stick.at_the_centre(early)
    assert old.events > 0
    a.receive("Trần Thị Bình")
    later(a)
    late = stick.export(a).path
    assert late != early
    taken = stick.at_the_centre(late)
    assert taken.events > 0
    assert stick.at_the_centre(early).events == stick.at_the_centre(late).events == 0
    import_answer(a.house, a.key, stick.put(taken))
    assert a.waiting() == 0
    confirmed = a.rows("SELECT confirmed_seq FROM own_device")
    for again in (old, taken, old):
        said = import_answer(a.house, a.key, stick.put(again))
        assert (said.confirmed, said.received) == (0, 0)
        assert a.rows("SELECT confirmed_seq FROM own_device") == confirmed
    stick.round_trip(b)
    assert a.shown() == b.shown()


def test_a_page_that_does_not_go_on_from_the_cursor_is_not_kept(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    a.receive("Nguyễn Văn An")
    stick.round_trip(a)
    answer = stick.put(stick.at_the_centre(stick.export(b).path))
    [(feed, position)] = b.rows("SELECT feed, position FROM feed_cursors WHERE feed LIKE 'office:%'")
    with b.house.db.write() as session:  # what came between was lost: a copy of earlier was put back
        run(session, "UPDATE feed_cursors SET position = ? WHERE feed = ?", position - 3, feed)
    import_answer(b.house, b.key, answer)
    assert b.rows(f"SELECT position FROM feed_cursors WHERE feed = '{feed}'") == [(position - 3,)]
    stick.round_trip(b)
    assert a.shown() == b.shown()


def test_the_line_and_files_may_be_mixed(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    stick.centre.start()
    for counter in (a, b):
        counter.point_to(stick.centre.address)
    a.receive("Nguyễn Văn An")
    file = stick.export(a).path
    answer = stick.put(stick.at_the_centre(file))
    a.receive("Trần Thị Bình")
    a.exchange()  # the line is back before the answer is
    b.exchange()
    said = import_answer(a.house, a.key, answer)
    assert (said.confirmed, said.received, a.waiting()) == (0, 0, 0)
    a.exchange()
    assert a.shown() == b.shown()


def test_the_answer_of_another_counter_is_refused(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    a.receive()
    answer = stick.put(stick.at_the_centre(stick.export(a).path))
    with pytest.raises(UserError, match="không phải tệp trả lời cho máy này"):
        import_answer(b.house, b.key, answer)
    with pytest.raises(UserError, match="không phải tệp trả lời cho máy này"):  # what goes out is no answer
        import_answer(a.house, a.key, stick.export(a).path)


HARMS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "torn": (lambda data: data[:-1], "bị cụt"),
    "half": (lambda data: data[: len(data) // 2], "bị cụt"),
    "longer": (lambda data: data + b"\0", "bị cụt"),
    "empty": (lambda data: b"", "bị cụt"),
    "flipped": (lambda data: data[:-200] + bytes([data[-200] ^ 1]) + data[-199:], "đã bị sửa"),
    "another signature": (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "đã bị sửa"),
    "foreign": (lambda data: b"PK\3\4" + data, "không phải tệp trao đổi"),
}


def test_a_damaged_or_forged_answer_changes_nothing(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, _ = cut_off
    a.receive()
    waiting, shown = a.waiting(), a.shown()
    answer = stick.put(stick.at_the_centre(stick.export(a).path))
    good = answer.read_bytes()
    for harm, told in HARMS.values():
        answer.write_bytes(harm(good))
        with pytest.raises(UserError, match=told):
            import_answer(a.house, a.key, answer)
    real = read_head(good)
    stranger = FileKeys.of_server(b"\7" * 32)
    [(seq, link)] = a.rows("SELECT last_seq, last_hash FROM own_device")
    lie = Answered(bytes(32), utc_now(), chains=(ChainAnswer(real.device_id, Stored(seq, link, "e", utc_now())),))
    forged = seal(FileKind.ANSWER, real.device_id, stranger, real.sealed_for, utc_now(), [lie])
    answer.write_bytes(forged)
    with pytest.raises(UserError, match="không phải do máy chủ của cơ quan"):
        import_answer(a.house, a.key, answer)
    with answer.open("wb") as huge:
        huge.truncate(MAX_FILE + 1)
    with pytest.raises(UserError, match="quá lớn"):
        import_answer(a.house, a.key, answer)
    assert (a.waiting(), a.shown()) == (waiting, shown)


def test_only_the_server_reads_what_goes_out(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    a.receive("Nguyễn Thị Kín Đáo")
    data = stick.export(a).path.read_bytes()
    assert "Kín Đáo".encode() not in data
    for key in (a.key, b.key):
        with pytest.raises(ValueError, match="misdirected"):
            list(unseal(data, FileKeys.of_device(key)))


def test_a_stopped_pc_still_exports_and_the_administrator_decides(
    cut_off: tuple[Counter, Counter], stick: Stick
) -> None:
    a, b = cut_off
    a.receive("Nguyễn Văn An")
    [(device_id,)] = a.rows("SELECT device_id FROM own_device")
    with stick.centre.database.write() as connection:
        devices.revoke(connection, device_id, utc_now())
    file = stick.export(a).path
    with pytest.raises(Refused, match="revoked"):
        stick.at_the_centre(file)
    taken = stick.at_the_centre(file, stopped_too=True)
    assert taken.events > 0
    said = import_answer(a.house, a.key, stick.put(taken))
    assert (said.received, a.waiting()) == (0, 0)  # it may give, not take
    stick.round_trip(b)
    assert "Nguyễn Văn An" in b.names()


def test_a_restored_pc_makes_its_new_identity_known_by_file(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    a.receive("Nguyễn Văn An")
    with a.house.db.write() as session:
        identities.become_another(session)
    a.receive("Trần Thị Bình")
    stick.round_trip(a)
    assert a.waiting() == 0
    stick.round_trip(b)
    assert a.shown() == b.shown()
    assert stick.round_trip(a).confirmed == 0


def test_a_clone_that_went_on_takes_a_new_identity_by_file(
    cut_off: tuple[Counter, Counter], stick: Stick, expected_log: Callable[[str], None]
) -> None:
    a, b = cut_off
    expected_log("forked at")
    [(device_id, seq, link)] = a.rows("SELECT device_id, last_seq, last_hash FROM own_device")
    a.receive("Nguyễn Văn An")
    early = stick.export(a).path
    taken = stick.at_the_centre(early)
    with a.house.db.write() as session:  # the disk is set back behind the program's back
        run(session, "DELETE FROM envelopes WHERE device_id = ? AND device_seq > ?", device_id, seq)
        run(session, "UPDATE own_device SET last_seq = ?, last_hash = ?", seq, link)
    assert taken.events > 0
    later(a)
    a.receive("Trần Thị Bình")
    stick.round_trip(a)  # a fork: it takes a new identity
    stick.round_trip(a)  # and makes it known, for which it gets a lane of its own
    assert a.rows("SELECT lanes FROM own_device") == [("2",)]
    assert a.waiting() == 0
    stick.round_trip(b)
    stick.round_trip(a)
    assert a.names() == b.names() == ["Nguyễn Văn An", "Trần Thị Bình"]


def test_what_does_not_fit_goes_with_the_next_file(
    cut_off: tuple[Counter, Counter], stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(*given: object) -> files.Outgone:
        return files.make_outgoing(*given, full=2000)  # type: ignore[arg-type,misc]

    monkeypatch.setattr(exchange_files, "make_outgoing", small)
    monkeypatch.setattr("app.storage.outgoing.piece", partial(outgoing.piece, limit=1))
    a, _ = cut_off
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lý Thị Út"):
        a.receive(name)
    before = a.waiting()
    trips = 0
    while a.waiting():
        exported = stick.export(a)
        assert exported.events + exported.more == a.waiting()
        stick.round_trip(a)
        trips += 1
        assert trips < 20
        later(a)
    assert 1 < trips <= before


def test_the_daily_comparison_goes_by_file_and_heals_both_sides(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    a, b = cut_off
    for name in ("Nguyễn Văn An", "Trần Thị Bình"):
        a.receive(name)
    for counter in (a, b):
        stick.round_trip(counter)
    received = "SELECT event_id FROM events WHERE type = 'dossier.received' ORDER BY position"
    [(here,), (there,)] = b.rows(received)
    with b.house.db.write() as session:
        for table in ("envelopes", "personal_parts", "events"):
            run(session, f"DELETE FROM {table} WHERE event_id = ?", here)
        rebuild(session)
    with stick.centre.database.write() as connection:
        place = "(device_id, device_seq) IN (SELECT device_id, device_seq FROM events WHERE event_id = :it)"
        for table in ("feed_positions", "events"):
            connection.execute(text(f"DELETE FROM {table} WHERE {place}"), {"it": there})
    later(b)
    stick.round_trip(b)
    assert b.names() == ["Trần Thị Bình"], "cursors know nothing of it, and a day has not passed"
    _compare_again(b)
    for brings in (0, 0, 1, 0):  # sums, ids, what the server lacks and the sums again, the ids of what came with it
        first, *rest = _messages(stick, stick.export(b).path)
        assert decode(first, Outgoing).digest is not None
        assert [len(piece.events) for piece in map(piece_in, rest) if isinstance(piece, Bring)] == [1] * brings
        later(b)
        stick.round_trip(b)
        later(b)
    assert b.names() == ["Nguyễn Văn An", "Trần Thị Bình"]
    with stick.centre.database.read() as connection:
        query = "SELECT count(*) FROM feed_positions JOIN events USING (province_id, device_id, device_seq)"
        counted = connection.execute(text(f"{query} WHERE event_id = :it"), {"it": there}).scalar_one()
    assert counted == 1
    [first, *_] = _messages(stick, stick.export(b).path)
    assert decode(first, Outgoing).digest is None, "until tomorrow"


def test_what_may_be_written_is_heard_by_file_and_an_old_answer_takes_nothing_back(
    cut_off: tuple[Counter, Counter], stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = cut_off
    monkeypatch.setattr("app.domain.levels.READ", 2)
    for module in ("files", "comparing_by_file"):
        monkeypatch.setattr(f"app.sync.{module}.LEVEL", 2)
    with a.house.db.write() as session:
        identities.become_another(session)
    late = stick.put(stick.at_the_centre(stick.export(a).path))
    _compare_again(b)
    stick.round_trip(b)
    with stick.centre.database.write() as connection:  # what both read was noted
        levels.raise_to(connection, "96", 2, utc_now())
    for counter in (a, b):
        later(counter)
        _compare_again(counter)
        file = stick.export(counter).path.read_bytes()
        taken = take_in(stick.centre.database, file, utc_now() + timedelta(hours=1))
        import_answer(counter.house, counter.key, stick.put(taken))
        assert _level(counter) == 2
    assert import_answer(a.house, a.key, late).is_old
    assert _level(a) == 2


def _compare_again(counter: Counter) -> None:
    """As after a day."""
    with counter.house.db.write() as session:
        change_server(session, compared_at=None)


def _level(counter: Counter) -> int:
    with counter.house.db.read() as session:
        place = load_server(session)
    assert place is not None
    return place.level


def test_all_that_a_server_lost_comes_back_with_one_file_as_far_as_there_is_room(
    cut_off: tuple[Counter, Counter], stick: Stick, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "BROUGHT_BYTES", 1)  # an event is a piece
    _, b = cut_off
    stick.round_trip(b)
    ids = "SELECT event_id FROM events WHERE subject_kind <> 'access'"
    here = {event_id for (event_id,) in b.rows(ids)}
    with stick.centre.database.write() as connection:
        for table in ("feed_positions", "events", "subjects"):
            connection.execute(text(f"DELETE FROM {table}"))
    with b.house.db.write() as session:
        change_server(session, compared_at=None)
    for _ in range(2):
        later(b)
        stick.round_trip(b)
    with b.house.db.read() as session:
        place = load_server(session)
    assert place is not None
    assert len(next_question(b.house.db, place, b.house.clock(), 1).lost) == 1, "cut where the file is full"
    later(b)
    stick.round_trip(b)
    with stick.centre.database.read() as connection:
        assert {event_id for (event_id,) in connection.execute(text(ids))} >= here
    later(b)
    assert decode(_messages(stick, stick.export(b).path)[0], Outgoing).digest is None, "until tomorrow"


def _messages(stick: Stick, file: Path) -> list[bytes]:
    return list(unseal(file.read_bytes(), keys_of(stick.centre.database)))


def test_a_pc_that_never_joined_says_so(counters: Callable[..., Counter], stick: Stick) -> None:
    with pytest.raises(UserError, match="chưa nối máy chủ lần nào"):
        stick.export(counters("alone", alone=True))


def test_nobody_speaks_in_the_name_of_a_pc_whose_key_he_has_not(cut_off: tuple[Counter, Counter], stick: Stick) -> None:
    head = read_head(stick.export(cut_off[0]).path.read_bytes())
    stranger = FileKeys.of_device(Ed25519PrivateKey.generate())
    said = [Outgoing(stranger.public[32:])]
    forged = seal(FileKind.OUTGOING, head.device_id, stranger, head.sealed_for, utc_now(), said)
    with pytest.raises(ValueError, match="forged"):
        take_in(stick.centre.database, forged, utc_now())
