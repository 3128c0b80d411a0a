"""Newer versions of the program: looked for, fetched, checked, kept until the program closes, and what came of it.

In the folder lie at most one release (its manifest and its setup file), or the part of one that has come so far, and
`memory.json`. A setup file is believed only after its size, its SHA-256 and the signature over them were right, and all
of that is looked at again while the file is held open for the start of it.
"""

from __future__ import annotations

import errno
import logging
import os
import random
import shutil
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from app.domain.errors import EnvironmentProblem, Explained, UserError
from app.domain.plain_data import parse
from app.domain.updates import MANIFEST_NAME, Manifest, Version, VersionText, is_news, read_manifest
from app.paths import make_private, write_durably
from app.services.installed_version import InstalledVersion, hold, sha256_of, start_setup

if TYPE_CHECKING:
    from app.services.update_sources import Source  # what speaks to the network is loaded when it is needed

log = logging.getLogger(__name__)
_remembering = threading.Lock()  # the watch and the settings each look on a thread of their own

EVERY = timedelta(hours=24)
AFTER_FAILURE = timedelta(hours=1)
ATTEMPTS = 3  # of installing, before a person has to look
BREAKS = 5  # of a connection without one byte in between, before a person has to look
SPARE = 20_000_000  # bytes left free for the office's own work
_KEPT = "Bản đang dùng không thay đổi."


class Broken(Exception):  # noqa: N818 - never told as it is
    """The flow of bytes ended too early; what came is good as far as it goes."""


class Outcome(StrEnum):
    """What came of an installation."""

    UPDATED = "updated"
    FELL_BACK = "fell back"
    NOT_INSTALLED = "not installed"


class News(msgspec.Struct, frozen=True):
    """What the clerks are told once after a start."""

    outcome: Outcome
    version: str


class _Memory(msgspec.Struct, frozen=True):
    """What is remembered between two runs. `started` is the version whose setup was started when the program closed."""

    looked_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    wait_s: float = 0.0
    failures: int = 0
    given_up: tuple[str, ...] = ()
    started: VersionText | None = None
    attempts: int = 0
    news: News | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was found: what it says, and its bytes as they were signed."""

    manifest: Manifest
    raw: bytes


@dataclass(frozen=True, slots=True)
class Updates:
    """The update of this PC. `keys` are the release keys that are believed; `installed` is the version that runs."""

    folder: Path
    keys: Mapping[str, bytes]
    installed: str
    clock: Callable[[], datetime]
    place: InstalledVersion
    start: Callable[[Path, InstalledVersion], None] = start_setup
    chance: random.Random = field(default_factory=random.Random)

    # -- looking

    def is_due(self) -> bool:
        """Whether it is time to look by itself. A clock that went back, or was years ahead, holds nothing up."""
        memory = self._memory()
        if memory.looked_at is None:
            return True
        return not timedelta(0) <= self.clock() - memory.looked_at < timedelta(seconds=memory.wait_s)

    def note_look(self, *, failed: bool) -> None:
        """Remember a look by itself: a day to the next, after failures an hour, two, four …, never all PCs at once."""
        memory = self._memory()
        failures = memory.failures + 1 if failed else 0
        wait = min(AFTER_FAILURE * 2 ** min(failures - 1, 10), EVERY) if failed else EVERY
        wait_s = wait.total_seconds() * self.chance.uniform(0.8, 1.2)
        self._remember(memory, looked_at=self.clock(), wait_s=wait_s, failures=failures)

    def look(self, source: Source, *, asked: bool) -> Release | None:
        """Return the newer release of a source, None when this PC is up to date.

        Not `asked` by a person, a version that failed here or was declined is left alone. Raises Explained.
        """
        raw = source.manifest()
        manifest = read_manifest(raw, self.keys)
        if not is_news(manifest, self.installed) or (not asked and manifest.version in self._memory().given_up):
            return None
        return Release(manifest, raw)

    # -- fetching

    def fetch(
        self,
        source: Source,
        release: Release,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Manifest | None:
        """Bring a release here and check it; None when it was cancelled, and the part that came is kept.

        Raises Explained: no network, no room, or another file than the one that was signed.
        """
        manifest = release.manifest
        if (waits := self.waiting()) is not None and waits.sha256 == manifest.sha256:
            return waits
        try:
            make_private(self.folder)
            part = self._part(manifest)
            self._clear(but=part)
            self._hold_room(manifest, part)
            if not self._fill(source, manifest, part, progress, cancelled):
                return None
            part.replace(self.folder / manifest.file)
            write_durably(self.folder / MANIFEST_NAME, release.raw)
        except OSError as error:
            raise _told(error) from error
        return manifest

    def _fill(
        self,
        source: Source,
        manifest: Manifest,
        part: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> bool:
        """Fill the part until it is whole and right; False when cancelled."""
        breaks = 0
        while True:
            before = _size(part)
            try:
                resumed, whole = self._pour(source, manifest, part, progress, cancelled)
            except Broken as error:
                breaks = breaks + 1 if _size(part) <= before else 0
                if cancelled():
                    return False
                if breaks >= BREAKS:
                    raise _interrupted(manifest, part) from error
                continue
            if not whole:
                return False
            with part.open("rb") as file:
                if _size(part) == manifest.size and sha256_of(file) == manifest.sha256:
                    return True
            part.unlink()
            if not resumed:
                raise _wrong_file()
            # the file may have been changed between two parts: once more, from its beginning

    def _pour(
        self,
        source: Source,
        manifest: Manifest,
        part: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> tuple[bool, bool]:
        """Append what comes; returns whether it went on from an earlier part, and whether it came to its end."""
        here = _size(part)
        if here >= manifest.size:
            return True, True
        with closing(source.setup(manifest.file, here)) as flow, part.open("ab") as file:
            if flow.start != here:
                file.truncate(0)
            done = flow.start
            progress(done, manifest.size)
            for chunk in flow.chunks():
                if cancelled():
                    return bool(flow.start), False
                if done + len(chunk) > manifest.size:  # never more than was signed, whatever a server sends
                    file.truncate(0)
                    raise _wrong_file()
                file.write(chunk)
                done += len(chunk)
                progress(done, manifest.size)
            os.fsync(file.fileno())
        if done < manifest.size:
            raise Broken
        return bool(flow.start), True

    def _hold_room(self, manifest: Manifest, part: Path) -> None:
        if shutil.disk_usage(self.folder).free < manifest.size - _size(part) + SPARE:
            raise OSError(errno.ENOSPC, "no room for the setup file", str(part))

    def _part(self, manifest: Manifest) -> Path:
        return self.folder / f"{manifest.sha256[:16]}.part"

    # -- waiting and installing

    def waiting(self) -> Manifest | None:
        """Return the release that will be installed, None when there is none; its file is only looked at by size."""
        try:
            manifest = read_manifest((self.folder / MANIFEST_NAME).read_bytes(), self.keys)
            news = is_news(manifest, self.installed)
            whole = (self.folder / manifest.file).stat().st_size == manifest.size
        except (OSError, Explained):
            return None
        return manifest if news and whole else None

    def setup_file(self, manifest: Manifest) -> Path:
        """Return where the setup file of the waiting release lies."""
        return self.folder / manifest.file

    def decline(self) -> None:
        """Throw the waiting release away; it comes back only when somebody asks for it. Raises EnvironmentProblem."""
        manifest = self.waiting()
        try:
            self._clear()
            if manifest is not None:
                self._give_up(self._memory(), manifest.version)
        except OSError as error:
            raise _told(error) from error

    def install(self) -> bool:
        """Start the setup of the waiting release, checked once more; the last thing a program does. Never raises."""
        manifest = self.waiting()
        if manifest is None or not self.place.can_be_replaced:
            return False
        setup = self.setup_file(manifest)
        try:
            with hold(setup) as file:
                if sha256_of(file) != manifest.sha256:
                    log.error("the setup file was changed after it was checked; it is thrown away")
                    damaged = True
                else:
                    damaged = False
                    self._remember(self._memory(), started=manifest.version)
                    self.start(setup, self.place)
            if damaged:
                self._clear()
            return not damaged
        except OSError:
            log.exception("the update could not be started")
            return False

    def take_stock(self) -> News | None:
        """See after a start what came of the last installation; returns what is to be told until `told`."""
        memory = self._memory()
        if memory.started:
            memory = self._after(memory, memory.started)
        if self.waiting() is None:
            with suppress(OSError):
                self._clear(but=next(iter(self.folder.glob("*.part")), None))
        return memory.news

    def told(self) -> None:
        """Remember that the news were told."""
        self._remember(self._memory(), news=None)

    def _after(self, memory: _Memory, started: str) -> _Memory:
        if not Version.of(self.installed) < Version.of(started):
            return self._remember(memory, started=None, attempts=0, news=News(Outcome.UPDATED, started))
        if self.place.has_given_up(started):
            with suppress(OSError):
                self._clear()
            memory = self._give_up(memory, started)
            return self._remember(memory, news=News(Outcome.FELL_BACK, started))
        if memory.attempts + 1 < ATTEMPTS:  # refused because another window was open, or the PC was switched off
            return self._remember(memory, started=None, attempts=memory.attempts + 1)
        with suppress(OSError):
            self._clear()
        memory = self._give_up(memory, started)
        return self._remember(memory, news=News(Outcome.NOT_INSTALLED, started))

    # -- what is remembered

    def _give_up(self, memory: _Memory, version: str) -> _Memory:
        given_up = (*(known for known in memory.given_up if known != version), version)[-20:]
        return self._remember(memory, started=None, attempts=0, given_up=given_up)

    def _memory(self) -> _Memory:
        try:
            return parse((self.folder / "memory.json").read_bytes(), _Memory)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return _Memory()

    def _remember(self, memory: _Memory, **changes: object) -> _Memory:
        fresh: _Memory = msgspec.structs.replace(memory, **changes)
        try:
            with _remembering:
                make_private(self.folder)
                write_durably(self.folder / "memory.json", msgspec.json.encode(fresh))
        except OSError:
            log.warning("what is known of updates could not be written", exc_info=True)
        return fresh

    def _clear(self, *, but: Path | None = None) -> None:
        """Leave nothing but the memory and perhaps a part. Raises OSError."""
        with _remembering:  # what is being written beside the memory is nobody's leftover
            for path in self.folder.glob("*"):
                if path != but and path.name != "memory.json":
                    path.unlink()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _wrong_file() -> UserError:
    return UserError(
        "Tệp cài đặt không đúng với bản đã ký: tệp bị sửa, bị cắt hoặc đã bị thay.",
        f"Không cài, tệp đã được bỏ. {_KEPT} Tải hoặc chép lại; nếu vẫn vậy, báo quản trị.",
        "UPD-FILE",
    )


def _interrupted(manifest: Manifest, part: Path) -> EnvironmentProblem:
    done, size = _size(part) // 1_000_000, round(manifest.size / 1e6)
    return EnvironmentProblem(
        f"Đường truyền bị ngắt khi mới nhận {done}/{size} MB.",
        f"{_KEPT} Phần đã nhận được giữ lại; lần sau chương trình nhận tiếp từ đó.",
        "UPD-BROKEN",
    )


def _told(error: OSError) -> EnvironmentProblem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        sentence, advice = "Ổ đĩa đầy, không đủ chỗ cho bản mới.", "Dọn ổ đĩa rồi thử lại."
    else:
        sentence, advice = "Chưa ghi được bản mới vào thư mục dữ liệu.", "Kiểm tra ổ đĩa và quyền ghi rồi thử lại."
    return EnvironmentProblem(sentence, f"{_KEPT} {advice}", "UPD-DISK")
