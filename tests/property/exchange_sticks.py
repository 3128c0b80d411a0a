"""Exchange by file in the world: files go out and come back, or never do, or come twice, late, torn, in any order."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from app.domain.errors import UserError
from app.protocol.exchange_files import BadFileError
from app.server.refusals import Refused

if TYPE_CHECKING:
    from exchange_desk import Desk
    from exchange_world import World


class Sticks:
    """All files that were ever made; none is thrown away. `which` counts from the newest."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._out: list[tuple[str, Path]] = []
        self._back: list[tuple[str, Path]] = []

    def export(self, desk: Desk) -> None:
        """Let a PC write a file."""
        self._out.append((desk.name, desk.export(self._world.place("stick"))))
        self._world.counts["files out"] += 1
        self._world.look(desk)

    def carry(self, which: int, *, torn: bool = False, crash: bool = False) -> None:
        """Let the server take a file in, and write its answer."""
        if not self._out:
            return
        name, path = self._out[-1 - which % len(self._out)]
        data = path.read_bytes()
        self._world.server.crashes = crash
        with suppress(Refused, OperationalError):  # the server was set back behind this PC's identity; it died
            try:
                taken = self._world.server.take_in(data[: len(data) * 2 // 3] if torn else data)
            except BadFileError:
                assert torn
            except (Refused, OperationalError):
                raise
            except Exception as error:
                self._world.server.broken.append(error)
            else:
                answer = self._world.place("answer")
                answer.write_bytes(taken.answer)
                self._back.append((name, answer))

    def bring_back(self, which: int, kill: tuple[int, str] | None = None) -> None:
        """Let the PC that made a file take in its answer; `kill` it at a transaction of that."""
        if not self._back:
            return
        name, path = self._back[-1 - which % len(self._back)]
        desk = self._world.desks.get(name)
        if desk is None:
            return
        desk.db.dies = kill
        with suppress(UserError):  # for an identity it never had, after a restore
            if self._world.survive(desk, lambda: desk.take(path)):
                self._world.counts["files back"] += 1
        self._world.look(desk)
