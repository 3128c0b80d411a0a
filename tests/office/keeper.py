"""The keeper of a server that no line leads to: its command line, its clock, and the sticks that are carried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from office_fixtures import THURSDAY
from server_places import ServerPlaces
from sqlalchemy import URL
from sync_desk import PREFIX

from app.domain.dossier_codes import AgencyCode
from app.protocol import invitation_files
from app.server import carried, command
from app.server.database import Database

OTHER = str(AgencyCode.parse("H12.143"))
ADDRESS = "https://quay.vidu.vn#" + "3f" * 32


@dataclass(frozen=True)
class Letter:
    """An invitation on a stick, and the code that was told by telephone."""

    file: Path
    code: str


class Keeper:
    """Whoever keeps the server, at its command line. `now` is what its clock says."""

    def __init__(self, database: URL, stick: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._url = database
        self.stick, self.now = stick, THURSDAY
        self._capsys = capsys
        self._letters = 0

    def _run(self, words: tuple[str, ...]) -> tuple[int, str]:
        self._capsys.readouterr()
        code = command.main(words, environment(self._url) | {"QUAY_ADDRESS": ADDRESS})
        said = self._capsys.readouterr()
        return code, said.out if code == 0 else said.err

    def does(self, *words: str) -> str:
        code, said = self._run(words)
        assert code == 0, said
        return said

    def cannot(self, *words: str) -> str:
        code, said = self._run(words)
        assert code == 1
        return said

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the server's database."""
        with closing(Database(self._url)) as opened:
            opened.must_be_migrated()
            yield opened

    def invites(self, prefix: str = PREFIX, *more: str) -> Letter:
        self._letters += 1
        file = self.stick / f"moi-{self._letters}.qxm"
        said = self.does("device", "enrol", "--prefix", prefix, "--file", str(file), *more)
        assert ADDRESS not in said, "a line with the code and all the rest is no code told apart"
        return Letter(file, said.strip())

    def takes_in(self, file: Path) -> Path:
        return Path(self.does("exchange", "import", str(file)).split("Answer: ")[1].strip())

    def refuses(self, file: Path) -> tuple[str, Path]:
        """Return what the keeper is told, and the answer for the PC."""
        said = self.cannot("exchange", "import", str(file))
        return said, file.with_name("quay-tra-loi-" + file.name.removeprefix("quay-gui-"))


def environment(url: URL) -> dict[str, str]:
    return {"QUAY_DATABASE_URL": url.render_as_string(hide_password=False)}


@pytest.fixture(scope="module")
def furnished(places: ServerPlaces, tmp_path_factory: pytest.TempPathFactory) -> URL:
    """Return the database of a server with two communes, made once and copied."""
    url = places.new(tmp_path_factory.mktemp("server"))
    chosen = environment(url)
    assert command.main(("migrate",), chosen) == 0
    for prefix, name in ((PREFIX, "Xã Vĩnh Lợi"), (OTHER, "Xã Châu Thới")):
        added = ("office", "add", "--province", "96", "--prefix", prefix, "--name", name)
        assert command.main(added, chosen) == 0
    return url


@pytest.fixture
def keeper(
    places: ServerPlaces,
    furnished: URL,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Keeper:
    stick = tmp_path / "stick"
    stick.mkdir()
    made = Keeper(places.copy(furnished, tmp_path), stick, capsys)
    monkeypatch.setattr(invitation_files, "_WORK", 2)  # how long a guess takes is not what is tried here
    for module in (carried, command):
        monkeypatch.setattr(module, "utc_now", lambda: made.now)
    return made
