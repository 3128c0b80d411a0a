"""Fetching a newer version: real HTTP on this PC, a stick, whatever breaks on the way, and what came of it."""

from __future__ import annotations

import hashlib
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from release_desk import KNOWN, SETUP, Shop, put, release, shop

from app.domain.errors import Explained
from app.domain.updates import MANIFEST_NAME, Manifest
from app.services.installed_version import InstalledVersion
from app.services.update_sources import Address, Folder, Source, check_address
from app.services.updates import ATTEMPTS, News, Outcome, Updates

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
NAME = "QuayMotCua-0.2.0-setup.exe"


@pytest.fixture
def web() -> Iterator[Shop]:
    with shop() as opened:
        opened.offer()
        yield opened


class Clock:
    """A clock that somebody sets."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pc(tmp_path: Path, clock: Clock) -> Updates:
    """A PC with version 0.1.0, installed by the setup."""
    place = tmp_path / "Programs/versions/0.1.0"
    place.mkdir(parents=True)
    return Updates(tmp_path / "updates", KNOWN, "0.1.0", clock, InstalledVersion(place), chance=random.Random(7))


def later(pc: Updates, version: str) -> Updates:
    """The next start, with another version."""
    assert pc.place.folder is not None
    place = pc.place.folder.with_name(version)
    place.mkdir(exist_ok=True)
    return Updates(pc.folder, pc.keys, version, pc.clock, InstalledVersion(place), pc.start, pc.chance)


def bring(pc: Updates, source: Source, **how: Callable[..., object]) -> Manifest | None:
    found = pc.look(source, asked=True)
    assert found is not None
    return pc.fetch(source, found, **how)  # type: ignore[arg-type]


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Explained) as told:
        work()
    assert told.value.sentence
    assert told.value.advice
    return told.value.code


def parts(pc: Updates) -> list[int]:
    return [path.stat().st_size for path in pc.folder.glob("*.part")]


def holds_release(pc: Updates) -> bool:
    names = {path.name for path in pc.folder.iterdir()} - {"memory.json"}
    return names == {NAME, MANIFEST_NAME} and (pc.folder / NAME).read_bytes() == SETUP


# -- over the network


def test_newer_version_is_fetched_and_waits(pc: Updates, web: Shop) -> None:
    far: list[tuple[int, int]] = []
    assert bring(pc, Address(web.url), progress=lambda *told: far.append(told)) == pc.waiting()
    assert holds_release(pc)
    assert far[0] == (0, len(SETUP))
    assert far[-1] == (len(SETUP), len(SETUP))
    bring(pc, Address(web.url))
    assert web.setups_asked() == [""], "what is here is not fetched again"


def test_address_may_name_the_manifest_or_its_folder(pc: Updates, web: Shop) -> None:
    for url in (web.url, f"{web.url}/", f"  {web.url}/{MANIFEST_NAME} "):
        assert pc.look(Address(url), asked=True) is not None


def test_broken_line_goes_on_where_it_broke(pc: Updates, web: Shop) -> None:
    web.drop_after, web.drops = 300_000, 2
    assert bring(pc, Address(web.url)) is not None
    assert web.setups_asked() == ["", "bytes=300000-", "bytes=600000-"]
    assert holds_release(pc)


def test_server_without_ranges_starts_again(pc: Updates, web: Shop) -> None:
    web.ranges, web.drop_after, web.drops = False, 300_000, 1
    assert bring(pc, Address(web.url)) is not None
    assert web.setups_asked() == ["", "bytes=300000-"]
    assert holds_release(pc)


def test_line_that_gives_nothing_is_left_in_words_and_the_part_kept(pc: Updates, web: Shop) -> None:
    web.drop_after, web.drops = 300_000, 1
    answers = iter([False])
    assert bring(pc, Address(web.url), cancelled=lambda: next(answers, True)) is None
    web.drop_after, web.drops = 0, 99
    with pytest.raises(Explained, match=r"mới nhận \d/1 MB") as told:
        bring(pc, Address(web.url))
    assert told.value.code == "UPD-BROKEN"
    assert len(parts(pc)) == 1
    web.drops = 0
    assert bring(pc, Address(web.url)) is not None


def test_cancelled_part_is_kept_and_continued(pc: Updates, web: Shop) -> None:
    far: list[int] = []
    stop = bring(pc, Address(web.url), progress=lambda done, _all: far.append(done), cancelled=lambda: len(far) > 2)
    assert stop is None
    assert pc.waiting() is None
    [kept] = parts(pc)
    assert kept
    assert bring(pc, Address(web.url)) is not None
    assert web.setups_asked() == ["", f"bytes={kept}-"]


def test_killed_program_goes_on_at_its_next_start(pc: Updates, web: Shop) -> None:
    web.held.clear()
    code = (
        "import sys, datetime; from pathlib import Path\n"
        "from app.services.updates import Updates; from app.services.update_sources import Address\n"
        "from app.services.installed_version import InstalledVersion\n"
        "folder, key, url = sys.argv[1:]\n"
        "pc = Updates(Path(folder), {'test': bytes.fromhex(key)}, '0.1.0', lambda: None, InstalledVersion(None))\n"
        "pc.fetch(Address(url), pc.look(Address(url), asked=True),"
        " lambda done, _all: print(done, flush=True) if done > 400_000 else None)\n"
    )
    command = [sys.executable, "-c", code, str(pc.folder), KNOWN["test"].hex(), web.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline()
        other.send_signal(signal.SIGKILL)
    web.held.set()
    [kept] = parts(pc)
    assert bring(pc, Address(web.url)) is not None
    assert web.setups_asked() == ["", f"bytes={kept}-"]
    assert holds_release(pc)


def test_file_changed_between_two_parts_is_fetched_whole_once_more(pc: Updates, web: Shop) -> None:
    old = bytes(len(SETUP))
    pc.folder.mkdir()
    (pc.folder / f"{hashlib.sha256(SETUP).hexdigest()[:16]}.part").write_bytes(old[:500_000])
    assert bring(pc, Address(web.url)) is not None
    assert web.setups_asked() == ["bytes=500000-", ""]
    assert holds_release(pc)


@pytest.mark.parametrize("other", [SETUP[:-1], SETUP + b"!", bytes(len(SETUP)), b""], ids=["cut", "long", "other", "0"])
def test_another_file_than_the_signed_one_is_refused(pc: Updates, web: Shop, other: bytes) -> None:
    web.files[f"/{NAME}"] = other
    code = refused(lambda: bring(pc, Address(web.url)))
    assert code == ("UPD-BROKEN" if len(other) < len(SETUP) else "UPD-FILE")
    assert pc.waiting() is None
    assert not (pc.folder / NAME).exists()


@pytest.mark.parametrize("length", [600_000, 10_000_000])
def test_server_that_lies_about_the_length_does_no_harm(pc: Updates, web: Shop, length: int) -> None:
    web.told_length = length
    assert bring(pc, Address(web.url)) is not None
    assert holds_release(pc)


@settings(max_examples=25)
@given(place=st.integers(0, len(SETUP) - 1), other=st.integers(1, 255))
def test_no_byte_of_the_setup_can_be_changed(tmp_path_factory: pytest.TempPathFactory, place: int, other: int) -> None:
    folder = tmp_path_factory.mktemp("tampered")
    stick = Folder.chosen(put(folder / "stick"))
    damaged = bytearray(SETUP)
    damaged[place] ^= other
    (stick.path / NAME).write_bytes(damaged)
    pc = Updates(folder / "updates", KNOWN, "0.1.0", Clock(), InstalledVersion(None))
    assert refused(lambda: bring(pc, stick)) == "UPD-FILE"
    assert not list(pc.folder.glob("*"))


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_error_of_the_server_is_told(pc: Updates, web: Shop, status: int) -> None:
    web.status = status
    with pytest.raises(Explained, match=f"trả lời lỗi {status}"):
        pc.look(Address(web.url), asked=True)


def test_page_of_a_public_network_is_no_manifest(pc: Updates, web: Shop) -> None:
    web.files[f"/{MANIFEST_NAME}"] = b"<html>Please sign in</html>"
    assert refused(lambda: pc.look(Address(web.url), asked=True)) == "UPD-FORMAT"


def test_server_may_not_pass_us_on_to_another_one(pc: Updates, web: Shop) -> None:
    with shop() as other:
        other.offer()
        web.redirect[f"/{MANIFEST_NAME}"] = f"{other.url}/{MANIFEST_NAME}"
        assert refused(lambda: pc.look(Address(web.url), asked=True)) == "UPD-REDIRECT"
        assert other.asked == []


def test_server_may_move_a_file_in_itself(pc: Updates, web: Shop) -> None:
    web.redirect[f"/{MANIFEST_NAME}"] = "/new/m.json"
    web.files["/new/m.json"] = web.files[f"/{MANIFEST_NAME}"]
    assert pc.look(Address(web.url), asked=True) is not None
    web.redirect["/new/m.json"] = f"/{MANIFEST_NAME}"  # for ever
    assert refused(lambda: pc.look(Address(web.url), asked=True)) == "UPD-HTTP"


def test_nobody_there(pc: Updates, web: Shop) -> None:
    with shop() as gone:
        url = gone.url
    assert refused(lambda: pc.look(Address(url), asked=True)) == "UPD-NETWORK"


def test_endless_manifest_is_not_read_to_its_end(pc: Updates, web: Shop) -> None:
    web.files[f"/{MANIFEST_NAME}"] = b" " * 5_000_000
    assert refused(lambda: pc.look(Address(web.url), asked=True)) == "UPD-FORMAT"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://a b/",
        "https://me:pw@example.org/",
        "https://example.org/?x=1",
        "file:///etc/passwd",
        "https://[bad/",
        "https://example.org:port/",
        "cap-nhat.vn",
    ],
)
def test_addresses_that_are_not_asked(text: str) -> None:
    assert refused(lambda: check_address(text)) == "UPD-ADDRESS"


@pytest.mark.parametrize(
    "text", ["https://example.org/quay", "http://localhost:8000/", "http://[::1]:8/", " https://a.vn "]
)
def test_addresses_that_are_asked(text: str) -> None:
    assert check_address(text) == text.strip()


# -- from a stick


def test_stick_by_folder_manifest_or_setup(pc: Updates, tmp_path: Path) -> None:
    manifest = put(tmp_path / "thẻ nhớ")
    for chosen in (manifest, manifest.parent, manifest.with_name(NAME)):
        pc.decline()
        assert bring(pc, Folder.chosen(chosen)) is not None
        assert holds_release(pc)


def test_stick_without_one_of_the_two_files(pc: Updates, tmp_path: Path) -> None:
    manifest = put(tmp_path / "stick")
    (manifest.parent / NAME).unlink()
    with pytest.raises(Explained, match="Không đọc được tệp QuayMotCua"):
        bring(pc, Folder.chosen(manifest))
    manifest.unlink()
    assert refused(lambda: pc.look(Folder.chosen(manifest), asked=True)) == "UPD-FOLDER"


def test_half_a_setup_on_the_stick(pc: Updates, tmp_path: Path) -> None:
    manifest = put(tmp_path / "stick")
    (manifest.parent / NAME).write_bytes(SETUP[:1000])
    assert refused(lambda: bring(pc, Folder.chosen(manifest))) == "UPD-BROKEN"


@pytest.mark.parametrize(("version", "code"), [("0.0.9", "UPD-OLDER"), ("0.1.0", "")])
def test_older_is_refused_and_the_same_is_no_news(pc: Updates, tmp_path: Path, version: str, code: str) -> None:
    stick = Folder.chosen(put(tmp_path / "stick", version))
    if code:
        assert refused(lambda: pc.look(stick, asked=True)) == code
    else:
        assert pc.look(stick, asked=True) is None


def test_release_of_a_stranger(pc: Updates, tmp_path: Path) -> None:
    stick = Folder.chosen(put(tmp_path / "stick", key=Ed25519PrivateKey.generate()))
    assert refused(lambda: pc.look(stick, asked=True)) == "UPD-SIGNATURE"


def test_newer_release_takes_the_place_of_the_waiting_one(pc: Updates, tmp_path: Path) -> None:
    bring(pc, Folder.chosen(put(tmp_path / "one")))
    bring(pc, Folder.chosen(put(tmp_path / "two", "0.3.0", SETUP[::-1])))
    waits = pc.waiting()
    assert waits is not None
    assert waits.version == "0.3.0"
    assert sorted(path.suffix for path in pc.folder.iterdir()) == [".exe", ".json"]


# -- the disk


def test_full_disk_is_told_and_nothing_is_believed(pc: Updates, tmp_path: Path) -> None:
    stick = Folder.chosen(put(tmp_path / "stick"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, before[1]))
    try:
        with pytest.raises(Explained, match="Ổ đĩa đầy") as told:
            bring(pc, stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told.value.code == "UPD-DISK"
    assert pc.waiting() is None
    assert bring(pc, stick) is not None, "once there is room, it goes on"


def test_room_is_asked_for_before_the_first_byte(pc: Updates, web: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.updates.SPARE", 10**18)
    with pytest.raises(Explained, match="Ổ đĩa đầy"):
        bring(pc, Address(web.url))
    assert web.setups_asked() == []


def test_folder_that_cannot_be_written(pc: Updates, tmp_path: Path) -> None:
    pc.folder.write_text("no folder")
    with pytest.raises(Explained, match="Chưa ghi được bản mới"):
        bring(pc, Folder.chosen(put(tmp_path / "stick")))


# -- installing, and the start after it


@pytest.fixture
def windows(pc: Updates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Updates, list[Path]]:
    """The PC as Windows would have it: a setup can be started; the list tells which were. A release waits."""
    started: list[Path] = []
    monkeypatch.setattr(InstalledVersion, "can_be_replaced", True)
    pc = Updates(
        pc.folder, pc.keys, pc.installed, pc.clock, pc.place, lambda setup, _place: started.append(setup), pc.chance
    )
    bring(pc, Folder.chosen(put(tmp_path / "stick")))
    return pc, started


def test_setup_is_started_when_the_program_closes(windows: tuple[Updates, list[Path]]) -> None:
    pc, started = windows
    assert pc.install()
    assert started == [pc.folder / NAME]
    after = later(pc, "0.2.0")
    assert after.take_stock() == News(Outcome.UPDATED, "0.2.0")
    assert after.take_stock() is not None, "it is told again until somebody saw it"
    after.told()
    assert after.take_stock() is None
    assert [path.name for path in pc.folder.iterdir()] == ["memory.json"], "the setup file is gone"


def test_nothing_is_started_without_a_setup_of_ours(pc: Updates, tmp_path: Path) -> None:
    assert not pc.install()
    bring(pc, Folder.chosen(put(tmp_path / "stick")))
    assert not pc.install()
    assert pc.waiting() is not None


def test_setup_swapped_while_it_waited_is_not_started(
    windows: tuple[Updates, list[Path]], expected_log: Callable[[str], None]
) -> None:
    expected_log("ERROR app.services.updates: the setup file was changed")
    pc, started = windows
    (pc.folder / NAME).write_bytes(SETUP[::-1])
    assert not pc.install()
    assert started == []
    assert pc.waiting() is None
    assert not (pc.folder / NAME).exists()


def test_manifest_swapped_while_it_waited_is_not_believed(windows: tuple[Updates, list[Path]]) -> None:
    pc, started = windows
    evil = b"evil" * 100
    name, raw = release("0.2.0", evil, Ed25519PrivateKey.generate())
    (pc.folder / name).write_bytes(evil)
    (pc.folder / MANIFEST_NAME).write_bytes(raw)
    assert not pc.install()
    assert started == []


def test_version_that_never_came_up_is_told_and_not_taken_again_by_itself(
    windows: tuple[Updates, list[Path]], web: Shop
) -> None:
    pc, _started = windows
    pc.install()
    assert pc.place.folder is not None
    new = pc.place.folder.with_name("0.2.0")
    new.mkdir()
    (new / "tried").write_bytes(b"++")
    assert pc.take_stock() == News(Outcome.FELL_BACK, "0.2.0")
    assert pc.waiting() is None
    assert pc.look(Address(web.url), asked=False) is None
    assert pc.look(Address(web.url), asked=True) is not None, "a person may try it again"
    web.offer("0.2.1")
    assert pc.look(Address(web.url), asked=False) is not None


def test_setup_that_was_refused_is_tried_again_and_then_left_to_a_person(windows: tuple[Updates, list[Path]]) -> None:
    pc, started = windows
    for attempt in range(ATTEMPTS):
        assert pc.install(), attempt
        news = pc.take_stock()
        assert news == (News(Outcome.NOT_INSTALLED, "0.2.0") if attempt == ATTEMPTS - 1 else None)
    assert not pc.install()
    assert len(started) == ATTEMPTS


def test_setup_that_cannot_be_started_does_not_stop_the_program_from_closing(
    windows: tuple[Updates, list[Path]], expected_log: Callable[[str], None]
) -> None:
    expected_log("ERROR app.services.updates: the update could not be started")
    pc, _started = windows

    def broken(_setup: Path, _place: InstalledVersion) -> None:
        raise OSError("blocked by a virus scanner")

    assert not Updates(pc.folder, pc.keys, pc.installed, pc.clock, pc.place, broken).install()


def test_declined_version_comes_back_only_when_asked_for(windows: tuple[Updates, list[Path]], web: Shop) -> None:
    pc, _started = windows
    pc.decline()
    assert pc.waiting() is None
    assert pc.look(Address(web.url), asked=False) is None
    assert pc.look(Address(web.url), asked=True) is not None


# -- when to look


def test_looks_are_a_day_apart_and_failures_back_off(pc: Updates, clock: Clock) -> None:
    assert pc.is_due()
    pc.note_look(failed=False)
    assert not pc.is_due()
    clock.now = NOON + timedelta(hours=30)
    assert pc.is_due()
    waits = []
    for _ in range(8):
        pc.note_look(failed=True)
        began = clock.now
        while not pc.is_due():
            clock.now += timedelta(minutes=5)
        waits.append((clock.now - began) / timedelta(hours=1))
    for wait, hours in zip(waits, [1, 2, 4, 8, 16, 24, 24, 24], strict=True):
        assert hours * 0.8 <= wait <= hours * 1.2 + 0.1
    assert len({wait / hours for wait, hours in zip(waits, [1, 2, 4, 8, 16, 24, 24, 24], strict=True)}) > 4


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
def test_clock_years_off_holds_nothing_up(pc: Updates, clock: Clock, web: Shop, years: int) -> None:
    clock.now = NOON + timedelta(days=365 * years)
    pc.note_look(failed=False)
    assert bring(pc, Address(web.url)) is not None
    clock.now = NOON
    assert pc.is_due(), "set right again, the clock doesn't make anybody wait for years"


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b'{"looked_at":"2026-01-01T00:00:00"}', b'{"started":"x"}'])
def test_memory_written_by_a_bad_hand_is_forgotten(pc: Updates, raw: bytes) -> None:
    pc.folder.mkdir()
    (pc.folder / "memory.json").write_bytes(raw)
    assert pc.is_due()
    assert pc.take_stock() is None
