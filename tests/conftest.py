"""What every test stands on: no screen, no keyring, no home of a real person, and no trouble left unsaid.

A record of level WARNING or above that a test did not announce with `expected_log` fails it; so does a Qt warning
(pytest-qt, `qt_log_level_fail`), a Python warning and an exception in a slot or a thread.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.clusters import Cluster

# Before anything of Qt or of the program is imported. Windows of tests never appear on a real screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

import keyring
import pytest
from hypothesis import settings
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

# Shared machines stall, so no example has a deadline. CI always tries the same examples: a red run means that this
# change broke something, and can be repeated; elsewhere every run looks at new ones.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# `python3 dev.py nightly` runs the tests marked so at a size that a change can't wait for.
NIGHTLY = bool(os.environ.get("QUAY_NIGHTLY"))
settings.register_profile("nightly", deadline=None, max_examples=100_000, print_blob=True)
settings.load_profile("nightly" if NIGHTLY else "ci" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of the night all the time they want."""
    if NIGHTLY:
        for item in items:
            item.add_marker(pytest.mark.timeout(0))


@pytest.fixture(scope="session")
def nightly() -> bool:
    """Tell whether this is the long run of the night: then a test takes its full size."""
    return NIGHTLY


@pytest.fixture(scope="session", autouse=True)
def _home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let whatever looks for the user's folders find empty ones."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(home / name.lower()))
        yield


class Records(logging.Handler):
    """Keep what the program logged, and what the test said it would log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen: list[logging.LogRecord] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record)

    def complaints(self) -> list[str]:
        """Return a line per record nobody expected, and per expectation that no record met."""
        told = [(record, f"{record.levelname} {record.name}: {record.getMessage()}") for record in self.seen]
        lines = [
            f"unexpected: {line}{_where(record)}"
            for record, line in told
            if not any(re.search(pattern, line) for pattern in self.expected)
        ]
        lines += [
            f"never logged: {pattern}"
            for pattern in self.expected
            if not any(re.search(pattern, line) for _, line in told)
        ]
        return lines


def _where(record: logging.LogRecord) -> str:
    return f"\n{logging.Formatter().formatException(record.exc_info)}" if record.exc_info else ""


@pytest.fixture(autouse=True)
def _records() -> Iterator[Records]:
    """Fail the test for what was logged without having been announced."""
    records = Records()
    root = logging.getLogger()
    root.addHandler(records)
    yield records
    root.removeHandler(records)
    if complaints := records.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expected_log(_records: Records) -> Callable[[str], None]:
    """Announce a record of WARNING or above: `expected_log("ERROR app.printing.*offline")`.

    The regular expression is searched in "LEVEL logger: message"; it must turn up at least once.
    """
    return _records.expected.append


class MemoryKeyring(KeyringBackend):
    """A vault that lives as long as the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    """Give the machine a working keyring; without this fixture it has none, as on a bare server."""
    before = keyring.get_keyring()
    vault = MemoryKeyring()
    keyring.set_keyring(vault)
    yield vault
    keyring.set_keyring(before)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """Run a PostgreSQL of this process's own."""
    from benchmarks.clusters import cluster

    with cluster() as made:
        yield made


@pytest.fixture
def repository() -> Path:
    """Return the folder of the project."""
    return Path(__file__).resolve().parent.parent
